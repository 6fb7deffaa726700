"""From files to interviews: all errors of a file at once, each with its file, line and field.

The format is described in `shape`; `read` takes one record (TOML, JSON), `stream` many (JSON Lines, CSV).
"""

from __future__ import annotations

from .reading import read
from .record import from_json
from .streaming import stream
from .writing import dumps, to_json

__all__ = ["dumps", "from_json", "read", "stream", "to_json"]
