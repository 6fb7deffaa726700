"""What a calendar says of one year in one place, with the reason that the trace gives; asked once and kept.

What is kept is bounded, built before it is handed out and never changed after, so that threads may share it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from followup_kit.facts.opening import OfficeHours, spans_of
from followup_kit.language.speech import clause

from .calendars import Calendar, Holiday, KnowsClosures, KnowsDayHours, KnowsHalfDays, KnowsWorkingDates
from .reasons import DayMonth, Reason, because

__all__ = ["closed_days", "feasts", "half_day_hours", "half_days", "make_up_days", "place_name"]

_NO_REASONS: Mapping[date, Reason] = MappingProxyType({})
_NO_HOURS: Mapping[date, tuple[OfficeHours, ...]] = MappingProxyType({})


def place_name(country: str | None, subdivision: str | None) -> str:
    """Return country and subdivision as they are shown: "DE-BE"."""
    return f"{country}-{subdivision}" if subdivision else f"{country}"


@lru_cache(maxsize=1024)
def feasts(
    calendar: Calendar, country: str, subdivision: str | None, year: int, worked: frozenset[date]
) -> Mapping[date, Reason]:
    """Return the public holidays of a year, without those that the house works on."""
    found = calendar.holidays(country, subdivision, year)
    where = place_name(country, subdivision)
    reasons = {day: _feast(day, it, where) for day, it in found.items() if not it.own and day not in worked}
    return MappingProxyType(reasons)


def _feast(day: date, holiday: Holiday, where: str) -> Reason:
    text = clause("{day} is a public holiday in {place} ({name})")
    if holiday.estimated:
        text = clause("{day} is a public holiday in {place} ({name}, date estimated)")
    return because("holidays", text, day=DayMonth(day), place=where, name=holiday.name)


@lru_cache(maxsize=1024)
def closed_days(
    calendar: Calendar, year: int, closures: frozenset[date], worked: frozenset[date]
) -> Mapping[date, Reason]:
    """Return the days of a year on which the house is shut: those of the record, and those added to the calendar."""
    reasons = {day: _shut(day) for day in closures if day.year == year}
    if isinstance(calendar, KnowsClosures):
        added = calendar.closures(year)
        reasons |= {day: _shut(day, name) for day, name in added.items() if day.year == year and day not in worked}
    return MappingProxyType(reasons) if reasons else _NO_REASONS


def _shut(day: date, name: str = "") -> Reason:
    if name:
        return because("closures", "{day} is a closed day ({name})", day=DayMonth(day), name=name)
    return because("closures", "{day} is a day on which the employer is closed", day=DayMonth(day))


@lru_cache(maxsize=512)
def make_up_days(calendar: Calendar, country: str, subdivision: str | None, year: int) -> frozenset[date]:
    """Return the make-up working days of a year, if the calendar knows such."""
    if not isinstance(calendar, KnowsWorkingDates):
        return frozenset()
    return frozenset(calendar.working_dates(country, subdivision, year))


@lru_cache(maxsize=512)
def half_day_hours(
    calendar: Calendar, country: str, subdivision: str | None, year: int
) -> Mapping[date, tuple[OfficeHours, ...]]:
    """Return the hours of a year's half days, if the calendar knows such."""
    if not isinstance(calendar, KnowsDayHours):
        return _NO_HOURS
    found = calendar.day_hours(country, subdivision, year)
    return MappingProxyType({day: spans_of(spans, "day_hours") for day, spans in found.items()})


@lru_cache(maxsize=512)
def half_days(calendar: Calendar, country: str, subdivision: str | None, year: int) -> Mapping[date, Reason]:
    """Return the half holidays of a year whose hours nobody knows, if the calendar names such."""
    if not isinstance(calendar, KnowsHalfDays):
        return _NO_REASONS
    known = half_day_hours(calendar, country, subdivision, year)
    where = place_name(country, subdivision)
    named = calendar.half_days(country, subdivision, year).items()
    return MappingProxyType({day: _half(day, name, where) for day, name in named if day not in known})


def _half(day: date, name: str, where: str) -> Reason:
    text = clause("{day} is a half holiday in {place} ({name}); its hours are not known, so the usual ones count")
    return because("half_day", text, day=DayMonth(day), place=where, name=name)
