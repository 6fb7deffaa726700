"""Many at once: the answers are those of one at a time, whatever the rules, the order and the size."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit import History, InvalidFact, NotFound, SpanRule, business_days, days, plan
from followup_kit import hours as elapsed
from followup_kit.errors import BrokenRule, FollowUpError
from followup_kit.facts.history import EVERYWHERE, Entry, Event
from followup_kit.facts.interview import Interview
from followup_kit.testing.rule_strategies import instants, rule_sets
from followup_kit.testing.strategies import interviews
from followup_kit.timing import merged as merged_tables
from followup_kit.timing.arrays import NEVER_AT, openings_array
from followup_kit.timing.calendars import public_holidays
from followup_kit.timing.decisions import Send
from followup_kit.timing.instants import DAY, HOUR, instant_of, local_time, to_instant
from followup_kit.timing.many import first_openings, openings, plan_many
from followup_kit.timing.merged import MergedTable, merged
from followup_kit.timing.places import Place
from followup_kit.timing.reasons import Reason
from followup_kit.timing.rules import IntervalRule, NotAfter, NotBefore
from followup_kit.timing.search import first_permitted
from followup_kit.timing.segments import CHUNK
from followup_kit.timing.spans import Span
from followup_kit.timing.tables import DailyHours, DaysOff

from .builders import GUIDE, FixedCalendar, at, hours, interview, person, sent, week
from .truth.cases import Case, all_cases
from .truth.engine import record
from .truth.engine import rules as rules_of

FRIDAY = to_instant(at("2026-03-06 16:00"))
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def one_by_one(starts: Sequence[int], rules: Sequence[IntervalRule]) -> list[int | None]:
    return [first_permitted(start, rules).at for start in starts]


def by_array(starts: Sequence[int], rules: Sequence[IntervalRule]) -> list[int | None]:
    found = openings_array(np.array(starts, dtype=np.int64), rules)
    return [None if answer == NEVER_AT else answer for answer in found.tolist()]


@settings(max_examples=100)
@given(rule_sets(least=0), st.lists(instants(), max_size=12))
def test_a_list_gives_what_one_at_a_time_gives(rules: tuple[IntervalRule, ...], starts: list[int]) -> None:
    expected = one_by_one(starts, rules)
    assert openings(starts, rules) == expected
    assert by_array(starts, rules) == expected


@settings(max_examples=50)
@given(rule_sets(), st.lists(instants(), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_order_and_repetition_change_no_answer(
    rules: tuple[IntervalRule, ...], starts: list[int], shuffled: Random
) -> None:
    known = dict(zip(starts, openings(starts, rules), strict=True))
    again = [*starts, *starts[:3]]
    shuffled.shuffle(again)
    assert openings(again, rules) == [known[start] for start in again]
    assert by_array(again, rules) == [known[start] for start in again]


@settings(max_examples=50)
@given(rule_sets(), instants())
def test_what_is_kept_answers_like_what_is_built_anew(rules: tuple[IntervalRule, ...], start: int) -> None:
    table, chunk = merged(rules), start // CHUNK
    assert table.edges(chunk) == MergedTable(rules).edges(chunk) == table.edges(chunk)


@settings(max_examples=50)
@given(rule_sets(), instants())
def test_the_pieces_of_a_year_are_the_whole_year(rules: tuple[IntervalRule, ...], start: int) -> None:
    """Across the borders of months and years: a walk from opening to opening, without any piece, meets the same."""
    first = start // CHUNK
    table = MergedTable(rules)
    stretches: list[tuple[int, int]] = []
    for chunk in range(first, first + 14):
        edges = (*table.edges(chunk), (chunk + 1) * CHUNK)
        for begins, ends in zip(edges[::2], edges[1::2], strict=True):
            if begins < ends and stretches and stretches[-1][1] == begins:
                stretches[-1] = (stretches[-1][0], ends)
            elif begins < ends:
                stretches.append((begins, ends))
    end, at_, walked = (first + 14) * CHUNK, first * CHUNK, list[tuple[int, int]]()
    while at_ < end:
        opens = first_permitted(at_, rules).at
        if opens is None or opens >= end:
            break
        closing = [closed for rule in rules if (closed := rule.next_refused(opens)) is not None]
        walked.append((opens, min([end, *closing])))
        at_ = walked[-1][1]
    assert stretches == walked


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: f"{case.family}: {case.name}")
def test_a_list_answers_the_hard_cases(case: Case) -> None:
    opens = int(case.ended.timestamp()) + case.window[0] * HOUR
    rules = rules_of(case, record(case))
    expected = None if case.first is None else int(case.first.timestamp())
    assert openings([opens], rules) == [expected] == by_array([opens], rules)


def strike(days_long: int) -> DaysOff:
    closed = {date(2026, 3, 7) + timedelta(n): Reason("strike", "there is a strike") for n in range(days_long)}
    return DaysOff(zone="Europe/Berlin", name="closures", days_off=lambda _year: closed)


@pytest.mark.parametrize("length", [10, 20, 40, 395, 399, 400, 401, 420, 600])
def test_a_long_closure_ends_where_the_search_says_or_never(length: int) -> None:
    rules = (hours(), week(), strike(length))
    starts = [FRIDAY + number * 9 * HOUR for number in range(40)] + [FRIDAY + length * DAY]
    assert openings(starts, rules) == one_by_one(starts, rules) == by_array(starts, rules)


def test_rules_that_never_meet_give_none_for_every_start() -> None:
    never = (hours("America/New_York"), hours("Asia/Tokyo", 8, 21))
    starts = [FRIDAY + number * 5 * DAY for number in range(90)]
    assert openings(starts, never) == [None] * 90 == by_array(starts, never)


def test_a_deadline_inside_a_piece_ends_the_answers() -> None:
    rules = (hours(), NotAfter(FRIDAY + 2 * HOUR), NotBefore(FRIDAY - 3 * DAY))
    starts = [FRIDAY - 400 * DAY, FRIDAY - 4 * DAY, FRIDAY, FRIDAY + HOUR, FRIDAY + 3 * HOUR, FRIDAY + 900 * DAY]
    assert openings(starts, rules) == one_by_one(starts, rules) == by_array(starts, rules)


def test_starts_a_century_apart_are_looked_up_in_pieces_of_their_own() -> None:
    starts = [FRIDAY - 40 * 365 * DAY, FRIDAY, FRIDAY + 60 * 365 * DAY]
    assert by_array(starts, (hours(),)) == openings(starts, (hours(),)) == one_by_one(starts, (hours(),))


class Unhashable(SpanRule):
    """Open for an hour in four, and of a kind that cannot be a key."""

    name = "unhashable"
    __hash__ = None  # type: ignore[assignment]  # that is what is tried

    def stretches(self, start: int, end: int) -> list[tuple[int, int]]:
        return [(at, at + HOUR) for at in range(start // HOUR * HOUR, end, 4 * HOUR)]

    def __eq__(self, other: object) -> bool:
        return self is other


def test_a_rule_that_cannot_be_kept_is_laid_out_each_time() -> None:
    starts = [FRIDAY, FRIDAY + 2 * HOUR, FRIDAY + 100 * DAY]
    assert openings(starts, [Unhashable()]) == one_by_one(starts, [Unhashable()])


class Backwards(IntervalRule):
    name = "backwards"

    def next_allowed(self, at: int) -> int:
        return at - 1


def test_a_rule_that_turns_back_is_named() -> None:
    with pytest.raises(BrokenRule, match="backwards"):
        openings([FRIDAY], [Backwards()])


def test_what_is_kept_is_bounded_in_rules_and_in_pieces() -> None:
    rules = (hours(),)
    table = merged(rules)
    openings(range(FRIDAY, FRIDAY + 40 * 365 * DAY, 20 * DAY), rules)
    openings_array(np.arange(FRIDAY, FRIDAY + 90 * 365 * DAY, 20 * DAY), rules)
    assert merged(rules) is table
    for minute in range(200):
        openings([FRIDAY], [DailyHours(zone="UTC", name="hours", opens=time(9), closes=time(17, minute % 60))])
    assert len(table._chunks) <= 64
    assert table.columns is None
    assert merged_tables._kept.cache_info().currsize <= 128


def test_columns_grow_with_what_is_asked_and_stay_bounded() -> None:
    office = (hours(opens=8),)
    for year in range(0, 60, 3):
        start = FRIDAY + year * 365 * DAY
        assert by_array([start], office) == one_by_one([start], office)
    first, last, *_ = merged(office).columns or (0, 999, 0, 0)
    assert last - first < 256


def test_threads_may_share_the_tables() -> None:
    rules = (hours(), week())
    starts = [FRIDAY + number * 7 * HOUR for number in range(3000)]
    expected = one_by_one(starts, rules)
    with ThreadPoolExecutor(8) as pool:
        shares = [pool.submit(openings, starts[n::8], rules) for n in range(8)]
        shares += [pool.submit(by_array, starts[n::8], rules) for n in range(8)]
        for number, share in enumerate(shares):
            assert share.result() == expected[number % 8 :: 8]


# arrays


def test_an_array_of_moments_gives_moments_with_nat_for_never() -> None:
    starts = np.array(["2026-03-06T16:30", "NaT", "2026-03-06T15:30"], dtype="datetime64[m]")
    found = openings_array(starts, [hours()])
    assert found.dtype == np.dtype("datetime64[s]")
    assert found.astype(str).tolist() == ["2026-03-07T08:00:00", "NaT", "2026-03-06T15:30:00"]
    never = openings_array(starts, (hours("America/New_York"), hours("Asia/Tokyo", 8, 21)))
    assert np.isnat(never).all()


def test_a_fraction_of_a_second_counts_as_the_next_one() -> None:
    starts = np.array(["2026-03-06T15:59:59.000", "2026-03-06T15:59:59.001"], dtype="datetime64[ns]")
    found = openings_array(starts, [hours()])
    assert found.astype(str).tolist() == ["2026-03-06T15:59:59", "2026-03-07T08:00:00"]


def test_shapes_and_empty_arrays_are_kept() -> None:
    starts = np.array([[FRIDAY, FRIDAY + HOUR], [FRIDAY + DAY, FRIDAY]])
    found = openings_array(starts, [hours()])
    assert found.shape == (2, 2)
    assert found.ravel().tolist() == one_by_one(starts.ravel().tolist(), [hours()])
    assert openings_array(np.array([], dtype=np.int64), [hours()]).tolist() == []
    assert openings_array(starts.astype(np.int32), [hours()]).dtype == np.int64


def test_the_array_that_was_given_is_not_changed() -> None:
    starts = np.array([FRIDAY + HOUR, NEVER_AT, FRIDAY + 2 * HOUR])
    before = starts.copy()
    assert openings_array(starts, [hours()]).tolist()[1] == NEVER_AT
    assert (starts == before).all()


@pytest.mark.parametrize("values", [[1.5], ["monday"], [True]])
def test_an_array_of_something_else_is_refused(values: list[object]) -> None:
    with pytest.raises(InvalidFact, match="starts must be int64 seconds or datetime64"):
        openings_array(np.array(values), [hours()])


def test_without_numpy_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(NotFound, match=r"install followup-kit\[numpy\]"):
        openings_array(np.array([FRIDAY]), [hours()])


def test_lists_need_no_numpy() -> None:
    code = (
        "import sys; from followup_kit.timing.many import openings; from followup_kit.timing.tables import DailyHours;"
        "from datetime import time;"
        "rule = DailyHours(zone='UTC', name='hours', opens=time(9), closes=time(17));"
        "assert openings([0], [rule]) == [32400]; assert 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# places


BERLIN = Place(zone="Europe/Berlin", country="DE", calendar=FixedCalendar(frozenset({date(2026, 3, 9)})))
TOKYO = Place(zone="Asia/Tokyo", calendar=public_holidays())


def test_ends_and_places_give_openings_in_the_order_of_the_ends() -> None:
    ends = [at("2026-03-06 15:00"), at("2026-03-03 10:00"), at("2026-03-06 15:00"), at("2026-03-04 23:00", "UTC")]
    found = first_openings(ends, [BERLIN, TOKYO, TOKYO, BERLIN])
    assert [moment and moment.isoformat() for moment in found] == [
        "2026-03-10T09:00:00+01:00",
        "2026-03-05T09:00:00+09:00",
        "2026-03-09T09:00:00+09:00",
        "2026-03-06T09:00:00+01:00",
    ]


@pytest.mark.parametrize(
    ("after", "expected"),
    [(elapsed(0), "06 15:00"), (elapsed(48), "10 09:00"), (days(1), "10 09:00"), (business_days(2), "11 09:00")],
)
def test_the_wait_is_counted_in_its_own_unit(after: Span, expected: str) -> None:
    [found] = first_openings([at("2026-03-06 15:00")], BERLIN, after=after)
    assert found is not None
    assert f"{found:%d %H:%M}" == expected


def test_a_place_that_never_opens_gives_none() -> None:
    shut = Place(
        zone="UTC", closures=frozenset(date(2026, 3, 1) + timedelta(n) for n in range(700)), calendar=FixedCalendar()
    )
    assert first_openings([at("2026-03-06 15:00")], shut) == [None]


def test_ends_are_checked_like_any_other_moment() -> None:
    with pytest.raises(InvalidFact, match=r"ends\[1\] 2026-03-06 15:00:00 has no zone"):
        first_openings([at("2026-03-06 15:00"), datetime(2026, 3, 6, 15)], BERLIN)  # noqa: DTZ001  # that is tried
    with pytest.raises(InvalidFact, match="2 ends and 1 places"):
        first_openings([NOW, NOW], [BERLIN])


# plans


@settings(max_examples=25)
@given(st.lists(interviews(), max_size=4))
def test_many_plans_are_the_single_plans(records: list[Interview]) -> None:
    try:
        among = [record.ref for record in records]
        expected = [plan(record, GUIDE, now=NOW, among=among) for record in records]
    except FollowUpError as error:
        with pytest.raises(type(error)):
            plan_many(records, GUIDE, now=NOW)
        return
    assert plan_many(records, GUIDE, now=NOW) == expected


def records() -> list[Interview]:
    made = [interview(f"2026-03-{day:02} 15:00", person(f"p{day}")) for day in (5, 2, 6, 3)]
    return [made[0], *made[1:]]


def test_plans_come_in_the_order_of_the_interviews_with_each_ones_history() -> None:
    history = History([sent(at("2026-03-07 10:00"), "p5")])
    found = plan_many(iter(records()), GUIDE, {"acme": history}, now=at("2026-03-07 12:00"), calendar=FixedCalendar())
    assert [one.interview.panel[0].ref for one in found] == ["p5", "p2", "p6", "p3"]
    assert found[0].step("p5").decision.kind == "stop"
    assert found[2].step("p6").decision.kind == "send"
    alone = partial(plan, policy=GUIDE, history=history, now=at("2026-03-07 12:00"), calendar=FixedCalendar())
    assert found == [alone(record) for record in records()]


def test_an_interview_that_cannot_be_planned_stops_no_other_where_somebody_takes_it() -> None:
    lost = interview(at("2026-03-04 12:00"), person("lost"), employer={"zone": None})
    kept: list[tuple[str, str]] = []
    found = plan_many(
        [records()[0], lost, records()[1]],
        GUIDE,
        now=NOW,
        calendar=FixedCalendar(),
        failed=lambda record, error: kept.append((record.panel[0].ref, str(error))),
    )
    assert [one.interview.panel[0].ref for one in found] == ["p5", "p2"]
    assert [ref for ref, _ in kept] == ["lost"]
    assert "time zone of Lost Lind is not known" in kept[0][1]


def test_otherwise_the_error_names_the_interview() -> None:
    lost = interview(at("2026-03-04 12:00"), person("lost"), employer={"zone": None})
    with pytest.raises(InvalidFact, match="time zone") as caught:
        plan_many([lost], GUIDE, now=NOW)
    assert caught.value.__notes__ == ["in the interview 'acme'"]


def test_plans_can_be_handed_to_another_process() -> None:
    [found] = plan_many(records()[:1], GUIDE, now=NOW)
    assert pickle.loads(pickle.dumps(found)) == found


def test_openings_are_local_times_that_exist() -> None:
    """In the night of a change, too: an answer read back is the same instant."""
    for moment in first_openings([at("2026-03-28 03:00"), at("2026-10-24 03:00")], BERLIN):
        assert moment is not None
        assert local_time(to_instant(moment), "Europe/Berlin") == moment


def test_after_a_pause_no_two_of_many_are_planned_for_one_minute() -> None:
    many = [evolve(record, ref=f"firm-{n}") for n in range(30) for record in records()[:1]]
    ends = max(record.ended for record in many)
    history = History(
        [
            Entry(at=ends, event=Event.PAUSED, interview=EVERYWHERE),
            Entry(at=ends + timedelta(days=2), event=Event.RESUMED, interview=EVERYWHERE),
        ]
    )
    refs = [record.ref for record in many]
    now = ends + timedelta(days=2)
    found = plan_many(many, GUIDE, dict.fromkeys(refs, history), now=now)
    assert found == [plan(record, GUIDE, history, now=now, among=refs) for record in many]
    thanks = [one.steps[0].decision for one in found]
    minutes = [instant_of(decision.at) // 60 for decision in thanks if isinstance(decision, Send)]
    assert len(minutes) == len(set(minutes)) == 30
