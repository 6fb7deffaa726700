"""Held to fixed dates, not to what the library printed: entries come and go between its releases."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from followup_kit.errors import InvalidFact
from followup_kit.timing.calendars import Calendar, public_holidays

from .builders import FixedCalendar

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
