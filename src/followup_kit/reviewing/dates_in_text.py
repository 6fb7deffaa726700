"""Dates and weekdays in a text, in the words of its language: "Tuesday, 3 March 2026", "March 3rd", "am 3. März"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from attrs import frozen

from followup_kit.facts.interview import Interview
from followup_kit.language.pack import Language
from followup_kit.script import edged
from followup_kit.writing.draft import Draft

__all__ = [
    "FoundDate",
    "FoundWeekday",
    "days_of_meeting",
    "english_date",
    "english_weekday",
    "find_dates",
    "find_weekdays",
    "recorded_days",
    "writes_dots",
    "writes_month_first",
]


@frozen(kw_only=True)
class FoundDate:
    """A date in a text. `year` is None where it is not written; `weekday` is 0 for Monday, if one stands before it.

    `style` says how it is written: day first ("3 March"), month first ("March 3"), or in figures ("3/3/2026").
    """

    start: int
    end: int
    day: int
    month: int
    year: int | None = None
    weekday: int | None = None
    style: str = "day-first"

    def near(self, when: date) -> date | None:
        """Return the day that is meant, of the year nearest to `when` if none is written; None for 31 February."""
        years = [self.year] if self.year is not None else [when.year, when.year + 1, when.year - 1]
        found = [day for day in (_day(year, self.month, self.day) for year in years) if day is not None]
        return min(found, key=lambda day: abs((day - when).days), default=None)


@frozen(kw_only=True)
class FoundWeekday:
    """The name of a weekday in a text; 0 is Monday."""

    start: int
    end: int
    weekday: int


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def english_date(day: date) -> str:
    """Return a date for a message, "19 May 2026": messages are English whatever the letter's language is."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def english_weekday(day: date) -> str:
    """Return the name of a weekday for a message."""
    return _WEEKDAYS[day.weekday()]


def writes_month_first(language: Language) -> bool:
    """True if the language puts the month before the day, as in "March 5"."""
    return not language.day(date(2026, 3, 25)).startswith("25")


def writes_dots(language: Language) -> bool:
    """True if the language puts a full stop behind the day, as in "5. März"."""
    return "5." in language.day(date(2026, 3, 5))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=32)
def _patterns(months: tuple[str, ...], weekdays: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    month = "|".join(sorted({re.escape(form) for name in months for form in (name, name[:3])}, key=len, reverse=True))
    week = "|".join(re.escape(name) for name in weekdays)
    before = rf"(?:(?P<weekday>{week})(?:,? (?:the |den |dem )?|, ?(?:the |den |dem )?))?"
    year = r"(?:(?:,| del?)? (?P<year>(?:19|20)\d\d)(?!\d))?"
    ordinal = r"(?:st|nd|rd|th|er|\.|[º°])?"
    day_first = rf"{before}(?<!\d)(?P<day>[0-3]?\d){ordinal} ?(?:of |de )?(?P<month>{month})\.?(?!\w){year}"
    month_first = rf"{before}(?P<month>{month})\.? (?:the )?(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\w:]){year}"
    figures = (
        rf"{before}(?<![\d/.-])(?:(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)"
        r"|(?P<one>[0-3]?\d)(?P<sign>[./])(?P<two>[0-3]?\d)(?P=sign)(?P<last>(?:19|20)?\d\d))(?![\d/-])"
    )
    if months[0][:1].isdigit():  # "3月5日": the day before the month would be read out of "11月5日"
        names = "|".join(re.escape(name[:1]) for name in weekdays)
        day_first = r"(?!)(?P<weekday>)(?P<day>)(?P<month>)"
        month_first = (
            rf"(?:(?P<lead>{names})曜日?[、,]? ?)?"
            r"(?<!\d)(?:(?P<year>(?:19|20)\d\d)年 ?)?(?P<month>[01]?\d)月 ?(?P<day>[0-3]?\d)日"
            rf"(?: ?[(（](?P<weekday>{names})(?:曜日?)?[)）])?"
        )
        return tuple(re.compile(pattern) for pattern in (day_first, month_first, figures))
    return tuple(re.compile(rf"(?<!\w)(?:{pattern})", re.I) for pattern in (day_first, month_first, figures))


def find_dates(text: str, language: Language) -> tuple[FoundDate, ...]:
    """Find the dates of a text in the order in which they stand. "May" alone or "March" in a name is no date."""
    return _find(text, language.months(), language.weekdays(), writes_month_first(language))


@lru_cache(maxsize=64)
def _find(text: str, months: tuple[str, ...], weekdays: tuple[str, ...], month_first: bool) -> tuple[FoundDate, ...]:
    lower, names = [name.casefold() for name in months], [name.casefold() for name in weekdays]
    found: list[FoundDate] = []
    for style, pattern in zip(("day-first", "month-first", "figures"), _patterns(months, weekdays), strict=True):
        for match in pattern.finditer(text):
            day, month, year = _numbers(match, lower, month_first=month_first)
            if 1 <= day <= 31 and 1 <= month <= 12 and not any(_overlap(match, other) for other in found):
                word = (match["weekday"] or match.groupdict().get("lead") or "").casefold()
                word = next((name for name in names if word and name.startswith(word)), word)
                found.append(
                    FoundDate(
                        start=match.start(),
                        # The full stop of "11 March." is the sentence's, not the date's.
                        end=match.end() - match[0].endswith("."),
                        day=day,
                        month=month,
                        year=year,
                        weekday=names.index(word) if word in names else None,
                        style=style,
                    )
                )
    return tuple(sorted(found, key=lambda one: one.start))


def _overlap(match: re.Match[str], other: FoundDate) -> bool:
    return match.start() < other.end and other.start < match.end()


def _numbers(match: re.Match[str], months: list[str], *, month_first: bool) -> tuple[int, int, int | None]:
    parts = match.groupdict()
    if parts.get("one"):
        one, two, last = int(parts["one"]), int(parts["two"]), int(parts["last"])
        day, month = (two, one) if month_first else (one, two)
        return day, month, last if last > 99 else 2000 + last
    word = parts["month"].casefold().rstrip(".")
    month = int(word) if word.isdigit() else _month(word, months)
    return int(parts["day"]), month, int(parts["year"]) if parts.get("year") else None


def _month(word: str, months: list[str]) -> int:
    return next((number for number, name in enumerate(months, 1) if name == word or name[:3] == word), 0)


def find_weekdays(text: str, language: Language) -> Iterator[FoundWeekday]:
    """Find the names of weekdays that do not belong to a date."""
    taken = list(find_dates(text, language))
    for number, name in enumerate(language.weekdays()):
        for match in re.finditer(edged(re.escape(name)), text, re.I):
            if not any(_overlap(match, one) for one in taken):
                yield FoundWeekday(start=match.start(), end=match.end(), weekday=number)


def days_of_meeting(interview: Interview) -> frozenset[date]:
    """Return the days on which people met, at the place of the interview and by the record's own clock."""
    days = {interview.ended_local.date(), interview.ended.date()}
    days |= {interview.started.date()} if interview.started else set()
    return frozenset(days | {entry.at.date() for entry in interview.events})


def recorded_days(interview: Interview, draft: Draft) -> frozenset[date]:
    """Return every day that the record knows: meetings, the decision, promises, and the letter's own day."""
    days = set(days_of_meeting(interview))
    days |= {interview.reply_by} if interview.reply_by else set()
    days |= {promise.due for promise in interview.promises if promise.due}
    days |= {draft.send_at.date()} if draft.send_at else set()
    return frozenset(days)
