"""Where public holidays and working weeks come from: a protocol, and the source that is built in.

The `holidays` package is imported when a country is first asked for, never before: it takes some 50 ms to load.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from importlib.metadata import version
from inspect import signature
from types import MappingProxyType
from typing import Any, Protocol, cast, runtime_checkable

from attrs import frozen

from followup_kit.errors import InvalidFact

__all__ = ["MONDAY_TO_FRIDAY", "Calendar", "Holiday", "public_holidays"]

MONDAY_TO_FRIDAY = frozenset({1, 2, 3, 4, 5})
"""The working week (1 = Monday) where no country is known."""


@frozen
class Holiday:
    """A public holiday. `estimated` dates follow the moon and are settled only shortly before."""

    name: str
    estimated: bool = False


@runtime_checkable
class Calendar(Hashable, Protocol):
    """A source of public holidays and working weeks; hashable, and always of the same answer."""

    @property
    def name(self) -> str:
        """The name by which a user chooses it."""
        ...

    @property
    def version(self) -> str:
        """Whose data it is, and of which version: this stands in every plan."""
        ...

    def holidays(self, country: str, subdivision: str | None, year: int) -> Mapping[date, Holiday]:
        """Return the days of that year on which offices there are closed; empty for a year that it does not know.

        Raises:
            InvalidFact: it does not know the country or the subdivision; the message lists near codes.
        """
        ...

    def working_days(self, country: str, day: date) -> frozenset[int]:
        """Return the working week in force there on that day, 1 = Monday to 7 = Sunday.

        Raises:
            InvalidFact: it does not know the country.
        """
        ...

    def knows(self, country: str, year: int) -> bool:
        """Return whether the holidays of that year are known."""
        ...


class _Country(Protocol):
    """What is used of the country objects of the `holidays` package."""

    start_year: int
    end_year: int

    def items(self) -> Any: ...
    def _get_weekend(self, dt: date) -> set[int]: ...


def _near(kind: str, code: str, known: list[str]) -> str:
    near = get_close_matches(code.upper(), known, n=5, cutoff=0.4) or known[:12]
    return f"{kind}; near codes: {', '.join(near)}" if near else f"{kind}; it has no subdivisions"


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, list[str]]:
    from holidays import list_supported_countries

    known: dict[str, list[str]] = list_supported_countries(include_aliases=True)
    return {code: [str(sub) for sub in subs] for code, subs in known.items() if len(code) == 2}


@lru_cache(maxsize=512)
def _country(country: str, subdivision: str | None, year: int) -> _Country:
    """Load one year of one place, in English, with dates that are only estimated marked as such."""
    from holidays import country_holidays

    codes = _codes()
    if country not in codes:
        known = f"no holidays are known for the country {country!r}; leave it out to plan without them"
        raise InvalidFact(_near(known, country, sorted(codes)), field="country")
    if subdivision is not None and subdivision not in codes[country]:
        known = f"no holidays are known for the subdivision {subdivision!r} of {country}"
        raise InvalidFact(_near(known, subdivision, sorted(codes[country])), field="subdivision")
    load = cast(Callable[..., _Country], country_holidays)
    return load(country, subdiv=subdivision, years=year, expand=False, language="en_US", **_marked(country))


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


@lru_cache(maxsize=1)
def _version() -> str:
    return f"holidays {version('holidays')}"


@frozen
class _PublicHolidays:
    """Public holidays and weekends of some 250 countries, from the `holidays` package."""

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
        # The package keeps dated weekends (the Emirates changed theirs in 2022) behind this name only.
        weekend = _country(country, None, day.year)._get_weekend(day)
        return frozenset(range(1, 8)) - {number + 1 for number in weekend}

    def knows(self, country: str, year: int) -> bool:
        """See `Calendar`."""
        place = _country(country, None, year)
        return place.start_year <= year <= place.end_year


def public_holidays() -> Calendar:
    """Return the built-in source: the `holidays` package, loaded when a country is first asked for."""
    return _PublicHolidays()
