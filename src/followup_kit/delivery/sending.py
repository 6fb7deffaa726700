"""The one function that sends: the claim first, then the hand-over, then what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from followup_kit.channels.base import Message
from followup_kit.errors import DeliveryFailed, FollowUpError, LedgerError, NotReviewed
from followup_kit.facts.history import Entry, Event, History
from followup_kit.facts.interview import Interview
from followup_kit.reviewing.model import Report

from .ledger import Ledger, letter_key
from .outbox import Outbox, Receipt
from .refusals import letter_name

__all__ = ["deliver"]

_LOOK = "nobody can know whether the letter left; look where it should have gone, then log it as sent or as not sent"


def deliver(
    message: Message,
    report: Report,
    outbox: Outbox,
    ledger: Ledger,
    *,
    now: datetime,
    outbox_name: str = "folder",
    interview: Interview | None = None,
    although_paused: bool = False,
    refuses: Callable[[History], str | None] | None = None,
) -> Entry:
    """Hand a reviewed letter over, once, and return what the ledger then says about it.

    The claim is on the disk before the outbox sees the letter. If the program dies in between, or the outbox cannot
    say what happened, the claim stays unsettled: the letter is not sent again until a person has said what
    became of it. With the `interview` at hand, answers to its application stop the letter, too, and replies from before
    its end do not; and nothing leaves before that end.

    Raises:
        NotReviewed: the report is about other words, or says that the letter must not leave. Nothing was written.
        DeliveryFailed: the interview has not ended, the ledger refuses (sent already, not settled, answered), or the
            outbox failed; `uncertain` if nobody knows whether the letter left.
        LedgerError: the claim could not be written and nothing was sent; or, as the message then says, the letter was
            handed over and this could not be written down.
    """
    _check(message, report)
    if interview is not None:
        _check_interview(message, interview, now)
    claim = ledger.claim(
        message,
        now=now,
        waived=report.waived,
        outbox=outbox_name,
        application=interview.application if interview else None,
        rounds=_other_rounds(interview) if interview else (),
        told=interview.events if interview else (),
        since=interview.ended if interview else None,
        although_paused=although_paused,
        refuses=refuses,
    )
    receipt = _hand_over(message, outbox, ledger, claim, now=now, outbox_name=outbox_name)
    try:
        return ledger.settle(claim, Event.SENT, now=now, receipt=receipt)
    except LedgerError as error:
        raise LedgerError(
            f"{letter_name(message.occasion, message.recipient)} was handed over ({receipt.place}), but: {error}; "
            "when the ledger works again, log the letter as sent"
        ) from error


def _check_interview(message: Message, interview: Interview, now: datetime) -> None:
    letter = letter_name(message.occasion, message.recipient)
    if interview.employer.no_contact is not None:
        raise DeliveryFailed(
            f"{letter} cannot leave: {interview.employer.name} does not want to be written to: "
            f"{interview.employer.no_contact}"
        )
    if interview.state != "held":
        raise DeliveryFailed(
            f"{letter} cannot leave: the interview is recorded as {interview.state}, and only one that was held is "
            "written about; correct `state` in the record if it took place"
        )
    if now.timestamp() < interview.ended.timestamp():
        raise DeliveryFailed(
            f"{letter} cannot leave at {now.isoformat(timespec='seconds')}: the interview ends at "
            f"{interview.ended.isoformat()}; send it after that"
        )


def _other_rounds(interview: Interview) -> tuple[str, ...]:
    """Return the refs of the other rounds: those that the record names, and those that its events are about."""
    return tuple(dict.fromkeys((*interview.rounds, *(entry.interview for entry in interview.events))))


def _check(message: Message, report: Report) -> None:
    letter = letter_name(message.occasion, message.recipient)
    if report.digest != message.draft_digest:
        raise NotReviewed(f"{letter} is not the one that was reviewed; review it again as it is now")
    if not report.ok:
        codes = sorted({finding.code for finding in report.open if finding.severity in report.stops})
        raise NotReviewed(f"{letter} has open findings: {', '.join(codes)}; mend them or waive them with a reason")


def _hand_over(
    message: Message, outbox: Outbox, ledger: Ledger, claim: str, *, now: datetime, outbox_name: str
) -> Receipt:
    try:
        receipt = outbox.put(message, key=letter_key(claim), now=now)
    except DeliveryFailed as error:
        if not error.uncertain:
            _settle_not_sent(ledger, claim, error, now)
        raise
    except Exception as error:
        told = " ".join(
            (str(error) if isinstance(error, FollowUpError) else f"{type(error).__name__}: {error}").split()
        )
        raise DeliveryFailed(f"outbox {outbox_name} broke off ({told}); {_LOOK}", uncertain=True) from error
    if not isinstance(receipt, Receipt):
        raise DeliveryFailed(f"outbox {outbox_name} gave no receipt; {_LOOK}", uncertain=True)
    return receipt


def _settle_not_sent(ledger: Ledger, claim: str, failure: DeliveryFailed, now: datetime) -> None:
    try:
        ledger.settle(claim, Event.NOT_SENT, now=now)
    except LedgerError as error:
        raise DeliveryFailed(
            f"{failure}; this could not be written down either ({error}), so log the letter as not sent"
        ) from failure
