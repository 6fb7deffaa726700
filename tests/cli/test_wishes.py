"""pause, resume, snooze, pin, release: the candidate's own word on when, kept in the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .conftest import DUE, Run

BOOK = ("--ledger", "l.sqlite")
EVENING = ("--now", "2026-03-10T18:00:00+00:00")
"""After the interview of the example, before anything is due."""
NEXT_DAY = ("--now", "2026-03-11T15:30:00+00:00")


def step(run: Run, record: Path, who: str, *now: str, occasion: str = "thank_you") -> dict[str, Any]:
    steps = run("plan", record, *now, *BOOK, "--json").json["steps"]
    found: dict[str, Any] = next(s for s in steps if (s["recipient"], s["occasion"]) == (who, occasion))
    return found


# --- pause and resume ---


def test_a_pause_of_everything_needs_no_record_and_holds_every_letter(run: Run, record: Path) -> None:
    answer = run("pause", "--reason", "on a journey", "--until", "2026-03-13T09:00:00+00:00", *EVENING, *BOOK, "--json")
    assert answer.code == 0
    assert (answer.json["recorded"], answer.json["entry"]["interview"]) == (True, "*")
    assert answer.json["entry"]["until"] == "2026-03-13T09:00:00+00:00"
    held = step(run, record, "weber", *NEXT_DAY)
    assert held["decision"] == "hold"
    assert "on a journey" in held["reason"]
    assert run("pause", "--reason", "x", "--until", "2026-03-13T09:00:00+00:00", *EVENING, *BOOK).code == 0


def test_resuming_ends_the_pause_and_says_what_stays_paused(run: Run, record: Path) -> None:
    run("pause", *EVENING, *BOOK)
    run("pause", record, *EVENING, *BOOK)
    answer = run("resume", *NEXT_DAY, *BOOK)
    assert "resumed everything" in answer.out
    assert "still paused: writing about harrow-onsite, until you resume it" in answer.out
    assert step(run, record, "weber", *NEXT_DAY)["decision"] == "hold"
    assert run("resume", record, *NEXT_DAY, *BOOK).code == 0
    resumed = step(run, record, "weber", *NEXT_DAY)
    assert resumed["decision"] == "send"
    assert resumed["at"] == "2026-03-11T15:44:00+00:00", "what is not due yet stays where it is"


def test_there_is_nothing_to_resume_where_nothing_is_paused(run: Run, record: Path, home: Path) -> None:
    for what in ((), (record,)):
        answer = run("resume", *what, *EVENING, *BOOK)
        assert (answer.code, answer.err) == (0, "")
        assert answer.out.startswith("nothing to resume: ")
        assert run("resume", *what, *EVENING, *BOOK, "--json").json["recorded"] is False
    assert list(home.iterdir()) == [], "not even a ledger is made"


def test_a_pause_may_begin_later(run: Run, record: Path) -> None:
    answer = run("pause", "--at", "2026-03-11T12:00:00+00:00", "--until", "2026-03-12T09:00:00+00:00", *EVENING, *BOOK)
    assert answer.code == 0
    moved = step(run, record, "weber", *EVENING)
    assert moved["decision"] == "send"
    assert not "2026-03-11T12:00" <= moved["at"] < "2026-03-12T09:00"
    answer = run("resume", *EVENING, *BOOK)
    assert answer.out == "cancelled: the pause of all writing that was to begin Wed 2026-03-11 12:00 +00:00\n"
    assert step(run, record, "weber", *EVENING)["at"] == "2026-03-11T15:44:00+00:00"
    assert run("resume", *EVENING, *BOOK).out.startswith("nothing to resume")


def test_an_application_is_paused_only_where_the_record_names_one(run: Run, record: Path, friday: Path) -> None:
    text = friday.read_text("utf-8").replace('ref = "friday"', 'ref = "friday"\napplication = "quill"', 1)
    assert run("pause", friday, "--application", *BOOK).code == 2
    assert run("pause", "--application", *BOOK).code == 2
    friday.write_text(text, encoding="utf-8")
    answer = run("pause", friday, "--application", *EVENING, *BOOK, "--json")
    assert answer.json["entry"]["interview"] == "quill"
    assert run("resume", friday, *EVENING, *BOOK).out.startswith("nothing to resume")
    assert "resumed" in run("resume", friday, "--application", *NEXT_DAY, *BOOK).out


def test_a_pause_that_ends_before_it_begins_is_refused(run: Run, home: Path) -> None:
    answer = run("pause", "--until", "2026-03-10T17:00:00+00:00", *EVENING, *BOOK)
    assert answer.code == 2
    assert "is not after 2026-03-10T18:00:00+00:00" in answer.err
    assert list(home.iterdir()) == []


def test_a_pause_of_everything_does_not_move_the_clock_of_a_record(run: Run, record: Path) -> None:
    before = run("plan", record, *BOOK, "--json").json["now"]
    run("pause", "--at", "2026-03-12T18:00:00+00:00", *BOOK)
    run("resume", *BOOK)
    assert run("plan", record, *BOOK, "--json").json["now"] == before


def test_nothing_is_sent_in_a_pause_unless_that_is_said(run: Run, record: Path, letters: Path, home: Path) -> None:
    run("pause", "--reason", "on a journey", *EVENING, *BOOK)
    send = ("send", letters / "weber.thank_you.md", "--record", record, "--outbox", "folder:out", "--now", DUE, *BOOK)
    refused = run(*send, "--yes")
    assert refused.code == 1
    assert "no thank_you to weber: writing is paused until you resume it: on a journey" in refused.err
    assert not (home / "out").exists()
    assert run(*send, "--yes", "--although-paused").code == 0
    assert (home / "out" / "weber-thank_you.eml").is_file()


# --- snooze, pin, release ---


def test_a_snooze_is_kept_by_every_plan_and_shown_at_once(run: Run, record: Path) -> None:
    until = "2026-03-16T10:00:00+00:00"
    wish = ("snooze", record, "--recipient", "weber", "--until", until, "--reason", "she is away")
    answer = run(*wish, *EVENING, *BOOK)
    assert answer.code == 0
    first, shown, _ = answer.out.splitlines()
    assert first.endswith("snoozed (weber) until Mon 2026-03-16 10:00 +00:00: she is away")
    assert shown.startswith("thank_you to weber: send: Mon 2026-03-16 10:")
    snoozed = step(run, record, "weber", *NEXT_DAY)
    assert snoozed["at"] >= until
    assert "she is away" in " ".join(move["reason"] for move in snoozed["trace"])
    assert step(run, record, "okafor", *NEXT_DAY)["at"] < "2026-03-12"
    assert "stood there already" in run(*wish, *EVENING, *BOOK).out


def test_a_pin_is_the_instant_and_says_what_gave_way(run: Run, record: Path) -> None:
    wish = ("pin", record, "--recipient", "weber", "--at", "2026-03-14T10:00:00+00:00", "--reason", "I said so")
    answer = run(*wish, *EVENING, *BOOK)
    assert answer.code == 0
    assert "send: Sat 2026-03-14 10:00 +00:00, Europe/London; gave way: the end of the window and" in answer.out
    assert step(run, record, "weber", *NEXT_DAY)["at"] == "2026-03-14T10:00:00+00:00"


def test_a_pin_that_cannot_be_is_a_conflict(run: Run, record: Path) -> None:
    """Good Friday of 2026 is the third of April."""
    wish = ("pin", record, "--recipient", "weber", "--at", "2026-04-03T10:00:00+00:00", "--reason", "I said so")
    assert "thank_you to weber: conflict: you set this letter for Friday 3 April" in run(*wish, *EVENING, *BOOK).out
    answer = run("plan", record, *EVENING, *BOOK, "--json")
    assert answer.code == 1
    assert "Good Friday" in next(s for s in answer.json["steps"] if s["recipient"] == "weber")["reason"]


@pytest.mark.parametrize(
    ("verb", "option", "moment", "why"),
    [
        ("pin", "--at", "2026-03-10T18:00:00+00:00", "a pin needs a time to come"),
        ("pin", "--at", "2026-03-10T17:59:00+00:00", "a pin needs a time to come"),
        ("snooze", "--until", "2026-03-10T17:00:00+00:00", "a snooze needs a time to come"),
        ("pin", "--at", "2026-03-11T10:00:00", "has no zone"),
        ("pin", "--at", "tomorrow", "is no time in ISO 8601"),
    ],
)
def test_a_time_that_is_over_or_no_time_is_refused(
    run: Run, record: Path, home: Path, verb: str, option: str, moment: str, why: str
) -> None:
    answer = run(verb, record, "--recipient", "weber", option, moment, "--reason", "so", *EVENING, *BOOK)
    assert answer.code == 2
    assert why in answer.err or "is not after" in answer.err
    assert run("status", record, *EVENING, *BOOK, "--json").json["entries"] == []


def test_a_snooze_or_pin_needs_its_reason_and_somebody_of_the_panel(run: Run, record: Path) -> None:
    for verb, option in (("pin", "--at"), ("snooze", "--until")):
        known = (verb, record, option, "2026-03-16T10:00:00+00:00", *EVENING, *BOOK)
        assert run(*known, "--recipient", "weber").code == 2
        assert "known: lindqvist, okafor, weber" in run(*known, "--recipient", "who", "--reason", "so").err


def test_releasing_ends_what_was_set(run: Run, record: Path) -> None:
    until = "2026-03-16T10:00:00+00:00"
    for who in ("weber", "okafor"):
        run("snooze", record, "--recipient", who, "--until", until, "--reason", "away", *EVENING, *BOOK)
    assert len(run("status", record, *NEXT_DAY, *BOOK, "--json").json["set"]) == 2
    assert "released (weber)" in run("release", record, "--recipient", "weber", *NEXT_DAY, *BOOK).out
    assert step(run, record, "weber", *NEXT_DAY)["at"] < "2026-03-12"
    assert step(run, record, "okafor", *NEXT_DAY)["at"] == "2026-03-16T09:07:00-04:00"
    again = run("release", record, "--recipient", "weber", *NEXT_DAY, *BOOK, "--json")
    assert (again.code, again.json["recorded"]) == (0, False)
    assert run("release", record, *NEXT_DAY, *BOOK, "--json").json["recorded"] is True
    assert run("status", record, *NEXT_DAY, *BOOK, "--json").json["set"] == []


def test_status_shows_what_is_paused_and_set(run: Run, record: Path) -> None:
    run("pause", "--until", "2026-03-13T09:00:00+00:00", "--reason", "journey", *EVENING, *BOOK)
    pin = ("--at", "2026-03-14T10:00:00+00:00", "--reason", "I said so")
    run("pin", record, "--recipient", "weber", *pin, *EVENING, *BOOK)
    out = run("status", record, *NEXT_DAY, *BOOK).out
    assert "paused: from Tue 2026-03-10 18:00 +00:00 until Fri 2026-03-13 09:00 +00:00: journey" in out
    assert "in force: Tue 2026-03-10 18:00 +00:00 pinned thank_you (weber) for Sat 2026-03-14 10:00 +00:00" in out
    later = run("status", record, "--now", "2026-03-15T10:00:00+00:00", *BOOK, "--json").json
    assert later["paused"] == []
    assert len(later["set"]) == 1, "a pin that has passed unused is still known"


def test_the_same_can_be_logged(run: Run, record: Path) -> None:
    log = ("log", record)
    more = ("--at", "2026-03-10T18:00:00+00:00", "--now", "2026-03-10T18:00:00+00:00", *BOOK)
    until = ("--until", "2026-03-16T10:00:00+00:00")
    assert run(*log, "snoozed", "--recipient", "weber", *until, "--note", "away", *more).code == 0
    assert run(*log, "pinned", "--recipient", "okafor", *until, "--note", "I said so", *more).code == 0
    assert run(*log, "paused", *until, *more).code == 0
    assert run(*log, "resumed", "--now", "2026-03-11T09:00:00+00:00", *BOOK).code == 0
    assert run(*log, "released", "--recipient", "weber", "--now", "2026-03-11T09:00:00+00:00", *BOOK).code == 0
    for wrong in (
        (*log, "snoozed", "--recipient", "weber", *until, *more),
        (*log, "pinned", "--recipient", "weber", "--note", "so", *more),
        (*log, "pinned", *until, "--note", "so", *more),
        (*log, "replied", "--recipient", "weber", *until, *more),
        (*log, "paused", "--recipient", "weber", *more),
        (*log, "resumed", "--at", "2026-03-12T09:00:00+00:00", "--now", "2026-03-11T09:00:00+00:00", *BOOK),
    ):
        assert run(*wrong).code == 2, wrong


def test_a_snoozed_check_in_of_somebody_who_is_not_asked_is_said_to_have_no_effect(run: Run, record: Path) -> None:
    held = [h["recipient"] for h in run("plan", record, *EVENING, *BOOK, "--json").json["held"]]
    wish = ("--until", "2026-03-30T09:00:00+00:00", "--reason", "later", "--occasion", "check_in", *EVENING, *BOOK)
    answer = run("snooze", record, "--recipient", held[-1], *wish)
    assert f"check_in to {held[-1]}: this has no effect: one check-in per employer is enough" in answer.out


@pytest.mark.parametrize(
    ("verb", "option", "moment", "reason", "told"),
    [
        ("pin", "--at", "2026-03-10T17:00:00+00:00", "so", "--at 2026-03-10T17:00:00+00:00 is not after the present"),
        ("pin", "--at", "2026-03-11T10:00:00", "so", "--at 2026-03-11 10:00:00 has no zone"),
        ("snooze", "--until", "tomorrow", "so", "--until: 'tomorrow' is no time in ISO 8601"),
        ("snooze", "--until", "2026-03-16T10:00:00+00:00", " ", "--reason is empty; say in one line why"),
    ],
)
def test_an_error_names_the_option_that_was_typed(
    run: Run, record: Path, verb: str, option: str, moment: str, reason: str, told: str
) -> None:
    answer = run(verb, record, "--recipient", "weber", option, moment, "--reason", reason, *EVENING, *BOOK)
    assert answer.code == 2
    assert told in answer.err


def test_a_pause_that_would_end_before_it_begins_names_until(run: Run) -> None:
    answer = run("pause", "--until", "2026-03-10T17:00:00+00:00", *EVENING, *BOOK)
    assert answer.code == 2
    assert "--until 2026-03-10T17:00:00+00:00 is not after" in answer.err
