"""Property 23: what cannot be meant is refused at once, with what was given and what would work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from followup_kit.errors import InvalidFact, InvalidSetting
from followup_kit.facts.history import Entry, Event
from followup_kit.facts.people import OfficeHours
from followup_kit.timing.planner import plan
from followup_kit.timing.policies import Policy
from followup_kit.timing.spans import business_days, days, hours

from ..builders import GUIDE, at, interview, person

BERLIN = ZoneInfo("Europe/Berlin")
NAIVE = datetime(2026, 3, 6, 15)  # noqa: DTZ001
SKIPPED = datetime(2026, 3, 29, 2, 30, tzinfo=BERLIN)
TWICE = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
NINE, FIVE = time(9), time(17)


@pytest.mark.parametrize(
    ("attempt", "error", "told"),
    [
        (lambda: interview(NAIVE), InvalidFact, "has no zone"),
        (lambda: interview(SKIPPED), InvalidFact, "does not exist"),
        (lambda: interview(TWICE), InvalidFact, "happens twice"),
        (lambda: plan(interview("2026-03-06 15:00"), GUIDE, now=NAIVE), InvalidFact, "now .* has no zone"),
        (lambda: plan(interview("2026-03-06 15:00"), GUIDE, now=SKIPPED), InvalidFact, "does not exist"),
        (lambda: Entry(at=NAIVE, event=Event.SENT, interview="acme"), InvalidFact, "has no zone"),
        (lambda: person(zone="Europe/Berlim"), InvalidFact, "near names: Europe/Berlin"),
        (lambda: person(zone="CEST"), InvalidFact, "no time zone named 'CEST'"),
        (lambda: interview("2026-03-06 15:00", employer={"working_days": set()}), InvalidFact, "working_days"),
        (lambda: interview("2026-03-06 15:00", employer={"working_days": {0}}), InvalidFact, "working_days"),
        (lambda: OfficeHours(NINE, NINE), InvalidFact, "are empty"),
        (lambda: OfficeHours(NINE, FIVE.replace(tzinfo=UTC)), InvalidFact, "without a zone"),
        (lambda: GUIDE.but(window=(hours(48), hours(24))), InvalidSetting, "is reversed"),
        (lambda: GUIDE.but(window=(hours(24), hours(24))), InvalidSetting, "is empty"),
        (lambda: GUIDE.but(window=(hours(24), days(2))), InvalidSetting, "mixes units"),
        (lambda: GUIDE.but(window=(24, 48)), InvalidSetting, "hours"),
        (lambda: GUIDE.but(too_late=hours(47)), InvalidSetting, "before the window's end"),
        (lambda: GUIDE.but(gap=days(2)), InvalidSetting, "business days"),
        (lambda: GUIDE.but(cap=0), InvalidSetting, "from 1"),
        (lambda: GUIDE.but(cap=True), InvalidSetting, "from 1"),
        (lambda: GUIDE.but(relax=("holidays",)), InvalidSetting, "no relaxable rule named 'holidays'"),
        (lambda: GUIDE.but(relax=("lunch", "lunch")), InvalidSetting, "twice"),
        (lambda: GUIDE.but(windo=1), InvalidSetting, "did you mean window"),
        (lambda: Policy(name=" "), InvalidSetting, "name"),
        (lambda: hours(-1), InvalidSetting, "whole number"),
        (lambda: business_days(1.5), InvalidSetting, "whole number"),  # type: ignore[arg-type]  # on purpose
        (lambda: GUIDE.but(part_of_day=OfficeHours(time(18), time(20))), InvalidSetting, "no open hour"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    attempt: Callable[[], object], error: type[InvalidFact] | type[InvalidSetting], told: str
) -> None:
    with pytest.raises(error, match=told) as caught:
        attempt()
    assert str(caught.value)[0] == str(caught.value)[0].lower()
    assert not str(caught.value).endswith(".")


def test_both_readings_of_a_time_that_happens_twice_are_named_and_taken() -> None:
    with pytest.raises(InvalidFact, match=r"\+02:00 or .*\+01:00"):
        interview(TWICE)
    for offset in ("+02:00", "+01:00"):
        assert interview(datetime.fromisoformat(f"2026-10-25T02:30{offset}")).ended


def test_an_interview_that_lies_ahead_is_no_refusal_but_a_hold() -> None:
    record = interview("2026-03-06 15:00")
    assert plan(record, GUIDE, now=at("2026-03-06 14:59")).steps[0].decision.kind == "hold"
