"""What the record says, looked for in a text: names, companies, topics, numbers, with inflection and near misses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from followup_kit.facts.interview import Interview
from followup_kit.facts.people import PersonName

__all__ = ["MASK", "known_strings", "masked", "name_parts", "stands_in"]

MASK = "\ufffc"
"""Stands for each character of a recorded fact. It is no word character and no punctuation mark of any language."""


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
