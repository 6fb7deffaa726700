"""In which order a letter says things, and what may be left out when there is no room."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Final

from attrs import frozen

from followup_kit.facts.interview import Claim
from followup_kit.script import unspaced_words

from .content import Content
from .draft import Part

__all__ = ["Known", "Slot", "orders", "outline"]


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


@frozen(kw_only=True)
class Known:
    """What decides between families of wordings, besides the content."""

    promise_is_dated: bool = False
    decision_is_dated: bool = False
    phone: bool = False
    introduces: bool = False
    """The language begins a letter with who writes."""
    cramped: bool = False
    """The name under the letter says who writes where a sentence about it finds no room."""
    short: bool = False
    """The channel has room for a line or two only."""


# Left out first: the extra topic, then the skill that never came up, and so on. Thanks, the personal detail, the
# interest and the form of the letter are never left out.
_DROP: Final = {"callback_more": 70, "skill": 60, "next_step": 50, "proof": 40, "why": 30, "introduce": 80}


def _callback(content: Content, paragraph: int) -> list[Slot]:
    if not content.topics:
        return []
    topic, *more = content.topics
    if more and content.joined:
        both = tuple(each.id for each in content.topics)
        return [Slot("callback_two", "callback", paragraph, both)]
    slots = [Slot("callback", "callback", paragraph, (topic.id,))]
    if topic.why is not None:
        slots.append(Slot("why", "callback", paragraph, (f"{topic.id}.why",), _DROP["why"]))
    return slots + [Slot("callback_more", "callback", paragraph, (other.id,), _DROP["callback_more"]) for other in more]


def _names_itself(claim: Claim) -> bool:
    """True if the proof says the skill's name, so that a wording with both would say it twice."""
    proof = (claim.proof or "").casefold()
    words = [word for word in re.findall(r"\w+", claim.skill.casefold()) if len(word) > 3]
    found = claim.skill.casefold() in proof or any(re.search(rf"\b{re.escape(word)}", proof) for word in words)
    return found or any(len(word) > 1 and word in proof for word in unspaced_words(claim.skill))


def _proof(content: Content, paragraph: int, *, follows_callback: bool) -> list[Slot]:
    proof = content.proof
    if proof is None or proof.proof is None:
        return []
    # Without a topic or a promise of this person's, the recalled proof is what makes the letter personal.
    needed = not content.topics and (content.promise is None or content.promise.to is None)
    family = "proof_linked" if content.linked and follows_callback else "proof"
    without = frozenset({"skill"} if _names_itself(proof) else ())
    return [Slot(family, "fit", paragraph, (proof.id,), None if needed else _DROP["proof"], without)]


def _skill(content: Content, paragraph: int) -> list[Slot]:
    skill = content.skill
    if skill is None:
        return []
    told = skill.proof is not None
    family = "skill_bare" if not told else "skill_told" if _names_itself(skill) else "skill"
    return [Slot(family, "skill", paragraph, (skill.id,), _DROP["skill"])]


def _promise(content: Content, known: Known, paragraph: int) -> list[Slot]:
    if content.promise is None:
        return []
    family = "promise_by" if known.promise_is_dated else "promise"
    return [Slot(family, "promise", paragraph, (content.promise.id,))]


def _next_step(known: Known, paragraph: int) -> Slot:
    family = "next_step_by" if known.decision_is_dated else "next_step"
    return Slot(family, "next_step", paragraph, (), _DROP["next_step"])


def _interest(paragraph: int) -> Slot:
    return Slot("interest", "interest", paragraph, ("role",))


_THANKS: Final = Slot("thanks", "thanks", 1)
_AFTER: Final = Slot("thanks_after", "thanks", 1)


def _thanks_first(content: Content, known: Known) -> list[Slot]:
    callback = _callback(content, 1)
    follows = len(content.topics) == 1
    fit = [*_proof(content, 2, follows_callback=follows), *_skill(content, 2)]
    return [_THANKS, *callback, *fit, *_promise(content, known, 3), _interest(3), _next_step(known, 3)]


def _detail_first(content: Content, known: Known) -> list[Slot]:
    """Open with the detail; the thanks round off the first paragraph."""
    fit = [*_proof(content, 2, follows_callback=False), *_skill(content, 2)]
    ending = [*_promise(content, known, 3), _interest(3), _next_step(known, 3)]
    return [*_callback(content, 1), _AFTER, *fit, *ending]


