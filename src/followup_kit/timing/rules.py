"""A rule is a set of permitted instants (whole UTC seconds) with a name and a reason.

`next_allowed` never goes back, keeps the order of its arguments and leaves a permitted instant where it is. That is
why rules can be asked in any order: the earliest instant that all permit is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Literal, NoReturn, Protocol, Self
from zoneinfo import ZoneInfo

from attrs import field, frozen

from followup_kit.errors import BrokenRule, InvalidFact, InvalidSetting, known_names
from followup_kit.facts.moments import zone_info

from .instants import DAY, instant_of
from .reasons import Reason, RuleNames, as_reason, because

__all__ = [
    "ALWAYS",
    "HORIZON",
    "MOST_MOVES",
    "NEVER",
    "Both",
    "Either",
    "IntervalRule",
    "Not",
    "NotAfter",
    "NotBefore",
    "Reason",
    "Rule",
    "Strength",
    "check_settings",
]

Strength = Literal["law", "hard", "soft"]
"""`law` and `hard` rules are never relaxed; `soft` ones may be, the one with the lowest rank first."""

_STRENGTHS: tuple[Strength, ...] = ("soft", "hard", "law")

HORIZON = 400 * DAY
"""How far any search looks. Reaching it is an answer: nothing within 400 days."""

MOST_MOVES = 100_000
"""How often rules may move one search, which is 250 times a day. Rules that creep on by seconds reach it."""


class Rule(Protocol):
    """What the search asks of a rule. `recurring` rules repeat week by week and know no dates."""

    @property
    def name(self) -> str:
        """The name that the trace and `relaxed` use."""
        ...

    @property
    def strength(self) -> Strength:
        """Whether the rule may give way."""
        ...

    @property
    def recurring(self) -> bool:
        """Whether it repeats week by week."""
        ...

    def next_allowed(self, at: int) -> int | None:
        """Return the earliest permitted instant at or after `at`; None if there is none within the horizon."""
        ...

    def prev_allowed(self, at: int) -> int | None:
        """Return the latest permitted instant at or before `at`; None if there is none within the horizon."""
        ...

    def next_refused(self, at: int) -> int | None:
        """Return the earliest refused instant at or after `at`; None if there is none within the horizon."""
        ...

    def prev_refused(self, at: int) -> int | None:
        """Return the latest refused instant at or before `at`; None if there is none within the horizon."""
        ...

    def why_not(self, at: int) -> Reason | None:
        """Return why the instant is refused, or None if it is permitted."""
        ...


class IntervalRule:
    """What rules have in common: they combine with `&`, `|`, `-` and `~` like the sets that they are.

    `strength` says whether the rule may give way. A `soft` rule also has a `rank`: the lower, the sooner it gives way;
    in a policy the built-in rules have the ranks 10, 20, 30 and so on, in the order of `relax`. Write a rule of your
    own as a `WallClockRule` or a `SpanRule`, which derive the searches below. All instants are whole UTC seconds.

    `recurring` says that it repeats week by week on the clocks of its zone, or in UTC if it has none. A combination is
    recurring if all its parts are, each on its own clocks; so parts on different ones repeat together only while no
    clock changes.

        >>> from datetime import datetime, time
        >>> from followup_kit.timing.tables import DailyHours
        >>> office = DailyHours(zone="Europe/Berlin", name="office", opens=time(9), closes=time(17))
        >>> lunch = DailyHours(zone="Europe/Berlin", name="lunch", opens=time(12), closes=time(13))
        >>> desk = (office - lunch).but(strength="soft", rank=15)
        >>> desk.name, desk.next_moment(datetime.fromisoformat("2026-03-06T12:10+01:00")).isoformat()
        ('office without lunch', '2026-03-06T13:00:00+01:00')
    """

    __slots__ = ()
    name: str
    strength: Strength = "hard"
    rank: int = 0
    recurring: bool = False

    def next_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        raise NotImplementedError

    def prev_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        raise NotImplementedError

    def next_refused(self, at: int) -> int | None:
        """See `Rule`."""
        raise NotImplementedError

    def prev_refused(self, at: int) -> int | None:
        """See `Rule`."""
        raise NotImplementedError

    def why_not(self, at: int) -> Reason | None:
        """See `Rule`."""
        return None if self.allowed(at) else because(self.name, "{rule} does not permit it", rule=self.name)

    def allowed(self, at: int) -> bool:
        """Return whether the rule permits the instant."""
        return self.next_allowed(at) == at

    def permits(self, moment: datetime) -> bool:
        """Return whether the rule permits an aware moment; a fraction of a second belongs to its second.

        Raises:
            InvalidFact: the moment has no zone.
        """
        return self.allowed(instant_of(_aware(moment).replace(microsecond=0)))

    def next_moment(self, moment: datetime) -> datetime | None:
        """Return the earliest permitted moment at or after an aware one, in its zone; None if 400 days have none.

        Raises:
            InvalidFact: the moment has no zone.
        """
        return _moment(self.next_allowed(instant_of(_aware(moment))), moment)

    def prev_moment(self, moment: datetime) -> datetime | None:
        """Return the latest permitted moment at or before an aware one, in its zone; None if 400 days have none.

        Raises:
            InvalidFact: the moment has no zone.
        """
        return _moment(self.prev_allowed(instant_of(_aware(moment).replace(microsecond=0))), moment)

    def at(self, zone: str | ZoneInfo) -> IntervalRule:  # noqa: ARG002  # rules that need a zone take it
        """Return the rule on the clocks of this zone; one that needs no zone, or has its own, is returned as it is."""
        return self

    @property
    def needs_zone(self) -> bool:
        """Whether the rule can be asked only after `at` has bound it to a zone."""
        return False

    def but(self, **changes: object) -> Self:
        """Return the rule with another `name`, `strength`, `rank` or `because` (the reason that it gives).

        Raises:
            InvalidSetting: there is no such field, or its new value cannot be.
        """
        for key, value in changes.items():
            if key not in _SETTABLE:
                raise InvalidSetting(known_names("field of a rule", key, _SETTABLE))
            _SETTABLE[key](value)
        said = changes.get("because")
        if isinstance(said, str):
            changes["because"] = Reason(str(changes.get("name", self.name)), said.strip().removesuffix("."))
        return self._copied(**changes)

    def _copied(self, **values: object) -> Self:
        """Return a copy with these attributes, whether they live in slots or in a dictionary."""
        new = object.__new__(type(self))
        for name in {slot for kind in type(self).__mro__ for slot in getattr(kind, "__slots__", ())}:
            if name not in ("__weakref__", "__dict__") and hasattr(self, name):
                object.__setattr__(new, name, getattr(self, name))
        for name, value in (*getattr(self, "__dict__", {}).items(), *values.items()):
            object.__setattr__(new, name, value)
        return new

    def __and__(self, other: IntervalRule) -> IntervalRule:
        return _joined(Both, self, other, ALWAYS)

    def __or__(self, other: IntervalRule) -> IntervalRule:
        return _joined(Either, self, other, NEVER)

    def __sub__(self, other: IntervalRule) -> IntervalRule:
        if not isinstance(other, IntervalRule):
            raise _no_part(other)
        return _joined(Both, self, ~other, ALWAYS)

    def __invert__(self) -> IntervalRule:
        return Not(self)

    def __rand__(self, other: object) -> NoReturn:
        raise _no_part(other)

    __ror__ = __rsub__ = __rand__


def _no_part(given: object) -> InvalidSetting:
    hint = "; give its class the base IntervalRule" if hasattr(given, "next_allowed") else ""
    return InvalidSetting(f"rules combine with rules (IntervalRule) only, got {given!r}{hint}")


def _aware(moment: datetime) -> datetime:
    if not isinstance(moment, datetime):
        raise InvalidFact(f"moment must be an aware datetime, got {moment!r}; whole UTC seconds go to next_allowed")
    if moment.utcoffset() is None:
        raise InvalidFact(f"moment {moment.isoformat(sep=' ')} has no zone; add an offset such as +01:00, or a zone")
    return moment


def _moment(instant: int | None, asked: datetime) -> datetime | None:
    return None if instant is None else datetime.fromtimestamp(instant, asked.tzinfo)


def _is_name(value: object) -> None:
    if not isinstance(value, str) or not value.strip():
        raise InvalidSetting(f"a rule's name must be some text, got {value!r}")


def _is_strength(value: object) -> None:
    if value not in _STRENGTHS:
        raise InvalidSetting(f"a rule's strength must be 'law', 'hard' or 'soft', got {value!r}")


def _is_rank(value: object) -> None:
    if type(value) is not int or value < 0:
        raise InvalidSetting(f"a rule's rank must be a whole number that is not negative, got {value!r}")


def _is_reason(value: object) -> None:
    if not isinstance(value, Reason) and (not isinstance(value, str) or not value.strip(" .")):
        raise InvalidSetting(f"a rule's reason must be a clause of text or a Reason, got {value!r}")


_SETTABLE: dict[str, Callable[[object], None]] = {
    "name": _is_name,
    "strength": _is_strength,
    "rank": _is_rank,
    "because": _is_reason,
}


def _is_flag(value: object) -> None:
    if not isinstance(value, bool):
        raise InvalidSetting(f"a rule's recurring must be True or False, got {value!r}")


def _is_zone(value: object) -> None:
    key = getattr(value, "key", None)
    if value is not None and not isinstance(value, str):
        hint = f"give its key, {key!r}" if key else "give a name such as 'Europe/Berlin', or None"
        raise InvalidSetting(f"a rule's zone must be the name of a time zone, got {value!r}; {hint}")
    if value is not None:
        try:
            zone_info(value)
        except InvalidFact as error:
            raise InvalidSetting(f"a rule's zone cannot be: {error}") from error


def check_settings(rule: object) -> None:
    """Check the fields that the author of a rule sets, which Python does not.

    Raises:
        InvalidSetting: a field cannot be; the message names rule and field.
    """
    name = getattr(rule, "name", None)
    if not isinstance(name, str) or not name.strip():
        given = "has none" if name is None else f"has {name!r}"
        raise InvalidSetting(f"a timing rule needs a name, {rule!r} {given}; give the class one: name = '...'")
    checks = {**_SETTABLE, "recurring": _is_flag, "zone": _is_zone}
    for key, check in checks.items():
        value = getattr(rule, key, None)
        if value is None and (key in ("because", "zone") or not hasattr(rule, key)):
            continue
        try:
            check(value)
        except InvalidSetting as error:
            raise InvalidSetting(f"rule {name!r}, {key}: {error}") from error
    for part in (*getattr(rule, "parts", ()), getattr(rule, "rule", None)):
        if isinstance(part, IntervalRule):
            check_settings(part)


@frozen(repr=False)
class _Constant(IntervalRule):
    """Permits every instant, or none."""

    open: bool
    name: str
    strength: Strength = field(default="hard", kw_only=True)
    rank: int = field(default=0, kw_only=True)
    because: Reason = field(default=because("never", "no time is permitted"), converter=as_reason, kw_only=True)
    recurring: bool = field(default=True, init=False)

    def next_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        return at if self.open else None

    prev_allowed = next_allowed

    def next_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return None if self.open else at

    prev_refused = next_refused

    def why_not(self, at: int) -> Reason | None:  # noqa: ARG002  # every instant is alike
        """See `Rule`."""
        return None if self.open else self.because

    def __invert__(self) -> IntervalRule:
        return NEVER if self.open else ALWAYS

    def __repr__(self) -> str:
        return self.name.upper()


ALWAYS: IntervalRule = _Constant(open=True, name="always")
"""Permits every instant; `rule & ALWAYS` is the rule."""
NEVER: IntervalRule = _Constant(open=False, name="never")
"""Permits no instant; `rule | NEVER` is the rule."""


def _is_instant(rule: IntervalRule, _attribute: object, value: int) -> None:
    if type(value) is not int:
        told = f"{type(rule).__name__} takes whole UTC seconds, got {value!r}"
        raise InvalidSetting(f"{told}; an aware datetime is int(moment.timestamp())")


@frozen(repr=False)
class NotBefore(IntervalRule):
    """Permits `instant` and everything after it."""

    instant: int = field(validator=_is_instant)
    name: str = "not_before"
    because: Reason = field(default=because("not_before", "it is too early"), converter=as_reason, kw_only=True)
    strength: Strength = field(default="hard", kw_only=True)
    rank: int = field(default=0, kw_only=True)
    recurring: bool = field(default=False, init=False)

    def next_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        return at if at >= self.instant else self.instant

    def prev_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        return at if at >= self.instant else None

    def next_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return at if at < self.instant else None

    def prev_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return min(at, self.instant - 1)

    def why_not(self, at: int) -> Reason | None:
        """See `Rule`."""
        return self.because if at < self.instant else None

    def __repr__(self) -> str:
        return f"<{self.name}: not before {_utc(self.instant)}>"


@frozen(repr=False)
class NotAfter(IntervalRule):
    """Permits everything before `instant`, which itself is refused: a deadline is half-open like every span here."""

    instant: int = field(validator=_is_instant)
    name: str = "not_after"
    because: Reason = field(default=because("not_after", "it is too late"), converter=as_reason, kw_only=True)
    strength: Strength = field(default="hard", kw_only=True)
    rank: int = field(default=0, kw_only=True)
    recurring: bool = field(default=False, init=False)

    def next_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        return at if at < self.instant else None

    def prev_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        return min(at, self.instant - 1)

    def next_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return max(at, self.instant)

    def prev_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return at if at >= self.instant else None

    def why_not(self, at: int) -> Reason | None:
        """See `Rule`."""
        return self.because if at >= self.instant else None

    def __repr__(self) -> str:
        return f"<{self.name}: not after {_utc(self.instant)}>"


@frozen(repr=False)
class Not(IntervalRule):
    """Permits what the rule refuses; as strong as the rule unless something else is said."""

    rule: IntervalRule
    name: str = field(kw_only=True)
    strength: Strength = field(kw_only=True)
    rank: int = field(kw_only=True)
    because: Reason | None = field(default=None, kw_only=True)
    recurring: bool = field(init=False)

    @name.default
    def _negated(self) -> str:
        return f"not {_bracketed(self.rule)}"

    @strength.default
    def _as_strong(self) -> Strength:
        return self.rule.strength

    @rank.default
    def _as_dear(self) -> int:
        return self.rule.rank

    @recurring.default
    def _same(self) -> bool:
        return self.rule.recurring

    def next_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        return self.rule.next_refused(at)

    def prev_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        return self.rule.prev_refused(at)

    def next_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return self.rule.next_allowed(at)

    def prev_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return self.rule.prev_allowed(at)

    def why_not(self, at: int) -> Reason | None:
        """See `Rule`."""
        if self.rule.next_allowed(at) != at:
            return None
        if self.because is not None:
            return self.because
        return because(self.name, "it falls into {rule}, which is left out", rule=RuleNames((self.rule.name,)))

    def at(self, zone: str | ZoneInfo) -> IntervalRule:
        """See `IntervalRule`."""
        bound = self.rule.at(zone)
        return self if bound is self.rule else self._copied(rule=bound)

    @property
    def needs_zone(self) -> bool:
        """See `IntervalRule`."""
        return self.rule.needs_zone

    def __invert__(self) -> IntervalRule:
        return self.rule

    def __repr__(self) -> str:
        return f"~{self.rule!r}"


def _parts(value: Iterable[IntervalRule]) -> tuple[IntervalRule, ...]:
    parts = tuple(value)
    for part in parts:
        if not isinstance(part, IntervalRule):
            raise _no_part(part)
        if part.strength not in _STRENGTHS:
            check_settings(part)
    if not parts:
        raise InvalidSetting("a combined rule needs at least one part; take ALWAYS or NEVER for none")
    return parts


@frozen(repr=False)
class _Combined(IntervalRule):
    """Several rules as one: as strong as its strongest part and as dear as its dearest, unless something else is said.

    `because` is the reason to give; without one it is that of the parts that refuse.
    """

    parts: tuple[IntervalRule, ...] = field(converter=_parts)
    name: str = field(kw_only=True)
    strength: Strength = field(kw_only=True)
    rank: int = field(kw_only=True)
    because: Reason | None = field(default=None, kw_only=True)
    recurring: bool = field(init=False)

    @name.default
    def _of_parts(self) -> str:
        return self._names()

    @strength.default
    def _strongest(self) -> Strength:
        return max((part.strength for part in self.parts), key=_STRENGTHS.index)

    @rank.default
    def _dearest(self) -> int:
        return max(part.rank for part in self.parts)

    @recurring.default
    def _all_recur(self) -> bool:
        return all(part.recurring for part in self.parts)

    def _names(self) -> str:
        raise NotImplementedError

    @property
    def unnamed(self) -> bool:
        """Whether it stands for nothing but its parts, so that they may join a larger combination."""
        return self.because is None and self == type(self)(self.parts)

    def at(self, zone: str | ZoneInfo) -> IntervalRule:
        """See `IntervalRule`."""
        bound = tuple(part.at(zone) for part in self.parts)
        return self if bound == self.parts else self._copied(parts=bound)

    @property
    def needs_zone(self) -> bool:
        """See `IntervalRule`."""
        return any(part.needs_zone for part in self.parts)

    def _refused(self, at: int) -> Reason | None:
        """Return the reason given, else those of the parts that refuse."""
        if self.because is not None:
            return self.because
        reasons = tuple(reason for part in self.parts if (reason := part.why_not(at)))
        return Reason(reasons[0].code, "{reasons}", (("reasons", reasons),)) if len(reasons) > 1 else reasons[0]


@frozen(repr=False)
class Both(_Combined):
    """Permits what all its parts permit."""

    def __repr__(self) -> str:
        return f"({' & '.join(map(repr, self.parts))})"

    def _names(self) -> str:
        wanted = [_bracketed(part) for part in self.parts if not isinstance(part, Not)]
        left_out = [_bracketed(part.rule) for part in self.parts if isinstance(part, Not)]
        if not wanted:
            return " and ".join(part.name for part in self.parts)
        return " without ".join([" and ".join(wanted), *left_out])

    def next_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        return _common(self.parts, [part.next_allowed for part in self.parts], at, ahead=True)

    def prev_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        return _common(self.parts, [part.prev_allowed for part in self.parts], at, ahead=False)

    def next_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return _nearest(self.parts, [part.next_refused for part in self.parts], at, ahead=True)

    def prev_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return _nearest(self.parts, [part.prev_refused for part in self.parts], at, ahead=False)

    def why_not(self, at: int) -> Reason | None:
        """Return the reason of the parts that refuse the instant."""
        return None if all(part.next_allowed(at) == at for part in self.parts) else self._refused(at)


@frozen(repr=False)
class Either(_Combined):
    """Permits what at least one of its parts permits: by De Morgan, what not all refuse."""

    def __repr__(self) -> str:
        return f"({' | '.join(map(repr, self.parts))})"

    def _names(self) -> str:
        return " or ".join(_bracketed(part) for part in self.parts)

    def next_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        return _nearest(self.parts, [part.next_allowed for part in self.parts], at, ahead=True)

    def prev_allowed(self, at: int) -> int | None:
        """See `Rule`."""
        return _nearest(self.parts, [part.prev_allowed for part in self.parts], at, ahead=False)

    def next_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return _common(self.parts, [part.next_refused for part in self.parts], at, ahead=True)

    def prev_refused(self, at: int) -> int | None:
        """See `Rule`."""
        return _common(self.parts, [part.prev_refused for part in self.parts], at, ahead=False)

    def why_not(self, at: int) -> Reason | None:
        """Return the reasons of all parts, since each of them refuses the instant."""
        return None if any(part.next_allowed(at) == at for part in self.parts) else self._refused(at)


def _joined(kind: type[_Combined], first: IntervalRule, second: IntervalRule, neutral: IntervalRule) -> IntervalRule:
    """Combine two rules, and the parts of those that are combinations of the same kind, in one flat row."""
    if second == neutral:
        return first
    if first == neutral:
        return second
    flat = list[IntervalRule]()
    for rule in (first, second):
        flat += rule.parts if type(rule) is kind and rule.unnamed else (rule,)
    return kind(flat)


def _bracketed(rule: IntervalRule) -> str:
    return f"({rule.name})" if isinstance(rule, _Combined) and rule.unnamed else rule.name


Ask = Callable[[int], int | None]


def _common(parts: Sequence[IntervalRule], asks: Sequence[Ask], at: int, *, ahead: bool) -> int | None:
    """Go round the parts until nobody moves the time; a part that turns back or creeps is named.

    Raises:
        BrokenRule: a part moved the time the wrong way, or the parts did not agree within `MOST_MOVES` moves.
    """
    limit = at + HORIZON if ahead else at - HORIZON
    still, turn, count = 0, 0, len(asks)
    for _ in range(MOST_MOVES):
        moved = asks[turn](at)
        if moved == at:
            still += 1
            if still >= count:
                return at
        elif moved is None:
            return None
        elif (moved < at) is ahead:
            raise went_back(parts[turn], at, moved)
        elif (moved > limit) is ahead:
            return None
        else:
            at, still = moved, 1
        turn = turn + 1 if turn + 1 < count else 0
    raise crept(parts, parts[turn])


def _nearest(parts: Sequence[IntervalRule], asks: Sequence[Ask], at: int, *, ahead: bool) -> int | None:
    """Return the nearest of the parts' answers.

    Raises:
        BrokenRule: a part moved the time the wrong way.
    """
    found: int | None = None
    for turn, ask in enumerate(asks):
        moved = ask(at)
        if moved == at:
            return at
        if moved is None:
            continue
        if (moved < at) is ahead:
            raise went_back(parts[turn], at, moved)
        if found is None or (moved < found) is ahead:
            found = moved
    return found


def went_back(rule: IntervalRule, at: int, moved: int) -> BrokenRule:
    """Return the error for a rule that moved the time against the direction of the search."""
    text = f"rule {rule.name!r} breaks its contract: asked about {_utc(at)}, it answered {_utc(moved)}"
    hint = "the search then turns back; try it with followup_kit.testing.check_rule"
    return BrokenRule(f"{text}, and {hint}", rule=rule.name)


def crept(rules: Sequence[IntervalRule], last: IntervalRule) -> BrokenRule:
    """Return the error for rules that move the time again and again and get nowhere."""
    names = ", ".join(dict.fromkeys(rule.name for rule in rules))
    text = f"{MOST_MOVES} moves led to no time that {names} permit; rule {last.name!r} moved last: "
    hint = "open for longer stretches, or try it with followup_kit.testing.check_rule"
    return BrokenRule(text + hint, rule=last.name)


def _utc(instant: int) -> str:
    return f"{datetime.fromtimestamp(instant, UTC):%Y-%m-%d %H:%M:%S} UTC"
