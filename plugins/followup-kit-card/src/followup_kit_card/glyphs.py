"""Whether the handwriting has a glyph for every character: asked before anything is set.

Typesetters leave a gap or draw a box for a missing glyph and say nothing, so nobody would see it before the post does.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from followup_kit.errors import DoesNotFit

__all__ = ["MissingGlyphs", "check_glyphs", "printable"]

_SHOWN = 5
"""Missing characters named in a message; a letter in another script would miss all of them."""

# Same look on paper: a hyphen that forbids a break is a hyphen, a narrow blank that forbids a break is one.
_SAME_LOOK = {"\u2010": "-", "\u2011": "-", "\u202f": "\u00a0", "\u2007": "\u00a0"}
# No look at all: soft hyphen, zero-width blank, joiners, direction marks, byte-order mark.
_NO_LOOK = dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
_ON_PAPER = str.maketrans({**_SAME_LOOK, **_NO_LOOK})


class MissingGlyphs(DoesNotFit):
    """The handwriting cannot write some characters of the letter; `characters` are those, in order."""

    def __init__(self, message: str, *, characters: tuple[str, ...]) -> None:
        super().__init__(message)
        self.characters = characters


def printable(text: str) -> str:
    """Return the text in NFC, with characters that look the same on paper made one; nothing that shows is lost."""
    return unicodedata.normalize("NFC", text).translate(_ON_PAPER)


def check_glyphs(words: Iterable[str], font: Path) -> None:
    """Refuse words that the font cannot write.

    Raises:
        MissingGlyphs: names the characters and the words they stand in.
    """
    known = _characters(font)
    found = {char: word for word in reversed(tuple(words)) for char in word if char not in known}
    if not found:
        return
    missing = tuple(dict(sorted(found.items(), key=lambda pair: pair[0])))
    named = [f"{_name(char)} in {found[char]!r}" for char in missing[:_SHOWN]]
    rest = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
    raise MissingGlyphs(
        f"the card's handwriting has no {', '.join(named)}{rest}; write it in another way or take another channel",
        characters=missing,
    )


def _name(char: str) -> str:
    shown = "" if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Mn"} else f"{char} "
    return f"{shown}(U+{ord(char):04X})"


@cache
def _characters(font: Path) -> frozenset[str]:
    # fontTools costs some 0.1 s to import; only a card that is really written pays for it.
    from fontTools.ttLib import TTFont

    with TTFont(font, lazy=True) as opened:
        return frozenset(map(chr, opened.getBestCmap()))
