"""French: forms are made only where nothing is guessed, marks have their space, and closings follow the salutation."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from followup_kit import Candidate, Claim, Employer, Interview, Kit, Occasion, Person, PersonName, Send, Step, Topic
from followup_kit.language.frames import Phrase
from followup_kit.language.loading import built_in_languages
from followup_kit.language.pack import Addressee
from followup_kit.reviewing.sameness import likeness
from followup_kit.writing.draft import Draft, read_letter

FRENCH = next(pack for pack in built_in_languages() if pack.tag == "fr-FR")
CASES = tomllib.loads((files("followup_kit.language") / "packs" / "fr-FR" / "cases.toml").read_text(encoding="utf-8"))[
    "case"
]


@pytest.mark.parametrize(
    ("text", "de", "a"),
    [
        ("le planning de nuit", "du planning de nuit", "au planning de nuit"),
        ("les horaires du samedi", "des horaires du samedi", "aux horaires du samedi"),
        ("la carte d'hiver", "de la carte d'hiver", "à la carte d'hiver"),
        ("l'accueil des familles", "de l'accueil des familles", "à l'accueil des familles"),
        ("l’accueil", "de l’accueil", "à l’accueil"),
        ("un four", "d'un four", "à un four"),
        ("des retards", "de retards", "à des retards"),
        ("des absences", "d'absences", "à des absences"),
        ("votre atelier", "de votre atelier", "à votre atelier"),
        ("trois sites", "de trois sites", "à trois sites"),
        ("onze salles", None, None),  # no determiner that is known
        ("SQL", "de SQL", "à SQL"),
        ("Excel", "d'Excel", "à Excel"),
        ("HTML", None, "à HTML"),  # nobody can tell how its H is read
        ("du travail de nuit", None, "à du travail de nuit"),
        ("le fonds et sa numérisation", None, None),  # would want "de" twice
        ("organisation des plannings", None, None),
        ("Formation du personnel", None, None),
        ("comment l'équipe se relaie", None, None),
    ],
)
def test_a_preposition_is_put_only_before_what_is_surely_a_noun_phrase(
    text: str, de: str | None, a: str | None
) -> None:
    assert FRENCH.formed(Phrase(text=text), "de") == de
    assert FRENCH.formed(Phrase(text=text), "a") == a


@pytest.mark.parametrize(
    ("known", "article", "de"),
    [
        ({"gender": "feminine", "number": "singular"}, "l'organisation", "de l'organisation"),
        ({"gender": "feminine", "number": "plural"}, "les organisation", "des organisation"),
        ({"number": "singular"}, None, None),
        ({}, None, None),
    ],
)
def test_an_article_is_added_only_where_the_record_says_enough(
    known: dict[str, Any], article: str | None, de: str | None
) -> None:
    phrase = Phrase(text="organisation", article=False, **known)
    assert (FRENCH.formed(phrase, "np"), FRENCH.formed(phrase, "de")) == (article, de)


@pytest.mark.parametrize(
    ("noun", "gender", "said"),
    [
        ("hygiène", "feminine", "l'hygiène"),
        ("horaire", "masculine", "l'horaire"),
        ("harmonisation", "feminine", "l'harmonisation"),
        ("handicap", "masculine", "le handicap"),
        ("hiérarchie", "feminine", "la hiérarchie"),
        ("hausse", "feminine", "la hausse"),
        ("hôpital", "masculine", "l'hôpital"),
        ("yaourt", "masculine", "le yaourt"),
        ("œuvre", "feminine", "l'œuvre"),
        ("étage", "masculine", "l'étage"),
    ],
)
def test_a_mute_h_elides_and_an_aspirated_one_does_not(noun: str, gender: Any, said: str) -> None:
    assert FRENCH.formed(Phrase(text=noun, article=False, gender=gender, number="singular"), "np") == said


@pytest.mark.parametrize(
    ("day", "said"),
    [("mardi", "de mardi"), ("le 10 mars", "du 10 mars"), ("aujourd'hui", "d'aujourd'hui")],
)
def test_a_day_is_joined_to_the_conversation(day: str, said: str) -> None:
    assert FRENCH.formed(Phrase(text=day), "de") == said


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("j'ai tenu la caisse", "que j'ai tenu la caisse"),
        ("en 2024 j'ai accueilli", "qu'en 2024 j'ai accueilli"),
        ("à Lyon nous avons", "qu'à Lyon nous avons"),
        ("il fallait", "qu'il fallait"),
    ],
)
def test_que_elides(clause: str, said: str) -> None:
    assert FRENCH.formed(Phrase(text=clause), "que") == said


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("Infirmière de nuit", "d'infirmière de nuit"),
        ("Chargée de clientèle", "de chargée de clientèle"),
        ("Hôtesse d'accueil", "d'hôtesse d'accueil"),
        ("Chef de Projet", "de Chef de Projet"),
        ("Data Analyst", "de Data Analyst"),
        ("SRE", "de SRE"),
        ("Développeur C++", "de développeur C++"),
        ("Infirmier(ère)", "d'infirmier(ère)"),
        ("responsable qualité", "de responsable qualité"),
    ],
)
def test_a_role_is_written_small_unless_its_own_capitals_say_otherwise(role: str, said: str) -> None:
    assert FRENCH.formed(Phrase(text=role), "poste") == said


def test_a_list_takes_the_form_item_by_item() -> None:
    items = (Phrase(text="le planning"), Phrase(text="l'accueil"))
    both = Phrase(text="le planning et l'accueil", items=items)
    assert FRENCH.formed(both, "de") == "du planning et de l'accueil"
    assert FRENCH.formed(Phrase(text="x", items=(*items, Phrase(text="accueil"))), "de") is None


@pytest.mark.parametrize("case", [case for case in CASES if "on_paper" in case], ids=lambda case: str(case["known"]))
def test_the_closing_on_paper_repeats_the_salutation(case: dict[str, Any]) -> None:
    who = Addressee(**case["known"])
    assert FRENCH.closing(who, on_paper=True) == case["on_paper"]


def test_there_are_cases_enough() -> None:
    assert len(CASES) >= 30


@pytest.mark.parametrize(
    ("employer", "said"),
    [
        ("Optivia", "chez Optivia"),
        ("Hôpital Saint-Roch", "à l'Hôpital Saint-Roch"),
        ("CHU de Montvert", "au CHU de Montvert"),
        ("Clinique des Tilleuls", "à la Clinique des Tilleuls"),
        ("Le Petit Jardin", "chez Le Petit Jardin"),
    ],
)
def test_an_employer_has_the_preposition_that_its_name_shows(employer: str, said: str) -> None:
    assert FRENCH.at(employer) == said


@pytest.mark.parametrize(
    ("fact", "inside"),
    [("J'ai formé", "j'ai formé"), ("L’accueil", "l’accueil"), ("Lyon", "Lyon"), ("Le planning", "le planning")],
)
def test_a_first_word_loses_its_capital_inside_a_sentence(fact: str, inside: str) -> None:
    assert FRENCH.within(fact) == inside


def test_the_first_of_a_month_is_counted() -> None:
    assert FRENCH.day(date(2026, 3, 1)) == "1er mars"
    assert FRENCH.date(date(2026, 3, 1)) == "1er mars 2026"
    assert FRENCH.day(date(2026, 3, 11)) == "11 mars"


def test_every_mark_has_its_space_and_no_slot_is_torn() -> None:
    for frame in FRENCH.frames:
        words = re.sub(r"\{\w+(?::\w+)?\}", "X", frame.text)
        assert "{" not in words, frame.id
        assert not re.search(r"(?<!\u00a0)[;:!?]", words), frame.id


def test_nobodys_gender_is_guessed() -> None:
    agreeing = re.compile(
        r"\b(?:ravie?|contente?|heureu(?:x|se)|enchantée?|intéressée?|reconnaissante?|touchée?|certaine?|sûre?"
        r"|m'avoir (?:reçu|accueilli|invité|écouté|aidé|prévenu)|vous m'avez (?:reçu|accueilli|invité|appelé|aidé)"
        r"|m'a (?:intéressé|aidé|convaincu|marqué|touché|passionné))\b"
    )
    for frame in FRENCH.frames:
        for text in frame.variants:
            assert not agreeing.search(text), (frame.id, text)


def talk(role: str = "Infirmière de nuit") -> Interview:
    panel = [
        Person(
            ref="morel",
            name=PersonName(given="Claire", family="Morel", honorific="ms"),
            email="c@example.org",
            postal_address=["1 rue Haute", "35000 Rennes"],
        ),
        Person(ref="ferrand", name=PersonName(given="Dominique", family="Ferrand"), email="d@example.org"),
    ]
    return Interview(
        ref="fr",
        role=role,
        employer=Employer(name="Hôpital Saint-Roch", zone="Europe/Paris"),
        candidate=Candidate(name="Camille Fournier"),
        panel=panel,
        ended=datetime(2026, 3, 10, 15, tzinfo=ZoneInfo("Europe/Paris")),
        topics=[Topic(text="les nuits en sous-effectif", said_by="morel"), Topic(text="l'accueil", said_by="ferrand")],
        claims=[Claim(skill="la gestion", proof="j'ai tenu un budget de 80 000 euros", discussed=False)],
        locale="fr-FR",
    )


def reviewed(text: str, recipient: str = "morel") -> set[str]:
    interview = talk()
    letter = read_letter(text, interview=interview, recipient=interview.person(recipient), channel="text")
    return {finding.code for finding in Kit.load(strict=True).review(letter).findings if finding.severity != "info"}


BODY = (
    "Merci pour notre entretien de mardi au sujet du poste d'infirmière de nuit. Ce que vous m'avez dit sur les nuits "
    "en sous-effectif me reste en tête{space}: j'y repense. Avez-vous besoin d'autre chose{space}? "
    "J'aimerais beaucoup prendre ce poste{space}; j'attends de vos nouvelles."
)


@pytest.mark.parametrize("space", ["", " ", "\u00a0", "\u202f"], ids=["none", "plain", "no-break", "narrow"])
def test_any_space_before_a_mark_is_read(space: str) -> None:
    body = BODY.format(space=space)
    assert reviewed(f"Madame,\n\n{body}\n\nBien cordialement,\n\nCamille Fournier\n") == set()


@pytest.mark.parametrize(
    ("closing", "found"),
    [
        ("Je vous prie d'agréer, Madame, mes salutations distinguées.", set()),
        ("Je vous prie d’agréer, Madame, mes salutations distinguées.", set()),
        ("Cordialement", set()),
        ("À plus,", {"ADR012"}),
    ],
)
def test_a_closing_sentence_is_a_closing(closing: str, found: set[str]) -> None:
    assert reviewed(f"Madame,\n\n{BODY.format(space=' ')}\n\n{closing}\n\nCamille Fournier\n") == found


@pytest.mark.parametrize(
    ("greeting", "recipient", "found"),
    [
        ("Madame,", "morel", set()),
        ("Madame Morel,", "morel", set()),
        ("Chère Madame Morel,", "morel", set()),
        ("Bonjour Madame Morel,", "morel", set()),
        ("Madame la Directrice,", "morel", set()),
        ("Monsieur,", "morel", {"ADR006"}),
        ("Madame, Monsieur,", "morel", {"ADR004", "ADR006"}),
        ("Salut Claire,", "morel", {"ADR005", "ADR009"}),
        ("Madame Ferrand,", "morel", {"ADR002"}),
        ("Madame Morelle,", "morel", {"ADR003"}),
        ("Madame,", "ferrand", {"ADR007"}),
    ],
)
def test_salutations_are_held_against_the_record(greeting: str, recipient: str, found: set[str]) -> None:
    body = BODY if recipient == "morel" else BODY.replace("les nuits en sous-effectif", "l'accueil")
    text = f"{greeting}\n\n{body.format(space=' ')}\n\nCordialement,\n\nCamille Fournier\n"
    assert reviewed(text, recipient) == found


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("Je reste à votre entière disposition pour toute information complémentaire.", "GEN002"),
        ("Cet entretien m'a conforté dans mon choix.", "GEN002"),
        ("N'hésitez pas à me contacter.", "GEN002"),
        ("Votre boîte est trop cool.", "TON001"),
        ("Je me permets de vous relancer.", "TON006"),
        ("Merci de me répondre dans les plus brefs délais.", "TON007"),
        ("J'ai vraiment besoin de ce travail.", "TON008"),
        ("Je suis vraiment désolé de vous déranger.", "TON009"),
        ("Je manque d'expérience dans ce domaine.", "TON010"),
        ("J'étais très nerveux pendant l'entretien.", "TON010"),
        ("Je te remercie encore.", "ADR013"),
        ("Vous trouverez mon dossier ci-joint.", "LEF008"),
        ("Quel est le salaire ?", "CON007"),
        ("Voici votre nom ici.", "LEF002"),
        ("Merci pour notre entretien du 12 mars.", "FAC006"),
        ("Merci pour notre entretien de jeudi.", "FAC008"),
        ("Merci pour notre deuxième entretien.", "FAC010"),
        ("J'aimerais vraiment le poste d'infirmière chez Globex.", "FAC003"),
        ("J'ai encadré cinquante personnes.", "FAC017"),
        ("Comme promis, je vous envoie mon bulletin.", "FAC016"),
        ("I look forward to hearing from you about the next step.", "LOC008"),
    ],
)
def test_what_a_good_letter_does_not_say_is_found(sentence: str, code: str) -> None:
    body = f"{BODY.format(space=' ')} {sentence}"
    assert reviewed(f"Madame,\n\n{body}\n\nCordialement,\n\nCamille Fournier\n") == {code}


def test_a_role_behind_an_elision_may_repeat_in_a_panel() -> None:
    one = "merci du temps pour le poste d'infirmière à l'hôpital qui reste ouvert cet hiver encore une fois"
    other = "bonjour depuis le poste d'infirmière à l'hôpital nous avons cherché une date qui convient à tout le monde"
    shared = likeness(one, other).share
    assert shared > likeness(one, other, common={"infirmière", "hôpital", "poste"}).share == 0


def test_thousands_set_apart_by_a_blank_are_one_number() -> None:
    for number, found in (("80 000", set()), ("80\u202f000", set()), ("90 000", {"FAC011"})):
        body = f"{BODY.format(space=' ')} Mon budget était de {number} euros."
        assert reviewed(f"Madame,\n\n{body}\n\nCordialement,\n\nCamille Fournier\n") == found


def test_a_subject_with_a_long_role_is_still_seen_whole() -> None:
    role = "Coordinateur des parcours de soins de premier recours"
    assert len(role) < len(composed("email", role).subject or "") <= 78


def composed(channel: str, role: str = "Infirmière de nuit") -> Draft:
    interview = talk(role)
    at = interview.ended + timedelta(hours=3)
    decision = Send(at=at, opens=at, closes=None, trace=())
    step = Step(
        interview=interview,
        recipient=interview.panel[0],
        occasion=Occasion.THANK_YOU,
        channel=channel,
        decision=decision,
    )
    return Kit.load(strict=True).compose(step)


def test_a_card_closes_with_a_sentence_and_a_message_does_not() -> None:
    assert "\n\nJe vous prie d'agréer, Madame, mes salutations distinguées.\n\n" in composed("card").source
    assert "\n\nBien cordialement,\n\n" in composed("email").source
