"""Properties 11, 12 and 13: what the end of the interview alone decides, and when a window is closed."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.facts.interview import Interview
from followup_kit.testing.fakes import FakeCalendar
from followup_kit.testing.strategies import PLACES, moments
from followup_kit.timing.decisions import Conflict, Send
from followup_kit.timing.instants import HOUR, instant_of, to_instant
from followup_kit.timing.segments import CHUNK, segments
from followup_kit.timing.spans import hours

from ..builders import GUIDE, interview
from ..oracle import at_work, first_minute, hours_of
from .asking import PLAIN, asked, decision, place

ALIASES = [
    ("US/Eastern", "America/New_York"),
    ("Asia/Calcutta", "Asia/Kolkata"),
    ("Australia/LHI", "Australia/Lord_Howe"),
    ("Japan", "Asia/Tokyo"),
    ("GB", "Europe/London"),
    ("Cuba", "America/Havana"),
]
ZONES = sorted({zone for zone, _ in PLACES})


@settings(max_examples=60)
@given(st.sampled_from(ALIASES), st.data())
def test_a_zone_by_its_other_name_gives_the_same_instants(names: tuple[str, str], data: st.DataObject) -> None:
    """Property 11."""
    ended = data.draw(moments(names[1]))
    found = [decision(interview(ended, employer={"zone": zone}), FakeCalendar()) for zone in names]
    instants = [instant_of(each.at) if isinstance(each, Send) else each.kind for each in found]
    assert instants[0] == instants[1]


@settings(max_examples=60)
@given(asked(), st.sampled_from(ZONES))
def test_without_hours_of_the_sender_their_place_makes_no_difference(
    given_: tuple[Interview, FakeCalendar], zone: str
) -> None:
    """Property 11."""
    record, calendar = given_
    moved = evolve(record, candidate=evolve(record.candidate, zone=zone), ended=record.ended.astimezone(UTC))
    assert decision(record, calendar) == decision(moved, calendar)


def transitions(zone: str) -> list[int]:
    """Return the instants at which clocks in a zone change in 2026."""
    first, last = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) // CHUNK for year in (2026, 2027))
    pieces = [piece for chunk in range(first, last + 1) for piece in segments(zone, chunk)]
    return [start for (_, _, before), (start, _, after) in itertools.pairwise(pieces) if before != after]


@pytest.mark.parametrize("zone", ZONES)
def test_the_window_is_exact_in_seconds_over_every_clock_change(zone: str) -> None:
    """Property 12."""
    for change in transitions(zone) or [int(datetime(2026, 6, 1, tzinfo=UTC).timestamp())]:
        for before in (0, 1, 60, 5 * HOUR, 23 * HOUR + 59 * 60, 24 * HOUR, 30 * HOUR, 47 * HOUR):
            record = interview(datetime.fromtimestamp(change - before, UTC), employer={"zone": zone})
            found = decision(record, FakeCalendar())
            assert isinstance(found, Send)
            assert found.closes is not None
            ended = to_instant(record.ended)
            assert (instant_of(found.opens), instant_of(found.closes)) == (ended + 24 * HOUR, ended + 48 * HOUR)


@settings(max_examples=50)
@given(asked(), st.integers(0, 60), st.integers(1, 40))
def test_a_window_is_called_closed_if_and_only_if_no_minute_in_it_is_open(
    given_: tuple[Interview, FakeCalendar], opens: int, length: int
) -> None:
    """Property 13: the answer lies in the window, or says that it does not; a sweep over its minutes decides."""
    record, calendar = given_
    policy = PLAIN.but(window=(hours(opens), hours(opens + length)), soonest=hours(0), too_late=hours(600))
    where = place(record, calendar)
    reader = at_work(hours_of(record.employer, policy.office_hours), where.is_working)
    start = record.ended.astimezone(UTC) + timedelta(hours=opens)
    # Half-open: the last minute is the one before the end.
    minute = first_minute(start, where.zone, [reader], most=timedelta(hours=length, minutes=-1))
    found = decision(record, calendar, policy)
    if minute is not None:
        assert isinstance(found, Send)
        assert (instant_of(found.at), found.options, found.relaxed) == (to_instant(minute), (), ())
    else:
        assert isinstance(found, Conflict) or set(found.relaxed) & {"window end", "window start"}  # type: ignore[union-attr]  # a Send


def test_the_guide_is_the_policy_without_its_preferences() -> None:
    assert GUIDE.but(least_open=0) == PLAIN
