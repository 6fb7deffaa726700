"""LOC: punctuation, capitals, dates and quotation marks as the letter's language and country write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from followup_kit.language.loading import built_in_lexicons
from followup_kit.language.pack import Language
from followup_kit.script import UNSPACED, letters

from ..dates_in_text import FoundDate, find_dates, writes_dots, writes_month_first
from ..facts_in_text import MASK, name_parts
from ..letter import Letter
from ..model import Example, Severity
from ..rule import Hit, Rule, replace, rule

__all__ = ["CHECKS"]

_MARK = re.compile(r"[,;:.!…–、，：；。．！-]{0,5}$")


def _mark(text: str, words: Iterable[str] = ()) -> str:
    """The marks at the end, without those that belong to one of these words: "Dear Lee Ott Jr.," ends in a comma."""
    found = _MARK.search(text)
    mark = found[0] if found else ""
    own = [
        taken
        for taken in range(1, len(mark) + 1)
        for word in words
        if re.search(rf"(?<!\w){re.escape(word)}$", text[: len(text) - len(mark) + taken])
    ]
    return mark[max(own, default=0) :]


def _ending_in_marks(letter: Letter) -> tuple[str, ...]:
    """Names and abbreviations whose last mark is their own."""
    names = name_parts(letter.recipient.name) if letter.recipient else ()
    titles = letter.language.titles.values()
    found = (*names, *letter.language.abbreviations, *titles)
    return tuple(word for word in found if not word[-1:].isalnum())


@rule(
    "LOC001",
    Severity.WARNING,
    title="punctuation after the salutation",
    help="End the salutation as the language does.",
    passes=(
        Example(body="Dear Ms Okafor,\n\nThank you."),
        Example(body="Dear Ms. Okafor:\n\nThank you.", locale="en-US"),
        Example(body="Dear Ms Okafor\n\nThank you.\n\nKind regards\n\nMara"),
        Example(body="Guten Tag Sam Okafor,\n\nvielen Dank.", locale="de-DE"),
    ),
    flags=(
        Example(body="Dear Ms Okafor!\n\nThank you."),
        Example(body="Dear Ms Okafor\n\nThank you.\n\nKind regards,\n\nMara"),
        Example(body="Guten Tag Sam Okafor\n\nvielen Dank.", locale="de-DE"),
        Example(body="Guten Tag Sam Okafor:\n\nvielen Dank.", locale="de-DE"),
    ),
)
def after_salutation(letter: Letter) -> Iterator[Hit]:
    """Compare the mark after the salutation with the pack's."""
    if letter.salutation is None:
        return
    start, end = letter.salutation
    text, wanted = letter.body.text[start:end], letter.language.after_salutation
    mark = _mark(text, _ending_in_marks(letter))
    allowed = {wanted, *letter.language.also_after_salutation}
    if wanted and letter.closing is not None and _mark(letter.body.text[slice(*letter.closing)]):
        # No mark at all is right in Britain if the closing has none either.
        allowed.discard("")
    if mark not in allowed:
        yield _other_mark(letter, end - len(mark), end, wanted, "salutation")


def _other_mark(letter: Letter, start: int, end: int, wanted: str, part: str) -> Hit:
    shown = f"“{wanted}”" if wanted else "no mark"
    found = letter.body.text[start:end]
    said = f"“{found}” stands" if found else "no mark stands"
    return Hit(
        passage=letter.body,
        start=start,
        end=end,
        message=f"{said} after the {part}; {letter.language.name} has {shown} there",
        fixes=replace(letter.body, start, end, wanted, title=f"write {shown}", applicability="safe"),
    )


@rule(
    "LOC002",
    Severity.WARNING,
    title="punctuation after the closing",
    help="End the closing line as the language does.",
    passes=(
        Example(body="Dear Ms Okafor,\n\nThank you.\n\nKind regards,\n\nMara"),
        Example(body="Guten Tag Sam Okafor,\n\nvielen Dank.\n\nMit freundlichen Grüßen\n\nMara", locale="de-DE"),
    ),
    flags=(
        Example(body="Dear Ms. Okafor,\n\nThank you.\n\nKind regards\n\nMara", locale="en-US"),
        Example(body="Dear Ms Okafor,\n\nThank you.\n\nKind regards.\n\nMara"),
        Example(body="Guten Tag Sam Okafor,\n\nvielen Dank.\n\nMit freundlichen Grüßen,\n\nMara", locale="de-DE"),
    ),
)
def after_closing(letter: Letter) -> Iterator[Hit]:
    """Compare the mark after the closing with the pack's."""
    if letter.closing is None:
        return
    start, end = letter.closing
    mark, wanted = _mark(letter.body.text[start:end]), letter.language.after_closing
    allowed = {wanted, *letter.language.also_after_closing}
    if any(re.fullmatch(one, letter.body.plain[start:end], re.IGNORECASE) for one in letter.language.closing_sentences):
        return  # a whole sentence has its own full stop
    if mark not in allowed:
        yield _other_mark(letter, end - len(mark), end, wanted, "closing")


