"""FAC, when: dates and weekdays in the letter against the calendar and the record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from followup_kit.facts.history import Occasion
from followup_kit.script import is_unspaced

from ..dates_in_text import (
    FoundWeekday,
    days_of_meeting,
    english_date,
    english_weekday,
    find_dates,
    find_weekdays,
    recorded_days,
)
from ..facts_in_text import mentioned, own_facts
from ..letter import Letter, Passage
from ..model import Example, Severity
from ..rule import Hit, Rule, replace, rule

__all__ = ["CHECKS"]


def _tells_when(letter: Letter, passage: Passage, start: int) -> bool:
    """True if what stands at `start` says when people met: after a word of meeting, not of what is to come."""
    begin, _ = letter.sentence_around(passage, start)
    before = passage.plain[max(begin, start - 80) : start]
    return letter.has(before, "meeting") and not letter.has(before, "ahead")


def _may_tell_when(letter: Letter, passage: Passage, start: int) -> bool:
    """True if the whole sentence is about having met, and nothing in it about what is to come."""
    sentence = passage.plain[slice(*letter.sentence_around(passage, start))]
    return letter.has(sentence, "meeting", "gratitude") and not letter.has(sentence, "ahead")


@rule(
    "FAC006",
    Severity.ERROR,
    title="a wrong date",
    help="Check the day of the interview and write that.",
    passes=(
        Example(body="Dear Dr Weber,\n\nThank you for our talk on 3 March 2026. You decide by 13 March.", record=True),
        Example(body="Sehr geehrte Frau Dr. Weber,\n\ndanke für das Gespräch am 3. März.", locale="de-DE", record=True),
    ),
    flags=(
        Example(body="Dear Dr Weber,\n\nThank you for our talk on 5 March 2026.", record=True),
        Example(body="Dear Dr Weber,\n\nI look forward to your decision on 31 March.", record=True),
        Example(body="Dear Dr Weber,\n\nYou will have the test plan by 9 March.", record=True),
        Example(body="Sehr geehrte Frau Dr. Weber,\n\ndanke für das Gespräch am 2. März.", locale="de-DE", record=True),
    ),
)
def wrong_date(letter: Letter) -> Iterator[Hit]:
    """Find dates that the record does not know: errors for the interview's, warnings for a decision's or promise's."""
    interview = letter.interview
    if interview is None:
        return
    known, held = recorded_days(interview, letter.draft), interview.ended_local.date()
    for passage in letter.passages:
        for found in find_dates(passage.plain, letter.language):
            day = found.near(held)
            if not passage.own(found.start, found.end):
                continue
            due = _tells_when(letter, passage, found.start)
            if day is None or day not in (days_of_meeting(interview) if due else known):
                due = due or day is None or _may_tell_when(letter, passage, found.start)
                bad, right = (
                    (Severity.ERROR, f"the interview was on {english_date(held)}")
                    if due
                    else _awaited(letter, passage, found.start)
                )
                message = f"“{passage.text[found.start : found.end]}” is not in the record; {right}"
                yield Hit(passage=passage, start=found.start, end=found.end, message=message, severity=bad)


def _awaited(letter: Letter, passage: Passage, at: int) -> tuple[Severity, str]:
    """Say how bad another date is in a sentence about a promise or the decision, and which one was due there."""
    interview = letter.interview
    sentence = passage.plain[slice(*letter.sentence_around(passage, at))]
    if interview is None:
        return Severity.INFO, ""
    facts = own_facts(interview, letter.recipient)
    named = {fact.id for fact in mentioned(sentence, facts, letter.language.language)}
    for promise in interview.promises:
        if promise.due and promise.id in named:
            return Severity.WARNING, f"the promise is due on {english_date(promise.due)}"
    if interview.reply_by and letter.has(sentence, "next_step"):
        return Severity.WARNING, f"the decision was announced for {english_date(interview.reply_by)}"
    return Severity.INFO, f"the interview was on {english_date(interview.ended_local.date())}"


