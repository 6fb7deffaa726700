"""The JSON Schema of a record, made from the same tables as the reader.

The schema shipped as `record.schema.json` is what `python -m followup_kit.intake.schema` prints.
"""

from __future__ import annotations

import json
import sys
from importlib.resources import files
from typing import Final

from .kinds import Json
from .shape import FORMAT_VERSION, RECORD, VERSION_FIELD

__all__ = ["SCHEMA_FILE", "make_schema", "schema_text", "shipped_schema"]

SCHEMA_FILE: Final = "record.schema.json"


def make_schema() -> dict[str, Json]:
    """Return the schema (draft 2020-12) of a record as JSON.

    It describes shape and spelling. That people who are named were there, that times follow one another and that
    zones exist is checked by the reader alone. Unknown keys pass, as they do when read.
    """
    table = RECORD.schema()
    properties = table["properties"]
    version: dict[str, Json] = {"description": VERSION_FIELD.about, **VERSION_FIELD.kind.schema()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:followup-kit:record:{FORMAT_VERSION}",
        "title": "followup-kit interview record",
        "description": RECORD.about,
        **table,
        "properties": {"version": version, **(properties if isinstance(properties, dict) else {})},
    }


def schema_text() -> str:
    """Return the schema as it is shipped."""
    return json.dumps(make_schema(), indent=2, ensure_ascii=False) + "\n"


def shipped_schema() -> str:
    """Return the text of the schema file in the installed package."""
    return files(__package__ or "followup_kit.intake").joinpath(SCHEMA_FILE).read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.stdout.write(schema_text())
