"""Which claim a person's word is about, and whether it was said before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from attrs import evolve

from followup_kit.facts.history import WITH_A_REASON, Entry, Event

from .written import FORGOTTEN, Written, open_claims

__all__ = ["claim_meant", "says", "settling"]

_SETTLES = frozenset({Event.SENT, Event.NOT_SENT})


def claim_meant(written: Iterable[Written], entry: Entry) -> Written | None:
    """Return the open claim that this entry settles, if it is one that settles and there is one."""
    if entry.event not in _SETTLES:
        return None
    for row in open_claims(written):
        if row.entry.recipient == entry.recipient and entry.occasion in {row.entry.occasion, None}:
            return row
    return None


def settling(entry: Entry, claim: Entry) -> Entry:
    """Return the entry that settles this claim: what is left open is as it was claimed, and nothing precedes it."""
    return evolve(
        entry,
        at=max(entry.at, claim.at),
        occasion=claim.occasion,
        channel=entry.channel or claim.channel,
        digest=entry.digest or claim.digest,
        text=claim.text if entry.text is None else entry.text,
        waived=entry.waived or claim.waived,
    )


def says(row: Written, entry: Entry, *, waits: bool, forgotten: bool) -> bool:
    """True if the row says all that the entry does; words that were forgotten make no difference.

    A row that settles a claim may say it for a later time than was given; if another claim `waits`, it does not.
    """
    old, new = row.entry, entry
    same_letter = (old.event, old.recipient) == (new.event, new.recipient) and new.occasion in {old.occasion, None}
    same_time = new.at == old.at if waits else new.at <= old.at
    if row.claim is not None and same_letter and same_time:
        new = settling(new, old)
    if forgotten:
        new = evolve(new, text=None, note=FORGOTTEN if new.event in WITH_A_REASON else None)
    return (_offsets(old), old) == (_offsets(new), new)


def _offsets(entry: Entry) -> tuple[timedelta | None, timedelta | None]:
    """Times are kept as they were given: the same instant by another clock is another entry."""
    return entry.at.utcoffset(), entry.until.utcoffset() if entry.until else None
