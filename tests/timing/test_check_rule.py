"""check_rule finds the fault that each rule of a small zoo was given, names it, and lets every sound rule pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from followup_kit import ALL_DAY, ALWAYS, NEVER, IntervalRule, NotAfter, NotBefore, SpanRule, WallClockRule, wall_clock
from followup_kit.testing import check_rule, rules
from followup_kit.testing.rule_invariants import RULE_INVARIANTS
from followup_kit.timing.instants import DAY, HOUR, local_time, to_instant
from followup_kit.timing.reasons import Reason
from followup_kit.timing.tables import DailyHours, DaysOff, WorkingDays

from .builders import at, hours, week

BERLIN = "Europe/Berlin"
MARCH = to_instant(at("2026-03-02 00:00"))


class Sound:
    """Office hours in Berlin as an object of one's own, that is no IntervalRule; each animal spoils one answer."""

    name = "animal"
    strength = "hard"
    recurring = True
    zone = BERLIN

    def __init__(self) -> None:
        self.good = hours()

    def next_allowed(self, at: int) -> int | None:
        return self.good.next_allowed(at)

    def prev_allowed(self, at: int) -> int | None:
        return self.good.prev_allowed(at)

    def next_refused(self, at: int) -> int | None:
        return self.good.next_refused(at)

    def prev_refused(self, at: int) -> int | None:
        return self.good.prev_refused(at)

    def allowed(self, at: int) -> bool:
        return self.good.allowed(at)

    def why_not(self, at: int) -> Reason | None:
        return self.good.why_not(at)


class Raises(Sound):
    def prev_refused(self, at: int) -> int | None:
        raise KeyError("no such day")


class Fractions(Sound):
    def next_allowed(self, at: int) -> Any:
        return float(self.good.next_allowed(at) or 0)


class Moments(Sound):
    def prev_allowed(self, at: int) -> Any:
        found = self.good.prev_allowed(at)
        return None if found is None else local_time(found, BERLIN)


class SaysMaybe(Sound):
    def allowed(self, at: int) -> Any:
        return 1


class ReasonOfText(Sound):
    def why_not(self, at: int) -> Any:
        return None if self.good.allowed(at) else "closed"


class Endless(Sound):
    def next_refused(self, at: int) -> int | None:
        while True:
            at += 1


class Moody(Sound):
    asked = 0

    def next_allowed(self, at: int) -> int | None:
        self.asked += 1
        return self.good.next_allowed(at + (self.asked % 3 == 0) * DAY)


class Backwards(Sound):
    def next_allowed(self, at: int) -> int | None:
        """The last opening before, where a search ahead was asked for."""
        return at if self.good.allowed(at) else (self.good.prev_allowed(at) or 0)


class BeforeOpening(Sound):
    def next_allowed(self, at: int) -> int | None:
        found = self.good.next_allowed(at)
        return found if found in (None, at) else max(at + 1, (found or 0) - 60)


class Overtaken(Sound):
    """From the evening on it waits a day longer than from the night."""

    def next_allowed(self, at: int) -> int | None:
        found = self.good.next_allowed(at)
        if found is None or found - at < 9 * HOUR:
            return found
        return self.good.next_allowed(found + 12 * HOUR)


class HourLate(Sound):
    """The search opens an hour late, though the rule says that it is open before."""

    def __init__(self) -> None:
        self.good = hours(opens=10)

    def allowed(self, at: int) -> bool:
        return hours().allowed(at)


class BackToClosing(Sound):
    def prev_allowed(self, at: int) -> int | None:
        found = self.good.prev_allowed(at)
        return found if found in (None, at) else (found or 0) + 1


class BackTooFar(Sound):
    def prev_allowed(self, at: int) -> int | None:
        found = self.good.prev_allowed(at)
        return found if found in (None, at) else self.good.prev_allowed((found or 0) - 12 * HOUR)


class ClosingCounted(Sound):
    def allowed(self, at: int) -> bool:
        return self.good.allowed(at) or self.good.allowed(at - 1)


class RefusedLate(Sound):
    def next_refused(self, at: int) -> int | None:
        found = self.good.next_refused(at)
        return found if found in (None, at) else (found or 0) + 60


