from __future__ import annotations

from datetime import date, timedelta

import pytest

from followup_kit.errors import NotFound
from followup_kit.facts.history import PLANNED, Event, Occasion
from followup_kit.facts.interview import State
from followup_kit.facts.medium import Medium
from followup_kit.timing.decisions import Conflict, Hold, Send, Stop
from followup_kit.timing.planner import plan

from .builders import GUIDE, at, decided, entry, interview, person, sent

BOTH = (person("ann"), person("bo"))
LATER = at("2026-03-05 10:00")


def kinds(*events: Event, recipient: str | None = None) -> dict[tuple[str, str], str]:
    record = interview("2026-03-04 15:00", *BOTH, events=[entry(e, LATER, recipient=recipient) for e in events])
    steps = plan(record, GUIDE, now=at("2026-03-04 16:00")).steps
    return {(step.recipient.ref, step.occasion.value): step.decision.kind for step in steps}


@pytest.mark.parametrize("event", [Event.REJECTED, Event.OFFER, Event.WITHDRAWN, Event.NEW_INTERVIEW])
@pytest.mark.parametrize("told", [None, "bo"])
def test_a_decision_stops_every_letter_to_the_employer_whoever_passed_it_on(event: Event, told: str | None) -> None:
    assert set(kinds(event, recipient=told).values()) == {"stop"}


def test_a_reply_stops_letters_to_that_person_and_the_check_in() -> None:
    assert kinds(Event.REPLIED, recipient="bo") == {
        ("ann", "thank_you"): "send",
        ("bo", "thank_you"): "stop",
        ("ann", "check_in"): "stop",
    }


@pytest.mark.parametrize("event", [Event.OPTED_OUT, Event.BOUNCED])
def test_an_opt_out_or_a_bounce_stops_letters_to_that_person_only(event: Event) -> None:
    assert kinds(event, recipient="bo") == {
        ("ann", "thank_you"): "send",
        ("bo", "thank_you"): "stop",
        ("ann", "check_in"): "send",
    }


def test_an_out_of_office_note_is_not_a_reply() -> None:
    assert set(kinds(Event.AUTO_REPLIED, recipient="bo").values()) == {"send"}


def test_an_answer_before_the_interview_was_about_the_appointment() -> None:
    before = entry(Event.REPLIED, at("2026-03-02 10:00"), recipient="bo")
    assert decided(interview("2026-03-04 15:00", events=[before])).kind == "send"


def test_events_of_another_interview_do_not_count_and_those_of_the_application_do() -> None:
    record = interview("2026-03-04 15:00", application="acme-engineer")
    for where, kind in (("elsewhere", "send"), ("acme-engineer", "stop")):
        other = [entry(Event.REJECTED, LATER)]
        moved = [type(e)(at=e.at, event=e.event, interview=where) for e in other]
        assert decided(record, GUIDE, *moved).kind == kind


@pytest.mark.parametrize(
    ("state", "kind"), [("scheduled", "hold"), ("moved", "hold"), ("cancelled", "stop"), ("no_show", "stop")]
)
def test_only_an_interview_that_was_held_is_thanked_for(state: State, kind: str) -> None:
    record = interview("2026-03-04 15:00", *BOTH, state=state)
    found = plan(record, GUIDE, now=at("2026-03-04 16:00"))
    assert {step.decision.kind for step in found.steps} == {kind}
    assert len(found.held) == 4
    assert all(held.reason for held in found.held)


def test_an_employer_that_wants_no_letters_gets_none_and_the_reason_is_given() -> None:
    record = interview("2026-03-04 15:00", employer={"no_contact": "the programme asks for no thank-you notes"})
    decision = decided(record)
    assert isinstance(decision, Stop)
    assert "the programme asks for no thank-you notes" in decision.reason


def test_an_unsettled_letter_is_held_for_a_person_to_look() -> None:
    claim = entry(Event.CLAIMED, LATER, recipient="bo", occasion=Occasion.THANK_YOU)
    decision = decided(interview("2026-03-04 15:00"), GUIDE, claim)
    assert isinstance(decision, Hold)
    assert "log it as sent or as not sent" in decision.reason
    settled = entry(Event.NOT_SENT, LATER + timedelta(minutes=1), recipient="bo", occasion=Occasion.THANK_YOU)
    assert decided(interview("2026-03-04 15:00"), GUIDE, claim, settled).kind == "send"


