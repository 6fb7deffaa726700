"""A limit on how long one question may take, so that a rule without an end fails a test and does not hang it."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from time import process_time
from types import TracebackType
from typing import Self, TypeVar

__all__ = ["Patience", "TookTooLong"]

_Answer = TypeVar("_Answer")


class TookTooLong(BaseException):
    """Raised inside the question. No `Exception`, so that neither the rule nor Hypothesis takes it for an answer."""


class Patience:
    """Watch the questions of one thread and break off the one that uses too much processor time.

    Time spent waiting for other programs does not count: a busy machine must not fail a test. A loop inside a library
    written in C cannot be broken off.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.about: object = None
        self._asking = threading.get_ident()
        self._since: float | None = None
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._watcher.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._watcher.join()

    def ask(self, question: Callable[[], _Answer], about: object = None) -> _Answer:
        """Return the answer to the question; `about` is what the caller wants to remember of it.

        Raises:
            TookTooLong: it did not come.
        """
        self.about = about
        with self._lock:
            self._since = process_time()
        try:
            return question()
        finally:
            with self._lock:
                self._since = None

    def _watch(self) -> None:
        while not self._done.wait(0.05):
            with self._lock:
                if self._since is not None and process_time() - self._since > self.seconds:
                    # the only way to break into a thread; it arrives between two steps of Python code
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(
                        ctypes.c_ulong(self._asking), ctypes.py_object(TookTooLong)
                    )
                    self._since = None
