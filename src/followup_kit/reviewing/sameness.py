"""How alike two letters are: shared runs of three words between their main texts, and where the long runs stand.

Containment of word trigrams (shared ones by those of the shorter text) keeps copies and letters of one's own apart
where string ratios fail, because sentences in another order count the same. What may repeat (role, employer, names,
dates) is not counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrs import frozen

from followup_kit.script import is_unspaced

from .nearness import words

__all__ = ["FEWEST_TRIGRAMS", "Likeness", "likeness", "opening", "trigrams", "word_spans"]

FEWEST_TRIGRAMS = 12
"""Shorter texts share a third of their words by chance; they are not compared."""
_SHORTEST_RUN = 6
"""Words. Shorter runs ("thank you for the time") are common property."""

_ELIDED = re.compile(r"^\w{1,5}['’](?=\w{3})")

Span = tuple[int, int]


@frozen(kw_only=True)
class Likeness:
    """`share` is the part of the shorter text's trigrams that the other one has as well; `runs` are the stretches of
    the first text, as characters, that stand in the other word for word, the longest first.
    """

    share: float
    runs: tuple[Span, ...] = ()


def word_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[str, int, int]]:
    """Return the words of text[start:end] in small letters, with their places."""
    stop = len(text) if end is None else end
    return [(m[0].casefold(), m.start(), m.end()) for m in words(text[:stop]) if m.start() >= start]


def trigrams(found: list[tuple[str, int, int]], common: frozenset[str]) -> dict[tuple[str, str, str], int]:
    """Return the runs of three words with their first place; runs with one of the `common` words are left out.

    A common word stays one behind an elision: "l'hôpital", "dell'ospedale".
    """
    runs: dict[tuple[str, str, str], int] = {}
    free = {word for word, _, _ in found if word in common or _ELIDED.sub("", word) in common} if common else set()
    for index in range(len(found) - 2):
        key = (found[index][0], found[index + 1][0], found[index + 2][0])
        if free.isdisjoint(key):
            runs.setdefault(key, index)
    return runs


def likeness(one: str, other: str, *, common: Iterable[str] = ()) -> Likeness:
    """Compare two main texts; words in `common` (role, employer, names) may repeat and are not counted."""
    free = frozenset(common)
    mine, theirs = word_spans(one), word_spans(other)
    first, second = trigrams(mine, free), trigrams(theirs, free)
    fewest = min(len(first), len(second))
    share = len(first.keys() & second.keys()) / fewest if fewest >= FEWEST_TRIGRAMS else 0.0
    return Likeness(share=share, runs=_runs(mine, trigrams(theirs, frozenset()), free))


def _runs(
    found: list[tuple[str, int, int]], other: dict[tuple[str, str, str], int], common: frozenset[str]
) -> tuple[Span, ...]:
    """Join neighbouring shared trigrams to stretches."""
    shared = [(found[i][0], found[i + 1][0], found[i + 2][0]) in other for i in range(len(found) - 2)]
    runs: list[tuple[int, int]] = []
    index = 0
    while index < len(shared):
        stop = index
        while stop < len(shared) and shared[stop]:
            stop += 1
        if stop > index:
            runs.append((index, stop + 2))
        index = stop + 1
    own = [(a, b) for a, b in runs if sum(found[i][0] not in common for i in range(a, b)) >= _SHORTEST_RUN]
    own.sort(key=lambda run: (run[0] - run[1], run[0]))
    return tuple((found[a][1], found[b - 1][2]) for a, b in own)


def opening(text: str, count: int = 5) -> str:
    """Return the first words of a text in small letters, to compare how letters begin."""
    # Without blanks a date alone has five words, and what follows it has to differ.
    most = 2 * count if is_unspaced(text[:40]) else count
    return " ".join(word for word, _, _ in word_spans(re.sub(r"\s+", " ", text[:400]))[:most])
