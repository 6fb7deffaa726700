"""The letter as it stands on the card: paragraphs, and the closing with the signature, each in lines of words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from attrs import field, frozen

__all__ = ["Letter", "Paragraph", "read_plain"]

Paragraph = tuple[tuple[str, ...], ...]
"""Lines of words. A line ends here only where the writer ended it; the typesetter breaks long ones. Words that must
stay together are one, with a no-break space in it."""

# Not str.split: a no-break space ("Dr. Weber", "10 000") must hold its words together on the card as well.
_BLANKS = re.compile(r"[ \t]+")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
# "10 March", "14. März", "I would", "Dr. Weber": such a word at the end of a line looks lost.
_LEANS_ON_THE_NEXT = re.compile(r"[(\[“„‘‚\"']?(?:\d+\.?|[^\W\d_]|[A-Z][a-z]?\.)")
_LONGEST_PAIR = 24
"""Characters of two words held together; longer ones must be free to break, or narrow cards could not hold them."""
_LONGEST_SIGN_OFF = 70
"""Characters in a line of a closing or signature; a longer line is a sentence of the letter."""


@frozen
class Letter:
    """What is set on the card. `ending` is the closing and the signature; it is empty if none was recognised."""

    body: tuple[Paragraph, ...] = field(converter=tuple[Paragraph, ...])
    ending: tuple[Paragraph, ...] = field(default=(), converter=tuple[Paragraph, ...])

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The whole letter from the salutation to the signature."""
        return self.body + self.ending

    @property
    def words(self) -> tuple[str, ...]:
        """All words in reading order."""
        return tuple(word for paragraph in self.paragraphs for line in paragraph for word in line)


def read_plain(text: str) -> Letter:
    """Read the plain text of a letter: blank lines part paragraphs, line ends are the writer's own.

    A letter edited by hand carries no parts, so the ending is known by its look: up to three short paragraphs at the
    end that are no sentences.
    """
    paragraphs = [_paragraph(block) for block in _PARAGRAPHS.split(text.strip()) if block.strip()]
    start = len(paragraphs)
    while start > max(1, len(paragraphs) - 3) and _is_sign_off(paragraphs[start - 1], last=start == len(paragraphs)):
        start -= 1
    return Letter(paragraphs[:start], paragraphs[start:])


def _paragraph(block: str) -> Paragraph:
    lines = (tuple(_paired(word for word in _BLANKS.split(line) if word)) for line in block.strip().split("\n"))
    return tuple(words for words in lines if words)


def _paired(words: Iterable[str]) -> Iterator[str]:
    """Tie small words to the ones they lean on, two at most, with a no-break space."""
    before = None
    for word in words:
        if before is not None and len(before) + len(word) < _LONGEST_PAIR:
            yield f"{before}\u00a0{word}"
            before = None
            continue
        if before is not None:
            yield before
        before = word if _LEANS_ON_THE_NEXT.fullmatch(word) else None
        if before is None:
            yield word
    if before is not None:
        yield before


def _is_sign_off(paragraph: Paragraph, *, last: bool) -> bool:
    for line in paragraph:
        text = " ".join(line)
        # A name may end in a full stop ("Reyes Jr."), a closing does not.
        if len(text) > _LONGEST_SIGN_OFF or text.endswith(("?", "!", "…", ":")):
            return False
        if text.endswith(".") and not (last and len(line) <= 4):
            return False
    return True
