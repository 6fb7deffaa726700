"""What has been said already: events in the order in which they happened, and what can be asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

from attrs import Attribute, field, frozen

from followup_kit.errors import InvalidFact, known_names

from .kinds import members
from .moments import is_moment
from .text import is_line, is_ref, tidy_or_none

__all__ = ["EVERYWHERE", "PLANNED", "WITH_A_REASON", "Entry", "Event", "History", "Occasion"]

EVERYWHERE = "*"
"""What stands for the interview where all writing is paused or resumed. No interview can have this ref."""


class Occasion(StrEnum):
    """Why one writes."""

    THANK_YOU = "thank_you"
    CHECK_IN = "check_in"  # how far the decision is
    LAST_CHECK_IN = "last_check_in"  # the same again, once, with leave taken
    GROUP_NOTE = "group_note"  # one note for a coordinator to pass on
    AFTER_REJECTION = "after_rejection"  # an answer to a rejection
    WITHDRAWAL = "withdrawal"  # of the application, by the candidate
    MISSED_CALL = "missed_call"


PLANNED = (Occasion.THANK_YOU, Occasion.CHECK_IN)
"""The occasions for which a plan is made; letters on the others are written for a step that somebody makes by hand."""


class Event(StrEnum):
    """What happened between the candidate and the employer."""

    CLAIMED = "claimed"  # about to be handed over; if nothing follows, nobody knows whether it left
    SENT = "sent"  # confirmed by an outbox
    SENT_BY_HAND = "sent_by_hand"  # the candidate says so; counts like any other
    NOT_SENT = "not_sent"  # a claim that surely did not leave
    REPLIED = "replied"
    AUTO_REPLIED = "auto_replied"  # an out-of-office note is not a reply
    BOUNCED = "bounced"
    OPTED_OUT = "opted_out"  # asked not to be written to
    REJECTED = "rejected"
    OFFER = "offer"
    WITHDRAWN = "withdrawn"  # by the candidate
    MISSED_CALL = "missed_call"  # they rang, and the candidate could not answer
    NEW_INTERVIEW = "new_interview"  # invited to a further round
    PAUSED = "paused"  # by the candidate: nothing leaves until RESUMED, or until the time given
    RESUMED = "resumed"
    SNOOZED = "snoozed"  # by the candidate: no letter before the time given
    PINNED = "pinned"  # by the candidate: this letter exactly at the time given
    RELEASED = "released"  # ends pins and snoozes


_OF_A_SCOPE = frozenset({Event.PAUSED, Event.RESUMED})
WITH_A_REASON = frozenset({Event.SNOOZED, Event.PINNED})
"""The events that say a time for a letter; each gives its reason as the entry's note."""


def _occasion(value: Occasion | str | None) -> Occasion | None:
    try:
        return None if value is None else Occasion(value)
    except ValueError:
        raise InvalidFact(known_names("occasion", str(value), Occasion), field="occasion") from None


def _event(value: Event | str) -> Event:
    try:
        return Event(value)
    except ValueError:
        raise InvalidFact(known_names("event", str(value), Event), field="event") from None


def _is_scope(self: Any, attribute: Attribute[Any], value: Any) -> None:
    if value == EVERYWHERE and self.event in _OF_A_SCOPE:
        return
    if value == EVERYWHERE:
        raise InvalidFact(
            f"only a pause or its end may be about everything ({EVERYWHERE}), not {self.event.value}; "
            "give the interview's ref",
            field=attribute.name,
        )
    is_ref(self, attribute, value)


