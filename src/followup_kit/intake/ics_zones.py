"""Which IANA zone an invitation means: calendar programs write zone names in several ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from followup_kit.errors import InvalidFact
from followup_kit.facts.moments import local_moment, zone_info

__all__ = ["iana_zone", "zoned"]


def iana_zone(name: str, windows: Mapping[str, str]) -> str:
    """Return the IANA name for a TZID: one itself, a Windows name from the CLDR table, or a path that ends in one.

    Raises:
        InvalidFact: it is none of these; nothing is guessed from offsets.
    """
    parts = name.strip("/").split("/")
    tails = ["/".join(parts[-length:]) for length in (3, 2) if len(parts) > length]
    microsoft = "UTC" if name.casefold() == "tzone://microsoft/utc" else None
    for candidate in (windows.get(name), microsoft, name, *tails):
        if candidate is None:
            continue
        try:
            return str(zone_info(candidate).key)
        except InvalidFact:
            continue
    raise InvalidFact(
        f"the zone {name[:80]!r} is unknown: neither IANA nor Windows; ask for the invitation with a named zone, "
        "or write the record by hand"
    )


def zoned(wall: datetime, zone: str, declared: Iterable[timedelta]) -> datetime:
    """Return the moment at which clocks in `zone` read `wall`.

    `declared` are the offsets that the file itself gives for the zone; a file that contradicts the zone's real rules
    cannot be trusted with the hour.

    Raises:
        InvalidFact: the reading is skipped or shown twice, or the file's own rules say another offset.
    """
    moment = local_moment(wall.replace(tzinfo=None, fold=0), zone)
    offsets = set(declared)
    if offsets and moment.utcoffset() not in offsets:
        raise InvalidFact(
            f"the file's own rules for {zone} do not know the offset {moment.isoformat()[-6:]} that holds there at "
            f"{wall.isoformat(sep=' ')}; ask for a new invitation, or write the record by hand"
        )
    return moment
