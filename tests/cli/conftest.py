"""The command line in a folder of its own, with no ledger, settings or environment of whoever runs the tests."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from click.testing import CliRunner

from followup_kit.cli.app import followup

from ..registry.conftest import good_plugin, install

__all__ = ["good_plugin", "install"]

EXAMPLE = Path(__file__).parents[2] / "examples" / "panel-onsite" / "interview.toml"
DUE = "2026-03-11T15:44:00+00:00"
"""A moment at which the plan of the example lets the letter to weber go."""


@frozen(kw_only=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


FRIDAY = """\
ref = "friday"
role = "Archivist"
zone = "Europe/London"
ended = 2026-03-13T15:30:00

[employer]
name = "Quill House"
country = "GB"
subdivision = "ENG"

[candidate]
name = "Jo Park"

[[panel]]
ref = "bell"
name = "Ann Bell"

[[topics]]
said_by = "bell"
text = "the flood of 1953"
why = "My grandmother kept a diary of it"
"""
"""A record whose window falls on a weekend; ten days later the plan says conflict and lists one option."""
TOO_LATE = "2026-03-23T12:00:00Z"

Run = Callable[..., Answer]


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("home")
    for name in [name for name in os.environ if name.startswith("FOLLOWUP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_DATA_HOME", str(folder / "data"))
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def run() -> Run:
    def call(*arguments: object) -> Answer:
        result = CliRunner().invoke(followup, [str(argument) for argument in arguments], prog_name="followup")
        return Answer(code=result.exit_code, out=result.stdout, err=result.stderr)

    return call


@pytest.fixture
def record() -> Path:
    return EXAMPLE


@pytest.fixture
def friday(tmp_path: Path) -> Path:
    path = tmp_path / "friday.toml"
    path.write_text(FRIDAY, encoding="utf-8")
    return path


@pytest.fixture
def letters(run: Run, tmp_path: Path) -> Path:
    """The folder with the three letters of the example."""
    answer = run("draft", EXAMPLE, "--out", tmp_path / "letters")
    assert answer.code == 0, answer.out + answer.err
    return tmp_path / "letters"
