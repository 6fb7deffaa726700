"""Three units of waiting, three types: elapsed hours, calendar days and business days are never mixed in silence.

On the night on which the clocks change, `hours(24)` and `days(1)` end an hour apart.
"""

from __future__ import annotations

from typing import Any

from attrs import Attribute, field, frozen

from followup_kit.errors import InvalidSetting

__all__ = ["BusinessDays", "Days", "Hours", "Span", "business_days", "days", "hours"]

_LONGEST = {"Hours": 24 * 366, "Days": 366, "BusinessDays": 260}


def _count(instance: Any, _attribute: Attribute[Any], value: int) -> None:
    kind = type(instance).__name__
    if type(value) is not int or not 0 <= value <= _LONGEST[kind]:
        raise InvalidSetting(f"a span must be a whole number from 0 to {_LONGEST[kind]}, got {value!r}")


@frozen(order=True)
class Hours:
    """Elapsed hours, counted in UTC: 24 of them are 24 even when the clocks change in between."""

    n: int = field(validator=_count)

    def __str__(self) -> str:
        return _say(self.n, "hour")


@frozen(order=True)
class Days:
    """Calendar days: n of them after a moment is the midnight at which the nth day after its local date begins."""

    n: int = field(validator=_count)

    def __str__(self) -> str:
        return _say(self.n, "day")


@frozen(order=True)
class BusinessDays:
    """Working days that are no holiday, counted strictly after the local date one starts from.

    One business day after a Friday, a Saturday or a Sunday is the Monday; it begins at its midnight.
    """

    n: int = field(validator=_count)

    def __str__(self) -> str:
        return _say(self.n, "business day")


Span = Hours | Days | BusinessDays


def _say(n: int, unit: str) -> str:
    return f"{n} {unit}" if n == 1 else f"{n} {unit}s"


def hours(n: int) -> Hours:
    """Return a span of elapsed hours.

    Raises:
        InvalidSetting: `n` is negative, not whole, or more than a year.
    """
    return Hours(n)


def days(n: int) -> Days:
    """Return a span of calendar days.

    Raises:
        InvalidSetting: `n` is negative, not whole, or more than a year.
    """
    return Days(n)


def business_days(n: int) -> BusinessDays:
    """Return a span of business days.

    Raises:
        InvalidSetting: `n` is negative, not whole, or more than a year.
    """
    return BusinessDays(n)
