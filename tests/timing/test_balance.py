"""Nobody is bombarded: what counts for the person, for the round, for the employer, and what is done instead."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from attrs import evolve
from hypothesis import example, given, settings
from hypothesis import strategies as st

from followup_kit.facts.history import Entry, Event, History, Occasion
from followup_kit.facts.interview import Interview
from followup_kit.facts.medium import Medium
from followup_kit.timing.decisions import Plan, Send, Stop
from followup_kit.timing.instants import instant_of
from followup_kit.timing.planner import plan
from followup_kit.timing.policies import Policy
from followup_kit.timing.spans import business_days

from .builders import GUIDE, at, decided, entry, interview, person, said, sent

WEDNESDAY = "2026-03-04 15:00"
NOW = at("2026-03-04 16:00")


def stopped(decision: object, rule: str) -> Stop:
    assert isinstance(decision, Stop), decision
    assert decision.trace[-1].rule == rule
    return decision


def sends(found: Plan) -> list[tuple[str, str, str]]:
    return [
        (step.recipient.ref, step.occasion.value, said(step.decision.at))
        for step in found.steps
        if isinstance(step.decision, Send)
    ]


# --- advice, never a draft ---


def test_past_the_cap_the_answer_is_advice() -> None:
    letters = [sent(at("2026-03-05 10:00"), occasion=None), sent(at("2026-03-09 10:00"), occasion=None)]
    decision = stopped(decided(interview(WEDNESDAY), GUIDE, *letters), "cap")
    assert decision.advice == (
        "Wait for an answer; what you have sent is enough to be remembered by.",
        "If a real question comes up, ask that one question and nothing else.",
    )


@pytest.mark.parametrize(
    ("policy", "entries", "occasion", "rule"),
    [
        (GUIDE, [sent(at("2026-03-05 10:00"))], Occasion.THANK_YOU, "already_sent"),
        (GUIDE, [sent(at("2026-03-12 10:00"), occasion=Occasion.CHECK_IN)], Occasion.CHECK_IN, "already_sent"),
        (GUIDE.but(check_ins=0), [], Occasion.CHECK_IN, "check_ins"),
        (GUIDE, [entry(Event.BOUNCED, at("2026-03-05 10:00"), recipient="bo")], Occasion.THANK_YOU, "bounced"),
        (GUIDE.but(employer_budget=1), [], Occasion.CHECK_IN, "employer_budget"),
    ],
)
def test_other_stops_say_what_to_do_instead_too(
    policy: Policy, entries: list[Entry], occasion: Occasion, rule: str
) -> None:
    assert stopped(decided(interview(WEDNESDAY), policy, *entries, occasion=occasion), rule).advice


def test_a_plan_that_stops_says_so_in_held() -> None:
    found = plan(interview(WEDNESDAY), GUIDE.but(employer_budget=1), now=NOW)
    assert [(held.recipient, held.occasion.value) for held in found.held] == [("bo", "check_in")]
    assert "courtesies to Acme so far: 1; this policy allows 1 for one application" in found.held[0].reason


# --- what counts as a letter ---


@pytest.mark.parametrize("event", [Event.SENT, Event.SENT_BY_HAND])
@pytest.mark.parametrize("who", ["bo", None])
def test_letters_by_hand_and_to_nobody_named_count(event: Event, who: str | None) -> None:
    letters = [entry(event, at(f"2026-03-0{day} 10:00"), recipient=who) for day in (5, 9)]
    stopped(decided(interview(WEDNESDAY), GUIDE, *letters), "cap")


def test_an_absence_note_is_neither_a_reply_nor_a_letter() -> None:
    notes = [entry(Event.AUTO_REPLIED, at(f"2026-03-05 1{n}:00"), recipient="bo") for n in range(3)]
    assert said(decided(interview(WEDNESDAY), GUIDE, *notes).at) == "2026-03-05 15:00"  # type: ignore[union-attr]


MEDIA = {name: Medium(name=name, title=name) for name in ("email", "linkedin", "text")}


def test_the_same_thanks_by_another_channel_are_refused_and_count_twice_where_both_left() -> None:
    by_hand = evolve(sent(at("2026-03-05 10:00")), channel="linkedin", event=Event.SENT_BY_HAND, digest="d" * 64)
    decision = stopped(decided(interview(WEDNESDAY), GUIDE, by_hand, media=MEDIA), "already_sent")
    assert decision.reason == (
        "a thank-you was sent on Thursday 5 March 2026, 10:00 CET by linkedin; the same by email would count as a "
        "second one"
    )
    twice = [by_hand, evolve(by_hand, at=at("2026-03-05 11:00"), channel="email")]
    stopped(decided(interview(WEDNESDAY), GUIDE, *twice, occasion=Occasion.CHECK_IN), "cap")


def test_a_claim_and_its_settlement_are_one_letter() -> None:
    claim = evolve(sent(at("2026-03-05 10:00")), event=Event.CLAIMED)
    done = sent(at("2026-03-05 10:01"))
    assert decided(interview(WEDNESDAY), GUIDE, claim, done, occasion=Occasion.CHECK_IN).kind == "send"


def test_a_letter_noted_for_a_time_to_come_counts_and_the_trace_says_so() -> None:
    ahead = sent(at("2026-03-06 10:00"), occasion=None)
    decision = decided(interview(WEDNESDAY), GUIDE, ahead, now=NOW)
    assert isinstance(decision, Send)
    assert said(decision.at) == "2026-03-10 09:00", "two business days after it"
    assert "In the history, entries that lie ahead count as if they had happened (1)." in decision.explain()


# --- rounds of one application ---


def second_round(**more: Any) -> Interview:
    return interview(WEDNESDAY, application="acme-engineer", rounds=["acme-1"], round=2, **more)


def earlier_round(event: Event, moment: str, **more: Any) -> Entry:
    return Entry(**{"at": at(moment), "event": event, "interview": "acme-1", "recipient": "bo", **more})


def test_letters_of_another_round_leave_the_cap_alone_and_the_gap_counts_them() -> None:
    letters = [earlier_round(Event.SENT, f"2026-03-0{day} 10:00", occasion="thank_you") for day in (2, 3, 5)]
    decision = decided(second_round(), GUIDE.but(cap=1), *letters)
    assert isinstance(decision, Send)
    assert said(decision.at) == "2026-03-09 09:00", "two business days after the fifth"
    assert "gap" in {move.rule for move in decision.trace}


def test_what_names_only_the_application_counts_for_every_round() -> None:
    letters = [replace_ref(sent(at(f"2026-03-0{day} 10:00"), occasion=None), "acme-engineer") for day in (5, 9)]
    stopped(decided(second_round(), GUIDE, *letters), "cap")


def replace_ref(old: Entry, ref: str) -> Entry:
    return evolve(old, interview=ref)


def test_a_check_in_of_another_round_is_another_question() -> None:
    asked = earlier_round(Event.SENT, "2026-02-20 10:00", occasion="check_in")
    assert decided(second_round(), GUIDE, asked, occasion=Occasion.CHECK_IN).kind == "send"


@pytest.mark.parametrize("event", [Event.REJECTED, Event.OFFER, Event.WITHDRAWN, Event.NEW_INTERVIEW])
def test_what_ends_the_application_ends_every_round_whichever_it_is_noted_under(event: Event) -> None:
    after = earlier_round(event, "2026-03-05 10:00")
    stopped(decided(second_round(), GUIDE, after), event.value)
    in_record = second_round(events=[after])
    stopped(decided(evolve(in_record, rounds=()), GUIDE), event.value)
    before = earlier_round(event, "2026-02-20 10:00")
    assert decided(second_round(), GUIDE, before).kind == "send", "this round took place after it"
    alone = interview(WEDNESDAY, application="acme-engineer")
    unknown = decided(alone, GUIDE, after)
    assert isinstance(unknown, Send), "no record says that they belong together"
    assert "entries of other interviews do not count here (1)" in unknown.explain()


@pytest.mark.parametrize("event", [Event.OPTED_OUT, Event.BOUNCED])
def test_what_a_person_asked_in_another_round_holds_in_this_one(event: Event) -> None:
    stopped(decided(second_round(), GUIDE, earlier_round(event, "2026-02-20 10:00")), event.value)


def test_entries_of_other_interviews_are_counted_in_the_trace_and_do_nothing_else() -> None:
    others = [evolve(entry(Event.REJECTED, at("2026-03-05 10:00")), interview=f"else-{n}") for n in range(3)]
    decision, plain = decided(interview(WEDNESDAY), GUIDE, *others), decided(interview(WEDNESDAY))
    assert isinstance(decision, Send)
    assert isinstance(plain, Send)
    assert decision.at == plain.at
    lines = decision.explain().splitlines()
    assert "In the history, entries of other interviews do not count here (3)." in lines
    assert len(lines) == len(plain.explain().splitlines()) + 1


# --- the employer's budget ---

PANEL = tuple(person(ref) for ref in ("ann", "bo", "cy", "di", "ed", "flo"))


def test_the_notes_to_a_panel_on_one_day_are_one_courtesy() -> None:
    record = interview(WEDNESDAY, *PANEL)
    assert len(sends(plan(record, GUIDE.but(employer_budget=2), now=NOW))) == 7
    found = plan(record, GUIDE.but(employer_budget=1), now=NOW)
    assert {occasion for _, occasion, _ in sends(found)} == {"thank_you"}


def test_a_note_on_a_day_of_its_own_is_a_courtesy_of_its_own() -> None:
    record = interview(WEDNESDAY, *PANEL[:2])
    before = [sent(at("2026-03-05 10:00"), "ann")]
    assert sends(plan(record, GUIDE.but(employer_budget=1), History(before), now=NOW)) == [
        ("bo", "thank_you", "2026-03-05 15:07")
    ]
    later = plan(record, GUIDE.but(employer_budget=1), History(before), now=at("2026-03-06 10:00"))
    stopped(later.step("bo").decision, "employer_budget")


def test_the_day_is_the_employers_not_the_readers() -> None:
    """Tokyo's morning of the 5th is still the 4th in New York."""
    record = interview(
        at("2026-03-04 09:00", "America/New_York"),
        person("ann", zone="Asia/Tokyo"),
        person("bo", zone="America/New_York"),
        employer={"zone": "America/New_York"},
    )
    by_hand = sent(at("2026-03-05 10:00", "America/New_York"), "bo")
    asked = at("2026-03-05 11:00", "America/New_York")
    found = plan(record, GUIDE.but(employer_budget=1), History([by_hand]), now=asked)
    assert said(found.step("ann").decision.at) == "2026-03-06 09:00"  # type: ignore[union-attr]  # 19:00 on the 5th


