"""The front door: what each verb passes on, and whose fault it is when a plugin breaks."""

from __future__ import annotations

import pickle
import re
import tomllib
from datetime import datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from attrs import evolve

from followup_kit import (
    Draft,
    Interview,
    InvalidSetting,
    Kit,
    Message,
    NotFound,
    NotPlanned,
    Part,
    PluginError,
    Policy,
    Severity,
    Step,
    business_days,
    hours,
    intake,
)
from followup_kit.channels.text import TextChannel
from followup_kit.facts.medium import Limit, Medium
from followup_kit.hookspecs import hookimpl

EXAMPLE = Path(__file__).parents[2] / "examples" / "panel-onsite" / "interview.toml"


@pytest.fixture(scope="module")
def talk() -> Interview:
    return intake.read(EXAMPLE)


@pytest.fixture(scope="module")
def kit() -> Kit:
    return Kit.load(strict=True)


def now(talk: Interview) -> datetime:
    assert talk.as_of
    return talk.as_of


def first_step(kit: Kit, talk: Interview) -> Step:
    return kit.plan(talk, now=now(talk)).step("weber")


def by(channel: str, talk: Interview) -> Interview:
    return evolve(talk, panel=[evolve(talk.panel[0], channel=channel), *talk.panel[1:]])


def offering(channel: object) -> object:
    return SimpleNamespace(__name__="telex", followup_channels=hookimpl(lambda: [channel]))


class Telex:
    """A channel like the text channel, but for one thing."""

    medium = Medium(name="telex", title="telex")

    def render(self, draft: Draft) -> Message:
        return evolve(TextChannel().render(draft), channel="telex")


def test_a_channel_that_nobody_offers_is_told_with_the_person_when_planning(kit: Kit, talk: Interview) -> None:
    with pytest.raises(NotFound, match=re.escape("weber: no channel named 'telex'; known: card, email, ")):
        kit.plan(by("telex", talk), now=now(talk))


def test_a_preset_can_be_changed_or_replaced(talk: Interview) -> None:
    usual = Kit.load(installed=False)
    changed = Kit.load(installed=False, policy=usual.policy.but(window=(hours(2), hours(12))))
    assert changed.policy != usual.policy
    with pytest.raises(NotFound, match=r"known: academic, .*did you mean guide"):
        Kit.load(installed=False, policy="gide")
    with pytest.raises(NotFound, match="no calendar named"):
        Kit.load(installed=False, calendar="lunar")
    with pytest.raises(NotFound, match="no composer named"):
        Kit.load(installed=False, composer="poet")


def test_the_letter_is_in_the_recipients_language_or_the_records(kit: Kit, talk: Interview) -> None:
    assert kit.compose(first_step(kit, talk)).locale == "en-GB"
    step = first_step(kit, evolve(talk, locale="cy"))
    with pytest.raises(NotFound, match="weber: no language named 'cy'"):
        kit.compose(step)


def test_only_what_is_planned_is_composed(kit: Kit, talk: Interview) -> None:
    step = first_step(kit, evolve(talk, state="cancelled"))
    with pytest.raises(NotPlanned):
        kit.compose(step)


def test_a_letter_is_fitted_to_its_channel(talk: Interview) -> None:
    class Short(Telex):
        limit = Limit(part="body", most=500, source="the tests", checked=now(talk).date())
        medium = Medium(name="telex", title="telex", limits=[limit])

    small = Kit.load(plugins=[offering(Short())])
    draft = small.compose(small.plan(by("telex", talk), now=now(talk)).step("weber"))
    assert len(draft.body) <= 500
    assert draft.body.rstrip().endswith("Priya Raman")


def test_what_stops_a_letter_can_be_chosen(kit: Kit, talk: Interview) -> None:
    draft = kit.compose(first_step(kit, talk))
    flawed = evolve(draft, source=draft.source.replace("Kind regards", "Cheers"), sentences=())
    report = kit.review(flawed)
    severities = {finding.severity for finding in report.findings}
    assert severities
    assert report.ok is severities.isdisjoint({Severity.ERROR, Severity.WARNING})
    assert evolve(kit, stops=frozenset()).review(flawed).ok


def test_severities_that_do_not_exist_are_refused() -> None:
    with pytest.raises(InvalidSetting, match="some of error, warning, info"):
        Kit.load(installed=False, stops=["fatal"])


def test_a_letter_for_a_channel_that_is_not_installed_can_still_be_reviewed(kit: Kit, talk: Interview) -> None:
    draft = evolve(kit.compose(first_step(kit, talk)), channel="fax")
    assert kit.review(draft).digest == draft.digest
    with pytest.raises(NotFound, match="no channel named 'fax'"):
        kit.render(draft)


def test_rendering_is_the_same_twice_and_needs_no_review(kit: Kit, talk: Interview) -> None:
    draft = kit.compose(first_step(kit, talk))
    assert kit.render(draft) == kit.render(draft)


class Raising(Telex):
    def render(self, draft: Draft) -> Message:
        raise KeyError("template")


