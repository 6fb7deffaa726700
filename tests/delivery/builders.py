"""Small letters, reports and outboxes for the tests of delivery."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from followup_kit.channels.base import Artifact, Message
from followup_kit.delivery.ledger_file import latest_version
from followup_kit.delivery.outbox import Receipt
from followup_kit.facts.history import Entry, Event, Occasion
from followup_kit.reviewing.model import Finding, Report, Severity

NOON = datetime(2026, 5, 5, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
WORDS = {
    Occasion.THANK_YOU: "Dear Anna, thank you for the tour of the foundry.",
    Occasion.CHECK_IN: "Dear Anna, may I ask whether you have decided?",
}


def letter(
    recipient: str = "anna",
    occasion: Occasion = Occasion.THANK_YOU,
    *,
    interview: str = "acme-1",
    words: str | None = None,
    suffixes: tuple[str, ...] = (".txt",),
) -> Message:
    words = WORDS[occasion] if words is None else words
    artifacts = (Artifact(media_type="text/plain", suffix=s, content=f"{s}\n{words}".encode()) for s in suffixes)
    return Message(
        channel="text",
        interview=interview,
        recipient=recipient,
        occasion=occasion,
        draft_digest=sha256(f"{interview}/{recipient}/{occasion}/{words}".encode()).hexdigest(),
        artifacts=tuple(artifacts),
        plain=words,
    )


def passing(message: Message) -> Report:
    return Report(digest=message.draft_digest)


def failing(message: Message, code: str = "FAC001", severity: Severity = Severity.ERROR) -> Report:
    finding = Finding(code=code, severity=severity, message="wrong name", start=0, end=4)
    return Report(digest=message.draft_digest, findings=(finding,))


def event(kind: Event, recipient: str | None = "anna", *, at: datetime = NOON, interview: str = "acme-1") -> Entry:
    return Entry(at=at, event=kind, interview=interview, recipient=recipient)


class Sink:
    """An outbox that keeps what it is given; `before` runs first and may raise."""

    def __init__(self, before: Callable[[Message], None] = lambda message: None) -> None:
        self.got: list[tuple[str, Message]] = []
        self._before = before

    def put(self, message: Message, *, key: str, now: datetime) -> Receipt:
        self._before(message)
        self.got.append((key, message))
        return Receipt(outbox="sink", place=f"slot-{len(self.got)}", at=now)


def failing_with(error: BaseException) -> Sink:
    def fail(_message: Message) -> None:
        raise error

    return Sink(fail)


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Run as somebody for whom permissions count."""
    if os.geteuid() != 0:
        yield
        return
    latest_version()  # read from the package now: the checkout may lie where only root can go
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system of its own with `size` bytes, where this machine lets us mount one."""
    folder.mkdir()
    done = (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True, check=False
        )
        if os.name == "posix"
        else None
    )
    if done is None or done.returncode:
        pytest.skip("only root may mount a small disk here; test_a_ledger_at_its_size_limit covers the same rule")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path) -> Path:
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 512)
        except OSError:
            return filler
