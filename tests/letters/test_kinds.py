"""Golden letters: several kinds of letters in each locale, by two channels, word for word.

After a change that is meant to change letters: `uv run python -m tests.letters.test_kinds TAG`, then read the diff.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from followup_kit import Kit, Occasion, Send, Step, intake
from followup_kit.writing.draft import Draft

HERE = Path(__file__).parent
EXAMPLES = {
    "de-DE": "gespraech-zu-zweit",
    "de-AT": "wiener-handschriften",
    "de-CH": "aarauer-nachtdienst",
    "fr-FR": "mediatheque-a-trois",
    "ja": "tanaoroshi-no-asa",
    "es": "almazara-sierra-alta",
    "it": "consegne-al-letto",
}
CHANNELS = ("email", "linkedin")
# The kinds, and how long after the interview each is written.
KINDS = {
    "check_in": timedelta(days=21),
    "last_check_in": timedelta(days=35),
    "after_rejection": timedelta(days=15),
    "withdrawal": timedelta(days=4),
    "missed_call": timedelta(days=6),
}


def letters(tag: str) -> Iterator[tuple[str, Draft]]:
    """Each kind to one person of the panel, in turn."""
    kit, talk = Kit.load(strict=True), intake.read(HERE.parents[1] / "examples" / EXAMPLES[tag] / "interview.toml")
    for place, (kind, after) in enumerate(KINDS.items()):
        person, at = talk.panel[place % len(talk.panel)], talk.ended + after
        for channel in CHANNELS:
            decision = Send(at=at, opens=at, closes=None, trace=())
            step = Step(interview=talk, recipient=person, occasion=Occasion(kind), channel=channel, decision=decision)
            yield f"{tag}.{kind}.{channel}.md", kit.compose(step)


@pytest.mark.parametrize("tag", EXAMPLES)
def test_each_kind_of_letter_is_these_words(tag: str) -> None:
    expected = {path.name: path.read_text(encoding="utf-8") for path in HERE.glob(f"{tag}.*.md")}
    assert {name: draft.source for name, draft in letters(tag)} == expected
    assert expected


@pytest.mark.parametrize("tag", EXAMPLES)
def test_each_kind_of_letter_passes_review_without_a_finding(tag: str) -> None:
    for name, draft in letters(tag):
        found = [finding for finding in Kit.load(strict=True).review(draft).findings if finding.severity != "info"]
        assert not found, (name, found)


if __name__ == "__main__":
    for wanted in sys.argv[1:] or EXAMPLES:
        for old in HERE.glob(f"{wanted}.*.md"):
            old.unlink()
        for file_name, letter in letters(wanted):
            (HERE / file_name).write_text(letter.source, encoding="utf-8")
            print(file_name)
