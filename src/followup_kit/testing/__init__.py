"""For plugin authors and for people who test their own timing rules.

The names below are loaded when first used: importing this package loads no Hypothesis, and `assert_channel` needs none.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .contracts import assert_channel
    from .strategies import (
        PLACES,
        employers,
        histories,
        interviews,
        moments,
        names,
        office_hours,
        people,
        places,
        policies,
        register,
    )

__all__ = [
    "PLACES",
    "assert_channel",
    "employers",
    "histories",
    "interviews",
    "moments",
    "names",
    "office_hours",
    "people",
    "places",
    "policies",
    "register",
]


def __getattr__(name: str) -> object:
    """Load a name on first use (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = ".contracts" if name == "assert_channel" else ".strategies"
    value = getattr(import_module(home, __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the names, for tab completion."""
    return sorted(__all__)
