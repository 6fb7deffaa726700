"""Small plans of one person, with light calendars."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from followup_kit.facts.history import History
from followup_kit.facts.interview import Interview
from followup_kit.facts.people import Person
from followup_kit.testing.cases import records
from followup_kit.testing.fakes import FakeCalendar
from followup_kit.testing.strategies import calendars
from followup_kit.timing.decisions import Conflict, Hold, Send, Step, Stop
from followup_kit.timing.places import Place, place_of
from followup_kit.timing.planner import plan
from followup_kit.timing.policies import Policy, presets

GUIDE = presets()["guide"]
PLAIN = GUIDE.but(least_open=0)
"""The guide without its preference for a time that is not the last half hour."""


@st.composite
def asked(draw: st.DrawFn) -> tuple[Interview, FakeCalendar]:
    """Return an interview of one person, with the holidays that there are."""
    record = draw(records(most_people=1))
    return record, draw(calendars(record.ended.date()))


def step(record: Interview, calendar: FakeCalendar, policy: Policy = PLAIN, now: datetime | None = None) -> Step:
    moment = record.ended if now is None else now
    return plan(record, policy, History(), now=moment, calendar=calendar).step(record.panel[0].ref)


def decision(
    record: Interview, calendar: FakeCalendar, policy: Policy = PLAIN, now: datetime | None = None
) -> Send | Hold | Stop | Conflict:
    return step(record, calendar, policy, now).decision


def place(record: Interview, calendar: FakeCalendar) -> Place:
    person: Person = record.panel[0]
    return place_of(person, record, calendar)


def after(record: Interview, **span: float) -> datetime:
    return record.ended.astimezone(UTC) + timedelta(**span)
