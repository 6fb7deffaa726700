"""Spanish: only "el" melts, conjunctions change before their own sound, and no gender is guessed."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from followup_kit import Candidate, Employer, Interview, Kit, Person, PersonName, Topic
from followup_kit.language.frames import Phrase
from followup_kit.language.loading import built_in_languages
from followup_kit.language.pack import Addressee
from followup_kit.reviewing.dates_in_text import find_dates
from followup_kit.writing.draft import read_letter

SPANISH = next(pack for pack in built_in_languages() if pack.tag == "es")
CASES = tomllib.loads((files("followup_kit.language") / "packs" / "es" / "cases.toml").read_text(encoding="utf-8"))[
    "case"
]


@pytest.mark.parametrize(
    ("text", "de", "a"),
    [
        ("el turno de noche", "del turno de noche", "al turno de noche"),
        ("los relevos", "de los relevos", "a los relevos"),
        ("la carta de invierno", "de la carta de invierno", "a la carta de invierno"),
        ("su huerto escolar", "de su huerto escolar", "a su huerto escolar"),
        ("triaje telefónico", "de triaje telefónico", "a triaje telefónico"),
        ("cómo se reparten los turnos", "de cómo se reparten los turnos", "a cómo se reparten los turnos"),
        ("El Corte de Hoy", "de El Corte de Hoy", "a El Corte de Hoy"),
        ("elementos sueltos", "de elementos sueltos", "a elementos sueltos"),
        ("hoy", "de hoy", "a hoy"),
        ("el martes", "del martes", "al martes"),
    ],
)
def test_de_and_a_melt_into_the_article_and_into_nothing_else(text: str, de: str, a: str) -> None:
    assert (SPANISH.formed(Phrase(text=text), "de"), SPANISH.formed(Phrase(text=text), "a")) == (de, a)


@pytest.mark.parametrize(
    ("noun", "known", "whole", "de"),
    [
        ("triaje", {"gender": "masculine", "number": "singular"}, "el triaje", "del triaje"),
        ("trazabilidad", {"gender": "feminine", "number": "singular"}, "la trazabilidad", "de la trazabilidad"),
        ("compras", {"gender": "feminine", "number": "plural"}, "las compras", "de las compras"),
        ("relevos", {"gender": "masculine", "number": "plural"}, "los relevos", "de los relevos"),
        ("área de carga", {"gender": "feminine", "number": "singular"}, "el área de carga", "del área de carga"),
        ("ala norte", {"gender": "feminine", "number": "singular"}, "el ala norte", "del ala norte"),
        ("alarma", {"gender": "feminine", "number": "singular"}, "la alarma", "de la alarma"),
        ("arena", {"gender": "feminine", "number": "singular"}, "la arena", "de la arena"),
        ("aulas", {"gender": "feminine", "number": "plural"}, "las aulas", "de las aulas"),
        ("compras", {"number": "plural"}, None, None),
        ("compras", {"gender": "feminine"}, None, None),
    ],
)
def test_an_article_is_added_only_where_the_record_says_enough(
    noun: str, known: dict[str, Any], whole: str | None, de: str | None
) -> None:
    phrase = Phrase(text=noun, article=False, **known)
    assert (SPANISH.formed(phrase, "np"), SPANISH.formed(phrase, "de")) == (whole, de)
    assert SPANISH.formed(phrase, "art") == (whole or noun)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("el inventario", "el inventario"),
        ("varias mudanzas", "varias mudanzas"),
        ("SQL", "SQL"),
        ("inglés", None),
        ("gestión de existencias", None),
        ("cómo se reparten los turnos", None),
    ],
)
def test_a_noun_phrase_is_whole_by_its_determiner_or_as_a_name(text: str, whole: str | None) -> None:
    assert SPANISH.formed(Phrase(text=text), "np") == whole


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("Enfermera de urgencias", "enfermera de urgencias"),
        ("Enfermero/a", "enfermero/a"),
        ("Jefe de Almacén", "Jefe de Almacén"),
        ("Data Analyst", "Data Analyst"),
        ("SRE", "SRE"),
        ("Programador C++", "programador C++"),
        ("abogada laboralista", "abogada laboralista"),
    ],
)
def test_a_role_is_written_small_unless_its_own_capitals_say_otherwise(role: str, said: str) -> None:
    assert SPANISH.formed(Phrase(text=role), "cargo") == said


@pytest.mark.parametrize(
    ("items", "said"),
    [
        (["Ana", "Inés"], "Ana e Inés"),
        (["A", "B", "Higinio"], "A, B e Higinio"),
        (["compras", "informática"], "compras e informática"),
        (["agua", "hielo"], "agua y hielo"),
        (["sodio", "iones"], "sodio y iones"),
        (["Ana", "Yolanda"], "Ana y Yolanda"),
        (["Inés", "Ana"], "Inés y Ana"),
        (["Inés"], "Inés"),
        ([], ""),
    ],
)
def test_the_conjunction_changes_before_its_own_sound(items: list[str], said: str) -> None:
    assert SPANISH.listed(items) == said


def test_a_list_takes_the_form_item_by_item() -> None:
    items = (Phrase(text="el patio"), Phrase(text="impresos", article=False, gender="masculine", number="plural"))
    both = Phrase(text="el patio e impresos", items=items)
    assert SPANISH.formed(both, "de") == "del patio y de los impresos"
    assert SPANISH.formed(both, "art") == "el patio y los impresos"


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["known"]))
def test_the_closing_on_paper_is_its_own(case: dict[str, Any]) -> None:
    assert SPANISH.closing(Addressee(**case["known"]), on_paper=True) == case["on_paper"]


def test_there_are_cases_enough() -> None:
    assert len(CASES) >= 30


def test_no_wording_agrees_with_a_person_whose_gender_nobody_knows() -> None:
    agrees = re.compile(
        r"\b(?:(?:estoy|soy|quedo|me siento|sería) (?:muy |sumamente )?\w+[ao]d[ao]|encantad[ao]|agradecid[ao]|"
        r"interesad[ao]|segur[ao]|atent[ao]|vosotr[ao]s|vuestr[ao]s?|os)\b",
        re.IGNORECASE,
    )
    assert not [frame.id for frame in SPANISH.frames for text in frame.variants if agrees.search(text)]


def test_question_and_exclamation_marks_come_in_pairs() -> None:
    for frame in SPANISH.frames:
        for text in frame.variants:
            assert (text.count("¿"), text.count("¡")) == (text.count("?"), text.count("!")), frame.id


def test_formal_wordings_never_say_tu_and_familiar_ones_never_usted() -> None:
    familiar = re.compile(r"\b(?:te|ti|tú|tu|tus|contigo|tuyas?|\w+(?:aste|iste))\b", re.IGNORECASE)
    formal = re.compile(r"\b(?:usted|ustedes|le|les|su|sus|suyas?)\b", re.IGNORECASE)
    for frame in SPANISH.frames:
        unwanted = {"formal": [familiar], "given": [formal], "any": [familiar, formal]}[frame.formality]
        # "le" and "su" that stand for the matter itself.
        others = r"\{[^}]*\}|consiste|llevan su tiempo|[Ss]igo dándole|le (?:doy|sigo dando) vueltas"
        words = re.sub(others, "", frame.text)
        assert not [found for one in unwanted if (found := one.search(words))], frame.id


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("el 5 de marzo de 2026", date(2026, 3, 5)),
        ("el 5 de marzo del 2026", date(2026, 3, 5)),
        ("el jueves, 5 de marzo de 2026", date(2026, 3, 5)),
        ("el 5 de marzo", date(2026, 3, 5)),
    ],
)
def test_dates_are_found_as_they_are_written(text: str, day: date) -> None:
    (found,) = find_dates(text, SPANISH)
    assert found.near(date(2026, 1, 1)) == day
    assert found.end == len(text)


def codes(body: str, **person: Any) -> set[str]:
    """The findings' codes for a letter to somebody called Alex Ruiz."""
    known = {"given": "Alex", "family": "Ruiz", **person}
    address = known.pop("address", "formal")
    talk = Interview(
        ref="charla",
        role="Cocinera",
        employer=Employer(name="El Mesón de Tera", zone="Europe/Madrid"),
        candidate=Candidate(name="Noa Prieto"),
        panel=(Person(ref="ruiz", name=PersonName(**known), address=address),),
        ended=datetime(2026, 3, 10, 15, 30, tzinfo=ZoneInfo("Europe/Madrid")),
        topics=(Topic(text="el pan de centeno"),),
        locale="es",
    )
    letter = read_letter(
        f"{body}\n\nUn cordial saludo,\n\nNoa Prieto\n", interview=talk, recipient=talk.panel[0], channel="email"
    )
    return {finding.code for finding in Kit.load(strict=True).review(letter).findings}


