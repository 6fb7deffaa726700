from __future__ import annotations

from datetime import UTC, date, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.facts.people import Employer, OfficeHours
from followup_kit.testing import PLACES, moments, office_hours, rules
from followup_kit.timing.calendars import public_holidays
from followup_kit.timing.instants import DAY, HOUR, local_time, to_instant
from followup_kit.timing.places import Place
from followup_kit.timing.rules import HORIZON, IntervalRule, NotBefore
from followup_kit.timing.search import first_permitted, last_permitted, stretch
from followup_kit.timing.tables import DaysOff

from .builders import at, hours, said, week
from .oracle import at_work, first_minute, hours_of, works

FRIDAY = to_instant(at("2026-03-06 18:00"))


def place_of(place: tuple[str, str | None]) -> Place:
    return Place(zone=place[0], country=place[1], calendar=public_holidays())


@settings(max_examples=60)
@given(st.sampled_from(PLACES), office_hours(), st.data())
def test_an_independent_reader_of_every_minute_agrees(
    place: tuple[str, str | None], span: OfficeHours, data: st.DataObject
) -> None:
    zone, country = place
    start = data.draw(moments(zone))
    days = place_of(place).working_days(start.date())
    house = Employer(name="Acme", office_hours=span)
    readers = [at_work(hours_of(house, span), works(house, lambda _day: days, country))]
    expected = first_minute(start, zone, readers, most=timedelta(days=12))
    found = first_permitted(to_instant(start), place_of(place).rules(span)).at
    if expected is not None:
        assert found == to_instant(expected)
    else:
        assert found is None or found > to_instant(start) + 12 * DAY


@settings(max_examples=60)
@given(st.lists(rules(), min_size=1, max_size=3), st.integers(FRIDAY - 20 * DAY, FRIDAY + 20 * DAY))
def test_the_order_of_the_rules_does_not_matter(chosen: list[IntervalRule], start: int) -> None:
    assert len({first_permitted(start, order).at for order in permutations(chosen)}) == 1


@given(st.lists(rules(), min_size=1, max_size=4), st.integers(FRIDAY - 20 * DAY, FRIDAY + 20 * DAY), st.integers(0, 99))
def test_the_answer_is_the_first_that_all_permit(chosen: list[IntervalRule], start: int, percent: int) -> None:
    found = first_permitted(start, chosen)
    if found.at is None:
        return
    assert found.at >= start
    assert all(rule.allowed(found.at) for rule in chosen)
    assert first_permitted(found.at, chosen).at == found.at
    if found.at > start:
        between = start + (found.at - start) * percent // 100
        assert not all(rule.allowed(between) for rule in chosen)


