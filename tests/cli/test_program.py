"""The program as others run it: processes, pipes, terminals, and what happens when something breaks."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from followup_kit.cli import plan as plan_verb
from followup_kit.cli.app import followup

from .conftest import EXAMPLE, Run

COMMAND = [sys.executable, "-m", "followup_kit"]


def process(*arguments: object, **extra: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **extra},
        check=False,
    )


def test_the_module_runs_as_a_program() -> None:
    done = process("plan", EXAMPLE)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert done.stdout.startswith("harrow-onsite: planned by the guide policy")


def test_without_the_extra_it_says_what_to_install() -> None:
    program = (
        "import runpy, sys; sys.modules['click'] = None; sys.argv = ['followup', 'plan'];"
        "runpy.run_module('followup_kit', run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr == ("followup: the command line needs click; install them with: pip install 'followup-kit[cli]'\n")
        or "pip install 'followup-kit[cli]'" in done.stderr
    )
    assert len(done.stderr.splitlines()) == 1


def test_a_reader_that_goes_away_is_no_error_message() -> None:
    with subprocess.Popen(
        [*COMMAND, "plan", str(EXAMPLE), "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        told = running.stderr.read()
    assert (running.returncode, told) == (141, b"")


def test_a_terminal_that_lacks_letters_shows_escapes(tmp_path: Path) -> None:
    record = tmp_path / "talk.toml"
    record.write_text(EXAMPLE.read_text("utf-8").replace("Helena", "Michał"), encoding="utf-8")
    latin = CliRunner(charset="latin-1")
    done = latin.invoke(followup, ["plan", str(record)])
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Micha\\u0142 Weber" in done.stdout
    as_json = latin.invoke(followup, ["plan", str(record), "--json"])
    assert as_json.exit_code == 0
    assert as_json.stdout.isascii()
    assert any("Michał" in move["reason"] for move in json.loads(as_json.stdout)["steps"][2]["trace"])


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals are a POSIX thing")
@pytest.mark.parametrize(("no_colour", "escapes"), [("", True), ("1", False)])
def test_a_terminal_gets_a_tree_and_colours_unless_it_asks_for_none(no_colour: str, escapes: bool) -> None:
    reader, writer = os.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "NO_COLOR": no_colour}
    running = subprocess.Popen([*COMMAND, "plan", str(EXAMPLE)], stdout=writer, stderr=writer, env=environment)
    os.close(writer)
    shown = b""
    while True:
        try:
            piece = os.read(reader, 65536)
        except OSError:  # Linux says so when the other side has closed
            break
        if not piece:
            break
        shown += piece
    os.close(reader)
    assert running.wait() == 0
    assert "├── ".encode() in shown
    assert (b"\x1b[" in shown) is escapes


def test_an_interruption_is_one_line(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    def interrupted(_path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(plan_verb, "read", interrupted)
    answer = run("plan", EXAMPLE)
    assert (answer.code, answer.err.strip()) == (130, "followup: interrupted")


def test_a_defect_of_our_own_is_one_line_unless_the_traceback_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    def defective(_path: Path) -> None:
        raise ZeroDivisionError("oops\nover two lines")

    monkeypatch.setattr(plan_verb, "read", defective)
    answer = run("plan", EXAMPLE)
    assert answer.code == 3
    assert answer.err == (
        "followup: a defect of followup-kit, please report it: ZeroDivisionError: oops over two lines\n"
    )
    monkeypatch.setenv("FOLLOWUP_TRACEBACK", "1")
    assert isinstance(CliRunner().invoke(followup, ["plan", str(EXAMPLE)]).exception, ZeroDivisionError)


VERBS = [
    *("import", "plan", "draft", "review", "render", "send", "log", "status"),
    *("snooze", "pin", "release", "pause", "resume", "forget", "batch", "policies", "plugins"),
]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself_by_an_example_and_has_json(run: Run, verb: str) -> None:
    answer = run(verb, "--help")
    assert answer.code == 0
    assert "--json" in answer.out
    _, _, example = answer.out.partition("\n  Example:\n    ")
    words = shlex.split(example.splitlines()[0])
    assert words[:2] == ["followup", verb]
    followup.commands[verb].make_context(verb, words[2:])  # raises where an argument or option is wrong or missing


def test_the_help_lists_the_verbs_in_the_order_of_the_work_each_in_one_whole_line(run: Run) -> None:
    listed = run("--help").out.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert [line.split()[0] for line in listed] == VERBS
    assert all(line.endswith(".") and not line.endswith("...") for line in listed)


def test_the_help_tells_the_exit_codes(run: Run) -> None:
    assert "Exit codes:" in run("--help").out
    assert run().out == run("--help").out
    assert run("--version").out.startswith("followup-kit ")
