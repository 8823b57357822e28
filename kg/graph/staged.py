"""Staged: a graph written file by file, and the graph before it patched where files changed."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, groupby, pairwise
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from kg.evidence.identities import resolve
from kg.evidence.record import Evidence
from kg.graph import shipped
from kg.graph.basis import Basis, Changes, balance, changes, digest_of, read_basis
from kg.graph.build import graph_of, proven
from kg.graph.dump import QUADS, Told, merged, sizes_of, told
from kg.graph.parts import Parts, entry_of, separable
from kg.graph.release import DUMP, STORE, Manifest, published, release, unchanged, write_store
from kg.graph.rules import Rules
from kg.ontology import Ontology

ROOMS = ("evidence", "graph", "text")


class Made(NamedTuple):
    """A published graph, and how many of its files had not changed since the one before."""

    manifest: Manifest
    reused: int
    files: int


@dataclass(frozen=True)
class Tables:
    """The folder of tables that a graph is built of, with ontology and, where given, texts."""

    folder: Path
    onto: Ontology
    corpus: Path | None = None

    @cached_property
    def key(self) -> str:
        """Return the hash of what makes equal files equal quads: our code, the ontology."""
        code = Path(__file__).parents[1]
        own = [code / "ontology.py", *(p for n in ROOMS for p in sorted((code / n).glob("*.py")))]
        total = shipped.hash_of(self.onto.folder)
        for path in own:
            total.update(path.read_bytes())
        return total.hexdigest()


def build_into(out: Path, tables: Tables, *, wait: bool = False) -> Made:
    """Return the graph of `tables`, now published in `out`, and how much of it was used again.

    Where `out` holds a graph of the same code and ontology, only the files that changed are
    read, those that name what changed are checked, and the rules for rows run on them alone;
    with texts, everything is. The quads are those of a build from nothing.

    Raises
    ------
    DataError
        If the tables have any fault; nothing is written then.
    StoreError
        If another build holds `out`, or the disk refuses to write.
    """
    onto, data = tables.onto, tables.folder
    before = basis_of(out, tables)
    changed = changes(data, onto, before[1], before[0]) if before else None
    evidence = None if changed else proven(data, onto, tables.corpus)
    made = Made({}, changed.reused if changed else 0, len(changed.files) if changed else 0)

    def write(fresh: Path, graph: Path | None) -> Told:
        if changed and before and graph == before[0]:
            return write_changes(fresh, graph, data, changed, (before[1], onto))
        found = evidence or proven(data, onto, tables.corpus)
        if not separable(found, resolve(found), Rules(onto)):
            return write_whole(fresh, found, onto)
        return write_all(fresh, data, found, onto, Basis(tables.key))

    manifest = release(out, shipped.inputs_hash(data, onto.folder), write, onto=onto, wait=wait)
    files = made.files or len({record.file for record in evidence.records} if evidence else ())
    return Made(manifest, made.reused, files)


def basis_of(out: Path, tables: Tables) -> tuple[Path, Basis] | None:
    """Return the folder of the graph published in `out` and its basis, if it may be built upon."""
    name = published(out)
    if not name or tables.corpus or not tables.folder.is_dir() or not unchanged(out):
        return None
    basis = read_basis(out / name, tables.key)
    return (out / name, basis) if basis else None


def write_whole(fresh: Path, evidence: Evidence, onto: Ontology) -> Told:
    """Return what the graph of `evidence` tells, made in memory and its store written."""
    found = told(graph_of(evidence, onto))
    write_store(fresh, found)
    return found


def write_all(fresh: Path, data: Path, evidence: Evidence, onto: Ontology, basis: Basis) -> Told:
    """Return what the graph of `evidence` tells, its store and basis written into `fresh`."""
    basis.stays = resolve(evidence)
    parts = Parts(onto, basis.stays)
    made: list[Iterable[bytes]] = [parts.own]
    for name, records in groupby(evidence.records, key=lambda record: record.file):
        rows = list(records)
        basis.files[name] = {"sha256": digest_of(data / name), **entry_of(rows, onto)}
        made.append(parts.of_records(rows))
    lines = sorted(chain.from_iterable(made))
    shared = Counter(line for line, after in pairwise(lines) if line == after)
    dump = b"".join(dict.fromkeys(lines))
    write_store(fresh, Told(dump, merged(dump), {}))
    counts = Counter({line: more + 1 for line, more in shared.items()})
    return finished(fresh, data, Draft(parts, basis, counts, set(dict.fromkeys(lines))))


class Draft:
    """A graph on its way: its lines, how many files make each, and what becomes its basis."""

    def __init__(
        self, parts: Parts, basis: Basis, shared: Counter[bytes], lines: set[bytes]
    ) -> None:
        self.parts, self.basis, self.shared, self.lines = parts, basis, shared, lines

    def change(self, store: ox.Store, by: Mapping[bytes, int]) -> None:
        """Change by how many files each line is made, and `store` where one comes or goes."""
        gone, come = [], []
        for line, more in by.items():
            before = self.shared.pop(line, int(line in self.lines))
            after = before + more
            if after > 1:
                self.shared[line] = after
            if before and not after:
                gone.append(line)
            elif after and not before:
                come.append(line)
        self.lines.difference_update(gone)
        self.lines.update(come)
        patch(store, gone, come)


def patch(store: ox.Store, gone: Iterable[bytes], come: Iterable[bytes]) -> None:
    """Take lines out of `store` and put others in, in their graphs and in the merge."""
    for quad in ox.parse(input=b"".join(gone), format=QUADS, lenient=True):
        store.remove(quad)
        alike = store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        if all(isinstance(other.graph_name, ox.DefaultGraph) for other in alike):
            store.remove(ox.Quad(quad.subject, quad.predicate, quad.object))
    put(store, list(ox.parse(input=b"".join(come), format=QUADS, lenient=True)))


def put(store: ox.Store, quads: list[ox.Quad]) -> None:
    """Put quads into `store`, in their graphs and in the merge."""
    store.extend(quads)
    store.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)


def finished(fresh: Path, data: Path, draft: Draft) -> Told:
    """Return what the graph in `fresh` tells after the rules for the whole graph were run."""
    store = ox.Store(str(fresh / STORE))
    found: list[ox.Quad] = []
    rules = draft.parts.rules
    for path in rules.whole:
        new = rules.found(store, path, merged=True)
        put(store, new)
        found += new
    ruled = draft.parts.of_quads(found) if found else set()
    draft.change(store, Counter(ruled))
    store.optimize()  # few tables: a confined worker can open no more of them
    store.flush()
    del store
    basis = draft.basis
    basis.ruled = sorted(line.decode() for line in ruled)
    basis.shared = {line.decode(): count for line, count in sorted(draft.shared.items())}
    basis.write(fresh, data)
    dump = b"".join(sorted(draft.lines))
    return Told(dump, b"", sizes_of(dump))


def write_changes(
    fresh: Path, before: Path, data: Path, changed: Changes, draft: tuple[Basis, Ontology]
) -> Told:
    """Return what the graph in the folder `before` tells after the changes, written to `fresh`."""
    old, onto = draft
    parts = Parts(onto, old.stays)
    copy_store(before / STORE, fresh / STORE)
    lines = set((before / DUMP).read_bytes().splitlines(keepends=True))
    shared = Counter({line.encode(): count for line, count in old.shared.items()})
    basis = Basis(old.key, old.stays, changed.files)
    new = Draft(parts, basis, shared, lines)
    gone = [parts.of_records(rows) for rows in changed.before.values()]
    come = [parts.of_records(rows) for rows in changed.now.values()]
    ruled = {line.encode() for line in old.ruled}
    store = ox.Store(str(fresh / STORE))
    new.change(store, balance([*gone, ruled], come))
    store.flush()
    del store
    return finished(fresh, data, new)


def copy_store(old: Path, new: Path) -> None:
    """Copy a store; its tables, which are never written again, are linked where that works."""
    new.mkdir()
    for path in old.iterdir():
        if path.suffix == ".sst":
            try:
                os.link(path, new / path.name)
                continue
            except OSError:
                pass
        shutil.copyfile(path, new / path.name)
