"""What is written is read back as the same interview, unknown keys included."""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.errors import InvalidFact
from followup_kit.facts.interview import Claim, Interview, Promise, Topic, Waiver
from followup_kit.intake import dumps, from_json, read, stream, to_json, to_toml
from followup_kit.testing.strategies import histories, interviews

from .documents import record

FULL = Path(__file__).parent / "files" / "full.toml"
LINES = st.text("abcäß\"'\\#,;=[]{}\u00a0ß漢 ", min_size=1, max_size=12).filter(str.strip)
OWN = st.recursive(
    st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text('ab"\\\n\x7fü', max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(LINES, inner, max_size=2),
    max_leaves=5,
)
FIRST, LAST = datetime(1950, 1, 1), datetime(2150, 1, 1)  # noqa: DTZ001 - bounds of a strategy are naive
OFFSETS = st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(seconds=-1234))])


@st.composite
def records(draw: st.DrawFn) -> Interview:
    """Interviews with every optional fact somewhere, hard words, events, waivers and unknown keys at every level."""
    interview = draw(interviews())
    refs = [person.ref for person in interview.panel]
    anybody = st.none() | st.sampled_from(refs)
    maybe = st.none() | LINES
    topics = [
        Topic(text=draw(LINES), why=draw(maybe), said_by=draw(anybody), id=draw(st.sampled_from(["", "t"])))
        for _ in range(draw(st.integers(0, 1)))
    ]
    claims = [Claim(skill=draw(LINES), proof=draw(maybe), heard_by=draw(st.lists(st.sampled_from(refs), max_size=2)))]
    promises = [
        Promise(
            text=draw(LINES),
            to=draw(anybody),
            due=draw(st.none() | st.dates(date(1900, 1, 1), date(2200, 12, 31))),
            kept=draw(st.booleans()),
        )
    ]
    own = st.dictionaries(LINES.map(lambda key: f"x_{key}"), OWN, max_size=2)
    extra: dict[str, Any] = draw(own)
    for table, key in (("employer", None), ("candidate", "name"), ("panel", refs[-1]), ("claims", "claim-1")):
        more = draw(own)
        if more:
            extra[table] = more if key is None else {key: more}
    return evolve(
        interview,
        role=draw(LINES),
        as_of=draw(st.none() | st.datetimes(FIRST, LAST, timezones=OFFSETS)),
        topics=topics,
        claims=claims,
        promises=promises,
        waivers=[Waiver(code="X-1", reason=draw(LINES), recipient=draw(anybody))],
        events=[entry for entry in draw(histories(interview)) if entry.interview == interview.ref],
        guesses=draw(st.lists(LINES, max_size=2)),
        extra=extra,
    )


@settings(max_examples=70)
@given(records())
def test_every_interview_survives_json_and_toml(interview: Interview) -> None:
    decoded = json.loads(dumps(interview))
    assert decoded == to_json(interview)
    again = from_json(decoded)
    assert again == interview
    assert again.extra == interview.extra
    assert dumps(again) == dumps(interview)
    as_toml = from_json(tomllib.loads(to_toml(interview)))
    assert as_toml == interview
    assert as_toml.extra == interview.extra


@settings(max_examples=20)
@given(records())
def test_every_interview_survives_a_json_line_of_a_file(
    tmp_path_factory: pytest.TempPathFactory, interview: Interview
) -> None:
    path = tmp_path_factory.mktemp("lines") / "two.jsonl"
    line = dumps(interview, indent=None)
    assert "\n" not in line
    path.write_text(f"{line}\n{line}\n", encoding="utf-8")
    assert list(stream(path)) == [(1, interview), (2, interview)]


@settings(max_examples=40)
@given(interviews())
def test_what_is_written_passes_strictly(interview: Interview) -> None:
    assert from_json(to_json(interview), strict=True) == interview


def test_the_full_record_survives_both_forms(tmp_path: Path) -> None:
    interview = read(FULL)
    for name, text in (("x.json", dumps(interview)), ("x.toml", to_toml(interview))):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        again = read(path)
        assert again == interview
        assert again.extra == interview.extra


def test_the_second_pass_of_a_repeated_hour_comes_back_equal() -> None:
    """Such a value equals no value of another zone, so its offset alone would not do."""
    ended = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1)
    interview = evolve(from_json(record(started=None, reply_by=None)), ended=ended)
    written = to_json(interview)
    assert written["ended"] == "2026-10-25T02:30:00+01:00[Europe/Berlin]"
    assert from_json(written) == interview


def test_defaults_and_automatic_ids_are_not_written() -> None:
    written = to_json(from_json(record()))
    assert written == {
        **record(),
        "started": "2026-03-02T13:00:00+01:00",
        "ended": "2026-03-02T16:30:00+01:00",
        "events": [{"at": "2026-03-03T08:00:00+00:00", "event": "replied", "recipient": "ben"}],
    }


def test_keys_of_a_person_who_is_gone_go_with_them() -> None:
    interview = from_json({**record(), "panel": [*record()["panel"], {"ref": "dan", "name": "Dan", "pet": "cat"}]})
    assert interview.extra == {"panel": {"dan": {"pet": "cat"}}}
    without = evolve(interview, panel=interview.panel[:-1])
    assert "cat" not in dumps(without)
    moved = evolve(interview, panel=tuple(reversed(interview.panel)))
    assert from_json(to_json(moved)).extra == interview.extra


@pytest.mark.parametrize("extra", [{"role": "x"}, {"employer": {"name": "x"}}, {"panel": {"anna": {"ref": "x"}}}])
def test_an_unknown_key_cannot_pass_for_a_fact(extra: dict[str, Any]) -> None:
    with pytest.raises(InvalidFact):
        to_json(evolve(from_json(record()), extra=extra))
