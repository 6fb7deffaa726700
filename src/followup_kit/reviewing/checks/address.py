"""ADR: who is addressed, how, and who signs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from followup_kit.facts.people import Person
from followup_kit.script import is_unspaced
from followup_kit.writing.composer import addressee

from ..facts_in_text import name_parts
from ..letter import Letter
from ..model import Edit, Example, Fix, Severity
from ..nearness import distance, folded, same_inflected, words
from ..rule import Hit, Rule, replace, rule

__all__ = ["CHECKS"]

_FEW_WORDS = 60
"""A channel whose letters have fewer words than this needs no closing."""


def _key(word: str) -> str:
    return word.replace(".", "").casefold()


def _titles(letter: Letter) -> dict[str, str]:
    """Every way to write a title, and how the pack writes it."""
    known = letter.language.titles
    forms = {_key(word): value for key, value in known.items() for word in (key, value) if " " not in word}
    for entry in letter.language.entries("title_form"):
        shown = known.get(entry.instead or "")
        # Only the words that stand there can be told to be forms of the title: "Professorin", "Doktor".
        said = (match[0] for match in words(_greeted(letter)) if shown and entry.regex.fullmatch(match[0]))
        forms |= {_key(word): shown for word in said if shown and _key(word) not in forms}
    return forms


def _greeted(letter: Letter) -> str:
    """The salutation, and the title that the record has."""
    title = letter.recipient.name.title if letter.recipient else None
    text = letter.body.plain[slice(*letter.salutation)] if letter.salutation else ""
    return f"{text} {title or ''}"


def _honorifics(letter: Letter) -> dict[str, frozenset[str]]:
    """Every form of address as the pack writes it, and for whom it is right."""
    known = letter.language.honorifics
    forms = {_key(value): frozenset(key for key in known if known[key] == value) for value in known.values()}
    for entry in letter.language.entries("honorific_form"):  # "Sra.", for those whom `instead` names
        said = (match[0] for match in words(_greeted(letter)) if entry.regex.fullmatch(match[0]))
        forms |= {_key(word): frozenset((entry.instead or "").split()) for word in said}
    return forms


def _proper_words(letter: Letter) -> frozenset[str]:
    """The words with which the pack's own table addresses this person; none of them is a guess or made up."""
    return frozenset(_key(match[0]) for match in words(_proper(letter)))


def _opener_end(letter: Letter, start: int, end: int) -> int:
    """Where the greeting itself ends and the name begins."""
    text = letter.body.plain[start:end]
    openers = [re.escape(row.salutation.split("{", 1)[0].strip()) for row in letter.language.address]
    openers += [entry.pattern for entry in letter.language.entries("greeting", "informal_greeting")]
    found = (re.match(rf"(?:{opener})(?!\w)", text, re.IGNORECASE) for opener in openers if opener)
    return start + max((match.end() for match in found if match), default=0)


def _names(letter: Letter) -> list[re.Match[str]]:
    """The words of the salutation that are names: neither greeting nor honorific nor title nor "and"."""
    if letter.salutation is None:
        return []
    if letter.language.after_name:
        return _before_suffix(letter)
    start, end = letter.salutation
    other = {*_titles(letter), *_honorifics(letter), "and", "und", "dear", "liebe", "lieber", "sehr", "geehrte"}
    text = letter.body.plain
    found = [m for m in words(text[:end]) if m.start() >= _opener_end(letter, start, end)]
    return [match for match in found if _key(match[0]) not in other]


def _before_suffix(letter: Letter) -> list[re.Match[str]]:
    """The words of the line that ends in "様" or the like, without that word and without an office before the name."""
    if letter.salutation is None:
        return []
    _, end = letter.salutation
    start = letter.body.text.rfind("\n", 0, end) + 1
    office = (letter.recipient and letter.recipient.job_title) or ""
    other = {*letter.language.after_name, *_titles(letter), *(match[0] for match in words(office))}
    return [match for match in _apart(letter, start, end) if match[0] not in other]


