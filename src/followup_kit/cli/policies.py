"""followup policies: the timing rules to choose from, what each sets, whom it follows and when that was looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from followup_kit.kit import Kit
from followup_kit.timing.parts import SETTABLE, Part, set_by
from followup_kit.timing.policies import Policy
from followup_kit.timing.policy_data import said_value, write_value

from .failures import Exit
from .lines import Line, print_lines
from .options import as_json, example
from .output import print_json
from .session import load_kit

__all__ = ["policies"]


@click.command(
    short_help="List timing rules, or show one with its sources.",
    epilog=example("followup policies", "followup policies guide+promise_plus_week"),
)
@click.argument("name", required=False)
@as_json
def policies(name: str | None, as_json: bool) -> int:
    """List the policies and parts that --policy takes; with NAME, show what it sets and whom it follows.

    Those in the tables [policies.NAME] and [parts.NAME] of followup.toml are among them.
    """
    kit = load_kit("guide")
    if name is None:
        _print_all(kit, as_json=as_json)
    else:
        _print_one(_found(kit, name), kit, as_json=as_json)
    return Exit.FINE


def _found(kit: Kit, name: str) -> Policy | Part:
    if name in kit.catalog.parts:
        return kit.catalog.parts[name]
    return kit.catalog.policy(name)


def _print_all(kit: Kit, *, as_json: bool) -> None:
    if as_json:
        whole = [_head(value, kit) for value in kit.catalog.policies.values()]
        print_json({"policies": whole, "parts": [_head(value, kit) for value in kit.catalog.parts.values()]})
        return
    print_lines(Line(f"{value.name}: {_said(value)}") for value in kit.catalog.policies.values())
    print_lines([Line("parts, to be added as in guide+cap_one", "quiet", _parts(kit))])


def _parts(kit: Kit) -> Iterator[Line]:
    for part in kit.catalog.parts.values():
        yield Line(f"{part.name}: {_said(part)}")


def _said(value: Policy | Part) -> str:
    made_of = f"extends {', '.join(value.extends)}" if isinstance(value, Policy) and value.extends else ""
    return value.summary or made_of or "of your own"


def _head(value: Policy | Part, kit: Kit) -> dict[str, Any]:
    return {
        "name": value.name,
        "summary": value.summary,
        "reviewed": value.reviewed.isoformat() if value.reviewed else None,
        "from": kit.catalog.offered_by("policies", value.name) or None,
    }


def _print_one(value: Policy | Part, kit: Kit, *, as_json: bool) -> None:
    sets = set_by(value)
    if as_json:
        names = sets if isinstance(value, Part) else _fields(value)
        print_json(
            {
                **_head(value, kit),
                "kind": "part" if isinstance(value, Part) else "policy",
                "extends": [] if isinstance(value, Part) else list(value.extends),
                "fields": {name: write_value(names[name]) for name in names},
                "sets": sorted(sets),
                "sources": list(value.sources),
            }
        )
        return
    print_lines(_lines(value, sets))


def _fields(policy: Policy) -> dict[str, Any]:
    return {name: getattr(policy, name) for name in SETTABLE}


def _lines(value: Policy | Part, sets: dict[str, Any]) -> Iterator[Line]:
    yield Line(f"{value.name}: {_said(value)}", "head")
    shown = sets if isinstance(value, Part) else {"window": value.window, **sets}
    yield Line("sets", "plain", [Line(f"{name}: {said_value(field)}") for name, field in shown.items()])
    if not isinstance(value, Part):
        rest = [name for name in _fields(value) if name not in shown]
        yield Line("as by default", "quiet", [Line(f"{name}: {said_value(getattr(value, name))}") for name in rest])
    if value.sources:
        looked = f"follows, looked at on {value.reviewed}" if value.reviewed else "follows"
        yield Line(looked, "quiet", [Line(source) for source in value.sources])
