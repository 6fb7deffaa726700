"""Pages whose examples are carried out: what they show is what the program prints.

A page is read from top to bottom, in a folder of its own that holds the `examples`. Python blocks share one namespace.
In `console` blocks the lines behind `$ ` are run and what stands below them is what they print; a line `...` stands for
any number of lines, and `...` in a line for anything in that line. A comment in front of a block says what else is to
be known about it::

    <!-- exit: 1 -->            the last command of the block ends with this status instead of 0
    <!-- file: NAME -->         the block is the content of this file
    <!-- printed -->            the block is what the Python block before it prints
    <!-- installs: FOLDER -->   the block installs the distribution in this folder (done here without a network)
    <!-- not run: REASON -->    the block is only shown

After a change on purpose, `python tests/pages_that_run.py PAGE...` writes what is printed now into the pages, except
where a page shows an excerpt. Look at the difference before you commit it.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import patch

from attrs import Factory, define, frozen

from followup_kit.cli.app import followup

ROOT = Path(__file__).parent.parent
_BLOCK = re.compile(
    r"^(?:<!-- (?P<mark>[^\n]*?) -->\n\n?)?^(?P<fence>`{3,})(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=fence)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
_RUNNABLE = ("python", "sh", "console")


@frozen
class Block:
    """One fenced block: its language, its mark as key and value, its text, and where the text stands in the page."""

    language: str
    mark: str
    value: str
    text: str
    start: int
    line: int


def blocks_of(text: str) -> list[Block]:
    """Return a page's fenced blocks in their order."""
    found = []
    for match in _BLOCK.finditer(text):
        mark, _, value = (match["mark"] or "").partition(":")
        line = text.count("\n", 0, match.start("body")) + 1
        info = match["info"].strip()
        found.append(Block(info, mark.strip(), value.strip(), match["body"], match.start("body"), line))
    return found


class Differs(AssertionError):
    """A page shows something else than what happens."""


def _fits(shown: str, printed: str) -> bool:
    parts = re.split(r"^\.\.\.\n", _ended(shown), flags=re.MULTILINE)
    wanted = (".*".join(map(re.escape, part.split("..."))) for part in parts)
    return re.fullmatch("(?:.*\n)*?".join(wanted), _ended(printed)) is not None


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