def _apart(letter: Letter, start: int, end: int) -> Iterator[re.Match[str]]:
    """The words of a line, with the word behind the name apart from it although no blank parts them."""
    behind = "|".join(sorted(map(re.escape, letter.language.after_name), key=len, reverse=True))
    last = r"(?=\W*$)"
    pattern = re.compile(rf"[^\W\d_]+?(?=(?:{behind}){last})|(?:{behind}){last}|[^\W\d_]+")
    return pattern.finditer(letter.body.plain[:end], start)


def _own_words(person: Person) -> list[str]:
    name = person.name
    found = [match[0] for part in name_parts(name) for match in words(part)]
    # Without a blank between them family and given name are one word: "佐藤美咲様".
    return [*found, *([f"{name.family}{name.given}"] if is_unspaced(name.family or "") else [])]


def _like_a_name(word: str) -> bool:
    """True for a capital, and for any word in a script that has none."""
    return word[:1].isupper() or is_unspaced(word)


def _is(found: str, names: list[str]) -> bool:
    initial = len(found) == 1 and any(name.startswith(found) for name in names)
    # Without blanks an office stands at the name like an ending: "高橋部長".
    initial = initial or any(len(name) > 1 and is_unspaced(name) and found.startswith(name) for name in names)
    return initial or any(same_inflected(found, name) for name in names)


def _nearest(found: str, names: list[str]) -> str | None:
    """The name that was meant, if one is near enough: one letter in three, two in six."""
    most = 1 if len(found) < 6 else 2
    near = [
        (distance(found.casefold(), name.casefold()), name)
        for name in names
        if len(name) > 2 and (distance(found.casefold(), name.casefold()) <= most or folded(found) == folded(name))
    ]
    return min(near)[1] if near and not _is(found, names) else None


def _generic(letter: Letter) -> bool:
    if letter.salutation is None:
        return False
    text = letter.body.plain[slice(*letter.salutation)]
    return any(entry.regex.match(text) for entry in letter.language.entries("generic_greeting"))


def _proper(letter: Letter) -> str:
    person = letter.recipient
    if person is None:
        return ""
    return letter.language.salutation(addressee(person, letter.interview, letter.context.medium))


def _rewrite(letter: Letter) -> tuple[Fix, ...]:
    """Offer the salutation that the record asks for."""
    if letter.recipient is None or letter.salutation is None:
        return ()
    proper = _proper(letter)
    return replace(letter.body, *letter.salutation, proper.replace("\n", "\\\n"), title=f"write “{proper}”")


@rule(
    "ADR001",
    Severity.WARNING,
    title="no salutation",
    help="Begin with a line that greets the person by name.",
    passes=(
        Example(body="Dear Ms Okafor,\n\nThank you for the visit."),
        Example(body="Guten Tag Sam Okafor,\n\nvielen Dank für das Gespräch.", locale="de-DE"),
    ),
    flags=(
        Example(body="Thank you for the visit. It was good to see the lab."),
        Example(body="Vielen Dank für das Gespräch.\n\nMit freundlichen Grüßen\n\nMara", locale="de-DE", record=True),
    ),
)
def no_salutation(letter: Letter) -> Iterator[Hit]:
    """Find letters that begin without a greeting."""
    first = re.search(r"\S+", letter.body.text)
    if letter.salutation is None and first is not None:
        at = letter.body.offsets[first.start()]
        proper = _proper(letter).replace("\n", "\\\n") + "\n\n"
        insert = Fix(edits=(Edit(start=at, end=at, replacement=proper),), title=f"write “{proper.strip()}”")
        yield Hit(
            passage=letter.body,
            start=first.start(),
            end=first.end(),
            message="the letter greets nobody",
            fixes=(insert,) if letter.recipient else (),
        )


