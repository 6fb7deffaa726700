"""Catches foreign code that reaches for the network, another process or a file while it should only compute."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["alone"]

_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.startfile", "shutil.")
_WRITES = re.compile(r"[wax+]")


class _Watch:
    """Sees what the interpreter reports to audit hooks; such a hook cannot be removed, so there is one for good."""

    def __init__(self) -> None:
        self.active = self.installed = False
        self.seen: list[str] = []

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.active:
            return
        writes = event == "open" and isinstance(args[1], str) and _WRITES.search(args[1])
        # The first use of a module may write its compiled form; that is the interpreter's doing.
        if (writes and not str(args[0]).endswith(".pyc") and ".pyc." not in str(args[0])) or event.startswith(
            _FORBIDDEN
        ):
            self.seen.append(event if event != "open" else f"writing {args[0]!r}")
            raise PermissionError(f"a channel must not use {self.seen[-1]} while it renders")


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
