"""The command `followup`: its verbs, and what happens when one of them fails."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from .batch import batch
from .draft import draft
from .failures import EXIT_CODES, Exit, complain, exit_code
from .forget import forget
from .invite import import_invitation
from .log import log
from .pausing import pause, resume
from .plan import plan
from .plugins import plugins
from .policies import policies
from .render import render
from .review import review
from .send import send
from .status import status
from .wishes import pin, release, snooze

__all__ = ["followup"]


class _Verbs(click.Group):
    """A group that answers every failure with one line for each problem and an exit code, never a traceback."""

    def main(  # type: ignore[override]  # click overloads it by a flag that makes no difference here
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **_extra: object
    ) -> NoReturn:
        """Run a verb and end the program with what it returns, its exit code."""
        sys.exit(self._guarded(args, prog_name))

    def _guarded(self, args: Sequence[str] | None, prog_name: str | None) -> int:
        with contextlib.suppress(AttributeError, io.UnsupportedOperation):
            # a terminal that lacks a letter shows its escape instead of ending the program
            sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # absent on replaced streams
        try:
            code = super().main(args, prog_name, standalone_mode=False)
            sys.stdout.flush()
            return int(code or 0)
        except click.Abort:
            click.echo("followup: interrupted", err=True)
            return Exit.INTERRUPTED
        except BrokenPipeError:
            return _let_go_of_pipe()
        except Exception as error:
            if os.environ.get("FOLLOWUP_TRACEBACK"):
                raise
            complain(error)
            return exit_code(error)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's own signature
        """Return the verbs in the order of the work, not of the alphabet."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb. A closed pipe is told apart here, because click would end the program with 1."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            return _let_go_of_pipe()


def _let_go_of_pipe() -> int:
    # Python flushes standard output once more when it ends, and would complain there
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Exit.BROKEN_PIPE


@click.group(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EXIT_CODES,
    invoke_without_command=True,
)
@click.version_option(package_name="followup-kit", message="followup-kit %(version)s")
@click.pass_context
def followup(ctx: click.Context) -> None:
    """Decide when to write after an interview, write the letters, check them, keep count of them.

    An interview is described in a record (TOML or JSON). Begin one from an invitation with `import`, see with `plan`
    when to write, and get the letters with `draft`; `review` and `send` them, and `log` what comes back. `snooze`,
    `pin` and `pause` are your own word on when. Nothing leaves this machine.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


for verb in (
    *(import_invitation, plan, draft, review, render, send, log, status),
    *(snooze, pin, release, pause, resume, forget, batch, policies, plugins),
):
    followup.add_command(verb)
