"""The helpers under the checks: edit distance, dates in a text, masks, and likeness of two letters."""

from __future__ import annotations

import re
import time
from datetime import date

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.facts.interview import Topic
from followup_kit.language.loading import built_in_languages
from followup_kit.reviewing.dates_in_text import find_dates, find_weekdays
from followup_kit.reviewing.examples import sample_interview
from followup_kit.reviewing.facts_in_text import (
    MASK,
    capitalised_run,
    known_strings,
    masked,
    mentioned,
    own_facts,
    recorded_numbers,
    stands_in,
)
from followup_kit.reviewing.nearness import distance, folded, near_miss, stem, stems
from followup_kit.reviewing.sameness import likeness, opening

LANGUAGES = {pack.tag: pack for pack in built_in_languages()}
WORDS = st.text(st.sampled_from("abcß"), max_size=8)


@pytest.mark.parametrize(("one", "other", "steps"), [
    ("weber", "weber", 0), ("weber", "wbeer", 1), ("weber", "webber", 1), ("weber", "wever", 1), ("weber", "eber", 1),
    ("okafor", "okofer", 2), ("ca", "abc", 3), ("", "ab", 2),
])  # fmt: skip
def test_swapped_neighbours_cost_one(one: str, other: str, steps: int) -> None:
    assert distance(one, other, 5) == steps


@given(WORDS, WORDS, WORDS)
def test_distance_is_symmetric_and_nothing_only_between_equals(one: str, other: str, third: str) -> None:
    assert distance(one, other, 9) == distance(other, one, 9)
    assert (distance(one, other, 9) == 0) is (one == other)
    assert distance(one, other, 2) == min(3, distance(one, other, 9))
    # Optimal string alignment is no metric by a swap; the bound is that of insertions and deletions.
    assert distance(one, third, 99) <= len(one) + len(third)


def test_distance_of_absurd_words_costs_nothing() -> None:
    start = time.perf_counter()
    assert distance("a" * 10_000, "b" * 10_000, 2) == 3
    assert time.perf_counter() - start < 0.1


@pytest.mark.parametrize(("found", "name", "off"), [
    ("Webers", "Weber", 0), ("Weber's", "Weber", 0), ("Weber’s", "Weber", 0), ("Weaver", "Weber", 0),
    ("Webber", "Weber", 1), ("Webbers", "Weber", 1), ("Muller", "Müller", 1), ("Mueller", "Müller", 1),
    ("Lindquist", "Lindqvist", 1), ("Lindkvest", "Lindqvist", 2), ("Ann", "Anna", 1), ("Bo", "Jo", 0),
    ("Maria", "Mario", 1),
])  # fmt: skip
def test_near_misses_grow_with_the_length_of_a_name(found: str, name: str, off: int) -> None:
    assert near_miss(found, name) == off


def test_spelling_without_accents_is_the_same_for_both_ways_to_write_an_umlaut() -> None:
    assert folded("Müller") == folded("Mueller") == folded("Mu\u0308ller".replace("u\u0308", "ü"))


@pytest.mark.parametrize(("one", "other", "language"), [
    ("migrations", "migration", "en"), ("planned", "planning", "en"), ("stream", "streams", "en"),
    ("Läufen", "Läufe", "de"), ("Schemas", "Schema", "de"),
])  # fmt: skip
def test_forms_of_a_word_share_a_stem(one: str, other: str, language: str) -> None:
    assert stem(one, language) == stem(other, language)


def test_short_words_are_no_content_unless_they_are_written_specially() -> None:
    assert stems("the on-call rota at HTTP/2 in Go", "en") >= {stem("rota", "en"), stem("HTTP", "en")}
    assert "the" not in stems("the rota", "en")


@pytest.mark.parametrize(("tag", "text", "expected"), [
    ("en-GB", "on Tuesday, 3 March 2026 and", (3, 3, 2026, 1)),
    ("en-GB", "on Tuesday the 3rd of March", (3, 3, None, 1)),
    ("en-GB", "by 29 May.", (29, 5, None, None)),
    ("en-GB", "on 3/4/2026", (3, 4, 2026, None)),
    ("en-US", "on 3/4/2026", (4, 3, 2026, None)),
    ("en-US", "on March 3rd, 2026", (3, 3, 2026, None)),
    ("en-US", "Sept. 14", None),
    ("en-US", "Sep. 14", (14, 9, None, None)),
    ("en-GB", "2026-03-03", (3, 3, 2026, None)),
    ("de-DE", "am Dienstag, dem 3. März 2026,", (3, 3, 2026, 1)),
    ("de-DE", "vom 03.03.26", (3, 3, 2026, None)),
    ("en-GB", "May I ask about March?", None),
    ("en-GB", "version 3.4.5.6 of it", None),
    ("en-GB", "31 February 2026", (31, 2, 2026, None)),
    ("en-GB", "45 March", None),
])  # fmt: skip
def test_dates_are_found_as_the_language_writes_them(
    tag: str, text: str, expected: tuple[int, int, int | None, int | None] | None
) -> None:
    found = [(one.day, one.month, one.year, one.weekday) for one in find_dates(text, LANGUAGES[tag])]
    assert found == ([expected] if expected else [])


