"""E-mail channel for followup-kit: a draft that mail programs open, with a text and an HTML part of the same words."""

from followup_kit.channels.base import Channel
from followup_kit.hookspecs import hookimpl

from .channel import EmailChannel


@hookimpl
def followup_channels() -> list[Channel]:
    """Offer the e-mail channel."""
    return [EmailChannel()]
