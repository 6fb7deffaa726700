"""Forgetting a person: their words are gone from the disk, the fact that something was sent is not."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from followup_kit.delivery.ledger import Ledger, history_at
from followup_kit.delivery.outbox import Receipt
from followup_kit.errors import DeliveryFailed, LedgerError
from followup_kit.facts.history import Entry, Event, Occasion

from .builders import LATER, NOON, letter
from .conftest import Start

SECRET = b"xylophone"


def raw(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def noted(at: str = "anna") -> Entry:
    return Entry(at=NOON, event=Event.AUTO_REPLIED, interview="acme-1", recipient=at, note="away, with a xylophone")


@pytest.mark.parametrize("length", [1, 40, 300, 2000])
def test_words_notes_and_places_are_gone_from_the_disk(tmp_path: Path, length: int) -> None:
    path = tmp_path / "ledger.db"
    with Ledger(path) as ledger:
        for number in range(40):  # enough for pages to split and rows to move
            ledger.claim(letter(f"person-{number}", words=f"{number} of no one " * length), now=NOON)
            if number % 4 == 0:
                interview = f"acme-{number}"
                key = ledger.claim(letter(interview=interview, words="my xylophone " * length), now=NOON)
                place = Receipt(outbox="folder", place="out/xylophone.txt", at=NOON)
                ledger.settle(key, Event.SENT, now=NOON, receipt=place)
        ledger.record(noted())
        assert SECRET in raw(path)
        for number in range(0, 40, 4):
            ledger.forget(f"acme-{number}", "anna")
        assert ledger.forget("acme-1", "anna") == 1
        assert SECRET not in raw(path), "while the ledger is open"
    assert SECRET not in raw(path), "after it was closed"
    assert b"of no one" in raw(path), "others keep their words"


@pytest.mark.parametrize("seed", [5, 19])
def test_rows_that_moved_leave_no_old_copy(tmp_path: Path, seed: int) -> None:
    """With these seeds, pages are merged so that overwriting deleted rows alone would leave some words behind."""
    path, dice = tmp_path / "ledger.db", Random(seed)
    with Ledger(path) as ledger:
        for number in range(120):
            words = f"<{number:03}>xylophone " * dice.choice([1, 4, 20, 60])
            ledger.claim(letter(f"p-{number}", words=words), now=NOON)
        order = list(range(120))
        dice.shuffle(order)
        for number in order[:60]:
            ledger.forget("acme-1", f"p-{number}")
        left = raw(path)
        assert [number for number in range(120) if f"<{number:03}>".encode() in left] == sorted(order[60:])


def test_that_something_was_sent_is_kept(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.db") as ledger:
        message = letter()
        ledger.settle(ledger.claim(message, now=NOON), Event.SENT, now=NOON)
        assert ledger.forget("acme-1", "anna") == 2
        (touch,) = ledger.history().touches("anna")
        assert (touch.text, touch.note, touch.digest) == (None, None, message.draft_digest)
        assert ledger.receipt("acme-1", "anna", "thank_you") is None
        with pytest.raises(DeliveryFailed, match="not sent twice"):
            ledger.claim(message, now=LATER)


def test_a_forgotten_person_is_not_written_to_again(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.db") as ledger:
        assert ledger.forget("acme-1", "anna") == 0
        with pytest.raises(DeliveryFailed, match="was forgotten on request"):
            ledger.claim(letter(occasion=Occasion.CHECK_IN), now=LATER)
        ledger.claim(letter("ben"), now=LATER)


def test_words_do_not_come_back_by_writing_them_down_again(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger(path) as ledger:
        ledger.record(noted())
        ledger.forget("acme-1", "anna")
        assert not ledger.record(noted()), "it stands there already, without its words"
        ledger.record(Entry(at=LATER, event=Event.REPLIED, interview="acme-1", recipient="anna", note="xylophone"))
        assert SECRET not in raw(path)
    assert len(history_at(path).entries) == 2


def test_an_unsettled_letter_of_a_forgotten_person_can_still_be_settled(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger(path) as ledger:
        key = ledger.claim(letter(words="my xylophone"), now=NOON)
        ledger.forget("acme-1", "anna")
        assert ledger.history().unsettled("anna")
        ledger.settle(key, Event.SENT, now=LATER, receipt=Receipt(outbox="o", place="xylophone", at=LATER))
        assert not ledger.history().unsettled()
        assert SECRET not in raw(path)


def test_a_reader_in_the_way_is_told_and_forgetting_again_completes_it(tmp_path: Path, start: Start) -> None:
    path = tmp_path / "ledger.db"
    with Ledger(path, timeout=0.1) as ledger:
        ledger.claim(letter(words="my xylophone"), now=NOON)
        reader = start("read_long", path)
        assert reader.stdout is not None
        assert reader.stdout.readline() == "reading\n"
        with pytest.raises(LedgerError, match="in use by another program"):
            ledger.forget("acme-1", "anna")
        reader.communicate("\n")
        ledger.forget("acme-1", "anna")
        assert SECRET not in raw(path)


def test_a_wish_about_a_forgotten_person_stays_without_its_reason(tmp_path: Path) -> None:
    wish = Entry(at=NOON, event=Event.SNOOZED, interview="acme-1", recipient="anna", until=LATER, note="a xylophone")
    with Ledger(tmp_path / "ledger.db") as ledger:
        ledger.record(wish)
        assert ledger.forget("acme-1", "anna") == 1
        (left,) = ledger.history()
        assert (left.until, left.note) == (LATER, "(forgotten)")
        assert not ledger.record(wish), "it stands there, as far as it may"
    assert SECRET not in raw(tmp_path / "ledger.db")
