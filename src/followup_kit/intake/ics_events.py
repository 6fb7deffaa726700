"""The events of a calendar file, and which of them counts: the only place that touches the icalendar package."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from os import PathLike, fspath
from typing import Any, Final

from attrs import frozen

from followup_kit.errors import InvalidFact, InvalidRecord

from .files import bad_file, read_text
from .ics_zones import iana_zone, zoned
from .places import MOST_ITEMS, Source, one_line

__all__ = ["IcsEvent", "Invitee", "current_event"]

_BEGIN: Final = re.compile(r"BEGIN:VEVENT[ \t]*", re.IGNORECASE)
_WHOLE: Final = re.compile(r"[0-9]{1,9}", re.ASCII)
_NOT_PEOPLE: Final = frozenset({"ROOM", "RESOURCE", "GROUP"})


@frozen(kw_only=True)
class Invitee:
    """Somebody named in an invitation. `name` is what the sender's address book says: a guess."""

    email: str | None
    name: str | None


@frozen(kw_only=True)
class IcsEvent:
    """One version of one event, as far as an invitation can be trusted."""

    uid: str
    sequence: int
    stamp: str
    cancelled: bool
    summary: str
    started: datetime
    ended: datetime
    zone: str | None
    people: tuple[Invitee, ...]


@frozen
class _Raw:
    """A component that has not been understood yet, with its line and what its calendar says about it."""

    component: Any
    line: int | None
    method: str
    offsets: Mapping[str, tuple[timedelta, ...]]

    def text(self, name: str) -> str:
        value = self.component.get(name)
        value = value[0] if isinstance(value, list) and value else value
        return "" if value is None else str(value).strip()

    @property
    def broken(self) -> set[str]:
        """Properties that icalendar could not read; before version 7 it leaves them out and only says so here."""
        names = {str(name) for name, _ in getattr(self.component, "errors", ())}
        return names if _WHOLE.fullmatch(self.text("SEQUENCE") or "0") else names | {"SEQUENCE"}

    @property
    def sequence(self) -> int:
        text = self.text("SEQUENCE")
        return int(text) if _WHOLE.fullmatch(text) else 0

    @property
    def cancelled(self) -> bool:
        return self.method == "CANCEL" or self.text("STATUS").upper() == "CANCELLED"

    @property
    def rank(self) -> tuple[int, bool, str]:
        """Later versions rank higher; a cancellation need not have a higher sequence than what it cancels."""
        return self.sequence, self.cancelled, self.text("DTSTAMP")

    @property
    def title(self) -> str:
        return one_line(f'"{self.text("SUMMARY") or "without a summary"}" ({self.text("UID") or "no UID"})', 160)


def current_event(path: str | PathLike[str], *, uid: str | None = None) -> tuple[IcsEvent, int | None]:
    """Return the version that counts of the file's event, and its line; `uid` says which of several events.

    The highest SEQUENCE counts, at equal sequence a cancellation (RFC 5546 asks for a higher one, senders do not).

    Raises:
        InvalidRecord: not a calendar, no event or several, or one that is all-day, floating, repeated or broken.
    """
    raws = list(_raw_events(path))
    uids = dict.fromkeys(raw.text("UID") for raw in raws)
    if uid is not None:
        raws = [raw for raw in raws if raw.text("UID") == uid]
    if not raws:
        raise bad_file(path, "the calendar holds no event" + (f" with the UID {uid!r}" if uid is not None else ""))
    if uid is None and len(uids) > 1:
        titles = ", ".join(dict.fromkeys(raw.title for raw in raws[:6]))
        raise bad_file(path, f"the calendar holds {len(uids)} events; say which one by its UID: {titles}")
    source = Source(file=fspath(path))
    for raw in raws:
        for name in sorted(raw.broken & {"SEQUENCE", "STATUS"}):  # which version counts depends on them
            _report(raw, source, name, f"is broken: {raw.text(name)!r}" if raw.text(name) else "is broken")
    source.refuse()
    chosen = max(enumerate(raws), key=lambda item: (item[1].rank, item[0]))[1]
    return _understood(chosen, source), chosen.line


