"""Another program at work on the same ledger: `python -m tests.delivery.program VERB LEDGER ...`."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import sys
from pathlib import Path

from followup_kit.channels.base import Message
from followup_kit.delivery.ledger import Ledger
from followup_kit.delivery.sending import deliver
from followup_kit.errors import DeliveryFailed
from followup_kit.facts.history import Event

from .builders import NOON, Sink, letter, passing


def say(text: object) -> None:
    print(text, flush=True)


def wait() -> None:
    sys.stdin.readline()


def die_while_sending(path: Path, when: str) -> None:
    def die(_message: Message) -> None:
        if when == "left":
            (path.parent / "left").write_text("the letter is out")
        os.kill(os.getpid(), signal.SIGKILL)

    with Ledger(path) as ledger:
        message = letter()
        deliver(message, passing(message), Sink(die), ledger, now=NOON)


def claim_many(path: Path, letters: str) -> None:
    with Ledger(path) as ledger:
        say("ready")
        wait()
        won = 0
        for number in range(int(letters)):
            with contextlib.suppress(DeliveryFailed):
                ledger.claim(letter(f"person-{number}"), now=NOON)
                won += 1
        say(won)


def write_until_killed(path: Path, start: str) -> None:
    with Ledger(path) as ledger:
        for number in range(int(start), int(start) + 100_000):
            key = ledger.claim(letter(f"person-{number}"), now=NOON)
            if number % 3:
                ledger.settle(key, Event.SENT, now=NOON)
            say(number)


def hold(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    say("held")
    wait()
    connection.close()


def read_long(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM events").fetchone()
    say("reading")
    wait()
    connection.close()


def create(*paths: str | Path) -> None:
    say("ready")
    wait()
    made = 0
    for path in paths:
        with Ledger(path) as ledger:
            made += not ledger.history().entries
    say(made)


if __name__ == "__main__":
    verb, ledger_path, *rest = sys.argv[1:]
    globals()[verb](Path(ledger_path), *rest)
