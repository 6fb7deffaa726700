"""The interview: who met, when it ended, what was said, what was promised. Impossible values do not exist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Literal, TypeVar

from attrs import Attribute, evolve, field, frozen

from followup_kit.errors import InvalidFact, NotFound, known_names

from .history import EVERYWHERE, Entry
from .kinds import Kept, is_a, is_day, members
from .moments import is_moment, is_zone, zone_info
from .people import Candidate, Employer, Person, is_locale
from .text import check_ref, is_line, is_ref, one_of, refuse_doubles, tidy, tidy_or_none

__all__ = ["Claim", "Interview", "Promise", "Shapes", "State", "Topic", "Waiver"]

State = Literal["scheduled", "held", "moved", "cancelled", "no_show"]
"""Only `held` allows a thank-you."""
Format = Literal["interview", "informational"]
"""An `informational` chat is about the work, not about a place: nobody applies."""
Source = Literal["recall", "transcript", "written"]
Gender = Literal["masculine", "feminine", "neuter"]
Number = Literal["singular", "plural"]


def _refs(value: Iterable[str]) -> tuple[str, ...]:
    return members(value, str, "refs")


@frozen(kw_only=True)
class Shapes:
    """The shapes in which a fact can stand in a sentence, besides the noun phrase that it always is.

    `clause` is a whole clause without a final full stop ("the lab moved in spring"), `verb` a verb phrase in the form
    that the language uses as a noun (in English the -ing form: "running the lab"). `gender`, `number` and `article`
    say what the noun phrase is, for wordings that have to agree with it; `article` is whether it has one already.
    `dative` and `genitive` are the noun phrase in these cases, for languages that have them ("dem neuen Lager"). What
    is not given is not guessed: wordings that would need it are not used.
    """

    clause: str | None = field(default=None, converter=tidy_or_none, validator=is_line)
    verb: str | None = field(default=None, converter=tidy_or_none, validator=is_line)
    gender: Gender | None = field(default=None, validator=one_of("masculine", "feminine", "neuter"))
    number: Number | None = field(default=None, validator=one_of("singular", "plural"))
    article: bool | None = field(default=None, validator=is_a(bool, optional=True))
    dative: str | None = field(default=None, converter=tidy_or_none, validator=is_line)
    genitive: str | None = field(default=None, converter=tidy_or_none, validator=is_line)


@frozen(kw_only=True)
class Topic(Shapes):
    """Something that was talked about, as a noun phrase that can stand in a sentence ("the move to event streams").

    In German it stands in the nominative ("der Umzug ins neue Lager"). `said_by` is the ref of the person who raised
    it; None if it was the whole panel. `why` is the candidate's own reason for caring, a whole clause in the first
    person without a final full stop; it is never made up. `locale` is the language of the words, else the record's.
    """

    text: str = field(converter=tidy, validator=is_line)
    said_by: str | None = None
    why: str | None = field(default=None, converter=tidy_or_none, validator=is_line)
    source: Source = field(default="recall", validator=one_of("recall", "transcript", "written"))
    locale: str | None = field(default=None, validator=is_locale)
    id: str = ""


@frozen(kw_only=True)
class Claim(Shapes):
    """Something the candidate can do: `skill` as a noun phrase, `proof` as a first-person clause without full stop.

    `discussed` says whether it came up; `heard_by` who heard it. `topic` is the id of the topic that it answers. A
    `withdrawn` claim is never used again.
    """

    skill: str = field(converter=tidy, validator=is_line)
    proof: str | None = field(default=None, converter=tidy_or_none, validator=is_line)
    discussed: bool = field(default=True, validator=is_a(bool))
    heard_by: tuple[str, ...] = field(default=(), converter=_refs)
    topic: str | None = None
    withdrawn: bool = field(default=False, validator=is_a(bool))
    locale: str | None = field(default=None, validator=is_locale)
    id: str = ""


@frozen(kw_only=True)
class Promise:
    """What somebody undertook to do, as an infinitive phrase without "to" ("send you the test plan").

    In German the phrase ends in a zu-infinitive ("Ihnen den Testplan zu schicken"). `to` is the ref of the person to
    whom it was promised, None for all; `by` says who promised. A promise that was `kept` is not announced again.
    """

    text: str = field(converter=tidy, validator=is_line)
    by: Literal["candidate", "employer"] = field(default="candidate", validator=one_of("candidate", "employer"))
    to: str | None = None
    due: date | None = field(default=None, validator=is_day)
    kept: bool = field(default=False, validator=is_a(bool))
    locale: str | None = field(default=None, validator=is_locale)
    id: str = ""


@frozen(kw_only=True)
class Waiver:
    """The candidate's decision to accept a review finding, with the reason; it stays in the report."""

    code: str = field(converter=tidy, validator=is_line)
    reason: str = field(converter=tidy, validator=is_line)
    recipient: str | None = None


