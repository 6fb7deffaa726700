from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_kit.errors import InvalidSetting, NotFound
from followup_kit.testing.strategies import policies
from followup_kit.timing.parts import SETTABLE, Part, combined, parts, set_by
from followup_kit.timing.policies import Policy, presets
from followup_kit.timing.spans import business_days, days, hours

KNOWN = {**presets(), **parts()}
GUIDE = presets()["guide"]
ONE = parts()["cap_one"]


@pytest.mark.parametrize("name", sorted(parts()))
def test_every_part_names_its_sources_and_the_date_of_its_review(name: str) -> None:
    part = parts()[name]
    assert part.sources
    assert part.summary
    assert part.reviewed is not None


def test_no_part_has_the_name_of_a_preset() -> None:
    assert not set(parts()) & set(presets())


def test_no_part_and_no_preset_lifts_the_cap() -> None:
    """The cap counts the last letter too, and there is no way to write "unlimited"."""
    assert {ONE.name: dict(ONE.sets)["cap"], "cap_two": dict(parts()["cap_two"].sets)["cap"]} == {
        "cap_one": 1,
        "cap_two": 2,
    }
    assert all(policy.cap <= 2 for policy in presets().values())


def test_a_sum_is_the_policy_with_the_fields_of_the_part() -> None:
    careful = GUIDE + ONE
    assert careful.cap == 1
    assert careful.window == GUIDE.window
    assert careful.name == "guide+cap_one"
    assert careful.extends == ("guide", "cap_one")
    assert careful.summary == f"{GUIDE.summary}; {ONE.summary}"
    assert set(careful.sources) == {*GUIDE.sources, *ONE.sources}
    assert careful.described == f"guide+cap_one (reviewed {GUIDE.reviewed})"


def test_of_two_parts_the_later_one_wins() -> None:
    both = GUIDE + parts()["cap_two"] + ONE
    assert both.cap == 1
    assert (GUIDE + ONE + parts()["cap_two"]).cap == 2
    assert both.extends == ("guide", "cap_two", "cap_one")


def test_a_sum_is_as_old_as_its_oldest_source() -> None:
    old = Part(name="old", sets={"cap": 1}, sources=("a survey",), reviewed=date(2020, 1, 1))
    assert (GUIDE + old).reviewed == date(2020, 1, 1)
    assert (GUIDE + Part(name="mine", sets={"cap": 1})).reviewed is None


def test_a_sum_still_says_what_was_changed_before_unless_the_part_sets_it() -> None:
    changed = GUIDE.but(cap=3, spread=0) + ONE
    assert changed.changed == ("spread",)
    assert "changed: spread" in changed.described


def test_a_policy_of_ones_own_plus_a_part_says_what_it_is_made_of() -> None:
    assert (Policy(name="mine") + ONE).extends == ("mine", "cap_one")
    assert (GUIDE + ONE).but(name="ours").extends == ()


@pytest.mark.parametrize(
    ("sets", "message"),
    [
        ({}, "sets no field"),
        ({"capp": 1}, "no field that a part may set named 'capp'.*did you mean cap"),
        ({"name": "x"}, "no field that a part may set named 'name'"),
        ({"sources": ("x",)}, "no field that a part may set named 'sources'"),
        ({"cap": 0}, "cap must be a whole number from 1 to 10"),
        ({"gap": days(2)}, "business days"),
        ({"window": (hours(2), hours(1))}, "reversed"),
    ],
)
def test_a_part_that_cannot_work_is_refused(sets: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidSetting, match=message):
        Part(name="mine", sets=sets)


def test_a_part_that_contradicts_the_policy_is_refused_when_they_meet() -> None:
    with pytest.raises(InvalidSetting, match="before the window's end"):
        GUIDE + Part(name="mine", sets={"too_late": hours(3)})


def test_only_a_part_can_be_added() -> None:
    with pytest.raises(TypeError):
        GUIDE + GUIDE  # type: ignore[operator]  # what is tested


def test_a_sum_can_be_spelt() -> None:
    assert combined("guide", KNOWN) is GUIDE
    assert combined("guide+promise_plus_week+cap_one", KNOWN) == GUIDE + parts()["promise_plus_week"] + ONE
    assert combined(" guide + cap_one ", KNOWN) == GUIDE + ONE


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ("giude", "no policy named 'giude'.*did you mean guide"),
        ("guide+cap_on", "no part named 'cap_on'.*did you mean cap_one"),
        ("guide+", "no part named ''"),
        ("+cap_one", "no policy named ''"),
        ("cap_one", "cap_one is a part, not a whole policy; put it behind one, as in guide.cap_one"),
        ("guide+prompt", "prompt is a whole policy and cannot stand behind another; parts are cap_one"),
    ],
)
def test_a_sum_that_does_not_exist_is_refused_with_what_would_work(names: str, message: str) -> None:
    with pytest.raises(NotFound, match=message):
        combined(names, KNOWN)


@given(policies(), st.lists(st.sampled_from(sorted(parts())), max_size=4))
def test_a_sum_differs_from_the_policy_only_in_what_the_parts_set(policy: Policy, names: list[str]) -> None:
    total = policy
    for name in names:
        total = total + parts()[name]
    wanted = {key: value for name in names for key, value in parts()[name].sets}
    assert {key: getattr(total, key) for key in SETTABLE} == {key: getattr(policy, key) for key in SETTABLE} | wanted


@given(policies())
def test_what_a_policy_passes_on_is_enough_to_make_it_again(policy: Policy) -> None:
    again = Policy(name="again", **set_by(policy))
    assert {key: getattr(again, key) for key in SETTABLE} == {key: getattr(policy, key) for key in SETTABLE}


def test_what_a_policy_passes_on_is_where_it_differs_from_the_defaults() -> None:
    assert set_by(GUIDE) == {}
    assert set_by(presets()["informational"]) == {
        "window": (days(3), days(6)),
        "patience": hours(168),
        "check_ins": 0,
    }
    assert set_by(parts()["cap_two"]) == {"cap": 2}
    assert set_by(parts()["unknown_7bd"]) == {"check_in_unknown": business_days(7)}
