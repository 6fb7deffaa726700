"""Standard output: JSON for programs, plain lines when piped, a quiet table or tree on a terminal."""

from __future__ import annotations

import json
import os
import sys
from typing import Any, Literal

import click
from rich.console import Console, RenderableType

from .failures import one_line

__all__ = ["note", "on_terminal", "print_json", "print_rich", "say", "visible_only", "warn"]


def visible_only(text: str) -> str:
    """Return the text with whatever could disturb a terminal written as an escape; blanks stay as they are."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def say(text: str = "") -> None:
    """Print one line; whatever could disturb a terminal is written as an escape."""
    click.echo(visible_only(text))


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
    """Print to the terminal, without colours if NO_COLOR is set or the terminal has none."""
    # Rich leaves bold and dim where NO_COLOR is set; who sets it wants no escape codes at all.
    colours: Literal["auto"] | None = None if os.environ.get("NO_COLOR") else "auto"
    console = Console(highlight=False, markup=False, emoji=False, color_system=colours)
    for renderable in renderables:
        console.print(renderable)
