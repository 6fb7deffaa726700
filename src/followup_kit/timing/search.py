"""The earliest instant that every rule permits, and the moves by which it was reached.

Each rule moves the time forward to its own next permitted instant, round after round, until nobody moves it. What
comes out is the least common fixpoint: it does not depend on the order of the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

from attrs import frozen

from .instants import DAY
from .rules import HORIZON, IntervalRule
from .segments import CHUNK

__all__ = ["Found", "first_permitted", "last_permitted", "stretch"]

_PATIENCE = 14 * DAY

RawMove = tuple[IntervalRule, int, int]


@frozen
class Found:
    """The answer, or None with the rules that keep it from existing (`never`); `moves` are (rule, from, to)."""

    at: int | None
    moves: tuple[RawMove, ...]
    never: tuple[IntervalRule, ...] = ()


def first_permitted(start: int, rules: Sequence[IntervalRule]) -> Found:
    """Return the earliest instant at or after `start` that all rules permit.

    Ends always: no answer within 400 days is an answer. After 14 days without one, rules that repeat weekly are
    tested on their own, and those that exclude one another are named.
    """
    moves: list[RawMove] = []
    at, still, turn, count = start, 0, 0, len(rules)
    limit, checkpoint = start + HORIZON, start + _PATIENCE
    while still < count:
        rule = rules[turn]
        turn = turn + 1 if turn + 1 < count else 0
        later = rule.next_allowed(at)
        if later == at:
            still += 1
            continue
        if later is None or later > limit:
            return Found(None, tuple(moves), _excluding(rules, start) or (rule,))
        moves.append((rule, at, later))
        at, still = later, 1
        if at > checkpoint:
            never = _excluding(rules, start)
            if never:
                return Found(None, tuple(moves), never)
            checkpoint = limit
    return Found(at, tuple(moves))


def last_permitted(start: int, rules: Sequence[IntervalRule], *, floor: int) -> int | None:
    """Return the latest instant at or before `start`, not before `floor`, that all rules permit."""
    at, still, turn = start, 0, 0
    floor = max(floor, start - HORIZON)
    while still < len(rules):
        earlier = rules[turn].prev_allowed(at)
        turn = (turn + 1) % len(rules)
        if earlier is None or earlier < floor:
            return None
        still = still + 1 if earlier == at else 1
        at = earlier
    return at if at >= floor else None


def stretch(at: int, rules: Sequence[IntervalRule]) -> tuple[int, int]:
    """Return the bounds, half-open and at most 400 days away, of the permitted stretch in which `at` lies."""
    starts = [before + 1 for rule in rules if (before := rule.prev_refused(at)) is not None]
    ends = [after for rule in rules if (after := rule.next_refused(at)) is not None]
    return max([at - HORIZON, *starts]), min([at + HORIZON, *ends])


@lru_cache(maxsize=1024)
def _meet(first: IntervalRule, second: IntervalRule, chunk: int) -> bool:
    return (first & second).next_allowed(chunk * CHUNK) is not None


def _excluding(rules: Sequence[IntervalRule], start: int) -> tuple[IntervalRule, ...]:
    """Return one rule that never opens or two that never open together, looking at weekly patterns only."""
    weekly = [rule for rule in rules if rule.recurring]
    for rule in weekly:
        if rule.next_allowed(start) is None:
            return (rule,)
    for first, second in combinations(weekly, 2):
        if not _meet(first, second, start // CHUNK):
            return first, second
    return ()
