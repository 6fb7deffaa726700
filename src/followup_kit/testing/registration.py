"""The entry point by which Hypothesis, wherever it is imported, learns how to draw what this package is about.

Only the types are loaded for that; the strategies are when something is drawn.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from hypothesis import strategies as st

from followup_kit.facts.history import History
from followup_kit.facts.interview import Interview
from followup_kit.facts.people import Employer, OfficeHours, Person, PersonName
from followup_kit.timing.policies import Policy
from followup_kit.timing.rules import IntervalRule

__all__ = ["register"]

_DRAWN_BY: dict[type, tuple[str, str]] = {
    PersonName: ("strategies", "names"),
    Person: ("strategies", "people"),
    OfficeHours: ("strategies", "office_hours"),
    Employer: ("strategies", "employers"),
    Interview: ("strategies", "interviews"),
    History: ("strategies", "histories"),
    Policy: ("strategies", "policies"),
    IntervalRule: ("rule_strategies", "rules"),
}


def register() -> None:
    """Tell Hypothesis to use the strategies wherever it needs such a value, as in `st.from_type(Interview)`.

    Where followup-kit is installed, Hypothesis calls this by itself when it is imported.
    """
    for kind in _DRAWN_BY:
        st.register_type_strategy(kind, _drawn)


def _drawn(kind: type) -> st.SearchStrategy[Any]:
    module, name = _DRAWN_BY[kind]
    strategy: st.SearchStrategy[Any] = getattr(import_module(f"{__package__}.{module}"), name)()
    return strategy
