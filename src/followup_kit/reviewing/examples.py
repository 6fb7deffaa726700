"""The sample record that examples of checks are read against, once in English and once in German.

Example(record=True) is a letter to Dr Weber, unless its body is a whole letter file with a head that names another
recipient: `okafor` (form of address unknown) or `nair` (given name agreed).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from attrs import evolve

from followup_kit.facts.history import Entry, Event, History, Occasion
from followup_kit.facts.interview import Claim, Interview, Promise, Topic
from followup_kit.facts.medium import Limit, Medium
from followup_kit.facts.people import Candidate, Employer, Person, PersonName
from followup_kit.language.loading import built_in_language
from followup_kit.writing.draft import Draft, read_letter

from .model import Context, Example

__all__ = ["SAMPLE_MEDIA", "sample_context", "sample_draft", "sample_interview"]

_CHECKED = date(2026, 1, 1)
SAMPLE_MEDIA = {
    "text": Medium(name="text", title="plain text"),
    "email": Medium(
        name="email",
        title="an e-mail",
        subject=True,
        limits=(Limit(part="subject", most=78, hard=False, source="sample", checked=_CHECKED),),
        words=(70, 180),
    ),
    "note": Medium(
        name="note",
        title="a short note",
        limits=(Limit(part="body", most=300, unit="utf16", source="sample", checked=_CHECKED),),
        words=(20, 50),
    ),
}
"""Channels for examples. They stand in for installed plugins, whose limits a check must not depend on."""

_PANEL = (
    Person(
        ref="weber",
        name=PersonName(given="Ada", family="Weber", title="Dr.", honorific="ms"),
        job_title="Head of Data",
        email="ada.weber@harbour.example",
    ),
    Person(ref="okafor", name=PersonName(given="Sam", family="Okafor"), email="no-reply@harbour.example"),
    Person(ref="nair", name=PersonName(given="Priya", family="Nair", honorific="ms"), address="given"),
)
_ENGLISH = Interview(
    ref="sample",
    role="Senior Data Engineer",
    employer=Employer(name="Harbour Analytics Ltd", short_name="Harbour Analytics", country="GB"),
    candidate=Candidate(name=PersonName(given="Mara", family="Lindqvist"), email="mara@lindqvist.example"),
    panel=_PANEL,
    started=datetime(2026, 3, 3, 14, 0, tzinfo=UTC),
    ended=datetime(2026, 3, 3, 15, 30, tzinfo=UTC),
    zone="Europe/London",
    reply_by=date(2026, 3, 13),
    topics=(
        Topic(text="the move from nightly batches to event streams", said_by="weber", id="streams"),
        Topic(text="the on-call rota of the ingest team", said_by="okafor", id="rota"),
        Topic(text="the apprenticeship scheme with the local college", said_by="nair", id="scheme"),
        Topic(text="the [TODO] board that nobody's gonna miss", id="board"),
    ),
    claims=(
        Claim(skill="schema migration", proof="I moved 40 tables at Globex without downtime", id="schema"),
        Claim(skill="incident reviews", proof="I led the reviews at Globex", discussed=False, id="reviews"),
        Claim(skill="quantum forecasting", withdrawn=True, id="quantum"),
    ),
    promises=(Promise(text="send you the test plan", to="weber", due=date(2026, 3, 6), id="plan"),),
)
_GERMAN = evolve(
    _ENGLISH,
    role="Dateningenieurin",
    employer=Employer(name="Hafenwerk Analytik GmbH", short_name="Hafenwerk", country="DE"),
    zone="Europe/Berlin",
    locale="de-DE",
    topics=(
        Topic(text="der Umstieg von nächtlichen Läufen auf Ereignisströme", said_by="weber", id="streams"),
        Topic(text="der Bereitschaftsplan der Aufnahmegruppe", said_by="okafor", id="rota"),
        Topic(text="das Ausbildungsprogramm mit der Berufsschule", said_by="nair", id="scheme"),
    ),
    claims=(
        Claim(skill="Schemawechsel", proof="ich habe bei Globex 40 Tabellen ohne Ausfall umgezogen", id="schema"),
        Claim(skill="Quantenprognosen", withdrawn=True, id="quantum"),
    ),
    promises=(Promise(text="Ihnen den Testplan zu schicken", to="weber", due=date(2026, 3, 6), id="plan"),),
)

_TO_OKAFOR = {
    "en": """Dear Sam Okafor,

What you said about the on-call rota of the ingest team has stayed with me since we met.
A rota that leaves people their evenings is rare, and I would like to help to keep it that way.

Kind regards,

Mara Lindqvist
""",
    "de": """Guten Tag Sam Okafor,

was Sie über den Bereitschaftsplan der Aufnahmegruppe gesagt haben, beschäftigt mich seit unserem Treffen.
Ein Plan, der den Leuten ihre Abende lässt, ist selten, und ich würde gern helfen, dass es so bleibt.

Mit freundlichen Grüßen

Mara Lindqvist
""",
}
_EARLIER = {
    "en": "Dear Jo Hart,\n\nThe way in which your team writes its notices before it writes any code impressed me "
    "more than anything else that day.\n\nKind regards,\n\nMara Lindqvist\n",
    "de": "Guten Tag Jo Hart,\n\ndass Ihr Team die Hinweise schreibt, bevor es eine Zeile Code schreibt, hat mich an "
    "jenem Tag mehr beeindruckt als alles andere.\n\nMit freundlichen Grüßen\n\nMara Lindqvist\n",
}


def sample_interview(locale: str = "en-GB") -> Interview:
    """Return the sample record with its facts in the language of `locale`."""
    return evolve(_GERMAN if locale.startswith("de") else _ENGLISH, locale=locale)


def sample_draft(example: Example) -> Draft:
    """Return an example as a draft, with the sample record if it asks for one."""
    head = f"---\nsubject: {example.subject}\n---\n\n" if example.subject is not None else ""
    whole = example.body.startswith("---\n")
    interview = sample_interview(example.locale) if example.record else None
    draft = read_letter(
        example.body if whole else head + example.body,
        interview=interview,
        recipient=interview.person("weber") if interview and not whole else None,
        locale=example.locale,
        channel=example.channel,
    )
    return evolve(draft, send_at=interview.ended + timedelta(days=1)) if interview else draft


def sample_context(example: Example) -> Context:
    """Return what an example is read with: its language, a stand-in channel, a panel letter and an earlier one.

    Raises:
        NotFound: the example's locale is no built-in language.
    """
    language = built_in_language(example.locale)
    others, history = tuple[Draft, ...](), History()
    if example.record:
        interview = sample_interview(example.locale)
        text = _TO_OKAFOR.get(language.language, _TO_OKAFOR["en"])
        others = (read_letter(text, interview=interview, recipient=interview.person("okafor")),)
        sent = Entry(
            at=interview.ended - timedelta(days=30),
            event=Event.SENT,
            interview="earlier",
            recipient="hart",
            occasion=Occasion.THANK_YOU,
            text=_EARLIER.get(language.language, _EARLIER["en"]),
        )
        history = History((sent,))
    return Context(language=language, medium=SAMPLE_MEDIA.get(example.channel), others=others, history=history)
