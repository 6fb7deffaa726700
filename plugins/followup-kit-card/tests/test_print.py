"""The PDF, read back by an independent reader."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit_card.sizes import card_sizes


def words_of(reader):
    return reader.pages[0].extract_text().split()


@pytest.mark.parametrize("size", sorted(card_sizes()))
def test_the_pdf_is_one_page_of_exactly_the_card(card, read_pdf, size):
    reader = read_pdf(card(size=size))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    wanted = card_sizes()[size]
    assert float(box.width) * 25.4 / 72 == pytest.approx(wanted.width, abs=0.01)
    assert float(box.height) * 25.4 / 72 == pytest.approx(wanted.height, abs=0.01)


def test_all_words_stand_in_the_pdf_in_order(card, read_pdf):
    message = card()
    assert words_of(read_pdf(message)) == message.plain.split()


def test_every_font_is_embedded_and_none_comes_from_elsewhere(card, read_pdf):
    fonts = read_pdf(card()).pages[0]["/Resources"]["/Font"].values()
    names = {str(font.get_object()["/BaseFont"]).partition("+")[2] for font in fonts}
    assert names == {"Caveat-Regular"}
    for font in fonts:
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "/FontFile2" in descriptor
        assert "/ToUnicode" in font.get_object()


@pytest.mark.parametrize(
    ("locale", "language"), [("en-GB", "en-GB"), ("de", "de"), ("zh-Hant-TW", "zh-TW"), ("es-419", "es")]
)
def test_the_pdf_says_its_language(card, read_pdf, locale, language):
    assert read_pdf(card(locale=locale)).trailer["/Root"]["/Lang"] == language


def test_the_pdf_says_whom_it_is_for_and_from_and_nothing_of_when_it_was_made(card, read_pdf):
    metadata = read_pdf(card()).metadata
    assert metadata.title == "Helena Weber"
    assert metadata.author == "Ada Lindqvist"
    assert "/CreationDate" not in metadata
    assert "/ModDate" not in metadata


HOSTILE = [
    '#import "@preview/cetz:0.3.0"',
    '#read("card.typ")',
    "$x^2$",
    "*bold* _not_",
    "<label> @label",
    r"back\slash \u{41} \ end",
    "\"double\" 'single' “curly” ‘quotes’",
    "#{panic()}",
    "// no comment /* none */",
    "`raw` ```raw```",
    "= heading - list + list / term: x",
    "a~b -- c --- d ... -? [x] {y} ~",
    "&amp; &#65; <b>",
]


@pytest.mark.parametrize("fact", HOSTILE)
def test_facts_that_look_like_markup_are_printed_as_they_are(card, read_pdf, fact):
    from followup_kit.writing.markdown import escape

    message = card(f"Dear Ms Weber,\n\nYou told me about {escape(fact)} on Tuesday.\n\nKind regards,\n\nAda\n")
    assert f"You told me about {fact} on Tuesday." in message.plain
    assert words_of(read_pdf(message)) == message.plain.split()


@pytest.mark.parametrize("fact", HOSTILE)
def test_names_that_look_like_markup_stay_names(card, read_pdf, fact):
    assert read_pdf(card(name=fact)).metadata.title == fact


WORDS = st.text(string.ascii_letters + "äöüßéñøłŽđ" + "0123456789" + ".,;:!?'’“”()&%#$@+=/", min_size=1, max_size=24)


@settings(max_examples=40, deadline=None)
@given(body=st.lists(WORDS, min_size=1, max_size=60))
def test_whatever_fits_is_printed_whole_on_one_page(card, read_pdf, body):
    from followup_kit.errors import DoesNotFit
    from followup_kit.writing.markdown import escape

    try:
        message = card(f"Dear Ms Weber,\n\n{escape(' '.join(body))}\n\nKind regards,\n\nAda\n")
    except DoesNotFit:
        return
    reader = read_pdf(message)
    assert len(reader.pages) == 1
    assert "".join(words_of(reader)) == "".join(message.plain.split())
    assert message.artifacts[1].content.decode().split() == message.plain.split()
