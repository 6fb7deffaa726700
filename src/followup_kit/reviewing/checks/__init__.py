"""One file for each family of checks; what is said about facts has two more, for dates and for what was made up."""

from __future__ import annotations

from ..rule import Rule
from . import address, claims, content, dates, facts, generic, leftovers, locale, sameness, subject, tone

__all__ = ["built_in_checks"]


def built_in_checks() -> tuple[Rule, ...]:
    """Return the checks that come with followup-kit, in the order of their codes."""
    families = (address, claims, content, dates, facts, generic, leftovers, locale, sameness, subject, tone)
    return tuple(sorted((one for family in families for one in family.CHECKS), key=lambda one: one.code))
