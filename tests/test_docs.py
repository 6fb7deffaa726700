"""The documentation tells the truth: its examples run and print what they show, and nothing that exists is left out."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import inspect
import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest
from attrs import fields_dict
from markdown_it import MarkdownIt

from followup_kit import errors, hookspecs
from followup_kit.cli.app import followup
from followup_kit.kit import Kit
from followup_kit.reviewing.checks import built_in_checks
from followup_kit.timing.parts import parts
from followup_kit.timing.policies import Policy, presets

from .pages_that_run import ROOT, Differs, Walk, blocks_of

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
PROSE = [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(ROOT.glob("plugins/*/README.md"))]
SOURCES = sorted([*ROOT.glob("src/**/*.py"), *ROOT.glob("plugins/*/src/**/*.py")])
MAIN_JOB = "pip install uv && uv run followup draft examples/panel-onsite/interview.toml --out letters"
TESTS = "uv run pytest"


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _made_pages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("made_pages", DOCS / "_ext" / "made_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MADE = _made_pages()


def _read(page: str) -> str:
    """Return a page of the reference with the parts that are made from the code."""
    text = (DOCS / "reference" / f"{page}.md").read_text(encoding="utf-8")
    return re.sub(r"^```\{from-source\} (\S+)\n```$", lambda m: MADE.PARTS[m[1]](), text, flags=re.MULTILINE)


# what is shown


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_a_page_shows_what_happens(page: Path, tmp_path: Path) -> None:
    Walk(page, tmp_path, in_process="tutorial" not in page.parts).run()


def test_the_readme_holds_exactly_the_two_commands_for_setting_up() -> None:
    shell = [block.text.strip() for block in blocks_of(PAGES[0].read_text(encoding="utf-8")) if block.language == "sh"]
    assert shell[:2] == [MAIN_JOB, TESTS]
    assert not [text for text in shell[2:] if re.search(r"pip install|uv |pytest", text)]


def test_what_lands_is_tested_by_the_same_commands() -> None:
    lines = [line.strip() for line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()]
    assert MAIN_JOB in lines
    assert TESTS in lines


def test_the_readme_shows_what_its_first_command_prints_and_writes(tmp_path: Path) -> None:
    readme = PAGES[0].read_text(encoding="utf-8")
    walk = Walk(PAGES[0], tmp_path)
    walk.prepare()
    status, printed = walk.command(MAIN_JOB.partition(" && ")[2])
    assert status == 0
    shown = next(block.text for block in blocks_of(readme) if block.language == "text")
    lines = iter(printed.splitlines())
    skipping = True
    for wanted in shown.splitlines():
        if wanted == "…":
            skipping = True
            continue
        pattern = ".*".join(map(re.escape, wanted.split("…")))
        printed_next = list(lines) if skipping else [next(lines, "")]
        places = [place for place, line in enumerate(printed_next) if re.fullmatch(pattern, line)]
        assert places, f"{wanted!r} is not printed, or not there"
        if skipping:
            lines, skipping = iter(printed_next[places[0] + 1 :]), False
    quoted = " ".join(re.findall(r"^>(?: (.*))?$", readme, flags=re.MULTILINE)).split()
    letters = [path.read_text(encoding="utf-8").split() for path in (tmp_path / "letters").glob("*.md")]
    assert any(letter[-len(quoted) :] == quoted for letter in letters)


@pytest.mark.parametrize("source", [path for path in SOURCES if ">>>" in path.read_text(encoding="utf-8")], ids=_name)
def test_examples_in_docstrings_are_right(source: Path) -> None:
    parts = source.relative_to(next(parent for parent in source.parents if parent.name == "src")).with_suffix("").parts
    result = doctest.testmod(importlib.import_module(".".join(parts).removesuffix(".__init__")))
    assert result.attempted
    assert not result.failed


# what is named


def test_every_hook_is_in_the_reference() -> None:
    page = _read("hooks")
    missing = [name for name in hookspecs.__all__ if name.startswith("followup_") and f"`{name}()`" not in page]
    assert not missing


def test_every_error_is_in_the_reference() -> None:
    page = _read("errors")
    kinds = [name for name in errors.__all__ if inspect.isclass(getattr(errors, name))]
    assert [name for name in kinds if f"`{name}`" not in page] == []


def test_every_check_is_in_the_reference_with_examples_of_both_sorts() -> None:
    page = _read("findings")
    for check in built_in_checks():
        assert f"### {check.code}: " in page
        section = page.partition(f"### {check.code}: ")[2].partition("\n### ")[0]
        assert check.flags == () or "Flagged:" in section
        assert check.passes == () or "Passed:" in section


def test_every_policy_is_in_the_reference_with_its_sources() -> None:
    page = _read("policies")
    for policy in presets().values():
        section = page.partition(f"### `{policy.name}`\n")[2].partition("\n### ")[0]
        assert section
        assert section.count("\n- ") == len(policy.sources) > 0


def test_every_part_of_a_policy_is_in_the_reference_with_its_sources() -> None:
    page = _read("policies").partition("\n## Parts\n")[2].partition("\n## Fields\n")[0]
    for part in parts().values():
        section = page.partition(f"### `{part.name}`\n")[2].partition("\n### ")[0]
        assert section.count("\n- ") == len(part.sources) > 0
        assert all(f"`{name}`" in section for name, _ in part.sets)


def test_every_field_of_a_policy_is_in_the_reference_with_its_meaning() -> None:
    page = _read("policies").partition("\n## Fields\n")[2]
    assert [name for name in fields_dict(Policy) if f"| `{name}` |" not in page and name != "changed"] == []


def test_every_verb_and_option_is_in_the_reference() -> None:
    page = _read("command-line")
    for name, verb in followup.commands.items():
        section = page.partition(f"### `followup {name}`\n")[2].partition("\n### ")[0]
        options = [option for param in verb.params for option in param.opts if option.startswith("-")]
        assert [option for option in options if f"`{option}`" not in section] == []
        assert re.search(rf"^`{name}`$", page, flags=re.MULTILINE), f"the JSON of {name} is not described"


def _keys(data: object) -> set[str]:
    """Return all keys in JSON data, except where they are names that somebody chose."""
    if isinstance(data, list):
        return set().union(*map(_keys, data))
    if not isinstance(data, dict):
        return set()
    inner = (_keys(value) for key, value in data.items() if key not in {"versions", "offers", "data"})
    return set(data).union(*inner)


def test_every_key_that_a_verb_prints_as_json_is_in_the_reference(tmp_path: Path) -> None:
    record, ledger = "examples/panel-onsite/interview.toml", "--ledger ledger.sqlite"
    early = "--now 2026-03-11T17:00:00+00:00"
    letter = f"letters/weber.thank_you.md --record {record}"
    commands = {
        "import": "invitation.ics --out new.toml",
        "plan": f"{record}",
        "draft": f"{record} --out letters",
        "review": letter,
        "render": f"{letter} --out out",
        "send": f"{letter} --recipient weber --outbox folder:out --now 2026-03-11T15:44:00+00:00 --yes {ledger}",
        "log": f"{record} sent-by-hand --recipient okafor {ledger}",
        "status": f"{record} {ledger}",
        "snooze": f"{record} --recipient weber --until 2026-03-16T09:00:00+00:00 --reason away {early} {ledger}",
        "pin": f"{record} --recipient weber --at 2026-03-12T10:00:00+00:00 --reason told {early} {ledger}",
        "release": f"{record} --recipient weber --now 2026-03-11T18:00:00+00:00 {ledger}",
        "pause": f"{early} {ledger}",
        "resume": f"--now 2026-03-11T18:00:00+00:00 {ledger}",
        "forget": f"{record} --recipient okafor {ledger} --yes",
        "batch": "many.jsonl --out many",
        "policies": "",
        "plugins": "",
    }
    assert set(commands) == set(followup.commands)
    (tmp_path / "many.jsonl").write_text('{"ref": "thin"}\n', encoding="utf-8")
    walk = Walk(DOCS, tmp_path, in_process=True)
    walk.prepare()
    shutil.copy(ROOT / "tests" / "intake" / "files" / "invitation.ics", tmp_path)
    page = _read("command-line").partition("## JSON")[2].partition("For example")[0]
    described = dict(re.findall(r"^`(\w+)`\n: (.+?)(?=^\S|\Z)", page, flags=re.MULTILINE | re.DOTALL))
    known = {"draft": "plan review", "status": "plan log", "send": "review"}
    known |= dict.fromkeys(("snooze", "pin", "release", "pause", "resume"), "log")
    for name, arguments in commands.items():
        _, printed = walk.command(f"followup {name} {arguments} --json")
        text = "".join(described[other] for other in (name, *known.get(name, "").split()))
        data = json.loads(printed[printed.index("{") :])
        assert sorted(key for key in _keys(data) if f"`{key}`" not in text) == [], name


def test_every_channel_of_this_project_is_in_the_reference() -> None:
    page = _read("channels")
    assert [name for name in Kit.load(strict=True).catalog.channels if f"| `{name}` |" not in page] == []


def test_every_public_name_has_a_place_in_the_reference() -> None:
    import followup_kit

    pages = "".join(_read(page) for page in ("api", "errors", "hooks"))
    assert [name for name in followup_kit.__all__ if not re.search(rf"\b{name}\b", pages)] == []


def test_every_page_is_in_the_table_of_contents() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    pages = [path.relative_to(DOCS).with_suffix("").as_posix() for path in PAGES[1:] if path != DOCS / "index.md"]
    assert [page for page in pages if not re.search(rf"^{page}$", index, flags=re.MULTILINE)] == []


# where it leads


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if (tag, name) in {("a", "href"), ("img", "src")} and value]


def _links(path: Path) -> Iterator[str]:
    parser = _Links()
    parser.feed(MarkdownIt("commonmark").enable("table").render(path.read_text(encoding="utf-8")))
    yield from parser.found


@pytest.mark.parametrize("page", PROSE, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in _links(page):
        if re.match(r"https?://", link):
            continue
        target = (page.parent / link.partition("#")[0]).resolve() if not link.startswith("#") else page
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link


# the runner itself


def _page(tmp_path: Path, text: str) -> Walk:
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    return Walk(page, tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "```python\nassert 1 == 2\n```\n",
        "```python\nprint(1)\n```\n\n<!-- printed -->\n```text\n2\n```\n",
        "```console\n$ followup --version\nanother version\n```\n",
        "```console\n$ followup no-such-verb\n...\n```\n",
        "<!-- exit: 1 -->\n```console\n$ followup --version\n...\n```\n",
        "```sh\nfollowup no-such-verb\n```\n",
        "```console\n$ rm -r /\n```\n",
    ],
)
def test_a_page_that_is_wrong_is_found_out(tmp_path: Path, text: str) -> None:
    with pytest.raises((Differs, AssertionError)):
        _page(tmp_path, text).run()


def test_an_ellipsis_stands_for_lines_or_for_a_part_of_one(tmp_path: Path) -> None:
    text = "print('a 1\\nb\\nc\\nd 2')"
    _page(tmp_path, f"```python\n{text}\n```\n\n<!-- printed -->\n```text\na ...\n...\nd 2\n```\n").run()
    with pytest.raises(Differs):
        _page(tmp_path, f"```python\n{text}\n```\n\n<!-- printed -->\n```text\na ...\nd 2\n```\n").run()
