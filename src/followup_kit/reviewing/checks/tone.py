"""TON: how the letter sounds. Slang, pressure, despair, apologies, shouting."""

from __future__ import annotations

import re
from collections.abc import Iterator

from followup_kit.language.pack import Kind

from ..letter import Letter, Passage
from ..model import Example, Severity
from ..rule import Hit, Rule, replace, rule

__all__ = ["CHECKS"]


def _lexicon(letter: Letter, what: str, *kinds: Kind) -> Iterator[Hit]:
    """Every word of these kinds, each as bad as the pack says."""
    for passage, match, entry in letter.words_of(*kinds):
        better = f"; better: {entry.instead}" if entry.instead else ""
        yield Hit(
            passage=passage,
            start=match.start(),
            end=match.end(),
            message=f"“{passage.text[match.start() : match.end()]}” {what}{better}",
            severity=Severity(entry.severity),
        )


@rule(
    "TON001",
    Severity.WARNING,
    title="slang",
    help="Say it in the words that you would use to somebody you respect and do not know well.",
    passes=(
        Example(body="Dear Ms Okafor,\n\nthe work on event streams is close to what I have done."),
        Example(body="Sehr geehrte Frau Okafor,\n\ndie Arbeit im Team klingt spannend.", locale="de-DE"),
        Example(body="Dear Jo Damn,\n\nThank you for your remarks on the rocks in the Cool Basin.", locale="en-US"),
    ),
    flags=(
        Example(body="Dear Ms Okafor,\n\nThe office is awesome and you guys rock."),
        Example(body="Dear Ms Okafor,\n\nI am gonna send the plan asap, lol."),
        Example(body="Sehr geehrte Frau Okafor,\n\ndas Gespräch war echt cool und der Hammer.", locale="de-DE"),
    ),
)
def slang(letter: Letter) -> Iterator[Hit]:
    """Find words of everyday talk."""
    yield from _lexicon(letter, "is slang", "slang")


@rule(
    "TON002",
    Severity.WARNING,
    title="contractions in a formal letter",
    help="Write the full form to people who have not offered their given name, above all in print.",
    passes=(Example(body="Dear Dr Weber,\n\nI am glad that we spoke.", record=True),),
    flags=(
        Example(body="Dear Dr Weber,\n\nI'm glad that we spoke, and it's clear that we'd get on.", record=True),
        Example(body="Dear Dr Weber,\n\nI don’t know.", record=True),
    ),
)
def contractions(letter: Letter) -> Iterator[Hit]:
    """Find short forms, if the recipient is to be addressed formally; the usual ones are only advice."""
    if letter.formal:
        yield from _lexicon(letter, "is a short form in a formal letter", "contraction")


_EMOJI = re.compile(
    "[\U0001f1e6-\U0001faff\u2600-\u26ff\u2700-\u27bf\u2b50\u2b55\u231a\u231b\u23e9-\u23fa][\ufe0f\u200d\U0001f3fb-\U0001f3ff"
    "\U0001f1e6-\U0001faff\u2600-\u27bf]{0,12}"
    r"|(?<![\w:;=])(?:[:;=]['-]?[)(DPp3/\\|]|<3|\^_?\^|:[a-z_]{3,20}:)(?!\w)"
)


@rule(
    "TON003",
    Severity.WARNING,
    title="emoji and emoticons",
    help="Say in words what the sign should say; some mail programs and all cards show a box instead.",
    passes=(Example(body="Dear Ms Okafor,\n\nThank you (and your team) for the visit: it was good to see the lab."),),
    flags=(
        Example(body="Dear Ms Okafor,\n\nThank you for the visit! 😀"),
        Example(body="Dear Ms Okafor,\n\nThank you for the visit :-)"),
    ),
)
def emoji(letter: Letter) -> Iterator[Hit]:
    """Find pictures made of one character or of punctuation marks."""
    for passage in letter.passages:
        for match in _EMOJI.finditer(passage.bare):
            yield Hit(
                passage=passage,
                start=match.start(),
                end=match.end(),
                message=f"“{match[0]}” is an emoji or emoticon",
                fixes=replace(passage, match.start(), match.end(), "", title="leave it out", applicability="manual"),
            )


