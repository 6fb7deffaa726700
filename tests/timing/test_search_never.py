""" "Never" is an answer that names the fewest rules at fault, and every search ends in a bounded number of steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from functools import reduce
from operator import and_

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit import ALL_DAY, NEVER, IntervalRule, NotAfter, NotBefore, Policy, plan, wall_clock
from followup_kit import hours as elapsed
from followup_kit.errors import BrokenRule, InvalidSetting
from followup_kit.testing import rule_sets
from followup_kit.timing.decisions import Conflict, Send
from followup_kit.timing.instants import DAY, HOUR, to_instant
from followup_kit.timing.reasons import Reason
from followup_kit.timing.rules import HORIZON, MOST_MOVES
from followup_kit.timing.search import first_permitted, last_permitted
from followup_kit.timing.tables import DaysOff
from followup_kit.timing.wallclock import OpenSpans

from .builders import GUIDE, at, decided, hours, interview, said, week

FRIDAY = to_instant(at("2026-03-06 18:00"))
instants = st.integers(FRIDAY - 20 * DAY, FRIDAY + 20 * DAY)


class Counted(IntervalRule):
    """Counts how often it is asked."""

    def __init__(self, rule: IntervalRule) -> None:
        self.rule, self.asked = rule, 0
        self.name, self.strength, self.recurring = rule.name, rule.strength, rule.recurring

    def next_allowed(self, at: int) -> int | None:
        self.asked += 1
        return self.rule.next_allowed(at)

    def prev_allowed(self, at: int) -> int | None:
        self.asked += 1
        return self.rule.prev_allowed(at)


def names(rules: Sequence[IntervalRule]) -> set[str]:
    return {rule.name for rule in rules}


def strike(days: int, start: date = date(2026, 1, 1), name: str = "strike") -> DaysOff:
    why = Reason(name, "there is a strike")
    closed = {start + timedelta(days=n): why for n in range(days)}
    return DaysOff(zone="Europe/Berlin", name=name, days_off=lambda _year: closed)


@wall_clock(recurring=True)
def mornings_before_the_weekend(day: date) -> OpenSpans:
    return [(time(8), time(12))] if day.isoweekday() >= 4 else ALL_DAY


@wall_clock(recurring=True)
def afternoons(_day: date) -> OpenSpans:
    return [(time(12), time(18))]


@wall_clock(recurring=True)
def end_of_the_week(day: date) -> OpenSpans:
    return ALL_DAY if day.isoweekday() >= 4 else ()


THREE = tuple(rule.at("Europe/Berlin") for rule in (mornings_before_the_weekend, afternoons, end_of_the_week))


def test_three_rules_of_which_each_pair_meets_are_named_together() -> None:
    for one, two in ((0, 1), (0, 2), (1, 2)):
        assert first_permitted(FRIDAY, (THREE[one], THREE[two])).at is not None
    found = first_permitted(FRIDAY, (NotBefore(FRIDAY + DAY), week(), *THREE, hours()))
    assert found.at is None
    assert found.never == THREE


def test_a_pair_is_named_rather_than_three() -> None:
    mornings = hours(opens=8, closes=12, name="mornings")
    found = first_permitted(FRIDAY, (*THREE, mornings, week()))
    assert names(found.never) == {"afternoons", "mornings"}


def without_parts(name: str, *parts: int) -> IntervalRule:
    """Six parts of the day, four hours each, of which some are closed."""
    closed = [~hours(opens=4 * part - 4, closes=4 * part % 24) for part in parts]
    return reduce(and_, closed).but(name=name)


def test_three_are_named_where_leaving_out_one_by_one_would_end_with_four() -> None:
    a, b, c = without_parts("a", 1, 2), without_parts("b", 3, 4), without_parts("c", 5, 6)
    others = [without_parts(*given) for given in (("p", 1), ("q", 2, 3), ("r", 4), ("s", 5), ("t", 6))]
    assert names(first_permitted(FRIDAY, (a, *others, b, c)).never) == {"a", "b", "c"}


def test_four_that_exclude_one_another_are_named_without_a_fifth() -> None:
    four = without_parts("a", 1), without_parts("b", 2, 3), without_parts("c", 4), without_parts("d", 5, 6)
    assert first_permitted(FRIDAY, (week(), *four, NotBefore(FRIDAY))).never == four


def test_a_rule_that_never_opens_is_named_alone() -> None:
    assert first_permitted(FRIDAY, (week(), NEVER, hours())).never == (NEVER,)


def test_dates_that_close_every_working_day_are_named_with_the_week() -> None:
    """The strike spares the weekends, and the week knows only working days: neither alone is the reason."""
    working = {date(2026, 1, 1) + timedelta(days=n) for n in range(700)}
    why = Reason("strike", "there is a strike")
    closed = {day: why for day in working if day.isoweekday() <= 5}
    spared = DaysOff(zone="Europe/Berlin", name="strike", days_off=lambda _year: closed)
    found = first_permitted(FRIDAY, (NotBefore(FRIDAY + DAY), week(), spared, hours()))
    assert found.at is None
    assert names(found.never) == {"working_days", "strike"}


def test_three_dated_rules_are_named_together() -> None:
    half = strike(200), strike(200, date(2026, 7, 20), "second strike"), NotAfter(FRIDAY + 330 * DAY)
    found = first_permitted(FRIDAY, (week(), *half, hours()))
    assert found.at is None
    assert set(found.never) == set(half)


def test_a_deadline_before_the_start_is_named_with_it() -> None:
    rules = (NotBefore(FRIDAY + 2 * DAY, "gap"), hours(), NotAfter(FRIDAY + DAY, "deadline"))
    assert names(first_permitted(FRIDAY, rules).never) == {"gap", "deadline"}


def test_what_lies_beyond_the_horizon_is_never() -> None:
    far = NotBefore(FRIDAY + HORIZON + 1, "far")
    assert first_permitted(FRIDAY, (hours(), far)).never == (far,)


@settings(max_examples=150)
@given(rule_sets(least=0, most=5), instants)
def test_the_rules_that_are_named_exclude_one_another_and_none_of_them_is_needless(
    rules: tuple[IntervalRule, ...], start: int
) -> None:
    found = first_permitted(start, rules)
    assert (found.at is None) == bool(found.never)
    assert set(found.never) <= set(rules)
    if found.never:
        assert first_permitted(start, found.never).at is None
        for rule in found.never:
            fewer = [other for other in found.never if other is not rule]
            # Weekly rules are tried from the start of their month on; a dated answer may lie just before the start.
            assert first_permitted(start - 28 * DAY, fewer).at is not None


@settings(max_examples=150)
@given(rule_sets(least=0, most=5), instants)
def test_every_search_ends_within_a_bounded_number_of_questions(rules: tuple[IntervalRule, ...], start: int) -> None:
    counted = [Counted(rule) for rule in rules]
    first_permitted(start, counted)
    last_permitted(start, counted, floor=start - HORIZON)
    # Eight openings a day for each rule is more than any of these has; and each move asks every rule once.
    assert sum(rule.asked for rule in counted) <= 2 * len(rules) * (len(rules) * 8 * HORIZON // DAY + 1)


@pytest.mark.parametrize(
    "rules",
    [(), (NotBefore(FRIDAY + 3 * DAY, "gap"),), (NEVER, NEVER), (hours(), ~hours()), (~NEVER,)],
    ids=["empty", "gap only", "nothing", "contradictory", "always open"],
)
def test_odd_sets_are_answered_at_once(rules: tuple[IntervalRule, ...]) -> None:
    counted = [Counted(rule) for rule in rules]
    found = first_permitted(FRIDAY, counted)
    assert (found.at is None) == bool(found.never)
    assert sum(rule.asked for rule in counted) <= 4000


def test_never_is_recognised_after_two_weeks_and_then_remembered() -> None:
    counted = [Counted(rule) for rule in (hours("America/New_York"), hours("Asia/Tokyo", 8, 21))]
    assert first_permitted(FRIDAY, counted).at is None
    for rule in counted:
        rule.asked = 0
    assert len(first_permitted(FRIDAY, counted).never) == 2
    assert sum(rule.asked for rule in counted) < 100


# rules that break their contract


class Creeping(IntervalRule):
    name = "creeping"

    def next_allowed(self, at: int) -> int | None:
        return at + 1

    def prev_allowed(self, at: int) -> int | None:
        return at - 1

    next_refused, prev_refused = next_allowed, prev_allowed


class Backwards(IntervalRule):
    name = "backwards"

    def next_allowed(self, at: int) -> int | None:
        return at - HOUR

    def prev_allowed(self, at: int) -> int | None:
        return at + HOUR

    next_refused, prev_refused = next_allowed, prev_allowed


class EvenSeconds(IntervalRule):
    """Sound, and still a trap: with the odd seconds it never meets, one second at a time."""

    name = "even seconds"

    def next_allowed(self, at: int) -> int | None:
        return at + at % 2

    def prev_allowed(self, at: int) -> int | None:
        return at - at % 2

    def next_refused(self, at: int) -> int | None:
        return at + 1 - at % 2

    def prev_refused(self, at: int) -> int | None:
        return at - 1 + at % 2


ASKS: dict[str, Callable[[IntervalRule, IntervalRule], object]] = {
    "first_permitted": lambda one, two: first_permitted(FRIDAY, (one, two)),
    "last_permitted": lambda one, two: last_permitted(FRIDAY, (one, two), floor=0),
    "and": lambda one, two: (one & two).next_allowed(FRIDAY),
    "and, back": lambda one, two: (one & two).prev_allowed(FRIDAY),
    "or, refused": lambda one, two: (one | two).next_refused(FRIDAY),
    "or, refused, back": lambda one, two: (one | two).prev_refused(FRIDAY),
    "without": lambda one, two: (one - two).next_allowed(FRIDAY),
    "nested": lambda one, two: ((one & two) | NEVER.but(name="n")).next_allowed(FRIDAY),
}


@pytest.mark.parametrize("ask", ASKS)
@pytest.mark.parametrize(
    ("one", "two"), [(Creeping(), Creeping()), (hours(), Backwards())], ids=["creeping", "backwards"]
)
def test_a_rule_that_breaks_its_contract_is_named_and_never_looped_over(
    one: IntervalRule, two: IntervalRule, ask: str
) -> None:
    with pytest.raises(BrokenRule, match=two.name) as caught:
        ASKS[ask](one, two)
    assert two.name in caught.value.rule


def test_creeping_rules_are_given_up_after_a_bounded_number_of_moves() -> None:
    counted = Counted(Creeping()), Counted(Creeping())
    with pytest.raises(BrokenRule, match="creeping"):
        first_permitted(FRIDAY, counted)
    assert sum(rule.asked for rule in counted) <= MOST_MOVES + 2


def test_the_way_back_of_a_union_is_watched_as_well() -> None:
    with pytest.raises(BrokenRule, match="'backwards' breaks its contract: asked about 2026-03-06 17:00:00 UTC"):
        (hours() | Backwards()).next_allowed(FRIDAY)


def test_rules_that_meet_at_no_second_end_in_an_error_that_names_them() -> None:
    odd = ~EvenSeconds()
    with pytest.raises(
        BrokenRule, match=f"{MOST_MOVES} moves led to no time that even seconds, not even seconds permit"
    ):
        first_permitted(FRIDAY, (EvenSeconds(), odd))
    with pytest.raises(BrokenRule, match="even seconds"):
        (EvenSeconds() & odd).next_allowed(FRIDAY)


# rules of one's own in a policy


@wall_clock(because="nobody reads letters on a Friday", strength="soft", rank=15)
def not_on_friday(day: date) -> OpenSpans:
    return () if day.isoweekday() == 5 else ALL_DAY


def with_rules(*rules: IntervalRule, **changes: object) -> Policy:
    return GUIDE.but(rules=rules, **changes)


THURSDAY = "2026-03-05 10:00"  # in Berlin; a day later it is Friday


def test_a_policys_own_rule_is_on_the_recipients_clocks_and_in_the_trace() -> None:
    policy = with_rules(not_on_friday.but(strength="hard"), patience=elapsed(200))
    decision = decided(interview("2026-03-04 18:00"), policy)
    assert isinstance(decision, Send)
    assert said(decision.at) == "2026-03-09 09:00"
    assert "not_on_friday" in {move.rule for move in decision.trace}
    assert "Nobody reads letters on a Friday; on to Saturday 7 March 2026, 00:00 CET." in decision.explain()


@pytest.mark.parametrize(("rank", "gives_way"), [(5, "not_on_friday"), (999, "working_days")])
def test_a_soft_rule_of_ones_own_gives_way_by_its_rank(rank: int, gives_way: str) -> None:
    """The window holds a Friday and a Saturday: one of the two rules has to go, the cheaper one."""
    policy = with_rules(not_on_friday.but(rank=rank), closed="ask")
    decision = decided(interview("2026-03-05 16:00"), policy)
    assert isinstance(decision, Conflict)
    inside = next(option for option in decision.options if option.name == "inside")
    assert inside.breaks == (gives_way,)


@pytest.mark.parametrize("strength", ["hard", "law"])
def test_a_rule_of_ones_own_that_is_not_soft_never_gives_way(strength: str) -> None:
    policy = with_rules(not_on_friday.but(strength=strength), closed="ask", relax=("office_hours",))
    decision = decided(interview("2026-03-05 16:00"), policy)
    assert isinstance(decision, Conflict)
    assert "inside" not in {option.name for option in decision.options}


def test_a_rule_of_ones_own_that_excludes_the_others_is_named() -> None:
    decision = decided(
        interview("2026-03-05 16:00"), with_rules(afternoons, mornings_before_the_weekend, end_of_the_week)
    )
    assert isinstance(decision, Conflict)
    assert all(rule.name in decision.reason for rule in THREE)


def test_own_rules_hold_for_the_check_in_too() -> None:
    record = interview("2026-03-04 18:00")
    for step in plan(record, with_rules(not_on_friday.but(strength="hard")), now=record.ended).steps:
        assert not isinstance(step.decision, Send) or step.decision.at.isoweekday() != 5


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (not_on_friday, "write a list"),
        (["friday"], "is an IntervalRule"),
        ([not_on_friday.but(name="holidays")], "'holidays' is the name of a built-in rule"),
        ([not_on_friday, not_on_friday], "two timing rules have one name"),
    ],
)
def test_a_policy_refuses_what_is_no_set_of_rules(rules: object, told: str) -> None:
    with pytest.raises(InvalidSetting, match=told):
        GUIDE.but(rules=rules)


def test_a_rule_without_a_name_is_refused() -> None:
    class Nameless(IntervalRule):
        pass

    with pytest.raises(InvalidSetting, match="needs a name"):
        GUIDE.but(rules=[Nameless()])
