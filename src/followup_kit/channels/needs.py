"""Who a letter goes to, and whether enough is known to reach them over a channel."""

from __future__ import annotations

from followup_kit.errors import MissingFacts, Question
from followup_kit.facts.interview import Interview
from followup_kit.facts.medium import Medium, Need
from followup_kit.facts.people import Person
from followup_kit.writing.draft import Draft

__all__ = ["addressed"]

_WORDS: dict[Need, str] = {
    "email": "e-mail address",
    "linkedin": "LinkedIn profile",
    "postal_address": "postal address",
}


def addressed(draft: Draft, medium: Medium) -> tuple[Interview, Person]:
    """Return the interview and the person of a draft who can be reached over this medium.

    Raises:
        MissingFacts: the draft belongs to no record, or the person lacks what `medium.needs` names; with one
            question for each thing to be asked.
    """
    if draft.interview is None or draft.recipient is None:
        raise MissingFacts(
            "the letter names no interview or no recipient; read it together with its record",
            questions=[Question("Which record and which person is this letter for?", field="recipient")],
        )
    person = draft.recipient
    missing = [need for need in medium.needs if not getattr(person, need)]
    if missing:
        known = " and no ".join(_WORDS[need] for need in missing)
        raise MissingFacts(
            f"the {medium.name} channel cannot reach {person.name.display}: no {known} is known",
            questions=[
                Question(
                    f"What is the {_WORDS[need]} of {person.name.display}?",
                    field=f"panel.{person.ref}.{need}",
                    recipient=person.ref,
                )
                for need in missing
            ],
        )
    return draft.interview, person
