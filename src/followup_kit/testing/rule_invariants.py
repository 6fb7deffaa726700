"""What is true of every timing rule: one sentence and one function each, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from typing import Final

from attrs import frozen

from followup_kit.errors import InvalidFact
from followup_kit.facts.moments import local_moment
from followup_kit.timing.instants import DAY, HOUR, instant_of, local_time
from followup_kit.timing.rules import HORIZON
from followup_kit.timing.segments import CHUNK, segments
from followup_kit.timing.stretches import SpanRule

from .rule_cases import Broken, Case, Shown, clocks_of, joined
from .rule_strategies import ZONES

__all__ = ["RULE_INVARIANTS", "RuleInvariant", "read_here"]

_WEEK = 7 * DAY


@frozen
class RuleInvariant:
    """A sentence that is true of every rule; `broken` returns how a case breaks it, or None."""

    name: str
    sentence: str
    broken: Callable[[Case], Broken | None]


def _answers(case: Case) -> Broken | None:
    # Questions raises Unanswered for anything that is no answer; asking is the test.
    for at in case.edges():
        for ask in (case.ask.next, case.ask.prev, case.ask.next_refused, case.ask.prev_refused):
            ask(at)
        case.ask.allowed(at)
        case.ask.why_not(at)
    return None


def _same_twice(case: Case) -> Broken | None:
    anew = case.ask.anew()
    for question in ("next_allowed", "prev_allowed", "next_refused", "prev_refused"):
        first = case.ask.raw(question, case.at)
        case.ask.raw(question, case.at + case.more)
        for other in (case.ask.raw(question, case.at), anew.raw(question, case.at)):
            if other != first:
                shown: Shown = (("asked about", case.at), ("first answer", first), ("second answer", other))
                return Broken(f"{question} was asked twice; nothing but the instant may decide the answer", shown)
    return None


def _extensive(case: Case) -> Broken | None:
    for name, ask, sign in (
        ("next_allowed", case.ask.next, 1),
        ("prev_allowed", case.ask.prev, -1),
        ("next_refused", case.ask.next_refused, 1),
        ("prev_refused", case.ask.prev_refused, -1),
    ):
        found = ask(case.at)
        if found is not None and (found - case.at) * sign < 0:
            way = "back" if sign > 0 else "forward"
            return Broken(f"{name} goes {way} in time", (("asked about", case.at), ("answer", found)))
    return None


def _idempotent(case: Case) -> Broken | None:
    for name, ask in (("next_allowed", case.ask.next), ("prev_allowed", case.ask.prev)):
        for at in case.edges():
            found = ask(at)
            again = None if found is None else ask(found)
            if found != again:
                shown: Shown = (("asked about", at), ("answer", found), ("asked about that", again))
                return Broken(f"{name} is not content with its own answer, which is therefore not permitted", shown)
    return None


def _monotone(case: Case) -> Broken | None:
    for at in case.edges():
        later = at + case.more
        first, second = case.ask.next(at), case.ask.next(later)
        if first is not None and second is not None and first > second:
            shown: Shown = (("asked about", at), ("answer", first), ("asked about", later), ("answer", second))
            return Broken("a later question to next_allowed gets an earlier answer", shown)
        if first is None and second is not None and second < at + HORIZON:
            shown = (("asked about", at), ("answer", first), ("asked about", later), ("answer", second))
            return Broken("next_allowed answers None, and a later question gets an answer within 400 days", shown)
    return None


def _tight(case: Case) -> Broken | None:
    for at in case.edges():
        found = case.ask.next(at)
        # Parts of a combination may give up at the horizon, each on another day: what lies beyond it is not claimed.
        for passed in case.between(at + 1, at + HORIZON if found is None else min(found, at + HORIZON)):
            if case.ask.permits(passed) or case.ask.allowed(passed):
                shown: Shown = (("asked about", at), ("answer", found), ("but permitted", passed))
                return Broken("next_allowed passes over an instant that is permitted", shown)
    return None


def _mirrored(case: Case) -> Broken | None:
    for at in case.edges():
        before = case.ask.prev(at)
        if before is not None and not case.ask.permits(before):
            shown: Shown = (("asked about", at), ("answer", before), ("next_allowed of that", case.ask.next(before)))
            return Broken("prev_allowed answers with an instant that next_allowed does not permit", shown)
        if before != at and case.ask.permits(at):
            shown = (("asked about", at), ("answer", before))
            return Broken("prev_allowed leaves an instant that next_allowed permits", shown)
        low = at - HORIZON if before is None else max(before + 1, at - HORIZON)
        for passed in case.between(low, at):
            sooner = case.ask.next(passed)
            if sooner is not None and sooner <= at:
                shown = (("asked about", at), ("answer", before), ("but permitted", sooner))
                return Broken("prev_allowed passes over an instant that next_allowed permits", shown)
    return None


def _agreed(case: Case) -> Broken | None:
    for edge in case.edges():
        for at in (edge - 1, edge, edge + 1):
            said, found = case.ask.allowed(at), case.ask.next(at)
            if said != (found == at):
                shown: Shown = (("asked about", at), ("next_allowed", found))
                return Broken(f"allowed says {said}, next_allowed says {found == at}", shown)
    return None


def _refused(case: Case) -> Broken | None:
    for at in case.edges():
        for name, found, step in (
            ("next_refused", case.ask.next_refused(at), 1),
            ("prev_refused", case.ask.prev_refused(at), -1),
        ):
            if found is not None and case.ask.permits(found):
                return Broken(
                    f"{name} answers with an instant that is permitted", (("asked about", at), ("answer", found))
                )
            if found != at and not case.ask.permits(at):
                return Broken(f"{name} leaves an instant that is refused", (("asked about", at), ("answer", found)))
            end = at + HORIZON * step if found is None or abs(found - at) > HORIZON else found
            for passed in case.between(min(at, end + 1), max(at, end)):
                if not case.ask.permits(passed):
                    shown: Shown = (("asked about", at), ("answer", found), ("but refused", passed))
                    return Broken(f"{name} passes over an instant that is refused", shown)
    return None


def _reasoned(case: Case) -> Broken | None:
    for edge in case.edges():
        for at in (edge - 1, edge):
            why, refused = case.ask.why_not(at), not case.ask.permits(at)
            if why is None and refused:
                return Broken("why_not gives no reason", (("refused", at),))
            if why is not None and not refused:
                return Broken(f"why_not says {why.said()!r} of an instant that is permitted", (("permitted", at),))
            if why is not None and not why.said().strip():
                return Broken("why_not gives a reason without words", (("refused", at),))
    return None


@lru_cache(maxsize=4096)
def _quiet(zones: tuple[str, ...], first: int, last: int) -> bool:
    """Return whether no clock of these zones changes between the two instants."""
    for zone in zones:
        parts = [part for chunk in range(first // CHUNK, last // CHUNK + 1) for part in segments(zone, chunk)]
        if len({offset for start, end, offset in parts if start <= last and first < end}) > 1:
            return False
    return True


def _weeks_on(case: Case, at: int, zones: tuple[str, ...]) -> int | None:
    """Return the instant some weeks on at which the rule's clocks read the same; None if there is no such one.

    Where a rule goes by several clocks or says by none, that is a week on, if none of them changes in between.
    """
    if len(zones) != 1:
        return at + _WEEK if _quiet(zones or ZONES, at, at + _WEEK) else None
    reading = local_time(at, zones[0]).replace(tzinfo=None, fold=0)
    try:
        local_moment(reading, zones[0])
        return instant_of(local_moment(reading + timedelta(weeks=case.weeks), zones[0]))
    except InvalidFact:  # the clocks skip the reading or show it twice
        return None


def _weekly(case: Case) -> Broken | None:
    if not case.ask.rule.recurring:
        return None
    zones = clocks_of(case.ask.rule)
    for edge in case.edges():
        for at in (edge - 1, edge):
            later = _weeks_on(case, at, zones)
            if later is not None and case.ask.permits(at) != case.ask.permits(later):
                words = ("permitted", "refused") if case.ask.permits(at) else ("refused", "permitted")
                shown: Shown = ((words[0], at), (words[1], later))
                return Broken("recurring is True, but the same weekday and clock time are not treated alike", shown)
    return None


def _never_means_never(case: Case) -> Broken | None:
    for name, ask, sign in (
        ("next_allowed", case.ask.next, 1),
        ("prev_allowed", case.ask.prev, -1),
        ("next_refused", case.ask.next_refused, 1),
        ("prev_refused", case.ask.prev_refused, -1),
    ):
        if ask(case.at) is not None:
            continue
        hours = (case.share * 24 * 400 // 1001, 7, 13, 8 * 24 + 5, case.weeks * 7 * 24 % (24 * 400), 31 * 24 + 11)
        for passed in (*(count * HOUR for count in hours), case.share * HORIZON // 1001):
            found = ask(case.at + sign * passed)
            if found is not None and 0 <= (found - case.at) * sign <= HORIZON:
                shown: Shown = (("asked about", case.at), ("answer", None), ("but asked later", found))
                return Broken(f"{name} gives up before 400 days are over", shown)
    return None


def _half_open(case: Case) -> Broken | None:
    if not case.whole_minutes:
        return None
    for at in case.edges():
        opens, closes = case.ask.next(at), case.ask.next_refused(at)
        if closes is not None and closes > at and closes % 60 == 1:
            return Broken("the closing time itself is permitted", (("permitted", closes - 1), ("refused", closes)))
        if opens is not None and opens > at and opens % 60 == 1:
            return Broken("the opening time itself is refused", (("refused", opens - 1), ("permitted", opens)))
        if closes is not None and closes > at and closes % 60 == 59:
            shown: Shown = (("refused", closes), ("next_allowed", case.ask.next(closes)))
            return Broken("the last second before the closing time is refused; end at the full minute", shown)
    return None


def _in_pieces(case: Case) -> Broken | None:
    if not isinstance(case.ask.rule, SpanRule):
        return None
    start, cut = case.at - 1 - case.more % (9 * DAY), case.at
    end = cut + 1 + case.share * 9 * DAY // 1001
    whole = case.ask.stretches(start, end)
    pieces = joined([*case.ask.stretches(start, cut), *case.ask.stretches(cut, end)], start, end)
    if pieces == whole:
        return None
    odd = min(edge for one in set(pieces) ^ set(whole) for edge in one)
    shown: Shown = (("from", start), ("cut", cut), ("to", end), ("they differ at", odd))
    return Broken("stretches for two pieces of time are not those for both at once", shown)


def _as_read(case: Case) -> Broken | None:
    for edge in case.edges() if case.reads else ():
        for at in (edge - 1, edge):
            if broken := _differs(case, at):
                return broken
    return None


def read_here(case: Case) -> Broken | None:
    """Return how rule and reader differ at the case's instant itself, or None."""
    return _differs(case, case.at)


