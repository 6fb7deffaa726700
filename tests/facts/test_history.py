"""What was sent counts once, whatever the order in which it was noted down."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_kit.errors import InvalidFact
from followup_kit.facts.history import EVERYWHERE, Entry, Event, History, Occasion

START = datetime(2026, 3, 11, 9, tzinfo=UTC)


def entry(event: Event | str, minute: int = 0, recipient: str | None = "ann", **more: object) -> Entry:
    at = START + timedelta(minutes=minute)
    known = {"interview": "talk", "occasion": Occasion.THANK_YOU, **more}
    return Entry(at=at, event=event, recipient=recipient, **known)  # type: ignore[arg-type]  # fields of several kinds


WITH_A_TIME = {Event.PAUSED, Event.RESUMED, Event.SNOOZED, Event.PINNED}
entries = st.builds(
    entry,
    st.sampled_from(sorted(set(Event) - WITH_A_TIME)),
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


# --- what the candidate sets for times to come ---

SOON = START + timedelta(days=2)


@pytest.mark.parametrize("event", [Event.SNOOZED, Event.PINNED])
def test_a_snooze_or_pin_has_a_time_and_a_reason(event: Event) -> None:
    assert entry(event, until=SOON, note="she is away").until == SOON
    with pytest.raises(InvalidFact, match="needs a reason"):
        entry(event, until=SOON)
    with pytest.raises(InvalidFact, match="needs a time"):
        entry(event, note="she is away")


@pytest.mark.parametrize("event", sorted(set(Event) - {Event.SNOOZED, Event.PINNED, Event.PAUSED}))
def test_no_other_event_has_a_time_to_come(event: Event) -> None:
    with pytest.raises(InvalidFact, match="takes no time to come; only paused, pinned, snoozed have one") as refused:
        entry(event, recipient=None, occasion=None, until=SOON)
    assert refused.value.field == "until"


@pytest.mark.parametrize("until", [START, START - timedelta(seconds=1), SOON.replace(tzinfo=None)])
@pytest.mark.parametrize("event", [Event.SNOOZED, Event.PINNED, Event.PAUSED])
def test_a_time_that_is_over_or_has_no_zone_is_refused(event: Event, until: datetime) -> None:
    about = {} if event is not Event.PAUSED else {"recipient": None, "occasion": None}
    with pytest.raises(InvalidFact) as refused:
        entry(event, until=until, note="she is away", **about)  # type: ignore[arg-type]  # fields of several kinds
    assert refused.value.field == "until"


def test_until_is_compared_as_an_instant_not_as_a_clock_reading() -> None:
    """On 25 October 2026 clocks in Berlin read 02:30 twice, an hour apart."""
    berlin = ZoneInfo("Europe/Berlin")
    first, second = (datetime(2026, 10, 25, 2, 30, tzinfo=berlin, fold=fold) for fold in (0, 1))
    known = {"event": Event.PAUSED, "interview": "talk"}
    assert Entry(at=first.astimezone(UTC), until=second, **known).until is second  # type: ignore[arg-type]  # as above
    with pytest.raises(InvalidFact, match="is not after"):
        Entry(at=second, until=first.astimezone(UTC), **known)  # type: ignore[arg-type]  # as above


def test_only_a_pause_and_its_end_can_be_about_everything() -> None:
    for event in Event:
        about = {"interview": EVERYWHERE, "recipient": None, "occasion": None}
        if event in (Event.PAUSED, Event.RESUMED):
            assert entry(event, **about).interview == EVERYWHERE
        else:
            with pytest.raises(InvalidFact):
                entry(event, until=SOON if event in WITH_A_TIME else None, note="so", **about)


@pytest.mark.parametrize("event", [Event.PAUSED, Event.RESUMED])
def test_a_pause_is_not_about_one_person_or_letter(event: Event) -> None:
    with pytest.raises(InvalidFact, match="not about one person or letter") as refused:
        entry(event, occasion=None)
    assert refused.value.field == "recipient"
    with pytest.raises(InvalidFact, match="snooze it"):
        entry(event, recipient=None)


def test_a_pin_names_its_letter() -> None:
    for missing in ("recipient", "occasion"):
        with pytest.raises(InvalidFact, match=f"give {missing}"):
            entry(Event.PINNED, until=SOON, note="so", **{missing: None})  # type: ignore[arg-type]  # as above


def test_what_is_set_for_later_is_no_touch_and_what_pauses_everything_belongs_to_every_interview() -> None:
    paused = entry(Event.PAUSED, interview=EVERYWHERE, recipient=None, occasion=None)
    snoozed = entry(Event.SNOOZED, until=SOON, note="she is away")
    history = History([paused, snoozed])
    assert history.touches() == ()
    assert history.of("talk").entries == (paused, snoozed)
    assert history.of("other").entries == (paused,)
