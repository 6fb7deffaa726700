"""followup plan --ics: a calendar file that can be imported again, read back as a calendar program reads it."""

from __future__ import annotations

import re
import stat
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unicodedata import category

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.errors import InvalidSetting
from followup_kit.facts.agenda import Appointment
from followup_kit.intake.ics_agenda import calendar_file
from followup_kit.intake.ics_events import current_event
from followup_kit.timing.agenda import agenda
from followup_kit.timing.planner import plan

from ..timing.builders import GUIDE, interview, person
from .conftest import FRIDAY, Run

EARLY, LATE = "2026-03-13T16:00:00Z", "2026-03-16T08:00:00Z"


def events(path: Path) -> dict[str, Any]:
    """The file's events by their summary, as another program reads them."""
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    return {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}


THANKS, ASK = "Thank Ann Bell (Quill House), by text", "Ask Ann Bell (Quill House) about the decision, by text"


@pytest.fixture
def written(run: Run, friday: Path, home: Path) -> Path:
    answer = run("plan", friday, "--now", EARLY, "--ics", "plan.ics")
    assert (answer.code, answer.err) == (0, "")
    return home / "plan.ics"


def test_every_planned_letter_is_an_event_with_an_alarm_at_its_moment(written: Path, run: Run, friday: Path) -> None:
    steps = run("plan", friday, "--now", EARLY, "--json").json["steps"]
    found = events(written)
    assert set(found) == {THANKS, ASK}
    for step, event in zip(steps, (found[THANKS], found[ASK]), strict=True):
        assert event["DTSTART"].dt == datetime.fromisoformat(step["at"])
        assert timedelta(0) < event["DTEND"].dt - event["DTSTART"].dt <= timedelta(minutes=30)
        [alarm] = event.walk("VALARM")
        assert (str(alarm["ACTION"]), alarm["TRIGGER"].dt) == ("DISPLAY", timedelta(0))
        assert (str(event["TRANSP"]), str(event["CLASS"]), str(event["STATUS"])) == (
            "TRANSPARENT",
            "PRIVATE",
            "CONFIRMED",
        )


def test_an_event_says_why_and_what_else_was_possible_and_no_address(written: Path) -> None:
    told = str(events(written)[THANKS]["DESCRIPTION"])
    assert "Not before Monday 16 March 2026, 09:00 GMT." in told
    assert "Saturday is not a working day" in told
    assert "Possible as well: the last opening before the window: Friday 13 March 2026, 16:30 GMT" in told
    assert "@" not in written.read_text("utf-8")


def test_the_file_is_what_the_standard_wants(written: Path) -> None:
    content = written.read_bytes()
    lines = content.split(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in lines)
    assert (lines[0], lines[-2], lines[-1]) == (b"BEGIN:VCALENDAR", b"END:VCALENDAR", b"")
    for name in (b"PRODID", b"VERSION"):
        assert len([line for line in lines if line.startswith(name + b":")]) == 1
    assert re.search(rb"\r\nDTSTART:20260316T090000Z\r\n", content)
    assert stat.S_IMODE(written.stat().st_mode) == 0o600 or sys.platform == "win32"


def test_our_own_reader_of_invitations_reads_it(written: Path) -> None:
    event = events(written)[THANKS]
    found, line = current_event(written, uid=str(event["UID"]))
    assert found.started == datetime(2026, 3, 16, 9, tzinfo=UTC)
    assert (found.summary, found.cancelled, found.sequence) == (THANKS, False, int(event["SEQUENCE"]))
    assert line is not None


def test_planning_again_with_the_same_answer_leaves_the_file_as_it_is_to_the_byte(
    written: Path, run: Run, friday: Path
) -> None:
    before = written.read_bytes()
    answer = run("plan", friday, "--now", "2026-03-13T16:20:00Z", "--ics", "plan.ics", "--json")
    assert answer.json["calendar"] == {
        "file": "plan.ics",
        "new": [],
        "changed": [],
        "unchanged": [THANKS, ASK],
        "cancelled": [],
    }
    assert written.read_bytes() == before


