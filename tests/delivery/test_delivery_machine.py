"""Any order of sending, failing, crashing, answering and correcting, against a model that knows what truly left.

The model is keyed by who and why, never by the ledger's own keys, so that a wrong key shows.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, precondition, rule

from followup_kit.channels.base import Message
from followup_kit.delivery.ledger import Ledger, history_at, letter_key
from followup_kit.delivery.sending import deliver
from followup_kit.errors import DeliveryFailed, InvalidFact, NotReviewed
from followup_kit.facts.history import PLANNED, Entry, Event, Occasion

from .builders import NOON, Sink, failing, letter, passing

PEOPLE = st.sampled_from(["anna", "ben"])
OCCASIONS = st.sampled_from(PLANNED)
WORDS = st.sampled_from(["Thank you for the foundry tour.", "Thank you for the talk about kilns."])
MOMENTS = st.integers(-100, 100).map(lambda hours: NOON + timedelta(hours=hours))  # clocks go both ways
DECISIONS = (Event.REJECTED, Event.OFFER, Event.WITHDRAWN, Event.NEW_INTERVIEW)  # end it for all, whoever told
ANSWERS = (*DECISIONS, Event.OPTED_OUT, Event.REPLIED, Event.BOUNCED)
OUTCOMES = st.sampled_from(["ok", "refused", "lost before", "lost after", "crash before", "crash after"])
Key = tuple[str, Occasion]


class Crash(BaseException):
    """The program is gone; nothing after this line runs."""


class Delivery(RuleBasedStateMachine):
    keys = Bundle("keys")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "ledger.db"
        self.ledger = Ledger(self.path)
        self.left = Counter[Key]()  # what truly left the house through us
        self.doubted = dict[Key, str]()  # open claims: the words that were claimed
        self.done = set[Key]()  # sent, by us or by hand
        self.stopped = set[str | None]()
        self.in_touch = False  # somebody replied: nobody is asked about the decision any more
        self.said = set[tuple[str, str]]()  # who has had which words
        self.words = dict[str, str]()  # of each claim
        self.forgotten = set[str]()
        self.by_hand = list[tuple[str | None, Occasion | None]]()
        self.written = Counter[str]()
        self.statements = 0
        self.claimed_keys = list[str]()
        self.reached_rightly = list[bool]()

    def teardown(self) -> None:
        self.ledger.close()
        self.folder.cleanup()

    def may_leave(self, key: Key, words: str) -> bool:
        person, occasion = key
        return not (
            key in self.done
            or (person, words) in self.said
            or (self.in_touch and occasion is Occasion.CHECK_IN)
            or any(doubted == person for doubted, _ in self.doubted)
            or person in self.forgotten
            or self.stopped & {person, None}
            or any(who in {person, None} and why in {occasion, None} for who, why in self.by_hand)
        )

    def outbox(self, outcome: str, key: Key) -> Sink:
        def happen(message: Message) -> None:
            claims = history_at(self.path).unsettled(key[0])  # on the disk before the first byte leaves
            claimed = [(claim.occasion, claim.digest) for claim in claims] == [(key[1], message.draft_digest)]
            self.reached_rightly.append(self.may_leave(key, message.plain) and claimed)
            if outcome in {"ok", "lost after", "crash after"}:
                self.left[key] += 1
            if outcome == "refused":
                raise DeliveryFailed("no such host")
            if outcome.startswith("lost"):
                raise OSError("connection reset")
            if outcome.startswith("crash"):
                raise Crash

        return Sink(happen)

    @rule(person=PEOPLE, occasion=OCCASIONS, words=WORDS, now=MOMENTS, outcome=OUTCOMES)
    def send(self, person: str, occasion: Occasion, words: str, now: datetime, outcome: str) -> None:
        key, message = (person, occasion), letter(person, occasion, words=words)
        allowed = self.may_leave(key, words)
        sink = self.outbox(outcome, key)
        failure = None
        try:
            entry = deliver(message, passing(message), sink, self.ledger, now=now)
            assert entry.digest == message.draft_digest
            assert entry.event is Event.SENT
        except DeliveryFailed as error:
            failure = error
        except Crash:
            self.ledger.close()
            self.ledger = Ledger(self.path)
        if not allowed:
            assert failure is not None
            assert not failure.uncertain
            assert not sink.got
            return
        assert (failure is None) == (outcome in {"ok", "crash before", "crash after"}), failure
        assert failure is None or failure.uncertain == outcome.startswith("lost")
        self.written["claimed"] += 1
        if outcome == "ok":
            assert sink.got[0][1] == message
            self.done.add(key)
            self.said.add((person, words))
            self.written["sent"] += 1
        elif outcome == "refused":
            self.written["not_sent"] += 1
        else:
            self.doubted[key] = words

    @rule(person=PEOPLE, occasion=OCCASIONS, now=MOMENTS, changed=st.booleans())
    def send_unreviewed(self, person: str, occasion: Occasion, now: datetime, changed: bool) -> None:
        message, sink = letter(person, occasion), Sink()
        report = passing(letter(person, occasion, words="other")) if changed else failing(message)
        try:
            deliver(message, report, sink, self.ledger, now=now)
        except NotReviewed:
            assert not sink.got
        else:
            raise AssertionError("an unreviewed letter left")

    @rule(target=keys, person=PEOPLE, occasion=OCCASIONS, words=WORDS, now=MOMENTS)
    def claim(self, person: str, occasion: Occasion, words: str, now: datetime) -> tuple[str, Key]:
        """A program that claims and is then slow: it settles much later, or never."""
        key = (person, occasion)
        try:
            claim = self.ledger.claim(letter(person, occasion, words=words), now=now)
        except DeliveryFailed:
            assert not self.may_leave(key, words)
            return "", key
        assert self.may_leave(key, words)
        assert claim not in self.claimed_keys
        self.words[claim] = words
        self.claimed_keys.append(claim)
        self.doubted[key] = words
        self.written["claimed"] += 1
        return claim, key

    @rule(claimed=consumes(keys), now=MOMENTS, left=st.booleans())
    def settle_late(self, claimed: tuple[str, Key], now: datetime, left: bool) -> None:
        claim, key = claimed
        if not claim:
            return
        before = self.settled_as(claim)
        mine = self.is_open(claim)
        entry = None
        try:
            entry = self.ledger.settle(claim, Event.SENT if left else Event.NOT_SENT, now=now)
        except DeliveryFailed:
            assert before >= {"sent"}
            assert not left
        if entry is not None and entry.event.value not in before:
            self.written[entry.event.value] += 1
        if left:
            self.done.add(key)
            self.said.add((key[0], self.words[claim]))
        if mine:
            del self.doubted[key]

    def settled_as(self, claim: str) -> set[str]:
        """Read what the file says about one claim, without the code under test."""
        rows = self.ledger._database.execute(
            "SELECT event FROM events WHERE claim = ? AND event <> 'claimed'", (claim,)
        )
        return {event for (event,) in rows}

    def is_open(self, claim: str) -> bool:
        return not self.settled_as(claim)

    @precondition(lambda self: self.doubted)
    @rule(data=st.data(), now=MOMENTS, why=st.booleans())
    def look_and_say(self, data: st.DataObject, now: datetime, why: bool) -> None:
        """A person looks where the letter should have gone, and tells the truth."""
        key = data.draw(st.sampled_from(sorted(self.doubted)))
        sent = self.left[key] > 0
        kind = Event.SENT if sent else Event.NOT_SENT
        entry = Entry(at=now, event=kind, interview="acme-1", recipient=key[0], occasion=key[1] if why else None)
        if not self.ledger.record(entry):
            assert any((said.at, said.event) == (now, kind) for said in self.ledger.history()), "nobody said so yet"
            self.statements += 1
            assert self.ledger.record(evolve(entry, at=NOON + timedelta(days=100, minutes=self.statements)))
        self.written[kind.value] += 1
        words = self.doubted.pop(key)
        if sent:
            self.done.add(key)
            self.said.add((key[0], words))

    @rule(person=PEOPLE | st.none(), kind=st.sampled_from(ANSWERS), now=MOMENTS)
    def answer(self, person: str | None, kind: Event, now: datetime) -> None:
        if self.ledger.record(Entry(at=now, event=kind, interview="acme-1", recipient=person)):
            self.written[kind.value] += 1
        self.stopped.add(None if kind in DECISIONS else person)
        self.in_touch |= kind is Event.REPLIED

    @rule(person=PEOPLE | st.none(), occasion=OCCASIONS, now=MOMENTS)
    def write_by_hand(self, person: str | None, occasion: Occasion, now: datetime) -> None:
        entry = Entry(at=now, event=Event.SENT_BY_HAND, interview="acme-1", recipient=person, occasion=occasion)
        if self.ledger.record(entry):
            self.written["sent_by_hand"] += 1
        assert not self.ledger.record(entry)
        self.by_hand.append((person, occasion))

    @rule(person=PEOPLE, now=MOMENTS)
    def other_news(self, person: str, now: datetime) -> None:
        news = Entry(at=now, event=Event.AUTO_REPLIED, interview="acme-1", recipient=person, note="xylophone")
        if self.ledger.record(news):
            self.written["auto_replied"] += 1

    @rule(person=PEOPLE, occasion=OCCASIONS)
    def say_not_sent_for_no_reason(self, person: str, occasion: Occasion) -> None:
        if (person, occasion) in self.doubted:
            return
        entry = Entry(at=NOON, event=Event.NOT_SENT, interview="acme-1", recipient=person, occasion=occasion)
        with suppress(InvalidFact):
            assert not self.ledger.record(entry), "only what stands there already may be said again"

    @rule(person=PEOPLE)
    def forget(self, person: str) -> None:
        self.ledger.forget("acme-1", person)
        self.forgotten.add(person)

    @rule()
    def start_again(self) -> None:
        self.ledger.close()
        self.ledger = Ledger(self.path)

    @invariant()
    def an_outbox_sees_only_letters_that_are_claimed_and_may_leave(self) -> None:
        assert all(self.reached_rightly)

    @invariant()
    def nothing_leaves_twice(self) -> None:
        assert all(count <= 1 for count in self.left.values())

    @invariant()
    def what_left_is_sent_or_in_doubt(self) -> None:
        assert all(key in self.done or key in self.doubted for key, count in self.left.items() if count)

    @invariant()
    def doubts_are_shown_and_at_most_one_per_person(self) -> None:
        unsettled = [(str(entry.recipient), entry.occasion) for entry in self.ledger.history().unsettled()]
        assert Counter(unsettled) == Counter(self.doubted.keys())
        assert len({person for person, _ in unsettled}) == len(unsettled)

    @invariant()
    def the_history_is_all_that_was_written(self) -> None:
        history = history_at(self.path)
        assert Counter(entry.event.value for entry in history) == self.written
        assert not any(entry.text or entry.note for entry in history if entry.recipient in self.forgotten)

    @invariant()
    def same_words_same_letter_key(self) -> None:
        assert len({letter_key(key) for key in self.claimed_keys}) <= 8  # 2 people, 2 occasions, 2 texts

    @invariant()
    def the_file_is_sound(self) -> None:
        assert self.ledger._database.execute("PRAGMA quick_check").fetchone() == ("ok",)


TestDelivery = Delivery.TestCase
TestDelivery.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
