"""In which order a letter says things, and what may be left out when there is no room."""

from __future__ import annotations

from attrs import frozen

from followup_kit.facts.history import Occasion

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


# Left out first: the extra topic, then the skill that never came up, and so on. Thanks, the personal detail, the
# interest and the form of the letter are never left out.
_DROP = {"callback_more": 70, "skill": 60, "next_step": 50, "proof": 40, "why": 30}


def _callback(content: Content) -> list[Slot]:
    if not content.topics:
        return []
    topic = content.topics[0]
    slots = [Slot("callback", "callback", 1, (topic.id,))]
    if topic.why is not None:
        slots.append(Slot("why", "callback", 1, (f"{topic.id}.why",), _DROP["why"]))
    return slots


def _substance(content: Content, *, follows_callback: bool) -> list[Slot]:
    slots = []
    proof, skill = content.proof, content.skill
    if proof is not None and proof.proof is not None:
        # Without a topic or a promise of this person's, the recalled proof is what makes the letter personal.
        needed = not content.topics and (content.promise is None or content.promise.to is None)
        family = "proof_linked" if content.linked and follows_callback else "proof"
        slots.append(Slot(family, "fit", 2, (proof.id,), None if needed else _DROP["proof"]))
    if len(content.topics) > 1:
        slots.append(Slot("callback_more", "callback", 2, (content.topics[1].id,), _DROP["callback_more"]))
    if skill is not None:
        family = "skill" if skill.proof is not None else "skill_bare"
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
    ending = []
    if content.promise is not None:
        family = "promise_by" if promise_is_dated else "promise"
        ending.append(Slot(family, "promise", 3, (content.promise.id,)))
    ending.append(Slot("interest", "interest", 3, ("role",)))
    family = "next_step_by" if decision_is_dated else "next_step"
    ending.append(Slot(family, "next_step", 3, (), _DROP["next_step"]))
    return [*opening, *_substance(content, follows_callback=not detail_first), *ending]


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
