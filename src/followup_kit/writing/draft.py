"""A letter in the making: one Markdown source with a head, and for each sentence what it stands on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Literal

from attrs import evolve, field, frozen

from followup_kit.errors import InvalidFact, known_names
from followup_kit.facts.history import Occasion
from followup_kit.facts.interview import Interview
from followup_kit.facts.people import Person

__all__ = ["Draft", "Part", "Sentence", "assemble", "read_letter"]

Part = Literal[
    "salutation",
    "news",
    "thanks",
    "callback",
    "fit",
    "skill",
    "promise",
    "interest",
    "next_step",
    "closing",
    "signature",
]
"""What a sentence does in the letter."""

_FENCE = "---"
_HEAD = re.compile(r"\A---[ \t]*\r?\n(?P<head>.*?)^---[ \t]*\r?\n", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"(?P<key>[a-z_]+):[ \t]*(?P<value>[^\r\n]*?)[ \t]*\r?$", re.MULTILINE)


@frozen(kw_only=True)
class Sentence:
    """One sentence and its provenance.

    `text` is Markdown. `facts` are the ids of the facts it states (fields of the record as dotted paths, for example
    `employer.name`), `frame` the id of the wording. `drop` is None where the letter needs the sentence; otherwise the
    one with the highest number is left out first. `among` is how many wordings there were to choose from. `start` and
    `end` are code points of the draft's source. `after` stands between it and the sentence before it in a paragraph.
    """

    text: str
    part: Part
    paragraph: int
    facts: tuple[str, ...] = field(default=(), converter=tuple[str, ...])
    frame: str | None = None
    drop: int | None = None
    among: int = 1
    after: str = " "
    start: int = 0
    end: int = 0


@frozen(kw_only=True)
class Draft:
    """A letter to one person, for one channel.

    `source` is the whole letter file: a head of `key: value` lines between `---` fences, then the Markdown body. All
    positions anywhere in followup-kit (sentences, findings, fixes) count code points of `source`. A letter written by
    hand has no `sentences`. `interview` and `recipient` are None for a bare letter that is looked at without record.
    """

    source: str
    subject: str | None = None
    locale: str
    channel: str
    occasion: Occasion = Occasion.THANK_YOU
    interview: Interview | None = None
    recipient: Person | None = None
    sentences: tuple[Sentence, ...] = field(default=(), converter=tuple[Sentence, ...])
    seed: int = 0
    send_at: datetime | None = None

    @property
    def body_at(self) -> int:
        """Where the body starts in `source`: after the head and the blank lines that follow it."""
        head = _HEAD.match(self.source)
        start = head.end() if head else 0
        while self.source[start : start + 1] in ("\n", "\r"):
            start += 1
        return start

    @property
    def body(self) -> str:
        """The Markdown body."""
        return self.source[self.body_at :]

    @property
    def subject_at(self) -> int | None:
        """Where the subject's text starts in `source`; None if the letter has no subject line."""
        head = _HEAD.match(self.source)
        for match in _KEY.finditer(self.source, 0, head.end()) if head else ():
            if match["key"] == "subject":
                return match.start("value")
        return None

    @property
    def digest(self) -> str:
        """SHA-256 of the source and the addressee: what was reviewed is what is sent."""
        who = self.recipient.ref if self.recipient else ""
        where = self.interview.ref if self.interview else ""
        parts = (where, who, self.occasion, self.channel, self.locale, self.source)
        return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()

    def without(self, sentence: Sentence) -> Draft:
        """Return the draft with that sentence left out, positions counted anew."""
        kept = [other for other in self.sentences if other is not sentence]
        return assemble(evolve(self, sentences=()), kept)


def _head(draft: Draft) -> str:
    keys = {
        "recipient": draft.recipient.ref if draft.recipient else None,
        "occasion": draft.occasion.value,
        "channel": draft.channel,
        "locale": draft.locale,
        "subject": draft.subject,
    }
    lines = [f"{key}: {value}" for key, value in keys.items() if value is not None]
    return "\n".join([_FENCE, *lines, _FENCE, "", ""])


def assemble(draft: Draft, sentences: Iterable[Sentence]) -> Draft:
    """Write the sentences into the draft's source, paragraph by paragraph, and note where each one stands."""
    source, placed = _head(draft), list[Sentence]()
    for sentence in sentences:
        if placed:
            source += sentence.after if placed[-1].paragraph == sentence.paragraph else "\n\n"
        placed.append(evolve(sentence, start=len(source), end=len(source) + len(sentence.text)))
        source += sentence.text
    return evolve(draft, source=source + "\n", sentences=tuple(placed))


def _occasion(name: str | None) -> Occasion:
    try:
        return Occasion(name or Occasion.THANK_YOU)
    except ValueError:
        raise InvalidFact(known_names("occasion", str(name), Occasion), field="occasion") from None


def read_letter(
    text: str,
    *,
    interview: Interview | None = None,
    recipient: Person | None = None,
    locale: str | None = None,
    channel: str | None = None,
    occasion: Occasion | None = None,
) -> Draft:
    """Read a letter file. What the arguments say wins over what the head says; the text itself is kept as it is.

    A head may be missing. A recipient named only in the head is looked up in the interview.

    Raises:
        NotFound: the head names a recipient who was not in the panel.
        InvalidFact: the head names an unknown occasion.
    """
    head = _HEAD.match(text)
    keys = {m["key"]: m["value"] for m in _KEY.finditer(text, 0, head.end())} if head else {}
    if recipient is None and interview is not None and keys.get("recipient"):
        recipient = interview.person(keys["recipient"])
    record_locale = (recipient and recipient.locale) or (interview.locale if interview else None)
    return Draft(
        source=text,
        subject=keys.get("subject") or None,
        locale=locale or record_locale or keys.get("locale") or "en-GB",
        channel=channel or keys.get("channel") or "text",
        occasion=occasion or _occasion(keys.get("occasion")),
        interview=interview,
        recipient=recipient,
    )
