"""CON: what a letter must and must not hold. Thanks, interest, this person's detail, the right length, no risk."""

from __future__ import annotations

from collections.abc import Iterator

from followup_kit.facts.history import Occasion
from followup_kit.facts.medium import UNITS, count, words
from followup_kit.writing.draft import Part

from ..facts_in_text import mentioned, names_something, own_facts
from ..letter import Letter
from ..model import Example, Severity
from ..rule import Hit, Rule, rule

__all__ = ["CHECKS"]

_LONG_ENOUGH_FOR_ALL = 60
"""A channel whose letters have at least so many words has room for thanks, interest and a detail."""


def _roomy(letter: Letter) -> bool:
    medium = letter.context.medium
    return medium is None or medium.words[1] >= _LONG_ENOUGH_FOR_ALL


def _thanks_letter(letter: Letter) -> bool:
    return letter.draft.occasion is Occasion.THANK_YOU and bool(letter.body.text.strip())


def _has_part(letter: Letter, part: Part) -> bool:
    return any(sentence.part == part for sentence in letter.draft.sentences)


def _opening(letter: Letter) -> tuple[int, int]:
    """The place to show what is missing: the first sentence of the main text."""
    found = letter.sentences
    return found[0] if found else (letter.main[0], letter.main[0])


def _missing(letter: Letter, message: str) -> Hit:
    start, end = _opening(letter)
    return Hit(passage=letter.body, start=start, end=end, message=message)


@rule(
    "CON001",
    Severity.WARNING,
    title="no thanks",
    help="Thank for the conversation in the first two sentences.",
    passes=(
        Example(body="Dear Ms Okafor,\n\nI am grateful that you took me through the lab."),
        Example(body="Guten Tag,\n\nvielen Dank für das Gespräch.", locale="de-DE"),
    ),
    flags=(
        Example(body="Dear Ms Okafor,\n\nThe lab was large. I would like to work in it."),
        Example(body="Guten Tag,\n\ndas Labor war groß.", locale="de-DE"),
    ),
)
def thanks(letter: Letter) -> Iterator[Hit]:
    """Find thank-you letters without thanks."""
    if _thanks_letter(letter) and not letter.said("gratitude") and not _has_part(letter, "thanks"):
        yield _missing(letter, "the letter gives no thanks")


@rule(
    "CON002",
    Severity.WARNING,
    title="no interest",
    help="Say in a sentence that you would like to do this work.",
    passes=(
        Example(body="Dear Ms Okafor,\n\nThank you. I would like to work on the streams with you."),
        Example(body="Guten Tag,\n\nvielen Dank. Die Aufgabe würde ich gern übernehmen.", locale="de-DE"),
    ),
    flags=(
        Example(body="Dear Ms Okafor,\n\nThank you for the visit. The lab was large."),
        Example(body="Guten Tag,\n\nvielen Dank für das Gespräch.", locale="de-DE"),
    ),
)
def interest(letter: Letter) -> Iterator[Hit]:
    """Find letters from which nobody could tell whether the writer wants the work."""
    wanted = _thanks_letter(letter) and _roomy(letter)
    if wanted and not letter.said("interest") and not _has_part(letter, "interest"):
        yield _missing(letter, "the letter does not say that you would like to do the work")


@rule(
    "CON003",
    Severity.WARNING,
    title="too long for the channel",
    help="Leave out what matters least; two to four short paragraphs are read, more are not.",
    passes=(Example(body="Dear Ms Okafor,\n\nThank you. " + "The lab was large. " * 30),),
    flags=(Example(body="Dear Ms Okafor,\n\nThank you. " + "The lab was large. " * 60),),
)
def too_long(letter: Letter) -> Iterator[Hit]:
    """Compare the main text with the most words that a good letter has in this channel."""
    medium = letter.context.medium
    if medium is None:
        return
    counted, most = words(letter.text), medium.words[1]
    if len(counted) > most:
        message = f"the letter has {len(counted)} words, good ones have at most {most} in {medium.title}"
        begin = letter.main[0]
        yield Hit(passage=letter.body, start=begin + counted[most][0], end=begin + counted[-1][1], message=message)


@rule(
    "CON004",
    Severity.INFO,
    title="too short for the channel",
    help="Add one thing from the conversation that mattered to you.",
    passes=(Example(body="Dear Ms Okafor,\n\nThank you. " + "The lab was large. " * 30),),
    flags=(Example(body="Dear Ms Okafor,\n\nThank you for the visit."),),
)
def too_short(letter: Letter) -> Iterator[Hit]:
    """Compare the letter with the fewest words that a good one has; under a third of them it is a warning."""
    medium = letter.context.medium
    if medium is None or not _thanks_letter(letter):
        return
    found = len(words(letter.body.text))
    if found < medium.words[0]:
        message = f"the letter has {found} words, good ones have at least {medium.words[0]} in {medium.title}"
        start, end = _opening(letter)
        bad = Severity.WARNING if found * 3 < medium.words[0] else Severity.INFO
        yield Hit(passage=letter.body, start=start, end=end, message=message, severity=bad)


