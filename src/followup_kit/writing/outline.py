"""In which order a letter says things, and what may be left out when there is no room."""

from __future__ import annotations

import re

from attrs import frozen

from followup_kit.facts.history import Occasion
from followup_kit.facts.interview import Claim

from .content import Content
from .draft import Part

__all__ = ["Slot", "outline"]


@frozen
class Slot:
    """A place for one sentence: the `family` of wordings it takes, what it does and where it stands.

    `facts` are the ids of the facts that it states besides those that its wording names; `drop` is its rank for being
    left out, None for never.
    """

    family: str
    part: Part
    paragraph: int
    facts: tuple[str, ...] = ()
    drop: int | None = None
    without: frozenset[str] = frozenset()


# Left out first: the extra topic, then the skill that never came up, and so on. Thanks, the personal detail, the
# interest and the form of the letter are never left out.
_DROP = {"callback_more": 70, "skill": 60, "next_step": 50, "proof": 40, "why": 30}


def _callback(content: Content) -> list[Slot]:
    if not content.topics:
        return []
    topic, *more = content.topics
    slots = [Slot("callback", "callback", 1, (topic.id,))]
    if topic.why is not None:
        slots.append(Slot("why", "callback", 1, (f"{topic.id}.why",), _DROP["why"]))
    return slots + [Slot("callback_more", "callback", 1, (other.id,), _DROP["callback_more"]) for other in more]


def _names_itself(claim: Claim) -> bool:
    """True if the proof says the skill's name, so that a wording with both would say it twice."""
    proof = (claim.proof or "").casefold()
    words = [word for word in re.findall(r"\w+", claim.skill.casefold()) if len(word) > 3]
    return claim.skill.casefold() in proof or any(re.search(rf"\b{re.escape(word)}", proof) for word in words)


def _substance(content: Content, *, follows_callback: bool) -> list[Slot]:
    slots = []
    proof, skill = content.proof, content.skill
    if proof is not None and proof.proof is not None:
        # Without a topic or a promise of this person's, the recalled proof is what makes the letter personal.
        needed = not content.topics and (content.promise is None or content.promise.to is None)
        family = "proof_linked" if content.linked and follows_callback else "proof"
        without = frozenset({"skill"} if _names_itself(proof) else ())
        slots.append(Slot(family, "fit", 2, (proof.id,), None if needed else _DROP["proof"], without))
    if skill is not None:
        told = skill.proof is not None
        family = "skill_bare" if not told else "skill_told" if _names_itself(skill) else "skill"
        slots.append(Slot(family, "skill", 2, (skill.id,), _DROP["skill"]))
    return slots


def _thank_you(content: Content, turn: int, *, promise_is_dated: bool, decision_is_dated: bool) -> list[Slot]:
    callback = _callback(content)
    # Every second letter of a panel opens with the detail, and the thanks round off that paragraph.
    detail_first = bool(turn % 2 and callback)
    if detail_first:
        opening = [*callback, Slot("thanks_after", "thanks", 1)]
    else:
        opening = [Slot("thanks", "thanks", 1), *callback]
    follows = not detail_first and len(content.topics) == 1
    ending = []
    if content.promise is not None:
        family = "promise_by" if promise_is_dated else "promise"
        ending.append(Slot(family, "promise", 3, (content.promise.id,)))
    ending.append(Slot("interest", "interest", 3, ("role",)))
    family = "next_step_by" if decision_is_dated else "next_step"
    ending.append(Slot(family, "next_step", 3, (), _DROP["next_step"]))
    return [*opening, *_substance(content, follows_callback=follows), *ending]


def _check_in(*, decision_is_dated: bool) -> list[Slot]:
    return [
        Slot("thanks", "thanks", 1),
        Slot("ask_by" if decision_is_dated else "ask", "next_step", 1),
        Slot("interest", "interest", 2, ("role",)),
        Slot("offer", "next_step", 2, (), _DROP["next_step"]),
    ]


def outline(
    content: Content, occasion: Occasion, turn: int, *, promise_is_dated: bool, decision_is_dated: bool
) -> list[Slot]:
    """Return the sentences of a letter's body in order. `turn` is the person's place in the panel, counted from 0."""
    if occasion is Occasion.CHECK_IN:
        return _check_in(decision_is_dated=decision_is_dated)
    return _thank_you(content, turn, promise_is_dated=promise_is_dated, decision_is_dated=decision_is_dated)
