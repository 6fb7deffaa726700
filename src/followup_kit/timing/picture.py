"""A decision on a line of time: closed hours by rule, the window, the chosen instant and the other options.

Only the geometry, in whole UTC seconds: the terminal and the notebook draw the same picture from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Final, Literal, get_args

from attrs import frozen

from .instants import DAY, instant_of
from .reasons import Reason, because

if TYPE_CHECKING:
    from .decisions import Decision, Move, Step
    from .rules import IntervalRule

__all__ = ["Kind", "Mark", "Picture", "Stretch", "local", "picture_of", "picture_of_step"]

Kind = Literal[
    "holiday", "closure", "weekend", "lunch", "night", "closing_soon", "part_of_day", "sender_hours", "other", "gap",
    "pause", "snooze", "waiting",
]  # fmt: skip
"""Why a stretch of time is closed. Where several rules close it, the first of these is shown."""

_KINDS: Final[dict[str, Kind]] = {
    "holidays": "holiday",
    "closures": "closure",
    "working_days": "weekend",
    "lunch": "lunch",
    "office_hours": "night",
    "closing_soon": "closing_soon",
    "part_of_day": "part_of_day",
    "sender_hours": "sender_hours",
    "gap": "gap",
    "pause": "pause",
    "snooze": "snooze",
}
_ORDER: Final[tuple[Kind, ...]] = get_args(Kind)

# Moves that wait for a moment instead of passing over closed hours.
_WAITS: Final = frozenset(
    (
        "window",
        "now",
        "decision_date",
        "last_contact",
        "spread",
        "window start",
        "window end",
        "your choice",
        "never",
        "pin",
    )
)

# Of these, the days of waiting are shown too: no opening in them was ever considered. A window's own start is not
# among them, since it gives way.
_KEPT_WAITING: Final = ("decision_date", "last_contact")
_BY_THE_DAY: Final = ("holiday", "closure", "weekend")

_MOST: Final = 500
"""Stretches of one rule that are drawn; one that opens and closes every few minutes would only paint all over."""
_LONGEST: Final = 400 * DAY


@frozen(kw_only=True)
class Stretch:
    """A closed stretch, half-open, in UTC seconds; `rule` closes it and says why.

    `further` says why of its later days, where that is another reason: a weekend's Sunday.
    """

    start: int
    end: int
    kind: Kind
    rule: str
    because: Reason
    further: tuple[Reason, ...] = ()


@frozen
class Mark:
    """A moment that is marked: the interview's end, now, the answer, an option that was not taken."""

    name: Literal["end", "now", "send", "again", "later", "earlier", "inside"]
    at: int


@frozen(kw_only=True)
class Picture:
    """A stretch of time, from `start` to `end`; everything from `last` on may be left out where there is no room.

    `stretches` do not overlap and are in order. What lies between them is open, or, in a `partial` picture, was not
    asked about: that one is made from the trace alone, which knows only the hours that it passed. `days` are the first
    instants of the local days with their dates. A window without an end, or one that ends far outside, has `closes`
    after `end`, or None.
    """

    start: int
    end: int
    last: int
    zone: tzinfo
    opens: int | None = None
    closes: int | None = None
    stretches: tuple[Stretch, ...] = ()
    marks: tuple[Mark, ...] = ()
    days: tuple[tuple[int, date], ...] = ()
    partial: bool = False

    @property
    def kinds(self) -> tuple[tuple[Kind, str], ...]:
        """What closes hours in this picture: kinds with the rule's name, each once, in a fixed order."""
        found = {(stretch.kind, stretch.rule) for stretch in self.stretches}
        return tuple(sorted(found, key=lambda pair: (_ORDER.index(pair[0]), pair[1])))

    @property
    def open(self) -> tuple[tuple[int, int], ...]:
        """What no rule closes, half-open; nothing in a partial picture, which does not know."""
        closed = [(stretch.start, stretch.end) for stretch in self.stretches]
        return () if self.partial else tuple(_left(self.start, self.end, closed))


