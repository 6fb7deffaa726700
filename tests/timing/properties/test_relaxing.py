"""Property 15: law and hard rules are never broken, and no more is given up than it takes."""

from __future__ import annotations

from datetime import UTC, date, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.facts.interview import Interview
from followup_kit.facts.people import OfficeHours
from followup_kit.testing import instants, rule_sets
from followup_kit.testing.fakes import FakeCalendar
from followup_kit.testing.strategies import policies
from followup_kit.timing.decisions import Conflict, Option, Send, Step
from followup_kit.timing.instants import instant_of, to_instant
from followup_kit.timing.policies import Policy
from followup_kit.timing.rules import IntervalRule, NotAfter
from followup_kit.timing.search import first_permitted, last_permitted

from ..builders import GUIDE, interview
from .asking import asked, step

minutes = st.integers(0, 4 * 24 * 60)


def options(found: Step) -> tuple[Option, ...]:
    return found.decision.options if isinstance(found.decision, Send | Conflict) else ()


@settings(max_examples=80)
@given(asked(), policies(), minutes)
def test_what_is_given_up_inside_the_window_is_needed(
    given_: tuple[Interview, FakeCalendar], policy: Policy, later: int
) -> None:
    """The set is minimal: with any one of the broken rules restored, nothing fits the window."""
    record, calendar = given_
    now = record.ended.astimezone(UTC) + timedelta(minutes=later)
    found = step(record, calendar, policy, now)
    for option in options(found):
        if option.name != "inside" or not isinstance(found.decision, Send | Conflict) or found.decision.closes is None:
            continue
        start = max(instant_of(found.decision.opens), to_instant(now))  # type: ignore[arg-type]  # bounds come together
        deadline = NotAfter(instant_of(found.decision.closes))
        for restored in option.breaks:
            kept = [rule for rule in found.rules if rule.name == restored or rule.name not in option.breaks]
            if restored in {rule.name for rule in found.rules}:
                assert first_permitted(start, (*kept, deadline)).at is None, restored


def test_hours_of_the_sender_that_never_meet_are_kept_where_breaking_the_office_hours_does() -> None:
    policy = GUIDE.but(sender_hours=OfficeHours(time(0), time(0, 30)))
    record = interview("2026-01-05 01:00", employer={"closures": {date(2026, 1, 6)}}, candidate_zone="Europe/Berlin")
    found = {option.name: option.breaks for option in options(step(record, FakeCalendar(), policy))}
    assert found["later"] == ("sender_hours", "window end")
    assert found["inside"] == ("office_hours",)


def test_an_option_inside_the_window_lies_before_its_end_even_where_an_office_opens_at_that_very_minute() -> None:
    """With only the last minutes before closing to give up, the opening at the window's end is no way out."""
    policy = GUIDE.but(relax=("closing_soon",), office_hours=OfficeHours(time(9), time(9, 20)))
    found = step(interview("2026-03-07 09:00"), FakeCalendar(), policy)
    assert isinstance(found.decision, Send)
    assert found.decision.at == found.decision.closes
    assert [option.name for option in options(found)] == ["later"]


def test_the_floor_itself_may_be_the_last_permitted_instant() -> None:
    assert last_permitted(1000, (NotAfter(501),), floor=500) == 500
    assert last_permitted(1000, (NotAfter(500),), floor=500) is None


@settings(max_examples=80)
@given(asked(), policies(), minutes)
def test_no_option_breaks_a_hard_rule(given_: tuple[Interview, FakeCalendar], policy: Policy, later: int) -> None:
    record, calendar = given_
    found = step(record, calendar, policy, record.ended.astimezone(UTC) + timedelta(minutes=later))
    firm = [rule for rule in found.rules if rule.strength != "soft"]
    for option in options(found):
        assert all(rule.allowed(instant_of(option.at)) for rule in firm)
        kept = [rule for rule in found.rules if rule.name not in option.breaks]
        refusing = {rule.name for rule in kept if not rule.allowed(instant_of(option.at))}
        # The last minutes before closing are about the first possible time, not about those that follow it.
        assert refusing <= {"closing_soon"}


@settings(max_examples=80)
@given(rule_sets(), instants(), st.data())
def test_giving_up_more_never_gives_a_later_instant(
    rules: tuple[IntervalRule, ...], start: int, data: st.DataObject
) -> None:
    fewer = tuple(rule for rule in rules if data.draw(st.booleans()))
    all_kept, some_kept = first_permitted(start, rules).at, first_permitted(start, fewer).at
    if all_kept is not None:
        assert some_kept is not None
        assert some_kept <= all_kept