def test_a_moved_letter_keeps_its_uid_and_gets_a_higher_sequence_and_a_new_stamp(
    written: Path, run: Run, friday: Path
) -> None:
    before = events(written)
    answer = run("plan", friday, "--now", "2026-03-17T10:00:00Z", "--ics", "plan.ics")
    assert f"changed: {THANKS}" in answer.out
    after = events(written)
    assert len(after) == len(before)
    for name in (THANKS, ASK):
        assert str(after[name]["UID"]) == str(before[name]["UID"])
        assert int(after[name]["SEQUENCE"]) > int(before[name]["SEQUENCE"])
        assert after[name]["DTSTAMP"].dt == datetime(2026, 3, 17, 10, tzinfo=UTC) > before[name]["DTSTAMP"].dt


def test_a_file_of_another_name_still_outranks_the_one_imported_before(written: Path, run: Run, friday: Path) -> None:
    run("plan", friday, "--now", "2026-03-17T10:00:00Z", "--ics", "another.ics")
    before, after = events(written), events(written.with_name("another.ics"))
    assert {str(event["UID"]) for event in before.values()} == {str(event["UID"]) for event in after.values()}
    assert all(int(after[name]["SEQUENCE"]) > int(before[name]["SEQUENCE"]) for name in before)


def test_at_one_moment_a_changed_plan_still_gets_a_higher_sequence(written: Path, run: Run, friday: Path) -> None:
    before = int(events(written)[THANKS]["SEQUENCE"])
    run("plan", friday, "--now", EARLY, "--policy", "same_day", "--ics", "plan.ics")
    assert int(events(written)[THANKS]["SEQUENCE"]) == before + 1


def test_what_is_not_planned_any_more_is_cancelled_once_and_comes_back_if_it_is_planned_again(
    written: Path, run: Run, friday: Path
) -> None:
    before = int(events(written)[ASK]["SEQUENCE"])
    run("log", friday, "rejected", "--at", "2026-03-14T10:00:00Z", "--now", "2026-03-14T11:00:00Z", "--ledger", "l.db")
    again = ("plan", friday, "--now", "2026-03-14T12:00:00Z", "--ics", "plan.ics")
    assert f"cancelled: {ASK}" in run(*again, "--ledger", "l.db").out
    gone = events(written)
    assert {str(event["STATUS"]) for event in gone.values()} == {"CANCELLED"}
    assert all(not event.walk("VALARM") for event in gone.values())
    assert int(gone[ASK]["SEQUENCE"]) > before
    content = written.read_bytes()
    assert "cancelled" not in run(*again, "--ledger", "l.db").out
    assert written.read_bytes() == content
    run(*again, "--ledger", "other.db")
    back = events(written)
    assert {str(event["STATUS"]) for event in back.values()} == {"CONFIRMED"}
    assert int(back[ASK]["SEQUENCE"]) > int(gone[ASK]["SEQUENCE"])


def test_a_moment_that_has_passed_is_left_as_it_was(written: Path, run: Run, friday: Path) -> None:
    before = events(written)[THANKS].to_ical()
    run("log", friday, "sent-by-hand", "--recipient", "bell", "--at", "2026-03-16T09:05:00Z", "--ledger", "l.db")
    run("plan", friday, "--now", "2026-03-16T10:00:00Z", "--ledger", "l.db", "--ics", "plan.ics")
    after = events(written)
    assert after[THANKS].to_ical() == before
    assert str(after[ASK]["STATUS"]) == "CONFIRMED"


