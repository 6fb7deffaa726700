"""followup review: findings with places that hold in the file, and fixes that keep the rest of it."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from .conftest import Answer, Run


@pytest.fixture
def letter(letters: Path) -> Path:
    return letters / "weber.thank_you.md"


def with_placeholder(letter: Path) -> str:
    """Put an emoji and then a placeholder into the letter; return the new text."""
    text = letter.read_text("utf-8").replace(
        "Dear Dr Weber,\n", "Dear Dr Weber,\n\nIt was good 😀 to see [Company] from within.\n"
    )
    letter.write_text(text, encoding="utf-8")
    return text


def slices(answer: Answer, text: str) -> list[str]:
    return [text[finding["start"] : finding["end"]] for finding in answer.json["findings"]]


def test_a_letter_as_drafted_is_fit_to_send(run: Run, record: Path, letter: Path) -> None:
    answer = run("review", letter, "--record", record, "--recipient", "weber", "--json")
    assert (answer.code, answer.err) == (0, "")
    assert answer.json["ok"] is True


def test_positions_count_code_points_of_the_file(run: Run, record: Path, letter: Path) -> None:
    text = with_placeholder(letter)
    answer = run("review", letter, "--record", record, "--recipient", "weber", "--json")
    assert answer.code == 1
    assert answer.json["ok"] is False
    assert "[Company]" in slices(answer, text)
    finding = next(f for f in answer.json["findings"] if text[f["start"] : f["end"]] == "[Company]")
    assert {"code", "severity", "message", "start", "end", "line", "column", "fixes"} <= set(finding)
    line = text.splitlines()[finding["line"] - 1]
    assert line[finding["column"] - 1 :].startswith("[Company]")


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_positions_hold_with_the_named_codec_whatever_the_line_ends(
    run: Run, record: Path, letter: Path, bom: str, end: str
) -> None:
    text = with_placeholder(letter).replace("\n", end)
    letter.write_bytes((bom + text).encode())
    answer = run("review", letter, "--record", record, "--recipient", "weber", "--json")
    assert answer.json["encoding"] == ("utf-8-sig" if bom else "utf-8")
    assert "[Company]" in slices(answer, letter.read_bytes().decode(answer.json["encoding"]))


def test_people_see_the_words_with_carets_under_them(run: Run, record: Path, letter: Path) -> None:
    with_placeholder(letter)
    lines = run("review", letter, "--record", record).out.splitlines()
    pairs = pairwise(lines)
    # the emoji is two columns wide on a terminal
    found = [(words.index("[Company]") + 1, carets) for words, carets in pairs if "from within" in words]
    assert any(carets == " " * at + "^" * len("[Company]") for at, carets in found)


def test_the_letters_beside_it_are_compared(run: Run, record: Path, letters: Path) -> None:
    weber, okafor = letters / "weber.thank_you.md", letters / "okafor.thank_you.md"
    body = weber.read_text("utf-8").split("---\n", 2)[2].replace("Dr Weber", "Mr Okafor")
    okafor.write_text(okafor.read_text("utf-8").split("\n\n", 1)[0] + "\n" + body, encoding="utf-8")
    answer = run("review", okafor, "--record", record, "--recipient", "okafor", "--json")
    assert answer.code == 1


def test_fix_mends_what_is_safe_and_keeps_byte_order_mark_and_line_ends(run: Run, record: Path, letter: Path) -> None:
    text = letter.read_text("utf-8").replace(". ", ".  ", 1).replace("\n", "\r\n")
    letter.write_bytes(("\ufeff" + text).encode())
    before = run("review", letter, "--record", record, "--json").json
    safe = [fix for finding in before["findings"] for fix in finding["fixes"] if fix["applicability"] == "safe"]
    answer = run("review", letter, "--record", record, "--fix", "--json")
    after = letter.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf")
    assert after.count(b"\n") == after.count(b"\r\n") == text.count("\n")
    assert answer.json["fixed"] is bool(safe)


def test_a_letter_without_a_record_is_reviewed_by_itself(run: Run, tmp_path: Path) -> None:
    bare = tmp_path / "bare.md"
    bare.write_text("Dear Ms Weber,\n\nThank you for [something].\n\nKind regards,\n\nPriya\n", encoding="utf-8")
    answer = run("review", bare, "--json")
    assert answer.code == 1
    assert answer.json["recipient"] is None


def test_the_only_person_in_the_room_need_not_be_named(run: Run, tmp_path: Path) -> None:
    talk = {
        "version": 1,
        "ref": "two",
        "role": "Analyst",
        "ended": "2026-03-10T15:30:00+00:00",
        "employer": {"name": "Harrow"},
        "candidate": {"name": "Priya Raman"},
        "panel": [{"ref": "weber", "name": {"full": "Helena Weber"}}],
    }
    record, bare = tmp_path / "two.json", tmp_path / "bare.md"
    record.write_text(json.dumps(talk), encoding="utf-8")
    bare.write_text("Dear Ms Weber,\n\nthank you.\n", encoding="utf-8")
    assert run("review", bare, "--record", record, "--json").json["recipient"] == "weber"


BAD = {
    "empty": (b"", "is empty"),
    "only a byte order mark": (b"\xef\xbb\xbf\n", "is empty"),
    "UTF-16": ("Dear".encode("utf-16"), "is in UTF-16; save it as UTF-8"),
    "Latin-1": (b"Dear Dr Weber,\n\nM\xfcnchen\n", ":3: byte 0xfc is not UTF-8"),
    "binary": (b"%PDF\0\0\0", "NUL"),
    "too large": (b"x" * 1_000_001, "has more than 1000000 bytes"),
    "too long to be a letter": (b"word " * 5000, "25000 characters"),
    "unknown occasion": (b"---\noccasion: birthday\nrecipient: weber\n---\n\nDear\n", "birthday"),
    "unknown person": (b"---\nrecipient: nobody\n---\n\nDear\n", "no panel member named 'nobody'"),
    "nobody named": (b"Dear Dr Weber,\n", "give --recipient, one of weber, okafor, lindqvist"),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_letter_file_is_one_clear_line(run: Run, record: Path, tmp_path: Path, fault: str) -> None:
    content, told = BAD[fault]
    path = tmp_path / "letter.md"
    path.write_bytes(content)
    recipient = () if "named" in fault or "unknown person" in fault else ("--recipient", "weber")
    for fix in ((), ("--fix",)):
        answer = run("review", path, "--record", record, *recipient, *fix)
        assert (answer.code, answer.out) == (2, "")
        (line,) = answer.err.splitlines()
        assert told in line
        assert path.read_bytes() == content


def test_a_folder_or_nothing_at_all_is_one_clear_line(run: Run, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.md"):
        answer = run("review", path)
        assert (answer.code, len(answer.err.splitlines())) == (2, 1)


def test_a_recipient_without_a_record_is_a_usage_error(run: Run, letter: Path) -> None:
    answer = run("review", letter, "--recipient", "weber")
    assert answer.code == 2
    assert "--recipient needs --record" in answer.err


def test_a_letter_without_a_head_is_checked_for_the_channel_of_its_reader(
    run: Run, record: Path, tmp_path: Path
) -> None:
    path = tmp_path / "note.md"
    path.write_text("Dear Tom,\n\nThank you.\n", encoding="utf-8")
    assert run("review", path, "--json").json["channel"] == "text"
    answer = run("review", path, "--record", record, "--recipient", "okafor", "--json")
    assert answer.json["channel"] == "linkedin"
