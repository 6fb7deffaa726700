"""A language pack: how one addresses people, which wordings there are, and how dates and lists are written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, Literal

from attrs import field, frozen
from babel import Locale
from babel.dates import format_date, format_skeleton, get_day_names, get_month_names
from babel.lists import format_list

from followup_kit.errors import MissingPhrase
from followup_kit.script import edged

from .frames import Form, Frame, Phrase

__all__ = ["AddressRow", "Addressee", "EmployerAt", "Frame", "Joint", "Language", "LexiconEntry"]

Kind = Literal[
    "slang",
    "contraction",
    "pushy",
    "demanding",
    "desperate",
    "apology",
    "self_lowering",
    "stock",
    "machine",
    "informal_greeting",
    "informal_closing",
    "generic_greeting",
    "gratitude",
    "interest",
    "next_step",
    "risky",
    "placeholder",
    "bare_subject",
    "informal_you",
    "greeting",
    "plain_word",
    "doubled",
    "company_cue",
    "role_cue",
    "meeting",
    "ahead",
    "gendered_greeting",
    "honorific_form",
    "former",
    "round",
    "relative_day",
    "title_form",
    "number_word",
    "plain_count",
    "own_claim",
    "worked_at",
    "no_company",
    "available",
    "promised",
    "attachment",
    "broken",
]
"""What a lexicon entry is about. The kinds up to `informal_you` are things to avoid, except that gratitude, interest
and next_step show what is there. The kinds from `greeting` on say nothing against a letter: they help the review to
read it (how a salutation starts, which words of the language are common, what a company's name follows)."""


@frozen(kw_only=True)
class Addressee:
    """What is known about the person who is written to, as plain values.

    `employer` is the organisation to whose address the letter goes, where there is a line for it.
    """

    full: str
    given: str | None = None
    family: str | None = None
    title: str | None = None
    honorific: str | None = None
    employer: str | None = None
    address: str = "formal"


@frozen(kw_only=True)
class AddressRow:
    """One row of the address table: the first row whose conditions all hold is taken.

    `when` maps a known attribute to the value it must have, or to True (known) or False (unknown). `title` conditions
    name a key of the pack's `titles` table. Salutation and closing may have slots ("Dear {title} {family}").
    `on_paper` is the closing of letters that go by post, where the language has another one for them. A closing that
    is a sentence brings its own full stop.
    """

    id: str
    when: Mapping[str, Any]
    salutation: str
    closing: str
    on_paper: str | None = None


@frozen(kw_only=True)
class LexiconEntry:
    """Words with a meaning for the review. `pattern` is a regular expression, matched on word edges, case ignored."""

    id: str
    kind: Kind
    pattern: str
    severity: Literal["error", "warning", "info"] = "warning"
    instead: str | None = None

    @property
    def regex(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return _compiled(self.pattern)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(edged(pattern), re.IGNORECASE)


# Babel writes narrow and no-break spaces that plain text and small fonts show as boxes.
_ODD_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " "})


@frozen(kw_only=True)
class EmployerAt:
    """How an employer is named after a preposition where its name shows which one it takes ("bei der X GmbH").

    `phrase` may hold {employer} and the groups of `match` by number ("bei der {1}n {2}": "bei der Deutschen Post").
    """

    match: str
    phrase: str


@frozen(kw_only=True)
class Joint:
    """A word before the last item of a list that changes before certain sounds: "Ana e Inés", not "Ana y Inés"."""

    word: str
    before: str
    instead: str


def _strings(value: Iterable[str]) -> frozenset[str]:
    return frozenset(value)


