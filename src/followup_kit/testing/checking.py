"""check_rule: run what is true of every timing rule against anybody's, and name the first that is broken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import chain, islice
from typing import Any, cast

from attrs import evolve, frozen
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky

from followup_kit.errors import InvalidSetting
from followup_kit.facts.moments import zone_info
from followup_kit.timing.instants import DAY, HOUR
from followup_kit.timing.rules import IntervalRule, Rule, check_settings

from .patience import Patience, TookTooLong
from .rule_cases import Broken, Case, Questions, Unanswered, reading, zones_of
from .rule_invariants import RULE_INVARIANTS, RuleInvariant, read_here
from .rule_strategies import ZONES, instants
from .sure_cases import around_changes, walked

__all__ = ["check_rule"]

_ASKED = ("name", "strength", "recurring", "next_allowed", "prev_allowed", "next_refused", "prev_refused", "why_not")


# What a reader says of the instant alone: its edges need not be looked for at every step of a walk.
_HERE = evolve(RULE_INVARIANTS[-1], broken=read_here)


@frozen
class _Found:
    invariant: RuleInvariant
    case: Case
    broken: Broken


class _Smaller(Exception):
    """Tells Hypothesis to look for a smaller case."""


class _Enough(BaseException):
    """Ends the search: no other case can break what comes earlier in the order."""


def check_rule(
    rule: IntervalRule | Rule,
    *,
    zones: Sequence[str] = ZONES,
    reads: Callable[[datetime], bool] | None = None,
    examples: int = 100,
    whole_minutes: bool = True,
    seconds: float = 2.0,
) -> None:
    """Check that a timing rule keeps what all rules keep, near clock changes and at opening and closing times.

    The same cases are drawn each time, and besides them rules are asked around the clock changes from 2024 to 2027.
    With a reader, a whole week, every day of a year and the years' ends are walked through in small steps, too: what
    differs from the reader for less than an hour on a single date can still be missed. The message of an error names
    the first invariant that is broken, in the order of `RULE_INVARIANTS`, and shows a small case as readings of the
    local clock.

        >>> from datetime import time
        >>> from followup_kit import ALL_DAY, wall_clock
        >>> @wall_clock(because="it is Friday afternoon", recurring=True)
        ... def not_on_friday_afternoon(day):
        ...     return [(time(0), time(13))] if day.isoweekday() == 5 else ALL_DAY
        >>> check_rule(not_on_friday_afternoon)

    Args:
        rule: an `IntervalRule`, or any object that answers what `Rule` asks. To put such an object into a policy, make
            it an `IntervalRule`: name that as the base of its class.
        zones: a rule that needs a zone is tried in each of these; one that names none is asked around their changes.
        reads: an independent reader, where there is one: it is given a local time (an aware datetime on the rule's
            clocks) and says whether the rule is to permit it.
        examples: how many cases are drawn; those around clock changes are at most twice as many.
        whole_minutes: whether the rule opens and closes at whole minutes. Then an edge one second beside them is taken
            for a closing time that is counted in, or an opening time that is left out.
        seconds: how much processor time one question may take.

    Raises:
        AssertionError: an invariant is broken, or what is given is no rule.
        InvalidSetting: `zones`, `examples` or `seconds` cannot be.
    """
    _check_asked(zones, examples, seconds)
    name = _named(rule)
    with Patience(seconds) as patience:
        strategy = _cases(rule, tuple(zones), patience, reads, whole_minutes=whole_minutes)
        try:
            found = _tried(strategy, examples, None)
            if found is not None:
                found = _tried(strategy, examples, found.invariant) or found
            else:
                found = _surely(rule, tuple(zones), patience, reads, examples=examples, whole_minutes=whole_minutes)
        except TookTooLong:
            raise AssertionError(_endless(name, patience)) from None
    if found is not None:
        raise AssertionError(f"{_head(name, found.invariant)}\n{found.case.told(found.broken)}")


def _check_asked(zones: object, examples: object, seconds: object) -> None:
    if isinstance(zones, str) or not isinstance(zones, Sequence) or not zones:
        raise InvalidSetting(f"zones must be a list of zones such as ['Europe/Berlin'], got {zones!r}")
    for zone in zones:
        zone_info(zone)
    if type(examples) is not int or examples < 1:
        raise InvalidSetting(f"examples must be a whole number from 1 on, got {examples!r}")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds > 0:
        raise InvalidSetting(f"seconds must be a positive number, got {seconds!r}")


def _named(rule: object) -> str:
    """Return the rule's name, and refuse what is no rule at all, or has settings that cannot be."""
    if isinstance(rule, type):
        raise AssertionError(f"{rule.__name__} is a class and no rule yet; make one: check_rule({rule.__name__}())")
    name = getattr(rule, "name", None) or type(rule).__name__
    missing = [member for member in _ASKED if not hasattr(rule, member)]
    if missing:
        raise AssertionError(f"{name!r} is no timing rule: it has no {', no '.join(missing)}")
    try:
        check_settings(rule)
    except InvalidSetting as error:
        raise AssertionError(str(error)) from None
    return str(name)


