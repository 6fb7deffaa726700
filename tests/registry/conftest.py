"""Plugins installed for real: a module and its metadata in a folder on sys.path, found as any distribution is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

Install = Callable[..., str]

GOOD = """
    from followup_kit import Medium, Message, Artifact
    from followup_kit.hookspecs import hookimpl

    followup_kit_api = (1, 1)


    class FaxChannel:
        medium = Medium(name="fax", title="fax")

        def render(self, draft):
            return Message(
                channel="fax",
                interview=draft.interview.ref,
                recipient=draft.recipient.ref,
                occasion=draft.occasion,
                draft_digest=draft.digest,
                artifacts=[Artifact(media_type="text/plain", suffix=".fax", content=draft.body.encode())],
            )


    @hookimpl
    def followup_channels():
        return [FaxChannel()]
"""


@pytest.fixture
def good_plugin() -> str:
    return GOOD


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install a plugin distribution whose one module holds the given source; return the distribution's name."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    modules: list[str] = []

    def write(source: str, *, name: str = "followup-kit-fax", version: str = "0.3") -> str:
        module = name.replace("-", "_")
        modules.append(module)
        (site / f"{module}.py").write_text(dedent(source), encoding="utf-8")
        info = site / f"{module}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
        (info / "entry_points.txt").write_text(f"[followup_kit]\nfax = {module}\n", encoding="utf-8")
        return name

    yield write
    for module in modules:
        sys.modules.pop(module, None)
