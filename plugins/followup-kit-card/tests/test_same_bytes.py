"""The same draft gives the same bytes: twice, in another process, under another environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from conftest import address
from followup_kit_card import CardChannel
print(CardChannel().render(address()).digest)
"""


def test_twice_the_same_bytes(card):
    assert card() == card()


def test_the_same_bytes_in_other_processes(card, tmp_path):
    digests = set()
    for seed, clock in (("1", "0"), ("4242", "1999999999")):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "SOURCE_DATE_EPOCH": clock,
            "TZ": "Pacific/Auckland" if seed == "1" else "America/Lima",
            "LC_ALL": "C",
            "HOME": str(tmp_path),
        }
        run = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(Path(__file__).parent)],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        digests.add(run.stdout.strip())
    assert digests == {card().digest}


def test_another_letter_is_another_card(card):
    assert card().digest != card("Dear Ms Weber,\n\nThank you.\n\nAda\n").digest