@pytest.mark.parametrize("event", [Event.SENT, Event.SENT_BY_HAND])
def test_what_was_sent_already_is_not_sent_again(event: Event) -> None:
    done = entry(event, LATER, recipient="bo", occasion=Occasion.THANK_YOU)
    decision = decided(interview("2026-03-04 15:00"), GUIDE, done)
    assert isinstance(decision, Stop)
    assert "was sent on Thursday 5 March 2026" in decision.reason


def test_the_cap_stops_and_tells_to_wait() -> None:
    letters = [sent(at("2026-03-05 10:00"), occasion=None), sent(at("2026-03-09 10:00"), occasion=None)]
    decision = decided(interview("2026-03-04 15:00"), GUIDE, *letters)
    assert isinstance(decision, Stop)
    assert "so far: 2; this policy allows 2" in decision.reason


def test_a_planned_thank_you_counts_towards_the_cap_of_the_check_in() -> None:
    record = interview("2026-03-04 15:00")
    assert decided(record, occasion=Occasion.CHECK_IN).kind == "send"
    assert decided(record, GUIDE.but(cap=1), occasion=Occasion.CHECK_IN).kind == "stop"


def test_one_check_in_per_employer_whoever_got_it() -> None:
    record = interview("2026-03-04 15:00", *BOTH)
    asked = sent(at("2026-03-12 10:00"), ref="bo", occasion=Occasion.CHECK_IN)
    decision = decided(record, GUIDE, asked, occasion=Occasion.CHECK_IN, ref="ann")
    assert isinstance(decision, Stop)
    assert decided(record, GUIDE.but(check_ins=0), occasion=Occasion.CHECK_IN, ref="ann").kind == "stop"


MEDIA = {
    "email": Medium(name="email", title="E-mail"),
    "card": Medium(name="card", title="Card", transit_days=3),
    "text": Medium(name="text", title="Text"),
}
POSTAL = ("1 Long Lane", "Leeds")


@pytest.mark.parametrize(
    ("known", "channel"),
    [
        ({"channel": "card", "postal_address": POSTAL}, "card"),
        ({}, "email"),
        ({"email": None, "linkedin": "bo-lind"}, "linkedin"),
        ({"email": None, "postal_address": POSTAL}, "card"),
        ({"email": None}, "text"),
    ],
)
def test_a_channel_is_taken_from_what_is_known(known: dict[str, object], channel: str) -> None:
    step = plan(interview("2026-03-04 15:00", person(**known)), GUIDE, now=at("2026-03-04 16:00")).step("bo")
    assert step.channel == channel


def test_a_channel_that_does_not_exist_is_an_error_that_names_the_person_and_the_known_ones() -> None:
    with pytest.raises(NotFound, match="bo: no channel named 'fax'; known: card, email, text"):
        decided(interview("2026-03-04 15:00", person(channel="fax")), media=MEDIA)


def card(ended: str, reply_by: date | None) -> Send | Hold | Stop | Conflict:
    reader = person(channel="card", postal_address=POSTAL)
    return decided(interview(ended, reader, reply_by=reply_by), media=MEDIA)


def test_a_card_says_when_it_should_arrive() -> None:
    unknown, in_time = card("2026-03-04 15:00", None), card("2026-03-04 15:00", date(2026, 3, 20))
    assert isinstance(unknown, Send)
    assert isinstance(in_time, Send)
    assert "arrive about Tuesday 10 March 2026" in unknown.advice[0]
    assert "in time for the decision" in in_time.advice[0]


def test_a_card_that_would_come_after_the_decision_is_advised_to_leave_earlier() -> None:
    decision = card("2026-03-04 15:00", date(2026, 3, 9))
    assert isinstance(decision, Send)
    assert "after the decision" in decision.advice[0]
    assert "hand it over on Wednesday 4 March 2026" in decision.advice[0]


