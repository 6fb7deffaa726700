"""What the public doors say to a value of the wrong kind: an error of ours that says what would work."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from attrs import frozen

from followup_kit import Kit
from followup_kit.errors import InvalidFact, InvalidSetting
from followup_kit.timing.calendars import public_holidays, with_closures
from followup_kit.timing.exchange import decision_from_json, plan_from_json
from followup_kit.timing.many import openings, plan_many
from followup_kit.timing.planner import plan

from .builders import GUIDE, hours, interview

TALK: Any = interview("2026-03-06 15:00")
KIT = Kit.load(installed=False)
NOW = TALK.ended
NOTHING: Any = None


@frozen
class Half:
    name: str = "half"
    version: str = "1"


@pytest.mark.parametrize(
    ("call", "error", "told"),
    [
        (lambda: Kit.load(policy=5, installed=False), InvalidSetting, "must be a Policy, such as presets()['guide']"),
        (
            lambda: Kit.load(calendar=5, installed=False),
            InvalidSetting,
            "must be a Calendar, such as public_holidays()",
        ),
        (lambda: plan_many([TALK], "guide", now=NOW), InvalidSetting, "write presets()['guide'] from"),
        (lambda: plan_many([], "guide", now=NOW), InvalidSetting, "write presets()['guide'] from"),
        (lambda: plan_many([None], GUIDE, now=NOW), InvalidFact, "must be an Interview"),
        (lambda: plan_many([TALK], GUIDE, [], now=NOW), InvalidFact, "must map each interview's ref"),
        (lambda: plan(TALK, GUIDE, now=NOW, calendar=5), InvalidSetting, "5 lacks name, version, holidays"),
        (lambda: plan(TALK, GUIDE, now=NOW, calendar=Half()), InvalidSetting, "lacks holidays, working_days, knows"),
        (lambda: plan(TALK, GUIDE, [], now=NOW), InvalidFact, "write History(entries)"),
        (lambda: plan(None, GUIDE, now=NOW), InvalidFact, "must be an Interview, such as followup_kit.intake.read"),
        (lambda: KIT.plan(None, now=NOW), InvalidFact, "must be an Interview"),
        (lambda: KIT.plan(TALK, [], now=NOW), InvalidFact, "write History(entries)"),
        (lambda: with_closures(public_holidays(), None), InvalidSetting, "must be a mapping such as {date(2026"),
        (lambda: with_closures(None, {date(2026, 8, 3): "x"}), InvalidSetting, "must be a Calendar"),
        (lambda: plan_from_json(None, TALK), InvalidFact, "as plan_to_json returns it; got None"),
        (lambda: plan_from_json("{}", None), InvalidFact, "must be an Interview"),
        (lambda: decision_from_json(b"{}"), InvalidFact, "as decision_to_json returns it"),
        (lambda: openings([datetime(2026, 3, 6, tzinfo=UTC)], [hours()]), InvalidFact, "to_instant(moment) makes one"),
        (lambda: openings([1.5], [hours()]), InvalidFact, "whole UTC seconds since 1970, got 1.5"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_with_what_would_work(
    call: Callable[[], object], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=re.escape(told)):
        call()


def test_a_letter_that_would_fall_behind_the_last_year_is_told_of_in_plain_words() -> None:
    late = interview("2200-12-31 10:00")
    with pytest.raises(InvalidFact, match=r"would fall behind the year 2200, where planning ends"):
        KIT.plan(late, now=late.ended)


def test_whole_numbers_of_another_type_are_taken() -> None:
    class Number:
        def __index__(self) -> int:
            return 0

    one: Any = Number()
    assert openings([one], [hours()]) == openings([0], [hours()])
