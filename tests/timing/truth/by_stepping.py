"""The first reader: it looks at the clock on the wall at every minute, or every second, with zoneinfo and no more."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .cases import Case, Clock

FAR = 400 * 24 * 3600


def _within(span: Clock, reads: time) -> bool:
    opens, closes = span
    return opens <= reads < closes if opens < closes else reads >= opens or reads < closes


def _spans(case: Case, day: date) -> tuple[Clock, ...]:
    if day in case.date_hours:
        return case.date_hours[day]
    return case.weekday_hours.get(day.isoweekday(), (case.hours,))


def _works(case: Case, day: date) -> bool:
    return day not in case.days_off and (day.isoweekday() in case.week(day) or day in case.make_up)


def _permits(case: Case, reads: datetime) -> bool:
    """Return whether the reading of the recipient's clock is one at which their office is open.

    Hours over midnight belong to the day on which they open.
    """
    day, clock = reads.date(), reads.time()
    before = day - timedelta(days=1)
    if case.lunch and _within(case.lunch, clock):
        return False
    if _works(case, before) and any(clock < closes <= opens for opens, closes in _spans(case, before)):
        return True
    return _works(case, day) and any(
        opens <= clock and (clock < closes or closes <= opens) for opens, closes in _spans(case, day)
    )


def permits_at(case: Case, instant: int) -> bool:
    """Return whether both clocks permit a letter at the instant."""
    if not _permits(case, datetime.fromtimestamp(instant, ZoneInfo(case.zone))):
        return False
    sender = case.sender
    return sender is None or _within(sender.hours, datetime.fromtimestamp(instant, ZoneInfo(sender.zone)).time())


def _edges(case: Case) -> list[time]:
    spans = [case.hours, *([case.lunch] if case.lunch else []), *([case.sender.hours] if case.sender else [])]
    spans += [span for day in (*case.weekday_hours.values(), *case.date_hours.values()) for span in day]
    return [clock for span in spans for clock in span]


def step(case: Case) -> int:
    """Return how many seconds may be stepped at once: a minute if everything happens on whole minutes."""
    return 1 if case.ended.second or any(clock.second for clock in _edges(case)) else 60


def first(case: Case, stride: int | None = None) -> int | None:
    """Return the first permitted second at or after the window's start; None if there is none within 400 days."""
    start = int(case.ended.timestamp()) + case.window[0] * 3600
    steps = range(start, start + FAR, stride or step(case))
    return next((at for at in steps if permits_at(case, at)), None)


def last(case: Case) -> int | None:
    """Return the last permitted second before the window's start, not before the end; None if there is none."""
    ended, size = int(case.ended.timestamp()), step(case)
    steps = range(ended + case.window[0] * 3600 - size, ended - 1, -size)
    # between two steps nothing changes, so the last second of a permitted minute is permitted as well
    return next((at + size - 1 for at in steps if permits_at(case, at)), None)
