"""followup policies, and choosing by name, by sum and from followup.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from followup_kit.timing.parts import parts
from followup_kit.timing.policies import Policy, presets

from .conftest import Run

HOUSE = """\
policy = "house"

[policies.house]
extends = ["same_day", "quiet"]
summary = "What our career office advises"
office_hours = ["08:00", "16:00"]

[parts.quiet]
check_ins = 0
"""


def test_policies_lists_every_preset_and_part_with_its_summary(run: Run) -> None:
    answer = run("policies")
    assert (answer.code, answer.err) == (0, "")
    for value in (*presets().values(), *parts().values()):
        assert f"{value.name}: {value.summary}" in answer.out


def test_the_list_as_json_says_who_offers_what_and_when_it_was_looked_at(run: Run) -> None:
    answer = run("policies", "--json").json
    assert [row["name"] for row in answer["policies"]] == list(presets())
    assert [row["name"] for row in answer["parts"]] == list(parts())
    guide = answer["policies"][0]
    assert guide["from"] == "followup-kit"
    assert guide["reviewed"] == str(presets()["guide"].reviewed)


def test_one_policy_is_shown_with_what_it_sets_whom_it_follows_and_when_that_was_looked_at(run: Run) -> None:
    policy, out = presets()["same_day"], run("policies", "same_day").out
    assert "window: 2 hours to 4 hours" in out
    assert "closed: earlier" in out
    assert f"follows, looked at on {policy.reviewed}" in out
    for source in policy.sources:
        assert source in out
    assert "gap: 2 business days" in out.partition("as by default")[2]


def test_one_policy_as_json_holds_every_field_as_a_file_writes_it(run: Run) -> None:
    answer = run("policies", "next_morning", "--json").json
    assert answer["kind"] == "policy"
    assert answer["fields"]["window"] == {"business_days": [1, 2]}
    assert answer["fields"]["part_of_day"] == ["00:00", "11:00"]
    assert answer["sets"] == ["part_of_day", "patience", "window"]
    assert set(answer["sets"]) < set(answer["fields"]) < {field.name for field in Policy.__attrs_attrs__}
    assert answer["sources"] == list(presets()["next_morning"].sources)


def test_a_part_and_a_sum_are_shown_too(run: Run) -> None:
    assert run("policies", "cap_one", "--json").json["fields"] == {"cap": 1}
    total = run("policies", "guide+promise_plus_week+cap_one", "--json").json
    assert total["extends"] == ["guide", "promise_plus_week", "cap_one"]
    assert (total["fields"]["cap"], total["fields"]["check_in_after"]) == (1, {"business_days": 5})
    assert total["sets"] == ["cap", "check_in_after"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("gide", "no policy named 'gide'; known: academic"),
        ("guide+cap_on", "no part named 'cap_on'"),
        ("guide+prompt", "prompt is a whole policy"),
    ],
)
def test_a_name_that_does_not_exist_is_one_line_with_those_that_do(run: Run, name: str, told: str) -> None:
    answer = run("policies", name)
    assert answer.code == 2
    [line] = answer.err.splitlines()
    assert told in line


def test_a_plan_is_made_by_a_sum_and_says_so(run: Run, record: Path) -> None:
    answer = run("plan", record, "--policy", "guide+promise_plus_week+cap_one", "--json").json
    assert answer["policy"] == "guide+promise_plus_week+cap_one"
    assert answer["versions"]["policy"].startswith("guide+promise_plus_week+cap_one (reviewed ")


def test_a_part_alone_is_no_policy_and_the_remedy_is_named(run: Run, record: Path) -> None:
    answer = run("plan", record, "--policy", "cap_one")
    assert answer.code == 2
    assert "put it behind one, as in guide+cap_one" in answer.err


def test_no_contact_writes_nothing_and_says_what_to_do_instead(run: Run, record: Path) -> None:
    answer = run("plan", record, "--policy", "no_contact", "--json").json
    assert {step["decision"] for step in answer["steps"]} == {"stop"}
    assert all("if you have a genuine question, ask that instead" in step["reason"] for step in answer["steps"])


def test_policies_of_ones_own_stand_in_the_settings(run: Run, record: Path) -> None:
    Path("followup.toml").write_text(HOUSE, encoding="utf-8")
    answer = run("plan", record, "--json").json
    assert answer["policy"] == "house"
    assert answer["versions"]["policy"] == "house (extends same_day, quiet)"
    assert run("plan", record, "--policy", "guide", "--json").json["policy"] == "guide"
    assert run("plan", record, "--policy", "house+cap_one", "--json").json["policy"] == "house+cap_one"
    assert "house: What our career office advises" in run("policies").out
    assert "quiet: of your own" in run("policies").out
    assert run("policies", "house", "--json").json["from"] is None


def test_every_problem_of_ones_own_policies_is_one_line_with_file_policy_and_field(run: Run, record: Path) -> None:
    text = "[policies.house]\nextends = 'giude'\ncap = 0\n[policies.other]\nwindow = { hours = [9, 3] }\n"
    Path("followup.toml").write_text(text, encoding="utf-8")
    answer = run("plan", record)
    assert answer.code == 2
    lines = answer.err.splitlines()
    path = Path("followup.toml").resolve()
    assert [line.split(": ")[:3] for line in lines] == [
        ["followup", str(path), "policies.house.extends"],
        ["followup", str(path), "policies.house.cap"],
        ["followup", str(path), "policies.other.window"],
    ]


@pytest.mark.parametrize("text", ["policies = 3\n", "parts = ['x']\n"])
def test_a_table_that_is_none_is_told(run: Run, record: Path, text: str) -> None:
    Path("followup.toml").write_text(text, encoding="utf-8")
    answer = run("plan", record)
    assert answer.code == 2
    assert "must hold tables such as" in answer.err
