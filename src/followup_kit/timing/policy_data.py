"""The fields of a policy as plain data: what TOML and JSON write, what each kind of field takes, and back again."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Final, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from attrs import fields, frozen

from followup_kit.errors import InvalidFact, InvalidSetting, known_names
from followup_kit.facts.people import OfficeHours

from .spans import BusinessDays, Days, Hours, Span, business_days, days, hours

__all__ = [
    "DATE_PATTERN",
    "Kind",
    "Plain",
    "kinds_of",
    "named_rules",
    "read_field",
    "rules_by_name",
    "said_value",
    "write_value",
]

Plain: TypeAlias = "bool | int | str | list[Plain] | dict[str, Plain] | None"
"""What a JSON document holds here."""

_UNITS: Final[Mapping[str, Callable[[int], Span]]] = {"hours": hours, "days": days, "business_days": business_days}
_UNIT_OF: Final[Mapping[type, str]] = {Hours: "hours", Days: "days", BusinessDays: "business_days"}
_CLOCK = r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?$|^24:00$"
DATE_PATTERN: Final = r"^\d{4}-\d{2}-\d{2}$"


@frozen
class Kind:
    """How one kind of field is read from plain data; `expected` is for messages, `schema` for JSON Schema."""

    read: Callable[[Any], Any]
    expected: str
    schema: Mapping[str, Any]
    optional: bool = False


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise InvalidSetting(f"must be text, got {value!r}")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise InvalidSetting(f"must be a list of texts, got {value!r}")
    return tuple(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidSetting(f"must be a whole number, got {value!r}")
    return value


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise InvalidSetting(f"must be true or false, got {value!r}")
    return value


def _day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(_text(value))
    except ValueError:
        raise InvalidSetting(f"must be a date such as 2026-11-23, got {value!r}") from None


def _clock_time(value: Any) -> time:
    if isinstance(value, time):
        return value
    try:
        return time(0) if value == "24:00" else time.fromisoformat(value)
    except (TypeError, ValueError):
        raise InvalidSetting(f"must be two clock times such as ['09:00', '17:00'], got {value!r}") from None


def _hours(value: Any) -> OfficeHours:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise InvalidSetting(f"must be two clock times such as ['09:00', '17:00'], got {value!r}")
    return OfficeHours(*map(_clock_time, value))


def _counted(value: Any) -> tuple[Callable[[int], Span], Any]:
    """Take {unit = n} apart."""
    if not isinstance(value, Mapping) or len(value) != 1:
        raise InvalidSetting(f"must be one unit of time such as {{ hours = 24 }}, got {value!r}")
    [(unit, count)] = value.items()
    if unit not in _UNITS:
        raise InvalidSetting(known_names("unit of time", str(unit), _UNITS))
    return _UNITS[unit], count


def _span(value: Any) -> Span:
    unit, count = _counted(value)
    return unit(count)


def _window(value: Any) -> tuple[Span, ...]:
    unit, counts = _counted(value)
    if not isinstance(counts, list | tuple) or len(counts) != 2:
        raise InvalidSetting(f"must be an opening and a closing such as {{ hours = [24, 48] }}, got {value!r}")
    return tuple(map(unit, counts))


def _numbers(value: Any) -> frozenset[int]:
    if not isinstance(value, list | tuple | frozenset | set):
        raise InvalidSetting(f"must be a list of whole numbers, got {value!r}")
    return frozenset(map(_whole, value))


_TEXT: Final = Kind(_text, "text", {"type": "string"})


def _rules(value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) or _is_rule(item) for item in value):
        raise InvalidSetting(f"must be a list of names of rules, got {value!r}")
    return tuple(value)


def _is_rule(item: object) -> bool:
    return isinstance(item, Mapping) and isinstance(item.get("name"), str) and set(item) <= {"name", *_SET}


_SET: Final = ("strength", "rank", "zone")
_RULES: Final = Kind(
    _rules,
    "a list of names of rules",
    {
        "type": "array",
        "items": {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {
                        "name": {"type": "string"},
                        "strength": {"enum": ["soft", "hard", "law"]},
                        "rank": {"type": "integer", "minimum": 0},
                        "zone": {"type": "string"},
                    },
                    "required": ["name"],
                    "additionalProperties": False,
                },
            ]
        },
    },
)
_TEXTS: Final = Kind(_texts, "a list of texts", {"type": "array", "items": {"type": "string"}})
_INT: Final = Kind(_whole, "a whole number", {"type": "integer"})
_BOOL: Final = Kind(_truth, "true or false", {"type": "boolean"})
_DATE: Final = Kind(_day, "a date", {"type": "string", "pattern": DATE_PATTERN})
_OFFICE_HOURS: Final = Kind(
    _hours,
    "two clock times",
    {"type": "array", "items": {"type": "string", "pattern": _CLOCK}, "minItems": 2, "maxItems": 2},
)
_NUMBERS: Final = Kind(_numbers, "whole numbers", {"type": "array", "items": {"type": "integer"}})


def _one_unit(units: list[str], count: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "type": "object",
        "properties": dict.fromkeys(units, count),
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }


_COUNT: Final = {"type": "integer", "minimum": 0}


def _span_kind(units: list[str]) -> Kind:
    return Kind(_span, f"a span of time in {' or '.join(units)}", _one_unit(units, _COUNT))


_PAIR: Final = {"type": "array", "items": _COUNT, "minItems": 2, "maxItems": 2}
_WINDOW: Final = Kind(_window, "two spans of one unit", _one_unit(list(_UNITS), _PAIR))


def _kind(hint: Any) -> Kind:
    """Return the kind that goes with the type that a field is declared with."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        rest = [arg for arg in args if arg is not type(None)]
        inner = _kind(rest[0]) if len(rest) == 1 else _span_kind([_UNIT_OF[arg] for arg in rest])
        return inner if len(rest) == len(args) else Kind(inner.read, inner.expected, inner.schema, optional=True)
    if origin is Literal:
        return Kind(_text, "one of a few words", {"enum": list(args)})
    if origin is tuple and len(args) == 2 and args[1] is not Ellipsis:
        return _WINDOW
    if origin is tuple:
        return _TEXTS
    if origin is frozenset:
        return _NUMBERS
    if hint in _UNIT_OF:
        return _span_kind([_UNIT_OF[hint]])
    return {str: _TEXT, int: _INT, bool: _BOOL, date: _DATE, OfficeHours: _OFFICE_HOURS}[hint]


