"""Many records from one file, one after the other: bad ones are told and passed over."""

from __future__ import annotations

import gc
import json
import tracemalloc
from collections.abc import Callable
from datetime import date
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.errors import InvalidRecord
from followup_kit.facts.interview import Interview
from followup_kit.facts.people import PersonName
from followup_kit.intake import from_json, stream
from followup_kit.intake.csv_columns import COLUMNS

from .documents import record

COHORT = Path(__file__).parent / "files" / "cohort.csv"
HEAD, *ROWS = COHORT.read_text(encoding="utf-8").splitlines()
SOUTH = ROWS[-1]

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(*lines: str | bytes, name: str = "x.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(b"\n".join(line.encode() if isinstance(line, str) else line for line in lines) + b"\n")
        return path

    return _write


def told(answer: Interview | InvalidRecord) -> list[str]:
    assert isinstance(answer, InvalidRecord)
    return [str(problem).partition(":")[2] for problem in answer.problems]


def good(answer: Interview | InvalidRecord) -> Interview:
    assert isinstance(answer, Interview), str(answer)
    return answer


def line(ref: str) -> str:
    return json.dumps(record(ref=ref))


# --- JSON Lines ---


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["good", "blank", "wrong", "cut", "bytes", "list"]), min_size=1, max_size=8))
def test_each_line_is_answered_by_itself(tmp_path_factory: pytest.TempPathFactory, kinds: list[str]) -> None:
    content = {
        "good": line("a").encode(),
        "blank": b"  ",
        "wrong": json.dumps(record(role=7, round=0)).encode(),
        "cut": line("a").encode()[:40],
        "bytes": b'{"ref": "\xff"}',
        "list": b"[1]",
    }
    path = tmp_path_factory.mktemp("lines") / "x.jsonl"
    path.write_bytes(b"\n".join(content[kind] for kind in kinds))
    if set(kinds) == {"blank"}:
        with pytest.raises(InvalidRecord, match="no record, only blank lines"):
            list(stream(path))
        return
    answers = list(stream(path))
    assert [number for number, _ in answers] == [n for n, kind in enumerate(kinds, 1) if kind != "blank"]
    for number, answer in answers:
        if kinds[number - 1] == "good":
            assert good(answer).ref == "a"
        else:
            assert isinstance(answer, InvalidRecord)
            assert {problem.line for problem in answer.problems} == {number}
            assert len(answer.problems) == (2 if kinds[number - 1] == "wrong" else 1)


def test_a_wrong_byte_is_named_by_its_position_in_the_file(write: Write) -> None:
    path = write(line("a"), b'{"ref": "\xff"}', name="x.ndjson")
    position = path.read_bytes().index(0xFF)
    assert told(list(stream(path))[1][1]) == [
        f"2: byte 0xff at position {position} is not UTF-8; save the file as UTF-8"
    ]


def test_a_line_that_is_too_long_is_passed_over_without_being_held(write: Write) -> None:
    path = write(line("a"), '{"x": "' + "y" * 5_000_000 + '"}', line("b"), name="x.jsonl")
    tracemalloc.start()
    answers = list(stream(path))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert good(answers[0][1]).ref == "a"
    assert told(answers[1][1]) == ["2: the line has 5,000,010 bytes; the most is 500,000"]
    assert good(answers[2][1]).ref == "b"
    assert most < 4_000_000


@pytest.mark.parametrize("suffix", [".jsonl", ".csv"])
def test_memory_does_not_grow_with_the_file(write: Write, suffix: str) -> None:
    def peak(count: int) -> int:
        if suffix == ".csv":
            path = write(HEAD, *[SOUTH.replace("sued-1", f"r{n}") for n in range(count)])
        else:
            path = write(*[line(f"r{n}") for n in range(count)], name="x.jsonl")
        tracemalloc.start()
        for number, _ in enumerate(stream(path)):
            if number % 10 == 0:
                gc.collect()  # what is garbage in a circle would otherwise count until Python happens to look
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(5)  # what is loaded and cached once
    assert peak(200) < peak(20) + 100_000


@pytest.mark.parametrize("name", ["x.jsonl", "x.csv"])
def test_a_file_that_cannot_be_opened_is_told_before_the_first_record(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidRecord, match="no such file"):
        stream(tmp_path / name)
    (tmp_path / name).touch()
    with pytest.raises(InvalidRecord, match="the file is empty"):
        stream(tmp_path / name)


