"""Golden explanations: what a reader is told in each language, a page a language, to be read by people who speak it.

After a change that is meant to change words: `uv run python -m tests.timing.test_explanations`, then read the diff.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from followup_kit.facts.history import EVERYWHERE, Entry, Event, History, Occasion
from followup_kit.facts.medium import Medium
from followup_kit.facts.people import OfficeHours
from followup_kit.language.speech import spoken
from followup_kit.testing.fakes import FakeCalendar
from followup_kit.timing.decisions import Conflict, Send, Step, Stop
from followup_kit.timing.planner import plan
from followup_kit.timing.spans import hours
from followup_kit.timing.zonedata import zone_data_version

from .builders import GUIDE, at, entry, interview, person, sent

HERE = Path(__file__).parent / "explanations"
BERLIN = {"country": "DE", "subdivision": "BE"}
CALENDAR = FakeCalendar(
    feasts={date(2026, 5, 1): "Tag der Arbeit", date(2026, 10, 3): "Tag der Deutschen Einheit"}, version="calendar 1"
)
CARD = Medium(name="card", title="a card", transit_days=3, needs=("postal_address",))
EMAIL = Medium(name="email", title="an e-mail", needs=("email",))
LINDQVIST = person("lindqvist", name="Anna Lindqvist")
OKAFOR = person("okafor", name="Ike Okafor", email=None)
WRITES_CARDS = person("weber", name="Ines Weber", channel="card", postal_address=("Hauptstr. 1", "Berlin"))


def wish(event: Event, moment: str, until: str, note: str, **changes: Any) -> Entry:
    changes = {"recipient": "lindqvist", "occasion": Occasion.THANK_YOU, **changes}
    return Entry(event=event, at=at(moment), interview="acme", until=at(until), note=note, **changes)


def friday(*people: Any, **changes: Any) -> Any:
    return interview("2026-03-06 15:00", *(people or (LINDQVIST,)), employer=BERLIN, **changes)


def made(
    record: Any,
    *events: Entry,
    policy: Any = GUIDE,
    now: str | None = None,
    who: str = "lindqvist",
    occasion: Occasion = Occasion.THANK_YOU,
    **options: Any,
) -> Step:
    moment = record.ended if now is None else at(now)
    return plan(record, policy, History(events), now=moment, calendar=CALENDAR, **options).step(who, occasion)


PAUSE = Entry(
    event=Event.PAUSED,
    at=at("2026-03-06 18:00"),
    interview=EVERYWHERE,
    until=at("2026-03-11 12:00"),
    note="in hospital",
)
SITUATIONS: dict[str, Step] = {
    "An interview on a Friday": made(friday()),
    "A Friday, seen on Tuesday": made(friday(), now="2026-03-10 10:00"),
    "A Thursday evening": made(interview("2026-03-05 17:30", LINDQVIST, employer=BERLIN)),
    "A public holiday on a Saturday": made(interview("2026-10-02 12:00", LINDQVIST, employer=BERLIN)),
    "A long weekend, with a closed Monday": made(
        interview("2026-04-30 15:00", LINDQVIST, employer={**BERLIN, "closures": [date(2026, 5, 4)]})
    ),
    "A night on which the clocks go forward": made(interview("2026-03-28 20:00", LINDQVIST, employer=BERLIN)),
    "Nothing recorded of country and address": made(
        interview("2026-03-03 10:00", person("lindqvist", name="Anna Lindqvist", email=None, zone="Asia/Kathmandu"))
    ),
    "The second of a panel": made(interview("2026-03-03 08:00", LINDQVIST, OKAFOR, employer=BERLIN), who="okafor"),
    "An answer": made(
        friday(), entry(Event.REPLIED, at("2026-03-06 18:00"), recipient="lindqvist"), now="2026-03-06 19:00"
    ),
    "Two letters already": made(
        friday(),
        *(sent(at(f"2026-03-0{day} 10:00"), "lindqvist", None) for day in (7, 8)),
        now="2026-03-09 12:00",
    ),
    "A check-in": made(
        friday(),
        sent(at("2026-03-09 09:00"), "lindqvist"),
        now="2026-03-09 12:00",
        occasion=Occasion.CHECK_IN,
    ),
    "A check-in after a decision date on a Saturday": made(
        friday(reply_by=date(2026, 3, 14)),
        sent(at("2026-03-13 09:00"), "lindqvist"),
        now="2026-03-13 12:00",
        occasion=Occasion.CHECK_IN,
    ),
    "A card that comes too late": made(
        interview("2026-03-02 15:00", WRITES_CARDS, employer=BERLIN, reply_by=date(2026, 3, 4)),
        media={"card": CARD, "email": EMAIL},
        who="weber",
    ),
    "A card that would be in time if it went sooner": made(
        interview("2026-03-02 15:00", WRITES_CARDS, employer=BERLIN, reply_by=date(2026, 3, 5)),
        media={"card": CARD, "email": EMAIL},
        who="weber",
    ),
    "Hours that never meet": made(
        interview("2026-03-06 15:00", LINDQVIST, employer={**BERLIN, "office_hours": OfficeHours(time(14), time(18))}),
        policy=GUIDE.but(part_of_day=OfficeHours(time(9), time(12)), relax=()),
    ),
    "A policy that asks": made(friday(), policy=GUIDE.but(closed="ask")),
    "A policy without patience": made(friday(), policy=GUIDE.but(patience=hours(48))),
    "A snooze": made(
        friday(), wish(Event.SNOOZED, "2026-03-07 10:00", "2026-03-10 12:00", "away"), now="2026-03-07 11:00"
    ),
    "A pin": made(
        friday(), wish(Event.PINNED, "2026-03-07 10:00", "2026-03-10 12:00", "as agreed"), now="2026-03-07 11:00"
    ),
    "A pin on a public holiday": made(
        interview("2026-04-29 15:00", LINDQVIST, employer=BERLIN),
        wish(Event.PINNED, "2026-04-29 16:00", "2026-05-01 12:00", "as agreed"),
        now="2026-04-29 17:00",
    ),
    "A pause with an end": made(friday(), PAUSE, now="2026-03-07 11:00"),
    "No contact": made(friday(), policy=GUIDE.but(refuses="nobody here wants letters")),
}


def shown(step: Step, language: str) -> Iterator[str]:
    decision = step.decision
    moment = f" {decision.at:%Y-%m-%d %H:%M}" if isinstance(decision, Send) else ""
    yield f"`{step.recipient.ref}/{step.occasion.value}`: {decision.kind}{moment}\n"
    yield from (f"- {line}" for line in decision.explain(language).split("\n"))
    if isinstance(decision, Send | Stop):
        yield from (f"- advice: {reason.sentence(language)}" for reason in decision.advised)
    if isinstance(decision, Send | Conflict):
        for option in decision.options:
            yield f"- option `{option.name}`: {option.because.sentence(language) if option.because else ''}"
    yield ""


def page(language: str) -> str:
    lines = [f"# What plans say: {language}\n"]
    for title, step in SITUATIONS.items():
        lines.append(f"## {title}\n")
        lines += shown(step, language)
    text = "\n".join(lines)
    # the version of the zone data is this machine's
    return text.replace(zone_data_version("Europe/Berlin"), "zone data")


@pytest.mark.parametrize("language", spoken())
def test_explanations_are_these_words(language: str) -> None:
    assert page(language) == (HERE / f"{language}.md").read_text(encoding="utf-8")


def test_every_language_has_its_page() -> None:
    assert sorted(path.stem for path in HERE.glob("*.md")) == sorted(spoken())


if __name__ == "__main__":
    for tongue in spoken():
        (HERE / f"{tongue}.md").write_text(page(tongue), encoding="utf-8")
        print(f"{tongue}.md")
