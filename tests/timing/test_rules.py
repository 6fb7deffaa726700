"""The laws of rules as sets, each tried near clock changes, and against an independent reader of the wall clock."""

from __future__ import annotations

from datetime import UTC, date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.facts.people import OfficeHours
from followup_kit.testing import PLACES, moments, office_hours, rules
from followup_kit.timing.instants import DAY, local_time, to_instant
from followup_kit.timing.rules import IntervalRule
from followup_kit.timing.tables import DailyHours, DaysOff

from .builders import at, hours, said
from .oracle import first_minute, office

MONDAY = to_instant(at("2026-03-02 12:00"))


def daily(span: OfficeHours, zone: str = "Europe/Berlin") -> DailyHours:
    return DailyHours(zone=zone, name="hours", opens=span.opens, closes=span.closes)


instants = st.integers(MONDAY - 25 * DAY, MONDAY + 25 * DAY)


@given(rules(), instants)
def test_next_allowed_never_goes_back_and_is_permitted(rule: IntervalRule, start: int) -> None:
    found = rule.next_allowed(start)
    if found is not None:
        assert found >= start
        assert rule.allowed(found)
        assert rule.next_allowed(found) == found == rule.prev_allowed(found)
        assert found == start or not rule.allowed(found - 1)


@given(rules(), instants, st.integers(0, 60 * DAY))
def test_next_allowed_keeps_the_order_of_its_arguments(rule: IntervalRule, start: int, more: int) -> None:
    first, second = rule.next_allowed(start), rule.next_allowed(start + more)
    if first is not None and second is not None:
        assert first <= second


@given(rules(), instants, st.integers(0, 100))
def test_nothing_between_start_and_answer_is_permitted(rule: IntervalRule, start: int, percent: int) -> None:
    found = rule.next_allowed(start)
    if found is not None and found > start:
        between = start + (found - 1 - start) * percent // 100
        assert not rule.allowed(between)
        assert rule.why_not(between) is not None


@given(rules(), instants)
def test_looking_back_mirrors_looking_ahead(rule: IntervalRule, start: int) -> None:
    before = rule.prev_allowed(start)
    if before is not None:
        assert before <= start
        assert rule.allowed(before)
        assert before == start or rule.next_refused(before) == before + 1
    refused = rule.prev_refused(start)
    if refused is not None:
        assert refused <= start
        assert not rule.allowed(refused)
        assert refused == start or rule.next_allowed(refused) == refused + 1


@given(rules(), rules(), instants)
def test_the_next_of_a_union_is_the_earlier_next(first: IntervalRule, second: IntervalRule, start: int) -> None:
    nexts = [t for t in (first.next_allowed(start), second.next_allowed(start)) if t is not None]
    assert (first | second).next_allowed(start) == min(nexts, default=None)


@given(rules(), rules(), instants)
def test_and_or_not_are_those_of_sets(first: IntervalRule, second: IntervalRule, at_: int) -> None:
    one, two = first.allowed(at_), second.allowed(at_)
    assert (first & second).allowed(at_) == (one and two)
    assert (first | second).allowed(at_) == (one or two)
    assert (~first).allowed(at_) == (not one)
    assert (~~first).allowed(at_) == one


@given(rules(), rules(), instants)
def test_de_morgan_holds_for_the_next_permitted_instant(first: IntervalRule, second: IntervalRule, at_: int) -> None:
    assert (~(first & second)).next_allowed(at_) == (~first | ~second).next_allowed(at_)
    assert (~(first | second)).prev_allowed(at_) == (~first & ~second).prev_allowed(at_)


@settings(max_examples=60)
@given(st.sampled_from(PLACES), office_hours(), st.data())
def test_hours_open_when_the_wall_clock_says_so(
    place: tuple[str, str | None], span: OfficeHours, data: st.DataObject
) -> None:
    zone, _ = place
    start = data.draw(moments(zone))
    expected = first_minute(start, zone, [office(span.opens, span.closes)], most=timedelta(days=3))
    assert expected is not None
    assert daily(span, zone).next_allowed(to_instant(start)) == to_instant(expected)