def test_each_check_in_counts_once_and_other_rounds_count() -> None:
    policy = GUIDE.but(check_ins=3, cap=9, employer_budget=4)
    before = [earlier_round(Event.SENT, f"2026-02-{day} 10:00", occasion="check_in") for day in (11, 18)]
    record = second_round()
    assert [occasion for _, occasion, _ in sends(plan(record, policy, History(before), now=NOW))] == [
        "thank_you",
        "check_in",
    ]
    more = [*before, earlier_round(Event.SENT_BY_HAND, "2026-02-19 10:00", recipient="someone")]
    assert [occasion for _, occasion, _ in sends(plan(record, policy, History(more), now=NOW))] == ["thank_you"]


def test_the_default_budget_binds_no_ordinary_application() -> None:
    assert GUIDE.employer_budget >= 2 + GUIDE.check_ins


# --- a panel is not written to in one minute ---


def minutes(found: Plan) -> list[int]:
    return [instant_of(step.decision.at) // 60 for step in found.steps if isinstance(step.decision, Send)]


@pytest.mark.parametrize(("ended", "apart"), [("15:00", 7), ("16:30", 5), ("16:50", 1), ("16:53", 1)])
def test_the_spread_shrinks_to_fit_a_short_stretch(ended: str, apart: int) -> None:
    record = interview(f"2026-03-04 {ended}", *PANEL)
    to_the_end = GUIDE.but(least_open=0)
    times = [moment for _, kind, moment in sends(plan(record, to_the_end, now=record.ended)) if kind == "thank_you"]
    first = datetime.fromisoformat(f"2026-03-05 {ended}")
    assert times == [f"{first + timedelta(minutes=n * apart):%Y-%m-%d %H:%M}" for n in range(6)]


def test_a_panel_that_is_due_at_once_takes_turns() -> None:
    record, now = interview(WEDNESDAY, *PANEL), at("2026-03-06 10:00")
    found = plan(record, GUIDE, now=now)
    notes = sorted(minutes(found))[:6]
    assert instant_of(now) // 60 <= notes[0]
    assert notes[0] == instant_of(now) // 60, "one of them is always due"
    assert [two - one for one, two in pairwise(notes)][1:] == [7] * 4
    for step in found.steps[:6]:
        assert isinstance(step.decision, Send)
        again = plan(record, GUIDE, now=step.decision.at).step(step.recipient.ref).decision
        assert isinstance(again, Send)
        assert again.at == step.decision.at, "nobody is put off for ever"


THREE = [person("p0"), person("p1"), person("p2")]


def turns(moment: str, *history: Entry) -> list[str]:
    found = plan(interview("2026-03-10 15:30", *THREE), GUIDE, History(history), now=at(moment))
    notes = [found.step(each.ref, "thank_you").decision for each in THREE]
    return [f"{note.at:%H:%M}" if isinstance(note, Send) else "-" for note in notes]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-11 15:30", ["15:30", "15:37", "15:44"]),
        ("2026-03-11 15:31", ["15:31", "15:37", "15:44"]),
        ("2026-03-11 15:40", ["15:51", "15:40", "15:44"]),
        ("2026-03-11 16:20", ["16:21", "16:22", "16:20"]),
        ("2026-03-12 09:00", ["09:00", "09:07", "09:14"]),
        ("2026-03-12 09:01", ["09:01", "09:07", "09:14"]),
        ("2026-03-12 15:26", ["15:27", "15:28", "15:26"]),
    ],
)
def test_each_of_an_overdue_panel_has_its_turn_in_every_round(now: str, expected: list[str]) -> None:
    assert turns(now) == expected


