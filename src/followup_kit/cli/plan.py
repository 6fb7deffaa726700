"""followup plan: when to write to whom, and why."""

from __future__ import annotations

from pathlib import Path

import click

from followup_kit.intake import read
from followup_kit.timing.decisions import Conflict, Plan

from .calendar import calendar_json, calendar_lines, enter
from .failures import Exit
from .lines import print_lines
from .options import (
    FileArgument,
    as_json,
    example,
    ledger_option,
    locale_option,
    now_option,
    policy_option,
    record_argument,
)
from .output import print_json
from .session import about, load_kit, past, settings, tell_time
from .shown_plan import plan_json, plan_lines
from .timeline import paper

__all__ = ["plan"]


@click.command(
    short_help="Decide when to write to whom, with the reasons.", epilog=example("followup plan interview.toml")
)
@record_argument
@now_option
@policy_option
@ledger_option
@click.option("--explain", is_flag=True, help="Show each step on a line of time, with the closed hours.")
@locale_option
@click.option(
    "--ics", type=FileArgument, help="Enter what is to be sent into this calendar file, new or of an earlier plan."
)
@as_json
def plan(
    record: Path,
    now: str | None,
    policy: str | None,
    ledger: Path | None,
    explain: bool,
    locale: str | None,
    ics: Path | None,
    as_json: bool,
) -> int:
    """Decide for every person: send, hold, stop or conflict, with the reason for every hour.

    The moment decided for is --now, else the record's own `as_of`, else now. Where `as_of` fixes the clock, it goes on
    to the ledger's last entry for this interview. Before the end of the interview everything is on hold.

    A calendar file of --ics can be written and imported again after every change: moments move with the plan, and what
    is not planned any more is cancelled. A file that something else has written is left alone.
    """
    interview = read(record)
    history = past(ledger)
    clock = tell_time(now, interview, history)
    kit = load_kit(policy)
    with about(record):
        planned = kit.plan(interview, history, now=clock.now)
    tongue = locale or settings().locale
    entered = enter(planned, ics, tongue) if ics else None
    if as_json:
        calendar = {"calendar": calendar_json(entered, ics)} if entered and ics else {}
        print_json(plan_json(planned, clock) | calendar)
    else:
        print_lines(plan_lines(planned, clock, locale=tongue, timelines=paper() if explain else None))
        print_lines(calendar_lines(entered, ics) if entered and ics else ())
    return plan_exit(planned)


def plan_exit(planned: Plan) -> Exit:
    """A plan is an answer, and "hold" or "stop" is one; a conflict asks for a person's decision."""
    undecided = any(isinstance(step.decision, Conflict) for step in planned.steps)
    return Exit.NEEDS_A_PERSON if undecided else Exit.FINE
