"""Whose clock counts, and how business days are counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.errors import InvalidFact, InvalidSetting
from followup_kit.facts.history import Occasion
from followup_kit.facts.people import Employer
from followup_kit.testing.strategies import employers
from followup_kit.timing.calendars import public_holidays
from followup_kit.timing.decisions import Send
from followup_kit.timing.instants import DAY, local_day, to_instant
from followup_kit.timing.places import Place, place_of
from followup_kit.timing.segments import day_begins
from followup_kit.timing.spans import business_days
from followup_kit.timing.zonedata import zone_data_version
from followup_kit.timing.zones import ZoneSource

from .builders import GUIDE, FixedCalendar, at, decided, interview, person
from .oracle import works

BERLIN = Place(zone="Europe/Berlin", country="DE", calendar=public_holidays())
FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 3, 6) + timedelta(days=n) for n in range(4))
ALL: tuple[ZoneSource, ...] = ("recipient", "employer", "interview", "candidate")
RECORDED = {"recipient": "Asia/Tokyo", "employer": "Europe/Berlin", "interview": "Europe/Paris"}


def record_with(**zones: str | None) -> Any:
    return interview(
        at("2026-03-04 15:00"),
        person(zone=zones.get("recipient")),
        employer={"zone": zones.get("employer")},
        zone=zones.get("interview"),
        candidate_zone=zones.get("candidate"),
    )


def placed(record: Any, sources: Sequence[ZoneSource]) -> Place:
    return place_of(record.panel[0], record, FixedCalendar(), zone_from=sources)


# --- whose clock ---


@pytest.mark.parametrize(
    ("zones", "sources", "zone", "told"),
    [
        (RECORDED, ALL, "Asia/Tokyo", None),
        ({"employer": "Europe/Berlin", "interview": "Europe/Paris"}, ALL, "Europe/Berlin", "the employer's zone, is"),
        ({"interview": "Europe/Paris"}, ALL, "Europe/Paris", "the zone of the interview, is assumed"),
        ({"candidate": "Europe/London"}, ALL, "Europe/London", "Europe/London, your own zone, is assumed"),
        (RECORDED, ("employer", "recipient"), "Europe/Berlin", "not by Asia/Tokyo, the own zone of Bo Lind"),
        (RECORDED, ("interview",), "Europe/Paris", "this policy goes by Europe/Paris, the zone of the interview, not"),
        ({"recipient": "Europe/Berlin", "employer": "Europe/Berlin"}, ("employer",), "Europe/Berlin", None),
    ],
)
def test_the_zone_is_that_of_the_first_source_that_has_one_and_what_is_assumed_is_said(
    zones: dict[str, str], sources: tuple[ZoneSource, ...], zone: str, told: str | None
) -> None:
    found = placed(record_with(**zones), sources)
    assert found.zone == zone
    assert [told in reason.said() for reason in found.assumed] == ([True] if told else [])


def test_without_a_zone_nothing_is_planned_and_it_is_never_taken_to_be_utc() -> None:
    with pytest.raises(
        InvalidFact, match=r"give panel\.zone of bo, employer\.zone or the interview's zone, as"
    ) as told:
        decided(record_with(candidate="Europe/London"))
    assert told.value.field == "panel[0].zone"
    with pytest.raises(InvalidFact, match=r"give employer\.zone, as an IANA name"):
        placed(record_with(recipient="Asia/Tokyo"), ("employer",))


def test_a_policy_may_take_the_candidates_zone_last_and_says_so() -> None:
    decision = decided(record_with(candidate="Europe/London"), GUIDE.but(zone_from=ALL))
    assert isinstance(decision, Send)
    assert str(decision.at.tzinfo) == "Europe/London"
    assert "Europe/London, your own zone, is assumed" in decision.explain()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"zone_from": ()}, "zone_from is empty; name at least one"),
        ({"zone_from": ("recipient", "recipient")}, "twice"),
        ({"zone_from": ("recipient", "utc")}, "no source of a zone named 'utc'; known: "),
        ({"least_open": -1}, "least_open must be a whole number from 0 to 240"),
        ({"least_open": True}, "least_open must be a whole number"),
        ({"make_up_days": "yes"}, "make_up_days must be true or false"),
        ({"lunch": "12:00"}, "lunch must be OfficeHours"),
    ],
)
def test_a_policy_refuses_what_cannot_work(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidSetting, match=told):
        GUIDE.but(**changes)


def test_the_calendar_line_names_the_time_zone_data() -> None:
    explained = decided(interview("2026-03-04 15:00")).explain()
    assert f"clock changes come from {zone_data_version('Europe/Berlin')}" in explained


# --- business days ---


@pytest.mark.parametrize(
    ("start", "n", "day"),
    [
        (FRIDAY, 1, MONDAY),
        (SATURDAY, 1, MONDAY),
        (SUNDAY, 1, MONDAY),
        (SUNDAY, 2, MONDAY + timedelta(days=1)),
        (MONDAY, 1, MONDAY + timedelta(days=1)),
        (SATURDAY, 0, MONDAY),
        (FRIDAY, 0, FRIDAY),
        # 3 April 2026 is Good Friday, 6 April Easter Monday
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        (date(2026, 4, 4), 1, date(2026, 4, 7)),
    ],
)
def test_business_day_n_counts_whole_working_days_strictly_after_the_day(start: date, n: int, day: date) -> None:
    assert BERLIN.nth_working_day(start, n) == day


def test_a_date_without_hours_is_a_closed_day_and_no_business_day() -> None:
    house = {"country": "DE", "day_hours": {MONDAY: ()}}
    record = interview("2026-03-06 10:00", employer=house)
    place = place_of(record.panel[0], record, public_holidays())
    assert not place.is_working(MONDAY)
    assert place.nth_working_day(FRIDAY, 1) == MONDAY + timedelta(days=1)
    decision = decided(interview("2026-03-08 10:00", employer=house))
    assert isinstance(decision, Send)
    assert decision.at.date() == MONDAY + timedelta(days=1)
    assert "9 March is a day on which the employer is closed" in decision.explain()


def place_for(house: Employer) -> Place:
    names = (
        "country",
        "zone",
        "working_days",
        "office_hours",
        "weekly_hours",
        "day_hours",
        "closures",
        "working_dates",
    )
    facts = {name: getattr(house, name) for name in names}
    record = interview("2026-03-04 15:00", person(zone=house.zone), employer=facts)
    return place_of(record.panel[0], record, public_holidays())


@settings(max_examples=80, deadline=None)
@given(employers(), st.dates(date(2024, 1, 1), date(2027, 6, 1)), st.integers(0, 6), st.integers(1, 6))
def test_business_days_add_up_from_a_working_day_and_a_closed_day_counts_as_the_one_before(
    house: Employer, day: date, n: int, m: int
) -> None:
    place = place_for(house)
    worked = works(house, place.working_days, house.country)
    assert place.is_working(day) == worked(day)
    if worked(day):
        assert place.nth_working_day(place.nth_working_day(day, n), m) == place.nth_working_day(day, n + m)
        return
    before = day
    while not worked(before) and (day - before).days < 60:
        before -= timedelta(days=1)
    if worked(before):
        assert place.nth_working_day(day, m) == place.nth_working_day(before, m)


@settings(max_examples=60, deadline=None)
@given(employers(), st.dates(date(2024, 1, 1), date(2027, 6, 1)), st.integers(0, 20), st.integers(1, 8))
def test_a_business_day_begins_at_its_midnight_whatever_hour_it_is_counted_from(
    house: Employer, day: date, hour: int, n: int
) -> None:
    place, zone = place_for(house), house.zone or "UTC"
    start = day_begins(day, zone) + hour * 3600
    ends = place.after(start, business_days(n))
    counted_from = local_day(start, zone)
    assert ends == day_begins(place.nth_working_day(counted_from, n), zone)
    worked = works(house, place.working_days, house.country)
    if ends - start < 300 * DAY:
        between = (counted_from + timedelta(days=k + 1) for k in range((local_day(ends, zone) - counted_from).days))
        assert sum(map(worked, between)) == n


def test_a_house_that_never_opens_ends_the_count() -> None:
    never = Place(zone="UTC", calendar=FixedCalendar(), week=frozenset())
    assert never.nth_working_day(FRIDAY, 1) == FRIDAY + timedelta(days=400)


def test_two_places_with_the_same_facts_share_their_rules() -> None:
    one, two = (
        placed(record_with(**zones), ALL) for zones in ({"recipient": "Asia/Tokyo"}, {"candidate": "Asia/Tokyo"})
    )
    assert one == two
    assert one.rules(GUIDE.office_hours) is two.rules(GUIDE.office_hours)
    assert to_instant(at("2026-03-04 15:00"))


# --- estimated holidays in a count of days ---


def dubai() -> Any:
    return interview(at("2029-02-12 15:00", "Asia/Dubai"), employer={"zone": "Asia/Dubai", "country": "AE"})


def test_a_count_of_business_days_names_the_estimated_holidays_that_it_left_out() -> None:
    decision = decided(dubai(), occasion=Occasion.CHECK_IN)
    told = decision.explain().splitlines()
    waits = next(number for number, line in enumerate(told) if "a check-in waits 7 business days" in line)
    assert told[waits + 1] == (
        "Public holidays in between do not count: 14 February (Eid al-Fitr, date estimated), "
        "15 February (Eid al-Fitr Holiday, date estimated) and 16 February (Eid al-Fitr Holiday, date estimated)."
    )


def test_sure_holidays_and_other_waits_are_not_told_of() -> None:
    for calendar in (FixedCalendar(frozenset({date(2029, 2, 15)})), FixedCalendar(frozenset(), estimated=True)):
        assert "do not count" not in decided(dubai(), occasion=Occasion.CHECK_IN, calendar=calendar).explain()
    weekend = FixedCalendar(frozenset({date(2029, 2, 17)}), estimated=True)
    assert "do not count" not in decided(dubai(), occasion=Occasion.CHECK_IN, calendar=weekend).explain()
    many = FixedCalendar(frozenset(date(2029, 2, day) for day in range(14, 25)), estimated=True)
    assert "and further ones: " in decided(dubai(), occasion=Occasion.CHECK_IN, calendar=many).explain()
