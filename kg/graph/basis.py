"""Basis: what a graph keeps of its tables, so that the next build reads only what changed."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from kg.errors import Problem
from kg.evidence.cells import CellReader
from kg.evidence.ingest import find_files, name_of, read_file
from kg.evidence.record import Sheet
from kg.evidence.references import Known, check_references
from kg.graph.parts import entry_of, known_in
from kg.ontology import Ontology

FOLDER, INDEX, TABLES = "basis", "index.json", "tables.zip"
WHEN = (1980, 1, 1, 0, 0, 0)


@dataclass
class Basis:
    """What a graph was built of: the key of code and ontology, and an entry for each file.

    `stays` are the merged names, `shared` the lines that several files make and how many do,
    `ruled` the lines that the rules for the whole graph made.
    """

    key: str
    stays: Mapping[str, str] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    shared: dict[str, int] = field(default_factory=dict)
    ruled: list[str] = field(default_factory=list)

    def write(self, graph: Path, data: Path) -> None:
        """Write the basis, with a copy of the tables in `data`, into the folder of its graph."""
        folder = graph / FOLDER
        folder.mkdir()
        (folder / INDEX).write_text(json.dumps(vars(self), ensure_ascii=False), "utf-8")
        with zipfile.ZipFile(folder / TABLES, "w") as tables:
            for name in sorted(self.files):
                tables.writestr(zipfile.ZipInfo(name, WHEN), (data / name).read_bytes())


def read_basis(graph: Path, key: str) -> Basis | None:
    """Return the basis of the graph in the folder `graph`, None if it is of another key."""
    try:
        basis = Basis(**json.loads((graph / FOLDER / INDEX).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
    return basis if basis.key == key and (graph / FOLDER / TABLES).is_file() else None


@dataclass
class Changes:
    """What is new against a basis: the rows of each changed file before and now."""

    before: dict[str, Sheet]
    now: dict[str, Sheet]
    files: dict[str, dict[str, Any]]
    again: int

    @property
    def reused(self) -> int:
        """Return how many files were neither read nor checked again."""
        return len(self.files) - len(self.now) - self.again


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def changes(data: Path, onto: Ontology, basis: Basis, graph: Path) -> Changes | None:
    """Return what changed in `data` since the graph in the folder `graph` was built of it.

    None is returned where only a full reading gives the whole answer: where a fault is found,
    decisions on identity changed, or most files are new.
    """
    problems: list[Problem] = []
    found = {name_of(path, data): (path, shape) for path, shape in find_files(data, onto, problems)}
    digests = {name: digest_of(path) for name, (path, _) in found.items()}
    old = basis.files
    new = [n for n in found if n not in old or old[n]["sha256"] != digests[n]]
    lost = [name for name in old if name in new or name not in found]
    if problems or 2 * len(new) > len(found) or any(old[name]["decides"] for name in lost):
        return None
    reader = CellReader(onto)
    now = {name: read_file(found[name][0], name, found[name][1], reader, problems) for name in new}
    files = {name: entry for name, entry in old.items() if name not in lost}
    entries = {n: {"sha256": digests[n], **entry_of(sheet, onto)} for n, sheet in now.items()}
    if problems or any(entry["decides"] for entry in entries.values()):
        return None
    touched = moved([old[name] for name in lost], entries.values())
    stale = [name for name, entry in files.items() if not touched.isdisjoint(entry["names"])]
    sheets = [*now.values()]
    sheets += [read_file(found[n][0], n, found[n][1], reader, problems) for n in stale]
    check_references(sheets, onto, problems, known_but(files, stale))
    files = {name: entries.get(name) or old[name] for name in found}
    if problems or circular(files.values()):
        return None
    return Changes(read_before(graph, lost, onto), now, files, len(stale))


def known_but(files: Mapping[str, Mapping[str, Any]], stale: list[str]) -> dict[str, Known]:
    """Return what is known of the rows of all `files` but the stale ones."""
    known: dict[str, Known] = {}
    for name, entry in files.items():
        if name not in stale:
            known |= known_in(name, entry)
    return known


def moved(before: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the identifiers of which others would now learn something else, or nothing."""
    old = {name: row[1:] for entry in before for name, row in entry["rows"].items()}
    new = {name: row[1:] for entry in now for name, row in entry["rows"].items()}
    return {name for name, row in old.items() if new.get(name) != row}


def circular(entries: Iterable[Mapping[str, Any]]) -> bool:
    """Return whether the transitive edges of all files form a circle."""
    graphs: dict[str, dict[str, set[str]]] = {}
    for entry in entries:
        for term, start, end in entry["edges"]:
            graphs.setdefault(term, {}).setdefault(start, set()).add(end)
    try:
        for graph in graphs.values():
            TopologicalSorter(graph).prepare()
    except CycleError:
        return True
    return False


def read_before(graph: Path, names: list[str], onto: Ontology) -> dict[str, Sheet]:
    """Return the rows that the files in `names` had when the graph was built."""
    problems: list[Problem] = []
    reader = CellReader(onto)
    with (
        tempfile.TemporaryDirectory() as scratch,
        zipfile.ZipFile(graph / FOLDER / TABLES) as tables,
    ):
        folder = Path(scratch)
        tables.extractall(folder, names)
        found = find_files(folder, onto, problems)
        return {
            name_of(path, folder): read_file(path, name_of(path, folder), shape, reader, problems)
            for path, shape in found
        }


def balance(gone: Iterable[set[bytes]], come: Iterable[set[bytes]]) -> Counter[bytes]:
    """Return by how many files more, or fewer, each line is made now; never by none."""
    count: Counter[bytes] = Counter()
    for lines in come:
        count.update(lines)
    for lines in gone:
        count.subtract(lines)
    return Counter({line: by for line, by in count.items() if by})
