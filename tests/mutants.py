"""Put one small fault after the other into a copy of the program, and see the tests of timing notice it.

Run it from anywhere: `python tests/mutants.py` tries all faults of mutants.toml, `python tests/mutants.py gap cap` only
those whose name holds one of the words. It takes some minutes and is no part of the ordinary tests. Nothing is changed
in place. The exit status is 1 if a fault went unnoticed, 2 if a fault could not be put in.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
MUTANTS: list[dict[str, Any]] = tomllib.loads((ROOT / "tests" / "mutants.toml").read_text(encoding="utf-8"))["mutant"]


def copied(folder: Path) -> Path:
    """Copy the project, without what begins with a dot."""
    for source in ROOT.iterdir():
        if source.is_dir() and not source.name.startswith("."):
            shutil.copytree(source, folder / source.name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.is_file():
            shutil.copy(source, folder)
    return folder


def changed(text: str, mutant: dict[str, Any]) -> str:
    """Return the text with the fault in it.

    Raises:
        ValueError: what is to be replaced does not stand there as often as it should.
    """
    edits = [(mutant["old"], mutant["new"], mutant.get("count", 1))]
    if "also" in mutant:
        edits.append((*mutant["also"], 1))
    for old, new, count in edits:
        if text.count(old) != count:
            raise ValueError(f"{mutant['file']} holds {old!r} {text.count(old)} times, not {count}; mend mutants.toml")
        text = text.replace(old, new)
    return text


def noticed(folder: Path, tests: list[str]) -> str | None:
    """Return the first test that fails, None if all pass.

    The same examples are drawn each time, so that no test fails by chance where it did not without the fault.
    """
    shutil.rmtree(folder / ".hypothesis", ignore_errors=True)
    paths = os.pathsep.join([str(folder / "src"), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-x",
        "-q",
        "-p",
        "no:cacheprovider",
        "--no-header",
        "--hypothesis-seed=0",
        *tests,
    ]
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=900
        )
    except subprocess.TimeoutExpired:
        return "a test that did not end"
    if done.returncode == 0:
        return None
    named = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, flags=re.MULTILINE)
    return named[1] if named else f"pytest ended with {done.returncode}"


def tried(folder: Path, mutant: dict[str, Any]) -> str | None:
    """Put the fault in, run the likely tests and then all of them, and take it out again."""
    path = folder / "src" / "followup_kit" / mutant["file"]
    original = path.read_text(encoding="utf-8")
    path.write_text(changed(original, mutant), encoding="utf-8")
    try:
        likely = [f"tests/timing/{name}" for name in mutant.get("tests", "").split()]
        return (noticed(folder, likely) if likely else None) or noticed(folder, ["tests/timing"])
    finally:
        path.write_text(original, encoding="utf-8")


def main(words: list[str]) -> int:
    """Try the faults and print which test noticed each."""
    chosen = [mutant for mutant in MUTANTS if not words or any(word in mutant["name"] for word in words)]
    status = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = copied(Path(temporary))
        already = noticed(folder, ["tests/timing"])
        if already:
            print(f"the tests must pass without a fault, and {already} does not")
            return 2
        for mutant in chosen:
            try:
                test = tried(folder, mutant)
            except ValueError as error:
                print(f"not put in  {mutant['name']}: {error}", flush=True)
                status = 2
                continue
            print(
                f"{'noticed    ' if test else 'UNNOTICED  '} {mutant['name']}{f'  ({test})' if test else ''}",
                flush=True,
            )
            status = max(status, int(test is None))
    print(f"{len(chosen)} faults tried")
    return status


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
