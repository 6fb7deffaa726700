"""What stands in the ledger: an entry with the claim it belongs to."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from attrs import frozen

from followup_kit.facts.history import WITH_A_REASON, Entry, Event

__all__ = ["COLUMNS", "FORGOTTEN", "Row", "Written", "from_row", "open_claims"]

COLUMNS = (
    "at, event, interview, recipient, occasion, channel, draft_digest, waived, claim, outbox, text, note, place, until"
)
"""What `from_row` wants, in this order, of events joined with their words."""

FORGOTTEN = "(forgotten)"
"""What stands for the reason of a snooze or pin once the words about that person were erased."""

Row = tuple[str, str, str, str | None, str | None, str | None, str | None, str, str | None, str | None, str | None,
            str | None, str | None, str | None]  # fmt: skip


@frozen(kw_only=True)
class Written:
    """An entry as it stands in the ledger, with the claim it belongs to and where the outbox put the letter."""

    entry: Entry
    claim: str | None = None
    outbox: str | None = None
    place: str | None = None


def from_row(row: Row) -> Written:
    """Return what one row of a SELECT of COLUMNS says."""
    at, event, interview, recipient, occasion, channel, digest, waived, claim, outbox, text, note, place, until = row
    kind = Event(event)
    entry = Entry(
        at=datetime.fromisoformat(at),
        event=kind,
        interview=interview,
        recipient=recipient,
        occasion=occasion,
        channel=channel,
        digest=digest,
        text=text,
        note=FORGOTTEN if note is None and kind in WITH_A_REASON else note,
        waived=json.loads(waived),
        until=None if until is None else datetime.fromisoformat(until),
    )
    return Written(entry=entry, claim=claim, outbox=outbox, place=place)


def open_claims(written: Iterable[Written]) -> tuple[Written, ...]:
    """Claims that nobody has settled yet, in the order in which they were made."""
    out: dict[str, Written] = {}
    for row in written:
        if row.claim is not None and row.entry.event is Event.CLAIMED:
            out[row.claim] = row
        elif row.claim is not None:
            out.pop(row.claim, None)
    return tuple(out.values())
