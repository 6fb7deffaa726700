"""A rendered letter handed to a real mail server on this machine arrives unchanged."""

from __future__ import annotations

import smtplib
import socket
from datetime import UTC, datetime
from typing import Any

import pytest

from followup_kit.facts.interview import Interview
from followup_kit.facts.people import Candidate, Employer, Person
from followup_kit.writing.draft import Draft
from followup_kit_email.channel import EmailChannel

aiosmtpd_controller = pytest.importorskip("aiosmtpd.controller")


class Mailbox:
    def __init__(self) -> None:
        self.letters: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.letters.append(envelope)
        return "250 taken"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_letter_arrives_as_it_was_rendered() -> None:
    ada = Person(ref="ada", name='Ada "Q" Wéber', email="ada@bücher.example")
    talk = Interview(
        ref="talk",
        role="engineer",
        employer=Employer(name="Nordwind"),
        candidate=Candidate(name="Jörg Lind", email="jo@example.org"),
        panel=(ada,),
        ended=datetime(2026, 3, 5, 15, tzinfo=UTC),
    )
    body = "Dear Ada,\n\n.\n\n..two dots\n\nFrom here on: größer, 😀\n\n.\\\n" + "a long line " * 30
    draft = Draft(source=body, subject="Grüße", locale="en-GB", channel="email", interview=talk, recipient=ada)
    octets = EmailChannel().render(draft).artifacts[0].content
    mailbox = Mailbox()
    controller = aiosmtpd_controller.Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        with smtplib.SMTP(controller.hostname, controller.port, timeout=10) as client:
            client.sendmail("jo@example.org", ["ada@xn--bcher-kva.example"], octets)
    finally:
        controller.stop()
    (arrived,) = mailbox.letters
    assert arrived.original_content == octets
    assert arrived.rcpt_tos == ["ada@xn--bcher-kva.example"]
