"""A TOML text as tables with the line of every key."""

from __future__ import annotations

import re
import tomllib
from os import PathLike, fspath
from typing import Any

from .files import bad_file
from .places import DEEPEST, Source
from .toml_lines import toml_lines

__all__ = ["parse_toml"]

_AT_LINE = re.compile(r"(?P<what>.*?) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL)
# tomllib needs memory in the square of a dotted key's length, so such a key must not reach it.
_PART = r"(?:[A-Za-z0-9_-]++|\"[^\"\n]*+\"|'[^'\n]*+')"
_LONG_KEY = re.compile(rf"(?<![A-Za-z0-9_-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{DEEPEST}}}")


def parse_toml(text: str, path: str | PathLike[str], *, strict: bool) -> tuple[dict[str, Any], Source]:
    """Return the tables and where they stand.

    Raises:
        InvalidRecord: the text is not TOML, or is nested too deeply.
    """
    too_deep = f"the file is nested too deeply; a record has at most {DEEPEST} levels"
    if match := _LONG_KEY.search(text):
        raise bad_file(path, too_deep, line=text.count("\n", 0, match.start()) + 1)
    try:
        return tomllib.loads(text), Source(file=fspath(path), strict=strict, lines=toml_lines(text))
    except tomllib.TOMLDecodeError as error:
        match = _AT_LINE.fullmatch(str(error))
        what = match["what"] if match else str(error)
        line = int(match["line"]) if match and match["line"] else text.count("\n") + 1
        column = f" in column {match['column']}" if match and match["column"] else ""
        raise bad_file(path, f"this is not TOML: {what[:1].lower()}{what[1:]}{column}", line=line) from error
    except ValueError as error:  # the interpreter refuses to read integers of more than 4300 digits
        raise bad_file(path, "this is not a record: it holds a number too large to read") from error
    except RecursionError as error:
        raise bad_file(path, too_deep) from error
