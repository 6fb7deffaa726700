"""Minutes that belong to one letter: how letters of one sender never leave in the same minute without knowing more.

Minutes are counted since 1970 in UTC, so that a turn means the same in every zone.
"""

from __future__ import annotations

from attrs import field, frozen

from followup_kit.language.speech import clause

from .reasons import Reason, because
from .rules import IntervalRule, Strength

__all__ = ["FreeMinutes", "OwnMinutes"]

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