class Forgetful(Telex):
    def render(self, draft: Draft) -> Message:
        return evolve(super().render(draft), draft_digest="another")


class Empty(Telex):
    def render(self, draft: Draft) -> Message:
        return evolve(super().render(draft), artifacts=())


class Silent(Telex):
    def render(self, draft: Draft) -> Message:
        return None  # type: ignore[return-value]  # that is the plugin's mistake


@pytest.mark.parametrize("channel", [Raising, Forgetful, Empty, Silent])
def test_a_channel_that_breaks_its_word_is_named(talk: Interview, channel: type[Telex]) -> None:
    kit = Kit.load(plugins=[offering(channel())])
    draft = evolve(kit.compose(first_step(kit, talk)), channel="telex")
    with pytest.raises(PluginError) as caught:
        kit.render(draft)
    assert caught.value.distribution == "telex"


def test_a_defect_of_our_own_is_not_blamed_on_a_plugin(talk: Interview) -> None:
    kit = Kit.load(installed=False)
    with pytest.raises(AttributeError):
        kit.render("no draft at all")  # type: ignore[arg-type]  # that is the caller's mistake


def test_a_kit_travels_to_another_process_and_is_loaded_there_once(kit: Kit) -> None:
    letter = pickle.dumps(kit)
    there, again = pickle.loads(letter), pickle.loads(letter)
    assert there is again
    assert there.policy == kit.policy
    assert list(there.catalog.channels) == list(kit.catalog.channels)
    assert len(letter) < 1000


def test_a_changed_kit_travels_with_its_change(kit: Kit) -> None:
    changed = evolve(kit, policy=kit.policy.but(window=(hours(2), hours(12))), stops=frozenset({Severity.ERROR}))
    there = pickle.loads(pickle.dumps(changed))
    assert there.policy == changed.policy
    assert there.stops == changed.stops


def test_a_kit_with_plugins_that_cannot_be_imported_elsewhere_says_so() -> None:
    kit = Kit.load(installed=False, plugins=[offering(Telex())])
    with pytest.raises(TypeError, match="not modules"):
        pickle.dumps(kit)


def test_a_module_handed_over_travels_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    module = ModuleType("my_telex")
    module.followup_channels = hookimpl(lambda: [Telex()])  # type: ignore[attr-defined]  # a module is made by hand here
    monkeypatch.setitem(sys.modules, "my_telex", module)
    there = pickle.loads(pickle.dumps(Kit.load(installed=False, plugins=[module])))
    assert "telex" in there.catalog.channels


HOUSE = """
[policies.house]
extends = ["same_day", "slow"]
[parts.slow]
check_in_after = { business_days = 9 }
"""


def test_a_policy_may_be_spelt_as_a_sum() -> None:
    kit = Kit.load(installed=False, policy="guide+promise_plus_week+cap_one")
    assert (kit.policy.name, kit.policy.cap) == ("guide+promise_plus_week+cap_one", 1)
    with pytest.raises(NotFound, match="cap_one is a part, not a whole policy"):
        Kit.load(installed=False, policy="cap_one")
    with pytest.raises(NotFound, match="no part named 'cap_on'"):
        Kit.load(installed=False, policy="guide+cap_on")


@pytest.mark.parametrize("how", ["path", "text", "tables"])
def test_policies_of_ones_own_are_chosen_by_name(how: str, tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_text(HOUSE, encoding="utf-8")
    source = {"path": path, "text": HOUSE, "tables": tomllib.loads(HOUSE)}[how]
    kit = Kit.load(installed=False, policy="house+cap_one", policies=source)
    assert kit.policy.extends == ("house", "cap_one")
    assert kit.policy.check_in_after == business_days(9)
    assert {"guide", "house"} <= set(kit.catalog.policies)
    assert {"slow", "cap_one"} <= set(kit.catalog.parts)
    with pytest.raises(NotFound, match=r"known: .*house.*did you mean house"):
        Kit.load(installed=False, policy="hous", policies=source)


def test_ones_own_policies_may_extend_a_plugins() -> None:
    class Office:
        @hookimpl
        def followup_policies(self) -> list[Policy | Part]:
            return [Policy(name="office", spread=3), Part(name="calm", sets={"cap": 1})]

    text = "[policies.house]\nextends = ['office', 'calm']\n"
    kit = Kit.load(installed=False, plugins=[Office()], policies=text, policy="house")
    assert (kit.policy.spread, kit.policy.cap) == (3, 1)
    assert Kit.load(installed=False, plugins=[Office()], policy="office+calm").policy.cap == 1
    with pytest.raises(InvalidSetting, match=r"policies\.office: office exists already"):
        Kit.load(installed=False, plugins=[Office()], policies="[policies.office]\n")


def test_a_kit_travels_with_policies_of_its_own() -> None:
    kit = Kit.load(installed=False, policies=HOUSE, policy="house")
    there = pickle.loads(pickle.dumps(kit))
    assert there.policy == kit.policy
    assert there.catalog.policies["house"] == kit.policy
    assert there.catalog.parts == kit.catalog.parts
    assert pickle.loads(pickle.dumps(there)).policy == kit.policy