def test_a_card_that_cannot_come_in_time_is_a_conflict_with_a_quicker_way() -> None:
    decision = card("2026-03-04 15:00", date(2026, 3, 5))
    assert isinstance(decision, Conflict)
    assert "use a quicker channel" in decision.reason


def test_a_check_in_takes_a_quick_channel_where_one_is_known() -> None:
    reader = person(channel="card", postal_address=POSTAL)
    found = plan(interview("2026-03-04 15:00", reader), GUIDE, now=at("2026-03-04 16:00"), media=MEDIA)
    assert found.step("bo", "check_in").channel == "email"
    assert "takes days to arrive" in found.step("bo", "check_in").decision.explain()


def test_until_the_interview_has_ended_everything_is_held() -> None:
    record = interview("2026-03-04 15:00", *BOTH)
    for now, kind in (("2026-03-01 09:00", "hold"), ("2026-03-04 14:59", "hold"), ("2026-03-04 15:00", "send")):
        steps = plan(record, GUIDE, now=at(now)).steps
        assert {step.decision.kind for step in steps} == {kind}
    decision = decided(record, now=at("2026-03-01 09:00"))
    assert isinstance(decision, Hold)
    assert decision.reason == "the interview has not ended by then"
    assert decision.until == record.ended
    assert "is to end on" in decision.explain()


def test_a_stop_is_a_stop_before_the_end_too() -> None:
    record = interview("2026-03-04 15:00", employer={"no_contact": "they say so"})
    assert decided(record, now=at("2026-03-01 09:00")).kind == "stop"


def test_advice_names_only_channels_that_reach_the_person() -> None:
    for address, told in (
        ("bo@acme.example", "or use a quicker channel: email."),
        (None, "Wednesday 4 March 2026 to be in time."),
    ):
        reader = person(channel="card", postal_address=POSTAL, email=address)
        decision = decided(interview("2026-03-04 15:00", reader, reply_by=date(2026, 3, 9)), media=MEDIA)
        assert isinstance(decision, Send)
        assert decision.advice[0].endswith(told)


def test_a_conflict_names_only_channels_that_reach_the_person() -> None:
    for address, told in (("bo@acme.example", "use a quicker channel: email"), (None, "no quicker channel")):
        reader = person(channel="card", postal_address=POSTAL, email=address)
        decision = decided(interview("2026-03-04 15:00", reader, reply_by=date(2026, 3, 5)), media=MEDIA)
        assert isinstance(decision, Conflict)
        assert told in decision.reason


def test_a_letter_after_the_announced_decision_says_so() -> None:
    for reply_by, told in ((date(2026, 3, 4), True), (date(2026, 3, 5), False), (None, False)):
        decision = decided(interview("2026-03-04 15:00", reply_by=reply_by), media=MEDIA)
        assert isinstance(decision, Send)
        assert decision.at.date() == date(2026, 3, 5)
        assert ("This is after the decision announced for Wednesday 4 March 2026." in decision.advice) is told


@pytest.mark.parametrize("occasion", PLANNED)
def test_a_missing_address_is_told_and_does_not_change_the_time(occasion: Occasion) -> None:
    media = {**MEDIA, "email": Medium(name="email", title="E-mail", needs=("email",))}
    record = interview("2026-03-04 15:00", person(channel="email"))
    without = interview("2026-03-04 15:00", person(channel="email", email=None))
    whole, missing = (decided(r, occasion=occasion, media=media) for r in (record, without))
    assert isinstance(whole, Send)
    assert isinstance(missing, Send)
    assert (missing.at, whole.advice) == (whole.at, ())
    assert missing.advice[0].endswith("which is not recorded: give panel.email of bo.")


def test_a_rejection_is_the_reason_even_where_somebody_also_replied() -> None:
    events = [entry(Event.REPLIED, LATER, recipient="ann"), entry(Event.REJECTED, LATER + timedelta(days=2))]
    record = interview("2026-03-04 15:00", *BOTH, events=events)
    decision = plan(record, GUIDE, now=at("2026-03-09 16:00")).step("ann").decision
    assert isinstance(decision, Stop)
    assert "turned the application down" in decision.reason
