"""Hours in a record: one span of the day, the spans of some weekdays, the spans of some dates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, TypeVar

from attrs import frozen

from followup_kit.errors import InvalidFact
from followup_kit.facts.kinds import day_of
from followup_kit.facts.opening import OfficeHours, Timetable, spans_of

from .kinds import DAY_NAMES, WRONG, Json, Scalar, weekday
from .places import MOST_ITEMS, Place, shown
from .times import CLOSING_PATTERN, DATE_PATTERN, TIME_PATTERN, read_clock, read_day, write_clock

__all__ = ["DAY_HOURS", "OFFICE_HOURS", "WEEKLY_HOURS", "SpansBy"]

_Key = TypeVar("_Key", int, date)
_MOST_SPANS: Final = 24


def _office_hours(value: object, _place: Place | None = None) -> OfficeHours:
    if not isinstance(value, list) or len(value) != 2:
        raise InvalidFact(f'must be two times such as ["09:00", "17:30"], got {shown(value)}')
    opens, closes = read_clock(value[0]), read_clock(value[1], closing=True)
    if opens == closes and value[1] != "24:00":
        raise InvalidFact(f'office hours from {opens} to {closes} are empty; the whole day is ["00:00", "24:00"]')
    return OfficeHours(opens, closes)


def _written(hours: OfficeHours) -> Json:
    return [write_clock(hours.opens), write_clock(hours.closes, closing=True)]


_SPAN: Final[dict[str, Json]] = {
    "type": "array",
    "prefixItems": [{"type": "string", "pattern": TIME_PATTERN}, {"type": "string", "pattern": CLOSING_PATTERN}],
    "minItems": 2,
    "maxItems": 2,
}
OFFICE_HOURS: Final = Scalar(_office_hours, _SPAN, _written)
"""Opening and closing time; "24:00" is midnight at the end of the day."""


def _spans(value: object, name: str) -> tuple[OfficeHours, ...]:
    """Read one span, or a list of spans."""
    if not isinstance(value, list):
        raise InvalidFact(f'must be hours such as ["09:00", "17:30"], or a list of such, got {shown(value)}')
    if len(value) > _MOST_SPANS:
        raise InvalidFact(f"has {len(value)} spans; a day has at most {_MOST_SPANS}")
    several = all(isinstance(item, list) for item in value)
    return spans_of([_office_hours(item) for item in value] if several else [_office_hours(value)], name)


@frozen(kw_only=True)
class SpansBy:
    """A table from days to their hours, each one span or a list of spans; `least` is how many a day must have."""

    read_key: Callable[[str], Any]
    write_key: Callable[[Any], str]
    keys: Mapping[str, Json]
    what: str
    least: int = 0

    def read(self, value: object, place: Place) -> object:
        """Return the hours by day, or WRONG after reporting every day that cannot be read."""
        if not isinstance(value, Mapping):
            place.wrong(f"must be a table from {self.what} to hours, got {shown(value)}")
            return WRONG
        if len(value) > MOST_ITEMS:
            place.wrong(f"has {len(value)} entries; a table of hours has at most {MOST_ITEMS}")
            return WRONG
        days: dict[Any, tuple[OfficeHours, ...]] = {}
        wrong = False
        for key, spans in value.items():
            try:
                self._add(days, str(key), spans)
            except InvalidFact as error:
                (place / str(key)).wrong(str(error))
                wrong = True
        return WRONG if wrong else days

    def _add(self, days: dict[Any, tuple[OfficeHours, ...]], key: str, value: object) -> None:
        day = self.read_key(key)
        if day in days:
            raise InvalidFact(f"stands for {self.write_key(day)}, which has hours already; keep one of them")
        days[day] = _spans(value, key)
        if len(days[day]) < self.least:
            raise InvalidFact("has no hours; leave the day out of working_days instead")

    def write(self, value: Timetable[_Key]) -> Json:
        """Return one span as it is, several as a list, none as an empty list."""
        out: dict[str, Json] = {}
        for day, spans in value.items():
            written = [_written(span) for span in spans]
            out[self.write_key(day)] = written[0] if len(written) == 1 else written
        return out

    def schema(self) -> dict[str, Json]:
        """Return the JSON Schema of the table."""
        several: dict[str, Json] = {"type": "array", "items": _SPAN, "minItems": self.least, "maxItems": _MOST_SPANS}
        return {
            "type": "object",
            "propertyNames": dict(self.keys),
            "additionalProperties": {"anyOf": [_SPAN, several]},
        }


def _weekday_key(key: str) -> int:
    return weekday(int(key) if len(key) == 1 and key.isascii() and key.isdigit() else key)


WEEKLY_HOURS: Final = SpansBy(
    read_key=_weekday_key,
    write_key=lambda number: DAY_NAMES[number - 1],
    keys={"enum": [*DAY_NAMES, *"1234567"]},
    what="weekdays",
    least=1,
)
"""Hours of some weekdays: `{ fri = ["09:00", "15:00"] }`."""
DAY_HOURS: Final = SpansBy(
    read_key=lambda key: day_of(read_day(key), key),
    write_key=date.isoformat,
    keys={"pattern": DATE_PATTERN},
    what="dates",
)
"""Hours of some dates: `{ 2026-12-24 = ["09:00", "13:00"] }`; an empty list where nobody is there."""