THANKS = "Gracias por la conversación del martes sobre el pan de centeno. Me gustaría mucho ocupar este puesto."


@pytest.mark.parametrize(
    ("salutation", "person", "code"),
    [
        ("Buenos días, Alex Ruiz,", {}, "LOC001"),
        ("Estimado Alex Ruiz:", {}, "ADR007"),
        ("Estimada Sra. Ruiz:", {}, "ADR007"),
        ("Estimada señora Ruiz:", {"honorific": "mr"}, "ADR006"),
        ("Estimada Sra. Ruiz:", {"honorific": "mr"}, "ADR006"),
        ("Estimada señora Ruiz:", {"honorific": "ms", "title": "Dra."}, "ADR008"),
        ("Estimado Dr. Ruiz:", {"honorific": "mr"}, "ADR008"),
        ("Hola, Alex:", {}, "ADR005"),
        ("Estimado señor:", {"honorific": "mr"}, "ADR004"),
        ("A quien corresponda:", {}, "ADR004"),
        ("Estimado señor Roiz:", {"honorific": "mr"}, "ADR003"),
    ],
)
def test_a_wrong_salutation_is_found(salutation: str, person: dict[str, Any], code: str) -> None:
    assert code in codes(f"{salutation}\n\n{THANKS}", **person)


