"""The e-mail channel as a user meets it: a message that other programs read as it was meant."""

from __future__ import annotations

import contextlib
import email
import email.policy
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message as Parsed
from email.utils import parseaddr
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from followup_kit.errors import InvalidFact, MissingFacts
from followup_kit.facts.interview import Interview
from followup_kit.facts.people import Candidate, Employer, Person, PersonName
from followup_kit.testing.contracts import assert_channel
from followup_kit.writing.draft import Draft, Sentence, assemble
from followup_kit.writing.markdown import escape, to_plain
from followup_kit_email import followup_channels
from followup_kit_email.channel import EmailChannel

HERE = Path(__file__).parent
CHANNEL = EmailChannel()
ONE_LINE = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=120).filter(
    lambda text: text.strip() and not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
)


def talk(person: Person, candidate: Candidate) -> Interview:
    return Interview(
        ref="panel-day",
        role="Datenbankentwicklerin",
        employer=Employer(name="Nordwind GmbH"),
        candidate=candidate,
        panel=(person,),
        ended=datetime(2026, 3, 5, 15, tzinfo=UTC),
    )


def letter(
    *paragraphs: str,
    to: str = "Ada Weber",
    to_email: str | None = "ada.weber@example.org",
    by: str = "Jo Lind",
    by_email: str | None = "jo.lind@example.org",
    subject: str | None = "Our talk on Thursday",
    locale: str = "en-GB",
) -> Draft:
    person = Person(ref="ada", name=PersonName(full=to), email=to_email)
    interview = talk(person, Candidate(name=PersonName(full=by), email=by_email))
    bare = Draft(source="", subject=subject, locale=locale, channel="email", interview=interview, recipient=person)
    return assemble(bare, [Sentence(text=text, part="thanks", paragraph=n) for n, text in enumerate(paragraphs)])


def eml(draft: Draft) -> bytes:
    return CHANNEL.render(draft).artifacts[0].content


def parsed(octets: bytes) -> Parsed:
    """Read with the standard library's old parser, which is no kin of the writer."""
    return email.message_from_bytes(octets, policy=email.policy.compat32)


def unfolded(value: str) -> str:
    return value.replace("\r", "").replace("\n", "")


def shown(value: str) -> str:
    return str(make_header(decode_header(unfolded(value))))


def parts(message: Parsed) -> tuple[str, str]:
    plain, html = message.get_payload()
    return tuple(part.get_payload(decode=True).decode("utf-8").replace("\r\n", "\n") for part in (plain, html))


GERMAN = letter(
    "Sehr geehrte Frau Dr. Łęcka-Größe,",
    "vielen Dank für das Gespräch am Donnerstag. **Besonders** Ihr Hinweis auf die schrittweise Ablösung der alten "
    "Auftragsdatenbank geht mir nach, weil ich genau das in Lübeck ein Jahr lang begleitet habe.",
    "Wie versprochen:\n\n- der [Testplan](https://example.org/testplan?a=1&b=2)\n- die Messwerte *vor* und "
    "*nach* dem Umzug",
    "Mit freundlichen Grüßen\\\nJörg Ångström",
    to="Zoë Łęcka-Größe",
    to_email="zoe@bücher.example",
    by="Jörg Ångström",
    subject="Unser Gespräch über die Auftragsdatenbank und den Testplan für die schrittweise Ablösung",
    locale="de-DE",
)


def test_the_golden_letter_is_the_same_to_the_byte() -> None:
    assert eml(GERMAN) == (HERE / "letters" / "german.eml").read_bytes()


def test_both_parts_hold_the_same_words_and_read_back() -> None:
    message = parsed(eml(GERMAN))
    plain, html = parts(message)
    assert plain == to_plain(GERMAN.body)
    assert "die Messwerte <em>vor</em> und <em>nach</em> dem Umzug" in html
    assert '<html lang="de-DE" dir="ltr">' in html
    assert shown(message["Subject"]) == GERMAN.subject
    assert message["Content-Language"] == "de-DE"


