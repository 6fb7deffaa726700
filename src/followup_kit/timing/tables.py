"""The built-in rules of the wall clock: hours that are the same every day, working days, days off.

What is open over midnight belongs to the day on which it opens. The rules about days therefore count the time after
midnight for the day before, as far as its hours reach: where people work on Fridays and not on Saturdays, Friday's
night shift is open to its end, and there is none from Sunday to Monday.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, time, timedelta
from typing import Literal

from attrs import define, field

from followup_kit.language.speech import clause

from .instants import DAY, HOUR, local_time
from .reasons import Reason, Weekdays, because
from .rules import Strength
from .segments import CHUNK, FIRST_DAY, segments
from .wallclock import ALL_DAY, OpenSpans, WallClockRule

__all__ = ["ClockTable", "DailyHours", "DaysOff", "WorkingDays"]

_ONE_DAY = timedelta(days=1)
_ANY_DAY = date(2000, 1, 1)
_OUTSIDE = {
    "office hours": clause("it is outside the office hours ({opens} to {closes})"),
    "part of the day": clause("it is outside the part of the day ({opens} to {closes})"),
    "sender's hours": clause("it is outside the sender's hours ({opens} to {closes})"),
}


@define(eq=False, kw_only=True)
class ClockTable(WallClockRule):
    """What the built-in rules have in common: they are made with all that they need."""

    zone: str
    name: str
    strength: Strength = field(default="hard", repr=False)
    rank: int = field(default=0, repr=False)
    recurring: bool = field(default=False, repr=False)
    because: Reason | None = field(default=None, repr=False)


@define(eq=False, kw_only=True)
class DailyHours(ClockTable):
    """The same hours every day, half-open: at `closes` they are over. `closes` before `opens` is over midnight.

    Hours from 02:30 on the night on which 02:00 becomes 03:00 open at 03:00, the first reading of at least 02:30::

        >>> from datetime import time
        >>> from followup_kit.timing.instants import local_time
        >>> night = DailyHours(zone="Europe/Berlin", name="hours", opens=time(2, 30), closes=time(4))
        >>> before = 1774738800  # Sunday 29 March 2026, 00:00 in Berlin
        >>> local_time(night.next_allowed(before), "Europe/Berlin").isoformat()
        '2026-03-29T03:00:00+02:00'
    """

    opens: time = field(repr=str)
    closes: time = field(repr=str)
    title: Literal["office hours", "part of the day", "sender's hours"] = field(default="office hours", repr=False)
    recurring: bool = field(default=True, repr=False)

    def open_spans(self, day: date) -> OpenSpans:  # noqa: ARG002  # every day is alike
        """See `WallClockRule`."""
        return ((self.opens, self.closes),)

    def _laid_out(self, low: int, high: int) -> tuple[int, ...]:
        """See `SpanRule`; a year of such hours is looked through where two offices are never open together."""
        [(opens, closes)] = self._read(_ANY_DAY)
        pieces = segments(self._own_zone, low // CHUNK)
        if len(pieces) > 1 or closes - opens >= DAY:
            return super()._laid_out(low, high)
        # Without a change of the clocks, one day after another has the same edges.
        first = low - (low + pieces[0][2]) % DAY + opens - DAY
        edges = [at for day in range(first, high, DAY) for at in (day, day + closes - opens)]
        while edges[1] <= low:
            del edges[:2]
        return (max(edges[0], low), *edges[1:-1], min(edges[-1], high))

    def why_closed(self, day: date) -> Reason:  # noqa: ARG002  # every day is alike
        """See `WallClockRule`."""
        return self.because or because(self.name, _OUTSIDE[self.title], opens=self.opens, closes=self.closes)


def _midnight(_day: date) -> int:
    return 0


def _none(_year: int) -> Collection[date]:
    return ()


@define(eq=False, kw_only=True)
class _Days(ClockTable):
    """Whole days: `early` says how many seconds of a day still belong to the day before, which opened then."""

    early: Callable[[date], int] = field(default=_midnight, repr=False)

    def _open(self, day: int) -> Iterable[tuple[int, int]]:
        on = date.fromordinal(day + FIRST_DAY)
        early = self.early(on)
        if not early:
            return self._read(on)
        before = ((0, early),) if self._read(on - _ONE_DAY) else ()
        return (*before, (early, DAY)) if self._read(on) else before

    def why(self, at: int) -> Reason:
        """See `SpanRule`."""
        moment = local_time(at, self._own_zone)
        day, second = moment.date(), moment.hour * HOUR + moment.minute * 60 + moment.second
        return self.why_closed(day - _ONE_DAY if second < self.early(day) else day)


@define(eq=False, kw_only=True)
class WorkingDays(_Days):
    """Days of the working week, 1 (Monday) to 7 (Sunday); `week` is asked by date, since countries change theirs.

    `worked` gives the days of a year that are worked besides, such as a make-up Saturday.
    """

    week: Callable[[date], frozenset[int]]
    worked: Callable[[int], Collection[date]] = field(default=_none, repr=False)
    recurring: bool = field(default=True, repr=False)

    def open_spans(self, day: date) -> OpenSpans:
        """See `WallClockRule`."""
        return ALL_DAY if day.isoweekday() in self.week(day) or day in self.worked(day.year) else ()

    def why_closed(self, day: date) -> Reason:
        """See `WallClockRule`."""
        return self.because or because(
            self.name,
            "{day} is not a working day (the working week is {week})",
            day=Weekdays({day.isoweekday()}),
            week=Weekdays(self.week(day)),
        )


@define(eq=False, kw_only=True)
class DaysOff(_Days):
    """Every day but these. `days_off` gives the days off of a year with why each one is."""

    days_off: Callable[[int], Mapping[date, Reason]]

    def open_spans(self, day: date) -> OpenSpans:
        """See `WallClockRule`."""
        return () if day in self.days_off(day.year) else ALL_DAY

    def why_closed(self, day: date) -> Reason:
        """See `WallClockRule`."""
        return self.because or self.days_off(day.year)[day]
