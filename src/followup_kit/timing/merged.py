"""All rules of a set as one table of open stretches, for looking up many instants; built in pieces and kept.

A piece is finished before anybody else sees it, and what is kept is bounded, so threads may share it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from .instants import DAY
from .rules import ALWAYS, Both, IntervalRule
from .search import first_permitted
from .segments import CHUNK

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FAR", "NOWHERE", "MergedTable", "merged"]

FAR = 14 * DAY
"""An opening farther away than this is looked for by the search, which has its own rules about long closures."""
NOWHERE = 1 << 60
"""Stands for the next opening where there is none within the horizon of any instant of the piece."""

_MOST_CHUNKS = 64


class MergedTable:
    """The stretches that all the rules permit, as sorted edges per piece of 28 days.

    At even places of a piece it opens, at odd ones it closes. If it is closed at the end of the piece, the next opening
    after it comes last; so whatever the instant, the edge after it says what comes.
    """

    def __init__(self, rules: tuple[IntervalRule, ...]) -> None:
        """Take the rules; nothing is asked of them before the first look."""
        self.rules = rules
        self._all: IntervalRule = Both(rules) if rules else ALWAYS
        self._chunks: dict[int, tuple[int, ...]] = {}
        self.columns: tuple[int, int, NDArray[np.int64], NDArray[np.int64]] | None = None
        """First and last piece with the columns that `arrays` has laid out for them."""

    def edges(self, chunk: int) -> tuple[int, ...]:
        """Return the edges of the piece with this number, of odd length.

        Raises:
            BrokenRule: a rule moved the time back, or the rules move it again and again and get nowhere.
        """
        kept = self._chunks.get(chunk)
        if kept is None:
            kept = self._chunks[chunk] = self._built(chunk * CHUNK, (chunk + 1) * CHUNK)
        return kept

    def _built(self, at: int, end: int) -> tuple[int, ...]:
        edges: list[int] = []
        while True:
            opens = self._all.next_allowed(at)
            if opens is None:
                opens = self._all.next_allowed(end)
                return (*edges, NOWHERE if opens is None else opens)
            edges.append(opens)
            closes = self._all.next_refused(opens) if opens < end else None
            if closes is None or closes >= end:
                return tuple(edges)
            edges.append(closes)
            at = closes

    def searched(self, start: int, opens: int) -> int | None:
        """Return the answer for an instant whose next opening is far away or nowhere."""
        return None if opens == NOWHERE else first_permitted(start, self.rules).at

    def keep_few(self) -> None:
        """Forget the pieces if there are more than five years of them; whoever reads the old ones keeps those."""
        if len(self._chunks) > _MOST_CHUNKS:
            self._chunks = {}


_kept = lru_cache(maxsize=128)(MergedTable)


def merged(rules: Iterable[IntervalRule]) -> MergedTable:
    """Return the table of these rules, one that was made before if it is still kept."""
    asked = tuple(rules)
    try:
        return _kept(asked)
    except TypeError:  # a rule of somebody's own that cannot be hashed
        return MergedTable(asked)
