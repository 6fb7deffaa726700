"""What holds for every text, however odd: the review answers, stays inside the letter, and its fixes work."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from followup_kit.errors import DoesNotFit, InvalidSetting
from followup_kit.reviewing.checks import built_in_checks
from followup_kit.reviewing.examples import sample_context, sample_draft
from followup_kit.reviewing.model import Example, Report
from followup_kit.reviewing.reviewer import LONGEST_LETTER, apply_fixes, review
from followup_kit.writing.draft import Draft

CHECKS = built_in_checks()
LOCALES = ("en-GB", "en-US", "de-DE")
SCRAPS = st.sampled_from([
    "Dear Dr Weber,", "Dear Dr Webber!", "Dear Ada Wber", "Sehr geehrte Frau Dr. Weber,", "Guten Tag Sam Okafor:",
    "Kind regards,", "Kind regards.", "Mit freundlichen Grüßen,", "Mara Lindqvist", "Mara Lindquist", "Hey", "Hi Ada,",
    "\n\n", "\n", "\r\n", "  ", "  \n", "\t", "\u202e", "\u2066", "\u200b", "\ufeff", "👩‍🔬", "😀", "שלום", "é",
    "e\u0301",
    "{{company}}", "{{first_name}}", "{{", "}}", "[Name]", "[", "](", "<COMPANY>", "*", "**", "_", "`", "\\", "# ",
    "> ",
    "- ", "1. ", "---\n", "---\nsubject: Re: URGENT!!\n---\n", "TODO", "the the", "die die", "I'm gonna", "sorry",
    "on Monday", "on 5 March 2026", "3/5/2026", "am 3. März", "2026-02-31", "99 %", "€ 1.000", "role at Initech",
    "Harbor Analytics", "the on-call rota of the ingest team", "quantum forecasting", "Thank you for our talk",
    "THANK YOU", "!!", "&amp;", "&#32;", "\x00", "\x1b", "\u2028", "a" * 300, "ß", "İ", "ﬁ", "“", "„", "…",
])  # fmt: skip
TEXTS = st.one_of(
    st.lists(SCRAPS, max_size=40).map(" ".join),
    st.lists(SCRAPS, max_size=40).map("".join),
    st.lists(st.one_of(SCRAPS, st.text(max_size=20)), max_size=30).map("".join),
    st.text(st.characters(exclude_categories=[]), max_size=300),
)


def read(text: str, locale: str, *, record: bool, whole: bool) -> tuple[Draft, Report]:
    example = Example(body="", locale=locale, record=record)
    draft = evolve(sample_draft(example), source=text if whole else f"---\nrecipient: weber\n---\n\n{text}")
    return draft, again(draft, example)


def again(draft: Draft, example: Example) -> Report:
    return review(draft, CHECKS, sample_context(example))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS, locale=st.sampled_from(LOCALES), record=st.booleans(), whole=st.booleans())
def test_a_review_answers_with_findings_inside_the_letter(text: str, locale: str, record: bool, whole: bool) -> None:
    try:
        draft, report = read(text, locale, record=record, whole=whole)
    except DoesNotFit:  # nested deeper than Markdown is read
        return
    for finding in report.findings:
        assert 0 <= finding.start <= finding.end <= len(draft.source)
        assert finding.line >= 1
        assert finding.column >= 1
        assert finding.message
        assert finding.help
    assert report == review(draft, reversed(CHECKS), sample_context(Example(body="", locale=locale, record=record)))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS, locale=st.sampled_from(LOCALES), record=st.booleans())
def test_safe_fixes_do_not_overlap_and_are_gone_once_applied(text: str, locale: str, record: bool) -> None:
    try:
        draft, report = read(text, locale, record=record, whole=False)
    except DoesNotFit:
        return
    safe = [(f, fix) for f in report.findings for fix in f.fixes if fix.applicability == "safe"]
    edits = sorted((edit.start, edit.end) for _, fix in safe for edit in fix.edits)
    assert all(first[1] <= second[0] and first != second for first, second in pairwise(edits))
    mended = apply_fixes(draft, report)
    assert (mended is draft) is (not safe)
    left = again(mended, Example(body="", locale=locale, record=record))
    assert [f for f in left.findings for fix in f.fixes if fix.applicability == "safe"] == []


MENDABLE = st.lists(
    st.sampled_from(["Thank  you", "for the", "hour  on   Tuesday", "{{company}}", "{{role}}", "was good.", "  ", "x"]),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(
    words=MENDABLE,
    greeting=st.sampled_from(["Dear Dr Weber", "Dear Dr Webber", "Dear Dr Wber", "Dear Ada Webr"]),
    mark=st.sampled_from([",", "!", ":", ";", ""]),
    closing=st.sampled_from(["Kind regards,", "Kind regards.", "Best regards!", "Kind regards"]),
)
def test_one_round_of_safe_fixes_leaves_none(words: list[str], greeting: str, mark: str, closing: str) -> None:
    text = f"{greeting}{mark}\n\n{' '.join(words)}\n\n{closing}\n\nMara Lindqvist\n"
    draft, report = read(text, "en-GB", record=True, whole=False)
    mended = apply_fixes(draft, report)
    left = again(mended, Example(body="", record=True))
    assert [f for f in left.findings for fix in f.fixes if fix.applicability == "safe"] == []


@pytest.mark.parametrize("text", [
    "", "\n", "---\n---\n", "---\nsubject: only a head\n---\n", "---\r\nsubject: CRLF\r\n---\r\n\r\nDear Dr Weber,\r\n",
    "---\nrecipient: weber", "a" * 10_000, "Dear " + "Weber" * 2_000 + ",", "\u202eDear Dr Weber,\u202c",
    "😀" * 5_000, "!" * 9_000, "[" * 2_000, "A" * 9_000, "THE " * 2_000, "the " * 4_000, " " * 15_000, "\n" * 15_000,
    "x.y" * 3_000, "1,000" * 2_000, "3 March " * 1_500, "Thank you for " * 1_000, "I'm " * 3_000, "{" * 5_000,
    "Dear Dr Weber,\n" * 1_000, "a\u0301" * 5_000, "<" * 9_000, "_" * 9_000, "not very " * 2_000,
    "ich war sehr " * 1_500,
], ids=range(29))  # fmt: skip
@pytest.mark.parametrize("locale", ["en-GB", "de-DE"])
def test_odd_letters_are_read_in_bounded_time(text: str, locale: str) -> None:
    start = time.perf_counter()
    draft, report = read(text, locale, record=True, whole=True)
    assert all(0 <= finding.start <= finding.end <= len(draft.source) for finding in report.findings)
    assert time.perf_counter() - start < 10


def test_a_megabyte_is_refused_at_once() -> None:
    start = time.perf_counter()
    with pytest.raises(InvalidSetting, match=str(LONGEST_LETTER)):
        read("Dear Dr Weber, thank you. " * 40_000, "en-GB", record=True, whole=True)
    assert time.perf_counter() - start < 1
