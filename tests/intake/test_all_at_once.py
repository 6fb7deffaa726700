"""However many things are wrong with a record, one reading tells them all, each once and on its line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.errors import InvalidRecord
from followup_kit.intake import from_json, read

from .documents import record

Plant = Callable[[dict[str, Any]], None]


def put(*path: str | int, value: object) -> Plant:
    def plant(changed: dict[str, Any]) -> None:
        place: Any = changed
        for part in path[:-1]:
            place = place[part]
        place[path[-1]] = value

    return plant


def drop(*path: str | int) -> Plant:
    def plant(changed: dict[str, Any]) -> None:
        place: Any = changed
        for part in path[:-1]:
            place = place[part]
        del place[path[-1]]

    return plant


# Each makes exactly one thing wrong, at the field named, whatever else is wrong.
PLANTS: dict[str, Plant] = {
    "role": drop("role"),
    "round": put("round", value=0),
    "state": put("state", value="heldd"),
    "locale": put("locale", value="English"),
    "as_of": put("as_of", value="today"),
    "reply_by": put("reply_by", value="2026-02-01"),
    "ended": put("ended", value="2026-03-02T12:00:00"),
    "rolle_": put("rolle_", value=1),
    "employer.country": put("employer", "country", value="Germany"),
    "employer.naem": put("employer", "naem", value="x"),
    "employer.closures": put("employer", "closures", value=["soon"]),
    "candidate.email": put("candidate", "email", value="jo"),
    "candidate.name": put("candidate", "name", value="Jo\r\nBcc: x"),
    "panel[0].email": put("panel", 0, "email", value="a b"),
    "panel[0].name.given": put("panel", 0, "name", "given", value=""),
    "panel[1].zone": put("panel", 1, "zone", value="Nowhere/Land"),
    "panel[1].country": put("panel", 1, "country", value="us"),
    "panel[2].role": put("panel", 2, "role", value="boss"),
    "panel[2].name": drop("panel", 2, "name"),
    "panel[2].postal_address": put("panel", 2, "postal_address", value=7),
    "topics[0].said_by": put("topics", 0, "said_by", value="zoe"),
    "topics[1].text": drop("topics", 1, "text"),
    "topics[1].id": put("topics", 1, "id", value="streams"),
    "claims[0].heard_by[1]": put("claims", 0, "heard_by", 1, value="zoe"),
    "claims[0].topic": put("claims", 0, "topic", value="nothing"),
    "claims[0].discussed": put("claims", 0, "discussed", value="yes"),
    "promises[0].due": put("promises", 0, "due", value="2026-13-01"),
    "promises[0].by": put("promises", 0, "by", value="me"),
    "promises[0].to": put("promises", 0, "to", value="zoe"),
    "events[0].event": put("events", 0, "event", value="phoned"),
    "events[0].at": drop("events", 0, "at"),
    "waivers[0].recipient": put("waivers", 0, "recipient", value="zoe"),
    "waivers[0].reason": put("waivers", 0, "reason", value="a\u2028b"),
}
SETS = st.sets(st.sampled_from(sorted(PLANTS)), min_size=1).filter(
    # These two say that they disagree with the end, so they need one that is right.
    lambda names: not {"reply_by", "ended"} <= names
)


def planted(names: set[str]) -> dict[str, Any]:
    changed = record()
    for name in sorted(names):
        PLANTS[name](changed)
    return changed


@given(SETS)
def test_k_errors_are_told_as_k_problems(names: set[str]) -> None:
    with pytest.raises(InvalidRecord) as caught:
        from_json(planted(names))
    assert sorted(str(problem.field) for problem in caught.value.problems) == sorted(
        "rolle_" if name == "rolle_" else name for name in names
    )


@settings(max_examples=50)
@given(names=SETS, blank=st.integers(0, 3))
def test_each_is_told_on_the_line_of_its_field(
    tmp_path_factory: pytest.TempPathFactory, names: set[str], blank: int
) -> None:
    path = tmp_path_factory.mktemp("planted") / "x.json"
    lines = json.dumps(planted(names), indent=1).split("\n")
    path.write_text("\n" * blank + "\n".join(lines), encoding="utf-8")
    with pytest.raises(InvalidRecord) as caught:
        read(path)
    found = [problem.line or 0 for problem in caught.value.problems]
    assert found == sorted(found)
    for problem in caught.value.problems:
        line = lines[(problem.line or 0) - blank - 1]
        key = str(problem.field).rpartition(".")[2].partition("[")[0]
        if "is missing" in problem.message:
            assert line.strip() == "{"
        elif problem.field != "claims[0].heard_by[1]":
            assert line.lstrip().startswith(f'"{key}":')


def test_the_record_without_plants_is_right(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(record()), encoding="utf-8")
    assert read(path, strict=True) == from_json(record())
