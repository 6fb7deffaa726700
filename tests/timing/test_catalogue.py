"""The conflict catalogue: what the default does where nothing fits, case by case."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from followup_kit.errors import InvalidFact
from followup_kit.facts.history import Occasion
from followup_kit.facts.people import OfficeHours
from followup_kit.timing.decisions import Conflict, Send
from followup_kit.timing.planner import plan
from followup_kit.timing.policies import presets
from followup_kit.timing.spans import business_days, hours

from .builders import GUIDE, FixedCalendar, at, decided, interview, person, said, sent

GERMANY = {"country": "DE", "zone": "Europe/Berlin"}
JAPAN = {"country": "JP", "zone": "Asia/Tokyo"}
EMIRATES = {"country": "AE", "zone": "Asia/Dubai"}


@pytest.mark.parametrize(
    ("why", "employer", "ended", "answer", "relaxed"),
    [
        ("an ordinary day", GERMANY, "2026-03-04 15:00", "2026-03-05 15:00", ()),
        ("in the evening: the next but one morning", GERMANY, "2026-03-03 20:00", "2026-03-05 09:00", ()),
        ("closing time is closed", GERMANY, "2026-03-03 17:00", "2026-03-05 09:00", ()),
        ("Friday at 15:00: Monday's opening", GERMANY, "2026-03-06 15:00", "2026-03-09 09:00", ("window end",)),
        ("Friday evening: Monday's opening", GERMANY, "2026-03-06 18:00", "2026-03-09 09:00", ("window end",)),
        ("Friday at 09:00: Monday is just 72 h off", GERMANY, "2026-03-06 09:00", "2026-03-09 09:00", ("window end",)),
        ("Friday morning: Monday is too far", GERMANY, "2026-03-06 08:30", "2026-03-06 16:30", ("window start",)),
        ("Thursday 17:30: an hour short", GERMANY, "2026-03-05 17:30", "2026-03-06 16:30", ("window start",)),
        ("on a Saturday", GERMANY, "2026-03-07 11:00", "2026-03-09 09:00", ()),
        ("the window ends as the office opens", GERMANY, "2026-03-07 09:00", "2026-03-09 09:00", ("window end",)),
        (
            "Epiphany in Bavaria",
            {**GERMANY, "subdivision": "BY"},
            "2026-01-05 15:00",
            "2026-01-07 09:00",
            (),
        ),
        ("Epiphany in Berlin", {**GERMANY, "subdivision": "BE"}, "2026-01-05 15:00", "2026-01-06 15:00", ()),
        # Sunday 3 to Wednesday 6 May 2026 are holidays; the interview is on Friday.
        ("Golden Week, morning", JAPAN, "2026-05-01 10:00", "2026-05-01 16:30", ("window start",)),
        ("Golden Week, too late to be earlier", JAPAN, "2026-05-01 16:00", "2026-05-07 09:00", ("window end",)),
        ("Christmas in Germany", GERMANY, "2026-12-24 10:00", "2026-12-24 16:30", ("window start",)),
        ("New Year", GERMANY, "2026-12-30 16:00", "2026-12-31 16:00", ()),
        ("24 elapsed hours over the clock change", GERMANY, "2026-03-28 12:00", "2026-03-30 09:00", ()),
        ("the Emirates in 2021: Friday is off", EMIRATES, "2021-09-08 12:00", "2021-09-09 12:00", ()),
        ("and Sunday is not", EMIRATES, "2021-09-10 12:00", "2021-09-12 09:00", ()),
        ("the Emirates in 2026: Sunday is off", EMIRATES, "2026-02-05 12:00", "2026-02-06 12:00", ()),
        ("so Friday waits for Monday", EMIRATES, "2026-02-06 12:00", "2026-02-09 09:00", ("window end",)),
        (
            "six days a week",
            {**GERMANY, "working_days": {1, 2, 3, 4, 5, 6}},
            "2026-03-06 15:00",
            "2026-03-07 15:00",
            (),
        ),
        ("the record's week wins", {**EMIRATES, "working_days": {7, 1, 2}}, "2026-02-07 12:00", "2026-02-08 12:00", ()),
        (
            "a closure of this house",
            {**GERMANY, "closures": {date(2026, 3, 5)}},
            "2026-03-04 10:00",
            "2026-03-06 09:00",
            (),
        ),
        (
            "hours of this house",
            {**GERMANY, "office_hours": OfficeHours(time(7), time(11))},
            "2026-03-04 15:00",
            "2026-03-06 07:00",
            (),
        ),
        ("no country, no holidays", {"zone": "Europe/Berlin"}, "2026-12-24 10:00", "2026-12-25 10:00", ()),
    ],
)
def test_the_default_answers_as_the_catalogue_says(
    why: str, employer: dict[str, object], ended: str, answer: str, relaxed: tuple[str, ...]
) -> None:
    decision = decided(interview(ended, employer=employer))
    assert isinstance(decision, Send), why
    assert (said(decision.at), decision.relaxed) == (answer, relaxed), why


def test_24_hours_over_a_clock_change_are_24_hours_and_the_change_is_said() -> None:
    record = interview("2026-03-28 12:00", employer={**GERMANY, "working_days": {1, 2, 3, 4, 5, 6, 7}})
    decision = decided(record)
    assert isinstance(decision, Send)
    assert said(decision.at) == "2026-03-29 13:00"
    assert "the clocks go forward by 1 hour" in decision.explain()


def test_every_option_of_a_closed_window_is_listed_with_what_it_breaks() -> None:
    decision = decided(interview("2026-03-06 10:00", employer=GERMANY))
    assert isinstance(decision, Send)
    assert [(option.name, said(option.at), option.breaks) for option in decision.options] == [
        ("later", "2026-03-09 09:00", ("window end",)),
        ("earlier", "2026-03-06 16:30", ("window start",)),
        ("inside", "2026-03-07 10:00", ("working_days",)),
    ]
    assert "23 hours past its end" in decision.options[0].reason


def test_inside_breaks_the_cheapest_rule_that_suffices() -> None:
    thursday = decided(interview("2026-03-05 17:30", employer=GERMANY))
    assert isinstance(thursday, Send)
    assert [(o.name, said(o.at), o.breaks) for o in thursday.options if o.name == "inside"] == [
        ("inside", "2026-03-06 17:30", ("office_hours",))
    ]


def test_a_public_holiday_is_never_broken_even_inside() -> None:
    decision = decided(interview("2026-12-24 10:00", employer=GERMANY))
    assert isinstance(decision, Send)
    assert [option.name for option in decision.options] == ["later", "earlier"]


def test_a_window_of_one_saturday_breaks_both_rules_where_both_close_it() -> None:
    policy = GUIDE.but(window=(hours(24), hours(26)))
    decision = decided(interview("2026-03-06 19:00", employer=GERMANY), policy)
    assert isinstance(decision, Send)
    assert decision.options[-1].breaks == ("office_hours", "working_days")


def test_a_policy_that_asks_answers_with_a_conflict_and_its_options() -> None:
    decision = decided(interview("2026-03-06 15:00", employer=GERMANY), GUIDE.but(closed="ask"))
    assert isinstance(decision, Conflict)
    assert [option.name for option in decision.options] == ["later", "earlier", "inside"]
    assert "asks before it relaxes" in decision.reason


def test_prompt_never_sends_after_48_hours_unasked() -> None:
    decision = decided(interview("2026-03-06 17:00", employer=GERMANY), presets()["prompt"])
    assert isinstance(decision, Conflict)
    assert [option.name for option in decision.options] == ["later", "inside"]
    friday_morning = decided(interview("2026-03-05 17:30", employer=GERMANY), presets()["prompt"])
    assert isinstance(friday_morning, Send)
    assert said(friday_morning.at) == "2026-03-06 09:00"


@pytest.mark.parametrize(
    ("name", "ended", "answer"),
    [
        ("same_day", "2026-03-04 11:00", "2026-03-04 13:00"),
        ("same_day", "2026-03-04 16:00", "2026-03-05 09:00"),
        ("next_morning", "2026-03-04 15:00", "2026-03-05 09:00"),
        ("next_morning", "2026-03-06 15:00", "2026-03-09 09:00"),
        ("unhurried", "2026-03-05 10:00", "2026-03-06 10:00"),
        ("unhurried", "2026-03-06 10:00", "2026-03-09 09:00"),
    ],
)
def test_the_other_presets_do_what_their_summaries_say(name: str, ended: str, answer: str) -> None:
    decision = decided(interview(ended, employer=GERMANY), presets()[name])
    assert isinstance(decision, Send)
    assert said(decision.at) == answer


def test_next_morning_is_in_the_morning() -> None:
    record = interview("2026-03-04 15:00", employer={**GERMANY, "office_hours": OfficeHours(time(11), time(19))})
    decision = decided(record, presets()["next_morning"])
    assert isinstance(decision, Conflict)
    assert "the office hours and the part of the day exclude one another" in decision.reason


def test_a_missed_window_is_late_at_the_next_opening_and_says_by_how_much() -> None:
    decision = decided(interview("2026-03-03 15:00", employer=GERMANY), now=at("2026-03-06 20:00"))
    assert isinstance(decision, Send)
    assert said(decision.at) == "2026-03-09 09:00"
    assert decision.relaxed == ("window end", "late by 3 days 18 hours")
    assert "Now it is" in decision.explain() or "now it is" in decision.explain()


def test_far_too_late_is_a_conflict_that_lists_the_next_opening() -> None:
    decision = decided(interview("2026-03-03 15:00", employer=GERMANY), now=at("2026-03-20 20:00"))
    assert isinstance(decision, Conflict)
    assert [said(option.at) for option in decision.options] == ["2026-03-23 09:00"]
    assert "too late" in decision.reason


def test_the_gap_wins_over_the_window_and_the_lateness_is_reported() -> None:
    letter = sent(at("2026-03-05 10:00"), occasion=None)
    decision = decided(interview("2026-03-03 15:00", employer=GERMANY), GUIDE, letter)
    assert isinstance(decision, Send)
    assert said(decision.at) == "2026-03-09 09:00"
    assert decision.relaxed == ("window end",)
    assert any(move.rule == "gap" for move in decision.trace)


def test_a_holiday_on_a_weekend_is_named_beside_the_weekend() -> None:
    decision = decided(interview("2026-10-02 20:00", employer=GERMANY))  # Saturday 3 October 2026 is a holiday
    weekend = [move.reason for move in decision.trace if move.rule == "working_days"]
    assert "not a working day" in weekend[0]
    assert "German Unity Day" in weekend[0]


def test_an_estimated_holiday_counts_and_is_marked() -> None:
    calendar = FixedCalendar(frozenset({date(2026, 3, 5)}), estimated=True)
    decision = decided(interview("2026-03-04 10:00", employer=GERMANY), calendar=calendar)
    assert isinstance(decision, Send)
    assert said(decision.at) == "2026-03-06 09:00"
    assert "date estimated" in decision.explain()


def test_a_year_that_no_source_knows_is_named_in_the_trace() -> None:
    calendar = FixedCalendar(known=frozenset({2026}))
    decision = decided(interview("2026-12-31 15:00", employer=GERMANY), calendar=calendar)
    assert "in 2027 are not known to fixed 1" in decision.explain()
    assert decision.trace[-1].end == decision.trace[-1].start
    early = decided(interview("2025-03-03 15:00", employer=GERMANY), calendar=calendar)
    assert "in 2025 are not known" in early.explain()


def test_offices_that_never_meet_give_way_on_the_senders_side_and_it_is_said() -> None:
    policy = GUIDE.but(sender_hours=OfficeHours(time(8), time(21)))
    record = interview(
        "2026-03-04 15:00", employer={"zone": "America/New_York", "country": "US"}, candidate_zone="Asia/Tokyo"
    )
    decision = decided(record, policy)
    assert isinstance(decision, Send)
    assert decision.relaxed == ("sender_hours",)
    assert "never meet" in decision.explain()
    strict = decided(record, policy.but(relax=("office_hours",)))
    assert isinstance(strict, Conflict)
    assert "the office hours and your own hours exclude one another" in strict.reason


def test_a_week_without_working_days_is_a_conflict_and_no_endless_search() -> None:
    record = interview("2026-03-04 15:00", employer={"zone": "Europe/Berlin", "closures": every_day()})
    decision = decided(record)
    assert isinstance(decision, Conflict)
    assert "closed days of the house" in decision.reason
    assert decision.options == ()


def every_day() -> set[date]:
    return {date(2026, 1, 1) + timedelta(days=n) for n in range(700)}


def test_an_unknown_zone_is_asked_for_and_never_taken_to_be_utc() -> None:
    with pytest.raises(InvalidFact, match="time zone of Bo Lind is not known") as caught:
        decided(interview(at("2026-03-04 15:00"), employer={"zone": None}))
    assert caught.value.field == "panel[0].zone"


def test_the_employers_zone_is_assumed_aloud_and_ones_own_is_not_commented() -> None:
    assumed = decided(interview("2026-03-04 15:00"))
    assert "Europe/Berlin, the employer's zone, is assumed" in assumed.explain()
    known = decided(interview("2026-03-04 15:00", person(zone="America/New_York")))
    assert "assumed" not in known.explain()
    place = decided(interview(at("2026-03-04 15:00"), zone="Europe/Paris", employer={"zone": None}))
    assert "Europe/Paris, the zone of the interview, is assumed" in place.explain()


def test_two_zones_get_one_decision_each_from_one_anchor() -> None:
    record = interview(
        "2026-03-04 15:00", person("ann"), person("zoe", zone="America/New_York", country="US"), employer=GERMANY
    )
    found = plan(record, GUIDE, now=record.ended)
    ann, zoe = (found.step(ref).decision for ref in ("ann", "zoe"))
    assert isinstance(ann, Send)
    assert isinstance(zoe, Send)
    assert ann.opens == zoe.opens
    assert said(ann.at) == "2026-03-05 15:00"
    assert said(zoe.at) == "2026-03-05 09:07"
    assert str(zoe.at.tzinfo) == "America/New_York"


def test_notes_to_one_panel_arrive_minutes_apart_in_the_order_of_their_refs() -> None:
    record = interview("2026-03-04 15:00", person("zoe"), person("ann"), person("kim"), employer=GERMANY)
    steps = plan(record, GUIDE, now=record.ended).steps
    times = [(step.recipient.ref, said(step.decision.at)) for step in steps[:3] if isinstance(step.decision, Send)]
    assert times == [("ann", "2026-03-05 15:00"), ("kim", "2026-03-05 15:07"), ("zoe", "2026-03-05 15:14")]


def test_spreading_never_leaves_office_hours() -> None:
    record = interview("2026-03-04 16:58", person("ann"), person("zoe"), employer=GERMANY)
    steps = plan(record, GUIDE.but(least_open=0), now=record.ended).steps
    assert [said(s.decision.at) for s in steps[:2] if isinstance(s.decision, Send)] == [
        "2026-03-05 16:58",
        "2026-03-05 16:59",
    ]


def test_a_note_that_is_due_waits_for_its_own_minute_and_is_not_put_off_again() -> None:
    """Two that are due at once take turns by the minute; 11:20 is the other one's."""
    record = interview("2026-03-04 11:00", person("ann"), person("zoe"), employer=GERMANY)
    for moment, answer in [("11:03", "11:07"), ("11:07", "11:07"), ("11:20", "11:21"), ("11:21", "11:21")]:
        decision = decided(record, ref="zoe", now=at(f"2026-03-05 {moment}"))
        assert isinstance(decision, Send)
        assert said(decision.at) == f"2026-03-05 {answer}"


