"""For plugin authors and for people who test their own timing rules.

The names below are loaded when first used: importing this package loads no Hypothesis, and `assert_channel` and the
fakes need none.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .contracts import assert_channel
    from .fakes import FakeCalendar, FakeChannel, FakeClock, FakeLedger, FakeOutbox
    from .policy_checking import check_policy
    from .strategies import (
        PLACES,
        calendars,
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

_STRATEGIES = (
    *("PLACES", "calendars", "employers", "histories", "interviews", "moments", "names", "office_hours"),
    *("people", "places", "policies", "register"),
)
_HOMES = {
    "assert_channel": "contracts",
    "check_policy": "policy_checking",
    **dict.fromkeys(("FakeCalendar", "FakeChannel", "FakeClock", "FakeLedger", "FakeOutbox"), "fakes"),
    **dict.fromkeys(_STRATEGIES, "strategies"),
}
"""The module in which each name stands."""

__all__ = [
    "PLACES",
    "FakeCalendar",
    "FakeChannel",
    "FakeClock",
    "FakeLedger",
    "FakeOutbox",
    "assert_channel",
    "calendars",
    "check_policy",
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
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the names, for tab completion."""
    return sorted(__all__)
