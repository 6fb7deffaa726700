"""What a newcomer wrote and no check saw: another job, invented facts, broken phrases; and what is right beside it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from followup_kit.facts.interview import Interview
from followup_kit.facts.people import PersonName
from followup_kit.reviewing.checks import built_in_checks
from followup_kit.reviewing.examples import sample_context, sample_interview
from followup_kit.reviewing.model import Example, Finding, Severity
from followup_kit.reviewing.reviewer import review
from followup_kit.writing.composer import addressee
from followup_kit.writing.draft import read_letter


def findings(text: str, talk: Interview, who: str = "weber") -> tuple[Finding, ...]:
    letter = read_letter(text, interview=talk, recipient=talk.person(who), locale=talk.locale, channel="email")
    letter = evolve(letter, send_at=talk.ended + timedelta(days=1))
    context = evolve(sample_context(Example(body="", locale=talk.locale)), others=())
    return review(letter, built_in_checks(), context).findings


def said(sentence: str, *codes: str, locale: str = "en-GB", talk: Interview | None = None) -> list[tuple[str, str]]:
    """Return code and severity of what is found of these families in a letter with this sentence."""
    talk = talk or sample_interview(locale)
    opening = "Sehr geehrte Frau Dr. Weber," if locale == "de-DE" else "Dear Dr Weber,"
    found = findings(f"{opening}\n\n{sentence}\n\nMara Lindqvist", talk)
    return [(one.code, one.severity.value) for one in found if one.code.startswith(codes)]


@pytest.mark.parametrize(("locale", "sentence"), [
    ("en-GB", "I was glad to talk about the Senior Data Manager role at Harbour Analytics."),
    ("en-GB", "When we spoke about the Senior Data Manager post, I saw that it is for me."),
    ("en-GB", "I would like to do the job of a Data Scientist."),
    ("en-GB", "The senior data manager position is what I want."),
    ("en-GB", "The Data Analyst job is what I want."),
    ("en-GB", "The Staff Data Engineer role is for me."),
    ("de-DE", "Die Stelle als Datenmanagerin reizt mich."),
    ("de-DE", "Die Position als Projektleiter reizt mich."),
])  # fmt: skip
def test_another_job_beside_the_word_for_a_role_is_an_error(locale: str, sentence: str) -> None:
    assert said(sentence, "FAC005", locale=locale) == [("FAC005", "error")]


@pytest.mark.parametrize(("locale", "sentence"), [
    ("en-GB", "I REALLY WANT THIS JOB. THE JOB IS FOR ME."),
    ("en-GB", "The data engineer role, the Senior Data Engineering position and the Engineer job are one."),
    ("en-GB", "The role of Python in it and the role of AI were clear, and so was Priya Nair's role."),
    ("en-GB", "In my Product Manager role I learned a lot, and so I did in the Release Manager job I had before."),
    ("en-GB", "Sam Okafor's role as Head of Data and the new platform role are clear; a model for a job well done."),
    ("de-DE", "Die Stelle der Wahl und die Rolle von Kafka waren klar."),
])  # fmt: skip
def test_the_recorded_job_a_former_one_and_the_role_of_a_thing_are_not(locale: str, sentence: str) -> None:
    assert said(sentence, "FAC005", locale=locale) == []


@pytest.mark.parametrize(("locale", "sentence", "wanted"), [
    ("en-GB", "It would be a pleasure to help make it happen at Harbour Analytics.", True),
    ("en-GB", "It'd be a real privilege to build it with you.", True),
    ("en-GB", "I would be delighted to take this on.", True),
    ("en-GB", "I would be glad to hear from you.", False),
    ("en-GB", "It would be a pleasure to hear from you, and I look forward to your reply.", False),
    ("en-GB", "I would like to thank you, and I am happy to answer questions.", False),
    ("de-DE", "Es wäre mir eine Freude, daran zu arbeiten.", True),
    ("de-DE", "Ich freue mich auf Ihre Antwort.", False),
])  # fmt: skip
def test_interest_is_in_the_work_and_not_in_an_answer(locale: str, sentence: str, wanted: bool) -> None:
    assert (said(sentence, "CON002", locale=locale) == []) is wanted


@pytest.mark.parametrize(("sentence", "found"), [
    ("I'm sure I've said what I didn't want to, and we could've met.", {("TON002", "info")}),
    ("I'm sure I gotta say it.", {("TON002", "info"), ("TON001", "warning")}),
    ("I ain't sure and I wanna know.", {("TON001", "warning")}),
    ("I dont know.", {("TON002", "warning")}),
])  # fmt: skip
def test_usual_short_forms_are_advice_and_slang_is_not(sentence: str, found: set[tuple[str, str]]) -> None:
    assert set(said(sentence, "TON")) == found


@pytest.mark.parametrize("name", [
    PersonName(full="Lee Ott Jr."), PersonName(given="Lee", family="Ott Jr.", honorific="mr"),
    PersonName(given="Lee", family="Ott M.D.", title="Dr."), PersonName(full="Hey!"),
])  # fmt: skip
@pytest.mark.parametrize("locale", ["en-GB", "en-US", "de-DE"])
def test_our_own_salutation_is_right_whatever_mark_a_name_ends_in(name: PersonName, locale: str) -> None:
    talk = sample_interview(locale)
    talk = evolve(talk, panel=(evolve(talk.panel[0], name=name), *talk.panel[1:]))
    salutation = sample_context(Example(body="", locale=locale)).language.salutation(addressee(talk.person("weber")))
    found = findings(f"{salutation}\n\nIhre Arbeit is good.\n\nMara Lindqvist", talk)
    assert [one for one in found if one.code in ("LOC001", "LOC006", "ADR002", "ADR003", "ADR008", "LEF009")] == []


@pytest.mark.parametrize("title", ["Prof.", "Prof. Dr."])
@pytest.mark.parametrize("form", ["Prof.", "Professorin", "Professor"])
def test_a_title_may_be_written_out_and_have_a_feminine_form(title: str, form: str) -> None:
    talk = sample_interview("de-DE")
    talk = evolve(talk, panel=(evolve(talk.panel[0], name=evolve(talk.panel[0].name, title=title)), *talk.panel[1:]))
    found = findings(f"Sehr geehrte Frau {form} Weber,\n\nvielen Dank.\n\nMara Lindqvist", talk)
    assert [one.message for one in found if one.code in ("ADR002", "ADR003", "ADR008")] == []


def test_a_title_written_out_that_the_person_does_not_have_is_still_made_up() -> None:
    found = findings("Sehr geehrte Frau Professorin Weber,\n\nvielen Dank.\n\nMara", sample_interview("de-DE"))
    assert [one.severity for one in found if one.code == "ADR008"] == [Severity.ERROR]


@pytest.mark.parametrize(("sentence", "found"), [
    ("I look forward to your decision on 31 March.", [("FAC006", "warning")]),
    ("I look forward to hearing from you by 20 March.", [("FAC006", "warning")]),
    ("The test plan will be with you by 9 March.", [("FAC006", "warning")]),
    ("I look forward to your decision on 13 March. The test plan comes by 6 March.", []),
    ("I could begin on 1 June.", [("FAC006", "info")]),
])  # fmt: skip
def test_a_wrong_day_of_a_decision_or_a_promise_is_a_warning(sentence: str, found: list[tuple[str, str]]) -> None:
    assert said(sentence, "FAC006") == found


@pytest.mark.parametrize(("locale", "sentence", "codes"), [
    ("en-GB", "At Initech I led ninety people.", {"FAC014", "FAC017"}),
    ("en-GB", "In my internship with Initech we had a team of fifty.", {"FAC014", "FAC017"}),
    ("en-GB", "As I said I would, I will send you my portfolio.", {"FAC016"}),
    ("en-GB", "Thank you for our talk at 9:00.", {"FAC015"}),
    ("en-GB", "Please find my CV attached.", {"LEF008"}),
    ("en-GB", "Ich freue mich sehr auf die Arbeit mit Ihnen und dem Team.", {"LOC008"}),
    ("de-DE", "Bei Initech habe ich neunzig Leute geführt.", {"FAC014", "FAC017"}),
    ("de-DE", "Wie versprochen schicke ich Ihnen mein Zeugnis.", {"FAC016"}),
    ("de-DE", "Danke für das Gespräch um 9 Uhr.", {"FAC015"}),
    ("de-DE", "Im Anhang finden Sie den Testplan.", {"LEF008"}),
    ("de-DE", "I would be very happy to work with you and the team.", {"LOC008"}),
])  # fmt: skip
def test_what_was_made_up_is_a_warning(locale: str, sentence: str, codes: set[str]) -> None:
    found = said(sentence, "FAC014", "FAC015", "FAC016", "FAC017", "LEF008", "LOC008", locale=locale)
    assert set(found) == {(code, "warning") for code in codes}


@pytest.mark.parametrize(("locale", "sentence"), [
    ("en-GB", "At Globex I moved forty tables, and at Harbour Analytics I would like to move more."),
    ("en-GB", "At Christmas, at Heathrow and at Berlin I had two questions and thirty minutes."),
    ("en-GB", "Your twelve engineers, the three of us and a hundred thanks: I work with Kafka and for Python."),
    ("en-GB", "As promised, I will send you the test plan. I am free at 9:00 on Monday."),
    ("en-GB", "We met at 2 p.m. and stopped at 15:30; version 3.14 and a ratio of 16:9 came up."),
    ("en-GB", "I am attached to the idea of a lab attached to a clinic, in an enclosed space."),
    ("en-GB", "Die Kunst der Fuge is a title, and Vorsprung durch Technik is a slogan that stayed with me."),
    ("de-DE", "Bei Rückfragen, bei Kaffee und bei der Arbeit habe ich zwei Fragen und zehn Minuten gehabt."),
    ("de-DE", "Die Anlage, die ich habe, läuft. Wie versprochen folgt der Testplan. „Done is better“ gilt auch hier."),
    ("de-DE", "Bei Globex habe ich vierzig Tabellen umgezogen. Ich bin um 9 Uhr erreichbar."),
])  # fmt: skip
def test_what_the_record_has_or_everybody_says_is_not_made_up(locale: str, sentence: str) -> None:
    assert said(sentence, "FAC014", "FAC015", "FAC016", "FAC017", "LEF008", "LEF009", "LOC008", locale=locale) == []


def test_a_clock_time_is_only_advice_where_nobody_wrote_down_when_it_began() -> None:
    talk = evolve(sample_interview(), started=None)
    assert said("Thank you for our talk at 9:00.", "FAC015", talk=talk) == [("FAC015", "info")]


@pytest.mark.parametrize(("sentence", "code"), [
    ("I would like to join Harbor Analytics.", "FAC002"),
    ("I am super stoked.", "TON001"),
    ("I would love the [ROLE] role.", "LEF001"),
    ("The Senior Data Enginer role is for me.", "FAC004"),
    ("At Harbor Analytics the work is good.", "FAC002"),
])  # fmt: skip
def test_one_slip_is_one_finding(sentence: str, code: str) -> None:
    assert [found for found, _ in said(sentence, "FAC", "TON", "LEF")] == [code]


def test_the_longer_of_two_phrases_is_the_one_that_is_shown() -> None:
    (one,) = (f for f in findings("Dear Dr Weber,\n\nI am super stoked.", sample_interview()) if f.code == "TON001")
    assert "“super stoked”" in one.message


@pytest.mark.parametrize("sentence", [
    "danke für das Gespräch am 2. März 2026.", "danke für das Gespräch am Montag.",
    "danke für das Gespräch am Mittwoch, dem 3. März 2026.",
])  # fmt: skip
def test_messages_name_days_in_english_except_in_the_letters_own_words(sentence: str) -> None:
    found = findings(f"Sehr geehrte Frau Dr. Weber,\n\n{sentence}\n\nMara Lindqvist", sample_interview("de-DE"))
    (message,) = (one.message for one in found if one.code in ("FAC006", "FAC007", "FAC008"))
    ours = message.partition("“")[0] + message.rpartition("”")[2]
    assert "Tuesday" in ours or "3 March 2026" in ours
    assert not any(word in ours for word in ("März", "Dienstag", "Montag", "Mittwoch"))


@pytest.mark.parametrize(("sentence", "wrong"), [
    ("I like Globex Inc..", True), ("It was good!. Really?.", True), ("I promised to I will send you the plan.", True),
    ("Wait... what? Good!", False), ("It was good… Then etc. and so on.", False),
    ("I promised to send the plan.", False),
])  # fmt: skip
def test_broken_phrases_are_found_and_an_ellipsis_is_none(sentence: str, wrong: bool) -> None:
    assert bool(said(sentence, "LEF009")) is wrong
