"""The engine: order, places, waivers, fixes, and what happens when a check breaks its contract."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

import pytest
from attrs import evolve, frozen

from followup_kit.errors import InvalidSetting, NotReviewed, PluginError
from followup_kit.facts.interview import Waiver
from followup_kit.language.loading import built_in_languages
from followup_kit.reviewing.checks import built_in_checks
from followup_kit.reviewing.examples import sample_draft, sample_interview
from followup_kit.reviewing.model import Context, Edit, Example, Finding, Fix, Severity
from followup_kit.reviewing.reviewer import LONGEST_LETTER, apply_fixes, review
from followup_kit.writing.draft import Draft, Sentence, assemble, read_letter

ENGLISH = {pack.tag: pack for pack in built_in_languages()}["en-GB"]
CONTEXT = Context(language=ENGLISH)


@frozen
class Words:
    """A check by an outsider: flags a word wherever it stands. It inherits from nothing of ours."""

    word: str
    code: str = "ZZZ001"
    severity: Severity = Severity.WARNING
    fix: str | None = None
    applicability: str = "safe"
    title: str = "a word"
    help: str = "Take another word."
    passes: tuple[Example, ...] = ()
    flags: tuple[Example, ...] = ()

    def find(self, draft: Draft, context: Context) -> Iterator[Finding]:
        at = draft.source.rfind(self.word)
        while at >= 0:
            end = at + len(self.word)
            edits = (Edit(start=at, end=end, replacement=self.fix),) if self.fix is not None else ()
            fixes = (Fix(edits=edits, applicability=self.applicability),) if edits else ()  # type: ignore[arg-type]
            yield Finding(code=self.code, severity=self.severity, message=self.word, start=at, end=end, fixes=fixes)
            at = draft.source.rfind(self.word, 0, at)


def letter(text: str, **changes: object) -> Draft:
    return evolve(read_letter(text), **changes)


def test_findings_stand_in_the_order_of_the_text_with_line_and_column() -> None:
    report = review(letter("one two\r\ntwo\n one"), [Words("two", "ZZZ002"), Words("one")], CONTEXT)
    assert [(f.code, f.line, f.column) for f in report.findings] == [
        ("ZZZ001", 1, 1),
        ("ZZZ002", 1, 5),
        ("ZZZ002", 2, 1),
        ("ZZZ001", 3, 2),
    ]


def test_positions_count_code_points_of_the_whole_file() -> None:
    draft = letter("---\nsubject: 👩‍🔬 note\n---\n\n👍 two\n")
    (finding,) = review(draft, [Words("two")], CONTEXT).findings
    assert draft.source[finding.start : finding.end] == "two"
    assert (finding.line, finding.column) == (5, 3)


def test_the_order_of_checks_does_not_matter() -> None:
    checks = built_in_checks()
    draft = sample_draft(Example(body="Hey [Name]!\n\nI'm gonna join  Initech!!", record=True))
    assert review(draft, checks, CONTEXT) == review(draft, tuple(reversed(checks)), CONTEXT)


def test_the_same_finding_is_reported_once() -> None:
    assert len(review(letter("one"), [Words("one"), Words("one")], CONTEXT).findings) == 1


def test_a_bare_letter_is_reviewed_without_a_record() -> None:
    report = review(letter("Hey [Name],\n\nTODO"), built_in_checks(), CONTEXT)
    assert {"LEF001", "LEF002", "ADR005"} <= {finding.code for finding in report.findings}
    assert all(finding.recipient is None for finding in report.findings)
    assert not report.ok


def test_only_the_severities_that_stop_a_letter_stop_it() -> None:
    draft = letter("one")
    assert review(draft, [Words("one")], CONTEXT).ok
    assert not review(draft, [Words("one")], CONTEXT, stops=frozenset({Severity.WARNING})).ok


@pytest.mark.parametrize("ignored", ["ZZZ001", "ZZZ", "Z"])
def test_checks_are_left_out_by_code_or_beginning_of_it(ignored: str) -> None:
    report = review(letter("one two"), [Words("one"), Words("two", "YYY001")], CONTEXT, ignore=[ignored])
    assert [finding.code for finding in report.findings] == ["YYY001"]


@pytest.mark.parametrize(("code", "recipient", "waived"), [
    ("ZZZ001", None, True),
    ("ZZZ", "weber", True),
    ("ZZZ001", "okafor", False),
    ("ZZZ002", None, False),
])  # fmt: skip
def test_a_waiver_of_the_record_holds_for_its_code_and_person(code: str, recipient: str | None, waived: bool) -> None:
    interview = evolve(sample_interview(), waivers=(Waiver(code=code, reason="she likes it", recipient=recipient),))
    draft = letter("one", interview=interview, recipient=interview.person("weber"))
    report = review(draft, [Words("one", severity=Severity.ERROR)], CONTEXT)
    assert [finding.waived for finding in report.findings] == (["she likes it"] if waived else [None])
    assert report.ok is waived


def test_the_report_is_plain_json_and_belongs_to_these_words() -> None:
    draft = letter("one", recipient=sample_interview().person("weber"))
    report = review(draft, [Words("one", fix="two")], CONTEXT)
    data = json.loads(json.dumps(report.to_json()))
    assert data["digest"] == draft.digest
    assert data["findings"][0]["fixes"][0]["edits"] == [{"start": 0, "end": 3, "replacement": "two"}]
    assert data["findings"][0]["recipient"] == "weber"


class Broken(Words):
    def find(self, draft: Draft, context: Context) -> Iterator[Finding]:
        raise ZeroDivisionError("one by nothing")


class Outside(Words):
    def find(self, draft: Draft, context: Context) -> Iterator[Finding]:
        yield Finding(code="ZZZ001", severity=Severity.INFO, message="far", start=0, end=len(draft.source) + 1)


class Nonsense(Words):
    def find(self, draft: Draft, context: Context) -> Iterable[Finding]:  # type: ignore[override]
        return ["a text"]  # type: ignore[list-item]


@pytest.mark.parametrize("kind", [Broken, Outside, Nonsense])
def test_a_check_that_breaks_its_contract_is_named(kind: type[Words]) -> None:
    with pytest.raises(PluginError, match="ZZZ001") as caught:
        review(letter("one"), [kind("one")], CONTEXT)
    assert caught.value.distribution
    if kind is Broken:
        assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_a_document_that_is_no_letter_is_refused_with_its_size() -> None:
    with pytest.raises(InvalidSetting, match="20001 characters"):
        review(letter("a" * (LONGEST_LETTER + 1)), built_in_checks(), CONTEXT)


def test_safe_fixes_are_applied_and_others_only_on_request() -> None:
    draft = letter("one two")
    report = review(draft, [Words("one", fix="1"), Words("two", "ZZZ002", fix="2", applicability="suggested")], CONTEXT)
    assert apply_fixes(draft, report).source == "1 two"
    assert apply_fixes(draft, report, applicability="suggested").source == "1 2"


def test_two_safe_fixes_of_the_same_words_are_not_both_safe() -> None:
    report = review(letter("one"), [Words("one", fix="1"), Words("on", "ZZZ002", fix="an")], CONTEXT)
    assert sorted(fix.applicability for finding in report.findings for fix in finding.fixes) == ["safe", "suggested"]


def test_a_waived_finding_is_not_fixed() -> None:
    draft = letter("one")
    report = review(draft, [Words("one", fix="1")], CONTEXT).waive("ZZZ001", reason="meant so")
    assert apply_fixes(draft, report) is draft


def test_fixes_of_another_version_are_refused() -> None:
    report = review(letter("one"), [Words("one", fix="1")], CONTEXT)
    with pytest.raises(NotReviewed, match="another version"):
        apply_fixes(letter("one more"), report)


def test_sentences_keep_their_provenance_through_a_fix() -> None:
    parts = [
        Sentence(text="Dear Ada Webber,", part="salutation", paragraph=0, facts=("panel.weber",)),
        Sentence(text="Thank  you.", part="thanks", paragraph=1, facts=("topic-1",)),
        Sentence(text="I look forward to it.", part="next_step", paragraph=1, drop=3),
    ]
    draft = assemble(read_letter("", channel="text"), parts)
    report = review(draft, [Words("Webber", fix="Weber"), Words("  ", "ZZZ002", fix=" ")], CONTEXT)
    mended = apply_fixes(draft, report)
    assert [sentence.text for sentence in mended.sentences] == [
        "Dear Ada Weber,",
        "Thank you.",
        "I look forward to it.",
    ]
    assert [mended.source[s.start : s.end] for s in mended.sentences] == [s.text for s in mended.sentences]
    assert mended.sentences[2].drop == 3


def test_a_fix_in_the_subject_changes_the_subject() -> None:
    draft = letter("---\nsubject: one\n---\n\nbody")
    mended = apply_fixes(draft, review(draft, [Words("one", fix="two")], CONTEXT))
    assert mended.subject == "two"
