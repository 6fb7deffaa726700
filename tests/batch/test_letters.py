"""One panel's letters: each is compared with the others, and what cannot be written stops nobody else's."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from attrs import evolve

from followup_kit import Draft, History, Kit, Medium, PluginError, Step, intake
from followup_kit.hookspecs import hookimpl
from followup_kit.language.pack import Language
from followup_kit.letters import write
from followup_kit.writing.composer import BuiltInComposer

EXAMPLE = Path(__file__).parents[2] / "examples" / "panel-onsite" / "interview.toml"


_NOTHING = History()


class Copyist:
    """A composer that writes what it wrote to Dr Weber to everybody."""

    name = "copyist"

    def compose(
        self, step: Step, *, language: Language, medium: Medium, seed: int = 0, history: History = _NOTHING
    ) -> Draft:
        first = evolve(step, recipient=step.interview.panel[0])
        draft = BuiltInComposer().compose(first, language=language, medium=medium, seed=seed, history=history)
        return evolve(draft, recipient=step.recipient, source=draft.source.replace("weber", step.recipient.ref))


class Broken(Copyist):
    def compose(self, *_arguments: object, **_more: object) -> Draft:
        raise RuntimeError("no ink")


def kit_with(composer: object) -> Kit:
    offer = SimpleNamespace(__name__="scribe", followup_composers=hookimpl(lambda: [composer]))
    return Kit.load(installed=False, plugins=[offer], composer="copyist")


def test_letters_that_are_alike_are_not_fit_to_send() -> None:
    talk = intake.read(EXAMPLE)
    assert talk.as_of
    talk = evolve(talk, panel=[evolve(person, channel="text") for person in talk.panel])
    letters = write(kit_with(Copyist()), talk, now=talk.as_of)
    assert not letters.ok
    alike = [finding for letter in letters.written for finding in letter.report.findings if finding.code[:3] == "SAM"]
    assert alike


def test_a_composer_that_breaks_is_named() -> None:
    talk = intake.read(EXAMPLE)
    assert talk.as_of
    talk = evolve(talk, panel=[evolve(person, channel="text") for person in talk.panel])
    with pytest.raises(PluginError, match="copyist of scribe failed with RuntimeError: no ink"):
        write(kit_with(Broken()), talk, now=talk.as_of)
