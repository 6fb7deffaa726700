"""Rules that say which readings of the wall clock are permitted; the base of the built-in ones and of your own.

One definition settles everything: an instant is permitted when the wall clock reads a permitted time. Hours that open
inside a gap therefore open at the first instant after it, a repeated hour is permitted both times, and a day that the
calendar skipped never comes. Built piece by piece from stretches of constant offset.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, time
from functools import lru_cache, reduce
from importlib import import_module
from typing import TypeAlias, overload
from zoneinfo import ZoneInfo

from followup_kit.errors import BrokenRule, InvalidSetting
from followup_kit.facts.moments import zone_info
from followup_kit.facts.people import OfficeHours

from .instants import DAY, HOUR, local_day
from .reasons import Reason
from .rules import Strength
from .segments import CHUNK, FIRST_DAY, segments
from .stretches import SpanRule

__all__ = ["ALL_DAY", "OpenSpans", "WallClockRule", "wall_clock"]

OpenSpans: TypeAlias = Iterable[OfficeHours | tuple[time, time]]
"""Spans of one local day, half-open. One that closes before it opens ends on the next day, one to 00:00 at midnight."""

ALL_DAY: OpenSpans = ((time(0), time(0)),)
"""Open from midnight to midnight; `()` is closed."""

_WHOLE_DAY = ((0, DAY),)
_MOST_ZONES = 64


class WallClockRule(SpanRule):
    """A rule of your own on local days: give it a `name` and say which spans of a day are open.

    Until it is bound to a zone with `at` it can be combined and put into a policy, but not asked. In a policy it is
    bound to the recipient's zone. Set `recurring` if it looks at the weekday only: that it never meets another such
    rule is then found out at once. The answers are kept, so they must depend on nothing but the day.

        >>> class NotOnFridayAfternoon(WallClockRule):
        ...     name = "friday_afternoon"
        ...     strength = "soft"
        ...     rank = 15
        ...     recurring = True
        ...     because = "nobody reads letters on a Friday afternoon"
        ...     def open_spans(self, day):
        ...         return [(time(0), time(13))] if day.isoweekday() == 5 else ALL_DAY
        >>> from datetime import datetime
        >>> rule = NotOnFridayAfternoon().at("Europe/Berlin")
        >>> rule.next_moment(datetime.fromisoformat("2026-03-06T15:00+01:00")).isoformat()
        '2026-03-07T00:00:00+01:00'
    """

    zone: str | None = None

    def open_spans(self, day: date) -> OpenSpans:
        """Return the permitted spans of this local day: pairs of times, or `OfficeHours`."""
        raise NotImplementedError(f"{type(self).__name__} has no open_spans(day); say there when the day is open")

    def why_closed(self, day: date) -> Reason:  # noqa: ARG002  # a rule may say more about single days
        """Return why an instant of this day is refused: what `because` says, unless a rule knows more."""
        return super().why(0)

    def why(self, at: int) -> Reason:
        """See `SpanRule`."""
        return self.why_closed(local_day(at, self._own_zone))

    def at(self, zone: str | ZoneInfo) -> WallClockRule:
        """Return the rule on the clocks of this zone, or of a `ZoneInfo`; a rule that has its own zone keeps it.

        Raises:
            InvalidFact: there is no such zone.
        """
        if self.zone is not None:
            return self
        if isinstance(zone, ZoneInfo):
            zone = zone.key
        kept: dict[str, WallClockRule] = self.__dict__.setdefault("_bound", {})
        if zone not in kept:
            zone_info(zone)
            if len(kept) >= _MOST_ZONES:
                kept.clear()
            kept[zone] = self._copied(zone=zone)
        return kept[zone]

    @property
    def needs_zone(self) -> bool:
        """See `IntervalRule`."""
        return self.zone is None

    @property
    def _own_zone(self) -> str:
        if self.zone is None:
            raise InvalidSetting(f"rule {self.name!r} is bound to no time zone; bind it: rule.at('Europe/Berlin')")
        return self.zone

    def stretches(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """See `SpanRule`."""
        for chunk in range(start // CHUNK, (end - 1) // CHUNK + 1):
            for first, last, offset in segments(self._own_zone, chunk):
                begins, ends = max(first, start), min(last, end)
                for day in range((begins + offset) // DAY, (ends - 1 + offset) // DAY + 1):
                    midnight = day * DAY - offset
                    for opens, closes in self._open(day):
                        low, high = max(begins, midnight + opens), min(ends, midnight + closes)
                        if low < high:
                            yield low, high

    def _open(self, day: int) -> Iterable[tuple[int, int]]:
        """Return the spans of the day with this number since 1970, with what is left of the night before."""
        on = date.fromordinal(day + FIRST_DAY)
        spans = self._read(on)
        over = [(0, closes - DAY) for _, closes in self._read(date.fromordinal(day - 1 + FIRST_DAY)) if closes > DAY]
        return sorted((*over, *spans)) if over else spans

    def _read(self, day: date) -> tuple[tuple[int, int], ...]:
        """Return the spans of a day in seconds of its wall clock; those over midnight end after the day.

        Raises:
            BrokenRule: a span is none, or is empty.
        """
        spans = self.open_spans(day)
        if spans is ALL_DAY:
            return _WHOLE_DAY
        try:
            return _in_seconds(spans if type(spans) is tuple else tuple(spans))
        except (TypeError, ValueError, AttributeError) as error:
            raise BrokenRule(
                f"rule {self.name!r} cannot be open {spans!r} on {day}: {error}; return ALL_DAY, or pairs of times "
                "such as [(time(9), time(17))], or nothing for a closed day",
                rule=self.name,
            ) from error


def _in_seconds(spans: tuple[OfficeHours | tuple[time, time], ...]) -> tuple[tuple[int, int], ...]:
    # Before the cache is asked: it takes a time with a zone, and one without, for the same.
    for span in spans:
        if not isinstance(span, OfficeHours):
            opens, closes = span
            _is_plain(opens)
            _is_plain(closes)
    try:
        return _kept_seconds(spans)
    except TypeError:  # pairs that cannot be hashed, such as lists; whatever else is wrong is found again
        return _seconds(spans)


def _is_plain(clock: object) -> None:
    if not isinstance(clock, time):
        raise TypeError(f"{clock!r} is no time of day")
    if clock.tzinfo is not None:
        raise ValueError(
            f"{clock!r} is no plain time: the rule has a zone of its own; give time({clock.hour}, {clock.minute})"
        )


def _seconds(spans: tuple[OfficeHours | tuple[time, time], ...]) -> tuple[tuple[int, int], ...]:
    pairs = [(span.opens, span.closes) if isinstance(span, OfficeHours) else span for span in spans]
    return tuple(sorted((_second(opens), _closing(opens, closes)) for opens, closes in pairs))


_kept_seconds = lru_cache(maxsize=1024)(_seconds)


def _second(clock: time) -> int:
    if clock.microsecond:
        raise ValueError(f"{clock} is no plain time of whole seconds")
    return clock.hour * HOUR + clock.minute * 60 + clock.second


def _closing(opens: time, closes: time) -> int:
    """Return the second of the closing time, counted from the midnight before the opening."""
    first, last = _second(opens), _second(closes)
    if first == last and first:
        raise ValueError(f"from {opens} to {closes} is empty")
    return last if first < last else last + DAY


class _Written(WallClockRule):
    """A rule made of a function."""

    def __init__(
        self,
        function: Callable[[date], OpenSpans],
        *,
        name: str | None,
        because: str | Reason | None,
        strength: Strength,
        rank: int,
        recurring: bool,
    ) -> None:
        self.function, self.recurring = function, recurring
        self.name, self.because, self.strength, self.rank = name or function.__name__, because, strength, rank
        self.__doc__ = function.__doc__

    def open_spans(self, day: date) -> OpenSpans:
        """See `WallClockRule`."""
        return self.function(day)

    def __repr__(self) -> str:
        return f"<{self.name}{f' in {self.zone}' if self.zone else ''}>"

    def __reduce__(self) -> tuple[object, ...]:
        # The name of the function stands for the rule now, so another process finds the rule by it.
        home, path = self.function.__module__, self.function.__qualname__
        return _found_again, (home, path, {key: getattr(self, key) for key in _KEPT})


_KEPT = ("name", "because", "strength", "rank", "zone")


def _found_again(home: str, path: str, values: dict[str, object]) -> WallClockRule:
    rule = reduce(getattr, path.split("."), import_module(home))
    if not isinstance(rule, WallClockRule):
        raise TypeError(f"{home}.{path} is no rule any more, but {rule!r}")
    return rule._copied(**values)


@overload
def wall_clock(function: Callable[[date], OpenSpans]) -> WallClockRule: ...


@overload
def wall_clock(
    *,
    name: str | None = None,
    because: str | Reason | None = None,
    strength: Strength = "hard",
    rank: int = 0,
    recurring: bool = False,
) -> Callable[[Callable[[date], OpenSpans]], WallClockRule]: ...


def wall_clock(
    function: Callable[[date], OpenSpans] | None = None,
    *,
    name: str | None = None,
    because: str | Reason | None = None,
    strength: Strength = "hard",
    rank: int = 0,
    recurring: bool = False,
) -> WallClockRule | Callable[[Callable[[date], OpenSpans]], WallClockRule]:
    """Make a rule of a function that returns the open spans of a local day; bind it to a zone with `at`.

        >>> @wall_clock(because="the first of the month is for accounts", strength="soft", rank=25)
        ... def not_on_the_first(day):
        ...     return () if day.day == 1 else ALL_DAY
        >>> not_on_the_first.name, not_on_the_first.needs_zone
        ('not_on_the_first', True)

    Args:
        function: what is decorated; it must depend on nothing but the day.
        name: what the trace calls the rule; the function's name if none is given.
        because: why an instant is refused, as a clause without a capital letter and a full stop.
        strength: whether the rule may give way.
        rank: of a soft rule, see `IntervalRule`.
        recurring: whether it looks at the weekday only.

    Raises:
        InvalidSetting: the name, strength, rank or reason cannot be.
    """

    def made(written: Callable[[date], OpenSpans]) -> WallClockRule:
        rule = _Written(written, name=name, because=because, strength=strength, rank=rank, recurring=recurring)
        given = {} if because is None else {"because": because}
        return rule.but(name=rule.name, strength=strength, rank=rank, **given)

    return made if function is None else made(function)
