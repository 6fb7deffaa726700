"""A rule is a set of permitted instants (whole UTC seconds) with a name and a reason.

`next_allowed` never goes back, keeps the order of its arguments and leaves a permitted instant where it is. That is
why rules can be asked in any order: the earliest instant that all permit is the same.
"""

from __future__ import annotations

from typing import Literal, Protocol

from attrs import field, frozen

from .instants import DAY
from .reasons import Reason, as_reason, because

__all__ = ["HORIZON", "Both", "Either", "IntervalRule", "Not", "NotAfter", "NotBefore", "Reason", "Rule", "Strength"]

Strength = Literal["law", "hard", "soft"]
"""`law` and `hard` rules are never relaxed; `soft` ones may be, in the order that the policy names."""

HORIZON = 400 * DAY
"""How far any search looks. Reaching it is an answer: nothing within 400 days."""


class Rule(Protocol):
    """What the search asks of a rule. `recurring` rules repeat week by week and know no dates."""

    @property
    def name(self) -> str:
        """The name that the trace and `relaxed` use."""
        ...

    @property
    def strength(self) -> Strength:
        """Whether the rule may give way."""
        ...

    @property
    def recurring(self) -> bool:
        """Whether it repeats week by week."""
        ...

    def next_allowed(self, at: int) -> int | None:
        """Return the earliest permitted instant at or after `at`; None if there is none within the horizon."""
        ...

    def prev_allowed(self, at: int) -> int | None:
        """Return the latest permitted instant at or before `at`; None if there is none within the horizon."""
        ...

    def next_refused(self, at: int) -> int | None:
        """Return the earliest refused instant at or after `at`; None if there is none within the horizon."""
        ...

    def prev_refused(self, at: int) -> int | None:
        """Return the latest refused instant at or before `at`; None if there is none within the horizon."""
        ...

    def why_not(self, at: int) -> Reason | None:
        """Return why the instant is refused, or None if it is permitted."""
        ...


class IntervalRule:
    """What rules have in common: they combine with `&`, `|` and `~` like the sets that they are."""

    __slots__ = ()
    name: str
    strength: Strength
    recurring: bool

    def next_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        raise NotImplementedError

    def prev_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        raise NotImplementedError

    def next_refused(self, at: int) -> int | None:
        """See `Rule`."""
        raise NotImplementedError

    def prev_refused(self, at: int) -> int | None:
        """See `Rule`."""
        raise NotImplementedError

    def why_not(self, at: int) -> Reason | None:
        """See `Rule`."""
        return None if self.allowed(at) else because(self.name, "{rule} does not permit it", rule=self.name)

    def allowed(self, at: int) -> bool:
        """Return whether the rule permits the instant."""
        return self.next_allowed(at) == at

    def __and__(self, other: IntervalRule) -> IntervalRule:
        return Both(self, other)

    def __or__(self, other: IntervalRule) -> IntervalRule:
        return Either(self, other)

    def __invert__(self) -> IntervalRule:
        return Not(self)


@frozen
class NotBefore(IntervalRule):
    """Permits `instant` and everything after it."""

    instant: int
    name: str = "not_before"
    because: Reason = field(default=because("not_before", "it is too early"), converter=as_reason, kw_only=True)
    strength: Strength = field(default="hard", kw_only=True)
    recurring: bool = field(default=False, init=False)

    def next_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        return at if at >= self.instant else self.instant

    def prev_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        return at if at >= self.instant else None

    def next_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return at if at < self.instant else None

    def prev_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return min(at, self.instant - 1)

    def why_not(self, at: int) -> Reason | None:
        """See `Rule`."""
        return self.because if at < self.instant else None


@frozen
class NotAfter(IntervalRule):
    """Permits everything before `instant`, which itself is refused: a deadline is half-open like every span here."""

    instant: int
    name: str = "not_after"
    because: Reason = field(default=because("not_after", "it is too late"), converter=as_reason, kw_only=True)
    strength: Strength = field(default="hard", kw_only=True)
    recurring: bool = field(default=False, init=False)

    def next_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        return at if at < self.instant else None

    def prev_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        return min(at, self.instant - 1)

    def next_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return max(at, self.instant)

    def prev_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return at if at >= self.instant else None

    def why_not(self, at: int) -> Reason | None:
        """See `Rule`."""
        return self.because if at >= self.instant else None


@frozen
class _Pair(IntervalRule):
    first: IntervalRule
    second: IntervalRule
    strength: Strength = field(default="hard", kw_only=True)

    recurring: bool = field(init=False)

    @recurring.default
    def _both_recur(self) -> bool:
        return self.first.recurring and self.second.recurring

    @property
    def parts(self) -> tuple[IntervalRule, IntervalRule]:
        """The two rules."""
        return self.first, self.second


@frozen
class Both(_Pair):
    """Permits what both permit."""

    name: str = field(init=False)

    @name.default
    def _names(self) -> str:
        return f"{self.first.name} and {self.second.name}"

    def next_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        limit = at + HORIZON
        while True:
            first = self.first.next_allowed(at)
            second = None if first is None else self.second.next_allowed(first)
            if first is None or second is None or second > limit:
                return None
            if first == second:
                return second
            at = second

    def prev_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        limit = at - HORIZON
        while True:
            first = self.first.prev_allowed(at)
            second = None if first is None else self.second.prev_allowed(first)
            if first is None or second is None or second < limit:
                return None
            if first == second:
                return second
            at = second

    def next_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return min((t for part in self.parts if (t := part.next_refused(at)) is not None), default=None)

    def prev_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return max((t for part in self.parts if (t := part.prev_refused(at)) is not None), default=None)

    def why_not(self, at: int) -> Reason | None:
        """Return the first part's reason, else the second's."""
        return self.first.why_not(at) or self.second.why_not(at)


@frozen
class Not(IntervalRule):
    """Permits what the rule refuses."""

    rule: IntervalRule
    strength: Strength = field(default="hard", kw_only=True)

    name: str = field(init=False)
    recurring: bool = field(init=False)

    @name.default
    def _negated(self) -> str:
        return f"not {self.rule.name}"

    @recurring.default
    def _same(self) -> bool:
        return self.rule.recurring

    def next_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        return self.rule.next_refused(at)

    def prev_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        return self.rule.prev_refused(at)

    def next_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return self.rule.next_allowed(at)

    def prev_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return self.rule.prev_allowed(at)


@frozen
class Either(_Pair):
    """Permits what at least one permits: by De Morgan, what not both refuse."""

    name: str = field(init=False)

    @name.default
    def _names(self) -> str:
        return f"{self.first.name} or {self.second.name}"

    def next_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        return min((t for part in self.parts if (t := part.next_allowed(at)) is not None), default=None)

    def prev_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        return max((t for part in self.parts if (t := part.prev_allowed(at)) is not None), default=None)

    def next_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return Both(Not(self.first), Not(self.second)).next_allowed(at)

    def prev_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return Both(Not(self.first), Not(self.second)).prev_allowed(at)
