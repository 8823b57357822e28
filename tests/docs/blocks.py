"""Code blocks of a page, run as a reader would run them."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from tests.built import invoke

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHELL = re.compile(r"^(?!kg )|[|&;<>$`*]")
"""What a shell is needed for; quotes and all that stands between them are understood without."""
PLAIN = {"KG_CORPUS": "", "KG_LANG": "en"}
PROMPT = re.compile(r"^\$ (.*(?:\n> .*)*)\n?", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the file it is shown as, its text, and where it stands."""

    kind: str
    title: str
    text: str
    place: str

    def with_text(self, text: str) -> Block:
        """Return the block with another text."""
        return replace(self, text=text)


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page, top to bottom."""
    source = page.read_text("utf-8")
    found = []
    for match in FENCE.finditer(source):
        line = source[: match.start()].count("\n") + 1
        place = f"{page.relative_to(ROOT)}:{line}"
        found.append(Block(match[1], match[2] or "", match[3], place))
    return found


def steps(block: Block) -> list[tuple[str, str]]:
    """Return each command of a console block with the output below it.

    >>> steps(Block("console", "", "$ a\\n> b\\none\\n$ c\\n", ""))
    [('a\\nb', 'one\\n'), ('c', '')]
    """
    parts = PROMPT.split(block.text)
    commands = [part.replace("\n> ", "\n") for part in parts[1::2]]
    return list(zip(commands, parts[2::2], strict=True))


def run_console(block: Block, folder: Path) -> None:
    """Run each command of a console block in `folder` and compare what it prints.

    What needs no shell is run in this process: the tests of the command line prove that a process
    of its own answers the same.
    """
    commands = [command for command, _ in steps(block)]
    assert commands, f"{block.place} has no command"
    for command, expected in steps(block):
        run_one = in_shell if SHELL.search(command) else in_process
        code, printed = run_one(command, folder)
        assert code == 0, f"{block.place}: {command}\n{printed}"
        assert matches(expected, printed), (
            f"{block.place}: {command}\nprinted\n{printed}\nnot\n{expected}"
        )


def in_shell(command: str, folder: Path) -> tuple[int, str]:
    """Return exit code and output of a command line, run by a shell."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path, **PLAIN},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def in_process(command: str, folder: Path) -> tuple[int, str]:
    """Return exit code and output of a command line that begins with `kg` and needs no shell."""
    with contextlib.chdir(folder):
        found = invoke(*shlex.split(command)[1:], env=PLAIN)
    return found.exit_code, found.stdout + found.stderr


def matches(expected: str, printed: str) -> bool:
    """Return whether `printed` is what is expected, `...` standing for anything.

    >>> matches("a ... c\\n...\\n", "a b c\\nd\\ne\\n"), matches("a\\n", "a\\nb\\n")
    (True, False)
    """
    wanted = re.escape(tidy(expected)).replace(r"\.\.\.", "(?s:.*?)")
    return re.fullmatch(wanted, tidy(printed)) is not None


def tidy(text: str) -> str:
    """Return `text` without blanks at line ends and empty lines at its end."""
    return "\n".join(line.rstrip() for line in text.rstrip().splitlines())
