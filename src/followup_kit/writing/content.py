"""Which facts go to whom, settled over the whole panel at once.

What one person raised goes into the letter to that person and into no other. What was never discussed is shared out,
so that no two letters bring up the same skill. Writing one letter or all of them gives the same answer, because the
answer depends on the interview alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from attrs import evolve, field, frozen

from followup_kit.errors import MissingFacts, Question
from followup_kit.facts.interview import Claim, Interview, Promise, Topic
from followup_kit.facts.people import Person

__all__ = ["Content", "allot", "letter_locale", "require_personal"]

MOST_TOPICS = 2
"""A letter that goes through more than two topics is minutes, not thanks."""


@frozen(kw_only=True)
class Content:
    """What the letter to one person may say, best first.

    `proof` is a claim that was discussed and that this letter may recall, `skill` one that never came up. `others` are
    the rest of the panel, for a note that is passed on. With `joined`, two topics stand in one sentence.
    """

    person: Person
    topics: tuple[Topic, ...] = field(default=(), converter=tuple[Topic, ...])
    proof: Claim | None = None
    skill: Claim | None = None
    promise: Promise | None = None
    others: tuple[Person, ...] = field(default=(), converter=tuple[Person, ...])
    joined: bool = False

    @property
    def personal(self) -> bool:
        """True if something here is tied to this person and to nobody else."""
        heard = self.proof is not None and self.proof.heard_by == (self.person.ref,)
        promised = self.promise is not None and self.promise.to == self.person.ref
        return bool(self.topics) or heard or promised

    @property
    def linked(self) -> bool:
        """True if the proof answers the first topic, so that the two may stand side by side."""
        return bool(self.topics) and self.proof is not None and self.proof.topic == self.topics[0].id


def letter_locale(interview: Interview, person: Person) -> str:
    """Return the locale in which this person is written to: their own, else the record's."""
    return person.locale or interview.locale


def _readable(fact: Topic | Claim | Promise, interview: Interview, person: Person) -> bool:
    """A fact can only be used in a letter of its own language; nothing is translated."""
    fact_locale = fact.locale or interview.locale
    return fact_locale.split("-")[0] == letter_locale(interview, person).split("-")[0]


def _topics(interview: Interview, person: Person) -> list[Topic]:
    # Whoever was alone with the candidate said what nobody else said.
    speakers = {person.ref, None} if len(interview.panel) == 1 else {person.ref}
    mine = [topic for topic in interview.topics if topic.said_by in speakers and _readable(topic, interview, person)]
    # What the candidate gave a reason for says more than what was only noted down.
    return sorted(mine, key=lambda topic: topic.why is None)[:MOST_TOPICS]


def _proof(interview: Interview, person: Person, topics: Iterable[Topic], taken: set[str]) -> Claim | None:
    """The best discussed claim: one that answers this person's topic, then one that this person heard."""
    about = {topic.id for topic in topics}
    ranked: list[tuple[bool, bool, bool, int, Claim]] = []
    for claim in interview.claims:
        if not claim.discussed or claim.withdrawn or claim.id in taken or not _readable(claim, interview, person):
            continue
        if claim.topic is not None and claim.topic not in about:
            continue
        if claim.heard_by and person.ref not in claim.heard_by:
            continue
        ranked.append((claim.topic is None, not claim.heard_by, claim.proof is None, len(ranked), claim))
    return min(ranked)[-1] if ranked else None


def _skills(interview: Interview) -> dict[str, Claim]:
    """Each claim that never came up goes to one person only: the next in turn who reads its language."""
    people, out = interview.panel, dict[str, Claim]()
    fresh = [claim for claim in interview.claims if not claim.discussed and not claim.withdrawn]
    for claim in fresh:
        waiting = [p for p in people if p.ref not in out and _readable(claim, interview, p)]
        if waiting:
            out[waiting[0].ref] = claim
    return out


def _promise(interview: Interview, person: Person) -> Promise | None:
    """An open promise of the candidate's: one to this person, else one to the whole panel; the earliest due first."""
    mine = [
        promise
        for promise in interview.promises
        if promise.by == "candidate" and not promise.kept and promise.to in (person.ref, None)
        if _readable(promise, interview, person)
    ]
    return min(mine, key=lambda p: (p.to is None, p.due is None, p.due or interview.ended.date(), p.id), default=None)


def _joined(interview: Interview, person: Person, topics: list[Topic]) -> bool:
    """Two topics without a reason of their own are told in one breath in every second letter."""
    if len(topics) < 2 or any(topic.why for topic in topics) or any(len(topic.text) > 60 for topic in topics):
        return False
    return sha256(f"joined\0{interview.ref}\0{person.ref}".encode()).digest()[0] % 2 == 0


def allot(interview: Interview) -> dict[str, Content]:
    """Return what each panel member's letter may say, by ref. Withdrawn claims and kept promises are left out."""
    skills, taken, reasons, out = _skills(interview), set[str](), set[str](), dict[str, Content]()
    for person in interview.panel:
        # The panel compares its letters: a reason that was given to one of them is not given to the next.
        topics = [evolve(topic, why=None) if topic.why in reasons else topic for topic in _topics(interview, person)]
        reasons |= {topic.why for topic in topics if topic.why is not None}
        proof = _proof(interview, person, topics, taken)
        if proof is not None:
            taken.add(proof.id)
        out[person.ref] = Content(
            person=person,
            topics=tuple(topics),
            proof=proof,
            skill=skills.get(person.ref),
            promise=_promise(interview, person),
            others=[other for other in interview.panel if other is not person],
            joined=_joined(interview, person, topics),
        )
    return out


def require_personal(interview: Interview, content: Content) -> None:
    """Refuse to go on without one fact that is tied to this person.

    Raises:
        MissingFacts: nothing is; `questions` ask for what would make the letter.
    """
    if content.personal:
        return
    person = content.person
    who = person.name.display
    foreign = [
        fact
        for fact in interview.facts
        if person.ref in (getattr(fact, "said_by", None), getattr(fact, "to", None))
        and not _readable(fact, interview, person)
    ]
    if foreign:
        locale = letter_locale(interview, person)
        fact = foreign[0]
        raise MissingFacts(
            f"nothing to write to {who} ({person.ref}): the letter is in {locale}, "
            f"but {fact.id} is in {fact.locale or interview.locale} and facts are not translated",
            questions=[
                Question(
                    f"How would you put {fact.id} in {locale}?",
                    field=f"{fact.id}.text",
                    recipient=person.ref,
                )
            ],
        )
    raise MissingFacts(
        f"nothing in the record is tied to {who} ({person.ref}); a note without a detail of theirs is a template",
        questions=[
            Question(f"What did {who} bring up that you still think about?", field="topics.text", recipient=person.ref),
            Question("Why did that matter to you?", field="topics.why", recipient=person.ref),
            Question(f"Did you promise {who} anything?", field="promises.text", recipient=person.ref),
        ],
    )
