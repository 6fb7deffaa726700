"""From files to interviews: all errors of a file at once, each with its file, line and field.

The format is described in `shape`; `read` takes one record (TOML, JSON), `stream` many (JSON Lines, CSV),
`invitation` what a calendar file can be trusted for.
"""

from __future__ import annotations

from .invitation import Invitation, invitation
from .locating import located, row_field
from .reading import read
from .record import from_json
from .streaming import stream
from .toml_text import to_toml
from .writing import dumps, to_json

__all__ = [
    "Invitation",
    "dumps",
    "from_json",
    "invitation",
    "located",
    "read",
    "row_field",
    "stream",
    "to_json",
    "to_toml",
]
