"""The calendar file of a plan: written whole or not at all, and never over a file that is not ours."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from followup_kit.errors import InvalidRecord, InvalidSetting
from followup_kit.intake.files import read_text
from followup_kit.intake.ics_agenda import Entered, calendar_file
from followup_kit.timing.agenda import agenda, plan_uid
from followup_kit.timing.decisions import Plan

from .lines import Line

__all__ = ["calendar_json", "calendar_lines", "enter"]

_LARGEST = 5_000_000  # bytes; some two thousand moments


def enter(plan: Plan, path: Path, locale: str | None) -> Entered:
    """Write what a plan says is to be sent into a calendar file, new or of our own making.

    Raises:
        InvalidSetting: the path does not end in .ics, or its folder or what is there is not ours to use.
        OSError: the file cannot be written.
    """
    if path.suffix.lower() != ".ics":
        raise InvalidSetting(f"--ics {path}: a calendar file ends in .ics; write {path.with_suffix('.ics')}")
    target = path.resolve()
    if not target.parent.is_dir():
        raise InvalidSetting(f"--ics {path}: there is no folder {target.parent}; make it first, or give another path")
    former = _former(path, target) if target.exists() else None
    try:
        entered = calendar_file(agenda(plan, locale=locale), plan=plan_uid(plan.interview), now=plan.now, former=former)
    except InvalidSetting as error:
        raise InvalidSetting(f"--ics {path}: {error}") from error
    if entered.content:
        _put(entered.content, target, new=former is None)
    return entered


def _former(path: Path, target: Path) -> str:
    """Return the text of the file that is there, if it can be one of ours."""
    if target.is_file() and not target.stat().st_size:
        raise InvalidSetting(f"--ics {path}: the file that is there is empty; remove it, or give another name")
    try:
        return read_text(target, largest=_LARGEST)
    except InvalidRecord as error:
        raise InvalidSetting(
            f"--ics {path}: what is there is no calendar file of followup-kit; give another name"
        ) from error


def _put(content: bytes, target: Path, *, new: bool) -> None:
    beside = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        # for its owner alone: it says where somebody has applied
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        if new and target.exists():  # somebody was quicker
            raise InvalidSetting(f"--ics {target}: a file has appeared there meanwhile; look at it and try again")
        beside.replace(target)
    finally:
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()


def calendar_json(entered: Entered, path: Path) -> dict[str, Any]:
    """Return what was entered as plain data; the file is None if there was nothing to write."""
    return {
        "file": str(path) if entered.content else None,
        "new": list(entered.new),
        "changed": list(entered.changed),
        "unchanged": list(entered.unchanged),
        "cancelled": list(entered.cancelled),
    }


def calendar_lines(entered: Entered, path: Path) -> Iterator[Line]:
    """Yield what was entered, for people."""
    if not entered.content:
        yield Line(f"{path}: not written, since nothing is to be sent", "wait")
        return
    rows = [
        *(Line(f"new: {summary}", "good") for summary in entered.new),
        *(Line(f"changed: {summary}", "wait") for summary in entered.changed),
        *(Line(f"cancelled: {summary}", "wait") for summary in entered.cancelled),
        *(Line(f"as it was: {summary}", "quiet") for summary in entered.unchanged),
    ]
    yield Line(f"{path}: written; import it into your calendar, again after every change", "head", rows)
