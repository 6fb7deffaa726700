"""Where in a record something stands: the path of a field, its line, and the problems found there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from attrs import evolve, field, frozen

from followup_kit.errors import InvalidRecord, Problem

__all__ = ["DEEPEST", "MOST_ITEMS", "Path", "Place", "Source", "one_line", "shown", "spell"]

Path = tuple[str | int, ...]
"""Keys and indexes from the top of a record: `("panel", 1, "email")`."""

DEEPEST: Final = 20
"""Levels of a record. Ours has five; deeper ones only cost memory, for every path is as long as its place is deep."""
MOST_ITEMS: Final = 500
"""Entries of one list, and unknown keys of one table: each is compared with others, so many would take minutes."""

_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LONGEST_MESSAGE: Final = 400
_LONGEST_SHOWN: Final = 60


def spell(path: Path) -> str:
    """The path as people write it, indexes from 0: `panel[1].email`."""
    out = ""
    for part in path:
        if isinstance(part, int):
            out += f"[{part}]"
        else:
            key = part if _PLAIN_KEY.fullmatch(part) else shown(part)
            out += f".{key}" if out else key
    return out


def one_line(text: str, longest: int = _LONGEST_MESSAGE) -> str:
    """`text` with everything escaped that is not printable, so that a hostile file cannot draw on a terminal."""
    if len(text) > longest:
        text = text[: longest - 1] + "…"
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def shown(value: object) -> str:
    """A value as it may stand in a message: quoted, escaped and short."""
    if isinstance(value, str):
        return one_line(repr(value[: _LONGEST_SHOWN + 1]), _LONGEST_SHOWN)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        # The interpreter refuses to print integers of more than 4300 digits.
        return str(value) if value.bit_length() < 200 else f"a number of about {value.bit_length() * 3 // 10} digits"
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    return one_line(str(value), _LONGEST_SHOWN)


@frozen(kw_only=True)
class Source:
    """A file being read: its name, the line of every field, and the problems found so far.

    `unknown` collects the values of keys that this version does not know. `labels` are the names under which fields
    stand in the file where they differ from their path (CSV columns).
    """

    file: str
    lines: dict[Path, int] = field(factory=dict)
    labels: dict[Path, str] = field(factory=dict)
    strict: bool = False
    problems: list[Problem] = field(factory=list)
    unknown: dict[Path, Any] = field(factory=dict)

    def line(self, path: Path) -> int | None:
        """Return the line of this field, else that of the nearest table around it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path)

    def report(self, path: Path, message: str, *, line: int | None = None) -> None:
        """Note a problem, in the line of its field if no other is given; reading goes on, to find them all."""
        label = self.labels.get(path) or spell(path)
        line = self.line(path) if line is None else line
        self.problems.append(Problem(one_line(message), file=one_line(self.file), field=label or None, line=line))

    def refuse(self) -> None:
        """Raise everything reported, in the file's order.

        Raises:
            InvalidRecord: something was reported.
        """
        if self.problems:
            raise InvalidRecord(sorted(self.problems, key=lambda problem: problem.line or 0))


@frozen
class Place:
    """A path in a source; `zone` is where times without an offset are read, `zone_wrong` if that zone is unusable."""

    source: Source
    path: Path = ()
    zone: str | None = None
    zone_wrong: bool = False

    def __truediv__(self, part: str | int) -> Place:
        """Return the place one step further in."""
        return evolve(self, path=(*self.path, part))

    def wrong(self, message: str) -> None:
        """Report a problem here, without repeating the field's name at the start of the message."""
        name = next((part for part in reversed(self.path) if isinstance(part, str)), "")
        self.source.report(self.path, message.removeprefix(f"{name} ") if name else message)
