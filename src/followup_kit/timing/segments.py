"""Stretches of time in which a zone's offset is constant: inside one, wall clock and UTC run side by side.

Cutting time at the changes is what makes gaps, repeated hours and skipped days need no special case anywhere else.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from followup_kit.facts.moments import zone_info

from .instants import DAY

__all__ = ["CHUNK", "FIRST_DAY", "day_begins", "segments"]

CHUNK = 28 * DAY
"""Tables are built and kept in pieces of this many seconds."""
FIRST_DAY = date(1970, 1, 1).toordinal()

# No zone has changed its offset twice within this time; since 1900 at least four days have lain between two changes.
_PROBE = 7 * DAY // 2


def _offset(instant: int, zone: str) -> int:
    offset = datetime.fromtimestamp(instant, zone_info(zone)).utcoffset()
    return 0 if offset is None else offset.days * DAY + offset.seconds


def _change(low: int, high: int, zone: str) -> int:
    """Return the first second after `low` with another offset than at `low`, knowing that `high` has another."""
    before = _offset(low, zone)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(middle, zone) == before:
            low = middle
        else:
            high = middle
    return high


@lru_cache(maxsize=1024)
def segments(zone: str, chunk: int) -> tuple[tuple[int, int, int], ...]:
    """Return (start, end, offset) in UTC seconds, half-open, in order, for the chunk with this number."""
    start, stop = chunk * CHUNK, (chunk + 1) * CHUNK
    out, offset = list[tuple[int, int, int]](), _offset(start, zone)
    reads, info = datetime.fromtimestamp, zone_info(zone)
    told = reads(start, info).utcoffset()
    for probe in (*range(start + _PROBE, stop, _PROBE), stop - 1):
        if reads(probe, info).utcoffset() != told:
            change = _change(probe - _PROBE, probe, zone)
            out.append((start, change, offset))
            start, offset, told = change, _offset(change, zone), reads(probe, info).utcoffset()
    return (*out, (start, stop, offset))


def day_begins(day: date, zone: str) -> int:
    """Return the first instant at which clocks in the zone read this day or, where it was skipped, a later one."""
    wanted = (day.toordinal() - FIRST_DAY) * DAY
    for chunk in range((wanted - 2 * DAY) // CHUNK, (wanted + 2 * DAY) // CHUNK + 1):
        for start, end, offset in segments(zone, chunk):
            if max(start, wanted - offset) < end:
                return max(start, wanted - offset)
    raise AssertionError(f"no segment of {zone} reaches {day}")  # offsets are less than a day
