"""What a letter is compared with: the panel's other letters and what was sent before, but never itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from followup_kit.errors import FollowUpError
from followup_kit.facts.history import Entry, Event, History, Occasion
from followup_kit.facts.interview import Interview, Topic
from followup_kit.facts.people import Employer, Person, PersonName
from followup_kit.kit import Kit
from followup_kit.reviewing.checks import built_in_checks
from followup_kit.reviewing.examples import sample_context, sample_draft, sample_interview
from followup_kit.reviewing.model import Context, Example, Report, Severity
from followup_kit.reviewing.reviewer import review
from followup_kit.writing.draft import Draft, read_letter

ROTA = (
    "Dear Dr Weber,\n\nWhat you said about the move to event streams has stayed with me since we met on Tuesday. "
    "A plan that leaves people their evenings is rare, and I would like to help to keep it that way.\n\n"
    "Kind regards,\n\nMara Lindqvist\n"
)
LETTER = sample_draft(Example(body=ROTA, record=True))
CONTEXT = evolve(sample_context(Example(body="", record=True)), others=(), history=History())
SENT = Entry(
    at=datetime(2026, 2, 1, 12, tzinfo=UTC),
    event=Event.SENT,
    interview="sample",
    recipient="weber",
    occasion=Occasion.THANK_YOU,
    text=ROTA,
)


def same(letter: Draft, context: Context) -> set[str]:
    report = review(letter, [one for one in built_in_checks() if one.code.startswith("SAM")], context)
    return {finding.code for finding in report.findings}


def to(ref: str, text: str = ROTA, locale: str = "en-GB") -> Draft:
    talk = sample_interview(locale)
    return read_letter(text, interview=talk, recipient=talk.person(ref), locale=locale)


def test_a_copy_for_a_colleague_is_found_with_the_shared_words() -> None:
    report = review(LETTER, built_in_checks(), evolve(CONTEXT, others=(to("nair"),)))
    shared = [f for f in report.findings if f.code == "SAM001"]
    assert "Priya Nair" in shared[0].message
    assert LETTER.source[shared[0].start : shared[0].end].startswith("What you said about the move")


@pytest.mark.parametrize("others", [(LETTER,), (to("weber"),), (to("nair", locale="de-DE"),)], ids=range(3))
def test_itself_another_version_and_another_language_are_not_compared(others: tuple[Draft, ...]) -> None:
    assert same(LETTER, evolve(CONTEXT, others=others)) == set()


@pytest.mark.parametrize(("entry", "codes"), [
    (SENT, set()),
    (evolve(SENT, occasion=Occasion.CHECK_IN), {"SAM003", "SAM004"}),
    (evolve(SENT, recipient="nair"), {"SAM003", "SAM004"}),
    (evolve(SENT, recipient="nair", digest=LETTER.digest), set()),
    (evolve(SENT, recipient="nair", text=None), set()),
    (evolve(SENT, recipient="nair", event=Event.NOT_SENT), set()),
])  # fmt: skip
def test_a_letter_is_compared_with_what_left_before_but_not_with_itself(entry: Entry, codes: set[str]) -> None:
    assert same(LETTER, evolve(CONTEXT, history=History((entry,)))) == codes


@pytest.mark.parametrize(("name", "applicability"), [
    ("Webber", "safe"), ("Wber", "safe"), ("weber", "safe"), ("WEBER", "suggested"), ("Wbeer", "safe"),
])  # fmt: skip
def test_only_a_slip_of_one_letter_in_the_salutation_is_mended_unseen(name: str, applicability: str) -> None:
    letter = sample_draft(Example(body=ROTA.replace("Weber", name, 1), record=True))
    report = review(letter, built_in_checks(), CONTEXT)
    fixes = [fix for f in report.findings if f.code == "ADR003" for fix in f.fixes]
    assert [fix.applicability for fix in fixes] == [applicability]


def test_names_and_facts_elsewhere_are_never_mended_unseen() -> None:
    text = ROTA.replace("Kind", "Sam Okofor and Harbor Analytics came up on Monday, 3 March.\n\nKind")
    report = review(sample_draft(Example(body=text, record=True)), built_in_checks(), CONTEXT)
    facts = [f for f in report.findings if f.code.startswith("FAC")]
    assert {f.code for f in facts} >= {"FAC001", "FAC002", "FAC007"}
    assert all(fix.applicability != "safe" for f in facts for fix in f.fixes)


def reports(talk: Interview, seed: int) -> list[Report]:
    kit = Kit.load(installed=False)
    steps = [one for one in kit.plan(talk, now=talk.ended + timedelta(hours=3)).steps if one.decision.kind == "send"]
    letters = [kit.compose(one, seed=seed) for one in steps]
    return [kit.review(one, [other for other in letters if other is not one]) for one in letters]


@pytest.mark.parametrize("locale", ["en-GB", "en-US", "de-DE"])
@pytest.mark.parametrize("seed", range(4))
def test_letters_of_our_own_composer_are_clean(locale: str, seed: int) -> None:
    talk = sample_interview(locale)
    panel = tuple(evolve(person, email=None, channel="text") for person in talk.panel)
    try:
        found = reports(evolve(talk, panel=panel), seed)
    except FollowUpError as error:
        pytest.fail(str(error))
    assert [f.message for one in found for f in one.findings if f.severity is not Severity.INFO] == []


@pytest.mark.parametrize(("employer", "given", "family", "topic"), [
    ("Yahoo!", "May", "April", "the launch on 5 May 2027"),
    ("Dr. Oetker", "Hey", "Dude", "why on-call is 'hell of a job' here"),
    ("THE ICONIC", "Guy", "Love", "the THANK YOU campaign"),
    ("Sorry Records", "Will", "Cheers", "the [name] field and the {{mustache}} templates"),
    ("Awesome Inc.", "Anna", "van der Berg", "the role of the Product Manager"),
    ("1&1", "Seán", "O'Neil", "TODO lists, the salary calculator and working at Google scale"),
])  # fmt: skip
@pytest.mark.parametrize("locale", ["en-GB", "de-DE"])
def test_names_and_topics_that_look_like_mistakes_are_the_records_own(
    employer: str, given: str, family: str, topic: str, locale: str
) -> None:
    talk = sample_interview(locale)
    person = Person(ref="one", name=PersonName(given=given, family=family), channel="text")
    odd = evolve(
        talk,
        employer=Employer(name=employer, country="GB"),
        panel=(person,),
        topics=(Topic(text=topic, said_by="one"),),
        claims=(),
        promises=(),
    )
    found = [f for report in reports(odd, seed=1) for f in report.findings]
    assert [f.message for f in found if f.severity is not Severity.INFO] == []
