"""A reason as plain data, for programs that want the facts and not the words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from followup_kit.timing.reasons import DayMonth, Lasting, Reason, RuleNames, Weekdays
from followup_kit.timing.spans import BusinessDays, Days, Hours

__all__ = ["reason_json"]


def reason_json(reason: Reason) -> Mapping[str, Any]:
    """Return the reason's key and what stands in its slots, by their names.

    Moments, dates and times are ISO 8601; a span is `{"hours": n}`, `{"days": n}`, `{"business_days": n}` or
    `{"seconds": n}`; days of the week are numbers from 1 for Monday; a reason in a slot is an object like this one.
    """
    return {"code": reason.code, "data": {name: _plain(value) for name, value in reason.data}}


def _plain(value: object) -> Any:
    match value:
        case Reason():
            return reason_json(value)
        case tuple():
            return [_plain(item) for item in value]
        case datetime() | date() | time():
            return value.isoformat()
        case Hours(n):
            return {"hours": n}
        case Days(n):
            return {"days": n}
        case BusinessDays(n):
            return {"business_days": n}
        case Lasting(seconds):
            return {"seconds": seconds}
        case DayMonth(day):
            return day.isoformat()
        case Weekdays(numbers):
            return sorted(numbers)
        case RuleNames(names):
            return list(names)
        case None | bool() | int() | str():
            return value
        case _:
            return str(value)
