"""Hours by weekday and by date, lunch, last minutes and make-up days: against a reader of every minute, and by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.facts.people import Employer, OfficeHours
from followup_kit.testing.strategies import employers, moments
from followup_kit.timing.calendars import public_holidays
from followup_kit.timing.decisions import Conflict, Send
from followup_kit.timing.instants import DAY, instant_of, local_time, to_instant
from followup_kit.timing.opening import overlap
from followup_kit.timing.places import Place, place_of
from followup_kit.timing.rules import IntervalRule
from followup_kit.timing.search import first_permitted

from .builders import GUIDE, FixedCalendar, at, decided, interview, person, said
from .oracle import at_work, enough_left, first_minute, hours_of, no_lunch, works

NINE_TO_FIVE = OfficeHours(time(9), time(17))
NIGHT = OfficeHours(time(22), time(6))
BERLIN = {"zone": "Europe/Berlin"}
GERMANY = {**BERLIN, "country": "DE"}
COMPLETE = (NINE_TO_FIVE, OfficeHours(time(9), time(15)))


def hours(opens: float, closes: float) -> OfficeHours:
    return OfficeHours(*(time(int(clock) % 24, round(clock % 1 * 60)) for clock in (opens, closes)))


def house(**facts: Any) -> Employer:
    return Employer(**{"name": "Acme", **BERLIN, **facts})


def place_for(of: Employer) -> Place:
    record = interview("2026-03-04 15:00", person())
    return place_of(record.panel[0], interview("2026-03-04 15:00", employer=_facts(of)), public_holidays())


def _facts(of: Employer) -> dict[str, Any]:
    names = ("country", "subdivision", "zone", "working_days", "office_hours", "lunch", "weekly_hours", "day_hours")
    return {name: getattr(of, name) for name in (*names, "closures", "working_dates")}


def rules_for(of: Employer, least_open: int = 0) -> tuple[IntervalRule, ...]:
    return place_for(of).rules(NINE_TO_FIVE, least_open=least_open)


def first_after(of: Employer, moment: str, least_open: int = 0) -> str:
    found = first_permitted(to_instant(at(moment)), rules_for(of, least_open)).at
    assert found is not None
    return said(local_time(found, "Europe/Berlin"))


# --- any employer, against a reader of every minute ---


@settings(max_examples=60, deadline=None)
@given(employers(), st.sampled_from((0, 30, 45)), st.data())
def test_an_independent_reader_of_every_minute_agrees(of: Employer, least: int, data: st.DataObject) -> None:
    zone = of.zone or "UTC"
    start, found_in = data.draw(moments(zone)), place_for(of)
    open_at = at_work(hours_of(of, NINE_TO_FIVE), works(of, found_in.working_days, of.country))
    readers = [open_at, no_lunch(of.lunch), enough_left(open_at, least)]
    expected = first_minute(start, zone, readers, most=timedelta(days=9))
    found = first_permitted(to_instant(start), found_in.rules(NINE_TO_FIVE, least_open=least)).at
    if expected is None:
        assert found is None or found > to_instant(start) + 9 * DAY
    else:
        assert found == to_instant(expected)


@settings(max_examples=300, deadline=None)
@given(employers(), st.data())
def test_at_every_minute_the_rules_say_what_the_reader_says(of: Employer, data: st.DataObject) -> None:
    zone = of.zone or "UTC"
    start, found_in = data.draw(moments(zone)), place_for(of)
    worked = works(of, found_in.working_days, of.country)
    open_at = at_work(hours_of(of, NINE_TO_FIVE), worked)
    rules = found_in.rules(NINE_TO_FIVE, least_open=30)
    for minutes in range(0, 3 * 24 * 60, 17):
        instant = to_instant(start) + minutes * 60
        local = local_time(instant, zone)
        wanted = open_at(local) and no_lunch(of.lunch)(local) and enough_left(open_at, 30)(local)
        assert all(rule.allowed(instant) for rule in rules) == wanted, local
        assert all((rule.why_not(instant) is None) == rule.allowed(instant) for rule in rules)


# --- by weekday and by date ---


@pytest.mark.parametrize(
    ("facts", "moment", "first"),
    [
        ({"weekly_hours": {5: hours(9, 15)}}, "2026-03-06 14:59", "2026-03-06 14:59"),
        ({"weekly_hours": {5: hours(9, 15)}}, "2026-03-06 15:00", "2026-03-09 09:00"),
        ({"weekly_hours": {5: hours(9, 15)}}, "2026-03-05 16:59", "2026-03-05 16:59"),
        ({"weekly_hours": {4: [hours(9, 12), hours(14, 18)]}}, "2026-03-05 12:00", "2026-03-05 14:00"),
        ({"weekly_hours": {4: [hours(9, 12), hours(14, 18)]}}, "2026-03-05 17:59", "2026-03-05 17:59"),
        ({"weekly_hours": {6: hours(9, 12)}}, "2026-03-07 09:00", "2026-03-09 09:00"),
        (
            {"weekly_hours": {6: hours(9, 12)}, "working_days": range(1, 7)},
            "2026-03-07 08:00",
            "2026-03-07 09:00",
        ),
        ({"day_hours": {date(2026, 3, 5): hours(9, 12.5)}}, "2026-03-05 12:29", "2026-03-05 12:29"),
        ({"day_hours": {date(2026, 3, 5): hours(9, 12.5)}}, "2026-03-05 12:30", "2026-03-06 09:00"),
        (
            {"day_hours": {date(2026, 3, 6): hours(10, 12)}, "weekly_hours": {5: hours(7, 15)}},
            "2026-03-06 07:00",
            "2026-03-06 10:00",
        ),
        ({"day_hours": {date(2026, 3, 5): ()}}, "2026-03-05 10:00", "2026-03-06 09:00"),
        ({"office_hours": OfficeHours(time(0), time(0))}, "2026-03-05 00:00", "2026-03-05 00:00"),
        ({"office_hours": OfficeHours(time(20), time(0))}, "2026-03-06 23:59", "2026-03-06 23:59"),
        ({"office_hours": OfficeHours(time(20), time(0))}, "2026-03-07 00:00", "2026-03-09 20:00"),
        ({"lunch": hours(12, 13)}, "2026-03-05 12:40", "2026-03-05 13:00"),
        ({"lunch": hours(12, 13)}, "2026-03-05 13:00", "2026-03-05 13:00"),
        ({"lunch": hours(12, 13)}, "2026-03-05 11:59", "2026-03-05 11:59"),
    ],
)
def test_the_hours_of_the_date_outweigh_those_of_the_weekday_and_those_the_usual_ones(
    facts: dict[str, Any], moment: str, first: str
) -> None:
    assert first_after(house(**facts), moment) == first


# --- over midnight ---


@pytest.mark.parametrize(
    ("facts", "moment", "first"),
    [
        ("Friday's shift runs on into a Saturday off", "2026-03-07 02:00", "2026-03-07 02:00"),
        ("and ends there", "2026-03-07 06:00", "2026-03-09 22:00"),
        ("there is no night from Sunday to Monday", "2026-03-09 02:00", "2026-03-09 22:00"),
        ("nor one from Saturday to Sunday", "2026-03-07 22:30", "2026-03-09 22:00"),
    ],
)
def test_a_shift_over_midnight_belongs_to_the_day_on_which_it_opens(facts: str, moment: str, first: str) -> None:
    assert first_after(house(office_hours=NIGHT), moment) == first, facts


def test_the_night_before_a_holiday_is_worked_and_the_night_after_it_is_not() -> None:
    christmas = house(country="DE", office_hours=NIGHT)
    # 24 December 2026 is a Thursday and worked; 25 and 26 are holidays
    assert first_after(christmas, "2026-12-25 03:00") == "2026-12-25 03:00"
    assert first_after(christmas, "2026-12-25 06:00") == "2026-12-28 22:00"
    shut = house(office_hours=NIGHT, closures=[date(2026, 3, 5)])
    assert first_after(shut, "2026-03-05 03:00") == "2026-03-05 03:00"
    assert first_after(shut, "2026-03-06 03:00") == "2026-03-06 22:00"


def test_the_trace_names_the_day_to_which_the_night_belongs() -> None:
    night_from_sunday = to_instant(at("2026-03-09 02:00"))
    [why] = [rule.why_not(night_from_sunday) for rule in rules_for(house(office_hours=NIGHT)) if rule.name != "hours"][
        :1
    ]
    assert why is not None
    assert why.said() == "Sunday is not a working day (the working week is Monday to Friday)"


def test_where_the_next_day_is_worked_its_own_hours_begin_in_time() -> None:
    """A night shift on a holiday's eve that reaches into the morning: whoever works that morning is there."""
    facts = {"weekly_hours": {3: hours(22, 10)}, "closures": [date(2026, 3, 4)]}
    assert first_after(house(**facts), "2026-03-05 08:30") == "2026-03-05 09:00"
    night = {"weekly_hours": {5: hours(22, 10)}}
    assert first_after(house(**night), "2026-03-07 09:30") == "2026-03-07 09:30"


