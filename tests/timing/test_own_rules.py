"""Rules of one's own as values: equal by their settings, with reasons said once, asked only what they can answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from followup_kit import (
    ALL_DAY,
    InvalidFact,
    InvalidSetting,
    NotAfter,
    NotBefore,
    OpenSpans,
    Policy,
    WallClockRule,
    policy_from_json,
    policy_to_json,
    wall_clock,
)

NOON = datetime.fromisoformat("2026-03-06T12:00+01:00")


class SchoolRun(WallClockRule):
    name = "school_run"
    because = "It is time to fetch the children."

    def __init__(self, hour: int = 12) -> None:
        self.hour = hour

    def open_spans(self, day: date) -> OpenSpans:
        return ALL_DAY if day.isoweekday() > 5 else [(time(0), time(self.hour))]


def test_rules_of_one_class_with_the_same_settings_are_equal_whatever_they_remember() -> None:
    asked, fresh = SchoolRun(), SchoolRun()
    asked.at("Europe/Berlin").next_allowed(0)
    assert asked == fresh
    assert hash(asked) == hash(fresh)
    assert asked.at("UTC") == fresh.at("UTC") != fresh
    assert len({asked, fresh, SchoolRun(13), asked.but(rank=3), asked.but(name="other")}) == 4


def test_a_policy_with_a_rule_made_anew_comes_back_equal() -> None:
    policy = Policy(name="mine", rules=[SchoolRun()])
    assert policy_from_json(policy_to_json(policy), rules=[SchoolRun()]) == policy
    with pytest.raises(InvalidSetting, match=r"write a list: rules=\[...\]"):
        policy_from_json(policy_to_json(policy), rules=SchoolRun())  # type: ignore[arg-type]  # on purpose


def test_strength_rank_and_zone_that_were_set_on_a_rule_come_back() -> None:
    changed = Policy(name="mine", rules=[SchoolRun().but(strength="soft", rank=99).at("Asia/Tokyo")])
    assert policy_from_json(policy_to_json(changed), rules=[SchoolRun()]) == changed
    with pytest.raises(
        InvalidSetting, match="written on the clocks of Asia/Tokyo, and the given one is on those of UTC"
    ):
        policy_from_json(policy_to_json(changed), rules=[SchoolRun().at("UTC")])


def test_a_full_stop_in_a_reason_is_said_once() -> None:
    @wall_clock(because="it is Friday.")
    def friday(_day: date) -> Any:
        return ()

    for rule in (SchoolRun(), friday, SchoolRun().but(because="it is late.")):
        why = rule.at("Europe/Berlin").why_not(int(NOON.timestamp()))
        assert why is not None
        assert not why.said().endswith(".")
        assert why.sentence().count(".") == 1


@pytest.mark.parametrize("empty", ["", " ", "."])
def test_an_empty_reason_is_refused(empty: str) -> None:
    with pytest.raises(InvalidSetting, match="reason"):
        wall_clock(because=empty)(lambda _day: ALL_DAY)


def test_a_zone_may_be_given_as_zoneinfo() -> None:
    rule = SchoolRun().at(ZoneInfo("Europe/Berlin"))
    assert rule == SchoolRun().at("Europe/Berlin")
    assert (SchoolRun() & NotBefore(0)).at(ZoneInfo("UTC")) == (SchoolRun() & NotBefore(0)).at("UTC")


WRONG: list[tuple[Callable[[Any], object], Any, str]] = [
    (SchoolRun().at("UTC").next_moment, NOON.date(), "must be an aware datetime"),
    (SchoolRun().at("UTC").next_allowed, NOON, "ask next_moment about a datetime"),
    (NotBefore, NOON, r"int\(moment.timestamp\(\)\)"),
    (NotAfter, NOON, r"int\(moment.timestamp\(\)\)"),
]


@pytest.mark.parametrize(("ask", "given", "told"), WRONG, ids=["date", "datetime", "before", "after"])
def test_the_wrong_form_of_an_instant_is_refused_with_the_right_one(
    ask: Callable[[Any], object], given: Any, told: str
) -> None:
    with pytest.raises((InvalidFact, InvalidSetting), match=told):
        ask(given)


def test_arrays_refuse_seconds_beyond_all_calendars() -> None:
    np = pytest.importorskip("numpy")
    from followup_kit import openings_array

    with pytest.raises(InvalidFact, match="years 1900 to 9000"):
        openings_array(np.array([2**62]), [SchoolRun().at("UTC")])
