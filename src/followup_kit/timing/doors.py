"""What is asked of the arguments at the public doors: the right kind of value, or an error with what would work."""

from __future__ import annotations

from followup_kit.errors import InvalidFact, InvalidSetting
from followup_kit.facts.history import History
from followup_kit.facts.interview import Interview

from .calendar_protocol import Calendar
from .policies import Policy

__all__ = ["check_calendar", "check_history", "check_interview", "check_policy"]

_ASKED = ("name", "version", "holidays", "working_days", "knows")
_CALENDARS: set[type] = set()
"""Types that were found to be calendars: looking at all members each time would slow down every plan."""


def _brief(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def check_interview(value: object) -> None:
    """Refuse what is no interview.

    Raises:
        InvalidFact: it is none.
    """
    if not isinstance(value, Interview):
        raise InvalidFact(
            f"interview must be an Interview, such as followup_kit.intake.read(path) gives, got {_brief(value)}",
            field="interview",
        )


def check_history(value: object) -> None:
    """Refuse what is no history.

    Raises:
        InvalidFact: it is none.
    """
    if not isinstance(value, History):
        raise InvalidFact(
            f"history must be a History; write History(entries) around what you have, got {_brief(value)}",
            field="history",
        )


def check_policy(value: object) -> None:
    """Refuse what is no policy, a preset's name among it.

    Raises:
        InvalidSetting: it is none.
    """
    if isinstance(value, Policy):
        return
    if isinstance(value, str):
        raise InvalidSetting(
            f"policy must be a Policy, got the name {_brief(value)}; write presets()[{_brief(value)}] from "
            "followup_kit.timing.policies, or Kit.load(policy=...), which takes names"
        )
    raise InvalidSetting(f"policy must be a Policy, such as presets()['guide'], got {_brief(value)}")


def check_calendar(value: object) -> None:
    """Refuse what lacks a part of a calendar.

    Raises:
        InvalidSetting: it does; the parts are named.
    """
    if type(value) in _CALENDARS:
        return
    lacking = [name for name in _ASKED if not hasattr(value, name)]
    if lacking or not isinstance(value, Calendar):
        why = f"lacks {', '.join(lacking)}" if lacking else "is not hashable"
        raise InvalidSetting(
            f"calendar must be a Calendar, such as public_holidays() from followup_kit.timing.calendars; "
            f"{_brief(value)} {why}"
        )
    _CALENDARS.add(type(value))
