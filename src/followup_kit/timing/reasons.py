"""Why an hour was chosen or refused: a stable key, a clause and the facts in it, said in any shipped language.

A reason is kept as data and put into words only when somebody reads it. That keeps decisions fast, lets a program read
what a person is told, and lets every language say the whole clause in its own order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import TypeAlias

from attrs import field, frozen

from followup_kit.language.speech import ENGLISH, Speech, clause, speech

from .spans import BusinessDays, Days, Hours, Span

__all__ = ["DayMonth", "Lasting", "Reason", "RuleNames", "Value", "Weekdays", "as_reason", "as_reasons", "because"]


@frozen
class Lasting:
    """A length of time in seconds, said in its two largest units: "3 days 2 hours"."""

    seconds: int


@frozen
class DayMonth:
    """A date said without its year: "25 December"."""

    day: date


def _numbers(value: Iterable[int]) -> frozenset[int]:
    return frozenset(value)


@frozen
class Weekdays:
    """Days of the week, 1 = Monday to 7 = Sunday: "Monday to Friday"."""

    numbers: frozenset[int] = field(converter=_numbers)


@frozen
class RuleNames:
    """Rules by name, said by what they are called: "the office hours and the working week"."""

    names: tuple[str, ...] = field(converter=tuple[str, ...])


Value: TypeAlias = (
    "str | int | date | time | datetime | Span | Lasting | DayMonth | Weekdays | RuleNames | Reason "
    "| tuple[str | Reason, ...] | None"
)
"""What may stand in a slot. An aware datetime is said as a clock reading in its own zone."""


@frozen
class Reason:
    """Why: `code` is a stable key, `text` an English clause without a final full stop, with {slots} for `data`.

    The text is the key of its translations, too; a clause of your own that has none is said as it stands.

        >>> reason = because("gap", "{gap} must lie between two letters", gap=Hours(48))
        >>> reason.said()
        '48 hours must lie between two letters'
        >>> reason.sentence()
        '48 hours must lie between two letters.'
    """

    code: str
    text: str
    data: tuple[tuple[str, Value], ...] = ()

    def said(self, locale: str | None = None) -> str:
        """Return the clause in a language; None is English.

        Raises:
            NotFound: no catalogue speaks that language; the known ones are named.
        """
        return _said(self, ENGLISH if locale is None else speech(locale))

    def sentence(self, locale: str | None = None) -> str:
        """Return the clause as a sentence, with a capital letter and a full stop."""
        chosen = ENGLISH if locale is None else speech(locale)
        return chosen.sentence(_said(self, chosen))

    def __str__(self) -> str:
        """Return the English clause, as `said()` does."""
        return self.said()

    def __getitem__(self, slot: str) -> Value:
        """Return what stands in a slot, for programs that want the facts and not the words."""
        return dict(self.data)[slot]

    def __iter__(self) -> Iterator[str]:
        raise TypeError("a reason is no sequence; read its slots with reason[name], or .data")


def because(code: str, text: str, **data: Value) -> Reason:
    """Return a reason whose slots are given by name."""
    return Reason(code, text, tuple(data.items()))


def as_reason(value: Reason | str) -> Reason:
    """Return a reason as it is, and plain words as a reason that says just these."""
    return value if isinstance(value, Reason) else Reason("note", "{words}", (("words", value),))


def as_reasons(values: Iterable[Reason | str]) -> tuple[Reason, ...]:
    """Return several, see `as_reason`."""
    return tuple(map(as_reason, values))


TITLES = {
    "closing_soon": clause("the last minutes before closing"),
    "lunch": clause("the lunch break"),
    "sender_hours": clause("your own hours"),
    "part_of_day": clause("the part of the day"),
    "office_hours": clause("the office hours"),
    "working_days": clause("the working week"),
    "holidays": clause("public holidays"),
    "closures": clause("closed days of the house"),
    "gap": clause("the gap between two letters"),
    "pause": clause("your pause"),
    "snooze": clause("your snooze"),
    "spread": clause("the spread of the panel's notes"),
    "window": clause("the opening of the window"),
    "window start": clause("the start of the window"),
    "window end": clause("the end of the window"),
    "soonest": clause("the earliest time for a letter"),
    "now": clause("the present time"),
}
"""What the built-in rules are called in a sentence; a rule of your own is called by its name."""

_SLOT = re.compile(r"\{(\w+)\}")
_SIZES = ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))


def _said(reason: Reason, to: Speech) -> str:
    facts = dict(reason.data)
    text = to.template(reason.text)
    return _SLOT.sub(lambda slot: _told(facts[slot[1]], to) if slot[1] in facts else slot[0], text)


def _told(value: Value, to: Speech) -> str:
    match value:
        case Reason():
            return _said(value, to)
        case tuple():
            return to.listed([_told(item, to) for item in value])
        case datetime():
            return to.clock(value)
        case date():
            return to.day(value)
        case time():
            return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"
        case Hours(n):
            return to.count(n, "hour")
        case Days(n):
            return to.count(n, "day")
        case BusinessDays(n):
            return to.count(n, "business day")
        case Lasting(seconds):
            return _lasting(seconds, to)
        case DayMonth(day):
            return to.day(day, year=False)
        case Weekdays(numbers):
            return to.weekdays(numbers)
        case RuleNames(names):
            return to.listed([to.template(TITLES[name]) if name in TITLES else name for name in names])
        case _:
            return str(value)


def _lasting(seconds: int, to: Speech) -> str:
    parts: list[str] = []
    for size, unit in _SIZES:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(to.count(count, unit))
    return " ".join(parts[:2]) or to.template(clause("no time"))
