"""Imports go forward only: a module imports from its own room and from rooms in front of it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "followup_kit"

# Which rooms each room may import. Everybody may import errors and script; nobody imports testing or cli.
MAY = {
    "errors": set(),
    "script": set(),
    "facts": set(),
    "language": set(),
    "settings": set(),
    "clock": set(),
    "timing": {"facts", "language"},
    "intake": {"facts"},
    "writing": {"facts", "language", "timing"},
    "reviewing": {"facts", "language", "timing", "writing"},
    "channels": {"facts", "language", "writing"},
    "delivery": {"facts", "reviewing", "channels"},
    "hookspecs": {"facts", "language", "timing", "writing", "reviewing", "channels", "delivery"},
}
ROOMS = {"facts", "language", "timing", "intake", "writing", "reviewing", "channels", "delivery"}
MAY["builtin"] = MAY["hookspecs"] | {"hookspecs"}
MAY["registry"] = MAY["builtin"] | {"builtin"}
MAY["kit"] = MAY["registry"] | {"registry"}
MAY["letters"] = MAY["kit"] | {"kit"}
MAY["batch"] = MAY["letters"] | {"letters", "intake"}
MAY["cli"] = MAY["batch"] | {"batch", "clock", "settings"}
MAY["testing"] = MAY["cli"]
MAY["__main__"] = {"cli"}
MAY["__init__"] = MAY["kit"] | {"kit"}

# Libraries that only one room may load.
ONLY = {"babel": {"language"}, "markdown_it": {"writing"}, "holidays": {"timing"}, "click": {"cli"}, "rich": {"cli"}}
ONLY |= {
    "pluggy": {"hookspecs", "registry"},
    "sqlite3": {"delivery", "batch"},
    "hypothesis": {"testing"},
    "icalendar": {"intake"},
    "numpy": {"timing"},
}


def imports(path: Path) -> list[str]:
    """All modules that a file imports anywhere, also inside functions and for type checking only."""
    package = ["followup_kit", *path.relative_to(SRC).parts[:-1]]
    out = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            out += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            out += [f"{module}.{alias.name}" for alias in node.names] if module == "followup_kit" else [module]
    return out


def room(path: Path) -> str:
    return path.relative_to(SRC).parts[0].removesuffix(".py")


FILES = sorted(SRC.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SRC)))
def test_a_module_imports_only_from_rooms_in_front_of_it(path: Path) -> None:
    own = room(path)
    allowed = MAY[own] | {own, "errors", "script"}
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "followup_kit" and len(parts) > 1:
            assert parts[1] in allowed, f"{own} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SRC)))
def test_a_library_is_loaded_by_its_own_room_only(path: Path) -> None:
    for name in imports(path):
        owners = ONLY.get(name.split(".")[0])
        assert owners is None or room(path) in owners, f"{path.name} imports {name}"


def test_every_file_belongs_to_a_room_of_the_table() -> None:
    assert {room(path) for path in FILES} <= set(MAY)
    assert set(MAY) >= ROOMS


def test_the_reader_of_imports_sees_every_kind_of_import(tmp_path: Path) -> None:
    probe = SRC / "facts" / "people.py"
    assert "followup_kit.errors" in imports(probe)
    assert "followup_kit.facts.text" in imports(probe)
