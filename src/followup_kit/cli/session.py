"""What a verb works with: settings, kit, record, clock and history, each from its option or its default."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Literal

from attrs import frozen

from followup_kit.clock import system_clock
from followup_kit.delivery.ledger import Ledger, history_at
from followup_kit.errors import InvalidFact, InvalidRecord, InvalidSetting, NotFound, PluginWarning
from followup_kit.facts.history import History
from followup_kit.facts.interview import Interview
from followup_kit.facts.moments import check_moment
from followup_kit.intake import located
from followup_kit.kit import Kit
from followup_kit.language.speech import clause
from followup_kit.settings import FILE_NAME, Settings, read_settings
from followup_kit.timing.reasons import Reason, because

from .output import warn

__all__ = ["LEDGER_WAIT", "Clock", "about", "load_kit", "open_ledger", "past", "settings", "tell_time", "user_ledger"]

LEDGER_WAIT = 5.0
"""Seconds to wait for another program that is writing to the ledger."""


_FIXED = {
    "record": clause("clock fixed by the record at {at}; --now sets another"),
    "ledger": clause("clock fixed by the ledger's last entry at {at}; --now sets another"),
}


@frozen(kw_only=True)
class Clock:
    """The moment that a verb decides for, and who set it."""

    now: datetime
    source: Literal["argument", "record", "ledger", "system"]

    @property
    def note(self) -> Reason | None:
        """A clause where the clock is neither the one on the wall nor the one that was asked for."""
        text = _FIXED.get(self.source)
        return because("clock", text, at=self.now.isoformat()) if text else None


def settings() -> Settings:
    """Read the user's settings."""
    return read_settings(Path.cwd(), os.environ)


def load_kit(policy: str | None = None) -> Kit:
    """Load the kit as the settings say; a plugin that was set aside is one line on standard error."""
    chosen = settings()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", PluginWarning)
        with _naming_settings():
            kit = Kit.load(
                policy=policy or chosen.policy,
                policies={"policies": chosen.policies, "parts": chosen.parts},
                stops=chosen.stops,
                blocked=chosen.blocked,
            )
    for warning in caught:
        if issubclass(warning.category, PluginWarning):
            warn(str(warning.message))
    return kit


@contextmanager
def _naming_settings() -> Iterator[None]:
    """Say in which file the tables stand that a policy cannot be made of."""
    try:
        yield
    except InvalidSetting as error:
        lines = str(error).splitlines()
        named = (
            f"{Path.cwd() / FILE_NAME}: {line}" if line.startswith(("policies", "parts")) else line for line in lines
        )
        raise InvalidSetting("\n".join(named)) from error


@contextmanager
def about(record: Path) -> Iterator[None]:
    """Say file, line and field of errors that turn up only when the record is worked with: an unknown country."""
    try:
        yield
    except (InvalidFact, NotFound) as error:
        # a path such as employer.country is one of the record; a plain name is an attribute of some value
        if error.field is not None and ("." in error.field or error.field == "locale"):
            raise InvalidRecord([located(record, error.field, str(error))]) from error
        raise type(error)(f"{record}: {error}") from error


def tell_time(
    now: str | None,
    interview: Interview | None = None,
    history: History | None = None,
    *,
    option: str = "--now",
) -> Clock:
    """Return the moment to decide for: --now, else the record's own `as_of`, else the system's clock.

    A record that fixes the clock goes on with its ledger: what was written down after `as_of` has happened. An entry
    for a time that is still to come moves no clock. `option` is where the text was typed, for an error.

    Raises:
        InvalidFact: the text is no time, or has no offset.
    """
    if now is not None:
        return Clock(now=_moment(now, option), source="argument")
    if interview is None or interview.as_of is None:
        return Clock(now=system_clock(), source="system")
    present = system_clock()
    # a pause of everything is about no interview, and moves the clock of none
    own = [entry for entry in history or () if entry.interview == interview.ref]
    past = [entry.at for entry in own if entry.at <= present]
    if past and past[-1] > interview.as_of:
        return Clock(now=past[-1], source="ledger")
    return Clock(now=interview.as_of, source="record")


def _moment(text: str, option: str) -> datetime:
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidFact(
            f"{option}: {text!r} is no time in ISO 8601; write it like 2026-03-05T18:00:00+01:00", field=option
        ) from None
    return check_moment(value, option)


def user_ledger(option: Path | None) -> Path:
    """Return the ledger's path: the option, else the settings, else a file in the user's data folder."""
    named = option or settings().ledger
    return Path(named).expanduser() if named else _default_ledger()


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
    return Ledger(path, timeout=LEDGER_WAIT)
