"""The two occasions to write: the thank-you that everybody gets, and the check-in that the employer gets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date
from functools import lru_cache
from typing import Literal

from attrs import evolve, field, frozen

from followup_kit.facts.history import Entry, Event, History, Occasion
from followup_kit.facts.interview import Interview
from followup_kit.facts.medium import Medium
from followup_kit.facts.people import OfficeHours, Person
from followup_kit.language.speech import clause

from .arrivals import advised, with_arrival
from .calendars import Calendar
from .channels import channel_for, lacking, quicker, transit
from .deciding import decide
from .decisions import Conflict, Decision, Hold, Move, Send, Step, Stop
from .instants import instant_of, local_day, local_time, to_instant
from .left_out import with_days_left_out
from .pauses import Break, Turn, around, breaks, closed, in_force, why_held
from .places import Place, place_of
from .policies import Policy
from .reasons import Lasting, Reason, because
from .rules import IntervalRule, NotBefore
from .segments import day_begins
from .spans import Hours, Span
from .stops import Halt, halt, of_this_round
from .tables import DailyHours
from .tracing import note
from .window import Window
from .wishes import missed, pinned, snoozed, snoozing, wished

__all__ = ["Record", "check_in", "thank_you"]


@frozen
class Record:
    """What a plan is made from. `history` is what concerns this interview; `now` is in UTC seconds.

    `everything` is the whole history that was given, `elsewhere` is how many of its entries are about other interviews.
    `among` are the refs of interviews that are planned at the same time: after a pause, no two get the same minute.
    `pauses` are those of everything, of this interview and of its application.
    """

    interview: Interview
    policy: Policy
    history: History
    now: int
    media: Mapping[str, Medium] | None
    calendar: Calendar
    everything: History = History()  # noqa: RUF009  # an immutable value
    elsewhere: int = 0
    among: frozenset[str] = frozenset()
    pauses: tuple[Break, ...] = field(init=False)

    @pauses.default
    def _all_pauses(self) -> tuple[Break, ...]:
        return breaks(self.history, (self.interview.ref, self.interview.application))

    ended: int = field(init=False)
    """The anchor of every waiting time."""

    @ended.default
    def _end(self) -> int:
        return to_instant(self.interview.ended, "ended")

    def place(self, person: Person) -> Place:
        """Return whose clock and calendar count for this person."""
        zone_from, make_up_days = self.policy.zone_from, self.policy.make_up_days
        return place_of(person, self.interview, self.calendar, zone_from=zone_from, make_up_days=make_up_days)


def thank_you(record: Record, person: Person, taken: frozenset[int] = frozenset()) -> Step:
    """Return when to thank this person, in the policy's window after the end of the interview.

    `taken` are minutes since 1970 in which other notes to the panel leave.
    """
    place = record.place(person)
    channel, why = channel_for(person, Occasion.THANK_YOU, record.media)
    trace = _facts(record, place, why)
    stopped = _halt(record, person, Occasion.THANK_YOU, record.history, place, channel)
    if stopped:
        halted = _halted(stopped, record, place, trace)
        return _step(record, person, Occasion.THANK_YOU, channel, halted, _waiting(halted, record, place))
    if record.now < record.ended:
        waits = _not_over(record, place, trace)
        return _step(record, person, Occasion.THANK_YOU, channel, waits, _waiting(waits, record, place))
    asked = evolve(_thanks_window(record, person, place), taken=taken)
    window, decision = _decided(record, person, Occasion.THANK_YOU, place, asked, trace)
    days = transit(channel, record.media)
    refuse = record.policy.late_arrival == "refuse"
    if isinstance(decision, Send) and (days or (refuse and _too_late(decision, record))):
        decision = with_arrival(
            decision,
            channel=channel,
            days=days,
            reply_by=record.interview.reply_by,
            place=place,
            soonest=max(record.now, record.ended),
            rules=window.rules,
            quicker=quicker(person, channel, record.media),
            refuse=refuse,
        )
    elif isinstance(decision, Send):
        decision = _against_reply_by(decision, record.interview.reply_by)
    answer = _reachable(decision, person, channel, record)
    return _step(record, person, Occasion.THANK_YOU, channel, answer, window.rules)


def check_in(record: Record, person: Person, thanks: Iterable[Step]) -> Step:
    """Return when to ask this person about the decision. Thank-you notes that are planned count as sent."""
    place = record.place(person)
    channel, why = channel_for(person, Occasion.CHECK_IN, record.media)
    trace = _facts(record, place, why)
    planned = [_as_if_sent(step, step.decision) for step in thanks if isinstance(step.decision, Send)]
    history = record.history + History(planned)
    stopped = _halt(record, person, Occasion.CHECK_IN, history, place, channel)
    if stopped:
        halted = _halted(stopped, record, place, trace)
        return _step(record, person, Occasion.CHECK_IN, channel, halted, _waiting(halted, record, place))
    if record.now < record.ended:
        waits = _not_over(record, place, trace)
        return _step(record, person, Occasion.CHECK_IN, channel, waits, _waiting(waits, record, place))
    taken = frozenset(to_instant(entry.at) // 60 for entry in planned)
    asked = evolve(_check_in_window(record, place, history), taken=taken)
    window, decision = _decided(record, person, Occasion.CHECK_IN, place, asked, trace)
    decision = with_days_left_out(decision, asked.opening, place)
    answer = _reachable(decision, person, channel, record)
    return _step(record, person, Occasion.CHECK_IN, channel, answer, window.rules)


def _halt(
    record: Record, person: Person, occasion: Occasion, history: History, place: Place, channel: str
) -> Halt | None:
    """Return what stops this letter, else the pause that lasts now: a stop is final, a pause ends."""
    stopped = halt(record.interview, person, occasion, history, record.policy, place.zone, channel)
    if stopped:
        return stopped
    pause = in_force(record.pauses, record.now)
    return Halt("pause", why_held(pause, place.zone), final=False, until=pause.end) if pause else None


def _decided(
    record: Record, person: Person, occasion: Occasion, place: Place, asked: Window, trace: tuple[Move, ...]
) -> tuple[Window, Decision]:
    """Return the answer with the candidate's own pauses, snoozes and pins, and the window that it was sought in."""
    late = record.policy.too_late if occasion is Occasion.THANK_YOU else record.policy.check_in_too_late
    snooze = snoozed(record.history, person.ref, occasion)
    pin = pinned(record.history, person.ref, occasion)
    asked = snoozing(asked, snooze, place, late)
    trace = (*trace, *missed(pin, asked))
    window, held = (asked, None) if not record.pauses else _around_pauses(record, occasion, place, asked)
    planned = None if held else _day_known(decide(window, trace), record, place)
    if pin:
        fixed = evolve(asked, rules=(*closed(record.pauses, place.zone), *asked.rules))
        answer = wished(pin, fixed, trace, planned)
        if answer is not None:
            return fixed, _day_known(answer, record, place)
    if held is not None or planned is None:
        why = held or because("pause", "writing is paused until you resume it")
        return window, Hold(because=why, trace=(*trace, note("pause", asked.anchor, place.zone, why)))
    return window, planned


