"""By which channel a person is written to, and how long that takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from followup_kit.errors import NotFound, known_names
from followup_kit.facts.history import Occasion
from followup_kit.facts.medium import Medium, Need
from followup_kit.facts.people import Person

__all__ = ["channel_for", "lacking", "quicker", "transit"]

_ADDRESSES: Final[tuple[tuple[str, Need, str], ...]] = (
    ("email", "email", "an e-mail address"),
    ("linkedin", "linkedin", "a LinkedIn profile"),
    ("card", "postal_address", "a postal address"),
)
"""The channels that are looked for, in this order, with what they need; `text` needs nothing."""


def channel_for(person: Person, occasion: Occasion, media: Mapping[str, Medium] | None) -> tuple[str, str]:
    """Return the channel's name, and why in a clause.

    A check-in goes by a channel that arrives at once where one is known: an answer is hoped for within days.

    Raises:
        NotFound: the person's channel is not among `media`; the known ones are named.
    """
    if person.channel is not None and media is not None and person.channel not in media:
        raise NotFound(f"{person.ref}: {known_names('channel', person.channel, media)}")
    name = person.name.display
    known = _known(person, media)
    if person.channel is not None:
        quick = [channel for channel, _ in known if not transit(channel, media)]
        if occasion is Occasion.CHECK_IN and transit(person.channel, media) and quick:
            return quick[0], f"a check-in goes by {quick[0]}, since {person.channel} takes days to arrive"
        return person.channel, f"{name} prefers {person.channel}"
    if known:
        return known[0][0], f"{name} is written to by {known[0][0]}, since {known[0][1]} is recorded"
    return "text", f"no address of {name} is recorded, so the letter is plain text to copy"


def _known(person: Person, media: Mapping[str, Medium] | None) -> list[tuple[str, str]]:
    """Return the channels by which the person can be reached, each with what is recorded for it."""
    return [
        (channel, what)
        for channel, need, what in _ADDRESSES
        if getattr(person, need) and (media is None or channel in media)
    ]


def quicker(person: Person, channel: str, media: Mapping[str, Medium] | None) -> tuple[str, ...]:
    """Return the other channels by which this person can be reached at once."""
    return tuple(name for name, _ in _known(person, media) if name != channel and not transit(name, media))


def lacking(person: Person, channel: str, media: Mapping[str, Medium] | None) -> str | None:
    """Return a clause on what the channel needs of this person and the record does not say, if there is such a thing.

    Whether a channel needs anything is known only of those among `media`.
    """
    medium = media.get(channel) if media else None
    called = {need: what for _, need, what in _ADDRESSES}
    missing = [need for need in (medium.needs if medium else ()) if not getattr(person, need)]
    if not missing:
        return None
    what = " and ".join(called[need] for need in missing)
    fields = " and ".join(f"panel.{need}" for need in missing)
    return f"{channel} needs {what} of {person.name.display}, which is not recorded: give {fields} of {person.ref}"


def transit(channel: str, media: Mapping[str, Medium] | None) -> int:
    """Return the working days between handing a letter over and its being read; 0 if the channel is not known."""
    medium = media.get(channel) if media else None
    return medium.transit_days if medium else 0
