"""A policy as a JSON document, read back as an equal policy; rules of your own travel by their names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attrs import fields

from followup_kit.errors import InvalidSetting, known_names

from .documents import read_document, write_document
from .policies import Policy
from .policy_data import kinds_of, read_field, rules_by_name, write_value
from .rules import IntervalRule

__all__ = ["policy_from_json", "policy_schema", "policy_to_json"]


def policy_to_json(policy: Policy, *, indent: int | None = 2) -> str:
    """Return the policy as JSON text with all its fields; `policy_from_json` turns it back.

    Args:
        policy: any policy. Its own rules are written by name, with strength, rank and zone where these were
            set on the rule and not in its class.
        indent: blanks by which inner lines are set in; None gives one line.
    """
    body = {attribute.name: write_value(getattr(policy, attribute.name)) for attribute in fields(Policy)}
    return write_document("policy", body, indent=indent)


def policy_from_json(text: str, *, rules: Iterable[IntervalRule] = ()) -> Policy:
    """Return the policy of a JSON text. A field that an older version did not know has its default.

    Args:
        text: what `policy_to_json` wrote.
        rules: the rules of your own that the policy names; further ones do no harm.

    Raises:
        InvalidSetting: it is no policy, of a newer version, has unknown fields or impossible values, or names a rule
            that was not given. Every problem stands on a line of its own, with its field.
    """
    body = read_document("policy", text, InvalidSetting)
    given = rules_by_name(rules)
    values: dict[str, Any] = {}
    problems = [] if "name" in body else ["policy.name: a policy needs a name"]
    for key, value in body.items():
        try:
            if key not in kinds_of(Policy):
                raise InvalidSetting(known_names("policy field", key, kinds_of(Policy)))
            values[key] = read_field(Policy, key, value, given)
        except InvalidSetting as error:
            problems.append(f"policy.{key}: {error}")
    if problems:
        raise InvalidSetting("\n".join(problems))
    return Policy(**values)


def policy_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the document. What fields say of one another is checked on reading."""
    properties = {
        name: {"anyOf": [dict(kind.schema), {"type": "null"}]} if kind.optional else dict(kind.schema)
        for name, kind in kinds_of(Policy).items()
    }
    policy = {"type": "object", "properties": properties, "required": ["name"], "additionalProperties": False}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "followup-kit policy",
        "type": "object",
        "properties": {"format": {"const": "followup-kit policy"}, "version": {"const": 1}, "policy": policy},
        "required": ["format", "version", "policy"],
        "additionalProperties": False,
    }
