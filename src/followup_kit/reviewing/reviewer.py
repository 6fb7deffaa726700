"""Is it right? Run checks over a draft and answer with a report; apply the fixes that were found."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from attrs import evolve

from followup_kit.errors import FollowUpError, InvalidSetting, NotReviewed, PluginError
from followup_kit.facts.interview import Waiver
from followup_kit.writing.draft import Draft, read_letter

from .model import Applicability, Check, Context, Edit, Finding, Fix, Report, Severity

__all__ = ["LONGEST_LETTER", "apply_fixes", "review"]

LONGEST_LETTER = 20_000
"""Characters. A good letter has 1 000; above this it is some other document, and reading it could take long."""

_LINE_END = re.compile(r"\r\n|\n|\r")


def review(
    draft: Draft,
    checks: Iterable[Check],
    context: Context,
    *,
    stops: frozenset[Severity] = frozenset({Severity.ERROR}),
    ignore: Iterable[str] = (),
) -> Report:
    """Run the checks over the draft.

    Without a record (`draft.interview` is None) the checks that need one find nothing. Findings stand in the order
    of the text; one that is found twice, or said better by a more specific check, is reported once. Waivers of the
    record are applied with their reasons.

    Args:
        draft: the letter, with its interview and recipient if they are known.
        checks: the checks to run; their order does not matter.
        context: the language pack, the channel's limits, the panel's other letters, what was sent before.
        stops: severities that keep the letter in the house.
        ignore: codes, or beginnings of codes ("TON"), of checks that are not run.

    Raises:
        InvalidSetting: the letter has more than LONGEST_LETTER characters.
        PluginError: a check raised, or returned something that is no finding about this text.
    """
    if len(draft.source) > LONGEST_LETTER:
        raise InvalidSetting(
            f"the letter has {len(draft.source)} characters; up to {LONGEST_LETTER} are reviewed; "
            "give the letter alone, without what was quoted or attached"
        )
    skipped = tuple(ignore)
    chosen = sorted((check for check in checks if not check.code.startswith(skipped)), key=lambda check: check.code)
    found = [finding for check in chosen for finding in _run(check, draft, context)]
    ordered = _apart(_once(sorted(_specific(found), key=_order)))
    placed = _placed(ordered, draft)
    return Report(digest=draft.digest, findings=_waived(placed, draft), stops=frozenset(stops))


def _run(check: Check, draft: Draft, context: Context) -> Iterator[Finding]:
    """Run one check; whatever it does wrong is said in its name."""
    whose = type(check).__module__.split(".")[0]
    try:
        findings: list[object] = list(check.find(draft, context))
    except FollowUpError:
        raise
    except Exception as error:  # a check may come from a plugin: its name is added, the cause is kept
        raise PluginError(
            f"check {check.code} failed with {type(error).__name__}: {error}; leave it out with ignore",
            distribution=whose,
        ) from error
    for finding in findings:
        if not isinstance(finding, Finding) or not _inside(finding, len(draft.source)):
            raise PluginError(
                f"check {check.code} returned {finding!r}, which is no finding inside the letter's "
                f"{len(draft.source)} characters",
                distribution=whose,
            )
        yield finding


def _inside(finding: Finding, length: int) -> bool:
    edits = [edit for fix in finding.fixes for edit in fix.edits]
    spans = [(finding.start, finding.end), *((edit.start, edit.end) for edit in edits)]
    return all(0 <= start <= end <= length for start, end in spans)


def _order(finding: Finding) -> tuple[int, int, str, str]:
    return finding.start, finding.end, finding.code, finding.message


_SAID_BETTER: dict[str, frozenset[str]] = {
    "FAC003": frozenset({"FAC002"}),
    "FAC005": frozenset({"FAC004", "LEF001", "LEF002"}),
    "FAC014": frozenset({"FAC001", "FAC002", "FAC003", "LEF001", "LEF002"}),
    "FAC015": frozenset({"FAC006"}),
    "LEF009": frozenset({"LEF001", "LEF004"}),
    "TON004": frozenset({"LEF001", "LEF002", "SUB004"}),
}
"""Which checks say more than this one where they find the same words, one span inside the other."""


def _specific(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Leave out what another check says better of the same words: one slip is one finding."""
    everything = tuple(findings)
    for finding in everything:
        better = _SAID_BETTER.get(finding.code, frozenset())
        if not any(other.code in better and _nested(finding, other) for other in everything):
            yield finding