def test_plans_of_several_interviews_share_a_file(written: Path, run: Run, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(FRIDAY.replace('"friday"', '"mill"').replace("Quill House", "Mill & Sons; Ltd"), encoding="utf-8")
    run("plan", other, "--now", EARLY, "--ics", "plan.ics")
    assert set(events(written)) == {THANKS, ASK} | {
        name.replace("Quill House", "Mill & Sons; Ltd") for name in (THANKS, ASK)
    }


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//X//Y//EN\r\nEND:VCALENDAR\r\n",
            "was not written by followup-kit",
        ),
        (b"my notes\n", "cannot be read as a calendar"),
        (b"BEGIN:VCALENDAR\r\nPRODID:-//followup-kit//plan//EN\r\n", "cannot be read as a calendar"),
    ],
)
def test_a_file_that_is_not_ours_is_never_written_over(
    run: Run, friday: Path, home: Path, content: bytes, why: str
) -> None:
    (home / "mine.ics").write_bytes(content)
    answer = run("plan", friday, "--now", EARLY, "--ics", "mine.ics")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("followup: --ics mine.ics: the file that is there ")
    assert why in answer.err
    assert (home / "mine.ics").read_bytes() == content
    assert [path.name for path in home.iterdir()] == ["mine.ics"]


def test_a_calendar_program_that_saved_it_again_with_events_of_its_own_makes_it_foreign(
    written: Path, run: Run, friday: Path
) -> None:
    text = written.read_text("utf-8").replace("X-FOLLOWUP-KIT-PLAN", "X-OTHER", 1)
    written.write_text(text, encoding="utf-8", newline="")
    answer = run("plan", friday, "--now", LATE, "--ics", "plan.ics")
    assert answer.code == 2
    assert "was not written by followup-kit" in answer.err


def test_only_ics_files_are_written(run: Run, friday: Path) -> None:
    before = friday.read_bytes()
    answer = run("plan", friday, "--now", EARLY, "--ics", friday)
    assert answer.code == 2
    assert answer.err.endswith("a calendar file ends in .ics; write " + str(friday.with_suffix(".ics")) + "\n")
    assert friday.read_bytes() == before


def test_nothing_to_send_writes_no_file_and_says_so(run: Run, friday: Path, home: Path) -> None:
    answer = run("plan", friday, "--now", "2026-03-13T10:00:00Z", "--ics", "plan.ics")
    assert (answer.code, answer.err) == (0, "")
    assert "plan.ics: not written, since nothing is to be sent" in answer.out
    assert list(home.iterdir()) == []
    assert (
        run("plan", friday, "--now", "2026-03-13T10:00:00Z", "--ics", "p.ics", "--json").json["calendar"]["file"]
        is None
    )


def test_a_link_is_followed_and_nothing_else_is_left_in_the_folder(run: Run, friday: Path, home: Path) -> None:
    (home / "new").mkdir()
    run("plan", friday, "--now", EARLY, "--ics", "new/plan.ics")
    link = home / "link.ics"
    link.symlink_to(home / "new" / "plan.ics")
    assert run("plan", friday, "--now", "2026-03-17T10:00:00Z", "--ics", "link.ics").code == 0
    assert link.is_symlink()
    assert events(home / "new" / "plan.ics")[THANKS]["DTSTAMP"].dt.day == 17
    assert [path.name for path in (home / "new").iterdir()] == ["plan.ics"]


