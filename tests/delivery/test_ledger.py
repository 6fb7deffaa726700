"""What the ledger promises to one program."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.delivery.ledger import Ledger, history_at, letter_key
from followup_kit.delivery.outbox import Receipt
from followup_kit.errors import DeliveryFailed, InvalidFact, LedgerError, NotFound
from followup_kit.facts.history import EVERYWHERE, Entry, Event, History, Occasion

from .builders import LATER, NOON, event, letter

WISHES = (Event.SNOOZED, Event.PINNED)
SCOPED = (Event.PAUSED, Event.RESUMED)
WORLD = sorted(set(Event) - {Event.CLAIMED, Event.NOT_SENT, *WISHES, *SCOPED})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with Ledger(path) as opened:
        yield opened


def test_a_claim_is_in_the_history_with_its_words(ledger: Ledger) -> None:
    message = letter()
    ledger.claim(message, now=NOON, waived=["TON002", "GEN001"])
    (entry,) = ledger.history()
    assert entry == Entry(
        at=NOON,
        event=Event.CLAIMED,
        interview="acme-1",
        recipient="anna",
        occasion=Occasion.THANK_YOU,
        channel="text",
        digest=message.draft_digest,
        text=message.plain,
        waived=("GEN001", "TON002"),
    )


def test_a_letter_is_claimed_once(ledger: Ledger) -> None:
    ledger.claim(letter(), now=NOON)
    with pytest.raises(DeliveryFailed, match="nobody knows whether it left"):
        ledger.claim(letter(words="Something else"), now=LATER)
    assert len(ledger.history().entries) == 1


def test_a_sent_letter_is_not_claimed_again_and_the_refusal_says_where_it_went(ledger: Ledger) -> None:
    key = ledger.claim(letter(), now=NOON)
    ledger.settle(key, Event.SENT, now=LATER, receipt=Receipt(outbox="folder", place="out/anna.txt", at=LATER))
    with pytest.raises(DeliveryFailed, match=r"sent by folder on 2026-05-05 13:00\+00:00 \(out/anna.txt\)"):
        ledger.claim(letter(words="Something else"), now=LATER)


def test_a_letter_that_did_not_leave_may_be_claimed_again(ledger: Ledger) -> None:
    first = ledger.claim(letter(), now=NOON)
    ledger.settle(first, Event.NOT_SENT, now=NOON)
    second = ledger.claim(letter(), now=NOON)
    assert second != first
    assert letter_key(second) == letter_key(first), "the same words keep their key, so that an outbox can tell"
    assert ledger.history().unsettled("anna")


def test_other_words_have_another_key(ledger: Ledger) -> None:
    first = ledger.claim(letter(), now=NOON)
    ledger.settle(first, Event.NOT_SENT, now=NOON)
    assert letter_key(ledger.claim(letter(words="Something else"), now=NOON)) != letter_key(first)


def test_keys_of_two_ledgers_differ_and_name_nobody(tmp_path: Path) -> None:
    keys = set()
    for name in ("one.db", "two.db"):
        with Ledger(tmp_path / name) as ledger:
            keys.add(ledger.claim(letter(), now=NOON))
    assert len(keys) == 2
    assert not any("anna" in key for key in keys)


def test_another_letter_to_a_person_waits_until_the_first_is_settled(ledger: Ledger) -> None:
    key = ledger.claim(letter(), now=NOON)
    with pytest.raises(DeliveryFailed, match="thank-you letter to anna was claimed"):
        ledger.claim(letter(occasion=Occasion.CHECK_IN), now=LATER)
    ledger.settle(key, Event.SENT, now=LATER)
    ledger.claim(letter(occasion=Occasion.CHECK_IN), now=LATER)


def test_other_people_and_other_interviews_are_free(ledger: Ledger) -> None:
    ledger.claim(letter("anna"), now=NOON)
    ledger.claim(letter("ben"), now=NOON)
    ledger.claim(letter("anna", interview="globex-1"), now=NOON)
    assert len(ledger.history().unsettled()) == 3
    assert len(ledger.history("acme-1").entries) == 2


@pytest.mark.parametrize("kind", ["rejected", "offer", "withdrawn"])
@pytest.mark.parametrize("said_by", ["anna", None])
def test_a_decision_stops_letters_to_everybody_there(ledger: Ledger, kind: str, said_by: str | None) -> None:
    ledger.record(event(Event(kind), said_by))
    for recipient in ("anna", "ben"):
        with pytest.raises(DeliveryFailed, match=rf"nothing more is sent to {recipient}: .* on 2026-05-05"):
            ledger.claim(letter(recipient), now=LATER)
    ledger.claim(letter("anna", interview="globex-1"), now=LATER)


@pytest.mark.parametrize("kind", ["opted_out", "replied", "bounced"])
def test_an_answer_stops_letters_to_that_person_or_to_the_whole_employer(ledger: Ledger, kind: str) -> None:
    ledger.record(event(Event(kind), "anna"))
    with pytest.raises(DeliveryFailed, match="nothing more is sent to anna"):
        ledger.claim(letter("anna"), now=LATER)
    ledger.claim(letter("ben"), now=LATER)
    ledger.record(event(Event(kind), None))
    with pytest.raises(DeliveryFailed, match="nothing more is sent to cleo"):
        ledger.claim(letter("cleo"), now=LATER)


def test_an_answer_to_the_application_stops_letters_of_its_interviews(ledger: Ledger) -> None:
    ledger.record(event(Event.REJECTED, None, interview="acme"))
    with pytest.raises(DeliveryFailed, match="there was a rejection"):
        ledger.claim(letter(), now=LATER, application="acme")
    ledger.record(Entry(at=NOON, event="sent_by_hand", interview="globex", recipient="anna"))
    ledger.claim(letter(interview="globex-2"), now=LATER, application="globex")


def test_a_reply_from_before_the_interviews_end_was_about_the_appointment(ledger: Ledger) -> None:
    ledger.record(event(Event.REPLIED, at=NOON))
    with pytest.raises(DeliveryFailed, match="they replied"):
        ledger.claim(letter(), now=LATER, since=NOON - timedelta(seconds=1))
    ledger.claim(letter(), now=LATER, since=NOON)


def test_an_absence_note_stops_nothing(ledger: Ledger) -> None:
    ledger.record(event(Event.AUTO_REPLIED))
    ledger.claim(letter(), now=LATER)


def test_an_invitation_from_before_the_interviews_end_was_to_this_very_interview(ledger: Ledger) -> None:
    ledger.record(event(Event.NEW_INTERVIEW, None))
    ledger.claim(letter(), now=LATER, since=LATER)
    with pytest.raises(DeliveryFailed, match="there was an invitation to a further interview on"):
        ledger.claim(letter("ben"), now=LATER)


def test_a_reply_by_anybody_stops_the_check_in(ledger: Ledger) -> None:
    ledger.record(event(Event.REPLIED, "ben"))
    ledger.claim(letter("anna"), now=LATER)
    with pytest.raises(DeliveryFailed, match="they replied on"):
        ledger.claim(letter("cleo", Occasion.CHECK_IN), now=LATER)


@pytest.mark.parametrize("kind", [Event.REJECTED, Event.OFFER, Event.WITHDRAWN, Event.NEW_INTERVIEW])
def test_what_ended_another_round_ends_this_one_unless_this_one_came_later(ledger: Ledger, kind: Event) -> None:
    ledger.record(event(kind, None, interview="acme-0"))
    ledger.claim(letter(), now=LATER, rounds=["acme-0"], since=LATER)
    ledger.claim(letter("ben"), now=LATER)
    with pytest.raises(DeliveryFailed, match="nothing more is sent to cleo"):
        ledger.claim(letter("cleo"), now=LATER, rounds=["acme-0"], since=NOON - timedelta(hours=1))


def test_what_the_record_itself_tells_stops_a_letter(ledger: Ledger) -> None:
    with pytest.raises(DeliveryFailed, match="there was a rejection"):
        ledger.claim(letter(), now=LATER, told=[event(Event.REJECTED, None)])
    assert not ledger.history().entries


def test_the_same_words_do_not_go_to_one_person_twice(ledger: Ledger) -> None:
    """Two channels, two occasions: what says the same is the same letter, and counts twice."""
    ledger.settle(ledger.claim(letter(words="Dear Anna, thank you."), now=NOON), Event.SENT, now=NOON)
    again = evolve(letter(occasion=Occasion.CHECK_IN, words="Dear Anna,\n  thank you."), channel="email")
    with pytest.raises(DeliveryFailed, match="says the same as the thank-you letter to anna, which was sent by text"):
        ledger.claim(again, now=LATER)
    ledger.claim(letter("ben", Occasion.CHECK_IN, words="Dear Anna, thank you."), now=LATER)


@pytest.mark.parametrize("scope", [EVERYWHERE, "acme-1", "acme"])
def test_while_writing_is_paused_nothing_is_claimed_unless_that_is_meant(ledger: Ledger, scope: str) -> None:
    pause = Entry(
        at=NOON, event=Event.PAUSED, interview=scope, until=NOON + timedelta(hours=2), note="my father is ill"
    )
    ledger.record(pause)
    told = r"paused until 2026-05-05 14:00\+00:00 \(my father is ill\); resume first"
    with pytest.raises(DeliveryFailed, match=told):
        ledger.claim(letter(), now=LATER, application="acme")
    ledger.claim(letter(), now=LATER, application="acme", although_paused=True)
    ledger.claim(letter("ben"), now=NOON + timedelta(hours=2), application="acme")
    ledger.claim(letter(interview="globex-1"), now=LATER, although_paused=scope == EVERYWHERE)


def test_a_reason_of_ones_own_is_asked_with_all_that_the_ledger_holds(ledger: Ledger) -> None:
    ledger.record(event(Event.AUTO_REPLIED, interview="globex-1"))
    seen: list[History] = []

    def refuses(history: History) -> str:
        seen.append(history)
        return "that is enough"

    with pytest.raises(DeliveryFailed, match="that is enough"):
        ledger.claim(letter(), now=LATER, refuses=refuses)
    assert [len(history.entries) for history in seen] == [1]
    assert len(ledger.history().entries) == 1


def test_a_letter_sent_by_hand_is_not_sent_again(ledger: Ledger) -> None:
    ledger.record(Entry(at=NOON, event=Event.SENT_BY_HAND, interview="acme-1", recipient="anna", occasion="thank_you"))
    with pytest.raises(DeliveryFailed, match="was sent by hand on"):
        ledger.claim(letter(), now=LATER)
    ledger.claim(letter(occasion=Occasion.CHECK_IN), now=LATER)


def test_a_letter_by_hand_for_no_stated_reason_or_person_stands_for_all(ledger: Ledger) -> None:
    ledger.record(event(Event.SENT_BY_HAND, None))
    with pytest.raises(DeliveryFailed, match="by hand"):
        ledger.claim(letter("ben", Occasion.CHECK_IN), now=LATER)


def test_settling_the_same_way_again_changes_nothing(ledger: Ledger) -> None:
    key = ledger.claim(letter(), now=NOON)
    first = ledger.settle(key, Event.SENT, now=NOON)
    assert ledger.settle(key, Event.SENT, now=LATER) == first
    assert [entry.event for entry in ledger.history()] == [Event.CLAIMED, Event.SENT]


def test_a_sent_letter_cannot_be_settled_as_not_sent(ledger: Ledger) -> None:
    key = ledger.claim(letter(), now=NOON)
    ledger.settle(key, Event.SENT, now=NOON)
    with pytest.raises(DeliveryFailed, match="was sent on"):
        ledger.settle(key, Event.NOT_SENT, now=LATER)


def test_a_slow_program_that_did_send_is_believed_against_a_hasty_not_sent(ledger: Ledger) -> None:
    key = ledger.claim(letter(), now=NOON)
    ledger.record(event(Event.NOT_SENT))
    ledger.settle(key, Event.SENT, now=LATER)
    with pytest.raises(DeliveryFailed, match="was sent"):
        ledger.claim(letter(), now=LATER)
    assert [entry.event for entry in ledger.history().touches()] == [Event.SENT]


def test_a_late_word_about_one_claim_does_not_settle_the_next(ledger: Ledger) -> None:
    first = ledger.claim(letter(), now=NOON)
    ledger.settle(first, Event.NOT_SENT, now=NOON)
    ledger.claim(letter(words="Something else"), now=LATER)
    ledger.settle(first, Event.SENT, now=LATER + timedelta(hours=1))
    assert [entry.text for entry in ledger.history().unsettled()] == ["Something else"]


def test_an_old_claim_cannot_settle_a_newer_one(ledger: Ledger) -> None:
    old = ledger.claim(letter(), now=NOON)
    ledger.settle(old, Event.NOT_SENT, now=NOON)
    ledger.claim(letter(), now=LATER)
    ledger.settle(old, Event.NOT_SENT, now=LATER + timedelta(hours=1))
    assert ledger.history().unsettled("anna"), "the newer claim is still open"


def test_an_unknown_claim_is_not_settled(ledger: Ledger) -> None:
    with pytest.raises(NotFound, match="no claim 'nonsense'"):
        ledger.settle("nonsense", Event.SENT, now=NOON)


def test_a_person_says_what_became_of_a_letter(ledger: Ledger) -> None:
    message = letter()
    ledger.claim(message, now=NOON)
    assert ledger.record(event(Event.SENT, at=LATER))
    assert not ledger.record(event(Event.SENT, at=LATER))
    assert not ledger.history().unsettled()
    (touch,) = ledger.history().touches("anna")
    assert (touch.event, touch.text, touch.occasion) == (Event.SENT, message.plain, Occasion.THANK_YOU)


def test_what_was_said_of_an_earlier_letter_does_not_settle_or_hide_a_later_one(ledger: Ledger) -> None:
    ledger.settle(ledger.claim(letter(), now=NOON), Event.SENT, now=NOON)
    ledger.claim(letter(occasion=Occasion.CHECK_IN), now=NOON)
    assert ledger.record(event(Event.SENT, at=NOON)), "no occasion was named: it is about the letter that waits"
    assert not ledger.history().unsettled()


def test_repeating_not_sent_does_not_settle_a_claim_made_since(ledger: Ledger) -> None:
    ledger.claim(letter(), now=NOON)
    assert ledger.record(event(Event.NOT_SENT, at=LATER))
    ledger.claim(letter(), now=LATER)
    assert not ledger.record(event(Event.NOT_SENT, at=LATER))
    assert ledger.history().unsettled("anna")


def test_a_settlement_never_stands_before_its_claim(ledger: Ledger) -> None:
    """A clock that was set back would otherwise make a settled letter look unsettled."""
    key = ledger.claim(letter(), now=LATER)
    assert ledger.settle(key, Event.NOT_SENT, now=NOON).at == LATER
    ledger.claim(letter(), now=NOON)
    assert ledger.record(event(Event.SENT, at=NOON))
    assert not ledger.record(event(Event.SENT, at=NOON))
    assert not ledger.history().unsettled()


def test_only_a_claim_can_be_settled_as_not_sent(ledger: Ledger) -> None:
    with pytest.raises(InvalidFact, match="nothing to log as not sent"):
        ledger.record(event(Event.NOT_SENT))
    with pytest.raises(InvalidFact, match="cannot be logged"):
        ledger.record(event(Event.CLAIMED))
    assert not ledger.history().entries


def test_a_sent_letter_without_a_claim_is_a_fact_like_any_other(ledger: Ledger) -> None:
    assert ledger.record(Entry(at=NOON, event="sent", interview="acme-1", recipient="anna", occasion="thank_you"))
    with pytest.raises(DeliveryFailed, match="sent before on"):
        ledger.claim(letter(), now=LATER)


def test_the_receipt_of_a_sent_letter_is_kept(ledger: Ledger) -> None:
    receipt = Receipt(outbox="folder", place="out/anna-thank_you.txt", at=LATER)
    assert ledger.receipt("acme-1", "anna", "thank_you") is None
    ledger.settle(ledger.claim(letter(), now=NOON), Event.SENT, now=LATER, receipt=receipt)
    assert ledger.receipt("acme-1", "anna", "thank_you") == receipt
    assert ledger.receipt("acme-1", "anna", "check_in") is None


_offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_texts = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
_refs = st.sampled_from(["anna", "ben"])
_entries = st.builds(
    Entry,
    at=st.datetimes(NOON.replace(year=1901, tzinfo=None), NOON.replace(year=2199, tzinfo=None), timezones=_offsets),
    event=st.sampled_from(WORLD),
    interview=st.sampled_from(["acme-1", "globex-1"]),
    recipient=st.none() | _refs,
    occasion=st.none() | st.sampled_from(Occasion),
    channel=st.none() | st.sampled_from(["text", "email"]),
    digest=st.none() | st.just("0" * 64),
    text=_texts,
    note=st.none() | st.sampled_from(["by phone", "am Telefon: später"]),
    waived=st.lists(st.sampled_from(["GEN001", "TON002"]), max_size=2),
)


@st.composite
def _for_later(draw: st.DrawFn) -> Entry:
    """Pauses, their ends, snoozes and pins, with a time to come by any clock."""
    first, last = NOON.replace(year=1901, tzinfo=None), NOON.replace(year=2190, tzinfo=None)
    at = draw(st.datetimes(first, last, timezones=_offsets))
    kind = draw(st.sampled_from([*WISHES, *SCOPED]))
    until = (at + timedelta(minutes=draw(st.integers(1, 10**6)))).astimezone(draw(_offsets))
    note = st.sampled_from(["by phone", "am Telefon: später"])
    if kind in WISHES:
        who, which = draw(_refs), draw(st.sampled_from(Occasion))
        return Entry(at=at, event=kind, interview="acme-1", recipient=who, occasion=which, until=until, note=draw(note))
    scope = draw(st.sampled_from(["acme-1", EVERYWHERE]))
    end = draw(st.none() | st.just(until)) if kind is Event.PAUSED else None
    return Entry(at=at, event=kind, interview=scope, until=end, note=draw(st.none() | note))


@given(entries=st.lists(_entries | _for_later(), max_size=8, unique=True))
@settings(max_examples=40, deadline=None)
def test_what_happened_comes_back_exactly_and_is_kept_once(
    tmp_path_factory: pytest.TempPathFactory, entries: list[Entry]
) -> None:
    path = tmp_path_factory.mktemp("round") / "ledger.db"
    with Ledger(path) as ledger:
        assert all(ledger.record(entry) for entry in entries)
        assert not any(ledger.record(entry) for entry in reversed(entries))
    found = history_at(path)
    assert sorted(map(repr, found)) == sorted(map(repr, map(_plain, History(entries))))


def _plain(entry: Entry) -> Entry:
    """The same with the time as text gives it: equal offsets have one spelling."""
    until = None if entry.until is None else datetime.fromisoformat(entry.until.isoformat())
    return evolve(entry, at=datetime.fromisoformat(entry.at.isoformat()), until=until)


def test_a_zone_comes_back_as_its_offset_and_the_instant_stays(ledger: Ledger) -> None:
    at = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1)
    ledger.record(event(Event.REPLIED, at=at))
    (entry,) = ledger.history()
    assert entry.at.timestamp() == at.timestamp()
    assert entry.at.utcoffset() == timedelta(hours=1)


def test_the_file_is_for_its_owner_only(path: Path) -> None:
    old = os.umask(0)
    try:
        with Ledger(path) as ledger:
            ledger.claim(letter(), now=NOON)
            files = sorted(path.parent.iterdir())
            assert [file.name for file in files] == ["ledger.db", "ledger.db-shm", "ledger.db-wal"]
            assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    finally:
        os.umask(old)


def test_commits_are_kept_through_a_power_cut_as_far_as_sqlite_can(ledger: Ledger) -> None:
    assert ledger._database.execute("PRAGMA synchronous").fetchone() == (2,)
    assert ledger._database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert ledger._database.execute("PRAGMA secure_delete").fetchone() == (1,)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET event = 'not_sent'",
        "DELETE FROM events",
        "UPDATE words SET text = 'other'",
        "INSERT INTO events (at, event, interview, recipient, occasion, claim, attempt)"
        " SELECT at, event, interview, recipient, occasion, 'k', attempt FROM events",
        "INSERT INTO events (at, event, interview, recipient, occasion, claim, attempt)"
        " SELECT at, event, interview, recipient, 'check_in', 'k', 1 FROM events",
        "INSERT INTO events (at, event, interview) VALUES ('', 'claimed', 'acme-1')",
    ],
)
def test_the_file_itself_refuses_changes_and_second_claims(path: Path, ledger: Ledger, statement: str) -> None:
    ledger.claim(letter(), now=NOON)
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    "values",
    [
        ("'claimed'", "'anna'", "'another key'", "1"),
        ("'claimed'", "'ben'", "claim", "1"),
        ("'sent'", "'anna'", "claim", "NULL"),
    ],
    ids=["the same attempt", "the same key", "settled twice"],
)
def test_the_file_itself_refuses_what_only_a_broken_program_would_write(
    path: Path, ledger: Ledger, values: tuple[str, ...]
) -> None:
    ledger.settle(ledger.claim(letter(), now=NOON), Event.SENT, now=NOON)
    event, recipient, claim, attempt = values
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        connection.execute(
            "INSERT INTO events (at, event, interview, recipient, occasion, claim, attempt)"
            f" SELECT at, {event}, interview, {recipient}, occasion, {claim}, {attempt} FROM events WHERE id = 1"
        )
    connection.close()


def test_reading_creates_and_changes_nothing(path: Path) -> None:
    assert history_at(path) == History()
    assert not list(path.parent.iterdir())
    path.touch()
    assert history_at(path) == History()
    assert path.stat().st_size == 0
    with Ledger(path) as ledger:
        ledger.claim(letter(), now=NOON)
    before = path.read_bytes()
    assert len(history_at(path, "acme-1").entries) == 1
    assert [file.name for file in path.parent.iterdir()] == ["ledger.db"]
    assert path.read_bytes() == before
    with Ledger(path, read_only=True) as ledger, pytest.raises(LedgerError, match="cannot be written"):
        ledger.claim(letter("ben"), now=NOON)


def test_what_is_no_text_is_refused_and_nothing_is_written(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="lone surrogate"):
        ledger.claim(evolve(letter(), plain="Dear \ud800"), now=NOON)
    assert not ledger.history().entries


def test_a_file_name_may_hold_anything_a_file_system_takes(tmp_path: Path) -> None:
    path = tmp_path / "was? 100%#ä; é'\".db"
    with Ledger(path) as ledger:
        ledger.claim(letter(), now=NOON)
    assert len(history_at(path).entries) == 1
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_utc_is_the_same_however_it_is_written(ledger: Ledger) -> None:
    assert ledger.record(event(Event.REPLIED, at=NOON))
    assert not ledger.record(event(Event.REPLIED, at=NOON.astimezone(UTC)))
    assert not ledger.record(event(Event.REPLIED, at=NOON.astimezone(ZoneInfo("UTC"))))


def test_the_history_of_an_interview_holds_the_pauses_of_everything(ledger: Ledger) -> None:
    pause = Entry(at=NOON, event=Event.PAUSED, interview=EVERYWHERE)
    other = Entry(at=NOON, event=Event.PAUSED, interview="globex-1")
    assert ledger.record(pause)
    assert ledger.record(other)
    assert ledger.history("acme-1") == History([pause])
    assert ledger.history("globex-1") == History([pause, other])


def test_the_same_wish_for_another_time_is_another_entry(ledger: Ledger) -> None:
    wish = Entry(at=NOON, event=Event.SNOOZED, interview="acme-1", recipient="anna", until=LATER, note="she is away")
    assert ledger.record(wish)
    assert not ledger.record(wish)
    assert ledger.record(evolve(wish, until=LATER + timedelta(days=1)))
