"""A ledger that an older version wrote is read, and written on, without anything being lost.

`files/ledger-schema-1.sql` is the dump of a file that the first version really wrote.
"""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from followup_kit.delivery.ledger import Ledger, history_at
from followup_kit.delivery.ledger_file import latest_version
from followup_kit.errors import DeliveryFailed
from followup_kit.facts.history import EVERYWHERE, Entry, Event

from .builders import LATER, event, letter

OLD = (Path(__file__).parent / "files" / "ledger-schema-1.sql").read_text("utf-8")
PAUSE = Entry(at=LATER, event=Event.PAUSED, interview=EVERYWHERE, until=LATER + timedelta(days=3), note="away")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "ledger.db"
    connection = sqlite3.connect(made)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.executescript(OLD)
    connection.close()
    return made


def version(path: Path) -> int:
    connection = sqlite3.connect(path)
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    return int(found)


def told(path: Path) -> list[tuple[str, str, str | None]]:
    return [(entry.event.value, entry.interview, entry.recipient) for entry in history_at(path)]


WHAT_STANDS_THERE = [
    ("claimed", "acme-1", "anna"),
    ("claimed", "acme-1", "ben"),
    ("claimed", "acme-1", "cleo"),
    ("auto_replied", "acme-1", "anna"),
    ("rejected", "globex-1", None),
    ("sent", "acme-1", "anna"),
]


def test_reading_an_old_ledger_leaves_the_file_as_it_is(path: Path) -> None:
    before = path.read_bytes()
    assert told(path) == WHAT_STANDS_THERE
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["ledger.db"]


def test_writing_brings_an_old_ledger_up_to_date_and_keeps_what_stands_there(path: Path) -> None:
    before = list(history_at(path))
    with Ledger(path) as ledger:
        assert list(ledger.history()) == before
        assert ledger.record(PAUSE)
    assert version(path) == latest_version()
    assert [entry for entry in history_at(path) if entry.event is not Event.PAUSED] == before
    assert [entry for entry in history_at(path) if entry.event is Event.PAUSED] == [PAUSE]


def test_claims_words_and_the_forgotten_are_as_before(path: Path) -> None:
    with Ledger(path) as ledger:
        with pytest.raises(DeliveryFailed, match="sent by folder on"):
            ledger.claim(letter(words="Something else"), now=LATER)
        with pytest.raises(DeliveryFailed, match="nobody knows whether it left"):
            ledger.claim(letter("ben"), now=LATER)
        assert ledger.record(event(Event.NOT_SENT, "cleo", at=LATER))
        with pytest.raises(DeliveryFailed, match="was forgotten on request"):
            ledger.claim(letter("cleo"), now=LATER)
        (note,) = [entry.note for entry in ledger.history() if entry.event is Event.AUTO_REPLIED]
        assert note == "away until Monday"


def test_an_upgrade_that_is_killed_half_way_leaves_the_old_version_whole(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("ALTER TABLE events ADD COLUMN until TEXT")
    connection.close()  # never committed
    assert version(path) == 1
    with Ledger(path) as ledger:
        assert ledger.record(PAUSE)
    assert version(path) == latest_version()
