"""By which channel a person is written to, and how long that takes."""

from __future__ import annotations

from collections.abc import Mapping

from followup_kit.errors import NotFound, known_names
from followup_kit.facts.history import Occasion
from followup_kit.facts.medium import Medium
from followup_kit.facts.people import Person

__all__ = ["channel_for", "transit"]


def channel_for(person: Person, occasion: Occasion, media: Mapping[str, Medium] | None) -> tuple[str, str]:
    """Return the channel's name, and why in a clause.

    A check-in goes by a channel that arrives at once where one is known: an answer is hoped for within days.

    Raises:
        NotFound: the person's channel is not among `media`; the known ones are named.
    """
    if person.channel is not None and media is not None and person.channel not in media:
        raise NotFound(f"{person.ref}: {known_names('channel', person.channel, media)}")
    name = person.name.display
    known = [
        (channel, what)
        for channel, field, what in (
            ("email", person.email, "an e-mail address"),
            ("linkedin", person.linkedin, "a LinkedIn profile"),
            ("card", person.postal_address, "a postal address"),
        )
        if field and (media is None or channel in media)
    ]
    if person.channel is not None:
        quick = [channel for channel, _ in known if not transit(channel, media)]
        if occasion is Occasion.CHECK_IN and transit(person.channel, media) and quick:
            return quick[0], f"a check-in goes by {quick[0]}, since {person.channel} takes days to arrive"
        return person.channel, f"{name} prefers {person.channel}"
    if known:
        return known[0][0], f"{name} is written to by {known[0][0]}, since {known[0][1]} is recorded"
    return "text", f"no address of {name} is recorded, so the letter is plain text to copy"


def transit(channel: str, media: Mapping[str, Medium] | None) -> int:
    """Return the working days between handing a letter over and its being read; 0 if the channel is not known."""
    medium = media.get(channel) if media else None
    return medium.transit_days if medium else 0
