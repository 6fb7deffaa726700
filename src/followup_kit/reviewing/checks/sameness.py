"""SAM: whether the panel, comparing its letters, would find the same one twice."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from followup_kit.facts.history import Entry
from followup_kit.writing.draft import Draft, read_letter

from ..facts_in_text import known_words
from ..letter import Letter, read_parts
from ..model import Example, Severity
from ..nearness import weighs, words
from ..rule import Hit, Rule, rule
from ..sameness import Likeness, likeness, opening, word_spans

__all__ = ["CHECKS"]

_MOST_SHARED = 0.3
"""Copies with a few words changed share a half and more of their word trigrams, letters of one's own under a sixth."""
_FEWEST_WORDS = 8
_NEWEST = 200
"""Entries of the history that are compared; older letters are forgotten by everybody."""

_ROTA = (
    "Dear Dr Weber,\n\nWhat you said about the on-call rota of the ingest team has stayed with me since we met. "
    "A rota that leaves people their evenings is rare, and I would like to help to keep it that way.\n\n"
    "Kind regards,\n\nMara Lindqvist"
)
_OWN = (
    "Dear Dr Weber,\n\nThank you for the hour on Tuesday. Your account of the move to event streams answered what I "
    "had been asking myself about nightly batches, and I would gladly work on it.\n\nKind regards,\n\nMara Lindqvist"
)
_BEREITSCHAFT = (
    "Sehr geehrte Frau Dr. Weber,\n\nwas Sie über den Bereitschaftsplan der Aufnahmegruppe gesagt haben, beschäftigt "
    "mich seit unserem Treffen. Ein Plan, der den Leuten ihre Abende lässt, ist selten.\n\nMit freundlichen Grüßen\n\n"
    "Mara Lindqvist"
)


def _common(letter: Letter) -> frozenset[str]:
    """Words that every letter of an application may share: who, where, which role, when."""
    interview = letter.interview
    days = {name.casefold() for name in (*letter.language.weekdays(), *letter.language.months())}
    if interview is None:
        return frozenset(days)
    # Where "3月5日" has no blanks, its parts are words of their own.
    days |= {match[0] for match in words(letter.language.day(interview.ended_local.date())) if weighs(match[0])}
    bare = evolve(interview, topics=(), claims=(), promises=(), waivers=())
    # Short words such as "of" in a job title are everybody's and count like any other.
    return frozenset(word for word in known_words(bare) if len(word) > 3 or weighs(word)) | days


def _panel(letter: Letter) -> Iterator[tuple[str, str]]:
    """The main texts of the other letters of the panel in this language, and to whom they go."""
    mine = letter.recipient.ref if letter.recipient else None
    for other in letter.context.others:
        whom = other.recipient.ref if other.recipient else "somebody else"
        same_tongue = other.locale.split("-")[0] == letter.language.language
        if other is not letter.draft and whom != mine and same_tongue:
            name = other.recipient.name.display if other.recipient else whom
            yield name, read_parts(other, evolve(letter.context, others=())).text


def _earlier(letter: Letter) -> Iterator[tuple[Entry, str]]:
    """The main texts of letters that left before; this very letter is not one of them."""
    draft = letter.draft
    me = (draft.interview.ref if draft.interview else None, draft.recipient.ref if draft.recipient else None)
    for entry in letter.context.history.entries[-_NEWEST:]:
        again = (entry.interview, entry.recipient) == me and entry.occasion == draft.occasion
        if entry.touch and entry.text and entry.digest != draft.digest and not again:
            yield entry, _main_text(entry.text, letter)


def _main_text(text: str, letter: Letter) -> str:
    old: Draft = read_letter(text, locale=letter.draft.locale, occasion=letter.draft.occasion)
    return read_parts(old, evolve(letter.context, others=())).text


def _alike(letter: Letter, found: Likeness, whose: str) -> Iterator[Hit]:
    if found.share <= _MOST_SHARED:
        return
    start, end = letter.main
    lead = len(letter.text) - len(letter.text.lstrip())
    spans = [(start + a, start + b) for a, b in found.runs[:3]] or [(start + lead, max(start + lead, end))]
    for a, b in spans:
        message = f"{found.share:.0%} of this letter's wording stands in {whose} as well"
        yield Hit(passage=letter.body, start=a, end=b, message=message)


@rule(
    "SAM001",
    Severity.ERROR,
    title="too like another letter to the same panel",
    help="Write what only this person said; interviewers compare what they get.",
    passes=(Example(body=_OWN, record=True),),
    flags=(Example(body=_ROTA, record=True), Example(body=_BEREITSCHAFT, locale="de-DE", record=True)),
)
def panel(letter: Letter) -> Iterator[Hit]:
    """Compare the main text with the panel's other letters; the shared stretches are shown."""
    for name, text in _panel(letter):
        yield from _alike(letter, likeness(letter.text, text, common=_common(letter)), f"the letter to {name}")


@rule(
    "SAM002",
    Severity.WARNING,
    title="the same opening as another letter to the panel",
    help="Begin with something else; the first line is what people show each other.",
    passes=(Example(body=_OWN, record=True),),
    flags=(Example(body=_ROTA, record=True),),
)
def same_opening(letter: Letter) -> Iterator[Hit]:
    """Compare the first words after the salutation."""
    mine = opening(letter.text)
    first = word_spans(letter.body.text, *letter.main)[:5]
    for name, text in _panel(letter):
        if len(first) == 5 and opening(text) == mine:
            message = f"the letter to {name} begins with the same words"
            yield Hit(passage=letter.body, start=first[0][1], end=first[-1][2], message=message)


_HART = (
    "Dear Dr Weber,\n\nThe way in which your team writes its notices before it writes any code impressed me more "
    "than anything else that day.\n\nKind regards,\n\nMara Lindqvist"
)


@rule(
    "SAM003",
    Severity.WARNING,
    title="too like an earlier letter of yours",
    help="Write it anew; the last letter was about another conversation.",
    passes=(Example(body=_OWN, record=True),),
    flags=(Example(body=_HART, record=True),),
)
def earlier(letter: Letter) -> Iterator[Hit]:
    """Compare the main text with letters that were sent before."""
    for entry, text in _earlier(letter):
        whose = f"the letter to {entry.recipient or 'this employer'} of {entry.at.date()}"
        yield from _alike(letter, likeness(letter.text, text, common=_common(letter)), whose)


@rule(
    "SAM004",
    Severity.WARNING,
    title="a sentence used before",
    help="Say it in other words; a later letter should repeat no sentence of an earlier one.",
    passes=(Example(body=_OWN, record=True),),
    flags=(Example(body=_HART.replace("Kind", "Your team met on Tuesday for the streams.\n\nKind"), record=True),),
)
def reused_sentence(letter: Letter) -> Iterator[Hit]:
    """Find whole sentences that stand in an earlier letter."""
    before = {" ".join(word for word, _, _ in word_spans(text[a:b])) for text, a, b in _old_sentences(letter)}
    for start, end in letter.sentences:
        found = [word for word, _, _ in word_spans(letter.body.text, start, end)]
        if len(found) >= _FEWEST_WORDS and " ".join(found) in before:
            yield Hit(passage=letter.body, start=start, end=end, message="this sentence stands in an earlier letter")


def _old_sentences(letter: Letter) -> Iterator[tuple[str, int, int]]:
    for _, text in _earlier(letter):
        for start, end in letter.language.sentences(text):
            yield text, start, end


CHECKS: tuple[Rule, ...] = (panel, same_opening, earlier, reused_sentence)