@pytest.mark.parametrize(
    ("reply_by", "answer"),
    [
        (date(2026, 3, 13), "2026-03-17 09:00"),  # a Friday
        (date(2026, 3, 14), "2026-03-18 09:00"),  # a Saturday counts as the Monday
        (date(2026, 4, 3), "2026-04-09 09:00"),  # Good Friday counts as the Tuesday after Easter
    ],
)
def test_a_check_in_waits_two_business_days_after_the_announced_date(reply_by: date, answer: str) -> None:
    record = interview("2026-03-04 15:00", employer=GERMANY, reply_by=reply_by)
    decision = decided(record, occasion=Occasion.CHECK_IN)
    assert isinstance(decision, Send)
    assert said(decision.at) == answer


def test_without_a_date_a_check_in_counts_from_the_last_contact() -> None:
    record = interview("2026-03-04 15:00", employer=GERMANY)
    planned = decided(record, occasion=Occasion.CHECK_IN)
    assert isinstance(planned, Send)
    assert said(planned.at) == "2026-03-16 09:00"  # seven business days after Thursday 5 March
    later = decided(record, GUIDE, sent(at("2026-03-09 09:00")), occasion=Occasion.CHECK_IN)
    assert isinstance(later, Send)
    assert said(later.at) == "2026-03-18 09:00"


