"""Why a letter must not be sent: the same one is out, another one is open, or the other side has answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from followup_kit.facts.history import Entry, Event, Occasion

__all__ = ["STOPS", "Written", "open_claims", "why_refused"]

STOPS = {
    Event.REJECTED: "there was a rejection",
    Event.OFFER: "there was an offer",
    Event.WITHDRAWN: "you withdrew",
    Event.OPTED_OUT: "they asked not to be written to",
    Event.REPLIED: "they replied",
    Event.BOUNCED: "a letter came back",
}
"""What ends a correspondence, and how to say so; an event without a recipient ends it for the whole interview."""

_GO_ON = {
    Event.BOUNCED: "find the right address, write by hand and log it as sent_by_hand",
    Event.OPTED_OUT: "respect that",
}
_ANSWER = "answer that by hand and log it as sent_by_hand"


@frozen(kw_only=True)
class Written:
    """An entry as it stands in the ledger, with the claim it belongs to and where the outbox put the letter."""

    entry: Entry
    claim: str | None = None
    outbox: str | None = None
    place: str | None = None


def open_claims(written: Iterable[Written]) -> tuple[Written, ...]:
    """Claims that nobody has settled yet, in the order in which they were made."""
    out: dict[str, Written] = {}
    for row in written:
        if row.claim is not None and row.entry.event is Event.CLAIMED:
            out[row.claim] = row
        elif row.claim is not None:
            out.pop(row.claim, None)
    return tuple(out.values())


def why_refused(written: Sequence[Written], *, recipient: str, occasion: Occasion) -> str | None:
    """Return why this letter must not be sent, or None; `written` is all that stands there about the interview."""
    about = [row for row in written if row.entry.recipient in {recipient, None}]
    for row in about:
        sent = row.entry.event in {Event.SENT, Event.SENT_BY_HAND}
        if sent and row.entry.occasion in {occasion, None}:
            return _already_sent(row, recipient, occasion)
    for row in open_claims(about):
        return _unsettled(row.entry, recipient)
    for row in about:
        if row.entry.event in STOPS:
            return _stopped(row.entry, recipient)
    return None


def _already_sent(row: Written, recipient: str, occasion: Occasion) -> str:
    by_hand = row.entry.event is Event.SENT_BY_HAND
    how = "by hand" if by_hand else f"by {row.outbox}" if row.outbox else "before"
    where = f" ({row.place})" if row.place else ""
    return (
        f"the {occasion} letter to {recipient} was sent {how} on {_when(row.entry)}{where} and is not sent twice; "
        "if more is to be said, write by hand and log it as sent_by_hand"
    )


def _unsettled(entry: Entry, recipient: str) -> str:
    return (
        f"the {entry.occasion} letter to {recipient} was claimed on {_when(entry)} and nobody knows whether it left; "
        "look where it should have gone, then log it as sent or as not_sent"
    )


def _stopped(entry: Entry, recipient: str) -> str:
    whom = "" if entry.recipient is None else f" ({recipient})"
    go_on = _GO_ON.get(entry.event, _ANSWER)
    return f"nothing more is sent to {recipient}: {STOPS[entry.event]} on {_when(entry)}{whom}; {go_on}"


def _when(entry: Entry) -> str:
    return entry.at.isoformat(sep=" ", timespec="minutes")
