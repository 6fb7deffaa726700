"""Values of the right kind: what is handed in wrongly is refused at once, and not met as a crash far away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from attrs import Attribute, frozen

from followup_kit.errors import InvalidFact

__all__ = ["Kept", "day_of", "is_a", "is_day", "members"]

_Kind = TypeVar("_Kind")
_YEARS = range(1900, 2201)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _an(kind: type) -> str:
    return f"{'an' if kind.__name__[0] in 'AEIO' else 'a'} {kind.__name__}"


def members(value: Iterable[_Kind], kind: type[_Kind], field: str) -> tuple[_Kind, ...]:
    """Return several values of one kind as a tuple.

    Raises:
        InvalidFact: it is one value instead of several, or one of them is of another kind.
    """
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        raise InvalidFact(f"{field} must be several {kind.__name__}, got {_shown(value)}", field=field)
    out = tuple(value)
    for index, item in enumerate(out):
        if not isinstance(item, kind) or (kind is not bool and isinstance(item, bool)):
            raise InvalidFact(f"{field}[{index}] must be {_an(kind)}, got {_shown(item)}", field=field)
    return out


def is_a(kind: type, *, optional: bool = False) -> Callable[[Any, Attribute[Any], Any], None]:
    """Return a validator for one kind of value; True and False are no numbers."""

    def check(_self: Any, attribute: Attribute[Any], value: Any) -> None:
        if value is None and optional:
            return
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise InvalidFact(f"{attribute.name} must be {_an(kind)}, got {_shown(value)}", field=attribute.name)

    return check


def day_of(value: Any, field: str) -> date:
    """Return a calendar date.

    Raises:
        InvalidFact: it is none, or lies in a year in which dates cannot be counted on.
    """
    if isinstance(value, datetime) or not isinstance(value, date):
        shown = value.isoformat(sep=" ") if isinstance(value, datetime) else _shown(value)
        raise InvalidFact(f"{field} must be a calendar date without a time, got {shown}", field=field)
    if value.year not in _YEARS:
        raise InvalidFact(f"{field} is in the year {value.year}; years 1900 to 2200 are accepted", field=field)
    return value


def is_day(_self: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse what is no calendar date, or lies in a year in which dates cannot be counted on; None passes."""
    if value is not None:
        day_of(value, attribute.name)


@frozen(eq=False)
class Kept(Mapping[str, Any]):
    """A mapping that is never changed and, unlike the standard library's proxy, can be copied and pickled."""

    _items: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)
