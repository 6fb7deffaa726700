"""The state machine passes every preset and finds each fault that is put in on purpose."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from followup_kit.facts.history import Event
from followup_kit.testing import touch_history_machine
from followup_kit.timing.policies import presets

from .test_policy_checking import deciding, turning, without

GUIDE = presets()["guide"]
QUICK = settings(
    max_examples=150, stateful_step_count=12, deadline=None, database=None, derandomize=True, phases=[Phase.generate]
)


@pytest.mark.parametrize("name", presets())
def test_every_preset_survives_any_sequence_of_events(name: str) -> None:
    run_state_machine_as_test(
        touch_history_machine(presets()[name]),
        settings=settings(max_examples=15, stateful_step_count=12, deadline=None, database=None),
    )


TestGuide = touch_history_machine().TestCase
TestGuide.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)


def found_out(machine: Any) -> str:
    with pytest.raises(AssertionError) as caught:
        run_state_machine_as_test(machine, settings=QUICK)
    return str(caught.value)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (deciding(gap=GUIDE.gap.__class__(0)), "the gap is not kept"),
        (deciding(cap=GUIDE.cap + 1), "the cap is reached"),
        (deciding(check_ins=2, cap=9), "the cap is reached|it was sent before"),
        (turning(Event.AUTO_REPLIED, Event.REPLIED), "an automatic reply changed the plan"),
        (without(Event.REPLIED), "an answer ended it"),
        (without(Event.BOUNCED), "an answer ended it"),
        (without(Event.OFFER), "an answer ended it"),
        (without(Event.PAUSED, Event.RESUMED), "writing is paused"),
        (without(Event.SNOOZED), "it was put off"),
        (without(Event.PINNED), "another time was set for it"),
        (without(Event.SENT_BY_HAND), "the gap is not kept|the cap is reached|it was sent before"),
        (deciding(employer_budget=10), "the employer's budget is spent"),
    ],
)
def test_a_planner_that_overlooks_something_is_found_out(fault: Any, told: str) -> None:
    policy = GUIDE.but(employer_budget=1) if "budget" in told else GUIDE
    assert any(part in found_out(touch_history_machine(policy, planner=fault)) for part in told.split("|"))