@define
class Walk:
    """One page carried out in one folder. `corrected` collects what the page should show instead.

    Commands run in processes of their own, or with `in_process` in this one, which is quicker.
    """

    page: Path
    folder: Path
    keep_going: bool = False
    in_process: bool = False
    names: dict[str, Any] = Factory(lambda: {"__name__": "page"})
    printed: str = ""
    installed: list[str] = Factory(list)
    corrected: list[tuple[int, str, str]] = Factory(list)
    _not_ours: ClassVar[tuple[str, ...]] = (
        *("FOLLOWUP_", "PYTHONPATH", "PYTEST_", "COV_"),
        *("COLUMNS", "NO_COLOR", "FORCE_COLOR"),
    )

    def run(self) -> None:
        """Carry out every block.

        Raises:
            Differs: the page shows something else than what happens; the page's line is named.
        """
        self.prepare()
        for block in blocks_of(self.page.read_text(encoding="utf-8")):
            self._carry_out(block)

    def prepare(self) -> None:
        """Put the examples into the folder."""
        shutil.copytree(ROOT / "examples", self.folder / "examples", dirs_exist_ok=True)

    def _carry_out(self, block: Block) -> None:
        if block.mark == "not run":
            return
        if block.mark == "file":
            path = self.folder / block.value
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.mark == "installs":
            self._install(self.folder / block.value)
        elif block.mark == "printed":
            self._compare(block, 0, block.text, self.printed)
        elif block.language == "python":
            self._python(block)
        elif block.language == "console":
            self._console(block)
        elif block.language == "sh":
            for command in block.text.splitlines():
                if re.match(r"(uv run )?followup\b", command):
                    self._status(block, command, *self.command(command), last=True)

    def _python(self, block: Block) -> None:
        out = io.StringIO()
        code = compile("\n" * (block.line - 1) + block.text, str(self.page), "exec")
        with contextlib.redirect_stdout(out), contextlib.chdir(self.folder):
            exec(code, self.names)
        self.printed = out.getvalue()

    def _console(self, block: Block) -> None:
        parts = re.split(r"^\$ (.*)\n", block.text, flags=re.MULTILINE)
        commands = list(zip(parts[1::2], parts[2::2], strict=True))
        at = len(parts[0])
        for number, (command, shown) in enumerate(commands, 1):
            at += len(f"$ {command}\n")
            status, printed = self.command(command)
            self._compare(block, at, shown, printed)
            self._status(block, command, status, printed, last=number == len(commands))
            at += len(shown)

    def _compare(self, block: Block, at: int, shown: str, printed: str) -> None:
        if _fits(shown, printed):
            return
        if not self.keep_going or "..." in shown:
            raise Differs(f"{self.page.name}:{block.line} shows\n\n{shown}\nbut this is printed:\n\n{printed}")
        self.corrected.append((block.start + at, shown, _ended(printed)))

    def _status(self, block: Block, command: str, status: int, printed: str, *, last: bool) -> None:
        wanted = int(block.value) if block.mark == "exit" and last else 0
        if status != wanted:
            place = f"{self.page.name}:{block.line}"
            raise Differs(f"{place}: {command!r} ended with {status}, not with {wanted}, and printed\n\n{printed}")

    def command(self, command: str) -> tuple[int, str]:
        """Run one command and return its exit status and what it printed, errors included."""
        words = shlex.split(command.removeprefix("uv run "))
        match words[0]:
            case "cat":
                return 0, "".join((self.folder / name).read_text(encoding="utf-8") for name in words[1:])
            case "ls":
                return 0, "".join(f"{path.name}\n" for path in sorted((self.folder / words[1]).iterdir()))
            case "followup" if self.in_process and not self.installed:
                return self._inside(words[1:])
            case "followup":
                program = [sys.executable, "-m", "followup_kit", *words[1:]]
            case "pytest":
                program = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *words[1:]]
            case other:
                raise Differs(f"{self.page.name}: {other!r} is not run by this test; mark the block as not run")
        done = subprocess.run(
            program,
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )
        return done.returncode, done.stdout.decode("utf-8").replace("\r\n", "\n")

    def _inside(self, arguments: list[str]) -> tuple[int, str]:
        """Do in this process what the command would do in its own, which takes much longer to start."""
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True)
        status = 0
        with (
            patch.dict(os.environ, self._environment(), clear=True),
            contextlib.chdir(self.folder),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(out),
        ):
            try:
                followup.main(arguments, prog_name="followup")
            except SystemExit as end:
                status = int(end.code or 0)
        out.seek(0)
        return status, out.read()

    def _environment(self) -> dict[str, str]:
        hidden = (*self._not_ours, "CI")  # where it is set, pytest and Hypothesis print otherwise
        kept = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
        home = str(self.folder / "home")
        paths = os.pathsep.join([*self.installed, *filter(None, [os.environ.get("PYTHONPATH")])])
        own = {"HOME": home, "XDG_DATA_HOME": home, "LOCALAPPDATA": home, "PYTHONIOENCODING": "utf-8"}
        return kept | own | {"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONSAFEPATH": "1"}

    def _install(self, folder: Path) -> None:
        """Do what `pip install --editable` does as far as other programs can see: metadata and a path."""
        project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        name, version = project["name"], project["version"]
        site = self.folder / "installed"
        metadata = site / f"{name.replace('-', '_')}-{version}.dist-info"
        metadata.mkdir(parents=True)
        (metadata / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8"
        )
        lines = [
            f"[{group}]\n" + "".join(f"{key} = {target}\n" for key, target in targets.items())
            for group, targets in project["entry-points"].items()
        ]
        (metadata / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
        self.installed += [str(site), str(folder / "src")]


def correct(page: Path) -> int:
    """Write into the page what is printed now and return how many places changed."""
    with tempfile.TemporaryDirectory() as folder:
        walk = Walk(page, Path(folder), keep_going=True)
        walk.run()
    text = page.read_text(encoding="utf-8")
    for start, shown, printed in sorted(walk.corrected, reverse=True):
        text = text[:start] + printed + text[start + len(shown) :]
    page.write_text(text, encoding="utf-8")
    return len(walk.corrected)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(f"{name}: {correct(Path(name))} corrected")
