"""The benchmark of decisions runs; how fast it says they are is not for a test to judge."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "timing.py"


def run(*before: str) -> str:
    start = "; ".join((*before, "sys.argv[1:] = ['60']"))
    code = f"import runpy, sys; {start}; runpy.run_path({str(BENCHMARK)!r}, run_name='__main__')"
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout


def test_it_runs_on_a_few_instants_and_finds_all_answers_the_same() -> None:
    told = run()
    assert "the same answers to 60 questions by: loop, rules, list" in told
    for part in ("one decision at a time", "many at once", "whole plans", "never open together", "fresh interpreter"):
        assert part in told
    assert "bar 100 us" not in told


def test_it_says_what_is_left_out_where_numpy_and_pandas_are_not_installed() -> None:
    told = run("sys.modules['numpy'] = None", "sys.modules['pandas'] = None")
    assert "numpy is not installed, so it is left out: uv run --group bench python benchmarks/timing.py" in told
    assert "pandas is not installed" in told
    assert "openings, a list" in told
    assert "openings_array" not in told
