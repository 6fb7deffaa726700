"""Stand-ins for a clock, a calendar, the ledger, a channel and an outbox, for tests of programs and of plugins.

They need no files, no waiting and no Hypothesis, and keep the contracts of what they stand for::

    clock = FakeClock("2026-03-06 15:00", zone="Europe/Berlin")
    step = kit.plan(interview, ledger.history(), now=clock.now).step("bo")
    clock.set(step.decision.at)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import field, frozen

from followup_kit.channels.base import Artifact, Message
from followup_kit.channels.fitting import fit
from followup_kit.channels.needs import addressed
from followup_kit.delivery.ledger import Ledger
from followup_kit.delivery.ledger_file import open_in_memory
from followup_kit.delivery.outbox import Receipt
from followup_kit.errors import DeliveryFailed, InvalidFact, InvalidSetting, LedgerError
from followup_kit.facts.history import Entry
from followup_kit.facts.medium import Medium
from followup_kit.facts.moments import check_moment, local_moment
from followup_kit.timing.calendars import MONDAY_TO_FRIDAY, Calendar, Holiday, public_holidays
from followup_kit.timing.instants import local_time, to_instant
from followup_kit.timing.places import Place
from followup_kit.timing.spans import BusinessDays, Days, Hours, Span
from followup_kit.writing.draft import Draft
from followup_kit.writing.markdown import to_plain

__all__ = ["FakeCalendar", "FakeChannel", "FakeClock", "FakeLedger", "FakeOutbox"]


class FakeClock:
    """A clock that moves when it is told to, and never back.

    `now` is aware and in UTC, as the system's clock answers; the clock itself can be called for it, wherever a program
    wants a function. `zone` is where text without an offset is read, and where days begin; `country` and `calendar`
    say which days are working days, Monday to Friday if they are not given.

    >>> from followup_kit import business_days, hours
    >>> clock = FakeClock("2026-03-06 15:00", zone="Europe/Berlin")
    >>> clock.advance(hours(24)).isoformat()
    '2026-03-07T14:00:00+00:00'
    >>> f"{clock.advance(business_days(1)):%A %H:%M}", f"{clock.local:%A %H:%M}"
    ('Sunday 23:00', 'Monday 00:00')
    """

    def __init__(
        self, start: datetime | str, *, zone: str = "UTC", country: str | None = None, calendar: Calendar | None = None
    ) -> None:
        """Start at a moment: an aware datetime, or ISO text, read in `zone` where it says no offset.

        Raises:
            InvalidFact: there is no such zone, or the moment is naive, or its clock reading does not exist or exists
                twice.
        """
        self._place = Place(zone=zone, country=country, calendar=calendar or public_holidays())
        self._now = self._read(start)

    @property
    def now(self) -> datetime:
        """The present instant, in UTC."""
        return self._now

    @property
    def local(self) -> datetime:
        """The present instant as clocks in the zone read it."""
        return self._now.astimezone(ZoneInfo(self._place.zone))

    def __call__(self) -> datetime:
        """Return `now`."""
        return self._now

    def advance(self, span: Span | timedelta) -> datetime:
        """Move on and return the new `now`.

        A timedelta and hours(n) are elapsed time; days(n) and business_days(n) lead to the midnight at which that day
        begins in the clock's zone.

        Raises:
            InvalidSetting: the timedelta is negative, or what is given is no span of time.
        """
        if not isinstance(span, Hours | Days | BusinessDays | timedelta):
            hint = "give hours(n), days(n), business_days(n) or a timedelta"
            raise InvalidSetting(f"a clock moves on by a span of time, got {span!r}; {hint}")
        if isinstance(span, timedelta):
            return self._move(self._now + span)
        if isinstance(span, Hours):
            return self._move(self._now + timedelta(hours=span.n))
        if span.n == 0:
            return self._now
        return self._move(local_time(self._place.after(to_instant(self._now), span), "UTC"))

    def set(self, moment: datetime | str) -> datetime:
        """Move on to a moment, read like the start, and return the new `now`.

        Raises:
            InvalidSetting: the moment lies before the present one.
            InvalidFact: see the start.
        """
        return self._move(self._read(moment))

    def _read(self, moment: datetime | str) -> datetime:
        if isinstance(moment, str):
            try:
                read = datetime.fromisoformat(moment)
            except ValueError:
                raise InvalidFact(f"time must be ISO text such as '2026-03-06 15:00', got {moment!r}") from None
            moment = read if read.tzinfo else local_moment(read, self._place.zone)
        return check_moment(moment, "time").astimezone(UTC)

    def _move(self, moment: datetime) -> datetime:
        later = moment.astimezone(UTC)
        if later < self._now:
            raise InvalidSetting(
                f"a clock never goes back: it is {self._now.isoformat()}, and {later.isoformat()} lies before that; "
                "begin with a new FakeClock"
            )
        self._now = later
        return later

    def __repr__(self) -> str:
        return f"FakeClock({self._now.isoformat()!r}, zone={self._place.zone!r})"


def _feasts(value: Iterable[date] | Mapping[date, str]) -> tuple[tuple[date, str], ...]:
    named = value if isinstance(value, Mapping) else dict.fromkeys(_dates(value), "Feast")
    return tuple(sorted((day, named[day]) for day in _dates(named)))


def _dates(value: Iterable[date]) -> frozenset[date]:
    days: Iterable[object] = tuple(value)
    for day in days:
        if type(day) is not date:
            raise InvalidSetting(f"days of a calendar are dates such as date(2026, 3, 6), got {day!r} in {value!r}")
    return frozenset(value)


def _numbers(value: Iterable[int]) -> frozenset[int]:
    week = frozenset(value)
    if not week or any(type(number) is not int or not 1 <= number <= 7 for number in week):
        raise InvalidSetting(f"a week has days from 1 (Monday) to 7 (Sunday), at least one, got {value!r}")
    return week


@frozen(kw_only=True)
class FakeCalendar:
    """A source of holidays that holds what it is given, the same in every country; it loads nothing.

    `feasts` are dates, or dates with names; of those among `estimated` the date is said to be uncertain. `week` is the
    working week (1 = Monday); `worked` are make-up days that are worked besides. `known` is the range of years whose
    holidays are known, both ends included.

    >>> from datetime import date
    >>> FakeCalendar(feasts={date(2026, 3, 6): "Founders' Day"}).holidays("DE", None, 2026)
    {datetime.date(2026, 3, 6): Holiday(name="Founders' Day", estimated=False, own=False)}
    """

    feasts: tuple[tuple[date, str], ...] = field(default=(), converter=_feasts)
    estimated: frozenset[date] = field(default=frozenset(), converter=_dates)
    worked: frozenset[date] = field(default=frozenset(), converter=_dates)
    week: frozenset[int] = field(default=MONDAY_TO_FRIDAY, converter=_numbers)
    known: tuple[int, int] = (1900, 2200)
    name: str = "fake"
    version: str = "fake 1"

    def holidays(self, country: str, subdivision: str | None, year: int) -> Mapping[date, Holiday]:  # noqa: ARG002
        """Return the feasts of that year; none for a year that is not known."""
        if not self.knows(country, year):
            return {}
        return {day: Holiday(name, day in self.estimated) for day, name in self.feasts if day.year == year}

    def working_days(self, country: str, day: date) -> frozenset[int]:  # noqa: ARG002
        """Return the working week."""
        return self.week

    def knows(self, country: str, year: int) -> bool:  # noqa: ARG002
        """Return whether the year is among the known ones."""
        return self.known[0] <= year <= self.known[1]

    def working_dates(self, country: str, subdivision: str | None, year: int) -> frozenset[date]:  # noqa: ARG002
        """Return the make-up days of that year; none of a feast, and none in a year that is not known."""
        feasts = dict(self.feasts)
        days = self.worked if self.knows(country, year) else ()
        return frozenset(day for day in days if day.year == year and day not in feasts)


class FakeLedger(Ledger):
    """A ledger that is kept in memory only: the same methods, answers and refusals, and no file.

    `failure` is what every attempt to write raises while it is set, as a full disk would::

        ledger.failure = "the disk is full"
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        """Open a ledger in which these entries are recorded.

        Raises:
            InvalidFact: an entry is one that cannot be logged: CLAIMED, or NOT_SENT where nothing is claimed.
        """
        self.path, self._timeout, self.failure = Path(":memory:"), 0.0, ""
        self._database = open_in_memory()
        for entry in entries:
            self.record(entry)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        if self.failure:
            raise LedgerError(f"the fake ledger cannot be written: {self.failure}")
        with super()._writing():
            yield

    def __del__(self) -> None:
        # Python 3.13 warns of databases that are left open, and nobody should have to close a fake.
        self._database.close()

    def __repr__(self) -> str:
        return f"FakeLedger({len(self.history().entries)} entries)"


