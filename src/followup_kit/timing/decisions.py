"""What the planner answers: send, hold, stop or conflict, each with the trace of how it came about."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from attrs import evolve, field, frozen

from followup_kit.errors import NotFound, known_names
from followup_kit.facts.history import Occasion
from followup_kit.facts.interview import Interview
from followup_kit.facts.people import Person
from followup_kit.language.speech import ENGLISH

from .reasons import Reason, as_reason, as_reasons, because
from .rules import IntervalRule

__all__ = ["Conflict", "Decision", "Held", "Hold", "Move", "Option", "Plan", "Send", "Step", "Stop"]


def _drawn(decision: Decision) -> str:
    # what draws is loaded when a notebook asks for a picture, and costs other programs nothing
    from .notebook import decision_html

    return decision_html(decision)


@frozen(kw_only=True)
class Move:
    """One line of a trace: a rule moved the time from `start` to `end`, for a reason.

    Times are aware, in the recipient's zone. `start == end` where a rule was asked and had nothing against it, or
    where it settled something other than the time (which zone, which holidays).
    """

    rule: str
    start: datetime
    end: datetime
    because: Reason = field(converter=as_reason)

    @property
    def reason(self) -> str:
        """The reason as an English sentence; `because.sentence(locale)` says it in another language."""
        return self.because.sentence()


@frozen(kw_only=True)
class Option:
    """Another time that was possible, and what it would break; chosen or not, it is always listed.

    `name` is `later` (only the deadline is exceeded), `earlier` (only the window's start is given up) or `inside`
    (the window is kept and the cheapest soft rules are broken).
    """

    name: Literal["later", "earlier", "inside"]
    at: datetime
    breaks: tuple[str, ...] = field(default=(), converter=tuple[str, ...])
    because: Reason | None = None

    @property
    def reason(self) -> str:
        """Why it is listed, as an English sentence; empty if nothing is to be said."""
        return self.because.sentence() if self.because else ""


class _Explained:
    """What all four answers can do."""

    kind: str
    trace: tuple[Move, ...]

    def explain(self, locale: str | None = None) -> str:
        """Return the trace as sentences, one a line, in a language such as "de"; None is English.

        Raises:
            NotFound: no catalogue speaks that language; the known ones are named.
        """
        return "\n".join(move.because.sentence(locale) for move in self.trace)


class _Refused(_Explained):
    """What the three answers have in common that do not send."""

    because: Reason

    @property
    def reason(self) -> str:
        """Why, as an English clause."""
        return self.because.said()

    def __str__(self) -> str:
        """Return the answer and why, in English."""
        return f"{self.kind}: {self.because.said()}"


@frozen(kw_only=True)
class Send(_Explained):
    """Write at `at`. `opens` and `closes` bound the window that was asked for (half-open).

    `relaxed` names what gave way. `advised` is for the user and changes nothing ("a card posted then arrives after the
    decision date").
    """

    at: datetime
    opens: datetime
    closes: datetime | None
    relaxed: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    advised: tuple[Reason, ...] = field(default=(), converter=as_reasons)
    trace: tuple[Move, ...]
    kind: Literal["send"] = field(default="send", init=False)

    def __str__(self) -> str:
        """Return when to send, in English."""
        return f"send: {ENGLISH.clock(self.at)}"

    @property
    def advice(self) -> tuple[str, ...]:
        """The advice as English sentences."""
        return tuple(reason.sentence() for reason in self.advised)

    def _repr_html_(self) -> str:
        return _drawn(self)


@frozen(kw_only=True)
class Hold(_Refused):
    """Not now: `because` says what is waited for; `until` when to ask again, None if nobody can know."""

    because: Reason = field(converter=as_reason)
    until: datetime | None = None
    trace: tuple[Move, ...]
    kind: Literal["hold"] = field(default="hold", init=False)

    def _repr_html_(self) -> str:
        return _drawn(self)


@frozen(kw_only=True)
class Stop(_Refused):
    """Never: a reply, a rejection, an offer, the cap, a request not to write. No rule is relaxed against a stop.

    `advised` says what to do instead, where there is something to do; a letter is never among it.
    """

    because: Reason = field(converter=as_reason)
    advised: tuple[Reason, ...] = field(default=(), converter=as_reasons)
    trace: tuple[Move, ...]
    kind: Literal["stop"] = field(default="stop", init=False)

    @property
    def advice(self) -> tuple[str, ...]:
        """The advice as English sentences."""
        return tuple(reason.sentence() for reason in self.advised)

    def _repr_html_(self) -> str:
        return _drawn(self)


@frozen(kw_only=True)
class Conflict(_Refused):
    """Nothing fits. `options` are ranked; none is taken without the caller's word."""

    because: Reason = field(converter=as_reason)
    opens: datetime | None = None
    closes: datetime | None = None
    options: tuple[Option, ...] = ()
    trace: tuple[Move, ...]
    kind: Literal["conflict"] = field(default="conflict", init=False)

    def _repr_html_(self) -> str:
        return _drawn(self)


Decision = Send | Hold | Stop | Conflict


@frozen(kw_only=True)
class Step:
    """One letter that was considered: to whom, why, by which channel, and the decision.

    `rules` are those under which the time was sought, so that a picture can show all their closed hours. They are no
    part of the answer: steps are equal without them, and a step that was read from a file or sent to another process
    has none.
    """

    interview: Interview
    recipient: Person
    occasion: Occasion
    channel: str
    decision: Decision
    rules: tuple[IntervalRule, ...] = field(default=(), eq=False, repr=False)

    def _repr_html_(self) -> str:
        from .notebook import step_html

        return step_html(self)

    def __getstate__(self) -> tuple[Interview, Person, Occasion, str, Decision]:
        # rules hold functions and tables; they are found again by planning again
        return self.interview, self.recipient, self.occasion, self.channel, self.decision

    def __setstate__(self, state: tuple[Interview, Person, Occasion, str, Decision]) -> None:
        for name, value in zip(("interview", "recipient", "occasion", "channel", "decision"), state, strict=True):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "rules", ())

    def take(self, option: str) -> Step:
        """Return this step with one of its listed options taken, by the caller's word.

        The decision is then to send at that option's instant: what it breaks stands in `relaxed`, and the trace ends
        with the move "your choice". Advice about another instant is left out.

        Raises:
            NotFound: the step lists no such option; those that it lists are named.
        """
        decision = self.decision
        names: list[str] = []
        if isinstance(decision, Send | Conflict):
            for known in decision.options:
                if known.name == option:
                    return evolve(self, decision=_taken(decision, known))
                names.append(known.name)
        raise NotFound(f"{self.recipient.ref}/{self.occasion}: {known_names('option', option, names)}")


def _taken(decision: Send | Conflict, option: Option) -> Send:
    planned = decision.at if isinstance(decision, Send) else None
    choice = Move(
        rule="your choice",
        start=planned or (decision.trace[-1].end if decision.trace else option.at),
        end=option.at,
        because=_CHOSEN[option.name] if option.because is None else _chosen(option.name, option.because),
    )
    return Send(
        at=option.at,
        opens=decision.opens or option.at,
        closes=decision.closes,
        relaxed=option.breaks,
        options=decision.options,
        advised=decision.advised if isinstance(decision, Send) and planned == option.at else (),
        trace=(*decision.trace, choice),
    )


_CHOSEN = {
    "later": because("your_choice", "you chose the later time"),
    "earlier": because("your_choice", "you chose the earlier time"),
    "inside": because("your_choice", "you chose the time inside the window"),
}


def _chosen(name: str, why: Reason) -> Reason:
    return because("your_choice", "{chosen}: {why}", chosen=_CHOSEN[name], why=why)


@frozen(kw_only=True)
class Held:
    """A letter that is not planned, and why, in one sentence."""

    recipient: str
    occasion: Occasion
    because: Reason = field(converter=as_reason)

    @property
    def reason(self) -> str:
        """Why, as an English clause."""
        return self.because.said()


@frozen(kw_only=True)
class Plan:
    """All steps of one interview in the order in which they would happen; `held` lists what is not to be sent now."""

    interview: Interview
    policy: str
    now: datetime
    steps: tuple[Step, ...]
    held: tuple[Held, ...] = ()
    versions: tuple[tuple[str, str], ...] = ()
    """Names and versions of the data behind the decisions: policy, time zones, holidays."""

    def step(self, recipient: str, occasion: Occasion | str = Occasion.THANK_YOU) -> Step:
        """Return the step for this person and occasion.

        Raises:
            NotFound: nothing was considered for them; the known pairs are named.
        """
        for step in self.steps:
            if step.recipient.ref == recipient and step.occasion == occasion:
                return step
        known = [f"{step.recipient.ref}/{step.occasion}" for step in self.steps]
        raise NotFound(known_names("step", f"{recipient}/{occasion}", known))

    def _repr_html_(self) -> str:
        from .notebook import plan_html

        return plan_html(self)