def _head(name: str, invariant: RuleInvariant) -> str:
    return f"rule {name!r} breaks {invariant.name!r}: {invariant.sentence}"


def _endless(name: str, patience: Patience) -> str:
    question, at, zone = cast("tuple[str, int, str]", patience.about)
    told = f"  {question} did not end within {patience.seconds} seconds of processor time"
    return f"{_head(name, RULE_INVARIANTS[0])}\n{told}\n  asked about {reading(at, zone)} ({zone})"


def _cases(
    rule: Any,
    zones: tuple[str, ...],
    patience: Patience,
    reads: Callable[[datetime], bool] | None,
    *,
    whole_minutes: bool,
) -> st.SearchStrategy[Case]:
    """Return cases in the zones of the rule, or in all these if it can be bound to any, or names none."""
    own = zones_of(rule)

    @st.composite
    def draw_case(draw: st.DrawFn) -> Case:
        zone = draw(st.sampled_from(own or zones))
        hours = st.integers(0, 48).map(lambda count: count * HOUR)
        return Case(
            ask=_questions(rule, zone, patience),
            zone=zone,
            at=draw(instants(zone)),
            more=draw(st.integers(1, 3600) | hours | st.integers(0, 40).map(lambda count: count * DAY)),
            share=draw(st.integers(0, 1000)),
            weeks=draw(st.integers(1, 60)),
            reads=reads,
            whole_minutes=whole_minutes,
        )

    return draw_case()


def _questions(rule: Any, zone: str, patience: Patience) -> Questions:
    return Questions(rule.at(zone) if getattr(rule, "needs_zone", False) else rule, zone, patience)


def _surely(
    rule: Any,
    zones: tuple[str, ...],
    patience: Patience,
    reads: Callable[[datetime], bool] | None,
    *,
    examples: int,
    whole_minutes: bool,
) -> _Found | None:
    """Return what is broken around the clock changes, or where a reader walks through weeks and years."""
    tried = zones_of(rule) or zones
    asks = {zone: _questions(rule, zone, patience) for zone in tried}

    def case(at: int, zone: str) -> Case:
        return Case(
            ask=asks[zone],
            zone=zone,
            at=at,
            more=HOUR,
            share=500,
            weeks=1,
            reads=reads,
            whole_minutes=whole_minutes,
        )

    changes = ((at, zone) for zone in tried for at in around_changes(zone))
    steps = ((at, zone) for zone in tried for at in walked(zone, far=zone == tried[0]))
    whole = ((case(*one), RULE_INVARIANTS) for one in islice(changes, 2 * examples))
    here = ((case(*one), (_HERE,)) for one in (steps if reads else ()))
    found = (_first_broken(tested, invariants) for tested, invariants in chain(whole, here))
    return next(filter(None, found), None)


def _first_broken(case: Case, invariants: Sequence[RuleInvariant]) -> _Found | None:
    for invariant in invariants:
        try:
            broken = invariant.broken(case)
        except Unanswered as error:
            return _Found(RULE_INVARIANTS[0], case, Broken(str(error), (("asked about", error.at),)))
        if broken is not None:
            return _Found(invariant, case, broken)
    return None


def _tried(strategy: st.SearchStrategy[Case], examples: int, chosen: RuleInvariant | None) -> _Found | None:
    """Return the first of all invariants that is broken with a case, or of the chosen one the smallest case."""
    found: _Found | None = None
    left = RULE_INVARIANTS if chosen in (None, RULE_INVARIANTS[0]) else (chosen,)

    # One function for both: the cases are drawn from its source, so that the second look meets what the first one saw.
    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        print_blob=False,
        verbosity=Verbosity.quiet,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def look(case: Case) -> None:
        nonlocal found, left
        broken = _first_broken(case, left)
        if broken is None or (chosen is not None and broken.invariant != chosen):
            return
        found = broken
        if chosen is not None:
            raise _Smaller
        # What comes later in the order than the first that is broken need not be tried any more.
        left = left[: left.index(broken.invariant)] if broken.invariant in left else ()
        if not left:
            raise _Enough

    with suppress(_Smaller, _Enough, Flaky):  # the smallest case comes last; a rule of chance has none
        look()
    return found
