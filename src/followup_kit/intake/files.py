"""Bytes from a file, or a clear reason why not: nothing is read before its size is known."""

from __future__ import annotations

import stat
from os import PathLike, fspath
from pathlib import Path
from typing import Final

from followup_kit.errors import InvalidRecord, Problem

from .places import one_line

__all__ = ["LARGEST_RECORD", "bad_file", "check_file", "decode", "read_text"]

LARGEST_RECORD: Final = 500_000
"""Bytes of one record. A full panel with twenty topics has some 10 kB; a larger file is something else."""

_UTF_16_OR_32 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def bad_file(path: str | PathLike[str], message: str, *, line: int | None = None) -> InvalidRecord:
    """Return the error for a file of which nothing can be read."""
    return InvalidRecord([Problem(one_line(message), file=one_line(fspath(path)), line=line)])


def check_file(path: str | PathLike[str], *, largest: int | None = None) -> Path:
    """Return the path of a readable, ordinary, non-empty file.

    Raises:
        InvalidRecord: it is missing, a folder, a pipe or device, empty, or larger than `largest` bytes.
    """
    try:
        found = Path(path).stat()
    except FileNotFoundError as error:
        raise bad_file(path, "no such file; check the path") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise bad_file(path, f"cannot be opened: {getattr(error, 'strerror', None) or error}") from error
    if stat.S_ISDIR(found.st_mode):
        raise bad_file(path, "this is a folder; give the path of a record file in it, such as interview.toml")
    if not stat.S_ISREG(found.st_mode):
        raise bad_file(path, "this is not an ordinary file; save the record to a file first")
    if found.st_size == 0:
        raise bad_file(
            path, "the file is empty; a record needs at least ref, role, ended, employer, candidate and panel"
        )
    if largest is not None and found.st_size > largest:
        raise bad_file(path, f"the file has {found.st_size:,} bytes; a record has at most {largest:,}")
    return Path(path)


def read_text(path: str | PathLike[str], *, largest: int = LARGEST_RECORD) -> str:
    """Return the text of a small UTF-8 file, line ends as LF, without a byte order mark.

    Raises:
        InvalidRecord: what `check_file` refuses; bytes that are not UTF-8, with their position.
    """
    try:
        with check_file(path, largest=largest).open("rb") as file:
            content = file.read(largest + 1)
    except OSError as error:
        raise bad_file(path, f"cannot be read: {error.strerror or error}") from error
    if len(content) > largest:  # it grew between the two looks
        raise bad_file(path, f"the file has more than {largest:,} bytes, the most that a record may have")
    return decode(content, path).replace("\r\n", "\n")


def decode(content: bytes, path: str | PathLike[str], *, line: int | None = None, start: int = 0) -> str:
    """Return UTF-8 bytes as text, without a byte order mark at the very beginning (`start` 0).

    Raises:
        InvalidRecord: a byte is not UTF-8; its line and its position in the file, counted from 0, are named.
    """
    if start == 0 and content.startswith(_UTF_16_OR_32):
        raise bad_file(path, "the file is in UTF-16 or UTF-32; save it as UTF-8")
    try:
        return content.decode("utf-8-sig" if start == 0 else "utf-8")
    except UnicodeDecodeError as error:
        # With a byte order mark the codec counts from after it.
        position = error.start + (3 if start == 0 and content.startswith(b"\xef\xbb\xbf") else 0)
        raise bad_file(
            path,
            f"byte 0x{content[position]:02x} at position {start + position} is not UTF-8; save the file as UTF-8",
            line=line if line is not None else content.count(b"\n", 0, position) + 1,
        ) from error
