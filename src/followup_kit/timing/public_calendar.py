"""The source of holidays that is built in: the `holidays` package.

It is imported when a country is first asked for, never before: it takes some 50 ms to load.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from inspect import signature
from types import MappingProxyType
from typing import Any, Protocol, cast

from attrs import frozen

from followup_kit.errors import InvalidFact

from .calendar_protocol import Calendar, Holiday

__all__ = ["public_holidays"]


class _Country(Protocol):
    """What is used of the country objects of the `holidays` package."""

    start_year: int
    end_year: int
    supported_categories: Collection[str]
    weekend_workdays: Collection[date]

    def items(self) -> Any: ...
    def _get_weekend(self, dt: date) -> set[int]: ...


def _near(problem: str, given: str, names: Mapping[str, str], shown: Mapping[str, str]) -> str:
    """Add what would work: `names` are the codes by all that they are called, `shown` what is put beside a code."""
    if not names:
        return f"{problem}; it has no subdivisions, leave it out"
    word = given.casefold()
    exact = [names[word]] if word in names else []
    near = exact or list(dict.fromkeys(names[name] for name in get_close_matches(word, names, n=12, cutoff=0.4)))
    codes = near[:5] or sorted(set(names.values()))[:12]
    return f"{problem}; near codes: {', '.join(f'{code} ({shown[code]})' if code in shown else code for code in codes)}"


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, list[str]]:
    from holidays import list_supported_countries

    known: dict[str, list[str]] = list_supported_countries(include_aliases=True)
    return {code: [str(sub) for sub in subs] for code, subs in known.items() if len(code) == 2}


@lru_cache(maxsize=1)
def _country_names() -> Mapping[str, str]:
    """Return the codes by what countries are called: their code, their code of three letters, their name."""
    from holidays.registry import COUNTRIES

    names = {code.casefold(): code for code in _codes()}
    for module, (_, *codes) in COUNTRIES.items():
        if codes and codes[0] in _codes():
            names |= dict.fromkeys([module.replace("_", " "), *map(str.casefold, codes)], codes[0])
    return {name: code for name, code in names.items() if not name.startswith("holidays")}


@lru_cache(maxsize=64)
def _subdivision_titles(country: str) -> Mapping[str, str]:
    """Return what the subdivisions of a country are called, by code."""
    from holidays import country_holidays

    aliases: Mapping[str, str] = country_holidays(country).subdivisions_aliases or {}
    return {str(code): str(title) for title, code in aliases.items()}


def _subdivision_names(country: str) -> Mapping[str, str]:
    """Return the codes of a country's subdivisions by what they are called: "by", "de-by", "bayern"."""
    codes = _codes()[country]
    names = {title.casefold(): code for code, title in _subdivision_titles(country).items()}
    return names | {f"{country}-{code}".casefold(): code for code in codes} | {code.casefold(): code for code in codes}


@lru_cache(maxsize=512)
def _country(country: str, subdivision: str | None, year: int, category: str = "public") -> _Country:
    """Load one year of one place, in English, with dates that are only estimated marked as such."""
    from holidays import country_holidays

    codes = _codes()
    if country not in codes:
        problem = f"no holidays are known for the country {country!r}; leave it out to plan without them"
        raise InvalidFact(_near(problem, country, _country_names(), {}), field="country")
    if subdivision is not None and subdivision not in codes[country]:
        problem = f"no holidays are known for the subdivision {subdivision!r} of {country}"
        near = _near(problem, subdivision, _subdivision_names(country), _subdivision_titles(country))
        raise InvalidFact(near, field="subdivision")
    load = cast(Callable[..., _Country], country_holidays)
    marked = _marked(country)
    return load(
        country, subdiv=subdivision, years=year, expand=False, language="en_US", categories=(category,), **marked
    )


@lru_cache(maxsize=256)
def _marked(country: str) -> dict[str, bool]:
    """Return the option that marks estimated dates, for the countries that have dates by the moon."""
    from holidays import country_holidays

    takes = signature(type(country_holidays(country)).__init__).parameters
    return {"islamic_show_estimated": True} if "islamic_show_estimated" in takes else {}


def _holiday(name: str) -> Holiday:
    for mark in (" (estimated)", ", estimated)"):
        if mark in name:
            return Holiday(name.replace(mark, ")" if mark[0] == "," else ""), estimated=True)
    return Holiday(name)


@lru_cache(maxsize=1024)
def _holidays(country: str, subdivision: str | None, year: int) -> Mapping[date, Holiday]:
    found = _country(country, subdivision, year)
    return MappingProxyType({day: _holiday(name) for day, name in found.items() if day.year == year})


@lru_cache(maxsize=512)
def _half_days(country: str, subdivision: str | None, year: int) -> Mapping[date, str]:
    if "half_day" not in _country(country, subdivision, year).supported_categories:
        return MappingProxyType({})
    found = _country(country, subdivision, year, "half_day")
    return MappingProxyType({day: _holiday(name).name for day, name in found.items() if day.year == year})


@lru_cache(maxsize=512)
def _working_dates(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    # A day off in January may be worked for in the December before, and stands in January's year.
    loaded = (_country(country, subdivision, of).weekend_workdays for of in (year, year + 1))
    return frozenset(day for days in loaded for day in days if day.year == year)


@lru_cache(maxsize=4096)
def _week(country: str, day: date) -> frozenset[int]:
    # The package keeps dated weekends (the Emirates changed theirs in 2022) behind this name only.
    weekend = _country(country, None, day.year)._get_weekend(day)
    return frozenset(range(1, 8)) - {number + 1 for number in weekend}


@lru_cache(maxsize=1)
def _version() -> str:
    from importlib.metadata import version  # takes some ms to load, and is asked for with a country only

    return f"holidays {version('holidays')}"


@frozen
class _PublicHolidays:
    """Public holidays, weekends and make-up working days of some 250 countries, from the `holidays` package."""

    name: str = "public"

    @property
    def version(self) -> str:
        """The package with its version."""
        return _version()

    def holidays(self, country: str, subdivision: str | None, year: int) -> Mapping[date, Holiday]:
        """See `Calendar`."""
        return _holidays(country, subdivision, year)

    def working_days(self, country: str, day: date) -> frozenset[int]:
        """See `Calendar`."""
        return _week(country, day)

    def knows(self, country: str, year: int) -> bool:
        """See `Calendar`."""
        place = _country(country, None, year)
        return place.start_year <= year <= place.end_year

    def working_dates(self, country: str, subdivision: str | None, year: int) -> frozenset[date]:
        """See `KnowsWorkingDates`."""
        return _working_dates(country, subdivision, year)

    def half_days(self, country: str, subdivision: str | None, year: int) -> Mapping[date, str]:
        """See `KnowsHalfDays`: the package tells the hours, if at all, in the name only."""
        return _half_days(country, subdivision, year)


def public_holidays() -> Calendar:
    """Return the built-in source: the `holidays` package, loaded when a country is first asked for.

    What is a holiday in a subdivision is what the package says. It has no Carnival Monday for any German state, for
    instance, since no law makes it one: a house that is shut then records it among its `closures`.
    """
    return _PublicHolidays()