@pytest.mark.parametrize(
    ("zone", "opens", "closes", "start", "first"),
    [
        # A gap: the first existing reading of at least 02:30, not an hour after it.
        ("Europe/Berlin", (2, 30), (4, 0), "2026-03-28T23:00Z", "2026-03-29 03:00"),
        # The whole opening lies in the gap: there is none on this day.
        ("Europe/Berlin", (2, 15), (2, 45), "2026-03-28T23:00Z", "2026-03-30 02:15"),
        # A repeated hour: the first pass.
        ("Europe/Berlin", (2, 30), (4, 0), "2026-10-24T22:00Z", "2026-10-25 02:30"),
        # A repeated hour is open both times: at 02:15 of the second pass 02:30 is yet to come again.
        ("Europe/Berlin", (2, 30), (2, 45), "2026-10-25T01:15Z", "2026-10-25 02:30"),
        # Half an hour on Lord Howe.
        ("Australia/Lord_Howe", (2, 15), (9, 0), "2026-10-03T13:00Z", "2026-10-04 02:30"),
        # The clocks skip midnight in Havana.
        ("America/Havana", (0, 0), (5, 0), "2026-03-08T04:30Z", "2026-03-08 01:00"),
        # Over midnight, asked after midnight: still open.
        ("Europe/Berlin", (22, 0), (6, 0), "2026-03-06T01:00Z", "2026-03-06 02:00"),
        ("Europe/Berlin", (22, 0), (0, 0), "2026-03-05T23:00Z", "2026-03-06 22:00"),
        # Samoa had no 30 December 2011.
        ("Pacific/Apia", (9, 0), (17, 0), "2011-12-30T08:00Z", "2011-12-31 09:00"),
    ],
)
def test_gaps_folds_and_skipped_days_follow_the_wall_clock(
    zone: str, opens: tuple[int, int], closes: tuple[int, int], start: str, first: str
) -> None:
    rule = DailyHours(zone=zone, name="hours", opens=time(*opens), closes=time(*closes))
    found = rule.next_allowed(to_instant(at(start.removesuffix("Z"), "UTC")))
    assert found is not None
    assert said(local_time(found, zone)) == first


def test_the_second_pass_of_a_repeated_hour_is_open_as_well() -> None:
    second_pass = to_instant(at("2026-10-25 01:30", "UTC"))
    rule = DailyHours(zone="Europe/Berlin", name="hours", opens=time(2, 30), closes=time(2, 45))
    assert rule.allowed(second_pass)
    assert rule.allowed(second_pass - 3600)
    assert not rule.allowed(second_pass - 900)


def test_closing_time_is_closed_and_opening_time_is_open() -> None:
    rule = hours()
    assert not rule.allowed(to_instant(at("2026-03-06 17:00")))
    assert rule.allowed(to_instant(at("2026-03-06 17:00")) - 1)
    assert rule.allowed(to_instant(at("2026-03-06 09:00")))


def test_a_rule_that_never_opens_says_so_within_the_horizon() -> None:
    never = DaysOff(zone="UTC", name="shut", days_off=lambda _year: AllDays())
    assert never.next_allowed(MONDAY) is None
    assert never.prev_allowed(MONDAY) is None
    assert (~never).next_allowed(MONDAY) == MONDAY


class AllDays(dict[date, str]):
    def __contains__(self, _day: object) -> bool:
        return True


def test_tables_are_kept_in_a_bounded_cache() -> None:
    rule = hours("America/New_York")
    for day in range(0, 100 * 365, 20):
        rule.next_allowed(day * DAY)
    assert len(rule._chunks) <= 64


def test_an_alias_of_a_zone_gives_the_same_rule() -> None:
    start = to_instant(at("2026-03-07 12:00", "UTC").astimezone(UTC))
    for step in range(0, 20 * DAY, 7000):
        assert hours("US/Eastern").next_allowed(start + step) == hours("America/New_York").next_allowed(start + step)
