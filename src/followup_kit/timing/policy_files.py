"""Policies of your own, read from TOML: tables [policies.NAME] and [parts.NAME] that extend what is there already."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

from attrs import define, field

from followup_kit.errors import InvalidSetting, NotFound, known_names

from .parts import ABOUT, SETTABLE, Part, parts, set_by
from .policies import Policy, presets
from .policy_data import read_field, rules_by_name
from .rules import IntervalRule

__all__ = ["read_policies"]

_LARGEST: Final = 100_000  # bytes; some hundred policies
_DEEPEST: Final = 20
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_KEYS: Final = ("extends", *ABOUT, *SETTABLE)
_Table = Literal["policies", "parts"]


def read_policies(
    source: Path | str | Mapping[str, Any],
    *,
    known: Mapping[str, Policy | Part] | None = None,
    rules: Iterable[IntervalRule] = (),
) -> Mapping[str, Policy | Part]:
    """Return the policies and parts of a file by name, each made from what it extends and its own fields.

    `extends` names one policy or part, or several: of those that set a field, the later one wins, and the table's own
    fields win over all. A policy passes on the fields in which it differs from the defaults. Summary, sources and the
    date of review are never passed on: they speak for one policy alone. `false` takes an optional field away::

        >>> house = read_policies('''
        ... [policies.house]
        ... extends = ["next_morning", "promise_plus_week"]
        ... cap = 1
        ... ''')["house"]
        >>> house.window[0].n, house.check_in_after.n, house.cap
        (1, 5, 1)

    Args:
        source: a path, TOML text, or the tables of a file that was read already.
        known: what may be extended besides the file's own; None means the presets and parts that come with the kit.
        rules: rules of your own that the file may name.

    Raises:
        InvalidSetting: every problem of the file on a line of its own, each with file, policy and field.
        OSError: the file cannot be read.
    """
    where, tables = _tables(source)
    reader = _Reader(
        where=where,
        known={**presets(), **parts()} if known is None else known,
        rules=rules_by_name(rules),
    )
    reader.take(tables)
    made = {name: reader.made(name) for name in reader.tables}
    if reader.problems:
        raise InvalidSetting("\n".join(reader.problems))
    return MappingProxyType({name: value for name, value in made.items() if value is not None})


def _tables(source: Path | str | Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    if isinstance(source, Mapping):
        return "", source
    # TOML that holds a policy has a bracket and a line end; what has neither is meant as a path
    if isinstance(source, str) and ("[" in source or "\n" in source):
        return "", _parsed(source, "the text")
    path = Path(source)
    if path.stat().st_size > _LARGEST:
        raise InvalidSetting(f"{path}: has {path.stat().st_size} bytes; a file of policies has at most {_LARGEST}")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidSetting(f"{path}: is not TOML in UTF-8: {error}") from error
    return f"{path}: ", _parsed(text, f"{path}:")


def _parsed(text: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidSetting(f"{where} is not TOML: {error}") from error


@define(kw_only=True)
class _Reader:
    """What has been read so far, and what is wrong with the rest."""

    where: str
    known: Mapping[str, Policy | Part]
    rules: Mapping[str, IntervalRule]
    tables: dict[str, tuple[_Table, Mapping[str, Any]]] = field(factory=dict)
    done: dict[str, Policy | Part | None] = field(factory=dict)
    given: dict[str, dict[str, Any]] = field(factory=dict)
    problems: list[str] = field(factory=list)

    def wrong(self, place: str, message: object) -> None:
        """Note a problem."""
        self.problems.append(f"{self.where}{place}: {message}")

    def take(self, file: Mapping[str, Any]) -> None:
        """Sort the tables by name."""
        for key, group in file.items():
            if key not in ("policies", "parts"):
                self.wrong(key, f"{known_names('table', key, ('policies', 'parts'))}; write [policies.{key}]")
            elif not isinstance(group, Mapping):
                self.wrong(key, f"must hold tables such as [{key}.house], got {group!r}")
            else:
                for name, table in group.items():
                    self._take_one("policies" if key == "policies" else "parts", name, table)

    def _take_one(self, group: _Table, name: str, table: Any) -> None:
        place = f"{group}.{name}"
        if not isinstance(table, Mapping):
            self.wrong(place, f"must be a table, got {table!r}")
        elif not _NAME.fullmatch(name):
            self.wrong(place, "a name has up to 64 letters without accents, digits, '_', '-' and '.'; '+' adds parts")
        elif name in self.known:
            self.wrong(place, f"{name} exists already; choose another name, and extend it with extends = {name!r}")
        elif name in self.tables:
            self.wrong(place, f"there is a {self.tables[name][0]}.{name} too; each name stands for one thing")
        else:
            self.tables[name] = (group, table)

    def made(self, name: str, path: tuple[str, ...] = ()) -> Policy | Part | None:
        """Return the policy or part of a table of this file; None where it could not be made, which is noted once."""
        if name not in self.done:
            self.done[name] = None
            group, table = self.tables[name]
            self.done[name] = self._make(group, name, table, (*path, name))
        return self.done[name]

    def _make(self, group: _Table, name: str, table: Mapping[str, Any], path: tuple[str, ...]) -> Policy | Part | None:
        before = len(self.problems)
        place = f"{group}.{name}"
        names, inherited = self._inherited(group, place, table.get("extends", ()), path)
        own = self._own(place, table)
        if inherited is None or len(self.problems) > before:
            return None
        about = {key: own.pop(key) for key in ABOUT if key in own}
        self.given[name] = {**inherited, **own}
        try:
            if group == "parts":
                return Part(name=name, sets=self.given[name], **about)
            return Policy(name=name, extends=names, **about, **self.given[name])
        except InvalidSetting as error:
            self.wrong(place, error)
            return None

    def _own(self, place: str, table: Mapping[str, Any]) -> dict[str, Any]:
        """Return the fields that stand in the table itself."""
        own: dict[str, Any] = {}
        for key, value in table.items():
            if key == "extends":
                continue
            if key not in _KEYS:
                self.wrong(f"{place}.{key}", known_names("policy field", key, _KEYS))
                continue
            try:
                own[key] = read_field(Policy, key, value, self.rules)
            except InvalidSetting as error:
                self.wrong(f"{place}.{key}", error)
        return own

    def _inherited(
        self, group: _Table, place: str, extends: Any, path: tuple[str, ...]
    ) -> tuple[tuple[str, ...], dict[str, Any] | None]:
        """Return the names that a table extends and the fields that come from them; None where one is not to be had."""
        names = (extends,) if isinstance(extends, str) else extends
        if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
            self.wrong(f"{place}.extends", f"must be a name or a list of names, got {extends!r}")
            return (), None
        names = tuple(part.strip() for name in names for part in ([name] if name in self.known else name.split("+")))
        out: dict[str, Any] | None = {}
        for name in names:
            try:
                passed = self._passed_on(name, path)
                if group == "parts" and name in {*_policies(self.known), *self._own_policies()}:
                    raise NotFound(f"{name} is a whole policy; a part extends parts only")
            except NotFound as error:
                self.wrong(f"{place}.extends", error)
                passed = None
            out = None if passed is None or out is None else {**out, **passed}
        return names, out

    def _passed_on(self, name: str, path: tuple[str, ...]) -> dict[str, Any] | None:
        if len(path) > _DEEPEST:
            raise NotFound(
                f"more than {_DEEPEST} policies extend one another in a row; extend what they have in common"
            )
        if name in path:
            raise NotFound(f"goes in a circle: {', '.join((*path[path.index(name) :], name))}")
        if name in self.tables:
            return None if self.made(name, path) is None else self.given[name]
        if name in self.known:
            return set_by(self.known[name])
        raise NotFound(known_names("policy or part", name, {*self.known, *self.tables}))

    def _own_policies(self) -> list[str]:
        return [name for name, (group, _) in self.tables.items() if group == "policies"]


def _policies(known: Mapping[str, Policy | Part]) -> list[str]:
    return [name for name, value in known.items() if isinstance(value, Policy)]
