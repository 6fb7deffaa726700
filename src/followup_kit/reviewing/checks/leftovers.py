"""LEF: what a template, a prompt or a hasty hand left behind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..letter import Letter, Passage
from ..model import Example, Fix, Severity
from ..rule import Hit, Rule, replace, rule

__all__ = ["CHECKS"]

_FIELD = r"[^\W\d_][\w .,'’/&:*-]{0,60}"
# Each has two marks around a few words. A lone bracket, a code such as [1] or [sic] and arithmetic are not fields.
_BRACKETS = re.compile(
    rf"\{{\{{[^{{}}\n]{{0,80}}\}}\}}|\$\{{[^{{}}\n]{{1,60}}\}}|\{{%[^{{}}\n]{{0,80}}%\}}|<%[^<>\n]{{0,80}}%>"
    rf"|\[\[[^\[\]\n]{{0,80}}\]\]|\[(?!sic\]|\.\.\.\]|…\])(?:{_FIELD}|\.{{2}}|_{{2,20}}| {{1,20}})\]"
    rf"|\{{{_FIELD}\}}|<<[^<>\n]{{1,60}}>>|<(?!https?:|mailto:){_FIELD}>|«(?:{_FIELD})»(?=\W|$)"
    r"|(?<![\w%])%[A-Z][A-Z_]{2,30}%(?!\w)|(?<!\w)__?[A-Z][A-Z_]{2,30}__?(?!\w)|(?<!\w)_{4,60}(?!\w)"
    r"|\*\|[A-Z_:]{2,40}\|\*|(?<!\w)@@[\w.]{1,40}@@"
)
_OWN_FIELDS = {
    "company": "employer",
    "company name": "employer",
    "employer": "employer",
    "organisation": "employer",
    "organization": "employer",
    "firma": "employer",
    "unternehmen": "employer",
    "role": "role",
    "position": "role",
    "job title": "role",
    "job": "role",
    "stelle": "role",
    "name": "recipient",
    "interviewer": "recipient",
    "interviewer name": "recipient",
    "first name": "given",
    "given": "given",
    "vorname": "given",
    "last name": "family",
    "family": "family",
    "nachname": "family",
    "my name": "candidate",
    "your name": "candidate",
    "candidate": "candidate",
    "candidate name": "candidate",
    "mein name": "candidate",
    "empresa": "employer",
    "nombre de la empresa": "employer",
    "puesto": "role",
    "cargo": "role",
    "entrevistador": "recipient",
    "entrevistadora": "recipient",
    "nombre": "given",
    "apellido": "family",
    "apellidos": "family",
    "mi nombre": "candidate",
}
"""What a field's name stands for in the record."""


def _value(letter: Letter, field: str) -> str | None:
    """What the record has for a field such as {{company_name}}."""
    interview, person = letter.interview, letter.recipient
    if interview is None:
        return None
    values = {
        "employer": interview.employer.name,
        "role": interview.role,
        "candidate": interview.candidate.name.display,
        "recipient": person.name.display if person else None,
        "given": person.name.given if person else None,
        "family": person.name.family if person else None,
    }
    return values.get(_OWN_FIELDS.get(_field(field), ""))


def _quoted(letter: Letter, text: str) -> bool:
    """True for «words» in a language that quotes so, unless they are the name of a field."""
    marks = (letter.language.quotes[0], *letter.language.also_quotes)
    return text[0] == "«" and "«" in marks and _field(text) not in _OWN_FIELDS