@rule(
    "FAC007",
    Severity.ERROR,
    title="a weekday that does not belong to its date",
    help="Check both in a calendar.",
    passes=(
        Example(body="Dear Ms Okafor,\n\nWe met on Tuesday, 3 March 2026."),
        Example(body="Guten Tag,\n\nwir sprachen am Dienstag, dem 3. März 2026.", locale="de-DE"),
    ),
    flags=(
        Example(body="Dear Ms Okafor,\n\nWe met on Monday, 3 March 2026."),
        Example(body="Guten Tag,\n\nwir sprachen am Mittwoch, den 3. März 2026.", locale="de-DE"),
        Example(body="Dear Dr Weber,\n\nWe met on Friday 3 March.", record=True),
    ),
)
def weekday_of_date(letter: Letter) -> Iterator[Hit]:
    """Compare the weekday written before a date with the calendar."""
    for passage in letter.passages:
        for found in find_dates(passage.plain, letter.language):
            own = passage.own(found.start, found.end)
            if not own or found.weekday is None or (found.year is None and letter.interview is None):
                continue
            near = letter.interview.ended_local.date() if letter.interview else date(found.year or 2000, 1, 1)
            day = found.near(near)
            if day is not None and day.weekday() != found.weekday:
                message = f"{english_date(day)} is a {english_weekday(day)}"
                yield Hit(passage=passage, start=found.start, end=found.end, message=message)


@rule(
    "FAC008",
    Severity.ERROR,
    title="a wrong weekday",
    help="Check on which day of the week the interview was.",
    passes=(
        Example(body="Dear Dr Weber,\n\nThank you for our talk on Tuesday. You decide on Friday.", record=True),
        Example(
            body="Sehr geehrte Frau Dr. Weber,\n\ndanke für das Gespräch am Dienstag.", locale="de-DE", record=True
        ),
        Example(body="Dear Dr Weber,\n\nI look forward to our talk on Monday.", record=True),
    ),
    flags=(
        Example(body="Dear Dr Weber,\n\nThank you for our talk on Wednesday.", record=True),
        Example(body="Sehr geehrte Frau Dr. Weber,\n\ndanke für das Gespräch am Montag.", locale="de-DE", record=True),
    ),
)
def wrong_weekday(letter: Letter) -> Iterator[Hit]:
    """Find the name of another weekday where the interview's is due."""
    interview = letter.interview
    if interview is None:
        return
    held = interview.ended_local.date()
    met = {day.weekday() for day in days_of_meeting(interview)}
    known = {day.weekday() for day in recorded_days(interview, letter.draft)}
    for passage in letter.passages:
        for found in find_weekdays(passage.plain, letter.language):
            due = _tells_when(letter, passage, found.start)
            told = passage.own(found.start, found.end) and (due or _may_tell_when(letter, passage, found.start))
            if told and _follows_preposition(passage, found) and found.weekday not in (met if due else known):
                text, name = passage.text[found.start : found.end], letter.language.weekday(held)
                message = f"the interview was on a {english_weekday(held)}, not on “{text}”"
                fixes = replace(passage, found.start, found.end, name, title=f"write “{name}”")
                yield Hit(passage=passage, start=found.start, end=found.end, message=message, fixes=fixes)


def _follows_preposition(passage: Passage, found: FoundWeekday) -> bool:
    if is_unspaced(passage.plain[found.start : found.end]):  # no preposition; what follows it is always a particle
        return True
    return (
        re.search(
            r"(?i)\b(?:on|last|this|vom|am|letzten|vergangenen|el|del|este|pasado|de|ce|di|scorso) $",
            passage.plain[: found.start][-16:],
        )
        is not None
    )


@rule(
    "FAC013",
    Severity.ERROR,
    title="yesterday, on another day",
    help="Name the weekday or the date instead; it stays right when the letter is read later.",
    passes=(Example(body="Dear Dr Weber,\n\nThank you for our talk yesterday.", record=True),),
    flags=(
        Example(body="Dear Dr Weber,\n\nThank you for our talk today.", record=True),
        Example(
            body="Sehr geehrte Frau Dr. Weber,\n\nvielen Dank für das Gespräch von heute.", locale="de-DE", record=True
        ),
    ),
)
def relative_day(letter: Letter) -> Iterator[Hit]:
    """Compare "today" and "yesterday" with the day on which the letter is to leave, if that is known."""
    interview, sent = letter.interview, letter.draft.send_at
    if interview is None or sent is None or letter.draft.occasion is not Occasion.THANK_YOU:
        return
    held = interview.ended.astimezone(sent.tzinfo).date()
    for passage in letter.passages:
        for entry in letter.language.entries("relative_day"):
            for match in entry.regex.finditer(passage.bare):
                wrong = (sent.date() - held).days != int(entry.id.rsplit("-", 1)[-1])
                if wrong and _may_tell_when(letter, passage, match.start()):
                    message = f"the letter leaves on {sent.date()}; on that day the interview was not “{match[0]}”"
                    yield Hit(passage=passage, start=match.start(), end=match.end(), message=message)


CHECKS: tuple[Rule, ...] = (wrong_date, weekday_of_date, wrong_weekday, relative_day)
