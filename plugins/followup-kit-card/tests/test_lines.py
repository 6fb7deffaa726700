"""Where lines end, on the card and on the sheet to copy."""

from __future__ import annotations

from pathlib import Path

import pytest

from followup_kit.writing.draft import read_letter

LETTERS = Path(__file__).parent / "letters"


@pytest.mark.parametrize("path", sorted(LETTERS.glob("*.md")), ids=lambda path: path.stem)
def test_a_letter_is_broken_into_these_lines(card, path):
    """The golden sheets were looked at as cards; a new version of the typesetter may break lines in another way."""
    text = path.read_text(encoding="utf-8")
    sheet = card(text, locale=read_letter(text).locale).artifacts[1]
    assert sheet.content.decode() == path.with_suffix(".txt").read_text(encoding="utf-8")


def test_the_sheet_has_the_lines_of_the_card(card, read_pdf):
    message = card()
    printed = [line.strip() for line in read_pdf(message).pages[0].extract_text().splitlines() if line.strip()]
    assert printed == [line for line in message.artifacts[1].content.decode().splitlines() if line]


def test_a_no_break_space_holds_its_words_together(card):
    text = "Dear Ms Weber,\n\n" + "I keep thinking about Dr.\u00a0Featherstonehaugh " * 6 + "\n\nKind regards,\n\nAda\n"
    lines = card(text).artifacts[1].content.decode().splitlines()
    assert not any(line.endswith("Dr.") for line in lines)


def test_small_words_do_not_stand_at_the_end_of_a_line(card):
    text = "Dear Ms Weber,\n\n" + "On 10 March and 14. März I met Dr. Who. " * 8 + "\n\nKind regards,\n\nAda\n"
    lines = card(text).artifacts[1].content.decode().splitlines()
    assert not any(line.endswith((" I", "10", "14.", "Dr.")) for line in lines)


def test_only_two_words_are_tied_together(card):
    """Else a letter full of small words would be one unbreakable line."""
    assert card("Dear Ms Weber,\n\n" + "a " * 80).artifacts


def test_a_word_with_a_hyphen_stays_on_one_line(card):
    text = "Dear Ms Weber,\n\n" + "hands-on well-known day-to-day state-of-the-art " * 8 + "\n\nKind regards,\n\nAda\n"
    lines = card(text).artifacts[1].content.decode().splitlines()
    assert not any(line.endswith("-") for line in lines)


def test_the_writers_own_line_ends_are_kept(card):
    text = "Dear Ms Weber,\n\nThree things:  \none  \ntwo\n\nKind regards,  \nAda Lindqvist\n"
    assert card(text).artifacts[1].content.decode() == (
        "Dear Ms Weber,\n\nThree things:\none\ntwo\n\nKind regards,\nAda Lindqvist\n"
    )