@rule(
    "LOC003",
    Severity.WARNING,
    title="the first letter of the text",
    help="Begin the text after the salutation as the language does.",
    passes=(
        Example(body="Dear Ms Okafor,\n\nThank you."),
        Example(body="Guten Tag Sam Okafor,\n\nvielen Dank.", locale="de-DE"),
        Example(body="Guten Tag Sam Okafor,\n\nIhre Fragen zum Labor waren gut.", locale="de-DE"),
        Example(body="Guten Tag Sam Okafor\n\nVielen Dank.", locale="de-CH"),
        Example(body="Guten Tag Sam Okafor,\n\nvielen Dank.", locale="de-CH"),
    ),
    flags=(
        Example(body="Dear Ms Okafor,\n\nthank you for the visit."),
        Example(body="Guten Tag Sam Okafor\n\nvielen Dank.", locale="de-CH"),
        Example(body="Guten Tag Sam Okafor,\n\nVielen Dank.", locale="de-CH"),
        Example(body="Guten Tag Sam Okafor,\n\nVielen Dank.", locale="de-DE"),
    ),
)
def first_letter(letter: Letter) -> Iterator[Hit]:
    """Compare the first letter after the salutation; names, and words that are always capital, are left alone."""
    if letter.salutation is None:
        return
    match = re.compile(r"[^\W\d_][\w'’-]*").search(letter.body.text, letter.main[0], letter.main[1])
    if match is None or letter.body.bare[match.start()] != letter.body.plain[match.start()]:
        return
    mark = _mark(letter.body.text[slice(*letter.salutation)], _ending_in_marks(letter))
    word, starts = match[0], letter.language.body_after.get(mark, letter.language.body_starts)
    if starts == "either":
        return
    lower = starts == "lower"
    mixed = word[1:] != word[1:].lower()
    if not lower and word[0] != word[0].upper() and not mixed and match.start() - letter.main[0] <= 4:
        fixed = word[0].upper() + word[1:]
    elif lower and word[0] != word[0].lower() and not mixed and _small(letter, word) and _after_comma(letter):
        fixed = word[0].lower() + word[1:]
    else:
        return
    fixes = replace(letter.body, match.start(), match.end(), fixed, title=f"write “{fixed}”")
    message = f"the text begins with “{word}”; after the salutation {letter.language.name} has “{fixed}”"
    yield Hit(passage=letter.body, start=match.start(), end=match.end(), message=message, fixes=fixes)


def _after_comma(letter: Letter) -> bool:
    return letter.salutation is not None and letter.body.text[letter.salutation[1] - 1] not in "!."


def _small(letter: Letter, word: str) -> bool:
    """True for common words that are written small; polite pronouns keep their capital."""
    polite = re.compile(r"(?:Sie|Ihnen|Ihre?[mnrs]?)")
    return not polite.fullmatch(word) and any(e.regex.fullmatch(word) for e in letter.language.entries("plain_word"))


def _nearest_date(found: FoundDate, letter: Letter) -> date | None:
    return found.near(letter.interview.ended.date()) if letter.interview else found.near(date(found.year or 2024, 1, 1))


