"""Importing followup_kit costs nothing that a user did not ask for."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from typing import get_origin

import followup_kit


def loaded(code: str) -> set[str]:
    report = f"{code}\nimport sys; print(*sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-I", "-c", report], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in run.stdout.split()}


def test_the_package_alone_loads_no_dependency() -> None:
    assert not loaded("import followup_kit") & {"attr", "babel", "holidays", "pluggy", "markdown_it", "hypothesis"}


def test_facts_need_neither_babel_nor_holidays() -> None:
    code = "from followup_kit import Interview, Person, History, Medium, InvalidFact"
    assert not loaded(code) & {"babel", "holidays", "pluggy", "markdown_it", "click", "rich", "hypothesis"}


def test_every_public_name_can_be_had_and_is_in_dir() -> None:
    for name in followup_kit.__all__:
        thing = getattr(followup_kit, name)
        assert thing.__doc__ or get_origin(thing)  # a name for a type can carry no docstring
        assert name in dir(followup_kit)
    # constants first, then classes, then functions, as the linter sorts them
    kinds = {name: (not name.isupper(), not name[0].isupper(), name) for name in followup_kit.__all__}
    assert followup_kit.__all__ == sorted(kinds, key=kinds.__getitem__)


def test_the_version_is_that_of_the_distribution() -> None:
    assert followup_kit.__version__ == version("followup-kit")


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(followup_kit, "Kitt")


def test_the_testing_kit_loads_hypothesis_only_for_what_needs_it() -> None:
    assert not loaded("import followup_kit.testing") & {"hypothesis", "attr"}
    assert "hypothesis" not in loaded("from followup_kit.testing import FakeClock, FakeLedger, assert_channel")
    assert "hypothesis" in loaded("from followup_kit.testing import interviews")


def test_every_name_of_the_testing_kit_can_be_had_from_it() -> None:
    from followup_kit import testing

    assert set(testing.__all__) == set(testing._HOMES)
    for home in set(testing._HOMES.values()):
        module = import_module(f"followup_kit.testing.{home}")
        assert {name for name, place in testing._HOMES.items() if place == home} == set(module.__all__)
        for name in module.__all__:
            assert getattr(testing, name) is getattr(module, name)
            assert name in dir(testing)
    assert not hasattr(testing, "pepole")
