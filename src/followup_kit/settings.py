"""What a user may settle once for the command line: plain data, read from `followup.toml` and the environment.

Only the command line reads settings; everything else gets values. The environment wins over the file, an option on
the command line over both.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from attrs import Attribute, evolve, field, fields, frozen, validators

from followup_kit.errors import InvalidSetting

__all__ = ["FILE_NAME", "Settings", "read_settings"]

FILE_NAME = "followup.toml"
_LARGEST = 100_000  # bytes; settings are a handful of lines

_SEVERITIES = ("error", "warning", "info")


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, list | tuple | set | frozenset):
        raise InvalidSetting(f"several names were expected, got {value!r}; write a list")
    return tuple(value)


def _is_table(_self: Any, attribute: Attribute[Any], value: Any) -> None:
    if not isinstance(value, Mapping):
        raise InvalidSetting(f"{attribute.name} must hold tables such as [{attribute.name}.house], got {value!r}")


def _is_text(_self: Any, attribute: Attribute[Any], value: Any) -> None:
    if not isinstance(value, str):
        raise InvalidSetting(f"{attribute.name} must be a text in quotes, got {value!r}")


def _are_texts(_self: Any, attribute: Attribute[Any], value: Any) -> None:
    for name in value:
        if not isinstance(name, str):
            raise InvalidSetting(f"{attribute.name} must hold texts in quotes, got {name!r}")


def _are_severities(_self: Any, attribute: Attribute[Any], value: Any) -> None:
    for name in value:
        if name not in _SEVERITIES:
            raise InvalidSetting(f"{attribute.name} must be some of {', '.join(_SEVERITIES)}, got {name!r}")


@frozen(kw_only=True)
class Settings:
    """What the command line uses where no option says otherwise.

    `policy` names the timing rules. `policies` and `parts` are tables of timing rules of the user's own, by name, as
    they stand in the file. `stops` are the severities with which a finding keeps a letter in the house.
    `blocked` are plugins that are not loaded. `ledger` is the ledger's file; None means the user's data folder.
    `locale` is the language in which reasons are said to people; None is English.
    """

    policy: str = field(default="guide", validator=_is_text)
    policies: Mapping[str, Any] = field(factory=dict, validator=_is_table)
    parts: Mapping[str, Any] = field(factory=dict, validator=_is_table)
    stops: tuple[str, ...] = field(
        default=("error", "warning"),
        converter=_names,
        validator=_are_severities,
    )
    blocked: tuple[str, ...] = field(default=(), converter=_names, validator=_are_texts)
    ledger: str | None = field(default=None, validator=validators.optional(_is_text))
    locale: str | None = field(default=None, validator=validators.optional(_is_text))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


_ENVIRONMENT: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "FOLLOWUP_POLICY": ("policy", str),
    "FOLLOWUP_STOPS": ("stops", _listed),
    "FOLLOWUP_BLOCKED": ("blocked", _listed),
    "FOLLOWUP_LEDGER": ("ledger", str),
    "FOLLOWUP_LOCALE": ("locale", str),
}


def read_settings(folder: Path, environment: Mapping[str, str]) -> Settings:
    """Read `followup.toml` in this folder if there is one, then the variables FOLLOWUP_POLICY, _STOPS, _BLOCKED,
    _LEDGER and _LOCALE (lists with commas); an empty variable counts as not set.

    Raises:
        InvalidSetting: the file is not TOML in UTF-8, is too large, has an unknown key or an impossible value.
    """
    path = folder / FILE_NAME
    settings = _checked(Settings(), _table(path), where=str(path)) if path.is_file() else Settings()
    for variable, (name, convert) in _ENVIRONMENT.items():
        if environment.get(variable):
            settings = _checked(settings, {name: convert(environment[variable])}, where=variable)
    return settings


def _table(path: Path) -> dict[str, Any]:
    if path.stat().st_size > _LARGEST:
        raise InvalidSetting(f"{path}: has {path.stat().st_size} bytes; settings have at most {_LARGEST}")
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidSetting(f"{path}: is not TOML in UTF-8: {error}") from error


def _checked(settings: Settings, values: Mapping[str, Any], *, where: str) -> Settings:
    known = [attribute.name for attribute in fields(Settings)]
    for name in values:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise InvalidSetting(f"{where}: no setting named {name!r}; known: {', '.join(known)}{hint}")
    try:
        return evolve(settings, **values)
    except (ValueError, TypeError) as error:
        # attrs puts the attribute and its options behind the sentence; only the sentence is for users
        reason = error.args[0] if error.args else error
        raise InvalidSetting(f"{where}: {reason}") from error
