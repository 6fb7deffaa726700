"""When a house is open: spans of the local day, the same every day, by weekday, or on one date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from itertools import pairwise
from typing import Any, TypeVar

from attrs import field, frozen

from followup_kit.errors import InvalidFact

from .kinds import day_of, is_a

__all__ = ["OfficeHours", "Timetable", "by_date", "by_weekday", "spans_of"]

_Key = TypeVar("_Key", int, date)
_DAY = 24 * 3600
_WEEKDAYS = range(1, 8)


def _seconds(clock: time) -> int:
    return clock.hour * 3600 + clock.minute * 60 + clock.second


def _written(clock: time) -> str:
    return clock.isoformat("auto" if clock.second or clock.microsecond else "minutes")


@frozen
class OfficeHours:
    """Local opening hours, half-open: at `closes` the office is shut.

    `closes` before `opens` is over midnight, and the whole span belongs to the day on which it opens: a shift from
    Friday 22:00 to 06:00 is Friday's. Midnight as the closing time, `time(0)`, is the end of the day, 24:00 in a
    record; from `time(0)` to `time(0)` is therefore the whole day.

    Raises:
        InvalidFact: opening and closing are the same time, carry a zone, or have fractions of a second.
    """

    opens: time = field(validator=is_a(time))
    closes: time = field(validator=is_a(time))

    def __attrs_post_init__(self) -> None:
        if self.opens == self.closes != time(0):
            raise InvalidFact(f"office hours from {self.opens} to {self.closes} are empty", field="office_hours")
        if self.opens.tzinfo or self.closes.tzinfo:
            raise InvalidFact("office hours are local wall-clock times, without a zone", field="office_hours")
        if self.opens.microsecond or self.closes.microsecond:
            raise InvalidFact(f"office hours are given in whole seconds, got {self}", field="office_hours")

    @property
    def seconds(self) -> tuple[int, int]:
        """Opening and closing in seconds of the wall clock since the midnight before; over midnight beyond 24 hours."""
        opens, closes = _seconds(self.opens), _seconds(self.closes)
        return opens, closes if closes > opens else closes + _DAY

    def __str__(self) -> str:
        """Return the hours as a record writes them: "09:00 to 17:30", "20:00 to 24:00"."""
        return f"{_written(self.opens)} to {'24:00' if self.closes == time(0) else _written(self.closes)}"


def spans_of(value: OfficeHours | Iterable[OfficeHours], name: str) -> tuple[OfficeHours, ...]:
    """Return the spans of one day in order; one alone may be given as it is. Spans may touch, not overlap.

    Raises:
        InvalidFact: one of them is no OfficeHours, or two overlap.
    """
    given = (value,) if isinstance(value, OfficeHours) else value
    if isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable):
        raise InvalidFact(f"{name} must be OfficeHours or several of them, got {given!r}", field=name)
    spans = tuple(given)
    for span in spans:
        if not isinstance(span, OfficeHours):
            raise InvalidFact(f"{name} must be OfficeHours or several of them, got {span!r}", field=name)
    spans = tuple(sorted(spans, key=lambda span: span.seconds))
    for first, second in pairwise(spans):
        if second.seconds[0] < first.seconds[1]:
            raise InvalidFact(
                f"{name} has hours that overlap, {first} and {second}; give one span for both", field=name
            )
    return spans


@frozen(eq=False)
class Timetable(Mapping[_Key, tuple[OfficeHours, ...]]):
    """The spans of some weekdays, or of some dates: a mapping in order of its keys, never changed and hashable."""

    _spans: dict[_Key, tuple[OfficeHours, ...]] = field(factory=dict)

    def __getitem__(self, key: _Key) -> tuple[OfficeHours, ...]:
        return self._spans[key]

    def __contains__(self, key: object) -> bool:
        return key in self._spans

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._spans)

    def __len__(self) -> int:
        return len(self._spans)

    def __hash__(self) -> int:
        return hash(frozenset(self._spans.items()))


def _pairs(value: Any, name: str, keys: str) -> Mapping[Any, Any]:
    if not isinstance(value, Mapping):
        raise InvalidFact(f"{name} must be a mapping from {keys} to hours, got {value!r}", field=name)
    return value


def by_weekday(value: Mapping[int, OfficeHours | Iterable[OfficeHours]]) -> Timetable[int]:
    """Return the hours of some weekdays, 1 = Monday to 7 = Sunday; each has at least one span.

    Raises:
        InvalidFact: no such weekday, none or overlapping spans.
    """
    name, out = "weekly_hours", dict[int, tuple[OfficeHours, ...]]()
    for number, spans in _pairs(value, name, "weekdays (1 = Monday to 7 = Sunday)").items():
        if type(number) is not int or number not in _WEEKDAYS:
            raise InvalidFact(f"{name} must be for days from 1 (Monday) to 7 (Sunday), got {number!r}", field=name)
        out[number] = spans_of(spans, name)
        if not out[number]:
            raise InvalidFact(f"{name} has no hours for day {number}; leave the day out of working_days", field=name)
    return Timetable(dict(sorted(out.items())))


def by_date(value: Mapping[date, OfficeHours | Iterable[OfficeHours]]) -> Timetable[date]:
    """Return the hours of some dates; a date without spans is a day on which nobody is there.

    Raises:
        InvalidFact: not a calendar date, or overlapping spans.
    """
    name = "day_hours"
    out = {day_of(day, name): spans_of(spans, name) for day, spans in _pairs(value, name, "dates").items()}
    return Timetable(dict(sorted(out.items())))
