"""What each preset decides on fixed interviews, and that it does what its summary says."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_kit.facts.history import PLANNED, Event, Occasion
from followup_kit.facts.medium import Medium
from followup_kit.testing.strategies import moments
from followup_kit.timing.calendars import public_holidays
from followup_kit.timing.decisions import Conflict, Send, Stop
from followup_kit.timing.parts import parts
from followup_kit.timing.places import place_of
from followup_kit.timing.policies import Policy, presets
from followup_kit.timing.spans import Hours

from .builders import FixedCalendar, at, decided, entry, interview, person, said

PRESETS = presets()
GERMANY = {"country": "DE"}
HOUR = timedelta(hours=1)

# Endings on the clocks of Berlin, with the German holidays; Christmas of 2026 is a Friday.
ENDS = {
    "Mon 10:00": "2026-03-02 10:00",
    "Wed 15:00": "2026-03-04 15:00",
    "Wed 21:00": "2026-03-04 21:00",
    "Thu 17:30": "2026-03-05 17:30",
    "Fri 08:30": "2026-03-06 08:30",
    "Fri 18:00": "2026-03-06 18:00",
    "Sat 11:00": "2026-03-07 11:00",
    "24 Dec 11:00": "2026-12-24 11:00",
    "Fri 12:00, clocks change": "2026-03-27 12:00",
}
# "<" the window's start gave way, ">" its end, "?" a person is asked and the options are listed, "-" never.
GOLDEN = """
                          guide            prompt           same_day         next_morning     fast_decision
Mon 10:00                 Tue 03 10:00     Mon 02 11:00     Mon 02 12:00     Tue 03 09:00     Mon 02 11:00
Wed 15:00                 Thu 05 15:00     Wed 04 16:00     Wed 04 16:30 <   Thu 05 09:00     Wed 04 16:00
Wed 21:00                 Fri 06 09:00     Thu 05 09:00     Thu 05 09:00 >   Thu 05 09:00     ?
Thu 17:30                 Fri 06 16:30 <   Fri 06 09:00     Fri 06 09:00 >   Fri 06 09:00     ?
Fri 08:30                 Fri 06 16:30 <   Fri 06 09:30     Fri 06 10:30     Mon 09 09:00     Fri 06 09:30
Fri 18:00                 Mon 09 09:00 >   ?                Mon 09 09:00 >   Mon 09 09:00     ?
Sat 11:00                 Mon 09 09:00     Mon 09 09:00 >   Mon 09 09:00 >   Mon 09 09:00     ?
24 Dec 11:00              Thu 24 16:30 <   Thu 24 12:00     Thu 24 13:00     Mon 28 09:00     Thu 24 12:00
Fri 12:00, clocks change  Mon 30 09:00 >   Fri 27 13:00     Fri 27 14:00     Mon 30 09:00     Fri 27 13:00

                          posted_card      academic         informational    no_contact       unhurried
