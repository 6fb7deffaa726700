"""Why a letter must not be sent: the same one is out, another one is open, or the other side has answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from followup_kit.facts.history import Entry, Event, Occasion

from .written import Written, open_claims

__all__ = ["letter_name", "why_refused"]

# A decision about the candidate, or by them, ends the letters to everybody there, whoever passed it on.
_ENDS_ALL = {
    Event.REJECTED: "there was a rejection",
    Event.OFFER: "there was an offer",
    Event.WITHDRAWN: "you withdrew",
}
# These end the letters to one person, or to all if they name nobody.
_ENDS_ONE = {
    Event.OPTED_OUT: "they asked not to be written to",
    Event.REPLIED: "they replied",
    Event.BOUNCED: "a letter came back",
}
_GO_ON = {
    Event.BOUNCED: "find the right address, write by hand and log it as sent by hand",
    Event.OPTED_OUT: "respect that",
}
_ANSWER = "answer that by hand and log it as sent by hand"


def why_refused(
    written: Sequence[Written], *, interview: str, recipient: str, occasion: Occasion, since: datetime | None = None
) -> str | None:
    """Return why this letter must not be sent, or None.

    `written` is all that stands in the ledger about the interview and its application. Replies up to `since`, the end
    of the interview, were about the appointment and stop nothing.
    """
    to_them = [row for row in written if row.entry.interview == interview and row.entry.recipient in {recipient, None}]
    for row in to_them:
        sent = row.entry.event in {Event.SENT, Event.SENT_BY_HAND}
        if sent and row.entry.occasion in {occasion, None}:
            return _already_sent(row, recipient, occasion)
    for row in open_claims(to_them):
        return _unsettled(row.entry, recipient)
    for row in written:
        if _stops(row.entry, recipient, since):
            return _stopped(row.entry, recipient)
    return None


def _stops(entry: Entry, recipient: str, since: datetime | None) -> bool:
    if entry.event is Event.REPLIED and since is not None and entry.at <= since:
        return False
    return entry.event in _ENDS_ALL or (entry.event in _ENDS_ONE and entry.recipient in {recipient, None})


def letter_name(occasion: Occasion | None, recipient: str | None) -> str:
    """How a letter is called in messages."""
    kind = f"{occasion.value.replace('_', '-')} letter" if occasion else "letter"
    return f"the {kind} to {recipient}"


def _already_sent(row: Written, recipient: str, occasion: Occasion) -> str:
    by_hand = row.entry.event is Event.SENT_BY_HAND
    how = "by hand" if by_hand else f"by {row.outbox}" if row.outbox else "before"
    where = f" ({row.place})" if row.place else ""
    return (
        f"{letter_name(occasion, recipient)} was sent {how} on {_when(row.entry)}{where} and is not sent twice; "
        "if more is to be said, write by hand and log it as sent by hand"
    )


def _unsettled(entry: Entry, recipient: str) -> str:
    return (
        f"{letter_name(entry.occasion, recipient)} was claimed on {_when(entry)} and nobody knows whether it left; "
        "look where it should have gone, then log it as sent or as not sent"
    )


def _stopped(entry: Entry, recipient: str) -> str:
    what = (_ENDS_ALL | _ENDS_ONE)[entry.event]
    go_on = _GO_ON.get(entry.event, _ANSWER)
    return f"nothing more is sent to {recipient}: {what} on {_when(entry)}; {go_on}"


def _when(entry: Entry) -> str:
    return entry.at.isoformat(sep=" ", timespec="minutes")
