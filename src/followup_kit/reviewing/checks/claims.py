"""FAC, made up: places of work, clock times, promises and numbers in words that no fact of the record holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from zoneinfo import available_timezones

from attrs import evolve

from followup_kit.facts.interview import Interview
from followup_kit.facts.moments import zone_info
from followup_kit.script import is_unspaced

from ..facts_in_text import (
    HANDING,
    LEGAL_FORMS,
    MASK,
    KnownFact,
    capitalised_run,
    known_strings,
    known_words,
    mentioned,
    recorded_numbers,
)
from ..letter import Letter, Passage
from ..model import Example, Severity
from ..nearness import words
from ..rule import Hit, Rule, rule

__all__ = ["CHECKS"]


@lru_cache(maxsize=1)
def _cities() -> frozenset[str]:
    """The cities that time zones are named after, in small letters; a city is no employer."""
    return frozenset(name.rsplit("/", 1)[-1].replace("_", " ").casefold() for name in available_timezones())


@rule(
    "FAC014",
    Severity.WARNING,
    title="an organisation that the record does not have",
    help="Check the name, and add the fact to the record if it is right.",
    passes=(
        Example(
            body="Dear Dr Weber,\n\nAt Globex I moved tables, and at Harbour Analytics I would move more.", record=True
        ),
        Example(body="Dear Dr Weber,\n\nI grew up at Leeds, lived at London, and I am free at Easter.", record=True),
        Example(
            body="Sehr geehrte Frau Dr. Weber,\n\nbei Rückfragen habe ich oft geholfen, auch bei Globex.",
            locale="de-DE",
            record=True,
        ),
    ),
    flags=(
        Example(body="Dear Dr Weber,\n\nAt Initech I led the reviews.", record=True),
        Example(body="Dear Dr Weber,\n\nThat was when I worked for Initech Holding.", record=True),
        Example(
            body="Sehr geehrte Frau Dr. Weber,\n\nbei Initech habe ich Tabellen umgezogen.", locale="de-DE", record=True
        ),
    ),
)
def unknown_organisation(letter: Letter) -> Iterator[Hit]:
    """Find names behind "at" and "worked for" that stand in no fact; places and days are left alone."""
    interview = letter.interview
    if interview is None:
        return
    known = known_words(interview) | {word.casefold() for line in _addresses(interview) for word in line.split()}
    known |= {name.casefold() for name in (*letter.language.weekdays(), *letter.language.months())} | LEGAL_FORMS
    for passage in letter.passages:
        for entry in letter.language.entries("worked_at"):
            for cue in entry.regex.finditer(passage.bare):
                run = capitalised_run(passage.bare, cue.end())
                # "At Globex I led": the pronoun has a capital, but is no part of the name.
                name = re.sub(r" I(?:'\w{1,2})?$", "", run[0]) if run else ""
                if run is None or _ordinary(name, known, letter) or not _may_be_firm(letter, passage, cue, run):
                    continue
                message = f"“{name}” is in no fact of the record"
                yield Hit(passage=passage, start=run.start(), end=run.start() + len(name), message=message)


def _may_be_firm(letter: Letter, passage: Passage, cue: re.Match[str], run: re.Match[str]) -> bool:
    """In German every noun has a capital: only in a claim, and without an article, does it have to be a name."""
    if letter.language.language != "de":
        return True
    sentence = passage.bare[slice(*letter.sentence_around(passage, cue.start()))]
    named = LEGAL_FORMS.intersection(match[0].casefold() for match in words(run[0]))
    return bool(named) or (run.start() == cue.end() + 1 and letter.has(sentence, "own_claim", "former"))


def _addresses(interview: Interview) -> Iterator[str]:
    yield from interview.candidate.postal_address
    for person in interview.panel:
        yield from person.postal_address


def _ordinary(run: str, known: frozenset[str], letter: Letter) -> bool:
    """True if the words are the record's, a place, a day, or a capitalised word of everybody's."""
    found = [match[0].casefold() for match in words(run)]
    first = found[0].removesuffix("'s") if found else ""
    common = (*letter.language.entries("no_company"), *letter.language.entries("plain_word"))
    said = any(entry.regex.fullmatch(first) for entry in common)
    return first in known or said or run.casefold() in _cities() or first in _cities()


_CLOCK = re.compile(
    r"(?<![\w:./-])(?P<hour>[01]?\d|2[0-4])"
    r"(?:(?::|(?P<dot>\.))(?P<minute>[0-5]\d))?"
    r"(?P<half> ?(?:(?P<late>p)|a)\.?m\b\.?| ?Uhr\b| o'clock\b)?(?![\w:/-]|[.,]\d)",
    re.IGNORECASE,
)


@rule(
    "FAC015",
    Severity.WARNING,
    title="a time of day that the record does not have",
    help="Check the clock time, or leave it out; the day is enough.",
    passes=(
        Example(body="Dear Dr Weber,\n\nThank you for our talk at 14:00; at 3:30 p.m. I was wiser.", record=True),
        Example(body="Dear Dr Weber,\n\nI can be reached until 18:00. Version 3.14 came up.", record=True),
    ),
    flags=(
        Example(body="Dear Dr Weber,\n\nThank you for our talk at 9:00.", record=True),
        Example(body="Dear Dr Weber,\n\nThank you for our talk at 11 a.m. on Tuesday.", record=True),
        Example(body="Sehr geehrte Frau Dr. Weber,\n\ndanke für das Gespräch um 9 Uhr.", locale="de-DE", record=True),
    ),
)
def clock_time(letter: Letter) -> Iterator[Hit]:
    """Compare clock times with the interview's beginning and end; advice only where its beginning is not recorded."""
    interview = letter.interview
    if interview is None:
        return
    known = _clock_times(letter, interview)
    for passage in letter.passages:
        for match in _CLOCK.finditer(passage.bare):
            start, end = letter.sentence_around(passage, match.start())
            if not _tells_time(passage, match) or letter.has(passage.bare[start:end], "available"):
                continue
            minute, hour = int(match["minute"] or 0), int(match["hour"])
            readings = {(hour % 12 + 12 if match["late"] else hour) * 60 + minute}
            if hour <= 12 and not (match["half"] and re.search(r"(?i)m", match["half"])):
                readings.add((hour % 12 + 12) * 60 + minute)  # "at two" may be in the afternoon
            if not readings & known:
                bad = Severity.WARNING if interview.started else Severity.INFO
                message = f"“{match[0].strip()}” is neither the beginning nor the end of the interview"
                yield Hit(passage=passage, start=match.start(), end=match.end(), message=message, severity=bad)


