"""How many letters a second the ledger can promise: `python benchmarks/delivery.py [LETTERS]`.

One letter is a claim and its settlement, each a commit that is on the disk when the call returns (WAL, synchronous
FULL). The figures say more about the disk's fsync than about the program.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from followup_kit import Artifact, Event, Ledger, Message, Occasion, Report, deliver
from followup_kit.delivery.folder import FolderOutbox

NOW = datetime(2026, 5, 5, 12, tzinfo=UTC)
WORDS = "Thank you for the tour of the foundry. " * 16


def letter(number: int) -> Message:
    artifact = Artifact(media_type="text/plain", suffix=".txt", content=WORDS.encode())
    return Message(
        channel="text",
        interview=f"interview-{number // 4}",
        recipient=f"person-{number}",
        occasion=Occasion.THANK_YOU,
        draft_digest=f"{number:064x}",
        artifacts=(artifact,),
        plain=WORDS,
    )


def claims(ledger: Ledger, letters: list[Message]) -> None:
    for message in letters:
        ledger.settle(ledger.claim(message, now=NOW), Event.SENT, now=NOW)


def deliveries(ledger: Ledger, letters: list[Message], folder: Path) -> None:
    for message in letters:
        deliver(message, Report(digest=message.draft_digest), FolderOutbox(folder), ledger, now=NOW)


def main(count: int) -> None:
    letters = [letter(number) for number in range(count)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Ledger(folder / "claims.db") as ledger:
            began = perf_counter()
            claims(ledger, letters)
            print(f"claim + settle         {count / (perf_counter() - began):8.0f} letters/s")
            began = perf_counter()
            found = len(ledger.history().entries)
            print(f"read the whole history {found / (perf_counter() - began):8.0f} events/s")
            began = perf_counter()
            ledger.history("interview-0")
            print(f"read one interview     {(perf_counter() - began) * 1000:8.2f} ms of {found} events")
        size = (folder / "claims.db").stat().st_size
        print(f"on the disk            {size / count:8.0f} bytes per letter")
        with Ledger(folder / "letters.db") as ledger:
            began = perf_counter()
            deliveries(ledger, letters, folder / "letters")
            print(f"deliver into a folder  {count / (perf_counter() - began):8.0f} letters/s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
