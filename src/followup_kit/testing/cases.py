"""What a policy is tried with: a record, a history, the present time, and a few further choices; shown in few lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from attrs import evolve, field, frozen
from hypothesis import strategies as st

from followup_kit.errors import InvalidSetting
from followup_kit.facts.history import Entry, Event, History
from followup_kit.facts.interview import Interview
from followup_kit.facts.people import Candidate, Employer, Person
from followup_kit.timing.calendars import Calendar
from followup_kit.timing.decisions import Conflict, Decision, Plan, Send, Step
from followup_kit.timing.instants import instant_of
from followup_kit.timing.places import Place, place_of
from followup_kit.timing.policies import Policy, presets

from .strategies import calendars, histories, moments, office_hours, places

__all__ = [
    "MOST_LETTERS",
    "Case",
    "Failed",
    "Planner",
    "briefly",
    "cases",
    "essence",
    "letter_of",
    "policy_of",
    "records",
    "sends",
    "when",
]


Letter = tuple[History, Entry]
"""A letter, with the history before it."""
MOST_LETTERS = 24


class Planner(Protocol):
    """What decides: `followup_kit.plan`, or a function of yours around it."""

    def __call__(
        self, interview: Interview, policy: Policy, history: History, *, now: datetime, calendar: Calendar
    ) -> Plan:
        """Return the plan."""
        ...


class Failed(Exception):
    """The planner, the policy or a rule of its own raised something where it should have answered."""


@frozen(kw_only=True)
class Case:
    """One question to a policy. `later`, `seed`, `stop` and `zone` are for what is asked after it."""

    interview: Interview
    history: History
    now: datetime
    policy: Policy
    calendar: Calendar
    planner: Planner
    later: timedelta = timedelta(0)
    seed: int = 0
    stop: Event = Event.REJECTED
    zone: str = "UTC"
    _plans: list[Plan] = field(factory=list, init=False, eq=False, repr=False)
    _letters: list[Letter] = field(factory=list, init=False, eq=False, repr=False)

    def plan(self) -> Plan:
        """Return what the planner answers; it is asked once.

        Raises:
            Failed: see `ask`.
        """
        if not self._plans:
            self._plans.append(self.ask())
        return self._plans[0]

    def letters(self) -> Sequence[Letter]:
        """Send what is planned, one letter after the other, each at its time; return each with what came before it.

        Ends with the plan that has nothing to send, or after 24 letters.

        Raises:
            Failed: see `ask`.
        """
        if not self._letters:
            self._letters.extend(_one_after_the_other(self))
        return self._letters

    def ask(self) -> Plan:
        """Ask the planner, once more.

        Raises:
            Failed: it raised something, or answered with something else than a plan.
        """
        try:
            found: object = self.planner(
                self.interview, self.policy, self.history, now=self.now, calendar=self.calendar
            )
        except Exception as error:
            raise Failed(f"it raised {type(error).__name__}: {error}") from error
        if not isinstance(found, Plan):
            raise Failed(f"it answered {found!r}, which is no Plan")
        return found

    def but(self, **changes: Any) -> Case:
        """Return the case with these fields changed."""
        return evolve(self, **changes)

    def place(self, person: Person) -> Place:
        """Return whose clock and calendar count for this person."""
        policy = self.policy
        return place_of(
            person, self.interview, self.calendar, zone_from=policy.zone_from, make_up_days=policy.make_up_days
        )

    @property
    def shown(self) -> str:
        """The case in a few lines: what happened, what was said before, and the present time."""
        entries = [_told(entry) for entry in self.history] or ["nothing yet"]
        return "\n".join([*_record(self.interview), f"history: {'; '.join(entries)}", f"now: {_minute(self.now)}"])


def _one_after_the_other(case: Case) -> Iterator[Letter]:
    for _ in range(MOST_LETTERS):
        due = sends(case.plan())
        if not due:
            return
        step, decision = min(due, key=lambda each: instant_of(each[1].at))
        entry = Entry(
            at=decision.at.astimezone(UTC),
            event=Event.SENT,
            interview=case.interview.ref,
            recipient=step.recipient.ref,
            occasion=step.occasion,
            channel=step.channel,
        )
        yield case.history, entry
        case = case.but(history=case.history + History([entry]), now=entry.at)


def policy_of(policy: Policy) -> Policy:
    """Return the policy, and refuse a name in its place; what else is no policy, the invariants find out.

    Raises:
        InvalidSetting: it is none.
    """
    given: object = policy
    if isinstance(given, str | type) or given is None:
        hint = f"; take presets()[{given!r}]" if isinstance(given, str) and given in presets() else ""
        raise InvalidSetting(f"a Policy is tried, got {given!r}{hint}")
    return policy


def sends(found: Plan) -> list[tuple[Step, Send]]:
    """Return the steps of a plan that are to be sent, with their decisions."""
    return [(step, step.decision) for step in found.steps if isinstance(step.decision, Send)]


def letter_of(step: Step) -> str:
    """Return which letter a step is about, for messages."""
    return f"the {step.occasion.replace('_', '-')} to {step.recipient.ref}"


def essence(step: Step) -> tuple[object, ...]:
    """Return what a step answers, without how that came about, which may be told in other words."""
    decision = step.decision
    options = decision.options if isinstance(decision, Send | Conflict) else ()
    relaxed = decision.relaxed if isinstance(decision, Send) else ()
    at = decision.at if isinstance(decision, Send) else None
    times = [(option.name, option.at, option.breaks) for option in options]
    return step.recipient.ref, step.occasion, decision.kind, at, relaxed, times


def when(moment: datetime) -> str:
    """Return a moment with its weekday and zone, for messages."""
    return f"{moment:%a %Y-%m-%d %H:%M:%S} ({moment.tzinfo})"


def briefly(decision: Decision) -> str:
    """Return a decision in a few words, for messages."""
    if isinstance(decision, Send):
        return f"send at {when(decision.at)}"
    return f"{decision.kind} ({decision.reason})"


def _minute(moment: datetime) -> str:
    return f"{moment:%a %Y-%m-%d %H:%M} {moment.tzinfo}"


def _told(entry: Entry) -> str:
    parts = (entry.event.value, entry.recipient, entry.occasion)
    return f"{_minute(entry.at)} {' '.join(str(part) for part in parts if part)}"


def _record(record: Interview) -> Iterable[str]:
    employer = record.employer
    yield f"interview: ended {_minute(record.ended.astimezone(UTC))}, state {record.state}"
    told = [employer.zone or "no zone", employer.country or "no country"]
    told += [f"working days {sorted(employer.working_days)}"] if employer.working_days else []
    told += [f"hours {hours.opens:%H:%M}-{hours.closes:%H:%M}" for hours in (employer.office_hours,) if hours]
    told += [f"closed on {', '.join(map(str, sorted(employer.closures)))}"] if employer.closures else []
    told += [f"decision announced for {record.reply_by}"] if record.reply_by else []
    yield f"employer: {', '.join(told)}"
    people = [f"{person.ref} ({person.zone})" if person.zone else person.ref for person in record.panel]
    yield f"panel: {', '.join(people)}"
    yield f"candidate: in {record.candidate.zone or 'an unknown zone'}"


@st.composite
def records(draw: st.DrawFn, most_people: int = 3) -> Interview:
    """Return held interviews with nothing in them that has no bearing on the time of a letter."""
    zone, country = draw(places())
    ended = draw(moments(zone))
    waiting = draw(st.none() | st.integers(1, 30))
    refs = [f"p{number}" for number in range(1, draw(st.integers(1, most_people)) + 1)]
    elsewhere = [draw(st.none() | places().map(lambda place: place[0])) for _ in refs]
    return Interview(
        ref="interview",
        role="Engineer",
        employer=Employer(
            name="Acme",
            zone=zone,
            country=country,
            working_days=draw(st.none() | st.frozensets(st.integers(1, 7), min_size=1)),
            office_hours=draw(st.none() | office_hours()),
            closures=[(ended + timedelta(days=n)).date() for n in draw(st.frozensets(st.integers(0, 9), max_size=2))],
        ),
        candidate=Candidate(name="Ada Lind", zone=draw(st.none() | places().map(lambda place: place[0]))),
        panel=[
            Person(ref=ref, name=f"Person {ref[1:]}", email=f"{ref}@example.org", zone=other)
            for ref, other in zip(refs, elsewhere, strict=True)
        ],
        ended=ended,
        state="held",
        reply_by=None if waiting is None else (ended + timedelta(days=waiting)).date(),
    )


_SOON = st.integers(0, 3 * 24 * 60)
_LETTERS = (Event.SENT_BY_HAND, Event.SENT)


def _past(record: Interview) -> st.SearchStrategy[History]:
    """Return histories in which there is often something left to do: a stop among the events would hide all else."""
    return st.just(History()) | histories(record, events=_LETTERS, most=2) | histories(record, most=3)


@st.composite
def cases(draw: st.DrawFn, policy: Policy, calendar: Calendar | None, planner: Planner) -> Case:
    """Return questions to a policy, the simplest ones first; without a calendar, each brings its own holidays."""
    record = draw(records())
    return Case(
        interview=record,
        history=draw(_past(record)),
        now=record.ended.astimezone(UTC) + timedelta(minutes=draw(_SOON | st.integers(-24 * 60, 6 * 7 * 24 * 60))),
        policy=policy,
        calendar=draw(calendars(record.ended.date())) if calendar is None else calendar,
        planner=planner,
        later=timedelta(minutes=draw(st.integers(30, 4 * 24 * 60))),
        seed=draw(st.integers(0, 99)),
        stop=draw(st.sampled_from((Event.REJECTED, Event.OFFER, Event.WITHDRAWN))),
        zone=draw(places())[0],
    )