@frozen(kw_only=True)
class Language:
    """Everything that the program knows about writing letters in one locale.

    The program writes `after_salutation` and `after_closing`; what stands in `also_after_salutation` and
    `also_after_closing` is right as well where people write it. `space_before` says which space stands before a mark,
    in languages that have one; wordings are written without minding it. `quotes` are the first marks of a quotation;
    `also_quotes` open one as well.
    `after_name` are the words that stand behind a name where it is greeted ("様"), in languages whose salutation is an
    address of several lines. `introduces` says that a letter begins with who writes. `signature` are the lines at its
    end in channels with a subject; one whose {name}, {phone} or {email} is not known is left out.
    `body_after` says how the body may start after a mark, where that differs from `body_starts`: by which the program
    writes. `spelling` maps letters that the country does not write to those that it writes instead; the loader
    applies it to everything that the pack says.
    """

    tag: str
    name: str
    status: Literal["draft", "complete"] = "draft"
    after_salutation: str
    after_closing: str
    also_after_salutation: tuple[str, ...] = ()
    also_after_closing: tuple[str, ...] = ()
    body_starts: Literal["capital", "lower"] = "capital"
    body_after: Mapping[str, Literal["capital", "lower", "either"]] = field(factory=dict)
    spelling: Mapping[str, str] = field(factory=dict)
    quotes: tuple[str, str] = ("“", "”")
    also_quotes: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(factory=dict)
    honorifics: Mapping[str, str] = field(factory=dict)
    closings: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    starters: frozenset[str] = field(default=frozenset(), converter=_strings)
    once: frozenset[str] = field(default=frozenset(), converter=_strings)
    misfits: Mapping[str, str] = field(factory=dict)
    employer_at: tuple[EmployerAt, ...] = ()
    joints: tuple[Joint, ...] = ()
    after_name: tuple[str, ...] = ()
    introduces: bool = False
    signature: tuple[str, ...] = ("{name}",)
    shows_new_skill: bool = True
    sentence_space: str = " "
    space_before: Mapping[str, str] = field(factory=dict)
    forms: Mapping[str, Form] = field(factory=dict, repr=False)
    phrases: Mapping[str, str] = field(factory=dict)
    address: tuple[AddressRow, ...] = ()
    frames: tuple[Frame, ...] = ()
    lexicon: tuple[LexiconEntry, ...] = ()

    @property
    def language(self) -> str:
        """The language without its territory: "en" of "en-GB"."""
        return self.tag.split("-", 1)[0]

    def row(self, who: Addressee) -> AddressRow:
        """Return the first row of the address table that fits what is known.

        Raises:
            MissingPhrase: the table has no row for such a person.
        """
        for row in self.address:
            if all(self._holds(who, name, wanted) for name, wanted in row.when.items()):
                return row
        raise MissingPhrase(f"the {self.tag} pack has no form of address for {who!r}")

    def _holds(self, who: Addressee, name: str, wanted: Any) -> bool:
        value = getattr(who, name)
        if name == "title" and value is not None:
            value = self.titles.get(_title_key(value))
        if isinstance(wanted, bool):
            return (value is not None) is wanted
        return bool(value in wanted) if isinstance(wanted, list) else bool(value == wanted)

    def salutation(self, who: Addressee) -> str:
        """Return the salutation with its punctuation: "Dear Dr Weber,"."""
        return self._fill(self.row(who).salutation, who) + self.after_salutation

    def closing(self, who: Addressee, *, on_paper: bool = False) -> str:
        """Return the closing with its punctuation: "Kind regards,"; `on_paper` for a letter that goes by post."""
        row = self.row(who)
        text = self._fill((on_paper and row.on_paper) or row.closing, who)
        return text if text.endswith(_STOPS) else text + self.after_closing

    @property
    def closing_sentences(self) -> tuple[str, ...]:
        """Regular expressions for the closings that are whole sentences: "Je vous prie d'agréer, ..."."""
        rows = {text for row in self.address for text in (row.closing, row.on_paper) if text and text.endswith(_STOPS)}
        return tuple(r".{1,80}?".join(re.escape(part) for part in re.split(r"\{\w+\}", text)) for text in sorted(rows))

    def _fill(self, text: str, who: Addressee) -> str:
        values = {
            "full": who.full,
            "given": who.given,
            "family": who.family,
            "title": self.titles.get(_title_key(who.title or "")),
            "honorific": self.honorifics.get(who.honorific or ""),
            "employer": who.employer,
        }
        return re.sub(r"\{(\w+)\}", lambda slot: str(values[slot[1]]), text)

    def frames_for(self, part: str, occasion: str, formality: str) -> tuple[Frame, ...]:
        """Return the wordings for a part of a letter.

        Raises:
            MissingPhrase: there is none; nothing is ever said in another language instead.
        """
        found = tuple(
            frame
            for frame in self.frames
            if frame.part == part and occasion in frame.occasion and frame.formality in ("any", formality)
        )
        if not found:
            raise MissingPhrase(f"the {self.tag} pack has no wording for {part} in a {occasion} letter ({formality})")
        return found

    def phrase(self, key: str, **values: str) -> str:
        """Return one of the pack's single phrases, filled in.

        Raises:
            MissingPhrase: the pack lacks it.
        """
        try:
            text = self.phrases[key]
        except KeyError:
            raise MissingPhrase(f"the {self.tag} pack has no phrase {key!r}") from None
        return re.sub(r"\{(\w+)\}", lambda slot: values[slot[1]], text)

    def at(self, employer: str) -> str:
        """Return an employer's name with its preposition: "at Quill House", "bei der Nordlicht GmbH"."""
        for row in self.employer_at:
            found = re.search(row.match, employer)
            if found is not None:
                return _SLOT.sub(partial(_part, found, employer), row.phrase)
        return self.phrase("at_employer", employer=employer)

    def formed(self, phrase: Phrase, form: str | None) -> str | None:
        """Return a phrase in the form that a wording asks for; None where too little is known to make it rightly."""
        if phrase.items and form is not None:
            parts = [self.formed(item, form) for item in phrase.items]
            return None if None in parts else self.listed([part for part in parts if part is not None])
        if form is not None and form in self.forms:
            return self.forms[form](phrase)
        return getattr(phrase, _SHAPES[form]) if form in _SHAPES else None

    def misfit(self, shape: str, fact: str) -> bool:
        """True if a fact is plainly not of the shape in which it is to be used ("I like tea" as a topic)."""
        pattern = self.misfits.get(shape)
        return pattern is not None and re.search(pattern, fact, re.IGNORECASE) is not None

    def entries(self, *kinds: Kind) -> Iterator[LexiconEntry]:
        """Return the lexicon entries of these kinds."""
        return (entry for entry in self.lexicon if entry.kind in kinds)

    @property
    def _babel(self) -> Locale:
        return Locale.parse(self.tag, sep="-")

    def date(self, day: dt.date) -> str:
        """Return the whole date: "5 March 2026"."""
        return self._first(day, format_date(day, format="long", locale=self._babel).translate(_ODD_SPACES))

    def day(self, day: dt.date) -> str:
        """Return the date without its year: "5 March"."""
        return self._first(day, format_skeleton("MMMMd", day, locale=self._babel).translate(_ODD_SPACES))

    def _first(self, day: dt.date, said: str) -> str:
        """French and Italian count the first of a month ("1er mars", "1º marzo"), as the data behind Babel does not."""
        first = {"fr": "1er", "it": "1º"}.get(self.language)
        return re.sub(r"^1\b", first, said) if first is not None and day.day == 1 else said

    def weekday(self, day: dt.date) -> str:
        """Return the name of the weekday as it stands in a sentence: "Thursday"."""
        return str(get_day_names("wide", locale=self._babel)[day.weekday()])

    def weekdays(self) -> tuple[str, ...]:
        """Return the names of the weekdays, Monday first."""
        names = get_day_names("wide", locale=self._babel)
        return tuple(str(names[number]) for number in range(7))

    def months(self) -> tuple[str, ...]:
        """Return the names of the months, January first."""
        names = get_month_names("wide", locale=self._babel)
        return tuple(str(names[number]) for number in range(1, 13))

    def listed(self, items: Sequence[str]) -> str:
        """Return the items as a list in a sentence: "A, B and C"."""
        text = format_list(list(items), style="standard", locale=self._babel)
        for joint in self.joints if len(items) > 1 else ():
            end = f" {joint.word} {items[-1]}"
            if text.endswith(end) and re.match(joint.before, items[-1], re.IGNORECASE):
                text = f"{text.removesuffix(end)} {joint.instead} {items[-1]}"
        return text.translate(_ODD_SPACES)

    def within(self, fact: str) -> str:
        """Return a fact as it stands inside a sentence: a leading word such as "At" or "L'" loses its capital."""
        first, blank, rest = fact.partition(" ")
        elided = re.match(r"\w+['’]", first)
        known = first in self.starters or (elided is not None and elided[0].replace("’", "'") in self.starters)
        return f"{first[:1].lower()}{first[1:]}{blank}{rest}" if known else fact

    def sentences(self, text: str) -> tuple[tuple[int, int], ...]:
        """Return where the sentences of plain text stand, as (start, end) pairs without the blanks around them.

        A full stop after one of the pack's abbreviations, a single letter or a number does not end a sentence.
        """
        spans, start = [], 0
        for stop in _STOP.finditer(text):
            word = re.search(r"\S+$", text[start : stop.start()])
            before = word[0].lstrip("(\"'“‘„«[") if word else ""
            if stop[0] == "." and (f"{before}." in self.abbreviations or re.fullmatch(r"[^\W\d_]|\d+", before)):
                continue
            spans.append((start, stop.end()))
            start = stop.end()
        spans.append((start, len(text)))
        trimmed = ((a + len(text[a:b]) - len(text[a:b].lstrip()), a + len(text[a:b].rstrip())) for a, b in spans)
        return tuple((a, b) for a, b in trimmed if b > a)


_SLOT = re.compile(r"\{(\w+)\}")
# A full-width mark needs no blank behind it, but one that ends a quotation does not end the sentence around it.
_STOP = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。！？]+(?![」』）])|[。！？]+[」』）]+(?=\s|$)|\n{2,}")


def _part(found: re.Match[str], employer: str, slot: re.Match[str]) -> str:
    """What stands in a slot of an employer's phrase: the name, or a group of the match by its number."""
    return employer if slot[1] == "employer" else found[int(slot[1])] or ""


_STOPS = (".", "!", "?", "。")
_SHAPES: Mapping[str | None, str] = {
    None: "text",
    "clause": "clause",
    "verb": "verb",
    "dat": "dative",
    "gen": "genitive",
}
"""The forms that the record itself may give; a pack's morphology may make these and others."""


def _title_key(title: str) -> str:
    return title.replace(".", "").casefold().strip()