def test_without_the_extra_one_line_says_what_to_install(
    run: Run, friday: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    answer = run("plan", friday, "--now", EARLY, "--ics", "plan.ics")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == (
        "followup: --ics plan.ics: calendar files need the icalendar package: install followup-kit[ics]\n"
    )
    assert list(home.iterdir()) == []


def test_events_are_said_in_the_language_that_was_asked_for(run: Run, friday: Path, home: Path) -> None:
    run("plan", friday, "--now", EARLY, "--locale", "de", "--ics", "plan.ics")
    told = "".join(str(event["DESCRIPTION"]) for event in events(home / "plan.ics").values())
    assert "Samstag ist kein Arbeitstag" in told
    assert THANKS not in events(home / "plan.ics")
    english = run("plan", friday, "--now", EARLY, "--ics", "plan.ics")
    assert f"changed: {THANKS}" in english.out


NOW = datetime(2026, 3, 6, 15, tzinfo=UTC)


@settings(max_examples=60)
@given(st.text(max_size=200), st.text(max_size=400), st.integers(0, 10**6))
def test_any_text_is_read_back_as_it_was_and_a_second_writing_changes_nothing(
    summary: str, description: str, minutes: int
) -> None:
    summary = summary.encode("utf-8", "replace").decode("utf-8")
    description = description.encode("utf-8", "replace").decode("utf-8")
    appointment = Appointment(
        uid="u1", plan="p1", at=NOW + timedelta(minutes=minutes), summary=summary, description=description
    )
    first = calendar_file([appointment], plan="p1", now=NOW)
    lines = first.content.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    [event] = icalendar.Calendar.from_ical(first.content).walk("VEVENT")
    seen = "".join(char for char in summary if category(char) not in ("Cc", "Cs", "Zl", "Zp"))
    assert "".join(str(event["SUMMARY"]).split()) == "".join(seen.split())
    assert not [char for char in first.content.decode() if category(char) == "Cc" and char not in "\r\n"]
    again = calendar_file([appointment], plan="p1", now=NOW + timedelta(days=1), former=first.content.decode())
    assert again.unchanged == (summary,)
    assert again.content == first.content


def test_a_panel_has_one_event_each_and_names_never_break_out_of_their_line() -> None:
    hostile = "Bo\\, Lind; DTEND:1 \u2028x"
    record = interview(
        "2026-03-06 15:00", person("a", name="Bo\\, Lind; DTEND:1"), person("b", name="名前" * 40), person("c")
    )
    entries = agenda(plan(record, GUIDE, now=record.ended))
    assert len({entry.uid for entry in entries}) == len(entries) == 4
    assert {entry.plan for entry in entries} == {entries[0].plan}
    content = calendar_file(entries, plan=entries[0].plan, now=record.ended).content
    read = [str(event["SUMMARY"]) for event in icalendar.Calendar.from_ical(content).walk("VEVENT")]
    assert sorted(read) == sorted(entry.summary for entry in entries)
    assert "acme" not in "".join(entry.uid for entry in entries)
    joined = Appointment(uid="u", plan="p", at=record.ended, summary="می\u200cخواهم 👩\u200d🔬")
    assert joined.summary in calendar_file([joined], plan="p", now=record.ended).content.decode()
    odd = Appointment(uid="u", plan="p", at=record.ended, summary=hostile)
    assert calendar_file([odd], plan="p", now=record.ended).content.count(b"BEGIN:VEVENT") == 1


def test_a_former_file_of_broken_versions_is_refused() -> None:
    appointment = Appointment(uid="u", plan="p", at=NOW, summary="x")
    good = calendar_file([appointment], plan="p", now=NOW).content.decode()
    for bad in (good.replace("SEQUENCE:", "SEQUENCE:x"), re.sub(r"DTSTART:.*\r\n", "", good), good[:200]):
        with pytest.raises(InvalidSetting, match=r"cannot be read|not written by"):
            calendar_file([appointment], plan="p", now=NOW, former=bad)


def test_a_place_that_cannot_be_used_is_one_line_and_nothing_is_made(run: Run, friday: Path, home: Path) -> None:
    (home / "empty.ics").touch()
    (home / "odd.ics").write_bytes(b"\xff\xfe\x00")
    (home / "folder.ics").mkdir()
    for place, told in (
        ("empty.ics", "--ics empty.ics: the file that is there is empty; remove it"),
        ("odd.ics", "--ics odd.ics: what is there is no calendar file of followup-kit"),
        ("folder.ics", "--ics folder.ics: what is there is no calendar file of followup-kit"),
        ("nowhere/plan.ics", "there is no folder"),
    ):
        answer = run("plan", friday, "--now", EARLY, "--ics", place)
        assert (answer.code, answer.out) == (2, "")
        assert told in answer.err
        assert len(answer.err.splitlines()) == 1
    assert not (home / "nowhere").exists()
    assert (home / "empty.ics").read_bytes() == b""
