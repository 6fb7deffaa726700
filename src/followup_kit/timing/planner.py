"""plan(): for every person of a panel a decision on every occasion, each with the trace of how it came about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache

from attrs import evolve, frozen

from followup_kit.facts.history import Entry, Event, History, Occasion
from followup_kit.facts.interview import Interview
from followup_kit.facts.medium import Medium
from followup_kit.facts.people import OfficeHours, Person

from .calendars import Calendar, public_holidays
from .channels import arrival, channel_for, transit
from .decisions import Conflict, Decision, Held, Hold, Move, Plan, Send, Step, Stop
from .instants import local_day, local_time, to_instant
from .places import Place, place_of
from .policies import Policy
from .rules import IntervalRule, NotBefore
from .search import first_permitted
from .segments import day_begins
from .spans import Hours, Span
from .stops import Halt, halt, relevant
from .tables import DailyHours
from .tracing import note
from .windows import Window, decide
from .wording import clock, full_day, joined, lasting
from .zonedata import zone_data_version

__all__ = ["plan"]


def plan(
    interview: Interview,
    policy: Policy,
    history: History = History(),  # noqa: B008  # an immutable value
    *,
    now: datetime,
    media: Mapping[str, Medium] | None = None,
    calendar: Calendar | None = None,
) -> Plan:
    """Decide for everybody on the panel when to thank them, and when to check in with the employer.

    Interviews that end on a Friday at 15:00 have no working hour between 24 and 48 hours later; the `guide` policy
    then takes Monday's opening, 66 hours after the end, and says so in `relaxed`, `options` and the trace.

    Args:
        interview: what happened; its own events are merged with `history`.
        policy: the timing rules, see `policies.presets`.
        history: what has been said already. Only entries of this interview or its application count.
        now: the present instant; no answer lies before it.
        media: the channels that there are; None means that none is checked and all arrive at once.
        calendar: the source of public holidays; None takes the built-in one.

    Raises:
        InvalidFact: `now` is naive, a person's zone is not known, or a country has no calendar.
        NotFound: a person prefers a channel that is not among `media`.
    """
    job = _Job(interview, policy, relevant(interview, history), to_instant(now, "now"), media, calendar)
    thanks = [job.thank_you(person) for person in interview.panel]
    addressee = _addressee(interview.panel)
    steps = [*sorted(thanks, key=_when), job.check_in(addressee, thanks)]
    return Plan(
        interview=interview,
        policy=policy.name,
        now=now,
        steps=tuple(steps),
        held=(*_not_sent(steps), *_not_considered(interview, addressee)),
        versions=job.versions(),
    )


def _when(step: Step) -> float:
    return step.decision.at.timestamp() if isinstance(step.decision, Send) else float("inf")


def _addressee(panel: Iterable[Person]) -> Person:
    """Return who is asked about the decision: a recruiter, else a coordinator, an agency, the first interviewer."""
    order = ("recruiter", "coordinator", "agency", "interviewer")
    return min(panel, key=lambda person: order.index(person.role))


def _not_sent(steps: Iterable[Step]) -> Iterator[Held]:
    for step in steps:
        if not isinstance(step.decision, Send):
            yield Held(recipient=step.recipient.ref, occasion=step.occasion, reason=step.decision.reason)


def _not_considered(interview: Interview, addressee: Person) -> Iterator[Held]:
    for person in interview.panel:
        if person is not addressee:
            reason = f"one check-in per employer is enough; it is planned for {addressee.name.display}"
            yield Held(recipient=person.ref, occasion=Occasion.CHECK_IN, reason=reason)


@frozen
class _Job:
    interview: Interview
    policy: Policy
    history: History
    now: int
    media: Mapping[str, Medium] | None
    given_calendar: Calendar | None

    @property
    def ended(self) -> int:
        return to_instant(self.interview.ended, "ended")

    @property
    def calendar(self) -> Calendar:
        return self.given_calendar or public_holidays()

    def versions(self) -> tuple[tuple[str, str], ...]:
        places = [place_of(person, self.interview, self.calendar) for person in self.interview.panel]
        zones = dict.fromkeys(zone_data_version(place.zone) for place in places)
        found = [("policy", self.policy.described), ("time zones", joined(list(zones)))]
        if any(place.country for place in places):
            found.append(("holidays", f"{self.calendar.name} {self.calendar.version}"))
        return tuple(found)

    def thank_you(self, person: Person) -> Step:
        place = place_of(person, self.interview, self.calendar)
        channel, why = channel_for(person, Occasion.THANK_YOU, self.media)
        trace = self._facts(place, why)
        stopped = halt(self.interview, person, Occasion.THANK_YOU, self.history, self.policy, place.zone)
        decision: Decision
        if stopped:
            decision = _halted(stopped, self.ended, place, trace)
        else:
            decision = self._carried(decide(self._thanks_window(person, place), trace), channel, place)
        return Step(
            interview=self.interview,
            recipient=person,
            occasion=Occasion.THANK_YOU,
            channel=channel,
            decision=decision,
        )

    def _facts(self, place: Place, channel: str) -> tuple[Move, ...]:
        """Return the lines that say what everything else stands on."""
        unsure = " (a guess that nobody has confirmed)" if "ended" in self.interview.guesses else ""
        lines = [("interview", f"the interview ended on {clock(self.ended, place.zone)}{unsure}")]
        lines += [("zone", text) for text in place.assumed]
        lines += [
            ("calendar", place.said(local_day(self.ended, place.zone))),
            ("channel", channel),
        ]
        return tuple(note(rule, self.ended, place.zone, text) for rule, text in lines)

    def _rules(self, place: Place, *, touches: Iterable[int]) -> tuple[IntervalRule, ...]:
        """Return gap, sender's hours and the recipient's calendar, the widest moves first."""
        policy, rules = self.policy, list[IntervalRule]()
        last = max(touches, default=None)
        if last is not None and policy.gap.n:
            text = f"the last letter was sent on {clock(last, place.zone)}; {policy.gap} must lie between two"
            rules.append(NotBefore(place.after(last, policy.gap), "gap", text=text))
        *days, hours = place.rules(policy.office_hours)
        rules += [*days, hours]
        if policy.part_of_day:
            part = policy.part_of_day
            rules.append(_daily_hours(place.zone, "part_of_day", "part of the day", part))
        zone = self.interview.candidate.zone
        if policy.sender_hours and zone:
            mine = policy.sender_hours
            rules.append(_daily_hours(zone, "sender_hours", "sender's hours", mine))
        return tuple(rules)

    def _delay(self, person: Person) -> int:
        refs = sorted(other.ref for other in self.interview.panel)
        return refs.index(person.ref) * self.policy.spread * 60

    def _thanks_window(self, person: Person, place: Place) -> Window:
        policy, ended = self.policy, self.ended
        opens, closes = (place.after(ended, span) for span in policy.window)
        touches = (to_instant(entry.at) for entry in self.history.touches(person.ref))
        return Window(
            zone=place.zone,
            anchor=ended,
            now=self.now,
            opening=NotBefore(opens, "window", text=_opening(ended, policy.window[0], place)),
            closes=closes,
            floor=place.after(ended, policy.soonest),
            patience=place.after(ended, policy.patience),
            too_late=place.after(ended, policy.too_late),
            delay=self._delay(person),
            choice=policy.closed,
            relax=policy.relax,
            rules=self._rules(place, touches=touches),
        )

    def _carried(self, decision: Send | Conflict, channel: str, place: Place) -> Send | Conflict:
        """Add what is known about a letter that travels for days."""
        days, reply_by = transit(channel, self.media), self.interview.reply_by
        if not days or not isinstance(decision, Send):
            return decision
        arrives = arrival(decision.at.date(), days, place)
        about = f"handed over on {full_day(decision.at.date())}, the {channel} should arrive about {full_day(arrives)}"
        if reply_by is None:
            return evolve(decision, advice=(*decision.advice, f"{about}."[:1].upper() + f"{about}."[1:]))
        if arrives <= reply_by:
            text = f"{about}, before the decision announced for {full_day(reply_by)}."
            return evolve(decision, advice=(*decision.advice, text[:1].upper() + text[1:]))
        return self._overtaken(decision, channel, place, about)

    def _overtaken(self, decision: Send, channel: str, place: Place, about: str) -> Send | Conflict:
        reply_by = self.interview.reply_by
        assert reply_by is not None  # noqa: S101  # the caller looked
        soonest = max(self.now, self.ended)
        first = first_permitted(soonest, self._rules(place, touches=()))
        posted = local_day(soonest if first.at is None else first.at, place.zone)
        arrives = arrival(posted, transit(channel, self.media), place)
        after = f"{about}, after the decision announced for {full_day(reply_by)}"
        if arrives <= reply_by:
            text = f"{after}; posted on {full_day(posted)} it should arrive in time. Or write by e-mail instead."
            return evolve(decision, advice=(*decision.advice, text[:1].upper() + text[1:]))
        reason = f"{after}; even posted at once it could not arrive in time: write by a quicker channel"
        return Conflict(
            reason=reason,
            opens=decision.opens,
            closes=decision.closes,
            options=decision.options,
            trace=(*decision.trace, note("arrival", to_instant(decision.at), place.zone, reason)),
        )

    def check_in(self, person: Person, thanks: Iterable[Step]) -> Step:
        place = place_of(person, self.interview, self.calendar)
        channel, why = channel_for(person, Occasion.CHECK_IN, self.media)
        trace = self._facts(place, why)
        planned = [step for step in thanks if isinstance(step.decision, Send)]
        history = self.history + History(_as_if_sent(step) for step in planned)
        stopped = halt(self.interview, person, Occasion.CHECK_IN, history, self.policy, place.zone)
        decision: Decision
        if stopped:
            decision = _halted(stopped, self.ended, place, trace)
        else:
            decision = decide(self._check_in_window(place, history), trace)
        return Step(
            interview=self.interview, recipient=person, occasion=Occasion.CHECK_IN, channel=channel, decision=decision
        )

    def _check_in_window(self, place: Place, history: History) -> Window:
        policy, reply_by = self.policy, self.interview.reply_by
        touches = [to_instant(entry.at) for entry in history.touches()]
        if reply_by is not None:
            due = place.nth_working_day(reply_by, 0)
            start = place.after(day_begins(due, place.zone), policy.check_in_after)
            moved = "" if due == reply_by else f", counted from {full_day(due)}, the next working day"
            text = f"a decision was announced for {full_day(reply_by)}{moved}; a check-in waits {policy.check_in_after}"
            opening = NotBefore(start, "decision_date", text=text)
        else:
            last = max([self.ended, *touches])
            start = place.after(last, policy.check_in_unknown)
            text = (
                f"no decision date is known; a check-in waits {policy.check_in_unknown} after the last contact on "
                f"{clock(last, place.zone)}"
            )
            opening = NotBefore(start, "last_contact", text=text)
        closes = place.after(max(start, self.ended), policy.check_in_too_late)
        return Window(
            zone=place.zone,
            anchor=self.ended,
            now=self.now,
            opening=opening,
            closes=closes,
            floor=start,
            patience=None,
            too_late=closes,
            delay=0,
            choice=policy.closed,
            relax=policy.relax,
            rules=self._rules(place, touches=touches),
        )


@lru_cache(maxsize=512)
def _daily_hours(zone: str, name: str, title: str, hours: OfficeHours) -> IntervalRule:
    return DailyHours(zone=zone, name=name, strength="soft", title=title, opens=hours.opens, closes=hours.closes)


def _halted(stopped: Halt, ended: int, place: Place, trace: tuple[Move, ...]) -> Hold | Stop:
    trace = (*trace, note(stopped.rule, ended, place.zone, stopped.reason))
    return Stop(reason=stopped.reason, trace=trace) if stopped.final else Hold(reason=stopped.reason, trace=trace)


def _as_if_sent(step: Step) -> Entry:
    """Return the touch that a planned letter will be: the check-in keeps its distance from it."""
    assert isinstance(step.decision, Send)  # noqa: S101  # the caller looked
    return Entry(
        at=step.decision.at.astimezone(UTC),
        event=Event.SENT,
        interview=step.interview.ref,
        recipient=step.recipient.ref,
        occasion=step.occasion,
        channel=step.channel,
    )


def _opening(ended: int, span: Span, place: Place) -> str:
    """Return the window's reason; where the clocks moved in between, both readings are explained."""
    text = f"the window opens {span} after the end"
    if not isinstance(span, Hours):
        return text
    before, after = (local_time(at, place.zone).utcoffset() for at in (ended, place.after(ended, span)))
    if before is None or after is None or before == after:
        return text
    way = "forward" if after > before else "back"
    shift = lasting(int(abs(after - before).total_seconds()))
    return f"{text}; the clocks went {way} by {shift} in between, and elapsed hours count"
