"""followup batch: the letters of many interviews."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from multiprocessing import get_context
from pathlib import Path

import click

from followup_kit.batch import FAILURES, Options, RowResult, run
from followup_kit.clock import system_clock
from followup_kit.facts.history import Occasion
from followup_kit.intake import stream

from .failures import Exit
from .options import FileArgument, as_json, example, ledger_option, now_option, policy_option
from .output import note, print_json, say
from .session import load_kit, tell_time, user_ledger

__all__ = ["batch"]

_SHOWN = 20  # failures told on standard error; all of them are in the file


@click.command(
    short_help="Write the letters of many interviews, from .jsonl or .csv.",
    epilog=example("followup batch many.jsonl --out letters"),
)
@click.argument("file", type=FileArgument)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A folder; each record gets one in it.")
@now_option
@click.option("--occasion", type=click.Choice([o.value for o in Occasion]), default="thank_you", show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Choose other wordings.")
@click.option("--force", is_flag=True, help="Overwrite letters that were changed since they were written.")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes to work in.")
@policy_option
@ledger_option
@as_json
def batch(
    file: Path,
    out: Path,
    now: str | None,
    occasion: str,
    seed: int,
    force: bool,
    jobs: int,
    policy: str | None,
    ledger: Path | None,
    as_json: bool,
) -> int:
    """Write the letters for each record of a .jsonl or .csv file into a folder named by the record's ref.

    A bad row is reported with line and field in failures.jsonl and stops no other row. Run it again to do what is
    left: rows whose letters are there for the same content and versions are skipped. Rows are read one by one, so none
    knows of the others: after a pause, two of them may be planned for one minute. The exit code is 1 if a row
    failed or has a letter that a person must look at.
    """
    options = Options(
        clock=system_clock(),
        now=tell_time(now).now if now else None,
        occasion=Occasion(occasion),
        seed=seed,
        force=force,
    )
    records, kit = stream(file), load_kit(policy)
    counts, told = Counter[str](), 0
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) if jobs > 1 else nullcontext() as executor:
        results = run(records, out, kit, options, source=str(file), ledger=user_ledger(ledger), executor=executor)
        for result in results:
            counts[result.status] += 1
            counts["not_ok"] += not result.ok
            told += _tell(result, room=_SHOWN - told)
    failures = str(out / FAILURES) if counts["not_ok"] else None
    numbers = {name: counts[name] for name in ("written", "skipped", "failed", "not_ok")}
    if as_json:
        print_json({"ok": not failures, **numbers, "out": str(out), "failures": failures})
    else:
        say(f"{counts['written']} written, {counts['skipped']} done before, {counts['failed']} failed, in {out}")
        if failures:
            say(f"{counts['not_ok']} need a person: see {failures}")
    return Exit.NEEDS_A_PERSON if failures else Exit.FINE


def _tell(result: RowResult, *, room: int) -> int:
    told = result.problems[: max(0, room)]
    for problem in told:
        note(str(problem))
    return len(told)
