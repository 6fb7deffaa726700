"""Times as facts: aware, existing and unambiguous, or refused with the readings named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from attrs import Attribute

from followup_kit.errors import InvalidFact

__all__ = ["check_moment", "is_moment", "is_zone", "local_moment", "zone_info"]


# Files of the time zone database that mean "whatever this machine is set to", or nothing.
_NO_PLACES = frozenset({"localtime", "posixrules", "Factory"})


@lru_cache(maxsize=1024)
def zone_info(name: str) -> ZoneInfo:
    """Return the IANA zone of this name.

    Raises:
        InvalidFact: there is no such zone; near names are given.
    """
    if name in _NO_PLACES:
        raise InvalidFact(f"{name!r} names no place; use a name such as Europe/Berlin", field="zone")
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # ZoneInfoNotFoundError is a KeyError; a folder is an OSError
        near = get_close_matches(name, available_timezones(), n=3, cutoff=0.6)
        hint = f"; near names: {', '.join(near)}" if near else "; use a name such as Europe/Berlin"
        raise InvalidFact(f"no time zone named {name!r}{hint}", field="zone") from error


def _offset(value: datetime) -> str:
    return value.isoformat()[-6:]


def local_moment(naive: datetime, zone: str, *, field: str = "time") -> datetime:
    """Return the moment at which clocks in `zone` read `naive`.

    Raises:
        InvalidFact: the clocks skip that reading or show it twice; both readings are named.
    """
    info = zone_info(zone)
    first, second = naive.replace(tzinfo=info, fold=0), naive.replace(tzinfo=info, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first
    if first.astimezone(UTC).astimezone(info).replace(tzinfo=None, fold=0) != naive.replace(fold=0):
        before = second.astimezone(UTC).astimezone(info)
        after = first.astimezone(UTC).astimezone(info)
        raise InvalidFact(
            f"{field} {naive.isoformat(sep=' ')} does not exist in {zone}: the clocks skip it; "
            f"give {before.isoformat()} or {after.isoformat()}",
            field=field,
        )
    raise InvalidFact(
        f"{field} {naive.isoformat(sep=' ')} happens twice in {zone}; "
        f"give it with its offset: {naive.isoformat()}{_offset(first)} or {naive.isoformat()}{_offset(second)}",
        field=field,
    )


def check_moment(value: Any, field: str) -> datetime:
    """Return an aware, existing, unambiguous datetime as it was given.

    A datetime with a ZoneInfo inside a repeated hour is taken when it says `fold=1`; `fold=0` cannot be told from
    "not said" and is refused: give a fixed offset instead.

    Raises:
        InvalidFact: naive, imaginary or ambiguous; or so near to year 1 or 9999 that arithmetic would overflow.
    """
    if not isinstance(value, datetime):
        raise InvalidFact(f"{field} must be a date with a time and a zone, got {value!r}", field=field)
    if value.utcoffset() is None:
        raise InvalidFact(
            f"{field} {value.isoformat(sep=' ')} has no zone; add an offset such as +01:00, or a zone", field=field
        )
    if not 1900 <= value.year <= 2200:
        raise InvalidFact(f"{field} is in the year {value.year}; years 1900 to 2200 are accepted", field=field)
    if isinstance(value.tzinfo, ZoneInfo) and value.tzinfo.key and value.fold == 0:
        local_moment(value.replace(tzinfo=None), value.tzinfo.key, field=field)
    elif value.fold == 1 and value.astimezone(UTC).astimezone(value.tzinfo) - value != timedelta(0):
        raise InvalidFact(f"{field} {value.isoformat()} does not exist in its zone", field=field)
    return value


def is_moment(_self: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse what check_moment refuses; None passes, since the field's type says whether it may be None."""
    if value is not None:
        check_moment(value, attribute.name)


def is_zone(_self: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse names that are not zones; None passes and means "not known"."""
    if value is None:
        return
    if not isinstance(value, str) or not value:
        raise InvalidFact(f"{attribute.name} must be an IANA zone name, got {value!r}", field=attribute.name)
    zone_info(value)
