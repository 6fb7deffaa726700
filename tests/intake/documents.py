"""Records as they stand in files, and a writer of TOML that knows on which line it puts what."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

RECORD: dict[str, Any] = {
    "version": 1,
    "ref": "northwind-2",
    "role": "Engineer",
    "started": "2026-03-02T13:00:00",
    "ended": "2026-03-02T16:30:00",
    "reply_by": "2026-03-09",
    "employer": {"name": "Northwind", "country": "DE", "zone": "Europe/Berlin"},
    "candidate": {"name": "Jo Doe", "email": "jo@example.org"},
    "panel": [
        {"ref": "anna", "name": {"given": "Anna", "family": "Weber"}, "email": "anna@example.com"},
        {"ref": "ben", "name": "Ben Li", "zone": "America/New_York", "country": "US"},
        {"ref": "cleo", "name": "Cleo Roth", "role": "recruiter"},
    ],
    "topics": [{"id": "streams", "text": "event streams", "said_by": "anna"}, {"text": "the rota", "said_by": "ben"}],
    "claims": [{"skill": "Kafka", "topic": "streams", "heard_by": ["anna", "ben"]}],
    "promises": [{"text": "send you the plan", "to": "cleo", "due": "2026-03-04"}],
    "events": [{"at": "2026-03-03T08:00:00Z", "event": "replied", "recipient": "ben"}],
    "waivers": [{"code": "TONE-1", "reason": "it is true", "recipient": "anna"}],
}


def record(**changes: Any) -> dict[str, Any]:
    """A record that is right, with some keys set, or left out where given as None."""
    changed = {**deepcopy(RECORD), **changes}
    return {key: value for key, value in changed.items() if value is not None}


# --- TOML of any shape, with the line of everything ---

KEYS = st.text("abz_-09", min_size=1, max_size=4) | st.sampled_from(
    ["", "a.b", "a b", 'q"q', "q'q", "ü", "#", "=", "[x]", "\\", "\t", "\x7f", "\n"]
)
LEAVES = st.one_of(
    st.integers(-9, 10**12),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text("ab \"'\\#[]{}=,.\nü\t", max_size=8),
    st.dates(),
    st.times(),
    st.datetimes(),
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=12
)
TABLES = st.dictionaries(KEYS, VALUES, max_size=5)


class TomlWriter:
    """Writes tables in randomly chosen spellings and keeps the line on which each path begins."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw, self.text, self.lines = draw, "", {(): 1}

    def one_in(self, n: int) -> bool:
        return self.draw(st.integers(1, n)) == 1

    def note(self, path: tuple[Any, ...]) -> None:
        self.lines.setdefault(path, self.text.count("\n") + 1)

    def noise(self) -> None:
        self.text += self.draw(st.sampled_from(["", "", "\n", "# [a]\n", "  ", "\t"]))

    def section(self, path: tuple[Any, ...], spelled: str, table: dict[str, Any]) -> None:
        """The pairs of a table whose header is written, then the tables and lists that get headers of their own."""
        later: dict[str, Any] = {}
        for key, value in table.items():
            tables = isinstance(value, dict) or (
                isinstance(value, list) and value and all(isinstance(row, dict) for row in value)
            )
            if tables and self.one_in(2):
                later[key] = value
            else:
                self.pair(path, "", key, value)
        for key, value in later.items():
            name = f"{spelled}.{self.key(key)}" if spelled else self.key(key)
            if isinstance(value, dict):
                self.header((*path, key), f"[{name}]")
                self.section((*path, key), name, value)
            for index, row in enumerate(value if isinstance(value, list) else []):
                self.header((*path, key), f"[[{name}]]", index)
                self.section((*path, key, index), name, row)

    def header(self, path: tuple[Any, ...], text: str, *index: int) -> None:
        self.noise()
        self.note(path)
        if index:
            self.note((*path, *index))
        self.text += text + self.draw(st.sampled_from(["\n", " # note\n"]))

    def pair(self, path: tuple[Any, ...], prefix: str, key: str, value: Any) -> None:
        """One pair on its own line; a table may be spelled by dotted keys, one line for each of its pairs."""
        if isinstance(value, dict) and value and self.one_in(3):
            for inner, item in value.items():
                self.pair((*path, key), f"{prefix}{self.key(key)} . ", inner, item)
            return
        self.noise()
        for length in range(1, len(path) + 1):
            self.note(path[:length])
        self.note((*path, key))
        self.text += f"{prefix}{self.key(key)} = "
        self.value((*path, key), value)
        self.text += "\n"

    def key(self, key: str) -> str:
        if key and all(char.isascii() and (char.isalnum() or char in "_-") for char in key) and self.one_in(2):
            return key
        return f"'{key}'" if "'" not in key and key.isprintable() and self.one_in(2) else self.basic(key)

    def basic(self, text: str) -> str:
        escaped = "".join(f"\\u{ord(c):04x}" if not c.isprintable() or c in '"\\' else c for c in text)
        return f'"{escaped}"'

    def string(self, text: str) -> str:
        if "\t" in text or self.one_in(2):
            return self.basic(text)
        if "'" not in text and self.one_in(2):
            return f"'''\n{text}'''" if "\n" in text else f"'{text}'"
        return '"""\n' + text.replace("\\", "\\\\").replace('"', '\\"') + '"""'

    def value(self, path: tuple[Any, ...], value: Any) -> None:
        if isinstance(value, dict):
            self.text += "{ "
            for number, (key, item) in enumerate(value.items()):
                self.text += ", " if number else ""
                self.note((*path, key))
                self.text += f"{self.key(key)} = "
                self.value((*path, key), item)
            self.text += " }"
        elif isinstance(value, list):
            self.text += "["
            for index, item in enumerate(value):
                self.text += self.draw(st.sampled_from(["", " ", "\n", "# ], }\n"]))
                self.note((*path, index))
                self.value((*path, index), item)
                self.text += self.draw(st.sampled_from([",", " ,\n"]))
            self.text += "]"
        else:
            self.text += self.leaf(value)

    def leaf(self, value: Any) -> str:
        if isinstance(value, str):
            return self.string(value)
        if isinstance(value, bool):
            return str(value).lower()
        return value.isoformat() if hasattr(value, "isoformat") else repr(value)


@st.composite
def toml_documents(draw: st.DrawFn) -> tuple[str, dict[str, Any], dict[tuple[Any, ...], int]]:
    """A TOML text, what it means, and the line of every path in it."""
    table = draw(TABLES)
    writer = TomlWriter(draw)
    writer.section((), "", table)
    return writer.text, table, writer.lines


def paths(value: Any, path: tuple[Any, ...] = ()) -> set[tuple[Any, ...]]:
    """Every place in decoded data."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path}.union(*(paths(item, (*path, key)) for key, item in items))
