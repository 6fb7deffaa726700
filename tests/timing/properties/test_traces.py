"""Property 14: the trace tells how the answer came about, and nothing else did."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.facts.interview import Interview
from followup_kit.testing import instants, rule_sets
from followup_kit.testing.fakes import FakeCalendar
from followup_kit.timing.decisions import Send
from followup_kit.timing.instants import instant_of
from followup_kit.timing.rules import IntervalRule
from followup_kit.timing.search import first_permitted

from .asking import asked, step


@settings(max_examples=100)
@given(rule_sets(), instants())
def test_a_rule_that_moved_nothing_could_be_left_out(rules: tuple[IntervalRule, ...], start: int) -> None:
    found = first_permitted(start, rules)
    if found.at is None:
        return
    moved = {id(rule) for rule, _, _ in found.moves}
    fewer = tuple(rule for rule in rules if id(rule) in moved)
    assert first_permitted(start, fewer).at == found.at


@settings(max_examples=100)
@given(rule_sets(), instants())
def test_without_the_rule_that_moved_last_another_one_or_an_earlier_instant_decides(
    rules: tuple[IntervalRule, ...], start: int
) -> None:
    found = first_permitted(start, rules)
    if found.at is None or not found.moves:
        return
    last = found.moves[-1][0]
    others = tuple(rule for rule in rules if rule is not last)
    instead = first_permitted(start, others).at
    assert instead is not None
    assert instead <= found.at


@settings(max_examples=60)
@given(asked(), st.integers(0, 99))
def test_at_every_point_of_a_move_its_rule_says_no(given_: tuple[Interview, FakeCalendar], percent: int) -> None:
    record, calendar = given_
    found = step(record, calendar)
    if not isinstance(found.decision, Send):
        return
    named = {rule.name: rule for rule in found.rules}
    for move in found.decision.trace:
        start, end = instant_of(move.start), instant_of(move.end)
        if start < end and move.rule in named:
            # Moves of one rule that follow one another are told as one: at its start and end it is true of each.
            assert not named[move.rule].allowed(start)
            assert not named[move.rule].allowed(end - 1)
        if start < end and move.rule == "window":
            assert start + (end - start) * percent // 100 < instant_of(found.decision.opens)
