"""A case as our own engine reads it: an interview with its employer, a calendar and a policy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from attrs import fields_dict, frozen

from followup_kit import Candidate, Employer, Interview, Person, Policy
from followup_kit.facts.people import OfficeHours
from followup_kit.timing.calendars import Holiday
from followup_kit.timing.places import place_of
from followup_kit.timing.policies import presets
from followup_kit.timing.rules import IntervalRule
from followup_kit.timing.spans import hours
from followup_kit.timing.tables import DailyHours

from .cases import Case, Clock

_NOWHERE = "ZZ"
_LONGEST = hours(8784)


@frozen
class CaseCalendar:
    """The holidays that a case spells out and its working week, as if they were the country's."""

    case: Case
    name: str = "case"
    version: str = "case 1"

    def __hash__(self) -> int:
        return hash((self.case.family, self.case.name))

    def holidays(self, country: str, subdivision: str | None, year: int) -> Mapping[date, Holiday]:
        return {day: Holiday("a holiday") for day in self.case.holidays if day.year == year}

    def working_days(self, country: str, day: date) -> frozenset[int]:
        return self.case.week(day)

    def knows(self, country: str, year: int) -> bool:
        return True


def _hours(span: Clock) -> OfficeHours:
    return OfficeHours(*span)


def _spans(spans: tuple[Clock, ...]) -> tuple[OfficeHours, ...]:
    return tuple(map(_hours, spans))


def record(case: Case) -> Interview:
    """Return an interview with one person, to be planned with `CaseCalendar`."""
    more: dict[str, Any] = {
        "lunch": _hours(case.lunch) if case.lunch else None,
        "weekly_hours": {day: _spans(spans) for day, spans in case.weekday_hours.items()},
        "day_hours": {day: _spans(spans) for day, spans in case.date_hours.items()},
        "working_dates": case.make_up,
    }
    return Interview(
        ref="case",
        role="Engineer",
        employer=Employer(
            name="Acme",
            zone=case.zone,
            country=case.country or _NOWHERE,
            subdivision=case.subdivision,
            office_hours=_hours(case.hours),
            closures=case.closures,
            **{name: value for name, value in more.items() if value},
        ),
        candidate=Candidate(name="Ada Weber", zone=case.sender.zone if case.sender else None),
        panel=[Person(ref="bo", name="Bo Lind", email="bo@acme.example")],
        ended=case.ended,
    )


def as_the_house_keeps_it(case: Case) -> Interview:
    """Return the same interview with week and holidays as the employer's own instead of the country's."""
    known = record(case)
    values = {name: getattr(known.employer, name) for name in fields_dict(Employer)}
    values |= {"country": None, "subdivision": None, "working_days": case.weeks[0][1], "closures": case.days_off}
    values["day_hours"] = {day: spans for day, spans in values["day_hours"].items() if day not in case.holidays}
    return Interview(
        ref=known.ref,
        role=known.role,
        employer=Employer(**values),
        candidate=known.candidate,
        panel=known.panel,
        ended=known.ended,
    )


def rules(case: Case, interview: Interview) -> tuple[IntervalRule, ...]:
    """Return what restricts letters to this person, and the sender's own hours."""
    found = place_of(interview.panel[0], interview, CaseCalendar(case)).rules(_hours(case.hours))
    if case.sender is None:
        return found
    opens, closes = case.sender.hours
    return *found, DailyHours(zone=case.sender.zone, name="sender_hours", opens=opens, closes=closes)


def policy(case: Case) -> Policy:
    """Return a policy that waits as long as it takes and gives nothing up, so that the calendar alone decides."""
    return presets()["guide"].but(
        window=tuple(map(hours, case.window)),
        soonest=hours(0),
        patience=_LONGEST,
        too_late=_LONGEST,
        sender_hours=_hours(case.sender.hours) if case.sender else None,
        relax=(),
        least_open=0,
    )