@pytest.mark.parametrize(
    ("salutation", "person"),
    [
        ("Buenos días, Alex Ruiz:", {}),
        ("Estimado señor Ruiz:", {"honorific": "mr"}),
        ("Estimada Sra. Ruiz:", {"honorific": "ms"}),
        ("Estimada Dra. Ruiz:", {"honorific": "ms", "title": "Dr."}),
        ("Estimada Dra. Ruiz:", {"title": "Dra."}),
        ("Estimada doctora Ruiz:", {"honorific": "ms", "title": "Dra."}),
        ("Estimado profesor Ruiz:", {"honorific": "mr", "title": "Prof. Dr."}),
        ("Estimado don Alex Ruiz:", {"title": "don"}),
        ("Hola, Alex:", {"address": "given"}),
    ],
)
def test_a_right_salutation_is_left_alone(salutation: str, person: dict[str, Any]) -> None:
    assert not {code for code in codes(f"{salutation}\n\n{THANKS}", **person) if code.startswith(("ADR", "LOC"))}


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("Quedo a su entera disposición.", "GEN002"),
        ("Me dirijo a usted para agradecerle la entrevista.", "GEN002"),
        ("La empresa mola mucho.", "TON001"),
        ("¿Por qué no me ha respondido?", "TON006"),
        ("Exijo una respuesta.", "TON007"),
        ("Necesito este trabajo y haría lo que fuera.", "TON008"),
        ("Disculpe las molestias.", "TON009"),
        ("Sé que no soy la mejor candidata.", "TON010"),
        ("Te agradezco tu tiempo.", "ADR013"),
        ("Mi sueldo actual es bajo.", "CON007"),
        ("Le adjunto mi currículum.", "LEF008"),
        ("Inserte aquí el nombre de la empresa.", "LEF002"),
        ("Hablamos de el horno.", "LEF009"),
        ("Como le prometí, le enviaré mi portafolio.", "FAC016"),
        ("Trabajé en Globex durante años.", "FAC014"),
        ("Gracias por la entrevista del 12 de marzo.", "FAC006"),
        ("Gracias por la conversación del lunes.", "FAC008"),
        ("Gracias por la segunda entrevista.", "FAC010"),
        ("I look forward to hearing from you about the next step.", "LOC008"),
        ("Hablamos de „la masa madre“ con calma.", "LOC005"),
    ],
)
def test_what_a_letter_should_not_say_is_found(sentence: str, code: str) -> None:
    assert code in codes(f"Estimado señor Ruiz:\n\n{THANKS} {sentence}", honorific="mr")


@pytest.mark.parametrize(
    "sentence",
    [
        "Sigo pensando en «la masa madre», y en lo que dijo de “la corteza”.",
        "Hasta la próxima semana puede escribirme.",
        "El puesto en El Mesón de Tera me interesa de verdad.",
        "Si le surge alguna pregunta, escríbame cuando quiera.",
    ],
)
def test_what_people_write_is_left_alone(sentence: str) -> None:
    found = codes(f"Estimado señor Ruiz:\n\n{THANKS} {sentence}", honorific="mr")
    assert not {code for code in found if code[:3] not in ("CON", "SUB", "GEN")}, found


def test_a_day_that_was_yesterday_is_told_by_its_weekday() -> None:
    assert SPANISH.phrase("on_weekday", weekday=SPANISH.weekday(date(2026, 3, 10))) == "el martes"
    assert SPANISH.phrase("on_date", date=SPANISH.day(date(2026, 3, 10) + timedelta(days=1))) == "el 11 de marzo"
