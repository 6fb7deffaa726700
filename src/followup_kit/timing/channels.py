"""By which channel a person is written to, and how long that takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from followup_kit.errors import NotFound, known_names
from followup_kit.facts.history import Occasion
from followup_kit.facts.medium import Medium, Need
from followup_kit.facts.people import Person
from followup_kit.language.speech import clause

from .reasons import Reason, because

__all__ = ["called", "channel_for", "lacking", "quicker", "transit"]

_ADDRESSES: Final[tuple[tuple[str, Need], ...]] = (
    ("email", "email"),
    ("linkedin", "linkedin"),
    ("card", "postal_address"),
)
"""The channels that are looked for, in this order, with what they need; `text` needs nothing."""
_CALLED: Final[dict[Need, Reason]] = {
    "email": because("need", "an e-mail address"),
    "linkedin": because("need", "a LinkedIn profile"),
    "postal_address": because("need", "a postal address"),
}
_NAMES: Final = {
    "email": because("email", "email"),
    "linkedin": because("linkedin", "linkedin"),
    "card": because("card", "card"),
    "text": because("text", "text"),
}
_RECORDED: Final = {
    "email": clause("{name} is written to by email, since an e-mail address is recorded"),
    "linkedin": clause("{name} is written to by linkedin, since a LinkedIn profile is recorded"),
    "card": clause("{name} is written to by card, since a postal address is recorded"),
}


def channel_for(person: Person, occasion: Occasion, media: Mapping[str, Medium] | None) -> tuple[str, Reason]:
    """Return the channel's name, and why.

    A check-in goes by a channel that arrives at once where one is known: an answer is hoped for within days.

    Raises:
        NotFound: the person's channel is not among `media`; the known ones are named.
    """
    if person.channel is not None and media is not None and person.channel not in media:
        raise NotFound(f"{person.ref}: {known_names('channel', person.channel, media)}")
    name = person.name.display
    known = _known(person, media)
    if person.channel is not None:
        quick = [channel for channel in known if not transit(channel, media)]
        if occasion is Occasion.CHECK_IN and transit(person.channel, media) and quick:
            text = clause("a check-in goes by {channel}, since {slow} takes days to arrive")
            return quick[0], because("channel", text, channel=called(quick[0]), slow=called(person.channel))
        preferred = called(person.channel)
        return person.channel, because("channel", "{name} prefers {channel}", name=name, channel=preferred)
    if known:
        return known[0], because("channel", _RECORDED[known[0]], name=name)
    return "text", because(
        "channel", "no address of {name} is recorded, so the letter is plain text to copy", name=name
    )


def called(channel: str, *others: str) -> Reason:
    """Return what a channel is called in a sentence, or several of them as a choice; `code` is the (first) name.

    A channel of somebody else's is called by its name.
    """
    own = _NAMES.get(channel) or Reason(channel, "{channel}", (("channel", channel),))
    return because(channel, "{one} or {other}", one=own, other=called(*others)) if others else own


def _known(person: Person, media: Mapping[str, Medium] | None) -> list[str]:
    """Return the channels by which the person can be reached."""
    return [channel for channel, need in _ADDRESSES if getattr(person, need) and (media is None or channel in media)]


def quicker(person: Person, channel: str, media: Mapping[str, Medium] | None) -> tuple[str, ...]:
    """Return the other channels by which this person can be reached at once."""
    return tuple(name for name in _known(person, media) if name != channel and not transit(name, media))


def lacking(person: Person, channel: str, media: Mapping[str, Medium] | None) -> Reason | None:
    """Return a reason that says what the channel needs of this person and the record does not say, if anything.

    Whether a channel needs anything is known only of those among `media`.
    """
    medium = media.get(channel) if media else None
    missing = [need for need in (medium.needs if medium else ()) if not getattr(person, need)]
    if not missing:
        return None
    return because(
        "lacking",
        "{channel} needs {what} of {name}, which is not recorded: give {fields} of {ref}",
        channel=called(channel),
        what=tuple(_CALLED[need] for need in missing),
        name=person.name.display,
        fields=tuple(f"panel.{need}" for need in missing),
        ref=person.ref,
    )


def transit(channel: str, media: Mapping[str, Medium] | None) -> int:
    """Return the working days between handing a letter over and its being read; 0 if the channel is not known."""
    medium = media.get(channel) if media else None
    return medium.transit_days if medium else 0
