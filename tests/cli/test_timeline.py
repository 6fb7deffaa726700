"""followup plan --explain: the line of time in letters, on every kind of paper."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.cli import timeline as module
from followup_kit.cli.timeline import Paper, legend, paper, timeline
from followup_kit.facts.people import OfficeHours
from followup_kit.language.speech import ENGLISH, spoken
from followup_kit.timing.decisions import Send
from followup_kit.timing.picture import Picture, picture_of, picture_of_step
from followup_kit.timing.planner import plan
from followup_kit.timing.spans import hours

from ..timing.builders import GUIDE, at, interview, person
from .conftest import Run

PLAIN = Paper(width=80, unicode=False)
NOW = ("--now", "2026-03-13T16:00:00Z")


def picture(ended: str = "2026-03-06 15:00", index: int = 0, **changes: object) -> Picture:
    record = interview(ended, person(), employer={"country": "DE"}, **changes)  # type: ignore[arg-type]
    found = picture_of_step(plan(record, GUIDE, now=record.ended).steps[index])
    assert found is not None
    return found


def rows(of: Picture, on: Paper = PLAIN) -> list[str]:
    line = timeline(of, on, ENGLISH)
    return [row.text for row in (line, *line.rows)]


def test_a_friday_is_drawn_exactly_like_this() -> None:
    assert rows(picture()) == [
        "|Fri 6   |Sat 7 Mar              |Sun 8 Mar              |Mon 9 Mar",
        "--:::::::%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%:::::::::--------",
        "                        [----------------------)",
        "oe                      i                                         *",
        "o end of the interview Fri 6 Mar 15:00   e earlier Fri 6 Mar 16:30",
        "i inside the window Sat 7 Mar 15:00   * send Mon 9 Mar 09:00",
    ]


def test_the_column_of_the_answer_shows_what_holds_at_its_minute() -> None:
    late = interview(
        "2026-04-01 18:00",
        person(),
        employer={"country": "DE", "office_hours": OfficeHours(time(9, 45), time(17))},
    )
    step = plan(late, GUIDE.but(patience=hours(200)), now=late.ended).step("bo")
    found = picture_of_step(step)
    assert found is not None
    drawn = rows(found)
    assert isinstance(step.decision, Send)
    assert f"{step.decision.at:%H:%M}" == "09:45"
    assert drawn[1][drawn[3].index("*")] == "-"


def test_unicode_shows_the_same_in_other_letters() -> None:
    plain, drawn = rows(picture()), rows(picture(), Paper(width=80, unicode=True))
    assert [len(row) for row in plain] == [len(row) for row in drawn]
    assert drawn[1].startswith("━━░░░░░░░▒▒▒")
    assert drawn[3].endswith("●")


@pytest.mark.parametrize("width", [20, 72, 80, 100, 132, 400])
@pytest.mark.parametrize("index", [0, 1])
def test_rows_fit_every_terminal_from_eighty_columns_on(width: int, index: int) -> None:
    drawn = rows(picture(index=index), Paper(width=width, unicode=True))
    assert all(len(row) <= max(width - 6, 66) for row in drawn)
    assert drawn[3].count("●") == 1


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), st.integers(46, 200), st.booleans())
def test_the_answer_stands_in_the_picture_under_an_hour_of_its_own_kind(hour: int, width: int, unicode: bool) -> None:
    record = interview(at("2026-04-01 09:00"), employer={"country": "DE"})
    record = interview(
        record.ended + (at("2026-04-01 10:00") - at("2026-04-01 09:00")) * hour, employer={"country": "DE"}
    )
    for step in plan(record, GUIDE, now=record.ended).steps:
        found = picture_of_step(step)
        assert isinstance(step.decision, Send)
        assert found is not None
        drawn = rows(found, Paper(width=width, unicode=unicode))
        place = next(row for row in drawn if re.search("[●*]", row) and not row.lstrip("●* ").startswith("send"))
        column = place.index("●" if unicode else "*")
        relaxed = set(step.decision.relaxed) - {"window end", "window start"}
        assert (drawn[1][column] == ("━" if unicode else "-")) == (not relaxed)


def test_the_legend_names_what_is_used_and_nothing_else() -> None:
    text = " ".join(line.text for line in legend([picture()], PLAIN, ENGLISH))
    assert text == "-- open   %% not a working day   :: outside office hours   [-) window"
    assert list(legend([], PLAIN, ENGLISH)) == []
    assert "public holiday" in " ".join(line.text for line in legend([picture("2026-04-02 15:00")], PLAIN, ENGLISH))


def test_every_kind_of_closed_hours_has_letters_of_its_own() -> None:
    kinds = [*module._CLOSED.values(), module._OPEN]
    assert len({glyphs[0] for glyphs in kinds}) == len({glyphs[1] for glyphs in kinds}) == len(kinds)
    marks = list(module._MARKS.values())
    assert len({glyphs[0] for glyphs in marks}) == len({glyphs[1] for glyphs in marks}) == len(marks)
    assert all(glyphs[1].isascii() for glyphs in (*kinds, *marks))


# from the command line


def test_explain_adds_the_picture_and_takes_no_sentence_away(run: Run, friday: Path) -> None:
    short, long = run("plan", friday, *NOW), run("plan", friday, *NOW, "--explain")
    assert (long.code, long.err) == (0, "")
    assert set(short.out.splitlines()) <= set(long.out.splitlines())
    assert long.out.isascii()
    assert "what the lines show" in long.out
    assert "what the lines show" not in short.out
    added = [line for line in long.out.splitlines() if line not in short.out.splitlines()]
    assert all(len(line) <= 80 for line in added)


def test_nothing_is_drawn_of_a_stop_and_the_plan_still_says_why(run: Run, friday: Path) -> None:
    run("log", friday, "rejected", "--at", "2026-03-13T15:45:00Z", "--ledger", "l.sqlite", *NOW)
    answer = run("plan", friday, *NOW, "--ledger", "l.sqlite", "--explain")
    assert "stop: " in answer.out
    assert "what the lines show" not in answer.out


def test_where_nothing_is_known_of_the_hours_none_are_drawn() -> None:
    record = interview("2026-03-06 15:00", person(), employer={"country": "DE"})
    waiting = plan(record, GUIDE, now=at("2026-03-05 15:00")).step("bo")
    bare = picture_of(waiting.decision, now=at("2026-03-05 15:00"))
    assert bare is not None
    assert [row.strip()[0] for row in rows(bare)] == ["|", "v", "v", "?"]
    assert list(legend([bare], PLAIN, ENGLISH)) == []


def test_a_conflict_and_a_hold_are_drawn(run: Run, friday: Path) -> None:
    late = run("plan", friday, "--now", "2026-03-23T12:00:00Z", "--explain")
    assert late.code == 1
    assert re.search(r"^ +l later Mon 23 Mar 12:00$", late.out, flags=re.MULTILINE)
    early = run("plan", friday, "--now", "2026-03-13T12:00:00Z", "--explain")
    assert re.search(r"\? ask again Fri 13 Mar 15:30", early.out)


@pytest.mark.parametrize("locale", [name for name in spoken() if name != "en"])
def test_reasons_and_pictures_are_said_in_every_shipped_language(run: Run, friday: Path, locale: str) -> None:
    answer = run("plan", friday, *NOW, "--explain", "--locale", locale)
    assert answer.code == 0
    for english in (
        "The window opens",
        "not a working day",
        "The first opening",
        "one check-in",
        "end of the interview",
    ):
        assert english not in answer.out
    assert run("plan", friday, *NOW, "--locale", locale, "--json").json == run("plan", friday, *NOW, "--json").json


def test_the_language_of_reasons_can_be_settled_once(
    run: Run, friday: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    german = run("plan", friday, *NOW, "--locale", "de").out
    (home / "followup.toml").write_text('locale = "de"\n', encoding="utf-8")
    assert run("plan", friday, *NOW).out == german
    monkeypatch.setenv("FOLLOWUP_LOCALE", "fr")
    assert run("plan", friday, *NOW).out == run("plan", friday, *NOW, "--locale", "fr").out
    assert "The window opens" in run("plan", friday, *NOW, "--locale", "en").out


def test_an_unknown_language_is_refused_with_the_known_ones(run: Run, friday: Path) -> None:
    answer = run("plan", friday, *NOW, "--locale", "tlh")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("followup: no language of explanations named 'tlh'; known: ")


def test_the_json_of_a_move_carries_its_reason_for_programs(run: Run, friday: Path) -> None:
    trace = run("plan", friday, *NOW, "--json").json["steps"][0]["trace"]
    moved = next(move for move in trace if move["rule"] == "working_days")
    assert moved["because"]["code"] == "working_days"
    assert {name for name, _ in moved["because"]["data"]} >= {"why", "then"}
    assert moved["reason"].startswith("Saturday is not a working day")


def on_a_terminal(friday: Path, *arguments: str, **environment: str) -> str:
    """Run the program on a pseudo-terminal of 90 columns and return what it writes there."""
    reader, writer = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    settled = {"TERM": "xterm-256color", "COLUMNS": "90", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "followup_kit", "plan", str(friday), *NOW, "--explain", *arguments]
    with subprocess.Popen(
        command, stdin=writer, stdout=writer, stderr=writer, env=kept | settled | environment
    ) as program:
        os.close(writer)
        out = b""
        while True:
            try:
                out += (chunk := os.read(reader, 65536))
            except OSError:  # the other side was closed
                break
            if not chunk:
                break
        program.wait(timeout=60)
    os.close(reader)
    return out.decode("utf-8").replace("\r\n", "\n")


def test_a_terminal_gets_unicode_in_colours_within_its_width(friday: Path) -> None:
    out = on_a_terminal(friday)
    assert "\x1b[34m░" in out
    plain = re.sub(r"\x1b\[[0-9;]*m", "", out)
    assert all(len(line) <= 90 for line in plain.splitlines())
    assert re.search(r"━+░+▒+░+━", plain)


def test_a_terminal_without_the_letters_gets_ascii_and_no_color_takes_every_escape_code_away(friday: Path) -> None:
    out = on_a_terminal(friday, PYTHONIOENCODING="latin-1", NO_COLOR="1")
    assert re.search(r"-+:+%+:+-", out)
    assert "\x1b" not in out
    assert "\\u" not in out


def test_without_a_terminal_the_paper_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert paper() == Paper(width=78, unicode=False)


@pytest.mark.parametrize("locale", [name for name in spoken() if name != "en"])
@pytest.mark.parametrize("verb", ["plan", "status"])
def test_no_english_word_of_the_frame_is_left_in_another_language(
    run: Run, friday: Path, verb: str, locale: str
) -> None:
    run("pause", "--at", "2026-03-01T09:00:00Z", "--until", "2026-03-02T09:00:00Z", "--now", "2026-03-01T09:00:00Z")
    run("log", friday, "auto-replied", "--recipient", "bell", "--at", "2026-03-13T15:50:00Z", "--now", NOW[1])
    told = run(verb, friday, *NOW, "--locale", locale).out
    frame = r"\b(send|hold|stop|window|gave way|or later|or earlier|or inside|breaks|thank_you|check_in|planned)\b"
    assert re.findall(frame, told) == []
    assert (
        re.findall(r"\b(working_days|office_hours|window end|by text|auto replied|nothing so far|Mon|Fri)\b", told)
        == []
    )


def test_what_was_taken_is_no_alternative_and_rules_are_called_by_their_titles(run: Run, friday: Path) -> None:
    told = run("plan", friday, *NOW).out
    assert "gave way: the end of the window" in told
    assert "or later" not in told
    assert "or inside Sat 2026-03-14 15:30 +00:00, breaks the working week: " in told
    assert "window: from Sat 2026-03-14 15:30 +00:00, before Sun" in told
    answer = run("plan", friday, *NOW, "--json").json["steps"][0]
    assert answer["relaxed"] == ["window end"]
    assert [option["name"] for option in answer["options"]] == ["later", "earlier", "inside"]