def _around_pauses(record: Record, occasion: Occasion, place: Place, asked: Window) -> tuple[Window, Reason | None]:
    """Return the window with its pauses, and the reason to hold, if there is one; the check-in takes the last turn."""
    letters = len(record.interview.panel) + 1
    number = letters - 1 if occasion is Occasion.CHECK_IN else asked.panel[0]
    turn = Turn(ref=record.interview.ref, letter=number, letters=letters, peers=record.among)
    over = record.policy.resume_over
    return around(asked, record.pauses, record.everything, place=place, over=over, turn=turn)


def _step(
    record: Record,
    person: Person,
    occasion: Occasion,
    channel: str,
    decision: Decision,
    rules: tuple[IntervalRule, ...] = (),
) -> Step:
    return Step(
        interview=record.interview,
        recipient=person,
        occasion=occasion,
        channel=channel,
        decision=decision,
        rules=rules,
    )


def _waiting(decision: Hold | Stop, record: Record, place: Place) -> tuple[IntervalRule, ...]:
    """Return whose hours a picture of the waiting can show; a stop waits for nothing."""
    return _rules(record, place, ()) if isinstance(decision, Hold) and decision.until else ()


# A round that was moved or called off never ended; the record then gives the end that was planned.
_WAS_TO_END = clause("the interview was to end on {end}")
_ENDS = {"held": clause("the interview ended on {end}"), "scheduled": clause("the interview is to end on {end}")}
_GUESSED = {
    "the interview ended on {end}": clause("the interview ended on {end} (a guess that nobody has confirmed)"),
    "the interview is to end on {end}": clause("the interview is to end on {end} (a guess that nobody has confirmed)"),
    _WAS_TO_END: clause("the interview was to end on {end} (a guess that nobody has confirmed)"),
}