@frozen(kw_only=True)
class Entry:
    """One event. `recipient` is None where it concerns the whole employer (a rejection, an offer).

    `interview` is the ref of the interview or of its application; for a pause or its end it may be EVERYWHERE. `digest`
    is that of the draft whose words went out, `text` those words as plain text, `waived` the codes of the findings
    which the candidate accepted for it. `until` (aware) is the time that the candidate set: the end of a pause, if it
    is known; no letter before it (SNOOZED); the very instant of a letter (PINNED, which names whom and which one).
    `note` is a remark; of a snooze or pin it is the reason.

    Raises:
        InvalidFact: a naive or imaginary time; a snooze or pin without a time or a reason, or a time with any other
            event than these and a pause; a time that is over when it is set; a pin that names no letter.
    """

    at: datetime = field(validator=is_moment)
    event: Event = field(converter=_event)
    interview: str = field(validator=_is_scope)
    recipient: str | None = None
    occasion: Occasion | None = field(default=None, converter=_occasion)
    channel: str | None = None
    digest: str | None = None
    text: str | None = None
    note: str | None = field(default=None, converter=tidy_or_none, validator=is_line)
    waived: tuple[str, ...] = field(default=(), converter=tuple[str, ...])
    until: datetime | None = field(default=None, validator=is_moment)

    def __attrs_post_init__(self) -> None:
        if self.event in WITH_A_REASON:
            self._check_wish()
        elif self.until is not None and self.event is not Event.PAUSED:
            allowed = ", ".join(sorted({*WITH_A_REASON, Event.PAUSED}))
            raise InvalidFact(f"{self.event.value} takes no time to come; only {allowed} have one", field="until")
        # seconds since 1970: datetimes of one zone would be compared without their clock changes
        if self.until is not None and self.until.timestamp() <= self.at.timestamp():
            raise InvalidFact(
                f"until {self.until.isoformat()} is not after {self.at.isoformat()}, when it was {self.event.value}; "
                "give a later time",
                field="until",
            )
        if self.event in _OF_A_SCOPE and (self.recipient, self.occasion) != (None, None):
            raise InvalidFact(
                f"{self.event.value} is about an interview or everything, not about one person or letter; "
                "to hold back one letter, snooze it",
                field="occasion" if self.recipient is None else "recipient",
            )

    def _check_wish(self) -> None:
        if self.until is None:
            raise InvalidFact(f"{self.event.value} needs a time: give until, with its offset", field="until")
        if self.note is None:
            raise InvalidFact(f"{self.event.value} needs a reason: give it as note", field="note")
        if self.event is Event.PINNED and (self.recipient is None or self.occasion is None):
            missing = "recipient" if self.recipient is None else "occasion"
            raise InvalidFact(f"a pin is for one letter to one person: give {missing}", field=missing)

    @property
    def touch(self) -> bool:
        """True if something of the candidate's reached, or may have reached, this person."""
        return self.event in {Event.CLAIMED, Event.SENT, Event.SENT_BY_HAND}


def _in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(members(entries, Entry, "entries"), key=lambda entry: (entry.at.timestamp(), entry.event)))


@frozen
class History:
    """Entries in the order of their time; the order in which they are given does not matter."""

    entries: tuple[Entry, ...] = field(default=(), converter=_in_order)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __add__(self, other: History) -> History:
        """Both histories, an entry that stands in both counted once."""
        return History(tuple(dict.fromkeys((*self.entries, *other.entries))))

    def of(self, interview: str) -> History:
        """Only what belongs to this interview, the pauses of everything included."""
        return History(entry for entry in self.entries if entry.interview in (interview, EVERYWHERE))

    def touches(self, recipient: str | None = None) -> tuple[Entry, ...]:
        """Letters that left or may have left, to one person or to anybody; a settled claim counts once.

        A letter of which nobody noted to whom it went counts for everybody. A claim is settled by a later SENT or
        NOT_SENT for the same person and occasion.
        """
        out: list[Entry] = []
        for entry in self.entries:
            if recipient is not None and entry.recipient not in (recipient, None):
                continue
            if entry.event in {Event.SENT, Event.NOT_SENT}:
                for index in range(len(out) - 1, -1, -1):
                    claim = out[index]
                    same = (claim.interview, claim.recipient, claim.occasion)
                    if claim.event is Event.CLAIMED and same == (entry.interview, entry.recipient, entry.occasion):
                        del out[index]
                        break
            if entry.touch:
                out.append(entry)
        return tuple(out)

    def unsettled(self, recipient: str | None = None) -> tuple[Entry, ...]:
        """Claims of which nobody knows whether the letter left; a person must look."""
        return tuple(entry for entry in self.touches(recipient) if entry.event is Event.CLAIMED)

    def last(self, *events: Event, recipient: str | None = None) -> Entry | None:
        """Return the latest of these events, for one person or for anybody."""
        for entry in reversed(self.entries):
            if entry.event in events and (recipient is None or entry.recipient in (recipient, None)):
                return entry
        return None