def test_a_night_over_a_clock_change_is_worked_to_the_reading_at_which_it_ends() -> None:
    spring = house(office_hours=NIGHT, working_days=range(1, 8))
    assert first_after(spring, "2026-03-29 05:59") == "2026-03-29 05:59"
    assert first_after(spring, "2026-03-29 06:00") == "2026-03-29 22:00"


# --- the last minutes, and lunch, give way ---


@pytest.mark.parametrize(
    ("facts", "ended", "answer", "relaxed"),
    [
        ({}, "2026-03-03 16:30", "2026-03-04 16:30", ()),  # exactly half an hour is left
        ({}, "2026-03-03 16:31", "2026-03-05 09:00", ()),
        ({}, "2026-03-03 16:59", "2026-03-05 09:00", ()),
        ({}, "2026-03-05 16:45", "2026-03-06 16:45", ("closing_soon",)),  # Monday is after the window
        ({"weekly_hours": {3: hours(9, 9.25)}}, "2026-03-03 09:05", "2026-03-05 09:00", ()),  # a quarter of an hour
        ({"office_hours": OfficeHours(time(0), time(0))}, "2026-03-03 23:45", "2026-03-04 23:45", ()),
        ({"office_hours": OfficeHours(time(0), time(0))}, "2026-03-05 23:45", "2026-03-06 23:45", ("closing_soon",)),
        ({"lunch": hours(12, 13)}, "2026-03-03 12:10", "2026-03-04 13:00", ()),
        ({"lunch": hours(15, 17)}, "2026-03-05 15:30", "2026-03-06 15:30", ("lunch",)),
        ({"lunch": hours(16, 16.75)}, "2026-03-05 16:10", "2026-03-06 16:45", ("closing_soon",)),
    ],
)
def test_last_minutes_and_lunch_are_avoided_inside_the_window_and_rather_used_than_missed(
    facts: dict[str, Any], ended: str, answer: str, relaxed: tuple[str, ...]
) -> None:
    decision = decided(interview(ended, employer={**BERLIN, **facts}))
    assert isinstance(decision, Send)
    assert (said(decision.at), decision.relaxed) == (answer, relaxed)
    assert {move.rule for move in decision.trace} >= set(relaxed)


