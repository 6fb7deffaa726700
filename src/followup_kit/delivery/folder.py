"""The folder outbox: each letter as files in a folder, for the candidate to send."""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from os import PathLike
from pathlib import Path

from followup_kit.channels.base import Artifact, Message
from followup_kit.errors import DeliveryFailed

from .outbox import Receipt

__all__ = ["FolderOutbox"]

_PORTABLE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")  # what every file system takes, upper and lower case alike
_SUFFIX = re.compile(r"(\.[a-z0-9]{1,12}){1,3}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
_BINARY = getattr(os, "O_BINARY", 0)
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)  # a pipe of that name must not block us


class FolderOutbox:
    """Puts each letter into a folder as `recipient-occasion.ext`, readable by this user only, whole or not at all.

    A file is never overwritten. The folder is created when the first letter comes.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self.path = Path(path)

    def put(self, message: Message, *, key: str, now: datetime) -> Receipt:  # noqa: ARG002 - names tell apart
        """Write the files; the same letter again is the same receipt. `place` is the path of the first file.

        Raises:
            DeliveryFailed: another letter of that name is there, or the folder cannot be written. Nothing is left
                behind, unless the error says that it is `uncertain`.
        """
        targets = [(self.path / name, artifact.content) for name, artifact in _named(message)]
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            missing = [(path, content) for path, content in targets if not _holds(path, content)]
            _write_all(missing, now)
            return Receipt(outbox="folder", place=str(targets[0][0]), at=_written_at(targets[0][0]))
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise DeliveryFailed(
                f"cannot write to folder {str(self.path)!r}: {reason.lower()}; make room or give another folder"
            ) from error


def _named(message: Message) -> Sequence[tuple[str, Artifact]]:
    if not message.artifacts:
        raise DeliveryFailed(f"channel {message.channel} rendered no file for {message.recipient}; nothing to send")
    stem = f"{_portable(message.recipient)}-{message.occasion.value}"
    taken: dict[str, Artifact] = {}
    for artifact in message.artifacts:
        if not _SUFFIX.fullmatch(artifact.suffix):
            raise DeliveryFailed(f"channel {message.channel} gave the suffix {artifact.suffix!r}; use one like '.txt'")
        name, count = stem + artifact.suffix, 1
        while name in taken:
            count += 1
            name = f"{stem}-{count}{artifact.suffix}"
        taken[name] = artifact
    return list(taken.items())


def _portable(ref: str) -> str:
    """Return the ref if any file system takes it, else what is left of it with a short hash, so that none collide."""
    if _PORTABLE.fullmatch(ref):
        return ref
    rest = re.sub(r"[^a-z0-9_-]+", "_", ref.lower())[:40].strip("_-") or "recipient"
    return f"{rest}-{sha256(ref.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def _holds(path: Path, content: bytes) -> bool:
    """True if the file is there with these bytes, False if nothing is there.

    Raises:
        DeliveryFailed: something else of that name is there.
    """
    try:
        handle = os.open(path, os.O_RDONLY | _NOFOLLOW | _BINARY)
    except FileNotFoundError:
        return False
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        raise DeliveryFailed(f"{str(path)!r} is a symbolic link; remove it or give another folder") from error
    with os.fdopen(handle, "rb") as file:
        if stat.S_ISREG(os.fstat(handle).st_mode) and file.read(len(content) + 1) == content:
            return True
    raise DeliveryFailed(f"another letter is in {str(path)!r} already; move it away or give another folder")


def _write_all(files: Sequence[tuple[Path, bytes]], now: datetime) -> None:
    made: list[Path] = []
    temporary: list[Path] = []
    try:
        for path, content in files:
            temporary.append(path.with_name(f".{path.name}.{secrets.token_hex(4)}"))
            _write_new(temporary[-1], content, now)
        for (path, content), ready in zip(files, temporary, strict=True):
            _appear(ready, path, content, now)
            made.append(path)
        if files:
            _sync_folder(files[0][0].parent)
    except BaseException:
        _take_back(made)
        raise
    finally:
        for path in temporary:
            path.unlink(missing_ok=True)


def _write_new(path: Path, content: bytes, now: datetime) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW | _BINARY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(handle)
    moment = (now - _EPOCH) // timedelta(microseconds=1) * 1000
    os.utime(path, ns=(moment, moment))  # so that a second put can say when the first one was


def _appear(ready: Path, path: Path, content: bytes, now: datetime) -> None:
    """Give the finished file its name, unless the name is taken: a link, unlike a rename, never overwrites."""
    try:
        os.link(ready, path, follow_symlinks=False)
    except FileExistsError:
        if not _holds(path, content):
            raise
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _write_new(path, content, now)  # a file system without links: exclusive, but not in one step


def _sync_folder(folder: Path) -> None:
    if not hasattr(os, "O_DIRECTORY"):  # Windows cannot open folders
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _take_back(made: Sequence[Path]) -> None:
    for path in made:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise DeliveryFailed(
                f"{str(path)!r} was written, the rest of the letter was not, and it cannot be removed again; remove it",
                uncertain=True,
            ) from error


def _written_at(path: Path) -> datetime:
    return _EPOCH + timedelta(microseconds=path.stat().st_mtime_ns // 1000)
