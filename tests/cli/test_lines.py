"""Lines keep their blanks where blanks carry meaning."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from followup_kit.cli.lines import Line, _branch


def on_screen(line: Line, width: int) -> list[str]:
    out = StringIO()
    Console(file=out, width=width, force_terminal=True, color_system=None).print(_branch(line))
    return out.getvalue().splitlines()


def test_the_caret_stands_under_its_word_on_a_terminal() -> None:
    _, text, marks = on_screen(
        Line("head", "bad", (Line("met on Wednesday", "code"), Line("       ^^^^^^^^^", "code"))), 80
    )
    assert text.index("Wednesday") == marks.index("^")


def test_an_excerpt_is_cut_rather_than_wrapped_away_from_its_carets() -> None:
    rows = on_screen(Line("head", "bad", (Line("word " * 40, "code"), Line("     ^^^^", "code"))), 40)
    assert len(rows) == 3
    assert rows[1].rstrip().endswith("…")


def test_control_characters_are_shown_and_not_obeyed() -> None:
    assert "\\x1b[31m" in on_screen(Line("a \x1b[31m b"), 80)[0]
