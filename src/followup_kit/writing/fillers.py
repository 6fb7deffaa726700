"""What may stand in the slots of the wordings in one letter, and which fact each comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from attrs import frozen

from followup_kit.facts.interview import Interview, Shapes
from followup_kit.facts.medium import Medium
from followup_kit.language.frames import Phrase
from followup_kit.language.pack import Language

from .content import Content
from .outline import Slot

__all__ = ["STOPS", "Filler", "Fillers", "common", "fillers"]

STOPS: Final = ".。"
"""Full stops with which a fact may end in the record; the wording around it brings its own."""


@frozen
class Filler:
    """A phrase for a slot, and the id of the fact that it states."""

    phrase: Phrase
    fact: str


Fillers = Mapping[str, Filler]


def _plain(text: str, fact: str) -> Filler:
    return Filler(Phrase(text=text), fact)


def _when(day: dt.date, sent: dt.date, language: Language, medium: Medium) -> str:
    """Name the day of the interview so that it is right on the day on which the letter is read."""
    age = (sent - day).days
    if age == 0 and not medium.transit_days:
        return language.phrase("today")
    if 0 < age < 6 and not medium.transit_days:
        return language.phrase("on_weekday", weekday=language.weekday(day), date=language.day(day))
    return language.phrase("on_date", date=language.day(day) if day.year == sent.year else language.date(day))


def shaped(text: str, fact: Shapes, language: Language) -> Phrase:
    """Return a fact as a phrase that knows its grammar as far as the record does."""
    return Phrase(
        text=language.within(text.rstrip(STOPS)),
        clause=fact.clause and language.within(fact.clause.rstrip(STOPS)),
        verb=fact.verb and language.within(fact.verb.rstrip(STOPS)),
        gender=fact.gender,
        number=fact.number,
        article=fact.article,
        dative=fact.dative,
        genitive=fact.genitive,
    )


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def common(
    interview: Interview, language: Language, medium: Medium, sent: dt.date, called: dt.date | None = None
) -> dict[str, Filler]:
    """Return what every wording may use: role, employer, the day, the announced decision, the day of a missed call."""
    employer = interview.employer
    short = employer.short_name or employer.name
    at_short = employer.at if employer.at is not None and employer.short_name is None else language.at(short)
    day = interview.ended_local.date()
    known = {
        "role": _plain(interview.role, "role"),
        "employer": _plain(employer.name, "employer.name"),
        "at_employer": _plain(employer.at or language.at(employer.name), "employer.name"),
        "short_employer": _plain(short, "employer.name"),
        "at_short_employer": _plain(at_short, "employer.name"),
        "day": _plain(_when(day, sent, language, medium), "ended"),
        "date": _plain(language.day(day) if day.year == sent.year else language.date(day), "ended"),
        "me": _plain(interview.candidate.name.display, "candidate.name"),
    }
    if interview.reply_by is not None:
        known["decision"] = _plain(language.day(interview.reply_by), "reply_by")
    if interview.candidate.phone is not None:
        known["phone"] = _plain(interview.candidate.phone, "candidate.phone")
    if called is not None:
        known["call"] = _plain(_when(called, sent, language, medium), "events.missed_call")
    return known


def fillers(slot: Slot, content: Content, known: Fillers, language: Language) -> Fillers:
    """Return what the wordings of one place in the letter may use."""
    out = dict(known)
    topics = content.topics
    if slot.family in ("callback", "callback_more", "callback_two", "note"):
        place = 1 if slot.family == "callback_more" else 0
        if place < len(topics):
            out["topic"] = Filler(shaped(topics[place].text, topics[place], language), topics[place].id)
        if slot.family == "callback_two":
            items = tuple(shaped(topic.text, topic, language) for topic in topics)
            listed = Phrase(text=language.listed([item.text for item in items]), items=items)
            out["topics"] = Filler(listed, topics[0].id)
    elif slot.family == "why" and topics[0].why:
        out["Why"] = _plain(_sentence_case(topics[0].why.rstrip(STOPS)), f"{topics[0].id}.why")
    claim = content.skill if slot.part == "skill" else content.proof
    if claim is not None:
        out["skill"] = Filler(shaped(claim.skill, claim, language), claim.id)
        if claim.proof is not None:
            proof = claim.proof.rstrip(STOPS)
            out["proof"] = _plain(language.within(proof), claim.id)
            out["Proof"] = _plain(_sentence_case(proof), claim.id)
    if content.promise is not None:
        out["promise"] = _plain(content.promise.text.rstrip(STOPS), content.promise.id)
        if content.promise.due is not None:
            out["due"] = _plain(language.day(content.promise.due), f"{content.promise.id}.due")
    if content.others:
        names = tuple(Phrase(text=person.name.display) for person in content.others)
        listed = Phrase(text=language.listed([name.text for name in names]), items=names)
        out["others"] = Filler(listed, f"panel.{content.others[0].ref}.name")
    return out
