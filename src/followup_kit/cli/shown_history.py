"""Entries of the ledger as JSON for programs and as lines for people."""

from __future__ import annotations

from typing import Any

from followup_kit.facts.history import EVERYWHERE, Entry, Event
from followup_kit.language.speech import ENGLISH, clause, speech
from followup_kit.timing.channels import called
from followup_kit.timing.reasons import because

from .lines import instant
from .shown_plan import OCCASIONS

__all__ = ["entry_json", "entry_text"]


def entry_json(entry: Entry) -> dict[str, Any]:
    """Return an entry as plain data, without the words of the letter."""
    return {
        "at": entry.at.isoformat(),
        "event": entry.event.value,
        "interview": entry.interview,
        "recipient": entry.recipient,
        "occasion": entry.occasion.value if entry.occasion else None,
        "channel": entry.channel,
        "digest": entry.digest,
        "waived": list(entry.waived),
        "note": entry.note,
        "until": entry.until.isoformat() if entry.until else None,
    }


_EVENTS = {
    Event.CLAIMED: clause("claimed"),
    Event.SENT: clause("sent"),
    Event.SENT_BY_HAND: clause("sent by hand"),
    Event.NOT_SENT: clause("not sent"),
    Event.REPLIED: clause("replied"),
    Event.AUTO_REPLIED: clause("auto replied"),
    Event.BOUNCED: clause("bounced"),
    Event.OPTED_OUT: clause("opted out"),
    Event.REJECTED: clause("rejected"),
    Event.OFFER: clause("offer"),
    Event.WITHDRAWN: clause("withdrawn"),
    Event.NEW_INTERVIEW: clause("new interview"),
    Event.PAUSED: clause("paused"),
    Event.RESUMED: clause("resumed"),
    Event.SNOOZED: clause("snoozed"),
    Event.PINNED: clause("pinned"),
    Event.RELEASED: clause("released"),
}


def entry_text(entry: Entry, locale: str | None = None) -> str:
    """Return an entry in one line, in a language; None is English."""
    to = ENGLISH if locale is None else speech(locale)
    what = [to.template(_EVENTS[entry.event])]
    if entry.interview == EVERYWHERE:
        what.append(to.template(clause("everything")))
    if entry.occasion:
        what.append(to.template(OCCASIONS[entry.occasion]))
    if entry.channel:
        channel = entry.channel if to is ENGLISH else called(entry.channel)
        what.append(because("entry", "by {channel}", channel=channel).said(locale))
    if entry.recipient:
        what.append(f"({entry.recipient})")
    if entry.until:
        text = clause("for {at}") if entry.event is Event.PINNED else clause("until {at}")
        what.append(because("entry", text, at=instant(entry.until, to)).said(locale))
    waived = because("entry", "waived {codes}", codes=", ".join(entry.waived)).said(locale)
    note = f": {entry.note}" if entry.note else ""
    return f"{instant(entry.at, to)} {' '.join(what)}{f'; {waived}' if entry.waived else ''}{note}"
