"""Every check says what it passes and what it flags; here each of these letters is read."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from followup_kit.reviewing.checks import built_in_checks
from followup_kit.reviewing.examples import sample_context, sample_draft
from followup_kit.reviewing.model import Check, Example, Finding
from followup_kit.reviewing.reviewer import review
from followup_kit.reviewing.rule import Rule

CHECKS = built_in_checks()
FAMILIES = {"ADR", "TON", "GEN", "CON", "LEF", "FAC", "SAM", "LOC", "SUB"}


def cases(kind: str) -> list[object]:
    return [
        pytest.param(check, example, id=f"{check.code}-{number}")
        for check in CHECKS
        for number, example in enumerate(getattr(check, kind), 1)
    ]


def found(check: Rule, example: Example) -> tuple[Finding, ...]:
    return review(sample_draft(example), [check], sample_context(example)).findings


@pytest.mark.parametrize(("check", "example"), cases("passes"))
def test_what_a_check_passes_has_no_finding(check: Rule, example: Example) -> None:
    assert [finding.message for finding in found(check, example)] == []


@pytest.mark.parametrize(("check", "example"), cases("flags"))
def test_what_a_check_flags_has_a_finding_with_its_code_inside_the_letter(check: Rule, example: Example) -> None:
    findings = found(check, example)
    source = sample_draft(example).source
    assert findings
    assert {finding.code for finding in findings} == {check.code}
    assert all(0 <= finding.start <= finding.end <= len(source) for finding in findings)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_a_check_documents_itself(check: Rule) -> None:
    assert isinstance(check, Check)
    assert re.fullmatch(r"[A-Z]{3}\d{3}", check.code)
    assert check.code[:3] in FAMILIES
    assert check.title
    assert check.title == check.title.strip(".")
    assert check.help.endswith(".")
    assert check.passes
    assert check.flags
    assert check.search.__doc__


def test_codes_are_given_once_and_every_family_has_some() -> None:
    counted = Counter(check.code for check in CHECKS)
    assert set(counted.values()) == {1}
    assert {code[:3] for code in counted} == FAMILIES


def test_checks_that_need_a_record_are_silent_without_one() -> None:
    """A bare letter can be looked at, and nothing is then said about facts that nobody gave."""
    for check in CHECKS:
        for example in (*check.passes, *check.flags):
            bare = Example(body=example.body, subject=example.subject, locale=example.locale, channel=example.channel)
            if check.code[:3] == "FAC" and check.code != "FAC007":
                assert found(check, bare) == ()
