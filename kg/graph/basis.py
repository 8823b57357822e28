"""Basis: what a graph keeps of its tables, so that the next build reads only what changed."""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from kg.errors import Problem
from kg.evidence.cells import CellReader
from kg.evidence.ingest import find_files, name_of, read_file
from kg.evidence.record import Sheet
from kg.evidence.references import Known, check_references, known_of
from kg.graph.parts import Entry, entry_of, file_of, known_in
from kg.ontology import Ontology

FOLDER, INDEX, TABLES, RULED = "basis", "index.json", "tables.zip", "ruled"
WHEN = (1980, 1, 1, 0, 0, 0)


@dataclass
class Basis:
    """What a graph was built of: the key of code and ontology, and the hash of each file.

    `stays` are the merged names, `shared` the lines that several files make and how many do.
    Its lists are sorted lines: those of `Entry` for all files, and `ruled` what the rules for
    the whole graph made, once they were run. Each is read from its `folder` when asked for.
    """

    key: str
    stays: Mapping[str, str] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    shared: dict[str, int] = field(default_factory=dict)
    folder: Path = Path()
    lists: dict[str, bytes] = field(default_factory=dict)

    def list(self, name: str) -> bytes:
        """Return one of its lists."""
        if name not in self.lists:
            self.lists[name] = (self.folder / name).read_bytes()
        return self.lists[name]

    def enter(self, entries: Mapping[str, Entry], lost: Collection[bytes] = ()) -> None:
        """Put what files ask of each other into its lists, but for the `lost` files."""
        for name in Entry._fields:
            lines = [line for entry in entries.values() for line in getattr(entry, name)]
            if self.folder.name:
                kept = self.list(name).splitlines(keepends=True)
                lines += [line for line in kept if file_of(line) not in lost]
            self.lists[name] = b"".join(sorted(lines))

    def write(self, graph: Path, data: Path) -> None:
        """Write the basis, with a copy of the tables in `data`, into the folder of its graph."""
        folder = graph / FOLDER
        folder.mkdir()
        parts = {name: getattr(self, name) for name in ("key", "stays", "files", "shared")}
        (folder / INDEX).write_text(json.dumps(parts, ensure_ascii=False), "utf-8")
        for name in (*Entry._fields, RULED):
            (folder / name).write_bytes(self.list(name))
        with zipfile.ZipFile(folder / TABLES, "w") as tables:
            for name in sorted(self.files):
                tables.writestr(zipfile.ZipInfo(name, WHEN), (data / name).read_bytes())


def read_basis(graph: Path, key: str) -> Basis | None:
    """Return the basis of the graph in the folder `graph`, None if it is of another key."""
    folder = graph / FOLDER
    try:
        basis = Basis(**json.loads((folder / INDEX).read_bytes()), folder=folder)
    except (OSError, ValueError, TypeError):
        return None
    whole = all((folder / name).is_file() for name in (TABLES, RULED, *Entry._fields))
    return basis if basis.key == key and whole else None


@dataclass
class Changes:
    """What is new against a basis: the rows of each changed file before and now.

    `files` has all files now, `entries` what the changed ones ask of others.
    """

    before: dict[str, Sheet]
    now: dict[str, Sheet]
    files: dict[str, dict[str, Any]]
    entries: dict[str, Entry]
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
    made = {name: {"sha256": digests[name], "decides": decides(now[name])} for name in new}
    if problems or any(entry["decides"] for entry in made.values()):
        return None
    before = read_before(graph, lost, onto)
    stale = naming(basis, moved(before.values(), now.values())) - {*lost}
    sheets = [*now.values()]
    sheets += [read_file(found[n][0], n, found[n][1], reader, problems) for n in sorted(stale)]
    check_references(sheets, onto, problems, Others(basis, {*lost, *stale}))
    entries = {name: entry_of(sheet, onto) for name, sheet in now.items()}
    edges = {line for entry in entries.values() for line in entry.edges}
    if problems or circular(basis, edges, lost):
        return None
    files = {name: made.get(name) or old[name] for name in found}
    return Changes(before, now, files, entries, len(stale))


def decides(sheet: Sheet) -> bool:
    """Return whether the rows of `sheet` decide on identity."""
    return bool(sheet.shape.identity and sheet.ids)


class Others(Mapping[str, Known]):
    """What is known of the rows of all files of a basis but some, looked up by identifier."""

    def __init__(self, basis: Basis, but: Collection[str]) -> None:
        self.rows, self.but = basis.list("rows"), {name.encode() for name in but}
        self.met: dict[str, Known | None] = {}

    def __getitem__(self, name: str) -> Known:
        if name not in self.met:
            lines = beginning(self.rows, f"{name}\t".encode())
            own = (known_in(line) for line in lines if file_of(line) not in self.but)
            self.met[name] = next(own, None)
        known = self.met[name]
        if known is None:
            raise KeyError(name)
        return known

    def __iter__(self) -> Iterator[str]:
        lines = self.rows.splitlines(keepends=True)
        return (line.split(b"\t", 1)[0].decode() for line in lines if file_of(line) not in self.but)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def beginning(lines: bytes, start: bytes) -> Iterator[bytes]:
    r"""Yield those of sorted lines that begin with `start`.

    >>> list(beginning(b"a 1\nb 1\nb 2\nc 1\n", b"b "))
    [b'b 1\n', b'b 2\n']
    """
    low, high = 0, len(lines)
    while low < high:
        at = max(low, lines.rfind(b"\n", low, (low + high) // 2) + 1)
        end = lines.index(b"\n", at) + 1
        low, high = (end, high) if lines[at:end] < start else (low, at)
    while lines.startswith(start, low):
        end = lines.index(b"\n", low) + 1
        yield lines[low:end]
        low = end


def naming(basis: Basis, names: Iterable[str]) -> set[str]:
    """Return the files that name one of the things called `names`."""
    lines = (line for n in names for line in beginning(basis.list("names"), f"{n}\t".encode()))
    return {file_of(line).decode() for line in lines}


def moved(before: Iterable[Sheet], now: Iterable[Sheet]) -> set[str]:
    """Return the identifiers of which others would now learn something else, or nothing."""
    old, new = ({name: row[2:] for name, row in told_of(sheets)} for sheets in (before, now))
    return {name for name, row in old.items() if new.get(name) != row}


def told_of(sheets: Iterable[Sheet]) -> Iterator[tuple[str, Known]]:
    """Yield each identifier of `sheets` and what is known of its row."""
    for sheet in sheets:
        yield from zip(sheet.ids, known_of(sheet), strict=True)


def circular(basis: Basis, new: Iterable[bytes], lost: Collection[str] = ()) -> bool:
    """Return whether transitive edges form a circle now: those of the basis have none.

    `new` are the lines of the edges of the `lost` files now, if they are not lost for good.
    """
    old = basis.list("edges").splitlines(keepends=True)
    more = {ends_of(line) for line in new}
    if more <= set(map(ends_of, old)):
        return False
    gone = {name.encode() for name in lost}
    graphs: dict[bytes, dict[bytes, set[bytes]]] = {}
    for term, start, end in more | {ends_of(line) for line in old if file_of(line) not in gone}:
        graphs.setdefault(term, {}).setdefault(start, set()).add(end)
    try:
        for graph in graphs.values():
            TopologicalSorter(graph).prepare()
    except CycleError:
        return True
    return False


def ends_of(line: bytes) -> tuple[bytes, bytes, bytes]:
    """Return property, start and end of the line of a transitive edge."""
    term, start, end, _ = line.split(b"\t")
    return term, start, end


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
