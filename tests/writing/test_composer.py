"""A letter says what the record says about this person, and nothing else."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import suppress
from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from followup_kit.errors import MissingFacts, NotPlanned
from followup_kit.facts.history import Entry, Event, History
from followup_kit.facts.interview import Claim, Interview, Promise, Topic
from followup_kit.facts.people import Employer, PersonName
from followup_kit.timing.decisions import Conflict, Hold, Stop
from followup_kit.writing.composer import compose
from followup_kit.writing.draft import Draft
from followup_kit.writing.markdown import to_plain

from .builders import CARD, EMAIL, LANGUAGES, ROOMY, interview, letter, person, step

REFS = ("ann", "ben", "cid", "dee", "eli", "flo")


@st.composite
def nonsense(draw: st.DrawFn, locale: str = "en-GB") -> Interview:
    """A panel whose facts are words that exist nowhere else, so that each can be found again in the letters."""
    refs = REFS[: draw(st.integers(1, 6))]
    counter = iter(range(10_000))

    def word(kind: str) -> str:
        return f"zq{kind}{next(counter)}x"

    topics = [
        Topic(id=word("id"), said_by=who, text=word("topic"), why=draw(st.none() | st.just(word("why"))))
        for who in refs
        for _ in range(draw(st.integers(1, 3)))
    ]
    claims = [
        Claim(
            id=word("id"),
            skill=word("skill"),
            proof=draw(st.none() | st.just(word("proof"))),
            discussed=draw(st.booleans()),
            withdrawn=draw(st.integers(0, 4)) == 0,
            heard_by=tuple(draw(st.sets(st.sampled_from(refs), max_size=2))),
            topic=draw(st.none() | st.sampled_from([topic.id for topic in topics])),
        )
        for _ in range(draw(st.integers(0, 6)))
    ]
    promises = [
        Promise(
            id=word("id"),
            text=word("promise"),
            to=draw(st.none() | st.sampled_from(refs)),
            due=draw(st.none() | st.dates(date(2026, 3, 1), date(2026, 4, 1))),
            kept=draw(st.booleans()),
            by=draw(st.sampled_from(["candidate", "employer"])),
        )
        for _ in range(draw(st.integers(0, 3)))
    ]
    panel = tuple(person(who, address=draw(st.sampled_from(["formal", "given"]))) for who in refs)
    return interview(
        panel=panel,
        topics=tuple(topics),
        claims=tuple(claims),
        promises=tuple(promises),
        reply_by=draw(st.none() | st.just(date(2026, 3, 24))),
        locale=locale,
    )


def shape(wording: str) -> str:
    """The wording with anything in its slots, as a regular expression."""
    return ".+".join(re.escape(part) for part in re.split(r"\{[\w:]+\}", wording))


def words(draft: Draft) -> set[str]:
    return set(re.findall(r"(?i)zq[a-z]+\d+x", to_plain(draft.body)))


def facts_of(talk: Interview, ref: str) -> set[str]:
    """Every nonsense word that the letter to this person may hold."""
    mine = {t.text for t in talk.topics if t.said_by == ref} | {t.why for t in talk.topics if t.said_by == ref if t.why}
    own = {t.id for t in talk.topics if t.said_by == ref}
    for claim in talk.claims:
        about_me = claim.topic is None or claim.topic in own or not claim.discussed
        if not claim.withdrawn and about_me:
            mine |= {claim.skill, claim.proof or claim.skill}
    return mine | {p.text for p in talk.promises if p.to in (ref, None) and p.by == "candidate" and not p.kept}


@pytest.mark.parametrize("locale", ["en-GB", "en-US", "de-DE", "de-AT", "de-CH", "fr-FR", "es"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_letter_holds_no_fact_of_anybody_else_and_none_from_nowhere(locale: str, data: st.DataObject) -> None:
    talk = data.draw(nonsense(locale))
    seed = data.draw(st.integers(0, 5))
    for member in talk.panel:
        draft = letter(talk, member.ref, medium=ROOMY, seed=seed)
        allowed = {word.casefold() for word in facts_of(talk, member.ref)}
        assert {word.casefold() for word in words(draft)} <= allowed


@settings(max_examples=60, deadline=None)
@given(talk=nonsense(), seed=st.integers(0, 5))
def test_each_sentence_holds_the_words_of_the_facts_that_it_names(talk: Interview, seed: int) -> None:
    texts = {topic.id: topic.text for topic in talk.topics}
    texts |= {f"{topic.id}.why": topic.why for topic in talk.topics if topic.why}
    texts |= {promise.id: promise.text for promise in talk.promises}
    for member in talk.panel:
        for sentence in letter(talk, member.ref, medium=ROOMY, seed=seed).sentences:
            for fact in sentence.facts:
                assert texts.get(fact, "").casefold() in sentence.text.casefold()


@pytest.mark.parametrize("locale", ["en-GB", "de-DE", "de-CH", "fr-FR", "es"])
@settings(max_examples=25, deadline=None)
@given(data=st.data(), seed=st.integers(0, 5))
def test_what_is_not_a_fact_comes_from_the_pack(locale: str, data: st.DataObject, seed: int) -> None:
    talk, frames = data.draw(nonsense(locale)), {frame.id: frame for frame in LANGUAGES[locale].frames}
    for member in talk.panel:
        for sentence in letter(talk, member.ref, medium=ROOMY, seed=seed).sentences:
            if sentence.frame in frames:
                assert any(re.fullmatch(shape(text), sentence.text, re.I) for text in frames[sentence.frame].variants)
            else:
                assert sentence.part in {"salutation", "closing", "signature"}


@settings(max_examples=40, deadline=None)
@given(talk=nonsense(), seed=st.integers(0, 5))
def test_no_two_letters_of_a_panel_share_a_wording_or_a_skill(talk: Interview, seed: int) -> None:
    frames, skills = list[str](), list[str]()
    for member in talk.panel:
        for sentence in letter(talk, member.ref, medium=ROOMY, seed=seed).sentences:
            if sentence.part not in {"salutation", "closing", "signature"} and sentence.frame != "why-own-words":
                frames.append(str(sentence.frame))
            if sentence.part == "skill":
                skills.append(sentence.facts[0])
    assert len(frames) == len(set(frames))
    assert len(skills) == len(set(skills))


def test_a_panel_that_is_part_formal_and_part_familiar_gets_no_wording_twice() -> None:
    panel = (person("ann"), person("ben", address="given"), person("cid"), person("dee", address="given"))
    topics = tuple(Topic(said_by=who.ref, text=f"die Regale von {who.ref}") for who in panel)
    talk = interview(panel=panel, topics=topics, claims=(), promises=(), locale="de-DE")
    for seed in range(20):
        frames = [
            str(s.frame)
            for who in panel
            for s in letter(talk, who.ref, seed=seed).sentences
            if s.part in {"thanks", "callback", "interest"}
        ]
        wordings = [frame.removesuffix("-du") for frame in frames]
        assert len(wordings) == len(set(wordings))


def test_a_reason_given_to_one_is_not_given_to_the_next() -> None:
    topics = tuple(
        Topic(said_by=who, text=f"the {who} shelf", why="I have dusted shelves all my life") for who in ("ann", "ben")
    )
    talk = interview(panel=(person("ann"), person("ben")), topics=topics, claims=(), promises=())
    assert "all my life" in letter(talk, "ann").body
    assert "all my life" not in letter(talk, "ben").body


@settings(max_examples=40, deadline=None)
@given(talk=nonsense(), seed=st.integers(0, 5))
def test_thanks_an_own_detail_and_interest_are_always_there(talk: Interview, seed: int) -> None:
    for member in talk.panel:
        for medium in (ROOMY, CARD):
            parts = {s.part for s in letter(talk, member.ref, medium=medium, seed=seed).sentences}
            assert {"salutation", "thanks", "callback", "interest", "closing", "signature"} <= parts


@settings(max_examples=40, deadline=None)
@given(talk=nonsense(), drop=st.data())
def test_taking_a_topic_away_takes_its_words_away(talk: Interview, drop: st.DataObject) -> None:
    gone = drop.draw(st.sampled_from(talk.topics))
    left = tuple(topic for topic in talk.topics if topic.id != gone.id)
    claims = tuple(evolve(claim, topic=None) if claim.topic == gone.id else claim for claim in talk.claims)
    smaller = evolve(talk, topics=left, claims=claims)
    with suppress(MissingFacts):  # a letter without any detail is refused, which says the least of all
        assert gone.text not in letter(smaller, str(gone.said_by), medium=ROOMY).source


def test_positions_are_those_of_the_source() -> None:
    draft = letter(interview(), "ann")
    assert draft.sentences
    for sentence in draft.sentences:
        assert draft.source[sentence.start : sentence.end] == sentence.text


MARKUP = [
    "*not bold*",
    "[a](https://evil.example)",
    "{topic} and {{name}}",
    "a_b_c <b>x</b>",
    "1. item # & `x` \\n",
    "$5 | %s",
]


@pytest.mark.parametrize("fact", MARKUP)
def test_markup_and_template_characters_in_a_fact_stay_text(fact: str) -> None:
    talk = interview(topics=(Topic(said_by="ann", text=fact, why=f"I like {fact}"),), claims=())
    plain = to_plain(letter(talk, "ann").body)
    assert plain.count(fact.strip()) == 2


def test_one_letter_alone_is_the_same_as_among_all() -> None:
    talk = interview()
    alone = letter(talk, "cid").source
    for ref in ("ben", "ann"):
        letter(talk, ref)
    assert letter(talk, "cid").source == alone


def test_the_text_does_not_depend_on_the_hash_seed() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from tests.writing.builders import interview, letter\n"
        "print([letter(interview(), ref).digest for ref in ('ann', 'ben', 'cid')])"
    )
    root = str(__import__("pathlib").Path(__file__).parents[2])
    runs = {
        subprocess.run(
            [sys.executable, "-c", code, root], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(runs) == 1


def test_another_seed_gives_other_words_and_the_same_facts() -> None:
    talk = interview()
    texts = {letter(talk, "ann", seed=seed).body for seed in range(8)}
    facts = {frozenset(f for s in letter(talk, "ann", seed=seed).sentences for f in s.facts) for seed in range(8)}
    assert len(texts) > 4
    assert all({"t-ann", "c-proof", "c-new", "role", "employer.name"} <= used for used in facts)


def test_nobody_is_written_to_without_a_fact_of_their_own() -> None:
    talk = interview(
        topics=(Topic(said_by="ann", text="the maps"), Topic(text="what all spoke of")), claims=(), promises=()
    )
    with pytest.raises(MissingFacts, match=r"nothing in the record is tied to Cid Ofcid \(cid\)") as refusal:
        letter(talk, "cid")
    assert [question.field for question in refusal.value.questions] == ["topics.text", "topics.why", "promises.text"]
    assert all(
        question.recipient == "cid" and "Cid Ofcid" in question.text for question in refusal.value.questions[::2]
    )


def test_a_promise_to_this_person_is_a_fact_of_their_own() -> None:
    talk = interview(topics=(Topic(said_by="ann", text="the maps"),), claims=())
    assert "send you the shelf plan" in letter(talk, "ben").body


def test_a_fact_in_another_language_is_refused_by_name() -> None:
    talk = interview(
        panel=(person("ann", locale="de-DE"), person("ben")),
        topics=(Topic(id="t", said_by="ann", text="maps"),),
        claims=(),
    )
    with pytest.raises(MissingFacts, match=r"the letter is in de-DE, but t is in en-GB and facts are not translated"):
        letter(talk, "ann")


def test_a_fact_in_the_language_of_its_reader_is_used() -> None:
    topics = (Topic(id="t", said_by="ann", text="die alten Karten", locale="de"), Topic(said_by="ben", text="the maps"))
    talk = interview(panel=(person("ann", locale="de-DE"), person("ben")), topics=topics, claims=())
    assert "die alten Karten" in letter(talk, "ann").body
    assert letter(talk, "ann").body.startswith("Sehr geehrte Frau Ofann,\n\n")


def test_a_withdrawn_claim_is_never_used() -> None:
    talk = interview()
    assert all("folio" not in letter(talk, who.ref, medium=ROOMY).body for who in talk.panel)


def test_a_guess_from_an_importer_stops_the_letter() -> None:
    talk = interview(guesses=("panel[1].name", "employer.name"))
    with pytest.raises(MissingFacts, match=r"employer\.name, panel\[1\]\.name") as refusal:
        letter(talk, "ben")
    assert {question.field for question in refusal.value.questions} == {"employer.name", "panel[1].name"}


@pytest.mark.parametrize(
    "decision",
    [
        Hold(because="wait", trace=()),
        Stop(because="they replied", trace=()),
        Conflict(because="nothing fits", trace=()),
    ],
)
def test_what_is_not_to_be_sent_is_not_written(decision: Hold | Stop | Conflict) -> None:
    with pytest.raises(NotPlanned, match=f"the plan says {decision.kind}: {decision.reason}"):
        compose(step(interview(), "ann", decision=decision), language=LANGUAGES["en-GB"], medium=EMAIL)


@pytest.mark.parametrize("locale", ["en-GB", "de-DE"])
def test_a_check_in_is_shorter_and_repeats_no_sentence(locale: str) -> None:
    talk = interview(locale=locale)
    for seed in range(10):
        first, later = (
            letter(talk, "ann", seed=seed),
            letter(talk, "ann", "check_in", seed=seed, after=timedelta(days=16)),
        )
        assert len(later.body.split()) < len(first.body.split())
        form = {"salutation", "closing", "signature"}
        assert not {s.text for s in first.sentences if s.part not in form} & {s.text for s in later.sentences}


@pytest.mark.parametrize(
    ("after", "medium", "words"),
    [
        (timedelta(hours=3), ROOMY, "today"),
        (timedelta(hours=25), ROOMY, "on Tuesday"),
        (timedelta(days=5), ROOMY, "on Tuesday"),
        (timedelta(days=6), ROOMY, "on 10 March"),
        (timedelta(days=300), ROOMY, "on 10 March 2026"),
        (timedelta(hours=25), CARD, "on 10 March"),
    ],
)
def test_the_day_is_named_so_that_it_is_right_when_it_is_read(after: timedelta, medium: object, words: str) -> None:
    assert words in letter(interview(), "ann", after=after, medium=medium).body


def test_a_due_date_that_has_passed_is_not_promised_again() -> None:
    promise = Promise(id="p", to="ben", text="send you the shelf plan", due=date(2026, 3, 11))
    body = letter(interview(promises=(promise,)), "ben", after=timedelta(days=2)).body
    assert "send you the shelf plan" in body
    assert "11 March" not in body


def test_a_small_card_keeps_thanks_detail_and_interest_whole() -> None:
    topic = Topic(id="t", said_by="ann", text="the shelves", why="I have looked after shelves for most of my life")
    talk = interview(
        topics=(topic,), claims=(Claim(skill="a", proof="I did a great deal of it", topic="t"),), promises=()
    )
    small = letter(talk, "ann", medium=CARD)
    assert len(small.body.split()) <= CARD.words[1]
    roomy = {sentence.text for sentence in letter(talk, "ann", medium=evolve(ROOMY, transit_days=2)).sentences}
    assert {sentence.text for sentence in small.sentences} <= roomy


def test_wordings_of_earlier_letters_are_used_last() -> None:
    talk = interview()
    before = letter(talk, "ann")
    sent = Entry(at=talk.ended, event=Event.SENT, interview="older", recipient="ann", text=to_plain(before.body))
    again = letter(talk, "ann", history=History([sent]))
    form = {"salutation", "closing", "signature"}
    assert not {s.frame for s in before.sentences if s.part not in form} & {s.frame for s in again.sentences}


def test_an_unknown_gender_is_never_guessed() -> None:
    talk = interview(
        panel=(person("ann", name=PersonName(given="Andrea", family="Neri")),),
        topics=(Topic(said_by="ann", text="x"),),
        claims=(),
        promises=(),
    )
    assert letter(talk, "ann").body.startswith("Dear Andrea Neri,")
    assert "Mr" not in letter(talk, "ann").body


def test_thanks_after_a_reason_do_not_point_back_at_it() -> None:
    topics = tuple(Topic(said_by=who, text=f"the {who} shelf", why=f"We lost {who} once") for who in ("ann", "ben"))
    talk = interview(panel=(person("ann"), person("ben")), topics=topics, claims=(), promises=())
    for seed in range(30):
        thanks = [s.text for s in letter(talk, "ben", seed=seed).sentences if s.part == "thanks"]
        assert not re.search(r"\b(that|it|this)\b,? (and|when|,)|for (that|it|this)\b|about it\b", thanks[0]), thanks


def test_a_check_in_does_not_claim_an_earlier_letter() -> None:
    for locale in ("en-GB", "de-DE"):
        for seed in range(10):
            body = letter(interview(locale=locale), "ann", "check_in", seed=seed, after=timedelta(days=16)).body
            assert not re.search(r"once more|again|nochmals|noch einmal", body)


@pytest.mark.parametrize("name", ["Kumo Inc.", "Yahoo!", "Who?", "Weiß e. V."])
def test_a_name_that_ends_in_a_mark_ends_its_sentence(name: str) -> None:
    talk = interview(employer=Employer(name=name, zone="Europe/London"))
    for seed in range(12):
        for ref in ("ann", "ben"):
            assert not re.search(r"[.!?][.!?]", to_plain(letter(talk, ref, seed=seed).body))


def test_a_skill_that_its_proof_names_is_not_said_twice() -> None:
    claims = (
        Claim(skill="dbt", proof="I migrated 60 reports to dbt"),
        Claim(skill="SAP Ariba", proof="I led the rollout of SAP Ariba", discussed=False),
    )
    talk = interview(panel=(person("ann"),), topics=(Topic(said_by="ann", text="x"),), claims=claims, promises=())
    for seed in range(20):
        body = letter(talk, "ann", seed=seed).body
        assert body.count("dbt") == 1
        assert body.count("SAP Ariba") == 1


def test_a_letter_says_glad_once_where_there_are_other_words() -> None:
    talk = interview()
    for seed in range(20):
        words = re.findall(r"\b(?:glad|grateful|happy|interested)\b", letter(talk, "ann", seed=seed).body)
        assert len(words) == len(set(words)), words


def test_a_topic_of_a_talk_between_two_needs_no_speaker() -> None:
    talk = interview(panel=(person("ann"),), topics=(Topic(text="the flood of 1953"),), claims=(), promises=())
    assert "the flood of 1953" in letter(talk, "ann").body


def test_a_fact_of_the_wrong_shape_is_asked_for_again() -> None:
    topic, promise = (
        Topic(id="t", said_by="ann", text="I like quiet"),
        Promise(id="p", to="ann", text="I will call you"),
    )
    talk = interview(panel=(person("ann"),), topics=(topic,), claims=(), promises=(promise,))
    with pytest.raises(MissingFacts, match="t “I like quiet” cannot stand in a sentence as a noun phrase") as refusal:
        letter(talk, "ann")
    assert [question.field for question in refusal.value.questions] == ["t", "p"]


def test_a_card_that_comes_after_the_decision_does_not_speak_of_before() -> None:
    talk = interview(reply_by=date(2026, 3, 13))
    for seed in range(10):
        assert "13 March" not in letter(talk, "ann", medium=evolve(ROOMY, transit_days=2), seed=seed).body
    assert any("13 March" in letter(talk, "ann", medium=ROOMY, seed=seed).body for seed in range(10))
