"""check_policy passes what is sound, and names the invariant that was broken on purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from attrs import evolve

from followup_kit.facts.history import Entry, Event, History, Occasion
from followup_kit.facts.interview import Interview
from followup_kit.testing import FakeCalendar, check_policy
from followup_kit.testing.invariants import INVARIANTS
from followup_kit.timing.calendars import Calendar
from followup_kit.timing.decisions import Move, Plan, Send, Step
from followup_kit.timing.planner import plan
from followup_kit.timing.policies import Policy, presets
from followup_kit.timing.reasons import because
from followup_kit.timing.spans import business_days, hours

GUIDE = presets()["guide"]
Asked = dict[str, Any]


def planner(
    *, ask: Callable[[Asked], None] = lambda asked: None, tell: Callable[[Step, Asked], Step] | None = None
) -> Any:
    """Return a planner that asks something else than it was asked, or tells something else than was answered."""

    def twisted(interview: Interview, policy: Policy, history: History, *, now: datetime, calendar: Calendar) -> Plan:
        asked = {"interview": interview, "policy": policy, "history": history, "now": now, "calendar": calendar}
        ask(asked)
        found = plan(**asked)
        if tell is None:
            return found
        return evolve(found, steps=[tell(step, {**asked, "now": now}) for step in found.steps])

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
    hasty = decision.at - asked["now"] < timedelta(hours=24) or decision.at.minute or step.occasion != "thank_you"
    return step if hasty else moved(step, decision.at + timedelta(minutes=1))


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
    "thanked twice": reading(forgets_thanks),
    "after a rejection": without(Event.REJECTED, Event.OFFER, Event.WITHDRAWN),
    "who has replied": without(Event.REPLIED),
    "asked for no letters": planner(ask=ignores_the_request),
    "an automatic reply is no reply": turning(Event.AUTO_REPLIED, Event.REPLIED),
    "sent by hand": turning(Event.SENT_BY_HAND, Event.REPLIED),
    "the order in which events": planner(ask=overlooks_the_record),
    "only the instant of the end": planner(ask=by_the_clock_of_the_end),
    "by its other name": planner(ask=knows_only_cities),
    "a later end": planner(ask=mondays_are_special),
}
"""For each invariant a way to decide that breaks it and none of those before it."""

ROOMY = {
    "the gap": GUIDE.but(cap=9, check_ins=2),
    "thanked twice": GUIDE.but(cap=9),
    "no more check-ins": GUIDE.but(cap=9),
}
"""Where the cap would hide what is broken."""


EXAMPLES = dict.fromkeys(("stays where it is", "by its other name", "a later end"), 100)


def test_every_invariant_has_a_way_to_be_broken() -> None:
    named = [[part for part in BROKEN if part in invariant.sentence] for invariant in INVARIANTS]
    assert [len(parts) for parts in named] == [1] * len(INVARIANTS)
    assert [parts[0] for parts in named] == list(BROKEN)


@pytest.mark.parametrize("part", BROKEN)
def test_the_invariant_that_was_broken_on_purpose_is_named(part: str) -> None:
    with pytest.raises(AssertionError) as caught:
        check_policy(ROOMY.get(part, GUIDE), planner=BROKEN[part], examples=EXAMPLES.get(part, 40))
    first, detail, where, *case = str(caught.value).splitlines()
    assert first.startswith("guide: broken invariant: ")
    assert part in first
    assert detail.startswith("  ")
    assert where == "  in this case:"
    assert [line.split(":")[0].strip() for line in case] == [
        "interview",
        "employer",
        "panel",
        "candidate",
        "history",
        "now",
    ]


@pytest.mark.parametrize("name", presets())
def test_every_preset_keeps_every_invariant(name: str) -> None:
    check_policy(presets()[name], examples=20)


def test_the_case_that_is_shown_is_small() -> None:
    with pytest.raises(AssertionError) as caught:
        check_policy(GUIDE, planner=deciding(cap=10), examples=40)
    assert "panel: p1\n" in str(caught.value)
    assert "Europe/Berlin" in str(caught.value)


def test_what_is_raised_is_reported_with_its_case() -> None:
    def fails(_asked: Asked) -> None:
        raise ZeroDivisionError("half of nothing")

    with pytest.raises(AssertionError, match="nothing is raised\n  it raised ZeroDivisionError: half of nothing"):
        check_policy(GUIDE, planner=planner(ask=fails))
    with pytest.raises(AssertionError, match="it answered None, which is no Plan"):
        check_policy(GUIDE, planner=lambda *args, **options: None)  # type: ignore[arg-type, return-value] # on purpose


class Moody:
    """A policy that nobody validated: each time it is asked for its window, it has another one."""

    def __init__(self) -> None:
        self._turns = count()

    def __getattr__(self, name: str) -> Any:
        return (hours(24 + next(self._turns) % 3), hours(48)) if name == "window" else getattr(GUIDE, name)


def test_a_policy_of_another_kind_is_found_out() -> None:
    moody: Any = Moody()
    with pytest.raises(AssertionError, match="the same question gets the same answer"):
        check_policy(moody, examples=20)


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