def test_a_second_check_in_waits_anew_from_the_first() -> None:
    record = interview("2026-03-04 15:00", employer=GERMANY, reply_by=date(2026, 3, 13))
    letters = (sent(at("2026-03-05 15:00")), sent(at("2026-03-17 09:00"), occasion=Occasion.CHECK_IN))
    assert decided(record, GUIDE, *letters, occasion=Occasion.CHECK_IN).kind == "stop"
    decision = decided(record, GUIDE.but(check_ins=2, cap=3), *letters, occasion=Occasion.CHECK_IN)
    assert isinstance(decision, Send)
    assert said(decision.at) == "2026-03-26 09:00"  # seven business days after the 17th
    assert "The question was asked before" in decision.explain()


def test_a_check_in_that_is_weeks_overdue_is_not_sent_unasked() -> None:
    record = interview("2026-03-04 15:00", employer=GERMANY, reply_by=date(2026, 3, 13))
    decision = decided(record, occasion=Occasion.CHECK_IN, now=at("2026-06-01 10:00"))
    assert isinstance(decision, Conflict)
    assert [said(option.at) for option in decision.options] == ["2026-06-01 10:00"]


def test_the_check_in_keeps_its_distance_from_every_other_letter() -> None:
    record = interview("2026-03-09 15:00", person(), person("zoe"), employer=GERMANY, reply_by=date(2026, 3, 9))
    decision = decided(record, GUIDE.but(gap=business_days(4)), occasion=Occasion.CHECK_IN)
    assert isinstance(decision, Send)
    assert said(decision.at) == "2026-03-16 09:00"  # four business days after the notes of Tuesday 10 March


