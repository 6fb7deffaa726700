"""What was sent counts once, whatever the order in which it was noted down."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_kit.errors import InvalidFact
from followup_kit.facts.history import Entry, Event, History, Occasion

START = datetime(2026, 3, 11, 9, tzinfo=UTC)


def entry(event: Event | str, minute: int = 0, recipient: str | None = "ann", **more: object) -> Entry:
    at = START + timedelta(minutes=minute)
    known = {"interview": "talk", "occasion": Occasion.THANK_YOU, **more}
    return Entry(at=at, event=event, recipient=recipient, **known)  # type: ignore[arg-type]  # fields of several kinds


entries = st.builds(
    entry,
    st.sampled_from(Event),
    st.integers(0, 50),
    st.sampled_from(["ann", "ben", None]),
    occasion=st.sampled_from(Occasion),
)


def test_a_settled_claim_counts_once() -> None:
    history = History([entry("claimed"), entry("sent", 1)])
    assert [touch.event for touch in history.touches("ann")] == [Event.SENT]
    assert history.unsettled() == ()


def test_a_claim_that_surely_did_not_leave_counts_nothing() -> None:
    assert History([entry("claimed"), entry("not_sent", 1)]).touches() == ()


def test_a_claim_without_an_end_is_unsettled_and_counts() -> None:
    history = History([entry("claimed")])
    assert len(history.unsettled("ann")) == len(history.touches("ann")) == 1
    assert history.unsettled("ben") == ()


def test_a_claim_for_another_occasion_is_not_settled() -> None:
    history = History([entry("claimed"), entry("sent", 1, occasion=Occasion.CHECK_IN)])
    assert [touch.occasion for touch in history.unsettled()] == [Occasion.THANK_YOU]


def test_what_concerns_the_employer_concerns_each_person() -> None:
    history = History([entry("rejected", recipient=None)])
    last = history.last(Event.REJECTED, recipient="ann")
    assert last is not None
    assert history.last(Event.REPLIED) is None


@given(st.lists(entries, max_size=8), st.randoms(use_true_random=False))
def test_the_order_in_which_entries_are_given_does_not_matter(noted: list[Entry], rng: random.Random) -> None:
    shuffled = list(noted)
    rng.shuffle(shuffled)
    one, other = History(noted), History(shuffled)
    assert [(e.at, e.event) for e in one] == [(e.at, e.event) for e in other]
    assert sorted(map(hash, one.touches("ann"))) == sorted(map(hash, other.touches("ann")))


@given(st.lists(entries, max_size=8))
def test_adding_a_history_to_itself_changes_nothing(noted: list[Entry]) -> None:
    history = History(noted)
    assert set(history + history) == set(history)


@given(st.lists(entries, max_size=8))
def test_touches_are_of_those_people_and_occasions_that_were_written_to(noted: list[Entry]) -> None:
    history = History(noted)
    for person in ("ann", "ben"):
        assert all(touch.recipient in (person, None) and touch.touch for touch in history.touches(person))


def test_a_letter_of_which_nobody_noted_to_whom_it_went_counts_for_everybody() -> None:
    history = History([entry("sent_by_hand", recipient=None)])
    assert len(history.touches("ann")) == len(history.touches("ben")) == 1


@pytest.mark.parametrize(("field", "value"), [("event", "sended"), ("occasion", "thanks")])
def test_an_unknown_word_is_refused_with_the_known_ones(field: str, value: str) -> None:
    with pytest.raises(InvalidFact, match=rf"no {field} named '{value}'; known: "):
        entry(**{"event": "sent", field: value})  # type: ignore[arg-type]  # the refusal is what is tested
