"""followup draft: what lands in the folder, and what is never lost."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from .conftest import Run


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def changed_record(record: Path, folder: Path, pattern: str, replacement: str) -> Path:
    text, count = re.subn(pattern, replacement, record.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    assert count, f"{pattern!r} is not in the example any more"
    out = folder / "changed.toml"
    out.write_text(text, encoding="utf-8")
    return out


def test_each_person_gets_source_artifact_and_review(letters: Path) -> None:
    assert sorted(contents(letters)) == [
        "lindqvist.thank_you.md",
        "lindqvist.thank_you.pdf",
        "lindqvist.thank_you.review.json",
        "lindqvist.thank_you.txt",
        "okafor.thank_you.md",
        "okafor.thank_you.review.json",
        "okafor.thank_you.txt",
        "weber.thank_you.eml",
        "weber.thank_you.md",
        "weber.thank_you.review.json",
    ]
    review = json.loads((letters / "weber.thank_you.review.json").read_text("utf-8"))
    assert review["ok"] is True
    assert (review["interview"], review["recipient"], review["channel"]) == ("harrow-onsite", "weber", "email")


def test_the_json_holds_the_plan_and_the_letters(run: Run, record: Path, tmp_path: Path) -> None:
    answer = run("draft", record, "--out", tmp_path / "out", "--json")
    assert (answer.code, answer.err) == (0, "")
    assert answer.json["ok"] is True
    assert {"policy", "steps", "held", "letters", "failed"} <= set(answer.json)
    for letter in answer.json["letters"]:
        assert all(Path(path).is_file() for path in letter["files"])
        assert letter["findings"] == []


def test_people_read_the_verdict_on_each_letter_in_a_line(run: Run, record: Path, tmp_path: Path) -> None:
    out = run("draft", record, "--out", tmp_path / "out").out
    for ref in ("weber", "okafor", "lindqvist"):
        assert re.search(rf"^{ref}: fit to send", out, re.MULTILINE)


def test_running_it_again_changes_nothing(run: Run, record: Path, letters: Path) -> None:
    before = contents(letters)
    assert run("draft", record, "--out", letters).code == 0
    assert contents(letters) == before


def test_another_seed_replaces_what_nobody_touched(run: Run, record: Path, letters: Path) -> None:
    before = contents(letters)
    assert run("draft", record, "--out", letters, "--seed", 3).code == 0
    assert contents(letters).keys() == before.keys()
    assert contents(letters) != before


@pytest.mark.parametrize("name", ["weber.thank_you.md", "okafor.thank_you.txt"])
def test_a_letter_that_the_user_edited_is_not_overwritten(run: Run, record: Path, letters: Path, name: str) -> None:
    edited = letters / name
    edited.write_bytes(edited.read_bytes() + b"\nOne more line.\n")
    before = contents(letters)
    answer = run("draft", record, "--out", letters, "--seed", 3)
    assert answer.code == 2
    assert len(answer.err.splitlines()) == 1
    assert name in answer.err
    assert "--force" in answer.err
    assert contents(letters) == before

    assert run("draft", record, "--out", letters, "--seed", 3, "--force").code == 0
    assert contents(letters)[name] != before[name]


def test_a_letter_of_unknown_origin_is_not_overwritten(run: Run, record: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "weber.thank_you.md").write_text("my own words", encoding="utf-8")
    answer = run("draft", record, "--out", out)
    assert answer.code == 2
    assert contents(out) == {"weber.thank_you.md": b"my own words"}


def test_the_letters_of_another_interview_are_not_overwritten(
    run: Run, record: Path, letters: Path, tmp_path: Path
) -> None:
    other = changed_record(record, tmp_path, r"Harrow", "Fenwick")
    other = changed_record(other, tmp_path, r'^ref = "harrow-onsite"', 'ref = "fenwick"')
    before = contents(letters)
    assert run("draft", other, "--out", letters).code == 2
    assert contents(letters) == before


def test_files_that_a_letter_no_longer_has_are_cleared_away_unless_somebody_changed_them(
    run: Run, record: Path, letters: Path, tmp_path: Path
) -> None:
    by_text = changed_record(record, tmp_path, r'channel = "email"', 'channel = "text"')
    assert run("draft", by_text, "--out", letters).code == 0
    assert (letters / "weber.thank_you.txt").exists()
    assert not (letters / "weber.thank_you.eml").exists()

    (letters / "weber.thank_you.txt").write_bytes(b"mine")
    assert run("draft", record, "--out", letters).code == 0
    assert (letters / "weber.thank_you.txt").read_bytes() == b"mine"


def test_a_failure_in_the_middle_leaves_the_folder_as_it_was(run: Run, record: Path, letters: Path) -> None:
    (letters / "weber.thank_you.eml").unlink()
    (letters / "weber.thank_you.eml").mkdir()
    before = sorted(path.name for path in letters.iterdir())
    text = (letters / "okafor.thank_you.md").read_bytes()
    answer = run("draft", record, "--out", letters, "--seed", 3)
    assert answer.code == 2
    assert "weber.thank_you.eml: is a directory" in answer.err
    assert sorted(path.name for path in letters.iterdir()) == before
    assert (letters / "okafor.thank_you.md").read_bytes() == text


def test_one_persons_letter_is_the_same_alone_as_among_all(
    run: Run, record: Path, letters: Path, tmp_path: Path
) -> None:
    assert run("draft", record, "--out", tmp_path / "alone", "--recipient", "okafor").code == 0
    alone = contents(tmp_path / "alone")
    assert {name.split(".")[0] for name in alone} == {"okafor"}
    assert alone["okafor.thank_you.md"] == contents(letters)["okafor.thank_you.md"]


def test_too_little_is_known_about_one_person_and_the_others_get_their_letters(
    run: Run, record: Path, tmp_path: Path
) -> None:
    vague = changed_record(record, tmp_path, r'^\[\[topics\]\]\nid = "uncertainty".*?(?=^#|^\[)', "")
    answer = run("draft", vague, "--out", tmp_path / "out", "--json")
    assert answer.code == 1
    (failure,) = answer.json["failed"]
    assert failure["recipient"] == "lindqvist"
    assert failure["questions"]
    assert {letter["recipient"] for letter in answer.json["letters"]} == {"weber", "okafor"}
    assert not list((tmp_path / "out").glob("lindqvist.*"))
    assert "question: " in run("draft", vague, "--out", tmp_path / "out").out


def test_a_person_who_cannot_be_reached_that_way_is_a_question_not_a_crash(
    run: Run, record: Path, tmp_path: Path
) -> None:
    nowhere = changed_record(record, tmp_path, r'^email = "helena.weber@harrow.example"\n', "")
    answer = run("draft", nowhere, "--out", tmp_path / "out")
    assert answer.code in (1, 2)
    assert "weber" in answer.out + answer.err


def test_after_a_rejection_nothing_is_written(run: Run, record: Path, tmp_path: Path) -> None:
    run("log", record, "rejected", "--at", "2026-03-10T20:00:00Z", "--ledger", "l.sqlite")
    answer = run("draft", record, "--out", tmp_path / "out", "--ledger", "l.sqlite", "--json")
    assert answer.code == 1
    assert answer.json["letters"] == []
    assert {failure["decision"] for failure in answer.json["failed"]} == {"stop"}
    assert not (tmp_path / "out").exists() or not contents(tmp_path / "out")


def test_a_check_in_is_written_only_when_asked_for(run: Run, record: Path, letters: Path, tmp_path: Path) -> None:
    assert not list(letters.glob("*.check_in.*"))
    answer = run("draft", record, "--out", tmp_path / "later", "--occasion", "check_in")
    assert answer.code == 0, answer.out
    assert (tmp_path / "later" / "weber.check_in.md").is_file()


def test_somebody_who_was_not_there_is_refused_with_the_names_of_those_who_were(
    run: Run, record: Path, tmp_path: Path
) -> None:
    answer = run("draft", record, "--out", tmp_path / "out", "--recipient", "webber")
    assert answer.code == 2
    assert "did you mean weber?" in answer.err
    assert not (tmp_path / "out").exists()


def test_before_the_end_of_the_interview_no_letter_is_written(run: Run, record: Path, tmp_path: Path) -> None:
    answer = run("draft", record, "--out", tmp_path / "early", "--now", "2026-03-01T00:00:00Z", "--json")
    assert answer.code == 1
    assert answer.json["letters"] == []
    assert {failure["decision"] for failure in answer.json["failed"]} == {"hold"}
    assert not (tmp_path / "early" / "weber.thank_you.md").exists()


def test_why_names_the_facts_behind_each_sentence(run: Run, record: Path, tmp_path: Path) -> None:
    done = run("draft", record, "--out", tmp_path / "out", "--recipient", "weber", "--why")
    assert "  2. " in done.out
    assert re.search(r"streams; 1 of \d+ wordings", done.out)
    assert "panel.weber.name" in done.out


def test_one_sentence_in_other_words_leaves_the_rest(run: Run, record: Path, tmp_path: Path) -> None:
    run("draft", record, "--out", tmp_path / "one", "--recipient", "weber")
    run("draft", record, "--out", tmp_path / "two", "--recipient", "weber", "--reroll", "3")
    one, two = ((tmp_path / name / "weber.thank_you.md").read_text("utf-8") for name in ("one", "two"))
    sentences = (one.split(". "), two.split(". "))
    assert sum(a != b for a, b in zip(*sentences, strict=True)) == 1


def test_other_words_for_everybody_at_once_are_refused(run: Run, record: Path, tmp_path: Path) -> None:
    done = run("draft", record, "--out", tmp_path / "out", "--reroll", "3")
    assert done.code == 2
    assert "name the letter's recipient" in done.err
