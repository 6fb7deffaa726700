"""What the record says, looked for in a text: names, companies, topics, numbers, with inflection and near misses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from attrs import frozen

from followup_kit.facts.interview import Interview
from followup_kit.facts.people import Person, PersonName

from .nearness import stem, stems, words

__all__ = [
    "MASK",
    "KnownFact",
    "all_facts",
    "content_stems",
    "known_strings",
    "masked",
    "mentioned",
    "name_parts",
    "own_facts",
    "stands_in",
]

MASK = "\ufffc"
"""Stands for each character of a recorded fact. It is no word character and no punctuation mark of any language."""

# Words of four letters and more that say nothing about what a fact is about, as stems.
_LIGHT = {
    "en": stems(
        "about after also because been before being between both could does doing done down during each every from "
        "have having here into just like made make making many more most much need needs only other over same some "
        "such than that their them then there these they this those through under until very well were what when "
        "where which while will with without would your yours work working team role time",
        "en",
    ),
    "de": stems(
        "aber alle aller alles auch beim bereits damit dann dass dein deine denn dich dies diese diesem diesen dieser "
        "dieses doch durch eine einem einen einer eines etwas euch für gegen habe haben hatte hier ihnen ihre ihrem "
        "ihren ihrer immer jede jeder kann kein keine können mehr mein meine mich nach nicht noch oder ohne schon sehr "
        "sein seine seit sich sind über unter vom von vor war waren wegen weil wenn werden wie wird wurde zum zur "
        "zwischen arbeit team stelle zeit",
        "de",
    ),
}


def name_parts(name: PersonName) -> tuple[str, ...]:
    """Return the name's parts as they may stand in a letter, the whole name first."""
    parts = [name.display, name.given, name.family]
    return tuple(dict.fromkeys(part for part in parts if part))


def known_strings(interview: Interview | None) -> tuple[str, ...]:
    """Return every text that the record contains, the longest first."""
    if interview is None:
        return ()
    found = [interview.role, interview.employer.name, interview.employer.short_name, interview.candidate.linkedin]
    for person in interview.panel:
        found += [*name_parts(person.name), person.job_title]
    found += name_parts(interview.candidate.name)
    for topic in interview.topics:
        found += [topic.text, topic.why]
    for claim in interview.claims:
        found += [claim.skill, claim.proof]
    found += [promise.text for promise in interview.promises]
    return tuple(sorted({text for text in found if text}, key=lambda text: (-len(text), text)))


@lru_cache(maxsize=64)
def _any_of(facts: tuple[str, ...]) -> re.Pattern[str] | None:
    if not facts:
        return None
    return re.compile("|".join(rf"(?<!\w){_loosely(fact)}(?!\w)" for fact in facts))


def _loosely(fact: str) -> str:
    """A fact as a pattern: any blanks between its words, its first letter large or small at a sentence's start."""
    flat = fact.translate({ord("’"): "'", ord("‘"): "'", ord("‑"): "-"})
    first, rest = flat[0], r"\s+".join(re.escape(part) for part in flat[1:].split(" "))
    either = f"[{re.escape(first.lower())}{re.escape(first.upper())}]" if len(fact) > 3 and first.isalpha() else None
    return (either or re.escape(first)) + rest


def masked(text: str, facts: Iterable[str]) -> str:
    """Return the text, as long as before, with MASK for each character of a recorded fact."""
    pattern = _any_of(tuple(facts))
    return pattern.sub(lambda match: MASK * len(match[0]), text) if pattern else text


def stands_in(words: str, facts: Iterable[str]) -> bool:
    """True if these words, whole and in whatever case, stand in one of the facts."""
    wanted = re.compile(rf"(?<!\w){re.escape(words.strip())}(?!\w)", re.IGNORECASE)
    return any(wanted.search(fact) for fact in facts)


@frozen(kw_only=True)
class KnownFact:
    """A fact of the record as it is looked for in a text: its words, and to whom it belongs (None: to all)."""

    id: str
    text: str
    whose: str | None = None


def _topic_facts(interview: Interview) -> list[KnownFact]:
    return [KnownFact(id=topic.id, text=topic.text, whose=topic.said_by) for topic in interview.topics]


def own_facts(interview: Interview | None, recipient: Person | None) -> list[KnownFact]:
    """Return what belongs to this person alone: topics they raised, what they heard, what they were promised.

    If nothing does, the list is empty and there is nothing to ask for.
    """
    if interview is None or recipient is None:
        return []
    ref = recipient.ref
    raised = {topic.id for topic in interview.topics if topic.said_by == ref}
    found = [fact for fact in _topic_facts(interview) if fact.whose == ref]
    for claim in interview.claims:
        if not claim.withdrawn and (ref in claim.heard_by or claim.topic in raised):
            found.append(KnownFact(id=claim.id, text=claim.skill, whose=ref))
            found += [KnownFact(id=claim.id, text=claim.proof, whose=ref)] if claim.proof else []
    return found + [KnownFact(id=one.id, text=one.text, whose=ref) for one in interview.promises if one.to == ref]


def all_facts(interview: Interview) -> list[KnownFact]:
    """Return every topic, claim and promise that a letter may mention; withdrawn claims are left out."""
    claims = [claim for claim in interview.claims if not claim.withdrawn]
    found = _topic_facts(interview)
    found += [KnownFact(id=one.id, text=text) for one in claims for text in (one.skill, one.proof) if text]
    return found + [KnownFact(id=one.id, text=one.text, whose=one.to) for one in interview.promises]


def mentioned(text: str, facts: Iterable[KnownFact], language: str, share: float = 0.5) -> list[KnownFact]:
    """Return the facts that a text mentions: the whole phrase, or `share` of its content words in whatever form."""
    flat, there = _flat(text), stems(text, language)
    found = []
    for fact in facts:
        wanted = content_stems(fact.text, language)
        if _flat(fact.text) in flat or (wanted and len(wanted & there) >= max(1, share * len(wanted))):
            found.append(fact)
    return found


def content_stems(text: str, language: str) -> frozenset[str]:
    """Return the stems that carry what a fact is about; if all its words are short, all of them."""
    return stems(text, language) - _LIGHT.get(language, frozenset()) or frozenset(
        stem(match[0], language) for match in words(text)
    )


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("’", "'")).casefold()
