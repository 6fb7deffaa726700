"""Which known word somebody may have meant: at most one slip in a short word, two in a longer one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

__all__ = ["compound_of", "misspelt"]

_LONGEST: Final = 40


def misspelt(given: str, known: Iterable[str]) -> str | None:
    """Return the known word of which `given` is a likely misspelling, else None.

    Case, hyphens and underscores do not count. One slip is a wrong, missing, extra or swapped letter. Words of one or
    two letters have too many neighbours to tell.
    """
    word = _bare(given)
    if len(word) > _LONGEST:
        return None
    scored = sorted((_slips(word, _bare(candidate)), candidate) for candidate in known)
    if not scored:
        return None
    slips, nearest = scored[0]
    if slips == 0:
        return nearest
    allowed = 0 if min(len(word), len(_bare(nearest))) <= 2 else 1 if len(word) <= 5 else 2
    return nearest if slips <= allowed else None


def compound_of(given: str, known: Iterable[str], *, like: Iterable[str] = ()) -> str | None:
    """Return the known name with which `given` begins, word by word, or which begins with `given`; else None.

    `topic_text` is `topic` with a word too many, `employer` is `employer_name` with one too few. The longest name
    wins. In the first word a plural counts as its singular if it is one of `like`.
    """
    words = _words(given, like)
    names = {_words(name, ()): name for name in known}
    for length in range(len(words), 0, -1):
        if words[:length] in names:
            return names[words[:length]]
    for last in ("name", "ref"):
        if (*words, last) in names:
            return names[*words, last]
    return next((name for found, name in names.items() if found[: len(words)] == words), None)


def _words(name: str, like: Iterable[str]) -> tuple[str, ...]:
    first, *rest = name.casefold().replace("-", "_").replace(" ", "_").replace(".", "_").split("_")
    singular = first.removesuffix("s")
    return (singular if singular in like else first, *rest)


def _bare(word: str) -> str:
    return word.casefold().replace("-", "").replace("_", "")


def _slips(left: str, right: str) -> int:
    """The optimal string alignment distance: edits and swaps of neighbours, no part edited twice."""
    if abs(len(left) - len(right)) > 2:
        return 3
    before: list[int] = []
    previous = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        current = [i]
        for j, b in enumerate(right, 1):
            cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return previous[-1]
