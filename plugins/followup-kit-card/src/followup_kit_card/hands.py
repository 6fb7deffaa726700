"""The hands a card can be written in, and which of them can write a given letter.

Typesetters leave a gap or draw a box for a missing glyph and say nothing, so nobody would see it before the post does.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from attrs import frozen

from followup_kit.errors import DoesNotFit

__all__ = ["FONTS", "HANDS", "Hand", "MissingGlyphs", "hand_for", "printable"]

FONTS = Path(__file__).parent / "fonts"
"""The folder with the font files and their licences."""


@frozen
class Hand:
    """A handwriting: the name of the font's family, its file, and how much larger it looks than the first hand."""

    family: str
    file: str
    scale: float = 1.0


HANDS = (
    Hand("Caveat", "Caveat-Regular.ttf"),
    # Upright and plainer, but it knows Vietnamese.
    Hand("Patrick Hand", "PatrickHand-Regular.ttf", scale=0.84),
)
"""The first one that can write the whole letter is taken: two hands on one card would look forged."""

_SHOWN = 5
"""Missing characters named in a message; a letter in another script would miss all of them."""

# A hyphen that forbids a break is still a hyphen, and every blank of a width of its own is a blank in handwriting.
_SAME_LOOK = {
    "\u2010": "-",
    "\u2011": "-",
    **dict.fromkeys(map(chr, (*range(0x2000, 0x200B), 0x202F, 0x205F)), "\u00a0"),
}
# No look at all: soft hyphen, zero-width blank, joiners, direction marks, byte-order mark.
_NO_LOOK = dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_ON_PAPER = str.maketrans({**_SAME_LOOK, **_NO_LOOK})


class MissingGlyphs(DoesNotFit):
    """No hand can write some characters of the letter; `characters` are those, in their order of first use."""

    def __init__(self, message: str, *, characters: tuple[str, ...]) -> None:
        super().__init__(message)
        self.characters = characters


def printable(text: str) -> str:
    """Return the text in NFC, with characters that look the same on paper made one; nothing that shows is lost."""
    return unicodedata.normalize("NFC", text).translate(_ON_PAPER)


def hand_for(words: Iterable[str]) -> Hand:
    """Return the first hand that can write all words.

    Raises:
        MissingGlyphs: there is none; the message names the characters that the nearest hand lacks.
    """
    words = tuple(words)
    missing = {hand: _missing(words, hand) for hand in HANDS}
    hand = min(HANDS, key=lambda hand: len(missing[hand]))
    if not missing[hand]:
        return hand
    characters = tuple(missing[hand])
    named = ", ".join(f"{_name(char)} in {missing[hand][char]!r}" for char in characters[:_SHOWN])
    rest = f" and {len(characters) - _SHOWN} more" if len(characters) > _SHOWN else ""
    raise MissingGlyphs(
        f"the card's handwriting has no {named}{rest}; write it in another way or take another channel",
        characters=characters,
    )


def _missing(words: Iterable[str], hand: Hand) -> dict[str, str]:
    """Return the characters that the hand lacks, each with the first word it stands in."""
    known, missing = _characters(hand), dict[str, str]()
    for word in words:
        for char in word:
            if char not in known:
                missing.setdefault(char, word)
    return missing


def _name(char: str) -> str:
    code = f"U+{ord(char):04X}"
    return code if unicodedata.category(char)[0] in "CMZ" else f"{char} ({code})"


@cache
def _characters(hand: Hand) -> frozenset[str]:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # fontTools ships no types

    with TTFont(FONTS / hand.file, lazy=True) as font:
        return frozenset(char for char in map(chr, font.getBestCmap()) if unicodedata.category(char) != "Cc")
