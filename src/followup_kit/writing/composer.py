"""From a planned step to a letter: content, outline, wording, and for each sentence what it stands on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Protocol, runtime_checkable

from attrs import frozen

from followup_kit.errors import MissingFacts, NotPlanned, Question
from followup_kit.facts.history import History, Occasion
from followup_kit.facts.interview import Interview
from followup_kit.facts.medium import Medium, count
from followup_kit.facts.people import Person
from followup_kit.language.pack import Addressee, Frame, Language
from followup_kit.timing.decisions import Send, Step

from .content import Content, allot, letter_locale, require_personal
from .draft import Draft, Sentence, assemble
from .markdown import escape, to_plain
from .outline import Slot, outline

__all__ = ["BuiltInComposer", "Composer", "addressee", "compose"]


@runtime_checkable
class Composer(Protocol):
    """What a plugin offers to write letters in its own way; every draft passes the same review."""

    @property
    def name(self) -> str:
        """The name by which settings choose it."""
        ...

    def compose(
        self, step: Step, *, language: Language, medium: Medium, seed: int = 0, history: History = ...
    ) -> Draft:
        """Write the letter; the same arguments always give the same text."""
        ...


def addressee(person: Person) -> Addressee:
    """Return what is known about a person for the language pack's address table."""
    name = person.name
    return Addressee(
        full=name.display,
        given=name.given,
        family=name.family,
        title=name.title,
        honorific=name.honorific,
        address=person.address,
    )


@frozen(kw_only=True)
class _Choice:
    """A place in the outline with the wording that was chosen for it."""

    slot: Slot
    frame: Frame


def _rank(seed: int, interview: Interview, frame: Frame) -> bytes:
    # A digest instead of a random generator: the same order on every platform and in every version of Python.
    return sha256(f"{seed}\0{interview.ref}\0{frame.part}\0{frame.id}".encode()).digest()


@frozen(kw_only=True)
class _Wording:
    """Chooses wordings for one panel: each is spent once while there are others."""

    language: Language
    interview: Interview
    occasion: Occasion
    seed: int

    def choose(self, slots: list[Slot], formality: str, spent: dict[str, int]) -> list[_Choice]:
        chosen: list[_Choice] = []
        for slot in slots:
            frames = [
                frame
                for frame in self.language.frames_for(slot.family, self.occasion.value, formality)
                if not frame.slots & slot.without
            ]
            allowed = [frame for frame in frames if self._fits(frame, chosen, first=not chosen)] or list(frames)
            said = frozenset(word for other in chosen for word in other.frame.words & self.language.once)
            frame = min(allowed, key=lambda f: self._order(f, spent, said))
            spent[frame.wording] = spent.get(frame.wording, 0) + 1
            chosen.append(_Choice(slot=slot, frame=frame))
        return chosen

    def _order(self, frame: Frame, spent: Mapping[str, int], said: frozenset[str]) -> tuple[int, int, bytes]:
        """Unspent wordings first, of these the ones that repeat no marked word of this letter, then by the seed."""
        return spent.get(frame.wording, 0), len(frame.words & said), _rank(self.seed, self.interview, frame)

    def _fits(self, frame: Frame, chosen: list[_Choice], *, first: bool) -> bool:
        if first and frame.part != "subject" and not frame.opens:
            return False
        return not any(other.frame.id in frame.apart or frame.id in other.frame.apart for other in chosen)


def _when(day: dt.date, sent: dt.date, language: Language, medium: Medium) -> str:
    """Name the day of the interview so that it is right on the day on which the letter is read."""
    age = (sent - day).days
    if age == 0 and not medium.transit_days:
        return language.phrase("today")
    if 0 < age < 6 and not medium.transit_days:
        return language.phrase("on_weekday", weekday=language.weekday(day))
    return language.phrase("on_date", date=language.day(day) if day.year == sent.year else language.date(day))


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


