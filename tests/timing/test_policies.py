from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import pytest

from followup_kit.errors import InvalidSetting
from followup_kit.facts.people import OfficeHours
from followup_kit.timing.policies import Policy, presets
from followup_kit.timing.spans import business_days, days, hours

GUIDE = presets()["guide"]
EVENING = OfficeHours(time(19), time(21))
MIDDAY = OfficeHours(time(12), time(13))


def test_the_guide_preset_is_24_to_48_hours_as_the_guide_says() -> None:
    assert GUIDE.window == (hours(24), hours(48))


@pytest.mark.parametrize("name", sorted(presets()))
def test_every_preset_names_its_sources_and_the_date_of_its_review(name: str) -> None:
    policy = presets()[name]
    assert policy.sources
    assert policy.summary
    assert policy.reviewed is not None
    assert policy.described == f"{name} (reviewed {policy.reviewed})"


def test_the_presets_that_the_etiquette_needs_are_there() -> None:
    assert set(presets()) == {
        *("guide", "prompt", "same_day", "next_morning", "fast_decision"),
        *("posted_card", "academic", "informational", "no_contact", "unhurried"),
    }


def test_a_changed_policy_is_a_new_value_that_lists_what_was_changed() -> None:
    changed = GUIDE.but(window=(hours(0), hours(24))).but(cap=1)
    assert changed.window == (hours(0), hours(24))
    assert GUIDE.cap == 2
    assert changed.changed == ("window", "cap")
    assert "changed: cap, window" in changed.described


def test_a_changed_policy_with_a_name_of_its_own_is_simply_another_policy() -> None:
    assert GUIDE.but(name="ours", cap=1).described == "ours"
    assert GUIDE.but(name="ours").sources == ()
    assert GUIDE.but(name="ours", sources=("our own survey",)).sources == ("our own survey",)
    assert GUIDE.but(name="ours", cap=1).changed == ()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"window": (hours(48), hours(24))}, "reversed"),
        ({"window": (hours(24), hours(24))}, "empty"),
        ({"window": (hours(24), days(2))}, "mixes units"),
        ({"window": (24, 48)}, r"window must be hours\(n\), days\(n\) or business_days\(n\), got 24"),
        ({"window": (hours(24),)}, "opening and a closing"),
        ({"too_late": hours(24)}, "before the window's end"),
        ({"gap": days(2)}, "business days"),
        ({"patience": business_days(2)}, "elapsed hours"),
        ({"cap": 0}, "from 1 to 10"),
        ({"spread": -1}, "from 0 to 120"),
        ({"relax": ("holidays",)}, "no relaxable rule named 'holidays'"),
        ({"relax": ("office_hours", "office_hours")}, "twice"),
        ({"closed": "never"}, "'later', 'earlier' or 'ask'"),
        ({"name": " "}, "some text"),
        ({"windov": (hours(1), hours(2))}, "did you mean window"),
        ({"changed": ("x",)}, "no policy field named 'changed'"),
        ({"extends": ("x",)}, "no policy field named 'extends'"),
        (
            {"window": (hours(24), hours(1441))},
            "ends 1441 hours after the interview, too late for thanks; at most 1440",
        ),
        ({"window": (days(1), days(61))}, "at most 60 days"),
        ({"window": (business_days(1), business_days(41))}, "at most 40 business days"),
        ({"gap": business_days(66)}, "gap is 66 business days; at most 65 business days, a quarter of a year"),
        ({"check_in_unknown": business_days(260)}, "at most 65 business days"),
        ({"soonest": hours(49)}, r"soonest \(49 hours\) lies after the window's end \(48 hours\)"),
        ({"spread": True}, "from 0 to 120, got True"),
        ({"cap": 1.0}, "from 1 to 10, got 1.0"),
        ({"summary": None}, "must be text in one line, got None"),
        ({"refuses": "a\nb"}, "must be text in one line"),
        ({"sources": "a survey"}, "several texts were expected, got 'a survey'; write a list"),
        ({"sources": 3}, "several texts were expected, got 3"),
        ({"reviewed": "2026-11-23"}, "must be a date such as 2026-11-23"),
        ({"reviewed": datetime(2026, 11, 23, tzinfo=UTC)}, "must be a date such as 2026-11-23"),
        ({"office_hours": ("09:00", "17:00")}, "must be OfficeHours"),
        ({"office_hours": None}, "must be OfficeHours"),
        ({"late_arrival": "maybe"}, "late_arrival must be 'advise' or 'refuse', got 'maybe'"),
        (
            {"part_of_day": EVENING},
            r"part_of_day \(19:00 to 21:00\) leave no open hour in office_hours \(09:00 to 17:00\)",
        ),
        ({"lunch": OfficeHours(time(9), time(17))}, r"lunch \(09:00 to 17:00\) leave no open hour"),
        (
            {"part_of_day": MIDDAY, "lunch": MIDDAY},
            r"part_of_day \(12:00 to 13:00\) and lunch \(12:00 to 13:00\) leave no",
        ),
    ],
)
def test_a_setting_that_cannot_work_is_refused_with_what_would(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidSetting, match=message):
        GUIDE.but(**changes)


def test_hours_over_midnight_leave_the_hours_that_they_share() -> None:
    night = OfficeHours(time(22), time(6))
    assert GUIDE.but(office_hours=night, part_of_day=OfficeHours(time(0), time(3))).part_of_day
    assert GUIDE.but(office_hours=night, part_of_day=OfficeHours(time(23), time(1)), lunch=MIDDAY).lunch
    assert GUIDE.but(office_hours=OfficeHours(time(0), time(0)), part_of_day=EVENING).part_of_day
    with pytest.raises(InvalidSetting, match="no open hour"):
        GUIDE.but(office_hours=night, part_of_day=MIDDAY)
    with pytest.raises(InvalidSetting, match="no open hour"):
        GUIDE.but(office_hours=night, lunch=OfficeHours(time(21), time(7)))


def test_hours_that_only_touch_do_not_meet() -> None:
    with pytest.raises(InvalidSetting, match="no open hour"):
        GUIDE.but(part_of_day=OfficeHours(time(17), time(18)))


def test_a_policy_of_ones_own_needs_only_a_name() -> None:
    assert Policy(name="mine").window == GUIDE.window
