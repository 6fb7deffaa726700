"""An independent reader of the rules: it looks at every minute with zoneinfo and the holidays package, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

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