def test_the_recruiter_is_asked_and_the_others_are_told_apart() -> None:
    record = interview("2026-03-04 15:00", person("ann"), person("rob", role="recruiter"), employer=GERMANY)
    found = plan(record, GUIDE, now=record.ended)
    assert [(s.recipient.ref, s.occasion) for s in found.steps] == [
        ("ann", Occasion.THANK_YOU),
        ("rob", Occasion.THANK_YOU),
        ("rob", Occasion.CHECK_IN),
    ]
    assert [(held.recipient, held.occasion) for held in found.held] == [("ann", Occasion.CHECK_IN)]


def test_the_versions_of_the_data_stand_in_the_plan() -> None:
    versions = dict(plan(interview("2026-03-04 15:00", employer=GERMANY), GUIDE, now=at("2026-03-04 16:00")).versions)
    assert versions["policy"].startswith("guide (reviewed ")
    assert versions["time zones"].split()[0] in ("system", "tzdata")
    assert versions["holidays"].startswith("holidays ")


@pytest.mark.parametrize(
    ("own", "employer", "field"),
    [
        ({}, {"country": "ZZ"}, "employer.country"),
        ({}, {"country": "GB", "subdivision": "QQ"}, "employer.subdivision"),
        ({"country": "ZZ"}, {"country": "GB"}, "panel[0].country"),
        ({"country": "GB", "subdivision": "QQ"}, {}, "panel[0].subdivision"),
    ],
)
def test_an_unknown_code_is_told_with_the_field_that_holds_it(
    own: dict[str, str], employer: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidFact, match="no holidays are known for") as caught:
        decided(interview("2026-03-04 15:00", person(**own), employer=employer))
    assert caught.value.field == field


def test_where_the_last_minutes_are_taken_the_other_times_are_listed() -> None:
    decision = decided(interview("2026-03-12 16:50", employer=GERMANY))
    assert isinstance(decision, Send)
    assert (decision.relaxed, f"{decision.at:%a %H:%M}") == (("closing_soon",), "Fri 16:50")
    told = [(option.name, f"{option.at:%a %H:%M}", option.breaks) for option in decision.options]
    assert ("later", "Mon 09:00", ("window end",)) in told
    assert ("inside", "Fri 16:50", ("closing_soon",)) in told
