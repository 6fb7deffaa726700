"""Everything followup-kit raises on purpose, in one small tree.

A finding is about a letter, an error is about a call. Messages say what was wrong, what was given and what would
work; they start in lower case and end without a full stop, so that a program may put them after its own prefix.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = [
    "BrokenRule",
    "DeliveryFailed",
    "DoesNotFit",
    "FollowUpError",
    "InvalidFact",
    "InvalidRecord",
    "InvalidSetting",
    "LedgerError",
    "MissingFacts",
    "MissingPhrase",
    "NotFound",
    "NotPlanned",
    "NotReviewed",
    "PluginError",
    "PluginWarning",
    "Problem",
    "Question",
    "known_names",
]


class FollowUpError(Exception):
    """The root: catch this to catch everything that followup-kit raises on purpose."""


class InvalidFact(FollowUpError, ValueError):
    """A value that cannot be true of any interview: a naive time, an end before the start, CR/LF in a name.

    `field` names the attribute, for callers that collect errors (intake does).
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class InvalidSetting(FollowUpError, ValueError):
    """A policy or option that cannot work: a reversed window, hours that never open, a negative cap."""


class BrokenRule(FollowUpError, ValueError):
    """A timing rule broke its contract: it moved the time the wrong way, got nowhere, or gave no whole seconds.

    `rule` is the rule's name.
    """

    def __init__(self, message: str, *, rule: str) -> None:
        super().__init__(message)
        self.rule = rule


class Problem:
    """One thing wrong in a record file: where, what, and what would work."""

    __slots__ = ("field", "file", "line", "message")

    def __init__(self, message: str, *, file: str, field: str | None = None, line: int | None = None) -> None:
        self.message, self.file, self.field, self.line = message, file, field, line

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"

    def __repr__(self) -> str:
        return f"Problem({str(self)!r})"


class InvalidRecord(FollowUpError, ValueError):
    """A record file that cannot be read; `problems` holds every error of the file, in the file's order.

    `ref` is the record's ref, where that much could be read.
    """

    def __init__(self, problems: Iterable[Problem], *, ref: str | None = None) -> None:
        self.problems, self.ref = tuple(problems), ref
        super().__init__("\n".join(map(str, self.problems)))


class Question:
    """What to ask the candidate so that a letter can be written: `text` for people, `field` for programs."""

    __slots__ = ("field", "recipient", "text")

    def __init__(self, text: str, *, field: str, recipient: str | None = None) -> None:
        self.text, self.field, self.recipient = text, field, recipient

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Question({self.text!r}, field={self.field!r}, recipient={self.recipient!r})"


class MissingFacts(FollowUpError, ValueError):
    """Too little is known to write to this person; `questions` are what to ask the candidate. Nothing was written."""

    def __init__(self, message: str, *, questions: Iterable[Question] = ()) -> None:
        super().__init__(message)
        self.questions = tuple(questions)


class MissingPhrase(FollowUpError, LookupError):
    """A language pack has no phrase for what is to be said. Never answered with a sentence in another language."""


class NotFound(FollowUpError, LookupError):
    """No channel, language, policy, person or file of this name; the message lists the known ones.

    `field` is the record's field that names it ("panel[0].channel"), where a record does.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class NotPlanned(FollowUpError):
    """A letter was asked for where the plan says hold, stop or conflict; the message gives the plan's reason."""


class DoesNotFit(FollowUpError, ValueError):
    """A letter is over a channel's limit and nothing optional is left to drop. Sentences are never cut."""


class NotReviewed(FollowUpError):
    """Delivery was asked for a letter without a passing report for exactly these words."""


class DeliveryFailed(FollowUpError):
    """The letter was not handed over, or it is not certain that it was (`uncertain`)."""

    def __init__(self, message: str, *, uncertain: bool = False) -> None:
        super().__init__(message)
        self.uncertain = uncertain


class LedgerError(FollowUpError):
    """The ledger file is locked, read-only, full, newer than this program, or not a ledger."""


class PluginError(FollowUpError):
    """A plugin broke its contract; `distribution` is whose."""

    def __init__(self, message: str, *, distribution: str) -> None:
        super().__init__(message)
        self.distribution = distribution


class PluginWarning(UserWarning):
    """A plugin was set aside; the rest of the program works on."""


def known_names(kind: str, wanted: str, known: Iterable[str]) -> str:
    """The sentence for a name that does not exist: "no channel named 'fax'; known: card, email (did you mean …?)"."""
    names = sorted(known)
    near = get_close_matches(wanted, names, n=2, cutoff=0.6)
    hint = f" (did you mean {' or '.join(near)}?)" if near else ""
    return f"no {kind} named {wanted!r}; known: {', '.join(names) or 'none'}{hint}"
