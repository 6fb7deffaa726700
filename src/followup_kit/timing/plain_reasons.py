"""Reasons and moments as plain data, and back: the small change of plans and decisions on their way through JSON.

An instant is written as ISO 8601 with its offset and, in brackets, its zone (RFC 9557): the offset tells the two passes
of a repeated hour apart, the zone tells whose clocks are meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import partial
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from followup_kit.errors import InvalidFact, InvalidSetting, known_names
from followup_kit.facts.moments import zone_info

from .reasons import DayMonth, Lasting, Reason, RuleNames, Value, Weekdays
from .spans import BusinessDays, Days, Hours

__all__ = [
    "Json",
    "Reader",
    "brief",
    "read_day",
    "read_list",
    "read_moment",
    "read_reason",
    "read_table",
    "read_text",
    "read_whole",
    "several",
    "tupled",
    "write_moment",
    "write_reason",
]

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"
Reader: TypeAlias = "Callable[[Any, str], Any]"
"""Reads a value from plain data; the second argument is its place in the document, for messages."""

_ZONED: Final = re.compile(r"([^\[\]]+)(?:\[([^\[\]]+)\])?")


# writing


def write_moment(moment: datetime) -> str:
    """Return an aware moment as text; a zone that is none of the IANA database's is told by its offset."""
    zone = moment.tzinfo
    named = f"[{zone.key}]" if isinstance(zone, ZoneInfo) and zone.key else ""
    return moment.isoformat() + named


def write_reason(value: Reason) -> Json:
    """Return a reason as an object; its facts keep their order, since equal reasons say them in the same one."""
    return {"code": value.code, "text": value.text, "data": [[name, _slot(fact)] for name, fact in value.data]}


_TAGS: Final[Mapping[type, tuple[str, Callable[[Any], Json]]]] = {
    datetime: ("moment", write_moment),
    date: ("date", date.isoformat),
    time: ("time", time.isoformat),
    Hours: ("hours", lambda span: span.n),
    Days: ("days", lambda span: span.n),
    BusinessDays: ("business_days", lambda span: span.n),
    Lasting: ("lasting", lambda lasting: lasting.seconds),
    DayMonth: ("day_month", lambda value: value.day.isoformat()),
    Weekdays: ("weekdays", lambda value: sorted(value.numbers)),
    RuleNames: ("rules", lambda value: list(value.names)),
    Reason: ("reason", write_reason),
}


def _slot(value: Value) -> Json:
    """Return what stands in a slot of a reason: text, numbers and None as they are, all else with its kind."""
    if isinstance(value, tuple):
        return {"list": [_slot(item) for item in value]}
    for kind in type(value).__mro__:
        if kind in _TAGS:
            tag, write = _TAGS[kind]
            return {tag: write(value)}
    if value is None or isinstance(value, int | str):
        return value
    raise InvalidFact(f"a reason with {value!r} in it has no form in JSON")


# reading


def read_table(value: Any, place: str) -> dict[str, Any]:
    """Return an object's keys and values."""
    if not isinstance(value, dict):
        raise InvalidFact(f"{place} must be an object, got {brief(value)}")
    return value


def read_list(value: Any, place: str) -> list[Any]:
    """Return the items of a list."""
    if not isinstance(value, list):
        raise InvalidFact(f"{place} must be a list, got {brief(value)}")
    return value


def several(read: Reader, value: Any, place: str) -> tuple[Any, ...]:
    """Return the items of a list, each read in the same way."""
    return tuple(read(item, f"{place}[{index}]") for index, item in enumerate(read_list(value, place)))


def tupled(readers: tuple[Reader, ...], value: Any, place: str) -> tuple[Any, ...]:
    """Return the items of a list of fixed length, each read in its own way."""
    items = read_list(value, place)
    if len(items) != len(readers):
        raise InvalidFact(f"{place} must be {len(readers)} values, got {brief(value)}")
    return tuple(read(item, f"{place}[{index}]") for index, (read, item) in enumerate(zip(readers, items, strict=True)))


