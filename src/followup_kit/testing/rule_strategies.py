"""Hypothesis strategies for timing rules and for the instants at which they break: round times, and clock changes.

What they draw shrinks to a rule that is easy to read (office hours in Berlin) and to Monday 2 March 2026::

    from hypothesis import given
    from followup_kit.testing import instants, rules


    @given(rules(), instants())
    def test_an_answer_is_permitted(rule, start):
        found = rule.next_allowed(start)
        assert found is None or rule.allowed(found)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType

from attrs import define, frozen
from hypothesis import strategies as st

from followup_kit.timing.instants import HOUR
from followup_kit.timing.reasons import Reason
from followup_kit.timing.rules import ALWAYS, NEVER, IntervalRule, NotAfter, NotBefore, Strength
from followup_kit.timing.segments import CHUNK, day_begins, segments
from followup_kit.timing.tables import DailyHours, DaysOff, WorkingDays
from followup_kit.timing.wallclock import ALL_DAY, OpenSpans, WallClockRule

__all__ = ["ZONES", "instants", "rule_sets", "rules"]

ZONES: tuple[str, ...] = (
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",  # half an hour off the full one
    "Australia/Lord_Howe",  # clocks move by half an hour
    "Africa/Casablanca",  # clocks move for Ramadan, and the other way round
    "America/Havana",  # clocks move at midnight
    "Pacific/Kiritimati",  # fourteen hours ahead
    "Asia/Kathmandu",  # three quarters of an hour
    "UTC",
)
"""Zones in which wall clocks do odd things; the plain one first, since examples shrink towards it."""

_MONDAY = date(2026, 3, 2)
_FROM, _TO = -790, 480
"""Days around that Monday: from January 2024 to June 2027."""


@lru_cache(maxsize=256)
def _changes(zone: str) -> tuple[int, ...]:
    """Return the instants from 2024 to 2027 at which the zone's clocks change."""
    first, last = (day_begins(_MONDAY + timedelta(days=n), zone) for n in (_FROM, _TO))
    found = [part for chunk in range(first // CHUNK, last // CHUNK + 1) for part in segments(zone, chunk)]
    return tuple(one[1] for one, two in pairwise(found) if one[2] != two[2])


@st.composite
def instants(draw: st.DrawFn, zone: str = "Europe/Berlin") -> int:
    """Return UTC seconds from 2024 to 2027: round local times, a second beside them, and around clock changes."""
    nudge = draw(st.sampled_from((0, 0, 1, -1)) | st.integers(0, 59))
    # Everything is drawn each time: a case that always has the same parts shrinks to a plain zone.
    near, which = draw(st.integers(0, 3)) == 3, draw(st.integers(0, 63))
    quarters, day = draw(st.integers(-12, 12)), draw(st.integers(_FROM, _TO))
    minutes = draw(st.integers(0, 23).map(lambda hour: hour * 60) | st.integers(0, 95).map(lambda part: part * 15))
    changes = _changes(zone)
    if near and changes:
        return changes[which % len(changes)] + quarters * HOUR // 4 + nudge
    return day_begins(_MONDAY + timedelta(days=day), zone) + minutes * 60 + nudge


@frozen
class Week:
    """The same working days in every week."""

    days: frozenset[int]

    def __call__(self, _day: date) -> frozenset[int]:
        return self.days


@frozen
class Feasts:
    """Days off by hand."""

    days: frozenset[date]

    def __call__(self, _year: int) -> Mapping[date, Reason]:
        return MappingProxyType(dict.fromkeys(self.days, Reason("feast", "a feast is held")))


@define(eq=False, kw_only=True, repr=False)
class ByWeekday(WallClockRule):
    """Hours by weekday, 1 = Monday; on other days it is open all day. A rule such as anybody may write."""

    hours: Mapping[int, tuple[tuple[time, time], ...]]
    name: str = "by_weekday"
    strength: Strength = "hard"
    rank: int = 0
    zone: str | None = None
    recurring: bool = True
    because: Reason | str | None = "these are not the hours of that weekday"

    def open_spans(self, day: date) -> OpenSpans:
        """See `WallClockRule`."""
        return self.hours.get(day.isoweekday(), ALL_DAY)

    def __repr__(self) -> str:
        days = {day: [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in spans] for day, spans in self.hours.items()}
        return f"ByWeekday({days}, zone={self.zone!r})"


_CLOCKS = st.integers(0, 95).map(lambda part: time(part // 4, part % 4 * 15))


@st.composite
def _spans(draw: st.DrawFn) -> tuple[time, time]:
    opens, closes = draw(st.just((time(9), time(17))) | st.tuples(_CLOCKS, _CLOCKS))
    return (opens, time(0)) if opens == closes else (opens, closes)


def _near(most: int) -> st.SearchStrategy[int]:
    """Return whole hours around that Monday."""
    return st.integers(-most, most).map(lambda days: day_begins(_MONDAY + timedelta(days=days), "UTC") + 12 * HOUR)


@st.composite
def _hours(draw: st.DrawFn, zone: str) -> IntervalRule:
    opens, closes = draw(_spans())
    return DailyHours(zone=zone, name="hours", opens=opens, closes=closes)


def _weeks(zone: str) -> st.SearchStrategy[IntervalRule]:
    days = st.just(frozenset(range(1, 6))) | st.frozensets(st.integers(1, 7), min_size=1, max_size=6)
    return days.map(lambda chosen: WorkingDays(zone=zone, name="week", week=Week(chosen)))


def _feasts(zone: str) -> st.SearchStrategy[IntervalRule]:
    days = st.frozensets(st.integers(-20, 30).map(lambda n: _MONDAY + timedelta(days=n)), max_size=8)
    return days.map(lambda chosen: DaysOff(zone=zone, name="feasts", days_off=Feasts(chosen)))


@st.composite
def _by_weekday(draw: st.DrawFn, zone: str | None) -> IntervalRule:
    spans = st.lists(_spans(), max_size=2).map(tuple[tuple[time, time], ...])
    hours = draw(st.dictionaries(st.integers(1, 7), spans, min_size=1, max_size=3))
    return ByWeekday(hours=hours, zone=zone)


def _simple(zones: Sequence[str], *, zone_free: bool) -> st.SearchStrategy[IntervalRule]:
    if zone_free:
        return _by_weekday(None) | _near(20).map(NotBefore)

    def on_clocks(zone: str) -> st.SearchStrategy[IntervalRule]:
        return st.one_of(_hours(zone), _weeks(zone), _feasts(zone), _by_weekday(zone))

    dated = _near(20).map(NotBefore) | _near(20).map(NotAfter)
    return st.sampled_from(zones).flatmap(on_clocks) | dated | st.sampled_from((ALWAYS, NEVER))


def _combined(parts: st.SearchStrategy[IntervalRule]) -> st.SearchStrategy[IntervalRule]:
    pairs = st.tuples(parts, parts)
    joined = (pairs.map(lambda two: two[0] & two[1]), pairs.map(lambda two: two[0] | two[1]))
    return st.one_of(*joined, pairs.map(lambda two: two[0] - two[1]), parts.map(lambda one: ~one))


def rules(
    *,
    zones: Sequence[str] = ZONES,
    zone_free: bool = False,
    combined: bool = True,
    strength: Strength | None = None,
) -> st.SearchStrategy[IntervalRule]:
    """Return timing rules that keep their contract: built-in ones, hours by weekday, and combinations of them.

    Args:
        zones: the zones whose clocks they follow.
        zone_free: return rules that `at` has still to bind to a zone, as a policy takes them.
        combined: whether up to four of them are joined by `&`, `|`, `-` and `~`.
        strength: of all rules, with some rank if it is "soft"; None draws it.
    """
    one = _simple(tuple(zones), zone_free=zone_free)
    found = st.recursive(one, _combined, max_leaves=4) if combined else one
    strong = st.sampled_from(("hard", "soft", "law") if strength is None else (strength,))
    return st.builds(_as, found, strong, st.integers(0, 60))


def _as(rule: IntervalRule, strength: Strength, rank: int) -> IntervalRule:
    return rule.but(strength=strength, rank=rank if strength == "soft" else 0)


def rule_sets(
    *, least: int = 1, most: int = 4, zones: Sequence[str] = ZONES, zone_free: bool = False
) -> st.SearchStrategy[tuple[IntervalRule, ...]]:
    """Return several rules with names of their own; the sets may be contradictory, always open, or dated only."""
    one = rules(zones=zones, zone_free=zone_free)
    return st.lists(one, min_size=least, max_size=most).map(_apart)


def _apart(chosen: Sequence[IntervalRule]) -> tuple[IntervalRule, ...]:
    return tuple(rule.but(name=f"{rule.name} {number}") for number, rule in enumerate(chosen, 1))