@rule(
    "CON005",
    Severity.ERROR,
    title="over a limit of the channel",
    help="Leave sentences out until the letter fits; nothing is ever cut.",
    passes=(Example(body="Dear Ms Okafor, thank you for the visit. Mara", channel="note"),),
    flags=(Example(body="Dear Ms Okafor, thank you. " + "The lab was large. " * 20, channel="note"),),
)
def over_limit(letter: Letter) -> Iterator[Hit]:
    """Compare the whole visible letter with the channel's hard limits."""
    medium = letter.context.medium
    limit = medium.limit("body") if medium else None
    if medium is None or limit is None:
        return
    length = count(letter.body.text, limit.unit)
    if length > limit.most:
        message = (
            f"the letter has {length} {UNITS[limit.unit]}, {medium.title} takes {limit.most}: "
            f"{length - limit.most} too many"
        )
        yield Hit(passage=letter.body, start=0, end=len(letter.body.text), message=message)


@rule(
    "CON006",
    Severity.WARNING,
    title="nothing of this person's own",
    help="Name something that this person said or asked; the panel may compare its letters.",
    passes=(
        Example(body="Dear Dr Weber,\n\nThank you. The move to event streams made me think.", record=True),
        Example(body="Sehr geehrte Frau Dr. Weber,\n\nder Testplan folgt.", locale="de-DE", record=True),
    ),
    flags=(Example(body="Dear Dr Weber,\n\nThank you for the visit. I liked your TODO board.", record=True),),
)
def own_detail(letter: Letter) -> Iterator[Hit]:
    """Look for a topic, an answer or a promise that belongs to this person."""
    facts, language = own_facts(letter.interview, letter.recipient), letter.language.language
    # A letter with no detail at all is GEN001's matter.
    some = letter.interview is not None and names_something(letter.text, letter.interview, language)
    if facts and some and _thanks_letter(letter) and not mentioned(letter.text, facts, language):
        whose = letter.recipient.name.display if letter.recipient else ""
        texts = "; ".join(fact.text for fact in facts[:3])
        yield _missing(letter, f"nothing in the letter belongs to {whose}; the record has: {texts}")


@rule(
    "CON007",
    Severity.WARNING,
    title="risky matter",
    help="Leave it for a conversation, or out altogether.",
    passes=(Example(body="Dear Ms Okafor,\n\nThank you. The lab was large, and I care about the work."),),
    flags=(
        Example(body="Dear Ms Okafor,\n\nThank you. My salary expectations are high."),
        Example(body="Dear Ms Okafor,\n\nMy previous boss was a nightmare, and I am pregnant."),
        Example(body="Guten Tag,\n\nvielen Dank. Zum Gehalt habe ich eine Frage.", locale="de-DE"),
    ),
)
def risky(letter: Letter) -> Iterator[Hit]:
    """Find pay, health, private life, gossip and guarantees."""
    for passage, match, entry in letter.words_of("risky"):
        shown = passage.text[match.start() : match.end()]
        message = f"“{shown}” does not belong in a thank-you letter; better: {entry.instead}"
        yield Hit(passage=passage, start=match.start(), end=match.end(), message=message)


@rule(
    "CON008",
    Severity.INFO,
    title="a promise not mentioned",
    help="Say that you will keep it, or send it along.",
    passes=(Example(body="Dear Dr Weber,\n\nThank you. I will send you the test plan this week.", record=True),),
    flags=(Example(body="Dear Dr Weber,\n\nThank you. The event streams made me think.", record=True),),
)
def promise(letter: Letter) -> Iterator[Hit]:
    """Find open promises of the candidate to this person of which the letter says nothing."""
    if letter.interview is None or letter.recipient is None or not _thanks_letter(letter) or not _roomy(letter):
        return
    for one in letter.interview.promises:
        due = one.by == "candidate" and not one.kept and one.to in (None, letter.recipient.ref)
        facts = [fact for fact in own_facts(letter.interview, letter.recipient) if fact.id == one.id]
        if due and facts and not mentioned(letter.text, facts, letter.language.language):
            start, end = _opening(letter)
            message = f"you promised to {one.text}; the letter does not say so"
            if letter.language.language != "en":
                message = f"a promise is not mentioned: {one.text}"
            yield Hit(passage=letter.body, start=start, end=end, message=message, facts=(one.id,))


CHECKS: tuple[Rule, ...] = (
    thanks,
    interest,
    too_long,
    too_short,
    over_limit,
    own_detail,
    risky,
    promise,
)
