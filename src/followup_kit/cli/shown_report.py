"""A review as JSON for programs and as findings with carets for people."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len

from followup_kit.reviewing.model import Finding, Report, Severity

from .lines import Line, Tone

__all__ = ["finding_lines", "verdict"]

_TONES: dict[Severity, Tone] = {Severity.ERROR: "bad", Severity.WARNING: "wait", Severity.INFO: "quiet"}
_AROUND = 36  # characters shown on either side of a finding; a paragraph is one long line in Markdown
_LINE_END = re.compile(r"\r\n|\n|\r")


def verdict(report: Report) -> str:
    """Say in a few words whether the letter may leave."""
    stopping = [finding for finding in report.open if finding.severity in report.stops]
    rest = len(report.open) - len(stopping)
    waived = len(report.findings) - len(report.open)
    aside = [f"{rest} to consider"] * bool(rest) + [f"{waived} waived"] * bool(waived)
    more = f" ({', '.join(aside)})" if aside else ""
    if not stopping:
        return f"fit to send{more}"
    return f"not fit to send: {len(stopping)} finding{'s' * (len(stopping) > 1)}{more}"


def finding_lines(report: Report, source: str, name: str) -> Iterator[Line]:
    """Yield each finding with its place, the words it is about, and what to do."""
    lines = _LINE_END.split(source)
    for finding in report.findings:
        head = f"{name}:{finding.line}:{finding.column}: {finding.severity.value} {finding.code} {finding.message}"
        yield Line(head, "quiet" if finding.waived else _TONES[finding.severity], (*_under(finding, lines),))


def _under(finding: Finding, lines: list[str]) -> Iterator[Line]:
    text, marks = _excerpt(lines[finding.line - 1] if finding.line <= len(lines) else "", finding)
    if text.strip():
        yield Line(text, "code")
        yield Line(marks, "code")
    if finding.waived is not None:
        yield Line(f"waived: {finding.waived}")
        return
    if finding.help:
        yield Line(f"help: {finding.help}")
    for fix in finding.fixes:
        what = fix.title or "; ".join(f"write {edit.replacement!r}" for edit in fix.edits)
        yield Line(f"fix ({fix.applicability}): {what}", "quiet")


def _excerpt(line: str, finding: Finding) -> tuple[str, str]:
    """Return the part of the line around the finding, and carets under its words, as wide as these are shown."""
    at = finding.column - 1
    until = min(at + max(finding.end - finding.start, 1), max(len(line), at + 1))
    first, last = max(0, at - _AROUND), min(len(line), until + _AROUND)
    before, words, after = line[first:at], line[at:until], line[until:last]
    opening, closing = "…" * (first > 0), "…" * (last < len(line))
    width = cell_len(opening + before)
    return opening + before + words + after + closing, " " * width + "^" * max(1, cell_len(words))
