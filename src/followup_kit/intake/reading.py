"""Reading one record from a file, by the file's suffix."""

from __future__ import annotations

from os import PathLike, fspath
from pathlib import Path, PurePath

from followup_kit.facts.interview import Interview

from .files import bad_file, check_file, read_text
from .invitation import invitation
from .json_file import parse_json
from .record import read_record
from .toml_file import parse_toml

__all__ = ["read"]


def read(path: str | PathLike[str], *, strict: bool = False) -> Interview:
    """Return the interview recorded in a `.toml` or `.json` file.

    `strict` refuses keys that this version does not know; otherwise they are kept in `Interview.extra`. A likely
    misspelling of a known key is an error either way: what it was meant to say would silently be lost.

    Zones are looked up here; of countries and their parts only the shape is checked, since what exists is the
    calendar's to say when a plan is made, and a channel's name is the kit's. An `.ics` invitation is never a whole
    record: the error says which fields to confirm, and `invitation` reads the rest.

    Raises:
        InvalidRecord: with every problem of the file, each with line and field.
    """
    suffix = PurePath(fspath(path)).suffix.lower()
    if suffix == ".toml":
        return read_record(*parse_toml(read_text(path), path, strict=strict))
    if suffix == ".json":
        return read_record(*parse_json(read_text(path), path, strict=strict))
    if suffix == ".ics":
        raise invitation(path).unconfirmed()
    if suffix in (".jsonl", ".ndjson", ".csv"):
        raise bad_file(path, f"{suffix} files hold many records; give one record as .toml or .json, or run a batch")
    if fspath(path) and Path(path).is_dir():
        check_file(path)
    raise bad_file(path, f"no reader for {suffix or 'files without a suffix'}; records are .toml, .json or .ics files")
