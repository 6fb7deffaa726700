"""The earliest instant that every rule permits, and the moves by which it was reached.

Each rule moves the time forward to its own next permitted instant, round after round, until nobody moves it. What
comes out is the least common fixpoint: it does not depend on the order of the rules. Every search is bounded, in time
by the horizon and in steps by `MOST_MOVES`, whatever the rules do.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

from attrs import field, frozen

from .instants import DAY
from .rules import HORIZON, MOST_MOVES, IntervalRule, crept, went_back
from .segments import CHUNK

__all__ = ["Found", "first_permitted", "last_permitted", "stretch"]

_PATIENCE = 14 * DAY
_MOST_COMBINED = 12
"""Of more rules than these not all pairs and triples are tried."""

RawMove = tuple[IntervalRule, int, int]


@frozen
class Found:
    """The answer, or None where there is none; `moves` are (rule, from, to)."""

    at: int | None
    moves: tuple[RawMove, ...]
    _asked: tuple[int, tuple[IntervalRule, ...]] = field(default=(0, ()), repr=False)

    @property
    def never(self) -> tuple[IntervalRule, ...]:
        """The rules that keep an answer from existing: one that never opens, or the fewest that exclude one another.

        Any of them may be given up, but all the others together stay without an answer. Empty if there is one.
        """
        return () if self.at is not None else _excluding(*self._asked)


def first_permitted(start: int, rules: Sequence[IntervalRule]) -> Found:
    """Return the earliest instant at or after `start` that all rules permit.

    Ends always: no answer within 400 days is an answer. After 14 days without one, rules that repeat weekly are
    tested on their own, so that two offices which are never open together are not looked for through a whole year.

    Raises:
        BrokenRule: a rule moved the time back, or the rules move it again and again and get nowhere.
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
            return Found(None, tuple(moves), (start, tuple(rules)))
        if later < at:
            raise went_back(rule, at, later)
        moves.append((rule, at, later))
        at, still = later, 1
        if at > checkpoint:
            if _weekly_exclusion(rules, start):
                return Found(None, tuple(moves), (start, tuple(rules)))
            checkpoint = limit
        elif len(moves) > MOST_MOVES:
            raise crept(rules, rule)
    return Found(at, tuple(moves))


def last_permitted(start: int, rules: Sequence[IntervalRule], *, floor: int) -> int | None:
    """Return the latest instant at or before `start`, not before `floor`, that all rules permit.

    Raises:
        BrokenRule: a rule moved the time forward, or the rules move it again and again and get nowhere.
    """
    at, still, turn, count = start, 0, 0, len(rules)
    floor = max(floor, start - HORIZON)
    for _ in range(MOST_MOVES):
        if still >= count:
            return at if at >= floor else None
        rule = rules[turn]
        turn = turn + 1 if turn + 1 < count else 0
        earlier = rule.prev_allowed(at)
        if earlier is None or earlier < floor:
            return None
        if earlier > at:
            raise went_back(rule, at, earlier)
        still = still + 1 if earlier == at else 1
        at = earlier
    raise crept(rules, rules[turn - 1])


def stretch(at: int, rules: Sequence[IntervalRule]) -> tuple[int, int]:
    """Return the bounds, half-open and at most 400 days away, of the permitted stretch in which `at` lies."""
    starts = [before + 1 for rule in rules if (before := rule.prev_refused(at)) is not None]
    ends = [after for rule in rules if (after := rule.next_refused(at)) is not None]
    return max([at - HORIZON, *starts]), min([at + HORIZON, *ends])


def _meet(rules: Sequence[IntervalRule], start: int, end: int) -> bool:
    """Return whether all the rules permit an instant from `start` to `end`."""
    at, still, turn, count = start, 0, 0, len(rules)
    for _ in range(MOST_MOVES if rules else 0):
        later = rules[turn].next_allowed(at)
        if later == at:
            still += 1
            if still >= count:
                return True
        elif later is None or later > end:
            return False
        else:
            at, still = later, 1
        turn = turn + 1 if turn + 1 < count else 0
    return True  # not known; nothing is claimed


def _smallest(rules: tuple[IntervalRule, ...], start: int, end: int) -> tuple[IntervalRule, ...]:
    """Return the fewest rules that permit no instant together from `start` to `end`; empty if all of them do.

    One, two and three are tried in turn; where that is not enough, rules are left out for as long as the rest still
    excludes everything. What is left then is as small as it can be made, though another set may be smaller.
    """
    if _meet(rules, start, end):
        return ()
    for size in range(1, 4 if len(rules) <= _MOST_COMBINED else 2):
        for chosen in combinations(rules, size):
            if len(chosen) == len(rules) or not _meet(chosen, start, end):
                return chosen
    for rule in rules:
        fewer = tuple(other for other in rules if other is not rule)
        if not _meet(fewer, start, end):
            rules = fewer
    return rules


_kept = lru_cache(maxsize=1024)(_smallest)


def _weekly_exclusion(rules: Sequence[IntervalRule], start: int) -> tuple[IntervalRule, ...]:
    """Return the weekly rules that exclude one another; kept for each month, since they know no dates.

    Looked at from the month's start to its end 400 days later, so that it is true of any start in it.
    """
    weekly = tuple(rule for rule in rules if rule.recurring)
    month = start // CHUNK * CHUNK
    try:
        return _kept(weekly, month, month + CHUNK + HORIZON)
    except TypeError:  # a rule of somebody's own that cannot be hashed
        return _smallest(weekly, month, month + CHUNK + HORIZON)


def _excluding(start: int, rules: tuple[IntervalRule, ...]) -> tuple[IntervalRule, ...]:
    return _weekly_exclusion(rules, start) or _smallest(rules, start, start + HORIZON)
