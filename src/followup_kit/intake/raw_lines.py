"""Lines of a large file, one at a time and never longer than allowed, each decoded by itself."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike, fspath
from pathlib import Path
from typing import BinaryIO, Final

from attrs import frozen

from followup_kit.errors import InvalidRecord

from .files import bad_file, decode

__all__ = ["LONGEST_LINE", "RawLine", "raw_lines"]

LONGEST_LINE: Final = 500_000
"""Bytes of one line, which is one record in JSON Lines and one row in CSV."""


@frozen
class RawLine:
    """One line with its line end. Of a bad one, `text` is what can be told: nothing of one that is too long."""

    number: int
    text: str
    error: InvalidRecord | None = None


def raw_lines(path: str | PathLike[str]) -> Iterator[RawLine]:
    """Yield the lines of a file; one that is too long or not UTF-8 carries its error. One line is held in memory.

    Raises:
        InvalidRecord: the file cannot be read any further.
    """
    try:
        with Path(path).open("rb") as file:
            yield from _lines(file, fspath(path))
    except OSError as error:
        raise bad_file(path, f"cannot be read: {error.strerror or error}") from error


def _lines(file: BinaryIO, path: str) -> Iterator[RawLine]:
    number = start = 0
    while content := file.readline(LONGEST_LINE + 1):
        number += 1
        length = len(content)
        if length > LONGEST_LINE and not content.endswith(b"\n"):
            length += _skip_line(file)
            error = bad_file(path, f"the line has {length:,} bytes; the most is {LONGEST_LINE:,}", line=number)
            yield RawLine(number, "\n", error)
        else:
            yield _decoded(content, path, number, start)
        start += length


def _decoded(content: bytes, path: str, number: int, start: int) -> RawLine:
    try:
        return RawLine(number, decode(content, path, line=number, start=start))
    except InvalidRecord as error:
        return RawLine(number, content.decode("utf-8", "replace"), error)


def _skip_line(file: BinaryIO) -> int:
    """Read past the rest of a line without keeping it; return its length."""
    length = 0
    while part := file.readline(LONGEST_LINE):
        length += len(part)
        if part.endswith(b"\n"):
            break
    return length
