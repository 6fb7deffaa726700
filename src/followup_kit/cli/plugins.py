"""followup plugins: who offers what, and what is wrong with those that do not work."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import click

from followup_kit.errors import PluginWarning
from followup_kit.hookspecs import API_VERSION
from followup_kit.registry import Catalog, PluginInfo, collect

from .failures import Exit
from .lines import Line, Tone, print_lines
from .options import as_json, example
from .output import print_json
from .session import settings

__all__ = ["plugins"]


@click.command(short_help="List plugins and what they offer.", epilog=example("followup plugins"))
@as_json
def plugins(as_json: bool) -> int:
    """List plugins with distribution, version, what they offer, how long they took to load, and what is wrong.

    The exit code is 1 if a plugin could not be loaded or one of its offers was left out.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PluginWarning)  # they are listed below, each with its plugin
        catalog = collect(blocked=settings().blocked)
    if as_json:
        print_json(
            {
                "api_version": API_VERSION,
                "plugins": [_plugin_json(plugin) for plugin in catalog.plugins],
                "problems": [
                    {
                        "distribution": problem.distribution,
                        "version": problem.version,
                        "message": problem.message,
                        "left_out": problem.left_out,
                    }
                    for problem in catalog.problems
                ],
            }
        )
    else:
        print_lines(_lines(catalog))
    return Exit.NEEDS_A_PERSON if catalog.problems else Exit.FINE


def _plugin_json(plugin: PluginInfo) -> dict[str, object]:
    return {
        "name": plugin.name,
        "distribution": plugin.distribution,
        "version": plugin.version,
        "status": plugin.status,
        "api": list(plugin.api) if plugin.api else None,
        "offers": {kind: list(names) for kind, names in plugin.offers},
        "milliseconds": round(plugin.seconds * 1000, 1),
    }


_TONES: dict[str, Tone] = {"working": "good", "broken": "bad", "blocked": "quiet"}


def _lines(catalog: Catalog) -> Iterator[Line]:
    for plugin in catalog.plugins:
        offers = [Line(f"{kind}: {', '.join(names)}") for kind, names in plugin.offers]
        head = f"{plugin.distribution} {plugin.version} ({plugin.name}): {plugin.status}"
        yield Line(f"{head}, {plugin.seconds * 1000:.0f} ms", _TONES[plugin.status], offers)
    for problem in catalog.problems:
        yield Line(str(problem), "bad")
