from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_kit.errors import InvalidFact, InvalidSetting
from followup_kit.testing.strategies import PLACES, moments
from followup_kit.timing.instants import local_time, to_instant
from followup_kit.timing.places import Place
from followup_kit.timing.segments import CHUNK, day_begins, segments
from followup_kit.timing.spans import BusinessDays, Days, Hours, business_days, days, hours

from .builders import FixedCalendar, at, said

BERLIN = Place(zone="Europe/Berlin", calendar=FixedCalendar())


@given(st.sampled_from(PLACES), st.data())
def test_an_instant_and_its_local_time_are_one_moment(place: tuple[str, str | None], data: st.DataObject) -> None:
    zone, _ = place
    moment = data.draw(moments(zone))
    # Compared in UTC: Python calls a time in a repeated hour unequal to every time of another zone.
    assert local_time(to_instant(moment), zone).astimezone(UTC) == moment


def test_a_fraction_of_a_second_counts_as_the_next_second_so_that_nothing_comes_before_it() -> None:
    assert to_instant(datetime(2026, 3, 6, 15, 0, 0, 1, tzinfo=UTC)) == to_instant(
        datetime(2026, 3, 6, 15, 0, 1, tzinfo=UTC)
    )


@pytest.mark.parametrize("text", ["2026-03-29 02:30", "2026-10-25 02:30"])
def test_imaginary_and_ambiguous_readings_are_refused(text: str) -> None:
    with pytest.raises(InvalidFact):
        to_instant(at(text))


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(InvalidFact, match="no zone"):
        to_instant(datetime(2026, 3, 6, 15))  # noqa: DTZ001


@given(st.sampled_from(PLACES), st.integers(700, 790))
def test_segments_cover_a_chunk_without_gap_and_hold_the_offset(place: tuple[str, str | None], chunk: int) -> None:
    zone, _ = place
    found = segments(zone, chunk)
    assert found[0][0] == chunk * CHUNK
    assert found[-1][1] == (chunk + 1) * CHUNK
    assert all(before[1] == after[0] and before[2] != after[2] for before, after in pairwise(found))
    for start, end, offset in found:
        for instant in (start, (start + end) // 2, end - 1):
            assert local_time(instant, zone).utcoffset() == timedelta(seconds=offset)


@pytest.mark.parametrize(
    ("zone", "day", "first"),
    [
        ("Europe/Berlin", date(2026, 3, 6), "2026-03-06 00:00"),
        ("America/Havana", date(2026, 3, 8), "2026-03-08 01:00"),  # midnight is skipped
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-31 00:00"),  # the day was skipped
    ],
)
def test_a_day_begins_at_its_first_existing_reading(zone: str, day: date, first: str) -> None:
    assert said(local_time(day_begins(day, zone), zone)) == first


def test_hours_and_days_differ_on_the_night_on_which_the_clocks_change() -> None:
    saturday = to_instant(at("2026-03-28 15:00"))
    assert said(local_time(BERLIN.after(saturday, hours(24)), BERLIN.zone)) == "2026-03-29 16:00"
    assert said(local_time(BERLIN.after(saturday, days(1)), BERLIN.zone)) == "2026-03-29 00:00"


@given(st.sampled_from(PLACES), st.integers(0, 200), st.data())
def test_hours_are_elapsed_seconds_over_every_clock_change(
    place: tuple[str, str | None], n: int, data: st.DataObject
) -> None:
    start = to_instant(data.draw(moments(place[0])))
    assert Place(zone=place[0], calendar=FixedCalendar()).after(start, hours(n)) - start == n * 3600


@pytest.mark.parametrize("start", ["2026-03-06", "2026-03-07", "2026-03-08"])
def test_one_business_day_after_friday_saturday_or_sunday_is_monday(start: str) -> None:
    assert BERLIN.nth_working_day(date.fromisoformat(start), 1) == date(2026, 3, 9)


@given(st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.integers(1, 20), st.integers(1, 20))
def test_n_business_days_then_m_more_are_n_plus_m(day: date, n: int, m: int) -> None:
    assert BERLIN.nth_working_day(BERLIN.nth_working_day(day, n), m) == BERLIN.nth_working_day(day, n + m)


def test_the_three_spans_are_three_types_that_do_not_compare() -> None:
    assert {type(span) for span in (hours(1), days(1), business_days(1))} == {Hours, Days, BusinessDays}
    assert hours(24) != days(1)
    with pytest.raises(TypeError):
        assert hours(24) < days(1)


@pytest.mark.parametrize("n", [-1, 1.5, True, 100_000])
def test_a_span_that_cannot_be_is_refused(n: int) -> None:
    with pytest.raises(InvalidSetting):
        hours(n)
