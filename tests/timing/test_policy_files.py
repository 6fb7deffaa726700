from __future__ import annotations

import tomllib
from datetime import date, time
from importlib.resources import files
from pathlib import Path

import pytest

from followup_kit.errors import InvalidSetting
from followup_kit.facts.people import OfficeHours
from followup_kit.timing.parts import Part, parts
from followup_kit.timing.policies import Policy, presets
from followup_kit.timing.policy_files import read_policies
from followup_kit.timing.spans import business_days, hours

HOUSE = """
[policies.house]
extends = ["same_day", "promise_plus_week", "quiet"]
summary = "What our career office advises"
office_hours = ["08:00", "16:30"]
reviewed = 2026-10-01
sources = ["Our own survey, 2026"]

[parts.quiet]
summary = "one letter, no question"
cap = 1
check_ins = 0
"""


def made(text: str, name: str = "house") -> Policy:
    policy = read_policies(text)[name]
    assert isinstance(policy, Policy)
    return policy


def problems(text: str) -> list[str]:
    with pytest.raises(InvalidSetting) as caught:
        read_policies(text)
    return str(caught.value).splitlines()


def test_a_policy_is_what_it_extends_with_its_own_fields() -> None:
    same_day = presets()["same_day"]
    assert made(HOUSE) == Policy(
        name="house",
        summary="What our career office advises",
        extends=("same_day", "promise_plus_week", "quiet"),
        window=same_day.window,
        closed=same_day.closed,
        check_in_after=business_days(5),
        cap=1,
        check_ins=0,
        office_hours=OfficeHours(time(8), time(16, 30)),
        reviewed=date(2026, 10, 1),
        sources=("Our own survey, 2026",),
    )


def test_a_plan_records_what_a_policy_extends() -> None:
    assert made(HOUSE).described == "house (extends same_day, promise_plus_week, quiet; reviewed 2026-10-01)"


def test_the_parts_of_a_file_can_be_added_to_any_policy() -> None:
    quiet = read_policies(HOUSE)["quiet"]
    assert isinstance(quiet, Part)
    assert (presets()["guide"] + quiet).cap == 1


