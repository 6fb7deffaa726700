"""What is asked of the search: between these instants, under these rules, when may a letter leave?"""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from .instants import local_time
from .reasons import because
from .rules import IntervalRule, NotBefore

__all__ = ["Window"]


@frozen(kw_only=True)
class Window:
    """What is asked: when, between these instants, do these rules permit a letter?

    All instants are UTC seconds. `anchor` is where the trace starts; `opening` is the rule that holds the letter back
    until the window's start; at `closes` it is over. `floor` is the earliest instant even when the window's start
    gives way. Beyond `patience` an earlier option is taken instead of a later one; from `too_late` on, no later one
    is taken unasked. `delay` are the seconds by which this letter follows the first one of its panel, and `panel` are
    its number from 0 and how many there are; `apart` are the seconds between two of them, `waiting` is how many have
    not left yet, and `near` are the instants at which others of them left; `taken` are minutes since 1970 in which
    others leave. `relax` names the soft rules that may give way, the first one first.
    """

    zone: str
    anchor: int
    now: int
    opening: NotBefore
    closes: int
    floor: int
    patience: int | None
    too_late: int
    delay: int
    choice: Literal["later", "earlier", "ask"]
    relax: tuple[str, ...]
    rules: tuple[IntervalRule, ...]
    panel: tuple[int, int] = (0, 1)
    apart: int = 0
    waiting: int = 1
    near: tuple[int, ...] = ()
    taken: frozenset[int] = frozenset()

    @property
    def opens(self) -> int:
        """The window's start."""
        return self.opening.instant

    @property
    def not_before_now(self) -> NotBefore:
        """Nothing is planned for the past."""
        return NotBefore(
            self.now,
            "now",
            because=because("now", "now it is {now}", now=local_time(self.now, self.zone)),
            strength="law",
        )

    @property
    def all_rules(self) -> tuple[IntervalRule, ...]:
        """Opening, now and everything else."""
        return (self.opening, self.not_before_now, *self.rules)
