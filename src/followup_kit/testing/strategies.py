"""Hypothesis strategies for people, interviews, histories and policies: true to the rules of `facts`, never tidy.

They draw awkward zones and moments near clock changes on purpose, and shrink to a readable case: one person, a plain
name, a Berlin employer, the `guide` policy. `from_type(Interview)` finds them, too: followup-kit registers them with
Hypothesis (where plugins of Hypothesis are switched off, call `register()` once)::

    from hypothesis import given
    from followup_kit.testing.strategies import interviews, policies


    @given(interviews(), policies())
    def test_nothing_is_sent_before_the_end(interview, policy): ...
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from followup_kit.facts.history import EVERYWHERE, PLANNED, Entry, Event, History
from followup_kit.facts.interview import Claim, Interview, Promise, Topic
from followup_kit.facts.people import Candidate, Employer, OfficeHours, Person, PersonName
from followup_kit.timing.calendars import public_holidays
from followup_kit.timing.policies import Policy, presets
from followup_kit.timing.spans import business_days, hours

from .fakes import FakeCalendar

__all__ = [
    "PLACES",
    "calendars",
    "employers",
    "histories",
    "interviews",
    "moments",
    "names",
    "office_hours",
    "people",
    "places",
    "policies",
]

PLACES: tuple[tuple[str, str | None], ...] = (
    ("Europe/Berlin", "DE"),
    ("America/New_York", "US"),
    ("Europe/London", "GB"),
    ("Asia/Kolkata", "IN"),  # half an hour off the full one
    ("Australia/Lord_Howe", "AU"),  # clocks move by half an hour
    ("Asia/Dubai", "AE"),  # another weekend since 2022
    ("Asia/Riyadh", "SA"),  # Sunday to Thursday
    ("Africa/Casablanca", "MA"),  # clocks move for Ramadan
    ("Asia/Tokyo", "JP"),  # long runs of holidays
    ("America/Havana", None),  # clocks move at midnight
    ("Pacific/Kiritimati", None),  # fourteen hours ahead
    ("Asia/Kathmandu", None),  # three quarters of an hour
    ("UTC", None),
)
"""Zones with the country whose holidays go with them; the plain one first, since examples shrink towards it."""

_GIVEN = ("Ada", "Bo", "Chiara", "Ólafur", "Nguyễn", "Jean-Luc", "O’Brian", "玲子", "Đorđe")
_FAMILY = ("Lind", "Weber", "van der Berg", "Müller-Lüdenscheidt", "Ó Briain", "佐藤", "de la Cruz", "Łukasz")
_FIRST = datetime(2024, 1, 1)  # noqa: DTZ001  # bounds of a strategy are naive
_LAST = datetime(2027, 6, 30)  # noqa: DTZ001


def places() -> st.SearchStrategy[tuple[str, str | None]]:
    """Return zones with a matching country, or None where no country is recorded."""
    return st.sampled_from(PLACES)


@st.composite
def moments(draw: st.DrawFn, zone: str = "Europe/Berlin") -> datetime:
    """Return existing, unambiguous moments at whole minutes, in UTC; near the zone's clock changes more often."""
    local = draw(
        st.datetimes(min_value=_FIRST, max_value=_LAST, timezones=st.just(ZoneInfo(zone)), allow_imaginary=False)
    )
    return local.astimezone(UTC).replace(second=0, microsecond=0)


def calendars(about: date = date(2026, 3, 2)) -> st.SearchStrategy[FakeCalendar]:
    """Return small sources of holidays, which load nothing.

    Some have holidays and make-up days in the two weeks from a day on, some of them only estimated. Weeks other than
    Monday to Friday are among them, and years that nobody knows.
    """
    days = st.frozensets(st.integers(0, 13).map(lambda n: about + timedelta(days=n)), max_size=6)
    return st.builds(
        FakeCalendar,
        feasts=days,
        estimated=days,
        worked=days,
        week=st.sampled_from((range(1, 6), range(1, 7), (7, 1, 2, 3, 4), range(1, 5))),
        known=st.sampled_from(((1900, 2200), (1900, about.year), (about.year + 1, 2200))),
    )


