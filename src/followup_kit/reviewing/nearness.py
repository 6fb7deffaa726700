"""How near two words are: edit distance, spelling without accents, and stems without common endings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from followup_kit.script import WORD, is_unspaced

__all__ = ["LONGEST_WORD", "distance", "folded", "near_miss", "same_inflected", "stem", "stems", "weighs", "words"]

LONGEST_WORD = 60
"""Longer runs of letters are not words; comparing them would only cost time."""

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "ł": "l", "đ": "d"})
# Endings that change a word's form but not what it is about; the longest that leaves three letters is cut off.
_ENDINGS = {
    "en": ("ations", "ation", "ings", "ing", "ers", "er", "ied", "ies", "ed", "es", "ly", "al", "e", "s", "y"),
    "fr": (
        "ations",
        "ation",
        "ements",
        "ement",
        "ments",
        "ment",
        "ées",
        "ée",
        "és",
        "eurs",
        "euses",
        "eur",
        "euse",
        "aient",
        "ait",
        "ons",
        "ez",
        "er",
        "es",
        "e",
        "s",
        "x",
    ),
    "de": ("ungen", "ung", "ern", "ens", "en", "em", "er", "es", "e", "n", "s"),
    "it": (
        *("azioni", "azione", "amenti", "amento", "imenti", "imento", "mente", "ando", "endo", "ati", "ate", "ato"),
        *("ata", "uti", "ute", "uto", "uta", "iti", "ite", "ito", "ita", "are", "ere", "ire", "i", "e", "o", "a"),
    ),
    "es": (
        *("aciones", "acion", "iendo", "ando", "ados", "adas", "idos", "idas", "ado", "ada", "ido", "ida", "mente"),
        *("ar", "er", "ir", "os", "as", "es", "o", "a", "e", "s"),
    ),
}


def words(text: str) -> Iterator[re.Match[str]]:
    """Return the words of a text; hyphens, apostrophes, dots and ampersands inside a word belong to it.

    Where a script puts no blanks between words, each run of one kind of character is a word.
    """
    return WORD.finditer(text)


def distance(one: str, other: str, most: int = 3) -> int:
    """Return the Damerau-Levenshtein distance (optimal string alignment), or `most` + 1 if it is larger.

    Insertions, deletions, substitutions and swaps of two neighbours cost one each.
    """
    if abs(len(one) - len(other)) > most or max(len(one), len(other)) > LONGEST_WORD:
        return most + 1 if one != other else 0
    before, row = list[int](), list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if older and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def folded(word: str) -> str:
    """Return the word in small letters without accents, ä as ae: "Müller" and "Mueller" fold alike."""
    text = unicodedata.normalize("NFKD", word.casefold().translate(_UMLAUTS))
    return "".join(char for char in text if not unicodedata.combining(char))


def same_inflected(found: str, name: str) -> bool:
    """True if `found` is the name itself, or the name with a possessive or plural ending."""
    return any(found == name + ending for ending in ("", "'s", "’s", "'", "’", "s", "es", "-"))


def near_miss(found: str, name: str) -> int:
    """Return by how many letters a misspelt name differs: 1 or 2; 0 if it is right or another word altogether.

    Up to three letters nothing counts as a slip, up to seven letters one, and in longer names two; a name that
    differs only in its accents ("Muller") is misspelt by one.
    """
    if same_inflected(found, name) or len(name) < 4 or len(found) < 3:
        return 0
    core = re.sub(r"['’]s?$", "", found)
    if folded(core) == folded(name):
        return 1
    if core[:1].casefold() != name[:1].casefold() and distance(core.casefold(), name.casefold(), 1) > 1:
        return 0
    most = 1 if len(name) < 8 else 2
    best = min(distance(form.casefold(), name.casefold(), most) for form in {core, core.removesuffix("s")})
    return best if best <= most else 0


@lru_cache(maxsize=16_384)
def stem(word: str, language: str) -> str:
    """Return the word in small letters without accents and without a common ending of its language."""
    base = re.sub(r"['’]s?$", "", folded(word))
    for ending in _ENDINGS.get(language, ("s",)):
        if base.endswith(ending) and len(base) - len(ending) >= 3:
            return base.removesuffix(ending)
    return base


_SMALL = re.compile("[\u3041-\u309f]+")


def weighs(word: str) -> bool:
    """True for a short word with a digit in it, and for one that is not written in the letters of small words."""
    return not word.isalpha() or (is_unspaced(word) and not _SMALL.fullmatch(word))


def stems(text: str, language: str) -> frozenset[str]:
    """Return the stems of a text's words of four letters and more, or with digits or several capitals in them."""
    found = (match[0] for match in words(text))
    content = (word for word in found if len(word) > 3 or word[1:] != word[1:].lower() or weighs(word))
    return frozenset(stem(part, language) for word in content for part in word.split("-") if part)
