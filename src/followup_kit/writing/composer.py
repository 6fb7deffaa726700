"""From a planned step to a letter: content, outline, wording, and for each sentence what it stands on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol, runtime_checkable

from attrs import frozen

from followup_kit.errors import InvalidSetting, MissingFacts, NotPlanned, Question
from followup_kit.facts.history import Event, History, Occasion
from followup_kit.facts.interview import Interview
from followup_kit.facts.medium import Medium, count
from followup_kit.facts.moments import zone_info
from followup_kit.facts.people import Person
from followup_kit.language.frames import SLOT
from followup_kit.language.pack import Addressee, Language
from followup_kit.timing.decisions import Send, Step

from .content import Content, allot, letter_locale, require_personal
from .draft import Draft, Sentence, assemble
from .fillers import STOPS, Fillers, common, fillers
from .kinds import kind_of
from .markdown import escape, to_plain
from .outline import Known, Slot, outline
from .wording import Choice, Wording

__all__ = ["BuiltInComposer", "Composer", "addressee", "compose"]


@runtime_checkable
class Composer(Protocol):
    """What a plugin offers to write letters in its own way; every draft passes the same review."""

    @property
    def name(self) -> str:
        """The name by which settings choose it."""
        ...

    def compose(
        self,
        step: Step,
        *,
        language: Language,
        medium: Medium,
        seed: int = 0,
        history: History = ...,
        reroll: Sequence[int] = (),
    ) -> Draft:
        """Write the letter; the same arguments always give the same text."""
        ...


def addressee(person: Person, interview: Interview | None = None, medium: Medium | None = None) -> Addressee:
    """Return what is known about a person for the language pack's address table.

    Mail and paper have room for the employer's line; an agency's recruiter does not sit at the employer's.
    """
    name = person.name
    roomy = medium is not None and (medium.subject or "postal_address" in medium.needs)
    return Addressee(
        employer=interview.employer.name if interview and roomy and person.role != "agency" else None,
        full=name.display,
        given=name.given,
        family=name.family,
        title=name.title,
        honorific=name.honorific,
        address=person.address,
    )


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def _fill(text: str, known: Fillers, language: Language, *, plain: bool = False) -> str:
    """Put facts into a wording as text: nothing in a fact is read as markup or as another slot."""

    def words(slot: re.Match[str]) -> str:
        return language.formed(known[slot["name"]].phrase, slot["form"]) or ""

    def escaped(slot: re.Match[str]) -> str:
        value = words(slot)
        if plain:
            return value
        # Inside a line "5. Juni" starts no list, so nothing but what is special there needs escaping.
        return escape(value) if slot.start() == 0 else escape("x" + value)[1:]

    def stopped(slot: re.Match[str]) -> str:
        """A name such as "Yahoo!" or "Inc." ends its sentence by itself."""
        return escaped(slot) + ("" if slot["stop"] and words(slot)[-1] in ".!?…。" else slot["stop"])

    return re.sub(rf"{SLOT.pattern}(?P<stop>[.。]?)", stopped, text)


def _facts(choice: Choice, known: Fillers) -> tuple[str, ...]:
    named = [known[match["name"]].fact for match in SLOT.finditer(choice.text)]
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
    # Only languages whose sentences show how polite they are ask this of a whole sentence.
    said = [("why", f"{topic.id}.why", topic.why) for topic in content.topics]
    said += [("proof", f"{claim.id}.proof", claim.proof) for claim in (content.proof, content.skill) if claim]
    uses += [
        (shape, fact, text, "a polite sentence (“件数を半分に減らしました”)") for shape, fact, text in said if text
    ]
    wrong = [use for use in uses if language.misfit(use[0], use[2].rstrip(STOPS))]
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


def _spent(language: Language, interview: Interview, history: History) -> dict[str, int]:
    """Count the wordings that the candidate used in letters about other interviews."""
    texts = [entry.text for entry in history if entry.text is not None and entry.interview != interview.ref]
    if not texts:
        return {}
    spent = dict[str, int]()
    for frame in language.frames:
        shape = "|".join(re.sub(r"\\\{\w+\\\}", ".+", re.escape(text)) for text in frame.variants)
        times = sum(re.search(shape, text) is not None for text in texts)
        spent[frame.wording] = spent.get(frame.wording, 0) + times
    return spent


@frozen(kw_only=True)
class _Panel:
    """What all letters of one panel are chosen from, so that one letter alone comes out as it does among all."""

    step: Step
    contents: Mapping[str, Content]
    language: Language
    medium: Medium
    seed: int
    read: dt.date
    called: dt.date | None = None

    def known(self, content: Content, slots: Sequence[Slot]) -> dict[Slot, Fillers]:
        everywhere = common(self.step.interview, self.language, self.medium, self._sent, self.called)
        return {slot: fillers(slot, content, everywhere, self.language) for slot in slots}

    @property
    def _sent(self) -> dt.date:
        return _planned(self.step).at.date()

    def slots(self, person: Person, turn: int) -> list[Slot]:
        interview, content = self.step.interview, self.contents[person.ref]
        promise, reply_by = content.promise, interview.reply_by
        asks = self.step.occasion in (Occasion.CHECK_IN, Occasion.LAST_CHECK_IN)
        limit = self.medium.limit("body")
        known = Known(
            promise_is_dated=promise is not None and promise.due is not None and promise.due > self.read,
            decision_is_dated=reply_by is not None and (reply_by > self.read or asks),
            phone=interview.candidate.phone is not None,
            introduces=self.language.introduces,
            cramped=self.medium.words[1] < _ROOM_TO_INTRODUCE,
            short=limit is not None and limit.unit != "word" and limit.most <= _LINE_OR_TWO,
        )
        kind = kind_of(interview, person, self.step.occasion)
        return outline(kind.name, content, known, turn=turn, key=f"{self.seed}\0{interview.ref}")

    def choices(self, spent: dict[str, int]) -> tuple[Choice | None, list[Choice], Wording, dict[Slot, Fillers]]:
        """Choose for the panel up to this person: a subject, the sentences, and what chose them."""
        interview, limits, turn = self.step.interview, self.medium.limits, 0
        for person in interview.panel:
            if letter_locale(interview, person).split("-")[0] != self.language.language:
                continue
            wording = Wording(
                language=self.language,
                kind=kind_of(interview, person, self.step.occasion),
                formality="given" if person.address == "given" else "formal",
                key=f"{self.seed}\0{interview.ref}",
                longest_subject=min((limit.most for limit in limits if limit.part == "subject"), default=None),
            )
            slots = [_SUBJECT, *self.slots(person, turn)]
            known = self.known(self.contents[person.ref], slots)
            body = wording.choose(slots[1:], known, spent)
            subject = wording.choose([_SUBJECT], known, spent)
            if person.ref == self.step.recipient.ref:
                return subject[0], body, wording, known
            turn += 1
        raise MissingFacts(f"{self.step.recipient.ref} is written to in another language than {self.language.tag}")


_SUBJECT: Final = Slot("subject", "thanks", 0)
_ROOM_TO_INTRODUCE: Final = 100
"""Words. A card has room for the name under it and not for a sentence that says it as well."""
_LINE_OR_TWO: Final = 400
"""A body limited to fewer characters than this takes one sentence besides salutation and name."""


def compose(
    step: Step,
    *,
    language: Language,
    medium: Medium,
    seed: int = 0,
    history: History | None = None,
    reroll: Sequence[int] = (),
) -> Draft:
    """Write the letter of a planned step from the candidate's own facts.

    Sentences that the medium has no room for are left out in a declared order; `seed` chooses among wordings and
    nothing else. `reroll` numbers sentences, the first one after the salutation being 2, that are to be said in other
    words while all the rest stays. Wordings that `history` shows in letters about other interviews are used last.

    Raises:
        NotPlanned: the step's decision is not to send.
        MissingFacts: nothing in the record is tied to this person; the questions say what would help.
        MissingPhrase: the language pack lacks a wording.
        InvalidSetting: `reroll` names no sentence of this letter, or there are no other words for it.
    """
    decision = _planned(step)
    interview, person, sent = step.interview, step.recipient, decision.at.date()
    _refuse_guesses(interview, person)
    contents = allot(interview)
    content = contents[person.ref]
    kind = kind_of(interview, person, step.occasion)
    if kind.personal:
        require_personal(interview, content)
    _refuse_misfits(content, language)
    # Working days on the way, as calendar days: a week has five of them.
    read = sent + dt.timedelta(days=-(-medium.transit_days * 7 // 5))
    called = _missed_call(interview, person, history or History())
    panel = _Panel(step=step, contents=contents, language=language, medium=medium, seed=seed, read=read, called=called)
    spent = _spent(language, interview, history or History())
    subject, body, wording, known = panel.choices(spent)
    body = _rerolled(reroll, body, wording, known, spent)
    draft = Draft(
        source="",
        subject=_subject(subject, known, language) if medium.subject and subject else None,
        locale=language.tag,
        channel=step.channel,
        occasion=step.occasion,
        interview=interview,
        recipient=person,
        seed=seed,
        send_at=decision.at,
    )
    most = kind.most_words(medium)
    return _shortened(assemble(draft, _sentences(body, known, language, step, medium)), most)


def _missed_call(interview: Interview, person: Person, history: History) -> dt.date | None:
    """Return the day of the last call that the candidate missed, on the clocks of the employer."""
    known = (history + History(interview.events)).of(interview.ref)
    call = known.last(Event.MISSED_CALL, recipient=person.ref)
    if call is None:
        return None
    zone = interview.local_zone
    return (call.at.astimezone(zone_info(zone)) if zone else call.at).date()


def _rerolled(
    reroll: Sequence[int], body: list[Choice], wording: Wording, known: Mapping[Slot, Fillers], spent: dict[str, int]
) -> list[Choice]:
    """Return the sentences with the next wording for each number; the first sentence after the salutation is 2.

    Raises:
        InvalidSetting: there is no such sentence, or no other wording for it.
    """
    body, seen = list(body), dict[int, list[str]]()
    for number in reroll:
        place = number - 2
        if not 0 <= place < len(body):
            last = len(body) + 1
            raise InvalidSetting(f"there is no sentence {number} to say in other words; give one from 2 to {last}")
        seen.setdefault(place, []).append(body[place].text)
        body[place] = wording.again(body, place, known[body[place].slot], spent, seen[place])
    return body


def _subject(choice: Choice, known: Mapping[Slot, Fillers], language: Language) -> str:
    return _sentence_case(_fill(choice.text, known[choice.slot], language, plain=True))


def _sentences(
    body: list[Choice],
    known: Mapping[Slot, Fillers],
    language: Language,
    step: Step,
    medium: Medium,
) -> list[Sentence]:
    interview, person = step.interview, step.recipient
    who = addressee(person, interview, medium)
    closing = language.closing(who, on_paper="postal_address" in medium.needs)
    out = [
        Sentence(
            text=_lines(language.salutation(who).split("\n")),
            part="salutation",
            paragraph=0,
            facts=(f"panel.{person.ref}.name",),
            frame=f"address:{language.row(who).id}",
        )
    ]
    for choice in body:
        text = _fill(choice.text, known[choice.slot], language)
        if len(out) == 1 and language.body_starts == "lower" and not choice.frame.keeps_capital:
            text = text[:1].lower() + text[1:]
        out.append(
            Sentence(
                text=text,
                part=choice.slot.part,
                paragraph=choice.slot.paragraph,
                facts=_facts(choice, known[choice.slot]),
                frame=choice.frame.id,
                drop=choice.slot.drop,
                among=choice.among,
                after=language.sentence_space,
            )
        )
    out.append(Sentence(text=escape(closing), part="closing", paragraph=8, frame="address:closing"))
    return [*out, _signature(interview, language, medium)]


def _lines(lines: Iterable[str]) -> str:
    """Lines that stay lines however the letter is shown: a backslash at the end breaks a line in Markdown."""
    return "\\\n".join(escape(line) for line in lines)


def _signature(interview: Interview, language: Language, medium: Medium) -> Sentence:
    """The name, and in mail the lines below it that the language has and the record knows."""
    candidate = interview.candidate
    values = {"name": candidate.name.display, "phone": candidate.phone, "email": candidate.email}
    lines, facts = list[str](), dict[str, None]()
    for line in language.signature if medium.subject else ("{name}",):
        slots = [slot[1] for slot in re.finditer(r"\{(\w+)\}", line)]
        if all(values[slot] for slot in slots):
            lines.append(re.sub(r"\{(\w+)\}", lambda slot: values[slot[1]] or "", line))
            facts |= dict.fromkeys(f"candidate.{slot}" for slot in slots)
    return Sentence(text=_lines(lines), part="signature", paragraph=9, facts=tuple(facts))


def _shortened(draft: Draft, most: int) -> Draft:
    """Leave out what a good letter of this kind has no room for here, dearest last."""
    while count(to_plain(draft.body), "word") > most:
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
        self,
        step: Step,
        *,
        language: Language,
        medium: Medium,
        seed: int = 0,
        history: History | None = None,
        reroll: Sequence[int] = (),
    ) -> Draft:
        """Write the letter; see `compose`."""
        return compose(step, language=language, medium=medium, seed=seed, history=history, reroll=reroll)