@rule(
    "ADR002",
    Severity.ERROR,
    title="somebody else in the salutation",
    help="Address the person to whom the letter goes.",
    passes=(
        Example(body="Dear Dr Weber,\n\nSam Okafor told me about the rota.", record=True),
        Example(body="Dear Ada Weber and Sam Okafor,\n\nThank you both.", record=True),
    ),
    flags=(
        Example(body="Dear Sam Okafor,\n\nThank you for the visit.", record=True),
        Example(body="Dear Dr Miller,\n\nThank you for the visit.", record=True),
        Example(body="Sehr geehrte Frau Nair,\n\nvielen Dank.", locale="de-DE", record=True),
    ),
)
def wrong_person(letter: Letter) -> Iterator[Hit]:
    """Find names in the salutation that are not the recipient's."""
    person, interview = letter.recipient, letter.interview
    if person is None or _generic(letter):
        return
    own, found = _own_words(person), _names(letter)
    panel = [word for one in (interview.panel if interview else ()) for word in _own_words(one)]
    named = any(_is(match[0], own) or _nearest(match[0], own) for match in found)
    for match in found:
        word = match[0]
        # A colleague may be greeted as well, but only beside the recipient.
        elsewhere = _like_a_name(word) and not (named and _is(word, panel))
        if elsewhere and not _is(word, own) and (_is(word, panel) or _nearest(word, own) is None):
            yield Hit(
                passage=letter.body,
                start=match.start(),
                end=match.end(),
                message=f"the salutation names “{word}”, but the letter goes to {person.name.display}",
                fixes=_rewrite(letter),
            )


@rule(
    "ADR003",
    Severity.ERROR,
    title="a misspelt name in the salutation",
    help="Spell the name as its owner does.",
    passes=(Example(body="Dear Dr Weber,\n\nThank you for the visit.", record=True),),
    flags=(
        Example(body="Dear Dr Webber,\n\nThank you for the visit.", record=True),
        Example(body="Dear Ada Wbeer,\n\nThank you for the visit.", record=True),
        Example(body="Sehr geehrte Frau Dr. Wever,\n\nvielen Dank.", locale="de-DE", record=True),
    ),
)
def misspelt_name(letter: Letter) -> Iterator[Hit]:
    """Find near misses of the recipient's name; a slip of one letter may be mended unseen."""
    if letter.recipient is None or _generic(letter):
        return
    own = _own_words(letter.recipient)
    panel = [word for one in (letter.interview.panel if letter.interview else ()) for word in _own_words(one)]
    for match in _names(letter):
        meant = None if _is(match[0], panel) else _nearest(match[0], own)
        if meant is not None:
            fixes = replace(
                letter.body,
                match.start(),
                match.end(),
                meant,
                title=f"write “{meant}”",
                applicability="safe" if distance(match[0], meant) == 1 else "suggested",
            )
            message = f"“{match[0]}” is not how {letter.recipient.name.display} is spelt; the record has “{meant}”"
            yield Hit(passage=letter.body, start=match.start(), end=match.end(), message=message, fixes=fixes)


@rule(
    "ADR004",
    Severity.WARNING,
    title="a salutation to nobody in particular",
    help="Write to a person by name.",
    passes=(Example(body="Dear Dr Weber,\n\nThank you.", record=True),),
    flags=(
        Example(body="To whom it may concern,\n\nThank you for the visit."),
        Example(body="Dear Hiring Manager,\n\nThank you for the visit.", record=True),
        Example(body="Sehr geehrte Damen und Herren,\n\nvielen Dank.", locale="de-DE", record=True),
    ),
)
def nobody(letter: Letter) -> Iterator[Hit]:
    """Find greetings that fit anybody."""
    if letter.salutation is not None and _generic(letter):
        start, end = letter.salutation
        message = f"“{letter.body.text[start:end]}” fits anybody"
        yield Hit(passage=letter.body, start=start, end=end, message=message, fixes=_rewrite(letter))


