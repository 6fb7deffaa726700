"""What LinkedIn takes, read from limits.toml: each figure with its source and the day on which it was read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from followup_kit.facts.medium import Limit, Medium

__all__ = ["guidance", "media"]


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, Any], ...]:
    text = (files(__package__) / "limits.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["channel"])


@lru_cache(maxsize=1)
def media() -> tuple[Medium, ...]:
    """Return the medium of each channel. Lengths of the body in UTF-16 units, which no counter can undercut."""
    return tuple(_medium(table) for table in _tables())


def _medium(table: Mapping[str, Any]) -> Medium:
    return Medium(
        name=table["name"],
        title=table["title"],
        markup=frozenset({"list"}),
        limits=tuple(Limit(part="body", unit="utf16", **limit) for limit in table["limits"]),
        words=tuple(table["words"]),
        needs=("linkedin",),
    )


@lru_cache(maxsize=1)
def guidance() -> Mapping[str, str]:
    """Return for each channel what the user does with the text; `{profile}` is where the profile's address goes."""
    return MappingProxyType({table["name"]: table["how"] for table in _tables()})
