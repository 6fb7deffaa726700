"""One panel's letters: composed together, reviewed against each other, rendered, and put into a folder as a whole."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from errno import EISDIR
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from attrs import evolve, field, frozen

from followup_kit.channels.base import Message
from followup_kit.errors import (
    DoesNotFit,
    FollowUpError,
    InvalidSetting,
    MissingFacts,
    MissingPhrase,
    NotFound,
    NotPlanned,
    PluginError,
)
from followup_kit.facts.history import History, Occasion
from followup_kit.facts.interview import Interview
from followup_kit.kit import Kit
from followup_kit.reviewing.model import Report
from followup_kit.timing.decisions import Conflict, Decision, Plan, Send, Step
from followup_kit.writing.draft import Draft

__all__ = ["Failure", "Letter", "Letters", "artifact_names", "save", "stem", "take", "write", "write_file"]


@frozen(kw_only=True)
class Letter:
    """A letter with what the review says about it and how its channel shows it."""

    step: Step
    draft: Draft
    report: Report
    message: Message


@frozen(kw_only=True)
class Failure:
    """A letter that could not be written, and why: questions to answer, a plan that holds it, a limit."""

    step: Step
    error: FollowUpError


@frozen(kw_only=True)
class Letters:
    """What became of every letter that was asked for."""

    plan: Plan
    written: tuple[Letter, ...] = field(converter=tuple[Letter, ...])
    failed: tuple[Failure, ...] = field(converter=tuple[Failure, ...])

    @property
    def ok(self) -> bool:
        """True if there is at least one letter and every one that was asked for is fit to send."""
        return bool(self.written) and not self.failed and all(letter.report.ok for letter in self.written)


def write(
    kit: Kit,
    interview: Interview,
    history: History | None = None,
    *,
    now: datetime,
    occasion: Occasion = Occasion.THANK_YOU,
    recipient: str | None = None,
    seed: int = 0,
    option: str | None = None,
    reroll: Sequence[int] = (),
) -> Letters:
    """Plan, compose, review and render the panel's letters for one occasion; nothing is saved.

    All letters are composed even where only one `recipient`'s is asked for, since each is compared with the others. A
    person to whom nothing can be written stops nobody else's letter. `option` takes one of the options that the plan
    lists, as `take` does. `reroll` says sentences of one letter in other words, as `Kit.compose` does; it needs a
    `recipient`.

    Raises:
        NotFound: nobody has the ref `recipient`, a channel or language is not installed, or nobody's step lists the
            `option`.
        InvalidSetting: `reroll` without a `recipient`, or of a sentence that cannot be said in other words.
        PluginError: a plugin broke its contract.
    """
    if reroll and recipient is None:
        raise InvalidSetting(
            "to say a sentence in other words, name the letter's recipient; the others stay as they are"
        )
    if recipient is not None:
        interview.person(recipient)
    plan = kit.plan(interview, history, now=now)
    if option is not None:
        plan = take(plan, option, occasion=occasion, recipient=recipient)
    steps = [step for step in plan.steps if step.occasion is occasion]
    drafts, failed = _compose_all(kit, steps, seed=seed, history=history, reroll={recipient: tuple(reroll)})
    written: list[Letter] = []
    for step, draft in drafts:
        if recipient not in (None, step.recipient.ref):
            continue
        try:
            message = kit.render(draft)
        except _FOR_A_PERSON as error:
            failed.append(Failure(step=step, error=error))
            continue
        others = [other for _, other in drafts if other is not draft]
        written.append(Letter(step=step, draft=draft, report=kit.review(draft, others, history), message=message))
    missed = (failure for failure in failed if recipient in (None, failure.step.recipient.ref))
    return Letters(plan=plan, written=written, failed=missed)


def take(plan: Plan, option: str, *, occasion: Occasion, recipient: str | None = None) -> Plan:
    """Return the plan with an option taken in every step for this occasion that lists it, or in one person's only.

    Steps that do not list it stay as they are.

    Raises:
        NotFound: no step that was meant lists it.
    """
    meant = [step for step in plan.steps if step.occasion is occasion and recipient in (None, step.recipient.ref)]
    listed = {step.recipient.ref: _listed(step.decision) for step in meant}
    taken = [step.take(option) for step in meant if option in listed[step.recipient.ref]]
    if not taken:
        known = "; ".join(f"{ref}: {', '.join(names) or 'none'}" for ref, names in listed.items())
        raise NotFound(f"no {occasion.value} lists the option {option!r} to take; listed are {known or 'none'}")
    chosen = {(step.recipient.ref, step.occasion): step for step in taken}
    steps = [chosen.get((step.recipient.ref, step.occasion), step) for step in plan.steps]
    held = [held for held in plan.held if (held.recipient, held.occasion) not in chosen]
    return evolve(plan, steps=tuple(sorted(steps, key=_when)), held=tuple(held))


def _listed(decision: Decision) -> list[str]:
    return [option.name for option in decision.options] if isinstance(decision, Send | Conflict) else []


def _when(step: Step) -> tuple[bool, float]:
    decision = step.decision
    return (False, decision.at.timestamp()) if isinstance(decision, Send) else (True, 0)


_FOR_A_PERSON = (NotPlanned, MissingFacts, MissingPhrase, DoesNotFit)


def _compose_all(
    kit: Kit,
    steps: Iterable[Step],
    *,
    seed: int,
    history: History | None,
    reroll: Mapping[str | None, tuple[int, ...]],
) -> tuple[list[tuple[Step, Draft]], list[Failure]]:
    drafts: list[tuple[Step, Draft]] = []
    failed: list[Failure] = []
    for step in steps:
        try:
            again = reroll.get(step.recipient.ref, ())
            drafts.append((step, kit.compose(step, seed=seed, history=history, reroll=again)))
        except _FOR_A_PERSON as error:
            failed.append(Failure(step=step, error=error))
    return drafts, failed


def stem(letter: Letter) -> str:
    """Return what the names of a letter's files begin with: "weber.thank_you"."""
    return f"{letter.step.recipient.ref}.{letter.step.occasion.value}"


