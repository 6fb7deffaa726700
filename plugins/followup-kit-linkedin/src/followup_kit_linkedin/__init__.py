"""LinkedIn channels for followup-kit: a message, and the short note that goes with an invitation to connect."""

from followup_kit.channels.base import Channel
from followup_kit.hookspecs import hookimpl

from .channel import LinkedInChannel
from .limits import media


@hookimpl
def followup_channels() -> list[Channel]:
    """Offer one channel for each kind of text in limits.toml."""
    return [LinkedInChannel(medium) for medium in media()]
