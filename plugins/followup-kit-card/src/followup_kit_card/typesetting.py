"""Sets a letter on a card with Typst: the size of the writing, the line breaks, the PDF."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import typst
from attrs import field, frozen

from followup_kit.errors import PluginError

from .hands import FONTS, Hand
from .letter import Letter, Paragraph
from .sizes import CardSize

__all__ = ["Layout", "compose_card"]

_HERE = Path(__file__).parent

_SIZES = tuple(quarter / 4 for quarter in range(72, 51, -1))
"""Points, largest first: 18 looks written with a broad pen; at 13 the small letters are 1.8 mm high, as in print."""
_STYLE = {"ink": "#1b2a4a", "gap": 0.4, "air": 0.22, "indent": 0.55, "rise": 0.42}
"""Blue-black ink; gap between paragraphs and most air between lines, in sizes; where the closing begins across the
card; how much of the white that is left stands above the letter."""

# Typst takes a language and a region of two letters; scripts and regions such as 419 are left out.
_LOCALE = re.compile(r"(?P<lang>[a-z]{2,3})(?![^-])(-[A-Z][a-z]{3})?(-(?P<region>[A-Z]{2}))?(?![^-])")


@frozen(kw_only=True)
class Layout:
    """A letter as it was set.

    `lines` are the paragraphs in the lines of the card. `over` is by how many lines it is too long at the
    smallest size, `wide` are words that no line can hold; with either there is no card to print and `pdf` is empty.
    """

    pdf: bytes = field(repr=False)
    size: float
    lines: tuple[tuple[str, ...], ...]
    over: int
    wide: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether there is a card to print."""
        return bool(self.pdf)


def compose_card(letter: Letter, size: CardSize, hand: Hand, *, locale: str, title: str, author: str) -> Layout:
    """Set the letter as large as the card allows.

    The same arguments give the same bytes: nothing is asked of the clock, the network or the fonts of the system.

    Raises:
        PluginError: Typst says something, or this process was forked from one that had set a card.
    """
    if _first_process() != os.getpid():
        raise PluginError(
            "a card was set in this program before it forked, and Typst waits for ever in the copy; "
            "start processes with the spawn method, for example multiprocessing.get_context('spawn')",
            distribution="followup-kit-card",
        )
    numbers = count()
    card = {
        **_STYLE,
        **_language(locale),
        "width": size.width,
        "height": size.height,
        "margin": size.margin,
        "font": hand.family,
        "sizes": [points * hand.scale for points in _SIZES],
        "title": title,
        "author": author,
        "body": [_numbered(paragraph, numbers) for paragraph in letter.body],
        "ending": [_numbered(paragraph, numbers) for paragraph in letter.ending],
    }
    compiler = typst.Compiler(
        input=str(_HERE / "card.typ"), root=str(_HERE), font_paths=_fonts(), sys_inputs={"card": json.dumps(card)}
    )
    found = json.loads(compiler.query("<layout>", field="value", one=True))
    fits = found["fits"] and found["pages"] == 1
    return Layout(
        pdf=_pdf(compiler) if fits else b"",
        size=found["size"],
        lines=_lines(letter, found["words"]),
        over=found["over"],
        wide=tuple(found["wide"]),
    )


def _language(locale: str) -> dict[str, str | None]:
    match = _LOCALE.match(locale)
    return {"lang": match["lang"] if match else "und", "region": match["region"] if match else None}


def _numbered(paragraph: Paragraph, numbers: Iterator[int]) -> list[list[tuple[int, str]]]:
    return [[(next(numbers), _shown(word)) for word in line] for line in paragraph]


def _shown(word: str) -> str:
    # The box holds tied words together; in the file the blank is an ordinary one, which can be searched and copied.
    return word.replace("\u00a0", " ")


@cache
def _first_process() -> int:
    """The process in which the first card was set; a fork inherits the answer, but not Typst's threads."""
    return os.getpid()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _pdf(compiler: typst.Compiler) -> bytes:
    pdf, warnings = compiler.compile_with_warnings(format="pdf")
    if warnings or not isinstance(pdf, bytes):
        # A font that is not found is only a warning to Typst, and the card would be empty.
        raise PluginError(f"the card could not be set: {warnings}", distribution="followup-kit-card")
    return pdf


def _lines(letter: Letter, places: list[Any]) -> tuple[tuple[str, ...], ...]:
    """Return the lines of each paragraph, from where Typst put each word."""
    place = {index: (page, round(y, 1)) for index, page, y in places}
    numbers = count()
    out = []
    for paragraph in letter.paragraphs:
        lines: dict[tuple[int, int, float], list[str]] = {}
        for given, line in enumerate(paragraph):
            for word in line:
                lines.setdefault((given, *place[next(numbers)]), []).append(_shown(word))
        out.append(tuple(" ".join(words) for words in lines.values()))
    return tuple(out)
