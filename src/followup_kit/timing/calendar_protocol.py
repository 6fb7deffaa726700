"""What the planner asks of a source of holidays and working weeks, and what a source may know besides."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from datetime import date
from typing import Protocol, runtime_checkable

from attrs import frozen

from followup_kit.facts.opening import OfficeHours

__all__ = [
    "MONDAY_TO_FRIDAY",
    "Calendar",
    "Holiday",
    "KnowsClosures",
    "KnowsDayHours",
    "KnowsHalfDays",
    "KnowsWorkingDates",
]

MONDAY_TO_FRIDAY = frozenset({1, 2, 3, 4, 5})
"""The working week (1 = Monday) where no country is known."""


@frozen
class Holiday:
    """A day on which offices are closed.

    `estimated` dates follow the moon and are settled only shortly before. `own` are closed days of one's own rather
    than public ones, see `with_closures`.
    """

    name: str
    estimated: bool = False
    own: bool = False


@runtime_checkable
class Calendar(Hashable, Protocol):
    """A source of public holidays and working weeks; hashable, and always of the same answer.

    It may have the members of `KnowsDayHours`, `KnowsWorkingDates`, `KnowsHalfDays` and `KnowsClosures` as well.
    """

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
            InvalidFact: it does not know the country or the subdivision; the message lists near codes, and `field` is
                "country" or "subdivision", so that the record's field can be named. A calendar that takes any country
                for one without holidays says by `knows` which years it knows.
        """
        ...

    def working_days(self, country: str, day: date) -> frozenset[int]:
        """Return the working week in force there on that day, 1 = Monday to 7 = Sunday.

        Raises:
            InvalidFact: it does not know the country; `field` is "country".
        """
        ...

    def knows(self, country: str, year: int) -> bool:
        """Return whether the holidays of that year are known."""
        ...


@runtime_checkable
class KnowsDayHours(Protocol):
    """What a calendar may have besides, if it knows until when people work on half days."""

    def day_hours(self, country: str, subdivision: str | None, year: int) -> Mapping[date, Sequence[OfficeHours]]:
        """Return the hours of that year's half days there; the usual hours count where both agree."""
        ...


@runtime_checkable
class KnowsWorkingDates(Protocol):
    """What a calendar may have besides, if it knows days at the weekend that are worked instead of another day."""

    def working_dates(self, country: str, subdivision: str | None, year: int) -> Collection[date]:
        """Return the make-up working days of that year there. They count where policy or employer says so."""
        ...


@runtime_checkable
class KnowsHalfDays(Protocol):
    """What a calendar may have besides, if it knows which days are half holidays, but not their hours."""

    def half_days(self, country: str, subdivision: str | None, year: int) -> Mapping[date, str]:
        """Return the half holidays of that year there by name. They close nothing; the trace names them."""
        ...


@runtime_checkable
class KnowsClosures(Protocol):
    """What a calendar may have besides, if it knows days on which a house is shut, in whatever country."""

    def closures(self, year: int) -> Mapping[date, str]:
        """Return the closed days of that year by name."""
        ...
