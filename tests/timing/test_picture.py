"""The picture of a decision: closed hours by rule, truthful at every instant, and the same from rules and trace."""

from __future__ import annotations

import copy
import pickle
import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.facts.history import Event
from followup_kit.facts.people import OfficeHours
from followup_kit.intake import read
from followup_kit.language.speech import ENGLISH, speech, spoken
from followup_kit.testing.strategies import interviews
from followup_kit.timing.decisions import Conflict, Hold, Move, Plan, Send, Step, Stop
from followup_kit.timing.drawing import to_svg
from followup_kit.timing.exchange import plan_from_json, plan_to_json
from followup_kit.timing.instants import instant_of, to_instant
from followup_kit.timing.labels import described
from followup_kit.timing.picture import Picture, local, picture_of, picture_of_step
from followup_kit.timing.planner import plan
from followup_kit.timing.reasons import because
from followup_kit.timing.rules import IntervalRule, NotBefore
from followup_kit.timing.turns import OwnMinutes

from .builders import GUIDE, FixedCalendar, at, entry, interview, person
from .builders import hours as office_hours

DE = {"country": "DE"}
SVG = "{http://www.w3.org/2000/svg}"


def planned(ended: str, now: str, **changes: object) -> Plan:
    policy = changes.pop("policy", GUIDE)
    events = changes.pop("events", ())
    return plan(interview(ended, employer=DE, events=events, **changes), policy, now=at(now))  # type: ignore[arg-type]


def friday() -> Plan:
    return planned("2026-03-06 15:00", "2026-03-06 16:00")


def shown(picture: Picture | None) -> list[str]:
    assert picture is not None
    return [
        f"{local(s.start, picture.zone):%d %H:%M}-{local(s.end, picture.zone):%d %H:%M} {s.kind}"
        for s in picture.stretches
    ]


def test_a_friday_shows_night_weekend_and_night_up_to_the_end_of_the_answers_day() -> None:
    picture = picture_of_step(friday().step("bo"))
    assert shown(picture) == [
        "06 16:30-06 17:00 closing_soon",
        "06 17:00-07 00:00 night",
        "07 00:00-09 00:00 weekend",
        "09 00:00-09 09:00 night",
        "09 16:30-09 17:00 closing_soon",
        "09 17:00-10 00:00 night",
    ]
    assert picture is not None
    assert [day for _, day in picture.days] == [date(2026, 3, number) for number in (6, 7, 8, 9)]
    assert {mark.name: f"{local(mark.at, picture.zone):%d %H:%M}" for mark in picture.marks} == {
        "end": "06 15:00",
        "send": "09 09:00",
        "earlier": "06 16:30",
        "inside": "07 15:00",
    }


def test_a_holiday_is_shown_as_one_even_on_a_weekend_and_says_its_name() -> None:
    picture = picture_of_step(planned("2026-10-01 15:00", "2026-10-01 15:10").step("bo"))
    assert picture is not None
    unity = next(stretch for stretch in picture.stretches if stretch.kind == "holiday")
    assert f"{local(unity.start, picture.zone):%a %d %H:%M}" == "Sat 03 00:00"
    assert "German Unity Day" in unity.because.said()


def test_a_plan_from_json_still_shows_what_its_trace_passed() -> None:
    whole = friday()
    again = plan_from_json(plan_to_json(whole), whole.interview)
    picture = picture_of_step(again.step("bo"))
    assert picture is not None
    assert picture.partial
    assert shown(picture) == [
        "06 15:00-07 15:00 waiting",
        "07 15:00-09 00:00 weekend",
        "09 00:00-09 09:00 night",
    ]
    assert "<svg" in again._repr_html_()


def test_steps_are_equal_copied_and_sent_elsewhere_without_their_rules() -> None:
    step = friday().step("bo")
    assert step.rules
    for other in (pickle.loads(pickle.dumps(step)), copy.deepcopy(step)):
        assert other == step
        assert hash(other) == hash(step)
        assert other.rules == ()
    assert "rules=" not in repr(step)


