"""followup draft: the plan, and one letter a person with its review."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from followup_kit.errors import MissingFacts
from followup_kit.facts.history import Occasion
from followup_kit.intake import read
from followup_kit.letters import Failure, Letter, Letters, save, write
from followup_kit.writing.markdown import to_plain

from .failures import Exit
from .lines import Line, print_lines
from .options import (
    as_json,
    example,
    ledger_option,
    now_option,
    policy_option,
    recipient_option,
    record_argument,
    take_option,
)
from .output import print_json
from .session import about, load_kit, past, tell_time
from .shown_plan import plan_json, plan_lines
from .shown_report import finding_lines, verdict

__all__ = ["draft"]


@click.command(
    short_help="Write one letter per person, each with its review.",
    epilog=example("followup draft interview.toml --out letters"),
)
@record_argument
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder for the letters.")
@now_option
@recipient_option(help="Only the letter to this panel member.")
@click.option(
    "--occasion",
    type=click.Choice([Occasion.THANK_YOU.value, Occasion.CHECK_IN.value]),
    default=Occasion.THANK_YOU.value,
    show_default=True,
    help="Why one writes.",
)
@take_option
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Choose other wordings.")
@click.option(
    "--reroll",
    type=click.IntRange(min=2),
    multiple=True,
    metavar="N",
    help="Say sentence N of one letter in other words and keep the rest; the first after the salutation is 2.",
)
@click.option("--why", is_flag=True, help="Show each sentence with the facts behind it.")
@click.option("--force", is_flag=True, help="Overwrite letters that were changed since they were written.")
@policy_option
@ledger_option
@as_json
def draft(
    record: Path,
    out: Path,
    now: str | None,
    recipient: str | None,
    occasion: str,
    take: str | None,
    seed: int,
    reroll: tuple[int, ...],
    why: bool,
    force: bool,
    policy: str | None,
    ledger: Path | None,
    as_json: bool,
) -> int:
    """Print the plan and write one letter per person: source, what the channel makes of it, review.

    For the panel member `weber`, weber.thank_you.md is the source to edit, weber.thank_you.review.json what the review
    says, and weber.thank_you.eml (or .txt, .pdf) what the channel made. Letters that you changed are never
    overwritten without --force. The exit code is 0 only if every letter is fit to send.

    --take is your word on a closed window: later, earlier or inside, in every letter whose plan lists it. So a letter
    for which the plan says conflict can be written, too.

    --why numbers the sentences and names the facts of the record that each one states. With --recipient, --reroll 3
    gives sentence 3 other words; --reroll 3 --reroll 3 the ones after these.
    """
    interview = read(record)
    history = past(ledger)
    clock = tell_time(now, interview, history)
    kit, reason = load_kit(policy), Occasion(occasion)
    with about(record):
        letters = write(
            kit,
            interview,
            history,
            now=clock.now,
            occasion=reason,
            recipient=recipient,
            seed=seed,
            option=take,
            reroll=reroll,
        )
    files = save(letters, out, force=force)
    if as_json:
        print_json(plan_json(letters.plan, clock) | letters_json(letters, files))
    else:
        print_lines([*plan_lines(letters.plan, clock), *letters_lines(letters, files, why=why)])
    return Exit.FINE if letters.ok else Exit.NEEDS_A_PERSON


def _told(letter: Letter) -> Iterator[Line]:
    """Yield the sentences by number, each with the facts that it states and how many wordings there were."""
    for number, sentence in enumerate(letter.draft.sentences, 1):
        facts = ", ".join(sentence.facts) or "no fact"
        others = f"; 1 of {sentence.among} wordings" if sentence.among > 1 else ""
        yield Line(f"{number}. {to_plain(sentence.text)}", "plain", (Line(f"{facts}{others}", "quiet"),))


def letters_json(letters: Letters, files: dict[str, tuple[Path, ...]]) -> dict[str, Any]:
    """Return what became of each letter as plain data."""
    return {
        "ok": letters.ok,
        "letters": [_letter_json(letter, files) for letter in letters.written],
        "failed": [_failure_json(failure) for failure in letters.failed],
    }


def _letter_json(letter: Letter, files: dict[str, tuple[Path, ...]]) -> dict[str, Any]:
    ref = letter.step.recipient.ref
    return {
        "recipient": ref,
        "occasion": letter.step.occasion.value,
        "channel": letter.step.channel,
        "send_at": letter.draft.send_at.isoformat() if letter.draft.send_at else None,
        **letter.report.to_json(),
        "sentences": [
            {
                "text": sentence.text,
                "part": sentence.part,
                "facts": list(sentence.facts),
                "wording": sentence.frame,
                "among": sentence.among,
            }
            for sentence in letter.draft.sentences
        ],
        "files": [str(path) for path in files[ref]],
        "notes": list(letter.message.notes),
    }


def _failure_json(failure: Failure) -> dict[str, Any]:
    questions = failure.error.questions if isinstance(failure.error, MissingFacts) else ()
    return {
        "recipient": failure.step.recipient.ref,
        "occasion": failure.step.occasion.value,
        "decision": failure.step.decision.kind,
        "reason": str(failure.error),
        "questions": [{"text": q.text, "field": q.field, "recipient": q.recipient} for q in questions],
    }


def letters_lines(letters: Letters, files: dict[str, tuple[Path, ...]], *, why: bool = False) -> Iterator[Line]:
    """Yield what became of each letter, for people; with `why`, each sentence with its facts."""
    for letter in letters.written:
        ref = letter.step.recipient.ref
        paths = files[ref]
        found = finding_lines(letter.report, letter.draft.source, paths[0].name)
        notes = (Line(f"note: {text}", "quiet") for text in letter.message.notes)
        listed = (Line(str(path), "quiet") for path in paths)
        yield Line(
            f"{ref}: {verdict(letter.report)}",
            "good" if letter.report.ok else "bad",
            (*listed, *found, *notes, *(_told(letter) if why else ())),
        )
    for failure in letters.failed:
        questions = failure.error.questions if isinstance(failure.error, MissingFacts) else ()
        asked = tuple(Line(f"question: {question.text}", "wait") for question in questions)
        yield Line(f"{failure.step.recipient.ref}: no letter: {failure.error}", "bad", asked)
    if not letters.written and not letters.failed:
        yield Line("no letter: nobody is to be written to on this occasion", "bad")
