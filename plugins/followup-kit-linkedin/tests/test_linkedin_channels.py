"""Texts for LinkedIn: as long as it takes, as plain as it shows, and sent by nobody but the user."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib.metadata import entry_points

import pytest
from attrs import evolve

from followup_kit.errors import DoesNotFit, InvalidFact, MissingFacts
from followup_kit.facts.interview import Interview
from followup_kit.facts.people import Candidate, Employer, Person
from followup_kit.testing.contracts import assert_channel
from followup_kit.writing.draft import Draft, Sentence, assemble
from followup_kit_linkedin import followup_channels
from followup_kit_linkedin.limits import guidance, media
from followup_kit_linkedin.profile import profile_address

CHANNELS = {channel.medium.name: channel for channel in followup_channels()}


def letter(*sentences: tuple[str, int | None], linkedin: str | None = "ada-weber") -> Draft:
    ada = Person(ref="ada", name="Ada Weber", linkedin=linkedin)
    talk = Interview(
        ref="talk",
        role="engineer",
        employer=Employer(name="Nordwind"),
        candidate=Candidate(name="Jo Lind"),
        panel=(ada,),
        ended=datetime(2026, 3, 5, 15, tzinfo=UTC),
    )
    bare = Draft(source="", locale="en-GB", channel="linkedin", interview=talk, recipient=ada)
    written = [Sentence(text=text, part="thanks", paragraph=n, drop=drop) for n, (text, drop) in enumerate(sentences)]
    return assemble(bare, written)


@pytest.mark.parametrize("name", CHANNELS)
def test_each_channel_keeps_its_contract(name: str) -> None:
    assert_channel(CHANNELS[name])


def test_the_channels_are_found_by_their_entry_point() -> None:
    (found,) = entry_points(group="followup_kit", name="linkedin")
    assert [channel.medium.name for channel in found.load().followup_channels()] == list(CHANNELS)
    assert list(CHANNELS) == ["linkedin", "linkedin-note", "linkedin-note-premium"]


def test_every_limit_says_who_published_it_and_when_that_was_read() -> None:
    limits = {medium.name: [(limit.most, limit.hard) for limit in medium.limits] for medium in media()}
    assert limits == {
        "linkedin": [(3000, True), (1900, False)],
        "linkedin-note": [(200, True)],
        "linkedin-note-premium": [(300, True)],
    }
    for medium in media():
        for limit in medium.limits:
            assert limit.unit == "utf16"
            assert "." in limit.source
            assert limit.checked >= date(2026, 1, 1)
    assert set(guidance()) == set(limits)


def test_the_text_is_plain_utf8_with_lf_and_nothing_to_paste_besides() -> None:
    draft = letter(("Dear **Ada**,", None), ("See [my page](https://example.org):\r\n\r\n- größer\r\n- 😀", None))
    message = CHANNELS["linkedin"].render(draft)
    (artifact,) = message.artifacts
    assert artifact.content.decode() == "Dear Ada,\n\nSee my page (https://example.org):\n\n- größer\n- 😀"
    assert (artifact.suffix, artifact.role) == (".txt", "text")
    assert message.plain == artifact.content.decode()


def test_the_user_is_told_what_to_open_and_that_sending_is_theirs() -> None:
    message = CHANNELS["linkedin"].render(letter(("Dear Ada,", None), linkedin="https://de.linkedin.com/in/ada-weber/"))
    assert message.notes == (
        "To send it, open https://www.linkedin.com/in/ada-weber, choose Message, paste the text and send it yourself; "
        "only connections can be sent a message.",
    )


def test_a_note_loses_its_optional_sentences_and_then_does_not_fit() -> None:
    needed, optional = "n" * 150 + ".", "o" * 80 + "."
    message = CHANNELS["linkedin-note"].render(letter((needed, None), (optional, 1)))
    assert message.plain == needed
    assert f"Left out so that the letter fits: {optional}" in message.notes
    both = CHANNELS["linkedin-note-premium"].render(letter((needed, None), (optional, 1)))
    assert both.plain == f"{needed}\n\n{optional}"
    with pytest.raises(DoesNotFit, match=r"has 301 UTF-16 units, .* is 200 \(lettercounter.org.*: 101 too many"):
        CHANNELS["linkedin-note"].render(letter(("x" * 301, None)))


def test_an_emoji_counts_as_two() -> None:
    fits = letter(("😀" * 100, None))
    assert CHANNELS["linkedin-note"].render(fits).plain == "😀" * 100
    with pytest.raises(DoesNotFit, match="1 too many"):
        CHANNELS["linkedin-note"].render(letter(("😀" * 100 + "!", None)))


def test_a_long_message_is_allowed_with_a_note() -> None:
    message = CHANNELS["linkedin"].render(letter(("word " * 400, None)))
    assert "advised length of a LinkedIn message is 1900" in message.notes[1]


def test_limits_can_be_overridden() -> None:
    channel = CHANNELS["linkedin-note"]
    (limit,) = channel.medium.limits
    own = evolve(channel, medium=evolve(channel.medium, limits=(evolve(limit, most=250, source="my own account"),)))
    assert_channel(own)
    assert own.render(letter(("x" * 240, None))).plain == "x" * 240


def test_an_unknown_profile_is_asked_for() -> None:
    with pytest.raises(MissingFacts) as caught:
        CHANNELS["linkedin"].render(letter(("Dear Ada,", None), linkedin=None))
    (question,) = caught.value.questions
    assert (question.field, question.text) == ("panel.ada.linkedin", "What is the LinkedIn profile of Ada Weber?")


@pytest.mark.parametrize(
    "given",
    [
        "ada-weber-12",
        "@ada-weber-12",
        "https://www.linkedin.com/in/ada-weber-12",
        "https://www.linkedin.com/in/ada-weber-12/?originalSubdomain=de",
        "http://de.linkedin.com/in/ada-weber-12#about",
        "linkedin.com/in/ada-weber-12/",
        "LinkedIn.com/in/ada-weber-12",
    ],
)
def test_every_form_of_a_profile_leads_to_the_same_address(given: str) -> None:
    assert profile_address(given) == "https://www.linkedin.com/in/ada-weber-12"


def test_ids_outside_ascii_are_written_as_addresses_are() -> None:
    wanted = "https://www.linkedin.com/in/j%C3%B6rg-m%C3%BCller"
    assert profile_address("jörg-müller") == wanted
    assert profile_address(wanted) == wanted


@pytest.mark.parametrize(
    "given",
    [
        "https://evil.example/in/ada-weber",
        "https://linkedin.com.evil.example/in/ada-weber",
        "https://evil.example/linkedin.com/in/ada-weber",
        "https://www.linkedin.com@evil.example/in/ada-weber",
        "https://www.linkedin.com/company/nordwind",
        "https://www.linkedin.com/in/",
        "https://www.linkedin.com/in/..%2f..%2flogout",
        "javascript:alert(1)",
        "ada weber",
        "../ada",
        "a",
        "-ada-weber",
        "a" * 101,
        "ada\nweber",
    ],
)
def test_what_is_no_profile_is_refused_by_field(given: str) -> None:
    with pytest.raises(InvalidFact, match="give the public id, such as ada-weber") as caught:
        profile_address(given, field="panel.ada.linkedin")
    assert caught.value.field == "panel.ada.linkedin"
