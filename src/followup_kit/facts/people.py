"""People and employers: who was in the room, for whom they work, and how they are to be addressed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from attrs import Attribute, field, frozen

from followup_kit.errors import InvalidFact
from followup_kit.script import is_unspaced

from .countries import near_countries
from .kinds import is_a, is_day, members
from .moments import is_zone
from .opening import OfficeHours, Timetable, by_date, by_weekday
from .text import check_line, is_line, is_ref, one_of, tidy, tidy_or_none

__all__ = [
    "Address",
    "Candidate",
    "Employer",
    "Honorific",
    "OfficeHours",
    "Person",
    "PersonName",
    "Role",
]

Honorific = Literal["ms", "mrs", "miss", "mr", "mx"]
"""The form of address a person is known to use. It is stated, never inferred from a given name."""
Role = Literal["interviewer", "recruiter", "coordinator", "agency"]
Address = Literal["formal", "given"]
"""`given`: the person has agreed to be called by the given name."""

_KATAKANA = re.compile("[\u30a0-\u30ff]+")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?")
# A plain mailbox: no spaces, brackets, commas or quotes. Channels check more strictly what they put on the wire.
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@[^\s@<>()\[\],;:\\\"]{1,253}")


def _country(_self: Any, attribute: Attribute[Any], value: str | None) -> None:
    if value is not None and not _COUNTRY.fullmatch(value):
        near = near_countries(value)
        meant = f"; did you mean {' or '.join(near)}?" if near else ""
        raise InvalidFact(
            f"{attribute.name} must be a two-letter ISO 3166 code such as DE, got {value!r}{meant}",
            field=attribute.name,
        )


def is_locale(_self: Any, attribute: Attribute[Any], value: str | None) -> None:
    if value is not None and not _LOCALE.fullmatch(value):
        raise InvalidFact(
            f"{attribute.name} must be a language tag such as en-GB or de, got {value!r}", field=attribute.name
        )


def _email(_self: Any, attribute: Attribute[Any], value: str | None) -> None:
    if value is not None and not _EMAIL.fullmatch(value):
        raise InvalidFact(f"{attribute.name} {value!r} is not one mailbox such as ada@example.org", field="email")


@frozen(kw_only=True)
class PersonName:
    """A name as its owner writes it.

    Give the parts you know. Where only the whole name is known, give `full`: it is then used whole and never split
    by guessing. `title` is academic or professional ("Dr.", "Prof."); `order` is how given and family name follow
    one another. Names in Chinese characters begin with the family name whatever `order` says.
    """

    full: str | None = field(default=None, converter=tidy_or_none, validator=is_line)
    given: str | None = field(default=None, converter=tidy_or_none, validator=is_line)
    family: str | None = field(default=None, converter=tidy_or_none, validator=is_line)
    title: str | None = field(default=None, converter=tidy_or_none, validator=is_line)
    honorific: Honorific | None = field(default=None, validator=one_of("ms", "mrs", "miss", "mr", "mx"))
    order: Literal["given-first", "family-first"] = field(
        default="given-first", validator=one_of("given-first", "family-first")
    )

    def __attrs_post_init__(self) -> None:
        if self.full is None and self.given is None and self.family is None:
            raise InvalidFact("a name needs full, or given and family", field="name")
        if self.full is None and (self.given is None or self.family is None):
            missing = "family" if self.family is None else "given"
            raise InvalidFact(f"a name with one part only needs full as well; {missing} is missing", field="name")
        for part in (self.given, self.family):
            if part is not None and self.full is not None and part.casefold() not in self.full.casefold():
                raise InvalidFact(
                    f"the full name {self.full!r} does not hold {part!r}; leave full out, or let the parts agree",
                    field="name",
                )

    @property
    def display(self) -> str:
        """The whole name in its own order, without title: "Ada Weber", "Weber Ada"."""
        if self.full is not None:
            return self.full
        given, family = self.given or "", self.family or ""
        if _KATAKANA.fullmatch(given) and _KATAKANA.fullmatch(family):
            parts = (given, family) if self.order == "given-first" else (family, given)
            return "・".join(parts)  # a foreign name, as Japanese writes it
        if is_unspaced(given) and is_unspaced(family):
            return f"{family} {given}"  # nobody writes 佐藤 美咲 the other way round
        return f"{given} {family}" if self.order == "given-first" else f"{family} {given}"


def _name(value: PersonName | str) -> PersonName:
    return PersonName(full=value) if isinstance(value, str) else value


def _weekdays(value: Iterable[int] | None) -> frozenset[int] | None:
    return None if value is None else frozenset(members(value, int, "working_days"))


def _closures(value: Iterable[date]) -> frozenset[date]:
    return frozenset(members(value, date, "closures"))


def _working_dates(value: Iterable[date]) -> frozenset[date]:
    return frozenset(members(value, date, "working_dates"))


def _are_days(self_: Any, attribute: Attribute[Any], value: frozenset[date]) -> None:
    for day in value:
        is_day(self_, attribute, day)


def _check_weekdays(_self: Any, attribute: Attribute[Any], value: frozenset[int] | None) -> None:
    if value is not None and (not value or not value <= frozenset(range(1, 8))):
        raise InvalidFact(
            f"{attribute.name} must be some of 1 (Monday) to 7 (Sunday), got {sorted(value)}", field=attribute.name
        )


@frozen(kw_only=True)
class Employer:
    """The organisation that interviewed.

    `short_name` is what the letter may call it after the first mention; `at` is the name with the preposition that it
    takes, where the plain one ("at", "bei") is wrong: "at the Wellcome Institute", "am Klinikum Lindenhof". `country`
    (ISO 3166 alpha-2) and `subdivision` choose the public holidays and the default working week; `working_days` (1 =
    Monday .. 7 = Sunday) overrides the country's.

    Hours are local. `office_hours` are those of every day; `weekly_hours` those of some weekdays instead, as in
    {5: OfficeHours(time(9), time(15))}, each with one span or several; `day_hours` those of some dates instead, without
    a span where nobody is there at all. Hours say when, not whether, somebody works: a Saturday with hours is no
    working day unless the week has it. `lunch` is a break in all of them. `closures` are days on which this house is
    shut; `working_dates` are days on which it works although the week or the public holidays say otherwise, such as a
    make-up Saturday.

    `no_contact` is the reason why the employer or programme must not be written to at all.
    """

    name: str = field(converter=tidy, validator=is_line)
    short_name: str | None = field(default=None, converter=tidy_or_none, validator=is_line)
    at: str | None = field(default=None, converter=tidy_or_none, validator=is_line)
    country: str | None = field(default=None, validator=_country)
    subdivision: str | None = field(default=None, converter=tidy_or_none, validator=is_line)
    zone: str | None = field(default=None, validator=is_zone)
    working_days: frozenset[int] | None = field(default=None, converter=_weekdays, validator=_check_weekdays)
    office_hours: OfficeHours | None = field(default=None, validator=is_a(OfficeHours, optional=True))
    closures: frozenset[date] = field(default=frozenset(), converter=_closures, validator=_are_days)
    no_contact: str | None = field(default=None, converter=tidy_or_none, validator=is_line)
    lunch: OfficeHours | None = field(default=None, validator=is_a(OfficeHours, optional=True))
    weekly_hours: Timetable[int] = field(default=Timetable[int](), converter=by_weekday)
    day_hours: Timetable[date] = field(default=Timetable[date](), converter=by_date)
    working_dates: frozenset[date] = field(default=frozenset(), converter=_working_dates, validator=_are_days)

    def __attrs_post_init__(self) -> None:
        open_days = {day for day, spans in self.day_hours.items() if spans}
        for name, shut, worked in (
            ("working_dates", self.closures, self.working_dates),
            ("working_dates", self.day_hours.keys() - open_days, self.working_dates),
            ("day_hours", self.closures, open_days),
        ):
            for day in sorted(worked & shut):
                raise InvalidFact(f"{name} has {day}, on which the house is said to be shut as well", field=name)


def _lines(value: Iterable[str]) -> tuple[str, ...]:
    return tuple(check_line(item, "postal_address") for item in members(value, str, "postal_address"))


@frozen(kw_only=True)
class Person:
    """Somebody who was in the room, or who arranged that others were.

    `ref` is the short key used on command lines and in file names. `role` says what part they had. `zone` is where
    this person works (IANA), `country` and `subdivision` whose holidays they keep; unknown ones fall back to the
    employer's and the plan says so. `locale` is the language to write in, else the record's. `channel` is how this
    person prefers to be reached. `linkedin` is the public id or the profile's address.
    """

    ref: str = field(validator=is_ref)
    name: PersonName = field(converter=_name, validator=is_a(PersonName))
    role: Role = field(default="interviewer", validator=one_of("interviewer", "recruiter", "coordinator", "agency"))
    job_title: str | None = field(default=None, converter=tidy_or_none, validator=is_line)
    address: Address = field(default="formal", validator=one_of("formal", "given"))
    email: str | None = field(default=None, converter=tidy_or_none, validator=[is_line, _email])
    linkedin: str | None = field(default=None, converter=tidy_or_none, validator=is_line)
    postal_address: tuple[str, ...] = field(default=(), converter=_lines)
    channel: str | None = field(default=None, converter=tidy_or_none, validator=is_line)
    zone: str | None = field(default=None, validator=is_zone)
    country: str | None = field(default=None, validator=_country)
    subdivision: str | None = field(default=None, converter=tidy_or_none, validator=is_line)
    locale: str | None = field(default=None, validator=is_locale)

    def __attrs_post_init__(self) -> None:
        if self.address == "given" and self.name.given is None:
            raise InvalidFact(
                f"{self.ref} is to be addressed by the given name, but name.given is not known", field="address"
            )


@frozen(kw_only=True)
class Candidate:
    """Who writes. `zone` is where the candidate is; `phone` and `email` are used under the letter when given."""

    name: PersonName = field(converter=_name, validator=is_a(PersonName))
    email: str | None = field(default=None, converter=tidy_or_none, validator=[is_line, _email])
    phone: str | None = field(default=None, converter=tidy_or_none, validator=is_line)
    linkedin: str | None = field(default=None, converter=tidy_or_none, validator=is_line)
    postal_address: tuple[str, ...] = field(default=(), converter=_lines)
    zone: str | None = field(default=None, validator=is_zone)