def test_a_policy_may_use_every_minute_or_keep_lunch_free_for_good() -> None:
    late = interview("2026-03-03 16:59")
    every = decided(late, GUIDE.but(least_open=0))
    assert isinstance(every, Send)
    assert said(every.at) == "2026-03-04 16:59"
    lunch = interview("2026-03-05 15:30", employer={**BERLIN, "lunch": hours(15, 17)})
    firm = decided(lunch, GUIDE.but(relax=("office_hours", "working_days")))
    assert isinstance(firm, Send)
    assert "lunch" not in firm.relaxed
    assert firm.at.hour not in (15, 16)


def test_a_policys_own_lunch_counts_where_the_employers_is_not_recorded() -> None:
    policy = GUIDE.but(lunch=hours(12, 14))
    ended = "2026-03-03 12:30"
    for facts, answer in (({}, "2026-03-04 14:00"), ({"lunch": hours(12, 13)}, "2026-03-04 13:00")):
        decision = decided(interview(ended, employer={**BERLIN, **facts}), policy)
        assert isinstance(decision, Send)
        assert said(decision.at) == answer


def test_an_earlier_letter_stays_possible_half_an_hour_before_closing() -> None:
    decision = decided(interview("2026-03-06 08:30"))
    assert isinstance(decision, Send)
    assert (said(decision.at), decision.relaxed) == ("2026-03-06 16:30", ("window start",))


