"""The base of all rules that open and close: say which stretches are permitted, and every search is derived.

Stretches are asked for in pieces of 28 days and kept in a bounded cache, as sorted edges.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Self

from followup_kit.errors import BrokenRule, InvalidFact

from .reasons import Reason, because
from .rules import HORIZON, IntervalRule
from .segments import CHUNK

__all__ = ["SpanRule"]

_CHUNKS_AHEAD = -(-HORIZON // CHUNK) + 1
_MOST_CHUNKS = 64
_MOST_STRETCHES = 100_000


class SpanRule(IntervalRule):
    """A rule of your own: give it a `name` and say which `stretches` of time are permitted.

    The answers are kept, so they must not change: what a rule depends on is given to it when it is made.

        >>> class Sprints(SpanRule):
        ...     '''Two weeks of work, then a week of rest, counted from one Monday on.'''
        ...     name = "sprints"
        ...     because = "this week is for resting"
        ...     def stretches(self, start, end):
        ...         week, monday = 7 * 86400, 1772409600
        ...         for number in range((start - monday) // week - 1, (end - monday) // week + 1):
        ...             if number % 3 != 2:
        ...                 yield monday + number * week, monday + (number + 1) * week
        >>> Sprints().next_allowed(1772409600 + 15 * 86400) == 1772409600 + 21 * 86400
        True
    """

    because: Reason | str | None = None
    """Why an instant is refused: a clause without a capital letter and a full stop."""
    _chunks: dict[int, tuple[int, ...]]

    def __new__(cls, *_arguments: object, **_named: object) -> Self:
        """Make the cache, so that nobody has to call a constructor."""
        self = super().__new__(cls)
        object.__setattr__(self, "_chunks", {})
        return self

    def stretches(self, start: int, end: int) -> Iterable[tuple[int, int]]:
        """Yield the permitted stretches that reach into `start` to `end`, as half-open pairs of whole UTC seconds.

        Give them in their order. They may begin before `start` and end after `end`, and may touch one another.
        """
        raise NotImplementedError(f"{type(self).__name__} has no stretches(start, end); say there what is permitted")

    def why(self, at: int) -> Reason:  # noqa: ARG002  # a rule may say more about single instants
        """Return why a refused instant is refused: what `because` says, unless a rule knows more."""
        if isinstance(self.because, Reason):
            return self.because
        if self.because is not None:
            return Reason(self.name, self.because.strip().removesuffix("."))
        return because(self.name, "{rule} does not permit it", rule=self.name)

    def _edges(self, chunk: int) -> tuple[int, ...]:
        """Return the sorted edges in the chunk: at even places it opens, at odd ones it closes."""
        if len(self._chunks) >= _MOST_CHUNKS:
            self._chunks.clear()
        self._chunks[chunk] = built = self._laid_out(chunk * CHUNK, (chunk + 1) * CHUNK)
        return built

    def _laid_out(self, low: int, high: int) -> tuple[int, ...]:
        edges = list[int]()
        for begins, ends in self._in_order(low, high):
            if edges and begins <= edges[-1]:
                edges[-1] = max(edges[-1], min(ends, high))
            elif ends > low:
                edges += (max(begins, low), min(ends, high))
        return tuple(edges)

    def _in_order(self, low: int, high: int) -> Iterator[tuple[int, int]]:
        """Yield the stretches up to the first that begins at `high` or later.

        Raises:
            BrokenRule: they are no whole seconds, empty, reversed, not in their order, or do not end.
        """
        last = None
        for number, pair in enumerate(self._given(low, high)):
            try:
                begins, ends = pair
            except (TypeError, ValueError):
                raise self._wrong(f"gives {pair!r}, which is no pair") from None
            if type(begins) is not int or type(ends) is not int:
                raise self._unfit(begins, ends, "give whole UTC seconds")
            if begins >= ends:
                raise self._unfit(begins, ends, "it is empty" if begins == ends else "it is reversed")
            if last is not None and begins < last:
                raise self._unfit(begins, ends, f"the one before begins at {last}; give them in their order")
            if begins >= high:
                return
            if number >= _MOST_STRETCHES:
                raise self._unfit(begins, ends, f"that is more than {_MOST_STRETCHES} in 28 days")
            yield begins, ends
            last = begins

    def _given(self, low: int, high: int) -> Iterable[tuple[int, int]]:
        given = self.stretches(low, high)
        if not isinstance(given, Iterable):
            raise self._wrong(f"gives {given!r} as its stretches")
        return given

    def _wrong(self, told: str) -> BrokenRule:
        hint = "yield pairs of whole UTC seconds, such as (1772409600, 1772496000), or nothing"
        return BrokenRule(f"rule {self.name!r} {told}; {hint}", rule=self.name)

    def _unfit(self, begins: object, ends: object, why: str) -> BrokenRule:
        return BrokenRule(f"rule {self.name!r} gives the stretch ({begins!r}, {ends!r}): {why}", rule=self.name)

    def _search(self, at: int, *, parity: int, step: int) -> int | None:
        """Walk the chunks until one has a stretch of the wanted kind (parity 1: permitted)."""
        for _ in range(_CHUNKS_AHEAD):
            chunk = at // CHUNK
            edges = self._chunks.get(chunk)
            if edges is None:
                edges = self._edges(chunk)
            place = bisect_right(edges, at)
            if place & 1 == parity:
                return at
            # The other kind begins at the next edge, or ended just before this one; at a chunk's border ask again.
            if step > 0:
                at = edges[place] if place < len(edges) else (chunk + 1) * CHUNK
            else:
                at = edges[place - 1] - 1 if place else chunk * CHUNK - 1
            if at // CHUNK == chunk:
                return at
        return None

    def next_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        try:
            edges = self._chunks.get(at // CHUNK)
        except TypeError:
            hint = "ask next_moment about a datetime"
            raise InvalidFact(f"a rule is asked about whole UTC seconds, got {at!r}; {hint}") from None
        if edges is not None:
            place = bisect_right(edges, at)
            if place & 1:
                return at
            if place < len(edges):
                return edges[place]
        return self._search(at, parity=1, step=1)

    def prev_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        return self._search(at, parity=1, step=-1)

    def next_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return self._search(at, parity=0, step=1)

    def prev_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return self._search(at, parity=0, step=-1)

    def why_not(self, at: int) -> Reason | None:
        """See `Rule`."""
        return None if self.allowed(at) else self.why(at)

    def _copied(self, **values: object) -> Self:
        return super()._copied(**{**values, "_chunks": {}})

    def __eq__(self, other: object) -> bool:
        """Two rules of one class with the same settings are the same rule: they permit the same."""
        if self is other:
            return True
        if type(self) is not type(other):
            return NotImplemented
        return _settings(self) == _settings(other)

    def __hash__(self) -> int:
        return hash((type(self), getattr(self, "name", None), self.strength, self.rank, getattr(self, "zone", None)))

    def __repr__(self) -> str:
        zone = getattr(self, "zone", None)
        return f"<{type(self).__name__} {getattr(self, 'name', 'without a name')!r}{f' in {zone}' if zone else ''}>"


_KEPT = frozenset({"_chunks", "_bound", "__dict__", "__weakref__"})


def _settings(rule: SpanRule) -> dict[str, object]:
    """Return what was set on a rule and on its class's slots, without the answers that it keeps."""
    slots = {slot for kind in type(rule).__mro__ for slot in getattr(kind, "__slots__", ())}
    fields = ("name", "strength", "rank", "recurring", "because", "zone")
    found = {name: getattr(rule, name, None) for name in (*fields, *slots, *rule.__dict__)}
    return {name: value for name, value in found.items() if name not in _KEPT}
