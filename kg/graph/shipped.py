"""Where the shipped data is, and the graph built of it on first use."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError
from kg.graph.release import intact, publish
from kg.ontology import Ontology
from kg.version import VERSION


def folder(name: str) -> Path:
    """Return the shipped folder `data` or `ontology`: of the checkout, else of the package."""
    package = Path(__file__).parents[1]
    for path in (package.parent / name, package / "shipped" / name):
        if path.is_dir() and (package.parent / "pyproject.toml").is_file() == (
            path.parent == package.parent
        ):
            return path
    message = f"the shipped folder {name!r} is missing from this installation"
    raise StoreError(message)


def cache_folder() -> Path:
    """Return the folder for built graphs: `KG_CACHE`, else the user's cache folder."""
    named = os.environ.get("KG_CACHE")
    if named:
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "kg"


def inputs_hash(data: Path, ontology: Path) -> str:
    """Return the SHA-256 over names and bytes of all that a build reads, and our version."""
    total = hashlib.sha256(f"{VERSION} {ox.__version__}".encode())
    for base in (data, ontology):
        for path in sorted(p for p in base.rglob("*") if p.is_file()):
            if path.suffix in (".csv", ".ttl", ".rq", ".ru", ".json"):
                total.update(path.relative_to(base).as_posix().encode() + b"\0")
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def built(data: Path, onto: Ontology) -> Path:
    """Return the folder of the graph of the tables in `data`, built if missing or damaged."""
    wanted = inputs_hash(data, onto.folder)
    out = cache_folder() / wanted[:16]
    if intact(out, wanted):
        return out
    from kg.graph.build import build_graph

    publish(build_graph(data, onto), out, wanted, wait=True)
    return out
