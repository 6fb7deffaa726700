"""Italian melts prepositions into articles, elides, writes the day with its article and addresses by title."""

from __future__ import annotations

from datetime import date

import pytest

from followup_kit.language.frames import Phrase
from followup_kit.language.loading import built_in_languages

PACK = next(pack for pack in built_in_languages() if pack.tag == "it")
NOUN = {"article": False, "number": "singular"}


@pytest.mark.parametrize(
    ("text", "form", "said"),
    [
        ("il passaggio di consegne", "su", "sul passaggio di consegne"),
        ("lo spreco in cucina", "di", "dello spreco in cucina"),
        ("l'inventario a rotazione", "su", "sull'inventario a rotazione"),
        ("l’inventario a rotazione", "di", "dell'inventario a rotazione"),
        ("la cartella clinica", "in", "nella cartella clinica"),
        ("i turni di notte", "a", "ai turni di notte"),
        ("gli orari del sabato", "su", "sugli orari del sabato"),
        ("le pluriclassi", "di", "delle pluriclassi"),
        ("un forno del 1987", "di", "di un forno del 1987"),
        ("un'officina per biciclette", "su", "su un'officina per biciclette"),
        ("altri due reparti", "a", "ad altri due reparti"),
        ("tre reparti", "su", "su tre reparti"),
        ("come la notte passa le consegne", "di", "di come la notte passa le consegne"),
        ("come la notte passa le consegne", "domanda", "come la notte passa le consegne"),
        ("come la notte passa le consegne", "np", None),
        ("dei varchi troppo stretti", "di", "di varchi troppo stretti"),
        ("dei varchi troppo stretti", "su", None),
        ("il Suo progetto", "su", "sul suo progetto"),
        ("SQL", "di", "di SQL"),
        ("Apache Kafka", "a", "ad Apache Kafka"),
        ("inventario di fine anno", "su", None),
        ("la", "domanda", None),
        ("inviarLe la griglia", "inf", "inviarle la griglia"),
        ("Infermiera di notte", "ruolo", "infermiera di notte"),
        ("Data Analyst", "ruolo", "Data Analyst"),
        ("martedì", "di", "di martedì"),
        ("oggi", "di", "di oggi"),
        ("il 10 marzo", "di", "del 10 marzo"),
        ("il 8 marzo", "il", "l'8 marzo"),
        ("il 11 marzo 2026", "di", "dell'11 marzo 2026"),
        ("18 marzo", "il", "il 18 marzo"),
        ("1º aprile", "a", "al 1º aprile"),
        ("presso l'Ospedale San Biagio", "luogo", "all'Ospedale San Biagio"),
        ("presso lo Studio Conti", "luogo", "allo Studio Conti"),
        ("presso Optivia", "luogo", "in Optivia"),
        ("presso Trasporti Cattaneo", "luogo", None),
    ],
)
def test_a_phrase_takes_the_form_that_a_wording_asks_for(text: str, form: str, said: str | None) -> None:
    assert PACK.formed(Phrase(text=text), form) == said


@pytest.mark.parametrize(
    ("noun", "gender", "number", "said"),
    [
        ("magazzino", "masculine", "singular", "sul magazzino"),
        ("studio clinico", "masculine", "singular", "sullo studio clinico"),
        ("zaino", "masculine", "singular", "sullo zaino"),
        ("psicologo di reparto", "masculine", "singular", "sullo psicologo di reparto"),
        ("problema", "masculine", "singular", "sul problema"),
        ("orario", "masculine", "singular", "sull'orario"),
        ("hotel", "masculine", "singular", "sull'hotel"),
        ("turni", "masculine", "plural", "sui turni"),
        ("gnocchi", "masculine", "plural", "sugli gnocchi"),
        ("orari", "masculine", "plural", "sugli orari"),
        ("cucina", "feminine", "singular", "sulla cucina"),
        ("accoglienza", "feminine", "singular", "sull'accoglienza"),
        ("spese", "feminine", "plural", "sulle spese"),
        ("uscite", "feminine", "plural", "sulle uscite"),
        ("SQL", "masculine", "singular", None),
        ("cucina", None, "singular", None),
        ("cucina", "feminine", None, None),
    ],
)
def test_an_article_that_the_record_says_is_missing_is_added_by_sound(
    noun: str, gender: str | None, number: str | None, said: str | None
) -> None:
    assert PACK.formed(Phrase(text=noun, article=False, gender=gender, number=number), "su") == said


@pytest.mark.parametrize(
    ("employer", "words"),
    [
        ("Optivia", "presso Optivia"),
        ("Ospedale San Biagio", "presso l'Ospedale San Biagio"),
        ("Studio Legale Conti", "presso lo Studio Legale Conti"),
        ("Liceo Ada Lovelace", "presso il Liceo Ada Lovelace"),
        ("Clinica Villa Serena", "presso la Clinica Villa Serena"),
        ("Officine Riva", "presso le Officine Riva"),
        ("Ospedali Riuniti", "presso gli Ospedali Riuniti"),
    ],
)
def test_an_employer_takes_the_article_that_its_name_shows(employer: str, words: str) -> None:
    assert PACK.at(employer) == words


def test_the_first_of_a_month_is_counted() -> None:
    assert (PACK.day(date(2026, 4, 1)), PACK.date(date(2026, 4, 11))) == ("1º aprile", "11 aprile 2026")


@pytest.mark.parametrize(
    ("shape", "fact", "misfit"),
    [
        ("topic", "il passaggio di consegne", False),
        ("topic", "come passate le consegne", False),
        ("topic", "mi piace il silenzio", True),
        ("promise", "inviarle la griglia", False),
        ("promise", "inviarLe la griglia", False),
        ("promise", "farglielo avere", False),
        ("promise", "proporre una data", False),
        ("promise", "proporle una data", False),
        ("promise", "le invierò la griglia", True),
        ("promise", "di inviarle la griglia", True),
    ],
)
def test_a_fact_that_cannot_stand_in_a_sentence_is_known(shape: str, fact: str, misfit: bool) -> None:
    assert PACK.misfit(shape, fact) is misfit


def test_no_wording_shows_the_gender_of_the_writer_or_the_reader() -> None:
    guessed = ("grato", "grata", "lieto", "lieta", "contento", "contenta", "interessato a", "interessata", "sono stato")
    for frame in PACK.frames:
        for text in frame.variants:
            assert not any(word in text.split() or f" {word} " in text for word in guessed), frame.id
