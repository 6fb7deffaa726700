"""Letters to people with a postal address, and a reader for what comes out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from followup_kit.channels.base import Message
from followup_kit.facts.interview import Interview
from followup_kit.facts.people import Candidate, Employer, Person
from followup_kit.writing.draft import Draft, read_letter
from followup_kit_card import CardChannel

LETTER = """Dear Ms Weber,

Thank you for the hour you gave me on Tuesday. Your story of how the night shift rewired the sorting line in one
weekend has stayed with me, and I keep thinking about the two sensors you moved.

The runbook for the failover is on its way to Tom Reyes. I would very much like to do this work with your team.

Kind regards,

Ada Lindqvist
"""


def address(
    text: str = LETTER,
    *,
    locale: str = "en-GB",
    country: str | None = None,
    employer_country: str | None = None,
    postal_address: tuple[str, ...] = ("Helena Weber", "3 Foundry Lane", "Leeds"),
    name: str = "Helena Weber",
) -> Draft:
    person = Person(ref="weber", name=name, postal_address=postal_address, country=country)
    interview = Interview(
        ref="i1",
        role="Engineer",
        employer=Employer(name="Harrow", country=employer_country),
        candidate=Candidate(name="Ada Lindqvist"),
        panel=(person,),
        ended=datetime(2026, 3, 10, 15, 30, tzinfo=UTC),
        locale=locale,
    )
    return read_letter(text, interview=interview, recipient=person, channel="card")


@pytest.fixture(scope="session")
def letter() -> Callable[..., Draft]:
    return address


@pytest.fixture(scope="session")
def card() -> Callable[..., Message]:
    def render(text: str = LETTER, *, size: str | None = None, **facts: Any) -> Message:
        return CardChannel(size).render(address(text, **facts))

    return render


@pytest.fixture(scope="session")
def read_pdf() -> Callable[[Message], PdfReader]:
    def read(message: Message) -> PdfReader:
        return PdfReader(BytesIO(message.artifacts[0].content), strict=True)

    return read
