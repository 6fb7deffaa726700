"""GEN: whether this letter could have been sent to anybody."""

from __future__ import annotations

from collections.abc import Iterator

from followup_kit.facts.history import Occasion

from ..facts_in_text import all_facts, content_stems, name_parts, names_something
from ..letter import Letter
from ..model import Example, Severity
from ..nearness import stems
from ..rule import Hit, Rule, rule

__all__ = ["CHECKS"]

_FEWEST_SENTENCES = 4
_MOST_GENERAL = 0.75
"""Share of sentences that may name nothing from the interview. Letters written by careful people stay under a half."""


@rule(
    "GEN001",
    Severity.ERROR,
    title="nothing from this interview",
    help="Name at least one thing that was said in the room.",
    passes=(
        Example(body="Dear Dr Weber,\n\nThank you. Your move to event streams made me think.", record=True),
        Example(body="Sehr geehrte Frau Dr. Weber,\n\ndie Ereignisströme reizen mich.", locale="de-DE", record=True),
    ),
    flags=(
        Example(body="Dear Dr Weber,\n\nThank you for your time. I look forward to hearing from you.", record=True),
        Example(body="Sehr geehrte Frau Dr. Weber,\n\nvielen Dank für Ihre Zeit.", locale="de-DE", record=True),
    ),
)
def no_detail(letter: Letter) -> Iterator[Hit]:
    """Look for any topic, claim or promise of the record."""
    interview = letter.interview
    if interview is None or letter.draft.occasion is not Occasion.THANK_YOU or not letter.sentences:
        return
    if all_facts(interview) and not names_something(letter.text, interview, letter.language.language):
        start, end = letter.sentences[0]
        message = "the letter names nothing that was said in the interview; it could go to anybody"
        yield Hit(passage=letter.body, start=start, end=end, message=message)


@rule(
    "GEN002",
    Severity.WARNING,
    title="a stock phrase",
    help="Say it in your own words, or leave it out.",
    passes=(
        Example(body="Dear Ms Okafor,\n\nThank you for taking me through the lab. I look forward to the next step."),
        Example(body="Guten Tag,\n\nvielen Dank, dass Sie mir das Labor gezeigt haben.", locale="de-DE"),
    ),
    flags=(
        Example(body="Dear Ms Okafor,\n\nI hope this email finds you well. I am a team player."),
        Example(body="Dear Ms Okafor,\n\nPlease do not hesitate to contact me about the perfect fit for your team."),
        Example(body="Guten Tag,\n\nfür Rückfragen stehe ich Ihnen jederzeit gern zur Verfügung.", locale="de-DE"),
    ),
)
def stock(letter: Letter) -> Iterator[Hit]:
    """Find phrases that the reader has seen a thousand times."""
    for passage, match, entry in letter.words_of("stock"):
        shown = passage.text[match.start() : match.end()]
        message = f"“{shown}” is a stock phrase; better: {entry.instead}"
        yield Hit(
            passage=passage,
            start=match.start(),
            end=match.end(),
            message=message,
            severity=Severity(entry.severity),
        )


@rule(
    "GEN003",
    Severity.WARNING,
    title="too little about this interview",
    help="Replace general sentences by what was said, or leave them out.",
    passes=(
        Example(
            body="Dear Dr Weber,\n\nThank you for Tuesday. The move to event streams made me think. I moved tables "
            "at Globex. The apprenticeship scheme is a fine thing. I look forward to your answer.",
            record=True,
        ),
    ),
    flags=(
        Example(
            body="Dear Dr Weber,\n\nThank you for the talk. It was good. I learned a lot. The event streams are nice. "
            "It made me happy. I would be glad of more. Have a good week.",
            record=True,
        ),
    ),
)
def too_general(letter: Letter) -> Iterator[Hit]:
    """Count the sentences that hold no word of the record."""
    interview = letter.interview
    spans = letter.sentences
    if interview is None or letter.draft.occasion is not Occasion.THANK_YOU or len(spans) < _FEWEST_SENTENCES:
        return
    if not names_something(letter.text, interview, letter.language.language):
        return  # GEN001 says so
    language = letter.language.language
    names = [
        interview.role,
        interview.employer.name,
        *(part for one in interview.panel for part in name_parts(one.name)),
    ]
    texts = [*names, *(fact.text for fact in all_facts(interview)), *(topic.why or "" for topic in interview.topics)]
    known = frozenset(one for text in texts for one in content_stems(text, language))
    general = [(a, b) for a, b in spans if not known & stems(letter.body.text[a:b], language)]
    if len(general) > _MOST_GENERAL * len(spans):
        start, end = general[0]
        message = f"{len(general)} of {len(spans)} sentences name nothing from this interview"
        yield Hit(passage=letter.body, start=start, end=end, message=message)


CHECKS: tuple[Rule, ...] = (no_detail, stock, too_general)
