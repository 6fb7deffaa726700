"""How fast a decision is, beside a plain loop over zoneinfo and holidays that gives neither a trace nor a reason.

Run it with `python benchmarks/timing.py`; it takes some ten seconds. CPU time of one run; the ratios are what counts,
since the loop and the rules answer the same questions on the same machine one after the other.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from time import process_time
from zoneinfo import ZoneInfo

from followup_kit.facts.interview import Interview
from followup_kit.facts.people import Candidate, Employer, OfficeHours, Person
from followup_kit.timing.calendars import public_holidays
from followup_kit.timing.instants import DAY, HOUR, to_instant
from followup_kit.timing.places import Place
from followup_kit.timing.planner import plan
from followup_kit.timing.policies import presets
from followup_kit.timing.rules import NotBefore
from followup_kit.timing.search import first_permitted
from followup_kit.timing.tables import DailyHours

COUNT = 20_000
PLACES = (
    ("America/New_York", "US"),
    ("Europe/Berlin", "DE"),
    ("Asia/Tokyo", "JP"),
    ("Asia/Dubai", "AE"),
    ("Australia/Lord_Howe", "AU"),
    ("America/Sao_Paulo", "BR"),
    ("Asia/Kolkata", "IN"),
)
NINE_TO_FIVE = OfficeHours(time(9), time(17))


def loop(start: datetime, zone: ZoneInfo, days_off: object) -> datetime:
    """Step from opening to opening: what one writes without a library. Good for hours that avoid clock changes."""
    local = (start + timedelta(hours=24)).astimezone(zone)
    while True:
        day = local.date()
        if day.isoweekday() <= 5 and day not in days_off:  # type: ignore[operator]  # a mapping of dates
            opens = datetime.combine(day, time(9), zone)
            if local.time() < time(9):
                return opens.astimezone(UTC)
            if local.time() < time(17):
                return local.astimezone(UTC)
        local = datetime.combine(day + timedelta(days=1), time(0), zone)


def timed(title: str, work: Callable[[], object], count: int = COUNT) -> float:
    work()
    begin = process_time()
    work()
    took = process_time() - begin
    print(f"{title:<58}{count / took:>12,.0f}/s{took / count * 1e6:>9.2f} us")
    return took


def main() -> None:
    from holidays import country_holidays

    generator = random.Random(1)
    first = to_instant(datetime(2024, 1, 1, tzinfo=UTC))
    asked = [(first + generator.randrange(3 * 365 * DAY), generator.choice(PLACES)) for _ in range(COUNT)]
    moments = [datetime.fromtimestamp(instant, UTC) for instant, _ in asked]
    zones = {zone: ZoneInfo(zone) for zone, _ in PLACES}
    tables = {country: country_holidays(country, years=range(2023, 2029)) for _, country in PLACES}
    # The same working week everywhere, so that both sides answer the same question.
    rules = {
        zone: Place(zone=zone, country=country, week=frozenset(range(1, 6)), calendar=public_holidays()).rules(
            NINE_TO_FIVE
        )
        for zone, country in PLACES
    }
    awake = {zone: DailyHours(zone=zone, name="sender_hours", opens=time(8), closes=time(21)) for zone, _ in PLACES}

    def by_loop() -> list[datetime]:
        return [
            loop(moment, zones[zone], tables[country])
            for moment, (_, (zone, country)) in zip(moments, asked, strict=True)
        ]

    def by_rules() -> list[int | None]:
        return [
            first_permitted(instant, (NotBefore(instant + 24 * HOUR), *rules[zone])).at for instant, (zone, _) in asked
        ]

    def by_five() -> list[int | None]:
        return [
            first_permitted(
                instant, (NotBefore(instant + 24 * HOUR), NotBefore(instant - 5), *rules[zone], awake[zone])
            ).at
            for instant, (zone, _) in asked
        ]

    same = sum(to_instant(one) == other for one, other in zip(by_loop(), by_rules(), strict=True))
    print(f"the same answer for {same:,} of {COUNT:,} instants\n")
    plain = timed("loop over zoneinfo and holidays, no trace", by_loop)
    ours = timed("window, week, holidays, hours, with trace", by_rules)
    timed("the same with now and the sender's hours", by_five)
    print(f"ratio to the loop: {plain / ours:.2f}\n")
    whole_plans(moments)


def whole_plans(moments: list[datetime]) -> None:
    guide = presets()["guide"]
    records = [
        Interview(
            ref="bench",
            role="Engineer",
            employer=Employer(name="Acme", zone="Europe/Berlin", country="DE"),
            candidate=Candidate(name="Ada"),
            panel=[Person(ref="bo", name="Bo Lind", email="bo@acme.example")],
            ended=moment,
        )
        for moment in moments[:2000]
    ]
    timed(
        "whole plan: thank-you and check-in, with sentences",
        lambda: [plan(r, guide, now=r.ended) for r in records],
        2000,
    )
    fridays = [r for r in records if (r.ended.isoweekday(), 9 <= r.ended.hour < 15) == (5, True)]
    timed(
        "the same for closed windows, with all options",
        lambda: [plan(r, guide, now=r.ended) for r in fridays],
        len(fridays),
    )
    new_york, tokyo = (
        DailyHours(zone="America/New_York", name="office_hours", opens=time(9), closes=time(17)),
        DailyHours(zone="Asia/Tokyo", name="sender_hours", opens=time(8), closes=time(21)),
    )
    starts = [to_instant(moment) for moment in moments[:2000]]
    timed(
        "recognising that two offices never meet", lambda: [first_permitted(t, (new_york, tokyo)) for t in starts], 2000
    )


if __name__ == "__main__":
    main()
