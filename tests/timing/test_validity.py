"""A plan that was made earlier is void once the interview turned out otherwise, and the reason is given."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve

from followup_kit.errors import InvalidFact
from followup_kit.timing.planner import plan
from followup_kit.timing.validity import why_outdated

from .builders import GUIDE, interview, person

RECORD = interview("2026-03-04 15:00", person("bo"), reply_by=date(2026, 3, 20))


def test_a_plan_holds_while_its_record_says_the_same() -> None:
    made = plan(RECORD, GUIDE, now=RECORD.ended)
    assert why_outdated(made, RECORD) is None
    assert why_outdated(made, evolve(RECORD, role="Chief Engineer")) is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"state": "moved"}, "the plan is void: the interview was moved"),
        ({"state": "cancelled"}, "the plan is void: the interview was cancelled"),
        ({"state": "no_show"}, "the plan is void: somebody did not appear to the interview"),
        ({"state": "scheduled"}, "the plan is void: the interview is recorded as still to take place"),
        (
            {"ended": RECORD.ended + timedelta(hours=1)},
            "the plan is void: the interview ended on Wednesday 4 March 2026, 16:00 CET, not on Wednesday 4 March "
            "2026, 15:00 CET",
        ),
        ({"panel": [person("bo"), person("ann")]}, "the plan is void: other people were in the interview"),
        ({"reply_by": None}, "the plan is void: another day is announced for the decision"),
    ],
)
def test_what_turned_out_otherwise_is_the_reason(changes: dict[str, Any], why: str) -> None:
    found = why_outdated(plan(RECORD, GUIDE, now=RECORD.ended), evolve(RECORD, **changes))
    assert found is not None
    assert found.said() == why


def test_a_plan_from_before_the_interview_is_void_once_it_was_held() -> None:
    early = plan(evolve(RECORD, state="scheduled"), GUIDE, now=RECORD.ended - timedelta(days=1))
    found = why_outdated(early, RECORD)
    assert found is not None
    assert found.code == "state"


def test_another_interview_is_no_comparison() -> None:
    with pytest.raises(InvalidFact, match="the plan is of 'acme', not of 'other'"):
        why_outdated(plan(RECORD, GUIDE, now=RECORD.ended), evolve(RECORD, ref="other"))
