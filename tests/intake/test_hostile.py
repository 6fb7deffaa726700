"""Whatever bytes a file holds, the answer is an interview or InvalidRecord, soon and without filling the memory."""

from __future__ import annotations

import json
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.errors import InvalidRecord
from followup_kit.facts.interview import Interview
from followup_kit.intake import invitation, read, stream
from followup_kit.intake.files import LARGEST_RECORD

from .documents import record

FILES = Path(__file__).parent / "files"
TOML = (FILES / "full.toml").read_bytes()
JSON = json.dumps(record()).encode()
CSV = (FILES / "cohort.csv").read_bytes()
ICS = (FILES / "invitation.ics").read_bytes()
SUFFIXES = {".toml": TOML, ".json": JSON, ".jsonl": JSON + b"\n" + JSON, ".csv": CSV, ".ics": ICS}
NASTY = (b"\x00", b"\xff", b"\n", b'"', b"'''", b"[", b"]]", b"{", b"}", b",", b".", b"=", b"#", b"\\u0000", b"1e999")
NASTY += (b"NaN", b"null", b"-", b"9" * 400, "\u202e".encode(), b"\xed\xa0\x80", b"\r", b"0000-00-00", b"a.a.a", b"")


@st.composite
def mutated(draw: st.DrawFn, content: bytes) -> bytes:
    """A right file with a few bytes taken out, put in or exchanged."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 12)))
        content = content[:start] + draw(st.sampled_from(NASTY) | st.binary(max_size=6)) + content[end:]
    return content


def answers(path: Path) -> list[object]:
    if path.suffix in (".csv", ".jsonl"):
        return [answer for _, answer in stream(path)]
    return [invitation(path) if path.suffix == ".ics" else read(path)]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_hostile_bytes_give_nothing_but_invalid_record(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"x{suffix}"

    @settings(max_examples=100 if suffix != ".ics" else 60)
    @given(mutated(SUFFIXES[suffix]) | st.binary(max_size=200))
    def check(content: bytes) -> None:
        path.write_bytes(content)
        try:
            found = answers(path)
        except InvalidRecord as error:
            found = [error]
        for error in found:
            if isinstance(error, InvalidRecord):
                assert error.problems
                assert all(str(problem).isprintable() for problem in error.problems)
            else:
                assert suffix == ".ics" or isinstance(error, Interview)

    check()


SIZE = LARGEST_RECORD - 1000
BOMBS = {
    "dots.toml": "a" + ".a" * (SIZE // 2) + "=1",
    "header.toml": "[" + "a." * (SIZE // 2) + "a]",
    "brackets.toml": "x=" + "[" * SIZE,
    "inline.toml": "x=" + "{a=" * (SIZE // 3),
    "keys.toml": "".join(f"k{n}=1\n" for n in range(SIZE // 9)),
    "near.toml": "".join(f"employr{n}=1\n" for n in range(SIZE // 15)),
    "people.toml": "".join(f'[[panel]]\nref="p{n}"\n[[topics]]\nsaid_by="q{n}"\n' for n in range(SIZE // 60)),
    "brackets.json": "[" * SIZE,
    "tables.json": '{"a":' * (SIZE // 5),
    "twice.json": "{" + '"a":1,' * (SIZE // 6) + '"a":1}',
    "number.json": "1" * SIZE,
    "quotes.csv": "ref\n" + '"' * SIZE,
    "commas.csv": "," * SIZE,
    "events.ics": "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nEND:VEVENT\n" * (SIZE // 24) + "END:VCALENDAR",
    "zone.ics": "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=" + "x" * (SIZE // 2) + ":20200101T000000\nEND:VEVENT\n"
    "END:VCALENDAR",
}  # fmt: skip


# tracemalloc makes the others slow, and their size bounds what they need.
MEMORY = {"dots.toml", "header.toml", "brackets.toml", "inline.toml", "tables.json", "brackets.json", "quotes.csv"}


@pytest.mark.parametrize("name", BOMBS)
def test_a_file_made_to_cost_time_or_memory_is_refused_cheaply(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(BOMBS[name], encoding="utf-8")
    started = time.perf_counter()
    if name in MEMORY:
        tracemalloc.start()
    try:
        with pytest.raises(InvalidRecord):
            answers(path)
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()
    assert time.perf_counter() - started < 20  # minutes without the limits