def _facts(record: Record, place: Place, channel: Reason) -> tuple[Move, ...]:
    """Return the lines that say what everything else stands on."""
    text = _ENDS.get(record.interview.state, _WAS_TO_END)
    if record.interview.state == "held" and record.now < record.ended:
        text = _ENDS["scheduled"]
    if "ended" in record.interview.guesses:
        text = _GUESSED[text]
    lines = [("interview", because("interview", text, end=local_time(record.ended, place.zone)))]
    lines += [("zone", why) for why in place.assumed]
    lines += [("history", why) for why in (_left_out(record),) if why]
    if record.policy.sender_hours and not record.interview.candidate.zone:
        lines.append(("sender_hours", _NO_OWN_ZONE))
    lines += [("calendar", place.said(local_day(record.ended, place.zone))), ("channel", channel)]
    return tuple(note(rule, record.ended, place.zone, why) for rule, why in lines)


_NO_OWN_ZONE = because(
    "sender_hours", "the candidate's zone is not recorded, so your own hours are not considered: record candidate.zone"
)

# (entries of other interviews, entries that are still to come)
_HISTORY = {
    (True, True): clause(
        "in the history, entries of other interviews do not count here ({others}), and those that lie ahead count as "
        "if they had happened ({ahead})"
    ),
    (True, False): clause("in the history, entries of other interviews do not count here ({others})"),
    (False, True): clause("in the history, entries that lie ahead count as if they had happened ({ahead})"),
}


def _left_out(record: Record) -> Reason | None:
    """Return what of the history is not about this interview, or not yet true: neither is passed over in silence."""
    ahead = sum(to_instant(entry.at) > record.now for entry in record.history)
    if not record.elsewhere and not ahead:
        return None
    return because("history", _HISTORY[record.elsewhere > 0, ahead > 0], others=record.elsewhere, ahead=ahead)


def _halted(stopped: Halt, record: Record, place: Place, trace: tuple[Move, ...]) -> Hold | Stop:
    trace = (*trace, note(stopped.rule, record.ended, place.zone, stopped.because))
    if stopped.final:
        return Stop(because=stopped.because, advised=stopped.advised, trace=trace)
    until = None if stopped.until is None else local_time(stopped.until, place.zone)
    return Hold(because=stopped.because, until=until, trace=trace)


def _not_over(record: Record, place: Place, trace: tuple[Move, ...]) -> Hold:
    """Nothing is decided ahead of the end: how it went, and whether it took place at all, is known only then."""
    why = because("end", "the interview has not ended by then")
    line = note("end", record.ended, place.zone, why)
    return Hold(because=why, until=local_time(record.ended, place.zone), trace=(*trace, line))


def _too_late(decision: Send, record: Record) -> bool:
    return record.interview.reply_by is not None and decision.at.date() > record.interview.reply_by


def _against_reply_by(decision: Send, reply_by: date | None) -> Send:
    """Add advice if the letter would only be read after the day on which a decision was announced."""
    if reply_by is None or decision.at.date() <= reply_by:
        return decision
    text = clause("this is after the decision announced for {day}")
    return advised(decision, because("after_decision", text, day=reply_by))


def _reachable(decision: Decision, person: Person, channel: str, record: Record) -> Decision:
    """Add advice if the channel needs an address that is not recorded: the time is right, the letter cannot go."""
    missing = lacking(person, channel, record.media)
    return advised(decision, missing) if missing and isinstance(decision, Send) else decision


def _day_known(decision: Send | Conflict, record: Record, place: Place) -> Send | Conflict:
    """Add a line if the answer lies in a later year whose holidays nobody knows yet, or on a special day."""
    if not isinstance(decision, Send):
        return decision
    day, asked = decision.at.date(), local_day(record.ended, place.zone)
    said = (place.unknown(day.year) if day.year != asked.year else None, place.half_day(day), place.worked_besides(day))
    lines = tuple(note("calendar", instant_of(decision.at), place.zone, why) for why in said if why)
    return evolve(decision, trace=(*decision.trace, *lines)) if lines else decision


def _as_if_sent(step: Step, decision: Send) -> Entry:
    return Entry(
        at=decision.at.astimezone(UTC),
        event=Event.SENT,
        interview=step.interview.ref,
        recipient=step.recipient.ref,
        occasion=step.occasion,
        channel=step.channel,
    )


def _rules(record: Record, place: Place, touches: Iterable[Entry]) -> tuple[IntervalRule, ...]:
    """Return what binds a letter. The hours come last, so that they open on a day that nothing else closes."""
    policy, rules = record.policy, list[IntervalRule]()
    last = max((to_instant(entry.at) for entry in touches), default=None)
    if last is not None and policy.gap.n:
        text = clause("the letter before is of {last}; {gap} must lie between two")
        why = because("gap", text, last=local_time(last, place.zone), gap=policy.gap)
        rules.append(NotBefore(place.after(last, policy.gap), "gap", because=why))
    rules += [rule.at(place.zone) for rule in policy.rules]
    rules += place.rules(policy.office_hours, lunch=policy.lunch, least_open=policy.least_open)
    if policy.part_of_day:
        rules.append(_daily(place.zone, "part_of_day", policy.part_of_day))
    if policy.sender_hours and record.interview.candidate.zone:
        rules.append(_daily(record.interview.candidate.zone, "sender_hours", policy.sender_hours))
    return tuple(rules)


