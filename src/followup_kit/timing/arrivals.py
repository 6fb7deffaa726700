"""Letters that travel: when they would be read, and what to do where that is after the decision."""

from __future__ import annotations

from datetime import date

from attrs import evolve

from followup_kit.language.speech import clause

from .channels import called
from .decisions import Conflict, Option, Send
from .instants import instant_of, local_day, local_time
from .places import Place
from .reasons import Reason, Value, because
from .rules import IntervalRule
from .search import first_permitted
from .tracing import note

__all__ = ["advised", "with_arrival"]

_ARRIVES = clause("handed over on {posted}, the {channel} should arrive about {arrives}")
_IN_TIME = clause(
    "handed over on {posted}, the {channel} should arrive about {arrives}, in time for the decision announced for "
    "{decision}"
)
_HURRY = clause(
    "handed over on {posted}, the {channel} should arrive about {arrives}, after the decision announced for "
    "{decision}; hand it over on {soonest} to be in time"
)
_HURRY_OR_QUICKER = clause(
    "handed over on {posted}, the {channel} should arrive about {arrives}, after the decision announced for "
    "{decision}; hand it over on {soonest} to be in time, or use a quicker channel: {quicker}"
)
_TOO_LATE = clause(
    "handed over on {posted}, the {channel} should arrive about {arrives}, after the decision announced for "
    "{decision}; even handed over at once it could not be in time, and no quicker channel is recorded"
)
_TOO_LATE_BUT_QUICKER = clause(
    "handed over on {posted}, the {channel} should arrive about {arrives}, after the decision announced for "
    "{decision}; even handed over at once it could not be in time: use a quicker channel: {quicker}"
)


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
    refuse: bool = False,
) -> Send | Conflict:
    """Return the decision with advice on the arrival, or a Conflict if the letter cannot arrive in time at all.

    `days` are working days on the way; `soonest` is the first instant at which it could be handed over; `quicker` are
    the channels that arrive at once and by which this person can be reached. With `refuse`, a letter that would only
    be in time if it went sooner is a Conflict too, with that time as an option.
    """
    handed_over = decision.at.date()
    arrives = place.nth_working_day(handed_over, days)
    facts: dict[str, Value] = {
        "channel": called(channel),
        "posted": handed_over,
        "arrives": arrives,
        "decision": reply_by,
    }
    named = {"quicker": called(*quicker)} if quicker else {}

    def told(text: str, **more: Value) -> Reason:
        return because("arrival", text, **facts, **more)

    if reply_by is None:
        return advised(decision, told(_ARRIVES))
    if arrives <= reply_by:
        return advised(decision, told(_IN_TIME))
    posted = first_permitted(soonest, rules).at
    at_once = None if posted is None else local_day(posted, place.zone)
    options = decision.options
    if posted is not None and at_once is not None and place.nth_working_day(at_once, days) <= reply_by:
        why = told(_HURRY_OR_QUICKER if quicker else _HURRY, soonest=at_once, **named)
        if not refuse:
            return advised(decision, why)
        sooner = Option(name="earlier", at=local_time(posted, place.zone), breaks=("window start",), because=why)
        options = (*(option for option in options if option.name != "earlier"), sooner)
    else:
        why = told(_TOO_LATE_BUT_QUICKER if quicker else _TOO_LATE, **named)
    return Conflict(
        because=why,
        opens=decision.opens,
        closes=decision.closes,
        options=options,
        trace=(*decision.trace, note("arrival", instant_of(decision.at), place.zone, why)),
    )


def advised(decision: Send, why: Reason) -> Send:
    """Return the decision with one more word to the user, which changes nothing."""
    return evolve(decision, advised=(*decision.advised, why))
