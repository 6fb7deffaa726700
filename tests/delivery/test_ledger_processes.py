"""Several programs on one ledger, and programs that are killed."""

from __future__ import annotations

import signal
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from followup_kit.delivery.ledger import Ledger, history_at
from followup_kit.delivery.sending import deliver
from followup_kit.errors import DeliveryFailed
from followup_kit.facts.history import Event

from .builders import LATER, NOON, Sink, event, letter, passing
from .conftest import Start


def sound(path: Path) -> bool:
    connection = sqlite3.connect(path)
    found = connection.execute("PRAGMA integrity_check").fetchall()
    connection.close()
    return found == [("ok",)]


@pytest.mark.parametrize("left", ["left", "stayed"])
def test_a_run_killed_while_sending_leaves_the_letter_unsettled(tmp_path: Path, start: Start, left: str) -> None:
    path = tmp_path / "ledger.db"
    process = start("die_while_sending", path, left)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert sound(path)
    (claim,) = history_at(path).unsettled("anna")
    assert claim.at == NOON
    message, sink = letter(), Sink()
    with Ledger(path) as ledger:
        with pytest.raises(DeliveryFailed, match="nobody knows whether it left"):
            deliver(message, passing(message), sink, ledger, now=LATER)
        assert not sink.got
        if (tmp_path / "left").exists():
            ledger.record(event(Event.SENT, at=LATER))
            with pytest.raises(DeliveryFailed, match="not sent twice"):
                deliver(message, passing(message), sink, ledger, now=LATER)
        else:
            ledger.record(event(Event.NOT_SENT, at=LATER))
            deliver(message, passing(message), sink, ledger, now=LATER)


def test_of_programs_that_want_the_same_letter_one_gets_it(tmp_path: Path, start: Start) -> None:
    path, letters = tmp_path / "ledger.db", 120
    racers = [start("claim_many", path, letters) for _ in range(3)]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("\n")
        racer.stdin.flush()
    won = []
    for racer in racers:
        out, errors = racer.communicate()
        assert (racer.returncode, errors) == (0, "")
        won.append(int(out))
    assert sum(won) == letters
    claims = Counter(entry.recipient for entry in history_at(path))
    assert len(claims) == letters
    assert set(claims.values()) == {1}
    assert sound(path)


def test_programs_that_create_a_ledger_at_once_all_get_it(tmp_path: Path, start: Start) -> None:
    paths = [tmp_path / f"{number}.db" for number in range(30)]
    racers = [start("create", *paths) for _ in range(3)]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("\n")
        racer.stdin.flush()
    assert [racer.communicate() for racer in racers] == [("30\n", "")] * 3
    assert all(sound(path) for path in paths)


def test_what_was_acknowledged_is_there_after_a_kill(tmp_path: Path, start: Start) -> None:
    path, acknowledged = tmp_path / "ledger.db", set[int]()
    for round_ in range(4):
        writer = start("write_until_killed", path, round_ * 1000)
        assert writer.stdout is not None
        for _ in range(20 + round_ * 7):
            acknowledged.add(int(writer.stdout.readline()))
        writer.kill()
        rest, _ = writer.communicate()
        acknowledged.update(int(line) for line in rest.splitlines(keepends=True) if line.endswith("\n"))
        assert sound(path)
        history = history_at(path)
        touches = {str(entry.recipient): entry.event for entry in history.touches()}
        for number in acknowledged:
            assert touches[f"person-{number}"] is (Event.SENT if number % 3 else Event.CLAIMED)
        assert len(touches) - len(acknowledged) <= round_ + 1, "at most the one letter each killed run was at"