Mon 10:00                 Mon 02 11:00     Tue 03 09:00     Thu 05 09:00     -                Tue 03 10:00
Wed 15:00                 Wed 04 16:00     Thu 05 09:00     Mon 09 09:00     -                Thu 05 15:00
Wed 21:00                 Thu 05 09:00     Thu 05 09:00     Mon 09 09:00     -                Fri 06 09:00
Thu 17:30                 Fri 06 09:00     Fri 06 09:00     Mon 09 09:00     -                Mon 09 09:00 >
Fri 08:30                 Fri 06 09:30     Fri 06 16:30 <   Mon 09 09:00     -                Mon 09 09:00 >
Fri 18:00                 Mon 09 09:00 >   Mon 09 09:00 >   Mon 09 09:00     -                Mon 09 09:00
Sat 11:00                 Mon 09 09:00 >   Mon 09 09:00     Tue 10 09:00     -                Mon 09 09:00
24 Dec 11:00              Thu 24 12:00     Thu 24 16:30 <   Mon 28 09:00     -                Mon 28 09:00 >
Fri 12:00, clocks change  Fri 27 13:00     Mon 30 09:00 >   Mon 30 09:00     -                Mon 30 09:00
"""


def golden() -> list[tuple[str, str, str]]:
    rows = []
    for block in GOLDEN.strip("\n").split("\n\n"):
        head, *lines = block.splitlines()
        for line in lines:
            cells = [line[26 + 17 * n :][:17].strip() for n in range(5)]
            rows += [(name, line[:26].strip(), cell) for name, cell in zip(head.split(), cells, strict=True)]
    return rows


def shown(decision: object) -> str:
    if not isinstance(decision, Send):
        return {Conflict: "?", Stop: "-"}[type(decision)]  # type: ignore[index]  # the two that occur here
    mark = {(): "", ("window start",): " <", ("window end",): " >"}[decision.relaxed]
    return f"{decision.at:%a %d %H:%M}{mark}"


@pytest.mark.parametrize(("name", "end", "expected"), golden(), ids=lambda value: str(value).replace(" ", "_"))
def test_what_a_preset_decides_on_a_fixed_interview(name: str, end: str, expected: str) -> None:
    assert shown(decided(interview(ENDS[end], employer=GERMANY), PRESETS[name])) == expected


def test_every_preset_is_decided_on_every_fixed_interview() -> None:
    assert {name for name, _, _ in golden()} == set(PRESETS)
    assert {end for _, end, _ in golden()} == set(ENDS)


# Each preset's own claim, for any end.


def thanks(name: str, ended: datetime, **changes: object) -> Send | Conflict:
    decision = decided(interview(ended, employer=GERMANY, **changes), PRESETS[name])
    assert isinstance(decision, Send | Conflict)
    return decision


def local(moment: datetime) -> datetime:
    return moment.astimezone(at("2026-01-01 00:00").tzinfo)


def working(day: date) -> bool:
    record = interview("2026-03-02 10:00", employer=GERMANY)
    return place_of(record.panel[0], record, public_holidays()).is_working(day)


@given(moments(), st.sampled_from([p for p in PRESETS.values() if isinstance(p.window[0], Hours) and not p.refuses]))
def test_a_letter_that_breaks_nothing_lies_in_its_window(ended: datetime, policy: Policy) -> None:
    decision = decided(interview(ended, employer=GERMANY), policy)
    if isinstance(decision, Send) and not decision.relaxed:
        opens, closes = (ended + timedelta(hours=bound.n) for bound in policy.window)
        assert opens <= decision.at.astimezone(UTC) < closes


@given(moments())
def test_prompt_writes_within_48_hours_or_asks(ended: datetime) -> None:
    decision = thanks("prompt", ended)
    if isinstance(decision, Send):
        assert decision.at.astimezone(UTC) < ended + 48 * HOUR
    else:
        assert decision.options


@given(moments())
def test_same_day_is_the_same_day_while_the_office_is_open_long_enough(ended: datetime) -> None:
    end, decision = local(ended), thanks("same_day", ended)
    assert isinstance(decision, Send)
    # an hour after the end, and half an hour before the office closes
    if working(end.date()) and (end.hour, end.minute) <= (15, 30):
        assert decision.at.date() == end.date()
    else:
        assert decision.relaxed == ("window end",)
        assert (decision.at.hour, decision.at.minute) == (9, 0)


@given(moments())
def test_next_morning_is_the_morning_of_the_next_business_day(ended: datetime) -> None:
    day = local(ended).date() + timedelta(days=1)
    while not working(day):
        day += timedelta(days=1)
    decision = thanks("next_morning", ended)
    assert isinstance(decision, Send)
    assert decision.at.date() == day
    assert 9 <= decision.at.hour < 11
    assert not decision.relaxed


@given(moments())
def test_a_fast_decision_gets_its_note_within_two_hours_or_a_person_is_asked(ended: datetime) -> None:
    decision = thanks("fast_decision", ended)
    if isinstance(decision, Send):
        assert ended + HOUR <= decision.at.astimezone(UTC) < ended + 2 * HOUR
        assert set(decision.relaxed) <= {"closing_soon"}  # in the last half hour, rather than not at all
    else:
        assert {"later", "inside"} >= {option.name for option in decision.options} != set()


def test_a_fast_decision_that_was_missed_asks_too() -> None:
    record = interview("2026-03-02 10:00", employer=GERMANY)
    late = decided(record, PRESETS["fast_decision"], now=at("2026-03-02 14:00"))
    assert isinstance(late, Conflict)
    assert late.options[0].breaks == ("window end", "late by 2 hours")


CARD = {"card": Medium(name="card", title="Card", transit_days=3), "email": Medium(name="email", title="E-mail")}
TO_POST = person(channel="card", postal_address=("1 Long Lane", "Leeds"))


@given(moments(), st.integers(0, 12))
def test_a_posted_card_never_arrives_after_the_announced_date(ended: datetime, waiting: int) -> None:
    reply_by = local(ended).date() + timedelta(days=waiting)
    record = interview(ended, TO_POST, employer={}, reply_by=reply_by)
    decision = decided(record, PRESETS["posted_card"], media=CARD, calendar=FixedCalendar())
    place = place_of(TO_POST, record, FixedCalendar())
    if isinstance(decision, Send):
        assert place.nth_working_day(decision.at.date(), 3) <= reply_by
    else:
        assert isinstance(decision, Conflict)
        assert "quicker channel: email" in decision.reason


def test_where_only_an_earlier_hand_over_would_be_in_time_it_is_an_option_and_not_taken() -> None:
    record = interview("2026-03-02 10:00", TO_POST, reply_by=date(2026, 3, 5))
    advised = decided(record, PRESETS["guide"], media=CARD)
    assert isinstance(advised, Send)
    assert "hand it over on Monday 2 March 2026 to be in time" in advised.advice[0]
    refused = decided(record, PRESETS["guide"].but(late_arrival="refuse"), media=CARD)
    assert isinstance(refused, Conflict)
    [option] = [option for option in refused.options if option.name == "earlier"]
    assert said(option.at) == "2026-03-02 10:01"  # now
    assert option.breaks == ("window start",)


def test_without_an_announced_date_a_card_is_posted_and_its_arrival_said() -> None:
    decision = decided(interview("2026-03-02 10:00", TO_POST), PRESETS["posted_card"], media=CARD)
    assert isinstance(decision, Send)
    assert "should arrive about Thursday 5 March 2026" in decision.advice[0]


def test_an_email_after_the_announced_date_is_refused_as_a_card_would_be() -> None:
    record = interview("2026-03-06 18:00", reply_by=date(2026, 3, 6), employer=GERMANY)
    assert isinstance(decided(record, PRESETS["posted_card"]), Conflict)
    assert isinstance(decided(record, PRESETS["prompt"].but(too_late=Hours(99))), Send)


def test_of_a_letter_that_is_read_at_once_and_in_time_nothing_is_said() -> None:
    record = interview("2026-03-02 10:00", reply_by=date(2026, 3, 6))
    decision = decided(record, PRESETS["posted_card"])
    assert isinstance(decision, Send)
    assert decision.advice == ()


@given(moments())
def test_academic_writes_within_48_hours_and_never_within_an_hour(ended: datetime) -> None:
    decision = thanks("academic", ended)
    assert isinstance(decision, Send)
    assert decision.at.astimezone(UTC) >= ended + HOUR
    if decision.at.astimezone(UTC) >= ended + 48 * HOUR:
        assert decision.relaxed == ("window end",)


@given(moments())
def test_informational_is_three_to_five_days_later_or_the_next_opening(ended: datetime) -> None:
    decision = thanks("informational", ended)
    assert isinstance(decision, Send)
    later = (decision.at.date() - local(ended).date()).days
    assert later >= 3 or decision.relaxed == ("window start",)
    assert later <= 5 or decision.relaxed == ("window end",)


def test_informational_asks_nothing_afterwards() -> None:
    record = interview("2026-03-02 10:00", reply_by=date(2026, 3, 6))
    asked = decided(record, PRESETS["informational"], occasion=Occasion.CHECK_IN)
    assert isinstance(asked, Stop)


@pytest.mark.parametrize("occasion", PLANNED)
@pytest.mark.parametrize("state", ["held", "scheduled", "cancelled"])
@pytest.mark.parametrize("events", [(), (Event.REPLIED,), (Event.OFFER,)])
def test_no_contact_refuses_every_kind_with_its_reason_and_the_alternative(
    occasion: Occasion, state: str, events: tuple[Event, ...]
) -> None:
    history = [entry(event, at("2026-03-02 12:00"), recipient="bo") for event in events]
    decision = decided(interview("2026-03-02 10:00", state=state), PRESETS["no_contact"], *history, occasion=occasion)
    assert isinstance(decision, Stop)
    assert decision.because.code == "no_contact"
    assert decision.reason == (
        "the no_contact policy writes no letter of any kind: programmes like this ask applicants not to send letters "
        "after the interview; if you have a genuine question, ask that instead"
    )


def test_an_employers_own_request_is_the_reason_to_give_before_the_policys() -> None:
    record = interview("2026-03-02 10:00", employer={"no_contact": "the programme asks for silence"})
    assert "Acme does not want to be written to" in str(getattr(decided(record, PRESETS["no_contact"]), "reason", ""))


def test_any_policy_can_be_made_to_refuse() -> None:
    ours = PRESETS["guide"].but(refuses="we have agreed with this employer not to write")
    decision = decided(interview("2026-03-02 10:00"), ours)
    assert isinstance(decision, Stop)
    assert decision.reason.endswith("we have agreed with this employer not to write")


# Check-ins and caps


@pytest.mark.parametrize(
    ("names", "reply_by", "expected"),
    [
        ("guide", date(2026, 3, 13), "Tue 17 09:00"),
        ("guide+promise_plus_2bd", date(2026, 3, 13), "Tue 17 09:00"),
        ("guide+promise_plus_week", date(2026, 3, 13), "Fri 20 09:00"),
        ("academic", date(2026, 3, 13), "Fri 20 09:00"),
        ("academic+promise_plus_2bd", date(2026, 3, 13), "Tue 17 09:00"),
        ("guide", None, "Thu 12 09:00"),
        ("guide+unknown_7bd", None, "Thu 12 09:00"),
        ("academic", None, "Tue 24 09:00"),
        ("academic+unknown_7bd", None, "Thu 12 09:00"),
        ("guide+cap_one", date(2026, 3, 13), "-"),
        ("guide+cap_two", date(2026, 3, 13), "Tue 17 09:00"),
    ],
)
def test_when_a_check_in_is_due(names: str, reply_by: date | None, expected: str) -> None:
    """The thank-you goes on Tuesday 3 March, the first business day counted is Wednesday."""
    first, *rest = names.split("+")
    policy = PRESETS[first]
    for name in rest:
        policy = policy + parts()[name]
    record = interview("2026-03-02 10:00", employer=GERMANY, reply_by=reply_by)
    assert shown(decided(record, policy, occasion=Occasion.CHECK_IN)) == expected


# What stands in the data


@pytest.mark.parametrize("preset", [*PRESETS.values(), *parts().values()], ids=lambda preset: preset.name)
def test_a_source_is_named_in_words_and_its_link_is_whole(preset: Policy) -> None:
    for source in preset.sources:
        words, _, link = source.partition(" http")
        assert len(words) > 15
        assert link == "" or re.fullmatch(r"s?://[a-z0-9.-]+\.[a-z]+/\S*", link)
        assert preset.reviewed is not None


def test_only_what_has_no_public_source_is_called_a_house_rule() -> None:
    assert [name for name, policy in PRESETS.items() if all("no public source" in s for s in policy.sources)] == [
        "unhurried"
    ]
