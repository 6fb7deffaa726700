"""FAC: what the letter says against what the record knows. Names, employer, role, numbers, whose topic."""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import evolve

from followup_kit.script import UNSPACED, edged

from ..dates_in_text import find_dates
from ..facts_in_text import (
    LEGAL_FORMS,
    MASK,
    capitalised_run,
    content_stems,
    foreign_facts,
    known_words,
    mentioned,
    name_parts,
    near_names,
    near_phrase,
    recorded_numbers,
)
from ..letter import Letter, Passage, Span
from ..model import Example, Severity
from ..nearness import stems, words
from ..rule import Hit, Rule, replace, rule

__all__ = ["CHECKS"]


@rule(
    "FAC001",
    Severity.ERROR,
    title="a misspelt name",
    help="Spell the name as its owner does.",
    passes=(
        Example(
            body="Dear Dr Weber,\n\nI spoke to Sam Okafor and to Priya Nair's team, and Mr Weaver-Bird too.",
            record=True,
        ),
        Example(
            body="Sehr geehrte Frau Dr. Weber,\n\nFrau Webers Frage und die Weberei waren gut.",
            locale="de-DE",
            record=True,
        ),
    ),
    flags=(
        Example(body="Dear Dr Weber,\n\nSam Okofor told me about the rota.", record=True),
        Example(body="Dear Dr Weber,\n\nMs Niar spoke about the scheme with Priya Nair.", record=True),
        Example(body="Sehr geehrte Frau Dr. Weber,\n\nvon Sam Okofor habe ich gehört.", locale="de-DE", record=True),
    ),
)
def names(letter: Letter) -> Iterator[Hit]:
    """Find near misses of the names of the panel below the salutation."""
    interview = letter.interview
    if interview is None:
        return
    guides = {*letter.language.honorifics.values(), *letter.language.titles.values()}
    for passage in letter.passages:
        start, end = letter.main if passage is letter.body else (0, len(passage.text))
        for match, meant in near_names(passage.plain, start, end, interview, guides, letter.language.language):
            if not letter.recorded(match[0]):
                fixes = replace(passage, match.start(), match.end(), meant, title=f"write “{meant}”")
                message = f"“{match[0]}” is in the record as “{meant}”"
                yield Hit(passage=passage, start=match.start(), end=match.end(), message=message, fixes=fixes)


@rule(
    "FAC002",
    Severity.ERROR,
    title="a misspelt employer",
    help="Write the employer's name as the employer does.",
    passes=(
        Example(body="Dear Dr Weber,\n\nHarbour Analytics' streams and the harbour itself made me think.", record=True),
        Example(body="Dear Dr Weber,\n\nI would like to join Harbour Analytics Ltd.", record=True),
    ),
    flags=(
        Example(body="Dear Dr Weber,\n\nI would like to join Harbor Analytics.", record=True),
        Example(body="Dear Dr Weber,\n\nI would like to join Harbour Analitics Ltd.", record=True),
        Example(body="Sehr geehrte Frau Dr. Weber,\n\nbei der Hafenwerg Analytik GmbH.", locale="de-DE", record=True),
    ),
)
def employer(letter: Letter) -> Iterator[Hit]:
    """Find near misses of the employer's name and short name."""
    if letter.interview is None:
        return
    firm = letter.interview.employer
    known = [name for name in (firm.name, firm.short_name) if name]
    for passage in letter.passages:
        for start, end, meant in near_phrase(passage.plain, known, known_words(letter.interview)):
            message = f"“{passage.text[start:end]}” is in the record as “{meant}”"
            fixes = replace(passage, start, end, meant, title=f"write “{meant}”")
            yield Hit(passage=passage, start=start, end=end, message=message, fixes=fixes)


# The place that is to be filled, and not one that the writer had: "the role at", never "my role at".
_OFFERED = re.compile(
    r"\b(?:the|this|your|a|die|diese|der|dieser|ihre[rn]?|el|este|la|esta|su|tu) (?:[\w-]{1,20} ){0,3}"
    r"(?:role|position|post|job|opening|vacancy|opportunity|stelle|rolle|aufgabe|puesto|vacante|plaza|cargo|ruolo|posizione|posto)\b[^.!?]{0,20}$",
    re.IGNORECASE,
)