def test_a_draft_opens_for_editing_and_leaves_date_and_id_to_the_sender() -> None:
    message = parsed(eml(GERMAN))
    assert message.keys() == [
        "From",
        "To",
        "Subject",
        "X-Unsent",
        "MIME-Version",
        "Content-Language",
        "Content-Type",
    ]
    assert message["X-Unsent"] == "1"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.get_payload()] == ["text/plain", "text/html"]
    assert not message.defects


def test_a_domain_outside_ascii_is_written_as_mail_servers_know_it_and_the_user_is_told() -> None:
    message = CHANNEL.render(GERMAN)
    assert b"<zoe@xn--bcher-kva.example>" in message.artifacts[0].content
    assert any("xn--bcher-kva.example; compare it letter by letter" in note for note in message.notes)


def test_the_message_is_the_same_every_time_and_another_letter_has_another_boundary() -> None:
    assert eml(GERMAN) == eml(GERMAN)
    other = parsed(eml(letter("Dear Ada,")))
    assert other.get_boundary() != parsed(eml(GERMAN)).get_boundary()


HOSTILE_NAMES = [
    "Jörg Müller",
    "Łucja Żółć-Kowalska von und zu Wolkenkuckucksheim-Donaudampfschifffahrtsgesellschaft",
    "Ada 👩‍🔬 Weber",
    "עדה ובר",
    "عادة ويبر",
    "艾达·韦伯",
    'Ada "the Query" Weber',
    "Weber, Ada",
    "Ada Weber <boss@evil.example>",
    "ada@evil.example",
    "=?utf-8?q?x?=",
    "=?utf-8?b?QmNjOiBldmlsQGV2aWwuZXhhbXBsZQ==?=",
    "Ada =?utf-8?q?=0D=0ABcc:_evil@evil.example?= Weber",
    "=?utf-8?q?a?= =?utf-8?q?b?=",
    "Ada (comment) Weber",
    "Ada; Weber:",
    "Back\\slash",
    "O'Neil-Smith Jr.",
    "A  B",
    "a" * 200,
    "a " * 60 + "b",
    "Z\u0308oe",
]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_every_name_reads_back_as_itself_and_makes_one_recipient(name: str) -> None:
    draft = letter("Dear *you*,", to=name, by=name, subject=name)
    message = parsed(eml(draft))
    for field, address in (("To", "ada.weber@example.org"), ("From", "jo.lind@example.org")):
        raw_name, found = parseaddr(unfolded(message[field]))
        assert found == address
        assert shown(raw_name) == draft.recipient.name.display
    assert shown(message["Subject"]) == name
    assert "Bcc" not in message
    assert len(message.get_payload()) == 2


@given(ONE_LINE, ONE_LINE, ONE_LINE)
def test_whatever_one_line_says_reads_back_unchanged(name: str, subject: str, fact: str) -> None:
    draft = letter(f"Dear {escape(fact)}!", to=name, subject=subject)
    octets = eml(draft)
    assert all(len(line) <= 76 for line in octets.split(b"\r\n"))
    assert b"\n" not in octets.replace(b"\r\n", b"")
    message = parsed(octets)
    assert shown(message["Subject"]) == subject
    assert shown(parseaddr(unfolded(message["To"]))[0]) == draft.recipient.name.display
    assert parts(message)[0] == f"Dear {fact}!"


@given(st.text(st.sampled_from(list("ab .\t=_-\n\u00fc😀From >")), max_size=300))
def test_whatever_a_body_says_reads_back_unchanged(text: str) -> None:
    draft = evolve(letter("x"), source=f"x{text}", sentences=())
    plain, _ = parts(parsed(eml(draft)))
    assert plain == to_plain(draft.body)