class RefusedNever(Sound):
    def prev_refused(self, at: int) -> int | None:
        return None


class Silent(Sound):
    def why_not(self, at: int) -> Reason | None:
        return None


class AlwaysComplains(Sound):
    def why_not(self, at: int) -> Reason | None:
        return Reason("animal", "it is closed")


class Wordless(Sound):
    def why_not(self, at: int) -> Reason | None:
        return None if self.good.allowed(at) else Reason("animal", "")


class NotEveryWeek(WallClockRule):
    name = "animal"
    zone = BERLIN
    recurring = True

    def open_spans(self, day: date) -> Any:
        return () if day.day == 1 else ALL_DAY


class AddsADay(SpanRule):
    """Counts 24 hours from one morning on, and so drifts by an hour where the clocks change."""

    name = "animal"
    zone = BERLIN
    recurring = True

    def stretches(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        morning = MARCH + 9 * HOUR
        for day in range((start - morning) // DAY - 1, (end - morning) // DAY + 1):
            yield morning + day * DAY, morning + day * DAY + 8 * HOUR


class GivesUp(WallClockRule):
    """The first of each month; but nobody looks further than a week."""

    name = "animal"
    zone = BERLIN

    def open_spans(self, day: date) -> Any:
        return ALL_DAY if day.day == 1 else ()

    def next_allowed(self, at: int) -> int | None:
        found = super().next_allowed(at)
        return found if found is not None and found < at + 7 * DAY else None


class ClosingIn(WallClockRule):
    name = "animal"

    def open_spans(self, day: date) -> Any:
        return [(time(9), time(17, 0, 1))]


class OpeningOut(WallClockRule):
    name = "animal"

    def open_spans(self, day: date) -> Any:
        return [(time(9, 0, 1), time(17))]


class UntilTheLastSecond(WallClockRule):
    name = "animal"

    def open_spans(self, day: date) -> Any:
        return [(time(0), time(23, 59, 59))]


class BeginsInside(SpanRule):
    """Yields the days that begin in the piece that is asked for, and forgets the one that runs already."""

    name = "animal"

    def stretches(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        for day in range(-(-start // (2 * DAY)), -(-end // (2 * DAY))):
            yield day * 2 * DAY, day * 2 * DAY + DAY


class FixedOffset(SpanRule):
    """Nine to five by an offset that was looked up once."""

    name = "animal"
    zone = BERLIN

    def stretches(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        for day in range(start // DAY - 1, end // DAY + 1):
            yield day * DAY + 8 * HOUR, day * DAY + 16 * HOUR


def nine_to_five(local: datetime) -> bool:
    return 9 <= local.hour < 17


ZOO: list[tuple[str, Callable[[], Any], str]] = [
    ("answers", Raises, "prev_refused raises KeyError"),
    ("answers", Fractions, "no whole number of UTC seconds"),
    ("answers", Moments, "no whole number of UTC seconds"),
    ("answers", SaysMaybe, "allowed answers 1"),
    ("answers", ReasonOfText, "why_not answers 'closed'"),
    ("pure", Moody, "asked twice"),
    ("extensive", Backwards, "next_allowed goes back in time"),
    ("idempotent", BeforeOpening, "not content with its own answer"),
    ("monotone", Overtaken, "gets an earlier answer"),
    ("tight", HourLate, "passes over an instant"),
    ("mirror", BackToClosing, "next_allowed does not permit"),
    ("mirror", BackTooFar, "prev_allowed passes over"),
    ("allowed", ClosingCounted, "allowed says True, next_allowed says False"),
    ("refused", RefusedLate, "passes over an instant that is refused"),
    ("refused", RefusedNever, "prev_refused"),
    ("reason", Silent, "gives no reason"),
    ("reason", AlwaysComplains, "of an instant that is permitted"),
    ("reason", Wordless, "without words"),
    ("recurring", NotEveryWeek, "not treated alike"),
    ("recurring", AddsADay, "not treated alike"),
    ("never", GivesUp, "gives up before 400 days"),
    ("half-open", ClosingIn, "the closing time itself is permitted"),
    ("half-open", OpeningOut, "the opening time itself is refused"),
    ("half-open", UntilTheLastSecond, "the last second before the closing time"),
    ("pieces", BeginsInside, "two pieces of time"),
]


@pytest.mark.parametrize(("invariant", "animal", "told"), ZOO, ids=[f"{name}-{kind.__name__}" for name, kind, _ in ZOO])
def test_a_seeded_fault_is_found_and_named(invariant: str, animal: Callable[[], Any], told: str) -> None:
    with pytest.raises(AssertionError) as caught:
        check_rule(animal())
    first, *rest = str(caught.value).splitlines()
    assert first.startswith(f"rule 'animal' breaks {invariant!r}: ")
    assert told in rest[0]


def test_the_zoo_has_an_animal_for_every_invariant() -> None:
    assert {invariant.name for invariant in RULE_INVARIANTS} - {name for name, _, _ in ZOO} == {"reader"}


def test_a_reader_of_the_wall_clock_finds_hours_that_drift_with_the_clocks() -> None:
    check_rule(hours(), reads=nine_to_five)
    with pytest.raises(AssertionError, match="breaks 'reader'"):
        check_rule(FixedOffset(), reads=nine_to_five)


def test_a_question_without_an_end_is_broken_off() -> None:
    with pytest.raises(AssertionError, match=r"breaks 'answers'.*\n.*next_refused did not end within 0\.3 seconds"):
        check_rule(Endless(), seconds=0.3)


def test_what_is_no_rule_is_refused_with_what_it_lacks() -> None:
    with pytest.raises(AssertionError, match=r"'object' is no timing rule: it has no name, no strength, .*no why_not"):
        check_rule(object())  # type: ignore[arg-type]  # on purpose


def test_the_case_is_small_and_reads_like_a_clock() -> None:
    with pytest.raises(AssertionError) as caught:
        check_rule(ClosingIn())
    assert str(caught.value).splitlines() == [
        "rule 'animal' breaks 'half-open': a span includes its opening time and excludes its closing time",
        "  the closing time itself is permitted",
        "  on the clocks of Europe/Berlin:",
        "    permitted  Mon 2026-03-02 17:00:00 +01:00",
        "    refused    Mon 2026-03-02 17:00:01 +01:00",
    ]


def test_odd_seconds_are_allowed_where_they_are_meant() -> None:
    check_rule(NotAfter(MARCH + 1), whole_minutes=False)
    with pytest.raises(AssertionError, match="half-open"):
        check_rule(NotAfter(MARCH + 1))


FEASTS = {date(2026, 12, 25) + timedelta(days=n): Reason("feast", "a feast is held") for n in (0, 1, 7)}


@wall_clock(because="it is Friday afternoon", recurring=True)
def friday(day: date) -> Any:
    return [(time(0), time(13))] if day.isoweekday() == 5 else ALL_DAY


@pytest.mark.parametrize(
    "rule",
    [
        Sound(),
        ALWAYS,
        NEVER,
        NotBefore(MARCH),
        NotAfter(MARCH),
        hours(),
        hours("Australia/Lord_Howe", 22, 3),
        DailyHours(zone="America/Havana", name="night", opens=time(0), closes=time(5)),
        week("Africa/Casablanca"),
        DaysOff(zone="Asia/Kathmandu", name="feasts", days_off=lambda _year: FEASTS),
        friday,
        friday & NotBefore(MARCH),
        ~friday.at("Pacific/Apia"),
        (hours() - hours(opens=12, closes=13)) | WorkingDays(zone="UTC", name="odd", week=lambda _day: frozenset({7})),
        hours("America/New_York") & hours("Asia/Tokyo", 8, 21),
    ],
    ids=lambda rule: rule.name,
)
def test_a_sound_rule_passes(rule: Any) -> None:
    check_rule(rule, examples=30)


@settings(max_examples=15, suppress_health_check=[HealthCheck.nested_given])
@given(rules() | rules(zone_free=True))
def test_every_rule_that_the_strategies_draw_passes(rule: IntervalRule) -> None:
    check_rule(rule, examples=5)


@settings(max_examples=50)
@given(st.from_type(IntervalRule))
def test_rules_are_registered_for_from_type(rule: IntervalRule) -> None:
    assert rule.strength in ("law", "hard", "soft")
