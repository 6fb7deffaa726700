"""When a letter may be planned: never too early, never against a firm rule, and at the time that was said before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from attrs import evolve

from followup_kit.facts.history import History, Occasion
from followup_kit.timing.decisions import Conflict, Send, Step
from followup_kit.timing.instants import instant_of, to_instant
from followup_kit.timing.policies import Soft

from .cases import Case, briefly, letter_of, sends, when

__all__ = [
    "in_the_window",
    "later_is_later",
    "not_before_now",
    "not_before_the_end",
    "only_relaxed_what_may_be",
    "same_at_its_time",
    "stable",
    "traced",
    "within_hard_rules",
]


def _moments(step: Step) -> Iterator[tuple[str, datetime]]:
    decision = step.decision
    if isinstance(decision, Send):
        yield "is planned for", decision.at
    if isinstance(decision, Send | Conflict):
        for option in decision.options:
            yield f"has the option {option.name} at", option.at


def not_before_the_end(case: Case) -> str | None:
    """Nothing is planned before the end of the interview."""
    for step in case.plan().steps:
        for what, moment in _moments(step):
            if instant_of(moment) < to_instant(case.interview.ended):
                return f"{letter_of(step)} {what} {when(moment)}, the interview ends at {when(case.interview.ended)}"
    return None


def not_before_now(case: Case) -> str | None:
    """Nothing is planned for the past."""
    for step in case.plan().steps:
        for what, moment in _moments(step):
            if instant_of(moment) < to_instant(case.now):
                return f"{letter_of(step)} {what} {when(moment)}, and now it is {when(case.now)}"
    return None


def traced(case: Case) -> str | None:
    """The trace leads without a jump from the end of the interview to the answer."""
    for step in case.plan().steps:
        reached = to_instant(case.interview.ended)
        for move in step.decision.trace:
            if instant_of(move.start) != reached:
                return f"{letter_of(step)}: the trace jumps at the rule {move.rule!r} to {when(move.start)}"
            reached = instant_of(move.end)
        if isinstance(step.decision, Send) and reached != instant_of(step.decision.at):
            return f"{letter_of(step)}: the trace leads to another time than {when(step.decision.at)}"
    return None


def same_at_its_time(case: Case) -> str | None:
    """Asked again at the planned time, the answer is to send now."""
    for step, decision in sends(case.plan()):
        if step.occasion is not Occasion.THANK_YOU:
            continue
        again = case.but(now=decision.at.astimezone(UTC)).plan().step(step.recipient.ref, step.occasion).decision
        if not isinstance(again, Send) or again.at != decision.at:
            return f"{letter_of(step)} is planned for {when(decision.at)}; asked then, the answer is {briefly(again)}"
    return None


def stable(case: Case) -> str | None:
    """A planned time stays where it is until it is reached."""
    for step, decision in sends(case.plan()):
        wait = instant_of(decision.at) - to_instant(case.now)
        # Until a planned thank-you has left, a check-in that counts it as sent has to move with it.
        for percent in (30, 70, 99) if step.occasion is Occasion.THANK_YOU else ():
            asked = case.now + timedelta(seconds=wait * percent // 100)
            again = case.but(now=asked).plan().step(step.recipient.ref, step.occasion).decision
            if not isinstance(again, Send) or again.at != decision.at:
                return (
                    f"{letter_of(step)} is planned for {when(decision.at)}; asked at {when(asked)}, before that, the "
                    f"answer is {briefly(again)}"
                )
    return None


def later_is_later(case: Case) -> str | None:
    """A later end gives no earlier letter where nothing is relaxed."""
    end = case.interview.ended
    plain = case.but(interview=evolve(case.interview, reply_by=None), history=History(), now=end)
    later = evolve(plain.interview, ended=end.astimezone(UTC) + case.later)
    moved = plain.but(interview=later, now=later.ended)
    for person in case.interview.panel:
        one, two = (each.plan().step(person.ref).decision for each in (plain, moved))
        kept = isinstance(one, Send) and isinstance(two, Send) and not one.relaxed and not two.relaxed
        if kept and isinstance(one, Send) and isinstance(two, Send) and instant_of(two.at) < instant_of(one.at):
            return (
                f"an end at {when(end)} gives {when(one.at)} for {person.ref}, a later end at {when(later.ended)} "
                f"gives {when(two.at)}"
            )
    return None


def _is_pinned(step: Step) -> bool:
    return any(move.rule == "pin" for move in step.decision.trace)


def in_the_window(case: Case) -> str | None:
    """A letter outside the window says which bound gave way, and none comes sooner than `soonest`."""
    for step, decision in sends(case.plan()):
        at = instant_of(decision.at)
        if at < instant_of(decision.opens) and "window start" not in decision.relaxed:
            return f"{letter_of(step)} at {when(decision.at)} is before the window, and that is not named as relaxed"
        if decision.closes and at >= instant_of(decision.closes) and "window end" not in decision.relaxed:
            return f"{letter_of(step)} at {when(decision.at)} is after the window, and that is not named as relaxed"
        floor = case.place(step.recipient).after(to_instant(case.interview.ended), case.policy.soonest)
        early = step.occasion is Occasion.THANK_YOU and at < min(floor, instant_of(decision.opens))
        if early and not _is_pinned(step):
            return f"{letter_of(step)} at {when(decision.at)} is sooner than {case.policy.soonest} after the end"
    return None


def only_relaxed_what_may_be(case: Case) -> str | None:
    """Only what the policy lets give way is relaxed."""
    own = {rule.name for rule in case.policy.rules if rule.strength == "soft"}
    for step in case.plan().steps:
        decision = step.decision
        if not isinstance(decision, Send | Conflict):
            continue
        # The candidate's own word may break any preference, but no hard rule.
        soft = get_args(Soft) if _is_pinned(step) else case.policy.relax
        given_up = [("takes", decision.relaxed)] if isinstance(decision, Send) else []
        given_up += [(f"the option {option.name} breaks", option.breaks) for option in decision.options]
        for what, names in given_up:
            for name in set(names) - {"window start", "window end", *own, *soft}:
                if not name.startswith("late by "):
                    return f"{letter_of(step)} {what} {name!r}, which this policy does not let give way"
    return None


def within_hard_rules(case: Case) -> str | None:
    """Public holidays, closed days and hard rules of one's own are never broken."""
    for step in case.plan().steps:
        place = case.place(step.recipient)
        firm = [rule.at(place.zone) for rule in case.policy.rules if rule.strength != "soft"]
        by_day = place.office_hours is None or place.office_hours.opens < place.office_hours.closes
        for what, moment in _moments(step):
            day = moment.astimezone(ZoneInfo(place.zone)).date()
            # What begins in the evening before a holiday ends on its morning, so nights are left to the rules' tests.
            if by_day and (day in place.holidays(day.year) or day in place.closed(day.year)):
                return f"{letter_of(step)} {what} {when(moment)}, a day off"
            for rule in firm:
                if not rule.allowed(instant_of(moment)):
                    return f"{letter_of(step)} {what} {when(moment)}, which the hard rule {rule.name!r} refuses"
    return None
