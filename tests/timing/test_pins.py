"""What the candidate sets for one letter outlives every new plan, and ends with the next letter that it is about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.facts.history import PLANNED, Entry, Event, History, Occasion
from followup_kit.timing.decisions import Conflict, Hold, Send, Stop
from followup_kit.timing.instants import instant_of
from followup_kit.timing.planner import plan
from followup_kit.timing.spans import business_days, hours

from .builders import GUIDE, at, decided, interview, person, said, sent

WEDNESDAY = "2026-03-04 15:00"
NOW = at("2026-03-04 16:00")
TWICE = GUIDE.but(check_ins=2, cap=4)
GERMANY = {"country": "DE"}


def snooze(until: str, noted: str = "2026-03-04 15:30", **more: Any) -> Entry:
    about = {"recipient": "bo", "note": "she is at a fair", **more}
    return Entry(at=at(noted), event=Event.SNOOZED, interview="acme", until=at(until), **about)


def pin(to: str, noted: str = "2026-03-04 15:30", **more: Any) -> Entry:
    about = {"recipient": "bo", "occasion": Occasion.THANK_YOU, "note": "I said so on the telephone", **more}
    return Entry(at=at(noted), event=Event.PINNED, interview="acme", until=at(to), **about)


def release(noted: str, **more: Any) -> Entry:
    return Entry(at=at(noted), event=Event.RELEASED, interview="acme", **{"recipient": "bo", **more})


def planned(*entries: Entry, now: Any = NOW, occasion: Occasion = Occasion.THANK_YOU, **more: Any) -> Send:
    policy = more.pop("policy", GUIDE)
    decision = decided(more.pop("record", interview(WEDNESDAY)), policy, *entries, now=now, occasion=occasion)
    assert isinstance(decision, Send), decision
    return decision


# --- snoozes ---


def test_a_snooze_holds_the_letter_back_and_gives_its_reason() -> None:
    decision = planned(snooze("2026-03-05 16:10"))
    assert said(decision.at) == "2026-03-05 16:10"
    assert decision.relaxed == ()
    assert "You snoozed this letter until Thursday 5 March 2026, 16:10 CET: she is at a fair" in decision.explain()


def test_a_snooze_that_ends_at_night_is_over_the_next_working_morning() -> None:
    assert said(planned(snooze("2026-03-05 22:00")).at) == "2026-03-06 09:00"


def test_a_snooze_that_ends_before_the_window_changes_nothing() -> None:
    assert said(planned(snooze("2026-03-05 09:00")).at) == "2026-03-05 15:00"
    friday = interview("2026-03-06 08:30", employer=GERMANY)
    asked = decided(friday, GUIDE, snooze("2026-03-06 11:00", "2026-03-06 10:00"), now=at("2026-03-06 10:00"))
    assert isinstance(asked, Send)
    assert (said(asked.at), asked.relaxed) == ("2026-03-06 16:30", ("window start",)), "earlier is still possible"


@pytest.mark.parametrize("closed", ["later", "earlier", "ask"])
def test_after_a_snooze_the_window_may_be_over_and_the_first_opening_is_taken_never_an_earlier_one(closed: str) -> None:
    policy = GUIDE.but(closed=closed, patience=hours(0), too_late=hours(49))
    for until, answer in (("2026-03-06 16:00", "2026-03-06 16:00"), ("2026-03-13 18:00", "2026-03-16 09:00")):
        decision = planned(snooze(until), policy=policy)
        assert said(decision.at) == answer
        assert "window end" in decision.relaxed
        assert all(instant_of(option.at) >= instant_of(at(until)) for option in decision.options)


def test_what_is_too_late_is_counted_from_the_end_of_the_snooze() -> None:
    told = snooze("2026-03-13 10:00")
    late = planned(told, now=at("2026-03-18 10:00"))
    assert said(late.at) == "2026-03-18 10:00"
    decision = decided(interview(WEDNESDAY), GUIDE, told, now=at("2026-04-18 10:00"))
    assert isinstance(decision, Conflict)


def test_a_snooze_survives_every_new_plan_and_the_time_alone_does_not_end_it() -> None:
    told = snooze("2026-03-10 10:00")
    for now in ("2026-03-04 16:00", "2026-03-07 12:00", "2026-03-10 09:59"):
        assert said(planned(told, now=at(now)).at) == "2026-03-10 10:00"


def test_a_snooze_of_no_letter_in_particular_is_of_all_to_that_person() -> None:
    told = snooze("2026-04-01 10:00")
    record = interview(WEDNESDAY, person("ann"), person("bo"))
    found = plan(record, GUIDE, History([told]), now=NOW)
    assert said(found.step("ann").decision.at) == "2026-03-05 15:00"  # type: ignore[union-attr]  # is sent
    assert said(found.step("bo").decision.at) == "2026-04-01 10:07"  # type: ignore[union-attr]  # is sent
    only = evolve(told, occasion=Occasion.CHECK_IN)
    assert said(planned(only, record=record).at) == "2026-03-05 15:07"


def test_a_snooze_of_nobody_in_particular_is_of_everybody() -> None:
    record = interview(WEDNESDAY, person("ann"), person("bo"))
    found = plan(record, GUIDE, History([snooze("2026-03-06 10:00", recipient=None)]), now=NOW)
    assert [said(step.decision.at) for step in found.steps[:2]] == ["2026-03-06 10:00", "2026-03-06 10:07"]  # type: ignore[union-attr]


def test_the_latest_snooze_counts_shorter_or_longer() -> None:
    first, longer = snooze("2026-03-10 10:00"), snooze("2026-03-12 10:00", "2026-03-04 15:40")
    shorter = snooze("2026-03-06 10:00", "2026-03-04 15:50")
    for given_ in ([first, longer], [longer, first]):
        assert said(planned(*given_).at) == "2026-03-12 10:00"
    assert said(planned(first, longer, shorter).at) == "2026-03-06 10:00"
    twins = [first, evolve(first, until=at("2026-03-11 10:00"))]
    for given_ in (twins, twins[::-1]):
        assert said(planned(*given_).at) == "2026-03-11 10:00", "of two at once the longer one"


def test_a_snooze_ends_with_the_next_touch_or_when_it_is_released() -> None:
    told = snooze("2026-06-01 10:00", occasion=None)
    by_hand = sent(at("2026-03-05 10:00"))
    held = planned(told, occasion=Occasion.CHECK_IN)
    assert held.at >= at("2026-06-01 10:00")
    touched = planned(told, by_hand, now=at("2026-03-06 10:00"), occasion=Occasion.CHECK_IN)
    assert said(touched.at) == "2026-03-16 09:00"
    ahead = planned(told, by_hand, occasion=Occasion.CHECK_IN)
    assert ahead.at == touched.at, "what is noted for a time to come counts as if it had happened"
    assert said(planned(told, release("2026-03-04 15:45")).at) == "2026-03-05 15:00"
    assert said(planned(told, release("2026-03-04 15:30")).at) == "2026-03-05 15:00", "at the same moment, too"
    assert said(planned(told, release("2026-03-04 15:20")).at) == "2026-06-01 10:00", (
        "a release before it is of another"
    )
    assert said(planned(told, release("2026-03-04 15:45", recipient=None)).at) == "2026-03-05 15:00"
    assert said(planned(told, release("2026-03-04 15:45", recipient="ann")).at) == "2026-06-01 10:00"
    assert said(planned(told, release("2026-03-04 15:45", occasion="check_in")).at) == "2026-06-01 10:00"


def test_a_snooze_for_one_occasion_does_not_end_with_a_letter_for_another() -> None:
    told = snooze("2026-06-01 10:00", occasion=Occasion.CHECK_IN)
    after_thanks = planned(told, sent(at("2026-03-05 10:00")), now=at("2026-03-06 10:00"), occasion=Occasion.CHECK_IN)
    assert said(after_thanks.at) == "2026-06-01 10:00"


def test_a_letter_that_did_not_leave_ends_nothing() -> None:
    told, claim = snooze("2026-03-10 10:00"), evolve(sent(at("2026-03-04 15:45")), event=Event.CLAIMED)
    back = evolve(claim, event=Event.NOT_SENT, at=at("2026-03-04 15:46"))
    assert said(planned(told, claim, back).at) == "2026-03-10 10:00"


# --- pins ---


def test_a_pin_is_the_very_instant_with_its_reason_and_what_it_breaks() -> None:
    decision = planned(pin("2026-03-07 20:12"))
    assert said(decision.at) == "2026-03-07 20:12"
    assert decision.relaxed == ("window end", "working_days", "office_hours")
    assert decision.trace[-1].reason == (
        "You set this letter for Saturday 7 March 2026, 20:12 CET: I said so on the telephone."
    )
    assert [option.name for option in decision.options] == ["inside"], "what the plan would have been"
    early = planned(pin("2026-03-05 10:00"))
    assert (said(early.at), early.relaxed) == ("2026-03-05 10:00", ("window start",))
    assert planned(pin("2026-03-05 16:00")).relaxed == ()


def test_a_pin_survives_every_new_plan() -> None:
    told = pin("2026-03-05 16:00")
    for now in ("2026-03-04 16:00", "2026-03-05 15:30", "2026-03-05 16:00"):
        assert said(planned(told, now=at(now)).at) == "2026-03-05 16:00"


@pytest.mark.parametrize(
    ("record", "entries", "why"),
    [
        ({"employer": GERMANY}, [], "6 April is a public holiday in DE"),
        ({"employer": {"closures": [date(2026, 4, 6)]}}, [], "a day on which the employer is closed"),
        ({}, [snooze("2026-04-07 10:00")], "you snoozed this letter until Tuesday 7 April 2026"),
        ({}, [evolve(snooze("2026-04-07 10:00", "2026-04-05 10:00"), event=Event.PAUSED, recipient=None)], "is paused"),
        ({}, [sent(at("2026-04-03 10:00"), occasion=None)], "2 business days must lie between two"),
    ],
    ids=["holiday", "closure", "snooze", "pause to come", "gap"],
)
def test_a_pin_against_a_hard_rule_is_a_conflict_that_names_it_with_what_is_possible(
    record: dict[str, Any], entries: list[Entry], why: str
) -> None:
    decision = decided(
        interview("2026-04-03 15:00", **record),
        GUIDE,
        *entries,
        pin("2026-04-06 10:00", "2026-04-03 16:00"),
        now=at("2026-04-03 16:30"),
    )
    assert isinstance(decision, Conflict)
    assert decision.reason.startswith("you set this letter for Monday 6 April 2026, 10:00 CEST (I said so on")
    assert why in decision.reason
    assert decision.options
    assert all(said(option.at) != "2026-04-06 10:00" for option in decision.options)


def test_stops_are_not_pinned_away() -> None:
    reply = Entry(at=at("2026-03-05 09:00"), event=Event.REPLIED, interview="acme", recipient="bo")
    assert isinstance(decided(interview(WEDNESDAY), GUIDE, pin("2026-03-05 10:00"), reply, now=NOW), Stop)
    paused = Entry(at=at("2026-03-04 15:40"), event=Event.PAUSED, interview="acme")
    assert isinstance(decided(interview(WEDNESDAY), GUIDE, pin("2026-03-05 10:00"), paused, now=NOW), Hold)


def test_a_pin_holds_where_the_plan_without_it_would_wait_for_the_end_of_a_pause() -> None:
    paused = Entry(at=at("2026-03-05 14:00"), event=Event.PAUSED, interview="acme")
    assert said(planned(pin("2026-03-05 10:00"), paused).at) == "2026-03-05 10:00"
    decision = decided(interview(WEDNESDAY), GUIDE, pin("2026-03-05 16:00"), paused, now=NOW)
    assert isinstance(decision, Conflict)
    assert decision.options == ()


def test_a_pin_that_passed_unused_is_told_and_the_planning_goes_on() -> None:
    decision = planned(pin("2026-03-05 10:00"), now=at("2026-03-05 10:01"))
    assert said(decision.at) == "2026-03-05 15:00"
    assert "10:00 CET, has passed (I said so on the telephone); it is planned anew" in decision.explain()


def test_a_pin_ends_with_its_own_letter_and_not_with_another() -> None:
    asked = pin("2026-03-20 10:00", occasion=Occasion.CHECK_IN)
    thanks, first = sent(at("2026-03-05 10:00")), sent(at("2026-03-12 10:00"), occasion=Occasion.CHECK_IN)
    answer = planned(asked, thanks, now=at("2026-03-06 10:00"), occasion=Occasion.CHECK_IN, policy=TWICE)
    assert said(answer.at) == "2026-03-20 10:00"
    second = planned(asked, thanks, first, now=at("2026-03-13 10:00"), occasion=Occasion.CHECK_IN, policy=TWICE)
    assert said(second.at) == "2026-03-23 09:00", "seven business days after the last contact"
    freed = planned(asked, release("2026-03-05 09:00"), now=at("2026-03-06 10:00"), occasion=Occasion.CHECK_IN)
    assert said(freed.at) != "2026-03-20 10:00"


def test_the_latest_pin_counts() -> None:
    first, second = pin("2026-03-05 10:00"), pin("2026-03-05 11:00", "2026-03-04 15:40")
    for given_ in ([first, second], [second, first]):
        assert said(planned(*given_).at) == "2026-03-05 11:00"


def test_a_pinned_note_stays_and_the_rest_of_the_panel_keeps_out_of_its_minute() -> None:
    record = interview(WEDNESDAY, person("ann"), person("bo"), person("cy"))
    found = plan(record, GUIDE, History([pin("2026-03-05 15:14")]), now=NOW)
    times = {step.recipient.ref: said(step.decision.at) for step in found.steps[:3]}  # type: ignore[union-attr]
    assert times == {"ann": "2026-03-05 15:00", "bo": "2026-03-05 15:14", "cy": "2026-03-05 15:15"}


# --- later steps slide ---


@pytest.mark.parametrize("gap", [1, 3, 5])
def test_a_check_in_slides_with_a_snoozed_or_pinned_thank_you(gap: int) -> None:
    record = interview(WEDNESDAY, reply_by=date(2026, 3, 6))
    policy = GUIDE.but(gap=business_days(gap))
    plain = planned(record=record, occasion=Occasion.CHECK_IN, policy=policy)
    for told in (snooze("2026-03-10 10:00", occasion=Occasion.THANK_YOU), pin("2026-03-10 10:00")):
        found = plan(record, policy, History([told]), now=NOW)
        thanks, asking = (found.step("bo", occasion).decision for occasion in PLANNED)
        assert isinstance(thanks, Send)
        assert isinstance(asking, Send)
        assert asking.at > plain.at or gap == 1
        assert _working_days_between(thanks.at.date(), asking.at.date()) >= gap


def test_a_second_check_in_slides_with_the_first() -> None:
    record = interview(WEDNESDAY)
    thanks = sent(at("2026-03-05 15:00"))
    for first, second in (("2026-03-16 09:00", "2026-03-25 09:00"), ("2026-03-18 09:00", "2026-03-27 09:00")):
        asked = sent(at(first), occasion=Occasion.CHECK_IN)
        decision = planned(thanks, asked, record=record, policy=TWICE, now=at(first), occasion=Occasion.CHECK_IN)
        assert said(decision.at) == second


def _working_days_between(first: date, last: date) -> int:
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(day.isoweekday() <= 5 for day in days)


ENTRIES = st.lists(
    st.builds(
        lambda kind, noted, length, who, which: Entry(
            at=at("2026-03-04 15:10") + timedelta(minutes=noted),
            event=kind,
            interview="acme",
            recipient=who,
            occasion=which,
            until=None if kind is Event.RELEASED else at("2026-03-04 15:10") + timedelta(minutes=noted + length),
            note="so",
        ),
        st.sampled_from([Event.SNOOZED, Event.PINNED, Event.RELEASED]),
        st.integers(0, 3000),
        st.integers(1, 20_000),
        st.sampled_from(["ann", "bo"]),
        st.sampled_from(PLANNED),
    ),
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(ENTRIES, st.integers(0, 20_000), st.randoms(use_true_random=False))
def test_wishes_keep_every_promise_of_a_plan(entries: list[Entry], later: int, rng: Any) -> None:
    record, now = interview(WEDNESDAY, person("ann"), person("bo"), employer=GERMANY), at("2026-03-04 15:10")
    now += timedelta(minutes=later)
    found = plan(record, GUIDE, History(entries), now=now)
    shuffled = list(entries)
    rng.shuffle(shuffled)
    assert plan(record, GUIDE, History(shuffled), now=now) == found
    minutes = []
    for step in found.steps:
        reached = instant_of(record.ended)
        for move in step.decision.trace:
            assert instant_of(move.start) == reached
            reached = instant_of(move.end)
        if isinstance(step.decision, Send):
            assert instant_of(step.decision.at) == reached >= instant_of(now)
            minutes.append(reached // 60)
            again = plan(record, GUIDE, History(entries), now=step.decision.at).step(step.recipient.ref, step.occasion)
            assert isinstance(again.decision, Send) or len(found.steps) > 1
    pinned = [step for step in found.steps if step.decision.trace[-1].rule == "pin"]
    assert len(set(minutes)) == len(minutes) or len(pinned) > 1


def test_a_pinned_check_in_makes_its_person_the_one_to_ask() -> None:
    record = interview("2026-03-04 15:00", person("ann"), person("zoe"))
    wish = pin("2026-03-20 10:00", recipient="zoe", occasion=Occasion.CHECK_IN)
    found = plan(record, GUIDE, History([wish]), now=NOW)
    decision = found.step("zoe", Occasion.CHECK_IN).decision
    assert isinstance(decision, Send)
    assert said(decision.at) == "2026-03-20 10:00"
    assert [(held.recipient, held.occasion) for held in found.held] == [("ann", Occasion.CHECK_IN)]


def test_a_pin_before_the_soonest_time_names_it() -> None:
    policy = GUIDE.but(soonest=hours(20))
    early = pin("2026-03-05 09:30", recipient="bo", occasion=Occasion.THANK_YOU)
    decision = decided(interview("2026-03-04 15:00"), policy, early, now=NOW)
    assert isinstance(decision, Send)
    assert decision.relaxed == ("window start", "soonest")
