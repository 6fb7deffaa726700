"""Which time zone data answered: the system's comes first, and an old one is an hour off after a country changes."""

from __future__ import annotations

import zoneinfo
from functools import lru_cache
from pathlib import Path

__all__ = ["zone_data_version"]


@lru_cache(maxsize=256)
def zone_data_version(zone: str) -> str:
    """Return source and version of the data behind this zone: "system 2025b", "tzdata 2026f"."""
    for folder in map(Path, zoneinfo.TZPATH):
        if (folder / zone).is_file():
            return f"system {_system_version(folder)}"
    from importlib.metadata import PackageNotFoundError, version  # takes some ms to load, and is seldom needed

    try:
        return f"tzdata {version('tzdata')}"
    except PackageNotFoundError:
        return "tzdata, version unknown"


def _system_version(folder: Path) -> str:
    for name in ("+VERSION", "tzdata.zi"):
        try:
            with (folder / name).open(encoding="utf-8") as lines:
                first = lines.readline().removeprefix("# version").strip()
        except OSError:
            continue
        if first:
            return first
    return "version unknown"
