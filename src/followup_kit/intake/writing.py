"""An interview as JSON: what is written is read back as an equal interview, unknown keys included."""

from __future__ import annotations

import json
from typing import Final

from followup_kit.facts.interview import Interview

from .extras import put_back
from .kinds import Json
from .shape import FORMAT_VERSION, RECORD

__all__ = ["dumps", "to_json"]

_KNOWN: Final = frozenset({"version", *(field.name for field in RECORD.fields)})
_NUMBERED: Final = {"topics": "topic", "claims": "claim", "promises": "promise"}


def to_json(interview: Interview) -> dict[str, Json]:
    """Return the record of an interview, ready for `json.dumps`; `from_json` turns it back.

    Values equal to the default are left out, and so are ids that would be given anew.
    """
    written = RECORD.write(interview)
    record: dict[str, Json] = {"version": FORMAT_VERSION, **(written if isinstance(written, dict) else {})}
    put_back(record, interview, _KNOWN)
    for name, kind in _NUMBERED.items():
        for number, row in _rows(record, name):
            if row.get("id") == f"{kind}-{number}":
                del row["id"]
    for _, row in _rows(record, "events"):
        if row.get("interview") == interview.ref:
            del row["interview"]
    return record


def _rows(record: dict[str, Json], name: str) -> list[tuple[int, dict[str, Json]]]:
    rows = record.get(name)
    return [(n, row) for n, row in enumerate(rows if isinstance(rows, list) else [], 1) if isinstance(row, dict)]


def dumps(interview: Interview, *, indent: int | None = 2) -> str:
    """Return the record of an interview as JSON text; `indent=None` gives one line, as JSON Lines files need."""
    return json.dumps(to_json(interview), ensure_ascii=False, indent=indent, allow_nan=False)
