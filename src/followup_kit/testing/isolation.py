"""Catches foreign code that reaches for the network, another process or a file while it should only compute."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["alone"]

_FORBIDDEN = ("socket.", "subprocess.", "shutil.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.startfile")
_CHANGES = ("open", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate")
_WRITING_MODE = re.compile(r"[wax+]")
_WRITING_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def _offence(event: str, args: tuple[Any, ...]) -> str | None:
    if event.startswith(_FORBIDDEN):
        return event
    # The first use of a module may write its compiled form; that is the interpreter's doing.
    if event not in _CHANGES or "__pycache__" in str(args[0]):
        return None
    if event == "open":
        _, mode, flags = args
        if not (_WRITING_MODE.search(mode) if isinstance(mode, str) else flags & _WRITING_FLAGS):
            return None
    return f"{event} of {args[0]!r}"


class _Watch:
    """Sees what the interpreter reports to audit hooks; such a hook cannot be removed, so there is one for good."""

    def __init__(self) -> None:
        self.active = self.installed = False
        self.seen: list[str] = []

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if self.active and (offence := _offence(event, args)):
            self.seen.append(offence)
            raise PermissionError(f"not while a channel renders: {offence}")


_watch = _Watch()


@contextmanager
def alone() -> Iterator[list[str]]:
    """Refuse sockets, other processes and writing files inside the block, for the whole process.

    The list that is given fills with what was tried, so that code which swallows the refusal is caught as well.
    """
    if not _watch.installed:
        sys.addaudithook(_watch)
        _watch.installed = True
    _watch.seen, _watch.active = [], True
    try:
        yield _watch.seen
    finally:
        _watch.active = False
