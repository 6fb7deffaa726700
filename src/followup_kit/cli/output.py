"""Standard output: JSON for programs, plain lines when piped, a quiet table or tree on a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click
from rich import box
from rich.console import Console, RenderableType
from rich.table import Table

from .failures import one_line

__all__ = ["JSON_VERSION", "note", "on_terminal", "print_json", "print_rich", "print_rows", "say", "warn"]

JSON_VERSION = 1


def say(text: str = "") -> None:
    """Print one line; whatever could disturb a terminal is written as an escape."""
    click.echo("".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text))


def warn(text: str) -> None:
    """Print one line of warning to standard error."""
    click.echo(f"followup: warning: {one_line(text)}", err=True)


def note(text: str) -> None:
    """Print one line to standard error that is no problem, but worth knowing."""
    click.echo(f"followup: {one_line(text)}", err=True)


def print_json(value: Any) -> None:
    """Print JSON, in ASCII where the stream could not carry more."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "").replace("_", "")
    click.echo(json.dumps(value, ensure_ascii=not encoding.startswith("utf"), indent=2, allow_nan=False))


def on_terminal() -> bool:
    """Whether somebody reads this on a screen."""
    return Console().is_terminal


def print_rich(*renderables: RenderableType) -> None:
    """Print to the terminal. Rich itself respects NO_COLOR and TERM=dumb."""
    console = Console(highlight=False, markup=False, emoji=False)
    for renderable in renderables:
        console.print(renderable)


def print_rows(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table: with lines on a terminal, with tabs when piped."""
    listed = [[one_line(cell) for cell in row] for row in rows]
    if not on_terminal():
        for row in ([heading.lower() for heading in headings], *listed):
            click.echo("\t".join(row))
        return
    table = Table(*headings, box=box.SIMPLE_HEAD, pad_edge=False)
    for row in listed:
        table.add_row(*map(_plain, row))
    print_rich(table)


def _plain(text: str) -> str:
    return text.replace("[", "\\[")
