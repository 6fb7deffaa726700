"""How much goes on a card, what is left out first, and what is said when it is too much."""

from __future__ import annotations

import re

import pytest
from attrs import evolve

from followup_kit.channels.fitting import count
from followup_kit.errors import DoesNotFit, MissingFacts, NotFound
from followup_kit.writing.draft import Sentence, assemble
from followup_kit_card import CardChannel
from followup_kit_card.letter import read_plain
from followup_kit_card.sizes import card_size, card_sizes, size_for
from followup_kit_card.typesetting import compose_card

LONG = (
    "The reconciliation counterweight characteristically overcompensated notwithstanding interdepartmental reluctance."
)


def draft_of(letter, *sentences: tuple[str, int | None]):
    parts = [Sentence(text="Dear Ms Weber,", part="salutation", paragraph=0)]
    parts += [Sentence(text=text, part="callback", paragraph=1, drop=drop) for text, drop in sentences]
    parts += [
        Sentence(text="Kind regards,", part="closing", paragraph=2),
        Sentence(text="Ada", part="signature", paragraph=3),
    ]
    return assemble(letter(), parts)


@pytest.mark.parametrize("size", sorted(card_sizes()))
def test_ninety_ordinary_words_fit_on_every_card(card, size):
    """The hard limit is honest: a letter of that length in usual words is printed without a word left out."""
    phrase = "thank you for the time that you gave me last week to speak about your sensors"
    body = " ".join([phrase] * 5 + ["and so I wrote"])
    message = card(f"Dear Ms Weber,\n\n{body}\n\nKind regards,\n\nAda\n", size=size)
    assert count(message.plain, "word") == 90


def test_more_words_than_the_limit_are_refused_with_their_number(card):
    with pytest.raises(DoesNotFit, match=r"95 words.*limit.*90.*5 too many"):
        card("Dear Ms Weber,\n\n" + "word " * 92)


def test_optional_sentences_go_first_when_the_words_are_too_many(letter):
    draft = draft_of(letter, ("word " * 50 + "kept.", None), ("word " * 30 + "second.", 1), ("word " * 30 + "gone.", 2))
    message = CardChannel().render(draft)
    assert "kept." in message.plain
    assert "gone." not in message.plain
    assert any("gone." in note for note in message.notes)


def test_optional_sentences_go_first_when_the_lines_are_too_many(letter):
    """Few but long words: under the limit in words, and still more than the card holds."""
    draft = draft_of(letter, *((LONG, None) for _ in range(4)), *((f"{LONG} {n}.", n) for n in range(1, 5)))
    assert count(draft.body, "word") <= 90
    message = CardChannel().render(draft)
    kept = re.findall(r"(\d)\.", message.plain)
    assert kept == sorted(kept)
    assert 0 < len(kept) < 4
    assert sum("left out" in note for note in message.notes) == 4 - len(kept)
    assert message.draft_digest != draft.digest, "the words are those of the shorter draft"


def test_a_letter_without_anything_left_to_drop_is_refused_with_the_lines_over(letter):
    draft = draft_of(letter, *((LONG, None) for _ in range(9)))
    with pytest.raises(DoesNotFit, match=r"the letter is \d+ lines? too long for the A6 card \(iso-a6, 148 x 105 mm\)"):
        CardChannel().render(draft)


def test_the_lines_over_are_counted_right():
    """One line more in the letter is one line more in the message."""
    base = "Dear Ms Weber,\n\n" + "\n".join(["line"] * 8) + "\n\nKind regards,\n\nAda"
    over = []
    for more in range(8):
        plain = base.replace("\n\nKind", "\nline" * more + "\n\nKind")
        layout = compose_card(read_plain(plain), card_size("iso-a6"), _hand(), locale="en", title="t", author="a")
        over.append(None if layout.fits else layout.over)
    fitting = over.count(None)
    assert 0 < fitting < len(over) - 1
    assert over == [None] * fitting + list(range(1, len(over) - fitting + 1))


def _hand():
    from followup_kit_card.hands import HANDS

    return HANDS[0]


