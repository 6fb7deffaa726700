"""What a channel can carry, as data: composers and checks need a channel's limits, so limits are facts."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import field, frozen, validators

from followup_kit.script import word_spans

__all__ = ["UNITS", "Limit", "Medium", "Need", "Unit", "count", "words"]

Unit = Literal["codepoint", "utf16", "word"]
"""What is counted: Unicode code points, UTF-16 code units (an emoji is two or more), or words."""
Need = Literal["email", "linkedin", "postal_address"]
"""The field of a Person without which the channel cannot reach them."""


UNITS: dict[Unit, str] = {"codepoint": "characters", "utf16": "UTF-16 units", "word": "words"}
"""What a number of each unit is called in a message."""


def words(text: str) -> list[tuple[int, int]]:
    """Return where the words of plain text stand; scripts without blanks count two characters as a word."""
    return word_spans(text)


def count(text: str, unit: Unit) -> int:
    """Return the length of plain text in `unit`.

    An emoji is one code point and two or more UTF-16 units; a combining accent counts by itself in both.
    """
    match unit:
        case "codepoint":
            return len(text)
        case "utf16":
            return len(text.encode("utf-16-le", "surrogatepass")) // 2
        case "word":
            return len(words(text))


@frozen(kw_only=True)
class Limit:
    """The most that one part of a message may hold, with where the figure comes from and when that was read."""

    part: Literal["subject", "body"]
    most: int = field(validator=validators.gt(0))
    unit: Unit = "codepoint"
    hard: bool = True
    source: str
    checked: date


@frozen(kw_only=True)
class Medium:
    """The abilities and limits of one channel.

    `words` is the range (fewest, most) a good letter has here. `transit_days` are working days between handing over
    and reading (0: at once). `reversible` is True where the user still sees the letter before it leaves for good.
    """

    name: str
    title: str
    subject: bool = False
    markup: frozenset[Literal["strong", "emphasis", "link", "list"]] = frozenset()
    limits: tuple[Limit, ...] = field(default=(), converter=tuple[Limit, ...])
    words: tuple[int, int] = (60, 180)
    needs: tuple[Need, ...] = field(default=(), converter=tuple[Need, ...])
    reversible: bool = True
    transit_days: int = field(default=0, validator=validators.ge(0))

    def limit(self, part: Literal["subject", "body"]) -> Limit | None:
        """Return the tightest hard limit of that part, or None."""
        hard = [limit for limit in self.limits if limit.part == part and limit.hard]
        return min(hard, key=lambda limit: limit.most, default=None)