def test_notes_of_a_panel_may_follow_one_another_into_the_last_minutes() -> None:
    record = interview("2026-03-03 16:30", person("ann"), person("bo"), person("zoe"))
    found = [decided(record, ref=ref) for ref in ("ann", "bo", "zoe")]
    assert [said(one.at)[11:] for one in found if isinstance(one, Send)] == ["16:30", "16:37", "16:44"]


def test_a_part_of_the_day_that_is_all_last_minutes_is_no_conflict() -> None:
    policy = GUIDE.but(part_of_day=hours(16.75, 17))
    decision = decided(interview("2026-03-03 12:00"), policy)
    assert isinstance(decision, Send)
    assert (said(decision.at), decision.relaxed) == ("2026-03-04 16:45", ("closing_soon",))


def test_a_break_as_long_as_the_hours_gives_way_and_is_named() -> None:
    decision = decided(interview("2026-03-03 12:00", employer={**BERLIN, "lunch": NINE_TO_FIVE}))
    assert isinstance(decision, Send)
    assert (said(decision.at), decision.relaxed) == ("2026-03-04 12:00", ("lunch",))
    strict = decided(
        interview("2026-03-03 12:00", employer={**BERLIN, "lunch": NINE_TO_FIVE}), GUIDE.but(relax=("working_days",))
    )
    assert isinstance(strict, Conflict)
    assert "exclude one another" in strict.reason


def test_reasons_name_the_hours_of_the_day_in_question() -> None:
    facts = {
        "weekly_hours": {5: [hours(9, 12), hours(13, 15)]},
        "day_hours": {date(2026, 3, 5): hours(9, 12.5)},
        "lunch": hours(12, 12.5),
    }
    of = house(**facts)
    told = {
        "2026-03-04 08:00": "it is outside the office hours (09:00 to 17:00)",
        "2026-03-05 13:00": "it is outside the office hours of 5 March (09:00 to 12:30)",
        "2026-03-06 12:40": "it is outside the office hours of this weekday, Friday (09:00 to 12:00 and 13:00 to "
        "15:00)",
        "2026-03-04 12:10": "it is the lunch break (12:00 to 12:30)",
        "2026-03-04 16:45": "less than 30 minutes of the office hours are left, which end at 17:00",
    }
    for moment, text in told.items():
        instant = to_instant(at(moment))
        reasons = [rule.why_not(instant) for rule in place_for(of).rules(NINE_TO_FIVE, least_open=30)]
        assert text in [reason.said() for reason in reasons if reason], moment


# --- make-up days, the house's own and the calendar's ---


class Made(FixedCalendar):
    """A calendar with a make-up Saturday, and a half day on Thursday."""

    def working_dates(self, country: str, subdivision: str | None, year: int) -> list[date]:
        return [date(2026, 3, 7)]

    def day_hours(self, country: str, subdivision: str | None, year: int) -> dict[date, tuple[OfficeHours, ...]]:
        return {date(2026, 3, 5): (hours(8, 13),)}


def answer_for(facts: dict[str, Any], ended: str, **changes: Any) -> str:
    record = interview(ended, employer={**GERMANY, **facts})
    decision = decided(record, GUIDE.but(**changes) if changes else GUIDE, calendar=Made())
    assert isinstance(decision, Send)
    return said(decision.at)


def test_make_up_days_of_the_calendar_count_only_where_the_policy_says_so() -> None:
    assert answer_for({}, "2026-03-06 10:00") == "2026-03-09 09:00"
    assert answer_for({}, "2026-03-06 10:00", make_up_days=True) == "2026-03-07 10:00"


def test_a_recorded_week_outweighs_make_up_days_and_a_recorded_make_up_day_outweighs_everything() -> None:
    week = {"working_days": range(1, 6)}
    assert answer_for(week, "2026-03-06 10:00", make_up_days=True) == "2026-03-09 09:00"
    assert answer_for({**week, "working_dates": [date(2026, 3, 7)]}, "2026-03-06 10:00") == "2026-03-07 10:00"


def test_a_house_may_work_on_a_public_holiday() -> None:
    feast = FixedCalendar(days=frozenset({date(2026, 3, 5)}))
    for worked, answer in (([], "2026-03-06 09:00"), ([date(2026, 3, 5)], "2026-03-05 10:00")):
        record = interview("2026-03-04 10:00", employer={**GERMANY, "working_dates": worked})
        decision = decided(record, calendar=feast)
        assert isinstance(decision, Send)
        assert said(decision.at) == answer


