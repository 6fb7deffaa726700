"""The ledger's file: found to be ours, created, brought up to date and opened so that no commit is lost."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path

from followup_kit.errors import LedgerError

from .ledger_errors import clear_errors, refused_by_system

__all__ = ["APPLICATION_ID", "latest_version", "open_in_memory", "open_ledger"]

APPLICATION_ID = 0x464B4C31
"""The bytes "FKL1" in the file's head (offset 68), by which the ledger is told from other programs' databases."""

_PAUSE = 0.02  # seconds between attempts to switch to WAL, which SQLite does not wait for by itself


@cache
def _migrations() -> tuple[tuple[int, str], ...]:
    """Return version and SQL of every step, in order; a file is named by its version: 0001_events.sql."""
    folder = resources.files(__package__).joinpath("migrations")
    found = [(int(file.name[:4]), file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".sql")]
    return tuple(sorted(found))


def latest_version() -> int:
    """The schema version that this program writes."""
    return _migrations()[-1][0]


def open_ledger(path: Path, *, read_only: bool, timeout: float) -> sqlite3.Connection:
    """Open the ledger and wait `timeout` seconds for other programs that hold it.

    A file that is not there, or empty, is created for this user only; if `read_only`, it stays so and reads as a
    ledger in which nothing stands. A file of an older version is brought up to date; if `read_only`, only what is read.

    Raises:
        LedgerError: there is no such folder, no permission, no room, or the file is not a ledger of this program.
    """
    there = _is_there(path)
    if not there and read_only:
        return _nothing_written()
    if not there:
        _create(path)
    with clear_errors(path, timeout):
        connection = sqlite3.connect(_address(path, read_only), timeout=timeout, isolation_level=None, uri=True)
        try:
            version = _known_version(connection, path)
            if not read_only:
                _prepare(connection, path, version, timeout)
                return connection
            if version == latest_version():
                connection.execute("PRAGMA query_only=ON")
                return connection
            copy = _brought_up_to_date(connection) if version else _nothing_written()
        except BaseException:
            connection.close()
            raise
        connection.close()
    return copy


def _is_there(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return False
    except (OSError, ValueError) as error:
        raise refused_by_system(path, error) from error
    if stat.S_ISDIR(mode):
        example = str(path / "ledger.db")
        raise LedgerError(f"ledger {str(path)!r} is a folder; give the name of a file, such as {example!r}")
    if not stat.S_ISREG(mode):
        raise LedgerError(f"ledger {str(path)!r} is not a regular file; choose another file name")
    return True


def _create(path: Path) -> None:
    # SQLite would create the file readable by all; its -wal and -shm files take over the mode of the file.
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        pass  # another run was faster; both go on with the same file
    except FileNotFoundError as error:
        raise LedgerError(
            f"ledger {str(path)!r} cannot be created: there is no folder {str(path.parent)!r}; create it first"
        ) from error
    except (OSError, ValueError) as error:
        raise refused_by_system(path, error) from error


def open_in_memory() -> sqlite3.Connection:
    """Return a ledger in which nothing stands, without a file: it is gone when it is closed."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    _migrate(connection, Path(":memory:"))
    return connection


def _nothing_written() -> sqlite3.Connection:
    connection = open_in_memory()
    connection.execute("PRAGMA query_only=ON")
    return connection


def _brought_up_to_date(old: sqlite3.Connection) -> sqlite3.Connection:
    """Return a copy in memory as this version would write it; whoever only reads leaves the file as it is."""
    copy = sqlite3.connect(":memory:", isolation_level=None)
    old.backup(copy)
    _migrate(copy, Path(":memory:"))
    copy.execute("PRAGMA query_only=ON")
    return copy


def _address(path: Path, read_only: bool) -> str:
    # A reader, too, opens for writing if it may: else SQLite leaves its -wal and -shm files behind.
    address = path.absolute().as_uri()
    folder_open = _writable(path.absolute().parent)
    if not read_only or (folder_open and _writable(path)):
        return f"{address}?mode=rw"
    # Where no -shm file can be made beside a WAL database, SQLite reads it only on the promise that nobody writes.
    promised = not folder_open and not path.with_name(f"{path.name}-wal").exists()
    return f"{address}?mode=ro&immutable={promised:d}"


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _known_version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the schema version, 0 for an empty file.

    Raises:
        LedgerError: another program's, or a newer version's file.
    """
    connection.execute("BEGIN")  # one look at the file: between two, another run may have made it a ledger
    version, latest = _version(connection, path), latest_version()
    connection.execute("COMMIT")
    if version > latest:
        raise LedgerError(
            f"ledger {str(path)!r} was written by a newer followup-kit (schema {version}, this one knows {latest}); "
            "update followup-kit; the file was left as it is"
        )
    return version


def _prepare(connection: sqlite3.Connection, path: Path, version: int, timeout: float) -> None:
    _write_ahead(connection, timeout)
    connection.execute("PRAGMA synchronous=FULL")  # a claim that is lost in a power cut would be a letter sent twice
    connection.execute("PRAGMA secure_delete=ON")  # what is forgotten is overwritten, not only unlinked
    connection.execute("PRAGMA foreign_keys=ON")
    if version < latest_version():
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
