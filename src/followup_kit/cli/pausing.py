"""followup pause and followup resume: hold everything back, or all about one interview, and go on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click
from attrs import evolve

from followup_kit.errors import InvalidFact
from followup_kit.facts.history import EVERYWHERE, Entry, Event, History
from followup_kit.facts.interview import Interview
from followup_kit.facts.pauses import pauses
from followup_kit.intake import read

from .failures import Exit
from .lines import instant
from .log import write_down
from .options import FileArgument, as_json, example, ledger_option
from .output import print_json, say
from .session import open_ledger, past, tell_time, user_ledger
from .shown_history import entry_json

__all__ = ["pause", "resume"]

_record = click.argument("record", type=FileArgument, required=False)
_application = click.option("--application", is_flag=True, help="All rounds of the record's application, not this one.")
_now = click.option("--now", metavar="ISO", help="What time it is, with its offset (default: the system's clock).")


@click.command(
    short_help="Hold everything back for a while.",
    epilog=example("followup pause --until 2026-04-07T09:00:00+02:00 --reason 'on a journey'"),
)
@_record
@click.option("--until", metavar="ISO", help="When it ends by itself, with its offset (default: when you resume).")
@click.option("--reason", metavar="TEXT", help="Why, in one line; the plan repeats it.")
@click.option("--at", metavar="ISO", help="When it begins, which may be later (default: now).")
@_application
@_now
@ledger_option
@as_json
def pause(
    record: Path | None,
    until: str | None,
    reason: str | None,
    at: str | None,
    application: bool,
    now: str | None,
    ledger: Path | None,
    as_json: bool,
) -> int:
    """Pause all writing; or, with a RECORD, writing about that interview.

    While a pause lasts, the plan holds every letter and nothing is sent. What falls due meanwhile does not leave at
    once afterwards: it is spread over some days. A pause ends when you resume, or at --until.
    """
    present = tell_time(now).now
    interview = read(record) if record else None
    begins = tell_time(at, option="--at").now if at else present
    ends = tell_time(until, option="--until").now if until else None
    if ends is not None and ends.timestamp() <= begins.timestamp():
        raise InvalidFact(
            f"--until {until} is not after {begins.isoformat()}, when the pause begins; give a later time"
        )
    entry = Entry(
        at=begins,
        event=Event.PAUSED,
        interview=_scope(interview, application=application),
        until=ends,
        note=reason,
    )
    write_down(entry, interview, ledger, now=present, as_json=as_json)
    return Exit.FINE


@click.command(short_help="End a pause.", epilog=example("followup resume"))
@_record
@_application
@_now
@ledger_option
@as_json
def resume(record: Path | None, application: bool, now: str | None, ledger: Path | None, as_json: bool) -> int:
    """End the pause of all writing; or, with a RECORD, that of writing about its interview.

    Where none lasts now, those that are to begin later are cancelled.
    Each pause ends for itself: what is paused with its own record stays so until it is resumed with it.
    """
    present = tell_time(now).now
    interview = read(record) if record else None
    scope = _scope(interview, application=application)
    entry = Entry(at=present, event=Event.RESUMED, interview=scope)
    known = [each for each in past(ledger) if each.interview == scope]
    if not any(each.covers(present) for each in pauses(known, [scope])):
        _cancel(known, entry, ledger, as_json=as_json)
    else:
        write_down(entry, interview, ledger, now=present, as_json=as_json)
        if not as_json:
            _say_what_stays(past(ledger), present)
    return Exit.FINE


def _scope(interview: Interview | None, *, application: bool) -> str:
    if interview is None:
        if application:
            raise click.UsageError("--application needs a RECORD, which says which application that is")
        return EVERYWHERE
    if application and interview.application is None:
        raise click.UsageError(f"the record {interview.ref} names no application; leave --application out")
    return interview.application if application and interview.application else interview.ref


def _cancel(known: Iterable[Entry], entry: Entry, ledger: Path | None, *, as_json: bool) -> None:
    """Cancel the pauses that are to begin later: each is resumed at the moment at which it begins."""
    ahead = [each for each in pauses(known, [entry.interview]) if each.start.timestamp() > entry.at.timestamp()]
    starts = [each.at for each in known if each.event is Event.PAUSED and any(it.covers(each.at) for it in ahead)]
    if not starts:
        _say_nothing_was(entry, ledger, as_json=as_json)
        return
    with open_ledger(ledger) as book:
        cancelled = [evolve(entry, at=start) for start in sorted(set(starts), key=datetime.timestamp)]
        for each in cancelled:
            book.record(each)
    if as_json:
        print_json({"recorded": True, "ledger": str(user_ledger(ledger)), "entry": entry_json(cancelled[0])})
        return
    what = "all writing" if entry.interview == EVERYWHERE else f"writing about {entry.interview}"
    for ended in ahead:
        say(f"cancelled: the pause of {what} that was to begin {instant(ended.start)}")


def _say_nothing_was(entry: Entry, ledger: Path | None, *, as_json: bool) -> None:
    if as_json:
        print_json({"recorded": False, "ledger": str(user_ledger(ledger)), "entry": None})
    else:
        what = "all writing" if entry.interview == EVERYWHERE else f"writing about {entry.interview}"
        say(f"nothing to resume: {what} is not paused in {user_ledger(ledger)}; nothing was written down")


def _say_what_stays(history: History, now: datetime) -> None:
    for scope in sorted({entry.interview for entry in history if entry.event is Event.PAUSED}):
        own = [entry for entry in history if entry.interview == scope]
        for each in pauses(own, [scope]):
            if each.covers(now):
                until = f"until {instant(each.end)}" if each.end else "until you resume it"
                what = "all writing" if scope == EVERYWHERE else f"writing about {scope}"
                say(f"still paused: {what}, {until}")
