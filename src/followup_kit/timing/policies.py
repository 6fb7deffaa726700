"""Etiquette as data: when a letter is due, how often, what gives way when nothing fits. Presets carry their sources."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, time
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from attrs import evolve, field, fields_dict, frozen

from followup_kit.errors import InvalidSetting, known_names
from followup_kit.facts.people import OfficeHours

from .policy_checks import (
    at_least,
    is_business,
    is_flag,
    is_hours,
    is_named,
    is_office_hours,
    is_review_day,
    is_some,
    is_span,
    is_text,
    is_window,
    leaves_open,
    own_rules,
    some_of,
    some_text,
    word_of,
)
from .policy_data import read_field
from .rules import IntervalRule
from .spans import BusinessDays, Hours, Span, business_days, hours
from .zones import SOURCES, ZONE_FROM, ZoneSource

__all__ = ["Policy", "Soft", "presets"]

Soft = Literal["closing_soon", "lunch", "sender_hours", "part_of_day", "office_hours", "working_days"]
"""The rules that a policy may relax. Public holidays, closures, the gap and every stop are never relaxed."""
_SOFT: tuple[Soft, ...] = ("closing_soon", "lunch", "sender_hours", "part_of_day", "office_hours", "working_days")


NINE_TO_FIVE = OfficeHours(time(9), time(17))
"""Taken where neither the record nor the policy says more."""


@frozen(kw_only=True)
class Policy:
    """One set of timing rules; a value, changed with `but`.

    Args:
        name: by which it is chosen; a changed policy keeps it and lists its `changed` fields.
        summary: what it does, in a line.
        window: when a thank-you is due after the interview's end, half-open, both bounds in one unit.
        soonest: no note earlier than this after the end, even when the window's start gives way.
        closed: which option is taken when the window is closed; `ask` takes none and answers with a Conflict.
        patience: a `later` option beyond this after the end gives way to an `earlier` one, where there is one.
        too_late: after this, a thank-you is not sent without the caller's word.
        spread: minutes between notes to several people of one panel; 0 counts as 1, so that no two leave in one minute.
        late_arrival: `refuse` plans no letter that would arrive after the announced decision date, `advise` says so.
        check_in_after: business days after the announced decision date.
        check_in_unknown: business days after the last contact where no decision date was announced.
        check_in_too_late: business days after its due time from which a check-in is not sent unasked.
        check_ins: how many check-ins an employer may get; 0 for none.
        cap: how many letters one person may get about this round, whoever logged them; other rounds have their own.
        employer_budget: how many courtesies the employer may get over the whole application: the thank-you notes of one
            local day are one, and each check-in is one.
        gap: business days between two letters to one person, those of other rounds included.
        resume_over: business days over which letters that fell due during a pause are spread after it.
        refuses: why no letter of any kind is written, and what to do instead, as a clause; empty where letters are.
        office_hours: the recipient's, where the employer's are not recorded.
        lunch: a break in the recipient's hours, where the employer's is not recorded; None for no break.
        least_open: minutes of the office hours that must be left, or the next opening inside the window is preferred;
            0 for none.
        make_up_days: whether the calendar's make-up working days count, where the employer's week is not recorded.
        zone_from: whose zone the recipient's is taken to be, in order; without any of them nothing is planned.
        part_of_day: a narrower part of the day, for example the morning.
        sender_hours: when the candidate can send, in the candidate's zone.
        relax: which rules may give way inside the window, the first one first; their ranks are 10, 20, 30 and so on.
        rules: timing rules of your own, which all letters keep; those without a zone are on the recipient's clocks. A
            soft one gives way among those of `relax` by its rank.
        extends: the policies and parts that it was made from.
        sources: what the figures follow.
        reviewed: when the sources were last looked at.

    Raises:
        InvalidSetting: a reversed or empty window, mixed units, a negative number, an unknown rule to relax.
    """

    name: str = field(validator=is_named)
    summary: str = field(default="", validator=is_text)
    window: tuple[Span, Span] = field(default=(hours(24), hours(48)), converter=tuple, validator=is_window)
    soonest: Hours = field(default=hours(1), validator=is_hours)
    closed: Literal["later", "earlier", "ask"] = field(default="later", validator=word_of("later", "earlier", "ask"))
    patience: Hours = field(default=hours(72), validator=is_hours)
    too_late: Span = field(default=business_days(5), validator=is_span)
    spread: int = field(default=7, validator=at_least(0, 120))
    late_arrival: Literal["advise", "refuse"] = field(default="advise", validator=word_of("advise", "refuse"))
    check_in_after: BusinessDays = field(default=business_days(2), validator=is_business)
    check_in_unknown: BusinessDays = field(default=business_days(7), validator=is_business)
    check_in_too_late: BusinessDays = field(default=business_days(20), validator=is_business)
    check_ins: int = field(default=1, validator=at_least(0, 5))
    cap: int = field(default=2, validator=at_least(1, 10))
    employer_budget: int = field(default=10, validator=at_least(1, 50))
    gap: BusinessDays = field(default=business_days(2), validator=is_business)
    resume_over: BusinessDays = field(default=business_days(3), validator=is_business)
    refuses: str = field(default="", validator=is_text)
    office_hours: OfficeHours = field(default=NINE_TO_FIVE, validator=is_office_hours)
    lunch: OfficeHours | None = field(default=None, validator=is_office_hours)
    least_open: int = field(default=30, validator=at_least(0, 240))
    make_up_days: bool = field(default=False, validator=is_flag)
    zone_from: tuple[ZoneSource, ...] = field(
        default=ZONE_FROM, converter=tuple[ZoneSource, ...], validator=[some_of("source of a zone", SOURCES), is_some]
    )
    part_of_day: OfficeHours | None = field(default=None, validator=is_office_hours)
    sender_hours: OfficeHours | None = field(default=None, validator=is_office_hours)
    relax: tuple[Soft, ...] = field(
        default=_SOFT, converter=tuple[Soft, ...], validator=some_of("relaxable rule", _SOFT)
    )
    rules: tuple[IntervalRule, ...] = field(default=(), converter=own_rules)
    extends: tuple[str, ...] = field(default=(), converter=some_text)
    sources: tuple[str, ...] = field(default=(), converter=some_text)
    reviewed: date | None = field(default=None, validator=is_review_day)
    changed: tuple[str, ...] = field(default=(), converter=some_text)

    def __attrs_post_init__(self) -> None:
        closes = self.window[1]
        if type(closes) is type(self.too_late) and self.too_late.n < closes.n:
            raise InvalidSetting(f"too_late ({self.too_late}) lies before the window's end ({closes})")
        if isinstance(closes, Hours) and self.soonest.n > closes.n:
            raise InvalidSetting(f"soonest ({self.soonest}) lies after the window's end ({closes})")
        if not leaves_open(self.office_hours, self.part_of_day, self.lunch):
            asked = {"part_of_day": self.part_of_day, "lunch": self.lunch}
            told = " and ".join(f"{name} ({hours})" for name, hours in asked.items() if hours)
            raise InvalidSetting(f"{told} leave no open hour in office_hours ({self.office_hours}); let them meet")

    def but(self, **changes: object) -> Policy:
        """Return the policy with these fields changed; it keeps its name and lists what was changed.

        With a new name it is a policy of your own: the sources and their date do not speak for it any more.

        Raises:
            InvalidSetting: a field does not exist, or its new value cannot work.
        """
        known = [name for name in fields_dict(Policy) if name not in ("changed", "extends")]
        for name in changes:
            if name not in known:
                raise InvalidSetting(known_names("policy field", name, known))
        if "name" in changes:
            own: dict[str, Any] = {"changed": (), "extends": (), "sources": (), "reviewed": None, **changes}
            return evolve(self, **own)
        noted: dict[str, Any] = {"changed": dict.fromkeys((*self.changed, *changes)), **changes}
        return evolve(self, **noted)

    @property
    def described(self) -> str:
        """The name with what it extends, the date of its review and what was changed: what a plan records."""
        said = not self.extends or "+".join(self.extends) == self.name
        parts = [] if said else [f"extends {', '.join(self.extends)}"]
        parts += [f"reviewed {self.reviewed}"] if self.reviewed else []
        parts += [f"changed: {', '.join(sorted(self.changed))}"] if self.changed else []
        return f"{self.name} ({'; '.join(parts)})" if parts else self.name


def _policy(name: str, table: Mapping[str, Any]) -> Policy:
    return Policy(name=name, **{key: read_field(Policy, key, value) for key, value in table.items()})


@lru_cache(maxsize=1)
def presets() -> Mapping[str, Policy]:
    """Return the policies that come with followup-kit, by name; the default is `guide`."""
    tables = tomllib.loads((files(__package__) / "presets.toml").read_text(encoding="utf-8"))
    return MappingProxyType({name: _policy(name, table) for name, table in tables["policies"].items()})
