"""A JSON text as tables with the line of every key; a key that stands twice is a problem."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from os import PathLike, fspath
from typing import Final

from attrs import define, field

from .files import bad_file
from .places import DEEPEST, MOST_ITEMS, Path, Source

__all__ = ["json_lines", "parse_json"]

_DECODER: Final = json.JSONDecoder()
_SPACE: Final = re.compile(r"[ \t\r\n]*")
_ATOM: Final = re.compile(r"[^\s,\]}]+")
_LONGEST_INTEGER: Final = 309
"""Digits; longer ones are larger than any float, and the interpreter refuses those of more than 4300."""


def parse_json(text: str, path: str | PathLike[str], *, strict: bool, first_line: int = 1) -> tuple[object, Source]:
    """Return the decoded value and where its parts stand; duplicate keys are noted in the source.

    Raises:
        InvalidRecord: the text is not JSON, or is nested too deeply.
    """
    try:
        value: object = json.loads(text, parse_int=_integer)
        scan = json_lines(text, first_line)
    except json.JSONDecodeError as error:
        what = error.msg[:1].lower() + error.msg[1:]
        raise bad_file(
            path, f"this is not JSON: {what} in column {error.colno}", line=error.lineno + first_line - 1
        ) from error
    except RecursionError as error:
        raise bad_file(path, f"nested too deeply; a record has at most {DEEPEST} levels", line=first_line) from error
    source = Source(file=fspath(path), strict=strict, lines=scan.lines)
    for place, line in scan.doubles[:MOST_ITEMS]:
        first = scan.lines[place]
        where = f"in line {line}" if line == first else f"in line {first} and in line {line}"
        source.report(place, f"this key stands twice, {where}; keep one of them", line=line)
    return value, source


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else float(digits)


def json_lines(text: str, first_line: int = 1) -> _Scan:
    """Return the line of each key and list item of a valid JSON text, and the keys that stand twice."""
    scan = _Scan(text, first_line)
    scan.value(())
    return scan


@define
class _Scan:
    text: str
    first_line: int
    at: int = 0
    lines: dict[Path, int] = field(factory=dict)
    doubles: list[tuple[Path, int]] = field(factory=list)
    starts: list[int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.starts = [0, *(match.end() for match in re.finditer("\n", self.text))]

    def _next(self) -> str:
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.text[self.at]

    def _line(self) -> int:
        return bisect_right(self.starts, self.at) + self.first_line - 1

    def value(self, path: Path) -> None:
        if len(path) > DEEPEST:
            raise RecursionError
        first = self._next()
        self.lines.setdefault(path, self._line())
        if first == "{":
            self._table(path)
        elif first == "[":
            self._items(path)
        elif first == '"':
            _, self.at = _DECODER.raw_decode(self.text, self.at)
        elif match := _ATOM.match(self.text, self.at):
            self.at = match.end()

    def _table(self, path: Path) -> None:
        self.at += 1
        seen: set[str] = set()
        while self._next() != "}":
            line = self._line()
            key, self.at = _DECODER.raw_decode(self.text, self.at)
            if key in seen:
                self.doubles.append(((*path, key), line))
            else:
                seen.add(key)
                self.lines.setdefault((*path, key), line)
            self._next()
            self.at += 1  # the colon
            self.value((*path, key))
            if self._next() == ",":
                self.at += 1
        self.at += 1

    def _items(self, path: Path) -> None:
        self.at += 1
        index = 0
        while self._next() != "]":
            self.value((*path, index))
            index += 1
            if self._next() == ",":
                self.at += 1
        self.at += 1
