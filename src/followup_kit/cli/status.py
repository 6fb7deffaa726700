"""followup status: what was sent to whom, what is unsettled, what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from followup_kit.facts.history import Entry, History
from followup_kit.facts.interview import Interview
from followup_kit.intake import read

from .failures import Exit
from .lines import Line, print_lines
from .options import as_json, example, ledger_option, now_option, policy_option, record_argument
from .output import print_json
from .session import about, load_kit, past, tell_time, user_ledger
from .shown_history import entry_json, entry_text
from .shown_plan import plan_json, plan_lines

__all__ = ["status"]


@click.command(
    short_help="Show what was sent, what came back, what comes next.", epilog=example("followup status interview.toml")
)
@record_argument
@now_option
@policy_option
@ledger_option
@as_json
def status(record: Path, now: str | None, policy: str | None, ledger: Path | None, as_json: bool) -> int:
    """Show what was sent to whom and what came back, which letters nobody knows about, and what comes next.

    The exit code is 1 while a letter is unsettled: look where it should have gone, then log it as sent or not-sent.
    """
    interview = read(record)
    history = past(ledger)
    clock = tell_time(now, interview, history)
    known = History(interview.events) + history.of(interview.ref)
    unsettled = known.unsettled()
    kit = load_kit(policy)
    with about(record):
        plan = kit.plan(interview, history, now=clock.now)
    if as_json:
        past_json = {
            "ledger": str(user_ledger(ledger)),
            "entries": [entry_json(entry) for entry in known],
            "unsettled": [entry_json(entry) for entry in unsettled],
        }
        print_json(past_json | {"plan": plan_json(plan, clock)})
    else:
        print_lines([*_past_lines(interview, known, unsettled), *plan_lines(plan, clock)])
    return Exit.NEEDS_A_PERSON if unsettled else Exit.FINE


def _past_lines(interview: Interview, known: History, unsettled: tuple[Entry, ...]) -> Iterator[Line]:
    for person in (*interview.panel, None):
        ref = person.ref if person else None
        entries = [Line(entry_text(entry)) for entry in known if entry.recipient == ref]
        if entries or person:
            name = f"{person.ref} ({person.name.display})" if person else interview.employer.name
            yield Line(name, "head", entries or [Line("nothing so far", "quiet")])
    for entry in unsettled:
        yield Line(f"unsettled, look and log it as sent or not-sent: {entry_text(entry)}", "bad")
