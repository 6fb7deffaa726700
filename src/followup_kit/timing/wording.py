"""The English of the trace: dates, clocks, spans of time and lists of weekdays, the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from .instants import DAY, HOUR, local_time

__all__ = ["clock", "day_of_year", "full_day", "joined", "lasting", "sentence", "weekday", "weekdays"]

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def weekday(day: date) -> str:
    """Return the weekday's name: "Friday"."""
    return _WEEKDAYS[day.weekday()]


def day_of_year(day: date) -> str:
    """Return the date without its year: "25 December"."""
    return f"{day.day} {_MONTHS[day.month - 1]}"


def full_day(day: date) -> str:
    """Return the whole date: "Friday 25 December 2026"."""
    return f"{weekday(day)} {day_of_year(day)} {day.year}"


def _zone_label(moment: datetime) -> str:
    label = moment.tzname() or ""
    if label.isalpha():
        return label
    return f"UTC{moment.isoformat()[19:25]}"


def clock(instant: int, zone: str) -> str:
    """Return date, clock and zone as they are at that place: "Friday 6 March 2026, 15:30 CET"."""
    moment = local_time(instant, zone)
    second = f":{moment.second:02}" if moment.second else ""
    return f"{full_day(moment.date())}, {moment.hour:02}:{moment.minute:02}{second} {_zone_label(moment)}"


def lasting(seconds: int) -> str:
    """Return a length of time in its two largest units: "15 hours", "3 days 2 hours", "40 minutes"."""
    parts = []
    for size, unit in ((DAY, "day"), (HOUR, "hour"), (60, "minute"), (1, "second")):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {unit}" if count == 1 else f"{count} {unit}s")
    return " ".join(parts[:2]) or "no time"


def joined(items: Sequence[str]) -> str:
    """Return the items as a list in a sentence: "A, B and C"."""
    return ", ".join(items[:-1]) + (" and " if len(items) > 1 else "") + items[-1] if items else ""


def weekdays(numbers: frozenset[int]) -> str:
    """Return the days of a working week, 1 = Monday: "Monday to Friday", "Sunday to Thursday"."""
    # A week that runs over the Sunday starts after its longest gap, not on Monday.
    starts = [n for n in sorted(numbers) if (n - 2) % 7 + 1 not in numbers]
    if len(starts) == 1 and len(numbers) > 2:
        last = (starts[0] + len(numbers) - 2) % 7 + 1
        return f"{_WEEKDAYS[starts[0] - 1]} to {_WEEKDAYS[last - 1]}"
    return joined([_WEEKDAYS[n - 1] for n in sorted(numbers)]) if len(numbers) < 7 else "every day"


def sentence(clause: str) -> str:
    """Return the clause with a capital first letter and a full stop."""
    return clause[0].upper() + clause[1:] + "."
