"""Plans and decisions as JSON documents, read back as equal ones: every instant, reason and option."""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from functools import lru_cache, partial
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from attrs import NOTHING, fields, has

from followup_kit.errors import InvalidFact, known_names
from followup_kit.facts.interview import Interview
from followup_kit.facts.people import Person

from .decisions import Conflict, Decision, Hold, Plan, Send, Step, Stop
from .documents import read_document, write_document
from .doors import check_interview
from .plain_reasons import (
    Json,
    Reader,
    brief,
    read_moment,
    read_reason,
    read_table,
    read_text,
    several,
    tupled,
    write_moment,
    write_reason,
)
from .reasons import Reason

__all__ = ["decision_from_json", "decision_to_json", "plan_from_json", "plan_to_json"]

_DECISIONS: Final[Mapping[str, type[Any]]] = {"send": Send, "hold": Hold, "stop": Stop, "conflict": Conflict}


def decision_to_json(decision: Decision, *, indent: int | None = 2) -> str:
    """Return the decision as JSON text; `decision_from_json` turns it back."""
    return write_document("decision", _object(decision), indent=indent)


def decision_from_json(text: str) -> Decision:
    """Return the decision of a JSON text, equal to the one that was written.

    Raises:
        InvalidFact: it is no decision, of a newer version, or has unknown, missing or impossible fields.
    """
    return _decision(read_document("decision", _given(text, "decision"), InvalidFact), "decision")


def _given(text: object, noun: str) -> str:
    if not isinstance(text, str):
        raise InvalidFact(f"a {noun} is read from its JSON text, as {noun}_to_json returns it; got {brief(text)}")
    return text


def plan_to_json(plan: Plan, *, indent: int | None = 2) -> str:
    """Return the plan as JSON text; `plan_from_json` turns it back.

    The interview itself is not written, only its ref: a record has a form of its own, and a plan may lie where nobody
    needs to read what was talked about.
    """
    steps = [
        {
            "recipient": step.recipient.ref,
            "occasion": step.occasion.value,
            "channel": step.channel,
            "decision": _object(step.decision),
        }
        for step in plan.steps
    ]
    body = {"interview": plan.interview.ref, **_object(plan), "steps": steps}
    return write_document("plan", body, indent=indent)


def plan_from_json(text: str, interview: Interview) -> Plan:
    """Return the plan of a JSON text, equal to the one that was written.

    Args:
        text: what `plan_to_json` wrote.
        interview: the record that the plan was made for.

    Raises:
        InvalidFact: it is no plan, of a newer version, of another interview, for somebody who is not on the panel, or
            has unknown, missing or impossible fields.
    """
    check_interview(interview)
    body = read_document("plan", _given(text, "plan"), InvalidFact)
    if body.get("interview") != interview.ref:
        raise InvalidFact(f"the plan is of the interview {body.get('interview')!r}, not of {interview.ref!r}")
    panel = {person.ref: person for person in interview.panel}
    steps = body.get("steps")
    if not isinstance(steps, list):
        raise InvalidFact(f"plan.steps must be a list, got {brief(steps)}")
    made = tuple(_step(step, interview, panel, f"plan.steps[{index}]") for index, step in enumerate(steps))
    rest = {key: value for key, value in body.items() if key not in ("interview", "steps")}
    return Plan(interview=interview, steps=made, **_values(Plan, rest, "plan", given=("interview", "steps")))


def _step(value: Any, interview: Interview, panel: Mapping[str, Person], place: str) -> Step:
    body = read_table(value, place)
    ref = body.get("recipient")
    if not isinstance(ref, str) or ref not in panel:
        raise InvalidFact(
            f"{place}.recipient: {known_names(f'person on the panel of {interview.ref}', str(ref), panel)}"
        )
    decision = _decision(read_table(body.get("decision"), f"{place}.decision"), f"{place}.decision")
    rest = {key: value for key, value in body.items() if key not in ("recipient", "decision")}
    values = _values(Step, rest, place, given=("interview", "recipient", "decision", "rules"))
    return Step(interview=interview, recipient=panel[ref], decision=decision, **values)


def _decision(body: dict[str, Any], place: str) -> Decision:
    kind = body.get("kind")
    if not isinstance(kind, str) or kind not in _DECISIONS:
        raise InvalidFact(f"{place}.kind: {known_names('kind of decision', str(kind), _DECISIONS)}")
    decision: Decision = _made(_DECISIONS[kind], {key: body[key] for key in body if key != "kind"}, place)
    return decision


# writing: by the value's type


def _object(value: Any) -> dict[str, Any]:
    names = [a.name for a in fields(type(value)) if a.name not in ("interview", "steps")]
    # the kind of a decision comes first, since it says what the rest is
    return {name: _plain(getattr(value, name)) for name in sorted(names, key=lambda name: name != "kind")}


def _plain(value: Any) -> Json:
    match value:
        case Enum():
            return str(value.value)
        case None | bool() | int() | str():
            return value
        case datetime():
            return write_moment(value)
        case Reason():
            return write_reason(value)
        case tuple():
            return [_plain(item) for item in value]
    return _object(value)


# reading: by the type that a field is declared with


def _made(kind: type, body: Any, place: str) -> Any:
    return kind(**_values(kind, read_table(body, place), place))


def _values(kind: type, body: Mapping[str, Any], place: str, given: tuple[str, ...] = ()) -> dict[str, Any]:
    readers = {name: reader for name, reader in _readers(kind).items() if name not in given}
    for key in body:
        if key not in readers:
            raise InvalidFact(f"{place}: {known_names('field', key, readers)}")
    missing = [name for name in readers if name not in body and getattr(fields(kind), name).default is NOTHING]
    if missing:
        raise InvalidFact(f"{place} lacks {', '.join(missing)}")
    return {key: readers[key](value, f"{place}.{key}") for key, value in body.items()}


@lru_cache(maxsize=16)
def _readers(kind: type) -> Mapping[str, Reader]:
    hints = get_type_hints(kind)
    return {a.name: _reader(hints[a.name]) for a in fields(kind) if a.init and a.name not in ("interview", "rules")}


def _reader(hint: Any) -> Reader:
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType) and type(None) in args:
        [inner] = [arg for arg in args if arg is not type(None)]
        return partial(_optional, _reader(inner))
    if origin is Literal:
        return partial(_word, args)
    if origin is tuple and args[-1] is Ellipsis:
        return partial(several, _reader(args[0]))
    if origin is tuple:
        return partial(tupled, tuple(map(_reader, args)))
    if hint in _READERS:
        return _READERS[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return partial(_member, hint)
    if isinstance(hint, type) and has(hint):
        return partial(_made, hint)
    return _not_read


def _not_read(_value: Any, place: str) -> Any:
    raise InvalidFact(f"{place} cannot be read")


def _optional(read: Reader, value: Any, place: str) -> Any:
    return None if value is None else read(value, place)


def _word(words: tuple[str, ...], value: Any, place: str) -> str:
    if value not in words:
        raise InvalidFact(f"{place} must be one of {', '.join(words)}, got {brief(value)}")
    return str(value)


def _member(kind: type[Enum], value: Any, place: str) -> Enum:
    try:
        return kind(value)
    except ValueError:
        raise InvalidFact(f"{place}: {known_names('value', str(value), [str(item.value) for item in kind])}") from None


_READERS: Final[Mapping[Any, Reader]] = {str: read_text, datetime: read_moment, Reason: read_reason}
