"""From errors to exit codes and to one line on standard error for each problem."""

from __future__ import annotations

import errno
from enum import IntEnum

import click

from followup_kit.errors import (
    DeliveryFailed,
    DoesNotFit,
    FollowUpError,
    InvalidRecord,
    InvalidSetting,
    MissingFacts,
    NotPlanned,
    NotReviewed,
)

__all__ = ["EXIT_CODES", "Exit", "complain", "exit_code", "lines_of", "one_line"]


class Exit(IntEnum):
    """What the program says to the program that called it."""

    FINE = 0
    NEEDS_A_PERSON = 1
    BAD_INPUT = 2
    DEFECT = 3
    INTERRUPTED = 130  # as a shell reports SIGINT
    BROKEN_PIPE = 141  # as a shell reports SIGPIPE


EXIT_CODES = """\b
Exit codes:
  0  all fine; every letter that was asked for is fit to send
  1  something needs a person: findings that stop a letter, a question to
     answer, or a plan that says hold, stop or conflict where a letter was
     asked for
  2  bad input or usage; one line for each problem on standard error
  3  a defect of followup-kit itself (FOLLOWUP_TRACEBACK=1 shows where)
  130, 141  interrupted; whoever read the output went away
"""

_FOR_A_PERSON = (MissingFacts, NotPlanned, NotReviewed, DoesNotFit, DeliveryFailed)

_REMEDIES = {
    errno.EACCES: "check who may read and write it",
    errno.EPERM: "check who may read and write it",
    errno.EROFS: "choose a place that can be written to",
    errno.ENOSPC: "free some space and run it again",
    errno.EDQUOT: "free some space and run it again",
    errno.ENOENT: "check the path",
    errno.EISDIR: "give a file, not a folder",
    errno.ENOTDIR: "a file stands where a folder is needed",
    errno.EEXIST: "a file stands where a folder is needed",
    errno.ENAMETOOLONG: "choose a shorter path",
}


def one_line(text: str) -> str:
    """Return the text in one line, with everything that could disturb a terminal written as an escape."""
    joined = " ".join(text.split())
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in joined)


def exit_code(error: BaseException) -> Exit:
    """Return the exit code for an error."""
    if isinstance(error, _FOR_A_PERSON):
        return Exit.NEEDS_A_PERSON
    if isinstance(error, FollowUpError | OSError | click.ClickException):
        return Exit.BAD_INPUT
    return Exit.DEFECT


def lines_of(error: BaseException) -> list[str]:
    """Return one line for each problem: what was wrong, what was given, what would work."""
    match error:
        case InvalidRecord():
            lines = [str(problem) for problem in error.problems]
        case MissingFacts():
            lines = [str(error), *(f"question: {question.text}" for question in error.questions)]
        case click.ClickException():
            lines = [_usage(error)]
        case OSError():
            lines = [_system(error)]
        case InvalidSetting():
            lines = str(error).splitlines()  # a file of policies may have several problems
        case FollowUpError():
            lines = [str(error)]
        case _:
            lines = [f"a defect of followup-kit, please report it: {type(error).__name__}: {error}"]
    return [one_line(line) for line in lines]


def _usage(error: click.ClickException) -> str:
    command = getattr(getattr(error, "ctx", None), "command_path", None)
    hint = f"; see {command} --help" if command and isinstance(error, click.UsageError) else ""
    return error.format_message().rstrip(".") + hint


def _system(error: OSError) -> str:
    reason = (error.strerror or str(error) or type(error).__name__).lower()
    remedy = _REMEDIES.get(error.errno or 0)
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{reason}" + (f"; {remedy}" if remedy else "")


def complain(error: BaseException) -> None:
    """Write the lines to standard error."""
    for line in lines_of(error):
        click.echo(f"followup: {line}", err=True)
