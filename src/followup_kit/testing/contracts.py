"""What a plugin promises, as checks that its author can run in one line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from unicodedata import normalize

from attrs import evolve

from followup_kit.channels.base import Artifact, Channel, Message
from followup_kit.channels.fitting import count
from followup_kit.errors import DoesNotFit, FollowUpError, MissingFacts
from followup_kit.facts.interview import Interview
from followup_kit.facts.medium import Limit, Medium, Need
from followup_kit.facts.people import Candidate, Employer, Person, PersonName
from followup_kit.writing.draft import Draft, Part, Sentence, assemble
from followup_kit.writing.markdown import LONGEST_BODY, escape, to_plain

from .isolation import alone

__all__ = ["assert_channel"]

_PERSON = Person(
    ref="ada",
    name=PersonName(given="Ada", family="Weber", title="Dr.", honorific="ms"),
    email="ada.weber@example.org",
    linkedin="ada-weber",
    postal_address=("Musterstraße 12", "60311 Frankfurt am Main"),
)
_CANDIDATE = Candidate(
    name=PersonName(given="Jo", family="Lind"),
    email="jo.lind@example.org",
    linkedin="jo-lind",
    postal_address=("Hauptstraße 3", "10827 Berlin"),
)
_ABSENT: dict[Need, Any] = {"email": None, "linkedin": None, "postal_address": ()}
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_SUFFIX = re.compile(r"(\.[a-z0-9]+(-[a-z0-9]+)*)+")

_PLAIN_TEXTS = (
    "[Ada](https://evil.example)",
    "![Ada](https://evil.example/pixel.png)",
    "*Ada* _Weber_",
    "`Ada`",
    "<script>alert(1)</script>",
    "&amp; &lt;b&gt;",
    "{{ 7*7 }} {0} %s $(id)",
    "=?utf-8?q?x?=",
    'O\'Neil "Ada" \\ Weber',
    "1. Ada # Weber",
)
"""Facts that look like markup, templates or commands; every channel shows them as they are."""
_FOREIGN_TEXTS = ("Zoë Łęcka-Größe", "Ada 👩‍🔬 Weber", "עדה ובר", "Z\u0308oe", "艾达")
"""Facts that a channel may be unable to show; it then says so, but never drops or changes them."""


def assert_channel(channel: Channel, drafts: Iterable[Draft] | None = None) -> None:
    """Check that a channel keeps its contract: data about itself, purity, limits, needs, and text kept as text.

    `drafts` are letters that the channel must be able to render (each with an interview and a recipient who can be
    reached); without them two short letters are used. Sockets, other processes and writing files are blocked while
    the channel renders, for the whole process: run this in a test, one at a time.

    Raises:
        AssertionError: a promise is broken; the message starts with the channel's name and the promise.
    """
    _check_medium(channel)
    given = tuple(drafts) if drafts is not None else _letters(channel.medium)
    for draft in given:
        _check_message(channel, draft)
    for check in (_check_needs, _check_optional, _check_limits, _check_hostile):
        check(channel)


def _broken(channel: object, promise: str, detail: str) -> AssertionError:
    medium = getattr(channel, "medium", None)
    name = getattr(medium, "name", type(channel).__name__)
    return AssertionError(f"{name}: broken promise: {promise}: {detail}")


def _check_medium(channel: Channel) -> None:
    promise = "the medium is data"
    medium = getattr(channel, "medium", None)
    if not isinstance(medium, Medium) or not callable(getattr(channel, "render", None)):
        raise _broken(channel, promise, "a channel has a `medium` of type Medium and a `render`")
    if medium != channel.medium:
        raise _broken(channel, promise, "`medium` differs when it is asked for twice")
    if not _NAME.fullmatch(medium.name):
        raise _broken(channel, promise, f"the name {medium.name!r} is not lower-case words joined by hyphens")
    if not medium.title.strip():
        raise _broken(channel, promise, "the title is empty")
    if not 0 < medium.words[0] <= medium.words[1]:
        raise _broken(channel, promise, f"words is a range (fewest, most), not {medium.words}")
    for limit in medium.limits:
        if not limit.source.strip():
            raise _broken(channel, promise, f"the {limit.part} limit of {limit.most} names no source")


def _interview(person: Person) -> Interview:
    return Interview(
        ref="contract",
        role="test engineer",
        employer=Employer(name="Nordwind", country="DE", zone="Europe/Berlin"),
        candidate=_CANDIDATE,
        panel=(person,),
        ended=datetime(2026, 3, 5, 14, tzinfo=UTC),
        locale="en-GB",
    )


def _by_hand(medium: Medium, body: str, *, person: Person = _PERSON, subject: str = "Our talk") -> Draft:
    bare = Draft(
        source="",
        subject=subject if medium.subject else None,
        locale="en-GB",
        channel=medium.name,
        interview=_interview(person),
        recipient=person,
    )
    return evolve(assemble(bare, [Sentence(text=body, part="thanks", paragraph=0)]), sentences=())


def _from_sentences(medium: Medium, sentences: Sequence[Sentence]) -> Draft:
    return assemble(_by_hand(medium, "."), sentences)


def _letters(medium: Medium) -> tuple[Draft, ...]:
    words: tuple[tuple[Part, str], ...] = (
        ("salutation", "Dear Dr Weber,"),
        ("thanks", "Thank you for the talk."),
        ("closing", "Kind regards,"),
    )
    sentences = [Sentence(text=text, part=part, paragraph=n) for n, (part, text) in enumerate(words)]
    return _by_hand(medium, "Thank you, Dr Weber."), _from_sentences(medium, sentences)


def _render(channel: Channel, draft: Draft) -> Message:
    """Render under watch. Errors of followup-kit pass, any other is a broken promise."""
    failure: Exception | None = None
    message: Message | None = None
    with alone() as seen:
        try:
            message = channel.render(draft)
        except FollowUpError:
            if not seen:
                raise
        except Exception as error:  # noqa: BLE001 - foreign code; whatever it raises becomes the report
            failure = error
    if seen:
        raise _broken(channel, "render is pure", f"it used {seen[0]}") from failure
    if failure is not None:
        raise _broken(
            channel, "render raises errors of followup-kit only", f"it raised {failure!r} for {draft.body[:60]!r}"
        ) from failure
    if not isinstance(message, Message):
        raise _broken(channel, "render returns a Message", f"it returned {type(message).__name__}")
    return message


def _must_render(channel: Channel, draft: Draft, promise: str) -> Message:
    try:
        return _render(channel, draft)
    except FollowUpError as error:
        raise _broken(channel, promise, f"it refused {draft.body[:60]!r}: {error}") from error


def _check_message(channel: Channel, draft: Draft) -> None:
    promise = "a letter that fits is rendered"
    first, again = _must_render(channel, draft, promise), _must_render(channel, draft, promise)
    if first != again or first.digest != again.digest:
        raise _broken(channel, "the same draft gives the same bytes", "two renderings differ")
    _check_fields(channel, draft, first)
    if not draft.sentences or first.draft_digest == draft.digest:
        _check_words(channel, to_plain(draft.body), first)


def _check_fields(channel: Channel, draft: Draft, message: Message) -> None:
    promise = "the message says what it is"
    wanted = {
        "channel": channel.medium.name,
        "interview": draft.interview.ref if draft.interview else "",
        "recipient": draft.recipient.ref if draft.recipient else "",
        "occasion": draft.occasion,
    }
    for name, value in wanted.items():
        if getattr(message, name) != value:
            raise _broken(channel, promise, f"{name} is {getattr(message, name)!r}, not {value!r}")
    if not re.fullmatch(r"[0-9a-f]{64}", message.draft_digest):
        raise _broken(channel, promise, "draft_digest is not the digest of a draft")
    if not draft.sentences and message.draft_digest != draft.digest:
        raise _broken(channel, promise, "draft_digest is not that of the draft that was given")
    if not message.artifacts:
        raise _broken(channel, promise, "there is no artifact")
    for artifact in message.artifacts:
        if not artifact.content or not isinstance(artifact.content, bytes):
            raise _broken(channel, promise, f"the {artifact.suffix} artifact is empty")
        if not _SUFFIX.fullmatch(artifact.suffix):
            raise _broken(channel, promise, f"the suffix {artifact.suffix!r} is not like '.txt'")
        if "/" not in artifact.media_type:
            raise _broken(channel, promise, f"the media type {artifact.media_type!r} is not like 'text/plain'")


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _decoded(channel: Channel, artifact: Artifact) -> str | None:
    """The words of a plain text artifact; None for everything else."""
    kind, _, parameters = artifact.media_type.partition(";")
    if kind.strip() != "text/plain":
        return None
    charset = re.search(r"charset=\"?([\w-]+)", parameters)
    try:
        return artifact.content.decode(charset[1] if charset else "utf-8")
    except (UnicodeDecodeError, LookupError) as error:
        raise _broken(channel, "a text is in the charset that it names, else UTF-8", str(error)) from None


def _check_files(channel: Channel, plain: str, message: Message) -> None:
    for artifact in message.artifacts:
        sent = _decoded(channel, artifact)
        # A channel may compose accents, as fonts ask for: the words are the same.
        if sent is not None and normalize("NFC", _squeezed(plain)) not in normalize("NFC", _squeezed(sent)):
            raise _broken(channel, "every word of the letter is in the message", f"not in the {artifact.suffix} file")


def _check_words(channel: Channel, plain: str, message: Message) -> None:
    # Line breaks are a channel's own affair, so blanks are left out of the comparison.
    if _squeezed(plain) not in _squeezed(message.plain):
        raise _broken(channel, "every word of the letter is in the message", f"{plain[:60]!r} is not in its plain text")
    _check_files(channel, plain, message)


def _check_needs(channel: Channel) -> None:
    promise = "what is missing is asked for"
    bare = evolve(_by_hand(channel.medium, "Thank you."), interview=None, recipient=None)
    cases = [("a letter without record", bare)]
    for need in channel.medium.needs:
        lacking = {need: _ABSENT[need]}
        cases.append((f"no {need}", _by_hand(channel.medium, "Thank you.", person=evolve(_PERSON, **lacking))))
    for what, draft in cases:
        try:
            _render(channel, draft)
        except MissingFacts as error:
            if not error.questions:
                raise _broken(channel, promise, f"MissingFacts for {what} holds no question") from error
        except FollowUpError as error:
            raise _broken(channel, promise, f"{type(error).__name__} instead of MissingFacts for {what}") from error
        else:
            raise _broken(channel, promise, f"it rendered in spite of {what}")


def _hard(medium: Medium) -> list[Limit]:
    return [limit for limit in medium.limits if limit.hard and (limit.part == "body" or medium.subject)]


_FILLERS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("letters", lambda text: text),
    ("emoji", lambda text: text.replace("aa", "😀")),
    ("combining characters", lambda text: text.replace("aa", "a\u0301")),
)


def _filled(length: int, limit: Limit) -> str:
    """Return text of exactly so many units, in short words."""
    if limit.unit == "word":
        return " ".join(["aa"] * length)
    return ("aa aa aa " * length)[: length - 1].rstrip().ljust(length - 1, "a") + "." if length > 1 else "a"


def _exact(length: int, limit: Limit, change: Callable[[str], str]) -> str:
    text = change(_filled(length, limit))
    if limit.unit != "word":
        short = length - count(text, limit.unit)
        text = text[:-1] + "a" * short + text[-1:]
    return text


def _check_limits(channel: Channel) -> None:
    for limit in _hard(channel.medium):
        for kind, change in _FILLERS:
            for length in (limit.most - 1, limit.most, limit.most + 1):
                if 0 < length < LONGEST_BODY // 4:
                    _check_length(channel, limit, _exact(length, limit, change), kind)


def _check_length(channel: Channel, limit: Limit, text: str, kind: str) -> None:
    promise = "limits are kept to the unit"
    draft = (
        _by_hand(channel.medium, text) if limit.part == "body" else _by_hand(channel.medium, "Thanks.", subject=text)
    )
    units = count(text, limit.unit)
    over = [
        other for other in _hard(channel.medium) if other.part == limit.part and count(text, other.unit) > other.most
    ]
    try:
        message = _render(channel, draft)
    except DoesNotFit as error:
        if not over and kind == "letters":
            raise _broken(channel, promise, f"{units} of {limit.most} ({limit.unit}) was refused: {error}") from error
    except FollowUpError as error:
        if over or kind == "letters":
            raise _broken(channel, promise, f"{type(error).__name__} for a {limit.part} of {units} {kind}") from error
    else:
        if over:
            raise _broken(channel, promise, f"a {limit.part} of {units} with {kind} passed the limit of {limit.most}")
        if limit.part == "body":
            _check_words(channel, text, message)


def _check_optional(channel: Channel) -> None:
    """A letter with a sentence too many loses that one, whole, and keeps the others."""
    promise = "over a limit, optional sentences are left out whole and nothing else"
    for limit in _hard(channel.medium):
        if limit.part != "body" or limit.most > LONGEST_BODY // 4:
            continue
        sentences = [
            Sentence(text="Thank you.", part="thanks", paragraph=0),
            Sentence(text=_filled(limit.most, limit), part="skill", paragraph=0, drop=2),
            Sentence(text="Short and sweet.", part="closing", paragraph=1),
        ]
        draft = _from_sentences(channel.medium, sentences)
        kept = draft.without(draft.sentences[1])
        plain = to_plain(kept.body)
        if any(count(plain, other.unit) > other.most for other in _hard(channel.medium) if other.part == "body"):
            continue
        message = _must_render(channel, draft, promise)
        if _squeezed(message.plain) != _squeezed(plain):
            raise _broken(channel, promise, f"a {limit.part} over {limit.most} became {message.plain[:60]!r}")
        if message.draft_digest != kept.digest:
            raise _broken(channel, promise, "draft_digest is not that of the shortened draft, whose words these are")


def _check_hostile(channel: Channel) -> None:
    promise = "facts are text"
    for text in (*_PLAIN_TEXTS, *_FOREIGN_TEXTS):
        person = evolve(_PERSON, name=PersonName(full=text))
        draft = _by_hand(channel.medium, f"Dear {escape(text)}, thank you.", person=person, subject=text)
        try:
            message = _render(channel, draft)
        except FollowUpError as error:
            if text in _PLAIN_TEXTS:
                raise _broken(channel, promise, f"a name such as {text!r} was refused: {error}") from error
            continue
        if _squeezed(f"Dear {text}, thank you.") not in _squeezed(message.plain):
            raise _broken(channel, promise, f"{text!r} came out as {message.plain[:80]!r}")
        _check_files(channel, f"Dear {text}, thank you.", message)
        for artifact in message.artifacts:
            if artifact.media_type.startswith("text/html") and b"<script" in artifact.content:
                raise _broken(channel, promise, "a fact became an element of the page")