class FakeChannel:
    """A channel with the abilities of any medium, which remembers the drafts that it was given to render.

    What it renders is the letter's plain text, with the subject above it where the medium has one. It keeps the
    medium's limits and asks for what the medium needs, as a real channel does.
    """

    def __init__(self, medium: Medium | str = "fake") -> None:
        """Stand for this medium, or for one without limits and needs if only a name is given."""
        self.medium = Medium(name=medium, title=f"fake channel {medium}") if isinstance(medium, str) else medium
        self.rendered: list[Draft] = []

    def render(self, draft: Draft) -> Message:
        """Return the letter as one text file.

        Raises:
            MissingFacts: the draft belongs to no record, or the person lacks what the medium needs.
            DoesNotFit: the letter is over a limit and nothing optional is left to drop.
        """
        interview, recipient = addressed(draft, self.medium)
        fitted = fit(draft, self.medium)
        self.rendered.append(draft)
        plain = to_plain(fitted.body)
        head = f"Subject: {fitted.subject}\n\n" if self.medium.subject and fitted.subject else ""
        return Message(
            channel=self.medium.name,
            interview=interview.ref,
            recipient=recipient.ref,
            occasion=fitted.occasion,
            draft_digest=fitted.digest,
            artifacts=(
                Artifact(media_type="text/plain; charset=utf-8", suffix=".txt", content=f"{head}{plain}\n".encode()),
            ),
            plain=plain,
        )


class FakeOutbox:
    """An outbox that keeps what it is given, in `delivered`; `failures` are raised first, one for each attempt.

    A failure says with `uncertain` whether anybody can know that the letter did not leave::

        outbox = FakeOutbox(failures=[DeliveryFailed("no such host"), DeliveryFailed("timed out", uncertain=True)])
    """

    def __init__(self, name: str = "fake", *, failures: Iterable[DeliveryFailed] = ()) -> None:
        self.name = name
        self.failures = list(failures)
        self.delivered: list[Message] = []
        self._receipts: dict[str, Receipt] = {}

    def put(self, message: Message, *, key: str, now: datetime) -> Receipt:
        """Keep the message; the same letter again, by its `key`, is the same receipt and is not kept twice.

        Raises:
            DeliveryFailed: the first of the failures that are left.
        """
        if self.failures:
            raise self.failures.pop(0)
        if key not in self._receipts:
            self.delivered.append(message)
            place = f"{self.name}/{len(self.delivered)}"
            self._receipts[key] = Receipt(outbox=self.name, place=place, at=now)
        return self._receipts[key]