def test_what_was_taken_is_no_option_beside_itself() -> None:
    picture = picture_of_step(friday().step("bo").take("inside"))
    assert picture is not None
    assert sorted(mark.name for mark in picture.marks) == ["earlier", "end", "later", "send"]


def test_a_window_that_ends_far_behind_the_answer_does_not_stretch_the_picture() -> None:
    picture = picture_of_step(planned("2026-03-25 15:00", "2026-03-25 15:10", reply_by=date(2026, 4, 2)).steps[-1])
    assert picture is not None
    assert picture.closes is not None
    assert picture.closes > picture.end
    assert picture.end - picture.last < 86400


def test_a_stop_has_nothing_to_draw_and_a_hold_only_what_it_waits_for() -> None:
    stopped = planned("2026-03-06 15:00", "2026-03-06 17:00", events=(entry(Event.REJECTED, at("2026-03-06 16:00")),))
    assert picture_of_step(stopped.step("bo")) is None
    assert "<svg" not in stopped.step("bo")._repr_html_()
    before = planned("2026-03-06 15:00", "2026-03-05 10:00")
    picture = picture_of_step(before.step("bo"), before.now)
    assert picture is not None
    assert [mark.name for mark in picture.marks] == ["end", "now", "again"]
    assert not picture.partial
    assert ("night", "office_hours") in picture.kinds
    assert picture_of(Hold(because="nobody knows", trace=before.step("bo").decision.trace)) is None


def test_a_conflict_without_any_option_still_shows_its_window() -> None:
    evening = OfficeHours(time(18), time(20))
    never = GUIDE.but(part_of_day=evening, office_hours=evening, relax=())
    day = interview("2026-03-04 15:00", employer={"office_hours": OfficeHours(time(9), time(17)), **DE})
    decision = plan(day, never, now=day.ended).step("bo").decision
    assert isinstance(decision, Conflict)
    assert decision.options == ()
    picture = picture_of(decision)
    assert picture is not None
    assert picture.closes is not None
    assert picture.last >= picture.closes


