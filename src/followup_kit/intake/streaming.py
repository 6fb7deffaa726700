"""Reading many records from one file, one after the other: a bad one gives its error and the rest goes on."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike, fspath
from pathlib import Path, PurePath

from followup_kit.errors import InvalidRecord
from followup_kit.facts.interview import Interview

from .csv_file import csv_records
from .files import bad_file, check_file
from .json_file import parse_json
from .raw_lines import raw_lines
from .record import read_record

__all__ = ["stream"]


def stream(path: str | PathLike[str], *, strict: bool = False) -> Iterator[tuple[int, Interview | InvalidRecord]]:
    """Yield (line, interview) for each record of a `.jsonl`, `.ndjson` or `.csv` file; for a bad one (line, its error).

    The line is that on which the record begins. Only one record is held in memory. `strict` is as for `read`.

    Raises:
        InvalidRecord: at once, if the file cannot be read at all; while reading, if a CSV file's header is wrong or
            the file holds no record.
    """
    suffix = PurePath(fspath(path)).suffix.lower()
    if suffix in (".jsonl", ".ndjson"):
        check_file(path)
        return _at_least_one(_json_lines(path, strict=strict), path)
    if suffix == ".csv":
        check_file(path)
        return _at_least_one(csv_records(path, strict=strict), path)
    if fspath(path) and Path(path).is_dir():
        check_file(path)
    raise bad_file(path, f"no reader for {suffix or 'files without a suffix'}; many records are .jsonl or .csv")


def _at_least_one(
    records: Iterator[tuple[int, Interview | InvalidRecord]], path: str | PathLike[str]
) -> Iterator[tuple[int, Interview | InvalidRecord]]:
    empty = True
    for record in records:
        empty = False
        yield record
    if empty:
        raise bad_file(path, "the file holds no record, only blank lines")


def _json_lines(path: str | PathLike[str], *, strict: bool) -> Iterator[tuple[int, Interview | InvalidRecord]]:
    for line in raw_lines(path):
        if line.error is not None:
            yield line.number, line.error
        elif line.text.strip():
            yield line.number, _json_line(line.text, path, line.number, strict=strict)


def _json_line(text: str, path: str | PathLike[str], number: int, *, strict: bool) -> Interview | InvalidRecord:
    try:
        return read_record(*parse_json(text.rstrip("\r\n"), path, strict=strict, first_line=number))
    except InvalidRecord as error:
        return error