def artifact_names(message: Message, start: str) -> tuple[str, ...]:
    """Return a file name for each artifact.

    Raises:
        PluginError: a suffix is no suffix, or two files would have one name.
    """
    suffixes = [artifact.suffix for artifact in message.artifacts]
    taken = {".md", _REVIEW}
    for suffix in suffixes:
        if not re.fullmatch(r"(\.[A-Za-z0-9-]{1,16}){1,2}", suffix) or suffix.lower() in taken:
            raise PluginError(
                f"the {message.channel} channel names a file {suffix!r}, which is no suffix of its own",
                distribution=message.channel,
            )
        taken.add(suffix.lower())
    return tuple(start + suffix for suffix in suffixes)


_REVIEW = ".review.json"


def save(letters: Letters, folder: Path, *, force: bool = False) -> dict[str, tuple[Path, ...]]:
    """Put source, artifacts and review of every letter into the folder and return the paths by recipient.

    All files are made beside their places first and then moved, so that no reader ever sees half a file and a failure
    leaves the folder as it was. A file that somebody changed since it was written here is not overwritten, unless
    `force` says so. Files of an earlier run that the letter no longer has are removed if nobody changed them.

    Raises:
        InvalidSetting: a file was changed, or belongs to another interview; nothing was written.
        OSError: the folder cannot be written to.
    """
    sets = {stem(letter): _files(letter) for letter in letters.written}
    new = {name: content for files in sets.values() for name, content in files.items()}
    interview = letters.plan.interview.ref
    before = [_recorded(folder / f"{start}{_REVIEW}", interview) for start in sets]
    known = {name: digest for files in before for name, digest in files.items()}
    if not force:
        _refuse_changed(folder, new, known)
    _replace(folder, new)
    for name, digest in known.items():
        if name not in new and _digest_of(folder / name) == digest:
            (folder / name).unlink()
    return {
        letter.step.recipient.ref: tuple(folder / name for name in sets[stem(letter)]) for letter in letters.written
    }


def _files(letter: Letter) -> dict[str, bytes]:
    start = stem(letter)
    files = {f"{start}.md": letter.draft.source.encode("utf-8")}
    names = artifact_names(letter.message, start)
    files |= {name: part.content for name, part in zip(names, letter.message.artifacts, strict=True)}
    review = {
        "interview": letter.step.interview.ref,
        "recipient": letter.step.recipient.ref,
        "occasion": letter.step.occasion.value,
        "channel": letter.step.channel,
        "send_at": letter.draft.send_at.isoformat() if letter.draft.send_at else None,
        **letter.report.to_json(),
        "files": {name: sha256(content).hexdigest() for name, content in files.items()},
    }
    text = json.dumps(review, ensure_ascii=False, indent=2) + "\n"
    return {**files, f"{start}{_REVIEW}": text.encode("utf-8")}


def _recorded(review: Path, interview: str) -> dict[str, str]:
    """Return the names and digests of the files that were written with this review, if it is of this interview."""
    try:
        written = json.loads(review.read_bytes())
        files = written["files"] if written["interview"] == interview else {}
        # names only: a review that somebody changed must not make us touch files elsewhere
        return {str(name): str(digest) for name, digest in files.items() if Path(name).name == name}
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _digest_of(path: Path) -> str | None:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _refuse_changed(folder: Path, new: Mapping[str, bytes], known: Mapping[str, str]) -> None:
    changed = []
    for name, content in new.items():
        digest = _digest_of(folder / name)
        ours = (None, known.get(name), sha256(content).hexdigest())
        if not name.endswith(_REVIEW) and digest not in ours:
            changed.append(name)
    if changed:
        raise InvalidSetting(
            f"{folder}: {', '.join(changed)} changed since written by followup, or belong to another interview; "
            "keep them by choosing another --out, or overwrite them with --force"
        )


def _replace(folder: Path, files: Mapping[str, bytes]) -> None:
    for name in files:
        if (folder / name).is_dir():
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(folder / name))
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with TemporaryDirectory(dir=folder, prefix=".followup-") as beside:
            for name, content in files.items():
                (Path(beside) / name).write_bytes(content)
            for name in files:
                (Path(beside) / name).replace(folder / name)
    except BaseException:
        if made and not any(folder.iterdir()):
            folder.rmdir()
        raise


def write_file(path: Path, content: bytes) -> None:
    """Write one file as a whole or not at all."""
    _replace(path.parent, {path.name: content})