def _raw_events(path: str | PathLike[str]) -> Iterator[_Raw]:
    try:
        import icalendar
    except ImportError as error:
        raise bad_file(path, "calendar files need the icalendar package: install followup-kit[ics]") from error
    text = read_text(path)
    lines = [number for number, line in enumerate(text.split("\n"), 1) if _BEGIN.fullmatch(line)]
    if len(lines) > MOST_ITEMS:
        raise bad_file(path, f"the calendar holds {len(lines)} events; save the interview as a file of its own")
    try:
        with warnings.catch_warnings():
            # It warns of zone names which it guesses; its guess is not used, the name is read in ics_zones.
            warnings.simplefilter("ignore")
            parsed = icalendar.Calendar.from_ical(text, multiple=True)
        calendars = [(part, part.walk("VEVENT")) for part in parsed if part.name == "VCALENDAR"]
    except Exception as error:
        broken = _broken_zone(text)
        if broken is not None:
            raise bad_file(path, broken) from error
        reason = str(error) if isinstance(error, ValueError) else "it cannot be parsed"
        raise bad_file(path, f"this calendar cannot be read: {reason}") from error
    if not calendars:
        raise bad_file(path, "it holds no whole VCALENDAR; save the invitation again as an .ics file")
    known = len(lines) == sum(len(events) for _, events in calendars)
    numbers = iter(lines)
    for calendar, events in calendars:
        method, offsets = str(calendar.get("METHOD", "")).upper(), _declared_offsets(calendar)
        for event in events:
            yield _Raw(event, next(numbers) if known else None, method, offsets)


def _blocks(text: str, name: str) -> list[str]:
    return re.findall(rf"(?ims)^BEGIN:{name}\s*$.*?^END:{name}\s*$", text)


def _broken_zone(text: str) -> str | None:
    """Say which zone the file defines without saying what it is, and which event is read in it; None if none is."""
    for block in _blocks(text, "VTIMEZONE"):
        named = re.search(r"(?im)^TZID[^:\r\n]*:(.+?)\s*$", block)
        if named and not re.search(r"(?im)^BEGIN:(STANDARD|DAYLIGHT)\s*$", block):
            users = [event for event in _blocks(text, "VEVENT") if f"TZID={named[1]}".casefold() in event.casefold()]
            uids = [uid[1] for event in users if (uid := re.search(r"(?im)^UID[^:\r\n]*:(.+?)\s*$", event))]
            whose = f"event {uids[0]!r}: " if uids else ""
            return f"{whose}the zone {named[1]!r} is defined without an offset; save the invitation anew"
    return None


def _declared_offsets(calendar: Any) -> dict[str, tuple[timedelta, ...]]:
    """The offsets that a file's own zone definitions use, by TZID."""
    declared = {}
    for zone in calendar.walk("VTIMEZONE"):
        offsets = [getattr(part.get("TZOFFSETTO"), "td", None) for part in zone.subcomponents]
        declared[str(zone.get("TZID", ""))] = tuple(offset for offset in offsets if isinstance(offset, timedelta))
    return declared


def _understood(raw: _Raw, source: Source) -> IcsEvent:
    for name in sorted(raw.broken & {"DURATION", "RDATE", "RRULE"}):
        _report(raw, source, name, "is broken; write the record by hand")
    started, zone = _moment(raw, "DTSTART", source)
    ended = _end(raw, started, source)
    if not raw.text("UID"):
        _report(raw, source, "UID", "is missing; without it a later change could not be told from a new interview")
    if raw.component.get("RRULE") is not None or raw.component.get("RDATE") is not None:
        _report(raw, source, "RRULE", "the event repeats; save the single meeting as a file of its own")
    if started is not None and ended is not None and ended.timestamp() <= started.timestamp():
        _report(raw, source, "DTEND", f"ends at {ended.isoformat()}, not after it starts at {started.isoformat()}")
    source.refuse()
    if started is None or ended is None:
        raise InvalidRecord([])
    return IcsEvent(
        uid=raw.text("UID"),
        sequence=raw.sequence,
        stamp=raw.text("DTSTAMP"),
        cancelled=raw.cancelled,
        summary=raw.text("SUMMARY"),
        started=started,
        ended=ended,
        zone=zone,
        people=tuple(_people(raw)),
    )


