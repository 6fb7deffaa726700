"""The built-in channel: plain text to copy into whatever program; the smallest example of the contract."""

from __future__ import annotations

from followup_kit.facts.medium import Medium
from followup_kit.writing.draft import Draft
from followup_kit.writing.markdown import to_plain

from .base import Artifact, Message
from .fitting import fit
from .needs import addressed

__all__ = ["TextChannel"]


class TextChannel:
    """Plain text in UTF-8 with LF line ends. It needs no address and has no limit."""

    medium = Medium(name="text", title="plain text")

    def render(self, draft: Draft) -> Message:
        """Return the letter's words as one text file.

        Raises:
            MissingFacts: the draft belongs to no interview or recipient.
            DoesNotFit: the body is too long to be read at all.
        """
        interview, recipient = addressed(draft, self.medium)
        draft = fit(draft, self.medium)
        plain = to_plain(draft.body)
        return Message(
            channel=self.medium.name,
            interview=interview.ref,
            recipient=recipient.ref,
            occasion=draft.occasion,
            draft_digest=draft.digest,
            artifacts=(
                Artifact(
                    media_type="text/plain; charset=utf-8", suffix=".txt", content=f"{plain}\n".encode(), role="text"
                ),
            ),
            plain=plain,
            notes=("Copy the text where it is to go; nothing has been sent.",),
        )