@lru_cache(maxsize=512)
def _daily(zone: str, name: Literal["part_of_day", "sender_hours"], hours: OfficeHours) -> IntervalRule:
    title: Literal["part of the day", "sender's hours"] = (
        "part of the day" if name == "part_of_day" else "sender's hours"
    )
    return DailyHours(zone=zone, name=name, strength="soft", title=title, opens=hours.opens, closes=hours.closes)


def _thanks_window(record: Record, person: Person, place: Place) -> Window:
    policy, ended = record.policy, record.ended
    opens, closes = (place.after(ended, span) for span in policy.window)
    refs = sorted(other.ref for other in record.interview.panel)
    number = refs.index(person.ref)
    touches = of_this_round(record.interview, record.history).touches()
    here = [entry for entry in touches if entry.occasion is Occasion.THANK_YOU and entry.recipient in refs]
    return Window(
        zone=place.zone,
        anchor=ended,
        now=record.now,
        opening=NotBefore(opens, "window", because=_opening(ended, policy.window[0], place), strength="soft"),
        closes=closes,
        floor=place.after(ended, policy.soonest),
        patience=place.after(ended, policy.patience),
        too_late=place.after(ended, policy.too_late),
        delay=number * max(policy.spread, 1) * 60,
        choice=policy.closed,
        relax=policy.relax,
        rules=_rules(record, place, record.history.touches(person.ref)),
        panel=(number, len(refs)),
        apart=max(policy.spread, 1) * 60,
        waiting=len({*refs} - {entry.recipient for entry in here} | {person.ref}),
        near=tuple(sorted(to_instant(entry.at) for entry in here if entry.recipient != person.ref)),
    )


def _opening(ended: int, span: Span, place: Place) -> Reason:
    """Return why the window opens when it does; where the clocks moved in between, that is said."""
    text = clause("the window opens {span} after the end")
    before, after = (local_time(at, place.zone).utcoffset() for at in (ended, place.after(ended, span)))
    if not isinstance(span, Hours) or before is None or after is None or before == after:
        return because("window", text, span=span)
    text = clause(
        "the window opens {span} after the end; the clocks go forward by {moved} in between, and elapsed hours count"
    )
    if after < before:
        text = clause(
            "the window opens {span} after the end; the clocks go back by {moved} in between, and elapsed hours count"
        )
    return because("window", text, span=span, moved=Lasting(int(abs(after - before).total_seconds())))


def _check_in_window(record: Record, place: Place, history: History) -> Window:
    opening = _due(record, place, history)
    closes = place.after(opening.instant, record.policy.check_in_too_late)
    return Window(
        zone=place.zone,
        anchor=record.ended,
        now=record.now,
        opening=opening,
        closes=closes,
        floor=opening.instant,
        patience=None,
        too_late=closes,
        delay=0,
        choice=record.policy.closed,
        relax=record.policy.relax,
        rules=_rules(record, place, history.touches()),
    )


def _due(record: Record, place: Place, history: History) -> NotBefore:
    """Return from when on one may ask: after the announced date; without one, or again, after the last contact."""
    policy, reply_by = record.policy, record.interview.reply_by
    here = of_this_round(record.interview, history)
    asked_before = any(entry.occasion is Occasion.CHECK_IN for entry in here.touches())
    if reply_by is not None and not asked_before:
        # An announced date on which nobody works is kept on the next working day.
        due = place.nth_working_day(reply_by, 0)
        text = clause("the decision is announced for {day}; a check-in waits {span}")
        if due != reply_by:
            text = clause(
                "the decision is announced for {day}, which counts as {due}, the next working day; a check-in waits "
                "{span}"
            )
        start = place.after(day_begins(due, place.zone), policy.check_in_after)
        why = because("decision_date", text, day=reply_by, due=due, span=policy.check_in_after)
        return NotBefore(max(start, record.ended), "decision_date", because=why)
    last = max([record.ended, *(to_instant(entry.at) for entry in history.touches())])
    text = clause("no decision date is known; a check-in waits {span} after the last contact on {last}")
    if asked_before:
        text = clause("the question was asked before; a check-in waits {span} after the last contact on {last}")
    why = because("last_contact", text, span=policy.check_in_unknown, last=local_time(last, place.zone))
    return NotBefore(place.after(last, policy.check_in_unknown), "last_contact", because=why)
