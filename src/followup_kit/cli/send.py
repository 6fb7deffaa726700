"""followup send: hand one reviewed letter over, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from attrs import frozen

from followup_kit.channels.base import Message
from followup_kit.errors import FollowUpError, NotPlanned
from followup_kit.facts.history import Event, History
from followup_kit.intake import read
from followup_kit.letters import take as take_listed
from followup_kit.reviewing.model import Report
from followup_kit.timing.decisions import Plan, Send
from followup_kit.writing.draft import Draft

from .failures import Exit, exit_code
from .letter_file import letter_to, other_letters, read_letter_file
from .lines import Line, instant, print_lines
from .options import (
    as_json,
    example,
    ledger_option,
    letter_argument,
    now_option,
    policy_option,
    recipient_option,
    record_option,
    take_option,
)
from .output import print_json
from .session import about, load_kit, open_ledger, past, tell_time, user_ledger
from .shown_plan import place_of
from .shown_report import finding_lines, verdict

__all__ = ["send"]


@click.command(
    short_help="Hand a letter over, once; without --yes only show it.",
    epilog=example("followup send letters/weber.thank_you.md --record interview.toml --outbox folder:outbox --yes"),
)
@letter_argument
@record_option(required=True)
@recipient_option(help="Whom the letter is to (default: whom its head names).")
@click.option("--outbox", metavar="KIND:PLACE", required=True, help="Where to hand it over, such as folder:outbox.")
@now_option
@take_option
@policy_option
@ledger_option
@click.option("--yes", is_flag=True, help="Do it; without this nothing is handed over.")
@click.option("--early", is_flag=True, help="Do it before the planned hour, too; never before the interview's end.")
@click.option("--although-paused", is_flag=True, help="Do it in a pause of yours, too.")
@as_json
def send(
    letter: Path,
    record: Path,
    recipient: str | None,
    outbox: str,
    now: str | None,
    take: str | None,
    policy: str | None,
    ledger: Path | None,
    yes: bool,
    early: bool,
    although_paused: bool,
    as_json: bool,
) -> int:
    """Review a letter anew, show what would go where, and with --yes hand it over.

    The plan is asked again first, by the same rules: where it says hold, stop or conflict, nothing is sent; --take
    gives your word as for draft. Before the planned minute nothing is handed over, unless --early says so, and of
    several overdue letters to one panel each waits for its turn. Nothing leaves in a pause, unless
    --although-paused says so. The ledger is written before and after, so that the same letter never goes out twice.
    The clock is the system's unless --now is given; a record's `as_of` is not used here.
    """
    asked = _Asked(
        letter=letter,
        recipient=recipient,
        outbox=outbox,
        now=now,
        take=take,
        policy=policy,
        ledger=ledger,
        although_paused=although_paused,
    )
    try:
        return _send(asked, record, yes=yes, early=early, as_json=as_json)
    except FollowUpError as error:
        if as_json and exit_code(error) is Exit.NEEDS_A_PERSON:
            print_json({"sent": False, "reason": str(error)})
        raise


@frozen(kw_only=True)
class _Asked:
    """What the command line said, except for what is to be done with it."""

    letter: Path
    recipient: str | None
    outbox: str
    now: str | None
    take: str | None
    policy: str | None
    ledger: Path | None
    although_paused: bool


def _send(asked: _Asked, record: Path, *, yes: bool, early: bool, as_json: bool) -> int:
    letter, outbox, ledger = asked.letter, asked.outbox, asked.ledger
    interview = read(record)
    clock = tell_time(asked.now)
    kit = load_kit(asked.policy)
    kind, _, place = outbox.partition(":")
    if not place:
        raise click.UsageError(f"--outbox {outbox!r} must be KIND:PLACE, such as folder:outbox")
    box, to_do = kit.outbox(kind, place), kit.catalog.outbox(kind).to_do
    history = past(ledger)
    with about(record):
        draft = letter_to(read_letter_file(letter), interview, asked.recipient, kit.media)
        known = History(e for e in history if e.event is not Event.PAUSED) if asked.although_paused else history
        step = _planned(kit.plan(interview, known, now=clock.now), draft, asked.take)
    if yes and not early:
        _refuse_early(step, draft, clock.now)
    report = kit.review(draft, other_letters(draft, letter), history)
    message = kit.render(draft)
    receipt = None
    if yes and report.ok:
        with open_ledger(ledger) as book:
            paused = asked.although_paused
            kit.deliver(draft, report, box, book, now=clock.now, outbox_name=kind, although_paused=paused)
            receipt = book.receipt(interview.ref, message.recipient, draft.occasion)
    sending = _Sending(
        message=message,
        report=report,
        step=step,
        outbox=kind,
        place=receipt.place if receipt else place,
        ledger=user_ledger(ledger),
        now=clock.now,
        to_do=to_do,
        sent=yes and report.ok,
    )
    if as_json:
        print_json(_json(sending))
    else:
        print_lines(_lines(sending, draft, letter))
    return Exit.FINE if report.ok else Exit.NEEDS_A_PERSON


def _refuse_early(step: Send, draft: Draft, now: datetime) -> None:
    # a plan is made in whole seconds, rounded up
    if step.at - now < timedelta(seconds=1):
        return
    ref = draft.recipient.ref if draft.recipient else ""
    raise NotPlanned(
        f"no {draft.occasion.value} to {ref} yet: it is planned for {instant(step.at)}{place_of(step.at)}; send it "
        "then, or add --early to hand it over now"
    )


def _planned(plan: Plan, draft: Draft, option: str | None) -> Send:
    """Return the plan's word for this letter.

    Raises:
        NotPlanned: it says hold, stop or conflict, or does not plan such a letter at all.
        NotFound: it does not list the option that is to be taken.
    """
    ref = draft.recipient.ref if draft.recipient else ""
    if option is not None:
        plan = take_listed(plan, option, occasion=draft.occasion, recipient=ref)
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
    to_do: str
    sent: bool

    @property
    def notes(self) -> tuple[str, ...]:
        """The channel's sentences on what was made; they speak of a letter that may go and has not gone yet."""
        return self.message.notes if self.report.ok and not self.sent else ()


