"""Hours by weekday and by date: what they can be, and that they are values."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime, time

import pytest
from attrs import evolve
from hypothesis import given

from followup_kit.errors import InvalidFact
from followup_kit.facts.countries import near_countries
from followup_kit.facts.opening import OfficeHours, by_weekday
from followup_kit.facts.people import Employer
from followup_kit.testing.strategies import employers

MORNING, AFTERNOON = OfficeHours(time(9), time(12)), OfficeHours(time(13), time(17))
EVE = date(2026, 12, 24)


@pytest.mark.parametrize(
    ("hours", "seconds", "text"),
    [
        (OfficeHours(time(9), time(17, 30)), (32400, 63000), "09:00 to 17:30"),
        (OfficeHours(time(22), time(6)), (79200, 108000), "22:00 to 06:00"),
        (OfficeHours(time(20), time(0)), (72000, 86400), "20:00 to 24:00"),
        (OfficeHours(time(0), time(0)), (0, 86400), "00:00 to 24:00"),
        (OfficeHours(time(0), time(8, 0, 30)), (0, 28830), "00:00 to 08:00:30"),
    ],
)
def test_midnight_closes_the_day_and_earlier_closing_is_over_midnight(
    hours: OfficeHours, seconds: tuple[int, int], text: str
) -> None:
    assert hours.seconds == seconds
    assert str(hours) == text


def test_one_span_may_be_given_as_it_is_and_several_are_put_in_order() -> None:
    house = Employer(name="Q", weekly_hours={5: MORNING, 1: [AFTERNOON, MORNING]}, day_hours={EVE: []})
    assert list(house.weekly_hours.items()) == [(1, (MORNING, AFTERNOON)), (5, (MORNING,))]
    assert dict(house.day_hours) == {EVE: ()}
    assert house == Employer(name="Q", weekly_hours={1: [MORNING, AFTERNOON], 5: [MORNING]}, day_hours={EVE: ()})


def test_spans_may_touch() -> None:
    table = by_weekday({1: [MORNING, OfficeHours(time(12), time(17))]})
    assert len(table[1]) == 2


@given(employers())
def test_an_employer_is_a_value(house: Employer) -> None:
    for again in (pickle.loads(pickle.dumps(house)), deepcopy(house), evolve(house)):
        assert again == house
        assert hash(again) == hash(house)
    assert evolve(house, day_hours={}, weekly_hours={}).day_hours == {}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: OfficeHours(time(9, 0, 0, 5), time(17)), "whole seconds"),
        (lambda: Employer(name="Q", weekly_hours={8: MORNING}), r"from 1 \(Monday\) to 7 \(Sunday\), got 8"),
        (lambda: Employer(name="Q", weekly_hours={True: MORNING}), "got True"),
        (lambda: Employer(name="Q", weekly_hours={1: ()}), "no hours for day 1; leave the day out of working_days"),
        (lambda: Employer(name="Q", weekly_hours={1: [time(9)]}), "must be OfficeHours or several of them"),
        (lambda: Employer(name="Q", weekly_hours={1: "9-17"}), "must be OfficeHours or several of them, got '9-17'"),
        (lambda: Employer(name="Q", weekly_hours=[MORNING]), "must be a mapping from weekdays"),
        (
            lambda: Employer(name="Q", weekly_hours={1: [MORNING, OfficeHours(time(11), time(13))]}),
            "overlap, 09:00 to 12:00 and 11:00 to 13:00",
        ),
        (
            lambda: Employer(
                name="Q", weekly_hours={1: [OfficeHours(time(22), time(6)), OfficeHours(time(23), time(1))]}
            ),
            "overlap, 22:00 to 06:00 and 23:00 to 01:00",
        ),
        (lambda: Employer(name="Q", day_hours={datetime(2026, 12, 24): MORNING}), "without a time"),  # noqa: DTZ001
        (lambda: Employer(name="Q", day_hours={"2026-12-24": MORNING}), "must be a calendar date"),
        (lambda: Employer(name="Q", day_hours={date(1850, 1, 1): MORNING}), "year 1850"),
        (lambda: Employer(name="Q", working_dates=[EVE], closures=[EVE]), "working_dates has 2026-12-24"),
        (lambda: Employer(name="Q", working_dates=[EVE], day_hours={EVE: ()}), "working_dates has 2026-12-24"),
        (lambda: Employer(name="Q", day_hours={EVE: MORNING}, closures=[EVE]), "day_hours has 2026-12-24"),
        (lambda: Employer(name="Q", lunch=time(12)), "lunch must be an OfficeHours"),
        (lambda: Employer(name="Q", working_dates=[datetime(2026, 1, 1)]), "without a time"),  # noqa: DTZ001
    ],
)
def test_hours_that_cannot_be_are_refused_with_what_would_work(make: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidFact, match=message):
        make()


@pytest.mark.parametrize(
    ("given_country", "meant"),
    [
        ("Germany", ("DE",)),
        ("germny", ("DE", "GG")),
        ("de", ("DE",)),
        ("United Kingdom", ("GB",)),
        ("USA", ("US",)),
        ("Österreich", ("AT",)),
        ("Atlantis", ()),
    ],
)
def test_a_country_by_name_is_refused_with_its_code(given_country: str, meant: tuple[str, ...]) -> None:
    assert near_countries(given_country) == meant
    with pytest.raises(InvalidFact, match="two-letter ISO 3166 code") as caught:
        Employer(name="Q", country=given_country)
    assert str(caught.value).endswith(f"did you mean {' or '.join(meant)}?" if meant else f"got {given_country!r}")
