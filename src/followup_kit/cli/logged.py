"""What cannot have happened, and is not written down: a slip of the date would change every later plan."""

from __future__ import annotations

from datetime import datetime

from followup_kit.errors import InvalidFact
from followup_kit.facts.history import WITH_A_REASON, Entry, Event, History
from followup_kit.facts.interview import Interview

__all__ = ["refuse_untrue"]

_ONLY_AFTER = {
    Event.REPLIED: "a reply from before it was about the appointment and changes no plan",
    Event.SENT: "no letter about it was sent before",
    Event.SENT_BY_HAND: "no letter about it was sent before",
}


def refuse_untrue(entry: Entry, interview: Interview, known: History, *, now: datetime) -> None:
    """Refuse an entry that cannot be true. `known` is what the ledger holds of this interview.

    A pause may begin later: a journey is known beforehand.

    Raises:
        InvalidFact: it is of a time after `now`, or of a letter or reply from before the end of the interview; it is a
            second letter by hand to one person for one occasion; it says `sent` of a letter that nobody claimed; or it
            is a pin or snooze for a time that is over, or before that end.
    """
    if entry.event in WITH_A_REASON:
        _refuse_past(entry, interview, now)
    if entry.at.timestamp() > now.timestamp() and entry.event is not Event.PAUSED:
        raise InvalidFact(
            f"{entry.at.isoformat()} is still to come, it is {now.isoformat(timespec='seconds')}; log what has "
            "happened, with --at before now",
            field="at",
        )
    why = _ONLY_AFTER.get(entry.event)
    if why is not None and entry.at < interview.ended:
        raise InvalidFact(
            f"{entry.at.isoformat()} is before the end of the interview, {interview.ended_local.isoformat()}; {why}: "
            "give the right time with --at, or correct `ended` in the record",
            field="at",
        )
    same = [e for e in known if (e.recipient, e.occasion) == (entry.recipient, entry.occasion)]
    if entry.event is Event.SENT_BY_HAND:
        _refuse_second(entry, same)
    elif entry.event is Event.SENT and not _claimed(entry, known) and not any(_repeats(entry, e) for e in same):
        raise InvalidFact(
            f"no {_letter(entry)} waits to be settled, so there is nothing to log as sent; if you sent it yourself, "
            "log sent-by-hand",
            field="event",
        )


def _refuse_past(entry: Entry, interview: Interview, now: datetime) -> None:
    told = entry.until or entry.at
    what = "a pin" if entry.event is Event.PINNED else "a snooze"
    if told.timestamp() <= now.timestamp():
        raise InvalidFact(
            f"{told.isoformat()} is over, it is {now.isoformat(timespec='seconds')}; {what} needs a time to come",
            field="until",
        )
    if told.timestamp() < interview.ended.timestamp():
        raise InvalidFact(
            f"{told.isoformat()} is before the end of the interview, {interview.ended_local.isoformat()}; {what} needs "
            "a time after it",
            field="until",
        )


def _claimed(entry: Entry, known: History) -> bool:
    return any(claim.occasion is entry.occasion for claim in known.unsettled(entry.recipient))


def _repeats(entry: Entry, before: Entry) -> bool:
    """True if it was said before: a settlement is kept for the time of its claim if that is later."""
    same = entry.note in (None, before.note) and entry.channel in (None, before.channel)
    return same and before.event is Event.SENT and entry.at <= before.at


def _refuse_second(entry: Entry, same: list[Entry]) -> None:
    for before in same:
        # the very same entry again is no second letter: the ledger keeps it once
        if before.event is Event.SENT_BY_HAND and before != entry:
            raise InvalidFact(
                f"the {_letter(entry)} was logged as sent by hand at {before.at.isoformat()} already; log another "
                "letter under its own --occasion",
                field="event",
            )


def _letter(entry: Entry) -> str:
    return f"{entry.occasion.value if entry.occasion else 'letter'} to {entry.recipient}"
