"""assert_channel passes honest channels and names the first promise that a dishonest one breaks."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, frozen

from followup_kit.channels.base import Artifact, Message
from followup_kit.channels.fitting import count, fit
from followup_kit.channels.needs import addressed
from followup_kit.channels.text import TextChannel
from followup_kit.errors import DoesNotFit, InvalidFact, MissingFacts
from followup_kit.facts.medium import Limit, Medium
from followup_kit.testing.contracts import assert_channel
from followup_kit.writing.draft import Draft
from followup_kit.writing.markdown import to_plain

LIMIT = Limit(part="body", most=160, unit="utf16", source="a made-up network", checked=date(2026, 1, 1))
TITLE = Limit(part="subject", most=60, unit="codepoint", source="a made-up network", checked=date(2026, 1, 1))
PAGER = Medium(name="pager", title="a pager", subject=True, limits=(LIMIT, TITLE), needs=("email",))


@frozen
class Pager:
    """An honest channel, into which one fault can be put."""

    medium: Any = PAGER
    before: Callable[[Draft], Draft] = lambda draft: draft
    after: Callable[[Message], Any] = lambda message: message
    fits: Callable[[Draft, Medium], Draft] = fit
    reaches: Callable[[Draft, Medium], Any] = addressed

    def render(self, draft: Draft) -> Any:
        draft = self.before(draft)
        interview, recipient = self.reaches(draft, self.medium)
        draft = self.fits(draft, self.medium)
        plain = to_plain(draft.body)
        return self.after(
            Message(
                channel=self.medium.name,
                interview=interview.ref,
                recipient=recipient.ref,
                occasion=draft.occasion,
                draft_digest=draft.digest,
                artifacts=(Artifact(media_type="text/plain", suffix=".txt", content=plain.encode()),),
                plain=plain,
            )
        )


def _artifact(**changes: Any) -> Callable[[Message], Message]:
    return lambda message: evolve(message, artifacts=(evolve(message.artifacts[0], **changes),))


def _message(**changes: Any) -> Callable[[Message], Message]:
    return lambda message: evolve(message, **changes)


def _plain(change: Callable[[str], str]) -> Callable[[Message], Message]:
    return lambda message: evolve(message, plain=change(message.plain))


def _dial(message: Message) -> Message:
    with pytest.raises(OSError):  # a channel that hides its attempt is caught all the same
        socket.create_connection(("192.0.2.1", 9), timeout=0.01)
    return message


def _spawn(message: Message) -> Message:
    subprocess.run([sys.executable, "-c", ""], check=False)
    return message


def _scribble(message: Message) -> Message:
    Path("note-of-a-test.txt").write_text("x", encoding="utf-8")
    return message


def _scribble_low(message: Message) -> Message:
    os.close(os.open("note-of-a-test.txt", os.O_CREAT | os.O_WRONLY))
    return message


def _diary(message: Message, lines: list[str] = []) -> Message:  # noqa: B006 - the fault is that it remembers
    lines.append("x")
    return evolve(message, notes=(str(len(lines)),))


def _crash(message: Message) -> Message:
    raise KeyError(message.recipient)


def _refuse_at(most: int) -> Callable[[Draft, Medium], Draft]:
    narrow = (evolve(LIMIT, most=most), TITLE)
    return lambda draft, medium: fit(draft, evolve(medium, limits=narrow))


def _no_limits(draft: Draft, medium: Medium) -> Draft:
    return fit(draft, evolve(medium, limits=()))


def _wrong_unit(draft: Draft, medium: Medium) -> Draft:
    return fit(draft, evolve(medium, limits=(evolve(LIMIT, unit="codepoint"), TITLE)))


def _body_limit_only(draft: Draft, medium: Medium) -> Draft:
    return fit(draft, evolve(medium, limits=(LIMIT,)))


def _refuse(draft: Draft, medium: Medium) -> Draft:
    if count(to_plain(draft.body), "utf16") > LIMIT.most:
        raise DoesNotFit("too long")
    return fit(draft, medium)


def _cut(draft: Draft, medium: Medium) -> Draft:
    if draft.sentences and len(draft.body) > LIMIT.most:
        return evolve(draft, source=draft.source[: draft.body_at + LIMIT.most], sentences=())
    return fit(draft, medium)


def _no_questions(draft: Draft, medium: Medium) -> Any:
    try:
        return addressed(draft, medium)
    except MissingFacts as error:
        raise MissingFacts(str(error)) from error


def _wrong_error(draft: Draft, medium: Medium) -> Any:
    try:
        return addressed(draft, medium)
    except MissingFacts as error:
        raise InvalidFact(str(error)) from error


def _any_person(draft: Draft, medium: Medium) -> Any:
    return addressed(draft, evolve(medium, needs=()))


def _filled_in(draft: Draft) -> Draft:
    return evolve(draft, source=draft.source.replace("7\\*7", "49").replace("7*7", "49"))


def _unescaped(draft: Draft) -> Draft:
    return evolve(draft, source=draft.source.replace("\\", ""))


def _no_ascii_art(draft: Draft) -> Draft:
    if "<script" in (draft.subject or ""):
        raise InvalidFact("no scripts here")
    return draft


FAULTS: list[tuple[str, Pager | object, str]] = [
    ("no medium", object(), "medium is data"),
    ("a medium that is none", Pager(medium="pager"), "medium is data"),
    ("a bad name", Pager(medium=evolve(PAGER, name="My Pager")), "medium is data: the name 'My Pager'"),
    ("no title", Pager(medium=evolve(PAGER, title=" ")), "medium is data: the title is empty"),
    ("reversed words", Pager(medium=evolve(PAGER, words=(9, 3))), "medium is data: words"),
    ("no source", Pager(medium=evolve(PAGER, limits=(evolve(LIMIT, source=""),))), "medium is data: .* no source"),
    ("a socket", Pager(after=_dial), "render is pure: it used socket"),
    ("a process", Pager(after=_spawn), "render is pure: it used (subprocess|os)"),
    ("a file", Pager(after=_scribble), "render is pure: it used open of 'note"),
    ("a file, opened by the system call", Pager(after=_scribble_low), "render is pure: it used open of 'note"),
    ("a memory", Pager(after=_diary), "same draft gives the same bytes"),
    ("an alien error", Pager(after=_crash), r"errors of followup-kit only: it raised KeyError\('ada'\)"),
    ("no message", Pager(after=lambda message: message.plain), "returns a Message: it returned str"),
    ("another channel's name", Pager(after=_message(channel="fax")), "says what it is: channel is 'fax'"),
    ("another person", Pager(after=_message(recipient="bob")), "says what it is: recipient is 'bob'"),
    ("another interview", Pager(after=_message(interview="other")), "says what it is: interview"),
    ("no digest", Pager(after=_message(draft_digest="")), "says what it is: draft_digest"),
    ("another digest", Pager(after=_message(draft_digest="0" * 64)), "says what it is: draft_digest"),
    ("no artifact", Pager(after=_message(artifacts=())), "says what it is: there is no artifact"),
    ("an empty artifact", Pager(after=_artifact(content=b"")), "says what it is: the .txt artifact is empty"),
    ("no dot", Pager(after=_artifact(suffix="txt")), "says what it is: the suffix 'txt'"),
    ("a path as suffix", Pager(after=_artifact(suffix=".txt/../x")), "says what it is: the suffix"),
    ("no media type", Pager(after=_artifact(media_type="text")), "says what it is: the media type 'text'"),
    ("lost words", Pager(after=_plain(lambda text: text[:-4])), "every word of the letter"),
    ("no limit", Pager(fits=_no_limits), "optional sentences are left out whole"),
    ("one too few", Pager(fits=_refuse_at(159)), "limits are kept to the unit: 160 of 160"),
    ("one too many", Pager(fits=_refuse_at(161)), "limits are kept to the unit: a body of 161"),
    ("another unit", Pager(fits=_wrong_unit), "limits are kept to the unit: a body of 161 with emoji"),
    ("an endless subject", Pager(fits=_body_limit_only), "limits are kept to the unit: a subject of 61"),
    ("refusing instead of dropping", Pager(fits=_refuse), "optional sentences .* it refused"),
    ("a cut sentence", Pager(fits=_cut), "optional sentences are left out whole and nothing else: a body over 160"),
    ("needs ignored", Pager(reaches=_any_person), "what is missing is asked for: it rendered in spite of no email"),
    ("no question", Pager(reaches=_no_questions), "what is missing is asked for: .* holds no question"),
    ("the wrong error", Pager(reaches=_wrong_error), "asked for: InvalidFact instead of MissingFacts"),
    ("a template engine", Pager(before=_filled_in), r"facts are text: '\{\{ 7\*7"),
    ("markup in names", Pager(before=_unescaped), "facts are text: '\\[Ada\\]"),
    ("a refused name", Pager(before=_no_ascii_art), "facts are text: a name such as '<script>"),
]


@pytest.mark.parametrize(("channel", "promise"), [pytest.param(c, p, id=i) for i, c, p in FAULTS])
def test_a_broken_promise_is_named(channel: Any, promise: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AssertionError) as caught:
        assert_channel(channel)
    assert re.search(promise, str(caught.value)), str(caught.value)
    assert not list(tmp_path.iterdir())


def test_an_honest_channel_passes() -> None:
    assert_channel(Pager())


def test_the_built_in_channel_passes() -> None:
    assert_channel(TextChannel())


def test_a_digest_of_the_uncut_letter_is_a_broken_promise() -> None:
    """Delivery compares it with the review's: it must be of the words that go out."""

    class Forgetful(Pager):
        def render(self, draft: Draft) -> Any:
            return evolve(super().render(draft), draft_digest=draft.digest)

    with pytest.raises(AssertionError, match="draft_digest is not that of the shortened draft"):
        assert_channel(Forgetful())


