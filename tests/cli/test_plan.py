"""followup plan: the contract of its JSON, its clock, and what people see."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from followup_kit import Conflict, Hold, Move, Occasion, Option, Plan, Send, Step, Stop, intake
from followup_kit.cli import session
from followup_kit.cli.session import Clock
from followup_kit.cli.shown_plan import plan_json
from followup_kit.timing.decisions import Decision, Held
from followup_kit.timing.reasons import as_reason

from .conftest import EXAMPLE, Run

BERLIN = ZoneInfo("Europe/Berlin")
ENDED = datetime(2026, 3, 27, 15, tzinfo=BERLIN)
# The clocks go forward in the night to 29 March: the offset is that of each moment, not of today.
DUE = datetime(2026, 3, 30, 9, tzinfo=BERLIN)
TRACE = (Move(rule="window", start=ENDED, end=DUE, because="the window opens after 24 hours"),)


def a_plan(*decisions: Decision) -> Plan:
    talk = intake.read(EXAMPLE)
    steps = [
        Step(interview=talk, recipient=talk.panel[0], occasion=Occasion.THANK_YOU, channel="email", decision=decision)
        for decision in decisions
    ]
    held = Held(recipient="okafor", occasion=Occasion.CHECK_IN, because="one is enough")
    return Plan(interview=talk, policy="guide", now=ENDED, steps=tuple(steps), held=(held,), versions=(("tz", "1"),))


def test_the_json_of_a_plan_is_exactly_this() -> None:
    utc = ZoneInfo("UTC")
    option = Option(
        name="earlier", at=DUE - timedelta(days=3), breaks=("window.opens",), because=as_reason("a working day")
    )
    plan = a_plan(
        Send(
            at=DUE.astimezone(utc),
            opens=ENDED + timedelta(days=1),
            closes=None,
            relaxed=("office_hours",),
            options=(option,),
            advised=("post it today",),
            trace=TRACE,
        ),
        Hold(because="the interview is not over", until=DUE, trace=TRACE),
        Stop(because="they replied", trace=()),
        Conflict(because="nothing fits", opens=ENDED, closes=DUE, options=(option,), trace=TRACE),
    )
    move = {
        "rule": "window",
        "from": "2026-03-27T15:00:00+01:00",
        "to": "2026-03-30T09:00:00+02:00",
        "reason": "The window opens after 24 hours.",
        "because": {"code": "note", "text": "{words}", "data": [["words", "the window opens after 24 hours"]]},
    }
    chosen = {
        "name": "earlier",
        "at": "2026-03-27T09:00:00+01:00",
        "breaks": ["window.opens"],
        "reason": "A working day.",
    }
    common = {"recipient": "weber", "occasion": "thank_you", "channel": "email"}
    nothing = {"at": None, "opens": None, "closes": None, "relaxed": [], "options": [], "advice": []}
    assert plan_json(plan, Clock(now=ENDED, source="argument")) == {
        "policy": "guide",
        "steps": [
            common
            | {
                "decision": "send",
                "at": "2026-03-30T09:00:00+02:00",
                "opens": "2026-03-28T15:00:00+01:00",
                "closes": None,
                "relaxed": ["office_hours"],
                "options": [chosen],
                "trace": [move],
                "reason": "The window opens after 24 hours.",
                "advice": ["Post it today."],
            },
            common | nothing | {"decision": "hold", "trace": [move], "reason": "the interview is not over"},
            common | nothing | {"decision": "stop", "trace": [], "reason": "they replied"},
            common
            | nothing
            | {
                "decision": "conflict",
                "opens": "2026-03-27T15:00:00+01:00",
                "closes": "2026-03-30T09:00:00+02:00",
                "options": [chosen],
                "trace": [move],
                "reason": "nothing fits",
            },
        ],
        "held": [{"recipient": "okafor", "occasion": "check_in", "reason": "one is enough"}],
        "interview": "harrow-onsite",
        "now": "2026-03-27T15:00:00+01:00",
        "clock": "argument",
        "versions": {"tz": "1"},
    }


def test_the_plan_of_the_example_is_json_with_offsets_and_reasons(run: Run, record: Path) -> None:
    answer = run("plan", record, "--now", "2026-03-10T19:30:00Z", "--json")
    assert (answer.code, answer.err) == (0, "")
    plan = answer.json
    sends = {step["recipient"]: step for step in plan["steps"] if step["occasion"] == "thank_you"}
    assert set(sends) == {"weber", "okafor", "lindqvist"}
    assert sends["okafor"]["at"].endswith("-04:00")
    for step in sends.values():
        assert datetime.fromisoformat(step["opens"]) <= datetime.fromisoformat(step["at"])
        assert datetime.fromisoformat(step["at"]) < datetime.fromisoformat(step["closes"])
        assert step["trace"]
        assert all(move["reason"] for move in step["trace"])


def test_a_record_fixes_the_clock_and_the_output_says_so(run: Run, record: Path) -> None:
    assert "clock fixed by the record at 2026-03-10T19:30:00+00:00" in run("plan", record).out
    assert run("plan", record, "--json").json["clock"] == "record"
    assert "clock fixed" not in run("plan", record, "--now", "2026-03-10T20:00:00+01:00").out


def test_a_record_without_as_of_is_planned_by_the_systems_clock(
    run: Run, record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = tmp_path / "plain.toml"
    plain.write_text(re.sub(r"(?m)^as_of.*$", "", record.read_text("utf-8")), encoding="utf-8")
    monkeypatch.setattr(session, "system_clock", lambda: ENDED)
    answer = run("plan", plain, "--json").json
    assert (answer["clock"], answer["now"]) == ("system", ENDED.isoformat())


def test_a_fixed_clock_goes_on_with_the_ledger(run: Run, record: Path) -> None:
    run("log", record, "rejected", "--at", "2026-03-12T09:00:00Z", "--ledger", "l.sqlite")
    plan = run("plan", record, "--ledger", "l.sqlite", "--json").json
    assert (plan["clock"], plan["now"]) == ("ledger", "2026-03-12T09:00:00+00:00")
    assert {step["decision"] for step in plan["steps"]} == {"stop"}


def test_planning_leaves_no_ledger_behind(run: Run, record: Path, home: Path) -> None:
    run("plan", record)
    run("plan", record, "--ledger", "l.sqlite")
    assert list(home.iterdir()) == []


def test_piped_output_is_plain_text_with_a_reason_for_every_hour(run: Run, record: Path) -> None:
    out = run("plan", record).out
    assert "\x1b" not in out
    assert "weber (Helena Weber), thank_you by email: send Wed 2026-03-11" in out
    assert "your clock: Wed 2026-03-11" in out
    assert "  window: " in out


def test_another_policy_is_chosen_by_name(run: Run, record: Path) -> None:
    assert run("plan", record, "--policy", "same_day", "--json").json["policy"].startswith("same_day")


def test_a_conflict_needs_a_person(run: Run, record: Path) -> None:
    late = run("plan", record, "--now", "2026-06-10T09:00:00Z", "--json")
    undecided = any(step["decision"] == "conflict" for step in late.json["steps"])
    assert undecided
    assert late.code == 1


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (('ref = "friday"', 'ref = "friday"\nstate = "scheduled"'), "hold: the interview has not taken place yet"),
        (('ref = "friday"', 'ref = "friday"\nstate = "cancelled"'), "stop: "),
        (('country = "GB"', 'country = "GB"\nno_contact = "they say so"'), "does not want to be written to"),
    ],
)
def test_a_plan_in_which_nobody_is_written_to_is_an_answer_and_says_why(
    run: Run, friday: Path, change: tuple[str, str], why: str
) -> None:
    friday.write_text(friday.read_text("utf-8").replace(*change), encoding="utf-8")
    answer = run("plan", friday, "--now", "2026-03-13T18:00:00Z")
    assert (answer.code, answer.err) == (0, "")
    assert f"bell (Ann Bell), thank_you by text: {why.partition(':')[0] if ':' in why else 'stop'}" in answer.out
    assert why in answer.out
    as_json = run("plan", friday, "--now", "2026-03-13T18:00:00Z", "--json").json
    assert "send" not in {step["decision"] for step in as_json["steps"]}
    assert all(held["reason"] for held in as_json["held"])
    assert ("bell", "thank_you") in {(held["recipient"], held["occasion"]) for held in as_json["held"]}
