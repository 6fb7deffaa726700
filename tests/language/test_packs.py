"""The built-in packs are complete, and no wording says anything by itself."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from importlib.resources import files
from itertools import product
from typing import Any

import pytest

from followup_kit.errors import InvalidSetting, MissingPhrase
from followup_kit.language.frames import SLOT
from followup_kit.language.loading import built_in_languages, load_language
from followup_kit.language.pack import Addressee, Language

PACKS = {pack.tag: pack for pack in built_in_languages()}
FOLDER = files("followup_kit.language") / "packs"

ANY = {
    *("role", "employer", "at_employer", "short_employer", "at_short_employer"),
    *("day", "date", "me", "decision", "phone"),
}
PROVEN = {"skill", "proof", "Proof"}
# What a family may name besides what every one may.
SLOTS = {
    "callback": {"topic"},
    "callback_two": {"topics"},
    "callback_more": {"topic"},
    "note": {"topic"},
    "why": {"Why"},
    "proof_linked": PROVEN,
    "proof": PROVEN,
    "skill": PROVEN,
    "skill_bare": {"skill"},
    "skill_told": {"proof", "Proof"},
    "promise": {"promise"},
    "promise_by": {"promise", "due"},
    "pass_on": {"others"},
}
# What packs have besides whose letters begin with who writes; the other kinds borrow it.
INTRODUCTIONS = {
    ("introduce", kind)
    for kind in (
        *("thank_you", "informational", "check_in", "last_check_in"),
        *("after_rejection", "withdrawal", "missed_call"),
    )
}
# The families of each kind of letter; what a kind lacks it borrows.
KINDS = {
    "thank_you": """subject thanks thanks_after callback why callback_two callback_more proof_linked proof skill_told
        skill skill_bare promise promise_by interest next_step_by next_step note""",
    "recruiter": "subject thanks thanks_after",
    "second_round": "subject thanks thanks_after interest",
    "informational": "subject thanks thanks_after interest next_step",
    "group": "subject thanks pass_on",
    "check_in": "subject thanks ask_by ask interest offer",
    "last_check_in": "subject ask_by ask leave",
    "after_rejection": "subject thanks callback callback_two wish",
    "withdrawal": "subject withdraw thanks wish",
    "missed_call": "subject missed reach reach_bare",
}
FAMILIES = {
    (family, kind): ANY | SLOTS.get(family, set()) | ({"call"} if kind == "missed_call" else set())
    for kind, families in KINDS.items()
    for family in families.split()
}


def cases() -> list[tuple[str, dict[str, Any]]]:
    return [
        (tag, case)
        for tag in PACKS
        for case in tomllib.loads((FOLDER / tag / "cases.toml").read_text(encoding="utf-8"))["case"]
    ]


@pytest.mark.parametrize(("tag", "case"), cases(), ids=lambda value: value if isinstance(value, str) else None)
def test_the_address_table_gives_what_its_cases_say(tag: str, case: dict[str, Any]) -> None:
    who = Addressee(**case["known"])
    assert PACKS[tag].salutation(who) == case["salutation"]
    assert PACKS[tag].closing(who) == case["closing"]


@pytest.mark.parametrize("tag", PACKS)
def test_every_row_of_the_address_table_is_reached_by_a_case(tag: str) -> None:
    reached = {PACKS[tag].row(Addressee(**case["known"])).id for owner, case in cases() if owner == tag}
    assert reached == {row.id for row in PACKS[tag].address}


@pytest.mark.parametrize(("tag", "family"), list(product(PACKS, FAMILIES)))
@pytest.mark.parametrize("formality", ["formal", "given"])
def test_there_are_wordings_enough_for_a_panel_of_six(tag: str, family: tuple[str, str], formality: str) -> None:
    frames = PACKS[tag].frames_for(*family, formality)
    fewest = 1 if family[0] == "why" else 6
    assert len(frames) >= fewest


@pytest.mark.parametrize(("tag", "family"), list(product(PACKS, FAMILIES)))
def test_wordings_ask_only_for_what_their_part_of_the_letter_can_give(tag: str, family: tuple[str, str]) -> None:
    for formality in ("formal", "given"):
        for frame in PACKS[tag].frames_for(*family, formality):
            assert frame.slots <= FAMILIES[family], frame.id


@pytest.mark.parametrize("tag", PACKS)
def test_no_wording_is_left_over(tag: str) -> None:
    extra = INTRODUCTIONS if PACKS[tag].introduces else set()
    assert {(frame.part, kind) for frame in PACKS[tag].frames for kind in frame.occasion} == set(FAMILIES) | extra
    assert len({frame.id for frame in PACKS[tag].frames}) == len(PACKS[tag].frames)


@pytest.mark.parametrize(("tag", "family"), list(product(PACKS, [("thanks", "thank_you"), ("callback", "thank_you")])))
@pytest.mark.parametrize("formality", ["formal", "given"])
def test_enough_wordings_can_open_a_letter(tag: str, family: tuple[str, str], formality: str) -> None:
    assert sum(frame.opens for frame in PACKS[tag].frames_for(*family, formality)) >= 5


@pytest.mark.parametrize("tag", PACKS)
def test_no_wording_holds_a_number_a_name_of_a_day_or_markup(tag: str) -> None:
    days = (*PACKS[tag].weekdays(), *PACKS[tag].months())
    for frame in PACKS[tag].frames:
        for text in frame.variants:
            words = SLOT.sub("", text)
            assert not re.search(r"\d|[*_`\[\]<>]", words), frame.id
            assert not any(re.search(rf"\b{day}\b", words) for day in days if day not in {"May"}), frame.id


@pytest.mark.parametrize("tag", PACKS)
def test_no_wording_trips_the_packs_own_lexicon(tag: str) -> None:
    unwanted = (
        "slang",
        "contraction",
        "pushy",
        "demanding",
        "desperate",
        "apology",
        "self_lowering",
        "stock",
        "machine",
    )
    for frame in PACKS[tag].frames:
        # One search over all alternatives of a frame: a line end keeps them apart, as no pattern crosses it.
        words = "\n".join(SLOT.sub("X", text) for text in frame.variants)
        hits = [entry.id for entry in PACKS[tag].entries(*unwanted) if entry.regex.search(words)]
        assert not hits, (frame.id, hits)


@pytest.mark.parametrize(
    ("tag", "whole", "short", "items"),
    [
        ("en-GB", "5 March 2026", "5 March", "A, B and C"),
        ("en-US", "March 5, 2026", "March 5", "A, B, and C"),
        ("de-DE", "5. März 2026", "5. März", "A, B und C"),
        ("fr-FR", "5 mars 2026", "5 mars", "A, B et C"),
        ("es", "5 de marzo de 2026", "5 de marzo", "A, B y C"),
        ("de-CH", "5. März 2026", "5. März", "A, B und C"),
        ("ja", "2026年3月5日", "3月5日", "A、B、C"),
    ],
)
def test_dates_and_lists_are_written_as_the_locale_writes_them(tag: str, whole: str, short: str, items: str) -> None:
    pack, day = PACKS[tag], date(2026, 3, 5)
    assert (pack.date(day), pack.day(day), pack.listed(["A", "B", "C"])) == (whole, short, items)


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = "I met Dr. Weber at 3 p.m. today. It was good! Was it “long”? Yes."
    spans = PACKS["en-GB"].sentences(text)
    assert [text[a:b] for a, b in spans] == [
        "I met Dr. Weber at 3 p.m. today.",
        "It was good!",
        "Was it “long”?",
        "Yes.",
    ]


def test_german_ordinals_do_not_end_a_sentence() -> None:
    text = "Wir haben am 5. Juni gesprochen. Danke."
    assert [text[a:b] for a, b in PACKS["de-DE"].sentences(text)] == ["Wir haben am 5. Juni gesprochen.", "Danke."]


def test_a_missing_wording_is_an_error_and_not_another_language() -> None:
    empty = Language(tag="fr-FR", name="", after_salutation=",", after_closing=",")
    with pytest.raises(MissingPhrase, match="fr-FR pack has no wording for thanks"):
        empty.frames_for("thanks", "thank_you", "formal")
    with pytest.raises(MissingPhrase, match="no phrase 'today'"):
        empty.phrase("today")
    with pytest.raises(MissingPhrase, match="no form of address"):
        empty.salutation(Addressee(full="Ada Weber"))


def test_a_broken_pack_is_named_with_its_file(tmp_path: Any) -> None:
    (tmp_path / "pack.toml").write_text("tag = ", encoding="utf-8")
    with pytest.raises(InvalidSetting, match=r"pack\.toml is not TOML"):
        load_language(tmp_path)
    (tmp_path / "pack.toml").write_text('tag = "xx"\ncolour = 1\n', encoding="utf-8")
    with pytest.raises(InvalidSetting, match="colour"):
        load_language(tmp_path)


def test_a_pack_refines_its_parent_entry_by_entry(tmp_path: Any) -> None:
    (tmp_path / "pack.toml").write_text('parent = "de-DE"\ntag = "de-CH"\n[honorifics]\nmx = "Mx"\n', encoding="utf-8")
    frame = '[[frame]]\nid = "eigene-worte"\npart = "why"\ntext = "{Why}!"\n'
    (tmp_path / "frames.toml").write_text(frame, encoding="utf-8")
    swiss, german = load_language(tmp_path), PACKS["de-DE"]
    assert swiss.honorifics == {**german.honorifics, "mx": "Mx"}
    assert [f.text for f in swiss.frames if f.id == "eigene-worte"] == ["{Why}!"]
    assert len(swiss.frames) == len(german.frames)


@pytest.mark.parametrize(
    ("tag", "employer", "words"),
    [
        ("en-GB", "Quill House", "at Quill House"),
        ("de-DE", "Stadtwerke Hanau", "bei Stadtwerke Hanau"),
        ("de-DE", "Nordlicht GmbH", "bei der Nordlicht GmbH"),
        ("de-DE", "Weber GmbH & Co. KG", "bei der Weber GmbH & Co. KG"),
        ("de-DE", "Klinikum Lindenhof", "beim Klinikum Lindenhof"),
        ("de-DE", "Lesefreude e. V.", "beim Lesefreude e. V."),
        ("de-DE", "Agentur", "bei Agentur"),
        ("es", "Nubela", "en Nubela"),
        ("es", "Hospital San Telmo", "en el Hospital San Telmo"),
        ("es", "Almazara Sierra Alta", "en la Almazara Sierra Alta"),
        ("es", "El Mesón de Tera", "en El Mesón de Tera"),
        ("de-DE", "Technische Universität Kassel", "bei der Technischen Universität Kassel"),
        ("de-DE", "Städtische Bühnen", "bei den Städtischen Bühnen"),
        ("de-DE", "Deutscher Wetterdienst", "beim Deutschen Wetterdienst"),
        ("de-DE", "Fischer Logistik", "bei Fischer Logistik"),
        ("de-AT", "Donau Spedition GesmbH", "bei der Donau Spedition GesmbH"),
        ("de-CH", "Kantonsspital Aarau", "beim Kantonsspital Aarau"),
    ],
)
def test_an_employer_is_named_with_the_preposition_that_its_name_shows(tag: str, employer: str, words: str) -> None:
    assert PACKS[tag].at(employer) == words


@pytest.mark.parametrize(
    ("tag", "shape", "fact", "misfit"),
    [
        ("en-GB", "topic", "the move to event streams", False),
        ("en-GB", "topic", "how the night shift hands over", False),
        ("en-GB", "topic", "I like quiet offices", True),
        ("en-GB", "topic", "why do buyers leave?", True),
        ("en-GB", "promise", "send you the list", False),
        ("en-GB", "promise", "I will send you the list", True),
        ("en-GB", "promise", "to send you the list", True),
        ("de-DE", "topic", "die Übergabe am Bett", False),
        ("de-DE", "topic", "ich mag ruhige Büros", True),
        ("de-DE", "promise", "Ihnen den Plan zu schicken", False),
        ("de-DE", "promise", "ich schicke Ihnen den Plan", True),
        ("es", "topic", "cómo se reparten los turnos", False),
        ("es", "topic", "me gustan las oficinas tranquilas", True),
        ("es", "topic", "¿por qué se van?", True),
        ("es", "promise", "hacérselo llegar", False),
        ("es", "promise", "no olvidar la lista", False),
        ("es", "promise", "le enviaré la lista", True),
    ],
)
def test_a_fact_that_cannot_stand_in_a_sentence_is_known(tag: str, shape: str, fact: str, misfit: bool) -> None:
    assert PACKS[tag].misfit(shape, fact) is misfit
