"""What may stand in one line of a fact: visible text, no line ends, no characters that reorder or hide others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from attrs import Attribute

from followup_kit.errors import InvalidFact, known_names

__all__ = [
    "LONGEST_LINE",
    "check_line",
    "check_ref",
    "is_line",
    "is_ref",
    "one_of",
    "refuse_doubles",
    "tidy",
    "tidy_or_none",
]

LONGEST_LINE = 500
"""Characters in one fact. A letter has some 180 words; a longer single fact is a pasted document, not a fact."""

# U+202A..E and U+2066..9 reorder what a reader sees (Unicode TR 36, section 2.3); no name needs them stored.
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_REF = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


def check_line(value: str, field: str) -> str:
    """Return `value` in NFC without outer blanks.

    Raises:
        InvalidFact: it is not text, is blank, is too long, or holds a control character, a line end, a lone
            surrogate or a bidirectional override.
    """
    if not isinstance(value, str):
        raise InvalidFact(f"{field} must be text, got {type(value).__name__}", field=field)
    text = unicodedata.normalize("NFC", value.strip(" \t"))
    # Zero-width and other format characters alone show nothing to a reader.
    if all(unicodedata.category(char) in {"Cf", "Zs"} for char in text):
        raise InvalidFact(f"{field} is empty; leave it out or give some text", field=field)
    if len(text) > LONGEST_LINE:
        raise InvalidFact(f"{field} has {len(text)} characters; a fact has at most {LONGEST_LINE}", field=field)
    for position, char in enumerate(text):
        if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} or char in _BIDI_CONTROLS:
            raise InvalidFact(
                f"{field} holds the character U+{ord(char):04X} at position {position}; "
                "line ends, control characters and direction overrides are not allowed",
                field=field,
            )
    return text


def tidy(value: str) -> str:
    """Return text in NFC without outer blanks; anything else unchanged, for the validator to refuse."""
    if not isinstance(value, str):
        return value
    return unicodedata.normalize("NFC", value.strip(" \t"))


def tidy_or_none(value: str | None) -> str | None:
    """Return tidied text, or None, which means "not known"."""
    return None if value is None else tidy(value)


def is_line(_self: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse what check_line refuses; None passes, since the field's type says whether it may be None."""
    if value is not None:
        check_line(value, attribute.name)


def check_ref(value: str, field: str) -> None:
    """Refuse keys of people, interviews and facts that would not fit file names and command lines.

    Raises:
        InvalidFact: it is not such a key.
    """
    if not _REF.fullmatch(check_line(value, field)):
        raise InvalidFact(
            f"{field} {value!r} must be 1 to 64 of a-z, 0-9, '.', '_', '-', a letter or digit first",
            field=field,
        )


def is_ref(_self: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse what check_ref refuses."""
    check_ref(value, attribute.name)


def one_of(*allowed: str) -> Callable[[Any, Attribute[Any], Any], None]:
    """Return a validator for one of a few words; None passes, since the field's type says whether it may be None."""

    def check(_self: Any, attribute: Attribute[Any], value: Any) -> None:
        if value is not None and value not in allowed:
            raise InvalidFact(f"{attribute.name}: {known_names('value', str(value), allowed)}", field=attribute.name)

    return check


def refuse_doubles(values: Iterable[str], field: str) -> None:
    """Raise InvalidFact if a key occurs twice, naming it."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise InvalidFact(f"two {field} share the ref {value!r}; give each its own", field=field)
        seen.add(value)
