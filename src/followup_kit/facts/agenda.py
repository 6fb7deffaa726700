"""What is to be entered in a calendar: moments at which somebody means to do something."""

from __future__ import annotations

from datetime import datetime

from attrs import field, frozen

from .moments import is_moment

__all__ = ["Appointment"]


@frozen(kw_only=True)
class Appointment:
    """One moment with what to do then.

    `uid` is the same whenever the same letter is planned again, and tells nobody whom it is about; `plan` is shared by
    everything that is planned after one interview. `description` may have several lines.
    """

    uid: str
    plan: str
    at: datetime = field(validator=is_moment)
    summary: str
    description: str = ""
