"""A CSV file as records: rows are grouped while they stream by, and read by the same rules as any other record."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from os import PathLike, fspath
from typing import Final

from attrs import frozen

from followup_kit.errors import InvalidRecord, Problem
from followup_kit.facts.interview import Interview

from .csv_columns import COLUMNS
from .csv_group import Group
from .files import bad_file
from .places import MOST_ITEMS, Source, shown
from .raw_lines import RawLine, raw_lines
from .spelling import compound_of, misspelt

__all__ = ["csv_records"]

_NEEDED: Final = ("ref", "role", "ended", "employer_name", "candidate_name", "person_ref", "person_name")
_PARTS: Final = ("person", "topic", "claim", "promise")
_IN_PARTS: Final = {
    "candidate_name": {"candidate_given", "candidate_family"},
    "person_name": {"person_given", "person_family"},
}


@frozen
class _Row:
    """One row: its first line, its cells by column, and what is wrong with it as a row."""

    line: int
    cells: Mapping[str, str]
    problems: tuple[Problem, ...] = ()


def csv_records(path: str | PathLike[str], *, strict: bool = False) -> Iterator[tuple[int, Interview | InvalidRecord]]:
    """Yield (first line, interview or its error) for each group of rows with one `ref`.

    Raises:
        InvalidRecord: the header lacks a column, names one twice or misspells one.
    """
    group: Group | None = None
    finished: set[int] = set()  # hashes: all that is kept of the interviews that went by
    for row in _rows(path, strict=strict):
        ref = row.cells.get("ref", "")
        if group is not None and (not ref or ref != group.ref):
            yield group.line, group.read()
            finished.add(hash(group.ref))
            group = None
        if group is None:
            group = Group(ref, row.line, Source(file=fspath(path), strict=strict, lines={}, labels={}))
            if ref and hash(ref) in finished:
                group.source.report(
                    ("ref",), f"{shown(ref)} was used further up; put the rows of one interview together", line=row.line
                )
        group.add(row.line, row.cells, row.problems)
    if group is not None:
        yield group.line, group.read()


def _rows(path: str | PathLike[str], *, strict: bool) -> Iterator[_Row]:
    lines = raw_lines(path)
    head = next((line for line in lines if line.text.strip() or line.error), None)
    if head is None:
        return
    if head.error is not None:
        raise head.error
    # Spreadsheets write semicolons or tabs where the comma is the decimal sign.
    delimiter = max(",;\t", key=head.text.count)
    try:
        names = next(csv.reader([head.text], delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise bad_file(path, f"the header is not CSV: {error}", line=head.number) from error
    header = _header(names, path, head.number, strict=strict)
    errors: dict[int, InvalidRecord] = {}
    rows = csv.reader(_texts(lines, errors), delimiter=delimiter, strict=True)
    while True:
        first = head.number + rows.line_num + 1
        problems: tuple[Problem, ...] = ()
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            cells, problems = [], bad_file(path, f"this row is not CSV: {error}", line=first).problems
        if len(cells) > len(header):
            problems += bad_file(path, f"{len(cells)} cells under {len(header)} columns", line=first).problems
        for number in [number for number in errors if number <= head.number + rows.line_num]:
            problems += errors.pop(number).problems
        if problems or any(cell.strip() for cell in cells):
            yield _Row(first, {name: cell.strip() for name, cell in zip(header, cells, strict=False)}, problems)


def _texts(lines: Iterator[RawLine], errors: dict[int, InvalidRecord]) -> Iterator[str]:
    """The text of each line for the csv module, which cannot carry errors; those are put aside by line."""
    for line in lines:
        if line.error is not None:
            errors[line.number] = line.error
        yield line.text


def _header(names: list[str], path: str | PathLike[str], line: int, *, strict: bool) -> list[str]:
    """Return the column names; all that is wrong with them is raised at once."""
    source = Source(file=fspath(path), strict=strict)
    names = [name.strip() for name in names]
    if len(names) > MOST_ITEMS:
        raise bad_file(path, f"{len(names)} columns; at most {MOST_ITEMS} are read", line=line)
    for number, name in enumerate(names, 1):
        if not name:
            source.report((), f"column {number} has no name", line=line)
        elif name in names[: number - 1]:
            source.report((name,), "this column stands twice; keep one of them", line=line)
        elif name not in COLUMNS:
            _unknown(name, source, line)
    for name in _NEEDED:
        if name not in names and not _IN_PARTS.get(name, {""}) <= set(names):
            parts = " and ".join(sorted(_IN_PARTS.get(name, ()), reverse=True))
            source.report((name,), f"this column is missing{f'; {parts} do as well' if parts else ''}", line=line)
    source.refuse()
    return names


def _unknown(name: str, source: Source, line: int) -> None:
    own = name.startswith(("x_", "x-"))
    near = None if own else misspelt(name, COLUMNS)
    whole = None if own else compound_of(name, COLUMNS, like=_PARTS)
    if near is not None and not (whole or "").startswith(f"{name}_"):
        source.report((name,), f"unknown column {shown(name)}; did you mean {near}?", line=line)
    elif whole is not None:
        ask = f"did you mean {whole}? A column of your own begins with x_"
        source.report((name,), f"unknown column {shown(name)}; {ask}", line=line)
    elif source.strict:
        source.report((name,), f"unknown column {shown(name)}", line=line)
