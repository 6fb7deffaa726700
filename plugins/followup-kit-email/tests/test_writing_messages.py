"""The writer and its strict reader, part by part."""

from __future__ import annotations

from binascii import a2b_qp

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from followup_kit_email.addresses import Mailbox
from followup_kit_email.headers import encoded, folded, phrase
from followup_kit_email.mime import Letter, quoted_printable, write
from followup_kit_email.reading import Unreadable, check, read

ADA = Mailbox(name="Ada Weber", address="ada@example.org", as_given="ada@example.org")
JO = Mailbox(name="Jörg Lind", address="jo@example.org", as_given="jo@example.org")
LETTER = Letter(
    sender=JO, recipient=ADA, subject="Hello", locale="en-GB", plain="Hi\n\nü", html="<p>Hi</p>", seed="seed"
)


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r"), max_size=400))
def test_quoted_printable_reads_back_and_keeps_its_line_length(text: str) -> None:
    written = quoted_printable(text)
    assert a2b_qp(written).decode().replace("\r\n", "\n") == text
    for line in written.split("\r\n"):
        assert len(line) <= 76
        assert not line.endswith((" ", "\t"))
        assert not line.startswith((".", "From "))


def test_programs_on_the_way_find_nothing_of_their_own_at_the_start_of_a_line() -> None:
    """A mailbox file takes "From " for the next message, a mail server a lone full stop for the end of this one."""
    assert quoted_printable("From here\nFrom there\n.\nFromage") == "=46rom here\r\n=46rom there\r\n=2E\r\nFromage"
    for shift in range(70, 80):
        assert "\r\nFrom " not in quoted_printable("x" * shift + "From here")


def test_a_character_is_never_split_between_lines() -> None:
    for shift in range(12):
        for line in quoted_printable("x" * shift + "😀" * 40).split("=\r\n"):
            a2b_qp(line).decode()


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=300))
def test_encoded_words_are_within_75_characters_and_whole_characters(text: str) -> None:
    for piece in encoded(text):
        assert len(piece) <= 75
        piece.encode("ascii")


@pytest.mark.parametrize("text", ["Hello there", "O'Neil & Co", "a", "50% off!"])
def test_plain_words_stay_readable(text: str) -> None:
    assert " ".join(encoded(text)) == text


@pytest.mark.parametrize("text", ["a  b", " a", "a ", "ü", "=?x", "x" * 200])
def test_what_would_not_survive_folding_is_encoded(text: str) -> None:
    assert all(piece.startswith("=?utf-8?") and piece.endswith("?=") for piece in encoded(text))


def test_names_are_atoms_or_quoted_or_encoded() -> None:
    assert phrase("Ada Weber") == ["Ada", "Weber"]
    assert phrase('J. "Jo" Lind\\') == ['"J. \\"Jo\\" Lind\\\\"']
    assert phrase("Jörg")[0].startswith("=?utf-8?")


def test_long_fields_are_folded_at_blanks() -> None:
    field = folded("Subject", ["word"] * 40)
    assert all(len(line) <= 76 for line in field.split("\r\n"))
    assert field.replace("\r\n", "") == "Subject: " + " ".join(["word"] * 40)


def test_a_boundary_that_occurs_in_a_part_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """It cannot occur in quoted-printable text; if an encoder ever fails at that, the message is still right."""
    first = read_boundary(write(LETTER))
    monkeypatch.setattr("followup_kit_email.mime.quoted_printable", lambda text: text.replace("ü", first))
    assert read_boundary(write(LETTER)) != first


def read_boundary(octets: bytes) -> str:
    return octets.split(b'boundary="')[1].split(b'"')[0].decode()


def test_the_reader_sees_what_was_written() -> None:
    found = read(write(LETTER))
    assert found["From"] == ("Jörg Lind", "jo@example.org")
    assert found["To"] == ("Ada Weber", "ada@example.org")
    assert (found["Subject"], found["plain"], found["html"]) == ("Hello", "Hi\n\nü", "<p>Hi</p>")
    check(write(LETTER), LETTER)


@pytest.mark.parametrize(
    "change",
    [
        {"plain": "Hi"},
        {"html": "<p>Ho</p>"},
        {"subject": "Hullo"},
        {"subject": None},
        {"recipient": JO},
        {"sender": ADA},
    ],
)
def test_a_message_of_other_words_is_not_accepted(change: dict[str, object]) -> None:
    with pytest.raises(Unreadable, match="does not read back"):
        check(write(LETTER), evolve(LETTER, **change))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"X-Unsent: 1\r\n", b"X-Unsent: 1\r\nBcc: evil@evil.example\r\n"),
        (b"X-Unsent: 1\r\n", b"X-Unsent: 1\r\nX-Unsent: 1\r\n"),
        (b"X-Unsent: 1\r\n", b"X-Unsent: 1\n"),
        (b"Subject: Hello\r\n", b"Subject: Hell\xc3\xb6\r\n"),
        (b"<ada@example.org>", b"<ada@example.org>, <evil@evil.example>"),
        (b"multipart/alternative", b"multipart/mixed"),
        (b"text/html; charset=utf-8", b"text/html; charset=latin-1"),
        (b"--\r\n", b"--\r\nmore"),
        (b"Hi\r\n", b"Hi" + b"i" * 80 + b"\r\n"),
        (b"Hi\r\n", b"Hi" + b"i" * 1000 + b"\r\n"),
        (b"MIME-Version: 1.0\r\nContent-Language: en-GB", b"Content-Language: en-GB\r\nMIME-Version: 1.0"),
        (b"=?utf-8?", b"Mr. =?utf-8?"),
    ],
)
def test_the_reader_accepts_only_what_the_writer_writes(old: bytes, new: bytes) -> None:
    octets = write(LETTER)
    assert old in octets
    with pytest.raises((Unreadable, UnicodeDecodeError)):
        read(octets.replace(old, new, 1))
