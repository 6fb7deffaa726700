"""Held to fixed dates, not to what the library printed: entries come and go between its releases."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from typing import Any

import pytest

from followup_kit.errors import InvalidFact, InvalidSetting
from followup_kit.facts.people import OfficeHours
from followup_kit.testing import FakeCalendar, assert_calendar
from followup_kit.timing import days_off, place, public_calendar
from followup_kit.timing.calendars import (
    Calendar,
    Holiday,
    KnowsClosures,
    KnowsDayHours,
    KnowsHalfDays,
    KnowsWorkingDates,
    public_holidays,
    with_closures,
)
from followup_kit.timing.decisions import Send

from .builders import GUIDE, FixedCalendar, at, decided, interview, said

CALENDAR = public_holidays()


def test_the_built_in_calendar_and_a_plain_class_keep_the_protocol() -> None:
    assert isinstance(CALENDAR, Calendar)
    assert isinstance(FixedCalendar(), Calendar)
    assert CALENDAR.name == "public"
    assert CALENDAR.version.startswith("holidays ")


@pytest.mark.parametrize(
    ("country", "subdivision", "day", "name"),
    [
        ("DE", None, date(2026, 12, 25), "Christmas Day"),
        ("DE", "BY", date(2026, 1, 6), "Epiphany"),
        ("US", "NY", date(2026, 11, 26), "Thanksgiving"),
        ("GB", "ENG", date(2026, 4, 6), "Easter Monday"),
        ("JP", None, date(2026, 5, 4), "Greenery Day"),
    ],
)
def test_public_holidays_are_known_by_an_english_name(
    country: str, subdivision: str | None, day: date, name: str
) -> None:
    assert name in CALENDAR.holidays(country, subdivision, day.year)[day].name


def test_a_holiday_of_a_state_is_none_elsewhere() -> None:
    assert date(2026, 1, 6) not in CALENDAR.holidays("DE", "BE", 2026)


@pytest.mark.parametrize("country", ["SA", "AE"])
def test_dates_by_the_moon_are_marked_as_estimated_and_their_names_are_clean(country: str) -> None:
    found = [holiday for holiday in CALENDAR.holidays(country, None, 2031).values() if holiday.estimated]
    assert found
    assert not any("estimated" in holiday.name for holiday in found)


def test_the_emirates_change_their_week_on_the_day_on_which_they_did() -> None:
    assert CALENDAR.working_days("AE", date(2021, 12, 20)) == {7, 1, 2, 3, 4}
    assert CALENDAR.working_days("AE", date(2022, 1, 10)) == {1, 2, 3, 4, 5}
    assert CALENDAR.working_days("SA", date(2026, 3, 3)) == {7, 1, 2, 3, 4}


def test_an_unknown_country_is_an_error_with_near_codes_and_not_a_land_without_holidays() -> None:
    with pytest.raises(InvalidFact, match=r"country 'EN'; .*near codes: [A-Z]{2}, ") as caught:
        CALENDAR.holidays("EN", None, 2026)
    assert caught.value.field == "country"


def test_an_unknown_subdivision_is_an_error_with_near_codes() -> None:
    with pytest.raises(InvalidFact, match=r"'BLN' of DE; near codes: .*B") as caught:
        CALENDAR.holidays("DE", "BLN", 2026)
    assert caught.value.field == "subdivision"
    with pytest.raises(InvalidFact, match="no subdivisions"):
        CALENDAR.holidays("IS", "X", 2026)


def test_a_year_that_no_source_knows_is_admitted() -> None:
    assert CALENDAR.knows("JP", 2026)
    assert not CALENDAR.knows("JP", 1900)


def test_planning_without_a_country_loads_no_holidays() -> None:
    program = (
        "import sys; from datetime import datetime, UTC; import followup_kit as f; "
        "i = f.Interview(ref='i', role='r', employer=f.Employer(name='A', zone='UTC'), candidate=f.Candidate(name='C'),"
        " panel=[f.Person(ref='p', name='P')], ended=datetime(2026, 3, 3, 12, tzinfo=UTC)); "
        "f.plan(i, f.Policy(name='mine'), now=i.ended); "
        "print(sorted({'holidays', 'babel', 'pandas', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- what would work instead of an unknown code ---


@pytest.mark.parametrize(
    ("country", "subdivision", "near"),
    [
        ("de", None, "near codes: DE"),
        ("DEU", None, "near codes: DE"),
        ("Germany", None, "near codes: DE"),
        ("germny", None, "near codes: DE"),
        ("United Kingdom", None, "near codes: GB"),
        ("DE", "by", r"near codes: BY \(Bayern\)"),
        ("DE", "DE-BY", r"near codes: BY \(Bayern\)"),
        ("DE", "Bayern", r"near codes: BY \(Bayern\)"),
        ("DE", "Bavaria", r"BY \(Bayern\)"),
        ("US", "New York", r"near codes: NY \(New York\)"),
        ("GB", "england", r"near codes: ENG \(England\)"),
        ("IS", "X", "it has no subdivisions, leave it out"),
    ],
)
def test_a_name_or_a_code_in_another_form_is_refused_with_the_code_that_works(
    country: str, subdivision: str | None, near: str
) -> None:
    with pytest.raises(InvalidFact, match=near) as caught:
        CALENDAR.holidays(country, subdivision, 2026)
    assert caught.value.field == ("country" if subdivision is None else "subdivision")


def test_what_a_state_has_is_what_the_package_says() -> None:
    """Carnival Monday is no public holiday in any German state, whatever offices in Cologne do."""
    for state in ("NW", "RP", "BY", None):
        assert date(2026, 2, 16) not in CALENDAR.holidays("DE", state, 2026)


# --- what it knows besides ---


def test_make_up_days_are_those_that_the_law_set() -> None:
    assert isinstance(CALENDAR, KnowsWorkingDates)
    china = CALENDAR.working_dates("CN", None, 2025)
    assert {date(2025, 1, 26), date(2025, 2, 8), date(2025, 9, 28), date(2025, 10, 11)} <= china
    assert date(2025, 5, 17) in CALENDAR.working_dates("HU", None, 2025)
    assert CALENDAR.working_dates("DE", None, 2025) == frozenset()
    assert all(day.year == 2025 for day in china)
    assert china == CALENDAR.working_dates("CN", None, 2025)


def test_half_holidays_are_named_and_close_nothing() -> None:
    assert isinstance(CALENDAR, KnowsHalfDays)
    assert CALENDAR.half_days("GR", None, 2026)[date(2026, 12, 24)] == "Christmas Eve"
    assert date(2026, 12, 24) not in CALENDAR.holidays("GR", None, 2026)
    assert CALENDAR.half_days("DE", None, 2026) == {}
    assert not isinstance(CALENDAR, KnowsDayHours)
    record = interview("2026-12-23 11:00", employer={"country": "GR", "zone": "Europe/Athens"})
    decision = decided(record)
    assert isinstance(decision, Send)
    assert said(decision.at) == "2026-12-24 11:00"
    assert (
        "24 December is a half holiday in GR (Christmas Eve); its hours are not known, so the usual ones count"
        in decision.trace[-1].reason
    )
    hours = {date(2026, 12, 24): OfficeHours(time(9), time(12))}
    known = decided(
        interview("2026-12-23 11:00", employer={"country": "GR", "zone": "Europe/Athens", "day_hours": hours})
    )
    assert "half holiday" not in known.explain()


def test_a_year_that_nobody_knows_is_named_in_the_trace_and_never_guessed() -> None:
    calendar = FakeCalendar(feasts=[date(2027, 1, 1)], known=(2026, 2026))
    decision = decided(interview("2026-12-31 10:00", employer={"country": "DE"}), calendar=calendar)
    assert isinstance(decision, Send)
    assert said(decision.at) == "2027-01-01 10:00"
    assert "the public holidays of DE in 2027 are not known to fake 1, so none are considered" in _lowered(decision)


def _lowered(decision: Send) -> str:
    return "\n".join(move.because.said() for move in decision.trace)


def test_the_trace_says_whose_week_whose_holidays_and_whose_clock_changes_were_used() -> None:
    for facts, told in (
        ({}, "No country is recorded, so the working week is taken to be Monday to Friday"),
        ({"working_days": {1, 2}}, "The working week is Monday and Tuesday by the record; no country is recorded"),
        ({"country": "DE"}, "it and the public holidays of DE come from fixed 1, clock changes from "),
        ({"country": "DE", "working_days": {1}}, "by the record; public holidays of DE come from fixed 1"),
    ):
        explained = decided(interview("2026-03-04 10:00", employer=facts), calendar=FixedCalendar()).explain()
        assert told in explained
        assert "clock changes" in explained
    with_make_up = decided(
        interview("2026-03-04 10:00", employer={"country": "DE"}),
        GUIDE.but(make_up_days=True),
        calendar=FixedCalendar(),
    )
    assert "make-up working days" in with_make_up.explain()


# --- closed days on top of any calendar ---

SHUTDOWN = {date(2026, 3, 5): "spring shutdown", date(2026, 3, 6): "spring shutdown"}


@pytest.mark.parametrize("country", ["DE", None])
def test_closed_days_are_kept_in_any_country_and_without_one(country: str | None) -> None:
    calendar = with_closures(FixedCalendar(), SHUTDOWN)
    decision = decided(interview("2026-03-04 10:00", employer={"country": country}), calendar=calendar)
    assert isinstance(decision, Send)
    assert said(decision.at) == "2026-03-04 16:30"  # Monday would be more than 72 hours after the end
    assert {move.rule for move in decision.trace} >= {"closures"}
    assert "5 March is a closed day (spring shutdown)" in decision.explain()
    assert "public holiday in" not in decision.explain()


def test_closed_days_can_be_added_in_layers_and_go_on_knowing_what_the_calendar_knows() -> None:
    calendar = with_closures(with_closures(CALENDAR, SHUTDOWN), {date(2026, 12, 25): "Christmas party"})
    assert isinstance(calendar, KnowsClosures)
    assert isinstance(calendar, KnowsWorkingDates)
    assert calendar.closures(2026) == {**SHUTDOWN, date(2026, 12, 25): "Christmas party"}
    assert calendar.closures(2027) == {}
    found = calendar.holidays("DE", None, 2026)
    assert found[date(2026, 3, 5)] == Holiday("spring shutdown", own=True)
    assert found[date(2026, 12, 25)] == Holiday("Christmas Day")
    assert calendar.working_dates("CN", None, 2025)
    assert calendar.version.startswith("holidays ")
    assert "2 closed days" in calendar.version
    assert calendar == with_closures(with_closures(CALENDAR, SHUTDOWN), {date(2026, 12, 25): "Christmas party"})
    assert hash(calendar)


def test_a_house_that_works_on_a_closed_day_says_so() -> None:
    calendar = with_closures(FixedCalendar(), SHUTDOWN)
    record = interview("2026-03-04 10:00", employer={"country": "DE", "working_dates": [date(2026, 3, 5)]})
    decision = decided(record, calendar=calendar)
    assert isinstance(decision, Send)
    assert said(decision.at) == "2026-03-05 10:00"


@pytest.mark.parametrize(
    ("days", "error"),
    [
        ({date(2026, 3, 5): " "}, InvalidSetting),
        ({"2026-03-05": "x"}, InvalidFact),
        ({at("2026-03-05"): "x"}, InvalidFact),
    ],
)
def test_a_closed_day_is_a_date_with_a_name(days: dict[Any, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        with_closures(CALENDAR, days)


# --- caches ---


def test_everything_that_is_kept_is_bounded() -> None:
    """Somebody who plans for years in every country must not fill the memory."""
    for module in (public_calendar, days_off, place):
        kept = [value for value in vars(module).values() if hasattr(value, "cache_info")]
        assert kept
        assert all(cache.cache_info().maxsize is not None for cache in kept)


def test_threads_that_ask_for_the_first_time_at_once_get_the_same() -> None:
    for cache in (days_off.feasts, public_calendar._holidays, public_calendar._country):
        cache.cache_clear()
    record = interview("2026-12-22 10:00", employer={"country": "DE"})
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _n: decided(record).explain(), range(32)))
    assert len(set(answers)) == 1


# --- the contract for plugin authors ---


@pytest.mark.parametrize(
    "calendar",
    [CALENDAR, with_closures(CALENDAR, SHUTDOWN), FakeCalendar(feasts=[date(2026, 3, 6)]), FixedCalendar()],
    ids=["public", "with closures", "fake", "fixed"],
)
def test_our_own_calendars_keep_the_contract(calendar: Calendar) -> None:
    assert_calendar(calendar)


class Broken(FixedCalendar):
    """Keeps every promise; each test breaks one."""


def _other_year(_self: object, _country: str, _sub: str | None, year: int) -> Mapping[date, Holiday]:
    return {date(year + 1, 1, 1): Holiday("New Year")}


class _Growing(Broken):
    kept: dict[date, Holiday] = {date(2026, 1, 1): Holiday("New Year")}  # noqa: RUF012  # what is tested

    def holidays(self, country: str, subdivision: str | None, year: int) -> Mapping[date, Holiday]:
        return self.kept if year == 2026 else {}


class _Moody(Broken):
    asked = 0

    def holidays(self, country: str, subdivision: str | None, year: int) -> Mapping[date, Holiday]:
        type(self).asked += 1
        return {date(year, 1, 1 + self.asked % 28): Holiday("Feast")}


class _Loud(Broken):
    def holidays(self, country: str, subdivision: str | None, year: int) -> Mapping[date, Holiday]:
        if country == "QQ":
            raise KeyError(country)
        return {}


class _Vague(Broken):
    def holidays(self, country: str, subdivision: str | None, year: int) -> Mapping[date, Holiday]:
        if country == "QQ":
            raise InvalidFact("what?")
        return {}


class _Fetching(Broken):
    def holidays(self, country: str, subdivision: str | None, year: int) -> Mapping[date, Holiday]:
        subprocess.run(["true"], check=True)
        return {}


class _Sleepless(Broken):
    def working_days(self, country: str, day: date) -> frozenset[int]:
        return frozenset({0, 1})


class _Overlapping(Broken):
    def day_hours(self, country: str, subdivision: str | None, year: int) -> Mapping[date, list[OfficeHours]]:
        return {date(year, 12, 24): [OfficeHours(time(9), time(13)), OfficeHours(time(12), time(14))]}


class _Guessing(FixedCalendar):
    def holidays(self, country: str, subdivision: str | None, year: int) -> Mapping[date, Holiday]:
        return {date(year, 1, 1): Holiday("New Year")}


@pytest.mark.parametrize(
    ("calendar", "promise"),
    [
        (type("_OtherYear", (Broken,), {"holidays": _other_year})(), "days are dates of their year"),
        (_Growing(), "change when somebody changes what he was given"),
        (_Moody(), "the same question has the same answer"),
        (_Loud(), "what it does not know is refused with InvalidFact"),
        (_Vague(), "`field` must be 'country'"),
        (_Fetching(), "it computes and no more|subprocess"),
        (_Sleepless(), "a week is a frozenset of 1 to 7"),
        (_Overlapping(), "half days have hours"),
        (_Guessing(known=frozenset(range(2000, 2100))), "an unknown year is empty"),
        (FixedCalendar(name="Not a name"), "lower-case words"),
        (object(), "it is a Calendar"),
    ],
)
def test_a_broken_promise_is_named(calendar: Any, promise: str) -> None:
    with pytest.raises((AssertionError, PermissionError), match=promise):
        assert_calendar(calendar)
