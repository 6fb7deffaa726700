"""What must be true of every plan, for any record, history and policy."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.facts.history import Entry, Event, History
from followup_kit.facts.interview import Interview
from followup_kit.facts.people import Person
from followup_kit.testing.strategies import histories, interviews, policies
from followup_kit.timing.calendars import public_holidays
from followup_kit.timing.decisions import Plan, Send, Step, Stop
from followup_kit.timing.instants import instant_of, to_instant
from followup_kit.timing.places import place_of
from followup_kit.timing.planner import plan
from followup_kit.timing.policies import Policy, presets
from followup_kit.timing.spans import hours

from .builders import FixedCalendar
from .oracle import at_work, enough_left, first_minute, hours_of, no_lunch, works

CALENDAR = public_holidays()
GUIDE = presets()["guide"]
minutes = st.integers(0, 6 * 7 * 24 * 60)
STOPS = (Event.REJECTED, Event.OFFER, Event.WITHDRAWN)


def after(record: Interview, count: int) -> datetime:
    return record.ended.astimezone(UTC) + timedelta(minutes=count)


def sends(found: Plan) -> list[tuple[Step, Send]]:
    return [(step, step.decision) for step in found.steps if isinstance(step.decision, Send)]


@settings(max_examples=50)
@given(interviews(), policies(), minutes, st.data())
def test_nothing_is_sent_before_now_or_before_the_end(
    record: Interview, policy: Policy, later: int, data: st.DataObject
) -> None:
    now = after(record, later)
    for _, decision in sends(plan(record, policy, data.draw(histories(record)), now=now)):
        assert instant_of(decision.at) >= to_instant(now) >= to_instant(record.ended)
        assert all(instant_of(option.at) >= to_instant(now) for option in decision.options)


@settings(max_examples=50)
@given(interviews(), policies(), minutes, st.data())
def test_every_answer_is_permitted_by_all_rules_that_it_does_not_name_as_relaxed(
    record: Interview, policy: Policy, later: int, data: st.DataObject
) -> None:
    for step, decision in sends(plan(record, policy, data.draw(histories(record)), now=after(record, later))):
        place = place_of(step.recipient, record, CALENDAR)
        local, house = decision.at, record.employer
        worked = works(house, place.working_days, place.country)
        open_at = at_work(hours_of(house, policy.office_hours), worked)
        assert open_at(local) or {"office_hours", "working_days", "holidays", "closures"} & set(decision.relaxed)
        assert no_lunch(house.lunch)(local) or "lunch" in decision.relaxed
        assert enough_left(open_at, policy.least_open)(local) or {"closing_soon", "window start"} & set(
            decision.relaxed
        )
        if "window end" not in decision.relaxed and decision.closes is not None:
            assert instant_of(local) < instant_of(decision.closes)
        if "window start" not in decision.relaxed:
            assert instant_of(local) >= instant_of(decision.opens)


@settings(max_examples=50)
@given(interviews(held=True), policies(), minutes)
def test_a_trace_is_contiguous_and_leads_from_the_end_to_the_answer(
    record: Interview, policy: Policy, later: int
) -> None:
    for step in plan(record, policy, now=after(record, later)).steps:
        trace, reached = step.decision.trace, to_instant(record.ended)
        assert trace
        for move in trace:
            assert instant_of(move.start) == reached
            assert move.reason.endswith(".")
            assert move.reason[0] == move.reason[0].upper()
            reached = instant_of(move.end)
        if isinstance(step.decision, Send):
            assert reached == instant_of(step.decision.at)


@settings(max_examples=40)
@given(interviews(held=True, most_people=1))
def test_an_independent_reader_finds_the_same_first_minute(record: Interview) -> None:
    decision = plan(record, GUIDE, now=record.ended.astimezone(UTC)).steps[0].decision
    if not isinstance(decision, Send):
        return
    place = place_of(record.panel[0], record, CALENDAR)
    house = record.employer
    open_at = at_work(hours_of(house, GUIDE.office_hours), works(house, place.working_days, place.country))
    in_time, fed = enough_left(open_at, GUIDE.least_open), no_lunch(house.lunch)
    expected = None
    # lunch and the last minutes give way rather than let the window pass
    for preferred in ([in_time, fed], [fed], [in_time], []):
        found = first_minute(after(record, 24 * 60), place.zone, [open_at, *preferred], most=timedelta(days=10))
        expected = expected or found
        if found is not None and found < after(record, 48 * 60):
            expected = found
            break
    closed = not {"lunch", "closing_soon"}.issuperset(decision.relaxed)
    ahead = [option.at for option in decision.options if closed and option.name == "later"] or [decision.at]
    if expected is not None:
        assert instant_of(ahead[0]) == to_instant(expected)
        assert closed == (expected >= after(record, 48 * 60))
        assert bool(decision.options) == bool(decision.relaxed)


@settings(max_examples=50)
@given(interviews(held=True, most_people=1), st.integers(0, 4 * 24 * 60))
def test_a_later_interview_never_gets_an_earlier_answer(record: Interview, more: int) -> None:
    policy = GUIDE.but(patience=hours(8000))
    moved = evolve(record, ended=after(record, more), reply_by=None)
    first, second = (plan(each, policy, now=each.ended).steps[0].decision for each in (record, moved))
    if isinstance(first, Send) and isinstance(second, Send):
        assert instant_of(first.at) <= instant_of(second.at)


@settings(max_examples=50)
@given(interviews(held=True), policies(), minutes, st.integers(0, 99), st.data())
def test_an_answer_stays_the_same_until_it_is_reached(
    record: Interview, policy: Policy, later: int, percent: int, data: st.DataObject
) -> None:
    # a pause that lies ahead begins meanwhile, and then holds what is planned for after it
    events = tuple(event for event in Event if event is not Event.PAUSED)
    now, past = after(record, later), data.draw(histories(record, events=events))
    for step, decision in sends(plan(record, policy, past, now=now))[: len(record.panel)]:
        wait = instant_of(decision.at) - to_instant(now)
        again = plan(record, policy, past, now=now + timedelta(seconds=wait * percent // 100))
        # a check-in counts planned notes as sent, and moves with one that has not left in time
        if step.occasion.value == "thank_you":
            same = again.step(step.recipient.ref).decision
            assert isinstance(same, Send)
            assert same.at == decision.at


@settings(max_examples=50)
@given(interviews(), policies(), minutes, minutes, st.sampled_from(STOPS), st.data())
def test_once_stopped_nothing_revives_the_writing(
    record: Interview, policy: Policy, later: int, when: int, stop: Event, data: st.DataObject
) -> None:
    past = data.draw(histories(record)) + History(
        [Entry(at=after(record, when), event=stop, interview=record.ref, recipient=None)]
    )
    found = plan(record, policy, past, now=after(record, later))
    assert not sends(found)
    held = {(entry.recipient, entry.occasion) for entry in found.held}
    assert held >= {(step.recipient.ref, step.occasion) for step in found.steps}


@settings(max_examples=50)
@given(interviews(), policies(), minutes, st.data())
def test_the_order_in_which_events_are_given_changes_nothing(
    record: Interview, policy: Policy, later: int, data: st.DataObject
) -> None:
    entries = list(data.draw(histories(record)))
    shuffled = data.draw(st.permutations(entries))
    now = after(record, later)
    # a pause of everything belongs in no record
    own = [entry for entry in shuffled[: len(shuffled) // 2] if entry.interview == record.ref]
    recorded = evolve(record, events=own)
    mixed = plan(recorded, policy, History(entry for entry in shuffled if entry not in own), now=now)
    plain = plan(record, policy, History(entries), now=now)
    assert [step.decision for step in mixed.steps] == [step.decision for step in plain.steps]


@settings(max_examples=60)
@given(interviews(held=True), policies(), st.data())
def test_sending_what_is_planned_never_passes_the_cap_nor_the_gap(
    record: Interview, policy: Policy, data: st.DataObject
) -> None:
    """Simulates a candidate who always sends what is due and asks again, over the whole time of an application."""
    past = data.draw(histories(record, events=(Event.SENT_BY_HAND, Event.AUTO_REPLIED), most=2))
    given_by_hand = set(past)
    now = max([record.ended, *(entry.at for entry in past)], key=lambda moment: moment.timestamp())
    for _ in range(12):
        due = sends(plan(record, policy, past, now=now))
        if not due:
            break
        step, decision = due[0]
        now = decision.at.astimezone(UTC)
        past += History(
            [
                Entry(
                    at=now,
                    event=Event.SENT,
                    interview=record.ref,
                    recipient=step.recipient.ref,
                    occasion=step.occasion,
                )
            ]
        )
    else:
        raise AssertionError("the plan never comes to an end")
    for person in record.panel:
        letters = past.touches(person.ref)
        sent = [entry for entry in letters if entry not in given_by_hand]
        assert not sent or len(letters) <= policy.cap
        place = place_of(person, record, CALENDAR)
        for entry in sent:
            earlier = [other for other in letters if other.at < entry.at]
            if earlier and policy.gap.n:
                distance = place.after(instant_of(earlier[-1].at), policy.gap)
                assert instant_of(entry.at) >= distance
    assert sum(entry.occasion == "check_in" and entry not in given_by_hand for entry in past) <= policy.check_ins


@settings(max_examples=50)
@given(interviews(held=True), policies(), minutes)
def test_relaxing_is_always_named_and_only_what_may_be_relaxed_is(
    record: Interview, policy: Policy, later: int
) -> None:
    allowed = {"window end", "window start", *policy.relax}
    for step in plan(record, policy, now=after(record, later)).steps:
        options = getattr(step.decision, "options", ())
        for option in options:
            assert option.breaks
            assert {name for name in option.breaks if not name.startswith("late by ")} <= allowed
        assert len({option.name for option in options}) == len(options) <= 3
        if isinstance(step.decision, Send) and options:
            assert step.decision.at in [option.at for option in options]


@settings(max_examples=50)
@given(interviews(), policies(), minutes)
def test_an_employer_that_wants_no_letters_gets_none(record: Interview, policy: Policy, later: int) -> None:
    closed = evolve(record, employer=evolve(record.employer, no_contact="no letters, please"))
    decisions = [step.decision for step in plan(closed, policy, now=after(record, later)).steps]
    assert all(isinstance(decision, Stop) for decision in decisions)


@settings(max_examples=50)
@given(interviews(held=True), minutes)
def test_the_zone_of_the_end_does_not_matter_only_its_instant(record: Interview, later: int) -> None:
    now = after(record, later)
    tokyo = evolve(record, ended=record.ended.astimezone(UTC), candidate=evolve(record.candidate, zone="Asia/Tokyo"))
    one, two = (plan(each, GUIDE, now=now) for each in (record, tokyo))
    assert [step.decision for step in one.steps] == [step.decision for step in two.steps]


@settings(max_examples=50)
@given(interviews(held=True), st.data())
def test_a_further_holiday_never_helps_a_plan(record: Interview, data: st.DataObject) -> None:
    # A preference gives way where the next opening is after the window, so a holiday there may help: leave them out.
    policy = GUIDE.but(patience=hours(8000), spread=0, least_open=0)
    employer = evolve(record.employer, country="DE", lunch=None)
    panel = [evolve(person, country=None) for person in record.panel]
    plain = evolve(record, employer=employer, panel=panel)
    more = data.draw(st.integers(0, 6))
    feast = FixedCalendar(frozenset({(record.ended + timedelta(days=more)).date()}))
    for person in plain.panel:
        one = plan(plain, policy, now=record.ended, calendar=FixedCalendar()).step(person.ref).decision
        two = plan(plain, policy, now=record.ended, calendar=feast).step(person.ref).decision
        if isinstance(one, Send) and isinstance(two, Send):
            assert instant_of(one.at) <= instant_of(two.at)


@settings(max_examples=50)
@given(st.from_type(Person), st.from_type(Interview), st.from_type(Policy), st.from_type(History))
def test_registered_types_are_drawn_by_from_type(
    person: Person, record: Interview, policy: Policy, past: History
) -> None:
    assert (person.ref, record.ref) == ("p1", "interview")
    assert plan(record, policy, past, now=record.ended).steps


def test_a_plan_does_not_depend_on_the_hash_seed() -> None:
    program = (
        "from datetime import datetime, UTC; import followup_kit as f\n"
        "from followup_kit.timing.policies import presets\n"
        "i = f.Interview(ref='i', role='r', employer=f.Employer(name='A', zone='Europe/Berlin', country='DE'), "
        "candidate=f.Candidate(name='C'), panel=[f.Person(ref=r, name=r) for r in ('zoe', 'ann', 'kim')], "
        "ended=datetime(2026, 3, 6, 12, tzinfo=UTC))\n"
        "for s in f.plan(i, presets()['guide'], now=i.ended).steps: print(s.recipient.ref, s.decision)"
    )
    seeds = (str(random.Random(7).randrange(2**32)), "0")
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in seeds
    }
    assert len(outputs) == 1
    assert "Conflict" not in outputs.pop()