_CAPITALS = re.compile(r"(?<![\w-])[^\W\d_a-zß-öø-ÿ]{2,40}(?![\w-])(?:[ ,]{1,2}[^\W\d_a-zß-öø-ÿ]{1,40}(?![\w-])){0,20}")


def _shouted(run: str, letter: Letter) -> bool:
    """A run of capitals is shouting if an ordinary word of the language is among them, not only abbreviations."""
    spoken = [word for word in re.findall(r"\w+", run) if word == word.upper() != word.lower()]
    plain = [
        word
        for word in spoken
        if len(word) > 2 and any(e.regex.fullmatch(word) for e in letter.language.entries("plain_word"))
    ]
    return bool(plain) or (len(spoken) > 3 and sum(map(len, spoken)) > 16)


@rule(
    "TON004",
    Severity.WARNING,
    title="shouting in capitals",
    help="Write the words in small letters; the sentence itself should carry the weight.",
    passes=(
        Example(body="Dear Ms Okafor,\n\nThe REST API and the AWS account at NASA came up, and so did ISO 27001."),
        Example(body="Sehr geehrte Frau Okafor,\n\nüber SAP, BMW und die DSGVO haben wir gesprochen.", locale="de-DE"),
    ),
    flags=(
        Example(body="Dear Ms Okafor,\n\nI REALLY want to work with you."),
        Example(body="Dear Ms Okafor,\n\nTHANK YOU SO MUCH."),
        Example(body="Sehr geehrte Frau Okafor,\n\nich möchte UNBEDINGT zu Ihnen.", locale="de-DE"),
    ),
)
def shouting(letter: Letter) -> Iterator[Hit]:
    """Find ordinary words in capitals. A loud subject is SUB004's matter."""
    body = letter.body
    for match in _CAPITALS.finditer(body.bare):
        if _shouted(match[0], letter) and not letter.recorded(match[0]):
            yield Hit(passage=body, start=match.start(), end=match.end(), message=f"“{match[0]}” is shouted")


_STACKED = re.compile(r"[!?]{2,20}|[！？]{2,20}|\.{4,20}|。{2,20}")


@rule(
    "TON005",
    Severity.WARNING,
    title="exclamation marks",
    help="One exclamation mark in a letter is enough; a full stop is better.",
    passes=(Example(body="Dear Ms Okafor,\n\nThank you for the visit! It was good to see the lab."),),
    flags=(
        Example(body="Dear Ms Okafor,\n\nThank you for the visit!! It was good to see the lab."),
        Example(body="Dear Ms Okafor,\n\nThank you! It was good to see the lab! I look forward to it!"),
    ),
)
def exclamations(letter: Letter) -> Iterator[Hit]:
    """Find marks in rows, and every single one after the first. A loud subject is SUB004's matter."""
    body = letter.body
    for match in _STACKED.finditer(body.bare):
        message = f"“{match[0]}” is more punctuation than the sentence needs"
        mark = match[0][0] if match[0][0] in ".。" else next((one for one in "?？" if one in match[0]), match[0][0])
        fixes = replace(body, match.start(), match.end(), mark, title=f"write “{mark}”")
        yield Hit(passage=body, start=match.start(), end=match.end(), message=message, fixes=fixes)
    yield from _later_marks(letter, body)


def _later_marks(letter: Letter, body: Passage) -> Iterator[Hit]:
    start, end = letter.main
    single = re.compile(r"(?<![!?！？])[!！](?![!?！？])")
    for match in list(single.finditer(body.bare, start, end))[1:]:
        yield Hit(
            passage=body,
            start=match.start(),
            end=match.end(),
            message="this is not the letter's first exclamation mark",
            fixes=replace(
                body, match.start(), match.end(), "。" if match[0] == "！" else ".", title="write a full stop"
            ),
        )


