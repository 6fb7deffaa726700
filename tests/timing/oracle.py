"""An independent reader of the rules: it looks at every minute with zoneinfo and the holidays package, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from followup_kit.facts.people import Employer, OfficeHours

Reader = Callable[[datetime], bool]


@lru_cache(maxsize=256)
def days_off(country: str, year: int) -> frozenset[date]:
    from holidays import country_holidays

    options = {"islamic_show_estimated": True} if country in ("SA", "AE", "MA") else {}
    return frozenset(country_holidays(country, years=year, **options))


def office(opens: time, closes: time) -> Reader:
    """Read the wall clock: half-open, over midnight if it closes before it opens."""

    def reads(moment: datetime) -> bool:
        now = moment.time()
        return opens <= now < closes if opens < closes else now >= opens or now < closes

    return reads


def at_work(hours: Callable[[date], Iterable[OfficeHours]], works: Callable[[date], bool]) -> Reader:
    """Read the wall clock: today's hours on a day that is worked, or last night's shift if yesterday was."""

    def reads(moment: datetime) -> bool:
        day, clock = moment.date(), moment.time()
        for span in hours(day):
            if works(day) and span.opens <= clock and (clock < span.closes or span.closes <= span.opens):
                return True
        before = day - timedelta(days=1)
        return any(works(before) and clock < span.closes <= span.opens for span in hours(before))

    return reads


def works(house: Employer, week: Callable[[date], frozenset[int]], country: str | None) -> Callable[[date], bool]:
    """Return whether people work on a day: what the house says of the day itself outweighs week and holidays."""

    def open_on(day: date) -> bool:
        if day in house.closures or (day in house.day_hours and not house.day_hours[day]):
            return False
        feast = country is not None and day in days_off(country, day.year)
        return day in house.working_dates or (day.isoweekday() in week(day) and not feast)

    return open_on


def hours_of(house: Employer, default: OfficeHours) -> Callable[[date], tuple[OfficeHours, ...]]:
    """Return the hours that open on a day: its own, the weekday's, the usual ones."""
    usual = (house.office_hours or default,)
    return lambda day: house.day_hours.get(day, house.weekly_hours.get(day.isoweekday(), usual))


def no_lunch(lunch: OfficeHours | None) -> Reader:
    """Read the wall clock: any time but the break."""
    during = office(lunch.opens, lunch.closes) if lunch else None
    return lambda moment: during is None or not during(moment)


def enough_left(open_at: Reader, least: int) -> Reader:
    """Read the wall clock minute by minute ahead: where it is open now, it still is for this many minutes."""

    def reads(moment: datetime) -> bool:
        wall = moment.replace(tzinfo=None)
        return not open_at(wall) or all(open_at(wall + timedelta(minutes=n)) for n in range(least))

    return reads


def weekdays(week: frozenset[int]) -> Reader:
    return lambda moment: moment.isoweekday() in week


def open_days(country: str | None, closures: frozenset[date] = frozenset()) -> Reader:
    def reads(moment: datetime) -> bool:
        day = moment.date()
        return day not in closures and (country is None or day not in days_off(country, day.year))

    return reads


def first_minute(start: datetime, zone: str, readers: list[Reader], *, most: timedelta) -> datetime | None:
    """Step through the minutes from `start`; None if none of them suits every reader."""
    info, moment, last = ZoneInfo(zone), start.astimezone(UTC), start.astimezone(UTC) + most
    while moment <= last:
        local = moment.astimezone(info)
        if all(reads(local) for reads in readers):
            return moment
        moment += timedelta(minutes=1)
    return None
