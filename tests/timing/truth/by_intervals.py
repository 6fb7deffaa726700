"""The second reader: it lays out all open intervals with the `whenever` library and looks up the instant in them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import date, time, timedelta

from whenever import Instant, PlainDateTime, ZonedDateTime

from .cases import Case, Clock

_FAR = timedelta(days=400)

Interval = tuple[int, int]
"""Seconds since 1970, half-open."""
Reading = tuple[PlainDateTime, PlainDateTime]
"""What a clock on the wall shows, half-open."""


def _pieces(zone: str, start: int, end: int) -> Iterator[tuple[ZonedDateTime, ZonedDateTime]]:
    """Yield the stretches between two changes of the clocks, each with its first moment and the one after its last."""
    here, stop = (Instant.from_timestamp(at).to_tz(zone) for at in (start, end))
    while here < stop:
        change = here.next_transition()
        after = stop if change is None or change >= stop else change
        yield here, after
        here = after


def _on_the_clock(day: date, clock: time, *, next_day: bool = False) -> PlainDateTime:
    day += timedelta(days=next_day)
    return PlainDateTime(day.year, day.month, day.day, clock.hour, clock.minute, clock.second)


def _of_day(day: date, span: Clock) -> Reading:
    """Return a daily span as readings of the clock: over midnight it ends on the next day."""
    opens, closes = span
    return _on_the_clock(day, opens), _on_the_clock(day, closes, next_day=closes <= opens)


def _open_readings(case: Case, day: date) -> list[Reading]:
    works = day.isoweekday() in case.week(day) or day in case.make_up
    if not works or day in case.days_off:
        return []
    of_weekday = case.weekday_hours.get(day.isoweekday(), (case.hours,))
    return [_of_day(day, span) for span in case.date_hours.get(day, of_weekday)]


def _laid_out(zone: str, start: int, end: int, readings: Callable[[date], list[Reading]]) -> list[Interval]:
    """Return the instants at which the clocks of the zone show one of the readings of their day."""
    found: list[Interval] = []
    for begins, ends in _pieces(zone, start, end):
        day, low, high = begins.date().to_stdlib() - timedelta(days=1), begins.timestamp(), ends.timestamp()
        last = ends.date().to_stdlib() + timedelta(days=1)
        while day <= last:
            for opens, closes in readings(day):
                # in here the offset does not change, so a reading is an instant
                bounds = [one.assume_fixed_offset(begins.offset).timestamp() for one in (opens, closes)]
                piece = max(low, bounds[0]), min(high, bounds[1])
                if piece[0] < piece[1]:
                    found.append(piece)
            day += timedelta(days=1)
    return _united(found)


def _united(intervals: list[Interval]) -> list[Interval]:
    out: list[Interval] = []
    for low, high in sorted(intervals):
        if out and low <= out[-1][1]:
            out[-1] = out[-1][0], max(high, out[-1][1])
        else:
            out.append((low, high))
    return out


def _without(intervals: list[Interval], holes: list[Interval]) -> list[Interval]:
    out: list[Interval] = []
    for low, high in intervals:
        for begins, ends in holes:
            if ends > low and begins < high:
                if begins > low:
                    out.append((low, begins))
                low = max(low, ends)
        if low < high:
            out.append((low, high))
    return out


def _common(one: list[Interval], other: list[Interval]) -> list[Interval]:
    pairs = ((max(a, c), min(b, d)) for a, b in one for c, d in other if a < d and c < b)
    return sorted(pair for pair in pairs if pair[0] < pair[1])


def intervals(case: Case, start: int, end: int) -> list[Interval]:
    """Return when both are open between the two instants, sorted and apart."""
    found = _laid_out(case.zone, start, end, lambda day: _open_readings(case, day))
    lunch, sender = case.lunch, case.sender
    if lunch:
        found = _without(found, _laid_out(case.zone, start, end, lambda day: [_of_day(day, lunch)]))
    if sender:
        found = _common(found, _laid_out(sender.zone, start, end, lambda day: [_of_day(day, sender.hours)]))
    return _united(found)


def first(case: Case) -> int | None:
    """Return the first permitted second at or after the window's start; None if there is none within 400 days."""
    opens = int(case.ended.timestamp()) + case.window[0] * 3600
    for days in (20, _FAR.days):  # nearly always a few days are enough
        table = intervals(case, opens - 86400, opens + days * 86400)
        place = bisect_right(table, opens, key=lambda interval: interval[0])
        if place and opens < table[place - 1][1]:
            return opens
        if place < len(table):
            return table[place][0]
    return None


def last(case: Case) -> int | None:
    """Return the last permitted second before the window's start, not before the end; None if there is none."""
    ended = int(case.ended.timestamp())
    opens = ended + case.window[0] * 3600
    before = [(low, high) for low, high in intervals(case, ended, opens) if low < opens]
    return before[-1][1] - 1 if before else None
