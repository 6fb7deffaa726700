"""Why a letter must not be sent: the same one is out, another one is open, or the other side has answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from followup_kit.channels.base import Message
from followup_kit.facts.history import Entry, Event, Occasion
from followup_kit.facts.pauses import pauses

from .written import Written, open_claims

__all__ = ["letter_name", "why_paused", "why_refused"]

# A decision about the candidate, or by them, ends the letters to everybody there, whoever passed it on.
_ENDS_ALL = {
    Event.REJECTED: "there was a rejection",
    Event.OFFER: "there was an offer",
    Event.WITHDRAWN: "you withdrew",
    Event.NEW_INTERVIEW: "there was an invitation to a further interview",
}
# Before the interview was over, an answer or an invitation was about the appointment itself.
_ONLY_AFTER = {Event.REPLIED, Event.NEW_INTERVIEW}
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
    written: Sequence[Written],
    message: Message,
    *,
    application: str | None = None,
    told: Sequence[Entry] = (),
    since: datetime | None = None,
) -> str | None:
    """Return why this letter must not be sent, or None.

    `written` is all that stands in the ledger about the interview, its application and its other rounds, `told` what
    the record itself knows. Replies and invitations up to `since`, the end of the interview, were about the
    appointment and stop nothing; nor does what ended another round before it.
    """
    interview, recipient, occasion = message.interview, message.recipient, message.occasion
    rows = [*written, *(Written(entry=entry) for entry in told)]
    to_them = [row for row in rows if row.entry.interview == interview and row.entry.recipient in {recipient, None}]
    for row in to_them:
        sent = row.entry.event in {Event.SENT, Event.SENT_BY_HAND}
        if sent and row.entry.occasion in {occasion, None}:
            return _already_sent(row, recipient, occasion)
        if sent and _same_words(row.entry, message):
            return _repeats(row, recipient, occasion)
    for row in open_claims(to_them):
        return _unsettled(row.entry, recipient)
    for row in rows:
        elsewhere = row.entry.interview not in {interview, application}
        if _stops(row.entry, message, since, elsewhere=elsewhere):
            return _stopped(row.entry, recipient)
    return None


def why_paused(written: Sequence[Written], message: Message, application: str | None, now: datetime) -> str | None:
    """Return why nothing may leave now, where writing is paused; None where it is not."""
    for pause in pauses((row.entry for row in written), (message.interview, application)):
        if pause.covers(now):
            until = f"until {pause.end.isoformat(sep=' ', timespec='minutes')}" if pause.end else "until you resume it"
            why = f" ({pause.why})" if pause.why else ""
            return (
                f"{letter_name(message.occasion, message.recipient)} cannot leave: writing is paused {until}{why}; "
                "resume first, or say that it is to leave all the same"
            )
    return None


def _same_words(entry: Entry, message: Message) -> bool:
    """True if the person has had this already, for another occasion or by another channel."""
    same = entry.text is not None and entry.text.split() == message.plain.split()
    return same or entry.digest == message.draft_digest


def _stops(entry: Entry, message: Message, since: datetime | None, *, elsewhere: bool) -> bool:
    only_after = entry.event in _ONLY_AFTER or (elsewhere and entry.event in _ENDS_ALL)
    if only_after and since is not None and entry.at.timestamp() <= since.timestamp():
        return False
    if entry.event is Event.REPLIED and message.occasion is Occasion.CHECK_IN:
        return True  # the employer is in touch
    return entry.event in _ENDS_ALL or (entry.event in _ENDS_ONE and entry.recipient in {message.recipient, None})


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


def _repeats(row: Written, recipient: str, occasion: Occasion) -> str:
    before = letter_name(row.entry.occasion, recipient)
    how = f" by {row.entry.channel}" if row.entry.channel else ""
    return (
        f"{letter_name(occasion, recipient)} says the same as {before}, which was sent{how} on {_when(row.entry)}; "
        "the same words do not go out twice: write others"
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
