"""Collecting plugins: what works appears, what is broken is set aside by name, and nothing else is disturbed."""

from __future__ import annotations

import warnings
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import pytest

from followup_kit.errors import InvalidSetting, NotFound, PluginError, PluginWarning
from followup_kit.registry import Catalog, PluginProblem, collect

from .conftest import Install

BROKEN = {
    "import error": (
        "import a_library_that_is_not_there",
        "ModuleNotFoundError: No module named 'a_library_that_is_not_there'",
    ),
    "syntax error": ("def followup_channels(:", "SyntaxError"),
    "ends the program": ("raise SystemExit(3)", "it tried to end the program"),
    "misspelt hook": (
        """
        from followup_kit.hookspecs import hookimpl

        @hookimpl
        def followup_chanels():
            return []
        """,
        "there is no hook followup_chanels; did you mean followup_channels?",
    ),
    "hook that is like no other": (
        """
        from followup_kit.hookspecs import hookimpl

        @hookimpl
        def teleport():
            return []
        """,
        "there is no hook teleport; hooks are followup_channels, ",
    ),
    "wrong arguments": (
        """
        from followup_kit.hookspecs import hookimpl

        @hookimpl
        def followup_channels(settings):
            return []
        """,
        "hooks take no arguments, but it defines followup_channels(settings)",
    ),
    "unmarked hook": (
        "def followup_channels(): return []",
        "followup_channels is not marked with @hookimpl",
    ),
    "no hook at all": ("followup = 1", "it offers nothing"),
    "hook that raises": (
        """
        from followup_kit.hookspecs import hookimpl

        @hookimpl
        def followup_checks():
            raise RuntimeError("no licence key")
        """,
        "RuntimeError: no licence key",
    ),
    "hook that ends the program": (
        """
        from followup_kit.hookspecs import hookimpl

        @hookimpl
        def followup_checks():
            raise SystemExit
        """,
        "it tried to end the program",
    ),
    "no return": (
        """
        from followup_kit.hookspecs import hookimpl

        @hookimpl
        def followup_policies():
            pass
        """,
        "followup_policies returned None where a list was expected",
    ),
    "one offer instead of a list": (
        """
        from followup_kit.hookspecs import hookimpl

        @hookimpl
        def followup_policies():
            return "gentle"
        """,
        "followup_policies returned 'gentle' where a list was expected",
    ),
    "wrong kind of offer": (
        """
        from followup_kit.hookspecs import hookimpl

        @hookimpl
        def followup_languages():
            return ["fr-FR"]
        """,
        "followup_languages offers 'fr-FR', which is no Language",
    ),
    "class instead of an object": (
        """
        from followup_kit.hookspecs import hookimpl
        from followup_kit.channels.text import TextChannel

        @hookimpl
        def followup_channels():
            return [TextChannel]
        """,
        "which is no Channel; offer an object, not its class",
    ),
    "medium that is a name": (
        """
        from followup_kit.hookspecs import hookimpl

        class Fax:
            medium = "fax"
            def render(self, draft): ...

        @hookimpl
        def followup_channels():
            return [Fax()]
        """,
        "medium is 'fax', which is no Medium",
    ),
    "nameless offer": (
        """
        from followup_kit.delivery.outbox import OutboxKind
        from followup_kit.hookspecs import hookimpl

        @hookimpl
        def followup_outboxes():
            return [OutboxKind(name=" ", title="x", open=print)]
        """,
        "offers one without a usable name",
    ),
    "two of one name": (
        """
        from followup_kit.delivery.outbox import OutboxKind
        from followup_kit.hookspecs import hookimpl

        @hookimpl
        def followup_outboxes():
            return [OutboxKind(name="imap", title="x", open=print), OutboxKind(name="imap", title="y", open=print)]
        """,
        "followup_outboxes offers two with the name 'imap'",
    ),
    "newer interface": ("followup_kit_api = (2, 3)", "works with versions 2 to 3 of the plugin interface"),
    "older interface": ("followup_kit_api = (0, 0)", "update the plugin"),
    "range that is none": ("followup_kit_api = '1'", "followup_kit_api must be two numbers"),
}


def names(catalog: Catalog) -> dict[str, list[str]]:
    return {plugin.distribution: [n for _, offered in plugin.offers for n in offered] for plugin in catalog.plugins}


def test_an_installed_plugin_appears_with_its_version_and_what_it_offers(install: Install, good_plugin: str) -> None:
    install(good_plugin)
    catalog = collect()
    assert catalog.channel("fax").medium.title == "fax"
    (plugin,) = [plugin for plugin in catalog.plugins if plugin.distribution == "followup-kit-fax"]
    assert (plugin.version, plugin.name, plugin.api, plugin.status) == ("0.3", "fax", (1, 1), "working")
    assert plugin.offers == (("channels", ("fax",)),)
    assert plugin.seconds > 0


def test_our_own_offer_comes_through_the_same_hooks() -> None:
    catalog = collect(installed=False)
    (own,) = catalog.plugins
    assert own.distribution == "followup-kit"
    assert {kind for kind, _ in own.offers} == {
        "channels", "languages", "checks", "policies", "calendars", "composers", "outboxes",
    }  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_plugin_is_set_aside_by_name_and_the_rest_works(install: Install, fault: str) -> None:
    source, told = BROKEN[fault]
    install(source)
    with pytest.warns(PluginWarning, match=r"could not load followup-kit-fax 0\.3: ") as caught:
        catalog = collect()
    assert len(caught) == 1
    (problem,) = catalog.problems
    assert (problem.distribution, problem.version, problem.left_out) == ("followup-kit-fax", "0.3", "plugin")
    assert told in problem.message
    assert "\n" not in str(problem)
    assert catalog.channel("text")
    assert not names(catalog)["followup-kit-fax"]
    assert {plugin.status for plugin in catalog.plugins if plugin.distribution == "followup-kit-fax"} == {"broken"}