def names() -> st.SearchStrategy[PersonName]:
    """Return names of one and of several parts, in several scripts, with and without title and form of address."""
    parts = st.builds(
        PersonName,
        given=st.sampled_from(_GIVEN),
        family=st.sampled_from(_FAMILY),
        title=st.sampled_from((None, "Dr", "Prof.")),
        honorific=st.sampled_from((None, "ms", "mr", "mx")),
        order=st.sampled_from(("given-first", "family-first")),
    )
    return parts | st.builds(PersonName, full=st.sampled_from(("Ada Lind", "Ólafur", "佐藤 玲子")))


@st.composite
def people(draw: st.DrawFn, ref: str = "p1") -> Person:
    """Return a panel member with this ref: any role, reachable or not, with a zone and country or without."""
    zone, country = draw(st.just((None, None)) | places())
    return Person(
        ref=ref,
        name=draw(names()),
        role=draw(st.sampled_from(("interviewer", "recruiter", "coordinator", "agency"))),
        email=draw(st.sampled_from((f"{ref}@example.org", None))),
        linkedin=draw(st.sampled_from((None, f"{ref}-profile"))),
        postal_address=draw(st.sampled_from(((), ("1 Long Lane", "Leeds")))),
        zone=zone,
        country=country,
    )


def office_hours() -> st.SearchStrategy[OfficeHours]:
    """Return opening hours, over midnight as well."""
    half_hours = st.integers(0, 47).map(lambda n: time(n // 2, n % 2 * 30))
    drawn = st.tuples(half_hours, half_hours).filter(lambda pair: pair[0] != pair[1])
    return st.just(OfficeHours(time(9), time(17))) | drawn.map(lambda pair: OfficeHours(*pair))


@st.composite
def day_spans(draw: st.DrawFn) -> tuple[OfficeHours, ...]:
    """Return the hours of one day: mostly one span, sometimes two, over midnight as well."""
    if draw(st.booleans()):
        return (draw(office_hours()),)
    half_hours = sorted(draw(st.sets(st.integers(0, 47), min_size=4, max_size=4)))
    opens, noon, again, closes = (time(n // 2, n % 2 * 30) for n in half_hours)
    return OfficeHours(opens, noon), OfficeHours(again, closes)


@st.composite
def employers(draw: st.DrawFn) -> Employer:
    """Return an employer with a zone, some with a country, hours, a working week or closures of their own.

    Some have hours of some weekdays or dates, a lunch break, or make-up working days; closed dates never clash.
    """
    zone, country = draw(places())
    weeks = st.frozensets(st.integers(1, 7), min_size=1)
    dates = st.dates(_FIRST.date(), _LAST.date())
    own = draw(st.booleans())
    special = draw(st.lists(dates, max_size=6, unique=True)) if own else []
    return Employer(
        name=draw(st.sampled_from(("Acme", "Müller & Söhne", "株式会社 Foo"))),
        zone=zone,
        country=country,
        working_days=draw(st.none() | weeks),
        office_hours=draw(st.none() | office_hours()),
        closures=special[:2],
        lunch=draw(st.none() | st.just(OfficeHours(time(12), time(13)))),
        weekly_hours=draw(st.dictionaries(st.integers(1, 7), day_spans(), max_size=2)) if own else {},
        day_hours={day: draw(st.just(()) | day_spans()) for day in special[4:]},
        working_dates=special[2:4],
        no_contact=draw(st.sampled_from((None, None, None, "the programme asks not to be written to"))),
    )


@cache
def _load_holidays() -> None:
    """Load the built-in source of holidays, which takes longer than Hypothesis lets one example take by default."""
    public_holidays().holidays("DE", None, _FIRST.year)


def interviews(*, held: bool = False, most_people: int = 3) -> st.SearchStrategy[Interview]:
    """Return an interview with one to `most_people` people; with `held`, always one that took place.

    The built-in source of holidays is loaded before the first example, so that none of them has to wait for it.
    """

    def loaded() -> st.SearchStrategy[Interview]:
        _load_holidays()
        return _interviews(held, most_people)

    return st.deferred(loaded)


@st.composite
def _interviews(draw: st.DrawFn, held: bool, most_people: int) -> Interview:
    employer = draw(employers())
    refs = [f"p{number}" for number in range(1, draw(st.integers(1, most_people)) + 1)]
    ended = draw(moments(employer.zone or "UTC"))
    waiting = draw(st.none() | st.integers(1, 40))
    speaker = draw(st.none() | st.sampled_from(refs))
    return Interview(
        ref="interview",
        role=draw(st.sampled_from(("Engineer", "Data Platform Lead"))),
        employer=employer,
        candidate=Candidate(name=draw(names()), zone=draw(places())[0]),
        panel=[draw(people(ref)) for ref in refs],
        ended=ended,
        state="held" if held else draw(st.sampled_from(("held", "scheduled", "moved", "cancelled", "no_show"))),
        topics=[Topic(text="the move to event streams", said_by=speaker)],
        claims=[Claim(skill="incident response", discussed=draw(st.booleans()))],
        promises=draw(st.sampled_from(((), (Promise(text="send the test plan"),)))),
        reply_by=None if waiting is None else (ended + timedelta(days=waiting)).date(),
    )


_SOON = st.integers(1, 5 * 24 * 60)
_TOUCHES = (Event.SENT, Event.SENT_BY_HAND, Event.CLAIMED, Event.NOT_SENT, Event.AUTO_REPLIED)
_SCOPED = (Event.PAUSED, Event.RESUMED)
_WITH_A_TIME = (*_SCOPED, Event.SNOOZED, Event.PINNED)


@st.composite
def _pauses_and_wishes(draw: st.DrawFn, event: Event, at: datetime, interview: str, refs: list[str]) -> Entry:
    """Return a pause or its end (of this interview or of everything), a snooze, or a pin, some weeks ahead at most."""
    until = at + timedelta(minutes=draw(st.integers(1, 3 * 7 * 24 * 60)))
    if event in _SCOPED:
        scope = draw(st.sampled_from((interview, EVERYWHERE)))
        end = draw(st.none() | st.just(until)) if event is Event.PAUSED else None
        return Entry(at=at, event=event, interview=scope, until=end)
    occasion = draw(st.sampled_from(PLANNED))
    who = draw(st.sampled_from(refs))
    return Entry(
        at=at, event=event, interview=interview, recipient=who, occasion=occasion, until=until, note="as I said"
    )


@st.composite
def histories(
    draw: st.DrawFn, interview: Interview | None = None, *, events: tuple[Event, ...] = tuple(Event), most: int = 4
) -> History:
    """Return up to `most` events about the interview's people or the whole employer.

    They lie in the eight weeks after its end, every second one in the first five days.
    """
    subject = draw(interviews()) if interview is None else interview
    refs = [person.ref for person in subject.panel]
    entries = []
    for _ in range(draw(st.integers(0, most))):
        event = draw(st.sampled_from(events))
        anybody = st.sampled_from(refs)
        at = subject.ended.astimezone(UTC) + timedelta(minutes=draw(_SOON | st.integers(1, 8 * 7 * 24 * 60)))
        if event in _WITH_A_TIME:
            entries.append(draw(_pauses_and_wishes(event, at, subject.ref, refs)))
            continue
        entries.append(
            Entry(
                at=at,
                event=event,
                interview=subject.ref,
                recipient=draw(anybody if event in _TOUCHES else st.none() | anybody),
                occasion=draw(st.none() | st.sampled_from(PLANNED)),
                channel=draw(st.sampled_from(("email", "card", None))),
            )
        )
    return History(entries)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Return a preset, or one with other figures; every one of them can work."""
    policy = draw(st.sampled_from(sorted(presets().values(), key=lambda preset: (preset.name != "guide", preset.name))))
    if draw(st.booleans()):
        opens = draw(st.integers(0, 72))
        policy = policy.but(
            window=(hours(opens), hours(opens + draw(st.integers(1, 72)))),
            too_late=business_days(draw(st.integers(0, 10))),
            closed=draw(st.sampled_from(("later", "earlier", "ask"))),
            patience=hours(draw(st.sampled_from((72, 0, 24, 240)))),
        )
    if draw(st.booleans()):
        policy = policy.but(
            cap=draw(st.integers(1, 4)),
            gap=business_days(draw(st.integers(0, 5))),
            check_ins=draw(st.integers(0, 2)),
            spread=draw(st.integers(0, 30)),
            sender_hours=draw(st.none() | office_hours()),
        )
    if draw(st.booleans()):
        policy = policy.but(
            employer_budget=draw(st.integers(1, 6)),
            resume_over=business_days(draw(st.integers(0, 4))),
            least_open=draw(st.sampled_from((30, 0, 60))),
            lunch=draw(st.sampled_from((None, OfficeHours(time(12), time(13))))),
            relax=draw(st.lists(st.sampled_from(policy.relax), unique=True)) if policy.relax else (),
        )
    return policy
