"""What is possible when a window is closed, besides the first opening after it: earlier, or inside against a rule."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from .decisions import Option
from .instants import HOUR, local_time
from .reasons import Lasting, RuleNames, because
from .rules import IntervalRule, NotAfter
from .search import first_permitted, last_permitted, stretch
from .window import Window

__all__ = ["earlier", "inside", "spread"]

_BEFORE_CLOSING = HOUR // 2
"""An `earlier` option is this long before the office closes, so that the letter is still seen."""


def spread(window: Window, at: int | None, rules: tuple[IntervalRule, ...]) -> int | None:
    """Return the instant moved by the panel's spread, counted from where its permitted stretch begins.

    Counting from there, not from the instant itself, keeps the answer where it is while the time goes on.
    """
    if at is None or not window.delay:
        return at
    begins, ends = stretch(at, rules)
    if begins < window.closes:
        ends = min(ends, window.closes)
    apart = begins + window.delay
    return apart if at <= apart < ends else at


def earlier(window: Window) -> Option | None:
    """Return half an hour before the end of the last permitted stretch before the window, if still ahead."""
    floor = max(window.now, window.floor)
    last = last_permitted(window.opens - 1, window.rules, floor=floor)
    if last is None:
        return None
    begins, ends = stretch(last, window.rules)
    at = max(begins, min(ends, window.opens) - _BEFORE_CLOSING)
    if at - window.delay >= max(begins, floor):
        at -= window.delay
    if at < floor:
        return None
    moment = local_time(at, window.zone)
    why = because(
        "earlier",
        "the last opening before the window: {at}, {before} before it begins and {after} after the end of the "
        "interview",
        at=moment,
        before=Lasting(window.opens - at),
        after=Lasting(at - window.anchor),
    )
    return Option(name="earlier", at=moment, breaks=("window start",), because=why)


def _cheapest_first(window: Window) -> Iterator[tuple[IntervalRule, ...]]:
    """Yield the sets of soft rules that may give way: those without a dear rule first, then the smaller ones."""
    soft = [rule for rule in window.rules if rule.strength == "soft" and rule.name in window.relax]
    soft.sort(key=lambda rule: window.relax.index(rule.name))
    for dearest in range(len(soft)):
        for size in range(dearest + 1):
            for others in combinations(soft[:dearest], size):
                yield (*others, soft[dearest])


def inside(window: Window) -> Option | None:
    """Return the first instant inside the window that breaks the cheapest set of soft rules, if there is one."""
    start = max(window.opens, window.now)
    deadline = NotAfter(window.closes, "window end")
    for broken in _cheapest_first(window) if start < window.closes else ():
        kept = tuple(rule for rule in window.rules if rule not in broken)
        at = first_permitted(start, (*kept, deadline)).at
        if at is not None:
            names = tuple(rule.name for rule in broken)
            moment = local_time(at, window.zone)
            why = because("inside", "inside the window at {at}, against {rules}", at=moment, rules=RuleNames(names))
            return Option(name="inside", at=moment, breaks=names, because=why)
    return None
