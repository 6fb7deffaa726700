"""Rules are sets: the laws of Boolean algebra, an independent reckoning with intervals, reasons, names and strength."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit import ALL_DAY, ALWAYS, NEVER, IntervalRule, NotAfter, NotBefore, SpanRule, WallClockRule, wall_clock
from followup_kit.errors import BrokenRule, InvalidFact, InvalidSetting
from followup_kit.testing import rules
from followup_kit.timing.instants import DAY, HOUR, to_instant
from followup_kit.timing.rules import HORIZON
from followup_kit.timing.wallclock import OpenSpans

from .builders import at, hours, week

MONDAY = to_instant(at("2026-03-02 12:00"))
instants = st.integers(MONDAY - 25 * DAY, MONDAY + 25 * DAY)
simple = rules(combined=False)

Spans = list[tuple[int, int]]


def answers(rule: IntervalRule, start: int) -> tuple[int | None, ...]:
    """All four answers, cut at a limit: near their horizon two forms of one set may give up on different days."""
    found = (rule.next_allowed(start), rule.prev_allowed(start), rule.next_refused(start), rule.prev_refused(start))
    return tuple(None if answer is None or abs(answer - start) > HORIZON - 60 * DAY else answer for answer in found)


LAWS: dict[str, Callable[[IntervalRule, IntervalRule, IntervalRule], tuple[IntervalRule, IntervalRule]]] = {
    "and commutes": lambda a, b, _: (a & b, b & a),
    "or commutes": lambda a, b, _: (a | b, b | a),
    "and associates": lambda a, b, c: ((a & b) & c, a & (b & c)),
    "or associates": lambda a, b, c: ((a | b) | c, a | (b | c)),
    "and distributes over or": lambda a, b, c: (a & (b | c), (a & b) | (a & c)),
    "or distributes over and": lambda a, b, c: (a | (b & c), (a | b) & (a | c)),
    "absorption by and": lambda a, b, _: (a & (a | b), a),
    "absorption by or": lambda a, b, _: (a | (a & b), a),
    "De Morgan for and": lambda a, b, _: (~(a & b), ~a | ~b),
    "De Morgan for or": lambda a, b, _: (~(a | b), ~a & ~b),
    "double complement": lambda a, _b, _c: (~~a, a),
    "idempotence": lambda a, _b, _c: (a & a, a | a),
    "nothing is both": lambda a, _b, _c: (a & ~a, NEVER),
    "everything is either": lambda a, _b, _c: (a | ~a, ALWAYS),
    "always is neutral for and": lambda a, _b, _c: (a & ALWAYS, ALWAYS & a),
    "never is neutral for or": lambda a, _b, _c: (a | NEVER, NEVER | a),
    "never and": lambda a, _b, _c: (a & NEVER, NEVER),
    "always or": lambda a, _b, _c: (a | ALWAYS, ALWAYS),
    "difference": lambda a, b, _: (a - b, a & ~b),
    "difference twice": lambda a, b, c: (a - b - c, a - (b | c)),
    "always without": lambda a, _b, _c: (ALWAYS - a, ~a),
    "complements of the constants": lambda _a, _b, _c: (~ALWAYS, NEVER),
}


@pytest.mark.parametrize("law", LAWS)
@settings(max_examples=25)
@given(simple, simple, simple, instants)
def test_rules_obey_the_laws_of_boolean_algebra(
    law: str, first: IntervalRule, second: IntervalRule, third: IntervalRule, start: int
) -> None:
    left, right = LAWS[law](first, second, third)
    assert answers(left, start) == answers(right, start)


def spans(rule: IntervalRule, start: int, end: int) -> Spans:
    """Walk the permitted stretches between two instants."""
    out: Spans = []
    while (opens := rule.next_allowed(start)) is not None and opens < end:
        closes = rule.next_refused(opens)
        start = end if closes is None else min(closes, end)
        out.append((opens, start))
    return out


def seconds_in_both(first: Spans, second: Spans) -> Spans:
    cut = ((max(a, c), min(b, d)) for a, b in first for c, d in second)
    return sorted((low, high) for low, high in cut if low < high)


def without(whole: tuple[int, int], taken: Spans) -> Spans:
    bounds = [whole[0], *(edge for span in taken for edge in span), whole[1]]
    return [(low, high) for low, high in zip(bounds[::2], bounds[1::2], strict=True) if low < high]


@settings(max_examples=60)
@given(rules(), rules(), instants)
def test_and_or_not_are_those_of_an_independent_reckoning_with_intervals(
    first: IntervalRule, second: IntervalRule, start: int
) -> None:
    whole = (start, start + 20 * DAY)
    one, two = spans(first, *whole), spans(second, *whole)
    assert spans(first & second, *whole) == seconds_in_both(one, two)
    assert spans(~first, *whole) == without(whole, one)
    assert spans(first | second, *whole) == without(whole, seconds_in_both(without(whole, one), without(whole, two)))
    assert spans(first - second, *whole) == seconds_in_both(one, without(whole, two))


@settings(max_examples=60)
@given(rules(), instants)
def test_stretches_are_sorted_disjoint_not_empty_and_do_not_touch(rule: IntervalRule, start: int) -> None:
    found = spans(rule, start, start + 20 * DAY)
    assert all(low < high for low, high in found)
    assert all(before < after for (_, before), (after, _) in pairwise(found))


no_constants = simple.filter(lambda rule: rule.name not in ("always", "never"))


@given(no_constants, no_constants, instants)
def test_a_combination_names_the_parts_that_refuse(first: IntervalRule, second: IntervalRule, start: int) -> None:
    one, two = first.why_not(start), second.why_not(start)
    both, either = (first & second).why_not(start), (first | second).why_not(start)
    assert (both is None) == (one is None and two is None)
    assert (either is None) == (one is None or two is None)
    for part in (one, two):
        assert part is None or both is None or part.said() in both.said()
        assert part is None or either is None or part.said() in either.said()


def test_reasons_of_several_parts_are_said_as_a_list() -> None:
    saturday_night = to_instant(at("2026-03-07 22:00"))
    why = (week() & hours()).why_not(saturday_night)
    assert why is not None
    assert why.said() == (
        "Saturday is not a working day (the working week is Monday to Friday) and it is outside the office hours "
        "(09:00 to 17:00)"
    )


def test_a_complement_says_what_is_left_out() -> None:
    lunch = hours(opens=12, closes=13, name="lunch")
    desk = hours() - lunch
    why = desk.why_not(MONDAY)
    assert why is not None
    assert why.said() == "it falls into the lunch break, which is left out"
    assert desk.but(because="nobody is at a desk").why_not(MONDAY).said() == "nobody is at a desk"  # type: ignore[union-attr]  # refused, see above


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        (hours(name="office") & week(), "office and working_days"),
        (hours(name="office") | week(), "office or working_days"),
        (~hours(name="office"), "not office"),
        (hours(name="office") - hours(name="lunch") - week(), "office without lunch without working_days"),
        ((hours(name="a") | hours(name="b")) & week(), "(a or b) and working_days"),
        (hours(name="a") - (hours(name="b") | week()), "a without (b or working_days)"),
        (~hours(name="a") & ~hours(name="b"), "not a and not b"),
        ((hours(name="a") & week()).but(name="desk") | NotBefore(0), "desk or not_before"),
    ],
)
def test_a_combination_is_named_after_its_parts(rule: IntervalRule, name: str) -> None:
    assert rule.name == name


def test_a_combination_is_as_strong_as_its_strongest_part_unless_it_is_set() -> None:
    soft = hours().but(rank=20)
    assert ((soft & week().but(rank=30)).strength, (soft & week().but(rank=30)).rank) == ("soft", 30)
    assert (soft | NotBefore(0)).strength == "hard"
    assert (soft & NotBefore(0, strength="law")).strength == "law"
    assert ((~soft).strength, (~soft).rank) == ("soft", 20)
    weaker = (soft & NotBefore(0)).but(strength="soft", rank=7, name="mine")
    assert (weaker.strength, weaker.rank, weaker.name) == ("soft", 7, "mine")


def test_a_combination_repeats_week_by_week_if_all_its_parts_do() -> None:
    assert (hours() & week()).recurring
    assert (~hours() | week()).recurring
    assert not (hours() & NotBefore(0)).recurring


def test_a_part_with_a_reason_of_its_own_keeps_it_in_a_larger_combination() -> None:
    office = (hours() & week()).but(because="the office is closed")
    why = (office & NotBefore(0)).why_not(MONDAY - 12 * HOUR)
    assert why is not None
    assert why.said() == "the office is closed"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"strength": "weak"}, "must be 'law', 'hard' or 'soft', got 'weak'"),
        ({"rank": -1}, "not negative, got -1"),
        ({"rank": True}, "not negative, got True"),
        ({"name": " "}, "must be some text"),
        ({"because": ""}, "must be a clause of text or a Reason"),
        ({"zone": "UTC"}, "no field of a rule named 'zone'; known: because, name, rank, strength"),
    ],
)
def test_a_rule_refuses_what_it_cannot_be(changes: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidSetting, match=said):
        hours().but(**changes)


@given(rules(), instants)
def test_a_changed_rule_answers_as_before(rule: IntervalRule, start: int) -> None:
    changed = rule.but(name="mine", strength="soft", rank=3, because="it is not my time")
    assert answers(changed, start) == answers(rule, start)
    why = changed.why_not(start)
    assert why is None or (why.code, why.said()) == ("mine", "it is not my time")


def test_what_is_no_rule_does_not_combine() -> None:
    with pytest.raises(InvalidSetting, match="rules combine with rules"):
        hours() & "lunch"  # type: ignore[operator]  # on purpose


# rules of one's own


class Mornings(WallClockRule):
    name = "mornings"
    because = "it is not morning"
    recurring = True

    def open_spans(self, day: date) -> OpenSpans:
        return [(time(8), time(12))]


@wall_clock(because="the first of the month is for accounts", strength="soft", rank=25)
def not_on_the_first(day: date) -> OpenSpans:
    """No letters on the first."""
    return () if day.day == 1 else ALL_DAY


def test_a_rule_of_ones_own_needs_a_zone_before_it_is_asked() -> None:
    rule = Mornings()
    with pytest.raises(InvalidSetting, match=r"'mornings' is bound to no time zone; bind it: rule\.at"):
        rule.next_allowed(MONDAY)
    with pytest.raises(InvalidFact, match="no time zone named 'Europe/Berln'"):
        rule.at("Europe/Berln")
    combined = (rule - not_on_the_first) | NotBefore(MONDAY)
    assert combined.needs_zone
    assert not combined.at("Asia/Tokyo").needs_zone
    assert rule.at("Asia/Tokyo") is rule.at("Asia/Tokyo")
    assert rule.at("Asia/Tokyo").at("UTC") is rule.at("Asia/Tokyo")


def test_a_bound_rule_is_asked_with_aware_moments_and_answers_in_their_zone() -> None:
    rule = Mornings().at("Europe/Berlin")
    noon = datetime(2026, 3, 2, 11, 0, 0, 1, tzinfo=UTC)
    assert rule.next_moment(noon) == datetime(2026, 3, 3, 7, tzinfo=UTC)
    assert rule.prev_moment(noon) == datetime(2026, 3, 2, 10, 59, 59, tzinfo=UTC)
    assert not rule.permits(noon)
    assert rule.permits(datetime(2026, 3, 2, 8, tzinfo=ZoneInfo("Europe/Berlin")))
    with pytest.raises(InvalidFact, match="has no zone"):
        rule.permits(datetime(2026, 3, 2, 8))  # noqa: DTZ001  # on purpose


def test_answers_in_a_repeated_hour_can_be_asked_about_again() -> None:
    night = hours(opens=2, closes=3)
    found = night.next_moment(at("2026-10-24 23:00"))
    assert found is not None
    assert night.next_moment(found) == found


def test_a_function_becomes_a_rule_and_keeps_what_it_was_given() -> None:
    rule = not_on_the_first.at("Europe/Berlin")
    assert (rule.name, rule.strength, rule.rank, rule.recurring) == ("not_on_the_first", "soft", 25, False)
    assert rule.__doc__ == "No letters on the first."
    assert not rule.permits(at("2026-04-01 00:00"))
    assert rule.permits(at("2026-04-02 00:00"))
    assert str(rule) == "<not_on_the_first in Europe/Berlin>"


@pytest.mark.parametrize(
    "rule", [not_on_the_first, not_on_the_first.at("Asia/Tokyo").but(rank=4), Mornings(), Mornings() & NotAfter(MONDAY)]
)
def test_rules_travel_to_another_process(rule: IntervalRule) -> None:
    back = pickle.loads(pickle.dumps(rule))
    assert (back.name, back.rank, back.needs_zone) == (rule.name, rule.rank, rule.needs_zone)
    assert back.at("UTC").next_allowed(MONDAY) == rule.at("UTC").next_allowed(MONDAY)


class FridayNight(WallClockRule):
    name = "friday_night"
    zone = "Europe/Berlin"

    def open_spans(self, day: date) -> OpenSpans:
        return [(time(22), time(6)), (time(12), time(13))] if day.isoweekday() == 5 else ()


def test_what_opens_on_friday_night_ends_on_saturday_morning() -> None:
    rule = FridayNight()
    assert rule.permits(at("2026-03-07 05:59"))
    assert not rule.permits(at("2026-03-06 05:59"))
    assert rule.next_moment(at("2026-03-07 06:00")) == at("2026-03-13 12:00")


@pytest.mark.parametrize(
    ("spans_of_a_day", "said"),
    [
        ([(time(9), time(9))], "from 09:00:00 to 09:00:00 is empty"),
        ([(9, 17)], "cannot be open"),
        (True, "return ALL_DAY, or pairs of times"),
        ([(time(9, tzinfo=UTC), time(17))], "is no plain time"),
        ([(time(9), time(17, 0, 0, 5))], "of whole seconds"),
        ([time(9), time(17)], "cannot be open"),
    ],
)
def test_spans_that_cannot_be_are_named_with_rule_and_day(spans_of_a_day: object, said: str) -> None:
    @wall_clock(name="odd")
    def odd(_day: date) -> OpenSpans:
        return spans_of_a_day  # type: ignore[return-value]  # on purpose

    with pytest.raises(BrokenRule, match=said) as caught:
        odd.at("UTC").next_allowed(MONDAY)
    assert caught.value.rule == "odd"


class Given(SpanRule):
    name = "given"

    def __init__(self, *pairs: tuple[object, object]) -> None:
        self.pairs = pairs

    def stretches(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        yield from self.pairs  # type: ignore[misc]  # on purpose


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([(MONDAY, MONDAY)], "it is empty"),
        ([(MONDAY, MONDAY - 1)], "it is reversed"),
        ([(float(MONDAY), MONDAY + 5)], "give whole UTC seconds"),
        ([(MONDAY, MONDAY + 5), (MONDAY - 5, MONDAY)], "in their order"),
        ([(MONDAY, MONDAY + 5)] * 100_001, "more than 100000"),
    ],
)
def test_stretches_that_cannot_be_are_named(pairs: list[tuple[object, object]], said: str) -> None:
    with pytest.raises(BrokenRule, match=said) as caught:
        Given(*pairs).next_allowed(MONDAY)
    assert caught.value.rule == "given"


def test_stretches_may_overlap_touch_and_reach_over_the_piece_that_is_asked_for() -> None:
    rule = Given(
        (MONDAY - 90 * DAY, MONDAY + HOUR), (MONDAY, MONDAY + 2 * HOUR), (MONDAY + 2 * HOUR, MONDAY + 90 * DAY)
    )
    assert rule.prev_refused(MONDAY) == MONDAY - 90 * DAY - 1
    assert rule.next_refused(MONDAY) == MONDAY + 90 * DAY
