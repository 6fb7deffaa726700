"""Many interviews: streamed, each row alone, done rows skipped, failures kept by line and field."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from contextlib import closing
from datetime import datetime
from functools import partial
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from typing import Literal

from attrs import field, frozen

from followup_kit.delivery.ledger import history_at
from followup_kit.errors import FollowUpError, InvalidFact, InvalidRecord, NotFound, Problem
from followup_kit.facts.history import History, Occasion
from followup_kit.facts.interview import Interview
from followup_kit.intake import dumps, from_json, row_field
from followup_kit.kit import Kit
from followup_kit.letters import Letters, save, write, write_file

__all__ = ["FAILURES", "Options", "RowResult", "run"]

FAILURES = "failures.jsonl"
"""The file in the output folder that lists what went wrong, one problem a line; absent if nothing did."""

_MARKER = "batch.json"
_AT_ONCE = 64  # rows handed to an executor at a time; what is in memory never depends on the length of the file


@frozen(kw_only=True)
class Options:
    """How every row is to be treated.

    `now` is the moment to decide for; None means the record's own `as_of`, and where it has none, `clock`, the moment
    at which the run began. `force` overwrites letters that somebody changed.
    """

    clock: datetime
    now: datetime | None = None
    occasion: Occasion = Occasion.THANK_YOU
    seed: int = 0
    force: bool = False


def _problems(value: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(value)


@frozen(kw_only=True)
class RowResult:
    """What became of one row.

    `status` is `written`, `skipped` (its letters are there for the same content and versions) or `failed` (nothing
    was written). `ok` is True if every letter is fit to send; `problems` say what a person must look at.
    """

    line: int
    ref: str | None
    status: Literal["written", "skipped", "failed"]
    problems: tuple[Problem, ...] = field(default=(), converter=_problems)

    @property
    def ok(self) -> bool:
        """True if nothing is left to do for this row before its letters are sent."""
        return self.status != "failed" and not self.problems


@frozen(kw_only=True)
class _Task:
    """A row on its way to a worker, which may be another process: plain values only."""

    line: int
    ref: str
    record: str
    key: str
    history: History
    folder: Path
    source: str


def run(
    records: Iterable[tuple[int, Interview | InvalidRecord]],
    out: Path,
    kit: Kit,
    options: Options,
    *,
    source: str = "batch",
    ledger: Path | None = None,
    executor: Executor | None = None,
) -> Iterator[RowResult]:
    """Write the letters of each row into a folder named by its ref and yield what became of it, in the file's order.

    A row that fails stops no other. The work begins when the first result is asked for; `failures.jsonl` is put in
    its place after the last.

    Args:
        records: lines and records, as `intake.stream` yields them.
        out: the folder; it is made if need be.
        kit: what to work with.
        options: how every row is to be treated.
        source: the file's name, for messages.
        ledger: where to look up what was sent before; it is only read.
        executor: any executor of concurrent.futures; None works in this thread. A pool of processes needs a kit
            from `Kit.load`.

    Raises:
        OSError: the folder cannot be written to.
        LedgerError: the ledger cannot be read.
    """
    out.mkdir(parents=True, exist_ok=True)
    kept = out / f".{FAILURES}"
    results = _results(records, out, kit, options, source=source, ledger=ledger, executor=executor)
    failed = 0
    try:
        with kept.open("w", encoding="utf-8", newline="\n") as failures:
            for result in results:
                for problem in result.problems:
                    failures.write(_failure(result, problem))
                    failed += 1
                yield result
        if failed:
            kept.replace(out / FAILURES)
        else:
            (out / FAILURES).unlink(missing_ok=True)
    finally:
        kept.unlink(missing_ok=True)


def _failure(result: RowResult, problem: Problem) -> str:
    row = {
        "line": problem.line or result.line,
        "ref": result.ref,
        "field": problem.field,
        "message": problem.message,
        "status": result.status,
    }
    return json.dumps(row, ensure_ascii=False) + "\n"


def _results(
    records: Iterable[tuple[int, Interview | InvalidRecord]],
    out: Path,
    kit: Kit,
    options: Options,
    *,
    source: str,
    ledger: Path | None,
    executor: Executor | None,
) -> Iterator[RowResult]:
    tasks = _tasks(records, out, kit, options, source=source, ledger=ledger)
    work = partial(_work, kit, options)
    if executor is None:
        yield from map(work, tasks)
        return
    # Executor.map reads all of its input at once, so it gets a bounded piece at a time.
    while chunk := list(islice(tasks, _AT_ONCE)):
        yield from executor.map(work, chunk)


def _tasks(
    records: Iterable[tuple[int, Interview | InvalidRecord]],
    out: Path,
    kit: Kit,
    options: Options,
    *,
    source: str,
    ledger: Path | None,
) -> Iterator[_Task | RowResult]:
    """Yield a task for each good row, and at once the result of each bad one."""
    versions = _versions(kit, options)
    # SQLite's nameless database lives on the disk when it grows: refs seen so far cost no memory
    with closing(sqlite3.connect("")) as seen:
        seen.execute("CREATE TABLE seen (ref TEXT PRIMARY KEY, line INTEGER)")
        for line, record in records:
            if isinstance(record, InvalidRecord):
                yield RowResult(line=line, ref=record.ref, status="failed", problems=record.problems)
                continue
            earlier = seen.execute("SELECT line FROM seen WHERE ref = ?", (record.ref,)).fetchone()
            if earlier:
                message = f"the ref {record.ref!r} was used in line {earlier[0]} already; give each record its own"
                problem = Problem(message, file=source, line=line, field="ref")
                yield RowResult(line=line, ref=record.ref, status="failed", problems=[problem])
                continue
            seen.execute("INSERT INTO seen VALUES (?, ?)", (record.ref, line))
            text = dumps(record, indent=None)
            history = history_at(ledger, record.ref) if ledger else History()
            key = _key(text, versions, [str(entry) for entry in history])
            yield _Task(
                line=line, ref=record.ref, record=text, key=key, history=history, folder=out / record.ref, source=source
            )


def _key(record: str, versions: str, history: Iterable[str]) -> str:
    return sha256("\0".join([record, versions, *history]).encode("utf-8", "surrogatepass")).hexdigest()


def _versions(kit: Kit, options: Options) -> str:
    """Return all that the letters depend on besides the record, as text."""
    plugins = sorted(f"{plugin.distribution} {plugin.version} {plugin.status}" for plugin in kit.catalog.plugins)
    data = [f"{name} {_installed(name)}" for name in ("holidays", "tzdata", "babel")]
    chosen = [kit.policy.described, kit.calendar.name, kit.composer.name, options.occasion.value, str(options.seed)]
    now = options.now.isoformat() if options.now else "the record's"
    return "\n".join([*plugins, *data, *chosen, *sorted(kit.stops), now])


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _work(kit: Kit, options: Options, task: _Task | RowResult) -> RowResult:
    """Do one row, in whatever thread or process; whatever goes wrong stays with this row."""
    if isinstance(task, RowResult):
        return task
    try:
        done = _done(task)
        return done or _written(kit, options, task)
    except InvalidRecord as error:
        problems = error.problems
    except (InvalidFact, NotFound) as error:
        field = row_field(task.source, error.field) if error.field else None
        problems = (_problem(task, str(error), field),)
    except FollowUpError as error:
        problems = (_problem(task, str(error)),)
    except OSError as error:
        problems = (_problem(task, f"{error.filename or task.folder}: {error.strerror or error}"),)
    except Exception as error:  # noqa: BLE001  one row, one failure: the others go on
        problems = (_problem(task, f"a defect of followup-kit, please report it: {type(error).__name__}: {error}"),)
    return RowResult(line=task.line, ref=task.ref, status="failed", problems=problems)


def _written(kit: Kit, options: Options, task: _Task) -> RowResult:
    interview = from_json(json.loads(task.record))
    now = options.now or interview.as_of or options.clock
    letters = write(kit, interview, task.history, now=now, occasion=options.occasion, seed=options.seed)
    problems = tuple(_findings(task, letters))
    if letters.written:
        files = [path.name for paths in save(letters, task.folder, force=options.force).values() for path in paths]
        told = [[problem.field, problem.message] for problem in problems]
        marker = {"key": task.key, "files": files, "problems": told}
        write_file(task.folder / _MARKER, (json.dumps(marker, ensure_ascii=False) + "\n").encode())
    status: Literal["written", "failed"] = "written" if letters.written else "failed"
    return RowResult(line=task.line, ref=task.ref, status=status, problems=problems)


def _findings(task: _Task, letters: Letters) -> Iterator[Problem]:
    for letter in letters.written:
        for finding in letter.report.open:
            if finding.severity in letter.report.stops:
                where = f"letters.{letter.step.recipient.ref}"
                yield _problem(task, f"{finding.code} {finding.message}", where)
    for failure in letters.failed:
        yield _problem(task, str(failure.error), f"letters.{failure.step.recipient.ref}")
    if not letters.written and not letters.failed:
        yield _problem(task, "nobody is to be written to on this occasion", "letters")


def _problem(task: _Task, message: str, where: str | None = None) -> Problem:
    return Problem(message, file=task.source, line=task.line, field=where)


def _done(task: _Task) -> RowResult | None:
    """Return the earlier result if the row's letters are there for the same content and versions."""
    try:
        marker = json.loads((task.folder / _MARKER).read_bytes())
        if marker["key"] != task.key or not all((task.folder / name).is_file() for name in marker["files"]):
            return None
        problems = [_problem(task, str(message), where) for where, message in marker["problems"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return RowResult(line=task.line, ref=task.ref, status="skipped", problems=problems)
