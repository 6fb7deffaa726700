"""Which country code somebody may have meant who wrote a name, or a code in another form. Read only for an error."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from contextlib import suppress
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

__all__ = ["country_codes", "near_countries"]

_CALLED = (
    ("AE", "uae"),
    ("AT", "österreich"),
    ("CH", "schweiz, suisse, svizzera"),
    ("CI", "ivory coast"),
    ("DE", "deutschland"),
    ("GB", "britain, england, great britain, scotland, uk, united kingdom, wales"),
    ("KR", "south korea"),
    ("NL", "holland"),
    ("TR", "turkey, türkiye"),
    ("US", "america, united states of america, usa"),
)
"""What people call a country and the table does not."""


def _tables() -> Iterator[str]:
    for folder in map(Path, zoneinfo.TZPATH):
        with suppress(OSError):
            yield (folder / "iso3166.tab").read_text(encoding="utf-8")
    with suppress(OSError, ImportError):
        yield (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def country_codes() -> dict[str, str]:
    """Return the codes of ISO 3166 by lower-case English name, from the table that comes with the time zones."""
    lines = next(_tables(), "").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {name.casefold(): code for code, name in rows} | {
        name: code for code, names in _CALLED for name in names.split(", ")
    }


def near_countries(given: str) -> tuple[str, ...]:
    """Return up to three codes that `given` may stand for, the likeliest first: "germany", "Germny", "de" are DE."""
    names, word = country_codes(), given.strip().casefold()
    if word.upper() in names.values():
        return (word.upper(),)
    if word in names:
        return (names[word],)
    return tuple(dict.fromkeys(names[name] for name in get_close_matches(word, names, n=3, cutoff=0.7)))
