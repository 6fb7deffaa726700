"""One decision: the earliest permitted instant inside a window, or what to do when the window is closed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Literal

from attrs import evolve, frozen

from .decisions import Conflict, Move, Option, Send
from .instants import HOUR, local_time
from .rules import IntervalRule, NotAfter, NotBefore
from .search import Found, first_permitted, last_permitted, stretch
from .tracing import note, retold, shifted
from .wording import clock, joined, lasting

__all__ = ["Window", "decide"]

_BEFORE_CLOSING = HOUR // 2
"""An `earlier` option ends this long before the office closes, so that the letter is still seen."""


@frozen(kw_only=True)
class Window:
    """What is asked: when, between these instants, do these rules permit a letter?

    `anchor` is where the trace starts and every lateness is measured from the window; `opening` is the rule that holds
    the letter back until `opens`. `floor` is the earliest instant even when the window's start gives way. Beyond
    `patience` an earlier option is taken instead of a later one; from `too_late` on, no later one is taken unasked.
    `delay` are the seconds by which this letter follows the first one of its panel.
    """

    zone: str
    anchor: int
    now: int
    opening: NotBefore
    closes: int | None
    floor: int
    patience: int | None
    too_late: int
    delay: int
    choice: Literal["later", "earlier", "ask"]
    relax: tuple[str, ...]
    rules: tuple[IntervalRule, ...]

    @property
    def opens(self) -> int:
        """The window's start."""
        return self.opening.instant

    @property
    def not_before_now(self) -> NotBefore:
        """Nothing is planned for the past."""
        return NotBefore(self.now, "now", text=f"now it is {clock(self.now, self.zone)}", strength="law")


def _later(window: Window) -> tuple[Found, int | None]:
    """Return the first opening from the window's start on, and that opening with the panel's spread applied.

    Without `now` first: an answer that lies ahead stays the same while the time goes on.
    """
    rules = (window.opening, *window.rules)
    found = first_permitted(window.anchor, rules)
    at = _spread(window, found.at, rules)
    if at is not None and at < window.now:
        found = first_permitted(window.anchor, (window.opening, window.not_before_now, *window.rules))
        at = _spread(window, found.at, rules)
    return found, at


def _spread(window: Window, at: int | None, rules: tuple[IntervalRule, ...]) -> int | None:
    """Return the instant moved by the panel's spread, counted from where its permitted stretch begins."""
    if at is None or not window.delay:
        return at
    begins, ends = stretch(at, rules)
    if window.closes is not None and begins < window.closes:
        ends = min(ends, window.closes)
    apart = begins + window.delay
    return apart if at <= apart < ends else at


def decide(window: Window, before: tuple[Move, ...]) -> Send | Conflict:
    """Return the decision for the window; `before` are the lines of the trace that led up to it."""
    window, gone = _without_exclusion(window)
    found, at = _later(window)
    relaxed = tuple(rule.name for rule in gone)
    rules = (window.opening, window.not_before_now, *window.rules)
    trace = (*before, *_given_up(window, gone), *retold(found.moves, rules, window.zone))
    if found.at is None or at is None:
        return _never(window, found, before)
    if at != found.at:
        trace += (shifted("spread", found.at, at, window.zone, _apart(window, at)),)
    if window.closes is not None and at >= window.closes:
        return _closed(window, found.at, at, relaxed, trace)
    return Send(
        at=local_time(at, window.zone),
        opens=local_time(window.opens, window.zone),
        closes=None if window.closes is None else local_time(window.closes, window.zone),
        relaxed=relaxed,
        trace=trace,
    )


def _apart(window: Window, at: int) -> str:
    return (
        f"notes to one panel are spread so that they do not arrive together: {lasting(window.delay)} after the first, "
        f"at {clock(at, window.zone)}"
    )


def _without_exclusion(window: Window) -> tuple[Window, tuple[IntervalRule, ...]]:
    """Drop the sender's own hours where they never meet the recipient's: a letter can be scheduled."""
    sender = tuple(rule for rule in window.rules if rule.name == "sender_hours" and rule.name in window.relax)
    if not sender or first_permitted(window.anchor, (window.opening, *window.rules)).at is not None:
        return window, ()
    return evolve(window, rules=tuple(rule for rule in window.rules if rule not in sender)), sender


def _given_up(window: Window, gone: tuple[IntervalRule, ...]) -> Iterator[Move]:
    for rule in gone:
        text = "your own hours and the recipient's never meet, so yours give way: schedule the letter"
        yield note(rule.name, window.anchor, window.zone, text)


