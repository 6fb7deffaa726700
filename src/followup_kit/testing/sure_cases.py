"""The moments at which every rule is asked, whatever chance draws: clock changes, whole weeks, the ends of years.

A drawn case asks where the rule opens and closes. An edge that only a reader has lies nowhere near one of these, so
with a reader some weeks and years are walked through in small steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from followup_kit.timing.instants import DAY, HOUR
from followup_kit.timing.segments import CHUNK, day_begins, segments

__all__ = ["around_changes", "walked"]

_MONDAY = date(2026, 3, 2)
_YEARS = (2026, 2027, 2024, 2025)
_QUARTER = HOUR // 4
_CLOCKS = (12 * HOUR, 0, 3 * HOUR, 8 * HOUR, 10 * HOUR, 15 * HOUR, 18 * HOUR, 21 * HOUR, 24 * HOUR - _QUARTER)


@lru_cache(maxsize=64)
def _changes(zone: str) -> tuple[int, ...]:
    """Return the instants of the four years at which the zone's clocks change."""
    first, last = day_begins(date(min(_YEARS), 1, 1), zone), day_begins(date(max(_YEARS) + 1, 1, 1), zone)
    found = [part for chunk in range(first // CHUNK, last // CHUNK + 1) for part in segments(zone, chunk)]
    return tuple(one[1] for one, two in pairwise(found) if one[2] != two[2] and first <= one[1] < last)


def _midnight_after(instant: int, zone: str) -> int:
    """Return the first midnight at least an hour after an instant, by the offset that is then in force."""
    offset = next(part[2] for part in segments(zone, instant // CHUNK) if part[0] <= instant < part[1])
    return -(-(instant + offset + HOUR) // DAY) * DAY - offset


def around_changes(zone: str) -> Iterator[int]:
    """Yield half an hour before and after each clock change, and in the last hour of its day."""
    for change in _changes(zone):
        yield from (change - HOUR // 2, change + HOUR // 2, _midnight_after(change, zone) - HOUR // 2)


def walked(zone: str, *, far: bool) -> Iterator[int]:
    """Yield a whole week, the days around clock changes and every day of a year; `far` takes smaller steps and 4 years.

    The years' ends and the end of February are taken hour by hour.
    """
    monday, step = day_begins(_MONDAY, zone), HOUR // 12 if far else _QUARTER
    yield from range(monday, monday + 7 * DAY, step)
    for year in _YEARS if far else (2024,):
        days = [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
        for clock in _CLOCKS if far else _CLOCKS[:1]:
            yield from (day_begins(day, zone) + clock for day in days)
        for first, last in ((date(year, 2, 27), date(year, 3, 2)), (date(year, 12, 23), date(year + 1, 1, 3))):
            yield from range(day_begins(first, zone), day_begins(last, zone), HOUR)
    for change in _changes(zone):
        yield from range(change - 26 * HOUR, change + 26 * HOUR, 2 * _QUARTER)
