"""The words of the packs: bounded patterns, one meaning each, and wide enough for sentences nobody listed."""

from __future__ import annotations

import re
import time

import pytest

from followup_kit.language.loading import built_in_languages
from followup_kit.language.pack import LexiconEntry
from followup_kit.reviewing.checks import built_in_checks
from followup_kit.reviewing.examples import sample_context, sample_draft
from followup_kit.reviewing.model import Example, Severity
from followup_kit.reviewing.reviewer import review

PACKS = built_in_languages()
ENTRIES = [pytest.param(entry, id=f"{pack.tag}-{entry.id}") for pack in PACKS for entry in pack.lexicon]
NEEDED = {
    "slang", "contraction", "pushy", "demanding", "desperate", "apology", "self_lowering", "stock", "machine",
    "informal_greeting", "informal_closing", "generic_greeting", "gratitude", "interest", "next_step", "risky",
    "placeholder", "bare_subject", "greeting", "plain_word", "doubled", "company_cue", "role_cue", "meeting", "ahead",
    "former", "round", "relative_day", "title_form", "number_word", "plain_count", "own_claim", "worked_at",
    "no_company", "available", "promised", "attachment", "broken",
}  # fmt: skip


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.tag)
def test_a_pack_has_words_of_every_kind(pack) -> None:  # type: ignore[no-untyped-def]
    assert {entry.kind for entry in pack.lexicon} >= NEEDED
    assert len({entry.id for entry in pack.lexicon}) == len(pack.lexicon)


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_pattern_has_no_unbounded_repetition(entry: LexiconEntry) -> None:
    outside = re.sub(r"\\.|\[[^\]]*\]", "", entry.pattern)
    assert not re.search(r"[*+]|\{\d+,\}", outside)


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_pattern_matches_something_and_never_nothing(entry: LexiconEntry) -> None:
    assert entry.regex.fullmatch("") is None


def test_twenty_thousand_characters_of_anything_are_searched_quickly() -> None:
    texts = ["I am not very " * 1_400, "a" * 20_000, "ich habe sehr so " * 1_100, "here is a " * 2_000]
    start = time.perf_counter()
    for text in texts:
        for pack in PACKS:
            for entry in pack.lexicon:
                list(entry.regex.finditer(text))
    assert time.perf_counter() - start < 30


PLANTED = {
    "en-GB": {
        "TON001": ["It was super cool to meet you.", "I had a ton of fun.", "omg the view", "I gotta say"],
        "TON006": ["Did you get my last email?", "Just bumping this to the top of your inbox.", "When do I start?"],
        "TON007": ["I need an answer by Friday.", "Kindly respond immediately.", "You need to let me know today."],
        "TON008": ["This is my last hope.", "I've been unemployed for eight months.", "I have bills to pay."],
        "TON009": ["I hate to be a pest.", "Please forgive my nervousness.", "I apologise for my late message."],
        "TON010": ["I probably came across badly.", "I know I bombed the coding test.", "I was not at my best."],
        "GEN002": ["I can hit the ground running.", "I am passionate about innovation.", "I am a hard worker."],
        "LEF002": ["FIXME: company", "Mention something specific here.", "lorem ipsum"],
        "LEF003": ["As an AI language model, I cannot attend.", "Here is a polished version of your letter:"],
        "CON007": ["I would like to discuss compensation.", "My old boss was an idiot.", "I am currently pregnant."],
    },
    "de-DE": {
        "TON001": ["Das war mega.", "Ich fand das echt cool.", "Ich hätte voll Bock drauf.", "Ich krieg das hin."],
        "TON006": ["Warum haben Sie sich nicht gemeldet?", "Wann kann ich anfangen?", "Ich hake noch einmal nach."],
        "TON007": ["Bitte antworten Sie bis morgen.", "Ich brauche eine Entscheidung.", "Melden Sie sich umgehend."],
        "TON008": ["Ich würde alles für diese Stelle tun.", "Das ist meine letzte Hoffnung."],
        "TON009": ["Entschuldigen Sie die Störung.", "Verzeihen Sie meine Nervosität."],
        "TON010": ["Mir fehlt die Erfahrung.", "Leider habe ich Ihre Frage schlecht beantwortet."],
        "GEN002": ["Ich bin ein Teamplayer.", "Hiermit möchte ich mich bedanken.", "Ich bin belastbar."],
        "LEF002": ["hier Projekt einfügen", "TODO: Thema"],
        "LEF003": ["Hier ist dein Dankesschreiben:", "Als KI-Sprachmodell kann ich nicht."],
        "CON007": ["Wie hoch ist das Gehalt?", "Mein alter Chef war unfähig."],
    },
}  # fmt: skip
HARMLESS = {
    "en-GB": [
        "I had had a similar problem at Globex, where schemas changed without notice.",
        "My previous manager used to say that data is never late.",
        "The loads on the bridge and the teammates' plans came up.",
        "Let me know if you would like to see the code.",
        "You asked whether I had regrets; only that we did not start with the contracts.",
        "I left something out when you asked about testing.",
        "The work like that you described, and what your days are like, I know well.",
        "What you need to run such a platform is patience.",
        "I do not take it for granted that you made time in a busy week.",
        "Here is the draft of the plan that I promised you.",
    ],
    "de-DE": [
        "In meinem früheren Betrieb hatte niemand Zeit für Tests.",
        "Die Leute, die die Daten pflegen, saßen mit am Tisch.",
        "Der Hammer, der an der Wand hing, stammt aus der alten Werft.",
        "Die Dauer der Läufe hat mich überrascht.",
        "Ich kann ab Juni beginnen.",
        "Ich habe nicht vergessen, was ich versprochen habe.",
    ],
}
FAMILIES = ("TON", "GEN002", "LEF", "CON007")
ABOUT_WORDS = tuple(check for check in built_in_checks() if check.code.startswith(FAMILIES))


def words_found(locale: str, sentence: str) -> set[str]:
    greeting = "Guten Tag Sam Okafor,\n\nja. " if locale == "de-DE" else "Dear Sam Okafor,\n\n"
    example = Example(body=f"{greeting}{sentence}\n\nMara Lindqvist", locale=locale)
    findings = review(sample_draft(example), ABOUT_WORDS, sample_context(example)).findings
    return {finding.code for finding in findings if finding.severity is not Severity.INFO}


@pytest.mark.parametrize(("locale", "code", "sentence"), [
    (locale, code, sentence)
    for locale, codes in PLANTED.items() for code, sentences in codes.items() for sentence in sentences
])  # fmt: skip
def test_what_should_not_be_said_is_found(locale: str, code: str, sentence: str) -> None:
    assert code in words_found(locale, sentence)


@pytest.mark.parametrize(("locale", "sentence"), [
    (locale, sentence) for locale, sentences in HARMLESS.items() for sentence in sentences
])  # fmt: skip
def test_plain_sentences_give_no_alarm(locale: str, sentence: str) -> None:
    assert words_found(locale, sentence) == set()