def test_hours_that_the_calendar_has_for_a_half_day_cut_the_usual_ones_short() -> None:
    assert answer_for({}, "2026-03-04 12:00") == "2026-03-05 12:00"
    assert answer_for({}, "2026-03-04 12:45") == "2026-03-06 09:00"
    assert answer_for({"office_hours": hours(10, 18)}, "2026-03-04 08:30") == "2026-03-05 10:00"
    own = {"day_hours": {date(2026, 3, 5): hours(9, 17)}}
    assert answer_for(own, "2026-03-04 15:00") == "2026-03-05 15:00"
    record = interview("2026-03-04 14:00", employer=GERMANY)
    decision = decided(record, calendar=Made())
    assert isinstance(decision, Send)
    assert "outside the office hours of 5 March, a half day in DE (09:00 to 13:00)" in decision.explain()


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ([hours(9, 17)], [hours(8, 13)], [hours(9, 13)]),
        ([hours(9, 12), hours(14, 18)], [hours(11, 15)], [hours(11, 12), hours(14, 15)]),
        ([hours(9, 12)], [hours(12, 15)], []),
        ([NIGHT], [hours(20, 23)], [hours(22, 23)]),
        ([NIGHT], [hours(23, 2)], [hours(23, 2)]),
        ([hours(0, 24)], [hours(0, 24)], [hours(0, 24)]),
    ],
)
def test_hours_in_common(first: list[OfficeHours], second: list[OfficeHours], both: list[OfficeHours]) -> None:
    assert list(overlap(first, second)) == both == list(overlap(second, first))


# --- weekends that changed ---


@pytest.mark.parametrize(
    ("ended", "answer"),
    [
        # Friday was a day off until the end of 2021; Sunday was worked.
        (datetime(2021, 12, 16, 6, 0, tzinfo=UTC), "2021-12-19"),
        (datetime(2021, 12, 18, 6, 0, tzinfo=UTC), "2021-12-19"),
        # Since 2022 the week is Monday to Friday.
        (datetime(2022, 1, 6, 6, 0, tzinfo=UTC), "2022-01-07"),
        (datetime(2022, 1, 14, 6, 0, tzinfo=UTC), "2022-01-17"),
    ],
)
def test_the_week_of_the_emirates_follows_the_date(ended: datetime, answer: str) -> None:
    record = interview(ended, employer={"zone": "Asia/Dubai", "country": "AE"})
    decision = decided(record, GUIDE.but(least_open=0))
    assert isinstance(decision, Send)
    assert said(decision.at)[:10] == answer
    assert instant_of(decision.at) >= to_instant(ended)


def test_a_day_that_is_worked_besides_is_told() -> None:
    saturday = {**GERMANY, "working_dates": [date(2026, 3, 14)]}
    decision = decided(interview("2026-03-13 10:00", employer=saturday), now=at("2026-03-13 10:00"))
    assert isinstance(decision, Send)
    assert said(decision.at) == "2026-03-14 10:00"
    assert "14 March is worked, as the record says" in decision.explain()
    feast = Place(zone="Europe/Berlin", country="DE", calendar=public_holidays(), working_dates=frozenset([_MAY]))
    assert feast.worked_besides(_MAY) is not None
    assert feast.worked_besides(_MAY + timedelta(days=3)) is None


_MAY = date(2026, 5, 1)


def test_a_make_up_day_is_told_with_its_source() -> None:
    china = Place(zone="Asia/Shanghai", country="CN", calendar=public_holidays(), make_up_days=True)
    day = min(china.worked(2025))
    why = china.worked_besides(day)
    assert why is not None
    assert why.said().endswith(f"is a make-up working day in CN, as {public_holidays().version} says")


def test_own_hours_without_a_zone_of_ones_own_are_told() -> None:
    policy = GUIDE.but(sender_hours=NINE_TO_FIVE)
    record = interview("2026-03-04 15:00")
    record = evolve(record, candidate=evolve(record.candidate, zone=None))
    decision = decided(record, policy, now=at("2026-03-04 15:00"))
    assert "the candidate's zone is not recorded, so your own hours are not considered" in decision.explain().lower()
