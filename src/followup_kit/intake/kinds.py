"""The kinds of single values in a record: how each is read, written and described in the schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, Protocol, TypeAlias

from attrs import frozen

from followup_kit.errors import InvalidFact
from followup_kit.facts.text import LONGEST_LINE, check_line

from .places import Place, shown
from .spelling import misspelt
from .times import (
    DATE_PATTERN,
    MOMENT_PATTERN,
    NoZone,
    read_day,
    read_moment,
    write_moment,
)

__all__ = [
    "ADDRESS",
    "CLOSURES",
    "COUNTRY",
    "DAY",
    "DAY_NAMES",
    "EMAIL",
    "FLAG",
    "FREE_TEXT",
    "LINE",
    "LOCALE",
    "MOMENT",
    "REF",
    "SUBDIVISION",
    "VERSION",
    "WEEKDAYS",
    "WRONG",
    "Json",
    "Kind",
    "Scalar",
    "choice",
    "number",
    "weekday",
]

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""What a JSON file can hold."""


class _Wrong:
    """The value of a field that could not be read; the reason has been reported."""


WRONG: Final = _Wrong()


class Kind(Protocol):
    """One kind of value."""

    def read(self, value: object, place: Place) -> object:
        """Return the fact's value, or WRONG after reporting why."""

    def write(self, value: Any) -> Json:
        """Return what `read` reads back as an equal value."""

    def schema(self) -> dict[str, Json]:
        """Return the JSON Schema of what is accepted."""


def _as_it_is(value: Any) -> Json:
    written: Json = value
    return written


@frozen
class Scalar:
    """A value read by one function that raises InvalidFact, and described by one schema."""

    _read: Callable[[object, Place], object]
    _schema: Mapping[str, Json]
    _write: Callable[[Any], Json] = _as_it_is

    def read(self, value: object, place: Place) -> object:
        """Read, reporting what the function refuses."""
        try:
            return self._read(value, place)
        except InvalidFact as error:
            place.wrong(str(error))
            return WRONG

    def write(self, value: Any) -> Json:
        """Write with the function given for it."""
        return self._write(value)

    def schema(self) -> dict[str, Json]:
        """Return a copy of the schema."""
        return dict(self._schema)


def _line(value: object, place: Place) -> str:
    if not isinstance(value, str):
        raise InvalidFact(f"must be text, got {shown(value)}")
    check_line(value, next((part for part in reversed(place.path) if isinstance(part, str)), "text"))
    return value  # as it stands: the fact's own converter tidies it where it should be


LINE: Final = Scalar(_line, {"type": "string", "minLength": 1, "maxLength": LONGEST_LINE})
"""Visible text in one line."""


def _patterned(pattern: str) -> Scalar:
    """A line for which the facts have a rule of their own; the schema only describes it."""
    return Scalar(_line, {"type": "string", "pattern": pattern})


REF: Final = _patterned("^[a-z0-9][a-z0-9._-]{0,63}$")
COUNTRY: Final = _patterned("^[A-Z]{2}$")
EMAIL: Final = _patterned("^[^@]+@[^@]+$")
LOCALE: Final = _patterned("^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$")


def _free_text(value: object, _place: Place) -> str:
    if not isinstance(value, str):
        raise InvalidFact(f"must be text, got {shown(value)}")
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise InvalidFact("holds half of a surrogate pair, which no file can store")
    return value


FREE_TEXT: Final = Scalar(_free_text, {"type": "string"})
"""Text of any length, such as a letter that was sent."""


def _flag(value: object, _place: Place) -> bool:
    if not isinstance(value, bool):
        raise InvalidFact(f"must be true or false, got {shown(value)}")
    return value


FLAG: Final = Scalar(_flag, {"type": "boolean"})


def number(least: int, most: int) -> Scalar:
    """Return a whole number within limits, both included."""

    def read(value: object, _place: Place) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise InvalidFact(f"must be a whole number, got {shown(value)}")
        if not least <= value <= most:
            raise InvalidFact(f"must be from {least} to {most}, got {shown(value)}")
        return value

    return Scalar(read, {"type": "integer", "minimum": least, "maximum": most})


