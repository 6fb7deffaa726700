"""Properties 3, 4 and 9 of whole plans: the answer is the first, asked again it is the same, a week is a week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.facts.history import Entry, Event, History, Occasion
from followup_kit.facts.interview import Interview
from followup_kit.testing.fakes import FakeCalendar
from followup_kit.timing.decisions import Send
from followup_kit.timing.instants import instant_of, to_instant
from followup_kit.timing.planner import plan

from ..builders import GUIDE, at, interview, person
from .asking import asked, decision, step

minutes = st.integers(0, 10 * 24 * 60)


@settings(max_examples=60)
@given(asked(), st.integers(0, 99))
def test_no_minute_before_the_answer_would_do(given_: tuple[Interview, FakeCalendar], percent: int) -> None:
    """Property 3."""
    record, calendar = given_
    found = step(record, calendar)
    if not isinstance(found.decision, Send) or found.decision.relaxed:
        return
    opens, answer = instant_of(found.decision.opens), instant_of(found.decision.at)
    # Every left end of a stretch, and instants in between.
    left = {after for rule in found.rules if (after := rule.next_allowed(opens)) is not None}
    between = {opens + (answer - opens) * share // 100 for share in (percent, 0, 99)}
    for instant in {each for each in left | between if opens <= each < answer}:
        assert not all(rule.allowed(instant) for rule in found.rules)


@settings(max_examples=60)
@given(asked(), minutes)
def test_asked_at_the_answer_the_answer_is_the_same(given_: tuple[Interview, FakeCalendar], later: int) -> None:
    """Property 4."""
    record, calendar = given_
    now = record.ended.astimezone(UTC) + timedelta(minutes=later)
    first = decision(record, calendar, now=now)
    if isinstance(first, Send):
        again = decision(record, calendar, now=first.at.astimezone(UTC))
        assert isinstance(again, Send)
        assert again.at == first.at


@settings(max_examples=60)
@given(st.integers(0, 7 * 24 * 60), st.frozensets(st.integers(1, 7), min_size=1), minutes)
def test_a_week_later_the_plan_is_a_week_later_where_no_clock_changes(
    end: int, working: frozenset[int], later: int
) -> None:
    """Property 9."""
    ended = at("2026-01-12 00:00").astimezone(UTC) + timedelta(minutes=end)
    one = interview(ended, employer={"working_days": working})
    two = evolve(one, ended=ended + timedelta(days=7))
    wait, week = timedelta(minutes=later), 7 * 24 * 3600
    first, second = (decision(each, FakeCalendar(), GUIDE, each.ended + wait) for each in (one, two))
    assert first.kind == second.kind
    if isinstance(first, Send) and isinstance(second, Send):
        assert instant_of(second.at) == instant_of(first.at) + week
        assert second.relaxed == first.relaxed
        assert [instant_of(option.at) for option in second.options] == [
            instant_of(option.at) + week for option in first.options
        ]


def test_a_week_with_a_clock_change_in_it_is_an_hour_off_in_seconds_and_not_on_the_wall() -> None:
    """What property 9 leaves out: the wall clock counts."""
    found = [
        decision(interview(f"{day} 20:00"), FakeCalendar(), GUIDE)
        for day in (date(2026, 3, 18), date(2026, 3, 25), date(2026, 4, 1))
    ]
    times = [each.at for each in found if isinstance(each, Send)]
    assert [f"{moment:%a %H:%M}" for moment in times] == ["Fri 09:00"] * 3
    assert to_instant(times[1]) - to_instant(times[0]) == 7 * 24 * 3600
    assert to_instant(times[2]) - to_instant(times[1]) == 7 * 24 * 3600 - 3600


def test_the_strategy_reaches_answers_of_every_kind() -> None:
    """A property over nothing but conflicts would prove nothing."""
    seen: set[tuple[str, bool]] = set()

    @settings(max_examples=100, database=None, derandomize=True)
    @given(asked())
    def look(given_: tuple[Interview, FakeCalendar]) -> None:
        found = decision(*given_)
        seen.add((found.kind, bool(getattr(found, "relaxed", ()))))

    look()
    assert {("send", False), ("send", True)} <= seen


def test_an_answer_is_aware() -> None:
    found = decision(interview("2026-03-04 15:00"), FakeCalendar(), GUIDE)
    assert isinstance(found, Send)
    assert isinstance(found.at, datetime)
    assert found.at.utcoffset() is not None


def test_a_pin_holds_at_its_very_time() -> None:
    """Property 18 for a time that the candidate set: on a Saturday, when nothing else would leave."""
    record, saturday = interview("2026-03-04 15:00"), at("2026-03-07 12:00")
    pin = Entry(
        at=record.ended,
        event=Event.PINNED,
        interview=record.ref,
        recipient="bo",
        occasion=Occasion.THANK_YOU,
        until=saturday,
        note="they read their mail then",
    )
    for now in (record.ended, saturday):
        found = plan(record, GUIDE, History([pin]), now=now, calendar=FakeCalendar()).step("bo").decision
        assert isinstance(found, Send)
        assert found.at == saturday


@pytest.mark.parametrize("size", [2, 3, 4])
@pytest.mark.parametrize("spread", [0, 2, 7, 13])
def test_a_note_stays_at_its_planned_minute_where_others_of_the_panel_are_overdue(spread: int, size: int) -> None:
    """Property 18 for panels of which nobody has been written to; without it, the last ones would never be due."""
    policy = GUIDE.but(spread=spread)
    for ended in [f"2026-03-04 {hour}:{minute:02}" for hour in (11, 16) for minute in range(0, 60, 7)]:
        record = interview(ended, *[person(f"p{number}") for number in range(size)])
        planned = plan(record, policy, now=record.ended, calendar=FakeCalendar())
        for number in range(size):
            found = planned.step(f"p{number}").decision
            assert isinstance(found, Send)
            again = plan(record, policy, now=found.at, calendar=FakeCalendar()).step(f"p{number}").decision
            assert isinstance(again, Send)
            assert again.at == found.at, ended
