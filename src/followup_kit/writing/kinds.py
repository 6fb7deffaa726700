"""The kinds of letters: what each is for, whose wordings it borrows, how long it may be."""

from __future__ import annotations

from typing import Final

from attrs import field, frozen

from followup_kit.errors import MissingPhrase
from followup_kit.facts.history import Occasion
from followup_kit.facts.interview import Interview
from followup_kit.facts.medium import Medium
from followup_kit.facts.people import Person
from followup_kit.language.frames import Frame
from followup_kit.language.pack import Language

__all__ = ["KINDS", "Kind", "kind_of"]


@frozen(kw_only=True)
class Kind:
    """One kind of letter. `name` is the `occasion` of its wordings; `borrows` those of another kind where it has none.

    `share` is the part of a channel's longest good letter that this kind may fill: a check-in is shorter than thanks.
    """

    name: str
    borrows: str | None = None
    share: float = 1.0
    personal: bool = field(default=False)
    """Whether it must hold a detail that is tied to this person and to nobody else."""

    def frames(self, language: Language, family: str, formality: str) -> tuple[Frame, ...]:
        """Return the wordings of a family, its own or else the borrowed ones.

        Raises:
            MissingPhrase: the pack has neither; nothing is ever said in another language instead.
        """
        try:
            return language.frames_for(family, self.name, formality)
        except MissingPhrase:
            if self.borrows is None:
                raise
            return language.frames_for(family, self.borrows, formality)

    def most_words(self, medium: Medium) -> int:
        """Return how many words this letter may have in a channel."""
        return int(medium.words[1] * self.share)


KINDS: Final = {
    kind.name: kind
    for kind in (
        Kind(name="thank_you", personal=True),
        Kind(name="second_round", borrows="thank_you", personal=True, share=0.8),
        Kind(name="recruiter", borrows="thank_you", share=0.7),
        Kind(name="informational", borrows="thank_you", personal=True),
        Kind(name="group", borrows="thank_you"),
        Kind(name="check_in", share=0.6),
        Kind(name="last_check_in", borrows="check_in", share=0.45),
        Kind(name="after_rejection", share=0.6),
        Kind(name="withdrawal", share=0.5),
        Kind(name="missed_call", share=0.4),
    )
}
_BY_OCCASION: Final = {
    Occasion.CHECK_IN: "check_in",
    Occasion.LAST_CHECK_IN: "last_check_in",
    Occasion.AFTER_REJECTION: "after_rejection",
    Occasion.WITHDRAWAL: "withdrawal",
    Occasion.MISSED_CALL: "missed_call",
    Occasion.GROUP_NOTE: "group",
}


def kind_of(interview: Interview, person: Person, occasion: Occasion) -> Kind:
    """Return the kind of letter that this person gets on this occasion."""
    if occasion in _BY_OCCASION:
        return KINDS[_BY_OCCASION[occasion]]
    if interview.format == "informational":
        return KINDS["informational"]
    if person.role != "interviewer":
        return KINDS["recruiter"]
    return KINDS["second_round" if interview.round > 1 else "thank_you"]
