"""Impossible interviews do not exist."""

from __future__ import annotations

import pickle
from copy import deepcopy
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from followup_kit.errors import InvalidFact, NotFound
from followup_kit.facts.history import EVERYWHERE, Entry, Event, History
from followup_kit.facts.interview import Claim, Interview, Promise, Topic, Waiver
from followup_kit.facts.medium import Limit, Medium
from followup_kit.facts.people import Candidate, Employer, OfficeHours, Person, PersonName

ENDED = datetime(2026, 3, 10, 15, 30, tzinfo=UTC)


def interview(**changes: Any) -> Interview:
    known: dict[str, Any] = {
        "ref": "talk",
        "role": "Archivist",
        "employer": Employer(name="Quill House", zone="Europe/London"),
        "candidate": Candidate(name="Jo Park"),
        "panel": [Person(ref="ann", name="Ann Bell"), Person(ref="ben", name="Ben Cole")],
        "ended": ENDED,
    }
    return Interview(**{**known, **changes})


REFUSED = [
    ({"panel": []}, "the panel is empty"),
    ({"panel": [Person(ref="a", name="A"), Person(ref="a", name="B")]}, "two panel members share the ref 'a'"),
    ({"started": ENDED}, "not after it started"),
    ({"started": ENDED + timedelta(hours=1)}, "not after it started"),
    ({"reply_by": date(2026, 3, 9)}, "reply_by 2026-03-09 is before the interview"),
    ({"reply_by": ENDED}, "must be a calendar date without a time"),
    ({"zone": "Mars/Base"}, "no time zone named 'Mars/Base'"),
    ({"state": "done"}, "no value named 'done'; known: cancelled, held, moved, no_show, scheduled"),
    ({"round": 0}, "round must be a whole number from 1 to 20, got 0"),
    ({"role": " "}, "role is empty"),
    ({"role": "Archi\r\nvist"}, r"role holds the character U\+000D at position 5"),
    ({"role": "x" * 501}, "role has 501 characters"),
    ({"role": 7}, "role must be text, got int"),
    ({"ref": "Not A Ref"}, "ref 'Not A Ref' must be 1 to 64"),
    ({"locale": "english"}, "locale must be a language tag"),
    (
        {"topics": [Topic(text="x", said_by="anne")]},
        r"no panel member named 'anne'; known: ann, ben \(did you mean ann",
    ),
    ({"promises": [Promise(text="x", to="zoe")]}, "no panel member named 'zoe'"),
    ({"claims": [Claim(skill="x", heard_by=("zoe",))]}, "no panel member named 'zoe'"),
    ({"claims": [Claim(skill="x", topic="nope")]}, "no topic named 'nope'"),
    ({"topics": [Topic(id="t", text="x"), Topic(id="t", text="y")]}, "two facts share the ref 't'"),
    ({"waivers": [Waiver(code="TON101", reason="r", recipient="zoe")]}, "no panel member named 'zoe'"),
    ({"events": [Entry(at=ENDED, event=Event.REPLIED, interview="talk", recipient="zoe")]}, "no panel member"),
]


REFUSED += [
    ({"panel": Person(ref="ann", name="Ann")}, "panel must be several Person, got Person"),
    ({"panel": "ann"}, "panel must be several Person, got 'ann'"),
    ({"panel": None}, "panel must be several Person, got None"),
    ({"topics": [Claim(skill="x")]}, r"topics\[0\] must be a Topic"),
    ({"employer": "Quill"}, "employer must be an Employer, got 'Quill'"),
    ({"candidate": None}, "candidate must be a Candidate, got None"),
    ({"ended": None}, "ended must be a datetime, got None"),
    ({"state": None}, "state must be a str, got None"),
    ({"round": True}, "round must be a whole number"),
    ({"round": 1.5}, "round must be a whole number"),
    ({"guesses": "role"}, "guesses must be several str, got 'role'"),
    ({"extra": [1]}, "extra must be a mapping"),
    ({"role": "\u200b"}, "role is empty"),
    ({"reply_by": date(9999, 12, 31)}, "reply_by is in the year 9999; years 1900 to 2200"),
    ({"zone": "localtime"}, "'localtime' names no place"),
    ({"events": [Entry(at=ENDED, event=Event.REJECTED, interview="tlak")]}, "no interview named 'tlak'; known: talk"),
]


