"""The whole way once, through the front door: facts, plan, letter, review, message, delivery, memory."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve

from followup_kit import DeliveryFailed, Entry, Event, Kit, Ledger, NotReviewed, Send, intake
from followup_kit.delivery.folder import FolderOutbox

EXAMPLE = Path(__file__).parents[1] / "examples" / "panel-onsite" / "interview.toml"


def test_a_letter_goes_out_once_and_is_remembered(tmp_path: Path) -> None:
    kit, talk = Kit.load(strict=True), intake.read(EXAMPLE)
    assert talk.as_of is not None
    step = kit.plan(talk, now=talk.as_of).step("weber")
    assert isinstance(step.decision, Send)
    due = step.decision.at
    draft = kit.compose(step)
    report = kit.review(draft)
    assert report.ok
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        entry = kit.deliver(draft, report, FolderOutbox(tmp_path / "out"), ledger, now=due)
        assert entry.event is Event.SENT
        assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".eml"]

        with pytest.raises(DeliveryFailed):
            kit.deliver(draft, report, FolderOutbox(tmp_path / "other"), ledger, now=due + timedelta(minutes=1))
        assert not (tmp_path / "other").exists() or not any((tmp_path / "other").iterdir())

        again = kit.plan(talk, ledger.history(talk.ref), now=due + timedelta(minutes=2))
        assert "weber" in {held.recipient for held in again.held if held.occasion == "thank_you"}
        assert again.step("okafor").decision.kind == "send"

        ledger.record(Entry(at=due + timedelta(hours=5), event="rejected", interview=talk.ref))
        after = kit.plan(talk, ledger.history(talk.ref), now=due + timedelta(hours=6))
        assert not [step for step in after.steps if step.decision.kind == "send"]


def test_a_letter_that_was_changed_after_its_review_does_not_leave(tmp_path: Path) -> None:
    kit, talk = Kit.load(strict=True), intake.read(EXAMPLE)
    assert talk.as_of is not None
    draft = kit.compose(kit.plan(talk, now=talk.as_of).step("weber"))
    report = kit.review(draft)
    changed = evolve(draft, source=draft.source.replace("Harrow", "Barrow"))
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        with pytest.raises(NotReviewed):
            kit.deliver(changed, report, FolderOutbox(tmp_path / "out"), ledger, now=talk.as_of)
        assert not kit.review(changed).ok
        assert not list(ledger.history())