_Fact = TypeVar("_Fact", Topic, Claim, Promise)


def _numbered(facts: Iterable[_Fact], kind: str) -> tuple[_Fact, ...]:
    return tuple(fact if fact.id else evolve(fact, id=f"{kind}-{n}") for n, fact in enumerate(facts, 1))


def _topics(value: Iterable[Topic]) -> tuple[Topic, ...]:
    return _numbered(members(value, Topic, "topics"), "topic")


def _claims(value: Iterable[Claim]) -> tuple[Claim, ...]:
    return _numbered(members(value, Claim, "claims"), "claim")


def _promises(value: Iterable[Promise]) -> tuple[Promise, ...]:
    return _numbered(members(value, Promise, "promises"), "promise")


def _people(value: Iterable[Person]) -> tuple[Person, ...]:
    return members(value, Person, "panel")


def _events(value: Iterable[Entry]) -> tuple[Entry, ...]:
    return members(value, Entry, "events")


def _waivers(value: Iterable[Waiver]) -> tuple[Waiver, ...]:
    return members(value, Waiver, "waivers")


def _guesses(value: Iterable[str]) -> tuple[str, ...]:
    return members(value, str, "guesses")


def _kept(value: Mapping[str, Any]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InvalidFact(f"extra must be a mapping of keys to values, got {value!r}", field="extra")
    return Kept(dict(value))


def _is_round(_self: Any, _attribute: Attribute[Any], value: Any) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 20:
        raise InvalidFact(f"round must be a whole number from 1 to 20, got {value!r}", field="round")


@frozen(kw_only=True)
class Interview:
    """One round of one application, as it happened.

    `ended` is the instant at which the conversation was over: every waiting time runs from it. `zone` (IANA) is where
    it took place, else the employer's. `reply_by` is the calendar day on which a decision was announced, at the
    employer. `locale` is the language of the record and of the letters, unless a person has another. `application`
    joins rounds; it is the interview's ref where there is one round. `rounds` are the refs of the other rounds of this
    application, earlier or later: what was said in them counts here, too. `events` are what the record itself knows of
    earlier messages. `guesses` names fields that nobody has confirmed yet: they never reach a salutation.
    `as_of` is the moment for which the record was written; a program may plan for it instead of for today. `extra`
    keeps keys that this version does not know.

    Raises:
        InvalidFact: a reversed or imaginary time, no panel, two people with one ref, a fact about nobody in the room.
    """

    ref: str = field(validator=is_ref)
    role: str = field(converter=tidy, validator=is_line)
    employer: Employer = field(validator=is_a(Employer))
    candidate: Candidate = field(validator=is_a(Candidate))
    panel: tuple[Person, ...] = field(converter=_people)
    ended: datetime = field(validator=[is_a(datetime), is_moment])
    started: datetime | None = field(default=None, validator=is_moment)
    zone: str | None = field(default=None, validator=is_zone)
    state: State = field(
        default="held", validator=[is_a(str), one_of("scheduled", "held", "moved", "cancelled", "no_show")]
    )
    format: Format = field(default="interview", validator=one_of("interview", "informational"))
    round: int = field(default=1, validator=_is_round)
    application: str | None = None
    rounds: tuple[str, ...] = field(default=(), converter=_refs)
    topics: tuple[Topic, ...] = field(default=(), converter=_topics)
    claims: tuple[Claim, ...] = field(default=(), converter=_claims)
    promises: tuple[Promise, ...] = field(default=(), converter=_promises)
    reply_by: date | None = field(default=None, validator=is_day)
    locale: str = field(default="en-GB", validator=is_locale)
    events: tuple[Entry, ...] = field(default=(), converter=_events)
    waivers: tuple[Waiver, ...] = field(default=(), converter=_waivers)
    guesses: tuple[str, ...] = field(default=(), converter=_guesses)
    as_of: datetime | None = field(default=None, validator=is_moment)
    extra: Mapping[str, Any] = field(factory=dict, converter=_kept, eq=False, hash=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if not self.panel:
            raise InvalidFact("the panel is empty; name at least one person who was there", field="panel")
        refuse_doubles((person.ref for person in self.panel), "panel members")
        refuse_doubles((fact.id for fact in self.facts), "facts")
        self._check_rounds()
        if self.started is not None and self.started.timestamp() >= self.ended.timestamp():
            raise InvalidFact(
                f"the interview ended at {self.ended.isoformat()}, not after it started at {self.started.isoformat()}",
                field="ended",
            )
        # the decision is announced for a day at the employer, whatever clock the end was written down by
        if self.reply_by is not None and self.reply_by < self.ended_local.date():
            raise InvalidFact(
                f"reply_by {self.reply_by} is before the interview, which ended on {self.ended_local.date()}",
                field="reply_by",
            )
        self._check_people()

    def _check_rounds(self) -> None:
        refuse_doubles(self.rounds, "rounds")
        for other in self.rounds:
            check_ref(other, "rounds")
            if other == self.ref:
                raise InvalidFact(f"rounds names {other!r}, which is this interview itself", field="rounds")

    def _check_people(self) -> None:
        topics = {topic.id for topic in self.topics}
        named = [(f"{topic.id}.said_by", topic.said_by) for topic in self.topics]
        named += [(f"{promise.id}.to", promise.to) for promise in self.promises]
        named += [(f"{claim.id}.heard_by", who) for claim in self.claims for who in claim.heard_by]
        named += [("waivers.recipient", waiver.recipient) for waiver in self.waivers]
        known = [person.ref for person in self.panel]
        for where, who in named:
            if who is not None and who not in known:
                raise InvalidFact(f"{where}: {known_names('panel member', who, known)}", field=where)
        for claim in self.claims:
            if claim.topic is not None and claim.topic not in topics:
                raise InvalidFact(
                    f"{claim.id}.topic: {known_names('topic', claim.topic, topics)}", field="claims.topic"
                )
        for entry in self.events:
            # With an application there are other rounds; without one, a misspelt ref would lose a rejection.
            refs = [self.ref, *self.rounds]
            if entry.interview == EVERYWHERE:
                raise InvalidFact(
                    f"events: a record speaks for its own application; {entry.event.value} for everything belongs "
                    "in the ledger",
                    field="events",
                )
            if self.application is None and entry.interview not in refs:
                raise InvalidFact(f"events: {known_names('interview', entry.interview, refs)}", field="events")
            # other rounds had other people
            if entry.interview == self.ref and entry.recipient is not None and entry.recipient not in known:
                raise InvalidFact(f"events: {known_names('panel member', entry.recipient, known)}", field="events")

    @property
    def facts(self) -> tuple[Topic | Claim | Promise, ...]:
        """Topics, claims and promises, in this order."""
        return (*self.topics, *self.claims, *self.promises)

    @property
    def local_zone(self) -> str | None:
        """The zone of the place: the interview's, else the employer's; None if neither is known."""
        return self.zone or self.employer.zone

    @property
    def ended_local(self) -> datetime:
        """The end as clocks at the place of the interview showed it."""
        return self.ended.astimezone(zone_info(self.local_zone)) if self.local_zone else self.ended

    def person(self, ref: str) -> Person:
        """Return the panel member with this ref.

        Raises:
            NotFound: nobody has it; the known refs are named.
        """
        for person in self.panel:
            if person.ref == ref:
                return person
        raise NotFound(known_names("panel member", ref, [person.ref for person in self.panel]))