def _tells_time(passage: Passage, match: re.Match[str]) -> bool:
    """True for "14:00", "2 pm", "9 Uhr" and "at 9.30", not for "3.14" and "9"."""
    if MASK in match[0] or not (match["minute"] or match["half"]):
        return False
    lead = passage.bare[max(0, match.start() - 8) : match.start()]
    return (
        not match["dot"]
        or match["half"] is not None
        or re.search(r"(?i)\b(?:at|um|ab|from|until|las|alle) $", lead) is not None
    )


def _clock_times(letter: Letter, interview: Interview) -> frozenset[int]:
    """Minutes since midnight at which the interview began and ended, on the clocks of everybody concerned."""
    zones = {interview.local_zone, interview.candidate.zone, letter.recipient.zone if letter.recipient else None}
    moments = [one for one in (interview.started, interview.ended) if one is not None]
    moments += [entry.at for entry in interview.events]
    shown: list[datetime] = [*moments, *(one.astimezone(zone_info(zone)) for one in moments for zone in zones if zone)]
    return frozenset(one.hour * 60 + one.minute for one in shown)


@rule(
    "FAC016",
    Severity.WARNING,
    title="a promise that the record does not have",
    help="Check what you promised to whom, and add the promise to the record if it is right.",
    passes=(
        Example(body="Dear Dr Weber,\n\nAs promised, I will send you the test plan.", record=True),
        Example(
            body="Sehr geehrte Frau Dr. Weber,\n\nwie versprochen folgt der Testplan.", locale="de-DE", record=True
        ),
    ),
    flags=(
        Example(body="Dear Dr Weber,\n\nAs promised, I will send you my portfolio.", record=True),
        Example(
            body="---\nrecipient: okafor\n---\n\nDear Sam Okafor,\n\nI promised to send you the test plan.", record=True
        ),
        Example(
            body="Sehr geehrte Frau Dr. Weber,\n\nwie versprochen schicke ich Ihnen mein Zeugnis.",
            locale="de-DE",
            record=True,
        ),
    ),
)
def unknown_promise(letter: Letter) -> Iterator[Hit]:
    """Find "as promised" in a sentence that has no word of a recorded promise to this person."""
    interview, language = letter.interview, letter.language.language
    if interview is None or letter.recipient is None:
        return
    own = [one for one in interview.promises if one.by == "candidate" and one.to in (None, letter.recipient.ref)]
    facts = [KnownFact(id=one.id, text=one.text) for one in own]
    body, apart = letter.body, HANDING.get(language, frozenset())
    for start, end in letter.sentences:
        for entry in letter.language.entries("promised"):
            match = entry.regex.search(body.plain, start, end)
            if match and not mentioned(body.plain[start:end], facts, language, share=0.0, apart=apart):
                whom = letter.recipient.name.display
                message = f"“{body.text[match.start() : match.end()]}”: the record has no such promise to {whom}"
                yield Hit(passage=body, start=match.start(), end=match.end(), message=message)


