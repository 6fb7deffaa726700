"""Many at once: a list in, a list out, in the same order and with the same answers as one at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import SupportsIndex

from followup_kit.errors import FollowUpError, InvalidFact
from followup_kit.facts.history import History
from followup_kit.facts.interview import Interview
from followup_kit.facts.medium import Medium
from followup_kit.facts.people import OfficeHours

from .calendars import Calendar
from .decisions import Plan
from .doors import check_interview, check_policy
from .instants import local_time, to_instant
from .merged import FAR, merged
from .places import Place
from .planner import plan
from .policies import NINE_TO_FIVE, Policy
from .rules import IntervalRule
from .segments import CHUNK
from .spans import Hours, Span

__all__ = ["first_openings", "openings", "plan_many"]

_NO_HISTORY = History()


def plan_many(
    interviews: Iterable[Interview],
    policy: Policy,
    histories: Mapping[str, History] | None = None,
    *,
    now: datetime,
    media: Mapping[str, Medium] | None = None,
    calendar: Calendar | None = None,
    failed: Callable[[Interview, FollowUpError], object] | None = None,
) -> list[Plan]:
    """Plan every interview, each as `plan` would with all of them as `among`, in the order in which they were given.

    So no two of them get the same minute after a pause.

    Args:
        interviews: what happened; any iterable, read once.
        policy: the timing rules for all of them.
        histories: what has been said already, by the interview's ref; who is not in it has no history.
        now: the present instant.
        media: the channels that there are, as for `plan`.
        calendar: the source of public holidays, as for `plan`.
        failed: what to do with an interview that cannot be planned; it stops no other, and its plan is left out.
            Without it the error is raised.

    Raises:
        FollowUpError: as for `plan`; a note on the error names the interview.
    """
    check_policy(policy)
    if histories is not None and not isinstance(histories, Mapping):
        raise InvalidFact(
            "histories must map each interview's ref to its History, such as {'acme': ledger.history('acme')}, "
            f"got {type(histories).__name__}",
            field="histories",
        )
    known = {} if histories is None else histories
    plans: list[Plan] = []
    interviews = list(interviews)
    for interview in interviews:
        check_interview(interview)
    among = frozenset(interview.ref for interview in interviews)
    for interview in interviews:
        history = known.get(interview.ref, _NO_HISTORY)
        try:
            plans.append(plan(interview, policy, history, now=now, media=media, calendar=calendar, among=among))
        except FollowUpError as error:
            if failed is None:
                error.add_note(f"in the interview {interview.ref!r}")
                raise
            failed(interview, error)
    return plans


def openings(starts: Iterable[int], rules: Sequence[IntervalRule]) -> list[int | None]:
    """Return for every instant the earliest one at or after it that all rules permit, or None for never.

    Each answer is what `first_permitted` gives for the same start. The rules are laid out once, and kept, so that a
    further instant costs one look into a sorted table::

        >>> from datetime import time
        >>> from followup_kit.timing.tables import DailyHours
        >>> office = DailyHours(zone="Europe/Berlin", name="office_hours", opens=time(9), closes=time(17))
        >>> friday = 1772809200  # 6 March 2026, 16:00 in Berlin
        >>> [at - friday for at in openings([friday, friday + 3600], [office])]
        [0, 61200]

    Args:
        starts: whole UTC seconds, in any order.
        rules: any rules that are bound to a zone.

    Raises:
        InvalidFact: a start is no whole number.
        BrokenRule: a rule moved the time back, or the rules move it again and again and get nowhere.
    """
    table = merged(rules)
    pieces: dict[int, tuple[int, ...]] = {}
    known, place_of = pieces.get, bisect_right
    found: list[int | None] = []
    add = found.append
    for start in starts:
        if type(start) is not int:
            start = _whole(start)
        edges = known(start // CHUNK)
        if edges is None:
            edges = pieces[start // CHUNK] = table.edges(start // CHUNK)
        place = place_of(edges, start)
        if place & 1:
            add(start)
        else:
            opens = edges[place]
            add(opens if opens - start <= FAR else table.searched(start, opens))
    table.keep_few()
    return found


def _whole(start: object) -> int:
    """Return a start that is no plain int as one: integers of NumPy have `__index__`, too."""
    if isinstance(start, SupportsIndex):
        return start.__index__()
    hint = "to_instant(moment) makes one of an aware datetime; " if isinstance(start, datetime) else ""
    raise InvalidFact(
        f"a start must be an int of whole UTC seconds since 1970, got {start!r}; {hint}first_openings takes datetimes",
        field="starts",
    )


def first_openings(
    ends: Sequence[datetime],
    places: Place | Sequence[Place],
    *,
    after: Span = Hours(24),  # noqa: B008  # an immutable value
    office_hours: OfficeHours = NINE_TO_FIVE,
) -> list[datetime | None]:
    """Return for every interview's end the first opening of that office after the span, in its own zone.

    Only calendar and hours are asked, no history and no policy; None where 400 days have no opening::

        >>> from followup_kit.timing.calendars import public_holidays
        >>> berlin = Place(zone="Europe/Berlin", country="DE", calendar=public_holidays())
        >>> friday = datetime.fromisoformat("2026-05-22T15:00+02:00")  # Whit Monday is three days away
        >>> [at.isoformat() for at in first_openings([friday], berlin)]
        ['2026-05-26T09:00:00+02:00']

    Args:
        ends: when the interviews ended, aware.
        places: where each recipient works, or one place for all.
        after: how long to wait after the end.
        office_hours: those of places that record none.

    Raises:
        InvalidFact: an end is naive, imaginary or ambiguous, the lists differ in length, or a calendar does not know a
            country.
    """
    where = [places] * len(ends) if isinstance(places, Place) else list(places)
    if len(where) != len(ends):
        raise InvalidFact(
            f"there are {len(ends)} ends and {len(where)} places; give one place for each", field="places"
        )
    found: list[datetime | None] = [None] * len(ends)
    groups: dict[Place, list[int]] = {}
    for number, place in enumerate(where):
        groups.setdefault(place, []).append(number)
    for place, numbers in groups.items():
        starts = [place.after(to_instant(ends[number], f"ends[{number}]"), after) for number in numbers]
        for number, at in zip(numbers, openings(starts, place.rules(office_hours)), strict=True):
            found[number] = None if at is None else local_time(at, place.zone)
    return found
