"""What stands beside a picture: names of closed hours, of marked moments and of days, in any shipped language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from followup_kit.language.speech import ENGLISH, Speech, clause

from .picture import Kind, Mark, Picture, local

__all__ = ["OPEN", "WINDOW", "day_labels", "described", "kind_title", "moments"]

_KINDS: Final[dict[Kind, str]] = {
    "holiday": clause("public holiday"),
    "closure": clause("closed day of the house"),
    "weekend": clause("not a working day"),
    "lunch": clause("lunch break"),
    "night": clause("outside office hours"),
    "closing_soon": clause("about to close"),
    "part_of_day": clause("outside the part of the day"),
    "sender_hours": clause("outside your own hours"),
    "gap": clause("gap between two letters"),
    "pause": clause("writing is paused"),
    "snooze": clause("put off by you"),
    "waiting": clause("waiting"),
}
_MARKS: Final[dict[str, str]] = {
    "end": clause("end of the interview"),
    "now": clause("now"),
    "send": clause("send"),
    "again": clause("ask again"),
    "later": clause("later"),
    "earlier": clause("earlier"),
    "inside": clause("inside the window"),
}
OPEN: Final = clause("open")
WINDOW: Final = clause("window")


def kind_title(kind: Kind, rule: str, to: Speech = ENGLISH) -> str:
    """Return what closed hours of this kind are called; those that a rule of one's own closes, by that rule's name."""
    return rule if kind == "other" else to.template(_KINDS[kind])


def moments(picture: Picture, to: Speech = ENGLISH) -> Iterator[tuple[Mark, str, str]]:
    """Yield every mark in the order of time with what it is and when: on the recipient's clock, "Mon 9 Mar 09:00"."""
    for mark in sorted(picture.marks, key=lambda mark: mark.at):
        at = local(mark.at, picture.zone)
        yield mark, to.template(_MARKS[mark.name]), f"{to.brief(at.date())} {at:%H:%M}"


def described(picture: Picture, to: Speech = ENGLISH) -> str:
    """Return in words what the picture shows, for those who do not see it."""
    parts = [f"{what}: {when}" for _, what, when in moments(picture, to)]
    if picture.opens is not None:
        bounds = [local(at, picture.zone) for at in (picture.opens, picture.closes) if at is not None]
        parts.append(f"{to.template(WINDOW)}: {' - '.join(f'{to.brief(at.date())} {at:%H:%M}' for at in bounds)}")
    return "; ".join([*parts, *(kind_title(kind, rule, to) for kind, rule in picture.kinds)])


def day_labels(
    picture: Picture, to: Speech, place: Callable[[int], float], width: Callable[[str], float], gap: float
) -> tuple[tuple[int, str], ...]:
    """Return where to write which days: every day if there is room, else fewer and shorter.

    Args:
        picture: whose days.
        to: in which language.
        place: where an instant stands.
        width: how wide a text is, in the same unit.
        gap: how much must lie between two labels.
    """
    schemes: tuple[tuple[Callable[[date], bool], Callable[[date], str]], ...] = (
        (lambda _: True, to.brief),
        (lambda _: True, lambda day: to.brief(day, month=False)),
        (lambda _: True, lambda day: str(day.day)),
        (lambda day: day.weekday() == 0, to.brief),
        (lambda day: day.weekday() == 0, lambda day: to.brief(day, month=False)),
        (lambda day: day.day == 1, to.brief),
    )
    for wanted, said in schemes:
        days = [(at, day) for at, day in picture.days if wanted(day)]
        ends = [*(at for at, _ in days[1:]), picture.end]
        rooms = [place(end) - place(at) - gap for (at, _), end in zip(days, ends, strict=True)]
        if days and all(room >= width(said(day)) for room, (_, day) in zip(rooms[1:-1], days[1:-1], strict=True)):
            # The first and the last day are seldom shown whole: they may be called more briefly than the others.
            forms = [_longest(day, said, to, room, width) for room, (_, day) in zip(rooms, days, strict=True)]
            if any(forms):
                return tuple((at, form) for (at, _), form in zip(days, forms, strict=True) if form)
    return ()


def _longest(
    day: date, said: Callable[[date], str], to: Speech, room: float, width: Callable[[str], float]
) -> str | None:
    forms = (said(day), to.brief(day, month=False), str(day.day))
    return next((form for form in forms if width(form) <= min(room, width(forms[0]))), None)
