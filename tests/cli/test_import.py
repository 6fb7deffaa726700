"""followup import: from an invitation to the start of a record, with nothing overwritten and nothing taken on trust."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from .conftest import Run

INVITATION = Path(__file__).parents[1] / "intake" / "files" / "invitation.ics"


def test_the_record_is_begun_and_every_guess_is_named(run: Run, home: Path) -> None:
    answer = run("import", INVITATION, "--out", "new/talk.toml", "--candidate", "jo@example.org", "--json")
    assert answer.code == 1
    fields = {row["field"]: row["guess"] for row in answer.json["to_confirm"]}
    assert fields["role"] == "Backend Engineer"
    assert fields["candidate.name"] is None
    assert answer.json["ok"] is False
    text = (home / "new" / "talk.toml").read_text("utf-8")
    begun = tomllib.loads(text)
    assert begun["ref"] == answer.json["ref"]
    assert "role" not in begun
    assert '# role = "Backend Engineer"' in text


def test_people_are_told_what_to_confirm_and_what_to_fill_in(run: Run) -> None:
    lines = run("import", INVITATION, "--out", "talk.toml").out.splitlines()
    assert "confirm role: it may be 'Backend Engineer'" in lines
    assert "fill in candidate.name" in lines


def test_once_it_is_confirmed_it_can_be_planned(run: Run, home: Path) -> None:
    run("import", INVITATION, "--out", "talk.toml", "--candidate", "jo@example.org")
    text = (home / "talk.toml").read_text("utf-8").replace('# name = ""', 'name = "Jo Doe"')
    confirmed = text.replace("# role", "role").replace("# name", "name").replace('"scheduled"', '"held"')
    (home / "talk.toml").write_text(confirmed, encoding="utf-8")
    answer = run("plan", "talk.toml", "--now", "2026-03-02T18:00:00Z")
    assert (answer.code, answer.err) == (0, "")


@pytest.mark.parametrize("out", ["talk.toml", "folder.toml"])
def test_what_is_there_is_never_overwritten(run: Run, home: Path, out: str) -> None:
    (home / "talk.toml").write_bytes(b"mine")
    (home / "folder.toml").mkdir()
    answer = run("import", INVITATION, "--out", out)
    assert (answer.code, answer.out) == (2, "")
    assert "is there already and is not overwritten" in answer.err
    assert (home / "talk.toml").read_bytes() == b"mine"


@pytest.mark.parametrize("content", [b"", b"dear diary", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", None])
def test_a_bad_invitation_ends_with_2_and_writes_nothing(run: Run, home: Path, content: bytes | None) -> None:
    path = home / "x.ics"
    if content is not None:
        path.write_bytes(content)
    before = list(home.iterdir())
    answer = run("import", path, "--out", "talk.toml")
    assert (answer.code, answer.out) == (2, "")
    assert all(line.startswith("followup: ") for line in answer.err.splitlines())
    assert answer.err
    assert list(home.iterdir()) == before


def test_a_record_is_toml(run: Run, home: Path) -> None:
    answer = run("import", INVITATION, "--out", "talk.json")
    assert answer.code == 2
    assert "write talk.toml" in answer.err
    assert list(home.iterdir()) == []
