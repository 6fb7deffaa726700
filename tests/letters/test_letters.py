"""Golden letters: the examples' letters, word for word, at the hours at which the plan puts them.

After a change that is meant to change letters: `uv run python -m tests.letters.test_letters`, then read the diff.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from attrs import evolve

from followup_kit import Entry, Event, History, Interview, Kit, Occasion, Send, Step, intake
from followup_kit.writing.draft import Draft

HERE = Path(__file__).parent
EXAMPLES = sorted(HERE.parents[1].glob("examples/*/interview.toml"))


def kit() -> Kit:
    return Kit.load(strict=True)


def steps(kit: Kit, talk: Interview) -> Iterator[Step]:
    """The thank-you notes as of the record, and the check-in as it comes up after they were sent."""
    now = talk.as_of or talk.ended
    notes = [step for step in kit.plan(talk, now=now).steps if step.occasion is Occasion.THANK_YOU]
    yield from notes
    sent = History(
        Entry(
            at=step.decision.at,
            event=Event.SENT,
            interview=talk.ref,
            recipient=step.recipient.ref,
            occasion="thank_you",
        )  # type: ignore[arg-type]
        for step in notes
        if isinstance(step.decision, Send)
    )
    later = kit.plan(talk, sent, now=now + timedelta(days=4))
    yield from (step for step in later.steps if step.occasion is Occasion.CHECK_IN)


def letters(example: Path) -> Iterator[tuple[str, Draft]]:
    talk, front_door = intake.read(example), kit()
    for step in steps(front_door, talk):
        name = f"{example.parent.name}.{step.recipient.ref}.{step.occasion.value}.md"
        yield name, front_door.compose(step)


def page(draft: Draft) -> str:
    assert isinstance(draft.send_at, datetime)
    return f"<!-- to be sent {draft.send_at.isoformat()} -->\n{draft.source}"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_the_letters_of_an_example_are_these_words(example: Path) -> None:
    expected = {path.name: path.read_text(encoding="utf-8") for path in HERE.glob(f"{example.parent.name}.*.md")}
    assert {name: page(draft) for name, draft in letters(example)} == expected
    assert expected


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_the_letters_of_an_example_pass_review_without_a_finding(example: Path) -> None:
    drafts = [draft for _, draft in letters(example)]
    for draft in drafts:
        others = [other for other in drafts if other.occasion == draft.occasion and other is not draft]
        report = kit().review(draft, others=others)
        assert report.ok
        assert not [finding for finding in report.findings if finding.severity != "info"], draft.source


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("seed", range(12))
def test_no_seed_gives_a_letter_with_a_warning(example: Path, seed: int) -> None:
    talk, front_door = intake.read(example), kit()
    drafts = [front_door.compose(step, seed=seed) for step in steps(front_door, talk)]
    for draft in drafts:
        others = [other for other in drafts if other.occasion == draft.occasion and other is not draft]
        found = [f for f in front_door.review(draft, others=others).findings if f.severity != "info"]
        assert not found, (found, draft.source)


def test_a_letter_with_a_word_changed_is_another_letter() -> None:
    _, draft = next(letters(EXAMPLES[0]))
    assert evolve(draft, source=draft.source + " ").digest != draft.digest


if __name__ == "__main__":
    for path in EXAMPLES:
        for old in HERE.glob(f"{path.parent.name}.*.md"):
            old.unlink()
        for file_name, letter in letters(path):
            (HERE / file_name).write_text(page(letter), encoding="utf-8")
            print(file_name)
