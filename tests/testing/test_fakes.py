"""The fakes keep the contracts of what they stand for: the same tests run against both."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from itertools import product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit import Kit, hookimpl
from followup_kit.delivery.outbox import Outbox
from followup_kit.delivery.sending import deliver
from followup_kit.errors import DeliveryFailed, InvalidFact, InvalidSetting, LedgerError, MissingFacts
from followup_kit.facts.history import Event
from followup_kit.facts.medium import Limit, Medium
from followup_kit.testing import (
    FakeCalendar,
    FakeChannel,
    FakeClock,
    FakeLedger,
    FakeOutbox,
    assert_calendar,
    assert_channel,
    calendars,
    moments,
)
from followup_kit.timing.calendars import Holiday
from followup_kit.timing.spans import business_days, days, hours

from ..delivery import test_ledger
from ..delivery.builders import LATER, NOON, event, letter, passing
from ..timing.builders import FixedCalendar, at, interview, person

# The ledger

ABOUT_THE_DISK = {"test_commits_are_kept_through_a_power_cut_as_far_as_sqlite_can"}


def _promises() -> Iterator[Any]:
    """Return every test of the ledger that needs nothing but a ledger, with the values that it is tried with."""
    for name, test in vars(test_ledger).items():
        names = list(inspect.signature(test).parameters) if inspect.isfunction(test) else []
        if not name.startswith("test_") or names[:1] != ["ledger"] or name in ABOUT_THE_DISK:
            continue
        marks = [mark for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
        if set(names[1:]) != {mark.args[0] for mark in marks}:
            continue
        for values in product(*(mark.args[1] for mark in marks)):
            chosen = {mark.args[0]: value for mark, value in zip(marks, values, strict=True)}
            yield pytest.param(test, chosen, id="-".join([name.removeprefix("test_"), *map(str, values)]))


def test_the_promises_of_the_ledger_are_found() -> None:
    assert len(list(_promises())) >= 35


@pytest.mark.parametrize(("promise", "values"), tuple(_promises()))
def test_a_fake_ledger_keeps_what_a_ledger_promises(promise: Callable[..., None], values: dict[str, Any]) -> None:
    promise(ledger=FakeLedger(), **values)


def test_a_fake_ledger_begins_with_what_it_is_given_and_refuses_what_cannot_be_logged() -> None:
    replied = event(Event.REPLIED)
    assert list(FakeLedger([replied]).history("acme-1")) == [replied]
    with pytest.raises(InvalidFact, match="cannot be logged"):
        FakeLedger([event(Event.CLAIMED)])


def test_a_fake_ledger_forgets_and_makes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with FakeLedger() as ledger:
        ledger.claim(letter(), now=NOON)
        assert ledger.forget("acme-1", "anna") == 1
        assert [entry.text for entry in ledger.history()] == [None]
    assert not list(tmp_path.iterdir())


def test_a_fake_ledger_fails_as_long_as_it_is_told_to() -> None:
    ledger, sink, message = FakeLedger(), FakeOutbox(), letter()
    ledger.failure = "the disk is full"
    with pytest.raises(LedgerError, match="the disk is full"):
        deliver(message, passing(message), sink, ledger, now=NOON)
    assert not sink.delivered
    ledger.failure = ""
    assert deliver(message, passing(message), sink, ledger, now=NOON).event is Event.SENT


# The outbox


def test_a_fake_outbox_keeps_each_letter_once() -> None:
    outbox: Outbox = FakeOutbox()
    first = outbox.put(letter(), key="k", now=NOON)
    assert outbox.put(letter(), key="k", now=LATER) == first
    assert isinstance(outbox, FakeOutbox)
    assert outbox.delivered == [letter()]


def test_a_fake_outbox_fails_in_the_ways_that_the_ledger_must_know() -> None:
    lost = DeliveryFailed("the connection was lost", uncertain=True)
    outbox, ledger, message = FakeOutbox(failures=[DeliveryFailed("no such host"), lost]), FakeLedger(), letter()
    for _ in range(2):
        with pytest.raises(DeliveryFailed):
            deliver(message, passing(message), outbox, ledger, now=NOON)
    assert [entry.event for entry in ledger.history()] == [Event.CLAIMED, Event.NOT_SENT, Event.CLAIMED]
    assert ledger.history().unsettled("anna")
    assert not outbox.delivered


# The calendar


@settings(max_examples=20)
@given(calendars())
def test_a_fake_calendar_keeps_the_contract_of_a_calendar(calendar: FakeCalendar) -> None:
    assert_calendar(calendar, places=[("DE", None)])


def test_a_fake_calendar_says_what_it_was_given() -> None:
    feast, worked, unsure = date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 20)
    calendar = FakeCalendar(feasts={feast: "Founders' Day", unsure: "Feast"}, estimated={unsure}, worked={worked})
    assert calendar.holidays("DE", None, 2026) == {
        feast: Holiday("Founders' Day"),
        unsure: Holiday("Feast", estimated=True),
    }
    assert calendar.holidays("DE", None, 2027) == {}
    assert calendar.working_dates("DE", None, 2026) == {worked}
    assert FakeCalendar(feasts=[feast], known=(2000, 2025)).holidays("DE", None, 2026) == {}


# The channel

PAGER = Medium(
    name="pager",
    title="a pager",
    subject=True,
    needs=("email",),
    limits=(Limit(part="body", most=160, source="a made-up network", checked=date(2026, 1, 1)),),
)


@pytest.mark.parametrize("medium", ["fake", PAGER])
def test_a_fake_channel_keeps_the_contract_of_a_channel(medium: Medium | str) -> None:
    channel = FakeChannel(medium)
    assert_channel(channel)
    assert channel.rendered


def test_a_kit_works_with_fakes_from_the_plan_to_the_ledger() -> None:
    channel, outbox, ledger = FakeChannel("email"), FakeOutbox(), FakeLedger()

    class Fakes:
        @staticmethod
        @hookimpl
        def followup_channels() -> list[FakeChannel]:
            return [channel]

    record = interview("2026-03-04 15:00", person("bo"), promises=(), topics=())
    kit = Kit.load(plugins=[Fakes], installed=False, calendar=FixedCalendar(), strict=True)
    clock = FakeClock(record.ended)
    step = kit.plan(record, ledger.history(), now=clock.now).step("bo")
    assert step.channel == "email"
    assert step.decision.kind == "send"
    clock.set(step.decision.at)
    with pytest.raises(MissingFacts):
        kit.compose(step)
    message = letter("bo", interview="acme")
    deliver(message, passing(message), outbox, ledger, now=clock())
    assert ledger.history().touches("bo")[0].at == step.decision.at
    assert kit.plan(record, ledger.history(), now=clock()).step("bo").decision.kind == "stop"


# The clock


def test_a_clock_answers_in_utc_and_reads_local_text_where_it_stands() -> None:
    clock = FakeClock("2026-03-06 15:00", zone="Europe/Berlin")
    assert (clock.now, clock.now.tzinfo) == (datetime(2026, 3, 6, 14, tzinfo=UTC), UTC)
    assert clock() is clock.now
    assert clock.local.isoformat() == "2026-03-06T15:00:00+01:00"
    assert clock.set("2026-03-06 16:00+00:00") == datetime(2026, 3, 6, 16, tzinfo=UTC)
    assert repr(clock) == "FakeClock('2026-03-06T16:00:00+00:00', zone='Europe/Berlin')"


@pytest.mark.parametrize(
    ("span", "answer"),
    [
        (timedelta(minutes=5), "2026-03-27 15:05"),
        (hours(72), "2026-03-30 16:00"),  # the clocks go forward in between
        (days(1), "2026-03-28 00:00"),
        (days(0), "2026-03-27 15:00"),
        (business_days(0), "2026-03-27 15:00"),
        (business_days(1), "2026-03-30 00:00"),
        (business_days(2), "2026-04-01 00:00"),
    ],
)
def test_a_clock_moves_by_each_unit_as_that_unit_is_meant(span: Any, answer: str) -> None:
    feast = FixedCalendar(frozenset({date(2026, 3, 31)}))
    clock = FakeClock("2026-03-27 15:00", zone="Europe/Berlin", country="DE", calendar=feast)
    clock.advance(span)
    assert f"{clock.local:%Y-%m-%d %H:%M}" == answer


def test_a_clock_never_goes_back_and_says_so() -> None:
    clock = FakeClock("2026-03-06 15:00", zone="Europe/Berlin")
    for attempt in (lambda: clock.advance(timedelta(seconds=-1)), lambda: clock.set("2026-03-06 14:59")):
        with pytest.raises(InvalidSetting, match="never goes back"):
            attempt()
    assert clock.set(clock.now) == clock.now


@pytest.mark.parametrize("start", ["2026-03-29 02:30", "2026-10-25 02:30", datetime(2026, 3, 6, 15)])  # noqa: DTZ001
def test_a_clock_refuses_what_is_no_moment(start: Any) -> None:
    with pytest.raises(InvalidFact):
        FakeClock(start, zone="Europe/Berlin")


@settings(max_examples=50)
@given(
    moments("Australia/Lord_Howe"),
    st.lists(st.integers(0, 9).map(hours) | st.integers(0, 9).map(days) | st.integers(0, 9).map(business_days)),
)
def test_a_clock_that_moves_on_is_always_aware_and_never_earlier(start: datetime, spans: list[Any]) -> None:
    clock = FakeClock(start, zone="Australia/Lord_Howe")
    reached = reduce(lambda before, span: max(before, clock.advance(span)), spans, clock.now)
    assert reached == clock.now >= start
    assert clock.now.utcoffset() == timedelta(0)
    assert clock.local.tzinfo == ZoneInfo("Australia/Lord_Howe")


def test_a_repeated_hour_is_passed_twice() -> None:
    clock = FakeClock(at("2026-10-25 01:30").astimezone(UTC), zone="Europe/Berlin")
    readings = [f"{clock.local:%H:%M}"]
    for _ in range(3):
        clock.advance(hours(1))
        readings.append(f"{clock.local:%H:%M}")
    assert readings == ["01:30", "02:30", "02:30", "03:30"]
