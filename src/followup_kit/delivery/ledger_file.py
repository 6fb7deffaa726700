"""The ledger's file: found to be ours, created, brought up to date and opened so that no commit is lost."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from followup_kit.errors import LedgerError

from .ledger_errors import clear_errors, refused_by_system

__all__ = ["APPLICATION_ID", "latest_version", "open_ledger"]

APPLICATION_ID = 0x464B4C31
"""The bytes "FKL1" in the file's head (offset 68), by which the ledger is told from other programs' databases."""

_PAUSE = 0.02  # seconds between attempts to switch to WAL, which SQLite does not wait for by itself


def _migrations() -> list[tuple[int, str]]:
    """Return version and SQL of every step, in order; a file is named by its version: 0001_events.sql."""
    folder = resources.files(__package__).joinpath("migrations")
    found = [(int(file.name[:4]), file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".sql")]
    return sorted(found)


def latest_version() -> int:
    """The schema version that this program writes."""
    return _migrations()[-1][0]


def open_ledger(path: Path, *, read_only: bool, timeout: float) -> sqlite3.Connection:
    """Open the ledger, creating it (readable by this user only) unless `read_only`; wait `timeout` seconds for locks.

    Raises:
        LedgerError: there is no such folder, no permission, no room, or the file is not a ledger of this program.
    """
    absent = not _is_there(path)
    if absent and read_only:
        raise LedgerError(f"there is no ledger {str(path)!r} yet; the first letter sent or event logged creates it")
    if absent:
        _create(path)
    with clear_errors(path, timeout):
        connection = sqlite3.connect(_address(path, read_only), timeout=timeout, isolation_level=None, uri=True)
        try:
            _prepare(connection, path, read_only=read_only, timeout=timeout)
        except BaseException:
            connection.close()
            raise
        return connection


def _is_there(path: Path) -> bool:
    try:
        if not path.parent.is_dir():
            raise LedgerError(f"ledger {str(path)!r}: there is no folder {str(path.parent)!r}; create it first")
        mode = path.stat().st_mode
    except FileNotFoundError:
        return False
    except (OSError, ValueError) as error:
        raise refused_by_system(path, error) from error
    if stat.S_ISDIR(mode):
        raise LedgerError(
            f"ledger {str(path)!r} is a folder; give the name of a file, such as {str(path / 'ledger.db')!r}"
        )
    if not stat.S_ISREG(mode):
        raise LedgerError(f"ledger {str(path)!r} is not a regular file; choose another file name")
    return True


def _create(path: Path) -> None:
    # SQLite would create the file readable by all; its -wal and -shm files take over the mode of the file.
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        pass  # another run was faster; both go on with the same file
    except (OSError, ValueError) as error:
        raise refused_by_system(path, error) from error


def _address(path: Path, read_only: bool) -> str:
    absolute = path.absolute()
    if not read_only:
        return f"{absolute.as_uri()}?mode=rw"
    # Reading a WAL database needs a -shm file beside it. Where none can be made, nobody can write either.
    unwritable = not os.access(absolute.parent, os.W_OK) and not absolute.with_name(f"{absolute.name}-wal").exists()
    return f"{absolute.as_uri()}?mode=ro" + ("&immutable=1" if unwritable else "")


def _prepare(connection: sqlite3.Connection, path: Path, *, read_only: bool, timeout: float) -> None:
    version, latest = _version(connection, path), latest_version()
    if version > latest:
        raise LedgerError(
            f"ledger {str(path)!r} was written by a newer followup-kit (schema {version}, this one knows {latest}); "
            "update followup-kit; the file was left as it is"
        )
    if read_only:
        if 0 < version < latest:
            raise LedgerError(
                f"ledger {str(path)!r} has the old schema {version}; log or send once to bring it up to date"
            )
        return
    _write_ahead(connection, timeout)
    connection.execute("PRAGMA synchronous=FULL")  # a claim that is lost in a power cut would be a letter sent twice
    connection.execute("PRAGMA secure_delete=ON")  # what is forgotten is overwritten, not only unlinked
    connection.execute("PRAGMA foreign_keys=ON")
    if version < latest:
        _migrate(connection, path)


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the schema version, 0 for an empty file.

    Raises:
        LedgerError: the database belongs to another program.
    """
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if owner != APPLICATION_ID and (owner or version or tables):
        raise LedgerError(
            f"ledger {str(path)!r} is a database of another program; choose another file name, this file was left "
            "as it is"
        )
    return int(version)


def _write_ahead(connection: sqlite3.Connection, timeout: float) -> None:
    # Two runs that open a new file at once: one of them gets SQLITE_BUSY at once, whatever its busy timeout says.
    deadline = time.monotonic() + timeout
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the file up to date in one commit; a run that is killed half-way leaves the old version whole."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        present = _version(connection, path)  # another run may have been faster
        for version, sql in _migrations():
            if version > present:
                for statement in _statements(sql):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version={version:d}")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID:d}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk makes SQLite roll back by itself
            connection.execute("ROLLBACK")
        raise


def _statements(sql: str) -> Iterator[str]:
    # Connection.executescript would commit before its first statement and so break the one commit.
    pending = ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
