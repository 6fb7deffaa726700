"""From raw moves on integers to the trace that people read: one plain sentence a move, in the recipient's time."""

from __future__ import annotations

from collections.abc import Iterable

from .decisions import Move
from .instants import local_day, local_time
from .rules import IntervalRule
from .search import RawMove
from .wording import clock, joined, sentence

__all__ = ["note", "retold", "shifted"]

_DAY_RULES = ("working_days", "holidays", "closures")
_HOUR_RULES = ("office_hours", "part_of_day")


def note(rule: str, at: int, zone: str, clause: str) -> Move:
    """Return a line that settles something without moving the time."""
    return shifted(rule, at, at, zone, clause)


def shifted(rule: str, start: int, end: int, zone: str, clause: str) -> Move:
    """Return a line from `start` to `end` that says this clause."""
    return Move(rule=rule, start=local_time(start, zone), end=local_time(end, zone), reason=sentence(clause), code=rule)


def _merged(moves: Iterable[RawMove]) -> list[RawMove]:
    """Join moves of one rule that follow one another."""
    out: list[RawMove] = []
    for rule, start, end in moves:
        if out and out[-1][0] is rule:
            out[-1] = (rule, out[-1][1], end)
        else:
            out.append((rule, start, end))
    return out


def _clause(rule: IntervalRule, start: int, end: int, zone: str, rules: Iterable[IntervalRule]) -> str:
    reason = rule.why_not(start)
    said = reason.text if reason else rule.name
    if rule.name in _DAY_RULES:
        # A holiday on a weekend is closed twice over; naming one only would mislead whoever removes it.
        others = [other.why_not(start) for other in rules if other is not rule and other.name in _DAY_RULES]
        said = joined([said, *(other.text for other in others if other)])
    return f"{said}; on to {clock(end, zone)}"


def retold(moves: Iterable[RawMove], rules: Iterable[IntervalRule], zone: str) -> tuple[Move, ...]:
    """Return a line for each move; consecutive moves of one rule are told as one, and a long run of days is joined."""
    rules, lines = tuple(rules), []
    for rule, start, end in _joined_days(_merged(moves), zone):
        lines.append(shifted(rule.name, start, end, zone, _clause(rule, start, end, zone, rules)))
    return tuple(lines)


def _joined_days(moves: list[RawMove], zone: str) -> list[RawMove]:
    """Cut a move by the hours at the midnight after it, where the next morning turns out to be closed anyway."""
    out: list[RawMove] = []
    for number, (rule, start, end) in enumerate(moves):
        following = moves[number + 1] if number + 1 < len(moves) else None
        if following and following[0].name in _DAY_RULES and rule.name in _HOUR_RULES:
            day = local_day(end, zone)
            begins = following[0].prev_allowed(end)
            if begins is not None and start < begins + 1 < end and local_day(begins + 1, zone) == day:
                out.append((rule, start, begins + 1))
                moves[number + 1] = (following[0], begins + 1, following[2])
                continue
        out.append((rule, start, end))
    return out
