"""Work out every answer by both readers and compare: `python -m tests.timing.truth.rebuild [--write]`.

It fails if the readers disagree on a case. Without `--write` it fails as well if a stored answer is another one; with
it, the answers in the files are replaced.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from . import by_intervals, by_stepping
from .cases import FOLDER, NEVER, Case, read


def answers(case: Case) -> dict[str, str]:
    """Return the answers as they are written.

    Raises:
        ValueError: the readers disagree.
    """
    first = _agreed(case, by_stepping.first(case), by_intervals.first(case))
    out = {"first": _written(first, case.zone)}
    if first is not None and first >= case.ended.timestamp() + case.window[1] * 3600:
        out["last"] = _written(_agreed(case, by_stepping.last(case), by_intervals.last(case)), case.zone)
    return out


def _agreed(case: Case, stepped: int | None, laid_out: int | None) -> int | None:
    if stepped != laid_out:
        one, other = _written(stepped, case.zone), _written(laid_out, case.zone)
        raise ValueError(f"{case.family}: {case.name}: the clock says {one}, the intervals say {other}")
    return stepped


def _written(instant: int | None, zone: str) -> str:
    return f'"{NEVER}"' if instant is None else datetime.fromtimestamp(instant, ZoneInfo(zone)).isoformat()


def rebuilt(path: Path) -> str:
    """Return the file's text with the answers that both readers give."""
    head, *blocks = path.read_text(encoding="utf-8").split("[[case]]\n")
    out = [head.rstrip("\n") + "\n"]
    for block, case in zip(blocks, read(path), strict=True):
        lines = [line for line in block.strip("\n").split("\n") if not line.startswith(("first = ", "last = "))]
        lines += [f"{name} = {value}" for name, value in answers(case).items()]
        out.append("[[case]]\n" + "\n".join(lines) + "\n")
    return "\n".join(out)


def main(arguments: list[str]) -> int:
    """Check all files, or write them; return 1 if something differs from what is stored."""
    wrong = 0
    for path in sorted(FOLDER.glob("*.toml")):
        text = rebuilt(path)
        if "--write" in arguments:
            path.write_text(text, encoding="utf-8", newline="\n")
        elif text != path.read_text(encoding="utf-8"):
            print(f"{path.name}: the stored answers are not those of the readers")
            wrong = 1
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