def test_who_has_been_written_to_moves_nobody_and_nobody_comes_close() -> None:
    one, two = sent(at("2026-03-11 15:30"), "p0"), sent(at("2026-03-11 15:37"), "p1")
    assert turns("2026-03-11 15:31", one) == ["-", "15:37", "15:44"]
    assert turns("2026-03-11 15:38", one, two) == ["-", "-", "15:44"]
    late = sent(at("2026-03-11 15:33"), "p0")
    for now in ("2026-03-11 15:33", "2026-03-11 15:38", "2026-03-11 15:40"):
        assert turns(now, late) == ["-", "15:40", "15:44"]
    assert turns("2026-03-11 15:40", late, sent(at("2026-03-11 15:40"), "p1")) == ["-", "-", "15:47"]
    assert turns("2026-03-11 16:19", late, sent(at("2026-03-11 15:44"), "p2")) == ["-", "16:19", "-"], "the last one"


def test_the_turn_of_an_overdue_note_stays_until_it_is_reached() -> None:
    start, before = at("2026-03-11 15:00"), turns("2026-03-11 15:00")
    for minute in range(1, 90):
        moment = start + timedelta(minutes=minute)
        now = turns(f"{moment:%Y-%m-%d %H:%M}")
        for old, new in zip(before, now, strict=True):
            assert old == new or old < f"{moment:%H:%M}"
        before = now


