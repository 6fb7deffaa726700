"""One record from one file: what is read, what is kept, and what each bad file is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from followup_kit.errors import InvalidRecord
from followup_kit.facts.history import Entry
from followup_kit.facts.interview import Claim, Interview, Promise, Topic, Waiver
from followup_kit.facts.people import Candidate, Employer, OfficeHours, Person, PersonName
from followup_kit.intake import from_json, read, to_json
from followup_kit.intake.shape import RECORD
from followup_kit.intake.tables import Listed, Table

from .documents import record

FULL = Path(__file__).parent / "files" / "full.toml"
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").rglob("interview.toml"))


def problems(path: Path | str, **options: bool) -> list[str]:
    with pytest.raises(InvalidRecord) as caught:
        read(path, **options)
    lines = [str(problem) for problem in caught.value.problems]
    assert lines, "an error without a word"
    assert all(line.isprintable() for line in lines), "one clear line each"
    return [line.removeprefix(f"{path}") for line in lines]


def wrong(changed: dict[str, Any], **options: bool) -> list[str]:
    with pytest.raises(InvalidRecord) as caught:
        from_json(changed, **options)
    return [str(problem).removeprefix("record: ") for problem in caught.value.problems]


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def _write(content: str | bytes, name: str = "interview.toml") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _write


def test_every_key_of_the_format_is_read() -> None:
    interview = read(FULL)
    assert interview.ended == datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
    assert interview.started is not None
    assert interview.started.utcoffset() == timedelta(hours=1)
    assert interview.employer.working_days == frozenset({1, 2, 3, 4})
    assert interview.employer.office_hours is not None
    assert interview.employer.office_hours.closes == time(17, 30)
    assert interview.employer.closures == frozenset({date(2026, 3, 5), date(2026, 3, 6)})
    anna, ben = interview.panel
    assert anna.name.honorific == "ms"
    assert ben.name == PersonName(full="Ben Li")
    assert ben.postal_address == ("5 Main St.", "Troy NY")
    assert [topic.id for topic in interview.topics] == ["streams", "topic-2"]
    assert interview.claims[1].heard_by == ("anna", "ben")
    assert interview.events[0].interview == "northwind-1"
    assert interview.events[1].interview == "northwind-2"
    assert interview.events[1].at == datetime(2026, 3, 4, 7, tzinfo=UTC)
    assert interview.guesses == ("panel[1].name",)


def test_the_full_record_sets_every_field_of_every_fact() -> None:
    """So that a field added to the facts cannot be forgotten in the format."""
    interview = read(FULL)
    everything: list[Any] = [interview, interview.employer, interview.candidate, *interview.panel, *interview.facts]
    everything += [*interview.events, *interview.waivers, *(person.name for person in interview.panel)]
    everything += [interview.candidate.name]
    for model in (Interview, Employer, Candidate, Person, PersonName, Topic, Claim, Promise, Entry, Waiver):
        values = [value for value in everything if type(value) is model]
        for field in attrs.fields(model):
            assert any(getattr(v, field.name) not in (None, (), "", frozenset(), {}) for v in values), (
                model,
                field.name,
            )


def test_the_tables_name_every_field_of_the_facts() -> None:
    def check(table: Table) -> None:
        names = {field.name for field in table.fields}
        assert names == {attribute.name for attribute in attrs.fields(table.model)} - {"extra"}
        for field in table.fields:
            inner = field.kind.item if isinstance(field.kind, Listed) else field.kind
            if isinstance(inner, Table):
                check(inner)

    check(RECORD)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_the_examples_are_read_strictly(path: Path) -> None:
    assert read(path, strict=True).panel


def test_unknown_keys_are_kept_where_they_stood() -> None:
    extra = read(FULL).extra
    assert extra["crm"] == {"id": 77, "tags": ["a", 2.5, True], "seen": "2026-03-01"}
    assert extra["employer"] == {"size": 250}
    assert extra["candidate"] == {"name": {"initials": "J. D."}}
    assert extra["panel"] == {"anna": {"shoe_size": 39}}
    assert extra["topics"] == {"streams": {"mood": "bright"}}


def test_strict_refuses_each_unknown_key_with_its_line() -> None:
    found = problems(FULL, strict=True)
    assert [line.split(": ")[1] for line in found] == [
        "x_folder",
        "crm",
        "employer.size",
        "candidate.name.initials",
        "panel[0].shoe_size",
        "topics[0].mood",
    ]
    assert [int(line.split(":")[1]) for line in found] == [17, 18, 35, 38, 52, 83]


@pytest.mark.parametrize("strict", [True, False])
def test_a_likely_misspelling_is_an_error_in_both_modes(strict: bool) -> None:
    """Kept silently, `said_bye` would take a topic away from the person who raised it."""
    changed = record(topics=[{"text": "event streams", "said_bye": "anna"}])
    assert wrong(changed, strict=strict)[0].startswith(
        "topics[0].said_bye: unknown key 'said_bye'; did you mean said_by?"
    )
    assert from_json(record(x_rolle="mine")).extra == {"x_rolle": "mine"}


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("Role", "role"),
        ("repply_by", "reply_by"),
        ("panels", "panel"),
        ("started_at", "started"),
        ("reply-by", "reply_by"),
    ],
)
def test_slips_of_the_pen_name_the_key_that_was_meant(key: str, meant: str) -> None:
    assert f"did you mean {meant}?" in "\n".join(wrong(record(**{key: "x"})))


def test_names_of_ones_own_are_no_misspellings() -> None:
    own = {"salary": 1, "crm_id": 2, "team": 3, "location": 4, "phase": 5}
    assert from_json(record(**own)).extra == own


def test_a_missing_version_means_the_first_and_a_newer_one_is_refused_by_name() -> None:
    assert from_json(record(version=None)) == from_json(record())
    (told,) = wrong(record(version=2, role=None, endet="x"))
    assert told == ("version: this record has format version 2; this program reads version 1: update followup-kit")


@pytest.mark.parametrize("version", ["1", 0, -1, True, 1.0, []])
def test_a_version_that_is_none_is_refused(version: Any) -> None:
    assert "must be 1, the version of this format" in wrong(record(version=version))[0]


@pytest.mark.parametrize("spelled", ["Ms", "ms", "MS.", "Frau", "frau"])
def test_forms_of_address_are_taken_as_people_write_them(spelled: str) -> None:
    person = {"ref": "a", "name": {"given": "A", "family": "B", "honorific": spelled}}
    plain = record(panel=[person], topics=None, claims=None, promises=None, events=None, waivers=None)
    assert from_json(plain).panel[0].name.honorific == "ms"


def test_a_form_of_address_is_never_made_up() -> None:
    name = {"given": "A", "family": "B", "honorific": "Dr"}
    assert "must be one of ms, mrs, miss, mr, mx, got 'Dr'" in wrong(record(candidate={"name": name}))[0]


# --- times ---


def test_a_time_without_offset_is_read_in_the_zone_of_the_record_then_of_the_employer() -> None:
    there = record(zone="America/New_York")
    assert from_json(there).ended == datetime(2026, 3, 2, 21, 30, tzinfo=UTC)
    assert from_json(record()).ended == datetime(2026, 3, 2, 15, 30, tzinfo=UTC)


def test_a_time_without_offset_and_zone_says_what_to_add() -> None:
    told = wrong(record(employer={"name": "Northwind"}))
    assert told[0] == (
        "started: 2026-03-02 13:00:00 has no zone; add an offset such as +01:00, or set zone or employer.zone"
    )
    assert len(told) == 2


def test_a_broken_zone_is_told_once_and_not_again_for_each_time() -> None:
    (told,) = wrong(record(zone="Europe/Berln"))
    assert told.startswith("zone: no time zone named 'Europe/Berln'; near names: Europe/Berlin")


def test_a_reading_that_the_clocks_skip_or_repeat_names_both_readings() -> None:
    skipped = wrong(record(started=None, ended="2026-03-29T02:30", reply_by=None))[0]
    assert "2026-03-29T01:30:00+01:00 or 2026-03-29T03:30:00+02:00" in skipped
    twice = wrong(record(started=None, ended="2026-10-25T02:30", reply_by=None))[0]
    assert "2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00" in twice
    assert from_json(record(started=None, ended="2026-10-25T02:30:00+01:00", reply_by=None))


@pytest.mark.parametrize(
    "moment",
    ["0000-01-01T00:00", "2026-02-30T10:00", "2026-03-02", "16:30", "20260302T1630", "2026-W10-1T10:00", "soon", "", 7,
     True, [], {}, "2026-03-02T16:30+25:00", "2026-03-02T16:30[Mars/Base]",
     "１９９９-03-02T16:30", "9999-12-31T23:59Z"],
)  # fmt: skip
def test_what_is_not_a_moment_is_refused_in_one_line(moment: Any) -> None:
    told = wrong(record(ended=moment, started=None, reply_by=None))
    assert len(told) == 1
    assert told[0].startswith("ended: ")


def test_a_zone_in_brackets_must_show_the_offset_that_is_written() -> None:
    assert from_json(record(ended="2026-03-02T16:30:00+01:00[Europe/Berlin]")) == from_json(record())
    assert (
        "is not what clocks in Europe/Berlin show" in wrong(record(ended="2026-03-02T16:30:00+02:00[Europe/Berlin]"))[0]
    )


def test_opening_hours_may_end_at_midnight() -> None:
    employer = {"name": "Northwind", "zone": "UTC", "office_hours": ["20:00", "24:00"]}
    hours = from_json(record(employer=employer)).employer.office_hours
    assert hours is not None
    assert hours.closes == time(0)
    assert to_json(from_json(record(employer=employer)))["employer"] == employer


def test_a_house_may_be_open_round_the_clock() -> None:
    employer = {"name": "Northwind", "zone": "UTC", "office_hours": ["00:00", "24:00"]}
    interview = from_json(record(employer=employer))
    assert interview.employer.office_hours == OfficeHours(time(0), time(0))
    assert to_json(interview)["employer"] == employer


def test_hours_by_weekday_and_by_date_are_read_in_order_and_written_as_short_as_they_can() -> None:
    hours = {"Friday": ["09:00", "15:00"], "4": [["13:00", "17:00"], ["09:00", "12:00"]], "mon": [["10:00", "16:00"]]}
    days = {"2026-12-31": [], "2026-12-24": ["09:00", "13:00"]}
    employer = {"name": "Northwind", "zone": "UTC", "weekly_hours": hours, "day_hours": days}
    interview = from_json(record(employer=employer))
    assert list(interview.employer.weekly_hours) == [1, 4, 5]
    assert interview.employer.weekly_hours[4] == (OfficeHours(time(9), time(12)), OfficeHours(time(13), time(17)))
    assert interview.employer.day_hours[date(2026, 12, 31)] == ()
    written = to_json(interview)["employer"]
    assert isinstance(written, dict)
    assert written["weekly_hours"] == {
        "mon": ["10:00", "16:00"],
        "thu": [["09:00", "12:00"], ["13:00", "17:00"]],
        "fri": ["09:00", "15:00"],
    }
    assert written["day_hours"] == {"2026-12-24": ["09:00", "13:00"], "2026-12-31": []}


# --- what is wrong with a record ---


def test_all_errors_of_a_file_are_told_at_once_each_with_its_line(write: Any) -> None:
    path = write(
        'ref = "A b"\n'
        "round = 0\n"
        "ended = 2026-03-02T16:30:00\n"
        "started = 2026-03-02T17:30:00\n"
        "reply_by = 2026-03-01\n"
        "[employer]\n"
        'name = "Nord\\nwind"\n'
        'zone = "Europe/Berlin"\n'
        'country = "Germany"\n'
        "[candidate]\n"
        'name = { given = "Jo" }\n'
        "[[panel]]\n"
        'ref = "anna"\n'
        'name = "Anna"\n'
        'email = "anna at example"\n'
        "[[panel]]\n"
        'ref = "anna"\n'
        "[[topics]]\n"
        'text = "streams"\n'
        'said_by = "ana"\n'
        "[[topics]]\n"
        'id = "topic-1"\n'
        "text = 7\n"
        "[[claims]]\n"
        'skill = "Kafka"\n'
        'topic = "nothing"\n'
        'heard_by = ["anna", "zoe"]\n'
    )
    places = [tuple(line.split(": ")[:2]) for line in problems(path)]
    assert places == [
        (":1", "ref"),
        (":1", "role"),
        (":2", "round"),
        (":3", "ended"),
        (":5", "reply_by"),
        (":7", "employer.name"),
        (":9", "employer.country"),
        (":11", "candidate.name"),
        (":15", "panel[0].email"),
        (":16", "panel[1].name"),
        (":17", "panel[1].ref"),
        (":20", "topics[0].said_by"),
        (":22", "topics[1].id"),
        (":23", "topics[1].text"),
        (":26", "claims[0].topic"),
        (":27", "claims[0].heard_by[1]"),
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"panel": []}, "panel: is empty; name at least one person who was there"),
        ({"panel": None}, "panel: is missing; it is the people who were there, at least one"),
        ({"panel": "anna"}, "panel: must be a list, got 'anna'"),
        ({"employer": "Northwind"}, "employer: must be a table, got 'Northwind'"),
        ({"round": 21}, "round: must be from 1 to 20, got 21"),
        ({"round": 10**5000}, "round: must be from 1 to 20, got a number of about"),
        ({"round": 1.0}, "round: must be a whole number, got 1.0"),
        ({"round": True}, "round: must be a whole number, got true"),
        ({"state": "hold"}, "state: must be one of scheduled, held, moved, cancelled, no_show, got 'hold'"),
        ({"role": "Engineer\r\nBcc: x"}, "role: holds the character U+000D at position 8"),
        ({"role": "  "}, "role: is empty"),
        ({"role": "x" * 501}, "role: has 501 characters; a fact has at most 500"),
        ({"role": "a\u202eb"}, "role: holds the character U+202E"),
        ({"locale": "english"}, "locale: must be a language tag such as en-GB or de"),
        ({"zone": "../etc/passwd"}, "zone: no time zone named '../etc/passwd'"),
        ({"topics": [{}] * 501}, "topics: has 501 entries"),
        ({"extra": float("nan")}, "extra: is not a finite number"),
        ({"extra": object()}, "extra: is not a value that a record can keep"),
        ({"extra": "\ud800"}, "extra: holds half of a surrogate pair"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_in_one_line(changes: dict[str, Any], told: str) -> None:
    lines = wrong({**record(), **changes}) if None not in changes.values() else wrong(record(**changes))
    assert lines[0].startswith(told)
    assert all(line.isprintable() for line in lines)


@pytest.mark.parametrize(
    ("employer", "told"),
    [
        ({"subdivision": "DE-BE", "country": "DE"}, "employer.subdivision: must be without the country: 'BE' instead"),
        ({"working_days": ["mon", "noday"]}, "employer.working_days: must hold days from mon to sun"),
        ({"working_days": []}, "employer.working_days: must be a list of days"),
        ({"working_days": [0]}, "employer.working_days: must hold days from mon to sun (or 1 to 7, 1 = Monday), got 0"),
        ({"office_hours": ["09:00"]}, "employer.office_hours: must be two times"),
        ({"office_hours": ["09:00", "09:00"]}, "employer.office_hours: office hours from 09:00:00 to 09:00:00"),
        ({"office_hours": ["9", "17"]}, "employer.office_hours: must be a time of day such as 17:30, got '9'"),
        ({"closures": ["2026-02-30"]}, "employer.closures: '2026-02-30' is not a possible date"),
    ],
)  # fmt: skip
def test_what_an_employer_cannot_be(employer: dict[str, Any], told: str) -> None:
    assert wrong(record(employer={"name": "Northwind", "zone": "Europe/Berlin", **employer}))[0].startswith(told)


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("office_hours", ["24:00", "06:00"], ": '24:00' is the end of a day; a day begins at"),
        (
            "office_hours",
            ["00:00", "00:00"],
            ': office hours from 00:00:00 to 00:00:00 are empty; the whole day is ["00',
        ),
        ("lunch", "12:00", ": must be two times"),
        ("weekly_hours", ["09:00", "17:00"], ": must be a table from weekdays to hours"),
        ("weekly_hours", {"fri": []}, ".fri: has no hours; leave the day out of working_days"),
        ("weekly_hours", {"fri": ["09:00"]}, ".fri: must be two times"),
        ("weekly_hours", {"fri": "9-15"}, '.fri: must be hours such as ["09:00", "17:30"], or a list'),
        ("weekly_hours", {"fri": ["09:00", "15:00"], "5": ["09:00", "15:00"]}, ".5: stands for fri, which has hours"),
        ("weekly_hours", {"noday": ["09:00", "15:00"]}, ".noday: must hold days from mon to sun"),
        ("weekly_hours", {"0": ["09:00", "15:00"]}, ".0: must hold days from mon to sun"),
        (
            "weekly_hours",
            {"fri": [["09:00", "12:00"], ["11:30", "15:00"]]},
            ".fri: has hours that overlap, 09:00 to 12:00 and 11:30 to 15:00",
        ),
        ("weekly_hours", {"fri": [["09:00", "09:01"]] * 25}, ".fri: has 25 spans; a day has at most 24"),
        ("day_hours", {"24.12.": ["09:00", "15:00"]}, ".'24.12.': must be a calendar date"),
        ("day_hours", {"2026-12-24": None}, ".2026-12-24: must be hours such as"),
        ("day_hours", {"2026-02-30": []}, ".2026-02-30: '2026-02-30' is not a possible date"),
        ("day_hours", {f"{year}-01-01": [] for year in range(1700, 2201)}, ": has 501 entries"),
        ("day_hours", {"1850-01-01": []}, ".1850-01-01: is in the year 1850"),
        ("day_hours", {"2026-12-24": ["09:00", "12:00"]}, ": has 2026-12-24, on which the house is said to be shut"),
        ("working_dates", ["2026-12-24"], ": has 2026-12-24, on which the house is said to be shut as well"),
    ],
)
def test_hours_that_cannot_be_are_told_at_their_day(key: str, value: object, told: str) -> None:
    employer = {"name": "Northwind", "zone": "Europe/Berlin", "closures": ["2026-12-24"], key: value}
    assert wrong(record(employer=employer))[0].startswith(f"employer.{key}{told}")


def test_a_panel_member_needs_a_ref_and_is_told_why() -> None:
    """A ref made of the name would change with its spelling, and the history kept under the old one would be lost."""
    told = wrong(record(panel=[{"name": "Ben Li"}]))
    assert told[0].startswith("panel[0].ref: is missing; it is the short key of this person")
    assert "stays the same when the name's spelling is corrected" in told[0]
    assert len(told) == 1


def test_given_name_address_without_a_given_name_is_told_at_the_right_field() -> None:
    person = {"ref": "ben", "name": "Ben Li", "address": "given"}
    told = wrong(record(panel=[person], topics=None, claims=None, promises=None, events=None, waivers=None))
    assert told[0].startswith("panel[0].address: ")


# --- bad files ---


def test_bad_files_are_told_in_one_line(write: Any, tmp_path: Path) -> None:
    huge = tmp_path / "huge.toml"
    with huge.open("wb") as file:
        file.truncate(100_000_000)
    for path, told in [
        (tmp_path / "none.toml", "no such file; check the path"),
        (tmp_path, "this is a folder"),
        (write("", "empty.toml"), "the file is empty"),
        (huge, "the file has 100,000,000 bytes; a record has at most 500,000"),
        (write(b'ref = "caf\xe9"', "latin.toml"), "byte 0xe9 at position 10 is not UTF-8"),
        (write('ref = "x"'.encode("utf-16"), "wide.toml"), "the file is in UTF-16 or UTF-32; save it as UTF-8"),
        (write('ref = "x\n', "open.toml"), "this is not TOML: illegal character '\\n' in column 9"),
        (write("ref = ", "cut.toml"), "this is not TOML: invalid value"),
        (write('ref = "a"\nref = "b"\n', "twice.toml"), "this is not TOML: cannot overwrite a value"),
        (write("x = " + "1" * 5000, "long.toml"), "this is not a record: it holds a number too large to read"),
        (write("x = " + "[" * 5000, "deep.toml"), "nested too deeply"),
        (write("a" + ".a" * 5000 + " = 1", "dots.toml"), "nested too deeply"),
        (write("ended = 0000-01-01T00:00:00Z", "zero.toml"), "this is not TOML: invalid date or datetime"),
        (write("{", "cut.json"), "this is not JSON: expecting property name enclosed in double quotes in column 2"),
        (write("[]", "list.json"), "a record must be a table with keys such as ref, role and ended, got a list"),
        (write(b"{}", "x.yaml"), "no reader for .yaml; records are .toml, .json or .ics files"),
        (write(b"{}", "x.jsonl"), ".jsonl files hold many records"),
    ]:
        (line,) = problems(path)
        assert told in line
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    assert "this is a folder" in problems(folder)[0]


def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.toml"
    os.mkfifo(pipe)
    assert "this is not an ordinary file" in problems(pipe)[0]


def test_a_wrong_byte_is_named_with_its_line(write: Any) -> None:
    content = b'\xef\xbb\xbfref = "a"\r\nrole = "\xff"\r\n'
    (line,) = problems(write(content))
    assert line == f":2: byte 0xff at position {content.index(0xFF)} is not UTF-8; save the file as UTF-8"


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(write: Any) -> None:
    content = b"\xef\xbb\xbf" + FULL.read_bytes().replace(b"\n", b"\r\n")
    assert read(write(content)) == read(FULL)


def test_a_json_file_says_where(write: Any) -> None:
    text = json.dumps(record(role=7, panel=[{"ref": "anna", "name": "A", "email": 3}]), indent=1)
    found = problems(write(text, "x.json"))
    lines = text.split("\n")
    role, email = lines.index(' "role": 7,') + 1, lines.index('   "email": 3') + 1
    assert found == [
        f":{role}: role: must be text, got 7",
        f":{email}: panel[0].email: must be text, got 3",
        *found[2:],
    ]


def test_null_in_json_means_not_known() -> None:
    assert from_json({**record(), "zone": None, "application": None}) == from_json(record())


def test_hostile_names_cannot_draw_on_a_terminal(write: Any) -> None:
    found = problems(write('"\\u001b[2J\\u0007" = 1\n"rol\\u0000e" = 2\n'), strict=True)
    assert any("\\x1b[2J" in line for line in found)


def test_reading_a_record_loads_no_heavy_package() -> None:
    code = (
        "import sys; from followup_kit.intake import read; read(sys.argv[1]);"
        "print([name for name in ('babel', 'holidays', 'icalendar', 'pluggy', 'csv') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(FULL)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() in ("[]", "['csv']")


@pytest.mark.parametrize(
    ("ended", "zone", "day"),
    [("2026-03-04T23:30Z", "Asia/Tokyo", "2026-03-05"), ("2026-03-05T01:00Z", "America/New_York", "2026-03-04")],
)
def test_the_announced_day_is_one_at_the_employer(ended: str, zone: str, day: str) -> None:
    employer = {"name": "Northwind", "zone": zone}
    known = {"ended": ended, "employer": employer, "started": None, "promises": None}
    assert from_json(record(reply_by=day, **known))
    before = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
    assert wrong(record(reply_by=before, **known)) == [
        f"reply_by: {before} is before the interview, which ended on {day}"
    ]
