"""A little tree of lines: indented text when piped, a rich tree on a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from attrs import field, frozen
from rich.console import Group
from rich.text import Text
from rich.tree import Tree

from followup_kit.language.speech import ENGLISH, Speech

from .output import on_terminal, print_rich, say, visible_only

__all__ = ["Line", "Tone", "instant", "print_lines"]

Tone = Literal["head", "good", "wait", "bad", "quiet", "plain", "code"]
_STYLES: dict[Tone, str] = {
    "head": "bold",
    "good": "green",
    "wait": "yellow",
    "bad": "red",
    "quiet": "dim",
    "plain": "",
    "code": "",  # an excerpt and the marks under it: blanks count and no line is wrapped
}


def _lines(value: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(value)


@frozen
class Line:
    """One line and what belongs under it.

    `rows` follow it directly, as a picture's lines do; `styles` colours parts of it on a terminal, by where they begin
    and end.
    """

    text: str
    tone: Tone = "plain"
    under: tuple[Line, ...] = field(default=(), converter=_lines)
    rows: tuple[Line, ...] = field(default=(), converter=_lines)
    styles: tuple[tuple[int, int, str], ...] = ()


def instant(moment: datetime | None, to: Speech = ENGLISH) -> str:
    """Return a moment for people, with its offset: "Wed 2026-03-11 15:30 +00:00"."""
    if moment is None:
        return to.template("open")
    clock = moment.isoformat(sep=" ", timespec="seconds" if moment.second else "minutes")
    return f"{to.weekday(moment.date())} {clock[:-6]} {clock[-6:]}"


def print_lines(lines: Iterable[Line]) -> None:
    """Print the lines with what is under them."""
    for line in lines:
        if on_terminal():
            print_rich(_branch(line))
        else:
            _indented(line, 0)


def _branch(line: Line) -> Tree:
    tree = Tree(Group(*map(_styled, (line, *line.rows))) if line.rows else _styled(line), guide_style="dim")
    for child in line.under:
        tree.add(_branch(child))
    return tree


def _styled(line: Line) -> Text:
    code = line.tone == "code"
    overflow: Literal["ellipsis", "fold"] = "ellipsis" if code else "fold"
    text = Text(visible_only(line.text), style=_STYLES[line.tone], no_wrap=code, overflow=overflow)
    for start, end, style in line.styles:
        text.stylize(style, start, end)
    return text


def _indented(line: Line, depth: int) -> None:
    for row in (line, *line.rows):
        say("  " * depth + row.text)
    for child in line.under:
        _indented(child, depth + 1)
