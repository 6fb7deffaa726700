"""A letter as its reader sees it: subject, salutation, main text, closing and signature, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from attrs import field, frozen

from followup_kit.facts.interview import Interview
from followup_kit.facts.people import Person
from followup_kit.language.pack import Kind, Language, LexiconEntry
from followup_kit.writing.draft import Draft
from followup_kit.writing.markdown import visible

from .facts_in_text import MASK, known_strings, masked, name_parts, stands_in
from .model import Context

__all__ = ["Letter", "Passage", "Span", "read_parts"]

Span = tuple[int, int]
"""Characters [start, end) of a passage."""

_LONGEST_GREETING = 120
_HEAD = 6
_TAIL = 8
_SIGNATURE = 4
# An apostrophe, a hyphen or a blank has several code points that a writer's program may choose from.
_ALIKE = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "\u00a0": " ", "\u202f": " "})


@frozen
class Passage:
    """Text without markup, one line end for each of the source's; character i stands at [offsets[i], ends[i]).

    `facts` are the texts that the record knows. `markup` is True where the source is Markdown.
    """

    text: str
    offsets: tuple[int, ...] = field(repr=False)
    ends: tuple[int, ...] = field(repr=False)
    facts: tuple[str, ...] = field(default=(), repr=False)
    markup: bool = True
    plain: str = field(init=False, repr=False)
    bare: str = field(init=False, repr=False)

    @plain.default
    def _plain(self) -> str:
        """The text with one kind of apostrophe, hyphen and blank and without line ends inside paragraphs."""
        return re.sub(r"(?<!\n)\n(?!\n)", " ", self.text.translate(_ALIKE))

    @bare.default
    def _bare(self) -> str:
        """The plain text with everything that the record itself says blotted out."""
        return masked(self.plain, self.facts)

    def own(self, start: int, end: int) -> bool:
        """True if characters [start, end) are not all the record's: "May" in a date may also be somebody's name."""
        return self.bare[start:end].strip(f"{MASK} ") != ""

    def place(self, start: int, end: int) -> Span:
        """Return where characters [start, end) stand in the source."""
        if start >= end:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], max(self.ends[end - 1], self.offsets[start])


@frozen(kw_only=True)
class Letter:
    """A draft that has been read. All spans are characters of `body`; `sentences` are those of the main text."""

    draft: Draft
    context: Context
    body: Passage
    subject: Passage | None
    salutation: Span | None
    main: Span
    closing: Span | None
    signature: Span | None
    sentences: tuple[Span, ...]

    @property
    def language(self) -> Language:
        """The language pack of the letter."""
        return self.context.language

    @property
    def interview(self) -> Interview | None:
        """The record, if the letter is read against one."""
        return self.draft.interview

    @property
    def recipient(self) -> Person | None:
        """The person written to, if known."""
        return self.draft.recipient

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The subject, if there is one, and the body."""
        return (self.body,) if self.subject is None else (self.subject, self.body)

    @property
    def text(self) -> str:
        """The main text: what stands between salutation and closing."""
        return self.body.text[slice(*self.main)]

    @property
    def formal(self) -> bool:
        """True if the recipient is known and has not agreed to be called by the given name."""
        return self.recipient is not None and self.recipient.address == "formal"

    def said(self, *kinds: Kind) -> bool:
        """True if the main text has words of one of these kinds."""
        return self.has(self.body.plain[slice(*self.main)], *kinds)

    def has(self, text: str, *kinds: Kind) -> bool:
        """True if a text has words of one of these kinds."""
        return any(entry.regex.search(text) for entry in self.language.entries(*kinds))

    def sentence_around(self, passage: Passage, at: int) -> Span:
        """Return the sentence around a place of the main text; elsewhere the whole passage."""
        if passage is self.body:
            for start, end in self.sentences:
                if start <= at < end:
                    return start, end
        return 0, len(passage.text)

    def words_of(self, *kinds: Kind, whole: bool = False) -> Iterator[tuple[Passage, re.Match[str], LexiconEntry]]:
        """Find the lexicon's words in the subject and the main text, except in what the record itself says.

        `whole` searches salutation, closing and signature as well.
        """
        for passage in self.passages:
            everything = whole or passage is not self.body
            start, end = (0, len(passage.bare)) if everything else self.main
            found = [
                (match, entry)
                for entry in self.language.entries(*kinds)
                for match in entry.regex.finditer(passage.bare, start, end)
                if match[0].strip() and not self.recorded(match[0])
            ]
            yield from ((passage, match, entry) for match, entry in found if not _inside(match, entry, found))

    def recorded(self, words: str) -> bool:
        """True if these words stand in a fact of the record, so that they are the record's and not the writer's."""
        return MASK not in words and stands_in(words, self.body.facts)


