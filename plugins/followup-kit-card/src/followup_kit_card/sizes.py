"""The sizes of cards, read from the table in sizes.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from attrs import field, frozen, validators

from followup_kit.errors import NotFound, known_names
from followup_kit.writing.draft import Draft

__all__ = ["DEFAULT_SIZE", "CardSize", "card_size", "card_sizes", "size_for"]

DEFAULT_SIZE = "iso-a6"
"""Taken wherever no other size is usual."""


def _codes(value: Iterable[str]) -> frozenset[str]:
    return frozenset(value)


@frozen(kw_only=True)
class CardSize:
    """One kind of card: lengths in millimetres, the countries it is usual in, where the figures come from."""

    name: str
    title: str
    width: float = field(validator=validators.gt(0))
    height: float = field(validator=validators.gt(0))
    margin: float = field(validator=[validators.ge(8), validators.le(10)])
    countries: frozenset[str] = field(default=frozenset(), converter=_codes)
    source: str
    checked: date


@cache
def card_sizes() -> Mapping[str, CardSize]:
    """Return the known sizes by name."""
    table = tomllib.loads(files(__package__).joinpath("sizes.toml").read_text(encoding="utf-8"))
    return MappingProxyType({name: CardSize(name=name, **row) for name, row in table.items()})


def card_size(name: str) -> CardSize:
    """Return the size of that name.

    Raises:
        NotFound: there is none; the message lists the known ones.
    """
    try:
        return card_sizes()[name]
    except KeyError:
        raise NotFound(known_names("card size", name, card_sizes())) from None


def size_for(draft: Draft) -> CardSize:
    """Return the size that is usual where the card is going.

    The country is the recipient's, else the employer's, else the region of the letter's language.
    """
    person = draft.recipient.country if draft.recipient else None
    employer = draft.interview.employer.country if draft.interview else None
    country = person or employer or draft.locale.rpartition("-")[2]
    usual = (size for size in card_sizes().values() if country in size.countries)
    return next(usual, card_size(DEFAULT_SIZE))
