"""What a source of holidays promises, as checks that its author can run in one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TypeVar

from attrs import frozen

from followup_kit.errors import InvalidFact, InvalidSetting
from followup_kit.facts.opening import spans_of
from followup_kit.timing.calendars import (
    Calendar,
    Holiday,
    KnowsClosures,
    KnowsDayHours,
    KnowsHalfDays,
    KnowsWorkingDates,
)

from .isolation import alone

__all__ = ["assert_calendar"]

PlaceCode = tuple[str, str | None]
_Fact = TypeVar("_Fact")

_PLACES: tuple[PlaceCode, ...] = tuple((code, None) for code in ("DE", "US", "GB", "FR", "IN", "JP", "AE", "SA", "BR"))
_YEARS = (2021, 2022, 2024, 2026, 2027)
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_WEEK = frozenset(range(1, 8))
_FAR = (1850, 2199)
_MEMBERS = ("name", "version", "holidays", "working_days", "knows")


@frozen
class _Asked:
    """A calendar under test, and how to complain about it."""

    calendar: Calendar

    def broken(self, promise: str, detail: str) -> AssertionError:
        name = getattr(self.calendar, "name", type(self.calendar).__name__)
        return AssertionError(f"{name}: broken promise: {promise}: {detail}")

    def must(self, promise: str, kept: object, detail: str) -> None:
        if not kept:
            raise self.broken(promise, detail)


def assert_calendar(
    calendar: Calendar, *, places: Iterable[PlaceCode] | None = None, years: Iterable[int] = _YEARS
) -> None:
    """Check that a source of holidays keeps its contract, see `followup_kit.timing.calendars.Calendar`.

    Asked about the same, it answers the same, also to several threads at once and after somebody changed what he was
    given. Days lie in their year, weeks have days, a year that it does not know is admitted and empty. Countries that
    it does not know are refused with an InvalidFact whose `field` is "country" or "subdivision": a calendar that takes
    any country must claim by `knows` to know years of it. What it knows besides (hours of half days, make-up days,
    closed days) is held to the same. No network and no other process may be used, and no file be written, once it was
    asked for the first time: run this in a test, one at a time.

    `places` are pairs of country and subdivision that it knows; without them some large countries are tried.

    Raises:
        AssertionError: a promise is broken; the message starts with the calendar's name and the promise.
        InvalidSetting: `places` are no pairs.
    """
    asked = _Asked(calendar)
    _check_members(asked)
    known = _pairs(tuple(places)) if places is not None else tuple(place for place in _PLACES if _knows(asked, place))
    asked.must("it knows a country", known, "it knows none of the usual ones; give `places` that it knows")
    with alone() as tried:
        _check_answers(asked, known, tuple(years))
    asked.must("it computes and no more", not tried, f"it tried {', '.join(tried)}")
    _check_threads(asked, known[0], tuple(years))


def _pairs(places: Iterable[PlaceCode]) -> tuple[PlaceCode, ...]:
    for place in tuple(places):
        given: object = place
        if not isinstance(given, tuple | list) or len(given) != 2:
            raise InvalidSetting(f"places are pairs of country and subdivision such as ('DE', None), got {given!r}")
    return tuple(places)


def _check_answers(asked: _Asked, known: tuple[PlaceCode, ...], years: tuple[int, ...]) -> None:
    calendar = asked.calendar
    for country, subdivision in known:
        for year in years:
            _check_year(asked, country, subdivision, year)
        for year in _FAR:
            if not calendar.knows(country, year):
                found = calendar.holidays(country, subdivision, year)
                asked.must("an unknown year is empty", not found, f"{country} has {len(found)} holidays in {year}")
    _check_unknown(asked, known)


def _check_members(asked: _Asked) -> None:
    calendar, promise = asked.calendar, "it is a Calendar"
    if isinstance(calendar, type):
        raise AssertionError(f"{calendar.__name__} is a class and no calendar yet; make one: {calendar.__name__}()")
    missing = [member for member in _MEMBERS if getattr(calendar, member, None) is None]
    asked.must(promise, not missing, f"it has no {', no '.join(missing)}")
    asked.must(promise, isinstance(calendar, Hashable), "it cannot be hashed; freeze it, or give it __hash__")
    for name in ("name", "version"):
        value = getattr(calendar, name)
        asked.must(promise, isinstance(value, str) and value.strip(), f"`{name}` must be some text, got {value!r}")
    asked.must(promise, _NAME.fullmatch(calendar.name), f"{calendar.name!r} is not lower-case words joined by hyphens")
    asked.must("its hash stays", hash(calendar) == hash(calendar), "it differs when asked for twice")
    asked.must("it equals itself", calendar == calendar, "it does not")


def _knows(asked: _Asked, place: PlaceCode) -> bool:
    try:
        asked.calendar.holidays(place[0], place[1], 2026)
    except InvalidFact:
        return False
    return True


def _check_year(asked: _Asked, country: str, subdivision: str | None, year: int) -> None:
    calendar = asked.calendar
    where = f"{country}{f'-{subdivision}' if subdivision else ''} in {year}"
    found = _twice(asked, where, "holidays", lambda: calendar.holidays(country, subdivision, year))
    _check_days(asked, f"holidays of {where}", found, year)
    for holiday in found.values():
        asked.must("holidays are Holidays with names", _is_named(holiday), f"{where} has {holiday!r}")
    asked.must("knows() answers", isinstance(calendar.knows(country, year), bool), f"about {where}")
    for month in range(1, 13):
        day = date(year, month, 1)
        week = calendar.working_days(country, day)
        asked.must("a week is a frozenset of 1 to 7", _is_week(week), f"{country} on {day} has {week!r}")
    _check_besides(asked, country, subdivision, year, where)


def _is_named(holiday: object) -> bool:
    return isinstance(holiday, Holiday) and bool(holiday.name.strip())


def _is_week(week: object) -> bool:
    return isinstance(week, frozenset) and bool(week) and week <= _WEEK


def _check_besides(asked: _Asked, country: str, subdivision: str | None, year: int, where: str) -> None:
    """Hold the members that a calendar may have besides to what they promise."""
    calendar = asked.calendar
    if isinstance(calendar, KnowsDayHours):
        hours = _twice(asked, where, "day_hours", lambda: calendar.day_hours(country, subdivision, year))
        _check_days(asked, f"half days of {where}", hours, year)
        for day, spans in hours.items():
            try:
                spans_of(spans, "day_hours")
            except InvalidFact as error:
                raise asked.broken("half days have hours", f"{day}: {error}") from error
    if isinstance(calendar, KnowsWorkingDates):
        dates = frozenset(calendar.working_dates(country, subdivision, year))
        again = frozenset(calendar.working_dates(country, subdivision, year))
        asked.must("the same question has the same answer", dates == again, f"make-up days of {where} differ")
        _check_days(asked, f"make-up days of {where}", dates, year)
    if isinstance(calendar, KnowsHalfDays):
        named = _twice(asked, where, "half_days", lambda: calendar.half_days(country, subdivision, year))
        _check_days(asked, f"half holidays of {where}", named, year)
    if isinstance(calendar, KnowsClosures):
        shut = _twice(asked, where, "closures", lambda: calendar.closures(year))
        _check_days(asked, f"closed days in {year}", shut, year)


def _twice(asked: _Asked, where: str, what: str, ask: Callable[[], Mapping[date, _Fact]]) -> dict[date, _Fact]:
    """Return the answer, which must be the same again, whatever was done to the one before."""
    promise = "the same question has the same answer"
    first = ask()
    asked.must(
        "days come with what they are", isinstance(first, Mapping), f"{what} of {where} are {first!r:.80}, no dict"
    )
    kept = dict(first)
    asked.must(promise, dict(ask()) == kept, f"{what} of {where} differ when asked for twice")
    if isinstance(first, MutableMapping):
        first.clear()
        asked.must(promise, dict(ask()) == kept, f"{what} of {where} change when somebody changes what he was given")
    return kept


def _check_days(asked: _Asked, what: str, days: Collection[date], year: int) -> None:
    for day in days:
        good = type(day) is date and day.year == year
        asked.must("days are dates of their year", good, f"{what} have {day!r}")


def _check_unknown(asked: _Asked, known: Iterable[PlaceCode]) -> None:
    """A calendar that knows any country may do so; one that refuses does it with the error that people see."""
    calendar, promise = asked.calendar, "what it does not know is refused with InvalidFact"
    country = next(iter(known))[0]
    unknown: tuple[tuple[str, PlaceCode], ...] = (("country", ("QQ", None)), ("subdivision", (country, "NO-SUCH-PART")))
    for field, place in unknown:
        try:
            calendar.holidays(place[0], place[1], 2026)
            known_years = [year for year in _YEARS if calendar.knows(place[0], year)]
            told = f"{place} is neither refused nor known in any year; raise InvalidFact with field={field!r}"
            asked.must(promise, known_years, told)
        except AssertionError:
            raise
        except InvalidFact as error:
            asked.must(promise, error.field == field, f"{place}: `field` must be {field!r}, got {error.field!r}")
        except Exception as error:
            raise asked.broken(promise, f"{place} raised {type(error).__name__}: {error}") from error


def _check_threads(asked: _Asked, place: PlaceCode, years: tuple[int, ...]) -> None:
    def ask(year: int) -> dict[date, Holiday]:
        return dict(asked.calendar.holidays(place[0], place[1], year))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, years * 8))
    for number, year in enumerate(years * 8):
        asked.must("threads get the same", answers[number] == ask(year), f"{place} in {year} differs")
