"""Bad input: exit status 2, one clear line for each problem, nothing written and nothing lost."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from followup_kit.cli import session

from ..delivery.builders import fill, ordinary_user, small_disk
from .conftest import DUE, EXAMPLE, Run

TEXT = EXAMPLE.read_text("utf-8")


def replaced(pattern: str, replacement: str) -> bytes:
    text, count = re.subn(pattern, replacement, TEXT, count=1, flags=re.MULTILINE | re.DOTALL)
    assert count, f"{pattern!r} is not in the example any more"
    return text.encode()


# What is wrong with the record, and what the line must say: the place or the value, and what would work.
RECORDS: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "the file is empty; a record needs at least ref"),
    "wrong encoding": (TEXT.replace("Priya", "Jürgen").encode("latin-1"), "UTF-8"),
    "UTF-16": (TEXT.encode("utf-16"), "save it as UTF-8"),
    "binary": (b"\x7fELF\x00\x01", ""),
    "not TOML": (b"ref = \n", ":1: "),
    "missing field": (replaced(r"^role.*?\n", ""), "role: is missing; it is the position"),
    "misspelt field": (replaced(r"^role =", "rol ="), "role"),
    "year 0": (replaced(r"^ended = 2026", "ended = 0000"), ":9: "),
    "year 1": (replaced(r"^ended = 2026", "ended = 0001"), "years 1900 to 2200 are accepted"),
    "unknown zone": (replaced(r'^zone = "Europe/London"', 'zone = "Europe/Londn"'), "near names: Europe/London"),
    "unknown country": (replaced(r'country = "GB"', 'country = "XX"'), "no holidays are known for the country 'XX'"),
    "no country code": (replaced(r'country = "GB"', 'country = "England"'), "two-letter ISO 3166 code"),
    "unknown channel": (
        replaced(r'channel = "email"', 'channel = "fax"'),
        "no channel named 'fax'; known: card, ",
    ),
    "two with one ref": (replaced(r'ref = "okafor"', 'ref = "weber"'), "two panel members share 'weber'"),
    "nobody there": (replaced(r"^\[\[panel\]\].*?(?=^# What each)", ""), "panel: is missing"),
    "ends before it starts": (replaced(r"^ended = 2026-03-10T15", "ended = 2026-03-10T11"), "not after it started"),
    "CR and LF in a name": (replaced(r'given = "Tom"', r'given = "Tom\\r\\nBcc: all@example.org"'), "U+000D"),
    "naive time": (replaced(r'^zone = "Europe/London".*?\n', "").replace(b'zone = "Europe/London"\n', b""), "zone"),
    "time that the clocks skip": (replaced(r"^ended = 2026-03-10T15:30:00", "ended = 2026-03-29T01:30:00"), "skip"),
}
VERBS: dict[str, Callable[[Path], list[object]]] = {
    "plan": lambda record: ["plan", record],
    "plan --json": lambda record: ["plan", record, "--json"],
    "draft": lambda record: ["draft", record, "--out", "out"],
    "status": lambda record: ["status", record],
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("fault", RECORDS)
def test_a_bad_record_is_told_in_lines_that_name_the_file(run: Run, home: Path, fault: str, verb: str) -> None:
    content, told = RECORDS[fault]
    path = home / "talk.toml"
    path.write_bytes(content)
    answer = run(*VERBS[verb](path))
    assert (answer.code, answer.out) == (2, "")
    lines = answer.err.splitlines()
    assert told in lines[0]
    for line in lines:
        assert line.startswith(f"followup: {path}:")
        assert not line.endswith(".")
        assert line.isprintable()
    assert list(home.iterdir()) == [path]
    assert path.read_bytes() == content


def test_every_problem_of_a_record_is_told_at_once(run: Run, home: Path) -> None:
    path = home / "talk.toml"
    path.write_text('ref = "A B"\nrole = ""\nended = 2026-13-01T10:00:00\n', encoding="utf-8")
    assert run("plan", path).code == 2
    path.write_text('ref = "A B"\nrole = ""\n', encoding="utf-8")
    assert len(run("plan", path).err.splitlines()) >= 4


@pytest.mark.parametrize("verb", VERBS)
def test_a_path_that_is_no_record_is_one_line(run: Run, home: Path, tmp_path: Path, verb: str) -> None:
    huge, folder = tmp_path / "huge.toml", tmp_path / "folder.toml"
    with huge.open("wb") as file:
        file.truncate(100_000_000)
    folder.mkdir()
    for path in (huge, folder, tmp_path / "none.toml", tmp_path / "talk.docx", tmp_path / ("x" * 300 + ".toml")):
        answer = run(*VERBS[verb](path))
        assert (answer.code, answer.out, len(answer.err.splitlines())) == (2, "", 1)
    assert list(home.iterdir()) == []


def test_a_language_without_a_pack_is_told_before_anything_is_written(run: Run, home: Path) -> None:
    path = home / "talk.toml"
    path.write_bytes(replaced(r'^locale = "en-GB"', 'locale = "cy-GB"'))
    answer = run("draft", path, "--out", "out")
    assert answer.code == 2
    assert "no language named 'cy-GB'; known: de-AT, de-CH, de-DE, en-GB, en-US" in answer.err
    assert list(home.iterdir()) == [path]


USAGE: dict[str, list[object]] = {
    "no such verb": ["drat"],
    "no record": ["plan"],
    "no such option": ["plan", EXAMPLE, "--new"],
    "time without offset": ["plan", EXAMPLE, "--now", "2026-03-10T10:00"],
    "no time": ["plan", EXAMPLE, "--now", "tomorrow"],
    "time in the year 0": ["plan", EXAMPLE, "--now", "0000-01-01T00:00:00Z"],
    "time in the year 1": ["plan", EXAMPLE, "--now", "0001-01-01T00:00:00Z"],
    "time at the end of all": ["plan", EXAMPLE, "--now", "9999-12-31T23:59:59-12:00"],
    "unknown policy": ["plan", EXAMPLE, "--policy", "gide"],
    "unknown occasion": ["draft", EXAMPLE, "--out", "out", "--occasion", "birthday"],
    "negative seed": ["draft", EXAMPLE, "--out", "out", "--seed", "-1"],
    "unknown event": ["log", EXAMPLE, "applauded"],
    "note of two lines": ["log", EXAMPLE, "replied", "--note", "a\nb"],
    "folder that is a file": ["draft", EXAMPLE, "--out", EXAMPLE],
    "folder inside a file": ["draft", EXAMPLE, "--out", EXAMPLE / "out"],
    "batch of what is no batch": ["batch", EXAMPLE, "--out", "out"],
    "batch of nothing": ["batch", "none.jsonl", "--out", "out"],
}


@pytest.mark.parametrize("fault", USAGE)
def test_a_usage_error_is_one_line_without_a_usage_text(run: Run, home: Path, fault: str) -> None:
    answer = run(*USAGE[fault])
    assert (answer.code, answer.out) == (2, "")
    (line,) = answer.err.splitlines()
    assert line.startswith("followup: ")
    assert list(home.iterdir()) == []


def test_a_time_without_offset_is_told_what_to_add(run: Run) -> None:
    answer = run("plan", EXAMPLE, "--now", "2026-03-10T10:00")
    assert "has no zone; add an offset such as +01:00" in answer.err


def test_a_broken_settings_file_is_one_line(run: Run, home: Path) -> None:
    (home / "followup.toml").write_text('polcy = "guide"\n', encoding="utf-8")
    answer = run("plan", EXAMPLE)
    assert answer.code == 2
    assert "no setting named 'polcy'" in answer.err
    assert "did you mean policy?" in answer.err
    assert run("plan", "--help").code == 0


def not_a_ledger(path: Path) -> None:
    path.write_text("dear diary", encoding="utf-8")


def a_folder(path: Path) -> None:
    path.mkdir()


def another_programs(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE songs (title)")


LEDGERS: dict[str, tuple[Callable[[Path], None], str]] = {
    "not a ledger": (not_a_ledger, "is not a ledger"),
    "a folder": (a_folder, "is a folder"),
    "another program's": (another_programs, "is a database of another program"),
}


@pytest.mark.parametrize("fault", LEDGERS)
def test_a_file_that_is_no_ledger_is_one_line_and_stays_as_it_is(
    run: Run, home: Path, letters: Path, fault: str
) -> None:
    make, told = LEDGERS[fault]
    path = home / "ledger"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    letter = letters / "weber.thank_you.md"
    for arguments in (
        ["plan", EXAMPLE],
        ["draft", EXAMPLE, "--out", "out"],
        ["status", EXAMPLE],
        ["log", EXAMPLE, "offer"],
        ["review", letter, "--record", EXAMPLE],
        ["send", letter, "--record", EXAMPLE, "--recipient", "weber", "--outbox", "folder:box", "--now", DUE, "--yes"],
    ):
        answer = run(*arguments, "--ledger", path)
        assert (answer.code, answer.out) == (2, "")
        (line,) = answer.err.splitlines()
        assert told in line
    assert list(home.iterdir()) == [path]
    assert before is None or path.read_bytes() == before


class TestWritingTheLedger:
    LOG = ("log", EXAMPLE, "offer", "--at", "2026-03-12T09:00:00Z", "--ledger")

    def told(self, run: Run, path: Path) -> str:
        answer = run(*self.LOG, path)
        assert (answer.code, answer.out) == (2, "")
        (line,) = answer.err.splitlines()
        return line

    @pytest.fixture
    def open_to_all(self, tmp_path_factory: pytest.TempPathFactory) -> Path:
        folder = tmp_path_factory.mktemp("shared")
        for above in [folder, *folder.parents][:4]:
            above.chmod(above.stat().st_mode | 0o055)
        return folder

    def test_locked(self, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(session, "LEDGER_WAIT", 0.05)
        path = home / "ledger"
        assert run(*self.LOG, path).code == 0
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            answer = run("log", EXAMPLE, "rejected", "--at", "2026-03-13T09:00:00Z", "--ledger", path)
        assert answer.code == 2
        assert "is in use by another program" in answer.err
        assert len(answer.err.splitlines()) == 1

    def test_in_a_folder_that_is_not_there(self, run: Run, home: Path) -> None:
        assert "create it first" in self.told(run, home / "none" / "ledger")

    def test_read_only(self, run: Run, open_to_all: Path) -> None:
        path = open_to_all / "ledger"
        assert run(*self.LOG, path).code == 0
        path.chmod(0o444)
        open_to_all.chmod(0o555)
        with ordinary_user():
            answer = run("log", EXAMPLE, "rejected", "--at", "2026-03-13T09:00:00Z", "--ledger", path)
        open_to_all.chmod(0o755)
        assert answer.code == 2
        assert "read-only" in answer.err or "cannot be opened" in answer.err
        assert len(answer.err.splitlines()) == 1

    def test_full(self, run: Run, tmp_path: Path) -> None:
        with small_disk(tmp_path / "disk", "256k") as disk:
            fill(disk)
            line = self.told(run, disk / "ledger")
            assert "the disk is full; free some space" in line


def test_letters_for_a_full_disk_leave_nothing_behind(run: Run, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "16k") as disk:
        answer = run("draft", EXAMPLE, "--out", disk / "letters")
        assert answer.code == 2
        (line,) = answer.err.splitlines()
        assert "free some space" in line
        assert list(disk.iterdir()) == []


@pytest.mark.parametrize("verb", ["plan", "draft", "status"])
@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('country = "GB"', 'country = "ZZ"', "employer.country"),
        ('subdivision = "NY"', 'subdivision = "QQ"', "panel[1].subdivision"),
        ('channel = "card"', 'channel = "fax"', "panel[2].channel"),
    ],
)
def test_what_only_the_plan_finds_wrong_is_told_with_file_line_and_field(
    run: Run, record: Path, tmp_path: Path, verb: str, old: str, new: str, field: str
) -> None:
    text = record.read_text("utf-8")
    assert text.count(old) == 1
    path = tmp_path / "c.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    answer = run(verb, path, *(("--out", tmp_path / "out") if verb == "draft" else ()))
    assert answer.code == 2
    assert answer.err.startswith(f"followup: {path}:{line}: {field}: ")
    assert len(answer.err.splitlines()) == 1


@pytest.mark.parametrize("verb", ["plan", "batch"])
def test_a_folder_is_called_a_folder(run: Run, tmp_path: Path, verb: str) -> None:
    answer = run(verb, ".", *(("--out", tmp_path / "out") if verb == "batch" else ()))
    assert answer.code == 2
    assert answer.err.startswith("followup: .: this is a folder")


def test_a_value_is_shown_as_the_file_has_it(run: Run, tmp_path: Path, record: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_text(record.read_text("utf-8").replace("ended = 2026-03-10T15:30:00", "ended = 2026-06-17"), "utf-8")
    answer = run("plan", path)
    assert answer.err.rstrip().endswith("got 2026-06-17")
