"""followup import: the start of a record from a calendar invitation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from followup_kit.errors import InvalidSetting
from followup_kit.intake import Invitation, invitation

from .failures import Exit
from .lines import Line, print_lines
from .options import FileArgument, as_json, example
from .output import print_json

__all__ = ["import_invitation"]


@click.command(
    "import",
    short_help="Begin a record from a calendar invitation (.ics).",
    epilog=example("followup import invitation.ics --out interview.toml"),
)
@click.argument("invite", type=FileArgument)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The record to write, a new .toml file.")
@click.option("--candidate", metavar="MAILBOX", help="Your own mailbox, so that you are not taken for a panel member.")
@click.option("--uid", metavar="UID", help="Which event is meant, where the invitation has several.")
@as_json
def import_invitation(invite: Path, out: Path, candidate: str | None, uid: str | None, as_json: bool) -> int:
    """Begin a record with what a calendar invitation (.ics) can be trusted for, and say what is left to confirm.

    Times, zone and mailboxes are filled in. Names, the role and the employer are guesses: they stand in the record as
    comments, and no letter uses them before you confirm them. An existing file is never overwritten. The exit code is 1
    while fields are to be confirmed or filled in.
    """
    if out.suffix.lower() != ".toml":
        raise InvalidSetting(f"--out {out}: a record is written as TOML; write {out.with_suffix('.toml')}")
    found = invitation(invite, candidate=candidate, uid=uid)
    _write_new(out, found.to_toml_skeleton().encode("utf-8"))
    if as_json:
        fields = [{"field": name, "guess": found.guesses.get(name)} for name in found.missing]
        print_json(
            {"ok": not found.missing, "file": str(out), "ref": found.ref, "state": found.state, "to_confirm": fields}
        )
    else:
        print_lines(_lines(found, out))
    return Exit.NEEDS_A_PERSON if found.missing else Exit.FINE


def _write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        file = path.open("xb")
    except FileExistsError:
        raise InvalidSetting(f"--out {path}: it is there already and is not overwritten; choose another name") from None
    try:
        with file:
            file.write(content)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _lines(found: Invitation, out: Path) -> Iterator[Line]:
    yield Line(f"{out}: begun from {found.file}, {len(found.people)} invited", "head")
    for name in found.missing:
        guess = found.guesses.get(name)
        yield Line(f"confirm {name}: it may be {guess!r}" if guess else f"fill in {name}", "wait")
    if found.state == "scheduled":
        yield Line('once the interview took place: set state to "held" and ended to its real end', "quiet")
