"""Ledger files that cannot be used: each is one clear line, and nothing is changed."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from time import perf_counter

import pytest

from followup_kit.delivery.ledger import Ledger, history_at
from followup_kit.delivery.ledger_file import APPLICATION_ID, latest_version
from followup_kit.errors import LedgerError
from followup_kit.facts.history import Event, History

from .builders import LATER, NOON, event, fill, letter, ordinary_user, small_disk
from .conftest import Start


def one_line(error: LedgerError) -> str:
    (line,) = str(error).splitlines()
    assert line.startswith(("ledger '", 'ledger "'))
    assert not line.endswith(".")
    return line


def database(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def refused(path: Path, words: str) -> None:
    """Both ways of opening say so and leave the file as it is."""
    before = path.read_bytes() if os.path.isfile(path) else None  # noqa: PTH113 - Path.is_file raises for long names
    for read_only in (False, True):
        with pytest.raises(LedgerError, match=words) as caught:
            Ledger(path, read_only=read_only)
        one_line(caught.value)
    assert before is None or path.read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"hello", os.urandom(5000), b"\xff\xfe" * 3000, b"SQLite format 2\0" + b"x" * 5000]
)
def test_a_file_that_is_no_database_is_not_a_ledger(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(content)
    refused(path, "is not a ledger: it is no database; choose another file name")


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE songs (title)", "PRAGMA user_version=7", "PRAGMA application_id=1196444487"]
)
@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_another_programs_database_is_not_a_ledger(tmp_path: Path, statement: str, mode: str) -> None:
    path = tmp_path / "songs.db"
    database(path, f"PRAGMA journal_mode={mode}", statement)
    refused(path, "is a database of another program")


def test_a_ledger_of_a_newer_program_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    Ledger(path).close()
    database(path, f"PRAGMA user_version={latest_version() + 1}")
    refused(path, rf"newer followup-kit \(schema {latest_version() + 1}, this one knows {latest_version()}\); update")


def test_a_ledger_of_an_older_program_is_brought_up_to_date_when_written(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    database(path, f"PRAGMA application_id={APPLICATION_ID}")
    assert history_at(path) == History()
    with Ledger(path) as ledger:
        ledger.claim(letter(), now=NOON)
    assert len(history_at(path).entries) == 1


def test_an_empty_file_becomes_a_ledger(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.touch()
    with Ledger(path) as ledger:
        ledger.claim(letter(), now=NOON)
    assert len(history_at(path).entries) == 1


def test_a_folder_is_not_a_ledger(tmp_path: Path) -> None:
    refused(tmp_path, "is a folder; give the name of a file, such as .*ledger.db")


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_pipe_or_device_is_not_a_ledger(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "pipe" if kind == "pipe" else Path(os.devnull)
    if kind == "pipe":
        os.mkfifo(path)
    refused(path, "is not a regular file")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"there is no folder .*nowhere'; create it first"):
        Ledger(tmp_path / "nowhere/ledger.db")
    assert history_at(tmp_path / "nowhere/ledger.db") == History()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["file/ledger.db", "nul\0.db", "x" * 300])
def test_an_impossible_name_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    refused(tmp_path / name, "cannot be opened: .*; choose another file name")


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.symlink_to(tmp_path / "nowhere" / "ledger.db")
    with pytest.raises(LedgerError, match="cannot be opened; this user must be able to read and write the file"):
        Ledger(path)


def test_a_damaged_ledger_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with Ledger(path) as ledger:
        for number in range(50):
            ledger.claim(letter(f"person-{number}"), now=NOON)
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(LedgerError, match="is damaged; keep the file for rescue") as caught, Ledger(path) as ledger:
        ledger.history()
    one_line(caught.value)


def test_a_ledger_in_use_elsewhere_is_told_with_how_long_was_waited(tmp_path: Path, start: Start) -> None:
    path = tmp_path / "ledger.db"
    with Ledger(path) as ledger:
        ledger.record(event(Event.AUTO_REPLIED))
    other = start("hold", path)
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    with Ledger(path, timeout=0.1) as ledger:
        with pytest.raises(
            LedgerError, match=r"in use by another program and stayed locked for 0\.1 s; wait"
        ) as caught:
            ledger.claim(letter(), now=NOON)
        one_line(caught.value)
        assert len(ledger.history().entries) == 1, "reading goes on"
        other.communicate("\n")
        ledger.claim(letter(), now=NOON)


def test_a_locked_new_file_is_waited_for_and_told(tmp_path: Path, start: Start) -> None:
    path = tmp_path / "ledger.db"
    path.touch()
    other = start("hold", path)
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    began = perf_counter()
    with pytest.raises(LedgerError, match="in use by another program"):
        Ledger(path, timeout=0.3)
    assert perf_counter() - began >= 0.3, "SQLite itself does not wait here"
    other.communicate("\n")
    Ledger(path).close()


def test_a_read_only_file_is_read_and_not_written(shared: Path) -> None:
    folder = shared / "mine"
    folder.mkdir()
    path = folder / "ledger.db"
    with Ledger(path) as ledger:
        ledger.claim(letter(), now=NOON)
    path.chmod(0o444)
    folder.chmod(0o555)
    try:
        with ordinary_user():
            assert len(history_at(path).entries) == 1
            with pytest.raises(LedgerError, match="read-only; make both writable") as caught, Ledger(path) as ledger:
                ledger.claim(letter("ben"), now=NOON)
            one_line(caught.value)
    finally:
        folder.chmod(0o755)
    assert [file.name for file in folder.iterdir()] == ["ledger.db"]


def test_a_file_that_may_not_be_written_in_an_open_folder_is_told(shared: Path) -> None:
    folder = shared / "mine"
    folder.mkdir()
    path = folder / "ledger.db"
    Ledger(path).close()
    path.chmod(0o444)
    folder.chmod(0o777)
    with ordinary_user():
        with pytest.raises(LedgerError, match="read-only; make both writable") as caught, Ledger(path) as ledger:
            ledger.claim(letter(), now=NOON)
        one_line(caught.value)


def test_a_folder_in_which_nothing_can_be_created_is_told(shared: Path) -> None:
    folder = shared / "mine"
    folder.mkdir(mode=0o555)
    with ordinary_user():
        with pytest.raises(LedgerError, match="cannot be opened; this user must be able"):
            Ledger(folder / "ledger.db")
        assert history_at(folder / "ledger.db") == History()


def test_a_file_that_may_not_be_read_is_told(shared: Path) -> None:
    path = shared / "ledger.db"
    Ledger(path).close()
    path.chmod(0o000)
    with ordinary_user(), pytest.raises(LedgerError, match="cannot be opened; this user must be able"):
        history_at(path)


def test_a_full_disk_records_nothing_and_loses_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "512k") as disk, Ledger(disk / "ledger.db") as ledger:
        ledger.claim(letter("ben"), now=NOON)
        filler = fill(disk)
        with pytest.raises(LedgerError, match="the disk is full; free some space") as caught:
            ledger.claim(letter(words="x" * 20_000), now=NOON)
        one_line(caught.value)
        assert [entry.recipient for entry in ledger.history()] == ["ben"]
        filler.unlink()
        ledger.claim(letter(), now=LATER)
        assert ledger._database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_new_ledger_on_a_full_disk_is_told(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "64k") as disk:
        filler = fill(disk)
        with pytest.raises(LedgerError, match="the disk is full") as caught:
            Ledger(disk / "ledger.db")
        one_line(caught.value)
        filler.unlink()
        small = disk / "ledger.db"
        assert not small.exists() or history_at(small) == History()


def test_a_ledger_at_its_size_limit_records_nothing_and_loses_nothing(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.db") as ledger:
        ledger.claim(letter("ben"), now=NOON)
        (pages,) = ledger._database.execute("PRAGMA page_count").fetchone()
        ledger._database.execute(f"PRAGMA max_page_count={pages}")
        with pytest.raises(LedgerError, match="the disk is full"):
            ledger.claim(letter(words="x" * 50_000), now=NOON)
        assert [entry.recipient for entry in ledger.history()] == ["ben"]
        ledger._database.execute(f"PRAGMA max_page_count={pages + 100}")
        ledger.claim(letter(words="x" * 50_000), now=NOON)


def test_a_closed_ledger_is_told(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.db")
    ledger.close()
    ledger.close()
    with pytest.raises(LedgerError, match="closed database"):
        ledger.history()
