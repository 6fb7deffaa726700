"""The one place where datetimes become whole UTC seconds and back.

Subtracting or comparing two datetimes of one zone ignores the clock changes between them. Everything in `timing`
therefore counts on integers, and only this module knows both forms.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from followup_kit.facts.moments import check_moment, zone_info

__all__ = ["DAY", "HOUR", "instant_of", "local_day", "local_time", "to_instant"]

HOUR = 3600
DAY = 24 * HOUR
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_instant(moment: datetime, name: str = "time") -> int:
    """Return the whole UTC seconds since 1970 of an aware moment; a fraction counts as the next second.

    Rounding up keeps every answer at or after the moment that it must not precede.

    Raises:
        InvalidFact: the moment is naive, or its clock reading does not exist or exists twice.
    """
    return instant_of(check_moment(moment, name))


def instant_of(answer: datetime) -> int:
    """Return the instant of an answer of our own, which may well lie in an hour that the clocks repeat."""
    since = answer.astimezone(UTC) - _EPOCH
    return -(-since // timedelta(seconds=1))


def local_time(instant: int, zone: str) -> datetime:
    """Return the instant as an aware datetime in the zone."""
    return datetime.fromtimestamp(instant, zone_info(zone))


def local_day(instant: int, zone: str) -> date:
    """Return the calendar day that clocks in the zone show at the instant."""
    return local_time(instant, zone).date()
