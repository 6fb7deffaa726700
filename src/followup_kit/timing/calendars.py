"""Where public holidays and working weeks come from: what a source must know, the built-in one, and closed days on top.

Any source can be used: `Calendar` says what is asked of one, plugins offer theirs through `followup_calendars`.
"""

from __future__ import annotations

from .calendar_protocol import (
    MONDAY_TO_FRIDAY,
    Calendar,
    Holiday,
    KnowsClosures,
    KnowsDayHours,
    KnowsHalfDays,
    KnowsWorkingDates,
)
from .closed_days import with_closures
from .public_calendar import public_holidays

__all__ = [
    "MONDAY_TO_FRIDAY",
    "Calendar",
    "Holiday",
    "KnowsClosures",
    "KnowsDayHours",
    "KnowsHalfDays",
    "KnowsWorkingDates",
    "public_holidays",
    "with_closures",
]
