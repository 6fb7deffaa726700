"""Small interviews built by hand for the tests of this room."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from followup_kit.facts.history import Occasion
from followup_kit.facts.interview import Claim, Interview, Promise, Topic
from followup_kit.facts.medium import Medium
from followup_kit.facts.people import Candidate, Employer, Person, PersonName
from followup_kit.language.loading import built_in_languages
from followup_kit.language.pack import Language
from followup_kit.timing.decisions import Send, Step
from followup_kit.writing.composer import compose
from followup_kit.writing.draft import Draft

LANGUAGES: dict[str, Language] = {pack.tag: pack for pack in built_in_languages()}
EMAIL = Medium(name="email", title="E-mail", subject=True, words=(70, 180))
ROOMY = Medium(name="roomy", title="No limit", subject=True, words=(1, 10_000))
CARD = Medium(name="card", title="Card", words=(35, 75), transit_days=2)
ENDED = datetime(2026, 3, 10, 15, 30, tzinfo=UTC)


def person(ref: str, **changes: Any) -> Person:
    name = PersonName(given=ref.capitalize(), family=f"Of{ref}", honorific="ms")
    return Person(**{"ref": ref, "name": name, "email": f"{ref}@firm.example", **changes})


def interview(**changes: Any) -> Interview:
    """A panel of three; each raised one topic, one skill never came up."""
    known: dict[str, Any] = {
        "ref": "talk",
        "role": "Archivist",
        "employer": Employer(name="Quill House", short_name="Quill", zone="Europe/London"),
        "candidate": Candidate(name="Jo Park", email="jo@mail.example"),
        "panel": (person("ann"), person("ben"), person("cid")),
        "ended": ENDED,
        "reply_by": date(2026, 3, 24),
        "topics": tuple(Topic(id=f"t-{who}", said_by=who, text=f"the {who} shelves") for who in ("ann", "ben", "cid")),
        "claims": (
            Claim(id="c-proof", topic="t-ann", skill="cataloguing", proof="I catalogued 4,000 maps"),
            Claim(id="c-new", skill="paper repair", proof="I mended the flood boxes", discussed=False),
            Claim(id="c-gone", skill="bookbinding", proof="I bound a folio", withdrawn=True),
        ),
        "promises": (Promise(id="p", to="ben", text="send you the shelf plan"),),
    }
    return Interview(**{**known, **changes})


def step(
    talk: Interview, ref: str, occasion: str = "thank_you", *, after: timedelta = timedelta(hours=25), **changes: Any
) -> Step:
    at = talk.ended + after
    decision = Send(at=at, opens=at, closes=None, trace=())
    known: dict[str, Any] = {
        "interview": talk,
        "recipient": talk.person(ref),
        "occasion": Occasion(occasion),
        "channel": "email",
        "decision": decision,
    }
    return Step(**{**known, **changes})


def letter(talk: Interview, ref: str, occasion: str = "thank_you", **how: Any) -> Draft:
    after = how.pop("after", timedelta(hours=25))
    recipient = talk.person(ref)
    language = LANGUAGES[recipient.locale or talk.locale]
    how = {"language": language, "medium": EMAIL, **how}
    return compose(step(talk, ref, occasion, after=after), **how)
