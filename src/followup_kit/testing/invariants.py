"""What is true of every policy, each as one sentence and one function that says how a case breaks it, or None."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from followup_kit.facts.history import Entry, Event, History, Occasion
from followup_kit.facts.people import Person
from followup_kit.timing.decisions import Conflict, Hold, Plan, Send, Step, Stop
from followup_kit.timing.instants import instant_of, to_instant
from followup_kit.timing.places import Place

from .cases import MOST_LETTERS, Case, briefly, essence, sends, when

__all__ = ["INVARIANTS", "Invariant"]

Check = Callable[[Case], str | None]

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


@frozen
class Invariant:
    """A sentence that is true of every policy; `broken` returns how a case breaks it, or None."""

    sentence: str
    broken: Check


def _letter(step: Step) -> str:
    return f"the {step.occasion.replace('_', '-')} to {step.recipient.ref}"


def _answers(case: Case) -> str | None:
    found = case.plan()
    wanted = {(person.ref, Occasion.THANK_YOU) for person in case.interview.panel}
    answered = {(step.recipient.ref, step.occasion) for step in found.steps}
    if missing := wanted - answered:
        return f"nothing is said about the thank-you to {min(missing)[0]}"
    for step in found.steps:
        if not isinstance(step.decision, Send | Hold | Stop | Conflict):
            return f"{_letter(step)}: {step.decision!r} is none of the four"
        if not step.decision.trace or not step.decision.explain().strip():
            return f"{_letter(step)}: the {step.decision.kind} has no trace"
        if not isinstance(step.decision, Send) and not step.decision.reason:
            return f"{_letter(step)}: the {step.decision.kind} has no reason"
    held = {(entry.recipient, entry.occasion) for entry in found.held}
    waiting = {(s.recipient.ref, s.occasion) for s in found.steps if not isinstance(s.decision, Send)}
    return f"the plan does not list as held: {sorted(waiting - held)}" if waiting - held else None


def _said_twice(case: Case) -> str | None:
    first, second = case.plan(), case.ask()
    if first.steps != second.steps or first.held != second.held:
        return _differs(first, second, "asked again") or "the reasons differ from those given before"
    return None


def _differs(first: Plan, second: Plan, how: str) -> str | None:
    """Compare the answers; how they came about may well be told in other words."""
    for one, two in zip(first.steps, second.steps, strict=False):
        if essence(one) != essence(two):
            return f"{_letter(one)}: {briefly(one.decision)}; {how}: {_letter(two)}: {briefly(two.decision)}"
    return None if len(first.steps) == len(second.steps) else f"another number of letters is considered {how}"


def _moments(step: Step) -> Iterator[tuple[str, datetime]]:
    decision = step.decision
    if isinstance(decision, Send):
        yield "is planned for", decision.at
    if isinstance(decision, Send | Conflict):
        for option in decision.options:
            yield f"has the option {option.name} at", option.at


def _not_before_the_end(case: Case) -> str | None:
    for step in case.plan().steps:
        for what, moment in _moments(step):
            if instant_of(moment) < to_instant(case.interview.ended):
                return f"{_letter(step)} {what} {when(moment)}, the interview ends at {when(case.interview.ended)}"
    return None


def _not_before_now(case: Case) -> str | None:
    for step in case.plan().steps:
        for what, moment in _moments(step):
            if instant_of(moment) < to_instant(case.now):
                return f"{_letter(step)} {what} {when(moment)}, and now it is {when(case.now)}"
    return None


def _traced(case: Case) -> str | None:
    for step in case.plan().steps:
        reached = to_instant(case.interview.ended)
        for move in step.decision.trace:
            if instant_of(move.start) != reached:
                return f"{_letter(step)}: the trace jumps at the rule {move.rule!r} to {when(move.start)}"
            reached = instant_of(move.end)
        if isinstance(step.decision, Send) and reached != instant_of(step.decision.at):
            return f"{_letter(step)}: the trace leads to another time than {when(step.decision.at)}"
    return None


def _in_the_window(case: Case) -> str | None:
    for step, decision in sends(case.plan()):
        at = instant_of(decision.at)
        if at < instant_of(decision.opens) and "window start" not in decision.relaxed:
            return f"{_letter(step)} at {when(decision.at)} is before the window, which is not among what was relaxed"
        if decision.closes and at >= instant_of(decision.closes) and "window end" not in decision.relaxed:
            return f"{_letter(step)} at {when(decision.at)} is after the window, which is not among what was relaxed"
        floor = case.place(step.recipient).after(to_instant(case.interview.ended), case.policy.soonest)
        if step.occasion is Occasion.THANK_YOU and at < min(floor, instant_of(decision.opens)):
            return f"{_letter(step)} at {when(decision.at)} is sooner than {case.policy.soonest} after the end"
    return None


def _only_relaxed_what_may_be(case: Case) -> str | None:
    may = {"window start", "window end", *case.policy.relax}
    for step in case.plan().steps:
        decision = step.decision
        if not isinstance(decision, Send | Conflict):
            continue
        given_up = [("takes", decision.relaxed)] if isinstance(decision, Send) else []
        given_up += [(f"the option {option.name} breaks", option.breaks) for option in decision.options]
        for what, names in given_up:
            for name in names:
                if name not in may and not name.startswith("late by "):
                    return f"{_letter(step)} {what} {name!r}, which this policy does not let give way"
    return None


def _on_a_working_day(case: Case) -> str | None:
    for step in case.plan().steps:
        place = case.place(step.recipient)
        for what, moment in _moments(step):
            day = moment.astimezone(ZoneInfo(place.zone)).date()
            if day in place.holidays(day.year):
                return f"{_letter(step)} {what} {when(moment)}, a public holiday"
            if day in place.closures:
                return f"{_letter(step)} {what} {when(moment)}, on which the employer is closed"
    return None


def _same_at_its_time(case: Case) -> str | None:
    for step, decision in sends(case.plan()):
        if step.occasion is not Occasion.THANK_YOU:
            continue
        again = case.but(now=decision.at.astimezone(UTC)).plan().step(step.recipient.ref, step.occasion).decision
        if not isinstance(again, Send) or again.at != decision.at:
            return f"{_letter(step)} is planned for {when(decision.at)}; asked then, the answer is {briefly(again)}"
    return None


def _stable(case: Case) -> str | None:
    for step, decision in sends(case.plan()):
        wait = instant_of(decision.at) - to_instant(case.now)
        # Until a planned thank-you has left, a check-in that counts it as sent has to move with it.
        for percent in (30, 70, 99) if step.occasion is Occasion.THANK_YOU else ():
            asked = case.now + timedelta(seconds=wait * percent // 100)
            again = case.but(now=asked).plan().step(step.recipient.ref, step.occasion).decision
            if not isinstance(again, Send) or again.at != decision.at:
                return (
                    f"{_letter(step)} is planned for {when(decision.at)}; asked at {when(asked)}, before that, the "
                    f"answer is {briefly(again)}"
                )
    return None


def _to(case: Case, history: History, recipient: str | None) -> tuple[Entry, ...]:
    return (history + History(case.interview.events)).touches(recipient)


def _capped(case: Case) -> str | None:
    for count, (history, entry) in enumerate(case.letters(), 1):
        before = len(_to(case, history, entry.recipient))
        if before >= case.policy.cap:
            return f"{entry.recipient} has had {before} letters, the cap is {case.policy.cap}, and another is planned"
        if count == MOST_LETTERS:
            return f"{count} letters were planned one after the other, and there was no end"
    return None


def _working_days(place: Place, first: date, last: date) -> int:
    """Count the working days after the first day up to the last one."""
    return sum(place.is_working(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


def _gap_kept(case: Case) -> str | None:
    people = {person.ref: person for person in case.interview.panel}
    for history, entry in case.letters():
        before = _to(case, history, entry.recipient)
        if before and entry.recipient and not _apart(case, people[entry.recipient], before[-1].at, entry.at):
            return (
                f"{entry.recipient} had a letter at {when(before[-1].at)}, and the next is planned for "
                f"{when(entry.at)}: {case.policy.gap} must lie between them"
            )
    return None


def _apart(case: Case, person: Person, first: datetime, second: datetime) -> bool:
    place = case.place(person)
    days = [moment.astimezone(ZoneInfo(place.zone)).date() for moment in (first, second)]
    return _working_days(place, *days) >= case.policy.gap.n


def _few_check_ins(case: Case) -> str | None:
    for history, entry in case.letters():
        asked = [other for other in _to(case, history, None) if other.occasion is Occasion.CHECK_IN]
        if entry.occasion is Occasion.CHECK_IN and len(asked) >= case.policy.check_ins:
            return f"the employer has had {len(asked)} check-ins of {case.policy.check_ins}, and another is planned"
    return None


def _once_each(case: Case) -> str | None:
    for history, entry in case.letters():
        same = [other for other in _to(case, history, entry.recipient) if other.occasion is entry.occasion]
        if entry.occasion is Occasion.THANK_YOU and same:
            return f"{entry.recipient} has been thanked at {when(same[0].at)} and is to be thanked again"
    return None


def _entry(case: Case, event: Event, moment: datetime, recipient: str | None = None) -> History:
    return History([Entry(at=moment, event=event, interview=case.interview.ref, recipient=recipient)])


def _stopped(case: Case) -> str | None:
    stopped = case.history + _entry(case, case.stop, case.interview.ended + case.later)
    for step, decision in sends(case.but(history=stopped).plan()):
        return f"{_letter(step)} is planned for {when(decision.at)} in spite of the event {case.stop.value!r}"
    return None


def _replied(case: Case) -> str | None:
    person = case.interview.panel[case.seed % len(case.interview.panel)].ref
    answered = case.history + _entry(case, Event.REPLIED, case.interview.ended + case.later + timedelta(1), person)
    for step, decision in sends(case.but(history=answered).plan()):
        if step.recipient.ref == person or step.occasion is Occasion.CHECK_IN:
            return f"{person} has replied, and {_letter(step)} is planned for {when(decision.at)}"
    return None


def _left_alone(case: Case) -> str | None:
    closed = evolve(case.interview, employer=evolve(case.interview.employer, no_contact="no letters, please"))
    for step, decision in sends(case.but(interview=closed).plan()):
        return f"{_letter(step)} is planned for {when(decision.at)}, to an employer who asked for no letters"
    return None


def _absence(case: Case) -> str | None:
    person = case.interview.panel[case.seed % len(case.interview.panel)].ref
    away = case.history + _entry(case, Event.AUTO_REPLIED, case.interview.ended + case.later, person)
    return _differs(case.plan(), case.but(history=away).plan(), f"after an automatic reply of {person}")


def _by_hand(case: Case) -> str | None:
    logged = [evolve(e, event=Event.SENT_BY_HAND) if e.event is Event.SENT else e for e in case.history]
    if any(entry.event in {Event.CLAIMED, Event.NOT_SENT} for entry in case.history):
        return None  # a word that settles a claim is no letter of its own
    first, second = case.plan(), case.but(history=History(logged)).plan()
    for one, two in zip(first.steps, second.steps, strict=True):
        if (one.decision.kind, _at(one)) != (two.decision.kind, _at(two)):
            return f"{_letter(one)}: {briefly(one.decision)}; with all letters sent by hand: {briefly(two.decision)}"
    return None


def _at(step: Step) -> datetime | None:
    return step.decision.at if isinstance(step.decision, Send) else None


def _any_order(case: Case) -> str | None:
    entries = list(case.history)
    Random(case.seed).shuffle(entries)  # noqa: S311  # not for secrets
    # A record holds events of its own interview only, not a pause of everything.
    own = [entry for entry in entries[::2] if entry.interview == case.interview.ref]
    others = [entry for entry in entries if entry not in own]
    mixed = case.but(interview=evolve(case.interview, events=own), history=History(others))
    return _differs(case.plan(), mixed.plan(), "with the same history in another order")


def _same_instant(case: Case) -> str | None:
    ended = case.interview.ended.astimezone(UTC).astimezone(ZoneInfo(case.zone))
    if ended.fold or ended.replace(fold=1).utcoffset() != ended.utcoffset():
        return None  # a repeated hour can only be told by its offset
    other = evolve(case.interview, ended=ended)
    if case.policy.sender_hours is None:
        other = evolve(other, candidate=evolve(other.candidate, zone=case.zone))
    return _differs(case.plan(), case.but(interview=other).plan(), f"with the end and the sender in {case.zone}")


def _same_zone(case: Case) -> str | None:
    def named(zone: str | None) -> str | None:
        return _ALIASES.get(zone, zone) if zone else None

    record = case.interview
    employer = evolve(record.employer, zone=named(record.employer.zone))
    panel = [evolve(person, zone=named(person.zone)) for person in record.panel]
    first, second = case.plan(), case.but(interview=evolve(record, employer=employer, panel=panel)).plan()
    for one, two in zip(first.steps, second.steps, strict=True):
        if (one.decision.kind, _instant(one)) != (two.decision.kind, _instant(two)):
            return f"{_letter(one)}: {briefly(one.decision)}; with zones by their other names: {briefly(two.decision)}"
    return None


def _instant(step: Step) -> int | None:
    return instant_of(step.decision.at) if isinstance(step.decision, Send) else None


def _later_is_later(case: Case) -> str | None:
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


INVARIANTS: Final[tuple[Invariant, ...]] = (
    Invariant("every letter gets one of the four answers, with a trace", _answers),
    Invariant("the same question gets the same answer", _said_twice),
    Invariant("nothing is planned before the end of the interview", _not_before_the_end),
    Invariant("nothing is planned for the past", _not_before_now),
    Invariant("the trace leads without a jump from the end of the interview to the answer", _traced),
    Invariant(
        "a letter outside the window says which bound gave way, and none comes sooner than `soonest`", _in_the_window
    ),
    Invariant("only what the policy lets give way is relaxed", _only_relaxed_what_may_be),
    Invariant("public holidays and closed days are never broken", _on_a_working_day),
    Invariant("asked again at the planned time, the answer is to send now", _same_at_its_time),
    Invariant("a planned time stays where it is until it is reached", _stable),
    Invariant("nobody gets more letters than the cap", _capped),
    Invariant("the gap between two letters to a person is kept", _gap_kept),
    Invariant("the employer gets no more check-ins than the policy allows", _few_check_ins),
    Invariant("nobody is thanked twice", _once_each),
    Invariant("after a rejection, an offer or a withdrawal nothing is sent", _stopped),
    Invariant("who has replied is not written to, and the employer is not asked", _replied),
    Invariant("an employer who asked for no letters gets none", _left_alone),
    Invariant("an automatic reply is no reply", _absence),
    Invariant("a letter that was sent by hand counts like any other", _by_hand),
    Invariant("the order in which events are given changes nothing", _any_order),
    Invariant("only the instant of the end counts, not the zone in which it or the sender is", _same_instant),
    Invariant("a zone by its other name is the same zone", _same_zone),
    Invariant("a later end gives no earlier letter where nothing is relaxed", _later_is_later),
)
"""In the order in which they are tried."""
