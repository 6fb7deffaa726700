"""Parts of a policy: a check-in rule or a cap, put behind any policy as in `guide+promise_plus_week+cap_one`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from attrs import evolve, field, fields, frozen

from followup_kit.errors import InvalidSetting, NotFound, known_names

from .policies import Policy
from .policy_checks import is_named, is_review_day, is_text, some_text
from .policy_data import read_field

__all__ = ["ABOUT", "SETTABLE", "Part", "combined", "parts", "set_by"]

ABOUT: Final = ("summary", "sources", "reviewed")
"""What speaks for one policy or part alone and is not passed on."""
SETTABLE: Final = tuple(a.name for a in fields(Policy) if a.name not in ("name", "extends", "changed", *ABOUT))
"""The fields that a part may set, and that a policy passes on to those which extend it."""


def _pairs(value: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(dict(value).items()))


@frozen(kw_only=True)
class Part:
    """Some fields of a policy with their values; `policy + part` is the policy with these instead of its own.

    A part is cited and dated like a preset. The sum says what it was made of, and keeps the sources of both::

        >>> from followup_kit.timing.policies import presets
        >>> careful = presets()["guide"] + parts()["promise_plus_week"] + parts()["cap_one"]
        >>> careful.name, careful.cap, careful.check_in_after.n
        ('guide+promise_plus_week+cap_one', 1, 5)

    Raises:
        InvalidSetting: a field does not exist or cannot be set by a part, or its value cannot work.
    """

    name: str = field(validator=is_named)
    summary: str = field(default="", validator=is_text)
    sets: tuple[tuple[str, Any], ...] = field(converter=_pairs)
    sources: tuple[str, ...] = field(default=(), converter=some_text)
    reviewed: date | None = field(default=None, validator=is_review_day)

    def __attrs_post_init__(self) -> None:
        if not self.sets:
            raise InvalidSetting(f"part {self.name} sets no field of a policy")
        for key, value in self.sets:
            if key not in SETTABLE:
                raise InvalidSetting(known_names("field that a part may set", key, SETTABLE))
            attribute = getattr(fields(Policy), key)
            if attribute.validator is not None:
                attribute.validator(None, attribute, value)

    def __radd__(self, policy: Policy) -> Policy:
        """Return the policy with the fields of this part.

        Raises:
            InvalidSetting: a field of the part cannot work with one of the policy's.
        """
        if not isinstance(policy, Policy):
            return NotImplemented
        whole = "+".join(policy.extends) == policy.name
        dates = [day for day in (policy.reviewed, self.reviewed) if day is not None]
        values: dict[str, Any] = {
            "name": f"{policy.name}+{self.name}",
            "summary": "; ".join(filter(None, (policy.summary, self.summary))),
            "extends": (*(policy.extends if whole else (policy.name,)), self.name),
            "sources": tuple(dict.fromkeys((*policy.sources, *self.sources))),
            "reviewed": min(dates) if len(dates) == 2 else None,
            "changed": tuple(key for key in policy.changed if key not in dict(self.sets)),
            **dict(self.sets),
        }
        return evolve(policy, **values)


def _part(name: str, table: Mapping[str, Any]) -> Part:
    values = {key: read_field(Policy, key, value) for key, value in table.items()}
    about = {key: values.pop(key) for key in ABOUT}
    return Part(name=name, sets=values, **about)


@lru_cache(maxsize=1)
def parts() -> Mapping[str, Part]:
    """Return the parts that come with followup-kit, by name."""
    tables = tomllib.loads((files(__package__) / "presets.toml").read_text(encoding="utf-8"))
    return MappingProxyType({name: _part(name, table) for name, table in tables["parts"].items()})


def set_by(base: Policy | Part) -> dict[str, Any]:
    """Return the fields that a policy or part passes on: a part's own, and where a policy differs from the defaults."""
    if isinstance(base, Part):
        return dict(base.sets)
    plain = Policy(name=base.name)
    return {key: getattr(base, key) for key in SETTABLE if getattr(base, key) != getattr(plain, key)}


def combined(names: str, known: Mapping[str, Policy | Part]) -> Policy:
    """Return the policy of this name, or the sum that "guide+cap_one" spells: a policy, then parts.

    Raises:
        NotFound: one of the names is not known; or a policy stands where a part is needed, or the other way round.
        InvalidSetting: the parts cannot work together.
    """
    first, *rest = (name.strip() for name in names.split("+"))
    policy = _found(first, known, "policy")
    if isinstance(policy, Part):
        raise NotFound(f"{first} is a part, not a whole policy; put it behind one, as in guide+{first}")
    for name in rest:
        part = _found(name, known, "part")
        if isinstance(part, Policy):
            raise NotFound(
                f"{name} is a whole policy and cannot stand behind another; parts are {_listed(known, Part)}"
            )
        policy = policy + part
    return policy


def _found(name: str, known: Mapping[str, Policy | Part], noun: str) -> Policy | Part:
    try:
        return known[name]
    except KeyError:
        wanted = Policy if noun == "policy" else Part
        raise NotFound(known_names(noun, name, _names(known, wanted))) from None


def _names(known: Mapping[str, Policy | Part], wanted: type) -> list[str]:
    return [name for name, value in known.items() if isinstance(value, wanted)]


def _listed(known: Mapping[str, Policy | Part], wanted: type) -> str:
    return ", ".join(sorted(_names(known, wanted))) or "none"