class _Values:
    """What the slots of the wordings hold in one letter, and which facts they come from."""

    def __init__(self, step: Step, content: Content, language: Language, medium: Medium, sent: dt.date) -> None:
        interview, self._language = step.interview, language
        employer = interview.employer
        short = employer.short_name or employer.name
        at_short = employer.at if employer.at is not None and employer.short_name is None else language.at(short)
        self._common = {
            "role": (interview.role, "role"),
            "at_employer": (employer.at or language.at(employer.name), "employer.name"),
            "short_employer": (short, "employer.name"),
            "at_short_employer": (at_short, "employer.name"),
            "day": (_when(interview.ended_local.date(), sent, language, medium), "ended"),
        }
        if interview.reply_by is not None:
            self._common["decision"] = (language.day(interview.reply_by), "reply_by")
        self._content = content

    def of(self, slot: Slot) -> Mapping[str, tuple[str, str]]:
        """Return each slot's text and the id of its fact."""
        values, content, within = dict(self._common), self._content, self._language.within
        if slot.family in ("callback", "callback_more"):
            topic = content.topics[slot.family == "callback_more"]
            values["topic"] = (within(topic.text.rstrip(".")), topic.id)
        elif slot.family == "why" and content.topics[0].why:
            values["Why"] = (_sentence_case(content.topics[0].why.rstrip(".")), f"{content.topics[0].id}.why")
        claim = content.skill if slot.part == "skill" else content.proof
        if claim is not None:
            values["skill"] = (within(claim.skill.rstrip(".")), claim.id)
            if claim.proof is not None:
                proof = claim.proof.rstrip(".")
                values["proof"], values["Proof"] = (within(proof), claim.id), (_sentence_case(proof), claim.id)
        if content.promise is not None:
            values["promise"] = (content.promise.text.rstrip("."), content.promise.id)
            if content.promise.due is not None:
                values["due"] = (self._language.day(content.promise.due), f"{content.promise.id}.due")
        return values


def _fill(frame: Frame, values: Mapping[str, tuple[str, str]], *, plain: bool = False) -> str:
    """Put facts into a wording as text: nothing in a fact is read as markup or as another slot."""

    def text(slot: re.Match[str]) -> str:
        value = values[slot[1]][0]
        if plain:
            return value
        # Inside a line "5. Juni" starts no list, so nothing but what is special there needs escaping.
        return escape(value) if slot.start() == 0 else escape("x" + value)[1:]

    def stopped(slot: re.Match[str]) -> str:
        """A name such as "Yahoo!" or "Inc." ends its sentence by itself."""
        return text(slot) + ("" if slot[2] and values[slot[1]][0][-1] in ".!?…" else slot[2])

    return re.sub(r"\{(\w+)\}(\.?)", stopped, frame.text)


