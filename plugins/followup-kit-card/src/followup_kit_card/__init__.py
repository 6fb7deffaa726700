"""The handwritten card as a channel of followup-kit, named `card`."""

from __future__ import annotations

from followup_kit.channels.base import Channel
from followup_kit.hookspecs import hookimpl

from .channel import CardChannel

__all__ = ["CardChannel", "followup_channels"]


@hookimpl
def followup_channels() -> list[Channel]:
    """Offer the card, in the size that is usual where it is going."""
    return [CardChannel()]
