"""Where the shipped data is, and the graph built of it on first use."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError
from kg.graph.release import MANIFEST, exclusive, intact
from kg.ontology import Ontology
from kg.version import VERSION

OURS = re.compile(r"[0-9a-f]{16}")
KEPT = 5


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
    return hash_of(data, ontology).hexdigest()


def hash_of(*folders: Path) -> hashlib._Hash:
    """Return the running SHA-256 over names and bytes of what a build reads in `folders`."""
    total = hashlib.sha256(f"{VERSION} {ox.__version__}".encode())
    for base in folders:
        for path in sorted(p for p in base.rglob("*") if p.is_file()):
            if path.suffix in (".csv", ".ttl", ".rq", ".ru", ".json"):
                total.update(path.relative_to(base).as_posix().encode() + b"\0")
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total


def built(data: Path, onto: Ontology) -> Path:
    """Return the folder of the graph of the tables in `data`, built if missing or damaged.

    The graphs used last are kept, older ones of the cache are removed.
    """
    wanted = inputs_hash(data, onto.folder)
    out = cache_folder() / wanted[:16]
    if not intact(out, wanted):
        from kg.graph.staged import Tables, build_into

        build_into(out, Tables(data, onto), wait=True)
        forget(out)
    with contextlib.suppress(OSError):
        os.utime(out)
    return out


def forget(out: Path) -> None:
    """Remove the graphs beside `out` that were used longest ago, but for the newest few.

    Only folders that this cache has named are touched, and none that a build holds.
    """
    import shutil  # heavy: compression

    graphs = [p for p in out.parent.iterdir() if OURS.fullmatch(p.name) and p != out]
    graphs.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in graphs[KEPT - 1 :]:
        with contextlib.suppress(OSError, StoreError), exclusive(path, wait=False):
            (path / MANIFEST).unlink(missing_ok=True)  # first of all: no reader begins now
            shutil.rmtree(path)
