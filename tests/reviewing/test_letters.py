"""Whole letters: good ones written by people give no error and no warning, bad ones exactly what stands beside them.

A file is named record.recipient.channel.md; its record is record.toml among the good ones. `bare` has no record, and
its second part is the locale.
"""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from attrs import evolve

from followup_kit.intake import read
from followup_kit.reviewing.checks import built_in_checks
from followup_kit.reviewing.examples import sample_context
from followup_kit.reviewing.model import Example, Finding, Severity
from followup_kit.reviewing.reviewer import review
from followup_kit.writing.draft import Draft, read_letter

HERE = Path(__file__).parent / "letters"
GOOD = sorted((HERE / "good").glob("*.md"))
BAD = sorted((HERE / "bad").glob("*.md"))


def draft(path: Path) -> Draft:
    record, who, channel, _ = path.name.split(".")
    text = path.read_text(encoding="utf-8")
    if record == "bare":
        return read_letter(text, locale=who, channel=channel)
    talk = read(HERE / "good" / f"{record}.toml")
    letter = read_letter(text, interview=talk, recipient=talk.person(who), channel=channel)
    return evolve(letter, send_at=talk.ended + timedelta(hours=26))


def serious(letter: Draft) -> list[Finding]:
    context = sample_context(Example(body="", locale=letter.locale, channel=letter.channel))
    findings = review(letter, built_in_checks(), context).findings
    return [finding for finding in findings if finding.severity is not Severity.INFO]


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_a_good_letter_gives_no_error_and_no_warning(path: Path) -> None:
    assert [(finding.code, finding.message) for finding in serious(draft(path))] == []


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_crlf_line_ends_change_nothing(path: Path) -> None:
    letter = draft(path)
    assert serious(evolve(letter, source=letter.source.replace("\n", "\r\n"))) == []


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_a_bad_letter_gives_exactly_what_was_planted(path: Path) -> None:
    letter = draft(path)
    expected = [tuple(pair) for pair in tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))["expect"]]
    assert [(f.code, letter.source[f.start : f.end]) for f in serious(letter)] == expected


@pytest.mark.parametrize("path", [path for path in GOOD if "castellan" in path.name], ids=lambda path: path.name)
@pytest.mark.parametrize(("right", "wrong", "code"), [
    ("Dear Professor Castellan,", "Dear Theo May,", "ADR002"),
    ("Dear Professor Castellan,", "Dear Professor Castelan,", "ADR003"),
    ("Dear Professor Castellan,", "Dear Ms Castellan,", "ADR007 ADR008"),
    ("Dear Professor Castellan,", "Dear Mx Castellan,", "ADR008"),
    ("Dear Professor Castellan,", "Dear Imogen,", "ADR009"),
    ("Dear Professor Castellan,\n", "", "ADR001"),
    ("Dear Professor Castellan,", "Dear Professor Castellan;", "LOC001"),
    ("Tidewater Museum", "Tidewater Musuem", "FAC002"),
    ("the Tidewater Museum", "the team at Northgate Museum", "FAC003"),
    ("Tuesday morning", "the interview on Wednesday morning", "FAC008"),
    ("212 missing", "221 missing", "FAC011"),
    ("in eleven months", "with thirty volunteers in a year", "FAC017"),
    ("the registrar’s work", "the Collections Manager role", "FAC005"),
    ("the registrar’s work", "the collections manager post", "FAC005"),
    ("I look forward to hearing how you decide", "I look forward to your decision on 5 June", "FAC006"),
    ("how you decide", "by 29 May how you decide", ""),
    ("the tracing form we used", "my portfolio", "FAC016"),
    ("of Tuesday morning", "of Tuesday morning from 9:00", "FAC015"),
    ("of Tuesday morning", "of Tuesday morning from 10:00", ""),
    ("At the Fenland Archive", "At the Bodmin Archive", "FAC014"),
    ("I will send you the tracing form", "please find the tracing form attached", "LEF008"),
    ("hearing how you decide.", "hearing how you decide..", "LEF009"),
    ("You asked how one begins.", "Sie haben mich gefragt, wie man mit so etwas beginnt.", "LOC008"),
    ("at the Tidewater Museum", "at the Tidewater Musuem", "FAC002"),
    ("Theo May", "Theo Mays", ""),
    ("the backlog of unreturned loans from the 1970s", "bilingual labels for the harbour gallery", "FAC009"),
    ("I would very much like", "I am begging you, I would very much like", "TON008"),
    ("I would very much like", "I'd very much like", ""),
    ("good deal more", "good deal deal more", "LEF004"),
    ("a good deal more interesting", "super cool, lol", "TON001"),
    ("seeing the labels", "seeing the [exhibit]", "LEF001"),
    ("Yours sincerely,", "Cheers,", "ADR012"),
    ("Yours sincerely,\n", "", "ADR010"),
    ("Collections Registrar: thank", "Registar of Collections: thank", ""),
    ("Collections Registrar: thank you, and the tracing form", "Thank you", "SUB003"),
])  # fmt: skip
def test_one_slip_in_a_good_letter_gives_its_own_finding(path: Path, right: str, wrong: str, code: str) -> None:
    letter = draft(path)
    assert right in letter.source
    slipped = read_letter(
        letter.source.replace(right, wrong),
        interview=letter.interview,
        recipient=letter.recipient,
        channel=letter.channel,
    )
    codes = {finding.code for finding in serious(slipped)}
    assert codes == set(code.split())
