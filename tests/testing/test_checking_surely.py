"""check_rule finds what chance would miss, and says plainly what is wrong with a rule or a question."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from followup_kit import ALL_DAY, BrokenRule, InvalidSetting, Policy, SpanRule, WallClockRule, wall_clock
from followup_kit.testing import check_rule
from followup_kit.timing.instants import DAY, HOUR


@wall_clock
def all_day(day: date) -> Any:
    return ALL_DAY


class Desk(WallClockRule):
    name = "desk"

    def open_spans(self, day: date) -> Any:
        return [(time(9), time(17))]


@pytest.mark.parametrize(
    ("reads", "told"),
    [
        (lambda now: not time(9, 30) <= now.time() < time(10), "09:30:00"),
        (lambda now: not time(10, 5) <= now.time() < time(10, 20), "10:05:00"),
        (lambda now: (now.month, now.day) != (12, 24), "-12-24"),
        (lambda now: (now.month, now.day) != (2, 29), "2024-02-29"),
        (lambda now: not (now.date() == date(2027, 10, 31) and now.hour == 23), "2027-10-31 23:"),
        (lambda _now: None, "the reader answers None"),
    ],
    ids=["daily", "between quarters", "one date a year", "leap day", "end of a day of change", "no answer"],
)
def test_edges_that_only_the_reader_has_are_found(reads: Callable[[datetime], bool], told: str) -> None:
    with pytest.raises(AssertionError, match=f"(?s)breaks 'reader'.*{told}"):
        check_rule(all_day, reads=reads, zones=["Europe/Berlin"])


def test_a_reader_that_agrees_everywhere_finds_nothing() -> None:
    check_rule(Desk(), reads=lambda now: 9 <= now.hour < 17, examples=10)


def test_a_fault_at_the_end_of_a_day_of_change_is_found_without_a_reader() -> None:
    @wall_clock(recurring=True)
    def forgets(day: date) -> Any:
        return [(time(0), time(23))] if day == date(2027, 10, 31) else ALL_DAY

    with pytest.raises(AssertionError, match=r"(?s)breaks 'recurring'.*2027-10-31 23:"):
        check_rule(forgets, zones=["Europe/Berlin"])


def test_giving_up_in_the_evening_is_found() -> None:
    class UntilTheEvening(Desk):
        def next_allowed(self, at: int) -> int | None:
            found = super().next_allowed(at)
            return found if found is None or found - at < 12 * HOUR else None

    with pytest.raises(AssertionError, match="breaks 'never'"):
        check_rule(UntilTheEvening())


SETTINGS: list[tuple[str, Any]] = [
    ("name", 5),
    ("strength", "medium"),
    ("rank", "15"),
    ("rank", None),
    ("rank", 1.5),
    ("recurring", "weekly"),
    ("zone", ZoneInfo("Europe/Berlin")),
    ("zone", "Europe/Nowhere"),
    ("because", 5),
]


@pytest.mark.parametrize(("key", "value"), SETTINGS, ids=lambda value: str(value))
def test_settings_of_a_class_are_checked_with_the_name_of_rule_and_field(key: str, value: object) -> None:
    rule = type("Mine", (Desk,), {key: value})()
    with pytest.raises(AssertionError, match=rf"\A.*{key}"):
        check_rule(rule)
    with pytest.raises(InvalidSetting, match=key):
        Policy(name="mine", rules=[rule])


def test_a_rule_without_a_name_is_refused_in_words() -> None:
    nameless = type("Nameless", (WallClockRule,), {"open_spans": Desk.open_spans})()
    with pytest.raises(InvalidSetting, match="needs a name, <Nameless 'without a name'> has none"):
        Policy(name="mine", rules=[nameless])


def test_a_class_in_the_place_of_a_rule_is_refused_in_one_line() -> None:
    with pytest.raises(AssertionError, match=r"\ADesk is a class and no rule yet; make one: check_rule\(Desk\(\)\)\Z"):
        check_rule(Desk)  # type: ignore[arg-type]  # on purpose


@pytest.mark.parametrize("asked", [{"zones": "Europe/Berlin"}, {"zones": []}, {"examples": 0}, {"seconds": 0}], ids=str)
def test_questions_that_cannot_be_asked_are_refused(asked: Any) -> None:
    with pytest.raises(InvalidSetting, match=next(iter(asked))):
        check_rule(all_day, **asked)


class UtcDesk(SpanRule):
    name = "utc"
    recurring = True

    def stretches(self, start: int, end: int) -> Any:
        return [(day * DAY + 9 * HOUR, day * DAY + 20 * HOUR) for day in range(start // DAY - 1, end // DAY + 1)]


def test_parts_on_different_clocks_are_not_held_to_the_weeks_of_one_zone() -> None:
    check_rule(UtcDesk(), zones=["America/New_York"], examples=40)
    check_rule(UtcDesk() & all_day.but(name="other"), zones=["America/New_York"], examples=40)

    class Early(Desk):
        recurring = True

    check_rule(UtcDesk() & Early(), zones=["America/New_York"], examples=60)


class ByHand:
    def next_allowed(self, at: int) -> int:
        return at


@pytest.mark.parametrize("join", [lambda a, b: a & b, lambda a, b: a | b, lambda a, b: a - b], ids=["and", "or", "sub"])
def test_what_is_no_interval_rule_is_refused_on_either_side(join: Callable[[Any, Any], object]) -> None:
    for left, right in ((ByHand(), UtcDesk()), (UtcDesk(), ByHand())):
        with pytest.raises(InvalidSetting, match="give its class the base IntervalRule"):
            join(left, right)


@pytest.mark.parametrize(
    "span",
    [
        (time(9, tzinfo=ZoneInfo("Europe/Berlin")), time(17)),
        (datetime.fromisoformat("2026-03-02T09:00"), datetime.fromisoformat("2026-03-02T17:00")),
        (9, 17),
    ],
    ids=["aware", "datetime", "numbers"],
)
def test_spans_that_are_no_plain_times_are_refused(span: Any) -> None:
    plain, odd = Desk().at("Europe/Berlin"), type("Odd", (Desk,), {"open_spans": lambda _self, _day: [span]})()
    assert plain.next_allowed(0) is not None  # what a plain time led to must not be remembered for an odd one
    with pytest.raises(BrokenRule, match=r"return ALL_DAY, or pairs of times"):
        odd.at("Europe/Berlin").next_allowed(0)


@pytest.mark.parametrize("given", [None, True, [3], [(1, 2, 3)], ["ab", 5]], ids=str)
def test_stretches_that_are_none_are_refused(given: Any) -> None:
    rule = type("Odd", (UtcDesk,), {"stretches": lambda _self, _start, _end: given})()
    with pytest.raises(BrokenRule, match="'utc'"):
        rule.next_allowed(0)


def test_a_base_without_its_method_says_which_one() -> None:
    for base, method in ((SpanRule, "stretches"), (WallClockRule, "open_spans")):
        rule = type("Empty", (base,), {"name": "empty"})().at("UTC")
        with pytest.raises(NotImplementedError, match=f"Empty has no {method}"):
            rule.next_allowed(0)
