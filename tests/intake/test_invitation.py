"""An invitation is trusted for what it can know; the rest are guesses that cannot reach a letter by themselves."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from followup_kit.errors import InvalidRecord
from followup_kit.facts.people import Candidate, Employer, PersonName
from followup_kit.intake import Invitation, invitation, read

INVITATION = Path(__file__).parent / "files" / "invitation.ics"
TEXT = INVITATION.read_text(encoding="utf-8")
BEGIN, END = TEXT.index("BEGIN:VEVENT"), TEXT.index("END:VCALENDAR")
EVENT = TEXT[BEGIN:END]
NORTHWIND = Employer(name="Northwind GmbH", country="DE")
JO = Candidate(name="Jo Doe", email="jo@example.org")


def calendar(tmp_path: Path, *events: str, method: str = "REQUEST") -> Path:
    path = tmp_path / "x.ics"
    head = TEXT[:BEGIN].replace("METHOD:REQUEST", f"METHOD:{method}")
    path.write_bytes((head + "".join(events) + "END:VCALENDAR\n").replace("\n", "\r\n").encode())
    return path


def changed(old: str, new: str) -> str:
    assert old in EVENT
    return EVENT.replace(old, new)


def told(path: Path) -> list[str]:
    with pytest.raises(InvalidRecord) as caught:
        invitation(path)
    lines = [str(problem).removeprefix(str(path)) for problem in caught.value.problems]
    assert all(line.isprintable() for line in lines)
    return lines


def test_what_is_known_stands_apart_from_what_is_guessed() -> None:
    found = invitation(INVITATION, candidate="jo@example.org")
    assert found.ref == "interview-4711"
    assert found.started == datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert found.ended == datetime(2026, 3, 2, 13, 30, tzinfo=UTC)
    assert found.zone == "Europe/Berlin"
    assert found.state == "scheduled"
    assert [invitee.email for invitee in found.people] == [
        "cleo@northwind.example",
        "Anna.Weber@northwind.example",
        "ben@northwind.example",
    ]
    assert found.refs == ("cleo", "anna.weber", "ben")
    assert dict(found.guesses) == {
        "role": "Backend Engineer",
        "employer.name": "Northwind GmbH",
        "panel[0].name": "Cleo Roth",
        "panel[1].name": "Weber, Anna",
    }
    assert found.missing == (
        "role", "employer.name", "candidate.name", "panel[0].name", "panel[1].name", "panel[2].name"
    )  # fmt: skip


def test_the_candidate_is_told_by_mailbox_or_value_and_is_not_on_the_panel() -> None:
    assert invitation(INVITATION, candidate=JO).people == invitation(INVITATION, candidate="Jo@Example.org").people
    assert len(invitation(INVITATION).people) == 4


def test_an_invitation_alone_is_no_record() -> None:
    with pytest.raises(InvalidRecord) as caught:
        read(INVITATION)
    lines = [str(problem).removeprefix(f"{INVITATION}:20: ") for problem in caught.value.problems]
    assert lines[0] == (
        'role: a calendar invitation does not tell this; it suggests "Backend Engineer", which is a guess: confirm it'
    )
    assert "candidate.name: a calendar invitation does not tell this; fill it in" in lines


def test_the_skeleton_cannot_be_read_before_a_person_has_confirmed_it(tmp_path: Path) -> None:
    skeleton = invitation(INVITATION, candidate="jo@example.org").to_toml_skeleton()
    path = tmp_path / "interview.toml"
    path.write_text(skeleton, encoding="utf-8")
    with pytest.raises(InvalidRecord) as caught:
        read(path)
    assert {problem.field for problem in caught.value.problems} == {
        "role", "employer.name", "candidate.name", "panel[0].name", "panel[1].name", "panel[2].name"
    }  # fmt: skip
    lines = [line.removeprefix("# ") if "guess: confirm" in line else line for line in skeleton.splitlines()]
    names = iter(["Jo Doe", "Ben Li"])
    lines = [f'name = "{next(names)}"' if line == '# name = ""' else line for line in lines]
    path.write_text("\n".join(lines), encoding="utf-8")
    interview = read(path, strict=True)
    assert interview.role == "Backend Engineer"
    assert [person.name.full for person in interview.panel] == ["Cleo Roth", "Weber, Anna", "Ben Li"]
    assert interview.ended == datetime(2026, 3, 2, 13, 30, tzinfo=UTC)


def test_an_interview_made_of_it_marks_what_nobody_confirmed() -> None:
    found = invitation(INVITATION, candidate=JO)
    anna = PersonName(given="Anna", family="Weber")
    interview = found.interview(
        role="Engineer",
        employer=NORTHWIND,
        candidate=JO,
        names={"anna.weber": anna, "ben@northwind.example": "Ben Li"},
        state="held",
    )
    assert interview.guesses == ("panel[0].name",)
    assert interview.panel[1].name == anna
    assert interview.state == "held"
    with pytest.raises(InvalidRecord, match=r"panel\[2\].name: the invitation gives no name for ben@northwind.example"):
        found.interview(role="Engineer", employer=NORTHWIND, candidate=JO)


# --- which version counts ---


def version(sequence: int, hour: int, *, status: str = "CONFIRMED", stamp: str = "20260220T090000Z") -> str:
    event = changed("SEQUENCE:1", f"SEQUENCE:{sequence}\nSTATUS:{status}")
    return event.replace("T130000", f"T{hour}0000").replace("20260220T090000Z", stamp)


@pytest.mark.parametrize("order", [1, -1])
def test_the_highest_sequence_wins_wherever_it_stands(tmp_path: Path, order: int) -> None:
    found = invitation(calendar(tmp_path, *[version(0, 11), version(10, 12), version(9, 13)][::order]))
    assert found.event.sequence == 10
    assert found.started.hour == 12


@pytest.mark.parametrize("order", [1, -1])
def test_a_cancellation_is_accepted_at_equal_sequence(tmp_path: Path, order: int) -> None:
    both = [version(1, 12, stamp="20260225T090000Z"), version(1, 12, status="CANCELLED")]
    assert invitation(calendar(tmp_path, *both[::order])).state == "cancelled"
    later = [version(2, 12), version(1, 12, status="CANCELLED")]
    assert invitation(calendar(tmp_path, *later[::order])).state == "scheduled"


def test_a_cancelling_calendar_cancels(tmp_path: Path) -> None:
    assert invitation(calendar(tmp_path, EVENT, method="CANCEL")).state == "cancelled"


def test_of_several_events_one_must_be_named(tmp_path: Path) -> None:
    path = calendar(tmp_path, EVENT, changed("UID:interview-4711", "UID:other"))
    (line,) = told(path)
    assert "the calendar holds 2 events; say which one by its UID" in line
    assert invitation(path, uid="other").ref == "other"
    with pytest.raises(InvalidRecord, match="no event with the UID 'third'"):
        invitation(path, uid="third")


# --- zones ---


def zone(name: str) -> str:
    return changed("W. Europe Standard Time", name)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("Eastern Standard Time", "America/New_York"),
        ("/mozilla.org/20050126_1/Europe/Berlin", "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/America/Argentina/Ushuaia", "America/Argentina/Ushuaia"),
        ('"tzone://Microsoft/Utc"', "UTC"),
    ],
)
def test_zone_names_of_other_programs_are_understood(tmp_path: Path, name: str, meant: str) -> None:
    assert invitation(calendar(tmp_path, zone(name))).zone == meant


@pytest.mark.parametrize("name", ["Customized Time Zone", "Nowhere/Land", "Middle-earth Standard Time", "../zone.tab"])
def test_an_unknown_zone_is_an_error_that_names_the_event(tmp_path: Path, name: str) -> None:
    lines = told(calendar(tmp_path, zone(name)))
    assert [line.partition(": event")[0] for line in lines] == [":20: DTSTART", ":20: DTEND"]
    assert all('"Interview: Backend Engineer at Northwind GmbH" (interview-4711)' in line for line in lines)
    assert f"the zone '{name}' is unknown" in lines[0]


def test_a_file_whose_own_zone_rules_are_broken_is_refused(tmp_path: Path) -> None:
    path = calendar(tmp_path, EVENT)
    path.write_bytes(path.read_bytes().replace(b"TZOFFSETTO:+0100", b"TZOFFSETTO:+0300"))
    assert "the file's own rules for Europe/Berlin do not know the offset +01:00" in told(path)[0]


def test_a_time_that_the_clocks_repeat_or_skip_is_refused(tmp_path: Path) -> None:
    assert (
        "happens twice in Europe/Berlin" in told(calendar(tmp_path, changed("20260302T130000", "20261025T023000")))[0]
    )
    assert (
        "does not exist in Europe/Berlin" in told(calendar(tmp_path, changed("20260302T130000", "20260329T023000")))[0]
    )


def test_a_zone_that_is_defined_without_an_offset_is_an_error_that_names_the_event(tmp_path: Path) -> None:
    path = tmp_path / "invite.ics"
    path.write_text(
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VTIMEZONE\nTZID:Broken\nEND:VTIMEZONE\nBEGIN:VEVENT\nUID:abc@x\n"
        "DTSTAMP:20260301T000000Z\nDTSTART;TZID=Broken:20260310T130000\nEND:VEVENT\nEND:VCALENDAR\n",
        encoding="utf-8",
    )
    with pytest.raises(InvalidRecord, match="event 'abc@x': the zone 'Broken' is defined without an offset"):
        read(path)


def test_utc_times_need_no_zone(tmp_path: Path) -> None:
    event = (
        EVENT.replace(";TZID=W. Europe Standard Time", "").replace("T130000", "T130000Z").replace("T143000", "T143000Z")
    )
    found = invitation(calendar(tmp_path, event))
    assert found.zone is None
    assert found.started == datetime(2026, 3, 2, 13, tzinfo=UTC)


DTSTART = "DTSTART;TZID=W. Europe Standard Time:20260302T130000"
DTEND = "DTEND;TZID=W. Europe Standard Time:20260302T143000"


def test_a_duration_gives_the_end(tmp_path: Path) -> None:
    assert invitation(calendar(tmp_path, changed(DTEND, "DURATION:PT1H30M"))).ended == invitation(INVITATION).ended


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (DTSTART, "DTSTART:20260302T130000", "has no zone; ask in which it is meant"),
        (DTSTART, "DTSTART;VALUE=DATE:20260302", "is a whole day; a record needs the hour"),
        (DTSTART, "DTSTART:20269902T130000Z", "is not a time"),
        (DTSTART, "X-NOTHING:1", "DTSTART: event"),
        (DTEND, "X-NOTHING:1", "neither DTEND nor a DURATION says when it ends"),
        (DTEND, DTEND.replace("1430", "1300"), "not after it starts"),
        (DTEND, "DURATION:-PT1H", "not after it starts"),
        (DTEND, "DURATION:P999999999D", "impossibly long"),
        ("UID:interview-4711", "X-NOTHING:1", "without it a later change could not be told"),
        (DTEND, "DTEND:20269902T130000Z", "DTEND: event"),
        (DTEND, DTEND.replace("T143000", "T"), "is not a time"),
        (DTEND, "DURATION:an hour", "DURATION: event"),
        ("SEQUENCE:1", "SEQUENCE:many", "SEQUENCE: event"),
        ("SEQUENCE:1", "SEQUENCE:-1", "is broken"),
        ("SEQUENCE:1", "RRULE:FREQ=DAILY", "the event repeats"),
        ("SEQUENCE:1", "RRULE:FREQ=SOMETIMES", "RRULE: event"),
        ("CN=Cleo Roth", 'CN="Cl\u202eeo"', "holds the character U+202E"),
        ("mailto:ben@northwind.example", "mailto:ben@a.example,eve@b.example", "is not one mailbox"),
    ],
)
def test_what_cannot_be_trusted_is_refused(tmp_path: Path, old: str, new: str, line: str) -> None:
    assert line in "\n".join(told(calendar(tmp_path, changed(old, new))))


def test_long_and_strange_uids_give_short_refs_that_stay_apart(tmp_path: Path) -> None:
    long = "040000008200E00074C5B7101A82E00800000000" * 3
    refs = {
        invitation(calendar(tmp_path, changed("interview-4711", uid))).ref
        for uid in (long, long + "1", "A b", "a b", "a-b", "漢", "字", "x@google.example")
    }
    assert len(refs) == 8
    assert all(len(ref) <= 64 for ref in refs)


def test_people_with_the_same_local_part_are_kept_apart(tmp_path: Path) -> None:
    event = changed("mailto:ben@northwind.example", "mailto:cleo@agency.example")
    refs = invitation(calendar(tmp_path, event)).refs
    assert len(set(refs)) == len(refs) == 4


@pytest.mark.parametrize(
    ("summary", "role", "employer"),
    [
        ("Interview: Data Engineer at Northwind", "Data Engineer", "Northwind"),
        ("Vorstellungsgespräch Datenanalyst bei Nordwind AG", "Datenanalyst", "Nordwind AG"),
        ("Chat with Cleo", "Chat", "Cleo"),
        ("Northwind", "Northwind", None),
        ("", None, None),
    ],
)
def test_the_summary_gives_guesses_and_nothing_else(
    tmp_path: Path, summary: str, role: str | None, employer: str | None
) -> None:
    found = invitation(calendar(tmp_path, changed("Interview: Backend Engineer at Northwind GmbH", summary)))
    assert (found.guesses.get("role"), found.guesses.get("employer.name")) == (role, employer)


def test_without_the_calendar_package_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    assert told(INVITATION) == [": calendar files need the icalendar package: install followup-kit[ics]"]


def test_what_is_no_calendar_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.ics"
    for content in (b"hello", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", b"\xff\xfeB"):
        path.write_bytes(content)
        assert len(told(path)) == 1


def test_an_invitation_is_a_value() -> None:
    assert isinstance(invitation(INVITATION), Invitation)
    assert invitation(INVITATION) == invitation(INVITATION)