def local(instant: int, zone: tzinfo) -> datetime:
    """Return the instant on clocks in the zone."""
    return datetime.fromtimestamp(instant, zone)


def picture_of_step(step: Step, now: datetime | None = None) -> Picture | None:
    """Return the picture of a step's decision with all hours that its rules close; see `picture_of`."""
    return picture_of(step.decision, step.rules, now)


def picture_of(decision: Decision, rules: Sequence[IntervalRule] = (), now: datetime | None = None) -> Picture | None:
    """Return what to draw of a decision, or None where there is no moment to draw: a stop, a hold without an end.

    Args:
        decision: what was decided.
        rules: those under which it was decided; without them only the hours that the trace passed are known.
        now: marked if it lies in the picture.
    """
    if not decision.trace or decision.kind == "stop" or (decision.kind == "hold" and decision.until is None):
        return None
    zone, anchor = decision.trace[-1].end.tzinfo, instant_of(decision.trace[0].start)
    if zone is None:
        return None
    present = None if now is None else instant_of(now)
    start = min(anchor, present) if decision.kind == "hold" and present is not None else anchor
    marks = _marks(decision)
    opens, closes = _window(decision)
    last = min(_reach(start, [mark.at for mark in marks], closes), start + _LONGEST)
    begins, ends = _full_hour(start, zone), _next_midnight(last, zone)
    known = (Mark("end", anchor), *([Mark("now", present)] if present is not None else []), *marks)
    return Picture(
        start=begins,
        end=ends,
        last=last,
        zone=zone,
        opens=opens,
        closes=closes,
        stretches=tuple(
            _with_waiting(_closed_by(rules, begins, ends, zone), decision.trace, begins, ends)
            if rules
            else _passed(decision.trace, begins, ends)
        ),
        marks=tuple(mark for mark in known if begins <= mark.at < ends),
        days=tuple(_days(begins, ends, zone)),
        partial=not rules,
    )


def _full_hour(at: int, zone: tzinfo) -> int:
    clock = local(at, zone)
    return at - clock.minute * 60 - clock.second


def _reach(start: int, marked: Sequence[int], closes: int | None) -> int:
    """Return what must be seen: everything that is marked, and the window's end unless it is far behind that."""
    last = max([start, *marked])
    if closes is not None and (not marked or closes - start <= max(2 * (last - start), 2 * DAY)):
        return max(last, closes)
    return last


def _marks(decision: Decision) -> tuple[Mark, ...]:
    """Return the answer and the options beside it; the option that was taken is the answer."""
    match decision.kind:
        case "send":
            at = instant_of(decision.at)
            others = [Mark(option.name, instant_of(option.at)) for option in decision.options]
            return Mark("send", at), *(mark for mark in others if mark.at != at)
        case "conflict":
            return tuple(Mark(option.name, instant_of(option.at)) for option in decision.options)
        case "hold":
            return () if decision.until is None else (Mark("again", instant_of(decision.until)),)
    return ()


def _window(decision: Decision) -> tuple[int | None, int | None]:
    if decision.kind not in ("send", "conflict"):
        return None, None
    opens, closes = decision.opens, decision.closes
    return None if opens is None else instant_of(opens), None if closes is None else instant_of(closes)


def _midnights(first: date, zone: tzinfo) -> Iterator[tuple[int, date]]:
    """Yield the first instant of each day that clocks there show, from `first` on; skipped days are left out."""
    day = first
    while True:
        begins = instant_of(datetime(day.year, day.month, day.day, tzinfo=zone))
        if local(begins, zone).date() == day:
            yield begins, day
        day += timedelta(days=1)


def _days(start: int, end: int, zone: tzinfo) -> Iterator[tuple[int, date]]:
    for begins, day in _midnights(local(start, zone).date(), zone):
        if begins >= end:
            return
        yield max(begins, start), day


def _next_midnight(at: int, zone: tzinfo) -> int:
    return next(begins for begins, _ in _midnights(local(at, zone).date(), zone) if begins > at)