def _nested(one: Finding, other: Finding) -> bool:
    first, second = sorted((one, other), key=lambda finding: finding.end - finding.start)
    return first.start < first.end and second.start <= first.start and first.end <= second.end


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Leave out what the same check says a second time about the same place."""
    seen = set[tuple[str, int, int]]()
    for finding in findings:
        key = (finding.code, finding.start, finding.end)
        if key not in seen:
            seen.add(key)
            yield finding


def _apart(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Take back safe fixes that change what an earlier safe fix changes, so that all of them can be applied at once."""
    taken: list[Edit] = []
    for finding in findings:
        kept = list[Fix]()
        for fix in finding.fixes:
            if fix.applicability == "safe" and _clash(fix.edits, taken):
                fix = evolve(fix, applicability="suggested")
            elif fix.applicability == "safe":
                taken += fix.edits
            kept.append(fix)
        yield evolve(finding, fixes=tuple(kept))


def _clash(edits: Iterable[Edit], taken: Iterable[Edit]) -> bool:
    """True if two edits change the same words, or put something in at the same place."""
    others = tuple(taken)
    return any(
        (a.start < b.end and b.start < a.end) or (a.start, a.end) == (b.start, b.end) for a in edits for b in others
    )


def _placed(findings: Iterable[Finding], draft: Draft) -> Iterator[Finding]:
    """Add line, column and recipient."""
    starts = [0, *(match.end() for match in _LINE_END.finditer(draft.source))]
    whom = draft.recipient.ref if draft.recipient else None
    for finding in findings:
        line = bisect_right(starts, finding.start)
        column = finding.start - starts[line - 1] + 1
        yield evolve(finding, line=line, column=column, recipient=finding.recipient or whom)


def _waived(findings: Iterable[Finding], draft: Draft) -> tuple[Finding, ...]:
    waivers = draft.interview.waivers if draft.interview else ()
    return tuple(_with_reason(finding, waivers) for finding in findings)


def _with_reason(finding: Finding, waivers: Iterable[Waiver]) -> Finding:
    for waiver in waivers:
        if finding.code.startswith(waiver.code) and waiver.recipient in (None, finding.recipient):
            return evolve(finding, waived=waiver.reason)
    return finding


_RANK: dict[Applicability, int] = {"safe": 0, "suggested": 1, "manual": 2}


def apply_fixes(draft: Draft, report: Report, *, applicability: Applicability = "safe") -> Draft:
    """Return the draft with the report's fixes applied.

    Only the first fix of a finding is taken, and of fixes that change the same words only the first; review the result
    again to see the others. Waived findings are left alone. Sentences keep their provenance and move with the text.

    Args:
        draft: the draft that the report is about.
        report: what review() said about it.
        applicability: "safe" takes safe fixes only, "suggested" those as well, "manual" takes all.

    Raises:
        NotReviewed: the report is about other words.
    """
    if report.digest != draft.digest:
        raise NotReviewed("the report is about another version of the letter; review this one first")
    taken: list[Edit] = []
    for finding in report.open:
        for fix in finding.fixes[:1]:
            if _RANK[fix.applicability] <= _RANK[applicability] and not _clash(fix.edits, taken):
                taken += fix.edits
    if not taken:
        return draft
    return _edited(draft, sorted(taken, key=lambda edit: (edit.start, edit.end)))


def _edited(draft: Draft, edits: list[Edit]) -> Draft:
    source, moved = draft.source, 0
    for edit in edits:
        source = source[: edit.start + moved] + edit.replacement + source[edit.end + moved :]
        moved += len(edit.replacement) - (edit.end - edit.start)

    def after(position: int, *, end: bool) -> int:
        shift = (
            len(edit.replacement) - (edit.end - edit.start)
            for edit in edits
            if edit.end < position or (edit.end == position and (end or edit.start < position))
        )
        return position + sum(shift)

    spans = [(after(one.start, end=False), after(one.end, end=True)) for one in draft.sentences]
    sentences = [
        evolve(one, text=source[a:b], start=a, end=b) for one, (a, b) in zip(draft.sentences, spans, strict=True)
    ]
    subject = draft.subject if draft.subject_at is None else read_letter(source, locale=draft.locale).subject
    return evolve(draft, source=source, subject=subject, sentences=sentences)
