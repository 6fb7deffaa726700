"""JSON documents that say what they are: a format, a version and one body. What is not understood is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

__all__ = ["read_document", "write_document"]

_NEWEST = 1


def write_document(noun: str, body: Mapping[str, Any], *, indent: int | None) -> str:
    """Return the JSON text of a document about a "policy", a "plan" or a "decision"."""
    document = {"format": f"followup-kit {noun}", "version": _NEWEST, noun: body}
    return json.dumps(document, ensure_ascii=False, indent=indent, allow_nan=False)


def read_document(noun: str, text: str, error: type[ValueError]) -> dict[str, Any]:
    """Return the body of a document.

    Raises:
        error: it is not JSON, is about something else, was written by a newer version, or has further keys.
    """
    document = _parsed(noun, text, error)
    wanted = f"followup-kit {noun}"
    if not isinstance(document, dict) or document.get("format") != wanted:
        found = document.get("format") if isinstance(document, dict) else document
        raise error(f"this is no {noun}: its format must be {wanted!r}, got {_brief(found)}")
    version = document.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise error(f"the version of a {noun} must be a whole number from 1, got {_brief(version)}")
    if version > _NEWEST:
        raise error(f"this {noun} is of version {version}, written by a newer followup-kit; update to read it")
    for key in document:
        if key not in ("format", "version", noun):
            raise error(f"{key}: a document of a {noun} has no such key; known: format, version, {noun}")
    body = document.get(noun)
    if not isinstance(body, dict):
        raise error(f"{noun} must be an object, got {_brief(body)}")
    return body


def _parsed(noun: str, text: str, error: type[ValueError]) -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        out = dict(pairs)
        if len(out) < len(pairs):
            twice = next(key for index, (key, _) in enumerate(pairs) if key in dict(pairs[:index]))
            raise error(f"{twice} stands twice in one object; which one is meant cannot be told")
        return out

    def no_number(name: str) -> NoReturn:
        raise error(f"{name} is no number of JSON")

    try:
        return json.loads(text, object_pairs_hook=unique, parse_constant=no_number)
    except error:
        raise
    except ValueError as fault:  # no JSON, or a number of thousands of digits
        raise error(f"this is no {noun}: it is not JSON: {fault}") from fault
    except RecursionError:
        raise error(f"this is no {noun}: it is nested too deeply") from None


def _brief(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
