"""Who or what may say in which zone a person works, and in which order it is asked."""

from __future__ import annotations

from typing import Literal, get_args

__all__ = ["SOURCES", "ZONE_FROM", "ZoneSource"]

ZoneSource = Literal["recipient", "employer", "interview", "candidate"]
"""The person's own zone, the employer's, that of the interview, or the zone of whoever writes."""

SOURCES: tuple[ZoneSource, ...] = get_args(ZoneSource)

ZONE_FROM: tuple[ZoneSource, ...] = ("recipient", "employer", "interview")
"""The usual order. Where none of them is recorded nothing is planned: a zone is never taken to be UTC."""
