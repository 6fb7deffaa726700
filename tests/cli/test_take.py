"""--take: the candidate's word on a window that is closed."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import TOO_LATE, Run


def test_a_conflict_is_written_once_an_option_is_taken(run: Run, friday: Path, home: Path) -> None:
    asked = run("draft", friday, "--out", "out", "--now", TOO_LATE, "--json")
    assert (asked.code, asked.json["failed"][0]["decision"]) == (1, "conflict")
    assert not (home / "out").exists() or list((home / "out").iterdir()) == []
    taken = run("draft", friday, "--out", "out", "--now", TOO_LATE, "--take", "later", "--json")
    assert taken.code == 0
    step = taken.json["steps"][0]
    assert (step["decision"], step["at"]) == ("send", "2026-03-23T12:00:00+00:00")
    assert step["relaxed"][0] == "window end"
    assert step["trace"][-1]["rule"] == "your choice"
    assert "bell" not in {held["recipient"] for held in taken.json["held"] if held["occasion"] == "thank_you"}
    assert taken.json["letters"][0]["send_at"] == step["at"]
    assert (home / "out" / "bell.thank_you.md").is_file()


@pytest.mark.parametrize(
    ("option", "at"), [("earlier", "2026-03-13T16:30:00+00:00"), ("inside", "2026-03-14T15:30:00+00:00")]
)
def test_another_option_than_the_policys_can_be_taken(run: Run, friday: Path, option: str, at: str) -> None:
    answer = run("draft", friday, "--out", "out", "--now", "2026-03-13T15:40:00Z", "--take", option, "--json")
    assert answer.code == 0
    assert [letter["send_at"] for letter in answer.json["letters"]] == [at]


def test_an_option_that_nobody_offers_is_one_line_and_writes_nothing(run: Run, record: Path, home: Path) -> None:
    answer = run("draft", record, "--out", "out", "--take", "later")
    assert (answer.code, answer.out) == (2, "")
    (line,) = answer.err.splitlines()
    assert "no thank_you lists the option 'later' to take" in line
    assert "weber: none" in line
    assert list(home.iterdir()) == []


def test_the_steps_that_do_not_offer_it_stay_as_they_are(run: Run, friday: Path) -> None:
    other = '[[panel]]\nref = "hart"\nname = "Owen Hart"\nemail = "o@quill.example"\nzone = "Asia/Dubai"\n\n'
    topic = '\n[[topics]]\nsaid_by = "hart"\ntext = "moving the map room"\n'
    text = friday.read_text("utf-8").replace("[[topics]]", f"{other}[[topics]]") + topic
    friday.write_text(text, encoding="utf-8")
    now = ("--now", "2026-03-13T15:40:00Z")
    before = {step["recipient"]: step for step in run("plan", friday, *now, "--json").json["steps"][:2]}
    taken = run("draft", friday, "--out", "out", *now, "--take", "inside", "--recipient", "bell", "--json")
    after = {step["recipient"]: step for step in taken.json["steps"] if step["occasion"] == "thank_you"}
    assert after["bell"]["trace"][-1]["rule"] == "your choice"
    assert after["hart"] == before["hart"]


def test_a_letter_of_a_conflict_is_sent_by_the_same_word_only(run: Run, friday: Path, home: Path) -> None:
    assert run("draft", friday, "--out", "out", "--now", TOO_LATE, "--take", "later").code == 0
    send = ("send", "out/bell.thank_you.md", "--record", friday, "--outbox", "folder:box", "--now", TOO_LATE, "--yes")
    refused = run(*send, "--ledger", "l.sqlite")
    assert refused.code == 1
    assert "the window to Sunday 15 March 2026, 15:30 GMT is over" in refused.err
    assert not (home / "box").exists()
    assert run(*send, "--ledger", "l.sqlite", "--take", "earlier").code == 2
    assert run(*send, "--ledger", "l.sqlite", "--take", "later").code == 0
    assert (home / "box" / "bell-thank_you.txt").is_file()
