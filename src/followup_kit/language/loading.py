"""Reading language packs from their folders.

A pack is a folder of TOML files named by its tag. `pack.toml` may name a `parent` whose tables it refines; lists of
frames and of lexicon entries are added to the parent's, an entry with the same id replaces the parent's.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

from attrs import field, frozen

from followup_kit.errors import InvalidSetting, NotFound, known_names

from .frames import SLOT, Form, Frame
from .pack import AddressRow, EmployerAt, Joint, Language, LexiconEntry

__all__ = [
    "BUILT_IN",
    "LanguagePack",
    "built_in_language",
    "built_in_languages",
    "built_in_lexicons",
    "built_in_packs",
    "load_language",
]


def _read(folder: Traversable, name: str) -> dict[str, Any]:
    path = folder / name
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidSetting(f"language pack {folder.name}: {name} is not TOML in UTF-8: {error}") from error


_LISTS = ("frame", "lexicon")
_FILES = ("pack.toml", "address.toml", "lexicon.toml", "frames.toml")


def _merged(parent: dict[str, Any], child: dict[str, Any]) -> dict[str, Any]:
    out = dict(parent)
    for key, value in child.items():
        if key in _LISTS:
            mine = {entry["id"]: entry for entry in value}
            out[key] = [entry for entry in parent.get(key, []) if entry["id"] not in mine] + value
        elif isinstance(value, dict):
            out[key] = {**parent.get(key, {}), **value}
        else:
            out[key] = value
    return out


def _tables(folder: Traversable, names: tuple[str, ...]) -> dict[str, Any]:
    own: dict[str, Any] = {}
    for name in names:
        own |= _read(folder, name)
    if not own:
        raise InvalidSetting(f"language pack {folder.name}: there is no pack.toml")
    parent = own.pop("parent", None)
    return _merged(_tables(_PACKS / parent, names), own) if parent else own


def _all_forms(folder: Traversable) -> dict[str, Form]:
    parent = _read(folder, "pack.toml").get("parent")
    return {**(_all_forms(_PACKS / parent) if parent else {}), **_forms(folder)}


def _forms(folder: Traversable) -> dict[str, Form]:
    """Run the pack's morphology, if it has one: a module with FORMS, from names to functions."""
    path = folder / "morph.py"
    if not path.is_file():
        return {}
    with as_file(path) as file:
        spec = spec_from_file_location(f"followup_kit_pack_{folder.name.replace('-', '_')}", file)
        if spec is None or spec.loader is None:
            raise InvalidSetting(f"language pack {folder.name}: morph.py cannot be loaded")
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
    forms: dict[str, Form] | None = getattr(module, "FORMS", None)
    if not isinstance(forms, dict):
        raise InvalidSetting(f"language pack {folder.name}: morph.py has no FORMS")
    return forms


def _frame(table: dict[str, Any], spaces: dict[str, str]) -> Frame:
    """Make a wording of its table, with the language's own spaces before its marks but not inside its slots."""

    def spaced(found: re.Match[str]) -> str:
        return f"{spaces[found['mark']]}{found['mark']}" if found["mark"] else found[0]

    if spaces:
        marks = "".join(re.escape(mark) for mark in spaces)
        table = {**table, "text": re.sub(rf"{SLOT.pattern}| *(?P<mark>[{marks}])", spaced, table["text"])}
    return Frame(**table)


def _respelt(tables: dict[str, Any]) -> dict[str, Any]:
    """Write everything that the pack says as its country spells; what it looks for is found in both spellings.

    `spelling` maps letters to what stands for them ("ß" to "ss"). Names and facts come from elsewhere and stay.
    """
    letters: dict[str, str] = tables.get("spelling", {})
    if not letters:
        return tables
    said = re.compile("|".join(map(re.escape, letters)))

    def word(text: str) -> str:
        return said.sub(lambda found: letters[found[0]], text)

    def pattern(text: str) -> str:
        return said.sub(lambda found: f"(?:{found[0]}|{letters[found[0]]})", text)

    def respelt(value: Any, key: str = "") -> Any:
        if isinstance(value, str):
            return pattern(value) if key in _PATTERNS else value if key in _KEYS else word(value)
        if isinstance(value, dict):
            return {name: respelt(inner, key if key in _PATTERNS else name) for name, inner in value.items()}
        return [respelt(inner, key) for inner in value] if isinstance(value, list) else value

    return {key: value if key == "spelling" else respelt(value, key) for key, value in tables.items()}