@rule(
    "ADR005",
    Severity.WARNING,
    title="an informal greeting",
    help="Greet people formally until they offer their given name.",
    passes=(
        Example(body="Dear Dr Weber,\n\nThank you.", record=True),
        Example(body="---\nrecipient: nair\n---\n\nHi Priya,\n\nThank you.", record=True),
    ),
    flags=(
        Example(body="Hey there,\n\nThank you for the visit."),
        Example(body="Hi Ada,\n\nThank you for the visit.", record=True),
        Example(body="Hallo Frau Weber,\n\nvielen Dank.", locale="de-DE", record=True),
    ),
)
def informal_greeting(letter: Letter) -> Iterator[Hit]:
    """Find greetings among friends. The pack's mild ones count only where the record asks for formality."""
    if letter.salutation is None:
        return
    start, end = letter.salutation
    for entry in letter.language.entries("informal_greeting"):
        match = entry.regex.match(letter.body.plain, start, end)
        if match and (letter.formal or entry.severity != "info"):
            message = f"“{match[0]}” is too informal a greeting here; better: {entry.instead}"
            yield Hit(passage=letter.body, start=start, end=match.end(), message=message, fixes=_rewrite(letter))
            return


def _address_words(letter: Letter) -> Iterator[re.Match[str]]:
    """The words between the greeting's start and its end, with their full stops."""
    if letter.salutation is not None and letter.language.after_name:
        end = letter.salutation[1]
        yield from _apart(letter, letter.body.text.rfind("\n", 0, end) + 1, end)
    elif letter.salutation is not None:
        # "Dott.ssa" is one word, as is "sig.ra".
        word = re.compile(r"[^\W\d_]+(?:\.[a-zà-öø-ÿ]{1,4}(?![^\W\d_]))?\.?")
        yield from word.finditer(letter.body.plain, *letter.salutation)


@rule(
    "ADR006",
    Severity.ERROR,
    title="a wrong honorific",
    help="Use the form of address that the record states.",
    passes=(
        Example(body="Dear Dr Weber,\n\nThank you.", record=True),
        Example(body="Sehr geehrte Frau Dr. Weber,\n\nvielen Dank.", locale="de-DE", record=True),
    ),
    flags=(
        Example(body="Dear Mr Weber,\n\nThank you.", record=True),
        Example(body="Dear Mrs Weber,\n\nThank you.", record=True),
        Example(body="Sehr geehrter Herr Dr. Weber,\n\nvielen Dank.", locale="de-DE", record=True),
    ),
)
def wrong_honorific(letter: Letter) -> Iterator[Hit]:
    """Find a form of address that is not the recorded one."""
    person = letter.recipient
    if person is None or person.name.honorific is None:
        return
    forms = _honorifics(letter)
    for match in _address_words(letter):
        right = forms.get(_key(match[0]))
        if right is not None and person.name.honorific not in right:
            wanted = letter.language.honorifics.get(person.name.honorific, person.name.honorific)
            message = f"“{match[0]}” is not how {person.name.display} is addressed; the record says {wanted}"
            yield Hit(
                passage=letter.body, start=match.start(), end=match.end(), message=message, fixes=_rewrite(letter)
            )


