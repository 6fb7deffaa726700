"""deliver(): reviewed letters only, claim first, each letter once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from followup_kit.channels.base import Message
from followup_kit.delivery.folder import FolderOutbox
from followup_kit.delivery.ledger import Ledger
from followup_kit.delivery.outbox import Outbox, Receipt
from followup_kit.delivery.sending import deliver
from followup_kit.errors import DeliveryFailed, LedgerError, NotReviewed
from followup_kit.facts.history import EVERYWHERE, Entry, Event, History
from followup_kit.facts.interview import Interview
from followup_kit.facts.people import Candidate, Employer, Person
from followup_kit.reviewing.model import Severity

from .builders import LATER, NOON, Sink, event, failing, failing_with, fill, letter, passing, small_disk


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.db") as opened:
        yield opened


def events(history: History) -> list[Event]:
    return [entry.event for entry in history]


def test_a_reviewed_letter_is_handed_over_and_written_down(ledger: Ledger, tmp_path: Path) -> None:
    message = letter()
    entry = deliver(message, passing(message), FolderOutbox(tmp_path / "out"), ledger, now=NOON)
    assert (entry.event, entry.digest, entry.text) == (Event.SENT, message.draft_digest, message.plain)
    assert (tmp_path / "out/anna-thank_you.txt").read_bytes() == message.artifacts[0].content
    assert events(ledger.history()) == [Event.CLAIMED, Event.SENT]


def test_a_second_send_is_refused_and_nothing_more_leaves(ledger: Ledger) -> None:
    sink, message = Sink(), letter()
    deliver(message, passing(message), sink, ledger, now=NOON)
    with pytest.raises(DeliveryFailed, match="not sent twice"):
        deliver(message, passing(message), sink, ledger, now=LATER)
    assert len(sink.got) == 1


def test_a_letter_with_open_findings_stays_here(ledger: Ledger) -> None:
    sink, message = Sink(), letter()
    with pytest.raises(NotReviewed, match="open findings: FAC001; mend them or waive them"):
        deliver(message, failing(message), sink, ledger, now=NOON)
    assert (sink.got, ledger.history().entries) == ([], ())


def test_a_letter_changed_after_its_review_stays_here(ledger: Ledger) -> None:
    sink, message = Sink(), letter()
    with pytest.raises(NotReviewed, match="review it again"):
        deliver(letter(words="Sign here"), passing(message), sink, ledger, now=NOON)
    assert (sink.got, ledger.history().entries) == ([], ())


def test_waived_findings_go_into_the_ledger(ledger: Ledger) -> None:
    message = letter()
    report = failing(message, "GEN001").waive("GEN001", reason="it is our shared joke")
    assert deliver(message, report, Sink(), ledger, now=NOON).waived == ("GEN001",)


def test_severities_that_do_not_stop_do_not_stop(ledger: Ledger) -> None:
    message = letter()
    assert deliver(message, failing(message, severity=Severity.INFO), Sink(), ledger, now=NOON).event is Event.SENT


def test_a_letter_that_surely_did_not_leave_may_be_tried_again(ledger: Ledger) -> None:
    message = letter()
    with pytest.raises(DeliveryFailed, match="no such host"):
        deliver(message, passing(message), failing_with(DeliveryFailed("no such host")), ledger, now=NOON)
    assert events(ledger.history()) == [Event.CLAIMED, Event.NOT_SENT]
    assert deliver(message, passing(message), Sink(), ledger, now=LATER).event is Event.SENT


@pytest.mark.parametrize(
    "error",
    [
        DeliveryFailed("reply lost", uncertain=True),
        OSError("broken pipe"),
        RuntimeError("bug\nin two lines"),
        LedgerError("odd"),
    ],
    ids=repr,
)
def test_a_letter_that_may_have_left_waits_for_a_person(ledger: Ledger, error: Exception) -> None:
    message = letter()
    with pytest.raises(DeliveryFailed) as caught:
        deliver(message, passing(message), failing_with(error), ledger, now=NOON, outbox_name="smtp")
    assert caught.value.uncertain
    assert len(str(caught.value).splitlines()) == 1
    assert events(ledger.history()) == [Event.CLAIMED]
    with pytest.raises(DeliveryFailed, match="log it as sent or as not sent"):
        deliver(message, passing(message), Sink(), ledger, now=LATER)
    ledger.record(event(Event.NOT_SENT, at=LATER))
    assert deliver(message, passing(message), Sink(), ledger, now=LATER).event is Event.SENT


def test_ctrl_c_while_sending_leaves_the_letter_unsettled(ledger: Ledger) -> None:
    message = letter()
    with pytest.raises(KeyboardInterrupt):
        deliver(message, passing(message), failing_with(KeyboardInterrupt()), ledger, now=NOON)
    assert ledger.history().unsettled("anna")


def test_an_outbox_without_a_receipt_leaves_the_letter_unsettled(ledger: Ledger) -> None:
    class Careless:
        def put(self, message: Message, *, key: str, now: object) -> Receipt:
            return None  # type: ignore[return-value]  # what a plugin without type checks may do

    message, careless = letter(), Careless()
    assert isinstance(careless, Outbox)
    with pytest.raises(DeliveryFailed, match="gave no receipt") as caught:
        deliver(message, passing(message), careless, ledger, now=NOON)
    assert caught.value.uncertain
    assert ledger.history().unsettled("anna")


def test_the_claim_is_on_the_disk_before_the_outbox_sees_the_letter(tmp_path: Path) -> None:
    path, seen = tmp_path / "ledger.db", list[Event]()

    def look(_message: Message) -> None:
        with Ledger(path, read_only=True) as other:
            seen.extend(events(other.history()))

    message = letter()
    with Ledger(path) as ledger:
        deliver(message, passing(message), Sink(look), ledger, now=NOON)
    assert seen == [Event.CLAIMED]


def test_a_reply_stops_the_letter_before_the_outbox_sees_it(ledger: Ledger) -> None:
    sink, message = Sink(), letter()
    ledger.record(event(Event.REPLIED))
    with pytest.raises(DeliveryFailed, match="they replied"):
        deliver(message, passing(message), sink, ledger, now=LATER)
    assert not sink.got


def test_the_outbox_gets_the_key_of_these_words(ledger: Ledger) -> None:
    message, sink = letter(), Sink()
    with pytest.raises(DeliveryFailed):
        deliver(message, passing(message), failing_with(DeliveryFailed("no such host")), ledger, now=NOON)
    deliver(message, passing(message), sink, ledger, now=NOON)
    other = evolve(letter("ben"))
    deliver(other, passing(other), sink, ledger, now=NOON)
    (first, _), (second, _) = sink.got
    assert first != second
    assert "." not in first, "the number of the attempt is no part of it"


def test_a_disk_that_fills_while_the_letter_leaves_is_told_with_where_it_went(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "512k") as disk, Ledger(disk / "ledger.db") as ledger:
        message, filled = letter(), list[Path]()
        with pytest.raises(
            LedgerError, match=r"was handed over \(slot-1\), but: .*disk is full.*log the letter as sent"
        ):
            deliver(message, passing(message), Sink(lambda _: filled.append(fill(disk))), ledger, now=NOON)
        assert ledger.history().unsettled("anna")
        with pytest.raises(DeliveryFailed, match="nobody knows"):
            deliver(message, passing(message), Sink(), ledger, now=LATER)
        filled[0].unlink()
        ledger.record(event(Event.SENT, at=LATER))
        assert not ledger.history().unsettled()


def test_a_failure_that_cannot_be_written_down_is_still_told(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "512k") as disk, Ledger(disk / "ledger.db") as ledger:
        message = letter()

        def fail(_message: Message) -> None:
            fill(disk)
            raise DeliveryFailed("no such host")

        with pytest.raises(DeliveryFailed, match=r"no such host; this could not be written down .*log .* not sent"):
            deliver(message, passing(message), Sink(fail), ledger, now=NOON)
        assert ledger.history().unsettled("anna")


def talk(**changes: Any) -> Interview:
    known: dict[str, Any] = {
        "ref": "acme-1",
        "role": "Archivist",
        "employer": Employer(name="Acme", zone="Europe/London"),
        "candidate": Candidate(name="Jo Park"),
        "panel": [Person(ref="anna", name="Anna Bell")],
        "ended": NOON - timedelta(days=1),
    }
    return Interview(**{**known, **changes})


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"ended": LATER}, "the interview ends at"),
        ({"state": "moved"}, "the interview is recorded as moved"),
        ({"state": "cancelled"}, "the interview is recorded as cancelled"),
        ({"employer": Employer(name="Acme", no_contact="they ask for none")}, "not want to be written to: they ask"),
        ({"events": [Entry(at=NOON, event="offer", interview="acme-1")]}, "there was an offer"),
        ({"application": "acme", "events": [Entry(at=NOON, event="offer", interview="acme-0")]}, "there was an offer"),
    ],
)
def test_what_the_planner_stops_does_not_leave(
    ledger: Ledger, tmp_path: Path, changes: dict[str, Any], why: str
) -> None:
    message = letter()
    with pytest.raises(DeliveryFailed, match=why):
        deliver(message, passing(message), FolderOutbox(tmp_path / "out"), ledger, now=NOON, interview=talk(**changes))
    assert not ledger.history().entries
    assert not (tmp_path / "out").exists()


def test_a_letter_leaves_in_a_pause_only_if_that_is_said(ledger: Ledger) -> None:
    ledger.record(Entry(at=NOON, event=Event.PAUSED, interview=EVERYWHERE))
    message, sink = letter(), Sink()
    with pytest.raises(DeliveryFailed, match="writing is paused until you resume it"):
        deliver(message, passing(message), sink, ledger, now=LATER, interview=talk())
    assert not sink.got
    entry = deliver(message, passing(message), sink, ledger, now=LATER, interview=talk(), although_paused=True)
    assert entry.event is Event.SENT
