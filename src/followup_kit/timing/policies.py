"""Etiquette as data: when a letter is due, how often, what gives way when nothing fits. Presets carry their sources."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date, time
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from attrs import Attribute, evolve, field, fields_dict, frozen

from followup_kit.errors import InvalidSetting, known_names
from followup_kit.facts.people import OfficeHours

from .spans import BusinessDays, Days, Hours, Span, business_days, days, hours

__all__ = ["Policy", "Soft", "presets"]

Soft = Literal["sender_hours", "part_of_day", "office_hours", "working_days"]
"""The rules that a policy may relax. Public holidays, closures, the gap and every stop are never relaxed."""
_SOFT: tuple[Soft, ...] = ("sender_hours", "part_of_day", "office_hours", "working_days")


NINE_TO_FIVE = OfficeHours(time(9), time(17))
"""Taken where neither the record nor the policy says more."""


def _is_span(_self: Any, attribute: Attribute[Any], value: Any) -> None:
    if not isinstance(value, Hours | Days | BusinessDays):
        raise InvalidSetting(f"{attribute.name} must be hours(n), days(n) or business_days(n), got {value!r}")


def _is_business(_self: Any, attribute: Attribute[Any], value: Any) -> None:
    if not isinstance(value, BusinessDays):
        raise InvalidSetting(f"{attribute.name} is counted in business days: give business_days(n), got {value!r}")


def _is_hours(_self: Any, attribute: Attribute[Any], value: Any) -> None:
    if not isinstance(value, Hours):
        raise InvalidSetting(f"{attribute.name} is counted in elapsed hours: give hours(n), got {value!r}")


def _is_window(_self: Any, attribute: Attribute[Any], value: tuple[Span, ...]) -> None:
    if len(value) != 2:
        raise InvalidSetting(f"{attribute.name} needs an opening and a closing span, got {len(value)}")
    opens, closes = value
    _is_span(_self, attribute, opens)
    _is_span(_self, attribute, closes)
    if type(opens) is not type(closes):
        raise InvalidSetting(f"{attribute.name} mixes units: {opens} and {closes}; give both in one")
    if closes.n <= opens.n:
        which = "empty" if closes.n == opens.n else "reversed"
        raise InvalidSetting(f"{attribute.name} from {opens} to {closes} is {which}; the closing must be the later one")


def _at_least(least: int, most: int) -> Any:
    def check(_self: Any, attribute: Attribute[Any], value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise InvalidSetting(f"{attribute.name} must be a whole number from {least} to {most}, got {value!r}")

    return check


def _relaxable(_self: Any, attribute: Attribute[Any], value: tuple[str, ...]) -> None:
    for name in value:
        if name not in _SOFT:
            raise InvalidSetting(known_names("relaxable rule", name, _SOFT))
    if len(set(value)) != len(value):
        raise InvalidSetting(f"{attribute.name} names a rule twice: {', '.join(value)}")


def _closed_choice(_self: Any, attribute: Attribute[Any], value: str) -> None:
    if value not in ("later", "earlier", "ask"):
        raise InvalidSetting(f"{attribute.name} must be 'later', 'earlier' or 'ask', got {value!r}")


def _named(_self: Any, attribute: Attribute[Any], value: str) -> None:
    if not value.strip():
        raise InvalidSetting(f"{attribute.name} must be some text, got {value!r}")


@frozen(kw_only=True)
class Policy:
    """One set of timing rules; a value, changed with `but`.

    Args:
        name: by which it is chosen; a changed policy keeps it and lists its `changed` fields.
        summary: what it does, in a line.
        window: when a thank-you is due after the interview's end, half-open, both bounds in one unit.
        soonest: no note earlier than this after the end, even when the window's start gives way.
        closed: which option is taken when the window is closed; `ask` takes none and answers with a Conflict.
        patience: a `later` option beyond this after the end gives way to an `earlier` one, where there is one.
        too_late: after this, a thank-you is not sent without the caller's word.
        spread: minutes between notes to several people of one panel.
        check_in_after: business days after the announced decision date.
        check_in_unknown: business days after the last contact where no decision date was announced.
        check_in_too_late: business days after its due time from which a check-in is not sent unasked.
        check_ins: how many check-ins an employer may get; 0 for none.
        cap: how many letters one person may get in all, whoever logged them.
        gap: business days between two letters to one person.
        office_hours: the recipient's, where the employer's are not recorded.
        part_of_day: a narrower part of the day, for example the morning.
        sender_hours: when the candidate can send, in the candidate's zone.
        relax: which rules may give way inside the window, the first one first.
        sources: what the figures follow.
        reviewed: when the sources were last looked at.

    Raises:
        InvalidSetting: a reversed or empty window, mixed units, a negative number, an unknown rule to relax.
    """

    name: str = field(validator=_named)
    summary: str = ""
    window: tuple[Span, Span] = field(default=(hours(24), hours(48)), converter=tuple, validator=_is_window)
    soonest: Hours = field(default=hours(1), validator=_is_hours)
    closed: Literal["later", "earlier", "ask"] = field(default="later", validator=_closed_choice)
    patience: Hours = field(default=hours(72), validator=_is_hours)
    too_late: Span = field(default=business_days(5), validator=_is_span)
    spread: int = field(default=7, validator=_at_least(0, 120))
    check_in_after: BusinessDays = field(default=business_days(2), validator=_is_business)
    check_in_unknown: BusinessDays = field(default=business_days(7), validator=_is_business)
    check_in_too_late: BusinessDays = field(default=business_days(20), validator=_is_business)
    check_ins: int = field(default=1, validator=_at_least(0, 5))
    cap: int = field(default=2, validator=_at_least(1, 10))
    gap: BusinessDays = field(default=business_days(2), validator=_is_business)
    office_hours: OfficeHours = NINE_TO_FIVE
    part_of_day: OfficeHours | None = None
    sender_hours: OfficeHours | None = None
    relax: tuple[Soft, ...] = field(default=_SOFT, converter=tuple[Soft, ...], validator=_relaxable)
    sources: tuple[str, ...] = field(default=(), converter=tuple[str, ...])
    reviewed: date | None = None
    changed: tuple[str, ...] = field(default=(), converter=tuple[str, ...])

    def __attrs_post_init__(self) -> None:
        closes = self.window[1]
        if type(closes) is type(self.too_late) and self.too_late.n < closes.n:
            raise InvalidSetting(f"too_late ({self.too_late}) lies before the window's end ({closes})")

    def but(self, **changes: object) -> Policy:
        """Return the policy with these fields changed; it keeps its name and lists what was changed.

        With a new name it is a policy of your own: the sources and their date do not speak for it any more.

        Raises:
            InvalidSetting: a field does not exist, or its new value cannot work.
        """
        known = [name for name in fields_dict(Policy) if name != "changed"]
        for name in changes:
            if name not in known:
                raise InvalidSetting(known_names("policy field", name, known))
        if "name" in changes:
            own: dict[str, Any] = {"changed": (), "sources": (), "reviewed": None, **changes}
            return evolve(self, **own)
        noted: dict[str, Any] = {"changed": dict.fromkeys((*self.changed, *changes)), **changes}
        return evolve(self, **noted)

    @property
    def described(self) -> str:
        """The name with the date of its review and what was changed: what a plan records."""
        parts = [f"reviewed {self.reviewed}"] if self.reviewed else []
        parts += [f"changed: {', '.join(sorted(self.changed))}"] if self.changed else []
        return f"{self.name} ({'; '.join(parts)})" if parts else self.name


_UNITS: Mapping[str, Callable[[int], Span]] = {"hours": hours, "days": days, "business_days": business_days}


def _read(key: str, value: Any) -> Any:
    """Return a field's value as TOML writes it: spans as {unit = n} or {unit = [n, m]}, hours as two clock times."""
    if key in ("office_hours", "part_of_day", "sender_hours"):
        return OfficeHours(*map(time.fromisoformat, value))
    if not isinstance(value, dict):
        return value
    for unit, count in value.items():
        if unit not in _UNITS or len(value) > 1:
            raise InvalidSetting(f"{key}: {known_names('unit of time', unit, _UNITS)}")
        return tuple(map(_UNITS[unit], count)) if isinstance(count, list) else _UNITS[unit](count)
    raise InvalidSetting(f"{key} names no unit of time; known: {', '.join(_UNITS)}")


def _policy(name: str, table: Mapping[str, Any]) -> Policy:
    for key in table:
        if key not in fields_dict(Policy):
            raise InvalidSetting(f"preset {name}: {known_names('policy field', key, fields_dict(Policy))}")
    return Policy(name=name, **{key: _read(key, value) for key, value in table.items()})


@lru_cache(maxsize=1)
def presets() -> Mapping[str, Policy]:
    """Return the policies that come with followup-kit, by name; the default is `guide`."""
    tables = tomllib.loads((files(__package__) / "presets.toml").read_text(encoding="utf-8"))
    return MappingProxyType({name: _policy(name, table) for name, table in tables.items()})