def test_the_last_of_a_panel_waits_for_nobody() -> None:
    record, now = interview(WEDNESDAY, *PANEL[:3]), at("2026-03-06 10:01")
    gone = [sent(at("2026-03-06 09:30"), ref) for ref in ("ann", "cy")]
    assert decided(record, GUIDE, *gone, ref="bo", now=now).at == now  # type: ignore[union-attr]  # is sent


ZONES = st.sampled_from(
    [None, "Europe/London", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Asia/Tokyo"]
)


@example(zones=[None] * 5, end=4800, spread=113, wait=0)
@settings(max_examples=60, deadline=None)
@given(
    st.lists(ZONES, min_size=2, max_size=6),
    st.integers(0, 7 * 24 * 60),
    st.integers(1, 120),
    st.integers(0, 6 * 24 * 60),
)
def test_no_two_of_a_panel_are_written_to_in_one_minute(
    zones: list[str | None], end: int, spread: int, wait: int
) -> None:
    record = interview(at("2026-03-23 09:00").astimezone(UTC) + timedelta(minutes=end), *_panel(zones))
    found = plan(record, GUIDE.but(spread=spread), now=record.ended + timedelta(minutes=wait))
    notes = [step for step in found.steps if isinstance(step.decision, Send) and step.occasion is Occasion.THANK_YOU]
    assert len({instant_of(step.decision.at) // 60 for step in notes}) == len(notes)  # type: ignore[union-attr]


def _panel(zones: list[str | None]) -> list[Any]:
    return [person(f"p{n}", zone=zone) for n, zone in enumerate(zones)]


# --- simulations ---


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 4),
    st.integers(0, 4),
    st.integers(0, 3),
    st.integers(1, 5),
    st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["ann", "bo", None])), max_size=3),
    st.integers(0, 3),
)
def test_whoever_always_sends_what_is_due_stays_within_every_limit(
    cap: int, gap: int, check_ins: int, budget: int, by_hand: list[tuple[int, str | None]], people: int
) -> None:
    record = interview("2026-03-06 11:00", *PANEL[: people + 1], employer={"country": "DE"})
    policy = GUIDE.but(cap=cap, gap=business_days(gap), check_ins=check_ins, employer_budget=budget)
    past = [
        entry(Event.SENT_BY_HAND, record.ended.astimezone(UTC) + timedelta(days=days, minutes=5 + n), recipient=who)
        for n, (days, who) in enumerate(by_hand)
    ]
    mine = _everything_sent(record, policy, past)
    for letter in mine:
        before = [other for other in (*past, *mine) if other.at < letter.at]
        to_them = [other for other in before if other.recipient in (letter.recipient, None)]
        assert len(to_them) < cap
        assert all(_working_days(other.at.date(), letter.at.date()) >= gap for other in to_them)
        assert letter.at not in {other.at for other in mine if other is not letter}
        others = {other.at.date() for other in before if other.occasion is not Occasion.CHECK_IN}
        asked = sum(other.occasion is Occasion.CHECK_IN for other in before)
        shared = letter.occasion is Occasion.THANK_YOU and letter.at.date() in others
        assert shared or len(others) + asked < budget
        assert letter.occasion is not Occasion.CHECK_IN or asked < check_ins


def _everything_sent(record: Interview, policy: Policy, past: list[Entry]) -> list[Entry]:
    mine: list[Entry] = []
    now = record.ended + timedelta(minutes=1)
    for _ in range(40):
        history = History(e for e in (*past, *mine) if e.at <= now)
        due = [step for step in plan(record, policy, history, now=now).steps if isinstance(step.decision, Send)]
        due.sort(key=lambda step: instant_of(step.decision.at))  # type: ignore[union-attr]  # all are sent
        ahead = [e.at for e in past if e.at > now]
        if not due and not ahead:
            break
        first = due[0] if due else None
        if first is None or (ahead and min(ahead) < first.decision.at):  # type: ignore[union-attr]  # is sent
            now = min(ahead)
            continue
        now = first.decision.at  # type: ignore[union-attr]  # is sent
        mine.append(sent(now, first.recipient.ref, first.occasion))
    return mine


def _working_days(first: date, last: date) -> int:
    feasts = {date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 14), date(2026, 5, 25)}
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(day.isoweekday() <= 5 and day not in feasts for day in days)
