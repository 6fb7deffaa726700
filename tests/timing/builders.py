"""Small records built by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from attrs import frozen

from followup_kit.facts.history import Entry, Event, History, Occasion
from followup_kit.facts.interview import Interview
from followup_kit.facts.people import Candidate, Employer, Person
from followup_kit.timing.calendars import MONDAY_TO_FRIDAY, Holiday
from followup_kit.timing.decisions import Conflict, Hold, Send, Stop
from followup_kit.timing.planner import plan
from followup_kit.timing.policies import Policy, presets
from followup_kit.timing.tables import DailyHours, WorkingDays

GUIDE = presets()["guide"]


def at(text: str, zone: str = "Europe/Berlin") -> datetime:
    """Read "2026-03-06 15:00" on the clocks of a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def hours(zone: str = "Europe/Berlin", opens: int = 9, closes: int = 17, name: str = "office_hours") -> DailyHours:
    return DailyHours(zone=zone, name=name, strength="soft", opens=time(opens), closes=time(closes))


def week(zone: str = "Europe/Berlin", days: frozenset[int] = MONDAY_TO_FRIDAY) -> WorkingDays:
    return WorkingDays(zone=zone, name="working_days", strength="soft", week=lambda _day: days)


@frozen
class FixedCalendar:
    """Holidays given by hand, the same in every country."""

    days: frozenset[date] = frozenset()
    estimated: bool = False
    known: frozenset[int] = frozenset(range(1900, 2200))
    name: str = "fixed"
    version: str = "fixed 1"

    def holidays(self, country: str, subdivision: str | None, year: int) -> Mapping[date, Holiday]:
        return {day: Holiday("Feast", self.estimated) for day in self.days if day.year == year}

    def working_days(self, country: str, day: date) -> frozenset[int]:
        return MONDAY_TO_FRIDAY

    def knows(self, country: str, year: int) -> bool:
        return year in self.known


def person(ref: str = "bo", **changes: Any) -> Person:
    return Person(**{"ref": ref, "name": f"{ref.title()} Lind", "email": f"{ref}@acme.example", **changes})


def interview(ended: datetime | str, *panel: Person, **changes: Any) -> Interview:
    employer = {"name": "Acme", "zone": "Europe/Berlin", **changes.pop("employer", {})}
    moment = at(ended, employer["zone"] or "UTC") if isinstance(ended, str) else ended
    return Interview(
        ref="acme",
        role="Engineer",
        employer=Employer(**employer),
        candidate=Candidate(name="Ada Weber", zone=changes.pop("candidate_zone", None)),
        panel=panel or (person(),),
        ended=moment,
        **changes,
    )


def entry(event: Event, moment: datetime, **changes: Any) -> Entry:
    return Entry(event=event, at=moment, interview="acme", **changes)


def sent(moment: datetime, ref: str = "bo", occasion: Occasion | None = Occasion.THANK_YOU) -> Entry:
    return entry(Event.SENT, moment, recipient=ref, occasion=occasion)


def decided(
    record: Interview,
    policy: Policy = GUIDE,
    *events: Entry,
    occasion: Occasion = Occasion.THANK_YOU,
    ref: str = "bo",
    now: datetime | None = None,
    **options: Any,
) -> Send | Hold | Stop | Conflict:
    moment = record.ended.astimezone(UTC) + timedelta(minutes=1) if now is None else now
    return plan(record, policy, History(events), now=moment, **options).step(ref, occasion).decision


def said(moment: datetime) -> str:
    """Return the local reading: "2026-03-09 09:00"."""
    return moment.replace(tzinfo=None).isoformat(sep=" ", timespec="minutes")
