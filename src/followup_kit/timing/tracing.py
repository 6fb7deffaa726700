"""From raw moves on integers to the trace that people read: one plain sentence a move, in the recipient's time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from followup_kit.language.speech import clause

from .decisions import Move
from .instants import local_day, local_time
from .reasons import Reason, because
from .rules import IntervalRule
from .search import RawMove

__all__ = ["note", "retold", "shifted"]

_ON_TO = clause("{why}; on to {then}")
_DAY_RULES = ("working_days", "holidays", "closures")
_HOUR_RULES = ("office_hours", "part_of_day")


def note(rule: str, at: int, zone: str, why: Reason) -> Move:
    """Return a line that settles something without moving the time."""
    moment = local_time(at, zone)
    return Move(rule=rule, start=moment, end=moment, because=why)


def shifted(rule: str, start: int, end: int, zone: str, why: Reason) -> Move:
    """Return a line from `start` to `end` with this reason."""
    return Move(rule=rule, start=local_time(start, zone), end=local_time(end, zone), because=why)


def _merged(moves: Iterable[RawMove]) -> list[RawMove]:
    """Join moves of one rule that follow one another."""
    out: list[RawMove] = []
    for rule, start, end in moves:
        if out and out[-1][0] is rule:
            out[-1] = (rule, out[-1][1], end)
        else:
            out.append((rule, start, end))
    return out


def _reasons(rule: IntervalRule, at: int, rules: Iterable[IntervalRule]) -> tuple[Reason, ...]:
    """Return why the rule refuses the instant, and which other rules close the same day."""
    own = rule.why_not(at) or because(rule.name, "{rule} does not permit it", rule=rule.name)
    if rule.name not in _DAY_RULES:
        return (own,)
    # A holiday on a weekend is closed twice over; naming one only would mislead whoever removes it.
    others = (other.why_not(at) for other in rules if other is not rule and other.name in _DAY_RULES)
    return (own, *(other for other in others if other))


def retold(moves: Iterable[RawMove], rules: Iterable[IntervalRule], zone: str) -> tuple[Move, ...]:
    """Return a line for each move; moves of one rule that follow one another are told as one."""
    rules, told = tuple(rules), list[Move]()
    reached, here = 0, None
    for rule, start, end in _cut_at_midnight(_merged(moves), zone):
        why = _reasons(rule, start, rules)
        begin = here if here and start == reached else local_time(start, zone)
        reached, here = end, local_time(end, zone)
        told.append(Move(rule=rule.name, start=begin, end=here, because=_moved(why, here)))
    return tuple(told)


def _moved(why: tuple[Reason, ...], end: datetime) -> Reason:
    if len(why) == 1 and any(value is not None and value == end for _, value in why[0].data):
        return why[0]  # "now it is …" names the moment to which it leads
    return Reason(why[0].code, _ON_TO, (("why", why if len(why) > 1 else why[0]), ("then", end)))


def _cut_at_midnight(moves: list[RawMove], zone: str) -> list[RawMove]:
    """End a move by the hours at midnight, where the morning that it leads to lies on a day that is closed."""
    out: list[RawMove] = []
    for rule, start, end in moves:
        if out and rule.name in _DAY_RULES and out[-1][0].name in _HOUR_RULES:
            hours, closed, morning = out[-1]
            open_before = rule.prev_allowed(morning)
            midnight = morning if open_before is None else open_before + 1
            if closed < midnight < morning and local_day(midnight, zone) == local_day(morning, zone):
                out[-1] = (hours, closed, midnight)
                start = midnight
        out.append((rule, start, end))
    return out
