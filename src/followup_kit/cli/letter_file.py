"""A letter's file: read strictly, kept as it is in every byte that nobody asked to change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from followup_kit.errors import InvalidRecord, NotFound, Problem
from followup_kit.facts.interview import Interview
from followup_kit.facts.medium import Medium
from followup_kit.facts.people import Person
from followup_kit.timing.channels import channel_for
from followup_kit.writing.draft import Draft, read_letter

__all__ = ["LetterFile", "letter_to", "other_letters", "read_letter_file"]

_LARGEST = 1_000_000  # bytes; a letter has some thousands
_BOM = "\ufeff"
_CHANNEL = re.compile(r"^channel:[ \t]*\S", re.MULTILINE)


@frozen(kw_only=True)
class LetterFile:
    """The file's text without its byte order mark; positions in findings count code points of this text."""

    path: Path
    text: str
    has_bom: bool = False

    @property
    def encoding(self) -> str:
        """The name of the codec that gives exactly this text."""
        return "utf-8-sig" if self.has_bom else "utf-8"

    def encoded(self, text: str) -> bytes:
        """Return other text as bytes of the same kind."""
        return text.encode(self.encoding)


def read_letter_file(path: Path) -> LetterFile:
    """Read a letter.

    Raises:
        InvalidRecord: the file is a folder, too large, empty, not UTF-8, or no text; with what to do.
        OSError: it cannot be read.
    """
    if path.is_dir():
        raise _bad(path, "is a folder; give a letter's Markdown file")
    if path.exists() and not path.is_file():
        raise _bad(path, "is no regular file; give a letter's Markdown file")
    with path.open("rb") as file:
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise _bad(path, f"has more than {_LARGEST} bytes; give the letter alone")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _bad(path, "is in UTF-16; save it as UTF-8")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _bad(path, f"byte 0x{content[error.start]:02x} is not UTF-8; save the file as UTF-8", line) from error
    if "\0" in text:
        raise _bad(path, "holds a NUL character, so it is no text; give a letter's Markdown file")
    if not text.strip(_BOM + " \t\r\n"):
        raise _bad(path, "is empty; write the letter, or draft it anew")
    return LetterFile(path=path, text=text.removeprefix(_BOM), has_bom=text.startswith(_BOM))


def _bad(path: Path, message: str, line: int | None = None) -> InvalidRecord:
    return InvalidRecord([Problem(message, file=str(path), line=line)])


def letter_to(
    file: LetterFile, interview: Interview | None, recipient: str | None, media: Mapping[str, Medium] | None = None
) -> Draft:
    """Return the letter as a draft to this person; without `recipient`, to the one its head names, or the only one.

    A letter whose head names no channel goes by the one that the plan would take, of those among `media`.

    Raises:
        InvalidRecord: the head names an unknown occasion, nobody of the panel, or somebody else than `recipient`; or it
            names nobody where there are several.
        NotFound: nobody has the ref that was asked for.
    """
    person = interview.person(recipient) if interview is not None and recipient is not None else None
    try:
        draft = read_letter(file.text, interview=interview)
    except (NotFound, ValueError) as error:
        raise _bad(file.path, str(error)) from error
    if interview is None:
        return draft
    named = draft.recipient
    if person is not None and named is not None and named != person:
        raise _bad(
            file.path,
            f"the letter is to {named.ref}, as its head says, and not to {person.ref}; leave --recipient out, or "
            "correct the head",
        )
    reader = named if person is None else person
    if reader is None:
        reader = _only_one(file, interview)
    channel = None
    if not _CHANNEL.search(draft.source, 0, draft.body_at):
        channel, _ = channel_for(reader, draft.occasion, media)
    return read_letter(file.text, interview=interview, recipient=reader, channel=channel)


def _only_one(file: LetterFile, interview: Interview) -> Person:
    if len(interview.panel) == 1:
        return interview.panel[0]
    refs = ", ".join(person.ref for person in interview.panel)
    raise _bad(file.path, f"its head names no recipient; give --recipient, one of {refs}")


def other_letters(draft: Draft, path: Path) -> tuple[Draft, ...]:
    """Return the letters to the rest of the panel that lie beside this one under the names that `draft` gives them."""
    if draft.interview is None or draft.recipient is None:
        return ()
    found = []
    for person in draft.interview.panel:
        beside = path.with_name(f"{person.ref}.{draft.occasion.value}.md")
        if person.ref != draft.recipient.ref and beside.is_file():
            text = read_letter_file(beside).text
            found.append(read_letter(text, interview=draft.interview, recipient=person))
    return tuple(found)
