"""followup render: how a letter looks in its channel."""

from __future__ import annotations

from pathlib import Path

import click

from followup_kit.channels.base import Message
from followup_kit.errors import InvalidSetting
from followup_kit.intake import read
from followup_kit.letters import artifact_names, write_file

from .failures import Exit
from .letter_file import letter_to, read_letter_file
from .lines import Line, print_lines
from .options import as_json, example, letter_argument, recipient_option, record_option
from .output import print_json
from .session import about, load_kit

__all__ = ["render"]


@click.command(
    short_help="Make the .eml, .txt or .pdf of one letter.",
    epilog=example("followup render letters/weber.thank_you.md --record interview.toml --out weber.eml"),
)
@letter_argument
@record_option(required=True)
@recipient_option(help="Whom the letter is to (default: whom its head names).")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="A folder for all files, or the name of the first file.",
)
@as_json
def render(letter: Path, record: Path, recipient: str | None, out: Path, as_json: bool) -> int:
    """Write a letter as its channel shows it: an .eml, a text to copy, a card to print. Nothing is sent.

    An existing file is replaced. The letter need not have been reviewed.
    """
    kit = load_kit()
    with about(record):
        draft = letter_to(read_letter_file(letter), read(record), recipient, kit.media)
    message = kit.render(draft)
    targets = _targets(message, out)
    for path, content in targets.items():
        write_file(path, content)
    if as_json:
        print_json(
            {
                "recipient": message.recipient,
                "channel": message.channel,
                "digest": message.digest,
                "files": [str(path) for path in targets],
                "notes": list(message.notes),
            }
        )
    else:
        notes = (Line(f"note: {text}", "quiet") for text in message.notes)
        print_lines([Line(f"{message.recipient} by {message.channel}", "head", map(Line, map(str, targets))), *notes])
    return Exit.FINE


def _targets(message: Message, out: Path) -> dict[Path, bytes]:
    """Return each file's path and content. A path with a suffix is a file, everything else a folder."""
    first = message.artifacts[0]
    if out.suffix and not out.is_dir():
        if out.suffix.lower() != Path(f"x{first.suffix}").suffix.lower():
            raise InvalidSetting(
                f"--out {out}: the {message.channel} channel makes {first.suffix} files; "
                f"write {out.with_suffix(first.suffix)}, or give a folder"
            )
        return {out: first.content}
    names = artifact_names(message, f"{message.recipient}.{message.occasion.value}")
    return {out / name: part.content for name, part in zip(names, message.artifacts, strict=True)}