@rule(
    "LOC004",
    Severity.WARNING,
    title="a date as another country writes it",
    help="Write the month as a word and in the country's order; 3/5 is March in one country and May in another.",
    passes=(
        Example(body="Dear Ms Okafor,\n\nThank you for meeting me on Tuesday, 3 March 2026."),
        Example(body="Dear Ms. Okafor,\n\nThank you for meeting me on March 3.", locale="en-US"),
        Example(body="Guten Tag,\n\nvielen Dank für das Gespräch am 3. März 2026.", locale="de-DE"),
        Example(body="Guten Tag,\n\nvielen Dank für das Gespräch am 03.03.2026.", locale="de-DE"),
    ),
    flags=(
        Example(body="Dear Ms Okafor,\n\nThank you for meeting me on March 3, 2026."),
        Example(body="Dear Ms Okafor,\n\nThank you for meeting me on 3/5/2026."),
        Example(body="Dear Ms. Okafor,\n\nThank you for meeting me on 3 March 2026.", locale="en-US"),
        Example(body="Guten Tag,\n\nvielen Dank für das Gespräch am 3 März.", locale="de-DE"),
    ),
)
def date_order(letter: Letter) -> Iterator[Hit]:
    """Find dates in figures, or with day and month in the wrong order."""
    for passage in letter.passages:
        for found in find_dates(passage.plain, letter.language):
            text = passage.text[found.start : found.end]
            day = _nearest_date(found, letter)
            if not passage.own(found.start, found.end) or _usual(found, text, letter.language) or day is None:
                continue
            proper = letter.language.date(day) if found.year is not None else letter.language.day(day)
            if found.weekday is not None:
                proper = f"{letter.language.weekdays()[found.weekday]}, {proper}"
            unclear = found.style == "figures" and found.day <= 12
            fixes = replace(
                passage,
                found.start,
                found.end,
                proper,
                title=f"write “{proper}”",
                applicability="manual" if unclear else "suggested",
            )
            message = f"“{text}” is not how {letter.language.name} writes a date in a letter; “{proper}” is"
            yield Hit(passage=passage, start=found.start, end=found.end, message=message, fixes=fixes)


def _usual(found: FoundDate, text: str, language: Language) -> bool:
    if found.style == "figures":
        return writes_dots(language) and "." in text
    wanted = "month-first" if writes_month_first(language) else "day-first"
    return found.style == wanted and (not writes_dots(language) or bool(re.search(r"\d\.", text)))


_OPENING = re.compile(rf"(?<![^\W{UNSPACED}])[“„«»‚‹›](?=\w)")


@rule(
    "LOC005",
    Severity.WARNING,
    title="quotation marks of another language",
    help="Use the language's own marks, or straight ones.",
    passes=(
        Example(body='Dear Ms Okafor,\n\nWhat you called “the rota” and ‘the board’ and "the plan" made me think.'),
        Example(body="Guten Tag,\n\nwas Sie „den Plan“ nannten, war gut.", locale="de-DE"),
    ),
    flags=(
        Example(body="Dear Ms Okafor,\n\nWhat you called „the rota“ made me think."),
        Example(body="Guten Tag,\n\nwas Sie “den Plan” nannten, war gut.", locale="de-DE"),
    ),
)
def quotation_marks(letter: Letter) -> Iterator[Hit]:
    """Find opening marks that the language does not open with."""
    opening = letter.language.quotes[0]
    allowed = {"“", "‘"} if opening in "“‘" else {opening, "‚", "»", "›"} if opening in "„‚»›" else {opening}
    allowed |= {*letter.language.also_quotes}
    for passage in letter.passages:
        for match in _OPENING.finditer(passage.bare):
            if match[0] not in allowed:
                message = f"“{match[0]}” does not open a quotation in {letter.language.name}; “{opening}” does"
                yield Hit(passage=passage, start=match.start(), end=match.end(), message=message)


@rule(
    "LOC006",
    Severity.WARNING,
    title="the full stop of an honorific",
    help="Write Ms. and Dr. in the United States, Ms and Dr in Britain.",
    passes=(
        Example(body="Dear Ms Okafor,\n\nThank you."),
        Example(body="Dear Dr Weber,\n\nThank you.", record=True),
        Example(body="Dear Ms. Okafor,\n\nThank you. She spoke to the professor.", locale="en-US"),
    ),
    flags=(
        Example(body="Dear Ms. Okafor,\n\nThank you."),
        Example(body="Dear Dr. Weber,\n\nThank you.", record=True),
        Example(body="Dear Dr Okafor,\n\nThank you.", locale="en-US"),
        Example(body="Sehr geehrte Frau Dr Okafor,\n\nvielen Dank.", locale="de-DE"),
    ),
)
def honorific_stop(letter: Letter) -> Iterator[Hit]:
    """Compare titles and honorifics before a name with the pack's way to write them."""
    ours = {*letter.language.titles.values(), *letter.language.honorifics.values()}
    forms = {word.rstrip("."): word for word in ours if len(word) <= 4}
    # In the masked text "Dr. Oetker" is one name; a masked name after the title still shows that it is a title.
    for match in re.finditer(rf"(?<![\w.])([A-Z][a-z]{{1,3}})(\.?)(?= [^\W\d_]| {MASK})", letter.body.bare):
        wanted = forms.get(match[1])
        follows = letter.body.plain[match.end() + 1 : match.end() + 2]
        if wanted is not None and wanted != match[0] and follows.isupper():
            fixes = replace(letter.body, match.start(), match.end(), wanted, title=f"write “{wanted}”")
            message = f"{letter.language.name} writes “{wanted}”, not “{match[0]}”"
            yield Hit(passage=letter.body, start=match.start(), end=match.end(), message=message, fixes=fixes)