@rule(
    "FAC017",
    Severity.WARNING,
    title="a number in words that the record does not have",
    help="Check the number, and add the fact to the record if it is right.",
    passes=(
        Example(
            body="Dear Dr Weber,\n\nI moved forty tables. I have two questions, and we had twenty minutes.", record=True
        ),
        Example(
            body="Dear Dr Weber,\n\nYour twelve engineers and the three of us spoke about the streams.", record=True
        ),
    ),
    flags=(
        Example(body="Dear Dr Weber,\n\nI led fifty people in a team of ninety at Globex.", record=True),
        Example(body="Dear Dr Weber,\n\nI have twelve years of experience.", record=True),
        Example(body="Sehr geehrte Frau Dr. Weber,\n\nich habe dreißig Leute geführt.", locale="de-DE", record=True),
    ),
)
def number_words(letter: Letter) -> Iterator[Hit]:
    """Find numbers in words beside a noun, in what the writer claims of the own work."""
    interview = letter.interview
    if interview is None:
        return
    entries = tuple(letter.language.entries("number_word"))
    facts = evolve(interview, started=None, reply_by=None)
    texts = known_strings(facts)
    spoken = {entry.id.rsplit("-", 1)[-1] for entry in entries if any(entry.regex.search(text) for text in texts)}
    known = (recorded_numbers(facts) - _digits_of_days(interview)) | spoken
    for passage in letter.passages:
        for entry in entries:
            if entry.id.rsplit("-", 1)[-1] in known:
                continue
            for match in entry.regex.finditer(passage.bare):
                if _claimed(letter, passage, match):
                    message = f"“{match[0]}” is in no fact of the record"
                    yield Hit(passage=passage, start=match.start(), end=match.end(), message=message)


def _digits_of_days(interview: Interview) -> frozenset[str]:
    """Digits that only the record's days and hours have."""
    said = {re.sub(r"\D", "", one) for text in known_strings(interview) for one in re.findall(r"\d[\d.,']*", text)}
    return recorded_numbers(interview) - said


def _claimed(letter: Letter, passage: Passage, match: re.Match[str]) -> bool:
    """True if the number counts something in a clause about the writer's own work."""
    start, end = letter.sentence_around(passage, match.start())
    lead, rest = passage.bare[start : match.start()], passage.bare[match.end() : end]
    if (
        lead.endswith("-")
        or rest.startswith("-")
        or re.search(r"(?i)\b(?:your|the|these|those|ihre\w?|die|den|der|sus?|tus|los|las|i|gli|le) $", lead)
    ):
        return False
    unspaced = is_unspaced(match[0])
    following = re.match(r"(\w)" if unspaced else r" ([^\W\d_][\w-]{0,40})", rest)
    plain = (*letter.language.entries("plain_count"), *letter.language.entries("plain_word"))
    counts = following is not None and not any(entry.regex.fullmatch(following[1]) for entry in plain)
    claims = [
        one
        for entry in letter.language.entries("own_claim")
        for one in entry.regex.finditer(passage.bare[start:end] if unspaced else lead)
    ]
    beside = any(one.end() == len(lead) - 1 for one in claims)
    listed = following is not None and any(
        entry.regex.fullmatch(following[1]) for entry in letter.language.entries("plain_count")
    )
    return bool(claims) and (
        counts or (beside and not listed and re.search(r"(?i)\b(?:of|von|aus|de) $", lead) is not None)
    )


CHECKS: tuple[Rule, ...] = (unknown_organisation, clock_time, unknown_promise, number_words)