@pytest.mark.parametrize(("changes", "message"), REFUSED, ids=[message[:30] for _, message in REFUSED])
def test_it_is_refused_with_what_was_wrong(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidFact, match=message):
        interview(**changes)


def test_facts_without_an_id_are_numbered_and_keep_it() -> None:
    talk = interview(topics=[Topic(text="x"), Topic(id="mine", text="y")], claims=[Claim(skill="z")])
    assert [fact.id for fact in talk.facts] == ["topic-1", "mine", "claim-1"]
    assert evolve(talk, role="Curator").topics == talk.topics


def test_the_end_is_shown_in_the_zone_of_the_place() -> None:
    assert interview(zone="America/New_York").ended_local.isoformat() == "2026-03-10T11:30:00-04:00"
    assert interview(employer=Employer(name="Q")).ended_local == ENDED


def test_people_are_found_by_ref() -> None:
    assert interview().person("ben").name.display == "Ben Cole"
    with pytest.raises(NotFound, match=r"no panel member named 'bem'; known: ann, ben \(did you mean ben\?\)"):
        interview().person("bem")


def test_an_interview_is_a_value() -> None:
    talk = interview(extra={"later": 1})
    assert hash(talk) == hash(interview())
    with pytest.raises(FrozenInstanceError):
        talk.role = "x"  # type: ignore[misc]  # the refusal is what is tested
    with pytest.raises(TypeError):
        talk.extra["later"] = 2  # type: ignore[index]  # the refusal is what is tested


def test_a_full_name_is_never_split() -> None:
    name = PersonName(full="Nguyễn Thị Hoa")
    assert (name.display, name.given, name.family) == ("Nguyễn Thị Hoa", None, None)


def test_parts_are_put_together_in_their_own_order() -> None:
    assert PersonName(given="Ada", family="Weber").display == "Ada Weber"
    assert PersonName(given="Hanako", family="Suzuki", order="family-first").display == "Suzuki Hanako"


@pytest.mark.parametrize("parts", [{}, {"given": "Ada"}, {"family": "Weber"}, {"full": ""}, {"full": "A\nB"}])
def test_half_a_name_or_a_broken_one_is_refused(parts: dict[str, str]) -> None:
    with pytest.raises(InvalidFact):
        PersonName(**parts)  # type: ignore[arg-type]  # parts of several kinds


@given(st.text())
def test_any_text_is_a_name_as_it_is_or_refused(text: str) -> None:
    try:
        name = PersonName(full=text)
    except InvalidFact:
        return
    assert name.display.strip()
    assert "\n" not in name.display
    assert "\r" not in name.display


@pytest.mark.parametrize(
    "email", ["ada", "a@b@c", "a b@c.example", "a@c.example, d@e.example", "a@c.example\nBcc: x", "<a@b.c>"]
)
def test_an_address_is_one_mailbox(email: str) -> None:
    with pytest.raises(InvalidFact):
        Person(ref="a", name="A", email=email)


def test_a_given_name_basis_needs_a_given_name() -> None:
    with pytest.raises(InvalidFact, match=r"name\.given is not known"):
        Person(ref="a", name="Ada Weber", address="given")


def test_hours_that_never_open_are_refused() -> None:
    with pytest.raises(InvalidFact, match="are empty"):
        OfficeHours(time(9), time(9))
    with pytest.raises(InvalidFact, match="without a zone"):
        OfficeHours(time(9, tzinfo=UTC), time(17))


@pytest.mark.parametrize("days", [[], [0], [8], [1, 9]])
def test_a_working_week_has_days_of_the_week(days: list[int]) -> None:
    with pytest.raises(InvalidFact, match=r"must be some of 1 \(Monday\) to 7"):
        Employer(name="Q", working_days=days)


