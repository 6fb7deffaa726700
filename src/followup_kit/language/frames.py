"""A wording of a whole sentence: what it says, where facts stand in it, and what it needs of them.

A text may offer alternatives between brackets: "[Thank you|Many thanks] for {topic}" is two wordings that mean the
same. A slot may ask for a form of its fact: "{topic:dat}" is the topic in the dative, which the record may give or the
pack's morphology may make; where neither can, the wording is not used.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import product
from typing import Literal

from attrs import field, frozen

from followup_kit.errors import InvalidSetting
from followup_kit.script import letters

__all__ = ["SLOT", "Form", "Frame", "Need", "Phrase", "needs", "own_words", "variants"]

SLOT = re.compile(r"\{(?P<name>\w+)(?::(?P<form>\w+))?\}")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_MOST_VARIANTS = 400


@frozen(kw_only=True)
class Phrase:
    """The words of a fact, and what is known of their grammar. `text` is the noun phrase, or whatever the fact is.

    `items` are the phrases of which a list is made: where a wording wants a form, each of them takes it.
    """

    text: str
    clause: str | None = None
    verb: str | None = None
    gender: str | None = None
    number: str | None = None
    article: bool | None = None
    dative: str | None = None
    genitive: str | None = None
    items: tuple[Phrase, ...] = ()


Form = Callable[[Phrase], str | None]
"""Makes one form of a phrase, or gives None where too little is known to make it rightly."""


@frozen
class Need:
    """A slot of a wording: the fact's name and the form in which it is wanted, None for as it is."""

    name: str
    form: str | None = None


@lru_cache(maxsize=8192)
def variants(text: str) -> tuple[str, ...]:
    """Return every wording that a text with alternatives stands for, in the order in which they are written.

    Raises:
        InvalidSetting: a bracket is left open, or there are more than 400.
    """
    parts = _CHOICE.split(text)
    choices = [part.split("|") if place % 2 else [part] for place, part in enumerate(parts)]
    if any("[" in part or "]" in part or "|" in part for part in parts[::2]):
        raise InvalidSetting(f"a bracket or a bar stands alone in the wording {text!r}")
    out = tuple(dict.fromkeys(_tidy("".join(chosen)) for chosen in product(*choices)))
    if len(out) > _MOST_VARIANTS:
        raise InvalidSetting(f"the wording {text!r} stands for {len(out)} sentences; {_MOST_VARIANTS} are enough")
    return out


def _tidy(text: str) -> str:
    """Close the gap that an empty alternative leaves."""
    return re.sub(r" +([,.;:!?])", r"\1", re.sub(r" {2,}", " ", text)).strip()


def _several(value: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


@frozen(kw_only=True)
class Frame:
    """One wording of a whole sentence with named slots, and what it needs.

    `part` is what the sentence is to do, `occasion` the kind or kinds of letter it is for. `opens` marks wordings that
    can stand first in the letter; `keeps_capital` those that do so with a capital even where the body starts in lower
    case (German nouns and "Sie"); `apart` names frames that must not stand in the same letter. `like` names the frame
    of which this one says the same in another formality: the two count as one where a wording is to be used once.
    """

    id: str
    part: str
    text: str
    occasion: tuple[str, ...] = field(default=("thank_you",), converter=_several)
    formality: Literal["any", "formal", "given"] = "any"
    opens: bool = False
    keeps_capital: bool = False
    like: str | None = None
    apart: tuple[str, ...] = field(default=(), converter=tuple[str, ...])

    @property
    def variants(self) -> tuple[str, ...]:
        """The wordings without alternatives."""
        return variants(self.text)

    @property
    def wording(self) -> str:
        """What counts as spent when this frame is used."""
        return self.like or self.id

    @property
    def needs(self) -> frozenset[Need]:
        """The facts and the forms of them that every one of its wordings states."""
        return needs(self.text)

    @property
    def slots(self) -> frozenset[str]:
        """The names of the slots."""
        return frozenset(need.name for need in self.needs)


@lru_cache(maxsize=8192)
def needs(text: str) -> frozenset[Need]:
    """Return the slots of a text."""
    return frozenset(Need(match["name"], match["form"]) for match in SLOT.finditer(text))


@lru_cache(maxsize=8192)
def own_words(text: str) -> frozenset[str]:
    """Return the words that a wording says by itself."""
    return frozenset(letters(SLOT.sub(" ", text)))