@given(st.lists(rules(), min_size=1, max_size=4), st.integers(FRIDAY - 20 * DAY, FRIDAY + 20 * DAY), st.integers(0, 99))
def test_each_move_is_one_in_which_its_rule_says_no(chosen: list[IntervalRule], start: int, percent: int) -> None:
    found, reached = first_permitted(start, chosen), start
    for rule, begin, end in found.moves:
        assert begin == reached < end
        assert not rule.allowed(begin + (end - begin) * percent // 100)
        reached = end
    assert found.at in (None, reached)


@given(
    st.lists(rules(), min_size=1, max_size=3),
    st.integers(FRIDAY - 20 * DAY, FRIDAY + 20 * DAY),
    st.integers(0, 5 * DAY),
)
def test_a_later_start_never_gets_an_earlier_answer(chosen: list[IntervalRule], start: int, more: int) -> None:
    first, second = first_permitted(start, chosen).at, first_permitted(start + more, chosen).at
    if first is not None and second is not None:
        assert first <= second


@given(st.dates(date(2026, 3, 1), date(2026, 3, 31)), st.integers(0, 20 * 24))
def test_a_further_holiday_never_helps(day: date, later: int) -> None:
    start = FRIDAY + later * HOUR
    feast = DaysOff(zone="Europe/Berlin", name="holidays", days_off=lambda _year: {day: "a feast"})
    plain, fewer = (first_permitted(start, chosen).at for chosen in ((week(), hours()), (week(), feast, hours())))
    assert plain is not None
    assert fewer is not None
    assert plain <= fewer


@given(st.frozensets(st.integers(1, 7), min_size=1), st.integers(1, 7), st.integers(0, 20 * 24))
def test_a_further_working_day_or_wider_hours_never_hurt(days: frozenset[int], more: int, later: int) -> None:
    start = FRIDAY + later * HOUR
    least = first_permitted(start, (week(days=days), hours())).at
    assert least is not None
    for chosen in ((week(days=days | {more}), hours()), (week(days=days), hours(opens=8, closes=18))):
        found = first_permitted(start, chosen).at
        assert found is not None
        assert found <= least


@given(st.integers(0, 7 * 24 * 60))
def test_a_week_later_is_a_week_later_where_no_clock_changes(minutes: int) -> None:
    start = to_instant(at("2026-01-12 00:00")) + minutes * 60
    one, two = (first_permitted(begin, (week(), hours())).at for begin in (start, start + 7 * DAY))
    assert one is not None
    assert two == one + 7 * DAY


@given(st.lists(rules(), min_size=1, max_size=3), st.integers(FRIDAY - 20 * DAY, FRIDAY + 20 * DAY))
def test_looking_back_finds_the_last_that_all_permit(chosen: list[IntervalRule], start: int) -> None:
    found = last_permitted(start, chosen, floor=start - 30 * DAY)
    if found is not None:
        assert start - 30 * DAY <= found <= start
        assert all(rule.allowed(found) for rule in chosen)
        assert found == start or first_permitted(found + 1, chosen).at not in range(found + 1, start + 1)
        begins, ends = stretch(found, chosen)
        assert begins <= found < ends
        assert all(rule.allowed(t) for rule in chosen for t in (begins, ends - 1))


def test_offices_that_never_meet_are_recognised_and_named_as_a_pair() -> None:
    new_york = hours("America/New_York", name="office_hours")
    tokyo = hours("Asia/Tokyo", 8, 21, name="sender_hours")
    found = first_permitted(FRIDAY, (NotBefore(FRIDAY + DAY), week("America/New_York"), new_york, tokyo))
    assert found.at is None
    assert {rule.name for rule in found.never} == {"office_hours", "sender_hours"}
    assert len(found.moves) < 100


def test_an_ordinary_long_wait_is_not_taken_for_never() -> None:
    closed = {date(2026, 3, 1) + timedelta(days=n): "a strike" for n in range(60)}
    strike = DaysOff(zone="Europe/Berlin", name="closures", days_off=lambda _year: closed)
    found = first_permitted(FRIDAY, (week(), strike, hours()))
    assert found.at is not None
    assert said(local_time(found.at, "Europe/Berlin")) == "2026-04-30 09:00"


def test_four_hundred_days_of_nothing_is_an_answer_that_names_the_rule() -> None:
    closed = {date(2026, 1, 1) + timedelta(days=n): "a strike" for n in range(600)}
    strike = DaysOff(zone="Europe/Berlin", name="closures", days_off=lambda _year: closed)
    found = first_permitted(FRIDAY, (week(), strike, hours()))
    assert found.at is None
    assert [rule.name for rule in found.never] == ["closures"]


@given(st.lists(rules(), min_size=1, max_size=5), st.integers(FRIDAY - 20 * DAY, FRIDAY + 20 * DAY))
def test_every_search_ends_within_a_bounded_number_of_moves(chosen: list[IntervalRule], start: int) -> None:
    found = first_permitted(start, chosen)
    # At most one move a rule a day, and one day more.
    assert len(found.moves) <= len(chosen) * (2 * HORIZON // DAY)
    assert (found.at is None) == bool(found.never)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Africa/Casablanca", "Australia/Lord_Howe"])
def test_asking_in_pieces_is_asking_as_a_whole(zone: str) -> None:
    """Answers from tables built month by month are those of a clock read directly, over a whole year."""
    info, rule = ZoneInfo(zone), hours(zone)
    for instant in range(to_instant(at("2026-01-01 00:00", "UTC")), to_instant(at("2027-01-05 00:00", "UTC")), 2700):
        local = local_time(instant, zone).astimezone(UTC).astimezone(info)
        assert rule.allowed(instant) == (9 <= local.hour < 17)