@rule(
    "FAC003",
    Severity.ERROR,
    title="another employer",
    help="Name the employer that the letter goes to.",
    passes=(
        Example(body="Dear Dr Weber,\n\nThe work at Globex, my role at Globex, taught me a lot.", record=True),
        Example(
            body="Dear Dr Weber,\n\nI moved 40 tables at Globex. The role at Harbour Analytics is new.", record=True
        ),
        Example(
            body="Dear Dr Weber,\n\nIn my years at Initech I joined Monday's call, and the team at Leeds.", record=True
        ),
        Example(
            body="Sehr geehrte Frau Dr. Weber,\n\ndie Stelle bei der Hafenwerk Analytik GmbH.",
            locale="de-DE",
            record=True,
        ),
    ),
    flags=(
        Example(body="Dear Dr Weber,\n\nI would love to join Initech.", record=True),
        Example(body="Dear Dr Weber,\n\nThank you for the talk about the role at Globex.", record=True),
        Example(body="Dear Dr Weber,\n\nThank you for telling me about the role at Initech Group.", record=True),
        Example(
            body="Sehr geehrte Frau Dr. Weber,\n\ndie Stelle bei der Initech GmbH reizt mich.",
            locale="de-DE",
            record=True,
        ),
    ),
)
def other_employer(letter: Letter) -> Iterator[Hit]:
    """Find another company where this one's name is due; a former employer in a claim is not one."""
    interview = letter.interview
    if interview is None:
        return
    everyday = {name.casefold() for name in (*letter.language.weekdays(), *letter.language.months())} | LEGAL_FORMS
    own = known_words(evolve(interview, topics=(), claims=(), promises=())) | everyday
    told = known_words(interview)
    for passage in letter.passages:
        for entry in letter.language.entries("company_cue"):
            for cue in entry.regex.finditer(passage.bare):
                run = capitalised_run(passage.bare, cue.end())
                first = next((match[0].casefold() for match in words(run[0])), "") if run else ""
                if run is None or first in own:
                    continue
                start, _ = letter.sentence_around(passage, cue.start())
                # A name out of a claim is wrong only where the letter speaks of the place that is to be filled.
                due = first not in told or _OFFERED.search(passage.bare, max(start, cue.start() - 60), cue.end())
                if due and not letter.has(passage.bare[start : run.start()], "former"):
                    message = f"“{run[0]}” is not the employer of the record, {interview.employer.name}"
                    bad = Severity(entry.severity)
                    yield Hit(passage=passage, start=run.start(), end=run.end(), message=message, severity=bad)


@rule(
    "FAC004",
    Severity.ERROR,
    title="a misspelt role",
    help="Name the role as the record has it.",
    passes=(
        Example(
            body="Dear Dr Weber,\n\nThe senior data engineer role, or the data engineers' work, is for me.", record=True
        ),
        Example(body="Sehr geehrte Frau Dr. Weber,\n\ndie Stelle als Dateningenieurin.", locale="de-DE", record=True),
    ),
    flags=(
        Example(body="Dear Dr Weber,\n\nThank you for the talk about the Senior Data Enginer role.", record=True),
        Example(body="Sehr geehrte Frau Dr. Weber,\n\ndie Stelle als Dateningeneurin.", locale="de-DE", record=True),
    ),
)
def role(letter: Letter) -> Iterator[Hit]:
    """Find near misses of the role."""
    interview = letter.interview
    if interview is None:
        return
    for passage in letter.passages:
        for start, end, meant in near_phrase(passage.plain, [interview.role], known_words(interview), case=False):
            message = f"“{passage.text[start:end]}” is in the record as “{meant}”"
            fixes = replace(passage, start, end, meant, title=f"write “{meant}”")
            yield Hit(passage=passage, start=start, end=end, message=message, fixes=fixes)


# A job's name has somebody in it who does something: "manager", "analyst", "Leiterin".
_DOER = re.compile(
    r"(?i)[\w-]*(?:er|or|eur|ist|ian|ant|ent|yst|ive|lead|head|chief|intern|nurse|clerk|aide|ect|cian)(?:in|s)?"
    r"|[\w-]*(?:leitung|kraft|mann|frau|beauftragte[rn]?)"
)
_GRADES = frozenset({"senior", "junior", "lead", "principal", "staff", "chief", "deputy", "assistant", "associate"})
_BEFORE = re.compile(r"(?:[^\W\d_][\w&/+#-]{0,30} ){1,6}$")