@rule(
    "TON006",
    Severity.WARNING,
    title="pushing",
    help="Ask once and politely, and leave the next move to them.",
    passes=(
        Example(body="Dear Ms Okafor,\n\nMay I ask how the decision stands? I know that it may take time."),
        Example(body="Sehr geehrte Frau Okafor,\n\ndarf ich fragen, wie der Stand ist?", locale="de-DE"),
    ),
    flags=(
        Example(body="Dear Ms Okafor,\n\nWhy haven't you answered? This is my third email."),
        Example(body="Dear Ms Okafor,\n\nWhen can I start? You will not regret it."),
        Example(body="Sehr geehrte Frau Okafor,\n\nwarum melden Sie sich nicht?", locale="de-DE"),
    ),
)
def pushing(letter: Letter) -> Iterator[Hit]:
    """Find reminders, reproaches and presumption."""
    yield from _lexicon(letter, "pushes", "pushy")


@rule(
    "TON007",
    Severity.WARNING,
    title="demanding",
    help="Say what you look forward to instead of what they must do.",
    passes=(Example(body="Dear Ms Okafor,\n\nI look forward to hearing from you."),),
    flags=(
        Example(body="Dear Ms Okafor,\n\nI expect an answer. Please reply by Friday."),
        Example(body="Sehr geehrte Frau Okafor,\n\nich erwarte eine Antwort. Antworten Sie umgehend.", locale="de-DE"),
    ),
)
def demanding(letter: Letter) -> Iterator[Hit]:
    """Find orders and deadlines given to the reader."""
    yield from _lexicon(letter, "demands", "demanding")


@rule(
    "TON008",
    Severity.WARNING,
    title="sounding desperate",
    help="Say what draws you to the work; your need for it is not a reason to hire you.",
    passes=(Example(body="Dear Ms Okafor,\n\nI would be glad to work on the streams with your team."),),
    flags=(
        Example(body="Dear Ms Okafor,\n\nI really need this job and would do anything to get it."),
        Example(body="Dear Ms Okafor,\n\nplease give me a chance, I am begging you."),
        Example(body="Sehr geehrte Frau Okafor,\n\nich brauche diese Stelle und würde alles tun.", locale="de-DE"),
    ),
)
def desperate(letter: Letter) -> Iterator[Hit]:
    """Find begging and need."""
    yield from _lexicon(letter, "sounds desperate", "desperate")


@rule(
    "TON009",
    Severity.WARNING,
    title="apologising",
    help="Leave the apology out, or give thanks for the patience instead.",
    passes=(Example(body="Dear Ms Okafor,\n\nThank you for your patience with my questions."),),
    flags=(
        Example(body="Dear Ms Okafor,\n\nI am so sorry for taking up your time."),
        Example(body="Sehr geehrte Frau Okafor,\n\nes tut mir leid, ich möchte Sie nicht stören.", locale="de-DE"),
    ),
)
def apologising(letter: Letter) -> Iterator[Hit]:
    """Find apologies."""
    yield from _lexicon(letter, "apologises", "apology")


@rule(
    "TON010",
    Severity.WARNING,
    title="talking oneself down",
    help="Add what you would have liked to say; do not judge your own interview.",
    passes=(Example(body="Dear Ms Okafor,\n\nTo your question on schemas I would add one thing: versions."),),
    flags=(
        Example(body="Dear Ms Okafor,\n\nI was very nervous and I know I messed up the second question."),
        Example(body="Dear Ms Okafor,\n\nI may not be the most qualified candidate."),
        Example(body="Sehr geehrte Frau Okafor,\n\nich war leider sehr nervös.", locale="de-DE"),
    ),
)
def self_lowering(letter: Letter) -> Iterator[Hit]:
    """Find sentences that make the writer small."""
    yield from _lexicon(letter, "talks you down", "self_lowering")


CHECKS: tuple[Rule, ...] = (
    slang,
    contractions,
    emoji,
    shouting,
    exclamations,
    pushing,
    demanding,
    desperate,
    apologising,
    self_lowering,
)
