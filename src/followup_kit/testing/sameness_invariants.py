"""What must not make a difference: asking again, another order, another name of the same thing."""

from __future__ import annotations

from datetime import UTC
from random import Random
from zoneinfo import ZoneInfo

from attrs import evolve

from followup_kit.facts.history import History, Occasion
from followup_kit.timing.decisions import Conflict, Hold, Plan, Send, Step, Stop
from followup_kit.timing.instants import instant_of
from followup_kit.timing.policies import Policy
from followup_kit.timing.policy_json import policy_from_json, policy_to_json

from .cases import Case, briefly, essence, letter_of

__all__ = [
    "answers",
    "any_order",
    "differs",
    "said_twice",
    "same_instant",
    "same_policy_after_json",
    "same_zone",
]

_ALIASES = {
    "Europe/Berlin": "Arctic/Longyearbyen",
    "America/New_York": "US/Eastern",
    "Europe/London": "GB",
    "Asia/Kolkata": "Asia/Calcutta",
    "Australia/Lord_Howe": "Australia/LHI",
    "Asia/Tokyo": "Japan",
    "America/Havana": "Cuba",
    "Asia/Kathmandu": "Asia/Katmandu",
    "UTC": "Etc/UTC",
}


def differs(first: Plan, second: Plan, how: str) -> str | None:
    """Compare the answers; how they came about may well be told in other words."""
    for one, two in zip(first.steps, second.steps, strict=False):
        if essence(one) != essence(two):
            return f"{letter_of(one)}: {briefly(one.decision)}; {how}: {letter_of(two)}: {briefly(two.decision)}"
    return None if len(first.steps) == len(second.steps) else f"another number of letters is considered {how}"


def _instant(step: Step) -> int | None:
    return instant_of(step.decision.at) if isinstance(step.decision, Send) else None


def answers(case: Case) -> str | None:
    """Every letter gets one of the four answers, with a trace."""
    found = case.plan()
    wanted = {(person.ref, Occasion.THANK_YOU) for person in case.interview.panel}
    answered = {(step.recipient.ref, step.occasion) for step in found.steps}
    if missing := wanted - answered:
        return f"nothing is said about the thank-you to {min(missing)[0]}"
    for step in found.steps:
        if not isinstance(step.decision, Send | Hold | Stop | Conflict):
            return f"{letter_of(step)}: {step.decision!r} is none of the four"
        if not step.decision.trace or not step.decision.explain().strip():
            return f"{letter_of(step)}: the {step.decision.kind} has no trace"
        if not isinstance(step.decision, Send) and not step.decision.reason:
            return f"{letter_of(step)}: the {step.decision.kind} has no reason"
    held = {(entry.recipient, entry.occasion) for entry in found.held}
    waiting = {(s.recipient.ref, s.occasion) for s in found.steps if not isinstance(s.decision, Send)}
    return f"the plan does not list as held: {sorted(waiting - held)}" if waiting - held else None


def said_twice(case: Case) -> str | None:
    """The same question gets the same answer."""
    first, second = case.plan(), case.ask()
    if first.steps != second.steps or first.held != second.held:
        return differs(first, second, "asked again") or "the reasons differ from those given before"
    return None


def any_order(case: Case) -> str | None:
    """The order in which events are given changes nothing."""
    entries = list(case.history)
    Random(case.seed).shuffle(entries)  # noqa: S311  # not for secrets
    # A record holds events of its own interview only, not a pause of everything.
    own = [entry for entry in entries[::2] if entry.interview == case.interview.ref]
    others = [entry for entry in entries if entry not in own]
    mixed = case.but(interview=evolve(case.interview, events=own), history=History(others))
    return differs(case.plan(), mixed.plan(), "with the same history in another order")


def same_instant(case: Case) -> str | None:
    """Only the instant of the end counts, not the zone in which it or the sender is."""
    ended = case.interview.ended.astimezone(UTC).astimezone(ZoneInfo(case.zone))
    if ended.fold or ended.replace(fold=1).utcoffset() != ended.utcoffset():
        return None  # a repeated hour can only be told by its offset
    other = evolve(case.interview, ended=ended)
    if case.policy.sender_hours is None:
        other = evolve(other, candidate=evolve(other.candidate, zone=case.zone))
    return differs(case.plan(), case.but(interview=other).plan(), f"with the end and the sender in {case.zone}")


def same_zone(case: Case) -> str | None:
    """A zone by its other name is the same zone."""

    def named(zone: str | None) -> str | None:
        return _ALIASES.get(zone, zone) if zone else None

    record = case.interview
    employer = evolve(record.employer, zone=named(record.employer.zone))
    panel = [evolve(person, zone=named(person.zone)) for person in record.panel]
    first, second = case.plan(), case.but(interview=evolve(record, employer=employer, panel=panel)).plan()
    for one, two in zip(first.steps, second.steps, strict=True):
        if (one.decision.kind, _instant(one)) != (two.decision.kind, _instant(two)):
            return (
                f"{letter_of(one)}: {briefly(one.decision)}; with zones by their other names: {briefly(two.decision)}"
            )
    return None


def same_policy_after_json(case: Case) -> str | None:
    """A policy that went through JSON decides the same."""
    if not isinstance(case.policy, Policy):
        return None
    again = policy_from_json(policy_to_json(case.policy), rules=case.policy.rules)
    if again != case.policy:
        return "the policy that is read from its JSON is another one"
    return differs(case.plan(), case.but(policy=again).plan(), "under the policy read from its JSON")
