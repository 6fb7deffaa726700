"""Header fields: what a value may hold, how it is encoded, and where its lines are folded.

Text goes in and is never parsed: what looks like an encoded word is written so that it reads back as the same text.
"""

from __future__ import annotations

import re
import unicodedata
from binascii import b2a_base64
from collections.abc import Iterable

from followup_kit.errors import InvalidFact

__all__ = ["LINE", "check_value", "encoded", "folded", "phrase"]

LINE = 76
"""Characters of a line that we aim at; RFC 5322 advises 78 and forbids more than 998, RFC 2047 says 76."""

_WORD = LINE - len("Subject: ")
"""Characters of one encoded word: at most 75, and a line with one at most 76 (RFC 2047, section 2)."""

# U+202A..E and U+2066..9 change the order in which a reader sees what stands around them.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_Q_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")


def check_value(value: str, field: str) -> str:
    """Return a value that may stand in a header.

    Raises:
        InvalidFact: it holds a line end, a control character, a lone surrogate or a direction override; field and
            position are named, the value is not repeated.
    """
    for position, char in enumerate(value):
        if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} or char in _BIDI:
            raise InvalidFact(
                f"{field} holds U+{ord(char):04X} at position {position}, which must not stand in a mail header; "
                "take it out",
                field=field,
            )
    return value


def encoded(text: str) -> list[str]:
    """Return text of a header as pieces between which a line may be folded: words, or encoded words where need be."""
    if _stands_plain(text):
        return text.split(" ")
    return _encoded_words(text)


def phrase(text: str) -> list[str]:
    """Return a display name as pieces: atoms, one quoted string, or encoded words."""
    if _ATOMS.fullmatch(text) and _stands_plain(text):
        return text.split(" ")
    quoted = '"{}"'.format(re.sub(r'(["\\])', r"\\\1", text))
    # A quoted string is not folded: a reader may keep a line end inside quotes.
    if _stands_plain(text) and len(quoted) <= LINE - len("From: "):
        return [quoted]
    return _encoded_words(text)


def _stands_plain(text: str) -> bool:
    words = text.split(" ")
    return (
        text.isascii()
        and "=?" not in text
        and all(words)  # outer and double blanks do not survive folding
        and max(map(len, words)) <= _WORD
    )


def _encoded_words(text: str) -> list[str]:
    """Return the shorter of the two encodings. A character is never split between words."""
    return min(_words(text, "q"), _words(text, "b"), key=lambda words: sum(map(len, words)))


def _words(text: str, kind: str) -> list[str]:
    words, chunk = [""], ""
    for char in text:
        word = _word(chunk + char, kind)
        if chunk and len(word) > _WORD:
            words.append("")
            chunk, word = "", _word(char, kind)
        words[-1], chunk = word, chunk + char
    return words


def _word(text: str, kind: str) -> str:
    octets = text.encode()
    if kind == "b":
        return f"=?utf-8?b?{b2a_base64(octets, newline=False).decode()}?="
    body = "".join("_" if byte == 32 else chr(byte) if byte in _Q_SAFE else f"={byte:02X}" for byte in octets)
    return f"=?utf-8?q?{body}?="


def folded(name: str, pieces: Iterable[str]) -> str:
    """Return one header field with CRLF, its pieces joined by blanks and folded where a line would get too long."""
    lines = [f"{name}:"]
    for piece in pieces:
        if len(lines[-1]) + 1 + len(piece) > LINE and lines[-1] != f"{name}:":
            lines.append("")
        lines[-1] += f" {piece}"
    return "".join(f"{line}\r\n" for line in lines)
