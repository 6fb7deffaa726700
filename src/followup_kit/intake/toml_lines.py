"""Where each key of a TOML text stands. tomllib reads the values and finds the mistakes; it does not say where.

The scan below runs only over text that tomllib has accepted, so it tells constructs apart but checks nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from attrs import define, field

from .places import DEEPEST, Path

__all__ = ["toml_lines"]

_BLANK: Final = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_SPACE: Final = re.compile(r"[ \t]*")
_BARE_KEY: Final = re.compile(r"[^\s.=\[\]{}\"'#,]+")
_BASIC: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_LITERAL: Final = re.compile(r"'[^'\n]*'")
# Up to two quotation marks may stand directly before the closing three.
_LONG_BASIC: Final = re.compile(r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*"""(?:"{0,2})')
_LONG_LITERAL: Final = re.compile(r"'''(?:[^']|'(?!''))*'''(?:'{0,2})")
_BARE_VALUE: Final = re.compile(r"[^,\]}#\n]*")
_ESCAPE: Final = re.compile(r"\\(?:U([0-9A-Fa-f]{8})|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_ESCAPED: Final = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}


def toml_lines(text: str) -> dict[Path, int]:
    """Return the line, from 1, on which each table, key and list item begins.

    `text` is valid TOML with LF line ends. A table that was never written out by itself (`a.b = 1`, `[a.b]`) begins
    where it is first named.

    Raises:
        RecursionError: it is nested too deeply.
    """
    return _Scan(text).run()


@define
class _Scan:
    text: str
    at: int = 0
    lines: dict[Path, int] = field(factory=dict)
    counts: dict[Path, int] = field(factory=dict)
    starts: list[int] = field(factory=list)

    def run(self) -> dict[Path, int]:
        self.starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        self.lines[()] = 1
        base: Path = ()
        while self._skip(_BLANK) < len(self.text):
            if self.text.startswith("[[", self.at):
                base = self._header(2, of_list=True)
            elif self.text[self.at] == "[":
                base = self._header(1, of_list=False)
            else:
                self._pair(base)
        return self.lines

    def _skip(self, pattern: re.Pattern[str]) -> int:
        if match := pattern.match(self.text, self.at):
            self.at = match.end()
        return self.at

    def _note(self, path: Path, position: int) -> None:
        if len(path) > DEEPEST:
            raise RecursionError
        self.lines.setdefault(path, bisect_right(self.starts, position))

    def _header(self, brackets: int, *, of_list: bool) -> Path:
        start = self.at
        self.at += brackets
        keys = self._keys()
        self.at += brackets
        path: Path = ()
        for number, key in enumerate(keys, 1):
            path = (*path, key)
            self._note(path, start)
            if of_list and number == len(keys):
                index = self.counts[path] = self.counts.get(path, -1) + 1
                path = (*path, index)
                self._note(path, start)
            elif path in self.counts:
                path = (*path, self.counts[path])
        return path

    def _keys(self) -> list[str]:
        """Read a dotted key and the blanks around it."""
        keys: list[str] = []
        while True:
            self._skip(_SPACE)
            keys.append(self._key())
            self._skip(_SPACE)
            if self.text[self.at] != ".":
                return keys
            self.at += 1

    def _key(self) -> str:
        quote = self.text[self.at]
        pattern = {'"': _BASIC, "'": _LITERAL}.get(quote, _BARE_KEY)
        start, end = self.at, self._skip(pattern)
        if quote == '"':
            return _ESCAPE.sub(_unescape, self.text[start + 1 : end - 1])
        return self.text[start + 1 : end - 1] if quote == "'" else self.text[start:end]

    def _pair(self, base: Path) -> None:
        start, path = self.at, base
        for key in self._keys():
            path = (*path, key)
            self._note(path, start)
        self.at += 1  # the equals sign
        self._skip(_SPACE)
        self._value(path)

    def _value(self, path: Path) -> None:
        first = self.text[self.at]
        if self.text.startswith(('"""', "'''"), self.at):
            self._skip(_LONG_BASIC if first == '"' else _LONG_LITERAL)
        elif first in "\"'":
            self._skip(_BASIC if first == '"' else _LITERAL)
        elif first == "[":
            self._items(path)
        elif first == "{":
            self._inline_table(path)
        else:
            self._skip(_BARE_VALUE)

    def _items(self, path: Path) -> None:
        index = 0
        self.at += 1
        while self.text[self._skip(_BLANK)] != "]":
            self._note((*path, index), self.at)
            self._value((*path, index))
            index += 1
            if self.text[self._skip(_BLANK)] == ",":
                self.at += 1
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        while self.text[self._skip(_BLANK)] != "}":
            self._pair(path)
            if self.text[self._skip(_BLANK)] == ",":
                self.at += 1
        self.at += 1


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    return chr(int(code, 16)) if code else _ESCAPED.get(match[4], match[4])
