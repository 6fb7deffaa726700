"""Keeping a letter within a channel's limits: optional sentences are left out in order, no sentence is ever cut."""

from __future__ import annotations

from collections.abc import Iterator

from followup_kit.errors import DoesNotFit
from followup_kit.facts.medium import UNITS, Limit, Medium, count
from followup_kit.writing.draft import Draft
from followup_kit.writing.markdown import to_plain

__all__ = ["count", "fit", "notes_on_length", "shorten"]


def fit(draft: Draft, medium: Medium) -> Draft:
    """Return the draft, without as many of its optional sentences as it takes to keep every hard limit.

    What is measured is the finished plain text. Sentences whose `drop` is a number go, the highest number first and
    of equal ones the last in the letter; a sentence whose `drop` is None stays. A subject is measured where the
    medium has one.

    Raises:
        DoesNotFit: the draft is still over a limit (always so for a letter written by hand); the message gives the
            length, the limit and the excess.
    """
    while over := next(_broken(draft, medium, hard=True), None):
        shorter = shorten(draft) if over.part == "body" else None
        if shorter is None:
            raise DoesNotFit(f"{_excess(draft, over, medium)}; nothing optional is left to drop")
        draft = shorter
    return draft


def shorten(draft: Draft) -> Draft | None:
    """Return the draft without the one optional sentence that is the first to go; None if it needs all it has.

    The last sentence of all always stays: an empty letter fits everywhere.
    """
    # Sentences that no longer stand where they say belong to a text that was edited since: it is one person's own
    # words now, and writing it anew from its sentences would undo the edit.
    if any(draft.source[sentence.start : sentence.end] != sentence.text for sentence in draft.sentences):
        return None
    if len(draft.sentences) < 2:
        return None
    optional = [(sentence.drop, sentence.start, sentence) for sentence in draft.sentences if sentence.drop is not None]
    return draft.without(max(optional, key=lambda entry: entry[:2])[2]) if optional else None


def notes_on_length(draft: Draft, fitted: Draft, medium: Medium) -> tuple[str, ...]:
    """Return a sentence for the user about each thing that was left out, and about each soft limit still exceeded."""
    over = [_excess(fitted, limit, medium) for limit in _broken(fitted, medium, hard=False)]
    kept = [sentence.text for sentence in fitted.sentences]
    dropped = [sentence.text for sentence in draft.sentences if sentence.text not in kept]
    return (
        *(f"Left out so that the letter fits: {to_plain(text)}" for text in dropped),
        *(f"{excess[:1].upper()}{excess[1:]}." for excess in over),
    )


def _broken(draft: Draft, medium: Medium, *, hard: bool) -> Iterator[Limit]:
    return (
        limit
        for limit in medium.limits
        if limit.hard is hard and count(_measured(draft, limit, medium), limit.unit) > limit.most
    )


def _measured(draft: Draft, limit: Limit, medium: Medium) -> str:
    if limit.part == "subject":
        return (draft.subject or "") if medium.subject else ""
    return to_plain(draft.body)


def _excess(draft: Draft, limit: Limit, medium: Medium) -> str:
    length = count(_measured(draft, limit, medium), limit.unit)
    kind = "limit" if limit.hard else "advised length"
    return (
        f"the {limit.part} has {length} {UNITS[limit.unit]}, the {kind} of {medium.title} is {limit.most} "
        f"({limit.source}, checked {limit.checked}): {length - limit.most} too many"
    )
