"""Plans, decisions and policies through JSON and back: equal, and deciding equally."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.errors import InvalidFact
from followup_kit.facts.history import Event, History, Occasion
from followup_kit.facts.interview import Interview
from followup_kit.intake import to_json
from followup_kit.testing.strategies import histories, interviews, policies
from followup_kit.timing import exchange
from followup_kit.timing.decisions import Conflict, Decision, Held, Hold, Move, Option, Plan, Send, Stop
from followup_kit.timing.exchange import decision_from_json, decision_to_json, plan_from_json, plan_to_json
from followup_kit.timing.planner import plan
from followup_kit.timing.policies import Policy, presets
from followup_kit.timing.policy_json import policy_from_json, policy_to_json
from followup_kit.timing.reasons import DayMonth, Lasting, Reason, RuleNames, Weekdays, because
from followup_kit.timing.spans import business_days, days, hours

from .builders import GUIDE, at, decided, entry, interview, person, sent


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    record = draw(interviews())
    history = draw(histories(record))
    now = record.ended + timedelta(hours=draw(st.integers(-48, 40 * 24)))
    return plan(record, draw(policies()), history, now=now)


# the round trip


@given(plans())
@settings(max_examples=60)
def test_a_plan_comes_back_equal(planned: Plan) -> None:
    again = plan_from_json(plan_to_json(planned), planned.interview)
    assert again == planned
    assert [step.decision.explain() for step in again.steps] == [step.decision.explain() for step in planned.steps]
    assert plan_to_json(again) == plan_to_json(planned)


@given(plans())
@settings(max_examples=60)
def test_a_decision_comes_back_equal_with_its_options_and_its_hash(planned: Plan) -> None:
    for step in planned.steps:
        again = decision_from_json(decision_to_json(step.decision, indent=None))
        assert again == step.decision
        assert hash(again) == hash(step.decision)
        assert type(again) is type(step.decision)


@given(interviews(), policies(), st.integers(-48, 40 * 24), st.data())
@settings(max_examples=60)
def test_a_policy_that_went_through_json_decides_the_same(
    record: Interview, policy: Policy, later: int, data: st.DataObject
) -> None:
    again = policy_from_json(policy_to_json(policy))
    history, now = data.draw(histories(record)), record.ended + timedelta(hours=later)
    assert plan(record, again, history, now=now) == plan(record, policy, history, now=now)


def test_every_kind_of_decision_comes_back() -> None:
    record = interview("2026-03-06 18:00", employer={"country": "DE"}, reply_by=date(2026, 3, 13))
    seen: list[Decision] = [
        decided(record),
        decided(record, presets()["fast_decision"]),
        decided(record, now=at("2026-03-06 17:00")),
        decided(record, GUIDE, sent(at("2026-03-06 19:00"))),
        decided(record, GUIDE, entry(Event.CLAIMED, at("2026-03-06 19:00"), recipient="bo")),
    ]
    assert {type(decision) for decision in seen} == {Send, Hold, Stop, Conflict}
    for decision in seen:
        assert decision_from_json(decision_to_json(decision)) == decision


def test_an_option_that_was_taken_comes_back() -> None:
    planned = plan(interview("2026-03-06 18:00"), GUIDE, now=at("2026-03-06 18:01"))
    taken = planned.steps[0].take("inside").decision
    assert decision_from_json(decision_to_json(taken)) == taken


def test_a_plan_that_was_read_can_go_on() -> None:
    planned = plan(interview("2026-03-06 18:00"), GUIDE, now=at("2026-03-06 18:01"))
    again = plan_from_json(plan_to_json(planned), planned.interview)
    assert again.step("bo").take("inside") == planned.step("bo").take("inside")


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_reads_and_decides_the_same(seed: str) -> None:
    """Text is hashed differently in every process; nothing that is decided may hang on that."""
    record = interview("2026-03-06 18:00", person("bo"), person("al"), employer={"country": "DE"})
    planned = plan(record, GUIDE.but(cap=1), now=at("2026-03-06 18:01"))
    code = (
        "import json, sys; import followup_kit as f; from followup_kit.intake import from_json;"
        "d = json.load(sys.stdin); i = from_json(d['record']); p = f.policy_from_json(d['policy']);"
        "n = f.plan(i, p, now=f.plan_from_json(d['plan'], i).now);"
        "assert n == f.plan_from_json(d['plan'], i); print(f.plan_to_json(n), end='')"
    )
    given = {"record": to_json(record), "policy": policy_to_json(GUIDE.but(cap=1)), "plan": plan_to_json(planned)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        check=True,
    )
    assert done.stdout == plan_to_json(planned)


# instants

NEW_YORK = "America/New_York"


def one_move(moment: datetime, because: Reason | str = "so") -> Stop:
    return Stop(because="so", trace=(Move(rule="r", start=moment, end=moment, because=because),))


@pytest.mark.parametrize(
    ("zone", "instant", "text"),
    [
        ("Europe/Berlin", "2026-10-25T00:30+00:00", "2026-10-25T02:30:00+02:00[Europe/Berlin]"),
        ("Europe/Berlin", "2026-10-25T01:30+00:00", "2026-10-25T02:30:00+01:00[Europe/Berlin]"),
        ("Australia/Lord_Howe", "2026-04-04T15:15+00:00", "2026-04-05T01:45:00+10:30[Australia/Lord_Howe]"),
        (NEW_YORK, "2026-03-08T07:00+00:00", "2026-03-08T03:00:00-04:00[America/New_York]"),
        ("UTC", "2026-03-08T07:00:01.5+00:00", "2026-03-08T07:00:01.500000+00:00[UTC]"),
    ],
)
def test_an_instant_keeps_instant_zone_and_which_pass_of_a_repeated_hour_it_is(
    zone: str, instant: str, text: str
) -> None:
    moment = datetime.fromisoformat(instant).astimezone(at("2026-01-01 00:00", zone).tzinfo)
    decision = one_move(moment)
    again = decision_from_json(decision_to_json(decision))
    assert json.loads(decision_to_json(decision))["decision"]["trace"][0]["start"] == text
    assert again == decision
    back = again.trace[0].start
    assert (back.timestamp(), back.fold, back.tzinfo, back.utcoffset()) == (
        moment.timestamp(),
        moment.fold,
        moment.tzinfo,
        moment.utcoffset(),
    )


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=1), "CET")])
def test_a_fixed_offset_comes_back_as_the_same_instant(zone: timezone) -> None:
    moment = datetime(2026, 3, 6, 15, tzinfo=zone)
    back = decision_from_json(decision_to_json(one_move(moment))).trace[0].start
    assert (back, back.utcoffset()) == (moment, moment.utcoffset())


# reasons


@pytest.mark.parametrize(
    "value",
    [
        "text with {braces} and “quotes”",
        "",
        -3,
        None,
        date(2026, 3, 6),
        time(9, 30),
        time(9, 30, 15, 250),
        hours(24),
        days(2),
        business_days(1),
        Lasting(3600),
        DayMonth(date(2026, 12, 25)),
        Weekdays(frozenset({1, 7})),
        RuleNames(("office_hours", "my rule")),
        because("inner", "{a} and {b}", a=1, b=hours(2)),
        ("a", because("b", "c"), "d"),
        (),
        at("2026-03-06 15:00"),
    ],
    ids=repr,
)
def test_whatever_stands_in_a_reason_comes_back(value: Any) -> None:
    decision = one_move(at("2026-03-06 15:00"), because("code", "{what}, {again}", what=value, again=value))
    again = decision_from_json(decision_to_json(decision))
    assert again == decision
    assert again.explain() == decision.explain()


def test_the_facts_of_a_reason_keep_their_order() -> None:
    first, second = because("c", "t", b=1, a=2), because("c", "t", a=2, b=1)
    assert first != second
    assert decision_from_json(decision_to_json(Stop(because=first, trace=()))).because == first


def test_what_has_no_form_is_refused_when_writing() -> None:
    odd: Any = object()
    with pytest.raises(InvalidFact, match="has no form in JSON"):
        decision_to_json(Stop(because=Reason("c", "t", (("x", odd),)), trace=()))


def test_the_words_of_a_person_are_not_taken_for_a_kind() -> None:
    """A tag is an object with one key; a text that looks like one stays a text."""
    reason = because("c", "{x}", x='{"date": "2026-03-06"}')
    assert decision_from_json(decision_to_json(Stop(because=reason, trace=()))).because == reason


# what is refused

RECORD = interview("2026-03-06 18:00", employer={"country": "DE"})
PLANNED = plan(RECORD, GUIDE, now=at("2026-03-06 18:01"))


def changed(*path: str | int, value: Any) -> str:
    """Return the plan's document with one thing replaced; `...` takes it away."""
    document = json.loads(plan_to_json(PLANNED))
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    if value is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return json.dumps(document)


