"""Rules that say which readings of the wall clock are permitted: office hours, working days, days off.

One definition settles everything: an instant is permitted when the wall clock reads a permitted time. Hours that open
inside a gap therefore open at the first instant after it, a repeated hour is permitted both times, and a day that the
calendar skipped never comes. Built piece by piece from stretches of constant offset, kept in a bounded cache.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Literal

from attrs import define, field

from followup_kit.language.speech import clause

from .instants import DAY, HOUR, local_day
from .reasons import Reason, Weekdays, because
from .rules import HORIZON, IntervalRule, Strength
from .segments import CHUNK, FIRST_DAY, segments

__all__ = ["DailyHours", "DaysOff", "WorkingDays"]

_CHUNKS_AHEAD = -(-HORIZON // CHUNK) + 1
_MOST_CHUNKS = 64
_WHOLE_DAY = ((0, DAY),)
_OUTSIDE = {
    "office hours": clause("it is outside the office hours ({opens} to {closes})"),
    "part of the day": clause("it is outside the part of the day ({opens} to {closes})"),
    "sender's hours": clause("it is outside the sender's hours ({opens} to {closes})"),
}
_CLOSED: tuple[tuple[int, int], ...] = ()


@define(eq=False, kw_only=True)
class _Table(IntervalRule):
    """Permitted stretches of each local day, as sorted edges per chunk: at even places opening, at odd closing."""

    zone: str
    name: str
    strength: Strength = "hard"
    recurring: bool = False
    _chunks: dict[int, tuple[int, ...]] = field(factory=dict, init=False, repr=False)

    def _open(self, day: int) -> tuple[tuple[int, int], ...]:
        """Return the permitted spans of the day with this number since 1970, in seconds of its wall clock."""
        raise NotImplementedError

    def _edges(self, chunk: int) -> tuple[int, ...]:
        edges: list[int] = []
        for start, end, offset in segments(self.zone, chunk):
            for day in range((start + offset) // DAY, (end - 1 + offset) // DAY + 1):
                for opens, closes in self._open(day):
                    low = max(start, day * DAY + opens - offset)
                    high = min(end, day * DAY + closes - offset)
                    if edges and edges[-1] == low < high:
                        edges[-1] = high
                    elif low < high:
                        edges += (low, high)
        if len(self._chunks) >= _MOST_CHUNKS:
            self._chunks.clear()
        self._chunks[chunk] = built = tuple(edges)
        return built

    def _search(self, at: int, *, parity: int, step: int) -> int | None:
        """Walk the chunks until one has a stretch of the wanted kind (parity 1: permitted)."""
        for _ in range(_CHUNKS_AHEAD):
            chunk = at // CHUNK
            edges = self._chunks.get(chunk)
            if edges is None:
                edges = self._edges(chunk)
            place = bisect_right(edges, at)
            if place & 1 == parity:
                return at
            # The other kind begins at the next edge, or ended just before this one; at a chunk's border ask again.
            if step > 0:
                at = edges[place] if place < len(edges) else (chunk + 1) * CHUNK
            else:
                at = edges[place - 1] - 1 if place else chunk * CHUNK - 1
            if at // CHUNK == chunk:
                return at
        return None

    def next_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        edges = self._chunks.get(at // CHUNK)
        if edges is not None:
            place = bisect_right(edges, at)
            if place & 1:
                return at
            if place < len(edges):
                return edges[place]
        return self._search(at, parity=1, step=1)

    def prev_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        return self._search(at, parity=1, step=-1)

    def next_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return self._search(at, parity=0, step=1)

    def prev_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return self._search(at, parity=0, step=-1)

    def _why(self, day: date) -> Reason:
        raise NotImplementedError

    def why_not(self, at: int) -> Reason | None:
        """See `Rule`."""
        return None if self.allowed(at) else self._why(local_day(at, self.zone))


def _seconds(clock: time) -> int:
    return clock.hour * HOUR + clock.minute * 60 + clock.second


@define(eq=False, kw_only=True)
class DailyHours(_Table):
    """The same hours every day, half-open: at `closes` they are over. `closes` before `opens` is over midnight.

    Hours from 02:30 on the night on which 02:00 becomes 03:00 open at 03:00, the first reading of at least 02:30::

        >>> from datetime import time
        >>> from followup_kit.timing.instants import local_time
        >>> night = DailyHours(zone="Europe/Berlin", name="hours", opens=time(2, 30), closes=time(4))
        >>> before = 1774738800  # Sunday 29 March 2026, 00:00 in Berlin
        >>> local_time(night.next_allowed(before), "Europe/Berlin").isoformat()
        '2026-03-29T03:00:00+02:00'
    """

    opens: time
    closes: time
    title: Literal["office hours", "part of the day", "sender's hours"] = "office hours"
    recurring: bool = True

    def _open(self, day: int) -> tuple[tuple[int, int], ...]:  # noqa: ARG002  # every day is alike
        opens, closes = _seconds(self.opens), _seconds(self.closes)
        if opens < closes:
            return ((opens, closes),)
        return ((0, closes), (opens, DAY)) if closes else ((opens, DAY),)

    def _why(self, day: date) -> Reason:  # noqa: ARG002  # every day is alike
        return because(self.name, _OUTSIDE[self.title], opens=self.opens, closes=self.closes)


@define(eq=False, kw_only=True)
class WorkingDays(_Table):
    """Days of the working week, 1 (Monday) to 7 (Sunday); `week` is asked by date, since countries change theirs."""

    week: Callable[[date], frozenset[int]]
    recurring: bool = True

    def _open(self, day: int) -> tuple[tuple[int, int], ...]:
        on = date.fromordinal(day + FIRST_DAY)
        return _WHOLE_DAY if on.isoweekday() in self.week(on) else _CLOSED

    def _why(self, day: date) -> Reason:
        return because(
            self.name,
            "{day} is not a working day (the working week is {week})",
            day=Weekdays({day.isoweekday()}),
            week=Weekdays(self.week(day)),
        )


@define(eq=False, kw_only=True)
class DaysOff(_Table):
    """Every day but these. `days_off` gives the days off of a year with why each one is."""

    days_off: Callable[[int], Mapping[date, Reason]]

    def _open(self, day: int) -> tuple[tuple[int, int], ...]:
        on = date.fromordinal(day + FIRST_DAY)
        return _CLOSED if on in self.days_off(on.year) else _WHOLE_DAY

    def _why(self, day: date) -> Reason:
        return self.days_off(day.year)[day]
