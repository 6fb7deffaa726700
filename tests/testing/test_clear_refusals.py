"""What is given to the testing kit by mistake is refused in words that say what would work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from followup_kit import InvalidFact, InvalidSetting, presets, wall_clock
from followup_kit.testing import FakeCalendar, FakeClock, assert_calendar, check_policy, touch_history_machine
from followup_kit.timing.calendars import Holiday

# All of these are mistyped on purpose.
MISTAKES: list[tuple[Callable[[], object], type[Exception], str]] = [
    (lambda: FakeClock("2026-03-06").advance(5), InvalidSetting, r"got 5; give hours\(n\)"),  # type: ignore[arg-type]
    (lambda: FakeClock("yesterday"), InvalidFact, "ISO text"),
    (lambda: FakeCalendar(feasts=["2026-03-06"]), InvalidSetting, "dates such as"),  # type: ignore[list-item]
    (lambda: FakeCalendar(feasts="2026-03-06"), InvalidSetting, "in .2026-03-06."),  # type: ignore[arg-type]
    (lambda: FakeCalendar(week={0, 1}), InvalidSetting, "1 .Monday. to 7"),
    (lambda: touch_history_machine("guide"), InvalidSetting, r"presets\(\)\['guide'\]"),  # type: ignore[arg-type]
    (lambda: check_policy("guide"), InvalidSetting, r"presets\(\)\['guide'\]"),  # type: ignore[arg-type]
    (lambda: check_policy(presets()["guide"], examples=0), InvalidSetting, "examples"),
    (lambda: assert_calendar(FakeCalendar(), places=["DE"]), InvalidSetting, "pairs"),  # type: ignore[list-item]
    (lambda: assert_calendar(FakeCalendar), AssertionError, r"FakeCalendar is a class .* FakeCalendar\(\)"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("call", "kind", "told"), MISTAKES, ids=[told for _, _, told in MISTAKES])
def test_a_mistake_is_refused_in_words(call: Callable[[], object], kind: type[Exception], told: str) -> None:
    with pytest.raises(kind, match=told):
        call()


class Few(FakeCalendar):
    """Answers for every country, and knows only Germany."""

    def knows(self, country: str, year: int) -> bool:
        return country in ("DE", "US") and super().knows(country, year)


class Lists(FakeCalendar):
    def holidays(self, country: str, subdivision: str | None, year: int) -> Any:
        return [date(year, 1, 1)]


class Halves:
    name, version = "halves", "1"

    def holidays(self, country: str, subdivision: str | None, year: int) -> Mapping[date, Holiday]:
        return {}


@pytest.mark.parametrize(
    ("calendar", "told"),
    [
        (Few(), r"broken promise: what it does not know is refused with InvalidFact: .'QQ'"),
        (Lists(), "broken promise: days come with what they are"),
        (Halves(), "it has no working_days, no knows$"),
    ],
    ids=["unknown country", "list", "members"],
)
def test_a_calendar_that_breaks_a_promise_is_told_which(calendar: Any, told: str) -> None:
    with pytest.raises(AssertionError, match=told):
        assert_calendar(calendar, places=[("DE", None)], years=[2026])


def test_a_rule_that_never_opens_fails_the_policy() -> None:
    @wall_clock
    def shut(day: date) -> Any:
        return ()

    with pytest.raises(AssertionError, match="no plan was ever a letter; its rules are shut"):
        check_policy(presets()["guide"].but(name="shut", rules=[shut]), examples=20)
