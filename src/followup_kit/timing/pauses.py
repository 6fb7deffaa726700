"""Pauses that the candidate makes, and how what fell due during one leaves afterwards without a burst.

What fell due before the end of a pause and was not sent gets a minute of its own within `Policy.resume_over` after it:
found from the digest of the interview's ref, so that it is the same on every machine, and with the refs of the others,
so that no two interviews get the same. Who lets it pass gets another one, in the days after those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256

from attrs import evolve, field, frozen

from followup_kit.facts.history import EVERYWHERE, Entry, History
from followup_kit.facts.pauses import pauses
from followup_kit.language.speech import clause

from .instants import DAY, local_day, local_time, to_instant
from .options import spread
from .places import Place
from .reasons import Reason, as_reason, because
from .rules import IntervalRule, Strength
from .search import first_permitted
from .segments import day_begins
from .spans import BusinessDays
from .turns import FreeMinutes, OwnMinutes
from .window import Window

__all__ = ["Break", "Outside", "Turn", "around", "breaks", "closed", "in_force", "why_held"]

_LOOK_BACK = 90 * DAY
"""How long before a pause something must have been noted of an interview for it to have a minute of its own."""
_FEWEST, _MOST = 11, 5003
# An interview's minutes come round every so many minutes. A prime shares no factor with the minutes of a day or week,
# so that no interview's minutes always fall into the night.

# (its end is known, a reason was given)
_HELD = {
    (True, True): clause("writing is paused until {until}: {why}"),
    (True, False): clause("writing is paused until {until}"),
    (False, True): clause("writing is paused until you resume it: {why}"),
    (False, False): clause("writing is paused until you resume it"),
}

# (it is not over yet, there are days to spread over)
_IN_TURN = {
    (False, True): clause(
        "writing was paused from {start} to {end}; what fell due by then leaves in turn, spread over {span} after it"
    ),
    (False, False): clause("writing was paused from {start} to {end}; what fell due by then leaves in turn after it"),
    (True, True): clause(
        "writing is paused from {start} to {end}; what falls due by then leaves in turn, spread over {span} after it"
    ),
    (True, False): clause("writing is paused from {start} to {end}; what falls due by then leaves in turn after it"),
}


@frozen
class Break:
    """A stretch in which nothing leaves, in UTC seconds, half-open; `end` is None if nobody has said when it ends."""

    start: int
    end: int | None
    why: str | None = None

    def covers(self, at: int) -> bool:
        """Return whether the instant lies in it."""
        return self.start <= at and (self.end is None or at < self.end)


def breaks(history: Iterable[Entry], refs: Iterable[str | None]) -> tuple[Break, ...]:
    """Return the pauses of everything and of these refs, see `facts.pauses`."""
    found = ((to_instant(p.start), None if p.end is None else to_instant(p.end), p.why) for p in pauses(history, refs))
    # a pause within one second holds nothing back: plans are made in whole seconds
    return tuple(Break(start, end, why) for start, end, why in found if end is None or end > start)


def in_force(known: Iterable[Break], now: int) -> Break | None:
    """Return the pause that lasts now, if there is one."""
    return next((pause for pause in known if pause.covers(now)), None)


def why_held(pause: Break, zone: str) -> Reason:
    """Return what to say while a pause lasts."""
    until = None if pause.end is None else local_time(pause.end, zone)
    return because("pause", _HELD[until is not None, bool(pause.why)], until=until, why=pause.why)


@frozen
class Outside(IntervalRule):
    """Permits what lies outside [`start`, `end`); with no end, only what lies before."""

    start: int
    end: int | None
    name: str = field(default="pause", kw_only=True)
    because: Reason = field(default=because("pause", "writing is paused"), converter=as_reason, kw_only=True)
    strength: Strength = field(default="hard", init=False)
    recurring: bool = field(default=False, init=False)

    def _refuses(self, at: int) -> bool:
        return self.start <= at and (self.end is None or at < self.end)

    def next_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        return self.end if self._refuses(at) else at

    def prev_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        return self.start - 1 if self._refuses(at) else at

    def next_refused(self, at: int) -> int | None:
        """See `Rule`."""
        if self._refuses(at):
            return at
        return self.start if at < self.start else None

    def prev_refused(self, at: int) -> int | None:
        """See `Rule`."""
        if self._refuses(at):
            return at
        return None if at < self.start or self.end is None else self.end - 1

    def why_not(self, at: int) -> Reason | None:
        """See `Rule`."""
        return self.because if self._refuses(at) else None


@frozen(kw_only=True)
class Turn:
    """Whose turn is sought: the letter with the number `letter` of `letters` about the interview `ref`.

    `peers` are the interviews among which no two share a minute.
    """

    ref: str
    letter: int
    letters: int
    peers: frozenset[str]


def _peers(history: Iterable[Entry], pause: Break, refs: frozenset[str]) -> frozenset[str]:
    """Return these refs and those of which something was noted up to the end of the pause, and not long before it."""
    start, end = pause.start - _LOOK_BACK, pause.end or pause.start
    known = {entry.interview for entry in history if start <= to_instant(entry.at) <= end}
    more = known - {EVERYWHERE, *refs}
    return refs | more if more else refs


def around(
    window: Window, known: Iterable[Break], history: History, *, place: Place, over: BusinessDays, turn: Turn
) -> tuple[Window, Reason | None]:
    """Return the window with what the pauses take from it, and why the letter is on hold, if it is.

    What falls due in a pause, or was due before one that has begun, waits for its own minute after it. What falls due
    later stays where it is. `turn.peers` are known beforehand; those that the `history` knows are added.
    """
    for pause in known:
        if not _meets(window, pause):
            window = _with(window, _closed(pause, window.zone))
        elif pause.end is None:
            text = clause("this letter would fall into the pause that begins on {start}, and its end is not known")
            return window, because("pause", text, start=local_time(pause.start, window.zone))
        else:
            others = evolve(turn, peers=_peers(history, pause, turn.peers))
            rules = (window.opening, *window.rules, FreeMinutes(window.taken))
            own = _own_minute(pause.end, window.now, rules, place, over, others)
            window = evolve(_with(window, _in_turn(pause, own, over, window)), delay=0, near=())
    return window, None


def _with(window: Window, rule: IntervalRule) -> Window:
    return evolve(window, rules=(rule, *window.rules))


def _meets(window: Window, pause: Break) -> bool:
    """Return whether the letter would leave in the pause, or should have left before it ended."""
    rules = (window.opening, *window.rules)
    due = spread(window, first_permitted(window.anchor, rules).at, rules)
    if due is None:
        return False
    if pause.start <= window.now:
        return pause.end is None or due < pause.end
    if due < window.now:
        due = first_permitted(window.anchor, window.all_rules).at
    return due is not None and pause.covers(due)


def _closed(pause: Break, zone: str) -> Outside:
    start = local_time(pause.start, zone)
    if pause.end is None:
        why = because("pause", clause("writing is paused from {start} on"), start=start)
    else:
        text = clause("writing is paused from {start} to {end}")
        why = because("pause", text, start=start, end=local_time(pause.end, zone))
    return Outside(pause.start, pause.end, because=why)


def closed(known: Iterable[Break], zone: str) -> tuple[IntervalRule, ...]:
    """Return rules that refuse the pauses and nothing else."""
    return tuple(_closed(pause, zone) for pause in known)


def _in_turn(pause: Break, own: int | None, over: BusinessDays, window: Window) -> Outside:
    if own is None or pause.end is None:
        return _closed(pause, window.zone)
    text = _IN_TURN[pause.end > window.now, over.n > 0]
    start, end = local_time(pause.start, window.zone), local_time(pause.end, window.zone)
    return Outside(pause.start, own, because=because("pause", text, start=start, end=end, span=over))


def _own_minute(
    end: int, now: int, rules: tuple[IntervalRule, ...], place: Place, over: BusinessDays, turn: Turn
) -> int | None:
    """Return when, in its own minutes and within `over`, this letter leaves after the end of a pause.

    Where that has passed unused, what is left of those days is dealt out again, and then the days after, `over` after
    `over`: what was missed does not leave at once either. Nothing but the ref says what is dealt, so that the answer
    stays the same until it is reached.
    """
    first = first_permitted(end, rules).at
    every, own = _round(turn)
    own_rules = (*rules, OwnMinutes(own, every))
    if not over.n:
        return None if first is None else first_permitted(max(first, now), own_rules).at or first
    while first is not None:
        limit = _limit(first, place, over)
        if limit > now:
            found = list(_minutes(first, limit, own_rules))
            if not found:
                return first_permitted(max(first, now), own_rules).at or first
            at = _dealt(found, now, turn.ref, every)
            if at is not None:
                return at
        first = first_permitted(limit, rules).at
    return None


def _dealt(minutes: list[int], now: int, ref: str, every: int) -> int | None:
    """Return which of its minutes a letter gets; where that has passed, which of those after it, and so on."""
    turn = _number(ref) // every
    while minutes:
        place = turn % len(minutes)
        if minutes[place] >= now:
            return minutes[place]
        minutes, turn = minutes[place + 1 :], _number(f"{ref}\0{len(minutes)}") // every
    return None


def _limit(first: int, place: Place, over: BusinessDays) -> int:
    """Return when the days are over among which letters are dealt out from this instant on."""
    begins = local_day(first, place.zone)
    last = place.nth_working_day(begins, over.n - 1) if over.n > 1 else begins
    return day_begins(last + timedelta(days=1), place.zone)


def _minutes(start: int, limit: int, rules: tuple[IntervalRule, ...]) -> Iterator[int]:
    at = first_permitted(start, rules).at
    while at is not None and at < limit:
        yield at
        at = first_permitted((at // 60 + 1) * 60, rules).at


def _number(text: str) -> int:
    # the same in every process and on every machine, unlike hash()
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big")


def _round(turn: Turn) -> tuple[int, int]:
    """Return after how many minutes this letter's minutes come round, and which of them is its own."""
    places, all_ = _order(turn.peers if turn.ref in turn.peers else turn.peers | {turn.ref})
    round_ = _prime(max(_FEWEST, min(len(places), _MOST)))
    # where only few are known, all of them start somewhere else, so that strangers seldom meet
    first = all_ % round_
    return round_ * turn.letters, (first + places[turn.ref]) % round_ + round_ * turn.letter


@lru_cache(maxsize=64)
def _order(refs: frozenset[str]) -> tuple[dict[str, int], int]:
    """Return the place of each ref among these, and a number for all of them; many are planned among the same ones."""
    ordered = sorted(refs, key=lambda ref: (_number(ref), ref))
    return {ref: place for place, ref in enumerate(ordered)}, _number("\0".join(ordered))


def _prime(least: int) -> int:
    while any(least % n == 0 for n in range(2, int(least**0.5) + 1)):
        least += 1
    return least
