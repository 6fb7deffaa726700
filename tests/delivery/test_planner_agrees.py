"""A kit delivers nothing that its planner stops or holds with what the ledger holds at that moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve

from followup_kit import EVERYWHERE, DeliveryFailed, Entry, Event, Interview, Kit, Ledger, Send, intake
from followup_kit.writing.draft import Draft

from .builders import Sink

EXAMPLE = Path(__file__).parents[2] / "examples" / "panel-onsite" / "interview.toml"
TALK = intake.read(EXAMPLE)
KIT = Kit.load(strict=True)


def due(record: Interview = TALK) -> tuple[Draft, Send]:
    assert record.as_of is not None
    step = KIT.plan(record, now=record.as_of).step("weber")
    assert isinstance(step.decision, Send)
    return KIT.compose(step), step.decision


def by_hand(ledger: Ledger, decision: Send) -> None:
    for minutes in (1, 2):
        ledger.record(
            Entry(
                at=decision.at - timedelta(minutes=minutes),
                event=Event.SENT_BY_HAND,
                interview=TALK.ref,
                recipient="weber",
                occasion="check_in",
            )
        )


def reply(ledger: Ledger, decision: Send) -> None:
    said = Entry(at=decision.at - timedelta(minutes=1), event=Event.REPLIED, interview=TALK.ref, recipient="weber")
    ledger.record(said)


@pytest.mark.parametrize(("happens", "why"), [(by_hand, "the plan says stop"), (reply, "they replied")])
def test_what_the_planner_stops_is_not_delivered(
    tmp_path: Path, happens: Callable[[Ledger, Send], None], why: str
) -> None:
    draft, decision = due()
    sink = Sink()
    with Ledger(tmp_path / "ledger.db") as ledger:
        happens(ledger, decision)
        before = list(ledger.history())
        with pytest.raises(DeliveryFailed, match=why):
            KIT.deliver(draft, KIT.review(draft), sink, ledger, now=decision.at)
        assert list(ledger.history()) == before
    assert not sink.got


def test_what_the_planner_refuses_for_good_is_not_delivered(tmp_path: Path) -> None:
    draft, decision = due()
    silent = evolve(TALK, employer=evolve(TALK.employer, no_contact="they ask for no letters"))
    changed = evolve(draft, interview=silent)
    with (
        Ledger(tmp_path / "ledger.db") as ledger,
        pytest.raises(DeliveryFailed, match="they ask for no letters"),
    ):
        KIT.deliver(changed, KIT.review(changed), Sink(), ledger, now=decision.at)


def test_a_pause_holds_a_letter_unless_it_is_to_leave_all_the_same(tmp_path: Path) -> None:
    draft, decision = due()
    sink = Sink()
    with Ledger(tmp_path / "ledger.db") as ledger:
        ledger.record(Entry(at=decision.at - timedelta(hours=1), event=Event.PAUSED, interview=EVERYWHERE))
        with pytest.raises(DeliveryFailed, match="writing is paused until you resume it"):
            KIT.deliver(draft, KIT.review(draft), sink, ledger, now=decision.at)
        assert not sink.got
        KIT.deliver(draft, KIT.review(draft), sink, ledger, now=decision.at, although_paused=True)
    assert len(sink.got) == 1
