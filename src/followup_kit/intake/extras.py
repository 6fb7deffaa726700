"""Keys that this version does not know: kept beside the facts, and put back where they stood when a record is written.

Keys at the top of a record are kept under their own name. Those inside a known table are kept under that table's name;
members of a list are found again by the panel member's ref or the fact's id, events and waivers by their number. So
`shoe_size` of the panel member `anna` is `extra["panel"]["anna"]["shoe_size"]`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final

from followup_kit.errors import InvalidFact
from followup_kit.facts.interview import Interview

from .kinds import Json
from .places import DEEPEST, Path, Place, shown
from .times import write_moment

__all__ = ["json_value", "nested", "put_back"]

_LISTS: Final = ("panel", "topics", "claims", "promises", "events", "waivers")


def json_value(value: object, place: Place) -> Json:
    """Return an unknown key's value as JSON holds it: TOML's dates and times become ISO 8601 text.

    Values that JSON cannot hold (NaN, infinity) are reported, and half surrogate pairs, which no file can hold.

    Raises:
        RecursionError: it is nested too deeply.
    """
    if len(place.path) > DEEPEST:
        raise RecursionError
    if isinstance(value, Mapping):
        return {str(key): json_value(item, place / str(key)) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [json_value(item, place / index) for index, item in enumerate(value)]
    if isinstance(value, datetime):
        return write_moment(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        place.wrong("is not a finite number, or too large for one")
        return None
    if isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value):
        place.wrong("holds half of a surrogate pair, which no file can store")
        return None
    if value is None or isinstance(value, bool | int | float | str):
        return value
    place.wrong(f"is not a value that a record can keep: {shown(value)}")
    return None


def _list_keys(interview: Interview) -> dict[str, list[str]]:
    keys = {
        "panel": [person.ref for person in interview.panel],
        "topics": [topic.id for topic in interview.topics],
        "claims": [claim.id for claim in interview.claims],
        "promises": [promise.id for promise in interview.promises],
    }
    keys["events"] = [str(number) for number in range(len(interview.events))]
    keys["waivers"] = [str(number) for number in range(len(interview.waivers))]
    return keys


def nested(unknown: Mapping[Path, Json], interview: Interview) -> dict[str, Any]:
    """Return `Interview.extra` for unknown keys found at these paths."""
    keys = _list_keys(interview)
    extra: dict[str, Any] = {}
    for path, value in unknown.items():
        table = extra
        for part in path[:-1]:
            table = table.setdefault(keys[str(path[0])][part] if isinstance(part, int) else part, {})
        table[str(path[-1])] = value
    return extra


def put_back(record: dict[str, Json], interview: Interview, known: frozenset[str]) -> None:
    """Put the interview's unknown keys back into a written record, each where it stood.

    Keys of people and facts that are no longer in the interview are left out with them.

    Raises:
        InvalidFact: an extra key has the name of a field that this version knows.
    """
    keys = _list_keys(interview)
    for name, value in interview.extra.items():
        if name not in known:
            record[name] = value
        elif name in _LISTS and isinstance(value, Mapping):
            rows = record.get(name)
            for key, more in value.items():
                if key in keys[name] and isinstance(rows, list) and isinstance(more, Mapping):
                    _merge(_table(rows, keys[name].index(key)), more, f"{name}.{key}")
        elif name in ("employer", "candidate") and isinstance(value, Mapping):
            _merge(_table(record, name), value, name)
        else:
            raise InvalidFact(f"extra[{name!r}] has the name of a field; unknown keys need names of their own")


def _table(holder: Any, key: Any) -> dict[str, Json]:
    """The table at this key; a name that was written as text is opened up so that it can hold more keys."""
    value = holder.get(key, {}) if isinstance(holder, dict) else holder[key]
    holder[key] = value if isinstance(value, dict) else {"full": value}
    table: dict[str, Json] = holder[key]
    return table


def _merge(table: dict[str, Json], more: Mapping[str, Any], where: str) -> None:
    for key, value in more.items():
        if key == "name" and isinstance(value, Mapping):
            _merge(_table(table, "name"), value, f"{where}.name")
        elif key in table:
            raise InvalidFact(f"extra: {where}.{key} is a field; unknown keys need names of their own")
        else:
            table[key] = value
