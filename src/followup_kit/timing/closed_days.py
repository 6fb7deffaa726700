"""A second source: closed days of one's own, added to any calendar."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from attrs import frozen

from followup_kit.errors import InvalidSetting
from followup_kit.facts.kinds import day_of
from followup_kit.facts.opening import OfficeHours

from .calendar_protocol import Calendar, Holiday, KnowsClosures, KnowsDayHours, KnowsHalfDays, KnowsWorkingDates
from .doors import check_calendar

__all__ = ["with_closures"]

_NO_DAYS: Mapping[date, str] = MappingProxyType({})


@frozen
class _WithClosures:
    """A calendar with days that are closed besides; all else is asked of the calendar."""

    calendar: Calendar
    days: tuple[tuple[date, str], ...]

    @property
    def name(self) -> str:
        """The name of the calendar."""
        return self.calendar.name

    @property
    def version(self) -> str:
        """That of the calendar, and how many days were added."""
        count = len(self.days)
        return f"{self.calendar.version} with {count} closed {'day' if count == 1 else 'days'} added"

    def holidays(self, country: str, subdivision: str | None, year: int) -> Mapping[date, Holiday]:
        """See `Calendar`; where both know a day, it stays a public holiday."""
        own = {day: Holiday(name, own=True) for day, name in self.days if day.year == year}
        return MappingProxyType(own | dict(self.calendar.holidays(country, subdivision, year)))

    def working_days(self, country: str, day: date) -> frozenset[int]:
        """See `Calendar`."""
        return self.calendar.working_days(country, day)

    def knows(self, country: str, year: int) -> bool:
        """See `Calendar`."""
        return self.calendar.knows(country, year)

    def closures(self, year: int) -> Mapping[date, str]:
        """See `KnowsClosures`."""
        inner = self.calendar.closures(year) if isinstance(self.calendar, KnowsClosures) else _NO_DAYS
        return {**inner, **{day: name for day, name in self.days if day.year == year}}

    def day_hours(self, country: str, subdivision: str | None, year: int) -> Mapping[date, Sequence[OfficeHours]]:
        """See `KnowsDayHours`."""
        inner = self.calendar
        return inner.day_hours(country, subdivision, year) if isinstance(inner, KnowsDayHours) else {}

    def working_dates(self, country: str, subdivision: str | None, year: int) -> Collection[date]:
        """See `KnowsWorkingDates`."""
        inner = self.calendar
        return inner.working_dates(country, subdivision, year) if isinstance(inner, KnowsWorkingDates) else ()

    def half_days(self, country: str, subdivision: str | None, year: int) -> Mapping[date, str]:
        """See `KnowsHalfDays`."""
        inner = self.calendar
        return inner.half_days(country, subdivision, year) if isinstance(inner, KnowsHalfDays) else _NO_DAYS


def with_closures(calendar: Calendar, days: Mapping[date, str]) -> Calendar:
    """Return a calendar that knows these closed days besides, each with its name.

    They count in whatever country people work, also where no country is recorded, and the trace names them::

        >>> from followup_kit.timing.calendars import public_holidays
        >>> calendar = with_closures(public_holidays(), {date(2026, 8, 3): "summer shutdown"})
        >>> calendar.holidays("DE", "BE", 2026)[date(2026, 8, 3)].name
        'summer shutdown'

    Raises:
        InvalidFact: a key is no calendar date.
        InvalidSetting: a name is empty, the days are no mapping, or the calendar lacks a part.
    """
    check_calendar(calendar)
    if not isinstance(days, Mapping):
        raise InvalidSetting(f"closed days must be a mapping such as {{date(2026, 8, 3): 'summer'}}, got {days!r}")
    for day, name in days.items():
        day_of(day, "closed day")
        if not name.strip() or not name.isprintable():
            raise InvalidSetting(
                f"the closed day {day} needs a name in one line, such as 'summer shutdown', got {name!r}"
            )
    return _WithClosures(calendar, tuple(sorted(days.items())))
