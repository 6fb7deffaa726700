"""The record format, version 1: every key, what it holds and what it means."""

from __future__ import annotations

from typing import Final

from followup_kit.facts.history import Entry, Event, Occasion
from followup_kit.facts.interview import Claim, Interview, Promise, Topic, Waiver
from followup_kit.facts.people import Candidate, Employer, Person, PersonName

from .hours import DAY_HOURS, OFFICE_HOURS, WEEKLY_HOURS
from .kinds import (
    ADDRESS,
    CLOSURES,
    COUNTRY,
    DAY,
    EMAIL,
    FLAG,
    FREE_TEXT,
    LINE,
    LOCALE,
    MOMENT,
    REF,
    SUBDIVISION,
    VERSION,
    WEEKDAYS,
    choice,
    number,
)
from .tables import Field, Listed, Table, required

__all__ = ["FORMAT_VERSION", "PERSON", "RECORD", "VERSION_FIELD"]

FORMAT_VERSION: Final = 1

_SPELLINGS: Final = {
    "Ms": "ms",
    "Ms.": "ms",
    "Frau": "ms",
    "Mrs": "mrs",
    "Mrs.": "mrs",
    "Miss": "miss",
    "Mr": "mr",
    "Mr.": "mr",
    "Herr": "mr",
    "Mx": "mx",
    "Mx.": "mx",
}
"""Forms of address as people write them. They are stated by the person who keeps the record, never inferred."""

_NAME: Final = Table(
    model=PersonName,
    text_as="full",
    about="a name; plain text is the whole name, used whole and never split",
    fields=(
        Field("full", LINE, "the whole name, where its parts are not known"),
        Field("given", LINE, "the given name"),
        Field("family", LINE, "the family name"),
        Field("title", LINE, 'an academic or professional title such as "Dr."'),
        Field(
            "honorific",
            choice("ms", "mrs", "miss", "mr", "mx", also=_SPELLINGS),
            "the form of address the person uses, if known",
        ),
        Field("order", choice("given-first", "family-first"), "how given and family name follow one another"),
    ),
)

_LOCALE = "language tag of the words, such as en-GB or de; the record's if left out"
_PLACE = (
    Field("country", COUNTRY, "two-letter ISO 3166 code such as DE; chooses holidays and the working week"),
    Field("subdivision", SUBDIVISION, "part of the country whose holidays count, ISO 3166-2 without the country: BY"),
    Field("zone", LINE, "IANA time zone such as Europe/Berlin"),
)
_CONTACT = (
    Field("email", EMAIL, "one mailbox such as ada@example.org"),
    Field("linkedin", LINE, "public LinkedIn id or address of the profile"),
    Field("postal_address", ADDRESS, "lines of the postal address, as on an envelope"),
)

_EMPLOYER: Final = Table(
    model=Employer,
    about="the organisation that interviewed",
    fields=(
        required("name", LINE, "the employer's name as it writes it"),
        Field("short_name", LINE, "what a letter may call it after the first mention"),
        Field("at", LINE, 'the name with its preposition where the plain one is wrong: "at the Wellcome Institute"'),
        *_PLACE,
        Field("working_days", WEEKDAYS, 'days on which the employer works, such as ["mon", "tue"]'),
        Field(
            "office_hours",
            OFFICE_HOURS,
            'local opening hours, such as ["09:00", "17:30"]; up to "24:00", over midnight if they close earlier',
        ),
        Field(
            "weekly_hours",
            WEEKLY_HOURS,
            'hours of some weekdays instead, such as { fri = ["09:00", "15:00"] }; or a list',
        ),
        Field(
            "day_hours",
            DAY_HOURS,
            'hours of some dates instead, such as { 2026-12-24 = ["09:00", "13:00"] }; [] where nobody is there',
        ),
        Field("lunch", OFFICE_HOURS, 'a break in all of these hours, such as ["12:00", "13:00"]'),
        Field("closures", CLOSURES, "days on which the house is shut"),
        Field("working_dates", CLOSURES, "days on which it works although week or holidays say otherwise"),
        Field("no_contact", LINE, "the reason why this employer must not be written to"),
    ),
)

_CANDIDATE: Final = Table(
    model=Candidate,
    about="who writes",
    fields=(
        required("name", _NAME, "the candidate's name"),
        *_CONTACT,
        Field("phone", LINE, "telephone number, as it is to stand under the letter"),
        Field("zone", LINE, "IANA time zone of the candidate"),
    ),
)

PERSON: Final = Table(
    model=Person,
    about="somebody who was in the room, or who arranged the interview",
    fields=(
        required(
            "ref",
            REF,
            'the short key of this person in the history and in file names, such as "anna-weber"; '
            "it stays the same when the name's spelling is corrected",
        ),
        required("name", _NAME, "the name of this person"),
        Field("role", choice("interviewer", "recruiter", "coordinator", "agency"), "the part this person had"),
        Field("job_title", LINE, "the person's job title"),
        Field("address", choice("formal", "given"), '"given" if the person asked to be called by the given name'),
        *_CONTACT,
        Field("channel", LINE, "how this person prefers to be reached, such as email, linkedin or card"),
        *_PLACE,
        Field("locale", LOCALE, "language tag to write to this person in; the record's if left out"),
    ),
)

_ID = Field("id", LINE, "a key of its own, needed only where something refers to it")

