"""Which known key somebody may have meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup_kit.intake.spelling import misspelt

KEYS = ("said_by", "text", "why", "by", "to", "at", "email", "role", "reply_by", "postal_address")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("said_bye", "said_by"),
        ("saidBy", "said_by"),
        ("said-by", "said_by"),
        ("mail", "email"),
        ("txet", "text"),
        ("postal_adress", "postal_address"),
        ("postaladdres", "postal_address"),
        ("EMAIL", "email"),
    ],
)
def test_slips_are_seen(given: str, meant: str) -> None:
    assert misspelt(given, KEYS) == meant


@pytest.mark.parametrize("given", ["my", "go", "is", "x", "", "tags", "salary", "postal_code", "x" * 10_000])
def test_other_words_are_left_alone(given: str) -> None:
    """Of two letters, one slip leaves nothing to go by."""
    assert misspelt(given, KEYS) is None


@given(st.sampled_from([key for key in KEYS if len(key) > 3]), st.data())
def test_any_two_swapped_letters_are_seen(key: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(key) - 2))
    assert misspelt(key[:place] + key[place + 1] + key[place] + key[place + 2 :], KEYS) == key


def test_without_known_words_there_is_none_to_mean() -> None:
    assert misspelt("text", ()) is None