def choice(*known: str, also: Mapping[str, str] | None = None) -> Scalar:
    """Return one of a few words; `also` maps further spellings to them. Case and a final full stop do not matter."""
    spellings = {word: word for word in known} | dict(also or {})
    meaning = {_bare(word): word for word in known} | {_bare(word): target for word, target in (also or {}).items()}

    def read(value: object, _place: Place) -> str:
        if not isinstance(value, str):
            raise InvalidFact(f"must be one of {', '.join(known)}, got {shown(value)}")
        if (word := meaning.get(_bare(value))) is not None:
            return word
        near = misspelt(_bare(value), meaning)
        hint = f" (did you mean {meaning[near]}?)" if near else ""
        raise InvalidFact(f"must be one of {', '.join(known)}, got {shown(value)}{hint}")

    return Scalar(read, {"enum": list(spellings)})


def _bare(word: str) -> str:
    return word.strip().rstrip(".").casefold()


def _moment(value: object, place: Place) -> object:
    try:
        return read_moment(value, place.zone)
    except NoZone:
        if place.zone_wrong:
            return WRONG  # the zone's own error is enough
        raise


MOMENT: Final = Scalar(
    _moment,
    {"type": "string", "pattern": MOMENT_PATTERN},
    write_moment,
)
"""An instant; one without an offset is local to the record's zone."""
DAY: Final = Scalar(
    lambda value, _place: read_day(value), {"type": "string", "pattern": DATE_PATTERN}, lambda day: str(day.isoformat())
)


def _days(value: object, _place: Place) -> frozenset[date]:
    if not isinstance(value, list):
        raise InvalidFact(f"must be a list of calendar dates, got {shown(value)}")
    return frozenset(map(read_day, value))


CLOSURES: Final = Scalar(
    _days, {"type": "array", "items": DAY.schema()}, lambda days: [day.isoformat() for day in sorted(days)]
)


def _subdivision(value: object, place: Place) -> str:
    text = _line(value, place)
    if re.match(r"[A-Z]{2}-", text):
        raise InvalidFact(f"must be without the country: {text[3:]!r} instead of {text!r}")
    return text


SUBDIVISION: Final = Scalar(_subdivision, LINE.schema())
"""A part of a country. Only its shape is checked here; whether it exists, the calendar knows."""

DAY_NAMES: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NUMBERS: Final = {name: number for number, name in enumerate(DAY_NAMES, 1)} | {
    name: number
    for number, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), 1)
}


def _weekdays(value: object, _place: Place) -> frozenset[int]:
    if not isinstance(value, list) or not value:
        raise InvalidFact(f'must be a list of days such as ["mon", "tue"], got {shown(value)}')
    return frozenset(map(weekday, value))


def weekday(value: object) -> int:
    """Return the number of a weekday given by name or number, 1 = Monday.

    Raises:
        InvalidFact: it is none.
    """
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 7:
        return value
    if isinstance(value, str) and value.casefold() in _DAY_NUMBERS:
        return _DAY_NUMBERS[value.casefold()]
    raise InvalidFact(f"must hold days from mon to sun (or 1 to 7, 1 = Monday), got {shown(value)}")


WEEKDAYS: Final = Scalar(
    _weekdays,
    {
        "type": "array",
        "minItems": 1,
        "items": {"anyOf": [{"enum": list(DAY_NAMES)}, {"type": "integer", "minimum": 1, "maximum": 7}]},
    },
    lambda days: [DAY_NAMES[day - 1] for day in sorted(days)],
)


def _address(value: object, _place: Place) -> tuple[str, ...]:
    lines = value.strip("\n").split("\n") if isinstance(value, str) else value
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise InvalidFact(f"must be a list of lines, or text with line ends, got {shown(value)}")
    return tuple(check_line(line, "postal_address") for line in lines)


ADDRESS: Final = Scalar(
    _address,
    {"anyOf": [{"type": "array", "items": LINE.schema()}, {"type": "string"}]},
    list,
)
"""The lines of a postal address."""


def _version(value: object, _place: Place) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise InvalidFact(f"must be 1, the version of this format, got {shown(value)}")
    return value


VERSION: Final = Scalar(_version, {"const": 1})
