from __future__ import annotations

from typing import Any

import pytest

from followup_kit.errors import InvalidSetting
from followup_kit.timing.policies import Policy, presets
from followup_kit.timing.spans import business_days, days, hours

GUIDE = presets()["guide"]


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
    assert {"guide", "prompt", "same_day", "next_morning", "unhurried"} <= set(presets())


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
    ],
)
def test_a_setting_that_cannot_work_is_refused_with_what_would(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidSetting, match=message):
        GUIDE.but(**changes)


def test_a_policy_of_ones_own_needs_only_a_name() -> None:
    assert Policy(name="mine").window == GUIDE.window
