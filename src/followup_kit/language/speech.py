"""The program's own words in a language: clauses through gettext, dates and lists through Babel.

English needs neither: its clauses are the keys of the catalogues, and its dates are written here. Babel is loaded when
another language is first asked for.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Literal, Protocol

from attrs import frozen

from followup_kit.errors import NotFound, known_names

__all__ = ["ENGLISH", "Speech", "clause", "counted", "speech", "spoken"]

DOMAIN = "followup_kit"


def clause(text: str) -> str:
    """Mark a clause for the catalogues and return it as it is."""
    return text


def counted(one: str, many: str) -> tuple[str, str]:
    """Mark a number with its unit, singular and plural, for the catalogues and return both."""
    return one, many


_UNITS = {
    "second": counted("{n} second", "{n} seconds"),
    "minute": counted("{n} minute", "{n} minutes"),
    "hour": counted("{n} hour", "{n} hours"),
    "day": counted("{n} day", "{n} days"),
    "business day": counted("{n} business day", "{n} business days"),
}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# Babel separates with spaces that a terminal or a plain text file may show as boxes.
_ODD_SPACES = str.maketrans({"\u202f": " ", "\u00a0": " ", "\u2009": " "})

_STOPS = (".", "!", "?", "\u2026", "\u3002")
_CLOSING_QUOTES = "\"'\u201d\u2019\u201c\u00bb"
_FRENCH_FIRST = re.compile(r"\b1\b")
_SPANISH_I = re.compile(r"(?i)[ií]|h[ií](?![ae])")
_SKELETONS = {"short": "MMMMd", "brief": "MMMEd", "briefest": "Ed"}


class Speech(Protocol):
    """How one language says what reasons are made of."""

    def template(self, text: str) -> str:
        """Return the clause for an English one, slots untouched; one without translation comes back as it is."""
        ...

    def clock(self, moment: datetime) -> str:
        """Return an aware moment as its own zone's clocks show it, with the zone."""
        ...

    def day(self, day: date, *, year: bool = True) -> str:
        """Return a whole date, or without weekday and year."""
        ...

    def brief(self, day: date, *, month: bool = True) -> str:
        """Return a date as short as a picture needs it: "Fri 6 Mar", or without the month "Fri 6"."""
        ...

    def weekday(self, day: date) -> str:
        """Return a short name of the day of the week: "Fri"."""
        ...

    def count(self, n: int, unit: str) -> str:
        """Return so many of a unit: second, minute, hour, day or business day."""
        ...

    def listed(self, items: Sequence[str]) -> str:
        """Return the items as a list in a sentence."""
        ...

    def weekdays(self, numbers: frozenset[int]) -> str:
        """Return days of the week, 1 = Monday, as one run where they are one."""
        ...

    def sentence(self, clause: str) -> str:
        """Return the clause as a sentence."""
        ...


