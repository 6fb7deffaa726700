"""The line of every field: found by scans of our own, held against the decoders of the standard library."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from followup_kit.errors import InvalidRecord
from followup_kit.intake.json_file import json_lines, parse_json
from followup_kit.intake.toml_lines import toml_lines

from .documents import TABLES, paths, toml_documents


@settings(max_examples=150)
@given(toml_documents())
def test_every_place_of_a_toml_text_is_found_on_its_line(document: tuple[str, dict[str, Any], dict[Any, int]]) -> None:
    text, table, lines = document
    assert tomllib.loads(text) == table
    assert toml_lines(text) == lines
    assert set(lines) == paths(table)


def test_toml_in_all_its_spellings() -> None:
    text = (
        'a.b = 1\n[x."y.z"]\nlong = """\n[no]\n""\\""""\n# [[nor.this]]\nnext = 2\n'
        "[[t]]\n[t.sub]\nk = [\n  { p = 1 },\n  'q', # ]\n]\n[[t]]\ndate = 1979-05-27 07:32:00 # }\n[t.sub]\n"
    )
    lines = toml_lines(text)
    assert set(lines) == paths(tomllib.loads(text))
    assert lines[("a", "b")] == 1
    assert lines[("x", "y.z")] == 2
    assert lines[("x", "y.z", "next")] == 7
    assert lines[("t", 0, "sub", "k", 0, "p")] == 11
    assert lines[("t", 0, "sub", "k", 1)] == 12
    assert (lines["t",], lines["t", 0], lines["t", 1], lines["t", 1, "sub"]) == (8, 8, 14, 16)


@pytest.mark.parametrize("text", ['a = """x""""', 'a = """x"""""', "a = '''x'''''", 'a = """\\""""', 'a = """"""'])
def test_quotation_marks_right_before_the_closing_ones_belong_to_the_text(text: str) -> None:
    text += "\n'b' = 1\n"
    assert toml_lines(text) == {(): 1, ("a",): 1, ("b",): 2}
    assert set(tomllib.loads(text)) == {"a", "b"}


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=100)
@given(JSON_VALUES, st.sampled_from([None, 0, 1, "\t"]), st.booleans())
def test_every_place_of_a_json_text_is_found(value: Any, indent: Any, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    scan = json_lines(text)
    assert set(scan.lines) == paths(value)
    assert scan.doubles == []
    if indent is not None:
        starts = {path: line for path, line in scan.lines.items() if path}
        # Indented JSON begins every item and key on a line of its own.
        assert sorted(starts.values()) == sorted(set(starts.values()))


@given(st.dictionaries(st.sampled_from("abc"), st.integers(), min_size=1), st.integers(1, 9))
def test_a_json_key_that_stands_twice_is_reported_with_both_lines(table: dict[str, int], first: int) -> None:
    key = next(iter(table))
    text = json.dumps(table, indent=1)[:-2] + f',\n"{key}": 0\n}}'
    _, source = parse_json(text, "x.json", strict=False, first_line=first)
    (problem,) = source.problems
    assert problem.field == key
    assert problem.line == first + len(table) + 1
    assert f"in line {first + 1} and in line {first + len(table) + 1}" in problem.message


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 30 + "1" + "}" * 30])
def test_json_that_is_nested_too_deeply_is_refused(text: str) -> None:
    with pytest.raises(InvalidRecord, match="nested too deeply"):
        parse_json(text, "x.json", strict=False)


def test_the_generator_makes_deep_tables_inside_lists() -> None:
    """Guards the tests above: flat tables alone would prove little."""
    deep = find(TABLES, lambda table: any(len(path) >= 4 and 1 in path for path in paths(table)))
    assert deep
