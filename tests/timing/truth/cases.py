"""The cases as data: which offices are open when, and when the first letter may leave. Plain values, no arithmetic."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from attrs import field, frozen

FOLDER = Path(__file__).parent / "cases"
NEVER = "never"

Clock = tuple[time, time]
"""Opening and closing on the wall clock, half-open; one that closes before it opens is over midnight."""

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ALWAYS = date(1, 1, 1)


@frozen(kw_only=True)
class Sender:
    """Where and when the candidate is awake: both have to be."""

    zone: str
    hours: Clock


@frozen(kw_only=True)
class Case:
    """One question with its answer.

    `weeks` is the working week with the day from which it holds; `window` are elapsed hours after the end, half-open.
    `holidays` are public, `closures` the house's own.
    `weekday_hours` and `date_hours` stand in for `hours` on those days; nobody writes during `lunch`; on `make_up` days
    people work although the week says no. `first` is the first permitted second at or after the window's start, or
    None for never; `last` is, where the window turns out to be closed, the last permitted second before it begins, not
    before the interview's end. `tz` is the oldest time zone data that knows what the case is about, where that matters.
    """

    name: str
    family: str
    zone: str
    country: str | None = None
    subdivision: str | None = None
    weeks: tuple[tuple[date, frozenset[int]], ...]
    hours: Clock
    lunch: Clock | None = None
    weekday_hours: dict[int, tuple[Clock, ...]] = field(factory=dict)
    date_hours: dict[date, tuple[Clock, ...]] = field(factory=dict)
    holidays: frozenset[date] = frozenset()
    closures: frozenset[date] = frozenset()
    make_up: frozenset[date] = frozenset()
    sender: Sender | None = None
    ended: datetime
    window: tuple[int, int] = (24, 48)
    first: datetime | None = None
    last: datetime | None = None
    tz: str = ""

    @property
    def days_off(self) -> frozenset[date]:
        """Return the days on which nobody works, for whichever reason."""
        return self.holidays | self.closures

    def week(self, day: date) -> frozenset[int]:
        """Return the working week in force on that day, 1 = Monday."""
        return [week for since, week in self.weeks if since <= day][-1]


def _clock(text: str) -> Clock:
    opens, _, closes = text.partition("-")
    return time.fromisoformat(opens), time.fromisoformat(closes)


def week_of(text: str) -> frozenset[int]:
    """Read "Mon-Fri", "Sun-Thu" or "Mon Wed Sat"."""
    out: set[int] = set()
    for part in text.split():
        first, _, last = part.partition("-")
        number = _DAYS.index(first)
        out.add(number + 1)
        while last and _DAYS[number] != last:
            number = (number + 1) % 7
            out.add(number + 1)
    return frozenset(out)


def _weeks(value: str | dict[str, str]) -> tuple[tuple[date, frozenset[int]], ...]:
    if isinstance(value, str):
        return ((_ALWAYS, week_of(value)),)
    return tuple(
        (_ALWAYS if since == "before" else date.fromisoformat(since), week_of(w)) for since, w in value.items()
    )


def _case(family: str, row: dict[str, Any]) -> Case:
    known = {"family": family, **row, "weeks": _weeks(row["week"]), "hours": _clock(row["hours"])}
    del known["week"]
    if "lunch" in row:
        known["lunch"] = _clock(row["lunch"])
    known["weekday_hours"] = {
        _DAYS.index(day) + 1: tuple(map(_clock, spans)) for day, spans in row.get("weekday_hours", {}).items()
    }
    known["date_hours"] = {
        date.fromisoformat(day): tuple(map(_clock, spans)) for day, spans in row.get("date_hours", {}).items()
    }
    for days in ("holidays", "closures", "make_up"):
        known[days] = frozenset(row.get(days, ()))
    if "sender" in row:
        known["sender"] = Sender(zone=row["sender"]["zone"], hours=_clock(row["sender"]["hours"]))
    known["window"] = tuple(row["window"])
    for answer in ("first", "last"):
        known[answer] = None if row.get(answer, NEVER) == NEVER else row[answer]
    return Case(**known)


def read(path: Path) -> tuple[Case, ...]:
    """Read one family: what stands above its first case holds for every case that does not say otherwise."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    common = {key: value for key, value in table.items() if key not in ("case", "about")}
    return tuple(_case(path.stem.replace("_", " "), {**common, **row}) for row in table["case"])


def all_cases() -> tuple[Case, ...]:
    """Return every case of every family."""
    return tuple(case for path in sorted(FOLDER.glob("*.toml")) for case in read(path))
