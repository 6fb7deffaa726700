"""A plan as JSON for programs and as lines for people, with the reason for every hour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from followup_kit.facts.history import Occasion
from followup_kit.facts.moments import zone_info
from followup_kit.language.speech import ENGLISH, Speech, clause, speech
from followup_kit.timing.channels import called
from followup_kit.timing.decisions import Conflict, Decision, Hold, Move, Option, Plan, Send, Step, Stop
from followup_kit.timing.picture import Picture, picture_of_step
from followup_kit.timing.plain_reasons import write_reason
from followup_kit.timing.reasons import Reason, RuleNames, because

from .lines import Line, Tone, instant
from .session import Clock
from .timeline import Paper, legend, timeline

__all__ = ["OCCASIONS", "place_of", "plan_json", "plan_lines", "step_reason"]

_TONES: dict[str, Tone] = {"send": "good", "hold": "wait", "stop": "bad", "conflict": "bad"}

OCCASIONS = {Occasion.THANK_YOU: clause("thank_you"), Occasion.CHECK_IN: clause("check_in")}
"""In English an occasion is called as options and JSON call it."""

_REFUSED = {
    "hold": clause("{step}: hold: {why}"),
    "stop": clause("{step}: stop: {why}"),
    "conflict": clause("{step}: conflict: {why}"),
}
_OR = {
    "later": clause("or later {at}"),
    "earlier": clause("or earlier {at}"),
    "inside": clause("or inside {at}"),
}
_OR_BREAKING = {
    "later": clause("or later {at}, breaks {rules}"),
    "earlier": clause("or earlier {at}, breaks {rules}"),
    "inside": clause("or inside {at}, breaks {rules}"),
}


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
    """Yield the plan for people, in the language asked for; with timelines if there is paper for them.

    Rules are called by their titles here; JSON has their names.

    Raises:
        NotFound: reasons are not said in that language; the known ones are named.
    """
    to = ENGLISH if locale is None else speech(locale)
    text = clause("{interview}: planned by the {policy} policy as of {now}")
    head = because("plan", text, interview=plan.interview.ref, policy=plan.policy, now=instant(plan.now, to))
    yield Line(head.said(locale), "head")
    if clock.note:
        yield Line(clock.note.said(locale), "quiet")
    drawn: list[Picture] = []
    for step in plan.steps:
        picture = picture_of_step(step, plan.now) if timelines else None
        rows: tuple[Line, ...] = ()
        if timelines and picture:
            drawn.append(picture)
            rows = (timeline(picture, timelines, to),)
        headline = _headline(step, to).said(locale)
        yield Line(headline, _TONES[step.decision.kind], (*rows, *_under(step.decision, to, locale)))
    shown = {(step.recipient.ref, step.occasion) for step in plan.steps}
    rest = [held for held in plan.held if (held.recipient, held.occasion) not in shown]
    if rest:
        reasons = (
            f"{held.recipient} {to.template(OCCASIONS[held.occasion])}: {held.because.said(locale)}" for held in rest
        )
        yield Line(to.template(clause("not planned")), "quiet", map(Line, reasons))
    meanings = tuple(legend(drawn, timelines, to)) if timelines else ()
    if meanings:
        yield Line(to.template(clause("what the lines show")), "quiet", meanings)


def _headline(step: Step, to: Speech) -> Reason:
    who = because(
        "step",
        "{ref} ({name}), {occasion} by {channel}",
        ref=step.recipient.ref,
        name=step.recipient.name.display,
        occasion=to.template(OCCASIONS[step.occasion]),
        channel=step.channel if to is ENGLISH else called(step.channel),
    )
    decision = step.decision
    if isinstance(decision, Send):
        at, mine = f"{instant(_local(decision.at, decision), to)}{place_of(decision.at)}", _for_you(decision.at, step)
        if mine is None:
            return because("send", "{step}: send {at}", step=who, at=at)
        return because("send", "{step}: send {at} (your clock: {mine})", step=who, at=at, mine=instant(mine, to))
    if isinstance(decision, Hold) and decision.until:
        again = instant(_local(decision.until, decision), to)
        return because("hold", "{step}: hold: {why} (ask again {at})", step=who, why=decision.because, at=again)
    return because(decision.kind, _REFUSED[decision.kind], step=who, why=decision.because)


def place_of(moment: datetime) -> str:
    """Return the zone whose clocks a moment is told by, to stand behind it; empty if it has only an offset."""
    key = getattr(moment.tzinfo, "key", None)
    return f", {key}" if key else ""


def _for_you(moment: datetime, step: Step) -> datetime | None:
    """Return what the candidate's own clock shows, where it shows something else."""
    zone = step.interview.candidate.zone
    mine = moment.astimezone(zone_info(zone)) if zone else moment
    return mine if mine.utcoffset() != moment.utcoffset() else None


def _under(decision: Decision, to: Speech, locale: str | None) -> tuple[Line, ...]:
    return (*_because(decision.trace, to, locale), *_rest(decision, to, locale))


def _because(trace: Iterable[Move], to: Speech, locale: str | None) -> Iterator[Line]:
    for move in trace:
        # the rules' names are English words, which only English lines can begin with
        yield Line(f"{move.rule}: {move.reason}" if to is ENGLISH else move.because.sentence(locale))


def _rest(decision: Decision, to: Speech, locale: str | None) -> Iterator[Line]:
    opens, closes = _window(decision)
    if opens is not None:
        text = (
            clause("window: from {opens}, before {closes}") if closes else clause("window: from {opens}, with no end")
        )
        first, last = (instant(_local(moment, decision), to) for moment in (opens, closes))
        yield Line(because("window", text, opens=first, closes=last).said(locale), "quiet")
    if isinstance(decision, Send) and decision.relaxed:
        gave_way = because("relaxed", "gave way: {rules}", rules=RuleNames(decision.relaxed))
        yield Line(gave_way.said(locale), "wait")
    if isinstance(decision, Send | Stop):
        for advice in decision.advised:
            yield Line(because("note", "note: {advice}", advice=advice.sentence(locale)).said(locale), "wait")
    for option in _options(decision):
        if not isinstance(decision, Send) or option.at.timestamp() != decision.at.timestamp():
            yield Line(_option(option, decision, to, locale), "quiet")


def _option(option: Option, decision: Decision, to: Speech, locale: str | None) -> str:
    at, rules = instant(_local(option.at, decision), to), RuleNames(option.breaks)
    text = _OR_BREAKING[option.name] if option.breaks else _OR[option.name]
    said = because("option", text, at=at, rules=rules).said(locale)
    return f"{said}: {option.because.sentence(locale)}" if option.because else said