@pytest.mark.parametrize("country", ["de", "DEU", "", "D1"])
def test_a_country_has_two_capitals(country: str) -> None:
    with pytest.raises(InvalidFact, match="two-letter ISO 3166 code"):
        Employer(name="Q", country=country)


def test_the_tightest_hard_limit_counts() -> None:
    def limit(most: int, *, hard: bool = True) -> Limit:
        return Limit(part="body", most=most, hard=hard, source="a page", checked=date(2026, 1, 1))

    medium = Medium(name="m", title="M", limits=(limit(300), limit(200), limit(100, hard=False)))
    tightest = medium.limit("body")
    assert tightest is not None
    assert tightest.most == 200
    assert medium.limit("subject") is None


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Promise(text="x", due=ENDED), "due must be a calendar date without a time, got 2026-03-10 15:30"),
        (lambda: Claim(skill="x", discussed="no"), "discussed must be a bool, got 'no'"),
        (lambda: Employer(name="Q", closures=[ENDED]), "closures must be a calendar date without a time"),
        (lambda: Employer(name="Q", closures="2026-03-16"), "closures must be several date, got '2026-03-16'"),
        (lambda: Employer(name="Q", working_days="monday"), "working_days must be several int"),
        (lambda: Employer(name="Q", office_hours=("10:00", "17:00")), "office_hours must be an OfficeHours"),
        (lambda: OfficeHours("09:00", "17:00"), "opens must be a time, got '09:00'"),
        (lambda: Person(ref="a", name=None), "name must be a PersonName, got None"),
        (lambda: Person(ref="a", name="A", postal_address="Lane 3"), "postal_address must be several str"),
        (lambda: PersonName(full="Ann Bell", given="Bob", family="Xu"), "the full name 'Ann Bell' does not hold 'Bob'"),
        (lambda: History([1]), r"entries\[0\] must be an Entry, got 1"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_at_once(make: Any, message: str) -> None:
    with pytest.raises(InvalidFact, match=message):
        make()


def test_earlier_rounds_of_one_application_have_their_own_refs() -> None:
    earlier = Entry(at=ENDED, event=Event.SENT, interview="talk-1", recipient="ann")
    assert interview(application="job", events=[earlier]).events == (earlier,)


def test_other_rounds_are_named_by_ref_and_had_other_people() -> None:
    told = Entry(at=ENDED, event=Event.REJECTED, interview="talk-1", recipient="rita")
    assert interview(rounds=["talk-1"], events=[told]).rounds == ("talk-1",)
    with pytest.raises(InvalidFact, match="no panel member named 'rita'"):
        interview(events=[evolve(told, interview="talk")])
    for rounds, why in (
        (["talk"], "this interview itself"),
        (["a", "a"], "share the ref 'a'"),
        (["A 1"], "must be 1 to"),
    ):
        with pytest.raises(InvalidFact, match=why):
            interview(rounds=rounds)


def test_a_pause_of_everything_is_not_in_a_record() -> None:
    pause = Entry(at=ENDED, event=Event.PAUSED, interview=EVERYWHERE)
    with pytest.raises(InvalidFact, match="belongs in the ledger"):
        interview(application="job", events=[pause])


@pytest.mark.parametrize(
    ("ended", "zone", "day"),
    [
        ("2026-03-04T23:30Z", "Asia/Tokyo", date(2026, 3, 5)),
        ("2026-03-05T01:00Z", "America/New_York", date(2026, 3, 4)),
    ],
)
def test_an_announced_day_is_a_day_at_the_employer(ended: str, zone: str, day: date) -> None:
    known = {"ended": datetime.fromisoformat(ended), "employer": Employer(name="Quill House", zone=zone)}
    assert interview(reply_by=day, **known).reply_by == day
    with pytest.raises(InvalidFact, match=f"before the interview, which ended on {day}"):
        interview(reply_by=day - timedelta(days=1), **known)


def test_an_interview_can_be_copied_and_sent_to_another_process() -> None:
    talk = interview(extra={"later": {"deep": [1]}})
    for copy in (deepcopy(talk), pickle.loads(pickle.dumps(talk))):
        assert copy == talk
        assert copy.extra == talk.extra
