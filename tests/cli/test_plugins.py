"""followup plugins, and what the other verbs do when a plugin is broken."""

from __future__ import annotations

from pathlib import Path

from ..registry.conftest import Install
from .conftest import Run


def test_plugins_lists_who_offers_what(run: Run, install: Install, good_plugin: str) -> None:
    install(good_plugin)
    answer = run("plugins", "--json")
    assert (answer.code, answer.err) == (0, "")
    plugins = {plugin["distribution"]: plugin for plugin in answer.json["plugins"]}
    assert plugins["followup-kit-fax"]["version"] == "0.3"
    assert plugins["followup-kit-fax"]["offers"] == {"channels": ["fax"]}
    assert plugins["followup-kit-fax"]["milliseconds"] >= 0
    assert "followup-kit-fax 0.3 (fax): working" in run("plugins").out


def test_a_broken_plugin_is_listed_and_needs_a_person(run: Run, install: Install) -> None:
    install("import a_library_that_is_not_there")
    answer = run("plugins")
    assert answer.code == 1
    assert answer.err == ""
    assert "could not load followup-kit-fax 0.3: ModuleNotFoundError" in answer.out
    (problem,) = run("plugins", "--json").json["problems"]
    assert problem["distribution"] == "followup-kit-fax"


def test_a_broken_plugin_is_one_line_of_warning_and_the_work_goes_on(run: Run, install: Install, record: Path) -> None:
    install("raise SystemExit(9)")
    answer = run("plan", record, "--json")
    assert answer.code == 0
    assert answer.json["steps"]
    (line,) = answer.err.splitlines()
    assert line.startswith("followup: warning: could not load followup-kit-fax 0.3")


def test_a_blocked_plugin_is_not_loaded(run: Run, install: Install, home: Path) -> None:
    install("raise AssertionError('imported')")
    (home / "followup.toml").write_text('blocked = ["followup-kit-fax"]\n', encoding="utf-8")
    answer = run("plugins")
    assert answer.code == 0
    assert "followup-kit-fax 0.3 (fax): blocked" in answer.out


def test_a_letter_goes_out_by_a_channel_from_a_plugin(
    run: Run, install: Install, good_plugin: str, record: Path, tmp_path: Path
) -> None:
    install(good_plugin)
    talk = tmp_path / "talk.toml"
    talk.write_text(record.read_text("utf-8").replace('channel = "email"', 'channel = "fax"'), encoding="utf-8")
    answer = run("draft", talk, "--out", tmp_path / "out", "--recipient", "weber")
    assert answer.code == 0, answer.out + answer.err
    assert (tmp_path / "out" / "weber.thank_you.fax").is_file()