_ENOUGH_WORDS = 40
_LONGEST_WORD = 40
_LEAST_SHARE = 0.12


@rule(
    "LOC007",
    Severity.ERROR,
    title="another language than the letter's",
    help="Write the letter in the language of the record, or set the letter's locale.",
    passes=(
        Example(
            body="Guten Tag,\n\n" + "vielen Dank für das Gespräch, das mir noch lange im Kopf bleibt. " * 5,
            locale="de-DE",
        ),
        Example(body="Dear Ms Okafor,\n\n" + "Thank you for the visit, and for what you said about the lab. " * 5),
    ),
    flags=(
        Example(
            body="Dear Ms Okafor,\n\n" + "Thank you for the visit and what you said about the lab. " * 5, locale="de-DE"
        ),
        Example(body="Guten Tag,\n\n" + "vielen Dank für das Gespräch, das mir noch lange im Kopf bleibt. " * 5),
    ),
)
def other_language(letter: Letter) -> Iterator[Hit]:
    """Count the language's most common words: a letter in it has one in three, any other letter hardly one in ten."""
    if _foreign(letter):
        start, end = letter.main
        message = f"this does not read like {letter.language.name}"
        yield Hit(passage=letter.body, start=start, end=end, message=message)


def _common(language: Language, words: Iterable[str]) -> list[str]:
    """Those of the words that are among the language's most common ones."""
    entries = tuple(language.entries("plain_word"))
    return [word for word in words if any(entry.regex.fullmatch(word) for entry in entries)]


def _foreign(letter: Letter) -> bool:
    found = [word for word in letters(letter.body.plain[slice(*letter.main)]) if 1 < len(word) <= _LONGEST_WORD]
    known = next(letter.language.entries("plain_word"), None) is not None
    return known and len(found) >= _ENOUGH_WORDS and len(_common(letter.language, found)) < _LEAST_SHARE * len(found)


_SENTENCE_WORDS = 6
_SENTENCE_SHARE = 0.3


@rule(
    "LOC008",
    Severity.WARNING,
    title="a sentence in another language",
    help="Write it in the letter's language.",
    passes=(
        Example(body="Dear Ms Okafor,\n\nYour talk about die Kunst der Fuge stayed with me, and so did the lab."),
        Example(
            body="Guten Tag Sam Okafor,\n\nSie sagten: „Done is better than perfect.“ Das war gut.", locale="de-DE"
        ),
    ),
    flags=(
        Example(body="Dear Ms Okafor,\n\nThank you for the visit. Ich freue mich sehr auf das Gespräch mit Ihnen."),
        Example(
            body="Guten Tag Sam Okafor,\n\nvielen Dank. I look forward to hearing from you about the next step.",
            locale="de-DE",
        ),
    ),
)
def other_sentence(letter: Letter) -> Iterator[Hit]:
    """Find sentences whose common words are another built-in language's. Whole letters are LOC007's matter."""
    own = letter.language
    others = [one for one in built_in_lexicons() if one.language != own.language]
    if _foreign(letter):
        return
    for start, end in letter.sentences:
        found = [word for word in letters(letter.body.bare[start:end]) if len(word) <= _LONGEST_WORD]
        if len(found) < _SENTENCE_WORDS:
            continue
        mine = set(_common(own, found))
        for other in others:
            # "was", "so" and "an" are common in both languages; only what one of them has alone can tell.
            theirs = [word for word in _common(other, found) if word not in mine]
            alone = mine.difference(_common(other, mine))
            if len(theirs) >= _SENTENCE_SHARE * len(found) and len(theirs) > 2 * len(alone):
                message = f"this sentence does not read like {own.name}"
                yield Hit(passage=letter.body, start=start, end=end, message=message)
                break


CHECKS: tuple[Rule, ...] = (
    after_salutation,
    after_closing,
    first_letter,
    date_order,
    quotation_marks,
    honorific_stop,
    other_language,
    other_sentence,
)
