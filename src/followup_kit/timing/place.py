"""A place to work: its clock, its calendar and its hours, and which rules follow from them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import lru_cache

from attrs import evolve, field, frozen

from followup_kit.facts.opening import OfficeHours, Timetable
from followup_kit.language.speech import clause

from .calendars import MONDAY_TO_FRIDAY, Calendar, KnowsClosures
from .days_off import closed_days, feasts, half_day_hours, half_days, make_up_days, place_name
from .instants import DAY, HOUR, local_day
from .opening import ClosingSoon, HoursOf, LunchBreak, OpenHours, overlap
from .reasons import DayMonth, Reason, Weekdays, because
from .rules import HORIZON, IntervalRule
from .segments import day_begins
from .spans import Days, Hours, Span
from .tables import DaysOff, WorkingDays
from .zonedata import zone_data_version

__all__ = ["Place"]

_ONE_DAY = timedelta(days=1)
_NO_COUNTRY = clause(
    "no country is recorded, so the working week is taken to be {week} and no public holidays are known; clock changes "
    "come from {zones}"
)
_NO_COUNTRY_OWN_WEEK = clause(
    "the working week is {week} by the record; no country is recorded, so no public holidays are known; clock changes "
    "come from {zones}"
)
_BY_COUNTRY = clause(
    "the working week is {week}; it and the public holidays of {country} come from {source}, clock changes from {zones}"
)
_WITH_MAKE_UP_DAYS = clause(
    "the working week is {week}; it, make-up working days and the public holidays of {country} come from {source}, "
    "clock changes from {zones}"
)
_OWN_WEEK = clause(
    "the working week is {week} by the record; public holidays of {country} come from {source}, clock changes from "
    "{zones}"
)
_UNKNOWN = clause("the working week is {week}; {unknown}; clock changes come from {zones}")


@frozen(kw_only=True, cache_hash=True)
class Place:
    """A zone, a working week, hours and days off. `assumed` holds a reason for everything that had to be supposed.

    Everything but zone, country and calendar is what the record says of the employer; where it says nothing, `week` and
    `office_hours` are None, and the country and the policy decide. `make_up_days` says whether the calendar's make-up
    working days count; a recorded week outweighs them.
    """

    zone: str
    country: str | None = None
    subdivision: str | None = None
    week: frozenset[int] | None = None
    office_hours: OfficeHours | None = None
    weekly_hours: Timetable[int] = field(factory=Timetable)
    day_hours: Timetable[date] = field(factory=Timetable)
    lunch: OfficeHours | None = None
    closures: frozenset[date] = frozenset()
    working_dates: frozenset[date] = frozenset()
    make_up_days: bool = False
    calendar: Calendar
    assumed: tuple[Reason, ...] = field(default=(), eq=False)

    def working_days(self, day: date) -> frozenset[int]:
        """Return the working week in force on that day: the record's, else the country's, else Monday to Friday."""
        if self.week is not None:
            return self.week
        return self.calendar.working_days(self.country, day) if self.country else MONDAY_TO_FRIDAY

    def worked(self, year: int) -> Collection[date]:
        """Return the days that are worked besides the week: the record's, and the make-up days where they count."""
        if not self.make_up_days or self.week is not None or self.country is None:
            return self.working_dates
        return make_up_days(self.calendar, self.country, self.subdivision, year) | self.working_dates

    def holidays(self, year: int) -> Mapping[date, Reason]:
        """Return the public holidays of a year with why each is a day off; empty if no country is known."""
        if self.country is None:
            return {}
        return feasts(self.calendar, self.country, self.subdivision, year, self.working_dates)

    def closed(self, year: int) -> Mapping[date, Reason]:
        """Return the days of a year on which the house is shut, with why; dates without hours are among them."""
        shut = self.closures
        if self.day_hours:
            shut |= {day for day, spans in self.day_hours.items() if not spans}
        return closed_days(self.calendar, year, shut, self.working_dates)

    def is_working(self, day: date) -> bool:
        """Return whether offices there are open on that day."""
        return self._works(day, self.worked(day.year), self.holidays(day.year), self.closed(day.year))

    def _works(self, day: date, worked: Collection[date], off: Collection[date], closed: Collection[date]) -> bool:
        on = day.isoweekday() in self.working_days(day) or day in worked
        return on and day not in off and day not in closed

    def feast_on(self, day: date) -> tuple[tuple[str, bool], ...]:
        """Return the name of the public holiday that keeps people from working on that day, and whether it is sure.

        Empty if it is none, or if nobody would work on that day anyway.
        """
        if self.country is None or day not in self.holidays(day.year):
            return ()
        if not self._works(day, self.worked(day.year), (), self.closed(day.year)):
            return ()
        feast = self.calendar.holidays(self.country, self.subdivision, day.year)[day]
        return ((feast.name, not feast.estimated),)

    def nth_working_day(self, day: date, n: int) -> date:
        """Return the nth working day strictly after `day`, or for 0 the first one that is not before it.

        Counted from a day on which nobody works, day 1 is therefore the next working day, the same as from the last
        working day before it. Where offices stay closed for 400 days, the day at which the search gives up stands for
        it.
        """
        day, year = day if n else day - _ONE_DAY, 0
        for _ in range(n or 1):
            for _ in range(HORIZON // DAY):
                day += _ONE_DAY
                if day.year != year:  # looking the days up for each day anew would take most of a plan's time
                    year, worked = day.year, self.worked(day.year)
                    holidays, closed = self.holidays(year), self.closed(year)
                if self._works(day, worked, holidays, closed):
                    break
            else:
                return day
        return day

    def after(self, start: int, span: Span) -> int:
        """Return the instant at which the span is over, each unit counted as its type says."""
        if isinstance(span, Hours):
            return start + span.n * HOUR
        day = local_day(start, self.zone)
        if isinstance(span, Days):
            return day_begins(day + timedelta(days=span.n), self.zone)
        return day_begins(self.nth_working_day(day, span.n), self.zone)

    def hours(self, day: date, default: OfficeHours) -> HoursOf:
        """Return the hours that open on that day: its own, else the weekday's, else the usual ones, else the default.

        Hours that the calendar has for a half day cut the usual ones short; hours of the record's own outweigh them.
        """
        if day in self.day_hours:
            return HoursOf(spans=self.day_hours[day], kind="date")
        usual = HoursOf(spans=(self.office_hours or default,))
        if day.isoweekday() in self.weekly_hours:
            usual = HoursOf(spans=self.weekly_hours[day.isoweekday()], kind="weekday")
        if self.country is None:
            return usual
        half = half_day_hours(self.calendar, self.country, self.subdivision, day.year).get(day)
        if half is None:
            return usual
        return HoursOf(spans=overlap(usual.spans, half), kind="half", place=self.country_name)

    def rules(
        self, default: OfficeHours, *, lunch: OfficeHours | None = None, least_open: int = 0
    ) -> tuple[IntervalRule, ...]:
        """Return what restricts letters to people there: working days, holidays, closures, hours, lunch, last minutes.

        `default` and `lunch` are taken where the record has none; in the last `least_open` minutes of a span the next
        opening is preferred.
        """
        place = evolve(self, lunch=self.lunch or lunch) if lunch else self
        return _rules(place, default, least_open * 60)

    @property
    def country_name(self) -> str:
        """Country and subdivision: "DE-BE"."""
        return place_name(self.country, self.subdivision)

    def said(self, day: date) -> Reason:
        """Return a reason that says working week, holidays and clock changes, and whose data each of them is."""
        week, zones = Weekdays(self.working_days(day)), zone_data_version(self.zone)
        own = self.week is not None
        if self.country is None:
            text = _NO_COUNTRY_OWN_WEEK if own else _NO_COUNTRY
            return because("calendar", text, week=week, zones=zones)
        unknown = self.unknown(day.year)
        if unknown:
            return because("calendar", _UNKNOWN, week=week, unknown=unknown, zones=zones)
        text = _OWN_WEEK if own else _BY_COUNTRY
        if self.make_up_days and not own:
            text = _WITH_MAKE_UP_DAYS
        return because(
            "calendar", text, week=week, country=self.country_name, source=self.calendar.version, zones=zones
        )

    def unknown(self, year: int) -> Reason | None:
        """Return a reason if the public holidays of that year are not known."""
        if self.country is None or self.calendar.knows(self.country, year):
            return None
        return because(
            "calendar",
            "the public holidays of {country} in {year} are not known to {source}, so none are considered",
            country=self.country_name,
            year=year,
            source=self.calendar.version,
        )

    def half_day(self, day: date) -> Reason | None:
        """Return a reason if that day is a half holiday whose hours nobody knows."""
        if self.country is None or day in self.day_hours:
            return None
        return half_days(self.calendar, self.country, self.subdivision, day.year).get(day)

    def worked_besides(self, day: date) -> Reason | None:
        """Return a reason if that day is worked although the week or the public holidays say otherwise."""
        if day in self.working_dates:
            feast = self.country is not None and day in feasts(
                self.calendar, self.country, self.subdivision, day.year, frozenset()
            )
            if not feast and day.isoweekday() in self.working_days(day):
                return None
            return because("worked", clause("{day} is worked, as the record says"), day=DayMonth(day))
        if day.isoweekday() in self.working_days(day) or day not in self.worked(day.year):
            return None
        text = clause("{day} is a make-up working day in {place}, as {source} says")
        return because("worked", text, day=DayMonth(day), place=self.country_name, source=self.calendar.version)

    def early(self, day: date, default: OfficeHours) -> int:
        """Return how many seconds of that day belong to the day before, whose hours run over midnight.

        Where that day is worked too and its own hours begin before those are over, the time is its own from then on.
        """
        closes = [span.seconds[1] for span in self.hours(day - _ONE_DAY, default).spans]
        over = max(closes, default=0) - DAY
        if over <= 0:
            return 0
        own = [span.seconds[0] for span in self.hours(day, default).spans] if self.is_working(day) else []
        return min([over, *own])


@lru_cache(maxsize=512)
def _rules(place: Place, default: OfficeHours, least: int) -> tuple[IntervalRule, ...]:
    zone = place.zone

    # Reasons ask for the hours of the same few days again and again.
    @lru_cache(maxsize=16)
    def early(day: date) -> int:
        return place.early(day, default)

    @lru_cache(maxsize=16)
    def hours(day: date) -> HoursOf:
        return place.hours(day, default)

    rules: list[IntervalRule] = [
        WorkingDays(
            zone=zone,
            name="working_days",
            strength="soft",
            week=place.working_days,
            worked=place.worked,
            early=early,
        )
    ]
    if place.country:
        rules.append(DaysOff(zone=zone, name="holidays", days_off=place.holidays, early=early))
    if place.closures or place.day_hours or isinstance(place.calendar, KnowsClosures):
        rules.append(DaysOff(zone=zone, name="closures", days_off=place.closed, early=early))
    # Hours come last: they would otherwise move the time to the morning of a day that another rule closes.
    rules.append(OpenHours(zone=zone, hours=hours, worked=place.is_working))
    if place.lunch:
        rules.append(LunchBreak(zone=zone, lunch=place.lunch))
    if least:
        rules.append(
            ClosingSoon(
                zone=zone,
                hours=lambda day: hours(day).spans if place.is_working(day) else (),
                least=least,
            )
        )
    return tuple(rules)
