"""One decision: the earliest permitted instant inside a window, or what to do when the window is closed."""

from __future__ import annotations

from attrs import evolve

from followup_kit.language.speech import clause

from .decisions import Conflict, Move, Option, Send
from .instants import instant_of, local_time
from .options import crowded, earlier, in_turn, inside, spread
from .preferring import eased, preferences, without
from .reasons import Lasting, Reason, RuleNames, because
from .search import Found, first_permitted
from .tracing import note, retold, shifted
from .window import Window

__all__ = ["decide"]

_NEVER_MEET = because(
    "sender_hours", "your own hours and the recipient's never meet, so yours give way: schedule the letter"
)
# (the window is over, the policy asks first)
_UNDECIDED = {
    (True, True): clause("the window to {closes} is over; this policy asks before it relaxes a rule"),
    (True, False): clause(
        "the window to {closes} is over; the first opening after it, {at}, is too late for a letter sent unasked"
    ),
    (False, True): clause("the window to {closes} has no opening; this policy asks before it relaxes a rule"),
    (False, False): clause(
        "the window to {closes} has no opening; the first opening after it, {at}, is too late for a letter sent unasked"
    ),
}
_OTHER = {"later": clause("later on {at}"), "earlier": clause("earlier on {at}"), "inside": clause("inside it on {at}")}


def decide(window: Window, before: tuple[Move, ...]) -> Send | Conflict:
    """Return the decision for the window; `before` are the lines of the trace that led up to it."""
    asked, given_up = _without_exclusion(window)
    whole = asked
    asked, found, at, eased_by = _preferred(whole)
    given_up += eased_by
    if found.at is None or at is None:
        return _never(asked, found, before)
    relaxed = tuple(move.rule for move in given_up)
    trace = (*before, *given_up, *retold(found.moves, asked.rules, asked.zone))
    if found.at >= asked.closes:
        # What is broken inside the window is sought among all rules: with another one broken, the given up ones may do.
        return _closed(asked, found.at, at, relaxed, trace, inside(window))
    trace += _spread_out(asked, found.at, at)
    if at >= asked.closes:  # its turn among its panel is after the window
        later = _later(asked, at, missed=False)
        late = evolve(later, breaks=(*relaxed, *later.breaks))
        return _send(asked, at, relaxed=late.breaks, trace=trace, options=(late,))
    options = _instead_of_hurrying(whole, at, relaxed) if eased_by else ()
    return _send(asked, at, relaxed=relaxed, trace=trace, options=options)


def _instead_of_hurrying(window: Window, at: int, relaxed: tuple[str, ...]) -> tuple[Option, ...]:
    """Return what else is possible where a preference gave way: with all of them kept, and the time that was taken."""
    found, kept = _first(window)
    later = None if found.at is None or kept is None else _later(window, kept, missed=False)
    moment = local_time(at, window.zone)
    why = because("inside", "inside the window at {at}, against {rules}", at=moment, rules=RuleNames(relaxed))
    taken = Option(name="inside", at=moment, breaks=relaxed, because=why)
    return tuple(option for option in (later, earlier(window), taken) if option)


def _preferred(window: Window) -> tuple[Window, Found, int | None, tuple[Move, ...]]:
    """Return the first opening, with preferences given up where they alone would let the window pass."""
    found, at = _first(window)
    if found.at is None or found.at >= window.closes:
        for tried, notes in eased(window):
            instead, when = _first(tried)
            if instead.at is not None and (instead.at < window.closes or found.at is None):
                return tried, instead, when, notes
    return window, found, at, ()


def _first(window: Window) -> tuple[Found, int | None]:
    """Return the first opening from the window's start on, and that opening with the panel's spread applied.

    Without `now` first: an answer that lies ahead stays the same while the time goes on.
    """
    rules = (window.opening, *window.rules)
    found = first_permitted(window.anchor, rules)
    at = spread(window, found.at, rules)
    if at is not None and (at < window.now or crowded(window, at)):
        found = first_permitted(window.anchor, window.all_rules)
        at = in_turn(window, found.at)
    return found, at


def _send(
    window: Window,
    at: int,
    *,
    relaxed: tuple[str, ...],
    trace: tuple[Move, ...],
    options: tuple[Option, ...] = (),
) -> Send:
    return Send(
        at=local_time(at, window.zone),
        opens=local_time(window.opens, window.zone),
        closes=local_time(window.closes, window.zone),
        relaxed=relaxed,
        options=options,
        trace=trace,
    )


def _spread_out(window: Window, first: int, at: int) -> tuple[Move, ...]:
    if first == at:
        return ()
    why = because(
        "spread",
        "notes to one panel do not arrive together: {delay} after the first possible one, at {at}",
        delay=Lasting(at - first),
        at=local_time(at, window.zone),
    )
    return (shifted("spread", first, at, window.zone, why),)


