"""Our calendar against days that the law settles, and the cases against the same days."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from followup_kit.timing.calendars import public_holidays

from .cases import all_cases, week_of

TABLE: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "facts.toml").read_text(encoding="utf-8")
)
DAYS = [
    (fact["country"], fact.get("subdivision"), day, kind)
    for fact in TABLE["fact"]
    for kind in ("holidays", "working")
    for day in fact.get(kind, ())
]
WEEKS = [
    (row["country"], date.fromisoformat(day), week_of(week)) for row in TABLE["week"] for day, week in row["on"].items()
]


@pytest.mark.parametrize(("country", "subdivision", "day", "kind"), DAYS, ids=lambda value: str(value))
def test_the_calendar_knows_what_the_law_says(country: str, subdivision: str | None, day: date, kind: str) -> None:
    found = public_holidays().holidays(country, subdivision, day.year)
    assert (day in found) == (kind == "holidays")


@pytest.mark.parametrize(("country", "day", "week"), WEEKS, ids=lambda value: str(value))
def test_the_calendar_knows_the_week_in_force(country: str, day: date, week: frozenset[int]) -> None:
    assert public_holidays().working_days(country, day) == week


def test_every_fact_names_its_source() -> None:
    assert all(row["source"].strip() for row in (*TABLE["fact"], *TABLE["week"]))


def test_every_public_holiday_of_a_case_is_such_a_fact() -> None:
    known = {(country, day, subdivision) for country, subdivision, day, kind in DAYS if kind == "holidays"}
    for case in all_cases():
        for day in case.holidays if case.country else ():
            assert {(case.country, day, case.subdivision), (case.country, day, None)} & known, (case.name, day)


def test_every_make_up_day_of_a_case_in_a_country_is_such_a_fact() -> None:
    known = {(fact["country"], day) for fact in TABLE["fact"] for day in fact.get("make_up", ())}
    for case in all_cases():
        assert not case.country or {(case.country, day) for day in case.make_up} <= known, case.name
