"""Over a limit, a letter loses whole optional sentences in a declared order, and never anything else."""

from datetime import UTC, date, datetime

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from followup_kit.channels.fitting import count, fit, notes_on_length, shorten
from followup_kit.channels.needs import addressed
from followup_kit.channels.text import TextChannel
from followup_kit.errors import DoesNotFit, MissingFacts
from followup_kit.facts.interview import Interview
from followup_kit.facts.medium import Limit, Medium
from followup_kit.facts.people import Candidate, Employer, Person
from followup_kit.writing.draft import Draft, Sentence, assemble
from followup_kit.writing.markdown import LONGEST_BODY, escape, to_plain

ADA = Person(ref="ada", name="Ada Weber")
TALK = Interview(
    ref="talk",
    role="engineer",
    employer=Employer(name="Nordwind"),
    candidate=Candidate(name="Jo Lind"),
    panel=(ADA,),
    ended=datetime(2026, 3, 5, 15, tzinfo=UTC),
)
BARE = Draft(source="", locale="en-GB", channel="pager", interview=TALK, recipient=ADA)


def pager(
    most: int, unit: str = "codepoint", part: str = "body", *, hard: bool = True, subject: bool = False
) -> Medium:
    limit = Limit(part=part, most=most, unit=unit, hard=hard, source="a made-up network", checked=date(2026, 1, 1))
    return Medium(name="pager", title="a pager", limits=(limit,), subject=subject)


