"""A time is a fact only if it says when: naive, skipped and repeated readings are refused with both readings named."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_kit.errors import InvalidFact
from followup_kit.facts.moments import check_moment, local_moment, zone_info

ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu", "UTC"]


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(InvalidFact, match=r"ended 2026-03-10 15:30:00 has no zone; add an offset such as \+01:00"):
        check_moment(datetime(2026, 3, 10, 15, 30), "ended")  # noqa: DTZ001 - that is the point


def test_a_skipped_time_is_refused_with_both_readings() -> None:
    with pytest.raises(InvalidFact) as refusal:
        check_moment(datetime(2026, 3, 29, 2, 30, tzinfo=ZoneInfo("Europe/Berlin")), "ended")
    assert "does not exist in Europe/Berlin" in str(refusal.value)
    assert "2026-03-29T01:30:00+01:00 or 2026-03-29T03:30:00+02:00" in str(refusal.value)


def test_a_repeated_time_is_refused_with_both_readings_and_each_of_them_is_accepted() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    with pytest.raises(InvalidFact, match=r"happens twice in Europe/Berlin.*\+02:00 or 2026-10-25T02:30:00\+01:00"):
        check_moment(datetime(2026, 10, 25, 2, 30, tzinfo=berlin), "ended")
    for hours in (1, 2):
        check_moment(datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=hours))), "ended")
    check_moment(datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=berlin), "ended")


def test_the_second_reading_of_a_skipped_time_does_not_exist_either() -> None:
    with pytest.raises(InvalidFact, match="does not exist"):
        check_moment(datetime(2026, 3, 29, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin")), "ended")


@pytest.mark.parametrize("value", ["2026-03-10", 7, None, date(2026, 3, 10)])
def test_what_is_no_time_is_refused(value: object) -> None:
    with pytest.raises(InvalidFact, match="must be a date with a time and a zone"):
        check_moment(value, "ended")


@pytest.mark.parametrize("year", [1, 1899, 2201, 9999])
def test_years_at_the_edge_of_the_calendar_are_refused(year: int) -> None:
    with pytest.raises(InvalidFact, match=f"is in the year {year}; years 1900 to 2200"):
        check_moment(datetime(year, 6, 1, tzinfo=UTC), "ended")


@given(
    naive=st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), allow_imaginary=True),  # noqa: DTZ001
    zone=st.sampled_from(ZONES),
)
def test_a_local_time_is_either_exact_or_refused(naive: datetime, zone: str) -> None:
    info = ZoneInfo(zone)
    readings = {
        instant
        for fold in (0, 1)
        if (instant := naive.replace(tzinfo=info, fold=fold).astimezone(UTC)).astimezone(info).replace(tzinfo=None)
        == naive
    }
    try:
        moment = local_moment(naive, zone)
    except InvalidFact:
        assert len(readings) != 1
    else:
        assert readings == {moment.astimezone(UTC)}


def test_an_unknown_zone_is_refused_with_near_names() -> None:
    with pytest.raises(InvalidFact, match=r"no time zone named 'Europe/Lodon'; near names: Europe/London"):
        zone_info("Europe/Lodon")
    for name in ("../etc/passwd", "Europe", "nowhere at all", "\0"):
        with pytest.raises(InvalidFact, match="no time zone named"):
            zone_info(name)
