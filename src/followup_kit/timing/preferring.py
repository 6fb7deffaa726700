"""Preferences: rules about when a letter is best read. They give way by themselves rather than let the window pass.

A letter that would arrive in the last minutes before closing, or over lunch, waits for the next opening as long as that
lies inside the window. Unlike the other soft rules they do not make a window closed, and nobody is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from attrs import evolve

from .decisions import Move
from .reasons import because
from .rules import IntervalRule
from .tracing import note
from .window import Window

__all__ = ["eased", "hurried", "preferences", "without"]

_GIVEN_UP = {
    "closing_soon": because(
        "closing_soon", "the next opening would be after the window, so the last minutes before closing are taken"
    ),
    "lunch": because(
        "lunch", "the end of the lunch break would be after the window, so the letter may arrive during the break"
    ),
}


def preferences(window: Window) -> list[IntervalRule]:
    """Return the preferences among the rules that may give way, the first one to do so first."""
    found = [rule for rule in window.rules if rule.name in _GIVEN_UP and rule.name in window.relax]
    return sorted(found, key=lambda rule: window.relax.index(rule.name))


def without(window: Window, broken: Sequence[IntervalRule]) -> Window:
    """Return the window without these rules."""
    return evolve(window, rules=tuple(rule for rule in window.rules if rule not in broken))


def eased(window: Window) -> Iterator[tuple[Window, tuple[Move, ...]]]:
    """Yield the window without its preferences, the cheapest sets of them first, with what the trace says to that."""
    soft = preferences(window)
    for place, dearest in enumerate(soft):
        for size in range(place + 1):
            for others in combinations(soft[:place], size):
                broken = (*others, dearest)
                notes = tuple(note(rule.name, window.anchor, window.zone, _GIVEN_UP[rule.name]) for rule in broken)
                yield without(window, broken), notes


def hurried(rules: Sequence[IntervalRule]) -> tuple[IntervalRule, ...]:
    """Return the rules without the one about the last minutes before closing.

    It is about the first time that is possible: notes of a panel that follow one another may use the minutes after it,
    and an `earlier` letter keeps its own half an hour to closing.
    """
    return tuple(rule for rule in rules if rule.name != "closing_soon")