@rule(
    "ADR007",
    Severity.ERROR,
    title="a guessed honorific",
    help="Use the full name until you know how the person wishes to be addressed; a given name does not tell.",
    passes=(
        Example(body="---\nrecipient: okafor\n---\n\nDear Sam Okafor,\n\nThank you.", record=True),
        Example(body="---\nrecipient: okafor\n---\n\nGuten Tag Sam Okafor,\n\nDank.", locale="de-DE", record=True),
    ),
    flags=(
        Example(body="---\nrecipient: okafor\n---\n\nDear Mr Okafor,\n\nThank you.", record=True),
        Example(body="---\nrecipient: okafor\n---\n\nDear Ms. Okafor,\n\nThank you.", record=True, locale="en-US"),
        Example(body="---\nrecipient: okafor\n---\n\nLieber Sam Okafor,\n\nDank.", locale="de-DE", record=True),
    ),
)
def guessed_honorific(letter: Letter) -> Iterator[Hit]:
    """Find honorifics that say a gender although the record states none."""
    person = letter.recipient
    if person is None or person.name.honorific is not None:
        return
    forms = _honorifics(letter)
    for match in sorted(_address_words(letter), key=lambda match: _key(match[0]) not in forms):
        right = forms.get(_key(match[0]))
        if _key(match[0]) in _proper_words(letter):
            continue
        # German shows a gender in the word for "dear" as well, and so do the Romance languages.
        german = letter.language.language == "de" and re.fullmatch(
            r"(?:sehr )?(?:geehrt|lieb|verehrt)er?", match[0], re.I
        )
        ending = any(entry.regex.fullmatch(match[0]) for entry in letter.language.entries("gendered_greeting"))
        if german or ending or (right is not None and right != {"mx"}):
            message = f"“{match[0]}” says how {person.name.display} is addressed, which the record does not know"
            yield Hit(
                passage=letter.body, start=match.start(), end=match.end(), message=message, fixes=_rewrite(letter)
            )
            return


@rule(
    "ADR008",
    Severity.WARNING,
    title="a title left out or made up",
    help="Keep the title that the person has, and give nobody one that the record does not know.",
    passes=(
        Example(body="Dear Dr Weber,\n\nThank you.", record=True),
        Example(body="---\nrecipient: nair\n---\n\nDear Priya,\n\nThank you.", record=True),
        Example(body="Dear Doctor Weber,\n\nThank you.", record=True),
        Example(body="Sehr geehrte Frau Doktor Weber,\n\nvielen Dank.", locale="de-DE", record=True),
    ),
    flags=(
        Example(body="Dear Ms Weber,\n\nThank you.", record=True),
        Example(body="Dear Professor Weber,\n\nThank you.", record=True),
        Example(body="---\nrecipient: okafor\n---\n\nDear Dr Okafor,\n\nThank you.", record=True),
        Example(body="Sehr geehrte Frau Weber,\n\nvielen Dank.", locale="de-DE", record=True),
    ),
)
def title(letter: Letter) -> Iterator[Hit]:
    """Compare the titles of the salutation with the record's."""
    person = letter.recipient
    if person is None or letter.salutation is None or _generic(letter) or not _names(letter):
        return
    known = _titles(letter)
    wanted = {known.get(_key(part)) for part in (person.name.title or "").split()} - {None}
    found = [(match, known[_key(match[0])]) for match in _address_words(letter) if _key(match[0]) in known]
    for match, shown in found:
        # "Dra." is how a woman is addressed whose title the record has as "Dr.".
        if shown not in wanted and _key(match[0]) not in _proper_words(letter):
            message = f"“{match[0]}” is not in the record of {person.name.display}"
            yield Hit(
                passage=letter.body,
                start=match.start(),
                end=match.end(),
                message=message,
                severity=Severity.ERROR,
                fixes=_rewrite(letter),
            )
    family = [match[0] for match in words(person.name.family or person.name.display)]
    by_family = any(_is(match[0], family) for match in _names(letter))  # otherwise ADR009 says what is wrong
    if letter.formal and wanted and not found and by_family:
        message = f"the salutation leaves out {person.name.display}'s title, {person.name.title}"
        start, end = letter.salutation
        yield Hit(passage=letter.body, start=start, end=end, message=message, fixes=_rewrite(letter))


