"""check_policy passes what is sound, and names the invariant that was broken on purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from attrs import evolve

from followup_kit import ALL_DAY, IntervalRule, SpanRule, wall_clock
from followup_kit.facts.history import Entry, Event, History, Occasion
from followup_kit.facts.interview import Interview
from followup_kit.testing import FakeCalendar, check_policy
from followup_kit.testing.cases import cases
from followup_kit.testing.invariants import INVARIANTS
from followup_kit.testing.policy_checking import _broken
from followup_kit.timing.calendars import Calendar
from followup_kit.timing.decisions import Move, Plan, Send, Step
from followup_kit.timing.planner import plan
from followup_kit.timing.policies import Policy, presets
from followup_kit.timing.reasons import because
from followup_kit.timing.spans import business_days, hours
from followup_kit.timing.wallclock import OpenSpans

GUIDE = presets()["guide"]
Asked = dict[str, Any]


def planner(
    *,
    ask: Callable[[Asked], None] = lambda asked: None,
    tell: Callable[[Step, Asked], Step] = lambda step, asked: step,
    tell_plan: Callable[[Plan, Asked], Plan] = lambda found, asked: found,
) -> Any:
    """Return a planner that asks something else than it was asked, or tells something else than was answered."""

    def twisted(interview: Interview, policy: Policy, history: History, *, now: datetime, calendar: Calendar) -> Plan:
        asked = {"interview": interview, "policy": policy, "history": history, "now": now, "calendar": calendar}
        ask(asked)
        found = plan(**asked)
        told = evolve(found, steps=tuple(tell(step, {**asked, "now": now}) for step in found.steps))
        return tell_plan(told, asked)

    return twisted


def deciding(**changes: Any) -> Any:
    return planner(ask=lambda asked: asked.update(policy=asked["policy"].but(**changes)))


def reading(change: Callable[[Entry], Iterable[Entry]]) -> Any:
    def read(asked: Asked) -> None:
        asked["history"] = History(new for entry in asked["history"] for new in change(entry))

    return planner(ask=read)


def without(*events: Event) -> Any:
    return reading(lambda entry: () if entry.event in events else (entry,))


def turning(old: Event, new: Event) -> Any:
    return reading(lambda entry: (evolve(entry, event=new),) if entry.event is old else (entry,))


def moved(step: Step, at: datetime) -> Step:
    decision = step.decision
    assert isinstance(decision, Send)
    line = Move(rule="whim", start=decision.at, end=at, because=because("whim", "a whim"))
    return evolve(step, decision=evolve(decision, at=at, trace=(*decision.trace, line)))


def telling(change: Callable[[Step, Send, Asked], Step]) -> Any:
    return planner(
        tell=lambda step, asked: change(step, step.decision, asked) if isinstance(step.decision, Send) else step
    )


def a_day_too_soon(asked: Asked) -> None:
    """A policy that counts from the start of a day of interviews."""
    record = asked["interview"]
    asked.update(interview=evolve(record, ended=record.ended - timedelta(days=2)), now=record.ended - timedelta(days=2))


def in_doubt(step: Step, decision: Send, asked: Asked) -> Step:
    """Waits a minute more as long as there is time."""
    soon = decision.at - asked["now"] < timedelta(hours=24)
    hasty = soon or decision.at.minute or step.occasion != "thank_you"
    return step if hasty or len(asked["interview"].panel) > 1 else moved(step, decision.at + timedelta(minutes=1))


def never_at_once(step: Step, decision: Send, asked: Asked) -> Step:
    soonest = asked["now"].astimezone(decision.at.tzinfo) + timedelta(minutes=1)
    return step if decision.at >= soonest else moved(step, soonest)


def by_the_clock_of_the_end(asked: Asked) -> None:
    if asked["interview"].ended.hour < 12:
        asked["policy"] = asked["policy"].but(window=(hours(26), hours(48)))


def mondays_are_special(asked: Asked) -> None:
    if asked["interview"].ended.astimezone(UTC).isoweekday() == 1:
        asked["policy"] = asked["policy"].but(window=(hours(72), hours(96)))


def knows_only_cities(asked: Asked) -> None:
    employer = asked["interview"].employer
    if employer.zone in ("US/Eastern", "Arctic/Longyearbyen", "GB", "Japan", "Cuba"):
        asked["interview"] = evolve(asked["interview"], employer=evolve(employer, zone="UTC"))


def ignores_the_request(asked: Asked) -> None:
    record = asked["interview"]
    asked["interview"] = evolve(record, employer=evolve(record.employer, no_contact=None))


def overlooks_the_record(asked: Asked) -> None:
    asked["interview"] = evolve(asked["interview"], events=())


def forgets_thanks(entry: Entry) -> Iterable[Entry]:
    thanks = entry.touch and entry.occasion is Occasion.THANK_YOU
    yield evolve(entry, occasion=None) if thanks else entry


def moody() -> Any:
    turns = count()
    return planner(
        ask=lambda asked: asked.update(policy=asked["policy"].but(window=(hours(24 + next(turns) % 3), hours(48))))
    )


def all_at_once(found: Plan, asked: Asked) -> Plan:
    """What piled up in a pause leaves with the first letter."""
    at = [step.decision.at for step in found.steps if isinstance(step.decision, Send)]
    if not at or not asked["history"].last(Event.RESUMED):
        return found
    late = [isinstance(step.decision, Send) and step.occasion is Occasion.THANK_YOU for step in found.steps]
    return evolve(found, steps=[moved(s, at[0]) if so else s for s, so in zip(found.steps, late, strict=True)])


def knows_its_policy(asked: Asked) -> None:
    if asked["policy"] is not GUIDE:
        asked["policy"] = GUIDE.but(window=(hours(30), hours(48)))


BROKEN: dict[str, Any] = {
    "one of the four answers": telling(lambda step, sent, _: evolve(step, decision=evolve(sent, trace=()))),
    "the same question gets the same answer": moody(),
    "before the end": planner(ask=a_day_too_soon),
    "for the past": planner(ask=lambda asked: asked.update(now=asked["interview"].ended)),
    "without a jump": telling(lambda step, sent, _: evolve(step, decision=evolve(sent, trace=sent.trace[:-1]))),
    "which bound gave way": telling(lambda step, sent, _: evolve(step, decision=evolve(sent, relaxed=()))),
    "lets give way is relaxed": telling(
        lambda step, sent, _: evolve(step, decision=evolve(sent, relaxed=(*sent.relaxed, "gap")))
    ),
    "public holidays": planner(ask=lambda asked: asked.update(calendar=FakeCalendar(week=asked["calendar"].week))),
    "asked again at the planned time": telling(never_at_once),
    "stays where it is": telling(in_doubt),
    "the cap": deciding(cap=10),
    "the gap": deciding(gap=business_days(0)),
    "no more check-ins": deciding(check_ins=5),
    "no more courtesies": deciding(employer_budget=50),
    "thanked twice": reading(forgets_thanks),
    "after a rejection": without(Event.REJECTED, Event.OFFER, Event.WITHDRAWN),
    "who has replied": without(Event.REPLIED),
    "while writing is paused": without(Event.PAUSED, Event.RESUMED),
    "in a burst": planner(tell_plan=all_at_once),
    "asked for no letters": planner(ask=ignores_the_request),
    "an automatic reply is no reply": turning(Event.AUTO_REPLIED, Event.REPLIED),
    "sent by hand": turning(Event.SENT_BY_HAND, Event.REPLIED),
    "the order in which events": planner(ask=overlooks_the_record),
    "only the instant of the end": planner(ask=by_the_clock_of_the_end),
    "by its other name": planner(ask=knows_only_cities),
    "went through JSON": planner(ask=knows_its_policy),
    "a later end": planner(ask=mondays_are_special),
}
"""For each invariant a way to decide that breaks it and none of those before it."""

ROOMY = {
    "no more courtesies": GUIDE.but(employer_budget=1),
    "the gap": GUIDE.but(cap=9, check_ins=2),
    "thanked twice": GUIDE.but(cap=9),
    "no more check-ins": GUIDE.but(cap=9),
}
"""Where the cap would hide what is broken."""


def test_every_invariant_has_a_way_to_be_broken() -> None:
    named = [[part for part in BROKEN if part in invariant.sentence] for invariant in INVARIANTS]
    assert [len(parts) for parts in named] == [1] * len(INVARIANTS)
    assert [parts[0] for parts in named] == list(BROKEN)


@pytest.mark.parametrize("part", BROKEN)
def test_what_was_broken_on_purpose_is_found_and_nothing_before_it(part: str) -> None:
    place = list(BROKEN).index(part)
    drawn = cases(ROOMY.get(part, GUIDE), None, BROKEN[part])
    assert _broken(drawn, INVARIANTS[place : place + 1], 100)
    before = _broken(drawn, INVARIANTS[:place], 4)
    assert before is None, before.detail


@pytest.mark.parametrize("part", ["the cap", "stays where it is"])
def test_the_broken_invariant_is_named_with_a_small_case(part: str) -> None:
    with pytest.raises(AssertionError) as caught:
        check_policy(ROOMY.get(part, GUIDE), planner=BROKEN[part])
    first, detail, where, *case = str(caught.value).splitlines()
    assert first.startswith("guide: broken invariant: ")
    assert part in first
    assert detail.startswith("  ")
    assert where == "  in this case:"
    shown = dict(line.strip().split(": ", 1) for line in case)
    assert list(shown) == ["interview", "employer", "panel", "candidate", "history", "now"]
    assert shown["panel"] == "p1"
    assert shown["employer"].startswith("Europe/Berlin, DE")


@pytest.mark.parametrize("name", presets())
def test_every_preset_keeps_every_invariant(name: str) -> None:
    check_policy(presets()[name], examples=6)


def test_what_is_raised_is_reported_with_its_case() -> None:
    def fails(_asked: Asked) -> None:
        raise ZeroDivisionError("half of nothing")

    with pytest.raises(AssertionError, match="nothing is raised\n  it raised ZeroDivisionError: half of nothing"):
        check_policy(GUIDE, planner=planner(ask=fails))
    with pytest.raises(AssertionError, match="it answered None, which is no Plan"):
        check_policy(GUIDE, planner=lambda *args, **options: None)  # type: ignore[arg-type, return-value] # on purpose


@wall_clock
def never_on_thursdays(day: date) -> OpenSpans:
    return () if day.isoweekday() == 4 else ALL_DAY


def test_hard_rules_of_ones_own_are_among_what_is_never_broken() -> None:
    policy = GUIDE.but(rules=(never_on_thursdays,))
    check_policy(policy, examples=8)
    found = _broken(cases(policy, None, deciding(rules=())), INVARIANTS, 100)
    assert found is not None
    assert "the hard rule 'never_on_thursdays' refuses" in found.detail


class Backwards(IntervalRule):
    """Sends back in time whoever asks on an odd day."""

    name, strength, recurring, rank = "backwards", "hard", False, 0

    def next_allowed(self, at: int) -> int | None:
        return at - 5 * 86400 if at // 86400 % 2 else at

    def prev_allowed(self, at: int) -> int | None:
        return at

    def next_refused(self, at: int) -> int | None:
        return at + 86400

    def prev_refused(self, at: int) -> int | None:
        return at - 86400

    def at(self, zone: str) -> IntervalRule:
        return self


class Moody(Backwards):
    """Opens a little later each time that it is asked, and says that all other times are fine."""

    name = "moody"

    def __init__(self) -> None:
        self._asked = count()

    def next_allowed(self, at: int) -> int | None:
        return at if at % 86400 else at + 60 * (next(self._asked) % 5)


class Failing(SpanRule):
    """Divides by nothing."""

    name = "failing"

    def stretches(self, start: int, end: int) -> Iterable[tuple[int, int]]:
        return [(start, end // 0)]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (Moody(), "the same question gets the same answer|it raised BrokenRule"),
        (Failing(), "it raised ZeroDivisionError|it raised BrokenRule"),
        (Backwards(), "it raised BrokenRule"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_policy_with_a_broken_rule_of_its_own_is_found_out(rule: IntervalRule, told: str) -> None:
    found = _broken(cases(GUIDE.but(rules=(rule,)), None, plan), INVARIANTS, 40)
    assert found is not None
    assert any(part in f"{found.invariant.sentence}: {found.detail}" for part in told.split("|"))


class Duck(Policy):
    """A policy that does not keep its word: each time it is asked for its window, it has another one."""

    turns = count()

    def __getattribute__(self, name: str) -> Any:
        return (hours(24 + next(Duck.turns) % 3), hours(48)) if name == "window" else super().__getattribute__(name)


def test_a_policy_of_another_kind_is_found_out() -> None:
    duck = Duck(name="duck")
    with pytest.raises(AssertionError, match="the same question gets the same answer"):
        check_policy(duck, examples=20)


def test_the_calendar_that_is_given_is_used() -> None:
    years: list[int] = []

    class Watched(FakeCalendar):
        def holidays(self, country: str, subdivision: str | None, year: int) -> Any:
            years.append(year)
            return super().holidays(country, subdivision, year)

    check_policy(GUIDE, examples=5, calendar=Watched())
    assert years


def test_a_check_leaves_no_trace_and_can_stand_inside_a_property(recwarn: pytest.WarningsRecorder) -> None:
    check_policy(GUIDE.but(cap=1), examples=5)
    assert not recwarn.list