def _zone_label(moment: datetime) -> str:
    # Abbreviations that are digits ("+0545") mean nothing to a reader; an offset does.
    label, offset = moment.tzname() or "", moment.utcoffset()
    if label.isalpha() or offset is None:
        return label
    hours, minutes = divmod(abs(int(offset.total_seconds())) // 60, 60)
    return f"UTC{'-' if offset.days < 0 else '+'}{hours:02}:{minutes:02}"


def _clock(moment: datetime) -> str:
    second = f":{moment.second:02}" if moment.second else ""
    return f"{moment.hour:02}:{moment.minute:02}{second} {_zone_label(moment)}"


def _run(numbers: frozenset[int]) -> tuple[int, int] | None:
    """Return first and last of three or more days in a row, also over the Sunday; None for anything else."""
    # A week that runs over the Sunday starts after its longest gap, not on Monday.
    starts = [n for n in sorted(numbers) if (n - 2) % 7 + 1 not in numbers]
    if len(starts) != 1 or len(numbers) < 3:
        return None
    return starts[0], (starts[0] + len(numbers) - 2) % 7 + 1


def _sentence(clause: str) -> str:
    # A clause that ends in somebody's own words may bring its stop along. Title case, since upper case is no capital
    # in every script.
    stop = "" if clause.rstrip(_CLOSING_QUOTES).endswith(_STOPS) else "."
    return clause[:1].title() + clause[1:] + stop


@frozen
class _English:
    def template(self, text: str) -> str:
        return text

    def clock(self, moment: datetime) -> str:
        """Return "Friday 6 March 2026, 15:30 CET"."""
        return f"{self.day(moment.date())}, {_clock(moment)}"

    def day(self, day: date, *, year: bool = True) -> str:
        """Return "Friday 25 December 2026", or "25 December"."""
        short = f"{day.day} {_MONTHS[day.month - 1]}"
        return f"{_WEEKDAYS[day.weekday()]} {short} {day.year}" if year else short

    def brief(self, day: date, *, month: bool = True) -> str:
        short = f"{_WEEKDAYS[day.weekday()][:3]} {day.day}"
        return f"{short} {_MONTHS[day.month - 1][:3]}" if month else short

    def weekday(self, day: date) -> str:
        return _WEEKDAYS[day.weekday()][:3]

    def count(self, n: int, unit: str) -> str:
        return _UNITS[unit][n != 1].format(n=n)

    def listed(self, items: Sequence[str]) -> str:
        """Return "A, B and C"."""
        return ", ".join(items[:-1]) + (" and " if len(items) > 1 else "") + items[-1] if items else ""

    def weekdays(self, numbers: frozenset[int]) -> str:
        """Return "Monday to Friday", "Sunday to Thursday", "Monday and Wednesday"."""
        run = _run(numbers)
        if run:
            return f"{_WEEKDAYS[run[0] - 1]} to {_WEEKDAYS[run[1] - 1]}"
        return self.listed([_WEEKDAYS[n - 1] for n in sorted(numbers)]) if len(numbers) < 7 else "every day"

    def sentence(self, clause: str) -> str:
        return _sentence(clause)


ENGLISH: Speech = _English()
"""English, as in the source; the language of everything that a program reads."""


@lru_cache(maxsize=4096)
def _said_day(tag: str, day: date, form: str) -> str:
    from babel.dates import format_date, format_skeleton

    said = format_date(day, "full", tag) if form == "full" else format_skeleton(_SKELETONS[form], day, locale=tag)
    if tag.startswith("fr") and day.day == 1:
        # French counts the first of a month, as the data behind Babel does not.
        said = _FRENCH_FIRST.sub("1er", said, count=1)
    return str(said).translate(_ODD_SPACES)


@lru_cache(maxsize=64)
def _day_names(tag: str, width: Literal["abbreviated", "wide"] = "wide") -> tuple[str, ...]:
    from babel.dates import get_day_names

    names = get_day_names(width, locale=tag)
    return tuple(str(names[n]).translate(_ODD_SPACES) for n in range(7))


@frozen
class _Translated:
    """A language with a catalogue. `tag` is what Babel calls it, with its region where one was given."""

    tag: str
    catalogue: gettext.NullTranslations

    def template(self, text: str) -> str:
        # What a catalogue has for nothing is its header.
        return self.catalogue.gettext(text) if text else text

    def clock(self, moment: datetime) -> str:
        return f"{self.day(moment.date())}, {_clock(moment)}"

    def day(self, day: date, *, year: bool = True) -> str:
        return _said_day(self.tag, day, "full" if year else "short")

    def brief(self, day: date, *, month: bool = True) -> str:
        return _said_day(self.tag, day, "brief" if month else "briefest")

    def weekday(self, day: date) -> str:
        return _day_names(self.tag, "abbreviated")[day.weekday()].rstrip(".")

    def count(self, n: int, unit: str) -> str:
        return self.catalogue.ngettext(*_UNITS[unit], n).format(n=n)

    def listed(self, items: Sequence[str]) -> str:
        from babel.lists import format_list

        said = str(format_list(list(items), locale=self.tag)).translate(_ODD_SPACES)
        if self.tag.startswith("es") and len(items) > 1 and _SPANISH_I.match(items[-1]):
            # "y" becomes "e" in front of its own sound.
            joint = len(said) - len(items[-1])
            said = re.sub(r"\by $", "e ", said[:joint]) + said[joint:]
        return said

    def weekdays(self, numbers: frozenset[int]) -> str:
        names = _day_names(self.tag)
        run = _run(numbers)
        if run:
            return self.template(clause("{first} to {last}")).format(first=names[run[0] - 1], last=names[run[1] - 1])
        if len(numbers) == 7:
            return self.template(clause("every day"))
        return self.listed([names[n - 1] for n in sorted(numbers)])

    def sentence(self, clause: str) -> str:
        return _sentence(clause)


@lru_cache(maxsize=1)
def spoken() -> tuple[str, ...]:
    """Return the languages in which the program can say its own words, English first."""
    folders = files(__package__) / "catalogs"
    return ("en", *sorted(folder.name for folder in folders.iterdir() if folder.is_dir()))


@lru_cache(maxsize=64)
def speech(locale: str) -> Speech:
    """Return how a language says things, by its tag or that of a region: "de", "de-AT".

    Raises:
        NotFound: there is no catalogue for it; the known languages are named.
    """
    tag = locale.replace("_", "-").split("-")[0].lower()
    if tag == "en":
        return ENGLISH
    if tag not in spoken():
        raise NotFound(known_names("language of explanations", locale, spoken()))
    found = files(__package__) / "catalogs" / tag / "LC_MESSAGES" / f"{DOMAIN}.mo"
    with as_file(found) as path, path.open("rb") as binary:
        return _Translated(_known_to_babel(locale) or tag, gettext.GNUTranslations(binary))


def _known_to_babel(locale: str) -> str | None:
    """Return the name under which Babel knows a language with its region; None if it does not."""
    from babel.core import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(locale.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return None