STEP = ("plan", "steps", 0)
DECISION = (*STEP, "decision")


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("format",), "followup-kit policy", "this is no plan: its format must be 'followup-kit plan', got"),
        (("version",), 2, "of version 2, written by a newer followup-kit; update to read it"),
        (("version",), True, "must be a whole number from 1, got True"),
        (("version",), 0, "must be a whole number from 1, got 0"),
        (("version",), ..., "must be a whole number from 1, got None"),
        (("extra",), 1, "extra: a document of a plan has no such key; known: format, version, plan"),
        (("plan",), [], r"plan must be an object, got \[\]"),
        (("plan", "interview"), "other", "the plan is of the interview 'other', not of 'acme'"),
        (("plan", "stepps"), [], "plan: no field named 'stepps'"),
        (("plan", "steps"), {}, "plan.steps must be a list"),
        (("plan", "now"), ..., "plan lacks now"),
        (("plan", "now"), "2026-03-06T18:00:00", "plan.now .* has no offset, so its instant is not known"),
        (("plan", "now"), "soon", "plan.now must be a time such as"),
        (("plan", "now"), "2026-03-06T18:00:00+01:00[Europe/Berlinn]", "no time zone named 'Europe/Berlinn'; near"),
        (("plan", "now"), "0001-01-01T00:00:00+14:00[America/New_York]", "plan.now"),
        (("plan", "versions"), [["policy"]], r"plan.versions\[0\] must be 2 values"),
        (
            (*STEP, "recipient"),
            "xx",
            r"plan.steps\[0\].recipient: no person on the panel of acme named 'xx'; known: bo",
        ),
        ((*STEP, "occasion"), "wedding", r"plan.steps\[0\].occasion: no value named 'wedding'; known: after_rejection"),
        ((*STEP, "channel"), 3, r"plan.steps\[0\].channel must be text, got 3"),
        ((*STEP, "rules"), [], r"plan.steps\[0\]: no field named 'rules'"),
        ((*DECISION, "kind"), "maybe", "decision.kind: no kind of decision named 'maybe'; known: conflict"),
        ((*DECISION, "kind"), "stop", "decision: no field named 'at'"),
        ((*DECISION, "at"), None, "decision.at must be text, got None"),
        ((*DECISION, "relaxed"), "window end", "decision.relaxed must be a list"),
        ((*DECISION, "options", 0, "name"), "sideways", "must be one of later, earlier, inside, got 'sideways'"),
        ((*DECISION, "trace", 0, "because"), "words", "because must be an object"),
        ((*DECISION, "trace", 0, "because", "text"), ..., "must have code, text and data"),
        ((*DECISION, "trace", 0, "because", "data"), [["x", {"moon": 1}]], "no kind of fact named 'moon'"),
        ((*DECISION, "trace", 0, "because", "data"), [["x", {"hours": -1}]], "must be a whole number from 0"),
        ((*DECISION, "trace", 0, "because", "data"), [["x", {"hours": 1, "days": 1}]], "no kind of fact"),
        ((*DECISION, "trace", 0, "because", "data"), [["x", {"weekdays": [0]}]], "must be some of 1"),
        ((*DECISION, "trace", 0, "because", "data"), [["x", {"date": "2026-13-01"}]], "must be a date"),
        ((*DECISION, "trace", 0, "because", "data"), [["x", 1.5]], "must be an object, got 1.5"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(
    path: tuple[str | int, ...], value: Any, message: str
) -> None:
    with pytest.raises(InvalidFact, match=message):
        plan_from_json(changed(*path, value=value), RECORD)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it is not JSON"),
        ("[]", r"its format must be 'followup-kit plan', got \[\]"),
        ("null", "got None"),
        ('{"format": 1, "format": 2}', "format stands twice"),
        ('{"version": NaN}', "NaN is no number of JSON"),
        ("[" * 100_000, "this is no plan"),
        ('{"version": ' + "9" * 5000 + "}", "it is not JSON"),
    ],
)
def test_what_is_no_document_is_refused(text: str, message: str) -> None:
    with pytest.raises(InvalidFact, match=message):
        plan_from_json(text, RECORD)


def test_the_record_itself_is_not_written() -> None:
    text = plan_to_json(PLANNED)
    assert "bo@acme.example" not in text
    assert "Ada Weber" not in text


def test_every_field_of_what_a_decision_is_made_of_can_be_read() -> None:
    """A field that is added later and has no reader fails here, not at a user's."""
    for kind in (Send, Hold, Stop, Conflict, Move, Option, Held):
        assert exchange._not_read not in exchange._readers(kind).values()


def test_an_empty_history_and_no_options_come_back() -> None:
    planned = plan(RECORD, GUIDE, History(), now=at("2026-03-06 17:00"))
    again = plan_from_json(plan_to_json(planned), RECORD)
    assert again == planned
    assert all(isinstance(step.decision, Hold) for step in planned.steps)
    assert again.step("bo", Occasion.CHECK_IN).rules == ()
