"""What is true of every policy: functions whose docstring says it, and which return how a case breaks it, or None."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from attrs import frozen

from . import balance_invariants as balance
from . import sameness_invariants as same
from . import time_invariants as time
from .cases import Case

__all__ = ["INVARIANTS", "Invariant"]


@frozen
class Invariant:
    """Something that is true of every policy; `broken` returns how a case breaks it, or None."""

    broken: Callable[[Case], str | None]

    @property
    def sentence(self) -> str:
        """What is true, as a clause."""
        said = (self.broken.__doc__ or "").strip().rstrip(".")
        return said[:1].lower() + said[1:]


INVARIANTS: Final[tuple[Invariant, ...]] = tuple(
    map(
        Invariant,
        (
            same.answers,
            same.said_twice,
            time.not_before_the_end,
            time.not_before_now,
            time.traced,
            time.in_the_window,
            time.only_relaxed_what_may_be,
            time.within_hard_rules,
            time.same_at_its_time,
            time.stable,
            balance.capped,
            balance.gap_kept,
            balance.few_check_ins,
            balance.within_budget,
            balance.once_each,
            balance.stopped,
            balance.replied,
            balance.paused,
            balance.resumed,
            balance.left_alone,
            balance.absence,
            balance.by_hand,
            same.any_order,
            same.same_instant,
            same.same_zone,
            same.same_policy_after_json,
            time.later_is_later,
        ),
    )
)
"""In the order in which they are tried."""