def letter(*sentences: tuple[str, int | None]) -> Draft:
    return assemble(
        BARE,
        [Sentence(text=text, part="thanks", paragraph=n // 2, drop=drop) for n, (text, drop) in enumerate(sentences)],
    )


@pytest.mark.parametrize(
    ("text", "codepoints", "utf16", "words"),
    [
        ("", 0, 0, 0),
        ("Grüße", 5, 5, 1),
        ("😀", 1, 2, 0),
        ("👩‍🔬 ok", 6, 8, 1),
        ("a\u0301", 2, 2, 1),
        ("- well-being, 24 h\n\n", 20, 20, 3),
        ("\ud83d", 1, 1, 0),
    ],
)
def test_each_unit_counts_in_its_own_way(text: str, codepoints: int, utf16: int, words: int) -> None:
    assert (count(text, "codepoint"), count(text, "utf16"), count(text, "word")) == (codepoints, utf16, words)


@given(st.text())
def test_utf16_units_are_never_fewer_than_code_points(text: str) -> None:
    assert len(text) <= count(text, "utf16") <= 2 * len(text)


def test_the_highest_number_goes_first_and_of_equals_the_last_one() -> None:
    draft = letter(("One.", None), ("Two.", 5), ("Three.", 5), ("Four.", 1), ("Five.", None))
    order = []
    for most in range(len(to_plain(draft.body)), 10, -1):
        plain = to_plain(fit(draft, pager(most)).body)
        if not order or order[-1] != plain:
            order.append(plain)
    assert [" ".join(plain.split()) for plain in order] == [
        "One. Two. Three. Four. Five.",
        "One. Two. Four. Five.",
        "One. Four. Five.",
        "One. Five.",
    ]


def test_what_is_needed_is_never_dropped_and_the_error_gives_both_counts() -> None:
    draft = letter(("One two three.", None), ("Four.", 0))
    with pytest.raises(
        DoesNotFit, match=r"^the body has 14 characters, the limit of a pager is 10 \(a made-up network, "
    ):
        fit(draft, pager(10))
    with pytest.raises(DoesNotFit, match=r"4 too many; nothing optional is left to drop$"):
        fit(draft, pager(10))


def test_an_empty_letter_is_no_way_to_fit() -> None:
    with pytest.raises(DoesNotFit, match="the body has 4 characters"):
        fit(letter(("One.", 1), ("Two.", 2)), pager(3))


def test_a_letter_written_by_hand_is_left_as_it_is_or_refused() -> None:
    draft = evolve(letter(("One two.", 3)), sentences=())
    assert fit(draft, pager(8)) is draft
    with pytest.raises(DoesNotFit, match="1 too many"):
        fit(draft, pager(7))


def test_a_letter_edited_after_it_was_composed_is_not_written_anew() -> None:
    draft = letter(("One.", None), ("Two.", 1))
    edited = evolve(draft, source=draft.source.replace("One.", "Oh, one!"))
    assert shorten(edited) is None
    with pytest.raises(DoesNotFit):
        fit(edited, pager(5))


def test_marks_of_markdown_are_not_counted_and_escaped_characters_count_once() -> None:
    draft = letter((f"**{escape('*' * 10)}**", None))
    assert fit(draft, pager(10)) is draft


def test_a_subject_is_measured_only_where_there_is_one() -> None:
    draft = evolve(letter(("One.", 1)), subject="A long subject")
    assert fit(draft, pager(5, part="subject")) is draft
    with pytest.raises(DoesNotFit, match="the subject has 14 characters"):
        fit(draft, pager(5, part="subject", subject=True))


def test_a_soft_limit_is_a_note_and_so_is_what_was_left_out() -> None:
    draft = letter(("One.", None), ("Two *and*.", 1))
    soft = pager(5, hard=False)
    assert fit(draft, soft) is draft
    assert notes_on_length(draft, draft, soft) == (
        "The body has 13 characters, the advised length of a pager is 5 (a made-up network, checked 2026-01-01): "
        "8 too many.",
    )
    shorter = fit(draft, pager(5))
    assert notes_on_length(draft, shorter, pager(5)) == ("Left out so that the letter fits: Two and.",)


@given(
    st.lists(
        st.tuples(st.text("ab 😀", min_size=1, max_size=8).map(lambda s: f"x{s}."), st.none() | st.integers(0, 3)),
        min_size=1,
        max_size=7,
    ),
    st.integers(1, 60),
    st.sampled_from(["codepoint", "utf16", "word"]),
)
def test_whatever_fits_is_within_the_limit_and_made_of_whole_sentences(
    sentences: list[tuple[str, int | None]], most: int, unit: str
) -> None:
    draft = letter(*sentences)
    medium = pager(most, unit)
    needed = [text for text, drop in sentences if drop is None]
    try:
        fitted = fit(draft, medium)
    except DoesNotFit:
        smallest = draft
        while optional := [sentence for sentence in smallest.sentences if sentence.drop is not None]:
            smallest = smallest.without(optional[0])
        assert not needed or count(to_plain(smallest.body), unit) > most
        return
    assert count(to_plain(fitted.body), unit) <= most
    texts = [sentence.text for sentence in fitted.sentences]
    remaining = iter(text for text, _ in sentences)
    assert all(text in remaining for text in texts)
    assert all(text in texts for text in needed)
    for sentence in fitted.sentences:
        assert fitted.source[sentence.start : sentence.end] == sentence.text


def test_the_text_channel_writes_the_words_with_lf_and_nothing_else() -> None:
    draft = letter(("Dear **Ada**,", None), (escape("[x](https://y)"), None))
    message = TextChannel().render(draft)
    assert message.artifacts[0].content == b"Dear Ada, [x](https://y)\n"
    assert message.draft_digest == draft.digest
    assert (message.interview, message.recipient, message.channel) == ("talk", "ada", "text")


def test_a_body_that_is_too_long_to_read_does_not_fit_any_channel() -> None:
    with pytest.raises(DoesNotFit, match="1 too many"):
        TextChannel().render(evolve(BARE, source="x" * (LONGEST_BODY + 1)))


def test_each_missing_way_to_reach_a_person_is_one_question() -> None:
    medium = Medium(name="post", title="post", needs=("email", "postal_address"))
    with pytest.raises(MissingFacts, match="no e-mail address and no postal address is known") as caught:
        addressed(BARE, medium)
    assert [(q.field, q.recipient) for q in caught.value.questions] == [
        ("panel.ada.email", "ada"),
        ("panel.ada.postal_address", "ada"),
    ]
    with pytest.raises(MissingFacts, match="read it together with its record"):
        addressed(evolve(BARE, recipient=None), medium)