_SHAPES: Final = (
    Field("clause", LINE, "the same as a whole clause without full stop, for wordings that take one"),
    Field("verb", LINE, 'the same as a verb phrase, in English with -ing: "running the lab"'),
    Field("gender", choice("masculine", "feminine", "neuter"), "grammatical gender of the noun phrase"),
    Field("number", choice("singular", "plural"), "grammatical number of the noun phrase"),
    Field("article", FLAG, "whether the noun phrase has its article already"),
    Field("dative", LINE, 'the noun phrase in the dative, where the language has one: "dem neuen Lager"'),
    Field("genitive", LINE, "the noun phrase in the genitive, where the language has one"),
)

_TOPIC: Final = Table(
    model=Topic,
    about="something that was talked about",
    fields=(
        required("text", LINE, "the topic as a noun phrase that can stand in a sentence"),
        Field("said_by", LINE, "ref of the panel member who raised it; left out if it was everybody"),
        Field("why", LINE, "why it mattered to the candidate: a clause in the first person without full stop"),
        Field("source", choice("recall", "transcript", "written"), "where it is known from"),
        Field("locale", LOCALE, _LOCALE),
        *_SHAPES,
        _ID,
    ),
)

_CLAIM: Final = Table(
    model=Claim,
    about="something that the candidate can do",
    fields=(
        required("skill", LINE, "the skill as a noun phrase"),
        Field("proof", LINE, "what shows it: a clause in the first person without full stop"),
        Field("discussed", FLAG, "whether it came up; true if left out"),
        Field("heard_by", Listed(item=LINE), "refs of the panel members who heard it"),
        Field("topic", LINE, "id of the topic that it answers"),
        Field("withdrawn", FLAG, "true if it must never be used again"),
        Field("locale", LOCALE, _LOCALE),
        *_SHAPES,
        _ID,
    ),
)

_PROMISE: Final = Table(
    model=Promise,
    about="what somebody undertook to do",
    fields=(
        required("text", LINE, 'what was promised, as an infinitive phrase without "to"'),
        Field("by", choice("candidate", "employer"), "who promised"),
        Field("to", LINE, "ref of the panel member to whom it was promised; left out for all"),
        Field("due", DAY, "the day by which it was promised"),
        Field("kept", FLAG, "true once it is done"),
        Field("locale", LOCALE, _LOCALE),
        _ID,
    ),
)

_ENTRY: Final = Table(
    model=Entry,
    about="a message or an answer that the record itself knows of",
    fields=(
        required("at", MOMENT, "when it happened"),
        required("event", choice(*Event), "what happened"),
        Field("interview", REF, "ref of the interview it belongs to; this one if left out"),
        Field("recipient", LINE, "ref of the panel member; left out where it concerns the whole employer"),
        Field("occasion", choice(*Occasion), "what the letter was for"),
        Field("channel", LINE, "how it was sent"),
        Field("digest", LINE, "digest of the letter"),
        Field("text", FREE_TEXT, "the text of the letter"),
        Field("note", LINE, "a remark; of a snooze or pin, the reason"),
        Field("waived", Listed(item=LINE), "codes of the findings that the candidate accepted for it"),
        Field("until", MOMENT, "the time that was set: the end of a pause, the first of a snooze, that of a pin"),
    ),
)

_WAIVER: Final = Table(
    model=Waiver,
    about="a review finding that the candidate accepts",
    fields=(
        required("code", LINE, "the finding's code"),
        required("reason", LINE, "why it is accepted"),
        Field("recipient", LINE, "ref of the panel member; left out for all letters"),
    ),
)

VERSION_FIELD: Final = Field("version", VERSION, "version of this format; 1 if left out")

RECORD: Final = Table(
    model=Interview,
    about="one interview: one round of one application",
    fields=(
        required("ref", REF, 'the short key of this interview, such as "acme-2026-03"'),
        required("role", LINE, "the position that was interviewed for"),
        Field("application", LINE, "a key that joins the rounds of one application"),
        Field("format", choice("interview", "informational"), "an informational chat is no application"),
        Field("round", number(1, 20), "which round it was; 1 if left out"),
        Field("rounds", Listed(item=REF), "refs of the other rounds of this application: what was said there counts"),
        Field(
            "state",
            choice("scheduled", "held", "moved", "cancelled", "no_show"),
            "what became of it; held if left out",
        ),
        Field("started", MOMENT, "when it began"),
        required("ended", MOMENT, "when it really ended: every waiting time runs from it"),
        Field("zone", LINE, "IANA time zone of the place, for times without an offset; the employer's if left out"),
        Field("reply_by", DAY, "the day on which a decision was announced"),
        Field("locale", LOCALE, "language tag of the record and the letters; en-GB if left out"),
        Field("as_of", MOMENT, "the moment for which the record was written"),
        Field("guesses", Listed(item=LINE), "fields that nobody has confirmed yet"),
        required("employer", _EMPLOYER, "the organisation that interviewed"),
        required("candidate", _CANDIDATE, "who writes"),
        required("panel", Listed(item=PERSON, least=1), "the people who were there, at least one"),
        Field("topics", Listed(item=_TOPIC), "what was talked about"),
        Field("claims", Listed(item=_CLAIM), "what the candidate can do"),
        Field("promises", Listed(item=_PROMISE), "what was promised, on either side"),
        Field("events", Listed(item=_ENTRY), "earlier messages and answers"),
        Field("waivers", Listed(item=_WAIVER), "review findings that the candidate accepts"),
    ),
)
"""The top of a record. `version` is read before everything else and is not part of the interview."""
