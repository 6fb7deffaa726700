"""check_policy: run what is true of every policy against anybody's, and name the first that is broken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from attrs import frozen
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky

from followup_kit.errors import InvalidSetting
from followup_kit.timing.calendars import Calendar
from followup_kit.timing.planner import plan
from followup_kit.timing.policies import Policy

from .cases import Case, Failed, Planner, cases, policy_of, sends
from .invariants import INVARIANTS, Invariant

__all__ = ["check_policy"]


@frozen
class _Found:
    invariant: Invariant
    case: Case
    detail: str
    cause: BaseException | None = None


class _Broken(Exception):
    """Tells Hypothesis to look for a smaller case."""


def _nothing_is_raised(_case: Case) -> str | None:
    """Every question is answered, and nothing is raised."""
    return None


# Among so many cases any policy that writes at all finds one in which it does.
_ENOUGH = 20
_ANSWERED = Invariant(_nothing_is_raised)


def check_policy(
    policy: Policy,
    *,
    examples: int = 100,
    calendar: Calendar | None = None,
    planner: Planner = plan,
) -> None:
    """Check that a policy keeps what all policies keep: the cap, the gap, the stops, a trace, one answer to a question.

    Interviews, histories and present times are drawn, the same ones each time. The message of an error shows the first
    invariant that is broken, in the order of `INVARIANTS`, and the smallest case found that breaks it. Rules of the
    policy's own that leave no case a letter fail it too, where at least 20 cases are drawn.

    >>> from followup_kit.timing.policies import presets
    >>> check_policy(presets()["guide"], examples=10)

    Args:
        policy: a preset, a changed one, or one with rules of your own.
        examples: how many cases each invariant is tried with.
        calendar: the source of public holidays; None draws small ones.
        planner: what decides, where you have put a function of your own around `plan`.

    Raises:
        AssertionError: an invariant is broken.
        InvalidSetting: `policy` is none, or `examples` is no whole number from 1 on.
    """
    policy_of(policy)
    if type(examples) is not int or examples < 1:
        raise InvalidSetting(f"examples must be a whole number from 1 on, got {examples!r}")
    strategy = cases(policy, calendar, planner)
    letters = list[int]()
    found = _broken(strategy, INVARIANTS, examples, letters)
    if found is None and not any(letters) and examples >= _ENOUGH and policy.rules and not policy.refuses:
        names = ", ".join(rule.name for rule in policy.rules)
        told = "see when they open with next_moment, and try each with check_rule"
        raise AssertionError(f"{policy.name}: no plan was ever a letter; its rules are {names}: {told}")
    if found is not None:
        chosen = INVARIANTS if found.invariant is _ANSWERED else (found.invariant,)
        smallest = _smallest(strategy, chosen, examples, found)
        raise AssertionError(_told(policy, smallest)) from smallest.cause


def _told(policy: Policy, found: _Found) -> str:
    name = getattr(policy, "name", type(policy).__name__)
    shown = "\n".join(f"    {line}" for line in found.case.shown.splitlines())
    return f"{name}: broken invariant: {found.invariant.sentence}\n  {found.detail}\n  in this case:\n{shown}"


def _first_broken(case: Case, invariants: Sequence[Invariant]) -> _Found | None:
    for invariant in invariants:
        try:
            detail = invariant.broken(case)
        except Failed as failed:
            return _Found(_ANSWERED, case, str(failed), failed.__cause__)
        if detail is not None:
            return _Found(invariant, case, detail)
    return None


def _look(
    strategy: st.SearchStrategy[Case], examples: int, see: Callable[[Case], None], *, shrink: bool = False
) -> None:
    """Show cases to a function until it raises _Broken, and, if wanted, ever smaller ones for which it does.

    Hypothesis draws the cases from the source of the function that it runs. That is this one whatever is looked for,
    so that a second look meets the cases of the first.
    """

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        print_blob=False,
        verbosity=Verbosity.quiet,
        phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def look(case: Case) -> None:
        see(case)

    with suppress(_Broken, Flaky):  # a policy of chance cannot be shown twice
        look()


def _broken(
    strategy: st.SearchStrategy[Case],
    invariants: Sequence[Invariant],
    examples: int,
    letters: list[int] | None = None,
) -> _Found | None:
    """Return the first of these invariants that is broken by any of the cases; note how many letters a case has."""
    found: _Found | None = None
    left = invariants

    def see(case: Case) -> None:
        nonlocal found, left
        broken = _first_broken(case, left)
        if broken is None and letters is not None and left:
            letters.append(len(sends(case.plan())))
        if broken is not None:
            found = broken
            # What comes later in the order than the first that is broken need not be tried any more.
            left = left[: left.index(broken.invariant)] if broken.invariant in left else ()
            if not left:
                raise _Broken

    _look(strategy, examples, see)
    return found


def _smallest(
    strategy: st.SearchStrategy[Case], invariants: Sequence[Invariant], examples: int, found: _Found
) -> _Found:
    """Return the smallest case that breaks what was found broken: the last one that Hypothesis tries."""
    smallest = found

    def see(case: Case) -> None:
        nonlocal smallest
        broken = _first_broken(case, invariants)
        if broken is not None and broken.invariant == found.invariant:
            smallest = broken
            raise _Broken

    _look(strategy, examples, see, shrink=True)
    return smallest