@rule(
    "ADR009",
    Severity.WARNING,
    title="a given name that was not offered",
    help="Use the family name, or the full name, until the person offers the given name.",
    passes=(
        Example(body="Dear Dr Weber,\n\nThank you.", record=True),
        Example(body="---\nrecipient: nair\n---\n\nDear Priya,\n\nThank you.", record=True),
    ),
    flags=(
        Example(body="Dear Ada,\n\nThank you.", record=True),
        Example(body="Hallo Ada,\n\nvielen Dank.", locale="de-DE", record=True),
    ),
)
def given_name_only(letter: Letter) -> Iterator[Hit]:
    """Find salutations by given name where the record asks for a formal one."""
    person = letter.recipient
    if person is None or not letter.formal or not (person.name.given and person.name.family):
        return
    found = _names(letter)
    given, family = ([m[0] for m in words(part)] for part in (person.name.given, person.name.family))
    if found and all(_is(match[0], given) and not _is(match[0], family) for match in found):
        message = f"{person.name.display} has not offered the given name"
        start, end = found[0].start(), found[-1].end()
        yield Hit(passage=letter.body, start=start, end=end, message=message, fixes=_rewrite(letter))


@rule(
    "ADR010",
    Severity.WARNING,
    title="no closing",
    help="End with a closing line such as the language's usual greeting.",
    passes=(
        Example(body="Dear Ms Okafor,\n\nThank you.\n\nKind regards,\n\nMara Lindqvist"),
        Example(body="Guten Tag,\n\nvielen Dank.\n\nMit freundlichen Grüßen\nMara Lindqvist", locale="de-DE"),
        Example(body="Dear Ms Okafor,\n\nThank you for the visit. Mara Lindqvist", channel="note"),
    ),
    flags=(
        Example(body="Dear Ms Okafor,\n\nThank you for the visit.\n\nMara Lindqvist"),
        Example(body="Guten Tag Sam Okafor,\n\nvielen Dank für das Gespräch.", locale="de-DE"),
    ),
)
def no_closing(letter: Letter) -> Iterator[Hit]:
    """Find letters that stop without a closing line; very short notes need none."""
    medium = letter.context.medium
    if letter.closing is None and not (medium and medium.words[1] < _FEW_WORDS) and letter.body.text.strip():
        last = list(re.finditer(r"\S+", letter.body.text))[-1]
        yield Hit(passage=letter.body, start=last.start(), end=last.end(), message="the letter has no closing line")


@rule(
    "ADR011",
    Severity.WARNING,
    title="no signature, or another name under it",
    help="Sign with your own name as the record has it.",
    passes=(
        Example(body="Dear Dr Weber,\n\nThank you.\n\nKind regards,\n\nMara Lindqvist\nHarbour Street 1", record=True),
        Example(body="Dear Dr Weber,\n\nThank you.\n\nKind regards,\nMara", record=True),
    ),
    flags=(
        Example(body="Dear Ms Okafor,\n\nThank you.\n\nKind regards,"),
        Example(body="Dear Dr Weber,\n\nThank you.\n\nKind regards,\n\nMara Lindquist", record=True),
        Example(body="Dear Dr Weber,\n\nThank you.\n\nKind regards,\n\nJohn Smith", record=True),
    ),
)
def signature(letter: Letter) -> Iterator[Hit]:
    """Find letters that nobody signs, or somebody else."""
    if letter.signature is None:
        if letter.closing is not None:
            start, end = letter.closing
            yield Hit(passage=letter.body, start=start, end=end, message="nobody signs the letter")
        return
    if letter.interview is None:
        return
    start, end = letter.signature
    own = [match[0] for part in name_parts(letter.interview.candidate.name) for match in words(part)]
    first = re.match(r"[^\n]*", letter.body.text[start:end])
    stop = start + (first.end() if first else 0)
    found = [match for match in words(letter.body.plain[:stop]) if match.start() >= start]
    wrong = [match for match in found if not _is(match[0].strip("."), own)]
    # Names of two characters have no near misses: of a whole name every word has to be right.
    whole = len(found) == 2 and any(is_unspaced(match[0]) for match in wrong)
    if not found or whole or len(wrong) == len(found) or any(_nearest(match[0], own) for match in wrong):
        name = letter.interview.candidate.name.display
        message = f"the letter is signed “{letter.body.text[start:stop]}”, the record says {name}"
        yield Hit(
            passage=letter.body,
            start=start,
            end=stop,
            message=message,
            severity=Severity.ERROR,
            fixes=replace(letter.body, start, stop, name, title=f"write “{name}”"),
        )


