"""When writing is paused: what PAUSED and RESUMED add up to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from attrs import evolve, frozen

from .history import EVERYWHERE, Entry, Event

__all__ = ["Pause", "pauses"]


@frozen(kw_only=True)
class Pause:
    """A stretch in which nothing leaves, from `start` on and before `end`; None if nobody has said when it ends.

    `why` is the reason that was given, if one was.
    """

    start: datetime
    end: datetime | None = None
    why: str | None = None

    def covers(self, at: datetime) -> bool:
        """Return whether the moment lies in it."""
        # seconds since 1970: datetimes of one zone would be compared without their clock changes
        begun = self.start.timestamp() <= at.timestamp()
        return begun and (self.end is None or at.timestamp() < self.end.timestamp())


def pauses(entries: Iterable[Entry], refs: Iterable[str | None]) -> tuple[Pause, ...]:
    """Return the pauses of these interviews or applications and of everything, in order and apart from one another.

    A pause lasts from PAUSED to the first RESUMED of the same scope that is not before it, or to the time that was
    given with it. Each scope ends for itself: to resume everything ends no pause of one interview. Pauses that overlap
    or follow on one another are one.
    """
    known = [entry for entry in entries if entry.event in (Event.PAUSED, Event.RESUMED)]
    single = [pause for scope in {EVERYWHERE, *refs} for pause in _of_scope(known, scope)]
    out: list[Pause] = []
    for pause in sorted(single, key=lambda each: (each.start.timestamp(), _end(each), each.why or "")):
        if not out or _end(out[-1]) < pause.start.timestamp():
            out.append(pause)
        elif _end(pause) > _end(out[-1]):
            out[-1] = evolve(out[-1], end=pause.end, why=pause.why or out[-1].why)
    return tuple(out)


def _end(pause: Pause) -> float:
    return float("inf") if pause.end is None else pause.end.timestamp()


def _of_scope(entries: Iterable[Entry], scope: str | None) -> Iterator[Pause]:
    mine = [entry for entry in entries if entry.interview == scope]
    resumed = [entry.at for entry in mine if entry.event is Event.RESUMED]
    for entry in mine:
        if entry.event is Event.PAUSED:
            ends = [at for at in resumed if at.timestamp() >= entry.at.timestamp()]
            ends += [entry.until] if entry.until else []
            end = min(ends, key=datetime.timestamp, default=None)
            if end is None or end.timestamp() > entry.at.timestamp():
                yield Pause(start=entry.at, end=end, why=entry.note)
