"""Minutes that belong to one letter: how letters of one sender never leave in the same minute without knowing more.

Minutes are counted since 1970 in UTC, so that a turn means the same in every zone.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen

from followup_kit.language.speech import clause

from .reasons import Reason, because
from .rules import IntervalRule, Strength

__all__ = ["FreeMinutes", "OwnMinutes", "Turns", "near_to"]

_MINUTE = 60


@frozen
class OwnMinutes(IntervalRule):
    """Permits every nth minute: of `of` letters that take turns, that of the letter with the number `turn` from 0."""

    turn: int
    of: int
    name: str = field(default="spread", init=False)
    strength: Strength = field(default="hard", init=False)
    recurring: bool = field(default=False, init=False)

    def next_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        wait = (self.turn - at // _MINUTE) % self.of
        return (at // _MINUTE + wait) * _MINUTE if wait else at

    def prev_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        back = (at // _MINUTE - self.turn) % self.of
        return (at // _MINUTE - back + 1) * _MINUTE - 1 if back else at

    def next_refused(self, at: int) -> int | None:
        """See `Rule`."""
        if self.of == 1:
            return None
        return (at // _MINUTE + 1) * _MINUTE if self.allowed(at) else at

    def prev_refused(self, at: int) -> int | None:
        """See `Rule`."""
        if self.of == 1:
            return None
        return at // _MINUTE * _MINUTE - 1 if self.allowed(at) else at

    def why_not(self, at: int) -> Reason | None:
        """See `Rule`."""
        text = clause("several letters are due at once, and they leave in turn")
        return None if self.allowed(at) else because("spread", text)


@frozen
class FreeMinutes(IntervalRule):
    """Permits every minute in which none of the other letters leaves."""

    taken: frozenset[int]
    name: str = field(default="spread", init=False)
    strength: Strength = field(default="hard", init=False)
    recurring: bool = field(default=False, init=False)

    def next_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        minute = at // _MINUTE
        if minute not in self.taken:
            return at
        while minute in self.taken:
            minute += 1
        return minute * _MINUTE

    def prev_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        minute = at // _MINUTE
        if minute not in self.taken:
            return at
        while minute in self.taken:
            minute -= 1
        return (minute + 1) * _MINUTE - 1

    def next_refused(self, at: int) -> int | None:
        """See `Rule`."""
        if at // _MINUTE in self.taken:
            return at
        return min((minute * _MINUTE for minute in self.taken if minute * _MINUTE > at), default=None)

    def prev_refused(self, at: int) -> int | None:
        """See `Rule`."""
        if at // _MINUTE in self.taken:
            return at
        ends = ((minute + 1) * _MINUTE - 1 for minute in self.taken if minute * _MINUTE < at)
        return max(ends, default=None)

    def why_not(self, at: int) -> Reason | None:
        """See `Rule`."""
        text = clause("another note to this panel leaves in the same minute")
        return because("spread", text) if at // _MINUTE in self.taken else None


@frozen(kw_only=True)
class Turns:
    """How the letters to one panel follow one another in a stretch, over and over, until each has left.

    From the start of the stretch every letter of the panel has a turn of `apart` seconds in each round, and is due as
    long as that lasts. Towards the end, where no whole round fits any more, the rounds get shorter, down to a minute
    for each letter. A letter keeps its place in every round, whoever has left already, so that its time does not
    change while the clock moves on to it.

    `number` is the letter's own from 0, `of` are all letters of the panel; `near` are the instants, in order, of
    letters to others of it, from which this one keeps the distance of its round.
    """

    start: int
    end: int
    apart: int
    number: int
    of: int
    near: tuple[int, ...] = ()

    def next(self, at: int) -> int | None:
        """Return the first instant at or after `at` that lies in a turn of this letter's own, if one is left."""
        begins, apart, last = self.start, self.apart, self.of * _MINUTE
        while apart > _MINUTE:
            length = apart * self.of
            rounds = max(0, (self.end - begins - last) // length)
            found = self._in_rounds(at, begins, apart, begins + rounds * length)
            if found is not None:
                return found
            begins, apart = begins + rounds * length, max(apart // 2 // _MINUTE, 1) * _MINUTE
        return self._in_rounds(at, begins, _MINUTE, self.end)

    def _in_rounds(self, at: int, begins: int, apart: int, end: int) -> int | None:
        own, length = begins + self.number * apart, apart * self.of
        start = max(0, (at - own) // length)
        # of the letters so far, each can be near the turns of two rounds at most
        for round_ in range(start, start + 2 * len(self.near) + 2):
            turn = own + round_ * length
            found = max(at, turn)
            for other in self.near:
                if near_to((other,), found, apart):
                    found = other // _MINUTE * _MINUTE + apart
            if found < min(turn + apart, end):
                return found
        return None


def near_to(others: Iterable[int], at: int, apart: int) -> bool:
    """Return whether the minute of `at` is less than `apart` seconds from that of one of the others."""
    return any(abs(at // _MINUTE - other // _MINUTE) * _MINUTE < apart for other in others)
