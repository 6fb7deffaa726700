"""The e-mail channel: from a draft to a message that mail programs open for a last look before it is sent."""

from __future__ import annotations

import re
from datetime import date

from followup_kit.channels.base import Artifact, Message
from followup_kit.channels.fitting import fit, notes_on_length
from followup_kit.channels.needs import addressed
from followup_kit.errors import InvalidFact, MissingFacts, Question
from followup_kit.facts.interview import Interview
from followup_kit.facts.medium import Limit, Medium
from followup_kit.facts.people import Person
from followup_kit.writing.draft import Draft
from followup_kit.writing.markdown import to_html, to_plain

from .addresses import Mailbox, mailbox
from .headers import check_value
from .mime import Letter, write
from .page import page
from .reading import check

__all__ = ["MEDIUM", "EmailChannel"]

MEDIUM = Medium(
    name="email",
    title="an e-mail",
    subject=True,
    markup=frozenset({"strong", "emphasis", "link", "list"}),
    limits=(
        Limit(
            part="subject",
            most=78,
            hard=False,
            source="RFC 5322, section 2.1.1: the length of a line that every program shows whole",
            checked=date(2026, 11, 23),
        ),
    ),
    words=(70, 180),
    needs=("email",),
)
"""What an e-mail carries. The 998 characters of RFC 5322 are a limit of lines, which are folded, not of letters."""

# A tab and a line end are layout; every other control character is a paste that went wrong or an attack.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


class EmailChannel:
    """E-mail as an .eml file with a text and an HTML part. It looks up nothing and sends nothing."""

    medium = MEDIUM

    def render(self, draft: Draft) -> Message:
        """Return the message as a draft file.

        Raises:
            MissingFacts: the recipient's or the candidate's e-mail address is not known.
            InvalidFact: an address, a name, the subject or the body holds what cannot stand in a message.
            DoesNotFit: the body is too long to be read at all.
        """
        interview, recipient = addressed(draft, self.medium)
        sender, receiver = _sender(interview), _receiver(recipient)
        fitted = fit(draft, self.medium)
        letter = _letter(fitted, sender, receiver)
        octets = write(letter)
        check(octets, letter)
        return Message(
            channel=self.medium.name,
            interview=interview.ref,
            recipient=recipient.ref,
            occasion=draft.occasion,
            draft_digest=fitted.digest,
            artifacts=(Artifact(media_type="message/rfc822", suffix=".eml", content=octets),),
            plain=letter.plain,
            notes=(*_notes(draft, receiver), *notes_on_length(draft, fitted, self.medium)),
        )


def _sender(interview: Interview) -> Mailbox:
    candidate = interview.candidate
    if candidate.email is None:
        raise MissingFacts(
            "an e-mail needs a sender: no e-mail address of the candidate is known",
            questions=[Question("What is your own e-mail address?", field="candidate.email")],
        )
    return mailbox(candidate.name.display, candidate.email, field="candidate.email")


def _receiver(recipient: Person) -> Mailbox:
    return mailbox(recipient.name.display, recipient.email or "", field=f"panel.{recipient.ref}.email")


def _letter(draft: Draft, sender: Mailbox, receiver: Mailbox) -> Letter:
    check_value(draft.subject or "", "subject")
    if not _LANGUAGE.fullmatch(draft.locale):
        raise InvalidFact(f"locale must be a language tag such as en-GB, got {draft.locale!r}", field="locale")
    plain, html = to_plain(draft.body), page(to_html(draft.body), title=draft.subject or "", locale=draft.locale)
    for text in (plain, html):
        if found := _CONTROL.search(text):
            raise InvalidFact(f"the body holds U+{ord(found[0]):04X}, a control character; take it out", field="body")
    return Letter(
        sender=sender,
        recipient=receiver,
        subject=draft.subject,
        locale=draft.locale,
        plain=plain,
        html=html,
        seed=draft.digest,
    )


def _notes(draft: Draft, receiver: Mailbox) -> list[str]:
    notes = ["Open the file in your mail program, look at it once more and send it yourself; nothing has been sent."]
    if not draft.subject:
        notes.append("The letter has no subject yet; add one before you send it.")
    if receiver.address != receiver.as_given:
        notes.append(f"The address {receiver.as_given} is written as {receiver.address}; compare it letter by letter.")
    return notes
