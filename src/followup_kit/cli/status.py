"""followup status: what was sent to whom, what is unsettled, what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from followup_kit.facts.history import Entry, History
from followup_kit.facts.interview import Interview
from followup_kit.facts.pauses import Pause, pauses
from followup_kit.intake import read
from followup_kit.language.speech import ENGLISH, clause, speech
from followup_kit.timing.reasons import because

from .failures import Exit
from .lines import Line, instant, print_lines
from .options import as_json, example, ledger_option, locale_option, now_option, policy_option, record_argument
from .output import print_json
from .session import about, load_kit, past, settings, tell_time, user_ledger
from .shown_history import entry_json, entry_text
from .shown_plan import plan_json, plan_lines
from .wishes import in_force

__all__ = ["status"]


@click.command(
    short_help="Show what was sent, what came back, what comes next.", epilog=example("followup status interview.toml")
)
@record_argument
@now_option
@policy_option
@ledger_option
@locale_option
@as_json
def status(
    record: Path, now: str | None, policy: str | None, ledger: Path | None, locale: str | None, as_json: bool
) -> int:
    """Show what was sent to whom and what came back, what is paused, snoozed or pinned, and what comes next.

    The exit code is 1 while a letter is unsettled: look where it should have gone, then log it as sent or not-sent.
    """
    interview = read(record)
    history = past(ledger)
    clock = tell_time(now, interview, history)
    known = History(interview.events) + history.of(interview.ref)
    unsettled = known.unsettled()
    wishes = in_force(interview, history)
    both = pauses((*interview.events, *history), (interview.ref, interview.application))
    paused = [pause for pause in both if pause.end is None or pause.end.timestamp() > clock.now.timestamp()]
    kit = load_kit(policy)
    with about(record):
        plan = kit.plan(interview, history, now=clock.now)
    if as_json:
        past_json = {
            "ledger": str(user_ledger(ledger)),
            "entries": [entry_json(entry) for entry in known],
            "unsettled": [entry_json(entry) for entry in unsettled],
            "paused": _pause_json(paused),
            "set": [entry_json(entry) for entry in wishes],
        }
        print_json(past_json | {"plan": plan_json(plan, clock)})
    else:
        tongue = locale or settings().locale
        told = [*_past_lines(interview, known, unsettled, tongue), *_pause_lines(paused, tongue)]
        print_lines([*told, *_wish_lines(wishes, tongue), *plan_lines(plan, clock, locale=tongue)])
    return Exit.NEEDS_A_PERSON if unsettled else Exit.FINE


def _pause_json(paused: Iterable[Pause]) -> list[dict[str, str | None]]:
    return [
        {"start": each.start.isoformat(), "end": each.end.isoformat() if each.end else None, "reason": each.why}
        for each in paused
    ]


def _pause_lines(paused: Iterable[Pause], locale: str | None) -> Iterator[Line]:
    to = ENGLISH if locale is None else speech(locale)
    for each in paused:
        text = (
            clause("paused: from {start} until {end}") if each.end else clause("paused: from {start} until you resume")
        )
        said = because("pause", text, start=instant(each.start, to), end=instant(each.end, to)).said(locale)
        yield Line(f"{said}: {each.why}" if each.why else said, "wait")


def _wish_lines(wishes: Iterable[Entry], locale: str | None) -> Iterator[Line]:
    for entry in wishes:
        yield Line(because("wish", "in force: {entry}", entry=entry_text(entry, locale)).said(locale), "wait")


def _past_lines(
    interview: Interview, known: History, unsettled: tuple[Entry, ...], locale: str | None
) -> Iterator[Line]:
    nothing = because("nothing", "nothing so far").said(locale)
    for person in (*interview.panel, None):
        ref = person.ref if person else None
        entries = [Line(entry_text(entry, locale)) for entry in known if entry.recipient == ref]
        if entries or person:
            name = f"{person.ref} ({person.name.display})" if person else interview.employer.name
            yield Line(name, "head", entries or [Line(nothing, "quiet")])
    text = clause("unsettled, look and log it as sent or not-sent: {entry}")
    for entry in unsettled:
        yield Line(because("unsettled", text, entry=entry_text(entry, locale)).said(locale), "bad")
