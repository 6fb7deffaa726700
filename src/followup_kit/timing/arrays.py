"""Openings for NumPy arrays, behind the extra `numpy`; the answers are those of `many.openings`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, overload

from followup_kit.errors import InvalidFact, NotFound

from .merged import FAR, MergedTable, merged
from .rules import IntervalRule
from .segments import CHUNK

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["NEVER_AT", "openings_array"]

NEVER_AT = -(1 << 63)
"""What stands for "never" among whole seconds; among `datetime64` it is NaT, whose number this is."""

# Two years and more are left on either side of what Python's dates can say.
_FIRST, _LAST = -2208988800, 221845392000
_WIDEST = 256  # pieces of 28 days that are laid out in one row and kept, some twenty years


@overload
def openings_array(starts: NDArray[np.int64], rules: Sequence[IntervalRule]) -> NDArray[np.int64]: ...


@overload
def openings_array(starts: NDArray[np.datetime64], rules: Sequence[IntervalRule]) -> NDArray[np.datetime64]: ...


def openings_array(starts: NDArray[Any], rules: Sequence[IntervalRule]) -> NDArray[Any]:
    """Return the same as `many.openings` for an array, some ten times faster; it needs the extra `numpy`.

    Args:
        starts: whole UTC seconds as `int64`, or `datetime64` in UTC of any unit; a fraction counts as the next second,
            and NaT stays NaT. The shape is kept.
        rules: any rules that are bound to a zone.

    Returns:
        `int64` with `NEVER_AT` for never, or `datetime64[s]` with NaT for never.

    Raises:
        NotFound: NumPy is not installed.
        InvalidFact: the array holds something else.
        BrokenRule: a rule moved the time back, or the rules move it again and again and get nowhere.
    """
    try:
        import numpy as np
    except ImportError as error:
        raise NotFound("arrays need NumPy: install followup-kit[numpy], or call openings with a list") from error
    given = np.asarray(starts)
    if given.dtype.kind == "i":
        return _openings(given.astype(np.int64, copy=False), merged(rules))
    if given.dtype.kind != "M":
        raise InvalidFact(f"starts must be int64 seconds or datetime64, got {given.dtype}", field="starts")
    seconds = given.astype("datetime64[s]")
    seconds = seconds + (seconds < given)
    return _openings(seconds.view(np.int64), merged(rules)).view("datetime64[s]")


def _openings(starts: NDArray[np.int64], table: MergedTable) -> NDArray[np.int64]:
    """Look up whole seconds; `NEVER_AT` among them stays what it is."""
    import numpy as np

    if starts.size and starts.min() == NEVER_AT:
        out = starts.copy()
        some = starts != NEVER_AT
        out[some] = _openings(starts[some], table)
        return out
    if not starts.size:
        return starts.copy()
    if starts.min() < _FIRST or starts.max() > _LAST:
        odd = int(starts.min() if starts.min() < _FIRST else starts.max())
        raise InvalidFact(f"starts must be UTC seconds of the years 1900 to 9000, got {odd}", field="starts")
    closes, opens = _columns(starts, table)
    place = closes.searchsorted(starts, side="right")
    found = np.maximum(opens[place], starts)
    far = found - starts > FAR
    if far.any():
        pairs = zip(starts[far].tolist(), found[far].tolist(), strict=True)
        answers = [table.searched(start, opening) for start, opening in pairs]
        found[far] = [NEVER_AT if answer is None else answer for answer in answers]
    return found


def _columns(starts: NDArray[np.int64], table: MergedTable) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the columns of the table for all pieces in which there are starts."""
    import numpy as np

    first, last = int(starts.min()) // CHUNK, int(starts.max()) // CHUNK
    if last - first >= _WIDEST:
        return _laid_out(np.unique(starts // CHUNK).tolist(), table)
    kept = table.columns
    if kept is None or first < kept[0] or last > kept[1]:
        if kept is not None and max(last, kept[1]) - min(first, kept[0]) < _WIDEST:
            first, last = min(first, kept[0]), max(last, kept[1])
        kept = table.columns = (first, last, *_laid_out(range(first, last + 1), table))
    return kept[2], kept[3]


def _laid_out(chunks: Iterable[int], table: MergedTable) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return when each stretch of the pieces closes, and when it opens, both sorted.

    Where a piece is closed at its end, a last stretch that "closes" there gives the opening that comes next.
    """
    import numpy as np

    closes: list[int] = []
    opens: list[int] = []
    for chunk in chunks:
        edges = table.edges(chunk)
        opens += edges[::2]
        closes += edges[1::2]
        closes.append((chunk + 1) * CHUNK)
    table.keep_few()
    return np.array(closes, dtype=np.int64), np.array(opens, dtype=np.int64)
