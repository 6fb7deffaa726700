"""A text to paste. Nothing is sent and no form is filled: LinkedIn allows members to write, not robots."""

from __future__ import annotations

from attrs import frozen

from followup_kit.channels.base import Artifact, Message
from followup_kit.channels.fitting import fit, notes_on_length
from followup_kit.channels.needs import addressed
from followup_kit.facts.medium import Medium
from followup_kit.writing.draft import Draft
from followup_kit.writing.markdown import to_plain

from .limits import guidance
from .profile import profile_address

__all__ = ["LinkedInChannel"]


@frozen
class LinkedInChannel:
    """Plain text for one of the places on LinkedIn that take a text; `medium` says which and how much it holds."""

    medium: Medium

    def render(self, draft: Draft) -> Message:
        """Return the text as a file with LF line ends and none at the end, for that would be pasted and counted too.

        Raises:
            DoesNotFit: the text is over the limit and nothing optional is left to drop.
            MissingFacts: no LinkedIn profile of the recipient is known.
            InvalidFact: what is given as profile is none.
        """
        interview, recipient = addressed(draft, self.medium)
        profile = profile_address(recipient.linkedin or "", field=f"panel.{recipient.ref}.linkedin")
        fitted = fit(draft, self.medium)
        plain = to_plain(fitted.body)
        how = guidance().get(self.medium.name, "open {profile}, paste the text and send it yourself")
        return Message(
            channel=self.medium.name,
            interview=interview.ref,
            recipient=recipient.ref,
            occasion=draft.occasion,
            draft_digest=fitted.digest,
            artifacts=(
                Artifact(media_type="text/plain; charset=utf-8", suffix=".txt", content=plain.encode(), role="text"),
            ),
            plain=plain,
            notes=(f"To send it, {how.format(profile=profile)}.", *notes_on_length(draft, fitted, self.medium)),
        )
