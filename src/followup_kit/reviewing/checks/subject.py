"""SUB: the subject line, in channels that have one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from followup_kit.facts.history import Occasion

from ..letter import Letter, Passage
from ..model import Example, Severity
from ..rule import Hit, Rule, replace, rule

__all__ = ["CHECKS"]

_LONGEST = 78
"""Characters that every mail program shows or carries on one line (RFC 5322, section 2.1.1)."""
_LETTER = "Dear Ms Okafor,\n\nThank you for the visit."
_BRIEF = "Guten Tag,\n\nvielen Dank."


def _subject(letter: Letter) -> Passage | None:
    medium = letter.context.medium
    return letter.subject if medium is None or medium.subject else None


@rule(
    "SUB001",
    Severity.ERROR,
    title="no subject",
    help="Name the role and what the letter is for.",
    passes=(
        Example(body=_LETTER, subject="Senior Data Engineer: thank you for Tuesday"),
        Example(body=_LETTER, channel="note"),
    ),
    flags=(Example(body=_LETTER), Example(body=_BRIEF, locale="de-DE")),
)
def missing(letter: Letter) -> Iterator[Hit]:
    """Find letters without a subject in channels that show one."""
    medium = letter.context.medium
    if medium is not None and medium.subject and not (letter.draft.subject or "").strip():
        yield Hit(passage=letter.body, start=0, end=0, message=f"the letter has no subject; {medium.title} needs one")


@rule(
    "SUB002",
    Severity.WARNING,
    title="a long subject",
    help="Cut it down to the role and the purpose.",
    passes=(Example(body=_LETTER, subject="Senior Data Engineer: thank you for Tuesday"),),
    flags=(Example(body=_LETTER, subject="Thank you for " + "the very long and good conversation " * 3),),
)
def too_long(letter: Letter) -> Iterator[Hit]:
    """Compare the subject with the channel's limit, or with what every program shows."""
    subject, medium = _subject(letter), letter.context.medium
    if subject is None:
        return
    limits = [limit.most for limit in medium.limits if limit.part == "subject"] if medium else []
    most = min(limits, default=_LONGEST)
    if len(subject.text) > most:
        message = f"the subject has {len(subject.text)} characters; at most {most} are shown"
        yield Hit(passage=subject, start=most, end=len(subject.text), message=message)


@rule(
    "SUB003",
    Severity.WARNING,
    title="a subject that says nothing",
    help="Name the role, so that the reader knows what it is about before opening it.",
    passes=(
        Example(body=_LETTER, subject="Following up on Tuesday's talk about event streams"),
        Example(body=_BRIEF, subject="Gespräch am 3. März (Dateningenieurin)", locale="de-DE"),
    ),
    flags=(
        Example(body=_LETTER, subject="Following up"),
        Example(body=_LETTER, subject="Thank you!"),
        Example(body=_BRIEF, subject="Vielen Dank", locale="de-DE"),
    ),
)
def bare(letter: Letter) -> Iterator[Hit]:
    """Find subjects that would fit any letter."""
    subject = _subject(letter)
    if subject is None:
        return
    text = re.sub(r"[\s!.,:;?-]{1,10}$", "", subject.plain[:200]).strip()
    if any(entry.regex.fullmatch(text) for entry in letter.language.entries("bare_subject")):
        message = f"“{subject.text}” could stand over any letter"
        yield Hit(passage=subject, start=0, end=len(subject.text), message=message)


@rule(
    "SUB004",
    Severity.WARNING,
    title="a loud subject",
    help="Write it like the title of a report.",
    passes=(Example(body=_LETTER, subject="SRE role: thank you for Tuesday"),),
    flags=(
        Example(body=_LETTER, subject="Thank you for the interview on Tuesday!"),
        Example(body=_LETTER, subject="URGENT: the data engineer role"),
        Example(body=_LETTER, subject="THANK YOU FOR TUESDAY"),
    ),
)
def loud(letter: Letter) -> Iterator[Hit]:
    """Find exclamation marks, urgency and capitals in the subject."""
    subject = _subject(letter)
    if subject is None:
        return
    for match in re.finditer(
        r"[!！]{1,20}|[【［](?:至急|重要|緊急|必読)[】］]|\b(?:URGENT|IMPORTANT|ASAP|DRINGEND|WICHTIG|EILT)\b",
        subject.bare,
    ):
        fixes = replace(subject, match.start(), match.end(), "", title="leave it out") if match[0][0] in "!！" else ()
        message = f"“{match[0]}” is loud in a subject"
        yield Hit(passage=subject, start=match.start(), end=match.end(), message=message, fixes=fixes)
    letters = [char for char in subject.bare if char.isalpha()]
    if len(letters) > 12 and sum(char.isupper() for char in letters) > 0.7 * len(letters):
        yield Hit(passage=subject, start=0, end=len(subject.text), message="the subject is written in capitals")


@rule(
    "SUB005",
    Severity.WARNING,
    title="a reply that is none",
    help="Leave Re: to the mail program; a made-up reply looks like a trick.",
    passes=(Example(body=_LETTER, subject="Research role: thank you for Tuesday"),),
    flags=(
        Example(body=_LETTER, subject="Re: our interview on Tuesday"),
        Example(body=_BRIEF, subject="AW: Gespräch am Dienstag", locale="de-DE"),
    ),
)
def false_reply(letter: Letter) -> Iterator[Hit]:
    """Find reply marks in a first letter."""
    subject = _subject(letter)
    match = re.match(r"(?:re|aw|fwd?|wg|antw) ?: ?", subject.plain, re.IGNORECASE) if subject else None
    if subject is not None and match is not None and letter.draft.occasion is Occasion.THANK_YOU:
        fixes = replace(subject, 0, match.end(), "", title="leave it out")
        message = f"“{match[0].strip()}” claims an exchange that there was not"
        yield Hit(passage=subject, start=0, end=match.end(), message=message, fixes=fixes)


CHECKS: tuple[Rule, ...] = (missing, too_long, bare, loud, false_reply)
