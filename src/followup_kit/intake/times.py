"""Times and dates as they stand in files, read exactly and written exactly."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from followup_kit.errors import InvalidFact
from followup_kit.facts.moments import check_moment, local_moment, zone_info

__all__ = [
    "CLOSING_PATTERN",
    "DATE_PATTERN",
    "MOMENT_PATTERN",
    "TIME_PATTERN",
    "NoZone",
    "read_clock",
    "read_day",
    "read_moment",
    "write_clock",
    "write_moment",
]

_OFFSET = r"(?:[Zz]|[+-]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)"
_WALL = r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?"
MOMENT_PATTERN: Final = rf"^{_WALL}{_OFFSET}?(?:\[[A-Za-z0-9_+/-]+\])?$"
"""ISO 8601 with an optional offset and an optional zone in brackets (RFC 9557)."""
DATE_PATTERN: Final = r"^\d{4}-\d{2}-\d{2}$"
TIME_PATTERN: Final = r"^(?:[01]\d|2[0-3]):\d{2}(?::\d{2})?$"
CLOSING_PATTERN: Final = rf"{TIME_PATTERN}|^24:00$"
"""A closing time, which may be midnight at the end of the day."""

_MOMENT = re.compile(rf"(?P<wall>{_WALL})(?P<offset>{_OFFSET})?(?:\[(?P<zone>[A-Za-z0-9_+/-]+)\])?", re.ASCII)
_DATE = re.compile(DATE_PATTERN, re.ASCII)
_TIME = re.compile(r"\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?", re.ASCII)


class NoZone(InvalidFact):
    """A time without an offset, where no zone is known in which to read it."""


def read_moment(value: object, zone: str | None) -> datetime:
    """Return the instant that a TOML datetime or an ISO 8601 text names; without an offset it is local to `zone`.

    Raises:
        NoZone: no offset, and `zone` is None.
        InvalidFact: not a date with a time; skipped or shown twice by the clocks.
    """
    if isinstance(value, datetime):
        moment, named = value, None
    elif isinstance(value, str) and (match := _MOMENT.fullmatch(value)):
        moment = _parsed(match["wall"], match["offset"] or "", value)
        named = match["zone"]
    else:
        raise InvalidFact(f"must be a date with a time such as 2026-03-02T16:30:00+01:00, got {_given(value)}")
    if moment.utcoffset() is not None:
        return check_moment(_placed(moment, named), "time") if named else check_moment(moment, "time")
    where = named or zone
    if where is None:
        raise NoZone(
            f"{moment.isoformat(sep=' ')} has no zone; add an offset such as +01:00, or set zone or employer.zone"
        )
    return check_moment(local_moment(moment.replace(tzinfo=None), where), "time")


def _parsed(wall: str, offset: str, given: str) -> datetime:
    try:
        return datetime.fromisoformat((wall + offset).upper())
    except ValueError as error:
        raise InvalidFact(f"{given!r} is not a possible date and time: {error}") from error


def _given(value: object) -> str:
    if isinstance(value, date | time):  # TOML writes them as they are shown here
        return value.isoformat()
    return repr(value) if isinstance(value, str) else f"a {type(value).__name__}"


def _placed(moment: datetime, zone: str) -> datetime:
    """The same instant with the clocks of a named zone, which must show the offset that is written."""
    placed = moment.astimezone(zone_info(zone))
    if placed.utcoffset() != moment.utcoffset():
        raise InvalidFact(f"{moment.isoformat()} is not what clocks in {zone} show; they show {placed.isoformat()}")
    return placed


def write_moment(value: datetime) -> str:
    """ISO 8601 with the offset that the value has.

    The second pass of a repeated hour gets its zone in brackets: such a value equals no value of another zone
    (PEP 495), so the offset alone would not give the same value back.
    """
    text = value.isoformat()
    if value.fold and isinstance(value.tzinfo, ZoneInfo) and value.tzinfo.key:
        return f"{text}[{value.tzinfo.key}]"
    return text


def read_day(value: object) -> date:
    """Return a calendar day, from a TOML date or a text such as 2026-03-09.

    Raises:
        InvalidFact: it is not one, or has a time.
    """
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise InvalidFact(f"{value!r} is not a possible date: {error}") from error
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise InvalidFact(f"must be a calendar date such as 2026-03-09, without a time, got {_given(value)}")


def read_clock(value: object, *, closing: bool = False) -> time:
    """Return a wall-clock time, from a TOML time or a text such as 17:30; 24:00 is midnight for a `closing` time.

    Raises:
        InvalidFact: it is not one.
    """
    if value == "24:00":
        if not closing:
            raise InvalidFact("'24:00' is the end of a day; a day begins at '00:00'")
        return time(0)
    if isinstance(value, str) and _TIME.fullmatch(value):
        try:
            return time.fromisoformat(value)
        except ValueError as error:
            raise InvalidFact(f"{value!r} is not a time of day: {error}") from error
    if isinstance(value, time) and value.tzinfo is None:
        return value
    raise InvalidFact(f"must be a time of day such as 17:30, got {_given(value)}")


def write_clock(value: time, *, closing: bool = False) -> str:
    """Return the shortest text that names the time; midnight as a `closing` time is 24:00."""
    if closing and value == time(0):
        return "24:00"
    return value.isoformat("minutes" if not (value.second or value.microsecond) else "auto")
