"""What can be wrong with a ledger file, each in one line with what to do about it."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from followup_kit.errors import LedgerError

__all__ = ["clear_errors", "in_use", "refused_by_system"]

_NO_ROOM = "has no room to grow: the disk is full; free some space and try again; nothing was recorded"
_READ_ONLY = "cannot be written: the file or its folder is read-only; make both writable or choose another ledger"
_NO_ENTRY = "cannot be opened; this user must be able to read and write the file and to create files in its folder"
_NOT_A_LEDGER = "is not a ledger: it is no database; choose another file name, this file was left as it is"

# Primary result codes, https://sqlite.org/rescode.html
_REMEDIES = {
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_FULL: _NO_ROOM,
    sqlite3.SQLITE_NOTADB: _NOT_A_LEDGER,
    sqlite3.SQLITE_CORRUPT: "is damaged; keep the file for rescue, put a copy of it from a backup in its place",
    sqlite3.SQLITE_CANTOPEN: _NO_ENTRY,
    sqlite3.SQLITE_IOERR: "could not be read or written: the disk is full, was taken out or fails; look at the disk",
}


def in_use(timeout: float) -> str:
    """What to say when somebody else holds the file."""
    return (
        f"is in use by another program and stayed locked for {timeout:g} s; wait until the other run has ended or "
        "close the program that has it open, then try again"
    )


@contextmanager
def clear_errors(path: Path, timeout: float) -> Iterator[None]:
    """Turn what sqlite3 raises about the file at `path` into a LedgerError; `timeout` is what was waited, in seconds.

    Raises:
        LedgerError: always instead of sqlite3.Error.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise LedgerError(f"ledger {str(path)!r} {_remedy(error, timeout)}") from error
    except UnicodeEncodeError as error:
        raise LedgerError(
            f"ledger {str(path)!r} cannot keep {error.object[error.start : error.end]!r}: half a character (a lone "
            "surrogate) is no text; remove it from the letter or note"
        ) from error


def _remedy(error: sqlite3.Error, timeout: float) -> str:
    code: int | None = getattr(error, "sqlite_errorcode", None)  # absent when the sqlite3 module itself complains
    if code is None:
        return f"cannot be used: {error}"
    primary = code & 0xFF  # the rest of an extended code says where in SQLite it happened
    if primary in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return in_use(timeout)
    return _REMEDIES.get(primary, f"cannot be used: {error}")


def refused_by_system(path: Path, error: OSError | ValueError) -> LedgerError:
    """Return the LedgerError for a file that the operating system would not open or create."""
    number = error.errno if isinstance(error, OSError) else None
    if number in {errno.ENOSPC, errno.EDQUOT}:
        told = _NO_ROOM
    elif number == errno.EROFS:
        told = _READ_ONLY
    elif number in {errno.EACCES, errno.EPERM}:
        told = _NO_ENTRY
    else:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        told = f"cannot be opened: {reason.lower()}; choose another file name"
    return LedgerError(f"ledger {str(path)!r} {told}")
