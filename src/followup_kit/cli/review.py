"""followup review: is this letter right, and if not, where and why."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click
from attrs import evolve

from followup_kit.intake import read
from followup_kit.kit import Kit
from followup_kit.letters import write_file
from followup_kit.reviewing.model import Report
from followup_kit.reviewing.reviewer import apply_fixes
from followup_kit.writing.draft import Draft

from .failures import Exit
from .letter_file import LetterFile, letter_to, other_letters, read_letter_file
from .lines import Line, print_lines
from .options import as_json, example, ledger_option, letter_argument, recipient_option, record_option
from .output import print_json
from .session import about, load_kit, past
from .shown_report import finding_lines, verdict

__all__ = ["review"]


@click.command(
    short_help="Check a letter, written here or by hand.",
    epilog=example("followup review letters/weber.thank_you.md --record interview.toml"),
)
@letter_argument
@record_option(required=False)
@recipient_option(help="Whom the letter is to (default: whom its head names).")
@click.option("--fix", is_flag=True, help="Apply the fixes that change no meaning, and keep the rest of the file.")
@ledger_option
@as_json
def review(
    letter: Path, record: Path | None, recipient: str | None, fix: bool, ledger: Path | None, as_json: bool
) -> int:
    """Check a letter, written here or by hand.

    With --record its names, dates and facts are compared with what happened, and with the letters to the rest of the
    panel that lie beside it. Positions in the JSON count code points of the file as decoded with the codec that
    `encoding` names (utf-8; utf-8-sig if the file has a byte order mark), line ends as they are.
    """
    if recipient is not None and record is None:
        raise click.UsageError("--recipient needs --record", click.get_current_context())
    file = read_letter_file(letter)
    kit, history = load_kit(), past(ledger)
    with about(record) if record else nullcontext():
        draft = letter_to(file, read(record) if record else None, recipient, kit.media)
    others = other_letters(draft, letter)
    report = kit.review(draft, others, history)
    fixed = False
    if fix:
        mended = apply_fixes(draft, report)
        fixed = mended.source != draft.source
        if fixed:
            write_file(letter, file.encoded(mended.source))
            file, draft = evolve(file, text=mended.source), mended
            report = kit.review(draft, others, history)
    _show(file, draft, report, fixed=fixed, kit=kit, as_json=as_json)
    return Exit.FINE if report.ok else Exit.NEEDS_A_PERSON


def _show(file: LetterFile, draft: Draft, report: Report, *, fixed: bool, kit: Kit, as_json: bool) -> None:
    if as_json:
        print_json(report.to_json() | _about(file, draft, fixed=fixed))
        return
    mended = (Line("safe fixes were applied", "good"),) if fixed else ()
    missing = () if draft.channel in kit.catalog.channels else (kit.catalog.missing("channels", draft.channel),)
    unknown = (Line(f"limits were not checked: {text}", "wait") for text in missing)
    end = Line(f"{file.path}: {verdict(report)}", "good" if report.ok else "bad")
    print_lines([*mended, *finding_lines(report, file.text, str(file.path)), *unknown, end])


def _about(file: LetterFile, draft: Draft, *, fixed: bool) -> dict[str, Any]:
    return {
        "file": str(file.path),
        "encoding": file.encoding,
        "recipient": draft.recipient.ref if draft.recipient else None,
        "occasion": draft.occasion.value,
        "channel": draft.channel,
        "locale": draft.locale,
        "fixed": fixed,
    }