def test_other_files_are_refused_with_what_works(tmp_path: Path) -> None:
    with pytest.raises(InvalidRecord, match=r"no reader for \.toml; many records are \.jsonl or \.csv"):
        stream(tmp_path / "x.toml")


def test_strict_refuses_unknown_keys_line_by_line(write: Write) -> None:
    path = write(line("a"), json.dumps(record(crm=1)), name="x.jsonl")
    first, second = [answer for _, answer in stream(path, strict=True)]
    assert good(first)
    assert told(second)[0].startswith("2: crm: unknown key 'crm'; known here: application,")
    assert good(list(stream(path))[1][1]).extra == {"crm": 1}


# --- CSV ---


def test_rows_with_one_ref_are_one_interview() -> None:
    (first, north), (second, south) = stream(COHORT)
    assert (first, second) == (2, 6)
    north, south = good(north), good(south)
    assert [person.ref for person in north.panel] == ["anna", "ben"]
    assert north.panel[0].name == PersonName(given="Anna", family="Weber", honorific="ms")
    assert north.panel[1].postal_address == ("5 Main St.", "Troy NY")
    assert north.employer.working_days == frozenset({1, 2, 3})
    assert [(topic.text, topic.said_by) for topic in north.topics] == [
        ("event streams", "anna"),
        ("the rota", "ben"),
        ("pager duty", "ben"),
        ("the canteen", None),
    ]
    assert [(claim.skill, claim.heard_by, claim.discussed) for claim in north.claims] == [
        ("Kafka", ("anna", "ben"), True),
        ("COBOL", (), False),
    ]
    assert (north.promises[0].to, north.promises[0].due) == ("ben", date(2026, 3, 5))
    assert north.extra == {"panel": {"anna": {"year": "2026"}}}
    assert south.employer.name == "Suedwind"


def test_semicolons_and_windows_line_ends_are_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"\xef\xbb\xbf" + f"{HEAD}\r\n{SOUTH}\r\n".replace(",", ";").encode())
    assert good(next(stream(path))[1]).candidate.name.full == "Mo Ray"


def test_an_error_is_told_by_line_and_column_and_the_rest_goes_on(write: Write) -> None:
    path = write(
        HEAD,
        SOUTH.replace("sued-1", "a").replace("mo@example.org", "mo at").replace("Cleo Roth", ""),
        SOUTH.replace("sued-1", "b"),
    )
    (_, wrong), (number, right) = stream(path)
    assert told(wrong) == [
        "2: candidate_email: 'mo at' is not one mailbox such as ada@example.org",
        "2: person_name: is missing; it is the name of this person",
    ]
    assert number == 3
    assert good(right).ref == "b"


def test_a_cell_that_contradicts_the_rows_above_is_told(write: Write) -> None:
    path = write(HEAD, ROWS[0], ROWS[1].replace("nord-1,,", "nord-1,Analyst,"), SOUTH)
    answers = list(stream(path))
    assert told(answers[0][1]) == [
        "3: role: 'Analyst', but line 2 says 'Engineer'; leave it empty or repeat it",
    ]
    assert good(answers[1][1])


def test_rows_of_one_interview_must_stand_together(write: Write) -> None:
    """Read as two interviews, the second would be written to again."""
    answers = list(stream(write(HEAD, ROWS[0], SOUTH, ROWS[0])))
    assert [number for number, _ in answers] == [2, 3, 4]
    assert told(answers[2][1]) == ["4: ref: 'nord-1' was used further up; put the rows of one interview together"]


def test_a_bad_row_spoils_its_own_interview_only(write: Write) -> None:
    bad = ROWS[1].encode().replace(b"the rota", b"the r\xf6ta")
    answers = list(stream(write(HEAD, ROWS[0], bad, ROWS[2], SOUTH)))
    assert len(answers) == 2
    assert "is not UTF-8" in told(answers[0][1])[0]
    assert good(answers[1][1]).ref == "sued-1"
    for broken in ('nord-1,"x"y,z', "nord-1" + "," * 99):
        answers = list(stream(write(HEAD, broken, SOUTH)))
        assert told(answers[0][1])[0].startswith("2: ")
        assert good(answers[1][1]).ref == "sued-1"


