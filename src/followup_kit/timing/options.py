"""What is possible when a window is closed, besides the first opening after it: earlier, or inside against a rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import combinations

from .decisions import Option
from .instants import HOUR, local_time
from .preferring import hurried
from .reasons import TITLES, Lasting, RuleNames, because
from .rules import IntervalRule, NotAfter
from .search import first_permitted, last_permitted, stretch
from .turns import FreeMinutes, Turns, near_to
from .window import Window

__all__ = ["crowded", "earlier", "in_turn", "inside", "spread"]

_MINUTE = 60

_BEFORE_CLOSING = HOUR // 2
"""An `earlier` option is this long before the office closes, so that the letter is still seen."""


def spread(window: Window, at: int | None, rules: tuple[IntervalRule, ...]) -> int | None:
    """Return the instant moved by the panel's spread, counted from where its permitted stretch begins.

    Counting from there, not from the instant itself, keeps the answer where it is while the time goes on. Where the
    stretch is too short for the whole panel, its letters move closer together, down to a minute.
    """
    if not window.delay and not window.taken:
        return at
    rules = hurried(rules)
    if at is not None and window.delay:
        begins, ends = stretch(at, rules)
        if begins < window.closes:
            ends = min(ends, window.closes)
        apart = begins + _fitted(window, ends - begins)
        at = apart if at <= apart < ends else at
    return _free(window, at, rules)


def _free(window: Window, at: int | None, rules: tuple[IntervalRule, ...]) -> int | None:
    """Return the first permitted instant from `at` on that lies in nobody else's minute."""
    return first_permitted(at, (*rules, FreeMinutes(window.taken))).at if at is not None and window.taken else at


def _fitted(window: Window, room: int) -> int:
    """Return the letter's delay, shortened where the whole panel would not fit a stretch of so many seconds."""
    number, size = window.panel
    if number == 0 or window.delay // number * (size - 1) < room:
        return window.delay
    return number * max(_MINUTE, (room - 1) // (size - 1) // _MINUTE * _MINUTE)


def crowded(window: Window, at: int | None) -> bool:
    """Return whether a letter to somebody else of the panel has left so shortly before or after that this one waits."""
    return at is not None and near_to(window.near, at, window.apart)


def in_turn(window: Window, at: int | None) -> int | None:
    """Return when an overdue letter leaves from `at` on: where several of one panel are, each in its turn.

    The last one that is left leaves now, unless its turn after the letter before is still to come.
    """
    if at is None or not window.apart or window.panel[1] == 1:
        return _free(window, at, hurried(window.all_rules))
    rules = (window.opening, *window.rules)
    if window.waiting > 1 or crowded(window, at):
        at = _turn(window, at, rules)
    elif window.near:
        after = first_permitted(max(window.anchor, *window.near), rules).at
        turn = None if after is None else _turn(window, after, rules)
        at = at if turn is None or turn <= at else turn
    return _free(window, at, hurried(window.all_rules))


def _turn(window: Window, at: int | None, rules: tuple[IntervalRule, ...]) -> int | None:
    """Return the letter's next turn: in the stretch of this instant, or in the one after it."""
    number, of = window.panel
    while at is not None:
        begins, ends = stretch(at, rules)
        if begins < window.closes <= at:
            begins = window.closes
        elif at < window.closes < ends:
            ends = window.closes
        turns = Turns(start=begins, end=ends, apart=window.apart, number=number, of=of, near=window.near)
        found = turns.next(at)
        if found is not None:
            return found
        at = first_permitted(ends, rules).at  # what is left of the stretch has no turn for everybody
    return None


def earlier(window: Window) -> Option | None:
    """Return half an hour before the end of the last permitted stretch before the window, if still ahead."""
    floor, rules = max(window.now, window.floor), hurried(window.rules)
    last = last_permitted(window.opens - 1, rules, floor=floor)
    if last is None:
        return None
    begins, ends = stretch(last, rules)
    ends = min(ends, window.opens)
    at = max(begins, ends - _BEFORE_CLOSING)
    sooner = _fitted(window, at - begins + 1)
    if at - sooner >= max(begins, floor):
        at -= sooner
    elif at - sooner < begins and at + window.delay < ends:
        at += window.delay  # too short to be spread before that time
    at = _free_before(window, at, ends, max(begins, floor), rules)
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


def _free_before(window: Window, at: int, ends: int, floor: int, rules: tuple[IntervalRule, ...]) -> int:
    """Return the instant, or where another note leaves in its minute the nearest one before or after that is free."""
    if at // _MINUTE not in window.taken:
        return at
    free = (*rules, FreeMinutes(window.taken))
    before = last_permitted(at, free, floor=floor)
    after = first_permitted(at, free).at if before is None else before
    return at if after is None or after >= ends else after


def _cheapest_first(window: Window) -> list[IntervalRule]:
    """Return the soft rules that may give way: those that the policy names, and one's own by their rank.

    The first name of the policy has the rank 10, the second one 20, and so on.
    """
    ranks = {name: 10 * place for place, name in enumerate(window.relax, 1)}
    soft = [
        rule for rule in window.rules if rule.strength == "soft" and (rule.name in ranks or rule.name not in TITLES)
    ]
    return sorted(soft, key=lambda rule: ranks.get(rule.name, rule.rank))


def inside(window: Window) -> Option | None:
    """Return the first instant inside the window that breaks the cheapest set of soft rules, if there is one.

    A set without a dear rule is cheaper than one with it, and of those the one with fewer rules.
    """
    start = max(window.opens, window.now)
    soft = _cheapest_first(window) if start < window.closes else []
    deadline = NotAfter(window.closes, "window end")

    def opening(broken: Collection[IntervalRule]) -> int | None:
        kept = [rule for rule in window.rules if rule not in broken]
        return first_permitted(start, (*kept, deadline)).at

    for place, dearest in enumerate(soft):
        at = opening((dearest,))
        if at is not None:
            return _inside(window, (dearest,), at)
        # Giving up more never hurts: where all that is as cheap does not help, no part of it does.
        if not place or opening(soft[: place + 1]) is None:
            continue
        for size in range(1, place + 1):
            for others in combinations(soft[:place], size):
                at = opening((*others, dearest))
                if at is not None:
                    return _inside(window, (*others, dearest), at)
    return None


def _inside(window: Window, broken: Iterable[IntervalRule], at: int) -> Option:
    names, moment = tuple(rule.name for rule in broken), local_time(at, window.zone)
    why = because("inside", "inside the window at {at}, against {rules}", at=moment, rules=RuleNames(names))
    return Option(name="inside", at=moment, breaks=names, because=why)
