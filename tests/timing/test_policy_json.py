"""A policy as JSON: equal when it comes back, refused where it is not understood."""

from __future__ import annotations

import json
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from followup_kit.errors import InvalidSetting
from followup_kit.facts.people import OfficeHours
from followup_kit.testing.strategies import policies
from followup_kit.timing.parts import parts
from followup_kit.timing.policies import Policy, presets
from followup_kit.timing.policy_data import kinds_of
from followup_kit.timing.policy_files import read_policies
from followup_kit.timing.policy_json import policy_from_json, policy_schema, policy_to_json
from followup_kit.timing.rules import NotAfter, NotBefore

from .builders import hours as daily

EVERY = [*presets().values(), *(presets()["guide"] + part for part in parts().values())]


@given(policies(), st.lists(st.sampled_from(sorted(parts())), max_size=3), st.sampled_from([None, 0, 2]))
def test_a_policy_comes_back_equal(policy: Policy, names: list[str], indent: int | None) -> None:
    for name in names:
        policy = policy + parts()[name]
    again = policy_from_json(policy_to_json(policy, indent=indent))
    assert again == policy
    assert hash(again) == hash(policy)
    assert again.described == policy.described


@pytest.mark.parametrize("policy", EVERY, ids=lambda policy: policy.name)
def test_every_preset_and_sum_comes_back_and_fits_the_schema(policy: Policy) -> None:
    text = policy_to_json(policy)
    assert policy_from_json(text) == policy
    fits(json.loads(text))


def fits(document: object) -> None:
    Draft202012Validator.check_schema(policy_schema())
    Draft202012Validator(policy_schema()).validate(document)


def test_clock_times_to_the_second_and_midnight_come_back() -> None:
    odd = Policy(
        name="odd",
        office_hours=OfficeHours(time(8, 30, 15), time(0)),
        part_of_day=OfficeHours(time(8, 30, 15), time(9)),
    )
    assert policy_from_json(policy_to_json(odd)) == odd


def test_text_in_any_script_comes_back() -> None:
    odd = Policy(name="家", summary='“quoted” \\ {braces} "straight"', sources=("Ein Umlaut: ä\nund eine Zeile",))
    assert policy_from_json(policy_to_json(odd)) == odd


def test_what_was_changed_and_extended_comes_back() -> None:
    [house] = read_policies("[policies.house]\nextends = ['guide', 'cap_one']\n").values()
    assert isinstance(house, Policy)
    changed = house.but(spread=3)
    again = policy_from_json(policy_to_json(changed))
    assert (again.extends, again.changed) == (("guide", "cap_one"), ("spread",))


# rules of one's own

NIGHTS = daily(name="nights", opens=20, closes=6)
SOON = NotBefore(1_800_000_000, "soon")


def test_rules_of_ones_own_travel_by_name_and_are_given_when_reading() -> None:
    policy = Policy(name="mine", rules=(SOON, NIGHTS))
    text = policy_to_json(policy)
    assert json.loads(text)["policy"]["rules"] == ["soon", "nights"]
    assert policy_from_json(text, rules=[NIGHTS, NotAfter(0, "another"), SOON]) == policy


def test_a_rule_that_was_not_given_is_told_with_those_that_were() -> None:
    text = policy_to_json(Policy(name="mine", rules=(SOON,)))
    with pytest.raises(
        InvalidSetting, match=r"policy\.rules: no rule named 'soon'; known: nights; give your own rules"
    ):
        policy_from_json(text, rules=[NIGHTS])


def test_two_rules_of_one_name_cannot_be_told_apart() -> None:
    with pytest.raises(InvalidSetting, match="two timing rules have one name"):
        Policy(name="mine", rules=(SOON, NotBefore(5, "soon")))
    with pytest.raises(InvalidSetting, match="two of the given rules have the name 'soon'"):
        policy_from_json(policy_to_json(Policy(name="mine", rules=(SOON,))), rules=[SOON, NotBefore(5, "soon")])


def test_a_file_may_name_rules_that_are_given(tmp_path: Path) -> None:
    text = "[policies.house]\nrules = ['nights']\n[parts.calm]\nrules = ['soon']\n"
    house = read_policies(text, rules=[NIGHTS, SOON])["house"]
    assert house == Policy(name="house", rules=(NIGHTS,))
    with pytest.raises(InvalidSetting, match=r"policies\.house\.rules: no rule named 'nights'; known: none"):
        read_policies("[policies.house]\nrules = ['nights']\n")


# what is refused


def document(**changes: Any) -> str:
    body = {**json.loads(policy_to_json(presets()["guide"]))["policy"], **changes}
    return json.dumps({"format": "followup-kit policy", "version": 1, "policy": body})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "this is no policy: it is not JSON"),
        ("[]", "its format must be 'followup-kit policy'"),
        ('{"format": "followup-kit plan", "version": 1, "plan": {}}', "got 'followup-kit plan'"),
        ('{"format": "followup-kit policy", "version": 2, "policy": {}}', "written by a newer followup-kit"),
        ('{"format": "followup-kit policy", "version": "1", "policy": {}}', "must be a whole number from 1, got '1'"),
        ('{"format": "followup-kit policy", "version": 1, "policy": {}}', "policy.name: a policy needs a name"),
        (document(capp=1), "policy.capp: no policy field named 'capp'.*did you mean cap"),
        (document(cap=1.0), "policy.cap: must be a whole number, got 1.0"),
        (document(cap=None), "policy.cap: must be a whole number, got None"),
        (document(window={"hours": [48, 24]}), "policy.window: .* is reversed"),
        (document(window={"hours": [24.5, 48]}), "policy.window: a span must be a whole number"),
        (document(window=[24, 48]), "policy.window: must be one unit of time"),
        (document(closed="never"), "policy.closed: closed must be 'later', 'earlier' or 'ask'"),
        (document(name=""), "policy.name: name must be some text"),
        (document(name=3), "policy.name: must be text, got 3"),
        (document(reviewed="2026-02-30"), "policy.reviewed: must be a date"),
        (document(extends="guide"), "policy.extends: must be a list of texts"),
        (document(too_late={"hours": 3}), "too_late .3 hours. lies before the window's end"),
        (document(summary="a\u202eb"), "policy.summary: summary must be text in one line"),
    ],
)
def test_what_is_not_understood_or_cannot_work_is_refused_with_its_field(text: str, message: str) -> None:
    with pytest.raises(InvalidSetting, match=message):
        policy_from_json(text)


def test_all_problems_are_said_at_once() -> None:
    with pytest.raises(InvalidSetting) as caught:
        policy_from_json(document(cap=0, gap=3, x=1))
    assert len(str(caught.value).splitlines()) == 3


def test_a_field_that_an_older_version_did_not_know_has_its_default() -> None:
    body = {"name": "old", "window": {"hours": [1, 24]}}
    text = json.dumps({"format": "followup-kit policy", "version": 1, "policy": body})
    assert policy_from_json(text).cap == Policy(name="x").cap


def test_every_field_of_a_policy_has_a_form_in_a_file() -> None:
    """A field that is added later and has no kind fails here, not at a user's."""
    assert set(kinds_of(Policy)) == set(policy_schema()["properties"]["policy"]["properties"])
    assert set(kinds_of(Policy)) == set(json.loads(policy_to_json(presets()["guide"]))["policy"])