def test_a_page_made_of_a_fact_is_a_broken_promise() -> None:
    def page(message: Message) -> Message:
        html = f"<p>{message.plain}</p>".encode()
        return evolve(message, artifacts=(Artifact(media_type="text/html", suffix=".html", content=html),))

    with pytest.raises(AssertionError, match="a fact became an element"):
        assert_channel(Pager(after=page))


def test_an_author_s_own_drafts_must_render() -> None:
    channel = Pager()
    seen: list[Draft] = []

    def keep(draft: Draft) -> Draft:
        seen.append(draft)
        return draft

    assert_channel(Pager(before=keep))
    assert_channel(channel, drafts=seen[:2])
    with pytest.raises(AssertionError, match="a letter that fits is rendered: it refused 'long long"):
        assert_channel(channel, drafts=[evolve(seen[0], source="long " * 60)])


def test_outside_a_contract_check_nothing_is_blocked(tmp_path: Path) -> None:
    assert_channel(Pager())
    (tmp_path / "x").write_text("x", encoding="utf-8")


class Flattening(TextChannel):
    """Its file holds question marks where the letter has letters."""

    def render(self, draft: Draft) -> Message:
        message = super().render(draft)
        artifact = message.artifacts[0]
        return evolve(message, artifacts=(evolve(artifact, content=message.plain.encode("latin-1", "replace")),))


def test_a_file_that_loses_letters_is_a_broken_promise() -> None:
    with pytest.raises(AssertionError, match="broken promise"):
        assert_channel(Flattening())