@rule(
    "FAC005",
    Severity.ERROR,
    title="another role",
    help="Name the role that the interview was about.",
    passes=(
        Example(
            body="Dear Dr Weber,\n\nThe Data Engineer role, and the role of the board, are clear to me.", record=True
        ),
        Example(body="Sehr geehrte Frau Dr. Weber,\n\ndie Stelle der Leiterin ist neu.", locale="de-DE", record=True),
        Example(
            body="Dear Dr Weber,\n\nI REALLY WANT THIS JOB. In my Product Manager role I learned a lot.", record=True
        ),
        Example(body="Dear Dr Weber,\n\nThe data engineer position at Leeds, and the role of AI in it.", record=True),
    ),
    flags=(
        Example(body="Dear Dr Weber,\n\nI was glad to talk about the Senior Data Manager role.", record=True),
        Example(body="Dear Dr Weber,\n\nThe Senior Data Manager post at Harbour Analytics is for me.", record=True),
        Example(body="Dear Dr Weber,\n\nThank you for the talk about the senior data manager position.", record=True),
        Example(body="Dear Dr Weber,\n\nI would gladly do the job of a Data Scientist.", record=True),
        Example(body="Dear Dr Weber,\n\nThe Principal Data Engineer role is for me.", record=True),
        Example(body="Dear Dr Weber,\n\nThank you for the talk about the Product Manager role.", record=True),
        Example(body="Sehr geehrte Frau Dr. Weber,\n\ndie Stelle als Vertriebsleiterin.", locale="de-DE", record=True),
    ),
)
def other_role(letter: Letter) -> Iterator[Hit]:
    """Find the name of another job beside the word for a role."""
    interview = letter.interview
    if interview is None:
        return
    for passage in letter.passages:
        for entry in letter.language.entries("role_cue"):
            for cue in entry.regex.finditer(passage.plain):
                for start, end in _jobs_beside(passage, cue, letter):
                    text = passage.plain[start:end]
                    if _is_other_job(passage.bare[start:end], text, letter) and not _former(passage, cue, text, letter):
                        message = f"“{text}” is not the role of the record, {interview.role}"
                        yield Hit(passage=passage, start=start, end=end, message=message)


def _jobs_beside(passage: Passage, cue: re.Match[str], letter: Letter) -> Iterator[Span]:
    """Where the name of a job may stand: behind "role of" and "Stelle als", else in front of "role"."""
    after = (
        capitalised_run(passage.plain, cue.end())
        if re.search(r"(?i)\b(?:of|as|als|de|como|di|come)\b", cue[0])
        else None
    )
    if after is not None:
        yield after.start(), after.end()
        return
    before = _BEFORE.search(passage.plain, max(0, cue.start() - 200), cue.start())
    if before is None:
        return
    common = tuple(letter.language.entries("plain_word"))
    start = before.end() - 1
    for word in reversed(list(words(before[0]))):
        # "the", "your", "about" and the like end the name of a job; so does "a".
        if len(word[0]) == 1 or any(entry.regex.fullmatch(word[0]) for entry in common):
            break
        start = before.start() + word.start()
    if start < before.end() - 1:
        yield start, before.end() - 1


def _is_other_job(bare: str, text: str, letter: Letter) -> bool:
    """True if these words name a job, and not the recorded one or a part of it."""
    interview = letter.interview
    if interview is None or bare.strip(f"{MASK} ") == "" or letter.recorded(text):
        return False
    asked = [match[0] for match in words(interview.role)]
    if MASK in bare:  # the recorded role, with something before it
        left = [match[0].casefold() for match in words(bare.replace(MASK, " "))]
        return bool(_GRADES.intersection(left))
    said = [match[0] for match in words(text)]
    grade = _GRADES.intersection(map(str.casefold, said)) - set(map(str.casefold, asked))
    firm = known_words(evolve(interview, topics=(), claims=(), promises=(), panel=interview.panel[:1]))
    strange = [word for word in said if not _among(word, asked) and word.casefold() not in firm]
    shared = sum(_among(word, asked) for word in said)
    if text == text.lower():  # in small letters only what is near the recorded role can be told to be a job
        return bool(strange) and shared * 2 >= len(asked) > 1 and _DOER.fullmatch(said[-1]) is not None
    if not strange or (text == text.upper() and len(said) > 1):
        return False
    names_job = any(_DOER.fullmatch(word) for word in strange) or (shared > 0 and shared < len(asked))
    return bool(grade) or (names_job and text[:1].isupper())