_WEIGHT = {"info": 0, "warning": 1, "error": 2}


def _inside(match: re.Match[str], entry: LexiconEntry, found: Iterable[tuple[re.Match[str], LexiconEntry]]) -> bool:
    """True if a longer match that weighs as much says the same: "super stoked" says all that "stoked" says."""
    a, b = match.span()
    return any(
        other.start() <= a
        and b <= other.end()
        and other.span() != (a, b)
        and _WEIGHT[longer.severity] >= _WEIGHT[entry.severity]
        for other, longer in found
    )


def _lines(text: str) -> list[Span]:
    """The lines that hold something, without the blanks around them."""
    found = ((m.start(), m.end(), m[0]) for m in re.finditer(r"[^\n]+", text))
    spans = ((a + len(line) - len(line.lstrip()), a + len(line.rstrip())) for a, _, line in found)
    return [(a, b) for a, b in spans if b > a]


def _openers(language: Language) -> Iterator[str]:
    for row in language.address:
        yield re.escape(row.salutation.split("{", 1)[0].strip())
    for entry in language.entries("greeting", "informal_greeting", "generic_greeting"):
        yield entry.pattern


@lru_cache(maxsize=64)
def _greeting(openers: tuple[str, ...]) -> re.Pattern[str]:
    joined = "|".join(f"(?:{opener})" for opener in openers if opener)
    return re.compile(rf"(?:{joined})(?!\w)", re.IGNORECASE)


def _find_salutation(plain: str, lines: list[Span], language: Language, names: Iterable[str]) -> Span | None:
    """The first line that greets, of the first few: up to its comma, colon or exclamation mark, else whole."""
    if not lines:
        return None
    if language.after_name:
        return _addressed(plain, lines, language)
    greeting = _greeting(tuple(dict.fromkeys(_openers(language))))
    names = tuple(names)
    generic = tuple(language.entries("generic_greeting"))
    for number, (start, end) in enumerate(lines[:_HEAD]):
        line = plain[start:end]
        if any((found := entry.regex.match(line)) and not re.search(r"\w", line[found.end() :]) for entry in generic):
            return start, end  # "Madame, Monsieur," has a comma inside
        # A mark inside a name, as in "Yahoo!", ends no salutation.
        greeted = greeting.match(line)
        # Neither does one that belongs to the greeting itself: "Buenos días, Ana Ruiz:".
        begin = greeted.end() if greeted else 0
        stop = re.compile(r"[,:!]").search(masked(line, names), begin, _LONGEST_GREETING)
        if greeted and (stop or len(line) <= _LONGEST_GREETING):
            whole = stop is None or stop.end() == len(line)
            # Further down only a line of its own is a greeting: "Good evening to all, ..." may be a sentence.
            if number == 0 or whole:
                return start, (start + stop.end() if stop else end)
    start, end = lines[0]
    line = plain[start:end]
    short = len(line) <= 60 and len(lines) > 1 and line[-1] in ",:!"
    return (start, end) if short and any(name in line for name in names) else None


def _addressed(plain: str, lines: list[Span], language: Language) -> Span | None:
    """The lines down to the first one that ends in a word that follows a name: firm, name and "様"."""
    behind = re.compile(rf"(?:{'|'.join(map(re.escape, language.after_name))})[\s,、，:：。!！]{{0,3}}$")
    for start, end in lines[:_HEAD]:
        if end - start > _LONGEST_GREETING // 2 or "。" in plain[start : end - 1]:
            return None
        if behind.search(plain[start:end]):
            return lines[0][0], end
    return None


def _is_closing(line: str, closings: Iterable[re.Pattern[str]]) -> bool:
    return any(closing.match(line) for closing in closings)