def test_the_days_of_the_clock_changes_and_a_skipped_day_have_their_own_length() -> None:
    spring = picture_of_step(planned("2026-03-27 15:00", "2026-03-27 15:10").step("bo"))
    assert spring is not None
    starts = [start for start, _ in spring.days]
    assert [(b - a) // 3600 for a, b in pairwise(starts[1:])] == [24, 23]
    apia = interview(at("2011-12-28 15:00", "Pacific/Apia"), employer={"zone": "Pacific/Apia"})
    skipped = picture_of_step(plan(apia, GUIDE, now=apia.ended).step("bo"))
    assert skipped is not None
    assert date(2011, 12, 30) not in [day for _, day in skipped.days]
    assert date(2011, 12, 31) in [day for _, day in skipped.days]


def test_a_rule_of_ones_own_is_called_by_its_name_and_turns_of_minutes_are_left_out() -> None:
    ended = to_instant(at("2026-03-04 15:00"))
    own = office_hours(opens=10, closes=16, name="tea <time>")
    step = planned("2026-03-04 15:00", "2026-03-04 15:10").step("bo")
    picture = picture_of(step.decision, (own, OwnMinutes(3, 7), NotBefore(ended + 7200, "gap")))
    assert picture is not None
    assert picture.kinds == (("other", "tea <time>"), ("gap", "gap"))
    assert "tea &lt;time&gt;" in to_svg(picture)


def test_two_zones_are_shown_on_the_recipients_clock_with_the_senders_own_hours() -> None:
    policy = GUIDE.but(sender_hours=OfficeHours(time(7), time(22)))
    far = interview(
        "2026-03-03 17:00", person(zone="Asia/Tokyo", country="JP"), employer=DE, candidate_zone="Europe/Berlin"
    )
    picture = picture_of_step(plan(far, policy, now=far.ended).step("bo"))
    assert picture is not None
    assert ("sender_hours", "sender_hours") in picture.kinds
    assert str(picture.zone) == "Asia/Tokyo"


def refused(rule: IntervalRule, probe: int) -> bool:
    """Whether the rule closes that instant; a gap is none before the letter that it counts from."""
    why = rule.why_not(probe)
    last = dict(why.data).get("last") if why is not None and rule.name == "gap" else None
    return not rule.allowed(probe) and not (isinstance(last, datetime) and probe < instant_of(last))


@settings(max_examples=40)
@given(interviews(), st.integers(0, 40))
def test_a_picture_tells_the_truth_at_every_edge(record: object, wait: int) -> None:
    moment = record.ended.astimezone(UTC) + timedelta(hours=wait)  # type: ignore[attr-defined]
    whole = plan(record, GUIDE, now=moment, calendar=FixedCalendar())  # type: ignore[arg-type]
    for step in whole.steps:
        picture = picture_of_step(step, whole.now)
        if picture is None:
            continue
        assert picture.start <= picture.last <= picture.end
        assert all(picture.start <= mark.at < picture.end for mark in picture.marks)
        edges = [edge for stretch in picture.stretches for edge in (stretch.start, stretch.end)]
        assert edges == sorted(edges)
        rules = [rule for rule in step.rules if rule.name != "spread"]
        if rules and not picture.partial:
            for probe in {*edges, *(edge - 1 for edge in edges)}:
                if picture.start <= probe < picture.end:
                    kinds = {stretch.kind for stretch in picture.stretches if stretch.start <= probe < stretch.end}
                    assert bool(kinds - {"waiting"}) == any(refused(rule, probe) for rule in rules)
                    assert "waiting" not in kinds or picture.opens is None or probe < picture.opens


@settings(max_examples=25)
@given(interviews())
def test_from_the_trace_alone_nothing_is_called_closed_that_the_rules_call_open(record: object) -> None:
    moment = record.ended.astimezone(UTC) + timedelta(minutes=1)  # type: ignore[attr-defined]
    whole = plan(record, GUIDE, now=moment, calendar=FixedCalendar())  # type: ignore[arg-type]
    for step in whole.steps:
        picture = picture_of(step.decision)
        for stretch in picture.stretches if picture and step.rules else ():
            if stretch.kind not in ("waiting", "gap", "other"):
                assert any(not rule.allowed(stretch.start) for rule in step.rules)


# how it is drawn


def elements(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def test_the_drawing_is_whole_xml_that_needs_nothing_from_elsewhere_and_is_the_same_each_time() -> None:
    picture = picture_of_step(friday().step("bo"))
    assert picture is not None
    svg = to_svg(picture)
    assert svg == to_svg(picture)
    root = elements(svg)
    assert root.attrib["role"] == "img"
    ids = {element.attrib["id"] for element in root.iter() if "id" in element.attrib}
    assert set(root.attrib["aria-labelledby"].split()) <= ids
    assert not re.search(r"<script|<style|<image|href|@import|javascript:|on\w+=", svg)
    assert re.findall(r"https?://[^\"']*", svg) == ["http://www.w3.org/2000/svg"]
    assert set(re.findall(r"url\((.*?)\)", svg)) <= {f"#{name}" for name in ids}


def test_the_drawing_says_in_words_what_it_shows() -> None:
    picture = picture_of_step(friday().step("bo"))
    assert picture is not None
    root = elements(to_svg(picture))
    words = root.findtext(f"{SVG}desc") or ""
    assert words == described(picture)
    for said in ("send: Mon 9 Mar 09:00", "earlier: Fri 6 Mar 16:30", "not a working day", "window: Sat 7 Mar 15:00"):
        assert said in words
    reasons = [title.text for rect in root.iter(f"{SVG}rect") for title in rect.iter(f"{SVG}title")]
    assert any(why and why.startswith("Saturday is not a working day (the working week is") for why in reasons)


def test_text_takes_the_colour_around_it_so_that_it_is_read_on_light_and_on_dark_paper() -> None:
    picture = picture_of_step(friday().step("bo"))
    assert picture is not None
    root = elements(to_svg(picture))
    assert root.attrib["fill"] == "currentColor"
    assert all("fill" not in text.attrib for text in root.iter(f"{SVG}text"))


def test_no_label_lies_over_another_or_outside_the_drawing() -> None:
    cases = [friday(), planned("2026-04-02 15:00", "2026-04-02 15:10"), planned("2026-03-05 17:30", "2026-03-05 17:31")]
    for step in [step for case in cases for step in case.steps]:
        picture = picture_of_step(step, at("2026-03-06 16:00"))
        assert picture is not None
        rows: dict[str, list[tuple[float, float]]] = {}
        for text in elements(to_svg(picture)).iter(f"{SVG}text"):
            wide = 6.2 * len(text.text or "")
            left = (
                float(text.attrib["x"])
                - {"start": 0, "middle": wide / 2, "end": wide}[text.attrib.get("text-anchor", "start")]
            )
            assert left >= 0
            assert left + wide <= 760
            if "text-anchor" in text.attrib and text.attrib.get("font-size") is None:
                rows.setdefault(text.attrib["y"], []).append((left, left + wide))
        for spans in rows.values():
            ordered = sorted(spans)
            assert all(a[1] <= b[0] for a, b in pairwise(ordered))


@pytest.mark.parametrize("locale", spoken())
def test_the_drawing_speaks_every_shipped_language(locale: str) -> None:
    picture = picture_of_step(friday().step("bo"))
    assert picture is not None
    svg = to_svg(picture, locale=locale)
    elements(svg)
    assert speech(locale).template("not a working day") in svg
    if locale != "en":
        assert "not a working day" not in svg
        assert ENGLISH.brief(date(2026, 3, 9)) not in svg


def test_the_picture_in_the_documentation_is_the_one_that_its_page_makes(tmp_path: Path) -> None:
    pages = Path(__file__).parents[2] / "docs" / "how-to"
    record = re.search(r"```toml\n(.*?)```", (pages / "see-and-export-a-plan.md").read_text("utf-8"), flags=re.DOTALL)
    assert record is not None
    path = tmp_path / "thursday.toml"
    path.write_text(record[1], encoding="utf-8")
    talk = read(path)
    whole = plan(talk, GUIDE, now=datetime.fromisoformat("2026-04-02T17:30:00+01:00"))
    picture = picture_of_step(whole.step("bell"), whole.now)
    assert picture is not None
    # After a change on purpose: carry out the page's last example and put the file that it writes beside the page.
    assert to_svg(picture, alone=True) == (pages / "thursday-before-easter.svg").read_text("utf-8")


# what a notebook shows

HOSTILE = "<script>alert('x')</script> & \"Bo\""


def hostile_step() -> Step:
    record = interview("2026-03-06 15:00", person(name=HOSTILE), employer={"name": "<b>Acme</b>", **DE})
    step = plan(record, GUIDE, now=record.ended).step("bo")
    reason = because("<rule>", "{who} \x07 said <so>", who=HOSTILE)
    move = Move(rule="<rule>", start=step.decision.trace[-1].end, end=step.decision.trace[-1].end, because=reason)
    decision = step.decision
    assert isinstance(decision, Send)
    taken = Send(
        at=decision.at,
        opens=decision.opens,
        closes=decision.closes,
        relaxed=("<i>rule</i>",),
        advised=(reason,),
        options=decision.options,
        trace=(*decision.trace, move),
    )
    return Step(interview=record, recipient=step.recipient, occasion=step.occasion, channel="<mail>", decision=taken)


def test_names_and_reasons_are_escaped_wherever_they_stand() -> None:
    for html in (hostile_step()._repr_html_(), hostile_step().decision._repr_html_()):
        assert not re.search(r"<(script|b|i|so|rule|mail)>", html)
        assert "\x07" not in html
        assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; &quot;Bo&quot;" in html
        ET.fromstring(html)


def test_every_answer_shows_its_kind_its_reasons_and_its_options() -> None:
    asking = planned("2026-03-06 15:00", "2026-03-06 16:00", policy=GUIDE.but(closed="ask"))
    rejected = (entry(Event.REJECTED, at("2026-03-06 16:00")),)
    answers = {
        "send": friday(),
        "conflict": asking,
        "hold": planned("2026-03-06 15:00", "2026-03-05 16:00"),
        "stop": planned("2026-03-06 15:00", "2026-03-06 17:00", events=rejected),
    }
    for kind, whole in answers.items():
        step = whole.step("bo")
        assert step.decision.kind == kind
        for html in (step._repr_html_(), step.decision._repr_html_()):
            ET.fromstring(html)
            assert f"<strong>{kind}</strong>" in html
            words = "".join(ET.fromstring(html).itertext())
            assert all(move.reason in words for move in step.decision.trace)
            options = step.decision.options if isinstance(step.decision, Send | Conflict) else ()
            taken = step.decision.at if isinstance(step.decision, Send) else None
            for option in options:
                assert (f"or {option.name} " in words) == (option.at != taken)
            if taken is not None:
                assert "Gave way: the end of the window." in words
        whole_words = "".join(ET.fromstring(whole._repr_html_()).itertext())
        assert "Bo Lind" in whole_words
        assert whole.policy in whole_words
    assert isinstance(answers["stop"].step("bo").decision, Stop)


def test_the_ids_of_two_pictures_in_one_page_differ() -> None:
    html = friday()._repr_html_()
    ids = re.findall(r'id="(.*?)"', html)
    assert len(ids) == len(set(ids)) > 4


def test_now_is_marked_in_a_plan_where_it_lies_in_the_picture() -> None:
    late = planned("2026-03-06 15:00", "2026-03-06 16:00")
    assert "now: Fri 6 Mar 16:00" in late._repr_html_()
    picture = picture_of(late.step("bo").decision, now=datetime(2030, 1, 1, tzinfo=UTC))
    assert picture is not None
    assert "now" not in [mark.name for mark in picture.marks]
    assert instant_of(late.now) > picture.start


def test_reasons_and_decisions_print_as_what_they_say() -> None:
    sent, held = friday().step("bo").decision, planned("2026-03-06 15:00", "2026-03-05 16:00").step("bo").decision
    assert str(sent) == "send: Monday 9 March 2026, 09:00 CET"
    assert isinstance(held, Hold)
    assert str(held.because) == held.reason == "the interview has not ended by then"
    assert str(held) == "hold: the interview has not ended by then"
    assert repr(held.because).startswith("Reason(")


def test_a_gap_is_drawn_only_from_the_letter_from_which_it_counts() -> None:
    picture = picture_of_step(planned("2026-03-13 15:30", "2026-03-13 15:40", reply_by=date(2026, 3, 17)).steps[-1])
    assert picture is not None
    left = instant_of(at("2026-03-16 09:00"))
    gaps = [stretch for stretch in picture.stretches if stretch.kind == "gap"]
    assert gaps
    assert min(stretch.start for stretch in gaps) == left


def test_days_that_a_check_in_waits_are_drawn_as_waiting_and_closed_hours_stay_what_they_are() -> None:
    step = planned("2026-03-04 15:00", "2026-03-04 15:10").steps[-1]
    picture = picture_of_step(step)
    assert picture is not None
    opens = picture.opens
    assert opens is not None
    assert all(begins >= opens for begins, _ in picture.open)
    assert {"waiting", "night", "weekend", "gap"} <= {kind for kind, _ in picture.kinds}
    assert not any(one.end > two.start for one, two in pairwise(picture.stretches))


def test_a_weekend_says_both_of_its_days() -> None:
    drawn = to_svg(picture) if (picture := picture_of_step(friday().step("bo"))) else ""
    assert (
        "Saturday is not a working day (the working week is Monday to Friday). "
        "Sunday is not a working day (the working week is Monday to Friday)."
    ) in drawn