def _field(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


def _filled(letter: Letter, passage: Passage, match: re.Match[str]) -> tuple[Fix, ...]:
    value = _value(letter, match[0])
    if value is None:
        return ()
    # Two braces are a field beyond doubt. Other brackets may be meant, so a person has to look.
    sure = match[0].startswith("{{")
    return replace(
        passage,
        match.start(),
        match.end(),
        value,
        title=f"write “{value}”",
        applicability="safe" if sure else "suggested",
    )


@rule(
    "LEF001",
    Severity.ERROR,
    title="a placeholder",
    help="Put the real words where the brackets are.",
    passes=(
        Example(body="Dear Dr Weber,\n\nI liked the [TODO] board that nobody's gonna miss.", record=True),
        Example(body="Dear Ms Okafor,\n\nYou said that costs [sic] fell by 5 % (see <https://example.org>)."),
        Example(body="Dear Ms Okafor,\n\nIf a < b and c > d, the list a[0] is sorted."),
    ),
    flags=(
        Example(body="Dear [Name],\n\nThank you for the visit."),
        Example(body="Dear {{first_name}},\n\nThank you for the visit.", record=True),
        Example(body="Dear Ms Okafor,\n\nthe <COMPANY> team and its ____ were kind."),
        Example(body="Guten Tag,\n\ndanke für das Gespräch bei [Firma].", locale="de-DE"),
    ),
)
def brackets(letter: Letter) -> Iterator[Hit]:
    """Find fields of templates by their marks."""
    for passage in letter.passages:
        for match in _BRACKETS.finditer(passage.bare):
            if not letter.recorded(match[0].strip("[]{}<>_% ")) and not _quoted(letter, match[0]):
                yield Hit(
                    passage=passage,
                    start=match.start(),
                    end=match.end(),
                    message=f"“{passage.text[match.start() : match.end()]}” is a placeholder",
                    fixes=_filled(letter, passage, match),
                )


@rule(
    "LEF002",
    Severity.ERROR,
    title="a note to oneself",
    help="Write what the note asks for, or delete it.",
    passes=(
        Example(body="Dear Dr Weber,\n\nYour TODO board is a fine thing.", record=True),
        Example(body="Dear Ms Okafor,\n\nI have a lot to do: the tests first. I left my bag here."),
        Example(body="Sehr geehrte Frau Okafor,\n\nder Name der Stelle hier ist neu.", locale="de-DE"),
    ),
    flags=(
        Example(body="Dear Ms Okafor,\n\nTODO: mention the lab."),
        Example(body="Dear Ms Okafor,\n\nI liked insert topic of the interview here very much."),
        Example(body="Dear Ms Okafor,\n\nLorem ipsum dolor sit amet."),
        Example(body="Guten Tag,\n\nhier Firma einfügen.", locale="de-DE"),
    ),
)
def notes(letter: Letter) -> Iterator[Hit]:
    """Find TODO, filler text and "insert ... here"."""
    for passage, match, _ in letter.words_of("placeholder", whole=True):
        shown = passage.text[match.start() : match.end()]
        yield Hit(passage=passage, start=match.start(), end=match.end(), message=f"“{shown}” is not part of a letter")


_HEAD_LINE = re.compile(r"^(?:subject(?: line)?|betreff(?:zeile)?) ?:", re.IGNORECASE | re.MULTILINE)


@rule(
    "LEF003",
    Severity.ERROR,
    title="words of a writing program",
    help="Delete what is addressed to you and not to the recipient.",
    passes=(
        Example(body="Dear Ms Okafor,\n\nHere is the test plan that I promised. Let me know if you would like more."),
        Example(body="Guten Tag,\n\nhier ist der Testplan. Geben Sie mir Bescheid, wenn etwas fehlt.", locale="de-DE"),
    ),
    flags=(
        Example(body="Certainly! Here is a thank-you note:\n\nDear Ms Okafor,\n\nThank you."),
        Example(body="Dear Ms Okafor,\n\nThank you.\n\nKind regards,\n\nMara\n\nFeel free to adjust the tone."),
        Example(body="Gerne! Hier ist ein Entwurf:\n\nGuten Tag,\n\nvielen Dank.", locale="de-DE"),
    ),
)
def program_words(letter: Letter) -> Iterator[Hit]:
    """Find remains of a dialogue with a program that wrote the letter."""
    for passage, match, _ in letter.words_of("machine", whole=True):
        shown = passage.text[match.start() : match.end()]
        yield Hit(passage=passage, start=match.start(), end=match.end(), message=f"“{shown}” is meant for the writer")
    for match in _HEAD_LINE.finditer(letter.body.text):
        message = f"“{match[0]}” belongs into the head of the letter, not into its text"
        yield Hit(passage=letter.body, start=match.start(), end=match.end(), message=message)


_DOUBLED = re.compile(r"(?<![\w'-])([^\W\d_]{1,40})(?:[ \n]{1,3})(\1)(?![\w'-])", re.IGNORECASE)


@rule(
    "LEF004",
    Severity.WARNING,
    title="a word written twice",
    help="Delete one of the two.",
    passes=(
        Example(body="Dear Ms Okafor,\n\nI know that that was hard, and you had had a long day."),
        Example(body="Guten Tag,\n\ndie Leute, die die Daten pflegen, sind nett.", locale="de-DE"),
        Example(body="Dear Ms Okafor,\n\nPago Pago and Duran Duran came up."),
    ),
    flags=(
        Example(body="Dear Ms Okafor,\n\nI saw the the lab."),
        Example(body="Guten Tag,\n\nich habe mich mich gefreut.", locale="de-DE"),
    ),
)
def doubled(letter: Letter) -> Iterator[Hit]:
    """Find a word that follows itself, unless the language allows it for this word."""
    allowed = tuple(letter.language.entries("doubled"))
    for passage in letter.passages:
        for match in _DOUBLED.finditer(passage.bare):
            word, again = match[1], match[2]
            name = word[:1].isupper() and again[:1].isupper()
            if name or letter.recorded(match[0]) or any(entry.regex.fullmatch(word) for entry in allowed):
                continue
            yield Hit(
                passage=passage,
                start=match.start(),
                end=match.end(),
                message=f"“{word}” stands twice",
                fixes=replace(passage, match.end(1), match.end(), "", title=f"write “{word}” once"),
            )


@rule(
    "LEF005",
    Severity.INFO,
    title="blanks in a row",
    help="One blank between two words is enough.",
    passes=(Example(body="Dear Ms Okafor,\n\nThank you.  \nIt was good."),),
    flags=(Example(body="Dear Ms Okafor,\n\nThank  you for the visit."),),
)
def blanks(letter: Letter) -> Iterator[Hit]:
    """Find two blanks and more between words of one line."""
    for passage in letter.passages:
        for match in re.finditer(r"(?<=\S) ( {1,200})(?=\S)", passage.text):
            fixes = replace(passage, *match.span(1), "", title="write one blank", applicability="safe")
            yield Hit(
                passage=passage, start=match.start(), end=match.end(), message="several blanks in a row", fixes=fixes
            )


# Zero-width blanks and hidden hyphens come with pasted text; direction controls can make a text read differently.
_UNSEEN = re.compile(
    "[\u200b\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]{1,50}"
)


@rule(
    "LEF006",
    Severity.WARNING,
    title="characters that nobody sees",
    help="Delete them; they come with pasted text and change how a program reads the letter.",
    passes=(Example(body="Dear Zoë Weber,\n\nThank you – it was a good visit. שלום"),),
    flags=(
        Example(body="Dear Ms Oka\u200bfor,\n\nThank you."),
        Example(body="Dear Ms Okafor,\n\nThank you \u202efor the visit\u202c."),
    ),
)
def unseen(letter: Letter) -> Iterator[Hit]:
    """Find zero-width, direction and control characters."""
    for passage in letter.passages:
        for match in _UNSEEN.finditer(passage.text):
            names = ", ".join(sorted({f"U+{ord(char):04X}" for char in match[0]}))
            fixes = replace(passage, match.start(), match.end(), "", title="delete it")
            message = f"the letter holds unseen characters ({names})"
            yield Hit(passage=passage, start=match.start(), end=match.end(), message=message, fixes=fixes)


# UTF-8 that was read as Latin-1 or Windows-1252 ("GrÃ¼ÃŸe", "donâ€™t"), and the sign for what could not be read.
_BROKEN = re.compile(
    "(?:[ÃÂ][\u0080-\u00bf\u0178\u0152\u0153\u201c-\u201e\u2020-\u2026\u20ac]|â€[\u0090-\u009f™œ“”˜¦]){1,20}|\ufffd{1,50}"
)


@rule(
    "LEF007",
    Severity.ERROR,
    title="broken characters",
    help="Save the letter as UTF-8 and write the word anew.",
    passes=(Example(body="Liebe Grüße aus São Paulo und Île-de-France, Ângela.", locale="de-DE"),),
    flags=(
        Example(body="Dear Ms Okafor,\n\nI donâ€™t know."),
        Example(body="Guten Tag,\n\nmit freundlichen GrÃ¼ÃŸen", locale="de-DE"),
        Example(body="Dear Ms Oka\ufffdor,\n\nThank you."),
    ),
)
def broken_characters(letter: Letter) -> Iterator[Hit]:
    """Find words that went through a wrong encoding."""
    for passage in letter.passages:
        for match in _BROKEN.finditer(passage.text):
            message = f"“{match[0]}” comes from a text read in the wrong encoding"
            yield Hit(passage=passage, start=match.start(), end=match.end(), message=message)


@rule(
    "LEF008",
    Severity.WARNING,
    title="an attachment that is not there",
    help="Nothing is attached to the letter; attach it by hand and waive this finding, or offer to send it.",
    passes=(
        Example(body="Dear Ms Okafor,\n\nI can send you my notes. The lab is attached to the clinic that I know."),
        Example(body="Guten Tag,\n\nich schicke Ihnen den Plan gern. Die Anlage läuft seit Mai.", locale="de-DE"),
    ),
    flags=(
        Example(body="Dear Ms Okafor,\n\nPlease find my CV attached."),
        Example(body="Dear Ms Okafor,\n\nI have attached the plan."),
        Example(body="Guten Tag,\n\nim Anhang finden Sie den Plan.", locale="de-DE"),
    ),
)
def attachments(letter: Letter) -> Iterator[Hit]:
    """Find words about something sent along. Letters leave as they are, without attachments."""
    for passage, match, entry in letter.words_of("attachment"):
        shown = passage.text[match.start() : match.end()]
        message = f"“{shown}”: nothing is attached to this letter"
        severity = Severity(entry.severity)
        yield Hit(passage=passage, start=match.start(), end=match.end(), message=message, severity=severity)


# Three full stops are an ellipsis; "Yahoo!" may end a sentence, but then without a full stop of its own.
_TWO_STOPS = re.compile(r"(?<![.!?…])(?:\.\.|[!?]\.)(?![.\w])")


@rule(
    "LEF009",
    Severity.WARNING,
    title="a broken phrase",
    help="Read the sentence aloud and mend it, or mend the words in the record that it was made of.",
    passes=(
        Example(body="Dear Ms Okafor,\n\nThank you... and to you all! I promised to send the plan to Globex Inc."),
        Example(body="Guten Tag,\n\nich habe versprochen, Ihnen den Plan zu schicken.", locale="de-DE"),
    ),
    flags=(
        Example(body="Dear Ms Okafor,\n\nI would like to join Globex Inc.. Thank you."),
        Example(body="Dear Ms Okafor,\n\nYou asked why it is late?. It was good!."),
        Example(body="Dear Ms Okafor,\n\nI promised to I will send you the plan."),
        Example(body="Guten Tag,\n\nich habe versprochen, ich werde den Plan zu schicken.", locale="de-DE"),
    ),
)
def broken_phrase(letter: Letter) -> Iterator[Hit]:
    """Find two marks where a sentence ends, and words that cannot follow each other, in the record's words as well."""
    for passage in letter.passages:
        for match in _TWO_STOPS.finditer(passage.plain):
            message = f"“{match[0]}” is one mark too many"
            fixes = replace(passage, match.start(), match.end(), match[0][0], title=f"write “{match[0][0]}”")
            yield Hit(passage=passage, start=match.start(), end=match.end(), message=message, fixes=fixes)
        for entry in letter.language.entries("broken"):
            for match in entry.regex.finditer(passage.plain):
                message = f"“{passage.text[match.start() : match.end()]}” cannot stand like this"
                yield Hit(passage=passage, start=match.start(), end=match.end(), message=message)


CHECKS: tuple[Rule, ...] = (
    brackets,
    notes,
    program_words,
    doubled,
    blanks,
    unseen,
    broken_characters,
    attachments,
    broken_phrase,
)