def test_a_row_without_ref_is_no_part_of_the_interview_above(write: Write) -> None:
    answers = list(stream(write(HEAD, ROWS[0], ROWS[1].removeprefix("nord-1"), SOUTH)))
    assert [person.ref for person in good(answers[0][1]).panel] == ["anna"]
    assert told(answers[1][1])[0].startswith("3: ref: is missing")
    assert good(answers[2][1]).ref == "sued-1"


def test_a_cell_over_several_lines_keeps_the_line_numbers_right(write: Write) -> None:
    path = write(HEAD, SOUTH.replace("Cleo Roth", '"Cleo\nRoth"'), SOUTH.replace("sued-1", "b").replace("Mo Ray", ""))
    (first, wrong), (second, other) = stream(path)
    assert (first, second) == (2, 4)
    assert told(wrong)[0].startswith("2: person_name: holds the character U+000A")
    assert told(other) == ["4: candidate_name: is missing; it is the candidate's name"]


def test_a_wrong_header_is_told_once_for_the_file(write: Write) -> None:
    with pytest.raises(InvalidRecord) as caught:
        list(stream(write(HEAD.replace("person_email", "person_emial").replace("role,", "ref,"), SOUTH)))
    assert told(caught.value) == [
        "1: ref: this column stands twice; keep one of them",
        "1: person_emial: unknown column 'person_emial'; did you mean person_email?",
        "1: role: this column is missing",
    ]
    with pytest.raises(InvalidRecord, match="candidate_given and candidate_family do as well"):
        list(stream(write(HEAD.replace("candidate_name", "x_name"), SOUTH)))
    with pytest.raises(InvalidRecord, match="unknown column 'year'"):
        list(stream(write(HEAD, SOUTH), strict=True))


def test_too_many_rows_under_one_ref_do_not_fill_the_memory(write: Write) -> None:
    rows = [ROWS[0]] + [ROWS[2]] * 600
    ((_, answer),) = stream(write(HEAD, *rows))
    assert any("more than 500 rows for one interview" in problem for problem in told(answer))


def test_every_column_fills_a_field(write: Write) -> None:
    """Each column by itself is taken in: none is silently without effect."""
    values = {"number": "1", "flag": "yes", "list": "mon", "text": "2026-03-01"}
    needed = HEAD.split(",")
    for name, column in COLUMNS.items():
        cells = dict(zip(needed, SOUTH.split(","), strict=True))
        before = good(next(stream(write(",".join(cells), ",".join(cells.values()))))[1])
        cells[name] = cells.get(name) or values[column.holds]
        answer = next(stream(write(",".join(cells), ",".join(cells.values()))))[1]
        filled = SOUTH.split(",")[needed.index(name)] if name in needed else ""
        same_as_default = name in ("version", "round")
        assert filled or same_as_default or isinstance(answer, InvalidRecord) or answer != before, name


def test_a_stream_may_be_left_early(write: Write) -> None:
    path = write(*[line(f"r{n}") for n in range(5)], name="x.jsonl")
    assert [number for number, _ in islice(stream(path), 2)] == [1, 2]


def test_a_jsonl_record_is_the_same_record_as_elsewhere(write: Write) -> None:
    ((_, answer),) = stream(write(json.dumps(record()), name="x.jsonl"))
    assert answer == from_json(record())


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("topic_text", "topic"),
        ("topics_text", "topic"),
        ("claim_skill", "claim"),
        ("employer", "employer_name"),
        ("employer_country_code", "employer_country"),
        ("reply_by_date", "reply_by"),
    ],
)
def test_a_column_made_of_a_known_one_is_taken_for_a_mistake(write: Write, given: str, meant: str) -> None:
    with pytest.raises(InvalidRecord) as caught:
        list(stream(write(f"{HEAD},{given}", f"{SOUTH},x")))
    assert any(f"unknown column '{given}'; did you mean {meant}?" in line for line in told(caught.value))


def test_a_column_of_ones_own_is_kept(write: Write) -> None:
    ((_, record),) = stream(write(f"{HEAD},x_topic_text,shoe size", f"{SOUTH},a,b"))
    assert good(record).extra
