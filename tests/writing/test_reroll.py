"""One sentence can be said in other words; everything else stays to the letter."""

from __future__ import annotations

import pytest

from followup_kit.errors import InvalidSetting
from followup_kit.writing.draft import Draft

from .builders import LANGUAGES, interview, letter


def texts(draft: Draft) -> list[str]:
    return [sentence.text for sentence in draft.sentences]


@pytest.mark.parametrize("ref", ["ann", "ben", "cid"])
@pytest.mark.parametrize("seed", [0, 7])
def test_another_wording_changes_its_own_sentence_only(ref: str, seed: int) -> None:
    plain = texts(letter(interview(), ref, seed=seed))
    for number in range(2, len(plain) - 1):
        again = texts(letter(interview(), ref, seed=seed, reroll=(number,)))
        changed = [place for place, (one, other) in enumerate(zip(plain, again, strict=True), 1) if one != other]
        assert changed == [number]


def test_asking_on_gives_ever_new_words_about_the_same_fact() -> None:
    drafts = [letter(interview(), "ann", reroll=(3,) * times) for times in range(6)]
    assert len({texts(draft)[2] for draft in drafts}) == 6
    assert len({draft.sentences[2].facts[0] for draft in drafts}) == 1


def test_the_same_request_gives_the_same_letter() -> None:
    assert letter(interview(), "ben", reroll=(2, 4)) == letter(interview(), "ben", reroll=(2, 4))


@pytest.mark.parametrize("number", [0, 1, 99])
def test_what_is_no_sentence_of_the_body_cannot_be_said_anew(number: int) -> None:
    with pytest.raises(InvalidSetting, match="there is no sentence"):
        letter(interview(), "ann", reroll=(number,))


def test_when_all_words_are_used_up_it_says_so() -> None:
    every = letter(interview(), "ann").sentences[2].among
    with pytest.raises(InvalidSetting, match="no other wording"):
        letter(interview(), "ann", reroll=(3,) * every)


def test_a_sentence_knows_how_many_wordings_there_were() -> None:
    body = letter(interview(), "ann").sentences[1:-2]
    assert all(sentence.among > 1 for sentence in body)
    assert set(LANGUAGES) >= {"en-GB", "en-US", "de-DE"}
