"""Where a field of a record stands, for errors that turn up only when the record is worked with."""

from __future__ import annotations

import re
from os import PathLike, fspath
from pathlib import PurePath

from followup_kit.errors import InvalidRecord, Problem

from .csv_columns import COLUMNS
from .files import read_text
from .json_file import parse_json
from .places import Path, Source, one_line
from .toml_file import parse_toml

__all__ = ["located", "row_field"]

_PART = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def located(path: str | PathLike[str], field: str, message: str) -> Problem:
    """Return the problem with this field, spelt like `panel[0].country`, of the record in a `.toml` or `.json` file.

    The file is read again. If it cannot be read any more, the problem has no line.
    """
    line = _source(path).line(_path(field))
    return Problem(one_line(message), file=one_line(fspath(path)), field=field, line=line)


def row_field(path: str | PathLike[str], field: str) -> str:
    """Return what a field of a record is called in this file of many records: in `.csv` files, its column."""
    if PurePath(fspath(path)).suffix.lower() != ".csv":
        return field
    inner = tuple(part for part in _path(field) if isinstance(part, str))
    for column in COLUMNS.values():
        if column.path == (inner[1:] if column.part == "person" else inner) and _part(inner) == column.part:
            return column.name
    return field


def _part(path: tuple[str, ...]) -> str:
    return "person" if path[:1] == ("panel",) else "record"


def _path(field: str) -> Path:
    return tuple(int(index) if index else key for index, key in _PART.findall(field))


def _source(path: str | PathLike[str]) -> Source:
    parse = parse_json if PurePath(fspath(path)).suffix.lower() == ".json" else parse_toml
    try:
        return parse(read_text(path), path, strict=False)[1]
    except InvalidRecord:
        return Source(file=fspath(path))
