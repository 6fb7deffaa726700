"""Many interviews: a bad row stops no other, done rows are skipped, nothing depends on how many there are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from followup_kit import Entry, Event, Interview, InvalidRecord, Kit, Ledger, intake
from followup_kit.batch import FAILURES, Options, RowResult, run
from followup_kit.errors import Problem

from ..cli.conftest import Run, home
from ..cli.conftest import run as run_program

__all__ = ["home", "run_program"]

EXAMPLE = Path(__file__).parents[2] / "examples" / "panel-onsite" / "interview.toml"
OPTIONS = Options(clock=datetime(2026, 3, 10, 20, tzinfo=UTC))
CSV_HEAD = "ref,role,ended,employer_name,candidate_name,person_ref,person_name\n"
Records = list[tuple[int, Interview | InvalidRecord]]


@pytest.fixture(scope="module")
def kit() -> Kit:
    return Kit.load(installed=False)


@pytest.fixture(scope="module")
def talk() -> Interview:
    """The example with everybody reached by plain text, which is quick to set."""
    whole = intake.read(EXAMPLE)
    return evolve(whole, panel=[evolve(person, channel="text") for person in whole.panel])


def rows(talk: Interview, count: int) -> Records:
    return [(n, evolve(talk, ref=f"row-{n}")) for n in range(1, count + 1)]


def bad(line: int) -> tuple[int, InvalidRecord]:
    return line, InvalidRecord([Problem("is missing", file="rows.jsonl", field="role", line=line)])


def failures(out: Path) -> list[dict[str, Any]]:
    path = out / FAILURES
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def statuses(results: Iterator[RowResult]) -> list[tuple[int, str, bool]]:
    return [(result.line, result.status, result.ok) for result in results]


def snapshot(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_each_row_gets_a_folder_named_by_its_ref(kit: Kit, talk: Interview, tmp_path: Path) -> None:
    results = statuses(run(rows(talk, 3), tmp_path, kit, OPTIONS))
    assert results == [(1, "written", True), (2, "written", True), (3, "written", True)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["row-1", "row-2", "row-3"]
    assert (tmp_path / "row-2" / "weber.thank_you.txt").is_file()


def test_a_bad_row_is_reported_by_line_and_field_and_stops_no_other(kit: Kit, talk: Interview, tmp_path: Path) -> None:
    good = rows(talk, 3)
    results = statuses(run([good[0], bad(2), good[2]], tmp_path, kit, OPTIONS))
    assert results == [(1, "written", True), (2, "failed", False), (3, "written", True)]
    assert failures(tmp_path) == [
        {"line": 2, "ref": None, "field": "role", "message": "is missing", "status": "failed"}
    ]


@pytest.mark.parametrize(
    ("name", "content", "refs"),
    [
        ("x.jsonl", '{"ref": "thin"}\n{"ref": "A B"}\n{"ref": 3}\n[]\n{"ref": "cut"', ["thin", None, None, None, None]),
        ("x.csv", CSV_HEAD + "thin,,2026-03-12T10:00:00Z,Quill,Jo Park,bell,Ann Bell\n", ["thin"]),
    ],
)
def test_a_bad_row_is_known_by_its_ref_where_that_can_be_read(
    kit: Kit, tmp_path: Path, name: str, content: str, refs: list[str | None]
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    results = list(run(intake.stream(tmp_path / name), tmp_path / "out", kit, OPTIONS))
    assert [result.ref for result in results] == refs
    assert list(dict.fromkeys(row["ref"] for row in failures(tmp_path / "out"))) == list(dict.fromkeys(refs))


def test_a_row_that_cannot_be_written_keeps_its_reason(kit: Kit, talk: Interview, tmp_path: Path) -> None:
    nobody = evolve(talk, ref="vague", topics=(), claims=(), promises=())
    abroad = evolve(talk, ref="abroad", locale="cy")
    cancelled = evolve(talk, ref="cancelled", state="cancelled")
    results = list(run([(1, nobody), (2, abroad), (3, cancelled), (4, talk)], tmp_path, kit, OPTIONS))
    assert [result.status for result in results] == ["failed", "failed", "failed", "written"]
    told = {failure["ref"]: failure["message"] for failure in failures(tmp_path)}
    assert "no language named 'cy'" in told["abroad"]
    assert set(told) == {"vague", "abroad", "cancelled"}


def test_a_second_run_skips_what_is_done_and_changes_nothing(kit: Kit, talk: Interview, tmp_path: Path) -> None:
    records = [*rows(talk, 2), bad(3)]
    list(run(records, tmp_path, kit, OPTIONS))
    before = snapshot(tmp_path)
    later = evolve(OPTIONS, clock=OPTIONS.clock + timedelta(days=40))
    assert statuses(run(records, tmp_path, kit, later)) == [
        (1, "skipped", True),
        (2, "skipped", True),
        (3, "failed", False),
    ]
    assert snapshot(tmp_path) == before


def test_a_row_whose_content_changed_is_done_again(kit: Kit, talk: Interview, tmp_path: Path) -> None:
    list(run(rows(talk, 2), tmp_path, kit, OPTIONS))
    changed = rows(evolve(talk, role="Principal Engineer"), 2)[:1] + rows(talk, 2)[1:]
    assert statuses(run(changed, tmp_path, kit, OPTIONS)) == [(1, "written", True), (2, "skipped", True)]
    assert "Principal Engineer" in (tmp_path / "row-1" / "weber.thank_you.md").read_text("utf-8")


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 7},
        {"now": datetime(2026, 3, 10, 21, tzinfo=UTC)},
    ],
)
def test_a_row_is_done_again_when_something_else_was_asked_for(
    kit: Kit, talk: Interview, tmp_path: Path, change: dict[str, Any]
) -> None:
    list(run(rows(talk, 1), tmp_path, kit, OPTIONS))
    assert statuses(run(rows(talk, 1), tmp_path, kit, evolve(OPTIONS, **change))) == [(1, "written", True)]


def test_a_row_is_done_again_when_one_of_its_files_is_gone(kit: Kit, talk: Interview, tmp_path: Path) -> None:
    list(run(rows(talk, 1), tmp_path, kit, OPTIONS))
    (tmp_path / "row-1" / "okafor.thank_you.txt").unlink()
    assert statuses(run(rows(talk, 1), tmp_path, kit, OPTIONS)) == [(1, "written", True)]
    assert (tmp_path / "row-1" / "okafor.thank_you.txt").is_file()


def test_a_letter_that_somebody_edited_is_not_overwritten(kit: Kit, talk: Interview, tmp_path: Path) -> None:
    list(run(rows(talk, 1), tmp_path, kit, OPTIONS))
    edited = tmp_path / "row-1" / "weber.thank_you.md"
    edited.write_text("mine", encoding="utf-8")
    changed = rows(evolve(talk, role="Principal Engineer"), 1)
    assert statuses(run(changed, tmp_path, kit, OPTIONS)) == [(1, "failed", False)]
    assert edited.read_text("utf-8") == "mine"
    assert statuses(run(changed, tmp_path, kit, evolve(OPTIONS, force=True))) == [(1, "written", True)]


def test_a_skipped_row_still_says_what_a_person_must_look_at(kit: Kit, talk: Interview, tmp_path: Path) -> None:
    vague = evolve(talk, topics=[topic for topic in talk.topics if topic.said_by != "lindqvist"])
    for status in ("written", "skipped"):
        (result,) = run([(1, vague)], tmp_path, kit, OPTIONS)
        assert (result.status, result.ok) == (status, False)
        assert [failure["field"] for failure in failures(tmp_path)] == ["letters.lindqvist"]


def test_two_rows_of_one_ref_do_not_overwrite_each_other(kit: Kit, talk: Interview, tmp_path: Path) -> None:
    other = evolve(talk, role="Principal Engineer")
    for _ in range(2):
        results = list(run([(1, talk), (2, other)], tmp_path, kit, OPTIONS))
        assert results[1].status == "failed"
        assert "was used in line 1 already" in str(results[1].problems[0])
    assert "Principal" not in (tmp_path / talk.ref / "weber.thank_you.md").read_text("utf-8")


def test_what_was_sent_before_is_looked_up(kit: Kit, talk: Interview, tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with Ledger(path) as ledger:
        ledger.record(Entry(at=OPTIONS.clock, event=Event.REJECTED, interview="row-2"))
    out = tmp_path / "out"
    now = evolve(OPTIONS, now=OPTIONS.clock + timedelta(hours=1))
    assert statuses(run(rows(talk, 2), out, kit, now, ledger=path)) == [(1, "written", True), (2, "failed", False)]


def test_failures_of_an_earlier_run_go_when_all_is_well(kit: Kit, talk: Interview, tmp_path: Path) -> None:
    list(run([bad(1)], tmp_path, kit, OPTIONS))
    assert failures(tmp_path)
    list(run(rows(talk, 1), tmp_path, kit, OPTIONS))
    assert not (tmp_path / FAILURES).exists()


def test_a_run_that_breaks_off_leaves_no_half_file(kit: Kit, talk: Interview, tmp_path: Path) -> None:
    results = run([bad(1), *rows(talk, 5)[1:]], tmp_path, kit, OPTIONS)
    next(results)
    next(results)
    results.close()  # type: ignore[attr-defined]  # run() is a generator; its type promises an iterator only
    assert sorted(path.name for path in tmp_path.iterdir()) == ["row-2"]


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_an_executor_gives_the_same_files_in_the_same_order(
    kit: Kit, talk: Interview, tmp_path: Path, pool: type[ThreadPoolExecutor | ProcessPoolExecutor]
) -> None:
    records = [*rows(talk, 6), bad(7)]
    alone = statuses(run(records, tmp_path / "alone", kit, OPTIONS))
    executor: Executor
    with pool(2) as executor:
        together = statuses(run(records, tmp_path / "together", kit, OPTIONS, executor=executor))
    assert together == alone
    assert snapshot(tmp_path / "together") == snapshot(tmp_path / "alone")


def test_rows_are_read_as_they_are_worked_and_not_before(kit: Kit, talk: Interview, tmp_path: Path) -> None:
    taken: list[int] = []

    def endless() -> Iterator[tuple[int, Interview | InvalidRecord]]:
        line = 0
        while True:
            line += 1
            taken.append(line)
            yield bad(line)

    results = run(endless(), tmp_path, kit, OPTIONS)
    for _ in range(10):
        next(results)
    assert len(taken) == 10
    with ThreadPoolExecutor(1) as executor:
        results = run(endless(), tmp_path, kit, OPTIONS, executor=executor)
        taken.clear()
        for _ in range(10):
            next(results)
        assert len(taken) <= 64


def test_the_program_reads_json_lines_and_says_what_needs_a_person(
    run_program: Run, talk: Interview, tmp_path: Path
) -> None:
    path, out = tmp_path / "rows.jsonl", tmp_path / "out"
    lines = [intake.dumps(evolve(talk, ref=f"row-{n}"), indent=None) for n in range(2)]
    path.write_text("\n".join([lines[0], '{"ref": "x"', lines[1]]) + "\n", encoding="utf-8")
    answer = run_program("batch", path, "--out", out, "--json")
    assert answer.code == 1
    assert answer.json == {
        "ok": False, "written": 2, "skipped": 0, "failed": 1, "not_ok": 1,
        "out": str(out), "failures": str(out / FAILURES),
    }  # fmt: skip
    assert answer.err.startswith(f"followup: {path}:2: ")
    assert len(answer.err.splitlines()) == 1
    again = run_program("batch", path, "--out", out)
    assert again.out.splitlines()[0] == f"0 written, 2 done before, 1 failed, in {out}"

    path.write_text("\n".join(lines), encoding="utf-8")
    assert run_program("batch", path, "--out", out, "--json").code == 0


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_an_unknown_country_is_reported_by_line_ref_and_field(
    run_program: Run, talk: Interview, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"many.{suffix}"
    if suffix == "csv":
        row = "one,Clerk,2026-03-12T10:00:00Z,Quill,Jo Park,bell,Ann Bell,Europe/London,{}\n"
        head = CSV_HEAD.replace("\n", ",employer_zone,employer_country\n")
        path.write_text(head + row.format("GB") + row.replace("one,", "two,").format("ZZ"), encoding="utf-8")
    else:
        wrong = evolve(talk, ref="two", employer=evolve(talk.employer, country="ZZ", subdivision=None))
        path.write_text("\n".join(intake.dumps(row, indent=None).strip() for row in (talk, wrong)), encoding="utf-8")
    answer = run_program("batch", path, "--out", tmp_path / "out", "--now", "2026-03-12T12:00:00Z")
    assert answer.code == 1
    (failure,) = [row for row in failures(tmp_path / "out") if row["ref"] == "two"]
    line, field = (3, "employer_country") if suffix == "csv" else (2, "employer.country")
    assert (failure["line"], failure["field"]) == (line, field)
    assert f"{path}:{line}: {field}: no holidays are known for the country 'ZZ'" in answer.err
