"""The world of tests/world built once in a test process, and the ways to run the command line."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

import kg
from kg.api import Graph
from kg.cli.main import main
from kg.graph.make import make

ROOT = Path(__file__).parents[1]
WORLD = ROOT / "tests" / "world"
WORLD_CORPUS = ROOT / "tests" / "world_corpus"
KG = Path(sys.executable).with_name("kg")
SCRATCH = Path(tempfile.mkdtemp(prefix="kg-tests-"))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
os.environ.setdefault("KG_CACHE", str(SCRATCH / "cache"))


@cache
def world_ontology() -> Path:
    """Return the shipped ontology without its questions, whose answers the shipped data has."""
    nothing = shutil.ignore_patterns("questions")
    return Path(shutil.copytree(ROOT / "ontology", SCRATCH / "ontology", ignore=nothing))


@cache
def world_store() -> Path:
    """Return the folder of the built world; nobody may write to it."""
    make(WORLD, None, None, SCRATCH / "world")
    return SCRATCH / "world"


@cache
def timed_store() -> Path:
    """Return the folder of the built world in which claim c12 holds from 2023 to 2025 only."""
    tables = copied_tables(SCRATCH / "timed")
    spoil(tables / "claims" / "t1.csv", "east-park,proposal,,,,", "east-park,proposal,,2023,2025,")
    make(tables, None, None, SCRATCH / "timed" / "graph")
    return SCRATCH / "timed" / "graph"


@cache
def world_graph() -> Graph:
    return kg.load(world_store())


def copied_store(folder: Path) -> Path:
    """Return a copy of the built world that a test may spoil."""
    return Path(shutil.copytree(world_store(), folder / "graph"))


def copied_tables(folder: Path) -> Path:
    """Return a copy of the tables of the world that a test may spoil."""
    return Path(shutil.copytree(WORLD, folder / "tables"))


def spoil(path: Path, old: str, new: str) -> None:
    """Replace the first `old` in a file, which must be there, by `new`."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def invoke(*arguments: object, **how: Any) -> Result:
    """Return what the command line answers, in this process."""
    found = CliRunner().invoke(main, [str(a) for a in arguments], prog_name="kg", **how)
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found


def ask_world(*arguments: object) -> Result:
    """Return what the command line answers on the built world, in this process."""
    return invoke(*arguments, "--store", world_store())


def answer(
    *arguments: object, cwd: Path | None = None, **env: str
) -> subprocess.CompletedProcess[bytes]:
    """Return what `run` returns, from this process: quicker where the process is not the point."""
    with contextlib.chdir(cwd or Path.cwd()):
        found = invoke(*arguments, env=env)
    parts = found.exit_code, found.stdout_bytes, found.stderr_bytes
    return subprocess.CompletedProcess(list(arguments), *parts)


def run(
    *arguments: object, cwd: Path | None = None, stdin: bytes = b"", **env: str
) -> subprocess.CompletedProcess[bytes]:
    """Return what the installed script `kg` answers as a process of its own."""
    return subprocess.run(
        [KG, *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        env={**os.environ, **env},
        capture_output=True,
        timeout=100,
        check=False,
    )


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def assert_one_line(stderr: str, *words: str) -> None:
    """Assert that an error is one line without traceback that holds `words`."""
    assert stderr.startswith("Error: ")
    assert stderr.count("\n") == 1
    for word in words:
        assert word in stderr
