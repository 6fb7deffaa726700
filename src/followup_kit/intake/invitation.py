"""A calendar invitation: what it can be trusted for, apart from what it only suggests.

Known are the times, the zone, the state, who was invited at which mailbox, and a ref made of the UID. Everything
else that a letter needs is a guess: the role and the employer may stand in the summary, names are what somebody's
address book says. A guess becomes a fact only when the candidate says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from os import PathLike, fspath
from typing import Final

from attrs import field, frozen

from followup_kit.errors import InvalidFact, InvalidRecord, Problem
from followup_kit.facts.interview import Interview, State
from followup_kit.facts.people import Candidate, Employer, Person, PersonName
from followup_kit.facts.text import check_line

from .ics_events import IcsEvent, Invitee, current_event
from .places import one_line
from .toml_text import toml_value

__all__ = ["Invitation", "invitation"]

_NOT_IN_REF: Final = re.compile(r"[^a-z0-9._-]+")
_LONGEST_REF: Final = 64
# "Interview: Data Engineer at Northwind", "Vorstellungsgespräch Data Engineer bei Nordwind"
_SUMMARY: Final = re.compile(
    r"^(?:.*?(?:interview|gespräch)\b\s*[:\-–—|,]?\s*(?:for|für)?\s*)?(?P<role>.*?)"
    r"(?:\s+(?:at|with|bei|@)\s+(?P<employer>[^|(]+?))?\s*$",
    re.IGNORECASE,
)


@frozen(kw_only=True)
class Invitation:
    """What an invitation says. `guesses` maps fields of a record to what the invitation suggests for them.

    `missing` names the fields that must come from the candidate before there can be an interview.
    """

    file: str
    line: int | None
    event: IcsEvent
    ref: str
    candidate_email: str | None
    people: tuple[Invitee, ...]
    refs: tuple[str, ...]
    guesses: Mapping[str, str] = field(factory=dict)

    @property
    def started(self) -> datetime:
        """When it begins."""
        return self.event.started

    @property
    def ended(self) -> datetime:
        """When it is to end; how long it really took, only the candidate knows."""
        return self.event.ended

    @property
    def zone(self) -> str | None:
        """The IANA zone in which the invitation gives its times; None if it gives them in UTC."""
        return self.event.zone

    @property
    def state(self) -> State:
        """`cancelled` or `scheduled`: that it was held, an invitation cannot know."""
        return "cancelled" if self.event.cancelled else "scheduled"

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that somebody must confirm or fill in."""
        names = tuple(f"panel[{index}].name" for index in range(len(self.people)))
        return ("role", "employer.name", "candidate.name", *(names or ("panel",)))

    def interview(
        self,
        *,
        role: str,
        employer: Employer,
        candidate: Candidate,
        names: Mapping[str, PersonName | str] | None = None,
        state: State | None = None,
        ended: datetime | None = None,
    ) -> Interview:
        """Return the interview, with what the candidate says in place of the guesses.

        `names` are confirmed names by `refs` or mailbox. Those not confirmed stay in `Interview.guesses`, so that no
        salutation uses them. `ended` is the real end, where it differs.

        Raises:
            InvalidRecord: somebody's name is neither suggested nor given, or what is given cannot be true.
        """
        people, guesses = self._panel(names or {})
        try:
            return Interview(
                ref=self.ref,
                role=role,
                employer=employer,
                candidate=candidate,
                panel=people,
                started=self.started,
                ended=ended or self.ended,
                zone=self.zone,
                state=state or self.state,
                guesses=guesses,
            )
        except InvalidFact as error:
            raise InvalidRecord([Problem(str(error), file=self.file, field=error.field)]) from error

    def _panel(self, names: Mapping[str, PersonName | str]) -> tuple[list[Person], list[str]]:
        people: list[Person] = []
        guesses: list[str] = []
        problems: list[Problem] = []
        for index, (ref, invitee) in enumerate(zip(self.refs, self.people, strict=True)):
            where = f"panel[{index}].name"
            confirmed = names.get(ref) or names.get(invitee.email or ref)
            name = confirmed or invitee.name
            if name is None:
                problems.append(self._problem(f"the invitation gives no name for {invitee.email}; say it", where))
                continue
            if confirmed is None:
                guesses.append(where)
            try:
                people.append(Person(ref=ref, name=name, email=invitee.email))
            except InvalidFact as error:
                problems.append(self._problem(str(error), where))
        if problems:
            raise InvalidRecord(problems)
        return people, guesses

    def _problem(self, message: str, where: str) -> Problem:
        return Problem(one_line(message), file=one_line(self.file), field=where, line=self.line)

    def unconfirmed(self) -> InvalidRecord:
        """The error for reading an invitation as if it were a record: it names every field to confirm."""
        problems = []
        for where in self.missing:
            guess = self.guesses.get(where)
            hint = f"it suggests {toml_value(guess)}, which is a guess: confirm it" if guess else "fill it in"
            problems.append(self._problem(f"a calendar invitation does not tell this; {hint}", where))
        return InvalidRecord(problems)

    def to_toml_skeleton(self) -> str:
        """Return the start of a record: known fields filled in, guesses as comments to be confirmed.

        It cannot be read before the fields that an invitation does not tell are filled in.
        """
        return "\n".join(self._skeleton()) + "\n"

    def _skeleton(self) -> Iterator[str]:
        yield f"# From the invitation {toml_value(one_line(self.event.summary, 120))}, sequence {self.event.sequence}."
        yield "# A guess is not a fact yet: correct it, then remove the hash in front. Fill in what is empty."
        yield "version = 1"
        yield f"ref = {toml_value(self.ref)}"
        yield self._open("role", "role")
        yield f"state = {toml_value(self.state)}" + ("" if self.event.cancelled else '  # "held" once it took place')
        yield f"started = {self._time(self.started)}"
        yield f"ended = {self._time(self.ended)}  # as planned; give the real end"
        yield f"zone = {toml_value(self.zone)}" if self.zone else '# zone = "Europe/Berlin"'
        yield from ("", "[employer]", self._open("name", "employer.name"), '# country = "DE"')
        yield from ("", "[candidate]", self._open("name", "candidate.name"))
        if self.candidate_email:
            yield f"email = {toml_value(self.candidate_email)}"
        for index, (ref, invitee) in enumerate(zip(self.refs, self.people, strict=True)):
            yield from ("", "[[panel]]", f"ref = {toml_value(ref)}", self._open("name", f"panel[{index}].name"))
            if invitee.email:
                yield f"email = {toml_value(invitee.email)}"
        if not self.people:
            yield from ("", "# [[panel]]", '# ref = ""', '# name = ""')

    def _open(self, key: str, where: str) -> str:
        """A field still to be confirmed: a comment, so that nothing unconfirmed can be read as a fact."""
        guess = self.guesses.get(where)
        return f"# {key} = {toml_value(guess)}  # guess: confirm" if guess else f'# {key} = ""'

    @staticmethod
    def _time(value: datetime) -> str:
        return value.isoformat()


