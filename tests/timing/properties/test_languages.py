"""Property 24: whatever is decided is explained in every language, in whole sentences, with the answer's local date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.errors import NotFound
from followup_kit.facts.medium import Medium
from followup_kit.language import speech as speaking
from followup_kit.language.speech import speech, spoken
from followup_kit.testing.strategies import histories, interviews, policies
from followup_kit.timing.decisions import Conflict, Plan, Send, Stop
from followup_kit.timing.planner import plan
from followup_kit.timing.reasons import TITLES, Reason, RuleNames, Value

TRANSLATED = [language for language in spoken() if language != "en"]
SLOT = re.compile(r"\{\w*\}")
# A field of the record ("panel.email") may be named, a rule or an event of the program may not.
CODE = re.compile(r"(?<![.\w])[a-z]+(?:_[a-z]+)+\b")
MEDIA = {
    "email": Medium(name="email", title="an e-mail", needs=("email",)),
    "card": Medium(name="card", title="a card", transit_days=3, needs=("postal_address",)),
    "text": Medium(name="text", title="plain text"),
}


def clauses(language: str) -> frozenset[str]:
    """Return the clauses that a language's catalogue has words for."""
    path = Path(speaking.__file__).parent / "catalogs" / language / "LC_MESSAGES" / "followup_kit.po"
    with path.open("rb") as file:
        return frozenset(str(message.id) for message in read_po(file) if message.string)


KNOWN = {language: clauses(language) for language in TRANSLATED}


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    record, policy = draw(interviews()), draw(policies())
    now = record.ended.astimezone(UTC) + timedelta(minutes=draw(st.integers(-600, 6 * 7 * 24 * 60)))
    media = draw(st.sampled_from((None, MEDIA)))
    return plan(record, policy, draw(histories(record)), now=now, media=media)


def told(found: Plan) -> Iterator[Reason]:
    """Yield everything that a reader of the plan is told."""
    for step in found.steps:
        decision = step.decision
        yield from (move.because for move in decision.trace)
        if isinstance(decision, Send | Stop):
            yield from decision.advised
        if isinstance(decision, Send | Conflict):
            yield from (option.because for option in decision.options if option.because)
        if not isinstance(decision, Send):
            yield decision.because
    yield from (held.because for held in found.held)


def within(value: Value) -> Iterator[Value]:
    """Yield a reason and everything that stands in its slots, in theirs, and so on."""
    yield value
    match value:
        case Reason(data=data):
            for _, inner in data:
                yield from within(inner)
        case tuple():
            for inner in value:
                yield from within(inner)


@settings(max_examples=60)
@given(plans())
def test_an_explanation_has_one_whole_sentence_for_each_step_in_every_language(found: Plan) -> None:
    for decision in (step.decision for step in found.steps):
        for language in spoken():
            lines = decision.explain(language).split("\n")
            assert len(lines) == len(decision.trace)
            for line in lines:
                assert re.fullmatch(r"\S(.*[^\s.:;,])?[.!?]", line), line
                assert line[0] == line[0].title(), line
                assert not re.search(r"  | [,.)]|\( |\(\)|\.\.|: ?[.;]|None", line), line


@settings(max_examples=60)
@given(plans())
def test_an_explanation_names_the_local_day_of_the_answer_as_its_language_writes_it(found: Plan) -> None:
    for decision in (step.decision for step in found.steps):
        if isinstance(decision, Send):
            for language in spoken():
                moment = speech(language).clock(decision.at)
                assert speech(language).day(decision.at.date()) in moment
                assert moment in decision.explain(language)


@settings(max_examples=60)
@given(plans())
def test_no_slot_stays_open_and_no_code_shows(found: Plan) -> None:
    names = {found.policy.split("+")[0], found.policy}
    for reason in told(found):
        for language in spoken():
            words = reason.sentence(language)
            assert not SLOT.search(words), words
            assert set(CODE.findall(words)) <= names, words


@settings(max_examples=60)
@given(plans())
def test_every_clause_down_to_the_last_slot_has_its_translation(found: Plan) -> None:
    for reason in told(found):
        for value in within(reason):
            if isinstance(value, Reason) and re.search(r"\w", SLOT.sub("", value.text)):
                for language in TRANSLATED:
                    assert value.text in KNOWN[language]
            if isinstance(value, RuleNames):
                assert set(value.names) <= set(TITLES)


@pytest.mark.parametrize("language", ["xx", "", "deutsch", "e", "pt-BR"])
def test_a_language_that_is_not_spoken_is_an_error_that_names_those_that_are(language: str) -> None:
    with pytest.raises(NotFound) as error:
        Reason("code", "it is too late").said(language)
    assert all(known in str(error.value) for known in spoken())


@pytest.mark.parametrize("language", ["de", "DE", "de-AT", "de_CH", "de-DE-1996", "de_DE.UTF-8"])
def test_a_region_of_a_language_is_told_in_that_language(language: str) -> None:
    assert Reason("code", "it is too late").said(language) == "es ist zu spät"


def test_no_language_and_english_are_the_same() -> None:
    reason = Reason("code", "it is too late")
    assert reason.said() == reason.said("en") == reason.said("en-GB") == "it is too late"


def test_somebody_elses_clause_is_said_as_it_stands() -> None:
    assert Reason("code", "the moon is full").sentence("de") == "The moon is full."
