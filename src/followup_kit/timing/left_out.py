"""Which public holidays a count of business days left out, said where the date of one is only estimated."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from attrs import evolve

from followup_kit.language.speech import clause

from .decisions import Decision
from .instants import instant_of, local_day
from .place import Place
from .reasons import DayMonth, Reason, because
from .rules import NotBefore
from .spans import BusinessDays
from .tracing import note

__all__ = ["with_days_left_out"]

_NAMED = 3
_DAY = timedelta(days=1)


def with_days_left_out(decision: Decision, opening: NotBefore, place: Place) -> Decision:
    """Return the decision with a line under the wait that it begins with, where estimated holidays made it longer.

    A religious feast may be announced a day before or after its estimate, and the wait is then another one.
    """
    why = _left_out(opening, place)
    places = [number for number, move in enumerate(decision.trace) if move.rule == opening.name]
    if why is None or not places:
        return decision
    behind = places[0] + 1
    line = note("calendar", instant_of(decision.trace[places[0]].end), place.zone, why)
    return evolve(decision, trace=(*decision.trace[:behind], line, *decision.trace[behind:]))


def _left_out(opening: NotBefore, place: Place) -> Reason | None:
    facts = dict(opening.because.data)
    start = facts.get("due", facts.get("last"))
    if not isinstance(facts.get("span"), BusinessDays) or not isinstance(start, date) or place.country is None:
        return None
    first = start.date() if isinstance(start, datetime) else start
    last = local_day(opening.instant, place.zone)
    days = [first + _DAY * n for n in range(1, (last - first).days)]
    found = [(day, name, sure) for day in days for name, sure in place.feast_on(day)]
    if all(sure for *_, sure in found):
        return None
    told = tuple(_feast(day, name, sure=sure) for day, name, sure in found[:_NAMED])
    if len(found) <= _NAMED:
        return because("days_left_out", "public holidays in between do not count: {days}", days=told)
    text = clause("public holidays in between do not count: {days}, and further ones: {more}")
    return because("days_left_out", text, days=told, more=len(found) - _NAMED)


def _feast(day: date, name: str, *, sure: bool) -> Reason:
    if sure:
        return because("holidays", "{day} ({name})", day=DayMonth(day), name=name)
    return because("holidays", "{day} ({name}, date estimated)", day=DayMonth(day), name=name)
