"""A state machine over everything that can happen after an interview, in any order, against a model of its own.

    from followup_kit.testing import touch_history_machine

    TestMyPolicy = touch_history_machine(my_policy).TestCase

Hypothesis tries sequences of steps: time passes, what is due is sent, letters are written by hand, people answer,
mail comes back, the candidate pauses, snoozes and pins. After each step the plan is held to what the model knows; a
sequence that breaks a promise is shown as short as it can be made.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import ClassVar, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from followup_kit.facts.history import EVERYWHERE, Entry, Event, History, Occasion
from followup_kit.facts.interview import Interview
from followup_kit.facts.people import Candidate, Employer, Person
from followup_kit.timing.calendars import Calendar
from followup_kit.timing.decisions import Conflict, Hold, Plan, Send, Step, Stop
from followup_kit.timing.instants import instant_of, to_instant
from followup_kit.timing.places import place_of
from followup_kit.timing.planner import plan
from followup_kit.timing.policies import Policy, presets

from .cases import Planner, briefly, essence, policy_of, sends, when
from .fakes import FakeCalendar, FakeClock
from .touch_model import TouchModel

__all__ = ["touch_history_machine"]

_BERLIN, _NEW_YORK = "Europe/Berlin", "America/New_York"
# A Monday first, since examples shrink towards it; the second Friday is a public holiday.
_ENDS: Final = tuple(f"2026-03-{day:02} {hour:02}:00" for day in range(2, 9) for hour in (15, 9, 18))
_CALENDAR: Final = FakeCalendar(feasts=[date(2026, 3, 13)])
_ENDS_ALL: Final = (Event.REJECTED, Event.OFFER, Event.WITHDRAWN)
_PEOPLE = st.sampled_from(("anna", "ben"))
_OCCASIONS = st.sampled_from(("thank_you", "check_in"))
_HOURS = st.sampled_from((1, 24, 5, 72, 7 * 24))
_MINUTE = timedelta(minutes=1)


def touch_history_machine(
    policy: Policy | None = None, *, calendar: Calendar = _CALENDAR, planner: Planner = plan
) -> type[RuleBasedStateMachine]:
    """Return a state machine that tries a policy; pytest and unittest run its `TestCase`.

    One or two people are on the panel, in Berlin and New York; the employer is in Germany.

    Args:
        policy: the policy to try; None is `guide`.
        calendar: the source of public holidays; the one used here has a holiday on Friday 13 March 2026.
        planner: what decides, where you have put a function of your own around `plan`.

    Raises:
        InvalidSetting: `policy` is none.
    """
    tried = presets()["guide"] if policy is None else policy_of(policy)
    members = {"policy": tried, "calendar": calendar, "planner": staticmethod(planner)}
    return type("TouchHistory", (TouchHistory,), members)


def _record(ended: str, people: int, announced: int | None) -> Interview:
    end = FakeClock(ended, zone=_BERLIN).now
    panel = (Person(ref="anna", name="Anna", zone=_BERLIN), Person(ref="ben", name="Ben", zone=_NEW_YORK))
    return Interview(
        ref="acme",
        role="Engineer",
        employer=Employer(name="Acme", zone=_BERLIN, country="DE"),
        candidate=Candidate(name="Ada Lind", zone=_BERLIN),
        panel=panel[:people],
        ended=end,
        reply_by=None if announced is None else (end + timedelta(days=announced)).date(),
    )


def _claim(holds: bool, message: str) -> None:
    if not holds:
        raise AssertionError(message)


class TouchHistory(RuleBasedStateMachine):
    """The machine; `touch_history_machine` puts the policy into it."""

    policy: ClassVar[Policy]
    calendar: ClassVar[Calendar]
    planner: ClassVar[Planner]

    def __init__(self) -> None:
        super().__init__()
        self.history = History()

    @initialize(
        ended=st.sampled_from(_ENDS), people=st.integers(1, 2), announced=st.none() | st.sampled_from((7, 1, 14))
    )
    def begin(self, ended: str, people: int, announced: int | None) -> None:
        """Hold the interview; the decision may be announced for so many days later."""
        self.record = _record(ended, people, announced)
        self.clock = FakeClock(ended, zone=_BERLIN)
        make_up = self.policy.make_up_days
        places = {
            person.ref: place_of(person, self.record, self.calendar, make_up_days=make_up)
            for person in self.record.panel
        }
        self.model = TouchModel(policy=self.policy, places=places, employer_zone=_BERLIN)

    def plan(self, history: History | None = None) -> Plan:
        """Ask for the plan as of now."""
        known = self.history if history is None else history
        return self.planner(self.record, self.policy, known, now=self.clock.now, calendar=self.calendar)

    def who(self, ref: str) -> str:
        """Return the person, or the only one where the panel has but one."""
        return ref if ref in self.model.places else "anna"

    def log(
        self,
        event: Event,
        who: str | None = None,
        *,
        about: str = "acme",
        occasion: Occasion | None = None,
        until: datetime | None = None,
        note: str | None = None,
    ) -> None:
        """Write down what happened, a minute after what happened before it."""
        self.clock.advance(_MINUTE)
        entry = Entry(
            at=self.clock.now, event=event, interview=about, recipient=who, occasion=occasion, until=until, note=note
        )
        self.history += History([entry])

    # time

    @rule(hours=_HOURS)
    def wait(self, hours: int) -> None:
        """Let time pass. A thank-you that was planned for later than that stays where it was."""
        before = sends(self.plan())
        self.clock.advance(timedelta(hours=hours))
        for step, decision in before:
            if step.occasion is Occasion.THANK_YOU and instant_of(decision.at) >= to_instant(self.clock.now):
                self.is_still(step, decision)

    def is_still(self, step: Step, planned: Send) -> bool:
        """Return whether the letter is planned for the time that it was planned for before; fail if it must be."""
        again = self.plan().step(step.recipient.ref, step.occasion).decision
        same = isinstance(again, Send) and again.at == planned.at
        told = f"the {step.occasion} to {step.recipient.ref} was planned: {briefly(planned)}; as time passed"
        # A pin that cannot be kept is planned anew when it is past, and other letters give way to it then.
        _claim(same or bool(self.model.pins), f"{told}: {briefly(again)}")
        return same

    @rule()
    def send_what_comes_next(self) -> None:
        """Wait for the next planned letter and send it."""
        due = sorted(sends(self.plan()), key=lambda each: instant_of(each[1].at))
        if not due:
            return
        step, decision = due[0]
        self.clock.set(decision.at.astimezone(UTC))
        if self.is_still(step, decision):
            self.sent(Event.SENT, step.recipient.ref, step.occasion)

    def sent(self, event: Event, who: str, occasion: Occasion | None) -> None:
        """Log a letter as of now."""
        entry = Entry(at=self.clock.now, event=event, interview="acme", recipient=who, occasion=occasion)
        self.history += History([entry])
        self.model.wrote(self.clock.now, who, occasion)

    @rule(who=_PEOPLE, occasion=st.none() | _OCCASIONS)
    def write_by_hand(self, who: str, occasion: str | None) -> None:
        """Write outside of the plan, for whatever reason, and log it: it counts like any other."""
        self.clock.advance(_MINUTE)
        self.sent(Event.SENT_BY_HAND, self.who(who), None if occasion is None else Occasion(occasion))

    # what comes back

    @rule(who=_PEOPLE, event=st.sampled_from(("replied", "bounced", "opted_out", "rejected", "offer", "withdrawn")))
    def hear_back(self, who: str, event: str) -> None:
        """Somebody answers, a letter comes back, or it is decided: no more letters to them, or to anybody."""
        happened, person = Event(event), self.who(who)
        self.log(happened, None if happened in _ENDS_ALL else person)
        self.model.stopped.add(None if happened in _ENDS_ALL else person)
        self.model.answered |= happened is Event.REPLIED

    @rule(who=_PEOPLE)
    def reply_automatically(self, who: str) -> None:
        """An absence note comes back: it is no answer and changes nothing."""
        self.clock.advance(_MINUTE)
        before = [essence(step) for step in self.plan().steps]
        entry = Entry(at=self.clock.now, event=Event.AUTO_REPLIED, interview="acme", recipient=self.who(who))
        self.history += History([entry])
        _claim([essence(step) for step in self.plan().steps] == before, "an automatic reply changed the plan")

    # what the candidate wants

    @rule(everything=st.booleans(), days=st.none() | st.sampled_from((3, 10)))
    def pause(self, everything: bool, days: int | None) -> None:
        """Pause this interview or everything, for so many days or until it is resumed."""
        scope = EVERYWHERE if everything else "acme"
        until = None if days is None else self.clock.now + timedelta(days=days)
        self.log(Event.PAUSED, about=scope, until=until)
        self.model.pauses.append((scope, self.clock.now, until))

    @precondition(lambda self: self.model.pauses)
    @rule(everything=st.booleans())
    def resume(self, everything: bool) -> None:
        """Go on. What piled up does not leave at once, nor two letters in one minute."""
        scope = EVERYWHERE if everything else "acme"
        self.log(Event.RESUMED, about=scope)
        self.model.resume(scope, self.clock.now)
        at = [instant_of(decision.at) // 60 for _, decision in sends(self.plan())]
        _claim(len(set(at)) == len(at), "two letters leave in one minute after a pause")

    @rule(who=_PEOPLE, occasion=_OCCASIONS, days=st.sampled_from((2, 9)))
    def snooze(self, who: str, occasion: str, days: int) -> None:
        """Put a letter off."""
        letter, until = (self.who(who), Occasion(occasion)), self.clock.now + timedelta(days=days)
        self.log(Event.SNOOZED, letter[0], occasion=letter[1], until=until, note="they are on holiday")
        self.model.snoozes[letter] = until

    @rule(who=_PEOPLE, occasion=_OCCASIONS, days=st.sampled_from((2, 9)))
    def pin(self, who: str, occasion: str, days: int) -> None:
        """Set the very time of a letter."""
        letter, at = (self.who(who), Occasion(occasion)), self.clock.now + timedelta(days=days)
        self.log(Event.PINNED, letter[0], occasion=letter[1], until=at, note="that is their first day back")
        self.model.pins[letter] = at

    @rule(who=_PEOPLE, occasion=_OCCASIONS)
    def release(self, who: str, occasion: str) -> None:
        """Take back what was wished for a letter."""
        letter = (self.who(who), Occasion(occasion))
        self.log(Event.RELEASED, letter[0], occasion=letter[1])
        self.model.release(letter)

    # what holds after every step

    @invariant()
    def the_plan_keeps_its_promises(self) -> None:
        """Everybody gets one of the four answers with a trace, and no letter breaks what the model knows."""
        found = self.plan()
        answered = {step.recipient.ref for step in found.steps if step.occasion is Occasion.THANK_YOU}
        _claim(answered == set(self.model.places), "somebody gets no answer")
        for step in found.steps:
            self.is_an_answer(step)
            if isinstance(step.decision, Send):
                broken = self.model.forbids(step.recipient.ref, step.occasion, step.decision.at, self.clock.now)
                _claim(not broken, f"the {step.occasion} to {step.recipient.ref} at {when(step.decision.at)}: {broken}")

    def is_an_answer(self, step: Step) -> None:
        """Fail unless the decision is one of the four, with a trace."""
        _claim(isinstance(step.decision, Send | Hold | Stop | Conflict), f"{step.decision!r} is no answer")
        told = bool(step.decision.trace and step.decision.explain().strip())
        _claim(told, f"the {step.decision.kind} for {step.recipient.ref} has no trace")
