"""The writer of messages: header fields from a fixed list, two parts, quoted-printable, CRLF, no randomness.

Own code instead of the standard library's: on Python 3.11 a message object decodes what it is given and can be made
to write extra fields (CVE-2024-6923), and it is some fifty times slower.
"""

from __future__ import annotations

from hashlib import sha256

from attrs import frozen

from .addresses import Mailbox, address_field
from .headers import LINE, encoded, folded

__all__ = ["Letter", "quoted_printable", "write"]


@frozen(kw_only=True)
class Letter:
    """What a message says. `plain` and `html` have LF line ends; `seed` makes the boundary."""

    sender: Mailbox
    recipient: Mailbox
    subject: str | None
    locale: str
    plain: str
    html: str
    seed: str


def write(letter: Letter) -> bytes:
    """Return the message as a draft: `X-Unsent` opens it for editing; whoever sends it adds Date and Message-ID."""
    parts = [
        _part("text/plain", quoted_printable(letter.plain)),
        _part("text/html", quoted_printable(letter.html)),
    ]
    boundary = _boundary(letter.seed, parts)
    fields = [
        address_field("From", letter.sender),
        address_field("To", letter.recipient),
        folded("Subject", encoded(letter.subject)) if letter.subject else "",
        "X-Unsent: 1\r\n",
        "MIME-Version: 1.0\r\n",
        f"Content-Language: {letter.locale}\r\n",
        f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n',
    ]
    body = "".join(f"--{boundary}\r\n{part}" for part in parts)
    return f"{''.join(fields)}\r\n{body}--{boundary}--\r\n".encode("ascii")


def _part(media_type: str, content: str) -> str:
    return (
        f"Content-Type: {media_type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{content}\r\n"
    )


def _boundary(seed: str, parts: list[str]) -> str:
    # "=_" never occurs in quoted-printable text (RFC 2045, section 6.7), so the first try holds; it is checked anyway.
    number = 0
    while True:
        boundary = "=_" + sha256(f"{number}\0{seed}".encode()).hexdigest()[:32]
        if not any(boundary in part for part in parts):
            return boundary
        number += 1


def quoted_printable(text: str) -> str:
    """Return text with LF line ends as quoted-printable in UTF-8 with CRLF, no line over 76 characters.

    A full stop at the start of a line and "From " there are encoded as well: programs on the way take them for their
    own (RFC 2049, section 3).
    """
    return "\r\n".join(_encoded_line(line) for line in text.split("\n"))


def _encoded_line(line: str) -> str:
    rows = [""]
    for index, char in enumerate(line):
        last = index == len(line) - 1
        unit = _unit(char, last=last)
        if len(rows[-1]) + len(unit) > LINE - (not last):
            rows.append("")
        if rows[-1] == "" and (char == "." or line.startswith("From ", index)):
            unit = f"={ord(char):02X}"
        rows[-1] += unit
    return "=\r\n".join(rows)


def _unit(char: str, *, last: bool) -> str:
    if ("!" <= char <= "~" and char != "=") or (char in " \t" and not last):
        return char
    return "".join(f"={octet:02X}" for octet in char.encode())
