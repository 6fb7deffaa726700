"""plan(): for every person of a panel a decision on every occasion, each with the trace of how it came about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from attrs import evolve

from followup_kit.facts.history import History, Occasion
from followup_kit.facts.interview import Interview
from followup_kit.facts.medium import Medium
from followup_kit.facts.people import Person
from followup_kit.language.speech import clause

from .calendars import Calendar, public_holidays
from .decisions import Held, Plan, Send, Step, Stop
from .doors import check_calendar, check_history, check_interview, check_policy
from .instants import instant_of, to_instant
from .occasions import Record, check_in, thank_you
from .policies import Policy
from .reasons import because
from .stops import Courtesies, courtesies, elsewhere, no_courtesy_left, relevant
from .wishes import pinned
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
    among: Iterable[str] = (),
) -> Plan:
    """Decide for everybody on the panel when to thank them, and when to check in with the employer.

    After an interview that ended on a Friday at 15:00 no office is open between 24 and 48 hours later; the `guide`
    policy takes Monday's opening, 66 hours after the end, and says so::

        >>> from datetime import datetime
        >>> from followup_kit import Candidate, Employer, Interview, Person
        >>> from followup_kit.timing.policies import presets
        >>> friday = Interview(
        ...     ref="acme", role="Engineer", ended=datetime.fromisoformat("2026-03-06T15:00+01:00"),
        ...     employer=Employer(name="Acme", zone="Europe/Berlin", country="DE"),
        ...     candidate=Candidate(name="Ada Weber"), panel=[Person(ref="bo", name="Bo Lind")],
        ... )
        >>> decision = plan(friday, presets()["guide"], now=friday.ended).step("bo").decision
        >>> decision.at.isoformat(), decision.relaxed
        ('2026-03-09T09:00:00+01:00', ('window end',))
        >>> [f"{option.name} {option.at:%d %H:%M}" for option in decision.options]
        ['later 09 09:00', 'earlier 06 16:30', 'inside 07 15:00']

    Args:
        interview: what happened; its own events are merged with `history`.
        policy: the timing rules, see `policies.presets`.
        history: what has been said already. Only entries of this interview, its application and the other rounds that
            the record names count; how many do not, the trace says.
        now: the present instant; no answer lies before it.
        media: the channels that there are; None means that none is checked and all arrive at once.
        calendar: the source of public holidays; None takes the built-in one.
        among: refs of other interviews that are planned at the same time. After a pause, no two of these, and of those
            that the history knows, get the same minute.

    Raises:
        InvalidFact: `now` is naive, a person's zone is not known, or a country has no calendar.
        InvalidSetting: the policy is only a name, or the calendar lacks a part.
        NotFound: a person prefers a channel that is not among `media`.
    """
    check_interview(interview)
    check_policy(policy)
    check_history(history)
    source = public_holidays() if calendar is None else calendar
    check_calendar(source)
    record = Record(
        interview,
        policy,
        relevant(interview, history),
        to_instant(now, "now"),
        media,
        source,
        everything=history,
        elsewhere=elsewhere(interview, history),
        among=frozenset(among),
    )
    addressee = _addressee(interview.panel, record.history)
    thanks, so_far = _within_budget(record, sorted(_apart(record), key=_when), _courtesies(record))
    asking = check_in(record, addressee, thanks)
    steps = (*thanks, *_within_budget(record, [asking], so_far)[0])
    return Plan(
        interview=interview,
        policy=policy.name,
        now=now,
        steps=steps,
        held=(*_not_sent(steps), *_not_considered(interview, addressee)),
        versions=_versions(record),
    )


def _apart(record: Record) -> list[Step]:
    """Return the thank-you notes; of several in one minute, one stays and the others move, where they can."""
    steps = {person.ref: thank_you(record, person) for person in record.interview.panel}
    minutes = [minute for step in steps.values() if (minute := _minute(step)) is not None]
    if len(set(minutes)) == len(minutes):
        return list(steps.values())
    # A time that the candidate set stays, then what lies ahead: what is due now can move without breaking a promise.
    order = sorted(steps.values(), key=lambda step: (not _is_pinned(step), _is_overdue(step), step.recipient.ref))
    taken: set[int] = set()
    for step in order:
        minute = _minute(step)
        if minute in taken and not _is_pinned(step):
            others = {found for ref, other in steps.items() if ref != step.recipient.ref and (found := _minute(other))}
            steps[step.recipient.ref] = step = _moved(record, step, frozenset(taken | others))
        taken |= {found} if (found := _minute(step)) is not None else set()
    return list(steps.values())


def _moved(record: Record, step: Step, taken: frozenset[int]) -> Step:
    """Return the step outside these minutes, or as it was where that would cost it its window."""
    moved, old = thank_you(record, step.recipient, taken), step.decision
    new = moved.decision
    if isinstance(new, Send) and isinstance(old, Send) and len(new.relaxed) <= len(old.relaxed):
        return moved
    return step


def _minute(step: Step) -> int | None:
    return instant_of(step.decision.at) // 60 if isinstance(step.decision, Send) else None


def _is_pinned(step: Step) -> bool:
    return step.decision.trace[-1].rule == "pin"


def _is_overdue(step: Step) -> bool:
    """Return whether the time has passed for which it was planned: at that very time it is not overdue."""
    return any(move.rule == "now" for move in step.decision.trace)


def _employer_zone(record: Record) -> str:
    """Return the zone by whose days the employer's courtesies are counted."""
    return record.interview.local_zone or record.place(record.interview.panel[0]).zone