def _without_exclusion(window: Window) -> tuple[Window, tuple[Move, ...]]:
    """Drop the sender's own hours where they never meet the recipient's: a letter can be scheduled."""
    mine = [rule for rule in window.rules if rule.name == "sender_hours" and rule.name in window.relax]
    firm = without(window, preferences(window)).rules if mine else ()
    if not mine or first_permitted(window.anchor, (window.opening, *firm)).at is not None:
        return window, ()
    others = tuple(rule for rule in window.rules if rule not in mine)
    return evolve(window, rules=others), (note("sender_hours", window.anchor, window.zone, _NEVER_MEET),)


def _never(window: Window, found: Found, before: tuple[Move, ...]) -> Conflict:
    text = clause("nothing fits within 400 days after {start}: no time is left by {rules}")
    if len(found.never) > 1:
        text = clause("nothing fits within 400 days after {start}: {rules} exclude one another")
    names = RuleNames(rule.name for rule in found.never)
    why = because("never", text, start=local_time(window.anchor, window.zone), rules=names)
    # The search goes to and fro for days; the first moves show how, the rest only repeats them.
    first = found.moves[:4]
    end = first[-1][2] if first else window.anchor
    trace = (*before, *retold(first, window.rules, window.zone), note("never", end, window.zone, why))
    return _conflict(window, why, trace)


def _conflict(window: Window, why: Reason, trace: tuple[Move, ...], options: tuple[Option, ...] = ()) -> Conflict:
    return Conflict(
        because=why,
        opens=local_time(window.opens, window.zone),
        closes=local_time(window.closes, window.zone),
        options=options,
        trace=trace,
    )


def _closed(
    window: Window, first: int, at: int, relaxed: tuple[str, ...], trace: tuple[Move, ...], within: Option | None
) -> Send | Conflict:
    """Choose among later, earlier and `within`; `first` is the later opening before the panel's spread.

    A letter whose window has passed goes out at the next opening, marked as late, unless that is too late altogether.
    """
    missed = window.now >= window.closes
    options = tuple(option for option in (_later(window, at, missed=missed), earlier(window)) if option)
    if relaxed:
        options = tuple(evolve(option, breaks=(*relaxed, *option.breaks)) for option in options)
    options += (within,) if within else ()
    chosen = _chosen(window, first, options)
    spread_out = _spread_out(window, first, at)
    if chosen is None:
        text = _UNDECIDED[missed, window.choice == "ask"]
        why = because("closed", text, closes=local_time(window.closes, window.zone), at=local_time(at, window.zone))
        return _conflict(window, why, (*trace, *spread_out, note("window end", at, window.zone, why)), options)
    until, because_of = instant_of(chosen.at), _with_others(chosen, options)
    if chosen.name == "later":
        last = (*spread_out, note("window end", until, window.zone, because_of))
    else:
        text = clause("the first opening after the window is {after} after the end of the interview, so take {instead}")
        why = because("impatient", text, after=Lasting(first - window.anchor), instead=because_of)
        last = (shifted("window start", first, until, window.zone, why),)
    return _send(window, until, relaxed=chosen.breaks, trace=(*trace, *last), options=options)


def _later(window: Window, at: int, *, missed: bool) -> Option:
    moment, late = local_time(at, window.zone), Lasting(at - window.closes)
    text = clause("the first opening after the window: {at}, {late} past its end")
    if at == window.closes:
        text = clause("the first opening after the window: {at}, just as it ends")
    is_late = missed and at > window.closes
    breaks = ("window end", because("late", "late by {late}", late=late).said()) if is_late else ("window end",)
    return Option(name="later", at=moment, breaks=breaks, because=because("later", text, at=moment, late=late))


def _with_others(chosen: Option, options: tuple[Option, ...]) -> Reason:
    """Return why this option, with the other ones in brackets."""
    others = tuple(because("other", _OTHER[option.name], at=option.at) for option in options if option is not chosen)
    own = chosen.because or because(chosen.name, "{at}", at=chosen.at)
    return because(own.code, "{chosen} (other options: {others})", chosen=own, others=others) if others else own


def _chosen(window: Window, later: int, options: tuple[Option, ...]) -> Option | None:
    """Return the option that the policy takes: later, unless that is beyond its patience and earlier is possible."""
    if window.choice == "ask":
        return None
    too_late = later >= window.too_late
    impatient = window.patience is not None and later > window.patience
    if window.choice == "earlier" or too_late or impatient:
        for option in options:
            if option.name == "earlier":
                return option
    return None if too_late else options[0]