def test_a_word_wider_than_the_card_is_refused_by_name(card):
    with pytest.raises(DoesNotFit, match=r"'W{80}' is wider than a line"):
        card("Dear Ms Weber,\n\n" + "W" * 80)


def test_a_letter_of_one_word_too_wide_is_refused_too(card):
    with pytest.raises(DoesNotFit, match="wider than a line"):
        card("W" * 80)


@pytest.mark.parametrize("name", ["A", "Maximiliane Freifrau von und zu Hohenstein-Wartenberg", "M" * 30])
def test_a_signature_of_any_length_stays_on_its_line(card, name):
    text = f"Dear Ms Weber,\n\nThank you for Tuesday.\n\nKind regards,\n\n{name}\n"
    assert card(text).artifacts[1].content.decode().splitlines()[-1] == name


def test_short_letters_are_written_larger_than_long_ones():
    def size_of(words: int) -> float:
        letter = read_plain("Dear Ms Weber,\n\n" + "some words " * (words // 2) + "\n\nKind regards,\n\nAda")
        return compose_card(letter, card_size("iso-a6"), _hand(), locale="en", title="t", author="a").size

    sizes = [size_of(words) for words in (10, 40, 60, 84)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 18
    assert 13 <= sizes[-1] < 18


@pytest.mark.parametrize(
    ("facts", "size"),
    [
        ({"country": "US"}, "us-4x6"),
        ({"country": "CA"}, "us-4x6"),
        ({"country": "DE"}, "iso-a6"),
        ({"country": "DE", "employer_country": "US"}, "iso-a6"),
        ({"employer_country": "US"}, "us-4x6"),
        ({"locale": "en-US"}, "us-4x6"),
        ({"locale": "en-GB"}, "iso-a6"),
        ({"locale": "de"}, "iso-a6"),
    ],
)
def test_the_size_is_the_one_usual_where_the_card_goes(letter, facts, size):
    assert size_for(letter(**facts)).name == size


def test_a_size_can_be_forced(card):
    assert any("177.8 x 127 mm" in note for note in card(size="us-a7", country="DE").notes)


def test_an_unknown_size_is_refused_at_once_with_the_known_ones():
    with pytest.raises(NotFound, match="no card size named 'iso-a5'; known: iso-a6, us-4x6, us-a7"):
        CardChannel("iso-a5")


def test_without_a_postal_address_the_candidate_is_asked_for_it(card):
    with pytest.raises(MissingFacts) as caught:
        card(postal_address=())
    (question,) = caught.value.questions
    assert question.recipient == "weber"
    assert "postal" in question.text


def test_a_letter_without_a_record_is_refused(letter):
    with pytest.raises(MissingFacts):
        CardChannel().render(evolve(letter(), interview=None, recipient=None))


@pytest.mark.parametrize("text", ["", "\n\n  \n", "---\nchannel: card\n---\n"])
def test_an_empty_letter_is_refused(card, text):
    with pytest.raises(MissingFacts, match="empty"):
        card(text)


def test_the_closing_is_known_by_its_look():
    read = read_plain("Dear Ms Weber,\n\nOne sentence. Another.\n\nKind regards,\n\nTom Reyes Jr.")
    assert [" ".join(line) for paragraph in read.ending for line in paragraph] == ["Kind regards,", "Tom Reyes Jr."]


@pytest.mark.parametrize(
    ("text", "ending"),
    [("Dear Ada,\n\nKind regards,\n\nTom", 2), ("Dear Ada,\n\na\n\nb\n\nc\n\nd", 3), ("Dear Ada", 0)],
)
def test_a_closing_never_takes_the_whole_letter(text, ending):
    assert len(read_plain(text).ending) == ending


def test_a_wide_word_in_an_optional_sentence_goes_with_it(letter):
    message = CardChannel().render(draft_of(letter, ("Thank you.", None), ("W" * 80, 1)))
    assert "WW" not in message.plain


def test_a_last_sentence_is_no_closing():
    read = read_plain("Dear Ms Weber,\n\nOne sentence.\n\nI look forward to hearing from you.")
    assert read.ending == ()
