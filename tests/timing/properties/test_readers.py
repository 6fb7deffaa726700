"""Property 10: three readers of the clock agree, two of which know nothing of each other's libraries."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whenever import Instant

from followup_kit.facts.interview import Interview
from followup_kit.facts.people import Employer
from followup_kit.testing.fakes import FakeCalendar
from followup_kit.testing.strategies import PLACES
from followup_kit.timing.instants import DAY, to_instant
from followup_kit.timing.search import first_permitted

from ..builders import at, hours
from ..oracle import Reader, at_work, first_minute, hours_of
from .asking import PLAIN, asked, place

MOST = timedelta(days=9)


def first_by_whenever(start: datetime, zone: str, reader: Reader) -> int | None:
    """Step through the minutes and read each with `whenever`, which has a time zone database of its own code."""
    moment = Instant.from_timestamp(to_instant(start))
    for _ in range(int(MOST.total_seconds()) // 60 + 1):
        if reader(moment.to_tz(zone).to_plain().to_stdlib()):
            return moment.timestamp()
        moment = moment.add(minutes=1)
    return None


@settings(max_examples=40)
@given(asked(), st.integers(0, 3 * 24 * 60))
def test_two_readers_of_every_minute_and_the_rules_agree(given_: tuple[Interview, FakeCalendar], later: int) -> None:
    """Stepping with zoneinfo, stepping with whenever, and the rules."""
    record, calendar = given_
    house, where = record.employer, place(record, calendar)
    start = record.ended + timedelta(minutes=later)
    reader = at_work(hours_of(house, PLAIN.office_hours), where.is_working)
    by_zoneinfo = first_minute(start, where.zone, [reader], most=MOST)
    assert first_by_whenever(start, where.zone, reader) == (None if by_zoneinfo is None else to_instant(by_zoneinfo))
    found = first_permitted(to_instant(start), where.rules(PLAIN.office_hours)).at
    if by_zoneinfo is None:
        assert found is None or found > to_instant(start) + 9 * DAY
    else:
        assert found == to_instant(by_zoneinfo)


@pytest.mark.parametrize("zone", sorted({zone for zone, _ in PLACES}))
def test_a_year_of_hours_read_by_whenever(zone: str) -> None:
    rule = hours(zone, opens=2, closes=4)  # the hours in which most clocks change
    for instant in range(to_instant(at("2026-01-01 00:00", "UTC")), to_instant(at("2027-01-02 00:00", "UTC")), 2700):
        reads = Instant.from_timestamp(instant).to_tz(zone)
        assert rule.allowed(instant) == (2 <= reads.hour < 4)


def test_the_readers_can_disagree() -> None:
    """With another zone they do: the agreement above is not empty."""
    reader = at_work(hours_of(Employer(name="Acme"), PLAIN.office_hours), lambda _day: True)
    start = at("2026-03-04 12:00")
    assert first_by_whenever(start, "Asia/Tokyo", reader) != first_by_whenever(start, "Europe/Berlin", reader)
