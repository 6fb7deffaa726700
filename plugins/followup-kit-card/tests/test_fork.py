"""A fork inherits Typst without its threads; that is said, and does not hang."""

from __future__ import annotations

import subprocess
import sys

import pytest

CODE = """
import os, sys
from datetime import datetime, timezone
from followup_kit import Candidate, Employer, Interview, Person, PluginError, read_letter
from followup_kit_card.channel import CardChannel

person = Person(ref="ann", name="Ann Bell", postal_address=["Lane 3"])
talk = Interview(ref="t", role="Archivist", employer=Employer(name="Quill"), candidate=Candidate(name="Jo"),
                 panel=[person], ended=datetime(2026, 3, 10, tzinfo=timezone.utc))
letter = read_letter("Dear Ann Bell,\\n\\nThank you.\\n\\nJo\\n", interview=talk, recipient=person, channel="card")
CardChannel().render(letter)
if os.fork() == 0:
    try:
        CardChannel().render(letter)
    except PluginError as error:
        print(error, flush=True)
        os._exit(7)
    os._exit(0)
print(os.waitstatus_to_exitcode(os.wait()[1]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="this system has no fork")
def test_a_card_in_a_fork_of_a_program_that_set_cards_is_refused_at_once() -> None:
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CODE], capture_output=True, text=True, timeout=60, check=True
    )
    assert "start processes with the spawn method" in run.stdout
    assert run.stdout.strip().endswith("7")
