"""How languages say dates, lists, weekdays and numbers; English does it without Babel."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from followup_kit.language.speech import ENGLISH, speech, spoken

FRIDAY = datetime(2026, 3, 6, 15, 30, tzinfo=ZoneInfo("Europe/Berlin"))
FIRST_OF_MAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Friday 6 March 2026, 15:30 CET"),
        ("de", "Freitag, 6. März 2026, 15:30 CET"),
        ("fr", "vendredi 6 mars 2026, 15:30 CET"),
        ("es", "viernes, 6 de marzo de 2026, 15:30 CET"),
    ],
)
def test_a_moment_is_said_with_its_weekday_date_clock_and_zone(language: str, words: str) -> None:
    assert speech(language).clock(FRIDAY) == words


@pytest.mark.parametrize(
    ("language", "whole", "short", "brief", "briefest"),
    [
        ("en", "Friday 1 May 2026", "1 May", "Fri 1 May", "Fri 1"),
        ("de", "Freitag, 1. Mai 2026", "1. Mai", "Fr., 1. Mai", "Fr., 1."),
        ("fr", "vendredi 1er mai 2026", "1er mai", "ven. 1er mai", "ven. 1er"),
        ("es", "viernes, 1 de mayo de 2026", "1 de mayo", "vie, 1 may", "vie 1"),
    ],
)
def test_a_day_is_said_whole_without_its_year_and_for_a_picture(
    language: str, whole: str, short: str, brief: str, briefest: str
) -> None:
    to = speech(language)
    assert (to.day(FIRST_OF_MAY), to.day(FIRST_OF_MAY, year=False)) == (whole, short)
    assert (to.brief(FIRST_OF_MAY), to.brief(FIRST_OF_MAY, month=False)) == (brief, briefest)


def test_only_the_first_of_a_month_is_counted_in_french() -> None:
    to = speech("fr")
    assert to.day(date(2026, 5, 11)) == "lundi 11 mai 2026"
    assert to.day(date(2026, 5, 21), year=False) == "21 mai"
    assert to.day(date(1, 1, 1)).endswith(" 1er janvier 1")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "1. Januar"),
        ("de-AT", "1. Jänner"),
        ("de_AT", "1. Jänner"),
        ("de-XX", "1. Januar"),
        ("de_!", "1. Januar"),
    ],
)
def test_a_region_has_its_own_dates_and_an_unknown_one_those_of_the_language(language: str, words: str) -> None:
    assert speech(language).day(date(2027, 1, 1), year=False) == words


@pytest.mark.parametrize("language", spoken())
def test_every_day_is_one_line_of_plain_spaces_and_tells_its_day_month_and_year(language: str) -> None:
    to, seen = speech(language), set[str]()
    for number in range(366):
        day = date(2028, 1, 1) + timedelta(days=number)
        words = to.day(day)
        assert str(day.day) in words
        assert "2028" in words
        assert all(each.isprintable() and (each == " " or not each.isspace()) for each in words)
        seen.add(to.day(day, year=False))
    assert len(seen) == 366


@pytest.mark.parametrize(
    ("zone", "label"),
    [
        (UTC, "UTC"),
        (ZoneInfo("Europe/Berlin"), "CET"),
        (ZoneInfo("Asia/Kathmandu"), "UTC+05:45"),
        (ZoneInfo("America/Sao_Paulo"), "UTC-03:00"),
        (timezone(timedelta(hours=-3, minutes=-30)), "UTC-03:30"),
    ],
)
@pytest.mark.parametrize("language", spoken())
def test_a_zone_is_called_by_its_abbreviation_or_its_offset(
    language: str, zone: timezone | ZoneInfo, label: str
) -> None:
    moment = datetime(2026, 1, 5, 9, 0, 0, 250, tzinfo=zone)
    assert speech(language).clock(moment).endswith(f", 09:00 {label}")


def test_seconds_are_said_only_where_there_are_some() -> None:
    assert speech("de").clock(FRIDAY.replace(second=5)).endswith("15:30:05 CET")


@pytest.mark.parametrize(
    ("language", "joined"), [("en", "A, B and C"), ("de", "A, B und C"), ("fr", "A, B et C"), ("es", "A, B y C")]
)
def test_a_list_is_joined_as_in_a_sentence(language: str, joined: str) -> None:
    to = speech(language)
    assert to.listed(["A", "B", "C"]) == joined
    assert to.listed(["A", "C"]) == joined.replace(", B", "")
    assert (to.listed(["A"]), to.listed([])) == ("A", "")


def test_spanish_joins_with_e_in_front_of_its_own_sound() -> None:
    to = speech("es")
    assert to.listed(["los festivos", "invierno"]) == "los festivos e invierno"
    assert to.listed(["agujas", "hilo"]) == "agujas e hilo"
    assert to.listed(["agua", "hielo"]) == "agua y hielo"
    assert to.listed(["ayer y hoy", "mañana"]) == "ayer y hoy y mañana"


@pytest.mark.parametrize(
    ("language", "week", "sunday_first", "two", "every_day"),
    [
        ("en", "Monday to Friday", "Sunday to Thursday", "Monday and Wednesday", "every day"),
        ("de", "Montag bis Freitag", "Sonntag bis Donnerstag", "Montag und Mittwoch", "alle Tage"),
        ("fr", "du lundi au vendredi", "du dimanche au jeudi", "lundi et mercredi", "tous les jours"),
        ("es", "de lunes a viernes", "de domingo a jueves", "lunes y miércoles", "todos los días"),
    ],
)
def test_days_of_the_week_are_a_run_or_a_list(
    language: str, week: str, sunday_first: str, two: str, every_day: str
) -> None:
    to = speech(language)
    assert to.weekdays(frozenset(range(1, 6))) == week
    assert to.weekdays(frozenset((7, 1, 2, 3, 4))) == sunday_first
    assert to.weekdays(frozenset((1, 3))) == two
    assert to.weekdays(frozenset(range(1, 8))) == every_day


@pytest.mark.parametrize(
    ("language", "none", "one", "two"),
    [
        ("en", "0 business days", "1 business day", "2 business days"),
        ("de", "0 Arbeitstage", "1 Arbeitstag", "2 Arbeitstage"),
        ("fr", "0 jour ouvré", "1 jour ouvré", "2 jours ouvrés"),
        ("es", "0 días laborables", "1 día laborable", "2 días laborables"),
    ],
)
def test_a_number_takes_the_plural_of_its_language(language: str, none: str, one: str, two: str) -> None:
    assert [speech(language).count(n, "business day") for n in range(3)] == [none, one, two]


@pytest.mark.parametrize(
    ("clause", "sentence"),
    [
        ("it is late", "It is late."),
        ("éléonore est là", "Éléonore est là."),
        ("the address is Acme Inc.", "The address is Acme Inc."),
        ("they said “not now!”", "They said “not now!”"),
        ("ნინო prefers email", "ნინო prefers email."),  # Georgian has upper case, but no capitals in sentences
        ("LinkedIn is late", "LinkedIn is late."),
    ],
)
@pytest.mark.parametrize("language", spoken())
def test_a_sentence_has_a_capital_and_one_stop(language: str, clause: str, sentence: str) -> None:
    assert speech(language).sentence(clause) == sentence


def test_no_words_have_no_translation() -> None:
    assert [speech(language).template("") for language in spoken()] == [""] * len(spoken())


def test_a_speech_is_made_once() -> None:
    assert speech("de") is speech("de")
    assert speech("en-US") is ENGLISH


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_english_loads_neither_babel_nor_a_catalogue() -> None:
    code = """
import sys
from datetime import UTC, datetime
from followup_kit import Candidate, Employer, Interview, Person
from followup_kit.timing.planner import plan
from followup_kit.timing.policies import presets

talk = Interview(
    ref="acme", role="Engineer", ended=datetime(2026, 3, 6, 15, tzinfo=UTC), employer=Employer(name="Acme", zone="UTC"),
    candidate=Candidate(name="Ada Weber"), panel=[Person(ref="bo", name="Bo Lind")],
)
decision = plan(talk, presets()["guide"], now=talk.ended).step("bo").decision
decision.explain(), decision.explain("en"), decision.explain("en-GB")
english = [name for name in ("babel", "holidays") if name in sys.modules]
decision.explain("de")
print(english, "babel" in sys.modules)
"""
    assert run(code) == "[] True"
