"""Hypothesis knows the types of this package wherever the package is installed."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.facts.interview import Interview
from followup_kit.testing import register
from followup_kit.testing.registration import _DRAWN_BY

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.mark.parametrize("kind", _DRAWN_BY, ids=lambda kind: kind.__name__)
def test_each_type_is_drawn_by_from_type(kind: type) -> None:
    register()

    @settings(max_examples=5)
    @given(st.from_type(kind))
    def look(value: object) -> None:
        assert isinstance(value, kind)

    look()


def test_hypothesis_finds_the_entry_point_and_loads_no_strategy_for_it(tmp_path: Path) -> None:
    """As after an installation: metadata with the project's entry points, and the sources on the path."""
    metadata = tmp_path / "followup_kit_probe-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: followup-kit-probe\nVersion: 1\n")
    points = PROJECT["entry-points"]["hypothesis"]
    lines = "".join(f"{name} = {target}\n" for name, target in points.items())
    (metadata / "entry_points.txt").write_text(f"[hypothesis]\n{lines}")
    program = (
        "import sys, hypothesis\n"
        "from hypothesis import strategies as st\n"
        "assert 'followup_kit.testing.strategies' not in sys.modules\n"
        "from followup_kit import Interview\n"
        "print(repr(st.from_type(Interview).example().ref))"
    )
    paths = os.pathsep.join([str(tmp_path), str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "'interview'\n"


def test_an_interview_is_drawn_for_an_annotation() -> None:
    register()

    @settings(max_examples=3)
    @given(...)
    def look(record: Interview) -> None:
        assert record.panel

    look()
