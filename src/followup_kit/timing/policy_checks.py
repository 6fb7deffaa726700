"""What a field of a policy may hold. Each check says what was given and what would work."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from typing import Any, TypeAlias

from attrs import Attribute

from followup_kit.errors import InvalidSetting, known_names
from followup_kit.facts.people import OfficeHours

from .reasons import TITLES
from .rules import IntervalRule, check_settings
from .spans import BusinessDays, Days, Hours, Span

__all__ = [
    "at_least",
    "is_business",
    "is_flag",
    "is_hours",
    "is_named",
    "is_office_hours",
    "is_review_day",
    "is_some",
    "is_span",
    "is_text",
    "is_window",
    "leaves_open",
    "own_rules",
    "some_of",
    "some_text",
    "word_of",
]

_Check: TypeAlias = "Callable[[Any, Attribute[Any], Any], None]"

_DAY = 24 * 3600
_QUARTER = 65
_LATEST = {Hours: 1440, Days: 60, BusinessDays: 40}
"""The latest end of a window: two months. Thanks that come later than that are a mistake in the unit."""


def is_span(_self: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse what is no span of time."""
    if not isinstance(value, Hours | Days | BusinessDays):
        raise InvalidSetting(f"{attribute.name} must be hours(n), days(n) or business_days(n), got {value!r}")


def is_business(_self: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse what is not counted in business days, and more of them than a quarter has."""
    if not isinstance(value, BusinessDays):
        raise InvalidSetting(f"{attribute.name} is counted in business days: give business_days(n), got {value!r}")
    if value.n > _QUARTER:
        raise InvalidSetting(f"{attribute.name} is {value}; at most {BusinessDays(_QUARTER)}, a quarter of a year")


def is_hours(_self: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse what is not counted in elapsed hours."""
    if not isinstance(value, Hours):
        raise InvalidSetting(f"{attribute.name} is counted in elapsed hours: give hours(n), got {value!r}")


def is_window(_self: Any, attribute: Attribute[Any], value: tuple[Span, ...]) -> None:
    """Refuse a window that is empty, reversed, of mixed units, or that ends months after the interview."""
    if len(value) != 2:
        raise InvalidSetting(f"{attribute.name} needs an opening and a closing span, got {len(value)}")
    opens, closes = value
    is_span(_self, attribute, opens)
    is_span(_self, attribute, closes)
    if type(opens) is not type(closes):
        raise InvalidSetting(f"{attribute.name} mixes units: {opens} and {closes}; give both in one")
    if closes.n <= opens.n:
        which = "empty" if closes.n == opens.n else "reversed"
        raise InvalidSetting(f"{attribute.name} from {opens} to {closes} is {which}; the closing must be the later one")
    if closes.n > _LATEST[type(closes)]:
        most = type(closes)(_LATEST[type(closes)])
        raise InvalidSetting(f"{attribute.name} ends {closes} after the interview, too late for thanks; at most {most}")


def at_least(least: int, most: int) -> Any:
    """Return a check for a whole number in a range, both ends included."""

    def check(_self: Any, attribute: Attribute[Any], value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise InvalidSetting(f"{attribute.name} must be a whole number from {least} to {most}, got {value!r}")

    return check


def word_of(*words: str) -> _Check:
    """Return a check for one of a few words."""
    quoted = [repr(word) for word in words]
    listed = " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)

    def check(_self: Any, attribute: Attribute[Any], value: Any) -> None:
        if value not in words:
            raise InvalidSetting(f"{attribute.name} must be {listed}, got {value!r}")

    return check


def some_of(noun: str, known: Collection[str]) -> _Check:
    """Return a check for several known names, none of them twice."""

    def check(_self: Any, attribute: Attribute[Any], value: tuple[Any, ...]) -> None:
        for name in value:
            if name not in known:
                raise InvalidSetting(known_names(noun, str(name), known))
        if len(set(value)) != len(value):
            raise InvalidSetting(f"{attribute.name} names a rule twice: {', '.join(value)}")

    return check


def is_some(_self: Any, attribute: Attribute[Any], value: tuple[Any, ...]) -> None:
    """Refuse an empty list."""
    if not value:
        raise InvalidSetting(f"{attribute.name} is empty; name at least one")


def is_flag(_self: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse what is neither True nor False."""
    if not isinstance(value, bool):
        raise InvalidSetting(f"{attribute.name} must be true or false, got {value!r}")


def is_named(_self: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse a name that cannot be read or typed."""
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise InvalidSetting(f"{attribute.name} must be some text, got {value!r}")


def is_text(_self: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse what is not text in one line; it may be empty."""
    if not isinstance(value, str) or not (value == "" or value.isprintable()):
        raise InvalidSetting(f"{attribute.name} must be text in one line, got {value!r}")


def some_text(value: Any) -> tuple[str, ...]:
    """Return several texts as a tuple; one text alone is refused, not taken apart into letters."""
    several = isinstance(value, Iterable) and not isinstance(value, str)
    if not several or not all(isinstance(item, str) for item in value):
        raise InvalidSetting(f"several texts were expected, got {value!r}; write a list")
    return tuple(value)


def own_rules(value: Any) -> tuple[IntervalRule, ...]:
    """Return several timing rules as a tuple; each has a name that no other rule of a decision has."""
    if isinstance(value, IntervalRule) or not isinstance(value, Iterable) or isinstance(value, str):
        raise InvalidSetting(f"rules must be several timing rules, got {value!r}; write a list")
    rules = tuple(value)
    for rule in rules:
        if not isinstance(rule, IntervalRule):
            hint = f"; make one: {rule.__name__}()" if isinstance(rule, type) else ""
            raise InvalidSetting(f"a timing rule is an IntervalRule, such as a WallClockRule, got {rule!r}{hint}")
        check_settings(rule)
        if rule.name in TITLES:
            raise InvalidSetting(f"{rule.name!r} is the name of a built-in rule; call yours something else")
    names = [rule.name for rule in rules]
    if len(set(names)) != len(names):
        raise InvalidSetting(f"two timing rules have one name: {', '.join(names)}; rename one: rule.but(name='...')")
    return rules


def is_office_hours(_self: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse what is neither hours of a day nor None; what may not be None has no None as its default."""
    if value is None and attribute.default is None:
        return
    if not isinstance(value, OfficeHours):
        raise InvalidSetting(f"{attribute.name} must be OfficeHours(opens, closes), got {value!r}")


def is_review_day(_self: Any, attribute: Attribute[Any], value: Any) -> None:
    """Refuse what is neither a calendar date nor None."""
    if value is not None and (isinstance(value, datetime) or not isinstance(value, date)):
        raise InvalidSetting(f"{attribute.name} must be a date such as 2026-11-23, got {value!r}")


def leaves_open(hours: OfficeHours, part: OfficeHours | None, closed: OfficeHours | None) -> bool:
    """Return whether daily hours have an instant inside a part of the day and outside a break."""
    given = [span for span in (hours, part, closed) if span is not None]
    # what is open changes only where one of them opens or closes
    return any(
        _holds(hours, at) and (part is None or _holds(part, at)) and not (closed is not None and _holds(closed, at))
        for at in (bound % _DAY for span in given for bound in span.seconds)
    )


def _holds(span: OfficeHours, at: int) -> bool:
    opens, closes = span.seconds
    return opens <= at < closes or opens <= at + _DAY < closes
