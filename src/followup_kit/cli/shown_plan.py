"""A plan as JSON for programs and as lines for people, with the reason for every hour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from followup_kit.facts.moments import zone_info
from followup_kit.language.speech import ENGLISH, speech
from followup_kit.timing.decisions import Conflict, Decision, Hold, Move, Option, Plan, Send, Step, Stop
from followup_kit.timing.picture import Picture, picture_of_step
from followup_kit.timing.plain_reasons import write_reason

from .lines import Line, Tone, instant
from .session import Clock
from .timeline import Paper, legend, timeline

__all__ = ["place_of", "plan_json", "plan_lines", "step_reason"]

_TONES: dict[str, Tone] = {"send": "good", "hold": "wait", "stop": "bad", "conflict": "bad"}


def plan_json(plan: Plan, clock: Clock) -> dict[str, Any]:
    """Return the plan as plain data. Instants are ISO 8601 with the recipient's offset, None where there is none."""
    return {
        "policy": plan.policy,
        "steps": [_step_json(step) for step in plan.steps],
        "held": [{"recipient": h.recipient, "occasion": h.occasion.value, "reason": h.reason} for h in plan.held],
        "interview": plan.interview.ref,
        "now": plan.now.isoformat(),
        "clock": clock.source,
        "versions": dict(plan.versions),
    }


def _step_json(step: Step) -> dict[str, Any]:
    decision = step.decision
    at = decision.at if isinstance(decision, Send) else None
    opens, closes = _window(decision)
    return {
        "recipient": step.recipient.ref,
        "occasion": step.occasion.value,
        "channel": step.channel,
        "decision": decision.kind,
        "at": _iso(at, decision),
        "opens": _iso(opens, decision),
        "closes": _iso(closes, decision),
        "relaxed": list(decision.relaxed) if isinstance(decision, Send) else [],
        "options": [_option_json(option, decision) for option in _options(decision)],
        "trace": [_move_json(move) for move in decision.trace],
        "reason": step_reason(step),
        "advice": list(decision.advice) if isinstance(decision, Send | Stop) else [],
    }


def _option_json(option: Option, decision: Decision) -> dict[str, Any]:
    return {
        "name": option.name,
        "at": _iso(option.at, decision),
        "breaks": list(option.breaks),
        "reason": option.reason,
    }


def _move_json(move: Move) -> dict[str, Any]:
    return {
        "rule": move.rule,
        "from": move.start.isoformat(),
        "to": move.end.isoformat(),
        "reason": move.reason,
        "because": write_reason(move.because),
    }


def _window(decision: Decision) -> tuple[datetime | None, datetime | None]:
    if isinstance(decision, Send | Conflict):
        return decision.opens, decision.closes
    return None, None


def _options(decision: Decision) -> tuple[Option, ...]:
    return decision.options if isinstance(decision, Send | Conflict) else ()


def _local(moment: datetime | None, decision: Decision) -> datetime | None:
    """Put a moment on the recipient's clock, which the trace is in."""
    if moment is None or not decision.trace:
        return moment
    return moment.astimezone(decision.trace[-1].end.tzinfo)


def _iso(moment: datetime | None, decision: Decision) -> str | None:
    local = _local(moment, decision)
    return None if local is None else local.isoformat()


def step_reason(step: Step) -> str:
    """Return the reason in one sentence: of the answer itself, else of the last rule that moved the time."""
    decision = step.decision
    if isinstance(decision, Hold | Stop | Conflict):
        return decision.reason
    moved = [move.reason for move in decision.trace if move.start != move.end]
    return moved[-1] if moved else (decision.trace[-1].reason if decision.trace else "")


def plan_lines(
    plan: Plan, clock: Clock, *, locale: str | None = None, timelines: Paper | None = None
) -> Iterator[Line]:
    """Yield the plan for people, the reasons in the language asked for; with timelines if there is paper for them.

    Raises:
        NotFound: reasons are not said in that language; the known ones are named.
    """
    to = ENGLISH if locale is None else speech(locale)
    yield Line(f"{plan.interview.ref}: planned by the {plan.policy} policy as of {instant(plan.now)}", "head")
    if clock.note:
        yield Line(clock.note, "quiet")
    drawn: list[Picture] = []
    for step in plan.steps:
        picture = picture_of_step(step, plan.now) if timelines else None
        rows: tuple[Line, ...] = ()
        if timelines and picture:
            drawn.append(picture)
            rows = (timeline(picture, timelines, to),)
        yield Line(_headline(step, locale), _TONES[step.decision.kind], (*rows, *_under(step.decision, locale)))
    shown = {(step.recipient.ref, step.occasion) for step in plan.steps}
    rest = [held for held in plan.held if (held.recipient, held.occasion) not in shown]
    if rest:
        reasons = (f"{held.recipient} {held.occasion.value}: {held.because.said(locale)}" for held in rest)
        yield Line("not planned", "quiet", map(Line, reasons))
    meanings = tuple(legend(drawn, timelines, to)) if timelines else ()
    if meanings:
        yield Line("what the lines show", "quiet", meanings)


def _headline(step: Step, locale: str | None) -> str:
    who = f"{step.recipient.ref} ({step.recipient.name.display}), {step.occasion.value} by {step.channel}"
    decision = step.decision
    if isinstance(decision, Send):
        return (
            f"{who}: send {instant(_local(decision.at, decision))}{place_of(decision.at)}{_for_you(decision.at, step)}"
        )
    until = (
        f" (ask again {instant(_local(decision.until, decision))})"
        if isinstance(decision, Hold) and decision.until
        else ""
    )
    return f"{who}: {decision.kind}: {decision.because.said(locale)}{until}"


def place_of(moment: datetime) -> str:
    """Return the zone whose clocks a moment is told by, to stand behind it; empty if it has only an offset."""
    key = getattr(moment.tzinfo, "key", None)
    return f", {key}" if key else ""


def _for_you(moment: datetime, step: Step) -> str:
    """Say what the candidate's own clock shows, where it shows something else."""
    zone = step.interview.candidate.zone
    mine = moment.astimezone(zone_info(zone)) if zone else moment
    return f" (your clock: {instant(mine)})" if mine.utcoffset() != moment.utcoffset() else ""


def _under(decision: Decision, locale: str | None) -> tuple[Line, ...]:
    return (*_because(decision.trace, locale), *_rest(decision, locale))


def _because(trace: Iterable[Move], locale: str | None) -> Iterator[Line]:
    for move in trace:
        yield Line(f"{move.rule}: {move.because.sentence(locale)}")


def _rest(decision: Decision, locale: str | None) -> Iterator[Line]:
    opens, closes = _window(decision)
    if opens is not None:
        until = f"before {instant(_local(closes, decision))}" if closes else "with no end"
        yield Line(f"possible: from {instant(_local(opens, decision))}, {until}", "quiet")
    if isinstance(decision, Send) and decision.relaxed:
        yield Line(f"gave way: {', '.join(decision.relaxed)}", "wait")
    if isinstance(decision, Send | Stop):
        yield from (Line(f"note: {advice.sentence(locale)}", "wait") for advice in decision.advised)
    for option in _options(decision):
        breaks = f", breaks {', '.join(option.breaks)}" if option.breaks else ""
        reason = f": {option.because.sentence(locale)}" if option.because else ""
        yield Line(f"or {option.name} {instant(_local(option.at, decision))}{breaks}{reason}", "quiet")
