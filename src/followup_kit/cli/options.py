"""The options that several verbs share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = [
    "FileArgument",
    "as_json",
    "example",
    "ledger_option",
    "letter_argument",
    "locale_option",
    "now_option",
    "policy_option",
    "recipient_option",
    "record_argument",
    "record_option",
    "take_option",
]

_F = TypeVar("_F", bound=Callable[..., Any])

# No `exists=True`: whether a path can be used is found out by using it, and said with its remedy in one place.
FileArgument = click.Path(path_type=Path)


def example(*commands: str) -> str:
    """Return what stands at the end of a verb's help: how it is really called."""
    return "\b\n" + "\n".join(["Example:", *(f"  {command}" for command in commands)])


def record_argument(verb: _F) -> _F:
    """RECORD: one interview's file."""
    return click.argument("record", type=FileArgument)(verb)


def letter_argument(verb: _F) -> _F:
    """LETTER: a letter's Markdown file."""
    return click.argument("letter", type=FileArgument)(verb)


def record_option(*, required: bool) -> Callable[[_F], _F]:
    """--record: the interview that a letter belongs to."""
    return click.option("--record", type=FileArgument, required=required, help="The interview's record.")


def recipient_option(*, required: bool = False, help: str = "The panel member's ref.") -> Callable[[_F], _F]:  # noqa: A002  click's own word
    """--recipient: a panel member's ref."""
    return click.option("--recipient", metavar="REF", required=required, help=help)


def now_option(verb: _F) -> _F:
    """--now: the moment to decide for."""
    return click.option(
        "--now",
        metavar="ISO",
        help="Decide for this moment, with its offset, such as 2026-03-05T18:00:00+01:00.",
    )(verb)


def policy_option(verb: _F) -> _F:
    """--policy: the timing rules by name."""
    help_text = "The timing rules by name, parts added with +, as in guide+cap_one (default: guide)."
    return click.option("--policy", metavar="NAME", help=help_text)(verb)


def locale_option(verb: _F) -> _F:
    """--locale: the language of the reasons."""
    return click.option(
        "--locale", metavar="TAG", help="Say the plan and its reasons in this language, such as de (default: English)."
    )(verb)


def take_option(verb: _F) -> _F:
    """--take: one of the times that the plan lists besides its own."""
    return click.option(
        "--take",
        type=click.Choice(["later", "earlier", "inside"]),
        help="Take this option of those that the plan lists, instead of what it decides.",
    )(verb)


def ledger_option(verb: _F) -> _F:
    """--ledger: the file that remembers what was sent."""
    return click.option(
        "--ledger",
        type=FileArgument,
        help="The ledger file (default: FOLLOWUP_LEDGER, else the user's data folder).",
    )(verb)


def as_json(verb: _F) -> _F:
    """--json: data for programs."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(verb)
