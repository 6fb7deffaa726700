"""What the candidate set for one letter: not before a time (a snooze), or exactly at one (a pin), with the reason.

Both survive every new plan. They end when they are released, and with the next touch that they are about: the next
letter to that person, or the next one for their occasion where they name one. The latest of a kind is in force. What
is noted for a time to come counts as if it had happened, so that an answer stays the same while the time goes on.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from followup_kit.facts.history import Entry, Event, History, Occasion
from followup_kit.language.speech import clause

from .decisions import Conflict, Move, Option, Send
from .instants import instant_of, local_time, to_instant
from .places import Place
from .reasons import Reason, because
from .rules import IntervalRule, NotBefore
from .search import first_permitted
from .spans import Span
from .tracing import note, shifted
from .window import Window

__all__ = ["missed", "pinned", "snoozed", "snoozing", "wished"]


def snoozed(history: History, recipient: str, occasion: Occasion) -> Entry | None:
    """Return the snooze that is in force for this letter, if there is one."""
    return _in_force(history, Event.SNOOZED, recipient, occasion)


def pinned(history: History, recipient: str, occasion: Occasion) -> Entry | None:
    """Return the pin that is in force for this letter, if there is one."""
    return _in_force(history, Event.PINNED, recipient, occasion)


def _in_force(history: History, event: Event, recipient: str, occasion: Occasion) -> Entry | None:
    mine = [entry for entry in history if entry.event is event and _about(entry, recipient, occasion)]
    if not mine:
        return None
    wish = max(mine, key=lambda entry: (entry.at.timestamp(), entry.until.timestamp() if entry.until else 0))
    touched = [touch for touch in history.touches(recipient) if _ends(touch, wish)]
    released = [entry for entry in history if entry.event is Event.RELEASED and _about(entry, recipient, occasion)]
    over = [end for end in (*touched, *released) if wish.at.timestamp() < end.at.timestamp()]
    over += [end for end in released if end.at.timestamp() == wish.at.timestamp()]
    return None if over else wish


def _ends(touch: Entry, wish: Entry) -> bool:
    return wish.occasion is None or touch.occasion in (wish.occasion, None)


def _about(entry: Entry, recipient: str, occasion: Occasion) -> bool:
    return entry.recipient in (recipient, None) and entry.occasion in (occasion, None)


def _time(wish: Entry) -> int:
    if wish.until is None:
        raise AssertionError(f"{wish.event} without a time")  # an Entry refuses it
    return to_instant(wish.until, "until")


def snoozing(window: Window, wish: Entry | None, place: Place, too_late: Span) -> Window:
    """Return the window with a snooze in it; `too_late` then counts from the first opening after the snooze.

    The candidate has said that the letter is to wait. So where the snooze reaches past the window's start, the first
    opening after it is taken, even if the window is over by then, and never an earlier one.
    """
    if wish is None:
        return window
    until = _time(wish)
    text = clause("you snoozed this letter until {until}: {why}")
    why = because("snooze", text, until=local_time(until, window.zone), why=wish.note)
    snoozed = evolve(window, rules=(NotBefore(until, "snooze", because=why), *window.rules))
    if until <= window.opens:
        return snoozed
    opening = first_permitted(window.opens, snoozed.rules).at or until
    late = max(window.too_late, place.after(opening, too_late), opening + 1)
    return evolve(snoozed, choice="later", patience=None, too_late=late)


def missed(wish: Entry | None, window: Window) -> tuple[Move, ...]:
    """Return a line for the trace if the pin has passed and the letter did not leave; nothing if it lies ahead."""
    if wish is None or _time(wish) >= window.now:
        return ()
    text = clause("the time that you set for this letter, {at}, has passed ({why}); it is planned anew")
    why = because("pin", text, at=local_time(_time(wish), window.zone), why=wish.note)
    return (note("pin", window.anchor, window.zone, why),)


def wished(
    wish: Entry, window: Window, before: tuple[Move, ...], instead: Send | Conflict | None
) -> Send | Conflict | None:
    """Return the answer that a pin makes: that instant, or why it cannot be; None if the pin has passed.

    `instead` is what is planned without it. A soft rule that the pin breaks is named in `relaxed`; a law or a hard rule
    refuses it.
    """
    at = _time(wish)
    if at < window.now:
        return None
    moment = local_time(at, window.zone)
    refused = [rule.why_not(at) for rule in window.rules if rule.strength != "soft"]
    why_not = tuple(why for why in refused if why)
    if why_not:
        return _refused(wish, window, before, why_not, instead)
    text = clause("you set this letter for {at}: {why}")
    move = shifted("pin", window.anchor, at, window.zone, because("pin", text, at=moment, why=wish.note))
    return Send(
        at=moment,
        opens=local_time(window.opens, window.zone),
        closes=local_time(window.closes, window.zone),
        relaxed=_broken(window, at),
        options=_instead(instead),
        trace=(*before, move),
    )


def _broken(window: Window, at: int) -> tuple[str, ...]:
    edges = ["window start"] if at < window.opens else ["window end"] if at >= window.closes else []
    if at < window.floor < window.opens:
        edges.append("soonest")
    return (*edges, *(rule.name for rule in _soft(window.rules) if not rule.allowed(at)))


def _soft(rules: Iterable[IntervalRule]) -> list[IntervalRule]:
    return [rule for rule in rules if rule.strength == "soft"]


def _refused(
    wish: Entry, window: Window, before: tuple[Move, ...], why_not: tuple[Reason, ...], instead: Send | Conflict | None
) -> Conflict:
    text = clause("you set this letter for {at} ({why}), and that cannot be: {refused}")
    refused: Reason | tuple[Reason, ...] = why_not if len(why_not) > 1 else why_not[0]
    at = local_time(_time(wish), window.zone)
    why = because("pin", text, at=at, why=wish.note, refused=refused)
    return Conflict(
        because=why,
        opens=local_time(window.opens, window.zone),
        closes=local_time(window.closes, window.zone),
        options=_instead(instead),
        trace=(*before, note("pin", instant_of(before[-1].end), window.zone, why)),
    )


def _instead(planned: Send | Conflict | None) -> tuple[Option, ...]:
    """Return what would be possible without the pin: the options of that answer, or the answer itself."""
    if planned is None:
        return ()
    if planned.options or isinstance(planned, Conflict):
        return planned.options
    why = because("unpinned", clause("without the time that you set: {at}"), at=planned.at)
    return (Option(name="inside", at=planned.at, breaks=planned.relaxed, because=why),)
