"""followup forget: a person's words go, the fact that something was sent stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run

BOOK = ("--ledger", "l.sqlite")
NOTE = "asked about the marmalade"


@pytest.fixture
def book(run: Run, record: Path, home: Path) -> Path:
    log = ("--at", "2026-03-11T18:00:00Z", "--note", NOTE, *BOOK)
    assert run("log", record, "sent-by-hand", "--recipient", "okafor", *log).code == 0
    return home / "l.sqlite"


def test_without_yes_nothing_is_erased(run: Run, record: Path, book: Path) -> None:
    answer = run("forget", record, "--recipient", "okafor", *BOOK)
    assert (answer.code, answer.err) == (0, "")
    assert "would forget: okafor, 1 event in l.sqlite; nothing was erased, add --yes to do it" in answer.out
    as_json = run("forget", record, "--recipient", "okafor", *BOOK, "--json").json
    assert (as_json["forgotten"], as_json["events"], as_json["erased"]) == (False, 1, None)
    assert NOTE in run("status", record, *BOOK).out


def test_with_yes_the_words_go_and_the_event_stays(run: Run, record: Path, book: Path) -> None:
    answer = run("forget", record, "--recipient", "okafor", *BOOK, "--yes", "--json")
    assert answer.code == 0
    assert (answer.json["forgotten"], answer.json["events"], answer.json["erased"]) == (True, 1, 1)
    status = run("status", record, *BOOK).out
    assert NOTE not in status
    assert "sent by hand" in status
    assert NOTE.encode() not in book.read_bytes()


def test_somebody_who_is_no_longer_in_the_record_can_be_forgotten(run: Run, record: Path, book: Path) -> None:
    gone = book.with_name("gone.toml")
    text = record.read_text("utf-8").replace('"okafor"', '"somebody"')
    gone.write_text(text, encoding="utf-8")
    assert run("forget", gone, "--recipient", "okafor", *BOOK, "--yes").code == 0
    assert NOTE not in run("status", record, *BOOK).out


def test_a_ref_that_nobody_knows_is_one_line(run: Run, record: Path, book: Path) -> None:
    answer = run("forget", record, "--recipient", "okafr", *BOOK, "--yes")
    assert answer.code == 2
    assert "did you mean okafor?" in answer.err
    assert NOTE in run("status", record, *BOOK).out


@pytest.mark.parametrize("yes", [(), ("--yes",)])
def test_a_ledger_that_is_not_there_is_not_made(run: Run, record: Path, home: Path, yes: tuple[str, ...]) -> None:
    answer = run("forget", record, "--recipient", "okafor", "--ledger", "other.sqlite", *yes)
    assert answer.code == 2
    assert "there is no ledger at 'other.sqlite'" in answer.err
    assert list(home.iterdir()) == []
