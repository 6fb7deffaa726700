"""Writing TOML: the few forms that a record needs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from followup_kit.facts.interview import Interview

from .kinds import Json
from .times import DATE_PATTERN
from .writing import to_json

__all__ = ["to_toml", "toml_value"]

_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_DATE: Final = re.compile(DATE_PATTERN, re.ASCII)
# What TOML itself can hold as a date with a time; offsets with seconds and zones in brackets stay text.
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?[+-]\d{2}:\d{2}", re.ASCII)
_TIMES: Final = frozenset({"started", "ended", "as_of", "at", "reply_by", "due"})


def to_toml(interview: Interview) -> str:
    """Return the record of an interview as TOML, which `read` turns back into an equal interview.

    Unknown keys whose value is JSON's null are left out: TOML has no such value.
    """
    record = to_json(interview)
    tables = {key: value for key, value in record.items() if isinstance(value, dict)}
    lists = {key: value for key, value in record.items() if isinstance(value, list) and _is_tables(value)}
    plain = {key: value for key, value in record.items() if key not in tables and key not in lists}
    blocks = [_pairs(plain)]
    blocks += [f"[{_key(key)}]\n{_pairs(table)}" for key, table in tables.items()]
    blocks += [f"[[{_key(key)}]]\n{_pairs(row)}" for key, rows in lists.items() for row in rows]
    return "\n".join(blocks)


def _is_tables(rows: list[Json]) -> bool:
    return bool(rows) and all(isinstance(row, dict) for row in rows)


def _pairs(table: Any) -> str:
    return "".join(
        f"{_key(key)} = {value if key in _TIMES and _is_time(value) else toml_value(value)}\n"
        for key, value in table.items()
        if value is not None
    )


def _is_time(value: Json) -> bool:
    return isinstance(value, str) and bool(_DATE.fullmatch(value) or _MOMENT.fullmatch(value))


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else toml_value(key)


def toml_value(value: Json) -> str:
    """Return a JSON value as TOML writes it in one line."""
    if isinstance(value, str):
        # JSON's escapes are TOML's; JSON leaves DEL as it is, TOML does not.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {toml_value(v)}" for k, v in value.items() if v is not None) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(toml_value(item) for item in value if item is not None) + "]"
    return json.dumps(value, allow_nan=False)
