"""From the tables of one record to an Interview: everything wrong with it is found before anything is raised."""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import evolve

from followup_kit.errors import InvalidFact, InvalidRecord
from followup_kit.facts.interview import Interview
from followup_kit.facts.moments import zone_info
from followup_kit.facts.text import check_line

from .agreement import check_agreement
from .extras import nested
from .kinds import REF, WRONG
from .places import DEEPEST, Place, Source, shown
from .shape import FORMAT_VERSION, RECORD, VERSION_FIELD
from .tables import read_values

__all__ = ["from_json", "read_record"]


def from_json(record: object, *, file: str = "record", strict: bool = False) -> Interview:
    """Return the interview that a decoded record describes; the inverse of `to_json`.

    `strict` refuses keys that this version does not know; otherwise they are kept in `Interview.extra`. `file` stands
    in the error messages.

    Raises:
        InvalidRecord: with every problem of the record.
    """
    return read_record(record, Source(file=file, strict=strict))


def read_record(record: object, source: Source) -> Interview:
    """Return the interview described by `record`, whose fields stand in `source`.

    Raises:
        InvalidRecord: with every problem of the record, those already noted in `source` included.
    """
    try:
        return _whole(record, source)
    except InvalidRecord as error:
        raise InvalidRecord(error.problems, ref=_ref(record)) from error


def _ref(record: object) -> str | None:
    """The ref alone, if it is one: with it, a bad row of many is found again."""
    ref = record.get("ref") if isinstance(record, Mapping) else None
    return ref if isinstance(ref, str) and re.fullmatch(str(REF.schema()["pattern"]), ref) else None


def _whole(record: object, source: Source) -> Interview:
    try:
        interview = _read(record, Place(source))
    except RecursionError:
        source.problems.clear()
        source.report((), f"the record is nested too deeply; it may have {DEEPEST} levels")
        interview = None
    source.refuse()
    if interview is None:
        raise InvalidRecord([])
    return evolve(interview, extra=nested(source.unknown, interview))


def _read(record: object, place: Place) -> Interview | None:
    if not isinstance(record, Mapping):
        place.wrong(f"a record must be a table with keys such as ref, role and ended, got {shown(record)}")
        return None
    if not _version_known(record.get("version"), place):
        return None
    given = {str(key): value for key, value in record.items() if key != "version"}
    _name_interview_in_events(given)
    values = read_values(RECORD, given, _with_zone(place, given))
    check_agreement(values, given, place)
    if place.source.problems:
        return None
    interview = RECORD.build(values, place)
    return interview if isinstance(interview, Interview) else None


def _version_known(version: object, place: Place) -> bool:
    """A newer file is refused by its version alone: what else seems wrong in it may be right there."""
    if version is None:
        return True
    here = place / "version"
    number = VERSION_FIELD.kind.read(version, here)
    if isinstance(number, int) and number > FORMAT_VERSION:
        here.wrong(
            f"this record has format version {shown(number)}; this program reads version {FORMAT_VERSION}: "
            "update followup-kit"
        )
        return False
    return number is not WRONG


def _with_zone(place: Place, given: Mapping[str, object]) -> Place:
    """Times without an offset are read in the record's zone, else the employer's."""
    employer = given.get("employer")
    zone = given.get("zone")
    if zone is None and isinstance(employer, Mapping):
        zone = employer.get("zone")
    elif zone is None and employer is not None:
        return evolve(place, zone_wrong=True)
    if zone is None:
        return place
    try:
        zone_info(check_line(str(zone), "zone"))
    except InvalidFact:
        return evolve(place, zone_wrong=True)  # reported where the zone is read
    return evolve(place, zone=str(zone))


def _name_interview_in_events(given: dict[str, object]) -> None:
    """Events belong to this interview unless they say otherwise."""
    events, ref = given.get("events"), given.get("ref")
    if isinstance(events, list):
        given["events"] = [
            {"interview": ref if isinstance(ref, str) and ref else "record", **event}
            if isinstance(event, Mapping)
            else event
            for event in events
        ]