def _facts(choice: _Choice, values: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
    named = [values[name][1] for name in re.findall(r"\{(\w+)\}", choice.frame.text)]
    return tuple(dict.fromkeys((*choice.slot.facts, *named)))


def _refuse_guesses(interview: Interview, person: Person) -> None:
    """A guess of an importer never reaches a letter before the candidate has confirmed it.

    Raises:
        MissingFacts: one of the fields that every letter uses is still a guess.
    """
    place = [other.ref for other in interview.panel].index(person.ref)
    used = ("role", "employer.name", "candidate.name", "ended", f"panel[{place}].name", f"panel.{person.ref}.name")
    open_guesses = [name for name in used if name in interview.guesses]
    if open_guesses:
        raise MissingFacts(
            f"{', '.join(open_guesses)}: still a guess from an invitation; confirm it in the record first",
            questions=[
                Question(f"Is {name} right as the record has it?", field=name, recipient=person.ref)
                for name in open_guesses
            ],
        )


def _refuse_misfits(content: Content, language: Language) -> None:
    """Ask again for a fact whose words cannot stand in a sentence, instead of writing a broken one.

    Raises:
        MissingFacts: a topic or skill is no noun phrase, or a promise no infinitive phrase.
    """
    skills = [claim for claim in (content.proof, content.skill) if claim is not None]
    uses = [("topic", topic.id, topic.text, "a noun phrase (“the move to event streams”)") for topic in content.topics]
    uses += [("skill", claim.id, claim.skill, "a noun phrase (“stock control”)") for claim in skills]
    if content.promise is not None:
        example = "an infinitive phrase (“send you the list”, “Ihnen die Liste zu schicken”)"
        uses.append(("promise", content.promise.id, content.promise.text, example))
    wrong = [use for use in uses if language.misfit(use[0], use[2].rstrip("."))]
    if wrong:
        raise MissingFacts(
            "; ".join(f"{fact} “{text}” cannot stand in a sentence as {wanted}" for _, fact, text, wanted in wrong),
            questions=[
                Question(f"How would you put “{text}” as {wanted}?", field=fact, recipient=content.person.ref)
                for _, fact, text, wanted in wrong
            ],
        )


def _planned(step: Step) -> Send:
    if not isinstance(step.decision, Send):
        decision = step.decision
        raise NotPlanned(
            f"no {step.occasion.value} to {step.recipient.ref}: the plan says {decision.kind}: {decision.reason}"
        )
    return step.decision


def _slots(step: Step, content: Content, turn: int, read: dt.date) -> list[Slot]:
    promise, reply_by = content.promise, step.interview.reply_by
    return outline(
        content,
        step.occasion,
        turn,
        promise_is_dated=promise is not None and promise.due is not None and promise.due > read,
        decision_is_dated=reply_by is not None and (reply_by > read or step.occasion is Occasion.CHECK_IN),
    )


def _spent(language: Language, interview: Interview, history: History) -> dict[str, int]:
    """Count the wordings that the candidate used in letters about other interviews."""
    texts = [entry.text for entry in history if entry.text is not None and entry.interview != interview.ref]
    if not texts:
        return {}
    spent = dict[str, int]()
    for frame in language.frames:
        shape = re.sub(r"\\\{\w+\\\}", ".+", re.escape(frame.text))
        times = sum(re.search(shape, text) is not None for text in texts)
        spent[frame.wording] = spent.get(frame.wording, 0) + times
    return spent


def _choose_for(
    step: Step, contents: Mapping[str, Content], wording: _Wording, spent: dict[str, int], read: dt.date
) -> list[_Choice]:
    """Choose wordings for the panel up to this person, so that one letter alone comes out as it does among all."""
    language = wording.language
    turn = 0
    for person in step.interview.panel:
        if letter_locale(step.interview, person).split("-")[0] != language.language:
            continue
        formality = "given" if person.address == "given" else "formal"
        slots = _slots(step, contents[person.ref], turn, read)
        body = wording.choose(slots, formality, spent)
        subject = wording.choose([Slot("subject", "thanks", 0)], formality, spent)
        if person.ref == step.recipient.ref:
            return [*subject, *body]
        turn += 1
    raise MissingFacts(f"{step.recipient.ref} is written to in another language than {language.tag}")


def compose(step: Step, *, language: Language, medium: Medium, seed: int = 0, history: History | None = None) -> Draft:
    """Write the letter of a planned step from the candidate's own facts.

    Sentences that the medium has no room for are left out in a declared order; `seed` chooses among wordings and
    nothing else. Wordings that `history` shows in letters about other interviews are used last.

    Raises:
        NotPlanned: the step's decision is not to send.
        MissingFacts: nothing in the record is tied to this person; the questions say what would help.
        MissingPhrase: the language pack lacks a wording.
    """
    decision = _planned(step)
    interview, person, sent = step.interview, step.recipient, decision.at.date()
    _refuse_guesses(interview, person)
    contents = allot(interview)
    content = contents[person.ref]
    if step.occasion is Occasion.THANK_YOU:
        require_personal(interview, content)
        _refuse_misfits(content, language)
    values = _Values(step, content, language, medium, sent)
    wording = _Wording(language=language, interview=interview, occasion=step.occasion, seed=seed)
    spent = _spent(language, interview, history or History())
    # Working days on the way, as calendar days: a week has five of them.
    read = sent + dt.timedelta(days=-(-medium.transit_days * 7 // 5))
    subject, *body = _choose_for(step, contents, wording, spent, read)
    draft = Draft(
        source="",
        subject=_sentence_case(_fill(subject.frame, values.of(subject.slot), plain=True)) if medium.subject else None,
        locale=language.tag,
        channel=step.channel,
        occasion=step.occasion,
        interview=interview,
        recipient=person,
        seed=seed,
        send_at=decision.at,
    )
    return _shortened(assemble(draft, _sentences(body, values, language, interview, person)), medium)


def _sentences(
    body: list[_Choice], values: _Values, language: Language, interview: Interview, person: Person
) -> list[Sentence]:
    who = addressee(person)
    out = [
        Sentence(
            text=escape(language.salutation(who)),
            part="salutation",
            paragraph=0,
            facts=(f"panel.{person.ref}.name",),
            frame=f"address:{language.row(who).id}",
        )
    ]
    for choice in body:
        known = values.of(choice.slot)
        text = _fill(choice.frame, known)
        if len(out) == 1 and language.body_starts == "lower" and not choice.frame.keeps_capital:
            text = text[:1].lower() + text[1:]
        out.append(
            Sentence(
                text=text,
                part=choice.slot.part,
                paragraph=choice.slot.paragraph,
                facts=_facts(choice, known),
                frame=choice.frame.id,
                drop=choice.slot.drop,
            )
        )
    out.append(Sentence(text=escape(language.closing(who)), part="closing", paragraph=8, frame="address:closing"))
    name = interview.candidate.name.display
    return [*out, Sentence(text=escape(name), part="signature", paragraph=9, facts=("candidate.name",))]


def _shortened(draft: Draft, medium: Medium) -> Draft:
    """Leave out what a good letter has no room for here, dearest last."""
    while count(to_plain(draft.body), "word") > medium.words[1]:
        spare = [sentence for sentence in draft.sentences if sentence.drop is not None]
        if not spare:
            break
        draft = draft.without(max(spare, key=lambda sentence: (sentence.drop or 0, sentence.start)))
    return draft


@frozen
class BuiltInComposer:
    """The composer that comes with followup-kit, as a value that the registry can hold."""

    name: str = "facts"

    def compose(
        self, step: Step, *, language: Language, medium: Medium, seed: int = 0, history: History | None = None
    ) -> Draft:
        """Write the letter; see `compose`."""
        return compose(step, language=language, medium=medium, seed=seed, history=history)
