"""Taking one of the listed options: the caller's word, in the decision and in its trace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from followup_kit.errors import NotFound
from followup_kit.facts.interview import Interview
from followup_kit.testing.strategies import interviews, policies
from followup_kit.timing.decisions import Conflict, Hold, Option, Send
from followup_kit.timing.planner import plan
from followup_kit.timing.policies import Policy

from .builders import GUIDE, interview

TALK = interview("2026-03-04 15:00")


@given(interviews(), policies(), st.integers(0, 30))
def test_every_listed_option_can_be_taken_and_no_other(talk: Interview, policy: Policy, later: int) -> None:
    for step in plan(talk, policy, now=talk.ended + timedelta(days=later)).steps:
        listed = step.decision.options if isinstance(step.decision, Send | Conflict) else ()
        for option in listed:
            taken = step.take(option.name)
            decision = taken.decision
            assert isinstance(decision, Send)
            assert evolve(taken, decision=step.decision) == step
            assert (decision.at, decision.relaxed, decision.options) == (option.at, option.breaks, listed)
            assert decision.trace[:-1] == step.decision.trace
            last = decision.trace[-1]
            assert (last.rule, last.end) == ("your choice", option.at)
            assert last.reason.startswith("You chose the ")
        for name in {"later", "earlier", "inside"} - {option.name for option in listed}:
            with pytest.raises(NotFound, match="known: " + (", ".join(sorted(o.name for o in listed)) or "none")):
                step.take(name)


def test_advice_is_kept_only_where_it_is_about_the_same_instant() -> None:
    (step, *_) = plan(TALK, GUIDE, now=TALK.ended).steps
    assert isinstance(step.decision, Send)
    at = step.decision.at
    same, other = Option(name="later", at=at), Option(name="earlier", at=at - timedelta(days=1))
    advised = evolve(step, decision=evolve(step.decision, advised=("post it today",), options=(same, other)))
    kept, dropped = advised.take("later").decision, advised.take("earlier").decision
    assert isinstance(kept, Send)
    assert isinstance(dropped, Send)
    assert (kept.advice, dropped.advice) == (("Post it today.",), ())
    assert kept.trace[-1].reason == "You chose the later time."


def test_a_hold_lists_nothing_to_take() -> None:
    (step, *_) = plan(TALK, GUIDE, now=TALK.ended).steps
    with pytest.raises(NotFound, match="no option named 'later'; known: none"):
        evolve(step, decision=Hold(because="wait", trace=())).take("later")
