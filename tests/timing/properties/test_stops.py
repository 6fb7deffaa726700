"""Property 16: a stop is the last word, whatever is noted after it, before it or at the same time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.facts.history import Entry, Event, History
from followup_kit.facts.interview import Interview
from followup_kit.testing.fakes import FakeCalendar
from followup_kit.testing.strategies import histories
from followup_kit.timing.decisions import Send, Stop
from followup_kit.timing.planner import plan

from ..builders import interview
from .asking import GUIDE, after, asked

ENDS_ALL = (Event.REJECTED, Event.OFFER, Event.WITHDRAWN)
ENDS_ONE = (Event.REPLIED, Event.OPTED_OUT, Event.BOUNCED)


@settings(max_examples=60)
@given(asked(), st.sampled_from((*ENDS_ALL, *ENDS_ONE)), st.integers(1, 60 * 24), st.integers(0, 90 * 24), st.data())
def test_whatever_comes_after_a_stop_it_is_the_last_word(
    given_: tuple[Interview, FakeCalendar], stop: Event, when: int, now: int, data: st.DataObject
) -> None:
    record, calendar = given_
    person = record.panel[0].ref
    others = data.draw(histories(record, most=4))
    last_word = Entry(
        at=after(record, hours=when),
        event=stop,
        interview=record.ref,
        recipient=None if stop in ENDS_ALL else person,
    )
    history = others + History([last_word])
    found = plan(record, GUIDE, history, now=after(record, hours=now), calendar=calendar)
    assert not [step for step in found.steps if isinstance(step.decision, Send)]
    assert isinstance(found.step(person).decision, Stop)


@pytest.mark.parametrize("stop", ENDS_ALL)
def test_the_present_time_does_not_soften_a_stop(stop: Event) -> None:
    """Even a stop that is noted for a time to come counts: somebody knows of it already."""

    @settings(max_examples=20)
    @given(asked())
    def look(given_: tuple[Interview, FakeCalendar]) -> None:
        record, calendar = given_
        entry = Entry(at=after(record, hours=500), event=stop, interview=record.ref)
        for wait in (timedelta(0), timedelta(hours=400), timedelta(hours=600)):
            found = plan(record, GUIDE, History([entry]), now=after(record) + wait, calendar=calendar)
            assert isinstance(found.steps[0].decision, Stop)

    look()


def test_what_is_noted_for_the_very_end_of_the_interview_was_about_the_appointment() -> None:
    record = interview("2026-03-04 15:00")
    for event in (Event.REPLIED, Event.NEW_INTERVIEW):
        entry = Entry(at=record.ended, event=event, interview=record.ref, recipient="bo")
        found = plan(record, GUIDE, History([entry]), now=after(record, hours=1), calendar=FakeCalendar())
        assert isinstance(found.step("bo").decision, Send)
