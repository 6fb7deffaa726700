"""Whose clock and whose calendar count for one person, with what is only assumed about them."""

from __future__ import annotations

from collections.abc import Sequence

from followup_kit.errors import InvalidFact
from followup_kit.facts.interview import Interview
from followup_kit.facts.people import Person
from followup_kit.language.speech import clause

from .calendars import Calendar
from .place import Place
from .reasons import Reason, because
from .zones import ZONE_FROM, ZoneSource

__all__ = ["Place", "place_of"]

_ASSUMED: dict[ZoneSource, str] = {
    "employer": clause("the own zone of {name} is not recorded; {zone}, the employer's zone, is assumed"),
    "interview": clause("the own zone of {name} is not recorded; {zone}, the zone of the interview, is assumed"),
    "candidate": clause("no zone of {name} or of the employer is recorded; {zone}, your own zone, is assumed"),
}
_INSTEAD: dict[ZoneSource, str] = {
    "employer": clause("this policy goes by {zone}, the employer's zone, not by {own}, the own zone of {name}"),
    "interview": clause("this policy goes by {zone}, the zone of the interview, not by {own}, the own zone of {name}"),
    "candidate": clause("this policy goes by {zone}, your own zone, not by {own}, the own zone of {name}"),
}
_FIELDS: dict[ZoneSource, str] = {
    "recipient": "panel.zone of {ref}",
    "employer": "employer.zone",
    "interview": "the interview's zone",
    "candidate": "candidate.zone",
}


def place_of(
    person: Person,
    interview: Interview,
    calendar: Calendar,
    *,
    zone_from: Sequence[ZoneSource] = ZONE_FROM,
    make_up_days: bool = False,
) -> Place:
    """Return where the person works: what is recorded of them, else the employer's, else where the interview was.

    `zone_from` says whose zone is taken, in order; `make_up_days` whether the calendar's make-up working days count.

    Raises:
        InvalidFact: no zone is known for them (it is never taken to be UTC), or the calendar does not know the country
            or its part; `field` says where in the record it stands.
    """
    employer = interview.employer
    member = f"panel[{interview.panel.index(person)}]"
    zone, assumed = _zone(person, interview, zone_from, field=f"{member}.zone")
    country, subdivision = person.country, person.subdivision
    if country is None:
        country = employer.country
        subdivision = subdivision or employer.subdivision
    place = Place(
        zone=zone,
        country=country,
        subdivision=subdivision,
        week=employer.working_days,
        office_hours=employer.office_hours,
        weekly_hours=employer.weekly_hours,
        day_hours=employer.day_hours,
        lunch=employer.lunch,
        closures=employer.closures,
        working_dates=employer.working_dates,
        make_up_days=make_up_days,
        calendar=calendar,
        assumed=assumed,
    )
    try:
        place.holidays(interview.ended.year)
    except InvalidFact as error:
        # a calendar knows codes, not records: whose code it was is known here only
        whose = member if getattr(person, error.field or "", None) else "employer"
        known = error.field in ("country", "subdivision")
        raise InvalidFact(str(error), field=f"{whose}.{error.field}" if known else None) from error
    return place


def _zone(
    person: Person, interview: Interview, zone_from: Sequence[ZoneSource], *, field: str
) -> tuple[str, tuple[Reason, ...]]:
    """Return the zone of the first source that has one, with what has to be said about it."""
    recorded: dict[ZoneSource, str | None] = {
        "recipient": person.zone,
        "employer": interview.employer.zone,
        "interview": interview.zone,
        "candidate": interview.candidate.zone,
    }
    name = person.name.display
    for source in zone_from:
        zone = recorded[source]
        if zone is None:
            continue
        if person.zone is None:
            return zone, (because("zone", _ASSUMED[source], name=name, zone=zone),)
        if person.zone != zone:
            return zone, (because("zone", _INSTEAD[source], name=name, zone=zone, own=person.zone),)
        return zone, ()
    wanted = [_FIELDS[source].format(ref=person.ref) for source in zone_from]
    listed = ", ".join(wanted[:-1]) + (" or " if wanted[:-1] else "") + wanted[-1]
    raise InvalidFact(
        f"the time zone of {name} is not known; give {listed}, as an IANA name such as Europe/Berlin", field=field
    )