@pytest.mark.parametrize("how", ["path", "name of a path", "text", "tables"])
def test_it_is_read_from_a_path_from_text_or_from_tables(how: str, tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_bytes(b"\xef\xbb\xbf" + HOUSE.encode())  # as Windows editors write it
    source = {"path": path, "name of a path": str(path), "text": HOUSE, "tables": tomllib.loads(HOUSE)}[how]
    assert set(read_policies(source)) == {"house", "quiet"}


def test_of_those_that_are_extended_the_later_one_wins_and_the_table_over_all() -> None:
    text = "[policies.house]\nextends = ['same_day', 'prompt']\n"
    assert made(text).window == presets()["prompt"].window
    assert made(text).closed == "earlier"
    assert made("[policies.house]\nextends = ['prompt', 'same_day']\ntoo_late = { hours = 9 }\n").window == (
        hours(2),
        hours(4),
    )
    assert made("[policies.house]\nextends = ['cap_one', 'cap_two']\n").cap == 2
    assert made("[policies.house]\nextends = 'cap_one'\ncap = 2\n").cap == 2


def test_extends_may_be_spelt_as_a_sum() -> None:
    text = "[policies.house]\nextends = 'guide+cap_one'\n"
    assert made(text) == made("[policies.house]\nextends = ['guide', 'cap_one']\n")


def test_what_speaks_for_one_policy_is_not_passed_on() -> None:
    policy = made("[policies.house]\nextends = 'same_day'\n")
    assert (policy.summary, policy.sources, policy.reviewed) == ("", (), None)


def test_policies_of_one_file_extend_one_another_in_any_order() -> None:
    text = "[policies.a]\nextends = 'b'\n[policies.b]\nextends = ['c']\ncap = 1\n[parts.c]\nspread = 0\n"
    assert (made(text, "a").cap, made(text, "a").spread) == (1, 0)


def test_an_explicit_default_wins_over_what_was_extended_before() -> None:
    text = "[policies.a]\ncap = 2\n[policies.b]\nextends = ['cap_one', 'a']\n"
    assert made(text, "b").cap == 2


def test_false_takes_an_optional_field_away() -> None:
    assert presets()["next_morning"].part_of_day is not None
    assert made("[policies.house]\nextends = 'next_morning'\npart_of_day = false\n").part_of_day is None


def test_what_may_be_extended_is_the_callers_choice() -> None:
    ours = {"ours": presets()["guide"].but(name="ours", cap=1)}
    assert read_policies("[policies.house]\nextends = 'ours'\n", known=ours)["house"] == Policy(
        name="house", cap=1, extends=("ours",)
    )
    with pytest.raises(InvalidSetting, match="no policy or part named 'guide'; known: house, ours"):
        read_policies("[policies.house]\nextends = 'guide'\n", known=ours)


def test_hours_may_be_written_as_toml_writes_times_and_end_at_midnight() -> None:
    assert made("[policies.house]\noffice_hours = [09:00:00, 18:00:00]\n").office_hours == OfficeHours(
        time(9), time(18)
    )
    assert made("[policies.house]\noffice_hours = ['09:00', '24:00']\n").office_hours == OfficeHours(time(9), time(0))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[policies.house]\nextends = 'giude'\n", "policies.house.extends: no policy or part named 'giude'"),
        ("[policies.house]\nextends = 3\n", "policies.house.extends: must be a name or a list of names, got 3"),
        ("[policies.house]\nextends = [3]\n", "policies.house.extends: must be a name or a list of names"),
        ("[policies.house]\nextends = 'house'\n", "policies.house.extends: goes in a circle: house, house"),
        ("[parts.p]\nextends = 'guide'\ncap = 1\n", "parts.p.extends: guide is a whole policy; a part extends parts"),
        ("[policies.house]\nwindov = 3\n", "policies.house.windov: no policy field named 'windov'"),
        ("[policies.house]\nname = 'x'\n", "policies.house.name: no policy field named 'name'"),
        ("[policies.house]\nchanged = ['x']\n", "policies.house.changed: no policy field named 'changed'"),
        ("[policies.house]\nwindow = { hours = [48, 24] }\n", "window from 48 hours to 24 hours is reversed"),
        ("[policies.house]\nwindow = { hours = [24, 24] }\n", "is empty"),
        ("[policies.house]\nwindow = { hours = 24 }\n", "must be an opening and a closing such as"),
        ("[policies.house]\nwindow = { hours = [1], days = [2] }\n", "must be one unit of time"),
        ("[policies.house]\nwindow = { weeks = [1, 2] }\n", "no unit of time named 'weeks'; known: business_days"),
        ("[policies.house]\nwindow = { hours = [24, 9000] }\n", "must be a whole number from 0 to 8784, got 9000"),
        ("[policies.house]\nwindow = { hours = [24, 2000] }\n", "too late for thanks; at most 1440 hours"),
        ("[policies.house]\ngap = { days = 2 }\n", "gap is counted in business days"),
        ("[policies.house]\ngap = 2\n", "must be one unit of time such as { hours = 24 }, got 2"),
        ("[policies.house]\ncap = true\n", "must be a whole number, got True"),
        ("[policies.house]\ncap = 0\n", "cap must be a whole number from 1 to 10, got 0"),
        ("[policies.house]\ncap = 'unlimited'\n", "must be a whole number, got 'unlimited'"),
        ("[policies.house]\nsources = 'x'\n", "must be a list of texts"),
        ('[policies.house]\nsummary = "a\\nb"\n', "must be text in one line"),
        ("[policies.house]\nreviewed = 'soon'\n", "must be a date such as"),
        ("[policies.house]\noffice_hours = ['09:00', '09:00']\n", "are empty"),
        ("[policies.house]\noffice_hours = ['9', '17']\n", "must be two clock times"),
        ("[policies.house]\noffice_hours = false\n", "must be two clock times"),
        ("[policies.house]\npart_of_day = ['19:00', '21:00']\n", "no open hour in office_hours (09:00 to 17:00)"),
        ("[policies.house]\nsoonest = { hours = 72 }\n", "soonest (72 hours) lies after the window's end (48 hours)"),
        ("[policies.house]\nclosed = 'never'\n", "must be 'later', 'earlier' or 'ask'"),
        ("[policies.house]\nrelax = ['holidays']\n", "no relaxable rule named 'holidays'"),
        ("[policies.house]\nrules = ['quiet']\n", "rules"),
        ("[policies.guide]\ncap = 1\n", "policies.guide: guide exists already; choose another name"),
        ("[policies.a]\n[parts.a]\ncap = 1\n", "parts.a: there is a policies.a too"),
        ("[policies.'a+b']\n", "policies.a+b: a name has up to 64 letters"),
        ("[parts.p]\n", "parts.p: part p sets no field"),
        ("[house]\ncap = 1\n", "house: no table named 'house'; known: parts, policies; write [policies.house]"),
        ("policies = 3\n", "policies: must hold tables"),
        ("[policies]\nhouse = 3\n", "policies.house: must be a table, got 3"),
        ("[policies.house\n", "the text is not TOML"),
    ],
)
def test_what_cannot_work_is_refused_with_policy_and_field(text: str, message: str) -> None:
    [line] = problems(text)
    assert message in line


def test_all_problems_of_a_file_are_said_at_once_each_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "followup.toml"
    path.write_text(
        "[policies.a]\nextends = 'b'\n[policies.b]\nextends = 'a'\n[policies.c]\ncap = 0\ngap = 3\n", encoding="utf-8"
    )
    with pytest.raises(InvalidSetting) as caught:
        read_policies(path)
    lines = str(caught.value).splitlines()
    assert [line.partition(": ")[0] for line in lines] == [str(path)] * 3
    assert [line.split(": ")[1] for line in lines] == ["policies.b.extends", "policies.c.cap", "policies.c.gap"]


def test_a_long_row_of_policies_is_refused_and_not_followed_to_the_end() -> None:
    rows = "".join(f"[policies.p{n}]\nextends = 'p{n + 1}'\n" for n in range(1500))
    assert any("more than 20 policies extend one another" in line for line in problems(rows + "[policies.p1500]\n"))


def test_a_file_that_is_no_text_or_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_bytes(b"\xff\xfe[policies.house]\n")
    with pytest.raises(InvalidSetting, match="is not TOML in UTF-8"):
        read_policies(path)
    path.write_bytes(b"#" * 100_001)
    with pytest.raises(InvalidSetting, match="has 100001 bytes; a file of policies has at most 100000"):
        read_policies(path)
    with pytest.raises(FileNotFoundError):
        read_policies(tmp_path / "none.toml")


def test_our_own_presets_are_such_a_file() -> None:
    text = (files("followup_kit.timing") / "presets.toml").read_text(encoding="utf-8")
    assert read_policies(text, known={}) == {**presets(), **parts()}
