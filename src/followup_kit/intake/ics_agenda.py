"""Moments as a calendar file that can be imported again after every new plan: changed, never doubled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from unicodedata import category

from attrs import frozen

from followup_kit.errors import InvalidSetting
from followup_kit.facts.agenda import Appointment

__all__ = ["Entered", "calendar_file"]

PRODID: Final = "-//followup-kit//plan//EN"
"""Who wrote a file; one that somebody else wrote, or saved again, is never written over."""
_PLAN: Final = "X-FOLLOWUP-KIT-PLAN"
_LASTS: Final = timedelta(minutes=15)
_MINUTE: Final = timedelta(minutes=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@frozen(kw_only=True)
class Entered:
    """A calendar file, and what became of each moment in it, by its summary. Without any event there is no content."""

    content: bytes
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ()


def calendar_file(
    appointments: Iterable[Appointment], *, plan: str, now: datetime, former: str | None = None
) -> Entered:
    """Return the calendar file for a plan, as RFC 5545 wants it.

    A moment keeps its UID. What is as it was in the `former` file stays so to the byte; what differs gets a higher
    SEQUENCE and a new DTSTAMP, and what is not planned any more is cancelled, unless it has passed. Events of other
    plans in the former file stay.

    Args:
        appointments: what is planned.
        plan: the key that the appointments share.
        now: the moment of the plan.
        former: the text of the file that is to be replaced; None if there is none.

    Raises:
        InvalidSetting: the former file was not written by followup-kit or cannot be read, or the package that
            reads and writes calendars is not installed.
    """
    icalendar = _icalendar()
    before = {} if former is None else _events(former)
    events = {uid: event for uid, event in before.items() if _plan_of(event) != plan}
    told: dict[str, list[str]] = {"new": [], "changed": [], "unchanged": [], "cancelled": []}
    planned = {appointment.uid: appointment for appointment in appointments}
    for uid, appointment in planned.items():
        known = before.get(uid)
        if known is not None and _same(known, appointment):
            events[uid], became = known, "unchanged"
        else:
            events[uid] = _event(icalendar, appointment, _version(known, now), now)
            became = "new" if known is None else "changed"
        told[became].append(appointment.summary)
    for uid, event in before.items():
        if _plan_of(event) == plan and uid not in planned:
            events[uid] = event
            if event["DTSTART"].dt > now and _text(event, "STATUS") != "CANCELLED":
                _cancel(event, _version(event, now), now)
                told["cancelled"].append(_text(event, "SUMMARY"))
    content = _written(icalendar, events) if events else b""
    return Entered(content=content, **{name: tuple(summaries) for name, summaries in told.items()})


def _icalendar() -> Any:
    try:
        import icalendar
    except ImportError as error:
        raise InvalidSetting("calendar files need the icalendar package: install followup-kit[ics]") from error
    return icalendar


def _events(former: str) -> dict[str, Any]:
    """Return the events of a file of ours by their UID."""
    try:
        calendar = _icalendar().Calendar.from_ical(former)
        ours = calendar.name == "VCALENDAR" and _text(calendar, "PRODID") == PRODID
        events = {_text(event, "UID"): event for event in calendar.walk("VEVENT")} if ours else {}
        whole = all(_whole(event) for event in events.values())
    except (ValueError, KeyError, IndexError, AttributeError, TypeError) as error:
        raise InvalidSetting(
            "the file that is there cannot be read as a calendar; give another name, or remove it"
        ) from error
    if not ours or not whole:
        raise InvalidSetting("the file that is there was not written by followup-kit; give another name")
    return events


def _whole(event: Any) -> bool:
    return isinstance(event["DTSTART"].dt, datetime) and bool(_plan_of(event)) and int(event["SEQUENCE"]) >= 0


def _text(component: Any, name: str) -> str:
    return str(component.get(name, ""))


def _plan_of(event: Any) -> str:
    return _text(event, _PLAN)


def _clean(text: str) -> str:
    """Return the text without what a calendar line cannot carry: controls (RFC 5545, section 3.1), lone surrogates."""
    lines = ("".join(char for char in line if category(char) not in ("Cc", "Cs")) for line in text.splitlines())
    return "\n".join(line.rstrip() for line in lines)


def _same(event: Any, appointment: Appointment) -> bool:
    return (
        event["DTSTART"].dt.timestamp() == appointment.at.timestamp()
        and _text(event, "SUMMARY") == _clean(appointment.summary)
        and _text(event, "DESCRIPTION") == _clean(appointment.description)
        and _text(event, "STATUS") != "CANCELLED"
    )


def _version(known: Any, now: datetime) -> int:
    """Return a SEQUENCE above the known one, and above that of any earlier plan even where no file remembers it.

    Calendars ignore an import with a lower number than they have. Minutes since 1970 only grow, are shared by all
    copies, and fit the 32 bits that calendars keep.
    """
    minutes = (now.astimezone(UTC) - _EPOCH) // _MINUTE
    return minutes if known is None else max(minutes, int(known["SEQUENCE"]) + 1)


def _event(icalendar: Any, appointment: Appointment, sequence: int, now: datetime) -> Any:
    """Return an event that takes no time in the calendar, is private to its owner, and reminds at its start.

    Times are in UTC: a single moment needs no rules of a zone, and no program reads it in another one.
    """
    at, summary = appointment.at.astimezone(UTC).replace(microsecond=0), _clean(appointment.summary)
    event = icalendar.Event()
    event.add("uid", appointment.uid)
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", sequence)
    event.add("dtstart", at)
    event.add("dtend", at + _LASTS)
    event.add("summary", summary)
    event.add("description", _clean(appointment.description))
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    event.add(_PLAN, appointment.plan)
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", timedelta(0))
    event.add_component(alarm)
    return event


def _cancel(event: Any, sequence: int, now: datetime) -> None:
    for name, value in (("STATUS", "CANCELLED"), ("SEQUENCE", sequence)):
        del event[name]
        event.add(name, value)
    del event["DTSTAMP"]
    event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
    event.subcomponents.clear()


def _written(icalendar: Any, events: dict[str, Any]) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    for _, event in sorted(events.items(), key=lambda item: (item[1]["DTSTART"].dt, item[0])):
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
