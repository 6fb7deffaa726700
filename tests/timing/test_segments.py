"""Stretches of constant offset, against another library's reading of the same time zone data."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from zoneinfo import available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whenever import Instant

from followup_kit.timing.instants import DAY
from followup_kit.timing.segments import _PROBE, CHUNK, segments

NO_PLACES = {"Factory", "localtime", "posixrules"}
ZONES = sorted(zone for zone in available_timezones() - NO_PLACES if not zone.startswith(("posix/", "right/")))
FROM, TO = -2208988800, 2524608000  # 1900 to 2050


def changes(zone: str, start: int, end: int) -> Iterator[int]:
    here = Instant.from_timestamp(start).to_tz(zone)
    while (change := here.next_transition()) is not None and change.timestamp() < end:
        yield change.timestamp()
        here = change


@pytest.mark.parametrize("first_letter", sorted({zone[0] for zone in ZONES}))
def test_no_zone_changes_twice_between_two_probes(first_letter: str) -> None:
    """Otherwise a change that is undone at once would be overlooked."""
    for zone in ZONES:
        if zone[0] == first_letter:
            found = list(changes(zone, FROM, TO))
            assert all(later - sooner > _PROBE for sooner, later in pairwise(found)), zone


@settings(max_examples=200)
@given(st.sampled_from(ZONES), st.integers(FROM // CHUNK + 1, TO // CHUNK - 1))
def test_segments_are_cut_where_another_library_says(zone: str, chunk: int) -> None:
    start, end = chunk * CHUNK, (chunk + 1) * CHUNK
    found = segments(zone, chunk)
    edges = [start, *changes(zone, start, end), end]
    # a change of the name only, or of what counts as summer time, cuts nothing
    told = [
        (low, high, Instant.from_timestamp(low).to_tz(zone).offset.total("seconds")) for low, high in pairwise(edges)
    ]
    merged: list[tuple[int, int, int]] = []
    for low, high, offset in told:
        if merged and merged[-1][2] == offset:
            merged[-1] = (merged[-1][0], high, int(offset))
        else:
            merged.append((low, high, int(offset)))
    assert found == tuple(merged)


def test_the_pieces_are_whole_numbers_of_probes() -> None:
    assert CHUNK % _PROBE == 0
    assert _PROBE < 4 * DAY
