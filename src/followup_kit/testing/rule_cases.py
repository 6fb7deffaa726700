"""One case in which a rule is questioned: the rule, an instant, and what is shown of it when something is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from attrs import define, field, frozen

from followup_kit.timing.reasons import Reason
from followup_kit.timing.rules import ALWAYS, NEVER, IntervalRule

from .patience import Patience

__all__ = ["Broken", "Case", "Questions", "Shown", "Unanswered", "clocks_of", "joined", "reading", "zones_of"]


class Unanswered(Exception):
    """The rule raised something, or answered with something that is no instant; `at` is what it was asked about."""

    def __init__(self, told: str, at: int) -> None:
        super().__init__(told)
        self.at = at


_Answer = TypeVar("_Answer")


def joined(stretches: Iterable[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """Return stretches cut to `start` and `end`, those that touch or overlap as one; they come in their order."""
    out: list[tuple[int, int]] = []
    for begins, ends in stretches:
        if begins >= end:
            break
        low, high = max(begins, start), min(ends, end)
        if out and low <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], high))
        elif low < high:
            out.append((low, high))
    return out


@define
class Questions:
    """A rule whose every answer is looked at before it is used."""

    rule: Any
    zone: str
    patience: Patience
    kept: dict[tuple[str, int], Any] = field(factory=dict)

    def raw(self, question: str, at: int) -> Any:
        """Ask without a memory, and pass on whatever comes.

        Raises:
            Unanswered: the rule raised something.
        """
        return self._patiently(lambda: getattr(self.rule, question)(at), question, at)

    def stretches(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the permitted stretches, cut to `start` and `end`, that a `SpanRule` itself gives.

        Raises:
            Unanswered: the rule raised something.
        """
        return self._patiently(lambda: joined(self.rule.stretches(start, end), start, end), "stretches", start)

    def anew(self) -> Questions:
        """Return questions to a copy of the rule that has kept no answers, as far as it can be copied."""
        rule = self.rule._copied() if isinstance(self.rule, IntervalRule) else self.rule
        return Questions(rule, self.zone, self.patience)

    def _patiently(self, asked: Callable[[], _Answer], question: str, at: int) -> _Answer:
        try:
            return self.patience.ask(asked, (question, at, self.zone))
        except Exception as error:
            raise Unanswered(f"{question} raises {type(error).__name__}: {error}", at) from error

    def _search(self, question: str, at: int) -> int | None:
        if (question, at) not in self.kept:
            answer = self.raw(question, at)
            if answer is not None and type(answer) is not int:
                raise Unanswered(
                    f"{question} answers {answer!r}, which is no whole number of UTC seconds and not None", at
                )
            self.kept[question, at] = answer
        found: int | None = self.kept[question, at]
        return found

    def next(self, at: int) -> int | None:
        """Return the next permitted instant."""
        return self._search("next_allowed", at)

    def prev(self, at: int) -> int | None:
        """Return the last permitted instant."""
        return self._search("prev_allowed", at)

    def next_refused(self, at: int) -> int | None:
        """Return the next refused instant."""
        return self._search("next_refused", at)

    def prev_refused(self, at: int) -> int | None:
        """Return the last refused instant."""
        return self._search("prev_refused", at)

    def permits(self, at: int) -> bool:
        """Return whether the search for the next permitted instant stays where it is."""
        return self.next(at) == at

    def allowed(self, at: int) -> bool:
        """Return what the rule itself says, if it says it apart from its searches."""
        if not hasattr(self.rule, "allowed"):
            return self.permits(at)
        answer = self.raw("allowed", at)
        if not isinstance(answer, bool):
            raise Unanswered(f"allowed answers {answer!r}, which is neither True nor False", at)
        return answer

    def why_not(self, at: int) -> Reason | None:
        """Return the reason against the instant."""
        answer = self.raw("why_not", at)
        if answer is not None and not isinstance(answer, Reason):
            raise Unanswered(f"why_not answers {answer!r}, which is neither a Reason nor None", at)
        return answer


Shown: TypeAlias = "tuple[tuple[str, int | None], ...]"
"""Labels with the instant that each stands for."""


@frozen
class Broken:
    """How a case breaks an invariant: what was found, as a label with an instant each, and a sentence."""

    told: str
    shown: Shown


@frozen(kw_only=True)
class Case:
    """A rule on the clocks of a zone, asked at an instant. `more` are seconds to a second one, `share` is a thousandth
    part of any stretch, `weeks` a number of weeks.
    """

    ask: Questions
    zone: str
    at: int
    more: int
    share: int
    weeks: int
    reads: Callable[[datetime], bool] | None
    whole_minutes: bool

    def local(self, at: int) -> datetime:
        """Return the instant on the clocks of the case's zone."""
        return datetime.fromtimestamp(at, ZoneInfo(self.zone))

    def between(self, start: int, end: int) -> Iterator[int]:
        """Yield some instants from `start` to `end`, which is not among them."""
        length = end - start
        if length > 0:
            yield from dict.fromkeys(
                (start, start + length * self.share // 1001, start + length // 2, start + length // 4, end - 1)
            )

    def edges(self) -> Iterator[int]:
        """Yield the instant and where the rule opens and closes around it."""
        yield self.at
        for found in (self.ask.next(self.at), self.ask.next_refused(self.at)):
            if found is not None:
                yield found
        for found in (self.ask.prev(self.at), self.ask.prev_refused(self.at)):
            if found is not None:
                yield found + 1

    def told(self, broken: Broken) -> str:
        """Return what was found, one line each, with the readings of the zone's clocks."""
        width = max(len(label) for label, _ in broken.shown)
        lines = [f"    {label:<{width}}  {reading(at, self.zone)}" for label, at in broken.shown]
        return "\n".join([f"  {broken.told}", f"  on the clocks of {self.zone}:", *lines])


def reading(at: int | None, zone: str) -> str:
    """Return what the zone's clocks read at an instant, with their offset from UTC."""
    if at is None:
        return "None"
    moment = datetime.fromtimestamp(at, ZoneInfo(zone))
    return f"{moment:%a %Y-%m-%d %H:%M:%S} {moment.isoformat()[19:]}"


def zones_of(rule: Any) -> tuple[str, ...]:
    """Return the zones on whose clocks a rule and its parts are, as far as they say so."""
    own = getattr(rule, "zone", None)
    if isinstance(own, str):
        return (own,)
    parts = [
        *getattr(rule, "parts", ()),
        *([rule.rule] if isinstance(getattr(rule, "rule", None), IntervalRule) else []),
    ]
    return tuple(dict.fromkeys(zone for part in parts for zone in zones_of(part)))


def clocks_of(rule: Any) -> tuple[str, ...]:
    """Return the zones by whose weeks a rule and its parts repeat; one that names no zone counts in UTC."""
    inner = getattr(rule, "rule", None)
    parts = [*getattr(rule, "parts", ()), *([inner] if isinstance(inner, IntervalRule) else [])]
    if parts:
        return tuple(dict.fromkeys(zone for part in parts for zone in clocks_of(part)))
    return () if rule in (ALWAYS, NEVER) else zones_of(rule) or ("UTC",)