def _json(sending: _Sending) -> dict[str, Any]:
    return {
        "sent": sending.sent,
        "reason": None if sending.report.ok else verdict(sending.report),
        "recipient": sending.message.recipient,
        "occasion": sending.message.occasion.value,
        "channel": sending.message.channel,
        "outbox": sending.outbox,
        "place": sending.place,
        "ledger": str(sending.ledger),
        "planned_at": sending.step.at.isoformat(),
        "now": sending.now.isoformat(),
        "notes": list(sending.notes),
        "to_do": sending.to_do if sending.sent and sending.to_do else None,
        "review": sending.report.to_json(),
    }


def _lines(sending: _Sending, draft: Draft, letter: Path) -> Iterator[Line]:
    yield from finding_lines(sending.report, draft.source, str(letter))
    yield Line(f"{letter}: {verdict(sending.report)}", "good" if sending.report.ok else "bad")
    message = sending.message
    what = f"{message.occasion.value} to {message.recipient} by {message.channel}, {len(message.artifacts)} file(s)"
    where = f"{sending.outbox}:{sending.place}"
    if sending.now < sending.step.at:
        yield Line(f"note: it is planned for {instant(sending.step.at)}{place_of(sending.step.at)}", "wait")
    yield from (Line(f"note: {text}", "quiet") for text in sending.notes)
    if sending.sent:
        yield Line(f"handed over: {what}, now in {where}; written down in {sending.ledger}", "good")
        if sending.to_do:
            yield Line(f"still to do: {sending.to_do}", "wait")
    elif sending.report.ok:
        yield Line(f"would hand over: {what}, to {where}; nothing was sent, add --yes to do it", "wait")
    else:
        yield Line("nothing was sent", "bad")