@pytest.mark.parametrize(
    ("subject", "where"),
    [
        ("Hello\r\nBcc: evil@evil.example", "U+000D at position 5"),
        ("Hello\nX", "U+000A at position 5"),
        ("Tab\there", "U+0009 at position 3"),
        ("NEL\x85", "U+0085 at position 3"),
        ("Line\u2028", "U+2028 at position 4"),
        ("\u202eevil", "U+202E at position 0"),
        ("half \ud83d", "U+D83D at position 5"),
        ("zero\x00", "U+0000 at position 4"),
    ],
)
def test_control_characters_in_a_subject_are_refused_by_place_and_not_repeated(subject: str, where: str) -> None:
    with pytest.raises(InvalidFact) as caught:
        eml(evolve(letter("Dear Ada,"), subject=subject))
    assert str(caught.value).startswith(f"subject holds {where}")
    assert caught.value.field == "subject"
    assert "evil" not in str(caught.value)


@pytest.mark.parametrize(
    "source", ["a\x00b".replace("\x00", "&#1;"), "bell \x07", "&#13;", "[x](https://e.example '\x1b')"]
)
def test_control_characters_in_a_body_are_refused_or_never_shown(source: str) -> None:
    draft = evolve(letter("x"), source=source, sentences=())
    with contextlib.suppress(InvalidFact):
        plain, html = parts(parsed(eml(draft)))
        assert not {char for char in plain + html if ord(char) < 32 or 127 <= ord(char) < 160} - {"\n"}


@pytest.mark.parametrize(
    "address",
    [
        "ada@b.example>,<evil@x.example",
        "jörg@example.org",
        "=?utf-8?q?x?=@example.org",
        "ada@[127.0.0.1]",
        "ada@localhost",
        "ada..weber@example.org",
        ".ada@example.org",
        "ada@exa_mple.org",
        "ada@-example.org",
        "ada@xn--a.example",
        "a" * 64 + "@" + "b" * 200 + ".example",
        "ada@example.invalid",
        "ada\u200b@example.org",
    ],
)
def test_what_is_not_one_plain_address_is_refused_and_names_the_field(address: str) -> None:
    with pytest.raises(InvalidFact) as caught:
        eml(letter("Dear Ada,", to_email=address))
    # Facts refuse some of these before the channel sees them.
    assert caught.value.field in {"email", "panel.ada.email"}


def test_a_locale_that_would_break_a_header_is_refused() -> None:
    with pytest.raises(InvalidFact, match="language tag"):
        eml(evolve(letter("Dear Ada,"), locale="de\x0bX-Evil: 1"))


def test_unknown_addresses_are_asked_for() -> None:
    with pytest.raises(MissingFacts) as caught:
        eml(letter("Dear Ada,", to_email=None))
    assert [question.field for question in caught.value.questions] == ["panel.ada.email"]
    with pytest.raises(MissingFacts) as caught:
        eml(letter("Dear Ada,", by_email=None))
    assert [question.field for question in caught.value.questions] == ["candidate.email"]


def test_a_letter_without_subject_has_no_subject_field_and_a_note_says_so() -> None:
    message = CHANNEL.render(letter("Dear Ada,", subject=None))
    assert "Subject" not in parsed(message.artifacts[0].content)
    assert any("no subject yet" in note for note in message.notes)


def test_a_long_subject_is_a_note_and_not_an_error() -> None:
    notes = CHANNEL.render(GERMAN).notes
    assert any("advised length of an e-mail is 78" in note for note in notes)


def test_right_to_left_languages_get_their_direction() -> None:
    _, html = parts(parsed(eml(letter("שלום", locale="he-IL"))))
    assert '<html lang="he-IL" dir="rtl">' in html


def test_raw_html_and_pictures_never_reach_the_page() -> None:
    draft = evolve(letter("x"), source="<script>alert(1)</script> ![p](https://evil.example/p.png)", sentences=())
    _, html = parts(parsed(eml(draft)))
    assert "<script" not in html
    assert "<img" not in html
    assert "https://evil.example" not in html


def test_the_channel_keeps_its_contract_and_is_found_by_its_entry_point() -> None:
    assert_channel(CHANNEL)
    (found,) = entry_points(group="followup_kit", name="email")
    assert [channel.medium.name for channel in found.load().followup_channels()] == ["email"]
    assert [channel.medium.name for channel in followup_channels()] == ["email"]
