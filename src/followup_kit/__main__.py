"""`python -m followup_kit`, and what the command `followup` calls."""

from __future__ import annotations

import sys
from importlib.util import find_spec

__all__ = ["main"]


def main() -> None:
    """Run the command line, or say in one line what has to be installed for it."""
    missing = [name for name in ("click", "rich") if find_spec(name) is None]
    if missing:
        sys.exit(_without(missing))
    from .cli.app import followup

    followup(prog_name="followup")


def _without(missing: list[str]) -> int:
    print(
        f"followup: the command line needs {' and '.join(missing)}; install them with: pip install 'followup-kit[cli]'",
        file=sys.stderr,
    )
    return 2


if __name__ == "__main__":
    main()
