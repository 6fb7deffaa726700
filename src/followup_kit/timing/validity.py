"""Whether a plan that was made earlier still holds: a move, a cancellation or a corrected end makes it void."""

from __future__ import annotations

from followup_kit.errors import InvalidFact
from followup_kit.facts.interview import Interview, State
from followup_kit.language.speech import clause

from .decisions import Plan
from .instants import to_instant
from .reasons import Reason, because

__all__ = ["why_outdated"]

_NOW: dict[State, str] = {
    "scheduled": clause("the plan is void: the interview is recorded as still to take place"),
    "moved": clause("the plan is void: the interview was moved"),
    "cancelled": clause("the plan is void: the interview was cancelled"),
    "no_show": clause("the plan is void: somebody did not appear to the interview"),
    "held": clause("the plan is void: it was made before the interview was recorded as held"),
}


def why_outdated(plan: Plan, interview: Interview) -> Reason | None:
    """Return why an earlier plan no longer holds for the interview as it is recorded now; None if it does.

    A plan is void once its interview was moved, cancelled or missed, ended at another time than was thought, was with
    other people, or has another announced decision date. What was written since then, a new plan knows; this looks at
    the record alone.

    Raises:
        InvalidFact: the plan is of another interview.
    """
    then = plan.interview
    if then.ref != interview.ref:
        raise InvalidFact(f"the plan is of {then.ref!r}, not of {interview.ref!r}; compare it with its own interview")
    if then.state != interview.state:
        return because("state", _NOW[interview.state])
    if to_instant(then.ended) != to_instant(interview.ended):
        text = clause("the plan is void: the interview ended on {now}, not on {then}")
        return because("ended", text, now=interview.ended_local, then=then.ended_local)
    if {person.ref for person in then.panel} != {person.ref for person in interview.panel}:
        return because("panel", clause("the plan is void: other people were in the interview"))
    if then.reply_by != interview.reply_by:
        return because("reply_by", clause("the plan is void: another day is announced for the decision"))
    return None