def _differs(case: Case, at: int) -> Broken | None:
    if case.reads is None:
        return None
    said = case.reads(case.local(at))
    shown: Shown = (("asked about", at),)
    if said is None:
        return Broken("the reader answers None; it must return True or False for every moment", shown)
    if bool(said) == case.ask.permits(at):
        return None
    verb = ("permits", "refuses") if said else ("refuses", "permits")
    return Broken(f"the reader {verb[0]} it, the rule {verb[1]} it", shown)


RULE_INVARIANTS: Final[tuple[RuleInvariant, ...]] = (
    RuleInvariant("answers", "every question ends, and is answered by whole UTC seconds, a reason or None", _answers),
    RuleInvariant("pure", "the same question has the same answer each time", _same_twice),
    RuleInvariant("extensive", "a search never goes against its direction", _extensive),
    RuleInvariant("idempotent", "an answer is permitted: asking about it gives it back", _idempotent),
    RuleInvariant("never", "None means that 400 days have nothing", _never_means_never),
    RuleInvariant("monotone", "a later question never gets an earlier answer", _monotone),
    RuleInvariant("tight", "nothing between a question and its answer is permitted", _tight),
    RuleInvariant("mirror", "looking back finds what looking ahead permits", _mirrored),
    RuleInvariant("allowed", "allowed says what the searches say", _agreed),
    RuleInvariant("refused", "the searches for refused instants find exactly what is not permitted", _refused),
    RuleInvariant("reason", "why_not gives a reason for every refused instant, and for no other", _reasoned),
    RuleInvariant("recurring", "a rule that says it repeats week by week does", _weekly),
    RuleInvariant("half-open", "a span includes its opening time and excludes its closing time", _half_open),
    RuleInvariant("pieces", "stretches do not depend on how time is cut into pieces", _in_pieces),
    RuleInvariant("reader", "the rule permits what an independent reader of the wall clock permits", _as_read),
)
"""In this order a rule is tried, and the first that is broken is named."""
