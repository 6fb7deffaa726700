"""Characters are checked before anything is set; none is ever missing on paper without a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_kit.errors import DoesNotFit
from followup_kit_card.hands import HANDS, MissingGlyphs, hand_for, printable


@pytest.mark.parametrize(
    "word", ["Müller-Lüdenscheidt", "Þórðardóttir", "Łódź", "Hernández", "“Quoted”", "10–12…", "Ольга"]
)
def test_european_names_are_written_in_the_first_hand(word):
    assert hand_for([word]) == HANDS[0]


def test_a_vietnamese_name_is_written_in_a_hand_that_knows_it(card, read_pdf):
    message = card("Dear Mr Nguyễn Đặng,\n\nThank you for Tuesday.\n\nKind regards,\n\nAda\n")
    page = read_pdf(message).pages[0]
    (font,) = page["/Resources"]["/Font"].values()
    assert str(font.get_object()["/BaseFont"]).endswith("+PatrickHand-Regular")
    assert "Nguyễn Đặng" in page.extract_text()


def test_characters_no_hand_knows_are_named_with_their_words(card):
    with pytest.raises(MissingGlyphs, match=r"has no 山 \(U\+5C71\) in '山田,'.*another channel") as caught:
        card("Dear 山田,\n\nThank you 🙂\n")
    assert caught.value.characters == ("山", "田", "🙂")
    assert isinstance(caught.value, DoesNotFit)


@pytest.mark.parametrize("char", ["\u2028", "\x07", "\u202e", "\ufffd", "\ue000", "\u05d0", chr(0xD800)])
def test_characters_that_show_nothing_or_turn_text_around_are_refused(char):
    with pytest.raises(MissingGlyphs, match=f"U\\+{ord(char):04X}"):
        hand_for([f"a{char}b"])


def test_many_missing_characters_are_counted_not_listed():
    with pytest.raises(MissingGlyphs, match="and 3 more"):
        hand_for(["日月火水木金土本"])


def test_characters_that_look_alike_on_paper_are_made_one():
    assert (
        printable("state\u2011of\u2010art 10\u202f000 soft\u00adhyphen e\u0301")
        == "state-of-art 10\u00a0000 softhyphen é"
    )


@given(st.text())
def test_nothing_that_shows_is_lost(text):
    import unicodedata

    def shown(value: str) -> str:
        return "".join(
            "-" if char in "\u2010\u2011" else char
            for char in unicodedata.normalize("NFC", value)
            if unicodedata.category(char) not in {"Cf", "Zs"}
        )

    assert shown(printable(text)) == shown(text)