def _never(window: Window, found: Found, before: tuple[Move, ...]) -> Conflict:
    names = joined([rule.name for rule in found.never])
    verb = "exclude one another" if len(found.never) > 1 else "never permits a time"
    reason = f"nothing fits: {names} {verb} within 400 days after {clock(window.anchor, window.zone)}"
    # The search goes to and fro for days; the first moves show how, the rest only repeats them.
    first = found.moves[:4]
    rules = (window.opening, *window.rules)
    end = first[-1][2] if first else window.anchor
    trace = (*before, *retold(first, rules, window.zone), note("never", end, window.zone, reason))
    closes = None if window.closes is None else local_time(window.closes, window.zone)
    return Conflict(reason=reason, opens=local_time(window.opens, window.zone), closes=closes, trace=trace)


def _closed(window: Window, first: int, at: int, relaxed: tuple[str, ...], trace: tuple[Move, ...]) -> Send | Conflict:
    """Choose among later, earlier and inside; `first` is the later opening before the panel's spread."""
    closes = at if window.closes is None else window.closes
    missed = window.now >= closes
    late = lasting(at - closes)
    breaks = ("window end", f"late by {late}") if missed else ("window end",)
    text = f"the first opening after the window: {clock(at, window.zone)}, {late} past its end"
    later = Option(name="later", at=local_time(at, window.zone), breaks=(*relaxed, *breaks), reason=text)
    early = _earlier(window, closes)
    options = [later, *([early[1]] if early else []), *_inside(window, closes)]
    too_late = first >= window.too_late
    impatient = window.patience is not None and first > window.patience
    if window.choice != "ask":
        if early and (window.choice == "earlier" or too_late or impatient):
            return _send(window, early[0], early[1], options, trace, at)
        if not too_late:
            return _send(window, at, later, options, trace, at)
    why = "this policy asks before it relaxes a rule" if window.choice == "ask" else _too_late(window, at)
    reason = f"the window to {clock(closes, window.zone)} {'is over' if missed else 'has no opening'}, and {why}"
    return Conflict(
        reason=reason,
        opens=local_time(window.opens, window.zone),
        closes=local_time(closes, window.zone),
        options=tuple(options),
        trace=(*trace, note("window end", at, window.zone, reason)),
    )


def _too_late(window: Window, at: int) -> str:
    return f"the first opening after it, {clock(at, window.zone)}, is too late for a letter sent unasked"


def _send(
    window: Window, at: int, option: Option, options: list[Option], trace: tuple[Move, ...], reached: int
) -> Send:
    rule = option.breaks[-1] if option.name == "earlier" else "window end"
    others = [f"{other.name}, {clock(int(other.at.timestamp()), window.zone)}" for other in options if other != option]
    also = f" (also possible: {'; '.join(others)})" if others else ""
    return Send(
        at=option.at,
        opens=local_time(window.opens, window.zone),
        closes=None if window.closes is None else local_time(window.closes, window.zone),
        relaxed=option.breaks,
        options=tuple(options),
        trace=(*trace, shifted(rule, reached, at, window.zone, f"{option.reason}{also}")),
    )


def _earlier(window: Window, closes: int) -> tuple[int, Option] | None:
    """Return half an hour before the end of the last permitted stretch before the window, if still ahead."""
    floor = max(window.now, window.floor)
    last = last_permitted(min(window.opens, closes) - 1, window.rules, floor=floor)
    if last is None:
        return None
    begins, ends = stretch(last, window.rules)
    at = max(begins, ends - _BEFORE_CLOSING)
    back = at - window.delay
    if back >= max(begins, floor):
        at = back
    if not floor <= at < window.opens:
        return None
    text = (
        f"the last opening before the window: {clock(at, window.zone)}, "
        f"{lasting(window.opens - at)} before it begins and {lasting(at - window.anchor)} after the end"
    )
    return at, Option(name="earlier", at=local_time(at, window.zone), breaks=("window start",), reason=text)


def _inside(window: Window, closes: int) -> Iterator[Option]:
    """Return the first instant inside the window that breaks the cheapest set of soft rules, if there is one."""
    start = max(window.opens, window.now)
    soft = [rule for rule in window.rules if rule.name in window.relax]
    soft.sort(key=lambda rule: window.relax.index(rule.name))
    sets = [chosen for size in range(1, len(soft) + 1) for chosen in combinations(soft, size)]
    sets.sort(key=lambda chosen: (window.relax.index(chosen[-1].name), len(chosen)))
    deadline = NotAfter(closes, "window end")
    for chosen in sets if start < closes else ():
        kept = tuple(rule for rule in window.rules if rule not in chosen)
        at = first_permitted(start, (*kept, deadline)).at
        if at is not None:
            names = tuple(rule.name for rule in chosen)
            text = f"inside the window at {clock(at, window.zone)}, against {joined(names)}"
            yield Option(name="inside", at=local_time(at, window.zone), breaks=names, reason=text)
            return