def _report(raw: _Raw, source: Source, name: str, message: str) -> None:
    source.report((name,), f"event {raw.title}: {message}", line=raw.line)


def _moment(raw: _Raw, name: str, source: Source) -> tuple[datetime | None, str | None]:
    """The instant of a property and its zone; None where it was refused or, for an end, is not given."""
    prop = raw.component.get(name)
    if prop is None:
        if name in raw.broken:
            _report(raw, source, name, "is not a time; write the record by hand")
        elif name == "DTSTART":
            _report(raw, source, name, "is missing")
        return None, None
    value = _value(prop)
    if not isinstance(value, datetime):
        what = "is a whole day; a record needs the hour" if value is not None else f"is not a time: {str(prop)!r}"
        _report(raw, source, name, f"{what}; write the record by hand")
        return None, None
    tzid = str(prop.params.get("TZID", ""))
    if not tzid and value.utcoffset() == timedelta(0):
        return value.astimezone(UTC), None
    try:
        if not tzid:
            raise InvalidFact(f"{value.isoformat(sep=' ')} has no zone; ask in which it is meant, and write it by hand")
        zone = iana_zone(tzid, _windows_zones())
        return zoned(value, zone, raw.offsets.get(tzid, ())), zone
    except InvalidFact as error:
        _report(raw, source, name, str(error))
        return None, None


def _value(prop: object) -> object:
    """The Python value of a property; None if the package could not read it."""
    try:
        return getattr(prop, "dt", None)
    except ValueError:  # newer versions of icalendar raise when a broken property is looked at
        return None


def _windows_zones() -> Mapping[str, str]:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    table: Mapping[str, str] = WINDOWS_TO_OLSON
    return table


def _end(raw: _Raw, started: datetime | None, source: Source) -> datetime | None:
    if raw.component.get("DTEND") is not None or "DTEND" in raw.broken:
        return _moment(raw, "DTEND", source)[0]
    duration = _value(raw.component.get("DURATION"))
    if "DURATION" in raw.broken:
        return None
    if not isinstance(duration, timedelta):
        _report(raw, source, "DTEND", "neither DTEND nor a DURATION says when it ends")
        return None
    if started is None:
        return None
    try:
        return (started.astimezone(UTC) + duration).astimezone(started.tzinfo)
    except OverflowError:
        _report(raw, source, "DURATION", "is impossibly long")
        return None


def _people(raw: _Raw) -> Iterator[Invitee]:
    """Organiser and attendees in the file's order, each mailbox once; rooms and those who declined are left out."""
    seen: set[str] = set()
    for name in ("ORGANIZER", "ATTENDEE"):
        value = raw.component.get(name)
        for address in value if isinstance(value, list) else [] if value is None else [value]:
            params = getattr(address, "params", {})
            if str(params.get("CUTYPE", "")).upper() in _NOT_PEOPLE:
                continue
            if str(params.get("PARTSTAT", "")).upper() == "DECLINED":
                continue
            scheme, _, mailbox = str(address).strip().partition(":")
            email = mailbox.strip() if scheme.lower() == "mailto" else str(params.get("EMAIL", "")).strip()
            common = str(params.get("CN", "")).strip().strip('"')
            key = (email or common).casefold()
            if key and key not in seen:
                seen.add(key)
                yield Invitee(
                    email=email or None, name=None if common.casefold() == email.casefold() else common or None
                )
