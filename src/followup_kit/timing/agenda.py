"""What of a plan belongs in a calendar: every letter that is to be sent, with the reasons for its hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from followup_kit.facts.agenda import Appointment
from followup_kit.facts.history import Occasion
from followup_kit.facts.interview import Interview
from followup_kit.facts.moments import zone_info
from followup_kit.language.speech import clause

from .channels import called
from .decisions import Option, Plan, Send, Step
from .reasons import Reason, because

__all__ = ["agenda", "plan_uid"]

# Names of ours, so that they never meet anybody else's (RFC 9562, section 5.5); hashed, so that they name nobody.
_OURS: Final = UUID("5f0d7a3e-3c0b-4a51-9c1e-6d1a2f4b8e90")

_SUMMARIES: Final = {
    Occasion.THANK_YOU: clause("thank {person} ({employer}), by {channel}"),
    Occasion.CHECK_IN: clause("ask {person} ({employer}) about the decision, by {channel}"),
}


def plan_uid(interview: Interview) -> str:
    """Return the key that all moments of this interview's plan share."""
    return str(uuid5(_OURS, interview.ref))


def agenda(plan: Plan, *, locale: str | None = None) -> tuple[Appointment, ...]:
    """Return what to enter in a calendar, in the plan's order, said in a language; None is English.

    What is on hold, stopped or in conflict has no moment and is left out.

    Raises:
        NotFound: reasons are not said in that language; the known ones are named.
    """
    return tuple(
        Appointment(
            uid=str(uuid5(_OURS, f"{plan.interview.ref}\n{step.recipient.ref}\n{step.occasion.value}")),
            plan=plan_uid(plan.interview),
            at=step.decision.at,
            summary=_summary(step, locale),
            description="\n".join(_told(step, step.decision, locale)),
        )
        for step in plan.steps
        if isinstance(step.decision, Send)
    )


def _summary(step: Step, locale: str | None) -> str:
    said = because(
        "agenda",
        _SUMMARIES[step.occasion],
        person=step.recipient.name.display,
        employer=step.interview.employer.name,
        channel=called(step.channel),
    ).said(locale)
    return said[:1].upper() + said[1:]


def _told(step: Step, decision: Send, locale: str | None) -> Iterator[str]:
    yield step.interview.role
    yield _clocks(decision.at, step).sentence(locale)
    yield ""
    # A newer version of the holidays alone is no reason to tell every calendar that something has changed.
    yield from (move.because.sentence(locale) for move in decision.trace if move.rule not in ("calendar", "channel"))
    yield from (advice.sentence(locale) for advice in decision.advised)
    others = [option for option in decision.options if option.at.timestamp() != decision.at.timestamp()]
    if others:
        yield ""
        yield from (_option(option).sentence(locale) for option in others)


def _clocks(at: datetime, step: Step) -> Reason:
    """Return a clause on the moment on the recipient's clock, and on the candidate's where that shows another hour."""
    zone = step.interview.candidate.zone
    mine = at.astimezone(zone_info(zone)) if zone else at
    if mine.utcoffset() == at.utcoffset():
        return because("agenda", clause("not before {at}"), at=at)
    return because("agenda", clause("not before {at}; on your own clock {mine}"), at=at, mine=mine)


def _option(option: Option) -> Reason:
    if option.because is None:
        return because("agenda", clause("possible as well: {at}"), at=option.at)
    return because("agenda", clause("possible as well: {why}"), why=option.because)
