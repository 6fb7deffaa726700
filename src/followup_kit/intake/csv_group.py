"""The rows of one interview, put together into one record that knows the line and column of every field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from attrs import define, field

from followup_kit.errors import InvalidRecord, Problem
from followup_kit.facts.interview import Interview

from .csv_columns import COLUMNS, Column, Part
from .places import MOST_ITEMS, Path, Source, shown
from .record import read_record

__all__ = ["MOST_ROWS", "Group"]

MOST_ROWS: Final = MOST_ITEMS
"""Rows of one interview; more are a mistake in the `ref` column, and would fill the memory."""

_FLAGS: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_WHOLE: Final = re.compile(r"-?[0-9]{1,9}", re.ASCII)
_FACTS: Final[dict[Part, str]] = {"topic": "topics", "claim": "claims", "promise": "promises"}
_BY_PART: Final[dict[Part, tuple[Column, ...]]] = {
    part: tuple(column for column in COLUMNS.values() if column.part == part)
    for part in ("record", "person", "topic", "claim", "promise")
}


def _value(cell: str, column: Column) -> object:
    """The cell as TOML would hold it. What does not fit stays text, for the reader to refuse with its reasons."""
    if column.holds == "flag":
        return _FLAGS.get(cell.casefold(), cell)
    if column.holds == "number":
        return int(cell) if _WHOLE.fullmatch(cell) else cell
    if column.holds == "list":
        items = [item.strip() for item in cell.split(";")]
        return [int(item) if item.isascii() and item.isdigit() and len(item) == 1 else item for item in items if item]
    return cell


@define
class Group:
    """Rows with one `ref`, the first of them in `line`."""

    ref: str
    line: int
    source: Source
    record: dict[str, Any] = field(factory=dict)
    cells: dict[Path, str] = field(factory=dict)
    people: dict[str, int] = field(factory=dict)
    rows: int = 0

    def add(self, line: int, cells: Mapping[str, str], problems: tuple[Problem, ...]) -> None:
        """Take in one row; what disagrees with the rows above is reported."""
        self.source.problems.extend(problems)
        self.rows += 1
        if self.rows > MOST_ROWS:
            if self.rows == MOST_ROWS + 1:
                self.source.report(("ref",), f"more than {MOST_ROWS} rows for one interview", line=line)
            return
        if self.rows == 1:
            self._note((), "record", line)
        self._fill((), "record", cells, line)
        ref = cells.get("person_ref", "")
        if any(cells.get(column.name) for column in _BY_PART["person"]):
            self._person(ref, cells, line)
        for part, table in _FACTS.items():
            if any(cells.get(column.name) for column in _BY_PART[part]):
                self._fact(part, table, ref, cells, line)

    def read(self) -> Interview | InvalidRecord:
        """Return the interview that the rows describe, or everything that is wrong with them."""
        try:
            if not self.record:  # rows of which not even the cells could be told
                self.source.refuse()
            return read_record(self.record, self.source)
        except InvalidRecord as error:
            return error

    def _note(self, base: Path, part: Part, line: int) -> None:
        """Remember where the fields of a table stand, those that are left empty too."""
        lines, labels = self.source.lines, self.source.labels
        lines[base] = line
        for column in _BY_PART[part]:
            labels[(*base, *column.path)] = column.name
            for length in range(1, len(column.path)):
                labels.setdefault((*base, *column.path[:length]), column.name)

    def _fill(self, base: Path, part: Part, cells: Mapping[str, str], line: int) -> None:
        lines = self.source.lines
        for column in _BY_PART[part]:
            cell, path = cells.get(column.name), (*base, *column.path)
            if not cell:
                continue
            if path in self.cells:
                if self.cells[path] != cell:
                    first = f"line {lines[path]} says {shown(self.cells[path])}"
                    self.source.report(path, f"{shown(cell)}, but {first}; leave it empty or repeat it", line=line)
                continue
            self.cells[path], lines[path] = cell, line
            self._put(path, _value(cell, column))

    def _put(self, path: Path, value: object) -> None:
        table: Any = self.record
        for part in path[:-1]:
            table = table[part] if isinstance(part, int) or part in table else table.setdefault(part, {})
        table[path[-1]] = value

    def _person(self, ref: str, cells: Mapping[str, str], line: int) -> None:
        panel = self.record.setdefault("panel", [])
        index = self.people.get(ref, len(panel)) if ref else len(panel)
        if index == len(panel):
            panel.append({})
            self.people[ref] = index
            self._note(("panel", index), "person", line)
        self._fill(("panel", index), "person", cells, line)
        for name, cell in cells.items():
            if cell and name not in COLUMNS:
                self.source.unknown[("panel", index, name)] = cell

    def _fact(self, part: Part, table: str, ref: str, cells: Mapping[str, str], line: int) -> None:
        facts = self.record.setdefault(table, [])
        facts.append({})
        base = (table, len(facts) - 1)
        self._note(base, part, line)
        self._fill(base, part, cells, line)
        fact = facts[-1]
        if not ref:
            return
        if part != "claim":
            fact["said_by" if part == "topic" else "to"] = ref
        elif fact.get("discussed") is not False and self._heard_again(facts, ref):
            facts.pop()
            for column in _BY_PART[part]:  # the next claim takes this place
                self.cells.pop((*base, *column.path), None)

    def _heard_again(self, claims: list[dict[str, Any]], ref: str) -> bool:
        """A claim that came up in front of several people stands in the row of each: it is one claim."""
        claim = claims[-1]
        for earlier in claims[:-1]:
            if {key: value for key, value in earlier.items() if key != "heard_by"} == claim:
                if ref not in earlier.setdefault("heard_by", []):
                    earlier["heard_by"].append(ref)
                return True
        claim["heard_by"] = [ref]
        return False
