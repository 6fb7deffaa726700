"""The columns of a CSV file: one row for each person, with at most one topic, claim and promise.

Consecutive rows with the same `ref` are one interview. The interview's own columns stand in its first row; below they
may be left empty or repeated, but not changed. A second row with the same `person_ref` adds a topic, claim or promise
of that person. Lists (working days, lines of an address) are separated by semicolons; yes, true and 1 are true.
"""

from __future__ import annotations

from typing import Final, Literal

from attrs import frozen

from .hours import OFFICE_HOURS, SpansBy
from .kinds import ADDRESS, CLOSURES, FLAG, WEEKDAYS, Kind
from .shape import RECORD, VERSION_FIELD
from .tables import Field, Listed, Table

__all__ = ["COLUMNS", "Column", "Part"]

Part = Literal["record", "person", "topic", "claim", "promise"]
"""Whom a column's cell is about."""

_LISTS: Final[tuple[Kind, ...]] = (ADDRESS, CLOSURES, OFFICE_HOURS, WEEKDAYS)


@frozen
class Column:
    """One column: the key within its part that its cells fill, and what they hold."""

    name: str
    part: Part
    path: tuple[str, ...]
    holds: Literal["text", "number", "flag", "list"]
    about: str


def _table(name: str) -> Table:
    """Return the table that stands under this key of a record, or of which this key holds a list."""
    kind = RECORD.field(name).kind
    table = kind.item if isinstance(kind, Listed) else kind
    if not isinstance(table, Table):
        raise TypeError(f"{name} is not a table")
    return table


def _column(prefix: str, part: Part, field: Field, path: tuple[str, ...]) -> Column:
    if field.kind in _LISTS:
        return Column(prefix, part, path, "list", field.about)
    if field.kind is FLAG:
        return Column(prefix, part, path, "flag", field.about)
    whole = field.name in ("round", "version")
    return Column(prefix, part, path, "number" if whole else "text", field.about)


def _columns(table: Table, part: Part, prefix: str = "", path: tuple[str, ...] = ()) -> list[Column]:
    """One column for each key of a table, those of the name spread out: `person_name`, `person_given` ..."""
    out: list[Column] = []
    for field in table.fields:
        if isinstance(field.kind, Table):
            parts = field.kind.fields if field.kind.text_as else ()
            for inner in parts:
                name = f"{prefix}{field.name}" if inner.name == field.kind.text_as else f"{prefix}{inner.name}"
                out.append(_column(name, part, inner, (*path, field.name, inner.name)))
        elif not isinstance(field.kind, Listed | SpansBy):
            out.append(_column(f"{prefix}{field.name}", part, field, (*path, field.name)))
    return out


def _named(part: Part, table: Table, main: str, *, without: tuple[str, ...]) -> list[Column]:
    """Columns of a fact: its main key under the part's own name, the others behind it (`topic`, `topic_why`)."""
    return [
        _column(part if field.name == main else f"{part}_{field.name}", part, field, (field.name,))
        for field in table.fields
        if field.name not in without and not isinstance(field.kind, Listed)
    ]


COLUMNS: Final[dict[str, Column]] = {
    column.name: column
    for column in (
        _column("version", "record", VERSION_FIELD, ("version",)),
        *_columns(RECORD, "record"),
        *_columns(_table("employer"), "record", "employer_", ("employer",)),
        *_columns(_table("candidate"), "record", "candidate_", ("candidate",)),
        *_columns(_table("panel"), "person", "person_"),
        *_named("topic", _table("topics"), "text", without=("said_by",)),
        *_named("claim", _table("claims"), "skill", without=()),
        *_named("promise", _table("promises"), "text", without=("to",)),
    )
}
"""Every known column by its name."""