@pytest.mark.parametrize("fault", BROKEN)
def test_strict_raises_under_the_name_of_the_distribution(install: Install, fault: str) -> None:
    source, told = BROKEN[fault]
    install(source)
    with pytest.raises(PluginError) as caught:
        collect(strict=True)
    assert caught.value.distribution == "followup-kit-fax"
    assert told in str(caught.value)


def test_of_two_offers_of_one_name_the_first_stays_and_the_second_is_reported(
    install: Install, good_plugin: str
) -> None:
    install(good_plugin)
    install(good_plugin, name="followup-kit-telefax", version="9")
    with pytest.warns(PluginWarning, match="'fax' is already offered by followup-kit-fax"):
        catalog = collect()
    assert names(catalog)["followup-kit-fax"] == ["fax"]
    assert names(catalog)["followup-kit-telefax"] == []
    (problem,) = catalog.problems
    assert (problem.distribution, problem.left_out) == ("followup-kit-telefax", "offer")


def test_a_name_that_is_not_there_lists_the_known_ones_and_the_plugins_that_could_not_be_loaded(
    install: Install,
) -> None:
    install("import a_library_that_is_not_there")
    with pytest.warns(PluginWarning):
        catalog = collect(installed=True, blocked=["email", "linkedin", "card"])
    with pytest.raises(NotFound) as caught:
        catalog.channel("fax")
    assert str(caught.value) == (
        "no channel named 'fax'; known: text; could not load followup-kit-fax 0.3: "
        "ModuleNotFoundError: No module named 'a_library_that_is_not_there'"
    )


@pytest.mark.parametrize("name", ["followup-kit-fax", "Followup_Kit.FAX", "fax"])
def test_a_blocked_plugin_is_not_even_imported(install: Install, name: str) -> None:
    install("raise AssertionError('imported')")
    catalog = collect(blocked=[name])
    assert not catalog.problems
    assert [p.status for p in catalog.plugins if p.distribution == "followup-kit-fax"] == ["blocked"]


def test_unreadable_metadata_of_a_stranger_hides_no_plugin(install: Install, good_plugin: str, tmp_path: Path) -> None:
    install(good_plugin)
    info = tmp_path / "site" / "stranger-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: stranger\nVersion: 1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[followup_kit]\nno equals sign\n", encoding="utf-8")
    assert {"fax", "email"} <= set(collect().channels)


def test_blocked_given_as_a_text_is_refused_instead_of_being_read_as_letters() -> None:
    with pytest.raises(InvalidSetting, match="several names"):
        collect(blocked="fax")


def module_of(source: str, name: str) -> ModuleType:
    module = ModuleType(name)
    exec(dedent(source), module.__dict__)
    return module


def test_a_script_can_hand_over_a_module_or_an_object(good_plugin: str) -> None:
    module = module_of(good_plugin, "my_script")
    assert collect([module], installed=False).channel("fax")

    class Mine:
        followup_channels = staticmethod(module.followup_channels)

    assert collect([Mine()], installed=False).channel("fax")


def test_a_plugin_that_is_both_installed_and_handed_over_is_asked_once(install: Install, good_plugin: str) -> None:
    from importlib import import_module

    install(good_plugin)
    catalog = collect([import_module("followup_kit_fax")])
    assert not catalog.problems


def test_collecting_twice_gives_the_same_and_shares_nothing(install: Install, good_plugin: str) -> None:
    install(good_plugin)
    first, second = collect(), collect()
    assert list(first.channels) == list(second.channels)
    assert first.channels is not second.channels
    with pytest.raises(TypeError):
        first.channels["x"] = first.channels["fax"]  # type: ignore[index]  # that it cannot be done is the claim


def test_an_optional_hook_of_a_later_version_is_not_called_a_misspelling() -> None:
    module = module_of(
        """
        from followup_kit.hookspecs import hookimpl

        @hookimpl(optionalhook=True)
        def followup_proofreaders():
            return []

        @hookimpl
        def followup_policies():
            return []
        """,
        "later",
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not collect([module], installed=False).problems


class TestLanguages:
    def test_an_exact_tag_is_taken(self) -> None:
        assert collect(installed=False).language("en-US").tag == "en-US"

    def test_a_language_without_territory_is_taken_where_one_pack_speaks_it(self) -> None:
        assert collect(installed=False).language("fr").tag == "fr-FR"

    def test_a_language_that_several_packs_speak_has_to_be_said_fully(self) -> None:
        with pytest.raises(NotFound, match="say which one: en-GB, en-US"):
            collect(installed=False).language("en")

    @pytest.mark.parametrize("tag", ["de-LI", "cy", "cy-GB"])
    def test_no_territory_and_no_language_stands_in_for_another(self, tag: str) -> None:
        with pytest.raises(NotFound, match="known: de-AT, de-CH, de-DE, en-GB, en-US"):
            collect(installed=False).language(tag)


def test_a_problem_reads_as_one_sentence() -> None:
    problem = PluginProblem(distribution="d", version="1", message="no", left_out="offer")
    assert str(problem) == "left out one offer of d 1: no"
