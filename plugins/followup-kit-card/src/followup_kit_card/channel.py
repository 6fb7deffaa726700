"""The card as a channel: a letter on one card, to be printed or copied by hand, and posted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from followup_kit.channels.base import Artifact, Message
from followup_kit.errors import DoesNotFit, MissingFacts
from followup_kit.facts.medium import Limit, Medium
from followup_kit.facts.people import Person
from followup_kit.writing.draft import Draft

from .sizes import CardSize, card_size, size_for

if TYPE_CHECKING:
    from .typesetting import Layout

__all__ = ["CardChannel"]

_MEDIUM = Medium(
    name="card",
    title="handwritten card",
    limits=(
        Limit(
            part="body",
            most=90,
            unit="word",
            source="an A6 card in this package's smallest writing, 13 pt, with 9 mm margins",
            checked=date(2026, 11, 23),
        ),
    ),
    words=(35, 75),
    needs=("postal_address",),
    reversible=True,
    # Working days in the post, between the promises of three countries: the next day for 90 % of first-class letters in
    # the United Kingdom (Ofcom, 10 July 2025), 2 days nearby and up to 5 across the United States (39 CFR 121.1 of
    # 2021), the third for 95 % of letters in Germany (Postgesetz of 2025). Checked 2026-11-23.
    transit_days=2,
)


def _known_size(_self: CardChannel, _attribute: object, value: str | None) -> None:
    if value is not None:
        card_size(value)


@frozen
class CardChannel:
    """Renders a draft to a print PDF of exactly one card, and to a sheet to copy by hand with the same lines.

    `size` forces one of the known sizes; by default it is the one that is usual in the recipient's country.
    """

    size: str | None = field(default=None, validator=_known_size)

    @property
    def medium(self) -> Medium:
        """What a card can carry."""
        return _MEDIUM

    def render(self, draft: Draft) -> Message:
        """Return the card: the PDF first, then the sheet.

        Optional sentences are dropped where the letter is too long for the card; a sentence is never cut.

        Raises:
            DoesNotFit: the letter is too long even so (the message says by how many lines), one of its words is
                wider than the card, or the handwriting lacks a character (MissingGlyphs).
            MissingFacts: nobody to send it to, no postal address of theirs, or not one word to send.
            NotFound: `size` is not the name of a known card.
        """
        # The Markdown reader behind them costs more to import than this whole module.
        from followup_kit.channels.needs import addressed
        from followup_kit.writing.markdown import to_plain

        interview, person = addressed(draft, self.medium)
        size = card_size(self.size) if self.size else size_for(draft)
        fitted, layout = _settle(draft, size, title=person.name.display, author=interview.candidate.name.display)
        sheet = "\n\n".join("\n".join(lines) for lines in layout.lines) + "\n"
        return Message(
            channel=self.medium.name,
            interview=interview.ref,
            recipient=person.ref,
            occasion=draft.occasion,
            draft_digest=fitted.digest,
            artifacts=(
                Artifact(media_type="application/pdf", suffix=".pdf", content=layout.pdf, role="print"),
                Artifact(media_type="text/plain; charset=utf-8", suffix=".txt", content=sheet.encode(), role="text"),
            ),
            plain=to_plain(fitted.body),
            notes=_notes(draft, fitted, size, person),
        )


def _settle(draft: Draft, size: CardSize, *, title: str, author: str) -> tuple[Draft, Layout]:
    """Return the draft and its layout, with as many optional sentences dropped as the card demands."""
    # Typst, fontTools and the Markdown reader are slow to import; only a card that is really written pays for them.
    from followup_kit.channels.fitting import fit
    from followup_kit.writing.markdown import to_plain

    from .hands import hand_for, printable
    from .letter import read_plain
    from .typesetting import compose_card

    draft = fit(draft, _MEDIUM)
    while True:
        letter = read_plain(printable(to_plain(draft.body)))
        if not letter.words:
            raise MissingFacts("the letter is empty; there is nothing to put on a card")
        hand = hand_for(letter.words)
        layout = compose_card(letter, size, hand, locale=draft.locale, title=title, author=author)
        if layout.fits:
            return draft, layout
        shorter = _shorter(draft)
        if shorter is None:
            raise _too_long(layout, size)
        draft = shorter


def _shorter(draft: Draft) -> Draft | None:
    """Return the draft without the sentence that is the first to go, or None if it needs all it has."""
    from followup_kit.channels.fitting import count, fit
    from followup_kit.writing.markdown import to_plain

    (limit,) = _MEDIUM.limits
    fewer = evolve(limit, most=max(1, count(to_plain(draft.body), limit.unit) - 1))
    try:
        shorter = fit(draft, evolve(_MEDIUM, limits=(fewer,)))
    except DoesNotFit:
        return None
    return None if shorter == draft else shorter


def _too_long(layout: Layout, size: CardSize) -> DoesNotFit:
    where = f"the {size.title} ({size.name}, {size.width:g} x {size.height:g} mm)"
    if layout.wide:
        return DoesNotFit(f"{layout.wide[0]!r} is wider than a line of {where}; shorten it or take another channel")
    lines = "1 line" if layout.over == 1 else f"{layout.over} lines"
    return DoesNotFit(
        f"the letter is {lines} too long for {where} and nothing optional is left to drop; "
        "shorten it, or take a larger card or another channel"
    )


def _notes(draft: Draft, fitted: Draft, size: CardSize, person: Person) -> tuple[str, ...]:
    kept = [(sentence.part, sentence.text) for sentence in fitted.sentences]
    dropped = [item.text for item in draft.sentences if (item.part, item.text) not in kept]
    return (
        f"print the PDF at 100 % on a card of {size.width:g} x {size.height:g} mm ({size.title}), "
        "or copy the text sheet by hand, line by line",
        f"envelope: {', '.join(person.postal_address)}",
        *(f"left out so that the letter fits on the card: {text}" for text in dropped),
    )