def test_a_date_without_year_is_the_nearest_one() -> None:
    (new_year,) = find_dates("on 2 January", LANGUAGES["en-GB"])
    assert new_year.near(date(2026, 12, 30)) == date(2027, 1, 2)
    (never,) = find_dates("on 31 February", LANGUAGES["en-GB"])
    assert never.near(date(2026, 12, 30)) is None


def test_a_weekday_inside_a_date_is_not_found_twice() -> None:
    text = "on Friday, 6 March, or on Monday"
    assert [one.weekday for one in find_weekdays(text, LANGUAGES["en-GB"])] == [0]


@settings(max_examples=60)
@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(sorted(LANGUAGES)))
def test_every_date_that_a_pack_writes_is_read_back(day: date, tag: str) -> None:
    language = LANGUAGES[tag]
    (found,) = find_dates(f"… {language.weekday(day)}, {language.date(day)} …", language)
    assert (found.near(day), found.weekday) == (day, day.weekday())


def test_recorded_facts_are_blotted_out_whatever_their_first_letter_and_blanks() -> None:
    facts = known_strings(sample_interview())
    text = "The move from nightly\nbatches to event streams. Harbour Analytics Ltd's data."
    blotted = masked(re.sub(r"\n", " ", text), facts)
    assert len(blotted) == len(text)
    assert blotted.strip(MASK) == f". {MASK * 21}'s data."
    assert "remove" in masked("remove", ["move"])


def test_a_fact_is_mentioned_by_enough_of_its_words_in_any_form() -> None:
    interview = sample_interview()
    facts = own_facts(interview, interview.person("weber"))
    assert [fact.id for fact in mentioned("Moving batches to streams", facts, "en")] == ["streams"]
    assert [fact.id for fact in mentioned("the test plans", facts, "en")] == ["plan"]
    assert mentioned("Thank you for the conversation.", facts, "en") == []
    assert own_facts(interview, None) == []


def test_words_of_the_record_are_known_whole_only() -> None:
    assert stands_in("todo", ["the [TODO] board"])
    assert not stands_in("to", ["the [TODO] board"])
    assert not stands_in("  ", ["the [TODO] board"])


def test_numbers_of_the_record_are_known_in_any_grouping() -> None:
    talk = evolve(sample_interview(), topics=(Topic(text="the 1,250 sensors and the 3.5 % loss"),))
    assert {"1250", "35", "2026", "3", "14"} <= recorded_numbers(talk)


@pytest.mark.parametrize(("text", "run"), [
    (" Initech Group.", "Initech Group"), (" the Bank of England, and", "Bank of England"), (" data", None),
    (" Saltmarsh Museum. At", "Saltmarsh Museum"), (" Globex's team", "Globex"),
    (" Müller & Söhne GmbH,", "Müller & Söhne GmbH"),
])  # fmt: skip
def test_a_run_of_capitalised_words_ends_where_the_name_does(text: str, run: str | None) -> None:
    found = capitalised_run(text, 0)
    assert (found[0] if found else None) == run


ROTA = "What you said about the rota stayed with me. A plan that leaves people their evenings is rare, and I liked it."
STREAMS = "Your account of the event streams answered what I had asked myself. I would gladly work on them with you."


def test_a_copy_in_another_order_is_a_copy_and_two_letters_of_ones_own_are_not() -> None:
    first, second = ROTA.split(". ")
    assert likeness(ROTA, f"{second} {first}.").share > 0.8
    assert likeness(ROTA, STREAMS).share < 0.1
    assert likeness(ROTA, ROTA).runs == ((0, len(ROTA) - 1),)


def test_what_may_repeat_is_not_counted() -> None:
    shared = "for the time on Tuesday about the Senior Data Engineer role at Harbour Analytics in Leeds"
    one, other = f"{ROTA} {shared}", f"{STREAMS} {shared}"
    free = {"tuesday", "senior", "data", "engineer", "role", "harbour", "analytics", "leeds"}
    assert likeness(one, other, common=free).share < likeness(one, other).share


def test_few_words_are_not_compared() -> None:
    assert likeness("Thank you for the visit.", "Thank you for the visit.").share == 0.0


@given(st.text(max_size=200), st.text(max_size=200))
def test_likeness_is_a_share_and_its_runs_stand_in_the_first_text(one: str, other: str) -> None:
    found = likeness(one, other)
    assert 0.0 <= found.share <= 1.0
    assert all(0 <= start < end <= len(one) for start, end in found.runs)


def test_openings_are_compared_without_case_and_marks() -> None:
    assert opening("Thank you, for\nthe  time!") == opening("thank you for THE time of")


@pytest.mark.parametrize("text", ["We met on 11 March. Then", "We met on 11 Mar. Then", "We met on 11 March"])
def test_the_full_stop_of_a_sentence_is_no_part_of_its_date(text: str) -> None:
    (found,) = find_dates(text, LANGUAGES["en-GB"])
    assert text[found.start : found.end] in {"11 March", "11 Mar"}
