"""One check as one function: the decorator that makes a Check of it, and what such a function yields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from attrs import field, frozen

from followup_kit.writing.draft import Draft
from followup_kit.writing.markdown import escape

from .letter import Letter, Passage, read_parts
from .model import Applicability, Context, Edit, Example, Finding, Fix, Severity

__all__ = ["Hit", "Rule", "replace", "rule"]


@frozen(kw_only=True)
class Hit:
    """What a check found at characters [start, end) of a passage. `severity` None means: as bad as the check says."""

    passage: Passage
    start: int
    end: int
    message: str
    severity: Severity | None = None
    facts: tuple[str, ...] = ()
    fixes: tuple[Fix, ...] = ()


@frozen(kw_only=True)
class Rule:
    """A check that is one function from a letter to its hits. It keeps nothing between two letters."""

    code: str
    severity: Severity
    title: str
    help: str
    search: Callable[[Letter], Iterable[Hit]] = field(repr=False)
    passes: tuple[Example, ...] = field(default=(), converter=tuple[Example, ...], repr=False)
    flags: tuple[Example, ...] = field(default=(), converter=tuple[Example, ...], repr=False)

    def find(self, draft: Draft, context: Context) -> Iterator[Finding]:
        """Return what is wrong."""
        for hit in self.search(read_parts(draft, context)):
            start, end = hit.passage.place(hit.start, hit.end)
            yield Finding(
                code=self.code,
                severity=hit.severity or self.severity,
                message=hit.message,
                start=start,
                end=end,
                help=self.help,
                facts=hit.facts,
                fixes=hit.fixes,
            )


def rule(
    code: str,
    severity: Severity,
    *,
    title: str,
    help: str,  # noqa: A002  the name that the Check protocol gives it
    passes: Iterable[Example] = (),
    flags: Iterable[Example] = (),
) -> Callable[[Callable[[Letter], Iterable[Hit]]], Rule]:
    """Make a check of a function from Letter to Hits."""

    def make(search: Callable[[Letter], Iterable[Hit]]) -> Rule:
        return Rule(
            code=code,
            severity=severity,
            title=title,
            help=help,
            search=search,
            passes=tuple(passes),
            flags=tuple(flags),
        )

    return make


def replace(
    passage: Passage, start: int, end: int, text: str, *, title: str, applicability: Applicability = "suggested"
) -> tuple[Fix, ...]:
    """Return the fix that writes `text` over characters [start, end); none where markup stands between them."""
    a, b = passage.place(start, end)
    if b - a != max(0, end - start) or not any(passage.offsets):
        return ()
    edit = Edit(start=a, end=b, replacement=escape(text) if passage.markup else text)
    return (Fix(edits=(edit,), applicability=applicability, title=title),)
