"""Entries of the ledger as JSON for programs and as lines for people."""

from __future__ import annotations

from typing import Any

from followup_kit.facts.history import EVERYWHERE, Entry, Event

from .lines import instant

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


def entry_text(entry: Entry) -> str:
    """Return an entry in one line."""
    what = [entry.event.value.replace("_", " ")]
    if entry.interview == EVERYWHERE:
        what.append("everything")
    if entry.occasion:
        what.append(entry.occasion.value)
    if entry.channel:
        what.append(f"by {entry.channel}")
    if entry.recipient:
        what.append(f"({entry.recipient})")
    if entry.until:
        what.append(f"{'for' if entry.event is Event.PINNED else 'until'} {instant(entry.until)}")
    waived = f"; waived {', '.join(entry.waived)}" if entry.waived else ""
    note = f": {entry.note}" if entry.note else ""
    return f"{instant(entry.at)} {' '.join(what)}{waived}{note}"
