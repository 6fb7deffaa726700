"""A pause holds everything back, and what fell due in it leaves afterwards without a burst."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from followup_kit.facts.history import EVERYWHERE, PLANNED, Entry, Event, History, Occasion
from followup_kit.facts.interview import Interview
from followup_kit.timing.decisions import Conflict, Hold, Plan, Send, Stop
from followup_kit.timing.instants import instant_of, to_instant
from followup_kit.timing.pauses import Break, Outside, breaks
from followup_kit.timing.planner import plan
from followup_kit.timing.policies import Policy
from followup_kit.timing.spans import business_days, hours

from .builders import GUIDE, at, decided, interview, person, said, sent

WEDNESDAY = "2026-03-04 15:00"
EASY = GUIDE.but(too_late=business_days(30), closed="later", patience=hours(8000))
"""A policy under which a late letter is still sent, so that a long pause leaves something to send."""


def pause(start: str, until: str | None = None, scope: str = EVERYWHERE, note: str | None = None) -> Entry:
    end = None if until is None else at(until)
    return Entry(at=at(start), event=Event.PAUSED, interview=scope, until=end, note=note)


def resume(moment: str, scope: str = EVERYWHERE) -> Entry:
    return Entry(at=at(moment), event=Event.RESUMED, interview=scope)


def thanks(decision: object) -> Send:
    assert isinstance(decision, Send), decision
    return decision


def sends(found: Plan) -> list[Send]:
    return [step.decision for step in found.steps if isinstance(step.decision, Send)]


# --- while it lasts ---


@pytest.mark.parametrize("scope", [EVERYWHERE, "acme"])
@pytest.mark.parametrize("occasion", PLANNED)
def test_while_a_pause_lasts_everything_is_on_hold_with_the_reason(scope: str, occasion: Occasion) -> None:
    held = decided(
        interview(WEDNESDAY),
        GUIDE,
        pause("2026-03-04 18:00", "2026-03-06 09:00", scope, "my father is ill"),
        occasion=occasion,
        now=at("2026-03-05 10:00"),
    )
    assert isinstance(held, Hold)
    assert held.reason == "writing is paused until Friday 6 March 2026, 09:00 CET: my father is ill"
    assert held.until is not None
    assert said(held.until) == "2026-03-06 09:00"
    assert held.trace[-1].rule == "pause"


def test_a_pause_whose_end_nobody_knows_holds_until_it_is_resumed() -> None:
    held = decided(interview(WEDNESDAY), GUIDE, pause("2026-03-04 18:00"), now=at("2026-06-05 10:00"))
    assert isinstance(held, Hold)
    assert (held.reason, held.until) == ("writing is paused until you resume it", None)


def test_a_pause_of_the_application_holds_its_rounds_and_that_of_another_interview_does_not() -> None:
    record = interview(WEDNESDAY, application="acme-engineer")
    now = at("2026-03-05 10:00")
    assert decided(record, GUIDE, pause("2026-03-04 18:00", scope="acme-engineer"), now=now).kind == "hold"
    assert decided(record, GUIDE, pause("2026-03-04 18:00", scope="elsewhere"), now=now).kind == "send"


def test_what_stops_a_letter_is_told_before_a_pause_that_only_holds_it() -> None:
    reply = Entry(at=at("2026-03-04 17:00"), event=Event.REPLIED, interview="acme", recipient="bo")
    decision = decided(interview(WEDNESDAY), GUIDE, pause("2026-03-04 18:00"), reply, now=at("2026-03-05 10:00"))
    assert isinstance(decision, Stop)


# --- afterwards ---


def test_what_is_not_due_yet_stays_where_it_is() -> None:
    record, over = interview(WEDNESDAY), [pause("2026-03-04 18:00"), resume("2026-03-05 10:00")]
    for now in ("2026-03-05 10:00", "2026-03-05 14:59"):
        assert said(thanks(decided(record, GUIDE, *over, now=at(now))).at) == "2026-03-05 15:00"


def test_what_fell_due_leaves_after_the_resume_within_the_policys_days_and_says_why() -> None:
    record, over = interview(WEDNESDAY), [pause("2026-03-05 09:00"), resume("2026-03-05 18:00")]
    decision = thanks(decided(record, GUIDE, *over, now=at("2026-03-05 18:00")))
    assert at("2026-03-06 09:00") <= decision.at < at("2026-03-10 17:00")
    assert "what fell due by then leaves in turn, spread over 3 business days after it" in decision.explain()
    assert [move.rule for move in decision.trace].count("pause") == 1


def test_the_time_after_a_resume_stays_the_same_until_it_is_reached() -> None:
    record, over = interview(WEDNESDAY), [pause("2026-03-05 09:00"), resume("2026-03-05 18:00")]
    first = thanks(decided(record, EASY, *over, now=at("2026-03-05 18:00"))).at
    for later in (timedelta(minutes=1), (first - at("2026-03-05 18:00")) / 2, first - at("2026-03-05 18:00")):
        assert thanks(decided(record, EASY, *over, now=at("2026-03-05 18:00") + later)).at == first


def test_the_end_that_was_given_ends_a_pause_like_a_resume() -> None:
    record, now = interview(WEDNESDAY), at("2026-03-05 18:00")
    known = decided(record, GUIDE, pause("2026-03-05 09:00", "2026-03-05 18:00"), now=now)
    told = decided(record, GUIDE, pause("2026-03-05 09:00"), resume("2026-03-05 18:00"), now=now)
    assert thanks(known).at == thanks(told).at


def test_what_was_overdue_before_the_pause_does_not_leave_at_once_either() -> None:
    record, over = interview(WEDNESDAY), [pause("2026-03-06 12:00"), resume("2026-03-06 14:00")]
    decision = thanks(decided(record, EASY, *over, now=at("2026-03-06 14:00")))
    assert decision.at > at("2026-03-06 14:00")
    assert "leaves in turn" in decision.explain()


def test_a_letter_too_late_for_its_policy_is_a_conflict_after_a_pause_too() -> None:
    over = [pause("2026-03-05 09:00"), resume("2026-03-20 09:00")]
    decision = decided(interview(WEDNESDAY), GUIDE, *over, now=at("2026-03-20 09:00"))
    assert isinstance(decision, Conflict)
    assert [option.name for option in decision.options] == ["later"]


def test_thanks_and_check_in_of_one_interview_keep_their_gap_after_a_pause() -> None:
    record = interview(WEDNESDAY, reply_by=at("2026-03-06 12:00").date())
    over = [pause("2026-03-05 09:00"), resume("2026-03-12 09:00")]
    found = plan(record, EASY, History(over), now=at("2026-03-12 09:00"))
    first, second = (thanks(found.step("bo", occasion).decision).at for occasion in PLANNED)
    assert (second.date() - first.date()).days >= 2


def test_a_pause_of_no_days_to_resume_over_still_keeps_letters_apart() -> None:
    policy = EASY.but(resume_over=business_days(0))
    records = [evolve(interview(WEDNESDAY), ref=f"acme-{n}") for n in range(12)]
    now, over = at("2026-03-05 18:00"), History([pause("2026-03-05 09:00"), resume("2026-03-05 18:00")])
    refs = [record.ref for record in records]
    found = [thanks(plan(r, policy, over, now=now, among=refs).step("bo").decision).at for r in records]
    assert len({instant_of(moment) // 60 for moment in found}) == 12
    assert max(found) < at("2026-03-06 10:00")


# --- pauses within pauses ---


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], []),
        ([resume("2026-03-05 09:00")], []),
        ([pause("2026-03-05 09:00"), resume("2026-03-05 09:00")], []),
        ([pause("2026-03-05 09:00"), resume("2026-03-05 08:00")], [("05 09", None)]),
        ([pause("2026-03-05 09:00"), pause("2026-03-05 09:00")], [("05 09", None)]),
        ([pause("2026-03-05 09:00"), pause("2026-03-06 09:00"), resume("2026-03-07 09:00")], [("05 09", "07 09")]),
        ([pause("2026-03-05 09:00", "2026-03-09 09:00"), resume("2026-03-07 09:00")], [("05 09", "07 09")]),
        ([pause("2026-03-05 09:00", "2026-03-06 09:00"), resume("2026-03-07 09:00")], [("05 09", "06 09")]),
        (
            [pause("2026-03-05 09:00", "2026-03-09 09:00"), pause("2026-03-06 09:00", "2026-03-07 09:00")],
            [("05 09", "09 09")],
        ),
        (
            [pause("2026-03-05 09:00", "2026-03-07 09:00"), pause("2026-03-06 09:00", "2026-03-09 09:00")],
            [("05 09", "09 09")],
        ),
        (
            [pause("2026-03-05 09:00", "2026-03-06 09:00"), pause("2026-03-06 09:00", "2026-03-07 09:00")],
            [("05 09", "07 09")],
        ),
        ([pause("2026-03-05 09:00", scope="acme"), resume("2026-03-06 09:00")], [("05 09", None)]),
        (
            [pause("2026-03-05 09:00", scope="acme"), pause("2026-03-06 09:00"), resume("2026-03-08 09:00", "acme")],
            [("05 09", None)],
        ),
        (
            [pause("2026-03-05 09:00", "2026-03-06 09:00"), pause("2026-03-09 09:00", "2026-03-10 09:00")],
            [("05 09", "06 09"), ("09 09", "10 09")],
        ),
    ],
    ids=[
        "none", "a resume without a pause", "resumed at once", "a resume before it", "said twice",
        "paused again meanwhile", "resumed early", "over by itself", "one in another", "overlapping", "end to end",
        "each scope for itself", "the longer one counts", "two apart",
    ],
)  # fmt: skip
def test_pauses_are_joined_and_each_scope_ends_for_itself(entries: list[Entry], expected: list[Any]) -> None:
    for order in (entries, entries[::-1]):
        found = [(_told(each.start), None if each.end is None else _told(each.end)) for each in breaks(order, ["acme"])]
        assert found == expected


def _told(instant: int) -> str:
    return f"{datetime.fromtimestamp(instant, UTC) + timedelta(hours=1):%d %H}"


def test_a_pause_to_come_moves_what_would_fall_into_it_and_nothing_else() -> None:
    record = interview(WEDNESDAY)
    after = pause("2026-03-04 16:00", None)
    planned = evolve(after, at=at("2026-03-05 12:00"), until=at("2026-03-05 18:00"))
    patient = GUIDE.but(patience=hours(240))
    moved = thanks(decided(record, patient, planned, now=at("2026-03-04 16:00")))
    assert moved.at >= at("2026-03-06 09:00")
    assert "entries that lie ahead count as if they had happened (1)" in moved.explain()
    assert "Writing is paused from Thursday 5 March 2026, 12:00 CET to" in moved.explain()
    assert "what falls due by then leaves in turn" in moved.explain()
    later = evolve(after, at=at("2026-03-05 16:00"), until=at("2026-03-09 18:00"))
    assert said(thanks(decided(record, GUIDE, later, now=at("2026-03-04 16:00"))).at) == "2026-03-05 15:00"
    open_end = evolve(after, at=at("2026-03-05 12:00"))
    held = decided(record, GUIDE, open_end, now=at("2026-03-04 16:00"))
    assert isinstance(held, Hold)
    assert held.until is None
    assert "would fall into the pause that begins on Thursday 5 March 2026, 12:00 CET" in held.reason


def test_an_option_is_never_inside_a_pause_to_come() -> None:
    friday = interview("2026-03-06 08:30")
    planned = evolve(pause("2026-03-06 08:40"), at=at("2026-03-06 14:00"), until=at("2026-03-06 20:00"))
    decision = thanks(decided(friday, GUIDE, planned, now=at("2026-03-06 09:00")))
    assert (said(decision.at), decision.relaxed) == ("2026-03-06 13:30", ("window start",))


moments = st.integers(-200, 200)


@given(moments, st.none() | moments, moments)
def test_the_rule_of_a_pause_is_the_set_outside_it(start: int, length: int | None, probe: int) -> None:
    end = None if length is None else start + abs(length) + 1
    rule, inside = Outside(start, end), Break(start, end).covers
    everywhere = range(-1000, 1001)
    assert rule.allowed(probe) is not inside(probe)
    assert (rule.why_not(probe) is None) is not inside(probe)
    assert rule.next_allowed(probe) == next((t for t in everywhere if t >= probe and not inside(t)), None)
    assert rule.prev_allowed(probe) == next((t for t in reversed(everywhere) if t <= probe and not inside(t)), None)
    assert rule.next_refused(probe) == next((t for t in everywhere if t >= probe and inside(t)), None)
    if end is not None:
        assert rule.prev_refused(probe) == next((t for t in reversed(everywhere) if t <= probe and inside(t)), None)


# --- many interviews ---

ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu")


def many(count: int, ended: datetime, people: int = 1) -> list[Interview]:
    panel = [person(f"p{n}") for n in range(people)]
    return [
        evolve(interview(ended, *panel, employer={"zone": ZONES[n % len(ZONES)]}), ref=f"firm-{n}")
        for n in range(count)
    ]


@example(hour=0, length=0, people=1)
@example(hour=0, length=0, people=3)
@settings(max_examples=10, deadline=None)
@given(st.integers(0, 6 * 24), st.integers(0, 3 * 24 * 60), st.sampled_from([1, 3]))
def test_after_a_resume_no_two_of_fifty_interviews_write_in_the_same_minute(
    hour: int, length: int, people: int
) -> None:
    start = at("2026-03-04 18:00") + timedelta(hours=hour)
    now = start + timedelta(hours=30, minutes=length)
    records = many(50 // people, start - timedelta(hours=20), people)
    over = History(
        [
            Entry(at=start, event=Event.PAUSED, interview=EVERYWHERE),
            Entry(at=now, event=Event.RESUMED, interview=EVERYWHERE),
        ]
    )
    refs = [record.ref for record in records]
    found = [send for record in records for send in sends(plan(record, EASY, over, now=now, among=refs))]
    due = [send for send in found if "leaves in turn" in send.explain()]
    event(f"{len(due) // len(records)} letters of each fell due")
    instants = [instant_of(send.at) for send in due]
    assert len({instant // 60 for instant in instants}) == len(instants), "no two in one minute"
    assert min(instants, default=to_instant(now)) >= to_instant(now), "none before the resume"
    for send in due:
        assert send.at.isoweekday() <= 5
        assert time(9) <= send.at.time() < time(17), "all in office hours"


def test_interviews_that_the_history_knows_need_not_be_named() -> None:
    records = many(40, at(WEDNESDAY))
    noted = [
        Entry(at=at("2026-03-04 16:00"), event=Event.AUTO_REPLIED, interview=record.ref, recipient="p0")
        for record in records
    ]
    over = History([*noted, pause("2026-03-05 09:00"), resume("2026-03-06 18:00")])
    found = [thanks(plan(r, EASY, over, now=at("2026-03-06 18:00")).steps[0].decision).at for r in records]
    assert len({instant_of(moment) // 60 for moment in found}) == 40
    since = [sent(at("2026-03-09 09:30"), "p0"), *over]
    again = [thanks(plan(r, EASY, History(since), now=at("2026-03-06 18:00")).steps[0].decision).at for r in records]
    assert again == found, "what is noted after the resume moves nobody"


def test_strangers_are_spread_by_chance_over_all_the_days() -> None:
    over = History([pause("2026-03-05 09:00"), resume("2026-03-06 18:00")])
    found = [
        thanks(plan(record, EASY, over, now=at("2026-03-06 18:00")).steps[0].decision).at
        for record in many(200, at(WEDNESDAY))
    ]
    assert len({instant_of(moment) // 60 for moment in found}) > 170
    assert {moment.day for moment in found} >= {9, 10, 11}


def test_the_spread_is_the_same_in_every_process() -> None:
    code = (
        "from tests.timing.test_pauses import *\n"
        "over = History([pause('2026-03-05 09:00'), resume('2026-03-06 18:00')])\n"
        "for record in many(5, at(WEDNESDAY)):\n"
        "    print(plan(record, EASY, over, now=at('2026-03-06 18:00'), among=['a', 'b']).steps[0].decision.at)\n"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
    assert len(told.pop().splitlines()) == 5


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 20 * 24), st.none() | st.integers(1, 200), st.booleans()), max_size=4),
    st.integers(0, 25 * 24),
)
def test_nothing_ever_leaves_inside_a_pause(drawn: list[tuple[int, int | None, bool]], hour: int) -> None:
    start = at("2026-03-04 15:30")
    entries = [
        Entry(
            at=start + timedelta(hours=begin),
            event=Event.RESUMED if resumed else Event.PAUSED,
            interview=EVERYWHERE,
            until=None if resumed or length is None else start + timedelta(hours=begin + length),
        )
        for begin, length, resumed in drawn
    ]
    now = start + timedelta(hours=hour)
    record = interview(WEDNESDAY, person("ann"), person("zoe"))
    policy: Policy = EASY
    for decision in sends(plan(record, policy, History(entries), now=now)):
        for each in breaks(entries, ["acme"]):
            assert not each.covers(instant_of(decision.at))
            assert not any(each.covers(instant_of(option.at)) for option in decision.options)


def test_minutes_that_passed_unused_are_dealt_out_again_over_the_next_days() -> None:
    records = [
        evolve(interview("2026-03-10 15:30", employer={"zone": "Europe/London"}), ref=f"firm-{n}") for n in range(60)
    ]
    refs, over = [record.ref for record in records], History([pause("2026-03-10 17:00", "2026-03-12 09:00")])

    def asked(moment: datetime, policy: Policy = GUIDE) -> list[datetime]:
        return [thanks(plan(r, policy, over, now=moment, among=refs).step("bo").decision).at for r in records]

    def claim(found: list[datetime], now: datetime, days: set[int]) -> None:
        assert len({instant_of(moment) // 60 for moment in found}) == 60
        assert min(found) >= now
        assert {moment.day for moment in found} == days

    friday, monday = (at(f"2026-03-{day} 08:00") for day in (13, 16))
    now = at("2026-03-12 10:00")
    claim(asked(now), now, {12, 13, 16})
    claim(asked(friday), friday, {13, 16})
    claim(asked(monday), monday, {16})
    later = at("2026-03-17 08:00")
    claim(asked(later, EASY), later, {17, 18, 19})
    for one, two in ((now, friday), (friday, monday), (monday, later)):
        old, new = (asked(moment, EASY) for moment in (one, two))
        assert all(before == after or before < two <= after for before, after in zip(old, new, strict=True))


def test_a_pause_long_over_still_gives_each_letter_a_minute_of_its_own() -> None:
    records = [evolve(interview(WEDNESDAY), ref=f"firm-{n}") for n in range(20)]
    refs, over = [record.ref for record in records], History([pause("2026-03-05 09:00", "2026-03-06 09:00")])
    policy = EASY.but(too_late=business_days(260), resume_over=business_days(0))
    for each in (policy, policy.but(resume_over=business_days(3))):
        now = at("2026-12-01 10:00")
        found = [thanks(plan(r, each, over, now=now, among=refs).step("bo").decision).at for r in records]
        assert len({instant_of(moment) // 60 for moment in found}) == 20
        assert min(found) >= now