@lru_cache(maxsize=64)
def _closings(phrases: tuple[str, ...], patterns: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    known = [re.escape(phrase) for phrase in phrases] + [f"(?:{pattern})" for pattern in patterns]
    return tuple(re.compile(rf"{one}\W*$", re.IGNORECASE) for one in known)


def _find_closing(plain: str, lines: list[Span], language: Language) -> Span | None:
    """A line near the end that is a known closing; else a short line with a comma before nothing but short lines."""
    informal = (entry.pattern for entry in language.entries("informal_closing"))
    known = _closings(language.closings, (*informal, *language.closing_sentences))
    tail = lines[-_TAIL:]
    for span in reversed(tail):
        if _is_closing(plain[slice(*span)], known):
            return span
    for start, end in reversed(tail):
        # A closing that is a sentence may stand at the end of the last paragraph.
        whole = language.sentences(plain[start:end])[-1:] if language.after_name else ()
        for a, b in whole:
            if _is_closing(plain[start + a : start + b], known):
                return start + a, start + b
    for index, (start, end) in enumerate(tail[:-1]):
        line = plain[start:end]
        rest = [plain[slice(*span)] for span in tail[index + 1 :]]
        if line.endswith(",") and len(line.split()) <= 6 and all(len(one.split()) <= 6 for one in rest):
            return start, end
    return None


def _find_signature(plain: str, lines: list[Span], closing: Span | None, name: str | None) -> Span | None:
    if closing is not None:
        after = [span for span in lines if span[0] >= closing[1]]
        return (after[0][0], after[-1][1]) if after else None
    if len(lines) < 2:
        return None
    parts = set(name.split()) if name is not None else set()
    for start, end in lines[1:][-_SIGNATURE:]:
        found = plain[start:end].strip(",.").split()
        if len(found) <= len(parts) and parts.issuperset(found):
            return start, lines[-1][1]
    start, end = lines[-1]
    line = plain[start:end]
    return (start, end) if len(line.split()) <= 4 and line[-1] not in ".!?…:,;" else None


class _Key:
    """A draft and its context, the same only if they are the very same objects; keeps both alive."""

    __slots__ = ("context", "draft")

    def __init__(self, draft: Draft, context: Context) -> None:
        self.draft, self.context = draft, context

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.draft is other.draft and self.context is other.context

    def __hash__(self) -> int:
        return hash((id(self.draft), id(self.context)))


def read_parts(draft: Draft, context: Context) -> Letter:
    """Read a draft's parts. All checks of one review share the result."""
    return _read(_Key(draft, context))


def _body(draft: Draft, facts: tuple[str, ...]) -> Passage:
    # Markdown shows U+0000 as U+FFFD; done here, both texts stay the same length.
    seen = visible(draft.source.replace("\0", "\ufffd"), draft.body_at)
    # A line that was only broken by hand shows as a blank; salutation and signature are found by lines.
    text = "".join(
        "\n" if char == " " and draft.source[at : at + 1] in ("\n", "\r") and end > at else char
        for char, at, end in zip(seen.text, seen.offsets, seen.ends, strict=False)
    )
    return Passage(text, seen.offsets, seen.ends, facts)


def _subject(draft: Draft, facts: tuple[str, ...]) -> Passage | None:
    if draft.subject is None:
        return None
    at, length = draft.subject_at, len(draft.subject)
    if at is None or draft.source[at : at + length] != draft.subject:
        # The subject is not part of the file; what is found in it is shown at the file's beginning.
        return Passage(draft.subject, (0,) * (length + 1), (0,) * length, facts, markup=False)
    places = tuple(range(at, at + length + 1))
    return Passage(draft.subject, places, places[1:], facts, markup=False)


@lru_cache(maxsize=8)
def _read(key: _Key) -> Letter:
    draft, context = key.draft, key.context
    facts = known_strings(draft.interview)
    body, language = _body(draft, facts), context.language
    lines = _lines(body.text)
    names = [*name_parts(draft.recipient.name)] if draft.recipient else []
    salutation = _find_salutation(body.plain, lines, language, names)
    after = salutation[1] if salutation else 0
    closing = _find_closing(body.plain, [span for span in lines if span[0] >= after], language)
    writer = draft.interview.candidate.name.display if draft.interview else None
    signature = _find_signature(body.plain, [span for span in lines if span[0] >= after], closing, writer)
    end = max(after, (closing or signature or (len(body.text), 0))[0])
    sentences = language.sentences(body.text[after:end])
    return Letter(
        draft=draft,
        context=context,
        body=body,
        subject=_subject(draft, facts),
        salutation=salutation,
        main=(after, end),
        closing=closing,
        signature=signature,
        sentences=tuple((after + a, after + b) for a, b in sentences),
    )
