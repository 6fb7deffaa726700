"""The table of the properties names tests that exist, for each of the 24."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
ROWS = re.findall(r"^\| (\d+) \|.*\| (.*) \|$", (HERE / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_every_property_has_a_row() -> None:
    assert [int(number) for number, _ in ROWS] == list(range(1, 25))


def test_every_test_in_the_table_exists() -> None:
    for _, tests in ROWS:
        named = re.findall(r"`(\S+)::(\w+)`", tests)
        assert named
        for path, name in named:
            assert f"\ndef {name}(" in (HERE.parent / path).read_text(encoding="utf-8"), f"{path}::{name}"
