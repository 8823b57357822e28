"""Code blocks of a page, run as a reader would run them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
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
    """Run each command of a console block in `folder` and compare what it prints."""
    commands = [command for command, _ in steps(block)]
    assert commands, f"{block.place} has no command"
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "KG_CORPUS": "", "KG_LANG": "en"}
    for command, expected in steps(block):
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        printed = done.stdout + done.stderr
        assert done.returncode == 0, f"{block.place}: {command}\n{printed}"
        assert matches(expected, printed), (
            f"{block.place}: {command}\nprinted\n{printed}\nnot\n{expected}"
        )


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
