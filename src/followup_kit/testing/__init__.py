"""For plugin authors and for people who test their own timing rules.

The names below are loaded when first used: importing this package loads no Hypothesis, and `assert_channel`,
`assert_calendar` and the fakes need none.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .calendar_contract import assert_calendar
    from .checking import check_rule
    from .contracts import assert_channel
    from .fakes import FakeCalendar, FakeChannel, FakeClock, FakeLedger, FakeOutbox
    from .machine import touch_history_machine
    from .policy_checking import check_policy
    from .registration import register
    from .rule_strategies import ZONES, instants, rule_sets, rules
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
    )

_STRATEGIES = (
    *("PLACES", "calendars", "employers", "histories", "interviews", "moments", "names", "office_hours"),
    *("people", "places", "policies"),
)
_HOMES = {
    "assert_calendar": "calendar_contract",
    "assert_channel": "contracts",
    "check_policy": "policy_checking",
    "register": "registration",
    "touch_history_machine": "machine",
    "check_rule": "checking",
    **dict.fromkeys(("ZONES", "instants", "rule_sets", "rules"), "rule_strategies"),
    **dict.fromkeys(("FakeCalendar", "FakeChannel", "FakeClock", "FakeLedger", "FakeOutbox"), "fakes"),
    **dict.fromkeys(_STRATEGIES, "strategies"),
}
"""The module in which each name stands."""

__all__ = [
    "PLACES",
    "ZONES",
    "FakeCalendar",
    "FakeChannel",
    "FakeClock",
    "FakeLedger",
    "FakeOutbox",
    "assert_calendar",
    "assert_channel",
    "calendars",
    "check_policy",
    "check_rule",
    "employers",
    "histories",
    "instants",
    "interviews",
    "moments",
    "names",
    "office_hours",
    "people",
    "places",
    "policies",
    "register",
    "rule_sets",
    "rules",
    "touch_history_machine",
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
