"""The rules about the hours of a house: when it is open on which day, its lunch break, and the last minutes of a span.

Hours say when somebody is there, not on which days; which days are worked is for the rules in `tables`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Literal

from attrs import define, frozen

from followup_kit.facts.opening import OfficeHours
from followup_kit.language.speech import clause

from .instants import DAY, HOUR, local_time
from .reasons import DayMonth, Lasting, Reason, Weekdays, because
from .rules import Strength
from .segments import FIRST_DAY
from .tables import ClockTable
from .wallclock import OpenSpans

__all__ = ["ClosingSoon", "HoursOf", "LunchBreak", "OpenHours", "overlap"]

_ONE_DAY = timedelta(days=1)


@frozen(kw_only=True)
class HoursOf:
    """The hours of one day and where they come from: `usual`, of that `weekday`, of that `date`, or a `half` day's."""

    spans: tuple[OfficeHours, ...]
    kind: Literal["usual", "weekday", "date", "half"] = "usual"
    place: str = ""


def overlap(first: Iterable[OfficeHours], second: Iterable[OfficeHours]) -> tuple[OfficeHours, ...]:
    """Return the hours that both rows of spans of one day have in common."""
    pairs = [(one.seconds, two.seconds) for one in first for two in second]
    spans = sorted((max(one[0], two[0]), min(one[1], two[1])) for one, two in pairs)
    return tuple(OfficeHours(_clock(opens), _clock(closes)) for opens, closes in spans if opens < closes)


def _clock(second: int) -> time:
    hours, rest = divmod(second % DAY, HOUR)
    return time(hours, *divmod(rest, 60))


def _span(hours: OfficeHours) -> Reason:
    return because("hours", "{opens} to {closes}", opens=hours.opens, closes=hours.closes)


@define(eq=False, kw_only=True)
class OpenHours(ClockTable):
    """The office hours of each day, half-open.

    Those over midnight belong to the day on which they open: they run on only from days that are `worked`.
    """

    hours: Callable[[date], HoursOf]
    worked: Callable[[date], bool]
    name: str = "office_hours"
    strength: Strength = "soft"
    recurring: bool = True

    def open_spans(self, day: date) -> OpenSpans:
        """See `WallClockRule`."""
        return self.hours(day).spans

    def _open(self, day: int) -> Iterable[tuple[int, int]]:
        on = date.fromordinal(day + FIRST_DAY)
        own = [(opens, min(closes, DAY)) for opens, closes in self._read(on)]
        over = [(0, closes - DAY) for _, closes in self._read(on - _ONE_DAY) if closes > DAY]
        return sorted((*over, *own)) if over and self.worked(on - _ONE_DAY) else own

    def why_closed(self, day: date) -> Reason:
        """See `WallClockRule`."""
        return self.because or self._outside(day, self.hours(day))

    def _outside(self, day: date, of: HoursOf) -> Reason:
        if of.kind == "usual" and of.spans:
            return _usual(self.name, of.spans[0])
        hours, on = tuple(map(_span, of.spans)), DayMonth(day)
        if not hours:
            return because(self.name, "nobody is there at any hour of {day}", day=on)
        if of.kind == "half":
            text = clause("it is outside the office hours of {day}, a half day in {place} ({hours})")
            return because(self.name, text, day=on, place=of.place, hours=hours)
        if of.kind == "date":
            return because(self.name, "it is outside the office hours of {day} ({hours})", day=on, hours=hours)
        text = clause("it is outside the office hours of this weekday, {day} ({hours})")
        return because(self.name, text, day=Weekdays({day.isoweekday()}), hours=hours)


@lru_cache(maxsize=256)
def _usual(name: str, hours: OfficeHours) -> Reason:
    text = clause("it is outside the office hours ({opens} to {closes})")
    return because(name, text, opens=hours.opens, closes=hours.closes)


@define(eq=False, kw_only=True)
class LunchBreak(ClockTable):
    """Every time but the lunch break."""

    lunch: OfficeHours
    name: str = "lunch"
    strength: Strength = "soft"
    recurring: bool = True

    def open_spans(self, day: date) -> OpenSpans:  # noqa: ARG002  # every day is alike
        """See `WallClockRule`."""
        # What is not between noon and one is between one and noon, over midnight.
        return () if self.lunch.opens == self.lunch.closes else ((self.lunch.closes, self.lunch.opens),)

    def why_closed(self, day: date) -> Reason:  # noqa: ARG002  # every day is alike
        """See `WallClockRule`."""
        text = clause("it is the lunch break ({opens} to {closes})")
        return self.because or because(self.name, text, opens=self.lunch.opens, closes=self.lunch.closes)


@define(eq=False, kw_only=True)
class ClosingSoon(ClockTable):
    """Every time at which at least `least` seconds of the office hours are left, and every time outside them.

    A letter that arrives then is not read before the next opening, and is better sent there. Only days
    on which people work count. Spans that touch are one; one that is shorter than `least` is all last minutes.
    """

    hours: Callable[[date], Sequence[OfficeHours]]
    least: int
    name: str = "closing_soon"
    strength: Strength = "soft"
    recurring: bool = True

    def _closing(self, on: date) -> list[tuple[int, int]]:
        """Return the refused ends of the spans that may reach into this day, in seconds since its midnight."""
        spans = sorted(
            (opens + shift * DAY, closes + shift * DAY)
            for shift in (-1, 0, 1)
            for opens, closes in (span.seconds for span in self.hours(on + shift * _ONE_DAY))
        )
        merged: list[tuple[int, int]] = []
        for opens, closes in spans:
            if merged and opens <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
            else:
                merged.append((opens, closes))
        # With exactly the least that must be left there is still enough.
        return [(max(opens, closes - self.least + 1), closes) for opens, closes in merged]

    def _open(self, day: int) -> Iterable[tuple[int, int]]:
        begins = 0
        for opens, closes in self._closing(date.fromordinal(day + FIRST_DAY)):
            if opens >= DAY:
                break
            if begins < opens:
                yield begins, opens
            begins = max(begins, closes)
        if begins < DAY:
            yield begins, DAY

    def why(self, at: int) -> Reason:
        """See `SpanRule`."""
        moment = local_time(at, self._own_zone)
        second = moment.hour * HOUR + moment.minute * 60 + moment.second
        ends = [closes for opens, closes in self._closing(moment.date()) if opens <= second < closes]
        return self.because or because(
            self.name,
            "less than {least} of the office hours are left, which end at {closes}",
            least=Lasting(self.least),
            closes=_clock(ends[0]),
        )
