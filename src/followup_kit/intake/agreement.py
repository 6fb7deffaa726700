"""What must agree between the tables of a record: who is named must be there, and times must follow one another.

`Interview` holds the same rules and stops at the first; here each is checked by itself, so that a file shows all its
errors at once, with their lines. Values that could not be read are passed over: their own error is enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from followup_kit.errors import InvalidFact, known_names
from followup_kit.facts.moments import zone_info

from .places import MOST_ITEMS, Place, one_line

__all__ = ["check_agreement"]

_FACTS = {"topics": "topic", "claims": "claim", "promises": "promise"}


def check_agreement(values: Mapping[str, object], given: Mapping[str, object], place: Place) -> None:
    """Report what does not agree: `values` could be read, `given` is the record as it stands in the file."""
    _check_times(values, place)
    if values.get("panel") == ():
        (place / "panel").wrong("is empty; name at least one person who was there")
    _refuse_doubles([(_text(row, "ref"), here / "ref") for row, here in _rows(given, "panel", place)], "panel members")
    ids = list(_ids(given, place))
    _refuse_doubles([(name, here / "id") for name, here, _ in ids], "facts")
    topics = [name for name, _, kind in ids if kind == "topics" and name]
    for row, here in _rows(given, "claims", place):
        _check_known(_text(row, "topic"), topics, "topic", here / "topic")
    _check_people(given, place)


def _rows(given: Mapping[str, object], name: str, place: Place) -> Iterator[tuple[Mapping[str, object], Place]]:
    rows = given.get(name)
    if not isinstance(rows, list | tuple) or len(rows) > MOST_ITEMS:
        return
    for index, row in enumerate(rows):
        if isinstance(row, Mapping):
            yield row, place / name / index


def _text(row: Mapping[str, object], key: str) -> str | None:
    value = row.get(key)
    return value if isinstance(value, str) else None


def _ids(given: Mapping[str, object], place: Place) -> Iterator[tuple[str | None, Place, str]]:
    """Every fact's id; those without one are numbered as `Interview` numbers them."""
    for name, kind in _FACTS.items():
        for number, (row, here) in enumerate(_rows(given, name, place), 1):
            yield _text(row, "id") or f"{kind}-{number}", here, name


def _refuse_doubles(keys: list[tuple[str | None, Place]], of_what: str) -> None:
    seen: dict[str, Place] = {}
    for key, here in keys:
        if key is None:
            continue
        if key in seen:
            line = here.source.line(seen[key].path)
            first = f", the first in line {line}" if line is not None else ""
            here.wrong(f"two {of_what} share {one_line(key)!r}{first}; give each its own")
        seen.setdefault(key, here)


def _check_times(values: Mapping[str, object], place: Place) -> None:
    started, ended, reply_by = values.get("started"), values.get("ended"), values.get("reply_by")
    if not isinstance(ended, datetime):
        return
    if isinstance(started, datetime) and started.timestamp() >= ended.timestamp():
        (place / "ended").wrong(
            f"the interview ended at {ended.isoformat()}, not after it started at {started.isoformat()}"
        )
    if isinstance(reply_by, date) and reply_by < (day := _day_there(ended, values)):
        (place / "reply_by").wrong(f"{reply_by} is before the interview, which ended on {day}")


def _day_there(ended: datetime, values: Mapping[str, object]) -> date:
    """Return the day that calendars at the place of the interview showed when it ended."""
    zone = values.get("zone") or getattr(values.get("employer"), "zone", None)
    try:
        return ended.astimezone(zone_info(zone)).date() if isinstance(zone, str) else ended.date()
    except InvalidFact:
        return ended.date()  # reported where the zone is read


def _check_people(given: Mapping[str, object], place: Place) -> None:
    """Whoever is named was there. Passed over while a panel member has no ref: the name may be meant for them."""
    refs = [_text(row, "ref") for row, _ in _rows(given, "panel", place)]
    known = list(dict.fromkeys(ref for ref in refs if ref))
    if not known or not all(refs):
        return
    for table, key in (("topics", "said_by"), ("promises", "to"), ("events", "recipient"), ("waivers", "recipient")):
        for row, here in _rows(given, table, place):
            if table != "events" or _text(row, "interview") == _text(given, "ref"):  # other rounds had other people
                _check_known(_text(row, key), known, "panel member", here / key)
    for row, here in _rows(given, "claims", place):
        heard_by = row.get("heard_by")
        for index, who in enumerate(heard_by if isinstance(heard_by, list | tuple) else ()):
            if isinstance(who, str) and index < MOST_ITEMS:
                _check_known(who, known, "panel member", here / "heard_by" / index)


def _check_known(name: str | None, known: list[str], kind: str, place: Place) -> None:
    if name and name not in known:
        place.wrong(known_names(kind, one_line(name, 60), known))
