"""The schema that is shipped describes what is read and written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from followup_kit.facts.interview import Interview
from followup_kit.intake import read, to_json
from followup_kit.intake.schema import make_schema, schema_text, shipped_schema
from followup_kit.testing.strategies import interviews

from .documents import record
from .test_round_trip import records

VALIDATOR = Draft202012Validator(make_schema())
FILES = [Path(__file__).parent / "files" / "full.toml"]
FILES += sorted((Path(__file__).parents[2] / "examples").rglob("interview.toml"))


def test_the_shipped_schema_is_the_one_that_the_tables_make() -> None:
    remedy = "run: python -m followup_kit.intake.schema > src/followup_kit/intake/record.schema.json"
    assert shipped_schema() == schema_text(), remedy


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(make_schema())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name)
def test_every_record_of_the_repository_fits_the_schema(path: Path) -> None:
    VALIDATOR.validate(to_json(read(path)))


@settings(max_examples=40)
@given(records())
def test_every_record_that_is_written_fits_the_schema(interview: Interview) -> None:
    VALIDATOR.validate(to_json(interview))


@settings(max_examples=40)
@given(interviews())
def test_every_drawn_interview_fits_the_schema(interview: Interview) -> None:
    VALIDATOR.validate(json.loads(json.dumps(to_json(interview))))


@pytest.mark.parametrize(
    "changes",
    [
        {"role": None},
        {"panel": []},
        {"ref": "A b"},
        {"version": 2},
        {"round": 0},
        {"ended": "soon"},
        {"state": "hold"},
        {"candidate": {}},
        {"employer": {"name": "N", "country": "Germany"}},
        {"employer": {"name": "N", "working_days": ["noday"]}},
        {"topics": [{"said_by": "anna"}]},
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(changes: dict[str, Any]) -> None:
    assert VALIDATOR.is_valid(record())
    assert not VALIDATOR.is_valid(record(**changes))
