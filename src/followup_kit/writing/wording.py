"""Which wording says what: chosen by a seed, spent once in a panel, the same on every machine.

A digest stands where others would use a random generator: it gives the same order on every platform and in every
version of Python, and one letter comes out as it does among all of its panel.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256

from attrs import frozen

from followup_kit.errors import InvalidSetting, MissingPhrase
from followup_kit.language.frames import SLOT, Frame, Need, needs, own_words
from followup_kit.language.pack import Language

from .fillers import Fillers
from .kinds import Kind
from .outline import Slot

__all__ = ["Choice", "Wording"]


@frozen(kw_only=True)
class Choice:
    """A place in the outline with the wording that was chosen for it; `among` is how many there were."""

    slot: Slot
    frame: Frame
    text: str
    among: int


@frozen(kw_only=True)
class Wording:
    """Chooses wordings for one panel; each is spent once while there are others."""

    language: Language
    kind: Kind
    formality: str
    key: str
    """What the choice hangs on besides the place in the letter: seed and interview."""
    longest_subject: int | None = None
    """The characters of a subject that every reader sees; longer ones are chosen only where no other is left."""

    def choose(self, slots: Sequence[Slot], known: Mapping[Slot, Fillers], spent: dict[str, int]) -> list[Choice]:
        """Return a wording for every slot and count it as spent."""
        chosen: list[Choice] = []
        for slot in slots:
            choice = self._first(slot, known[slot], chosen, spent, skip=())
            spent[choice.frame.wording] = spent.get(choice.frame.wording, 0) + 1
            chosen.append(choice)
        return chosen

    def again(
        self, chosen: list[Choice], place: int, known: Fillers, spent: Mapping[str, int], skip: Sequence[str]
    ) -> Choice:
        """Return the next wording for one place, with all the others kept.

        Raises:
            InvalidSetting: there is no other.
        """
        others = [choice for index, choice in enumerate(chosen) if index != place]
        return self._first(chosen[place].slot, known, others, spent, skip=(*skip, chosen[place].text), first=place == 0)

    def _first(
        self,
        slot: Slot,
        known: Fillers,
        others: Sequence[Choice],
        spent: Mapping[str, int],
        *,
        skip: Sequence[str],
        first: bool | None = None,
    ) -> Choice:
        opening = not others if first is None else first
        every = [
            (frame, texts)
            for frame in self.kind.frames(self.language, slot.family, self.formality)
            if not frame.slots & slot.without and (texts := self._sayable(frame, known, skip))
        ]
        if not every:
            raise (
                InvalidSetting(f"there is no other wording for this sentence ({slot.family})")
                if skip
                else MissingPhrase(f"no {self.language.tag} wording of {slot.family} can hold these facts")
            )
        if slot.family == "subject":
            every = self._short(every, known) or every
        fitting = [pair for pair in every if self._fits(pair[0], others, opening=opening)] or every
        least = min(spent.get(frame.wording, 0) for frame, _ in fitting)
        said = frozenset(word for other in others for word in own_words(other.text) & self.language.once)
        unspent = [(frame, text) for frame, texts in fitting if spent.get(frame.wording, 0) == least for text in texts]
        fewest = min(len(own_words(text) & said) for _, text in unspent)
        best = [(frame, text) for frame, text in unspent if len(own_words(text) & said) == fewest]
        digest = sha256(f"{self.key}\0{slot.family}\0{len(others)}".encode()).digest()
        frame, text = best[int.from_bytes(digest[:6], "big") % len(best)]
        return Choice(slot=slot, frame=frame, text=text, among=sum(len(texts) for _, texts in every))

    def _sayable(self, frame: Frame, known: Fillers, skip: Sequence[str]) -> list[str]:
        """Return the frame's wordings for which the facts are known, in the forms that they need."""
        return [
            text
            for text in frame.variants
            if text not in skip and all(self._formed(need, known) for need in needs(text))
        ]

    def _short(self, every: Sequence[tuple[Frame, list[str]]], known: Fillers) -> list[tuple[Frame, list[str]]]:
        """Return the wordings that are short enough for a subject with these facts."""

        def length(text: str) -> int:
            facts = (self.language.formed(known[slot["name"]].phrase, slot["form"]) for slot in SLOT.finditer(text))
            return len(SLOT.sub("", text)) + sum(len(fact or "") for fact in facts)

        most = self.longest_subject
        found = [(frame, [text for text in texts if most is None or length(text) <= most]) for frame, texts in every]
        return [(frame, texts) for frame, texts in found if texts]

    def _formed(self, need: Need, known: Fillers) -> bool:
        return need.name in known and self.language.formed(known[need.name].phrase, need.form) is not None

    def _fits(self, frame: Frame, others: Sequence[Choice], *, opening: bool) -> bool:
        if opening and frame.part != "subject" and not frame.opens:
            return False
        return not any(other.frame.id in frame.apart or frame.id in other.frame.apart for other in others)