def _refused(rule: IntervalRule, start: int, end: int) -> list[tuple[int, int]]:
    at, spans = start, list[tuple[int, int]]()
    # Turns among letters are minutes within open time; they close nothing that a picture could show.
    while at < end and rule.name != "spread":
        begins = rule.next_refused(at)
        if begins is None or begins >= end:
            break
        opens = rule.next_allowed(begins)
        at = end if opens is None else min(opens, end)
        spans.append((begins, at))
        if len(spans) > _MOST:
            return []
    return spans


def _kind(rule: str) -> Kind:
    return _KINDS.get(rule, "other")


def _closed_by(rules: Iterable[IntervalRule], start: int, end: int, zone: tzinfo) -> list[Stretch]:
    """Return what the rules close, each stretch told by the first of the rules in the order of the kinds."""
    taken: list[tuple[int, int]] = []
    found: list[Stretch] = []
    for rule in sorted(rules, key=lambda rule: _ORDER.index(_kind(rule.name))):
        spans = _refused(rule, max(start, _counted_from(rule, start)), end)
        for begins, ends in spans:
            for low, high in _left(begins, ends, taken):
                why = rule.why_not(low) or because(rule.name, "{rule} does not permit it", rule=rule.name)
                kind, further = _kind(rule.name), _further(rule, why, low, high, zone)
                found.append(
                    Stretch(start=low, end=high, kind=kind, rule=rule.name, because=why, further=tuple(further))
                )
        taken = sorted([*taken, *spans])
    return sorted(found, key=lambda stretch: stretch.start)


def _counted_from(rule: IntervalRule, start: int) -> int:
    """Return from when on a gap is one: the letter before it. A rule without such a letter is drawn from the start."""
    why = rule.why_not(start) if rule.name == "gap" else None
    last = None if why is None else dict(why.data).get("last")
    return instant_of(last) if isinstance(last, datetime) else start


def _further(rule: IntervalRule, why: Reason, low: int, high: int, zone: tzinfo) -> Iterator[Reason]:
    """Yield the reasons of a stretch's later days, each once."""
    told = {why}
    if _kind(rule.name) in _BY_THE_DAY:
        for begins, _ in _days(low, high, zone):
            other = rule.why_not(begins)
            if other is not None and other not in told:
                told.add(other)
                yield other


def _with_waiting(found: list[Stretch], trace: Iterable[Move], start: int, end: int) -> list[Stretch]:
    """Add the open time that was waited for its own sake: what closes hours is shown first."""
    closed = [(stretch.start, stretch.end) for stretch in found]
    for move in trace:
        begins, ends = max(instant_of(move.start), start), min(instant_of(move.end), end)
        if move.rule in _KEPT_WAITING and begins < ends:
            for low, high in _left(begins, ends, closed):
                why = _told(move)
                found.append(Stretch(start=low, end=high, kind="waiting", rule=move.rule, because=why))
    return sorted(found, key=lambda stretch: stretch.start)


def _left(start: int, end: int, taken: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield what is left of a span once these, sorted by their start, are taken out of it."""
    for begins, ends in taken:
        if begins >= end:
            break
        if start < begins:
            yield start, begins
        start = max(start, ends)
    if start < end:
        yield start, end


def _passed(trace: Iterable[Move], start: int, end: int) -> Iterator[Stretch]:
    """Yield what the trace passed over: closed hours, and time that was waited for its own sake."""
    at = start
    for move in trace:
        begins, ends = max(instant_of(move.start), at), min(instant_of(move.end), end)
        if begins < ends:
            kind: Kind = "waiting" if move.rule in _WAITS else _kind(move.rule)
            yield Stretch(start=begins, end=ends, kind=kind, rule=move.rule, because=_told(move))
            at = ends


def _told(move: Move) -> Reason:
    # The move's own "on to Monday" would only repeat what the picture shows.
    why = dict(move.because.data).get("why")
    return why if isinstance(why, Reason) else move.because
