"""What ends or pauses the writing before any calendar is asked. No rule is ever relaxed against these."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from attrs import frozen

from followup_kit.facts.history import EVERYWHERE, Entry, Event, History, Occasion
from followup_kit.facts.interview import Interview, State
from followup_kit.facts.people import Person
from followup_kit.language.speech import clause

from .channels import called
from .instants import local_day, local_time, to_instant
from .policies import Policy
from .reasons import Reason, because

__all__ = ["Courtesies", "Halt", "courtesies", "elsewhere", "halt", "no_courtesy_left", "of_this_round", "relevant"]

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


_WAIT = because("wait", clause("wait for an answer; what you have sent is enough to be remembered by"))
_ASK = because("ask", clause("if a real question comes up, ask that one question and nothing else"))
_ELSEWHERE = because("elsewhere", clause("thank the others through somebody whom you have written to already"))
_ADDRESS = because("address", clause("find the right address, write by hand and log it as sent by hand"))


@frozen
class Halt:
    """Why nothing is planned: `final` is a stop, otherwise it is waited for a person. `rule` names what halted.

    `advised` says what to do instead; a letter is never among it. `until` is when a wait is over, in UTC seconds.
    """

    rule: str
    because: Reason
    final: bool = True
    advised: tuple[Reason, ...] = ()
    until: int | None = None


def _refs(interview: Interview) -> frozenset[str | None]:
    """Return the refs under which something about this application is noted: its own and those that it tells of."""
    told = [entry.interview for entry in interview.events]
    return frozenset({interview.ref, interview.application, *interview.rounds, *told})


def relevant(interview: Interview, history: History) -> History:
    """Return what concerns this interview: the given history and the record's own events.

    That is what was noted of this round, of its application and of the other rounds that the record names, and the
    pauses of everything.
    """
    refs = _refs(interview) | {EVERYWHERE}
    entries = (entry for entry in history + History(interview.events) if entry.interview in refs)
    # Entries of one instant have no order of their own; sorting them makes the reason independent of who gave them.
    return History(sorted(entries, key=lambda entry: (entry.recipient or "", entry.occasion or "", entry.note or "")))


def elsewhere(interview: Interview, history: History) -> int:
    """Return how many entries are about other interviews and do not count here."""
    refs = _refs(interview) | {EVERYWHERE}
    return sum(entry.interview not in refs for entry in history)


def of_this_round(interview: Interview, history: History) -> History:
    """Return what counts for this round alone: what names it, or its application without saying which round."""
    return History(entry for entry in history if entry.interview in (interview.ref, interview.application))


def halt(
    interview: Interview,
    person: Person,
    occasion: Occasion,
    history: History,
    policy: Policy,
    zone: str,
    channel: str | None = None,
) -> Halt | None:
    """Return the first thing that keeps this letter from being planned at all; None if nothing does.

    `history` is what `relevant` returned. The order of its entries does not matter, nor does the present time. Answers
    count in whatever round they came, and letters towards the cap and as sent already in this round alone; the gap,
    which is no stop, counts the letters of all rounds.
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
    here = of_this_round(interview, history)
    return (
        _ended(interview, person, occasion, history, zone)
        or _unsettled(here, person, zone)
        or _already(here, person, occasion, policy, zone, channel)
        or _cap(here.touches(person.ref), name, policy)
    )


def _on(entry: Entry, zone: str) -> datetime:
    return local_time(to_instant(entry.at), zone)


def _ended(interview: Interview, person: Person, occasion: Occasion, history: History, zone: str) -> Halt | None:
    ended = to_instant(interview.ended)
    # What ends everything is the reason to give, even where somebody also replied.
    for entry in sorted(history, key=lambda entry: entry.event not in _ENDS_ALL):
        if _only_after(interview, entry) and to_instant(entry.at) <= ended:
            continue
        if entry.event in _ENDS_ALL:
            why = because(entry.event.value, _ENDS_ALL[entry.event], on=_on(entry, zone))
            return Halt(entry.event.value, why)
        reply = occasion is Occasion.CHECK_IN and entry.event is Event.REPLIED
        if entry.event in _ENDS_ONE and (reply or entry.recipient in (person.ref, None)):
            text, who = _ENDS_ONE[entry.event], _who(interview, entry.recipient)
            why = because(entry.event.value, text, who=who, on=_on(entry, zone))
            return Halt(entry.event.value, why, advised=(_ADDRESS,) if entry.event is Event.BOUNCED else ())
    return None


