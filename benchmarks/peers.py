"""Peers: the other tools, each in an environment that is made for it."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import venv
from functools import cache
from pathlib import Path

FRESH = Path(__file__).parent / "fresh"
ENVIRONMENTS = {
    "main": (
        "rdflib==7.6.0",
        "pyoxigraph==0.5.13",
        "networkx==3.6.1",
        "scipy",
        "igraph==1.0.0",
        "rustworkx==0.18.1",
        "networkit==11.3",
        "pyvis==0.3.2",
        "duckdb==2.0.0",
        "maplib==0.20.26",
        "polars==2.1.0",
        "pyshacl==0.40.1",
        "shacl==0.3.4",
        "owlrl==7.6.2",
        "reasonable==0.4.4",
    ),
    "kglab": ("kglab==1.0.1",),
    "morph": ("morph-kgc==2.10.0",),
}
HOME = {"kglab": "kglab", "morph_kgc": "morph"}
"""The environment of a module; `main` for all others."""
NEEDS = {"networkx": ("networkx", "scipy"), "maplib": ("maplib", "polars")}


class Peers:
    """Where the peers are: in environments of their own, or, with `here`, beside the product."""

    def __init__(self, *, here: bool = False) -> None:
        self.here = here

    def python(self, module: str) -> Path | None:
        """Return the interpreter that has `module`, None if it is not available."""
        if self.here:
            needed = NEEDS.get(module, (module,))
            found = all(importlib.util.find_spec(name) for name in needed)
            return Path(sys.executable) if found else None
        interpreter = environment(HOME.get(module, "main"))
        return interpreter if has(interpreter, module) else None


@cache
def environment(name: str) -> Path:
    """Return the interpreter of the environment called `name`, made and filled if need be.

    What cannot be installed is left out and tried again at the next run.
    """
    folder = FRESH / f"env-{name}"
    interpreter = folder / "bin" / "python"
    if not interpreter.is_file():
        venv.create(folder, with_pip=True)
    for requirement in ENVIRONMENTS[name]:
        if not installed(interpreter, requirement):
            print(f"installing {requirement} into {folder.name}", file=sys.stderr)
            pip = [str(interpreter), "-m", "pip", "install", "--quiet", "--prefer-binary"]
            subprocess.run([*pip, requirement], check=False)
    return interpreter


def installed(interpreter: Path, requirement: str) -> bool:
    """Return whether the environment has what a requirement names, in that version."""
    name, _, version = requirement.partition("==")
    code = "import importlib.metadata as m, sys; print(m.version(sys.argv[1]))"
    done = subprocess.run(
        [str(interpreter), "-c", code, name], capture_output=True, text=True, check=False
    )
    return not done.returncode and (not version or done.stdout.strip() == version)


@cache
def has(interpreter: Path, module: str) -> bool:
    """Return whether a module can be imported there."""
    done = subprocess.run(
        [str(interpreter), "-c", f"import {module}"], capture_output=True, check=False
    )
    return not done.returncode


def program(name: str) -> Path | None:
    """Return the path of a program of the system, None if it is not there."""
    found = shutil.which(name)
    return Path(found) if found else None