def invitation(
    path: str | PathLike[str], *, candidate: Candidate | str | None = None, uid: str | None = None
) -> Invitation:
    """Return what the invitation in an `.ics` file says, known fields apart from guesses.

    `candidate` is the candidate's mailbox, or the candidate with one: that attendee is not on the panel. `uid` says
    which event is meant, where the file has several.

    Raises:
        InvalidRecord: the file cannot be read, the icalendar package is missing, or the event cannot be trusted: an
            unknown zone, a whole day, a time without zone, a name with a line end.
    """
    event, line = current_event(path, uid=uid)
    mailbox = candidate.email if isinstance(candidate, Candidate) else candidate
    own = (mailbox or "").casefold()
    people = tuple(invitee for invitee in event.people if not own or (invitee.email or "").casefold() != own)
    refs = _refs(people)
    problems = list(_unusable(people, refs, fspath(path), line))
    if problems:
        raise InvalidRecord(problems)
    return Invitation(
        file=fspath(path),
        line=line,
        event=event,
        ref=_ref(event.uid),
        candidate_email=mailbox,
        people=people,
        refs=refs,
        guesses=_guesses(event, people),
    )


def _unusable(people: tuple[Invitee, ...], refs: tuple[str, ...], file: str, line: int | None) -> Iterator[Problem]:
    """Mailboxes and names that no letter could use; the placeholder name only lets the mailbox be checked."""
    for index, (ref, invitee) in enumerate(zip(refs, people, strict=True)):
        try:
            Person(ref=ref, name=invitee.name or "unknown", email=invitee.email)
        except InvalidFact as error:
            where = f"panel[{index}].{error.field if error.field == 'email' else 'name'}"
            yield Problem(one_line(str(error)), file=one_line(file), field=where, line=line)


def _ref(text: str) -> str:
    """A ref for any text: the text itself where it is one, else made similar, with a digest to keep it apart."""
    plain = _NOT_IN_REF.sub("-", text.casefold()).strip("._-")
    if plain == text and len(plain) <= _LONGEST_REF:
        return plain
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{plain[: _LONGEST_REF - 9].rstrip('._-')}-{digest}".lstrip("-")


def _refs(people: tuple[Invitee, ...]) -> tuple[str, ...]:
    """A ref for each mailbox: the part before the @, or all of it where two share that part."""
    locals_ = [(invitee.email or invitee.name or "").partition("@")[0].casefold() for invitee in people]
    return tuple(
        _ref(local if locals_.count(local) == 1 else (invitee.email or invitee.name or "").casefold())
        for local, invitee in zip(locals_, people, strict=True)
    )


def _guesses(event: IcsEvent, people: tuple[Invitee, ...]) -> dict[str, str]:
    match = _SUMMARY.match(one_line(event.summary, 200))
    found = {"role": match["role"], "employer.name": match["employer"]} if match else {}
    found |= {f"panel[{index}].name": invitee.name for index, invitee in enumerate(people)}
    return {where: check_line(guess, where) for where, guess in found.items() if guess and guess.strip()}
