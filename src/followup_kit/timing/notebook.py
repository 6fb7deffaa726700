"""How plans, steps and decisions show themselves in a notebook: a picture, and the reasons as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from followup_kit.language.speech import ENGLISH

from .drawing import safe, to_svg
from .picture import picture_of
from .reasons import Reason, RuleNames

if TYPE_CHECKING:
    from .decisions import Decision, Held, Option, Plan, Step
    from .rules import IntervalRule

__all__ = ["decision_html", "plan_html", "step_html"]

_SMALL = 'style="margin:.2em 0 .6em;padding-left:1.4em"'


def plan_html(plan: Plan) -> str:
    """Return the whole plan: every step, and what is not planned."""
    shown = {(step.recipient.ref, step.occasion) for step in plan.steps}
    rest = [held for held in plan.held if (held.recipient, held.occasion) not in shown]
    return _box(
        f"<p><strong>{safe(plan.interview.ref)}</strong>: planned by the {safe(plan.policy)} policy as of "
        f"{_clock(plan.now)}</p>",
        *(_step(step, plan.now) for step in plan.steps),
        *_not_planned(rest),
        f'<p style="opacity:.75">{safe("; ".join(f"{name}: {version}" for name, version in plan.versions))}</p>',
    )


def step_html(step: Step) -> str:
    """Return one step with its picture."""
    return _box(_step(step, None))


def decision_html(decision: Decision) -> str:
    """Return one decision. Its picture knows only the hours that the trace passed."""
    return _box(f"<p>{_answer(decision)}</p>", *_body(decision, (), None))


def _box(*parts: str) -> str:
    return f'<div style="max-width:62em;line-height:1.45">{"".join(parts)}</div>'


def _step(step: Step, now: datetime | None) -> str:
    who = f"{safe(step.recipient.name.display)}, {safe(step.occasion.value.replace('_', '-'))} by {safe(step.channel)}"
    body = "".join(_body(step.decision, step.rules, now))
    return f'<div style="margin:0 0 1.2em"><p><strong>{who}</strong>: {_answer(step.decision)}</p>{body}</div>'


def _clock(moment: datetime) -> str:
    return safe(ENGLISH.clock(moment))


def _answer(decision: Decision) -> str:
    match decision.kind:
        case "send":
            return f"<strong>send</strong> {_clock(decision.at)}"
        case "hold":
            until = f" (ask again {_clock(decision.until)})" if decision.until else ""
            return f"<strong>hold</strong>: {safe(decision.reason)}{until}"
        case other:
            return f"<strong>{other}</strong>: {safe(decision.reason)}"


def _body(decision: Decision, rules: tuple[IntervalRule, ...], now: datetime | None) -> Iterator[str]:
    picture = picture_of(decision, rules, now)
    if picture is not None:
        yield to_svg(picture)
    yield _list(f"{safe(move.reason)} <small>({safe(move.rule)})</small>" for move in decision.trace)
    if decision.kind == "send" and decision.relaxed:
        yield f"<p>Gave way: {safe(_rules(decision.relaxed))}.</p>"
    if decision.kind in ("send", "stop"):
        yield from (f"<p>Note: {safe(advice)}</p>" for advice in decision.advice)
    if decision.kind in ("send", "conflict"):
        taken = decision.at.timestamp() if decision.kind == "send" else None
        yield _list(_option(option) for option in decision.options if option.at.timestamp() != taken)


def _rules(names: tuple[str, ...]) -> str:
    return str(Reason("rules", "{rules}", (("rules", RuleNames(names)),)))


def _option(option: Option) -> str:
    breaks = f", breaks {safe(_rules(option.breaks))}" if option.breaks else ""
    return f"or <strong>{option.name}</strong> {_clock(option.at)}{breaks}. {safe(option.reason)}"


def _not_planned(rest: Iterable[Held]) -> Iterator[str]:
    rows = [f"{safe(held.recipient)} {safe(held.occasion.value)}: {safe(held.reason)}" for held in rest]
    if rows:
        yield f"<p>Not planned</p>{_list(rows)}"


def _list(rows: Iterable[str]) -> str:
    items = "".join(f"<li>{row}</li>" for row in rows)
    return f"<ul {_SMALL}>{items}</ul>" if items else ""