@lru_cache(maxsize=4)
def kinds_of(policy_class: type) -> Mapping[str, Kind]:
    """Return the kind of each field of a policy, by its name. `rules` are written by name, like texts."""
    hints = get_type_hints(policy_class)
    found = {attribute.name: _kind(hints[attribute.name]) for attribute in fields(policy_class)}
    return {**found, "rules": _RULES} if "rules" in found else found


def rules_by_name(rules: Iterable[Any]) -> dict[str, Any]:
    """Return rules of one's own by name.

    Raises:
        InvalidSetting: two have one name.
    """
    several: object = rules
    if not isinstance(several, Iterable) or isinstance(several, str):
        raise InvalidSetting(f"rules are several timing rules, got {rules!r}; write a list: rules=[...]")
    out: dict[str, Any] = {}
    for rule in rules:
        if not isinstance(getattr(rule, "name", None), str):
            raise InvalidSetting(f"a timing rule has a name, {rule!r} has none")
        if out.setdefault(rule.name, rule) is not rule:
            raise InvalidSetting(f"two of the given rules have the name {rule.name!r}; rename one of them")
    return out


def named_rules(wanted: tuple[Any, ...], given: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the rules of these names, as strong and as dear as they were when they were written.

    Raises:
        InvalidSetting: one was not given; rules are code and do not stand in a file. Or it has another zone.
    """
    return tuple(_found(item if isinstance(item, Mapping) else {"name": item}, given) for item in wanted)


def _found(written: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
    name = written["name"]
    if name not in given:
        raise InvalidSetting(f"{known_names('rule', name, given)}; give your own rules when reading, as rules=...")
    rule, zone = given[name], written.get("zone")
    has = getattr(rule, "zone", None)
    if zone is not None and has not in (None, zone):
        raise InvalidSetting(
            f"rule {name!r} was written on the clocks of {zone}, and the given one is on those of {has}"
        )
    changes = {
        key: written[key] for key in ("strength", "rank") if key in written and written[key] != getattr(rule, key)
    }
    rule = rule.but(**changes) if changes else rule
    return rule.at(zone) if zone is not None and has is None else rule


def read_field(policy_class: type, key: str, value: Any, rules: Mapping[str, Any] | None = None) -> Any:
    """Return a field's value from plain data, checked as the policy checks it.

    Raises:
        InvalidSetting: the value is of another kind, or cannot work. The message does not name the policy.
    """
    kind = kinds_of(policy_class)[key]
    if kind.optional and (value is None or value is False):
        return None
    try:
        out = kind.read(value)
        if key == "rules":
            return named_rules(out, rules or {})
        attribute = getattr(fields(policy_class), key)
        if attribute.validator is not None:
            attribute.validator(None, attribute, out)
    except InvalidFact as error:  # of office hours that are empty
        raise InvalidSetting(str(error)) from error
    return out


def write_value(value: Any) -> Plain:
    """Return the value of a field as JSON writes it.

    Raises:
        InvalidSetting: the value has no such form.
    """
    match value:
        case None | bool() | int() | str():
            return value
        case Hours() | Days() | BusinessDays():
            return {_UNIT_OF[type(value)]: value.n}
        case OfficeHours():
            return [_write_clock(value.opens), _write_clock(value.closes)]
        case date():
            return value.isoformat()
        case frozenset():
            return [write_value(item) for item in sorted(value)]
        case (Hours() | Days() | BusinessDays(), Hours() | Days() | BusinessDays()):
            return {_UNIT_OF[type(value[0])]: [value[0].n, value[1].n]}
        case tuple():
            return [write_value(item) for item in value]
    name = getattr(value, "name", None)
    if isinstance(name, str):
        return _write_rule(name, value)
    raise InvalidSetting(f"{value!r} has no form in a file")


def _write_rule(name: str, rule: Any) -> Plain:
    """Return the name of a rule, with what was set on this one and not in its class, which the name stands for."""
    own, kind = getattr(rule, "__dict__", {}), type(rule)
    changed: dict[str, Plain] = {key: own[key] for key in _SET if key in own and own[key] != getattr(kind, key, None)}
    return {"name": name, **changed} if changed else name


def said_value(value: Any) -> str:
    """Return the value of a field for people: "24 hours to 48 hours", "09:00 to 17:00", "none"."""
    match value:
        case None | () | "":
            return "none"
        case bool():
            return "yes" if value else "no"
        case OfficeHours():
            return f"{_write_clock(value.opens)} to {_write_clock(value.closes)}"
        case (Hours() | Days() | BusinessDays(), Hours() | Days() | BusinessDays()):
            return f"{value[0]} to {value[1]}"
        case tuple():
            return ", ".join(str(getattr(item, "name", item)) for item in value)
        case frozenset():
            return ", ".join(map(str, sorted(value)))
    return str(value)


def _write_clock(clock: time) -> str:
    return clock.isoformat("minutes" if not clock.second and not clock.microsecond else "auto")