@rule(
    "ADR012",
    Severity.WARNING,
    title="an informal closing",
    help="Close as one closes a letter.",
    passes=(Example(body="Dear Ms Okafor,\n\nThank you.\n\nKind regards,\n\nMara"),),
    flags=(
        Example(body="Dear Ms Okafor,\n\nThank you.\n\nCheers,\n\nMara"),
        Example(body="Guten Tag,\n\nvielen Dank.\n\nLG\nMara", locale="de-DE"),
    ),
)
def informal_closing(letter: Letter) -> Iterator[Hit]:
    """Find closings among friends."""
    if letter.closing is None:
        return
    start, end = letter.closing
    for entry in letter.language.entries("informal_closing"):
        match = entry.regex.match(letter.body.plain, start, end)
        if match and not re.search(r"\w", letter.body.plain[match.end() : end]):
            message = f"“{match[0]}” is too informal a closing; better: {entry.instead}"
            fixes = replace(letter.body, start, match.end(), entry.instead or "", title=f"write “{entry.instead}”")
            yield Hit(passage=letter.body, start=start, end=match.end(), message=message, fixes=fixes)
            return


@rule(
    "ADR013",
    Severity.ERROR,
    title="the familiar “you” in a formal letter",
    help="Write the formal pronoun to people who have not offered the other one.",
    passes=(
        Example(body="Sehr geehrte Frau Dr. Weber,\n\nich danke Ihnen.", locale="de-DE", record=True),
        Example(body="---\nrecipient: nair\n---\n\nHallo Priya,\n\nich danke dir.", locale="de-DE", record=True),
    ),
    flags=(Example(body="Sehr geehrte Frau Dr. Weber,\n\nich danke dir.", locale="de-DE", record=True),),
)
def familiar_you(letter: Letter) -> Iterator[Hit]:
    """Find familiar pronouns, in languages that have them."""
    if letter.formal:
        for passage, match, entry in letter.words_of("informal_you"):
            message = f"“{match[0]}” is the familiar form; better: {entry.instead}"
            yield Hit(passage=passage, start=match.start(), end=match.end(), message=message)


_UNREAD = re.compile(
    r"(?:no|not?|do-?not|donot|nicht)[-_.]?(?:reply|respond|antworten)|mailer-daemon|bounces?|postmaster|abuse", re.I
)


@rule(
    "ADR014",
    Severity.ERROR,
    title="a mailbox that nobody reads",
    help="Ask the coordinator for the person's own address, or use another channel.",
    passes=(Example(body="Dear Dr Weber,\n\nThank you.", record=True),),
    flags=(Example(body="---\nrecipient: okafor\n---\n\nDear Sam Okafor,\n\nThank you.", record=True),),
)
def unread_mailbox(letter: Letter) -> Iterator[Hit]:
    """Find addresses that only machines write from; a letter sent there is lost."""
    person, medium = letter.recipient, letter.context.medium
    mailed = letter.draft.channel == "email" or (medium is not None and "email" in medium.needs)
    if person is None or person.email is None or not mailed:
        return
    if _UNREAD.match(person.email.partition("@")[0]):
        start, end = letter.salutation or (0, 0)
        message = f"{person.email} is not read by anybody"
        yield Hit(passage=letter.body, start=start, end=end, message=message)


CHECKS: tuple[Rule, ...] = (
    no_salutation,
    wrong_person,
    misspelt_name,
    nobody,
    informal_greeting,
    wrong_honorific,
    guessed_honorific,
    title,
    given_name_only,
    no_closing,
    signature,
    informal_closing,
    familiar_you,
    unread_mailbox,
)
