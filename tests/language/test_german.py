"""German: cases are made only where nothing is guessed, and each country has its spelling, its titles and its marks."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from followup_kit.language.frames import Phrase
from followup_kit.language.loading import built_in_languages, load_language
from followup_kit.language.pack import Addressee

PACKS = {pack.tag: pack for pack in built_in_languages() if pack.language == "de"}
GERMAN, AUSTRIAN, SWISS = PACKS["de-DE"], PACKS["de-AT"], PACKS["de-CH"]


@pytest.mark.parametrize(
    ("text", "accusative", "behind_zu"),
    [
        ("der Mangel an Ersatzteilen", "den Mangel an Ersatzteilen", "zum Mangel an Ersatzteilen"),
        (
            "der neue Plan für die Frühschicht",
            "den neuen Plan für die Frühschicht",
            "zum neuen Plan für die Frühschicht",
        ),
        ("die Umstellung auf Akten", "die Umstellung auf Akten", "zur Umstellung auf Akten"),
        ("die neue Übergabe", "die neue Übergabe", "zur neuen Übergabe"),
        ("das neue Lager in Hanau", "das neue Lager in Hanau", "zum neuen Lager in Hanau"),
        ("eine Dokumentation ohne Papier", "eine Dokumentation ohne Papier", "zu einer Dokumentation ohne Papier"),
        ("Ihre Planung für Mai", "Ihre Planung für Mai", "zu Ihrer Planung für Mai"),
        ("Übergaben in der Nachtschicht", "Übergaben in der Nachtschicht", "zu Übergaben in der Nachtschicht"),
        ("SQL", "SQL", "zu SQL"),
    ],
)
def test_a_case_is_made_where_the_article_or_the_ending_leaves_no_doubt(
    text: str, accusative: str, behind_zu: str
) -> None:
    phrase = Phrase(text=text)
    assert GERMAN.formed(phrase, "acc") == accusative
    assert GERMAN.formed(phrase, "zu") == behind_zu
    assert GERMAN.formed(phrase, "sonst") is None


@pytest.mark.parametrize(
    "text",
    [
        "der Patient im Gang",  # a weak noun
        "der Neue",  # an adjective as a noun
        "ein Staplerschein",  # one gender or the other
        "frische Ware vom Markt",  # no article, and the adjective would change
        "der Umzug und der Test",  # two that change
        "der Dienstplan, den die Teams schreiben",  # would want a comma behind it
        "wie Beschwerden beantwortet werden",
        "zqtopic1x",
    ],
)
def test_no_case_is_guessed(text: str) -> None:
    phrase = Phrase(text=text)
    assert [GERMAN.formed(phrase, form) for form in ("acc", "dat", "zu", "von")] == [None] * 4
    assert GERMAN.formed(phrase, "sonst") == text


@pytest.mark.parametrize(
    ("known", "dative"),
    [
        ({}, None),
        ({"number": "plural"}, "den Plänen für Mai"),
        ({"dative": "den Plänen zum Mai"}, "den Plänen zum Mai"),
    ],
)
def test_what_the_record_says_about_a_phrase_decides(known: dict[str, Any], dative: str | None) -> None:
    assert GERMAN.formed(Phrase(text="die Pläne für Mai", **known), "dat") == dative


def test_a_noun_in_e_behind_die_may_be_one_or_many() -> None:
    assert GERMAN.formed(Phrase(text="die Halle"), "dat") is None
    assert GERMAN.formed(Phrase(text="die Halle", gender="feminine"), "dat") == "der Halle"


def test_a_record_that_gives_the_gender_of_an_indefinite_phrase_gets_its_cases() -> None:
    phrase = Phrase(text="ein Kräutergarten", gender="masculine")
    assert [GERMAN.formed(phrase, form) for form in ("acc", "von")] == [
        "einen Kräutergarten",
        "von einem Kräutergarten",
    ]


def test_a_list_takes_a_case_item_by_item_or_not_at_all() -> None:
    plan, test, staff = Phrase(text="der Plan"), Phrase(text="das Lager"), Phrase(text="der Neue")
    assert GERMAN.formed(Phrase(text="", items=(plan, test)), "zu") == "zum Plan und zum Lager"
    assert GERMAN.formed(Phrase(text="", items=(plan, staff)), "zu") is None


def test_a_question_stands_as_a_question_only() -> None:
    assert GERMAN.formed(Phrase(text="Wie es weitergeht"), "frage") == "wie es weitergeht"
    assert GERMAN.formed(Phrase(text="der Plan"), "frage") is None


def test_nobody_is_told_of_their_thoughts_on_their_own_plan() -> None:
    phrase = Phrase(text="Ihre Planung für Mai")
    assert [GERMAN.formed(phrase, form) for form in ("zu_fremd", "acc_fremd")] == [None, None]


def test_the_swiss_pack_says_nothing_with_a_sharp_s() -> None:
    said = [text for frame in SWISS.frames for text in frame.variants]
    said += [row.salutation + row.closing for row in SWISS.address]
    said += [*SWISS.phrases.values(), *SWISS.closings, *SWISS.once, *SWISS.starters]
    said += [entry.instead or "" for entry in SWISS.lexicon]
    assert not [text for text in said if re.search("[ßẞ]", text)]
    assert any("ß" in text for frame in GERMAN.frames for text in frame.variants)


def test_the_swiss_pack_finds_both_spellings() -> None:
    found = [entry for entry in SWISS.entries("number_word") if entry.regex.fullmatch("dreissig")]
    assert [entry.id for entry in found] == [e.id for e in SWISS.entries("number_word") if e.regex.fullmatch("dreißig")]
    assert found
    assert not any(entry.regex.fullmatch("dreissig") for entry in GERMAN.entries("number_word"))


def test_a_name_keeps_the_letters_that_its_owner_writes() -> None:
    assert SWISS.salutation(Addressee(full="Jo Strauß", family="Strauß", honorific="mr")) == "Sehr geehrter Herr Strauß"


def test_a_pack_may_respell_and_its_patterns_then_match_both(tmp_path: Any) -> None:
    (tmp_path / "pack.toml").write_text('parent = "de"\ntag = "de-LI"\n[spelling]\n"ä" = "ae"\n', encoding="utf-8")
    other = load_language(tmp_path)
    assert not [frame.id for frame in other.frames if "ä" in frame.text]
    assert any(entry.regex.search("naechste") and entry.regex.search("nächste") for entry in other.entries("next_step"))


def test_austria_writes_jaenner_and_februar() -> None:
    assert (AUSTRIAN.day(date(2026, 1, 5)), AUSTRIAN.day(date(2026, 2, 5))) == ("5. Jänner", "5. Februar")
    assert GERMAN.day(date(2026, 1, 5)) == "5. Januar"


@pytest.mark.parametrize(
    ("title", "german", "austrian"),
    [("Mag.", "Frau Huber", "Frau Mag. Huber"), ("Dipl.-Ing. Dr.", "Frau Dr. Huber", "Frau Dipl.-Ing. Dr. Huber")],
)
def test_austria_keeps_titles_that_germany_drops(title: str, german: str, austrian: str) -> None:
    who = Addressee(full="Eva Huber", family="Huber", title=title, honorific="ms")
    assert GERMAN.salutation(who) == f"Sehr geehrte {german},"
    assert AUSTRIAN.salutation(who) == f"Sehr geehrte {austrian},"


@pytest.mark.parametrize("tag", PACKS)
def test_a_wording_that_opens_says_whether_its_first_word_keeps_its_capital(tag: str) -> None:
    polite = re.compile(r"(?:Sie|Ihnen|Ihre?[mnrs]?)\b")
    for frame in PACKS[tag].frames:
        starts = {bool(polite.match(text)) and frame.formality != "given" for text in frame.variants}
        assert not frame.opens or starts == {frame.keeps_capital}, frame.id


@pytest.mark.parametrize("tag", PACKS)
def test_no_wording_mixes_sie_and_du(tag: str) -> None:
    du = re.compile(r"\b(?:du|dir|dich|dein\w{0,2}|euch|eure?\w?)\b", re.IGNORECASE)
    sie = re.compile(r"(?<!^)\b(?:Sie|Ihnen|Ihre?[mnrs]?)\b")
    for frame in PACKS[tag].frames:
        for text in frame.variants:
            assert frame.formality == "given" or not du.search(text), text
            assert frame.formality == "formal" or not sie.search(text), text