def _courtesies(record: Record) -> Courtesies:
    return courtesies(record.history, _employer_zone(record))


def _within_budget(record: Record, steps: Iterable[Step], so_far: Courtesies) -> tuple[list[Step], Courtesies]:
    """Return the steps in their order, stopped from where on the employer has had enough, and what it then has had."""
    out, zone, policy = list[Step](), _employer_zone(record), record.policy
    for step in steps:
        decision, kept = step.decision, step
        if isinstance(decision, Send) and so_far.allow(instant_of(decision.at), step.occasion, zone, policy):
            so_far = so_far.after(instant_of(decision.at), step.occasion, zone)
        elif isinstance(decision, Send):
            stopped = no_courtesy_left(record.interview.employer.name, so_far, policy)
            last = decision.trace[-1]
            line = evolve(last, rule=stopped.rule, start=last.end, because=stopped.because)
            stop = Stop(because=stopped.because, advised=stopped.advised, trace=(*decision.trace, line))
            kept = evolve(step, decision=stop)
        out.append(kept)
    return out, so_far


def _when(step: Step) -> float:
    """Order what is to be sent by its time; the rest follows in the panel's order."""
    return instant_of(step.decision.at) if isinstance(step.decision, Send) else float("inf")


def _addressee(panel: Sequence[Person], history: History) -> Person:
    """Return who is asked about the decision: a recruiter, else a coordinator, an agency, the first interviewer.

    Somebody for whom the candidate has set a time to ask outweighs them all.
    """
    found = [(wish, person) for person in panel if (wish := pinned(history, person.ref, Occasion.CHECK_IN))]
    set_ = [(wish.at.timestamp(), person) for wish, person in found if wish.recipient == person.ref]
    if set_:
        return max(set_, key=lambda each: each[0])[1]
    order = ("recruiter", "coordinator", "agency", "interviewer")
    return min(panel, key=lambda person: order.index(person.role))


def _not_sent(steps: Iterable[Step]) -> Iterator[Held]:
    for step in steps:
        if not isinstance(step.decision, Send):
            yield Held(recipient=step.recipient.ref, occasion=step.occasion, because=step.decision.because)


def _not_considered(interview: Interview, addressee: Person) -> Iterator[Held]:
    text = clause("one check-in per employer is enough, and {name} is the one to ask")
    why = because("not_asked", text, name=addressee.name.display)
    for person in interview.panel:
        if person is not addressee:
            yield Held(recipient=person.ref, occasion=Occasion.CHECK_IN, because=why)


def _versions(record: Record) -> tuple[tuple[str, str], ...]:
    places = [record.place(person) for person in record.interview.panel]
    zones = dict.fromkeys(zone_data_version(place.zone) for place in places)
    found = [("policy", record.policy.described), ("time zones", ", ".join(zones))]
    if any(place.country for place in places):
        found.append(("holidays", record.calendar.version))
    return tuple(found)
