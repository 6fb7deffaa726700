"""Our engine against answers that two independent readers agree on; and, quickly, that they still do."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from followup_kit.timing.decisions import Conflict, Option, Send
from followup_kit.timing.instants import HOUR, instant_of
from followup_kit.timing.planner import plan
from followup_kit.timing.rules import NotBefore
from followup_kit.timing.search import first_permitted, last_permitted
from followup_kit.timing.zonedata import zone_data_version

from . import by_intervals, by_stepping, rebuild
from .cases import FOLDER, Case, all_cases
from .engine import CaseCalendar, as_the_house_keeps_it, policy, record, rules

CASES = all_cases()
HALF_AN_HOUR = HOUR // 2


def instant(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())


def each(cases: tuple[Case, ...]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[f"{case.family}: {case.name}" for case in cases])


@pytest.fixture(autouse=True)
def _known_to_the_time_zone_data(request: pytest.FixtureRequest) -> None:
    case = request.node.callspec.params.get("case") if hasattr(request.node, "callspec") else None
    if case is not None and case.tz:
        found = zone_data_version(case.zone).rpartition(" ")[2]
        if found < case.tz:
            pytest.skip(f"time zone data {found} is older than {case.tz}")


@each(CASES)
def test_the_two_readers_agree_with_the_stored_answer(case: Case) -> None:
    stored = instant(case.first)
    far = stored is None or stored > case.ended.timestamp() + timedelta(days=20).total_seconds()
    # a year of minutes takes a second; the rebuilding script looks at them all
    assert by_stepping.first(case, stride=15 * 60 if far else None) == stored
    assert by_intervals.first(case) == stored
    if is_closed(case):
        assert by_stepping.last(case) == by_intervals.last(case) == instant(case.last)


def is_closed(case: Case) -> bool:
    first = instant(case.first)
    return first is not None and first >= case.ended.timestamp() + case.window[1] * HOUR


@each(CASES)
def test_the_search_finds_the_first_permitted_second(case: Case) -> None:
    asked, ended = rules(case, record(case)), int(case.ended.timestamp())
    opens = ended + case.window[0] * HOUR
    assert first_permitted(opens, asked).at == instant(case.first)
    assert first_permitted(ended, (NotBefore(opens), *asked)).at == instant(case.first)
    assert first_permitted(opens, asked[::-1]).at == instant(case.first)


@each(tuple(case for case in CASES if is_closed(case)))
def test_the_search_finds_the_last_permitted_second_before_a_closed_window(case: Case) -> None:
    ended = int(case.ended.timestamp())
    opens = ended + case.window[0] * HOUR
    assert last_permitted(opens - 1, rules(case, record(case)), floor=ended) == instant(case.last)


@each(tuple(case for case in CASES if len(case.weeks) == 1))
def test_week_and_holidays_of_the_house_do_what_those_of_a_country_do(case: Case) -> None:
    opens = int(case.ended.timestamp()) + case.window[0] * HOUR
    assert first_permitted(opens, rules(case, as_the_house_keeps_it(case))).at == instant(case.first)


def decided(case: Case) -> Send | Conflict:
    found = plan(record(case), policy(case), now=case.ended, calendar=CaseCalendar(case)).step("bo").decision
    assert isinstance(found, Send | Conflict)
    return found


def option(decision: Send | Conflict, name: str) -> Option | None:
    return next((option for option in decision.options if option.name == name), None)


@each(CASES)
def test_a_plan_sends_at_the_first_permitted_second(case: Case) -> None:
    decision = decided(case)
    if case.first is None:
        assert isinstance(decision, Conflict)
        assert option(decision, "later") is None
        return
    assert isinstance(decision, Send)
    assert instant_of(decision.at) == instant(case.first)
    assert decision.at.isoformat() == case.first.isoformat()
    assert decision.relaxed == (("window end",) if is_closed(case) else ())


@each(tuple(case for case in CASES if is_closed(case)))
def test_the_earlier_option_is_half_an_hour_before_the_last_opening_ends(case: Case) -> None:
    found, last, ended = option(decided(case), "earlier"), instant(case.last), int(case.ended.timestamp())
    if last is None:
        assert found is None
    elif found is None:
        assert last + 1 - HALF_AN_HOUR < ended
    else:
        at = instant_of(found.at)
        assert last - at == HALF_AN_HOUR - 1 or not by_stepping.permits_at(case, at - 1)


def test_every_family_has_cases_enough_and_no_two_have_one_name() -> None:
    assert len(CASES) >= 300
    assert len({(case.family, case.name) for case in CASES}) == len(CASES)
    for path in FOLDER.glob("*.toml"):
        assert sum(case.family == path.stem.replace("_", " ") for case in CASES) >= 8


@each(CASES)
def test_every_moment_is_written_as_the_clocks_of_its_place_show_it(case: Case) -> None:
    for moment in (case.first, case.last):
        if moment is not None:
            assert moment.utcoffset() == moment.astimezone(ZoneInfo(case.zone)).utcoffset()


def test_the_script_refuses_a_case_on_which_the_readers_disagree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_intervals, "first", lambda _case: 0)
    with pytest.raises(ValueError, match=r"the clock says 2.*, the intervals say 1970"):
        rebuild.answers(CASES[0])


def test_the_script_writes_what_is_stored(tmp_path: Path) -> None:
    path = FOLDER / "leap_days.toml"
    assert rebuild.rebuilt(path) == path.read_text(encoding="utf-8")
    changed = tmp_path / "leap_days.toml"
    changed.write_text(path.read_text(encoding="utf-8").replace("first = 2024-02-29", "first = 2024-02-28"), "utf-8")
    assert rebuild.rebuilt(changed) == path.read_text(encoding="utf-8")


def test_a_case_reads_weeks_that_begin_on_any_day() -> None:
    first_of = {case.name: case for case in CASES}
    assert first_of["Brunei rests on Friday and on Sunday"].week(date(2026, 1, 1)) == {1, 2, 3, 4, 6}
    assert first_of["the old week: Thursday waits for Sunday"].week(date(2021, 12, 31)) == {7, 1, 2, 3, 4}
    assert first_of["the old week: Thursday waits for Sunday"].week(date(2022, 1, 1)) == {1, 2, 3, 4, 5}