def _among(word: str, asked: list[str]) -> bool:
    """True for a word of the role in another form: "engineers", "engineering", "Leiter" for "Leiterin"."""
    small = word.casefold()
    forms = (one.casefold() for one in asked)
    return any(
        small == one or (min(len(small), len(one)) > 3 and (small.startswith(one) or one.startswith(small)))
        for one in forms
    )


def _former(passage: Passage, cue: re.Match[str], text: str, letter: Letter) -> bool:
    """True if the sentence speaks of a job that the writer had, and nothing shows that this one is meant."""
    interview = letter.interview
    start, end = letter.sentence_around(passage, cue.start())
    if interview is None or not letter.has(passage.bare[start:end], "former"):
        return False
    lead = passage.plain[max(start, cue.start() - len(text) - 20) : cue.start()]
    if re.search(r"(?i)\b(?:my|our|his|her|their|mein\w*|unser\w*)\b", lead):
        return True
    behind = passage.plain[cue.end() : cue.end() + 60]
    here = any(name and name in behind for name in (interview.employer.name, interview.employer.short_name))
    asked = [match[0] for match in words(interview.role)]
    return not here and not any(_among(match[0], asked) for match in words(text))


@rule(
    "FAC009",
    Severity.ERROR,
    title="another person's topic",
    help="Name what this person spoke about, or say whose topic it was.",
    passes=(
        Example(body="Dear Dr Weber,\n\nThe event streams made me think, and so did the TODO board.", record=True),
        Example(
            body="Dear Dr Weber,\n\nWhat Sam Okafor said about the on-call rota of the ingest team was good.",
            record=True,
        ),
    ),
    flags=(
        Example(
            body="Dear Dr Weber,\n\nWhat you said about the on-call rota of the ingest team was good.", record=True
        ),
        Example(
            body="Sehr geehrte Frau Dr. Weber,\n\nder Bereitschaftsplan der Aufnahmegruppe blieb mir.",
            locale="de-DE",
            record=True,
        ),
    ),
)
def others_topic(letter: Letter) -> Iterator[Hit]:
    """Find a topic that only somebody else raised, in a sentence that does not name them."""
    interview, language = letter.interview, letter.language.language
    if interview is None or letter.recipient is None:
        return
    theirs, shared = foreign_facts(interview, letter.recipient, language)
    for start, end in letter.sentences:
        text = letter.body.text[start:end]
        for fact in mentioned(text, theirs, language, share=0.75):
            said = content_stems(fact.text, language)
            owner = interview.person(fact.whose or "")
            named = any(re.search(edged(re.escape(part)), text) for part in name_parts(owner.name))
            if not named and len((said - shared) & stems(text, language)) >= min(2, len(said)):
                message = f"“{fact.text}” is what {owner.name.display} spoke about, not {letter.recipient.name.display}"
                yield Hit(passage=letter.body, start=start, end=end, message=message, facts=(fact.id,))


@rule(
    "FAC010",
    Severity.ERROR,
    title="another round",
    help="Name the round that this letter is about, or none.",
    passes=(
        Example(
            body="Dear Dr Weber,\n\nThank you for the first interview. I look forward to a second round.", record=True
        ),
    ),
    flags=(
        Example(body="Dear Dr Weber,\n\nThank you for the second interview.", record=True),
        Example(body="Sehr geehrte Frau Dr. Weber,\n\nvielen Dank für das Zweitgespräch.", locale="de-DE", record=True),
    ),
)
def other_round(letter: Letter) -> Iterator[Hit]:
    """Find thanks for a round that was not this one."""
    if letter.interview is None:
        return
    for passage in letter.passages:
        for entry in letter.language.entries("round"):
            number = int(entry.id.rsplit("-", 1)[-1])
            for match in entry.regex.finditer(passage.bare):
                sentence = passage.plain[slice(*letter.sentence_around(passage, match.start()))]
                thanked = letter.has(sentence, "gratitude") and not letter.has(sentence, "ahead")
                if number != letter.interview.round and thanked:
                    message = f"“{match[0]}” is not round {letter.interview.round}, which this letter is about"
                    yield Hit(passage=passage, start=match.start(), end=match.end(), message=message)


