"""followup forget: erase what the ledger holds about a person, except that something was sent."""

from __future__ import annotations

from pathlib import Path

import click

from followup_kit.errors import LedgerError
from followup_kit.facts.interview import Interview
from followup_kit.intake import read

from .failures import Exit
from .options import as_json, example, ledger_option, recipient_option, record_argument
from .output import print_json, say
from .session import open_ledger, past, user_ledger

__all__ = ["forget"]


@click.command(
    short_help="Erase a person's words from the ledger.",
    epilog=example("followup forget interview.toml --recipient weber --yes"),
)
@record_argument
@recipient_option(required=True, help="The ref of whom to forget.")
@ledger_option
@click.option("--yes", is_flag=True, help="Do it; without this nothing is erased.")
@as_json
def forget(record: Path, recipient: str, ledger: Path | None, yes: bool, as_json: bool) -> int:
    """Erase from the ledger all words that were written to or noted about a person; with --yes, for good.

    That something was sent, when and by which channel stays, under the person's ref, so that nothing is sent twice. The
    person is not written to again. The record, letters in folders and backups are yours to erase.
    """
    interview, path = read(record), user_ledger(ledger)
    if not path.exists():
        raise LedgerError(f"there is no ledger at {str(path)!r}, so nothing to forget; --ledger names another file")
    events = _about(interview, recipient, ledger)
    erased = None
    if yes:
        with open_ledger(ledger) as book:
            erased = book.forget(interview.ref, recipient)
    if as_json:
        print_json(
            {
                "forgotten": yes,
                "interview": interview.ref,
                "recipient": recipient,
                "ledger": str(path),
                "events": events,
                "erased": erased,
            }
        )
    elif yes:
        say(f"forgotten: {recipient}; the words of {_events(erased or 0)} are erased from {path}")
    else:
        say(f"would forget: {recipient}, {_events(events)} in {path}; nothing was erased, add --yes to do it")
    return Exit.FINE


def _events(count: int) -> str:
    return f"{count} event" if count == 1 else f"{count} events"


def _about(interview: Interview, recipient: str, ledger: Path | None) -> int:
    """Return how many events concern the person, who may have been taken out of the record already.

    Raises:
        NotFound: neither the record nor the ledger knows the ref.
    """
    events = [entry for entry in past(ledger).of(interview.ref) if entry.recipient == recipient]
    if not events:
        interview.person(recipient)
    return len(events)
