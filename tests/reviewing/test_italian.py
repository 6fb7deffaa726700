"""What the review once read wrongly in Italian letters."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from followup_kit import Kit, intake
from followup_kit.language.loading import built_in_languages
from followup_kit.reviewing.dates_in_text import find_dates
from followup_kit.writing.draft import read_letter

RECORD = Path(__file__).parents[2] / "examples/consegne-al-letto/interview.toml"
PACK = next(pack for pack in built_in_languages() if pack.tag == "it")
BODY = (
    "grazie per il colloquio di martedì per il ruolo di infermiera di terapia intensiva presso l'Ospedale San Biagio. "
    "Mi è rimasto in mente quello che mi ha detto sul passaggio di consegne al letto del paziente.\n\n"
    "Il ruolo mi interessa molto. Entro il 19 maggio le invierò la nostra scheda delle consegne, come promesso. "
    "Mi farà piacere avere sue notizie; mi trova al +39 347 555 0142.\n\nCordiali saluti\n\nFrancesca Moretti\n"
)


def codes(greeting: str, body: str = BODY, title: str | None = None, honorific: str | None = None) -> set[str]:
    talk = intake.read(RECORD)
    panel = [
        evolve(one, name=evolve(one.name, title=title, honorific=honorific)) if one.ref == "bianchi" else one
        for one in talk.panel
    ]
    head = "---\nrecipient: bianchi\nchannel: email\nlocale: it\nsubject: Il colloquio di martedì (Infermiera)\n---\n\n"
    draft = read_letter(f"{head}{greeting}\n\n{body}", interview=evolve(talk, panel=panel))
    return {one.code for one in Kit.load(strict=True).review(draft).findings if one.severity != "info"}


@pytest.mark.parametrize(
    ("greeting", "title", "honorific"),
    [
        ("Gentile Ada Bianchi,", None, None),
        ("Gentile Dott.ssa Bianchi,", "Dott.ssa", None),
        ("Gent.ma dott.ssa Bianchi,", "Dott.ssa", "ms"),
        ("Gentile Prof.ssa Bianchi,", "Prof.ssa", "ms"),
        ("Gentile sig.ra Bianchi,", None, "ms"),
        ("Egregio ingegner Bianchi,", "Ing.", "mr"),
    ],
)
def test_a_right_greeting_and_a_telephone_number_are_left_alone(
    greeting: str, title: str | None, honorific: str | None
) -> None:
    assert codes(greeting, title=title, honorific=honorific) == set()


def test_the_text_may_begin_either_way_after_the_comma() -> None:
    assert codes("Gentile Ada Bianchi,", body="G" + BODY[1:]) == set()


@pytest.mark.parametrize(
    ("greeting", "body", "code"),
    [
        ("Gentile signora Bianchi,", BODY, "ADR007"),
        ("Gentile dottoressa Bianchi,", BODY, "ADR008"),
        ("Gentile Ada Bianchi,", BODY.replace("martedì", "giovedì"), "FAC008"),
        ("Gentile Ada Bianchi,", BODY.replace("presso l'Ospedale San Biagio", "presso Optivia"), "FAC003"),
        ("Gentile Ada Bianchi,", BODY.replace("presso l'Ospedale San Biagio", "presso l'Aurora"), "FAC003"),
        ("Gentile Ada Bianchi,", BODY.replace("Mi farà piacere", "Ti scrivo; mi farà piacere"), "ADR013"),
    ],
)
def test_what_the_record_does_not_say_is_found(greeting: str, body: str, code: str) -> None:
    assert code in codes(greeting, body=body)


@pytest.mark.parametrize("said", ["1º aprile 2026", "1° aprile 2026", "l'1 aprile 2026"])
def test_the_first_of_a_month_is_read(said: str) -> None:
    (found,) = find_dates(f"entro il {said}", PACK)
    assert found.near(date(2026, 3, 10)) == date(2026, 4, 1)
