"""followup log: write down what happened, so that the plan knows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import click

from followup_kit.facts.history import Entry, Event, Occasion
from followup_kit.facts.interview import Interview
from followup_kit.intake import read

from .failures import Exit
from .logged import refuse_untrue
from .options import as_json, example, ledger_option, recipient_option, record_argument
from .output import print_json, say
from .session import open_ledger, tell_time, user_ledger
from .shown_history import entry_json, entry_text

__all__ = ["log", "write_down"]

_EVENTS = {event.value.replace("_", "-"): event for event in Event if event is not Event.CLAIMED}
_ABOUT_A_LETTER = {Event.SENT, Event.SENT_BY_HAND, Event.NOT_SENT}
_ABOUT_A_PERSON = {*_ABOUT_A_LETTER, Event.BOUNCED, Event.AUTO_REPLIED, Event.PINNED}
_OF_A_LETTER = {*_ABOUT_A_LETTER, Event.PINNED}


@click.command(
    short_help="Write down what came back, or what you sent by hand.",
    epilog=example("followup log interview.toml replied --recipient weber"),
)
@record_argument
@click.argument("event", type=click.Choice(sorted(_EVENTS)), metavar="EVENT")
@recipient_option(help="Whom it concerns; without it, the employer as a whole.")
@click.option("--at", metavar="ISO", help="When it happened, with its offset (default: now).")
@click.option("--now", metavar="ISO", help="What time it is, with its offset (default: the system's clock).")
@click.option("--occasion", type=click.Choice([occasion.value for occasion in Occasion]), help="Which letter.")
@click.option("--channel", metavar="NAME", help="How it came or went.")
@click.option("--note", metavar="TEXT", help="One line of your own; the reason of a snooze or pin.")
@click.option("--until", metavar="ISO", help="The time that is set: a pause's end, a snooze's, a pin's own.")
@ledger_option
@as_json
def log(
    record: Path,
    event: str,
    recipient: str | None,
    at: str | None,
    now: str | None,
    occasion: str | None,
    channel: str | None,
    note: str | None,
    until: str | None,
    ledger: Path | None,
    as_json: bool,
) -> int:
    """Write down what happened: replied, auto-replied, rejected, offer, withdrawn, new-interview, opted-out, bounced,
    sent-by-hand; or, for a letter of which nobody knows whether it left, sent or not-sent. What the verbs pause,
    resume, snooze, pin and release write down can be logged, too: paused, resumed, snoozed, pinned, released.

    Logging the same thing twice changes nothing. What cannot be is refused: a time still to come; a letter or a reply
    from before the end of the interview; a second letter by hand to one person for one occasion; `sent` for a letter
    that no outbox was given; a snooze or pin for a time that is over.
    """
    interview = read(record)
    kind = _EVENTS[event]
    if recipient is None and kind in _ABOUT_A_PERSON:
        raise click.UsageError(f"{event} needs --recipient: whom it concerns")
    if recipient is not None:
        interview.person(recipient)
    about = occasion or (Occasion.THANK_YOU.value if kind in _OF_A_LETTER else None)
    clock = tell_time(now)
    entry = Entry(
        at=tell_time(at, option="--at").now if at else clock.now,
        event=kind,
        interview=interview.ref,
        recipient=recipient,
        occasion=Occasion(about) if about else None,
        channel=channel,
        note=note,
        until=tell_time(until, option="--until").now if until else None,
    )
    write_down(entry, interview, ledger, now=clock.now, as_json=as_json)
    return Exit.FINE


def write_down(
    entry: Entry,
    interview: Interview | None,
    ledger: Path | None,
    *,
    now: datetime,
    as_json: bool,
    more: Mapping[str, object] | None = None,
) -> None:
    """Write an entry down, unless it cannot be true, and say so; `more` is added to the JSON."""
    with open_ledger(ledger) as book:
        if interview is not None:
            refuse_untrue(entry, interview, book.history(interview.ref), now=now)
        new = book.record(entry)
    if as_json:
        told = {"recorded": new, "ledger": str(user_ledger(ledger)), "entry": entry_json(entry)}
        print_json(told | dict(more or {}))
    else:
        said = "written down" if new else "stood there already"
        say(f"{said} in {user_ledger(ledger)}: {entry_text(entry)}")
