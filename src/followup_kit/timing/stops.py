"""What ends or pauses the writing before any calendar is asked. No rule is ever relaxed against these."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from attrs import frozen

from followup_kit.facts.history import Entry, Event, History, Occasion
from followup_kit.facts.interview import Interview, State
from followup_kit.facts.people import Person
from followup_kit.language.speech import clause

from .instants import local_time, to_instant
from .policies import Policy
from .reasons import Reason, because

__all__ = ["Halt", "halt", "relevant"]

# A decision about the candidate, or by them, ends the writing to everybody there, whoever passed it on.
_ENDS_ALL = {
    Event.REJECTED: clause("the employer has turned the application down ({on})"),
    Event.OFFER: clause("the employer has made an offer; answer it instead ({on})"),
    Event.WITHDRAWN: clause("the application was withdrawn ({on})"),
    Event.NEW_INTERVIEW: clause("there is an invitation to a further interview; the conversation goes on there ({on})"),
}
# These end the writing to one person; a reply also ends the check-in, since the employer is in touch.
_ENDS_ONE = {
    Event.REPLIED: clause("{who} has replied; answer that message instead ({on})"),
    Event.OPTED_OUT: clause("{who} asked not to be written to ({on})"),
    Event.BOUNCED: clause("a message to {who} came back undelivered; correct the address first ({on})"),
}
_REFUSED = clause("the {policy} policy writes no letter of any kind: {why}")
# Before the interview was over, an answer or an invitation was about the appointment itself.
_ONLY_AFTER = {Event.REPLIED, Event.NEW_INTERVIEW}

_STATES: dict[State, tuple[bool, Reason]] = {
    "scheduled": (
        False,
        because("state", "the interview has not taken place yet; record it as held once it is over"),
    ),
    "moved": (False, because("state", "the interview was moved; earlier plans no longer count until it is held")),
    "cancelled": (True, because("state", "the interview was cancelled; there is nothing to thank for")),
    "no_show": (True, because("state", "the interview did not take place: somebody did not appear")),
}


@frozen
class Halt:
    """Why nothing is planned: `final` is a stop, otherwise it is waited for a person. `rule` names what halted."""

    rule: str
    because: Reason
    final: bool = True


def relevant(interview: Interview, history: History) -> History:
    """Return what concerns this interview: the given history and the record's own events, and its application's."""
    refs = {interview.ref, interview.application}
    entries = (entry for entry in history + History(interview.events) if entry.interview in refs)
    # Entries of one instant have no order of their own; sorting them makes the reason independent of who gave them.
    return History(sorted(entries, key=lambda entry: (entry.recipient or "", entry.occasion or "", entry.note or "")))


def halt(
    interview: Interview, person: Person, occasion: Occasion, history: History, policy: Policy, zone: str
) -> Halt | None:
    """Return the first thing that keeps this letter from being planned at all; None if nothing does.

    `history` is what `relevant` returned. The order of its entries does not matter, nor does the present time.
    """
    employer, name = interview.employer, person.name.display
    if employer.no_contact is not None:
        text = clause("{employer} does not want to be written to: {why}")
        return Halt("no_contact", because("no_contact", text, employer=employer.name, why=employer.no_contact))
    if policy.refuses:
        return Halt(
            "no_contact", because("no_contact", _REFUSED, policy=policy.name, why=Reason("refuses", policy.refuses))
        )
    if interview.state != "held":
        final, why = _STATES[interview.state]
        return Halt("state", why, final=final)
    return (
        _ended(interview, person, occasion, history, zone)
        or _unsettled(history, person, zone)
        or _already(history, person, occasion, policy, zone)
        or _cap(history.touches(person.ref), name, policy)
    )


def _on(entry: Entry, zone: str) -> datetime:
    return local_time(to_instant(entry.at), zone)


def _ended(interview: Interview, person: Person, occasion: Occasion, history: History, zone: str) -> Halt | None:
    ended = to_instant(interview.ended)
    # What ends everything is the reason to give, even where somebody also replied.
    for entry in sorted(history, key=lambda entry: entry.event not in _ENDS_ALL):
        if entry.event in _ONLY_AFTER and to_instant(entry.at) <= ended:
            continue
        if entry.event in _ENDS_ALL:
            why = because(entry.event.value, _ENDS_ALL[entry.event], on=_on(entry, zone))
            return Halt(entry.event.value, why)
        reply = occasion is Occasion.CHECK_IN and entry.event is Event.REPLIED
        if entry.event in _ENDS_ONE and (reply or entry.recipient in (person.ref, None)):
            text, who = _ENDS_ONE[entry.event], _who(interview, entry.recipient)
            return Halt(entry.event.value, because(entry.event.value, text, who=who, on=_on(entry, zone)))
    return None


def _who(interview: Interview, ref: str | None) -> str:
    named = [person.name.display for person in interview.panel if person.ref == ref]
    return named[0] if named else (ref or interview.employer.name)


def _unsettled(history: History, person: Person, zone: str) -> Halt | None:
    claims = history.unsettled(person.ref)
    if not claims:
        return None
    why = because(
        "unsettled",
        "nobody knows whether the letter of {on} to {who} left; look in the outbox and log it as sent or as not sent",
        on=_on(claims[0], zone),
        who=person.name.display,
    )
    return Halt("unsettled", why, final=False)


def _already(history: History, person: Person, occasion: Occasion, policy: Policy, zone: str) -> Halt | None:
    to_anybody = occasion is Occasion.CHECK_IN
    sent = [entry for entry in history.touches(None if to_anybody else person.ref) if entry.occasion is occasion]
    if to_anybody and policy.check_ins == 0:
        return Halt("check_ins", because("check_ins", "this policy sends no check-ins"))
    if len(sent) < (policy.check_ins if to_anybody else 1):
        return None
    text = clause("a thank-you was sent on {on}; a second one would only repeat it")
    if to_anybody:
        text = clause("a check-in was sent on {on}; one per employer is enough")
    return Halt("already_sent", because("already_sent", text, on=_on(sent[-1], zone)))


def _cap(touches: Iterable[Entry], name: str, policy: Policy) -> Halt | None:
    count = len(tuple(touches))
    if count < policy.cap:
        return None
    text = clause("letters to {name} so far: {count}; this policy allows {cap}, so wait for an answer")
    return Halt("cap", because("cap", text, name=name, count=count, cap=policy.cap))
