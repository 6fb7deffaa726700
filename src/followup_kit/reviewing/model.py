"""Findings, fixes, checks and the report: what a review says, without any rule of its own."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Literal, Protocol, runtime_checkable

from attrs import evolve, field, frozen

from followup_kit.errors import InvalidSetting
from followup_kit.facts.history import History
from followup_kit.facts.medium import Medium
from followup_kit.language.pack import Language
from followup_kit.writing.draft import Draft

__all__ = ["Applicability", "Check", "Context", "Edit", "Example", "Finding", "Fix", "Report", "Severity"]


class Severity(StrEnum):
    """How bad a finding is: an `error` must not leave the house, a `warning` should not, an `info` is advice."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


Applicability = Literal["safe", "suggested", "manual"]
"""`safe` fixes change no meaning and may be applied unseen; a person must look at the others."""


@frozen(kw_only=True)
class Edit:
    """Replace the code points [start, end) of the source by `replacement`."""

    start: int
    end: int
    replacement: str


@frozen(kw_only=True)
class Fix:
    """One way to mend a finding."""

    edits: tuple[Edit, ...] = field(converter=tuple[Edit, ...])
    applicability: Applicability = "suggested"
    title: str = ""


@frozen(kw_only=True)
class Finding:
    """One thing that is wrong: what, where and what to do.

    `code` never changes its meaning. `message` says what is wrong in one sentence, `help` what to do in one. `start`
    and `end` are code points of the draft's source (half-open), `line` and `column` count from 1. `facts` are ids in
    the record. `waived` is the reason with which the candidate accepted it.
    """

    code: str
    severity: Severity
    message: str
    start: int
    end: int
    line: int = 1
    column: int = 1
    help: str = ""
    facts: tuple[str, ...] = field(default=(), converter=tuple[str, ...])
    fixes: tuple[Fix, ...] = field(default=(), converter=tuple[Fix, ...])
    engine: str = "followup-kit"
    recipient: str | None = None
    waived: str | None = None


@frozen(kw_only=True)
class Context:
    """What a check may look at besides the draft (which carries interview and recipient when they are known).

    `others` are the letters to other people of the same panel, `history` what was sent before, `language` the pack of
    the letter's locale, `medium` the channel's limits (None where the channel is not installed).
    """

    language: Language
    medium: Medium | None = None
    others: tuple[Draft, ...] = field(default=(), converter=tuple[Draft, ...])
    history: History = field(factory=History)


@frozen(kw_only=True)
class Example:
    """A letter body that a check passes or flags; `record` asks for it to be read against the sample record."""

    body: str
    subject: str | None = None
    locale: str = "en-GB"
    channel: str = "email"
    record: bool = False


@runtime_checkable
class Check(Protocol):
    """One rule about letters. `code` is three capitals and three digits; the capitals are its family.

    `passes` and `flags` are run as tests and shown in the documentation.
    """

    @property
    def code(self) -> str:
        """The stable code."""
        ...

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        ...

    @property
    def title(self) -> str:
        """What it looks for, in a few words."""
        ...

    @property
    def help(self) -> str:
        """What to do about it, in one sentence."""
        ...

    @property
    def passes(self) -> tuple[Example, ...]:
        """Letters without this problem."""
        ...

    @property
    def flags(self) -> tuple[Example, ...]:
        """Letters with it."""
        ...

    def find(self, draft: Draft, context: Context) -> Iterable[Finding]:
        """Return what is wrong, in any order."""
        ...


@frozen(kw_only=True)
class Report:
    """The findings about exactly one draft (`digest`), in the order in which they stand in it.

    `ok` is True if no finding of the severities in `stops` is left that was not waived.
    """

    digest: str
    findings: tuple[Finding, ...] = field(default=(), converter=tuple[Finding, ...])
    stops: frozenset[Severity] = frozenset({Severity.ERROR})

    @property
    def open(self) -> tuple[Finding, ...]:
        """Findings that were not waived."""
        return tuple(finding for finding in self.findings if finding.waived is None)

    @property
    def ok(self) -> bool:
        """True if the letter may leave."""
        return not any(finding.severity in self.stops for finding in self.open)

    @property
    def waived(self) -> tuple[str, ...]:
        """The codes that were waived, sorted; they go into the ledger."""
        return tuple(sorted({finding.code for finding in self.findings if finding.waived is not None}))

    def waive(self, code: str, *, reason: str) -> Report:
        """Return the report with every finding of that code accepted for the given reason.

        Raises:
            InvalidSetting: the reason is blank; a waiver without a reason is worth nothing.
        """
        if not reason.strip():
            raise InvalidSetting(f"waiving {code} needs a reason")
        marked = tuple(
            evolve(finding, waived=reason.strip()) if finding.code == code else finding for finding in self.findings
        )
        return evolve(self, findings=marked)

    def to_json(self) -> dict[str, Any]:
        """Return plain data with stable keys and order."""
        return {"ok": self.ok, "digest": self.digest, "findings": [_finding_json(finding) for finding in self.findings]}


def _finding_json(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "start": finding.start,
        "end": finding.end,
        "line": finding.line,
        "column": finding.column,
        "help": finding.help,
        "facts": list(finding.facts),
        "recipient": finding.recipient,
        "engine": finding.engine,
        "waived": finding.waived,
        "fixes": [
            {
                "title": fix.title,
                "applicability": fix.applicability,
                "edits": [{"start": e.start, "end": e.end, "replacement": e.replacement} for e in fix.edits],
            }
            for fix in finding.fixes
        ],
    }
