"""Letters that travel: when they would be read, and what to do where that is after the decision."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from .decisions import Conflict, Send
from .instants import instant_of, local_day
from .places import Place
from .rules import IntervalRule
from .search import first_permitted
from .tracing import note
from .wording import full_day, sentence

__all__ = ["advised", "with_arrival"]


def with_arrival(
    decision: Send,
    *,
    channel: str,
    days: int,
    reply_by: date | None,
    place: Place,
    soonest: int,
    rules: tuple[IntervalRule, ...],
    quicker: tuple[str, ...] = (),
) -> Send | Conflict:
    """Return the decision with advice on the arrival, or a Conflict if the letter cannot arrive in time at all.

    `days` are working days on the way; `soonest` is the first instant at which it could be handed over; `quicker` are
    the channels that arrive at once and by which this person can be reached.
    """
    handed_over = decision.at.date()
    arrives = place.nth_working_day(handed_over, days)
    about = f"handed over on {full_day(handed_over)}, the {channel} should arrive about {full_day(arrives)}"
    if reply_by is None:
        return advised(decision, about)
    if arrives <= reply_by:
        return advised(decision, f"{about}, in time for the decision announced for {full_day(reply_by)}")
    late = f"{about}, after the decision announced for {full_day(reply_by)}"
    posted = first_permitted(soonest, rules).at
    at_once = None if posted is None else local_day(posted, place.zone)
    if at_once is not None and place.nth_working_day(at_once, days) <= reply_by:
        instead = f", or write by {' or '.join(quicker)}" if quicker else ""
        return advised(decision, f"{late}; hand it over on {full_day(at_once)} to be in time{instead}")
    known = f"choose a quicker channel: {' or '.join(quicker)}" if quicker else "no quicker channel is recorded"
    reason = f"{late}; even handed over at once it could not be in time: {known}"
    return Conflict(
        reason=reason,
        opens=decision.opens,
        closes=decision.closes,
        options=decision.options,
        trace=(*decision.trace, note("arrival", instant_of(decision.at), place.zone, reason)),
    )


def advised(decision: Send, clause: str) -> Send:
    """Return the decision with one more sentence for the user, which changes nothing."""
    return evolve(decision, advice=(*decision.advice, sentence(clause)))