_PATTERNS = ("pattern", "match", "misfits")
_KEYS = ("id", "part", "occasion", "like", "apart", "tag", "kind", "when")


def load_language(folder: Traversable, *, wordings: bool = True) -> Language:
    """Read a pack from its folder (a pathlib.Path will do). A `parent` is looked up among the built-in packs.

    Without `wordings` the frames are left out, which saves most of the time.

    Raises:
        InvalidSetting: a file is not TOML, a key is unknown or missing.
    """
    tables = _respelt(_tables(folder, _FILES if wordings else _FILES[:3]))
    try:
        lists: dict[str, Any] = {
            "address": tuple(AddressRow(**row) for row in tables.pop("address", ())),
            "frames": tuple(_frame(frame, tables.get("space_before", {})) for frame in tables.pop("frame", ())),
            "employer_at": tuple(EmployerAt(**row) for row in tables.pop("employer_at", ())),
            "joints": tuple(Joint(**row) for row in tables.pop("joints", ())),
            "lexicon": tuple(LexiconEntry(**entry) for entry in tables.pop("lexicon", ())),
        }
        for name in (
            "closings",
            "abbreviations",
            "quotes",
            "also_after_salutation",
            "also_after_closing",
            "also_quotes",
            "after_name",
            "signature",
        ):
            if name in tables:
                tables[name] = tuple(tables[name])
        return Language(**tables, **lists, forms=_all_forms(folder))
    except TypeError as error:
        raise InvalidSetting(f"language pack {folder.name}: {error}") from error


_PACKS = files(__package__) / "packs"


BUILT_IN = ("en-GB", "en-US", "de-DE", "de-AT", "de-CH", "fr-FR", "es", "it", "ja")
"""The tags of the packs that come with followup-kit."""


@frozen
class LanguagePack:
    """A pack in its folder, read when it is first asked for, since reading one takes some 20 to 40 ms."""

    tag: str
    folder: Traversable = field(repr=False, eq=False)

    @property
    def language(self) -> str:
        """The language without its territory: "en" of "en-GB"."""
        return self.tag.split("-", 1)[0]

    def load(self) -> Language:
        """Return the pack. Built-in ones are read once.

        Raises:
            InvalidSetting: a file is not TOML, a key is unknown or missing.
        """
        return built_in_language(self.tag) if self.folder == _PACKS / self.tag else load_language(self.folder)


def built_in_packs() -> tuple[LanguagePack, ...]:
    """Return the packs that come with followup-kit, unread."""
    return tuple(LanguagePack(tag, _PACKS / tag) for tag in BUILT_IN)


@lru_cache(maxsize=len(BUILT_IN))
def built_in_language(tag: str) -> Language:
    """Return one of the packs that come with followup-kit.

    Raises:
        NotFound: there is none for this tag; the known ones are named.
    """
    if tag not in BUILT_IN:
        raise NotFound(known_names("language", tag, BUILT_IN))
    return load_language(_PACKS / tag)


@lru_cache(maxsize=1)
def built_in_lexicons() -> tuple[Language, ...]:
    """Return one pack for each language, without wordings: enough to tell the languages apart, and quickly read."""
    one_each = {tag.split("-", 1)[0]: tag for tag in reversed(BUILT_IN)}
    return tuple(load_language(_PACKS / tag, wordings=False) for tag in one_each.values())


@lru_cache(maxsize=1)
def built_in_languages() -> tuple[Language, ...]:
    """Return the packs that come with followup-kit, all of them read."""
    return tuple(map(built_in_language, BUILT_IN))
