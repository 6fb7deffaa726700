"""Whose clock and whose calendar count for one person, with what is only assumed about them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from attrs import frozen

from followup_kit.errors import InvalidFact
from followup_kit.facts.interview import Interview
from followup_kit.facts.people import OfficeHours, Person
from followup_kit.language.speech import clause

from .calendars import MONDAY_TO_FRIDAY, Calendar, Holiday
from .instants import DAY, HOUR, local_day
from .reasons import DayMonth, Reason, Weekdays, because
from .rules import HORIZON, IntervalRule
from .segments import day_begins
from .spans import Days, Hours, Span
from .tables import DailyHours, DaysOff, WorkingDays

__all__ = ["Place", "place_of"]

_ONE_DAY = timedelta(days=1)


@frozen(kw_only=True)
class Place:
    """A zone, a working week and days off. `assumed` holds a reason for everything that was taken from the employer.

    `week` and `office_hours` are what the record says, else None: the country and the policy then decide.
    """

    zone: str
    country: str | None = None
    subdivision: str | None = None
    week: frozenset[int] | None = None
    office_hours: OfficeHours | None = None
    closures: frozenset[date] = frozenset()
    calendar: Calendar
    assumed: tuple[Reason, ...] = ()

    def working_days(self, day: date) -> frozenset[int]:
        """Return the working week in force on that day: the record's, else the country's, else Monday to Friday."""
        if self.week is not None:
            return self.week
        return self.calendar.working_days(self.country, day) if self.country else MONDAY_TO_FRIDAY

    def holidays(self, year: int) -> Mapping[date, Reason]:
        """Return the public holidays of a year with why each is a day off; empty if no country is known."""
        return _holidays(self.calendar, self.country, self.subdivision, year) if self.country else {}

    def is_working(self, day: date) -> bool:
        """Return whether offices there are open on that day."""
        return (
            day.isoweekday() in self.working_days(day)
            and day not in self.closures
            and day not in self.holidays(day.year)
        )

    def nth_working_day(self, day: date, n: int) -> date:
        """Return the nth working day strictly after `day`, or for 0 the first one that is not before it.

        Where offices stay closed for 400 days, the day at which the search gives up stands for it.
        """
        day = day if n else day - _ONE_DAY
        for _ in range(n or 1):
            for _ in range(HORIZON // DAY):
                day += _ONE_DAY
                if self.is_working(day):
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

    def rules(self, default: OfficeHours) -> tuple[IntervalRule, ...]:
        """Return what restricts letters to people there: working days, holidays, closures and office hours."""
        hours = self.office_hours or default
        return _rules(self.zone, self.country, self.subdivision, self.week, hours, self.closures, self.calendar)

    @property
    def country_name(self) -> str:
        """Country and subdivision: "DE-BE"."""
        return f"{self.country}-{self.subdivision}" if self.subdivision else f"{self.country}"

    def said(self, day: date) -> Reason:
        """Return a reason that says the working week and the source of the holidays."""
        week = Weekdays(self.working_days(day))
        if self.country is None:
            return because(
                "calendar",
                "the working week is {week}; no country is recorded, so no public holidays are known",
                week=week,
            )
        unknown = self.unknown(day.year)
        if unknown:
            return because("calendar", "the working week is {week}; {unknown}", week=week, unknown=unknown)
        return because(
            "calendar",
            "the working week is {week}; public holidays of {country} come from {source}",
            week=week,
            country=self.country_name,
            source=self.calendar.version,
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


@lru_cache(maxsize=1024)
def _holidays(calendar: Calendar, country: str, subdivision: str | None, year: int) -> Mapping[date, Reason]:
    found = calendar.holidays(country, subdivision, year)
    where = f"{country}-{subdivision}" if subdivision else country
    return MappingProxyType({day: _feast(day, holiday, where) for day, holiday in found.items()})


def _feast(day: date, holiday: Holiday, where: str) -> Reason:
    text = clause("{day} is a public holiday in {place} ({name})")
    if holiday.estimated:
        text = clause("{day} is a public holiday in {place} ({name}, date estimated)")
    return because("holidays", text, day=DayMonth(day), place=where, name=holiday.name)


@lru_cache(maxsize=512)
def _rules(
    zone: str,
    country: str | None,
    subdivision: str | None,
    week: frozenset[int] | None,
    hours: OfficeHours,
    closures: frozenset[date],
    calendar: Calendar,
) -> tuple[IntervalRule, ...]:
    place = Place(zone=zone, country=country, subdivision=subdivision, week=week, closures=closures, calendar=calendar)
    rules: list[IntervalRule] = [WorkingDays(zone=zone, name="working_days", strength="soft", week=place.working_days)]
    if country:
        rules.append(DaysOff(zone=zone, name="holidays", days_off=place.holidays))
    if closures:
        shut = MappingProxyType({day: _shut(day) for day in closures})
        rules.append(DaysOff(zone=zone, name="closures", days_off=lambda _year: shut))
    # Hours come last: they would otherwise move the time to the morning of a day that another rule closes.
    rules.append(DailyHours(zone=zone, name="office_hours", strength="soft", opens=hours.opens, closes=hours.closes))
    return tuple(rules)


def _shut(day: date) -> Reason:
    return because("closures", "{day} is a day on which the employer is closed", day=DayMonth(day))


def place_of(person: Person, interview: Interview, calendar: Calendar) -> Place:
    """Return where the person works: what is recorded of them, else the employer's, else where the interview was.

    Raises:
        InvalidFact: no zone is known for them (it is never taken to be UTC), or the calendar does not know the country
            or its part; `field` says where in the record it stands.
    """
    employer, assumed = interview.employer, []
    zone = person.zone or employer.zone or interview.zone
    member = f"panel[{interview.panel.index(person)}]"
    if zone is None:
        raise InvalidFact(
            f"the time zone of {person.name.display} is not known; give panel.zone of {person.ref}, employer.zone or "
            "the interview's zone, as an IANA name such as Europe/Berlin",
            field=f"{member}.zone",
        )
    if person.zone is None:
        text = clause("the own zone of {name} is not recorded; {zone}, the zone of the interview, is assumed")
        if employer.zone:
            text = clause("the own zone of {name} is not recorded; {zone}, the employer's zone, is assumed")
        assumed.append(because("zone", text, name=person.name.display, zone=zone))
    country, subdivision = person.country, person.subdivision
    if country is None:
        country = employer.country
        subdivision = subdivision or employer.subdivision
    place = Place(
        zone=zone,
        country=country,
        subdivision=subdivision,
        week=employer.working_days,
        office_hours=employer.office_hours,
        closures=employer.closures,
        calendar=calendar,
        assumed=tuple(assumed),
    )
    try:
        place.holidays(interview.ended.year)
    except InvalidFact as error:
        # a calendar knows codes, not records: whose code it was is known here only
        whose = member if getattr(person, error.field or "", None) else "employer"
        known = error.field in ("country", "subdivision")
        raise InvalidFact(str(error), field=f"{whose}.{error.field}" if known else None) from error
    return place
