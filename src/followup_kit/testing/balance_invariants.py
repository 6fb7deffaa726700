"""How much may be sent, and to whom: what is true of every sequence of letters."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from attrs import evolve

from followup_kit.facts.history import EVERYWHERE, Entry, Event, History, Occasion
from followup_kit.facts.people import Person
from followup_kit.timing.instants import instant_of, to_instant
from followup_kit.timing.places import Place

from .cases import MOST_LETTERS, Case, briefly, essence, letter_of, sends, when
from .sameness_invariants import differs

__all__ = [
    "absence",
    "by_hand",
    "capped",
    "few_check_ins",
    "gap_kept",
    "left_alone",
    "once_each",
    "paused",
    "replied",
    "resumed",
    "stopped",
    "within_budget",
]


def _to(case: Case, history: History, recipient: str | None) -> tuple[Entry, ...]:
    return (history + History(case.interview.events)).touches(recipient)


def _working_days(place: Place, first: date, last: date) -> int:
    """Count the working days after the first day up to the last one."""
    return sum(place.is_working(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


def _apart(case: Case, person: Person, first: datetime, second: datetime) -> bool:
    place = case.place(person)
    days = [moment.astimezone(ZoneInfo(place.zone)).date() for moment in (first, second)]
    return _working_days(place, *days) >= case.policy.gap.n


def _entry(case: Case, event: Event, moment: datetime, recipient: str | None = None) -> History:
    return History([Entry(at=moment, event=event, interview=case.interview.ref, recipient=recipient)])


def capped(case: Case) -> str | None:
    """Nobody gets more letters than the cap."""
    for count, (history, entry) in enumerate(case.letters(), 1):
        before = len(_to(case, history, entry.recipient))
        if before >= case.policy.cap:
            planned = count - 1
            sent = before - sum(earlier.recipient == entry.recipient for _, earlier in list(case.letters())[:planned])
            told = f"{sent} sent, {before - sent} planned before this"
            return f"{entry.recipient} is to get another letter, and the cap is {case.policy.cap}: {told}"
        if count == MOST_LETTERS:
            return f"{count} letters were planned one after the other, and there was no end"
    return None


def gap_kept(case: Case) -> str | None:
    """The gap between two letters to a person is kept."""
    people = {person.ref: person for person in case.interview.panel}
    for history, entry in case.letters():
        before = _to(case, history, entry.recipient)
        if before and entry.recipient and not _apart(case, people[entry.recipient], before[-1].at, entry.at):
            clock = ZoneInfo(case.place(people[entry.recipient]).zone)
            return (
                f"{entry.recipient} had a letter at {when(before[-1].at.astimezone(clock))}, and the next is planned "
                f"for {when(entry.at.astimezone(clock))}: {case.policy.gap} must lie between them"
            )
    return None


def few_check_ins(case: Case) -> str | None:
    """The employer gets no more check-ins than the policy allows."""
    for history, entry in case.letters():
        asked = [other for other in _to(case, history, None) if other.occasion is Occasion.CHECK_IN]
        if entry.occasion is Occasion.CHECK_IN and len(asked) >= case.policy.check_ins:
            return f"the employer has had {len(asked)} check-ins of {case.policy.check_ins}, and another is planned"
    return None


def once_each(case: Case) -> str | None:
    """Nobody is thanked twice."""
    for history, entry in case.letters():
        same = [other for other in _to(case, history, entry.recipient) if other.occasion is entry.occasion]
        if entry.occasion is Occasion.THANK_YOU and same:
            return f"{entry.recipient} has been thanked at {when(same[0].at)} and is to be thanked again"
    return None


def stopped(case: Case) -> str | None:
    """After a rejection, an offer or a withdrawal nothing is sent."""
    stopped = case.history + _entry(case, case.stop, case.interview.ended + case.later)
    for step, decision in sends(case.but(history=stopped).plan()):
        return f"{letter_of(step)} is planned for {when(decision.at)} in spite of the event {case.stop.value!r}"
    return None


def replied(case: Case) -> str | None:
    """Who has replied is not written to, and the employer is not asked."""
    person = case.interview.panel[case.seed % len(case.interview.panel)].ref
    answered = case.history + _entry(case, Event.REPLIED, case.interview.ended + case.later + timedelta(1), person)
    for step, decision in sends(case.but(history=answered).plan()):
        if step.recipient.ref == person or step.occasion is Occasion.CHECK_IN:
            return f"{person} has replied, and {letter_of(step)} is planned for {when(decision.at)}"
    return None


def left_alone(case: Case) -> str | None:
    """An employer who asked for no letters gets none."""
    closed = evolve(case.interview, employer=evolve(case.interview.employer, no_contact="no letters, please"))
    for step, decision in sends(case.but(interview=closed).plan()):
        return f"{letter_of(step)} is planned for {when(decision.at)}, to an employer who asked for no letters"
    return None


def absence(case: Case) -> str | None:
    """An automatic reply is no reply."""
    person = case.interview.panel[case.seed % len(case.interview.panel)].ref
    away = case.history + _entry(case, Event.AUTO_REPLIED, case.interview.ended + case.later, person)
    return differs(case.plan(), case.but(history=away).plan(), f"after an automatic reply of {person}")


def by_hand(case: Case) -> str | None:
    """A letter that was sent by hand counts like any other."""
    logged = [evolve(e, event=Event.SENT_BY_HAND) if e.event is Event.SENT else e for e in case.history]
    if any(entry.event in {Event.CLAIMED, Event.NOT_SENT} for entry in case.history):
        return None  # a word that settles a claim is no letter of its own
    first, second = case.plan(), case.but(history=History(logged)).plan()
    for one, two in zip(first.steps, second.steps, strict=True):
        if essence(one) != essence(two):
            return f"{letter_of(one)}: {briefly(one.decision)}; with all letters sent by hand: {briefly(two.decision)}"
    return None


def within_budget(case: Case) -> str | None:
    """The employer gets no more courtesies than its budget."""
    zone = ZoneInfo(case.interview.local_zone or case.place(case.interview.panel[0]).zone)
    for history, entry in case.letters():
        letters = [*_to(case, history, None), entry]
        asked = sum(letter.occasion is Occasion.CHECK_IN for letter in letters)
        days = {letter.at.astimezone(zone).date() for letter in letters if letter.occasion is not Occasion.CHECK_IN}
        if len(days) + asked > case.policy.employer_budget:
            return (
                f"with the {entry.occasion} to {entry.recipient} at {when(entry.at)} the employer has had "
                f"{len(days) + asked} courtesies, the budget is {case.policy.employer_budget}"
            )
    return None


def _scope(case: Case, event: Event, moment: datetime) -> Entry:
    return Entry(at=moment, event=event, interview=EVERYWHERE if case.seed % 2 else case.interview.ref)


def paused(case: Case) -> str | None:
    """Nothing is planned while writing is paused."""
    pause = History([_scope(case, Event.PAUSED, case.now - timedelta(minutes=1))])
    for step, decision in sends(case.but(history=case.history + pause).plan()):
        return f"{letter_of(step)} is planned for {when(decision.at)}, though writing is paused"
    return None


def resumed(case: Case) -> str | None:
    """After a pause nothing leaves in a burst."""
    begins, ends = case.interview.ended - timedelta(hours=1), case.interview.ended + case.later
    pause = History([_scope(case, Event.PAUSED, begins), _scope(case, Event.RESUMED, ends)])
    minutes: set[int] = set()
    for step, decision in sends(case.but(history=case.history + pause, now=ends).plan()):
        if instant_of(decision.at) < to_instant(ends):
            return f"{letter_of(step)} is planned for {when(decision.at)}, in a pause that lasts until {when(ends)}"
        if instant_of(decision.at) // 60 in minutes and not case.history.last(Event.PINNED):
            return f"after a pause until {when(ends)} two letters leave in one minute, at {when(decision.at)}"
        minutes.add(instant_of(decision.at) // 60)
    return None
