"""How fast decisions are, beside what one would write without a library and beside pandas, all in one run.

    python benchmarks/timing.py [COUNT]

It asks for the first opening 24 hours after each of 20,000 instants (or COUNT) in seven places, and times nothing
before all answers are found to be the same. CPU time, medians of several runs; it takes a minute or two. The ratios are
what counts, since everything is measured on one machine, one after the other. NumPy and pandas are in the dependency
group `bench`; what needs them is left out, and said to be, where they are not installed.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import cache, cached_property, partial
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

from attrs import define, field

from followup_kit.facts.interview import Interview
from followup_kit.facts.people import Candidate, Employer, Person
from followup_kit.timing.calendars import public_holidays
from followup_kit.timing.deciding import decide
from followup_kit.timing.instants import DAY, HOUR, to_instant
from followup_kit.timing.many import openings
from followup_kit.timing.places import Place
from followup_kit.timing.planner import plan
from followup_kit.timing.policies import NINE_TO_FIVE, presets
from followup_kit.timing.rules import IntervalRule, NotAfter, NotBefore
from followup_kit.timing.search import first_permitted
from followup_kit.timing.segments import segments
from followup_kit.timing.tables import DailyHours
from followup_kit.timing.window import Window

PLACES = (
    ("America/New_York", "US"),
    ("Europe/Berlin", "DE"),
    ("Asia/Tokyo", "JP"),
    ("Asia/Dubai", "AE"),
    ("Australia/Lord_Howe", "AU"),
    ("America/Sao_Paulo", "BR"),
    ("Asia/Kolkata", "IN"),
)
MONDAY_TO_FRIDAY = frozenset(range(1, 6))
GUIDE = presets()["guide"]
SAMPLE = 2_000  # of what is too slow to be done 20,000 times


@define(slots=False)
class Questions:
    """The instants, by place: everything is asked about them."""

    count: int
    by_zone: dict[str, list[int]] = field(init=False)

    def __attrs_post_init__(self) -> None:
        chance, first = random.Random(1), to_instant(datetime(2024, 1, 1, tzinfo=UTC))
        self.by_zone = {zone: [] for zone, _ in PLACES}
        for _ in range(self.count):
            self.by_zone[chance.choice(PLACES)[0]].append(first + chance.randrange(3 * 365 * DAY))

    @cached_property
    def rules(self) -> Mapping[str, tuple[IntervalRule, ...]]:
        """The same working week everywhere, so that all sides answer the same question."""
        return {
            zone: Place(zone=zone, country=country, week=MONDAY_TO_FRIDAY, calendar=public_holidays()).rules(
                NINE_TO_FIVE
            )
            for zone, country in PLACES
        }

    @cached_property
    def days_off(self) -> Mapping[str, Any]:
        from holidays import country_holidays

        return {zone: country_holidays(country, years=range(2023, 2029)) for zone, country in PLACES}

    @cached_property
    def moments(self) -> Mapping[str, list[datetime]]:
        return {zone: [datetime.fromtimestamp(at, UTC) for at in ends] for zone, ends in self.by_zone.items()}

    @cached_property
    def starts(self) -> Mapping[str, list[int]]:
        return {zone: [at + 24 * HOUR for at in ends] for zone, ends in self.by_zone.items()}

    @property
    def some(self) -> Iterator[tuple[str, list[int]]]:
        """A sample of the ends, from all places alike."""
        for zone, ends in self.by_zone.items():
            yield zone, ends[: max(1, min(self.count, SAMPLE) // len(PLACES))]


Answers = dict[str, list[int | None]]


# the ways to answer


def loop(end: datetime, zone: ZoneInfo, days_off: Any) -> datetime:
    """Step from opening to opening: what one writes without a library. Good for hours that avoid clock changes."""
    local = (end + timedelta(hours=24)).astimezone(zone)
    while True:
        day = local.date()
        if day.isoweekday() <= 5 and day not in days_off:
            opens = datetime.combine(day, time(9), zone)
            if local.time() < time(9):
                return opens.astimezone(UTC)
            if local.time() < time(17):
                return local.astimezone(UTC)
        local = datetime.combine(day + timedelta(days=1), time(0), zone)


def by_loop(asked: Questions) -> dict[str, list[datetime]]:
    zones = {zone: ZoneInfo(zone) for zone, _ in PLACES}
    return {
        zone: [loop(end, zones[zone], asked.days_off[zone]) for end in ends] for zone, ends in asked.moments.items()
    }


def by_rules(asked: Questions) -> Answers:
    return {
        zone: [first_permitted(end, (NotBefore(end + 24 * HOUR), *asked.rules[zone])).at for end in ends]
        for zone, ends in asked.by_zone.items()
    }


def by_five(asked: Questions) -> Answers:
    return {
        zone: [
            first_permitted(end, (NotBefore(end + 24 * HOUR), NotBefore(end - 5), *asked.rules[zone], DAYTIME[zone])).at
            for end in ends
        ]
        for zone, ends in asked.by_zone.items()
    }


DAYTIME = {
    zone: DailyHours(zone=zone, name="sender_hours", opens=time(8), closes=time(21), strength="soft")
    for zone, _ in PLACES
}


def by_list(asked: Questions) -> Answers:
    return {zone: openings(starts, asked.rules[zone]) for zone, starts in asked.starts.items()}


def by_pandas(asked: Questions, pandas: Any) -> dict[str, list[Any]]:
    hours = {
        zone: pandas.offsets.CustomBusinessHour(start="09:00", end="17:00", holidays=sorted(asked.days_off[zone]))
        for zone, _ in PLACES
    }
    return {
        zone: [hours[zone].rollforward(pandas.Timestamp(end + 24 * HOUR, unit="s", tz=zone)) for end in ends]
        for zone, ends in asked.some
    }


# measuring


@define
class Table:
    """Rows with a ratio to the first one, and whether a bar is kept."""

    runs: int
    base: float = 0.0

    def row(self, title: str, work: Callable[[], object], count: int, *, bar: float | None = None) -> float:
        """Time a piece of work that decides `count` times; `bar` is the most microseconds that one may take."""
        work()
        took = []
        for _ in range(self.runs):
            begin = process_time()
            work()
            took.append(process_time() - begin)
        each = statistics.median(took) / count
        self.base = self.base or each
        # a few instants say nothing about a bar
        kept = "" if bar is None or self.runs < 2 else f"  bar {bar:g} us: {'kept' if each * 1e6 <= bar else 'MISSED'}"
        print(f"{title:<58}{1 / each:>13,.0f}/s{each * 1e6:>10.2f} us{self.base / each:>8.2f}{kept}")
        return each


def heading(text: str, columns: str = "") -> None:
    print(f"\n{text}{columns:>{max(1, 90 - len(text))}}")


def check(asked: Questions) -> None:
    """Compare all answers; a benchmark of wrong answers is worth nothing."""
    right = {zone: [to_instant(at) for at in found] for zone, found in by_loop(asked).items()}
    ways: dict[str, Answers] = {"rules": by_rules(asked), "list": by_list(asked)}
    numpy = _library("numpy")
    if numpy:
        from followup_kit.timing.arrays import openings_array

        ways["array"] = {
            zone: openings_array(numpy.array(starts), asked.rules[zone]).tolist()
            for zone, starts in asked.starts.items()
        }
    for way, found in ways.items():
        wrong = sum(one != other for zone in right for one, other in zip(right[zone], found[zone], strict=True))
        if wrong:
            raise SystemExit(f"{way}: {wrong} of {asked.count} answers are not those of the loop")
    pandas = _library("pandas")
    if pandas:
        pairs = [
            (right[zone][number], int(answer.timestamp()), answer)
            for zone, found in by_pandas(asked, pandas).items()
            for number, answer in enumerate(found)
        ]
        # pandas counts the closing second as open
        wrong = sum(one != other and (answer.hour, answer.minute) != (17, 0) for one, other, answer in pairs)
        if wrong:
            raise SystemExit(f"pandas: {wrong} of {len(pairs)} answers are not those of the loop")
        ways["pandas"] = {}
    print(f"the same answers to {asked.count:,} questions by: loop, {', '.join(ways)}")


@cache
def _library(name: str) -> Any:
    try:
        return __import__(name)
    except ImportError:
        print(f"{name} is not installed, so it is left out: uv run --group bench python benchmarks/timing.py")
        return None


def one_at_a_time(asked: Questions, table: Table) -> None:
    heading("one decision at a time", "a second   one takes   ratio")
    table.row("loop over zoneinfo and holidays, no trace, no reason", lambda: by_loop(asked), asked.count)
    pandas = _library("pandas")
    if pandas:
        count = sum(len(ends) for _, ends in asked.some)
        table.row("pandas CustomBusinessHour, no trace, no reason", lambda: by_pandas(asked, pandas), count)
    table.row("search: window, week, holidays, hours, with its moves", lambda: by_rules(asked), asked.count, bar=10)
    table.row("search: the same with now and the sender's hours", lambda: by_five(asked), asked.count, bar=20)
    windows = {zone: [_window(end, zone, asked) for end in ends] for zone, ends in asked.some}
    opened = [one for ones in windows.values() for one in ones if not decide(one, ()).options]
    closed = [one for ones in windows.values() for one in ones if len(decide(one, ()).options) == 3]
    table.row("decision with reasons, window open", partial(_decided, opened), len(opened))
    if closed:
        title = "decision with reasons, window closed, three options"
        table.row(title, partial(_decided, closed), len(closed), bar=100)


def _decided(windows: Sequence[Window]) -> None:
    for window in windows:
        decide(window, ())


def _window(end: int, zone: str, asked: Questions) -> Window:
    return Window(
        zone=zone,
        anchor=end,
        now=end,
        opening=NotBefore(end + 24 * HOUR, "window", strength="soft"),
        closes=end + 48 * HOUR,
        floor=end + HOUR,
        patience=end + 72 * HOUR,
        too_late=end + 400 * HOUR,
        delay=0,
        choice="later",
        relax=GUIDE.relax,
        rules=asked.rules[zone],
    )


def many_at_once(asked: Questions, table: Table) -> None:
    heading("many at once", "a second   one takes   ratio")
    table.row("openings, a list", lambda: by_list(asked), asked.count, bar=2)
    numpy = _library("numpy")
    if numpy:
        from followup_kit.timing.arrays import openings_array

        arrays = {zone: numpy.array(starts) for zone, starts in asked.starts.items()}
        table.row(
            "openings_array, NumPy",
            lambda: [openings_array(starts, asked.rules[zone]) for zone, starts in arrays.items()],
            asked.count,
            bar=0.1,
        )


def whole_plans(asked: Questions, table: Table) -> None:
    heading("whole plans: thank-you and check-in, with all reasons", "a second   one takes   ratio")
    records = [_record(end) for end in asked.moments["Europe/Berlin"][:SAMPLE]]
    fridays = [one for one in records if (one.ended.isoweekday(), 9 <= one.ended.hour < 15) == (5, True)]
    for title, some in (("any day", records), ("Fridays: the window is closed", fridays)):
        if some:
            table.row(title, partial(_plans, some), len(some))
            table.row(f"{title}, said in English", partial(_explained, some), len(some))


def _plans(records: Sequence[Interview]) -> None:
    for record in records:
        plan(record, GUIDE, now=record.ended)


def _explained(records: Sequence[Interview]) -> None:
    for record in records:
        for step in plan(record, GUIDE, now=record.ended).steps:
            step.decision.explain()


def _record(ended: datetime) -> Interview:
    return Interview(
        ref="bench",
        role="Engineer",
        employer=Employer(name="Acme", zone="Europe/Berlin", country="DE"),
        candidate=Candidate(name="Ada"),
        panel=[Person(ref="bo", name="Bo Lind", email="bo@acme.example")],
        ended=ended,
    )


def never(asked: Questions, table: Table) -> None:
    heading("two offices that are never open together", "a second   one takes   ratio")
    starts = asked.by_zone["America/New_York"][:SAMPLE]

    def pair() -> tuple[IntervalRule, ...]:
        return (
            DailyHours(zone="America/New_York", name="office_hours", opens=time(9), closes=time(17)),
            DailyHours(zone="Asia/Tokyo", name="sender_hours", opens=time(8), closes=time(21)),
        )

    kept = pair()
    assert first_permitted(starts[0], kept).at is None
    table.row("found out by rules that were asked before", lambda: _all(starts, lambda: kept), len(starts), bar=1000)
    table.row("by rules that are new", lambda: _all(starts[:20], pair), len(starts[:20]), bar=1000)

    def cold() -> None:
        for start in starts[:20]:
            segments.cache_clear()
            assert first_permitted(start, pair()).at is None

    table.row("by new rules in zones that are new", cold, len(starts[:20]), bar=1000)


def _all(starts: Sequence[int], rules: Callable[[], tuple[IntervalRule, ...]]) -> None:
    for start in starts:
        first_permitted(start, rules())


def scaling(asked: Questions, table: Table) -> None:
    starts, rules = asked.starts["Europe/Berlin"], asked.rules["Europe/Berlin"]
    heading("by the number of rules", "a second   one takes   ratio")
    for count in (1, 2, 4, 8, 16, 32):
        alike = [
            DailyHours(zone="Europe/Berlin", name=f"hours {n}", opens=time(9, n), closes=time(17)) for n in range(count)
        ]
        table.row(f"rules: {count}", partial(_searched, starts, alike), len(starts))
    heading("by the horizon", "a second   one takes   ratio")
    for days in (14, 60, 365):
        deadline = partial(_until, starts, rules, days * DAY)
        table.row(f"{days} days until the deadline", deadline, len(starts))


def _searched(starts: Sequence[int], rules: Sequence[IntervalRule]) -> None:
    for start in starts:
        first_permitted(start, rules)


def _until(starts: Sequence[int], rules: Sequence[IntervalRule], seconds: int) -> None:
    for start in starts:
        first_permitted(start, (*rules, NotAfter(start + seconds)))


STARTING = """
from time import process_time
begin = process_time()
import followup_kit
loaded = process_time()
from followup_kit import Candidate, Employer, Interview, Person, plan, presets
from datetime import datetime
named = process_time()
ended = datetime.fromisoformat("2026-03-06T15:00+01:00")
record = Interview(
    ref="one", role="Engineer", ended=ended, employer=Employer(name="Acme", zone="Europe/Berlin"{country}),
    candidate=Candidate(name="Ada"), panel=[Person(ref="bo", name="Bo Lind", email="bo@acme.example")],
)
policy = presets()["guide"]
made = process_time()
assert plan(record, policy, now=ended).steps
print((loaded - begin) * 1e3, (named - loaded) * 1e3, (made - named) * 1e3, (process_time() - made) * 1e3)
"""


def starting(runs: int) -> None:
    heading(f"a fresh interpreter, CPU milliseconds, medians of {runs}")
    here, there = (_children(STARTING.format(country=more), runs) for more in ("", ', country="DE"'))
    rows = (
        ("import followup_kit", here[0], 80.0),
        ("the names that planning needs, on top", here[1], None),
        ("both", here[0] + here[1], None),
        ("record and policy", here[2], None),
        ("first plan, no country", here[3], 10.0),
        ("first plan, with a country: the holidays are loaded", there[3], None),
    )
    for title, took, bar in rows:
        kept = "" if bar is None else f"  bar {bar:g} ms: {'kept' if took <= bar else 'MISSED'}"
        print(f"{title:<58}{took:>15.1f} ms{kept}")


def _children(code: str, runs: int) -> list[float]:
    found = [
        [
            float(word)
            for word in subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout.split()
        ]
        for _ in range(runs)
    ]
    return [statistics.median(column) for column in zip(*found, strict=True)]


REMEMBERING = """
import tracemalloc
from zoneinfo import available_timezones
from followup_kit.timing.calendars import public_holidays
from followup_kit.timing.many import openings
from followup_kit.timing.places import Place
from followup_kit.timing.policies import NINE_TO_FIVE
from followup_kit.timing.search import first_permitted
zones = sorted(zone for zone in available_timezones() if "/" in zone)[:{zones}]
tracemalloc.start()
for turn in range(4):
    for zone in zones:
        place = Place(zone=zone, week=frozenset([1 + turn, 2 + turn, 6, 7]), calendar=public_holidays())
        rules = place.rules(NINE_TO_FIVE)
        starts = [1700000000 + turn + step * 20 * 86400 for step in range(36)]
        assert openings(starts, rules) == [first_permitted(start, rules).at for start in starts]
    print(tracemalloc.get_traced_memory()[0] / 2**20)
"""


def remembering(count: int) -> None:
    zones = 250 if count >= SAMPLE else 3
    heading("what the caches hold, two years in each zone, four times with another working week")
    code = REMEMBERING.format(zones=zones)
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    for turn, size in enumerate(done, 1):
        print(f"{f'after {turn * zones:,} places':<58}{float(size):>15.1f} MiB")


def main(count: int) -> None:
    asked, table = Questions(count), Table(runs=7 if count >= SAMPLE else 1)
    print(f"Python {sys.version.split()[0]}, {count:,} instants from 2024 to 2026, medians of {table.runs}")
    check(asked)
    one_at_a_time(asked, table)
    many_at_once(asked, table)
    whole_plans(asked, table)
    never(asked, table)
    scaling(asked, table)
    starting(15 if count >= SAMPLE else 1)
    remembering(count)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
