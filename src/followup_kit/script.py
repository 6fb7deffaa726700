"""Scripts that put no blanks between words: where a word may begin and end there, and what counts as one.

Japanese and Chinese characters are letters to a regular expression, so no edge is found inside a sentence. Here a
word may begin and end at each of them, and a text falls into runs of one script.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["UNSPACED", "WORD", "edged", "is_unspaced", "letters", "unspaced_words", "word_spans"]

_HAN: Final = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HIRAGANA: Final = "\u3041-\u309f"
# With the long mark and the half-width forms; the middle dot between foreign names is no letter.
_KATAKANA: Final = "\u30a0-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
UNSPACED: Final = _HAN + _HIRAGANA + _KATAKANA
"""The characters, as the inside of a character class."""
_LETTER: Final = rf"[^\W_{UNSPACED}]"
WORD: Final = re.compile(
    rf"{_LETTER}+(?:[-'’.&]{_LETTER}+)*|[{_HAN}]+|[{_KATAKANA}]+|[{_HIRAGANA}]+",
)
"""One word: letters and digits with what joins them, or a run of one script that has no blanks."""
_ONE: Final = re.compile(rf"[{UNSPACED}]")
_LETTERS: Final = re.compile(rf"[^\W\d_{UNSPACED}]+|[{_HAN}]+|[{_KATAKANA}]+|[{_HIRAGANA}]+")
_COUNTED: Final = re.compile(rf"[{UNSPACED}]{{1,2}}|[^\s{UNSPACED}]+")
_BEGINS: Final = rf"(?<![^\W{UNSPACED}])"
_ENDS: Final = rf"(?![^\W{UNSPACED}])"


def is_unspaced(text: str) -> bool:
    """True if the text has a letter of a script without blanks."""
    return _ONE.search(text) is not None


def edged(pattern: str) -> str:
    """Return a pattern that matches whole words only; beside or inside scripts without blanks everywhere."""
    if not is_unspaced(pattern):
        return rf"{_BEGINS}(?:{pattern}){_ENDS}"
    return rf"(?:{_BEGINS}|(?=[{UNSPACED}]))(?:{pattern})(?:{_ENDS}|(?<=[{UNSPACED}]))"


def unspaced_words(text: str) -> list[str]:
    """Return the words in Chinese characters or katakana: those that carry what a Japanese phrase is about."""
    return re.findall(rf"[{_HAN}]+|[{_KATAKANA}]+", text)


def letters(text: str) -> list[str]:
    """Return the runs of letters of a text; in scripts without blanks each script makes its own."""
    return _LETTERS.findall(text)


def word_spans(text: str) -> list[tuple[int, int]]:
    """Return where the words of plain text stand, as lengths are counted.

    A word is what is between blanks and holds a letter or digit; where there are no blanks, two characters count as
    one word, which is about what a translator counts.
    """
    return [match.span() for match in _COUNTED.finditer(text) if re.search(r"\w", match[0])]
