"""followup snooze, pin and release: what you set for one letter, with your reason."""

from __future__ import annotations

from pathlib import Path

import click

from followup_kit.errors import InvalidFact
from followup_kit.facts.history import Entry, Event, History, Occasion
from followup_kit.facts.interview import Interview
from followup_kit.intake import read
from followup_kit.timing.decisions import Send
from followup_kit.timing.reasons import RuleNames, because
from followup_kit.timing.wishes import pinned, snoozed

from .failures import Exit
from .lines import instant
from .log import write_down
from .options import as_json, example, ledger_option, policy_option, recipient_option, record_argument
from .output import print_json, say
from .session import about, load_kit, past, tell_time, user_ledger
from .shown_plan import place_of

__all__ = ["in_force", "pin", "release", "snooze"]

_now = click.option("--now", metavar="ISO", help="What time it is, with its offset (default: the system's clock).")
_reason = click.option("--reason", metavar="TEXT", required=True, help="Why, in one line; the plan repeats it.")
_OCCASIONS = click.Choice([occasion.value for occasion in Occasion])


@click.command(
    short_help="Hold a letter back until a time.",
    epilog=example(
        "followup snooze interview.toml --recipient weber --until 2026-03-16T09:00:00+00:00 --reason 'she is away'"
    ),
)
@record_argument
@recipient_option(required=True)
@click.option("--until", metavar="ISO", required=True, help="No letter before this, with its offset.")
@_reason
@click.option("--occasion", type=_OCCASIONS, help="Which letter (default: the next one, whichever it is).")
@policy_option
@_now
@ledger_option
@as_json
def snooze(
    record: Path,
    recipient: str,
    until: str,
    reason: str,
    occasion: str | None,
    policy: str | None,
    now: str | None,
    ledger: Path | None,
    as_json: bool,
) -> int:
    """Write nothing to a person before a time, for a reason.

    Every plan keeps to it. The letter leaves at the first opening after that time, even if its window is over by then.
    A snooze ends with the next letter to that person (or the next one for the --occasion), or with `release`.
    """
    which = Occasion(occasion) if occasion else None
    _wish(Event.SNOOZED, record, recipient, which, until, reason, policy, now, ledger, as_json=as_json)
    return Exit.FINE


@click.command(
    short_help="Set a letter for an exact time.",
    epilog=example(
        "followup pin interview.toml --recipient weber --at 2026-03-12T10:00:00+00:00 --reason 'I told her so'"
    ),
)
@record_argument
@recipient_option(required=True)
@click.option("--at", metavar="ISO", required=True, help="Exactly when, with its offset; a time to come.")
@_reason
@click.option(
    "--occasion", type=_OCCASIONS, default=Occasion.THANK_YOU.value, help="Which letter: thank_you if not said."
)
@policy_option
@_now
@ledger_option
@as_json
def pin(
    record: Path,
    recipient: str,
    at: str,
    reason: str,
    occasion: str,
    policy: str | None,
    now: str | None,
    ledger: Path | None,
    as_json: bool,
) -> int:
    """Set one letter for an exact time, for a reason, and say what the plan makes of it.

    The plan takes that time even against the window, office hours and the working week, and says which of them gave
    way. A public holiday, a closed day, the gap between two letters and a pause refuse it: that is a conflict. A pin
    ends with its letter, or with `release`.
    """
    _wish(Event.PINNED, record, recipient, Occasion(occasion), at, reason, policy, now, ledger, as_json=as_json)
    return Exit.FINE


def _wish(
    event: Event,
    record: Path,
    recipient: str,
    occasion: Occasion | None,
    until: str,
    reason: str,
    policy: str | None,
    now: str | None,
    ledger: Path | None,
    *,
    as_json: bool,
) -> None:
    interview, present = read(record), tell_time(now).now
    interview.person(recipient)
    option = "--at" if event is Event.PINNED else "--until"
    moment = tell_time(until, option=option).now
    if moment.timestamp() <= present.timestamp():
        raise InvalidFact(f"{option} {until} is not after the present time, {present.isoformat()}; give a later time")
    if not reason.strip():
        raise click.UsageError("--reason is empty; say in one line why, since the plan repeats it")
    entry = Entry(
        at=present,
        event=event,
        interview=interview.ref,
        recipient=recipient,
        occasion=occasion,
        note=reason,
        until=moment,
    )
    write_down(entry, interview, ledger, now=present, as_json=as_json)
    if not as_json:
        with about(record):
            found = load_kit(policy).plan(interview, past(ledger), now=present)
        for step in found.steps:
            if step.recipient.ref == recipient and occasion in (step.occasion, None):
                decision = step.decision
                what = decision.because.said() if not isinstance(decision, Send) else _sends(decision)
                say(f"{step.occasion.value} to {recipient}: {decision.kind}: {what}")
        planned = {(step.recipient.ref, step.occasion) for step in found.steps}
        for held in found.held:
            if held.recipient == recipient and held.occasion == occasion and (recipient, occasion) not in planned:
                say(f"{held.occasion.value} to {recipient}: this has no effect: {held.because.said()}")


def _sends(decision: Send) -> str:
    gave_way = f"; {because('relaxed', 'gave way: {rules}', rules=RuleNames(decision.relaxed))}"
    return f"{instant(decision.at)}{place_of(decision.at)}{gave_way if decision.relaxed else ''}"


@click.command(short_help="End a snooze or pin.", epilog=example("followup release interview.toml --recipient weber"))
@record_argument
@recipient_option(help="Whose snoozes and pins to end (default: everybody's).")
@click.option("--occasion", type=_OCCASIONS, help="For which letter (default: for all).")
@_now
@ledger_option
@as_json
def release(
    record: Path, recipient: str | None, occasion: str | None, now: str | None, ledger: Path | None, as_json: bool
) -> int:
    """End snoozes and pins, so that the plan alone decides again."""
    interview, present = read(record), tell_time(now).now
    if recipient is not None:
        interview.person(recipient)
    which = Occasion(occasion) if occasion else None
    found = [
        wish
        for wish in in_force(interview, past(ledger))
        if recipient in (wish.recipient, None) and which in (wish.occasion, None)
    ]
    if found:
        entry = Entry(at=present, event=Event.RELEASED, interview=interview.ref, recipient=recipient, occasion=which)
        write_down(entry, interview, ledger, now=present, as_json=as_json)
    elif as_json:
        print_json({"recorded": False, "ledger": str(user_ledger(ledger)), "entry": None})
    else:
        say(f"nothing to release: no snooze or pin of {recipient or interview.ref} is in force; nothing was written")
    return Exit.FINE


def in_force(interview: Interview, history: History) -> tuple[Entry, ...]:
    """Return the snoozes and pins that count now, for everybody on the panel and each occasion."""
    known = History(interview.events) + history.of(interview.ref)
    found = (
        wish
        for person in interview.panel
        for occasion in Occasion
        for find in (snoozed, pinned)
        if (wish := find(known, person.ref, occasion)) is not None
    )
    return tuple(dict.fromkeys(found))