def _only_after(interview: Interview, entry: Entry) -> bool:
    """Return whether the event counts only after this interview: before it, it was about the appointment.

    What ended another round before this one took place did not end this one.
    """
    elsewhere = entry.interview not in (interview.ref, interview.application)
    return entry.event in _ONLY_AFTER or (elsewhere and entry.event in _ENDS_ALL)


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


def _already(
    here: History, person: Person, occasion: Occasion, policy: Policy, zone: str, channel: str | None
) -> Halt | None:
    to_anybody = occasion is Occasion.CHECK_IN
    sent = [entry for entry in here.touches(None if to_anybody else person.ref) if entry.occasion is occasion]
    if to_anybody and policy.check_ins == 0:
        return Halt("check_ins", because("check_ins", "this policy sends no check-ins"), advised=(_WAIT, _ASK))
    if len(sent) < (policy.check_ins if to_anybody else 1):
        return None
    last = sent[-1]
    text = clause("a thank-you was sent on {on}; a second one would only repeat it")
    if to_anybody and policy.check_ins == 1:
        text = clause("a check-in was sent on {on}; one per employer is enough")
    elif to_anybody:
        text = clause("check-ins so far: {count}, the last on {on}; this policy allows {most} per employer")
    elif channel and last.channel and last.channel != channel:
        text = clause("a thank-you was sent on {on} by {before}; the same by {channel} would count as a second one")
    why = because(
        "already_sent",
        text,
        on=_on(last, zone),
        count=len(sent),
        most=policy.check_ins,
        before=last.channel and called(last.channel),
        channel=channel and called(channel),
    )
    return Halt("already_sent", why, advised=(_WAIT, _ASK) if to_anybody else (_WAIT,))


def _cap(touches: Iterable[Entry], name: str, policy: Policy) -> Halt | None:
    count = len(tuple(touches))
    if count < policy.cap:
        return None
    text = clause("letters to {name} so far: {count}; this policy allows {cap}, so wait for an answer")
    why = because("cap", text, name=name, count=count, cap=policy.cap)
    return Halt("cap", why, advised=(_WAIT, _ASK))


@frozen
class Courtesies:
    """What the employer has had over the whole application: days in its zone with other letters, and check-ins.

    The notes to a panel on one day are one courtesy; each check-in is one.
    """

    days: frozenset[date]
    check_ins: int

    @property
    def count(self) -> int:
        """How many that are."""
        return len(self.days) + self.check_ins

    def allow(self, at: int, occasion: Occasion, zone: str, policy: Policy) -> bool:
        """Return whether one more letter at this instant stays within the policy's budget."""
        free = occasion is not Occasion.CHECK_IN and local_day(at, zone) in self.days
        return free or self.count < policy.employer_budget

    def after(self, at: int, occasion: Occasion, zone: str) -> Courtesies:
        """Return what the employer has had once this letter has left, too."""
        if occasion is Occasion.CHECK_IN:
            return Courtesies(self.days, self.check_ins + 1)
        return Courtesies(self.days | {local_day(at, zone)}, self.check_ins)


def courtesies(history: History, zone: str) -> Courtesies:
    """Count what has left, whoever it went to and whichever round it was about; `zone` is the employer's."""
    touches = history.touches()
    asked = sum(entry.occasion is Occasion.CHECK_IN for entry in touches)
    others = (entry for entry in touches if entry.occasion is not Occasion.CHECK_IN)
    return Courtesies(frozenset(local_day(to_instant(entry.at), zone) for entry in others), asked)


def no_courtesy_left(employer: str, so_far: Courtesies, policy: Policy) -> Halt:
    """Return the stop for a letter that the employer's budget does not allow."""
    text = clause("courtesies to {employer} so far: {count}; this policy allows {most} for one application")
    why = because("employer_budget", text, employer=employer, count=so_far.count, most=policy.employer_budget)
    return Halt("employer_budget", why, advised=(_ELSEWHERE, _WAIT))