def _answer_first(content: Content, known: Known) -> list[Slot]:
    """After the thanks, what the candidate answered; then what the other one said."""
    proof = _proof(content, 1, follows_callback=False)
    ending = [*_promise(content, known, 4), _interest(4), _next_step(known, 4)]
    return [_THANKS, *proof, *_callback(content, 2), *_skill(content, 3), *ending]


def _promise_early(content: Content, known: Known) -> list[Slot]:
    """Keep the promise before anything else is said, right after the thanks."""
    follows = len(content.topics) == 1
    fit = [*_proof(content, 2, follows_callback=follows), *_skill(content, 3)]
    return [_THANKS, *_promise(content, known, 1), *_callback(content, 2), *fit, _interest(4), _next_step(known, 4)]


def _interest_early(content: Content, known: Known) -> list[Slot]:
    """Say why one writes at once: thanks and interest, then what the conversation left."""
    follows = len(content.topics) == 1
    fit = [*_proof(content, 2, follows_callback=follows), *_skill(content, 3)]
    return [_THANKS, _interest(1), *_callback(content, 2), *fit, *_promise(content, known, 4), _next_step(known, 4)]


Order = Callable[[Content, Known], list[Slot]]


def orders(content: Content) -> list[Order]:
    """Return the orders that this content allows, the plain one first."""
    out: list[Order] = [_thanks_first]
    if content.topics:
        out += [_detail_first, _interest_early]
        if content.promise is not None:
            out.append(_promise_early)
        if content.proof is not None and content.proof.proof is not None and not content.linked:
            out.append(_answer_first)
    return out


def _turned(content: Content, turn: int, key: str) -> Order:
    """Return this letter's order: neighbours in a panel differ, and panels begin at different places."""
    possible = orders(content)
    begin = int.from_bytes(sha256(f"order\0{key}".encode()).digest()[:4], "big")
    return possible[(begin + turn) % len(possible)]


def outline(kind: str, content: Content, known: Known, *, turn: int = 0, key: str = "") -> list[Slot]:
    """Return the sentences of a letter's body in order.

    `turn` is the person's place in the panel, counted from 0; `key` is what the choice of an order hangs on.
    """
    if known.short and kind in _THANKING:
        return [Slot("note", "callback", 1, tuple(topic.id for topic in content.topics[:1]))]
    order = _turned(content, turn, key) if kind in _THANKING else _OTHERS[kind]
    first = (
        [Slot("introduce", "news", 1, (), _DROP["introduce"] if known.cramped else None)] if known.introduces else []
    )
    return [*first, *order(content, known)]


_THANKING: Final = ("thank_you", "second_round", "recruiter", "informational")


def _group(content: Content, known: Known) -> list[Slot]:
    return [_THANKS, Slot("pass_on", "callback", 1), *_callback(content, 2), _interest(3), _next_step(known, 3)]


def _check_in(_content: Content, known: Known) -> list[Slot]:
    ask = Slot("ask_by" if known.decision_is_dated else "ask", "next_step", 1)
    return [_THANKS, ask, _interest(2), Slot("offer", "next_step", 2, (), _DROP["next_step"])]


def _last_check_in(_content: Content, known: Known) -> list[Slot]:
    return [Slot("ask_by" if known.decision_is_dated else "ask", "next_step", 1), Slot("leave", "next_step", 2)]


def _after_rejection(content: Content, _known: Known) -> list[Slot]:
    callback = [Slot(slot.family, slot.part, 2, slot.facts, slot.drop) for slot in _callback(content, 2)[:1]]
    return [Slot("thanks", "thanks", 1), *callback, Slot("wish", "next_step", 3)]


def _withdrawal(_content: Content, _known: Known) -> list[Slot]:
    return [Slot("withdraw", "news", 1, ("role",)), Slot("thanks", "thanks", 2), Slot("wish", "next_step", 2)]


def _missed_call(_content: Content, known: Known) -> list[Slot]:
    return [Slot("missed", "news", 1), Slot("reach" if known.phone else "reach_bare", "next_step", 1)]


_OTHERS: Final[dict[str, Order]] = {
    "group": _group,
    "check_in": _check_in,
    "last_check_in": _last_check_in,
    "after_rejection": _after_rejection,
    "withdrawal": _withdrawal,
    "missed_call": _missed_call,
}
