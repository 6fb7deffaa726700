"""check_policy: run what is true of every policy against anybody's, and name the first that is broken."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from attrs import frozen
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky

from followup_kit.timing.calendars import Calendar
from followup_kit.timing.planner import plan
from followup_kit.timing.policies import Policy

from .cases import Case, Failed, Planner, cases
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


_ANSWERED = Invariant("every question is answered, and nothing is raised", lambda _case: None)


def check_policy(
    policy: Policy,
    *,
    examples: int = 100,
    calendar: Calendar | None = None,
    planner: Planner = plan,
) -> None:
    """Check that a policy keeps what all policies keep: the cap, the gap, the stops, a trace, one answer to a question.

    Interviews, histories and present times are drawn, the same ones each time. The message of an error shows the first
    invariant that is broken, in the order of `INVARIANTS`, and the smallest case found that breaks it.

    >>> from followup_kit.timing.policies import presets
    >>> check_policy(presets()["guide"], examples=10)

    Args:
        policy: a preset, a changed one, or one with rules of your own.
        examples: how many cases each invariant is tried with.
        calendar: the source of public holidays; None draws small ones.
        planner: what decides, where you have put a function of your own around `plan`.

    Raises:
        AssertionError: an invariant is broken.
    """
    strategy = cases(policy, calendar, planner)
    found = _tried(strategy, examples, None)
    if found is not None:
        smallest = _tried(strategy, examples, found.invariant) or found
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


def _tried(strategy: st.SearchStrategy[Case], examples: int, chosen: Invariant | None) -> _Found | None:
    """Return the first of all invariants that is broken with a case, or of the chosen one the smallest case."""
    found: _Found | None = None
    left: Sequence[Invariant] = INVARIANTS if chosen in (None, _ANSWERED) else (chosen,)

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
            raise _Broken
        # What comes later in the order than the first that is broken need not be tried any more.
        left = left[: left.index(broken.invariant)] if broken.invariant in left else ()

    with suppress(_Broken, Flaky):  # the smallest case comes last; a policy of chance has none
        look()
    return found
