"""The catalogues of the program's own words: complete, up to date, and in good style; nothing said escapes them."""

from __future__ import annotations

import gettext
import importlib.util
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog, Message

from followup_kit.language.speech import spoken

from .unseen import unseen

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "followup_kit"
LANGUAGES = [language for language in spoken() if language != "en"]
# The testing kit tells nothing to a user.
SPEAKING = [path for path in sorted(SOURCE.rglob("*.py")) if path.parent.name != "testing"]
SLOT = re.compile(r"\{\w+\}")


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogs", ROOT / "scripts" / "catalogs.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = script()


@pytest.fixture(scope="module")
def template() -> Catalog:
    found: Catalog = SCRIPT.collected()
    return found


def messages(language: str) -> list[Message]:
    return [message for message in SCRIPT.known(language) if message.id]


def texts(message: Message) -> list[tuple[str, str]]:
    """Pairs of what is said in English and in the language, a plural once for each of its forms."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return [(message.id[1], string) for string in message.string]


def said(language: str) -> Iterator[tuple[str, str]]:
    for message in messages(language):
        yield from texts(message)


def test_there_are_catalogues_in_german_french_and_spanish() -> None:
    assert {"de", "es", "fr"} <= set(spoken())
    assert spoken()[0] == "en"


def test_every_catalogue_is_complete_and_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    code = SCRIPT.main(["--check"])
    assert (code, capsys.readouterr().out) == (0, "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_says_what_the_text_says(language: str) -> None:
    with SCRIPT.po_file(language).with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in messages(language):
        if isinstance(message.id, str):
            assert compiled.gettext(message.id) == message.string
        else:
            assert {compiled.ngettext(*message.id, n) for n in range(30)} == set(message.string)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_slot_of_a_clause_stands_once_in_its_translation(language: str) -> None:
    for english, translated in said(language):
        assert sorted(SLOT.findall(translated)) == sorted(SLOT.findall(english)), translated
        assert not set("{}") & set(SLOT.sub("", translated)), translated


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clause_has_no_final_stop_no_odd_space_and_no_typewriter_quotes(language: str) -> None:
    for _, translated in said(language):
        assert translated == " ".join(translated.split()), translated
        assert translated[-1] not in ".!?:;,", translated
        assert not set(translated) & set("'\"\u00a0\u202f"), translated


# What is written with a capital inside a sentence as well.
CAPITALS = {"fr": ("LinkedIn",), "es": ("LinkedIn",)}


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) & set(CAPITALS)))
def test_a_clause_starts_in_lower_case(language: str) -> None:
    for _, translated in said(language):
        assert not translated[0].isupper() or translated.startswith(CAPITALS[language]), translated


def test_french_sets_colons_and_semicolons_off_and_the_others_do_not() -> None:
    for _, french in said("fr"):
        assert not re.search(r"[^ ][:;]", french), french
    for language in ("de", "es"):
        for _, translated in said(language):
            assert not re.search(r" [:;]", translated), translated


# A word that melts with an article, or loses its vowel, cannot stand in front of what is only known later.
MELTING = {
    "de": r"\b(?:an|aus|bei|durch den|für den|mit|nach|von|wegen|zu|zum|zur) \{(?:rules?|day|what|gap|span|unknown)\}",
    "es": r"\b(?:a|de|del|al) \{(?:rules?|what)\}",
    "fr": r"\b(?:à|au|de|du|des|que|jusque|le|la|ne|si) \{(?:rules?|what|name|who|ref|employer|person|channel|slow)\}",
}


@pytest.mark.parametrize("language", sorted(MELTING))
def test_no_preposition_stands_where_it_would_have_to_melt_with_what_follows(language: str) -> None:
    # In French "à {name}" is right for a name, which has no article; the others would need "d’Anna", "qu’Anna".
    for _, translated in said(language):
        found = re.search(MELTING[language], translated)
        assert not found or (language == "fr" and re.match(r"à \{(?:name|who|person)\}", found[0])), translated


def test_a_french_date_has_its_article() -> None:
    for _, french in said("fr"):
        for before in re.findall(r"(\S+) \{(?:end|last|start|until|then|posted|arrives|soonest|decision)\}", french):
            assert before in ("le", "au", "du", "jusqu’au"), french


def copied(folder: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, at work on a copy of the catalogues."""
    module = script()
    shutil.copytree(module.HOME, folder / "catalogs")
    monkeypatch.setattr(module, "HOME", folder / "catalogs")
    return module


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('msgstr "jetzt ist {now}"', 'msgstr ""', "de: 'now it is {now}' is not translated"),
        ('msgstr "jetzt ist {now}"', 'msgstr "jetzt ist {then}"', "has other slots than {now}"),
        ('msgstr "jetzt ist {now}"', 'msgstr "jetzt ist {now}."', "ends without a full stop"),
        ('msgstr "jetzt ist {now}"', 'msgstr "nun ist {now}"', "followup_kit.mo is not up to date"),
        ('msgid "now it is {now}"', 'msgid "it was {now}"', "de: 'now it is {now}' is not translated"),
    ],
)
def test_the_check_names_what_is_wrong(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    old: str,
    new: str,
    complaint: str,
) -> None:
    module = copied(tmp_path, monkeypatch)
    path = module.po_file("de")
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")
    assert module.main(["--check"]) == 1
    assert complaint in capsys.readouterr().out


def test_an_update_keeps_translations_and_changes_nothing_the_second_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = copied(tmp_path, monkeypatch)
    before = {path: path.read_bytes() for path in (tmp_path / "catalogs").rglob("*.*o")}
    assert module.main([]) == 0
    assert {path: path.read_bytes() for path in (tmp_path / "catalogs").rglob("*.*o")} == before


# What the collection can see


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: path.stem)
def test_every_reason_is_given_a_clause_that_the_collection_sees(path: Path) -> None:
    assert unseen(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ('because("a", "it is late")', True),
        ('because("a", clause("it is late"))', True),
        ('text = clause("it is late")\nbecause("a", text)', True),
        ('def told(text):\n    return because("a", text)\ntold(clause("it is late"))', True),
        ('because("a", clause("it is late") if late else clause("it is early"))', True),
        ('_TEXTS = {1: clause("it is late")}\nbecause("a", _TEXTS[1])', True),
        ('_TEXTS = {1: clause("it is late")}\nbecause("a", _TEXTS.get(2, clause("it is early")))', True),
        ('Reason("a", "{words}", ())', True),
        ('Reason("a", words_of_somebody_else)', True),
        ('because("a", "it is late" if late else clause("it is early"))', False),
        ('_TEXTS = {1: clause("it is late")}\nbecause("a", _TEXTS.get(2, "it is early"))', False),
        ('text = "it is late"\nbecause("a", text)', False),
        ('because("a", f"it is {late}")', False),
        ('because("a", "it is " + late)', False),
        ('because("a", text)', False),
        ('def told(text):\n    return because("a", text)\ntold("it is late")', False),
        ('_TEXTS = {1: clause("it is late"), 2: "it is early"}\nbecause("a", _TEXTS[1])', False),
        ('Reason("a", "it is late")', False),
    ],
)
def test_the_search_for_unseen_clauses_finds_them(source: str, seen: bool) -> None:
    assert (unseen(source) == []) is seen


def test_the_template_holds_the_clauses_of_the_source(template: Catalog) -> None:
    assert "now it is {now}" in template
    assert len([message for message in template if message.id]) > 90
