"""The contract of a channel: what it can carry, as data, and one pure function from a draft to bytes."""

from __future__ import annotations

from hashlib import sha256
from typing import Literal, Protocol, runtime_checkable

from attrs import field, frozen

from followup_kit.facts.history import Occasion
from followup_kit.facts.medium import Medium
from followup_kit.writing.draft import Draft

__all__ = ["Artifact", "Channel", "Message"]


@frozen(kw_only=True)
class Artifact:
    """One file. `suffix` starts with a dot; `role` says what it is for."""

    media_type: str
    suffix: str
    content: bytes = field(repr=False)
    role: Literal["message", "text", "print"] = "message"


@frozen(kw_only=True)
class Message:
    """A letter as a channel shows it; the same draft always gives the same bytes.

    `draft_digest` is the digest of the draft whose words these are. The first artifact is the one to be sent.
    `notes` are sentences for the user (what the channel could not carry, what to do by hand).
    """

    channel: str
    interview: str
    recipient: str
    occasion: Occasion
    draft_digest: str
    artifacts: tuple[Artifact, ...] = field(converter=tuple[Artifact, ...])
    plain: str = field(default="", repr=False)
    notes: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over all artifacts in their order."""
        total = sha256()
        for artifact in self.artifacts:
            total.update(len(artifact.content).to_bytes(8, "big") + artifact.content)
        return total.hexdigest()


@runtime_checkable
class Channel(Protocol):
    """What a plugin offers: limits as data, and a render that reads no clock, file, environment or network."""

    @property
    def medium(self) -> Medium:
        """What this channel can carry; `medium.name` is the channel's name."""
        ...

    def render(self, draft: Draft) -> Message:
        """Return the finished message.

        Raises:
            DoesNotFit: the draft is over a limit and nothing optional is left to drop.
            MissingFacts: the recipient or sender lacks what this channel needs (an address, for example).
        """
        ...
