"""followup send: hand one reviewed letter over, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from attrs import frozen

from followup_kit.channels.base import Message
from followup_kit.errors import NotPlanned
from followup_kit.intake import read
from followup_kit.reviewing.model import Report
from followup_kit.timing.decisions import Plan, Send
from followup_kit.writing.draft import Draft

from .failures import Exit
from .letter_file import letter_to, other_letters, read_letter_file
from .lines import Line, instant, print_lines
from .options import as_json, ledger_option, letter_argument, now_option, recipient_option, record_option
from .output import print_json
from .session import about, load_kit, open_ledger, past, tell_time, user_ledger
from .shown_report import finding_lines, verdict

__all__ = ["send"]


@click.command()
@letter_argument
@record_option(required=True)
@recipient_option(required=True)
@click.option("--outbox", metavar="KIND:PLACE", required=True, help="Where to hand it over, such as folder:outbox.")
@now_option
@ledger_option
@click.option("--yes", is_flag=True, help="Do it; without this nothing is handed over.")
@as_json
def send(
    letter: Path,
    record: Path,
    recipient: str,
    outbox: str,
    now: str | None,
    ledger: Path | None,
    yes: bool,
    as_json: bool,
) -> int:
    """Review a letter anew, show what would go where, and with --yes hand it over.

    The plan is asked again first: where it says hold, stop or conflict, nothing is sent. The ledger is written before
    and after, so that the same letter never goes out twice. The clock is the system's unless --now is given; a
    record's `as_of` is not used here.
    """
    interview = read(record)
    clock = tell_time(now)
    kit = load_kit()
    kind, _, place = outbox.partition(":")
    if not place:
        raise click.UsageError(f"--outbox {outbox!r} must be KIND:PLACE, such as folder:outbox")
    box = kit.outbox(kind, place)
    draft = letter_to(read_letter_file(letter), interview, recipient)
    history = past(ledger)
    with about(record):
        step = _planned(kit.plan(interview, history, now=clock.now), draft)
    report = kit.review(draft, other_letters(draft, letter), history)
    message = kit.render(draft)
    receipt = None
    if yes and report.ok:
        with open_ledger(ledger) as book:
            kit.deliver(draft, report, box, book, now=clock.now, outbox_name=kind)
            receipt = book.receipt(interview.ref, recipient, draft.occasion)
    sending = _Sending(
        message=message,
        report=report,
        step=step,
        outbox=kind,
        place=receipt.place if receipt else place,
        ledger=user_ledger(ledger),
        now=clock.now,
        sent=yes and report.ok,
    )
    if as_json:
        print_json(_json(sending))
    else:
        print_lines(_lines(sending, draft, letter))
    return Exit.FINE if report.ok else Exit.NEEDS_A_PERSON


def _planned(plan: Plan, draft: Draft) -> Send:
    """Return the plan's word for this letter.

    Raises:
        NotPlanned: it says hold, stop or conflict, or does not plan such a letter at all.
    """
    ref = draft.recipient.ref if draft.recipient else ""
    for held in plan.held:
        if (held.recipient, held.occasion) == (ref, draft.occasion):
            raise NotPlanned(f"no {draft.occasion.value} to {ref}: {held.reason}")
    decision = plan.step(ref, draft.occasion).decision
    if not isinstance(decision, Send):
        raise NotPlanned(f"no {draft.occasion.value} to {ref}: the plan says {decision.kind}: {decision.reason}")
    return decision


@frozen(kw_only=True)
class _Sending:
    """What was, or would be, handed over."""

    message: Message
    report: Report
    step: Send
    outbox: str
    place: str
    ledger: Path
    now: datetime
    sent: bool


def _json(sending: _Sending) -> dict[str, Any]:
    return {
        "sent": sending.sent,
        "recipient": sending.message.recipient,
        "occasion": sending.message.occasion.value,
        "channel": sending.message.channel,
        "outbox": sending.outbox,
        "place": sending.place,
        "ledger": str(sending.ledger),
        "planned_at": sending.step.at.isoformat(),
        "now": sending.now.isoformat(),
        "notes": list(sending.message.notes),
        "review": sending.report.to_json(),
    }


def _lines(sending: _Sending, draft: Draft, letter: Path) -> Iterator[Line]:
    yield from finding_lines(sending.report, draft.source, str(letter))
    yield Line(f"{letter}: {verdict(sending.report)}", "good" if sending.report.ok else "bad")
    message = sending.message
    what = f"{message.occasion.value} to {message.recipient} by {message.channel}, {len(message.artifacts)} file(s)"
    where = f"{sending.outbox}:{sending.place}"
    if sending.now < sending.step.at:
        yield Line(f"note: it is planned for {instant(sending.step.at)}", "wait")
    yield from (Line(f"note: {text}", "quiet") for text in message.notes)
    if sending.sent:
        yield Line(f"handed over: {what}, now in {where}; written down in {sending.ledger}", "good")
    elif sending.report.ok:
        yield Line(f"would hand over: {what}, to {where}; nothing was sent, add --yes to do it", "wait")
    else:
        yield Line("nothing was sent", "bad")
