"""What a verb works with: settings, kit, record, clock and history, each from its option or its default."""

from __future__ import annotations

import os
import sys
import warnings
from datetime import datetime
from pathlib import Path
from typing import Literal

from attrs import frozen

from followup_kit.clock import system_clock
from followup_kit.delivery.ledger import Ledger, history_at
from followup_kit.errors import InvalidFact, PluginWarning
from followup_kit.facts.history import History
from followup_kit.facts.interview import Interview
from followup_kit.facts.moments import check_moment
from followup_kit.kit import Kit
from followup_kit.settings import Settings, read_settings

from .output import warn

__all__ = ["Clock", "load_kit", "open_ledger", "past", "settings", "tell_time", "user_ledger"]


@frozen(kw_only=True)
class Clock:
    """The moment that a verb decides for, and who set it."""

    now: datetime
    source: Literal["argument", "record", "system"]

    @property
    def note(self) -> str | None:
        """A sentence where the clock is not the one on the wall."""
        if self.source == "record":
            return f"clock fixed by the record at {self.now.isoformat()}; --now sets another"
        return None


def settings() -> Settings:
    """Read the user's settings."""
    return read_settings(Path.cwd(), os.environ)


def load_kit(policy: str | None = None) -> Kit:
    """Load the kit as the settings say; a plugin that was set aside is one line on standard error."""
    chosen = settings()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", PluginWarning)
        kit = Kit.load(policy=policy or chosen.policy, stops=chosen.stops, blocked=chosen.blocked)
    for warning in caught:
        if issubclass(warning.category, PluginWarning):
            warn(str(warning.message))
    return kit


def tell_time(now: str | None, interview: Interview | None = None) -> Clock:
    """Return the moment to decide for: --now, else the record's own `as_of`, else the system's clock.

    Raises:
        InvalidFact: --now is no time, or has no offset.
    """
    if now is not None:
        return Clock(now=_moment(now), source="argument")
    if interview is not None and interview.as_of is not None:
        return Clock(now=interview.as_of, source="record")
    return Clock(now=system_clock(), source="system")


def _moment(text: str) -> datetime:
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidFact(
            f"--now {text!r} is no ISO 8601 time; write it like 2026-03-05T18:00:00+01:00", field="now"
        ) from None
    if value.utcoffset() is None:
        raise InvalidFact(f"--now {text!r} has no offset; write it like {value.isoformat()}+01:00", field="now")
    return check_moment(value, "--now")


def user_ledger(option: Path | None) -> Path:
    """Return the ledger's path: the option, else the settings, else a file in the user's data folder."""
    named = option or settings().ledger
    return Path(named) if named else _default_ledger()


def _default_ledger() -> Path:
    return _data_folder() / "followup-ledger.sqlite"


def _data_folder() -> Path:
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "followup-kit"


def past(option: Path | None) -> History:
    """Return what the ledger knows. A ledger that is not there yet is an empty history and is not made by reading."""
    return history_at(user_ledger(option))


def open_ledger(option: Path | None) -> Ledger:
    """Open the ledger for writing; the user's own data folder is made if need be, no other folder."""
    path = user_ledger(option)
    if path == _default_ledger():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Ledger(path)
