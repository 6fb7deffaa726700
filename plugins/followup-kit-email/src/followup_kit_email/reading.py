"""A reader of its own for what the writer wrote: strict where mail programs are lenient, sharing no code with it."""

from __future__ import annotations

import re
from binascii import a2b_base64, a2b_qp

from .addresses import Mailbox
from .mime import Letter

__all__ = ["Unreadable", "check", "read"]


class Unreadable(RuntimeError):
    """The writer wrote something that does not read back as the letter: a defect of this plugin, worth a report."""


_FIELDS = ("From", "To", "Subject", "X-Unsent", "MIME-Version", "Content-Language", "Content-Type")
_ENCODED = re.compile(r"=\?utf-8\?([bq])\?([^? ]*)\?=")
_MAILBOX = re.compile(r'(?:"((?:[^"\\]|\\.)*)"|([^"\\()<>@,;:.\[\]]+)) <([^<>\s,;]+)>')


def check(octets: bytes, letter: Letter) -> None:
    """Compare a message with the letter it was made of.

    Raises:
        Unreadable: a word, an address or the form differs.
    """
    found = read(octets)
    wanted = {
        "From": _pair(letter.sender),
        "To": _pair(letter.recipient),
        "Subject": letter.subject or None,
        "plain": letter.plain,
        "html": letter.html,
    }
    for what, value in wanted.items():
        if found[what] != value:
            raise Unreadable(f"the message does not read back: {what} differs from the letter")


def _pair(box: Mailbox) -> tuple[str, str]:
    return box.name, box.address


def read(octets: bytes) -> dict[str, object]:
    """Return sender and recipient as (name, address), the subject and both bodies.

    Raises:
        Unreadable: not the one form that the writer writes.
    """
    text = octets.decode("ascii")
    if re.search(r"(?<!\r)\n|\r(?!\n)|[^\t\r\n -~]", text) or any(len(line) > 998 for line in text.split("\r\n")):
        raise Unreadable("a bare line end, a character outside ASCII or a line over 998 characters")
    head, _, body = text.partition("\r\n\r\n")
    fields = _fields(head)
    plain, html = _parts(fields["Content-Type"], body)
    return {
        "From": _person(fields["From"]),
        "To": _person(fields["To"]),
        "Subject": _decoded(fields["Subject"]) if "Subject" in fields else None,
        "plain": plain,
        "html": html,
    }


def _fields(head: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in re.split(r"\r\n(?! )", head):
        name, _, value = line.partition(":")
        if name not in _FIELDS or name in fields or not value.startswith(" "):
            raise Unreadable("a header field that the writer does not write, or one written twice")
        fields[name] = value[1:].replace("\r\n", "")
    if [name for name in _FIELDS if name in fields] != list(fields):
        raise Unreadable("header fields out of order")
    return fields


def _parts(content_type: str, body: str) -> tuple[str, str]:
    form = re.fullmatch(r'multipart/alternative; boundary="([^"]{1,70})"', content_type)
    if not form:
        raise Unreadable("not multipart/alternative")
    pieces = f"\r\n{body}".split(f"\r\n--{form[1]}")
    if len(pieces) != 4 or pieces[0] or pieces[3] != "--\r\n":
        raise Unreadable("not exactly two parts between boundaries")
    return _content(pieces[1], "text/plain"), _content(pieces[2], "text/html")


def _content(piece: str, media_type: str) -> str:
    head, _, content = piece.partition("\r\n\r\n")
    wanted = f"\r\nContent-Type: {media_type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable"
    if head != wanted or any(len(line) > 76 for line in content.split("\r\n")):
        raise Unreadable(f"the {media_type} part has other fields or longer lines than it should")
    return a2b_qp(content).decode("utf-8").replace("\r\n", "\n")


def _person(value: str) -> tuple[str, str]:
    form = _MAILBOX.fullmatch(value)
    if not form:
        raise Unreadable("not one name and one address")
    quoted, plain, address = form.groups()
    return re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else _decoded(plain), address


def _decoded(value: str) -> str:
    if "=?" not in value:
        return value
    words = value.split(" ")
    if not all(_ENCODED.fullmatch(word) and len(word) <= 75 for word in words):
        raise Unreadable("encoded and plain words mixed, or an encoded word over 75 characters")
    return "".join(_ENCODED.sub(_decoded_word, word) for word in words)


def _decoded_word(match: re.Match[str]) -> str:
    raw = a2b_base64(match[2], strict_mode=True) if match[1] == "b" else a2b_qp(match[2], header=True)
    return raw.decode("utf-8")
