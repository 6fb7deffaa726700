"""Property 22: business days are counted on whole working days, strictly after the day one starts from."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from followup_kit.facts.interview import Interview
from followup_kit.testing.fakes import FakeCalendar

from .asking import asked, place

Asked = tuple[Interview, FakeCalendar]
days = st.integers(-3, 20)
counts = st.integers(0, 12)


def start(record: Interview, offset: int) -> date:
    return record.ended.date() + timedelta(days=offset)


@settings(max_examples=100)
@given(asked(), days, counts, counts)
def test_n_then_m_are_n_plus_m_from_a_working_day(given_: Asked, offset: int, n: int, m: int) -> None:
    where, day = place(*given_), start(given_[0], offset)
    assume(where.is_working(day))
    assert where.nth_working_day(where.nth_working_day(day, n), m) == where.nth_working_day(day, n + m)


@settings(max_examples=100)
@given(asked(), days, st.integers(1, 12))
def test_n_from_a_closed_day_are_n_from_the_last_working_day_before_it(given_: Asked, offset: int, n: int) -> None:
    where, day = place(*given_), start(given_[0], offset)
    before = day
    while not where.is_working(before):
        before -= timedelta(days=1)
    assert where.nth_working_day(day, n) == where.nth_working_day(before, n)


@settings(max_examples=100)
@given(asked(), days, st.integers(1, 12))
def test_the_nth_is_a_working_day_with_n_minus_one_between(given_: Asked, offset: int, n: int) -> None:
    where, day = place(*given_), start(given_[0], offset)
    reached = where.nth_working_day(day, n)
    between = [day + timedelta(days=k) for k in range(1, (reached - day).days + 1)]
    assert where.is_working(reached)
    assert sum(map(where.is_working, between)) == n