def read_text(value: Any, place: str) -> str:
    """Return text."""
    if not isinstance(value, str):
        raise InvalidFact(f"{place} must be text, got {brief(value)}")
    return value


def read_whole(value: Any, place: str) -> int:
    """Return a whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidFact(f"{place} must be a whole number, got {brief(value)}")
    return value


def read_moment(value: Any, place: str) -> datetime:
    """Return the aware moment that `write_moment` wrote: the same instant, in the same zone."""
    match = _ZONED.fullmatch(read_text(value, place))
    try:
        moment = datetime.fromisoformat(match[1] if match else "")
    except ValueError:
        raise InvalidFact(
            f"{place} must be a time such as 2026-03-06T15:00:00+01:00[Europe/Berlin], got {brief(value)}"
        ) from None
    if moment.utcoffset() is None:
        raise InvalidFact(f"{place} {brief(value)} has no offset, so its instant is not known")
    # The offset decides: where zone data have changed since, the instant stays and the clock reading moves.
    try:
        return moment.astimezone(zone_info(match[2])) if match and match[2] else moment
    except (InvalidFact, OverflowError) as error:
        raise InvalidFact(f"{place} {brief(value)}: {error}") from error


def read_day(value: Any, place: str) -> date:
    """Return a calendar date."""
    try:
        return date.fromisoformat(read_text(value, place))
    except ValueError:
        raise InvalidFact(f"{place} must be a date such as 2026-03-06, got {brief(value)}") from None


def _clock(value: Any, place: str) -> time:
    try:
        return time.fromisoformat(read_text(value, place))
    except ValueError:
        raise InvalidFact(f"{place} must be a clock time such as 09:00, got {brief(value)}") from None


def read_reason(value: Any, place: str) -> Reason:
    """Return the reason that `write_reason` wrote."""
    body = read_table(value, place)
    if set(body) != {"code", "text", "data"}:
        raise InvalidFact(f"{place} must have code, text and data, got {', '.join(body)}")
    pairs = [
        tupled((read_text, _fact), pair, f"{place}.data[{n}]") for n, pair in enumerate(read_list(body["data"], place))
    ]
    return Reason(read_text(body["code"], f"{place}.code"), read_text(body["text"], f"{place}.text"), tuple(pairs))


def _weekdays(value: Any, place: str) -> Weekdays:
    numbers = frozenset(several(read_whole, value, place))
    if not numbers or not numbers <= frozenset(range(1, 8)):
        raise InvalidFact(f"{place} must be some of 1 (Monday) to 7 (Sunday), got {brief(value)}")
    return Weekdays(numbers)


_FACTS: Final[Mapping[str, tuple[Reader, Callable[[Any], Value]]]] = {
    "moment": (read_moment, lambda moment: moment),
    "date": (read_day, lambda day: day),
    "time": (_clock, lambda clock: clock),
    "hours": (read_whole, Hours),
    "days": (read_whole, Days),
    "business_days": (read_whole, BusinessDays),
    "lasting": (read_whole, Lasting),
    "day_month": (read_day, DayMonth),
    "weekdays": (_weekdays, lambda days: days),
    "rules": (partial(several, read_text), RuleNames),
    "reason": (read_reason, lambda reason: reason),
}


def _fact(value: Any, place: str) -> Value:
    """Return what stands in a slot."""
    if value is None or isinstance(value, int | str):
        return value
    [(tag, inner)] = read_table(value, place).items() if len(read_table(value, place)) == 1 else [("", None)]
    if tag == "list":
        return several(_fact, inner, place)
    if tag not in _FACTS:
        raise InvalidFact(f"{place}: {known_names('kind of fact', tag, (*_FACTS, 'list'))}")
    read, build = _FACTS[tag]
    try:
        return build(read(inner, place))
    except InvalidSetting as error:  # of a span that is too long
        raise InvalidFact(f"{place}: {error}") from error


def brief(value: object) -> str:
    """Return what was given, short enough for a message."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