_NUMBER = re.compile(
    rf"(?<![^\W{UNSPACED}])(?<![.,:/#+-])"
    r"(?P<sign>[$€£]\s?)?(?P<number>\d{1,3}(?:[.,' ]\d{3}){1,4}|\d{1,12}(?:[.,]\d{1,4})?)"
    r"(?P<unit> ?(?:%|percent|per cent|Prozent|[kKM](?!\w)|€|EUR|USD|[割倍万億％]|パーセント))?"
    rf"(?![^\W{UNSPACED}]|[:/])"
)


@rule(
    "FAC011",
    Severity.WARNING,
    title="a number that the record does not have",
    help="Check the number, and add the fact to the record if it is right.",
    passes=(
        Example(body="Dear Dr Weber,\n\nI moved 40 tables at Globex. We met on 3 March 2026 for 2 hours.", record=True),
        Example(body="Dear Dr Weber,\n\nWe met at 14:00, and I moved forty tables.", record=True),
    ),
    flags=(
        Example(body="Dear Dr Weber,\n\nI moved 400 tables at Globex.", record=True),
        Example(body="Dear Dr Weber,\n\nCosts fell by 7 % after that.", record=True),
    ),
)
def numbers(letter: Letter) -> Iterator[Hit]:
    """Find numbers of two digits and more, and shares and sums, that stand in no fact."""
    interview = letter.interview
    if interview is None:
        return
    known = recorded_numbers(interview)
    for passage in letter.passages:
        start, end = letter.main if passage is letter.body else (0, len(passage.text))
        dates = [(one.start, one.end) for one in find_dates(passage.plain, letter.language)]
        for match in _NUMBER.finditer(passage.bare, start, end):
            inside = any(a <= match.start() < b for a, b in dates)
            digits = re.sub(r"[.,' ]", "", match["number"])
            told = passage.bare[max(0, match.start() - 6) : match.start()]
            if re.fullmatch(r"\d\d?\.[0-5]\d", match["number"]) and re.search(
                r"(?i)\b(?:at|um|until|from|las|alle) $", told
            ):
                continue  # a time of day, which FAC015 looks at
            big = len(digits) > 1 or match["unit"] or match["sign"]
            if big and not inside and digits not in known and MASK not in match[0]:
                message = f"“{match[0].strip()}” is in no fact of the record"
                yield Hit(passage=passage, start=match.start(), end=match.end(), message=message)


@rule(
    "FAC012",
    Severity.ERROR,
    title="a claim that was withdrawn",
    help="Leave it out; the record says that it does not hold any more.",
    passes=(Example(body="Dear Dr Weber,\n\nMy schema migration at Globex comes to mind.", record=True),),
    flags=(
        Example(body="Dear Dr Weber,\n\nMy work on quantum forecasting comes to mind.", record=True),
        Example(body="Sehr geehrte Frau Dr. Weber,\n\nmeine Quantenprognosen passen.", locale="de-DE", record=True),
    ),
)
def withdrawn(letter: Letter) -> Iterator[Hit]:
    """Find claims that the record marks as withdrawn."""
    if letter.interview is None:
        return
    for claim in letter.interview.claims:
        for text in (claim.skill, claim.proof) if claim.withdrawn else ():
            pattern = r"\s+".join(re.escape(word) for word in (text or "\0").split())
            for match in re.finditer(edged(pattern), letter.body.plain, re.IGNORECASE):
                message = f"“{match[0]}” was withdrawn"
                yield Hit(passage=letter.body, start=match.start(), end=match.end(), message=message, facts=(claim.id,))


CHECKS: tuple[Rule, ...] = (
    names,
    employer,
    other_employer,
    role,
    other_role,
    others_topic,
    other_round,
    numbers,
    withdrawn,
)
