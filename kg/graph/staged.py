"""Staged: a graph written file by file, and the graph before it patched where files changed."""

from __future__ import annotations

import os
import shutil
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from kg.evidence.identities import resolve
from kg.evidence.ingest import uncollected
from kg.evidence.record import Evidence
from kg.graph import shipped
from kg.graph.basis import (
    RULED,
    Basis,
    Changes,
    balance,
    changes,
    decides,
    digest_of,
    read_basis,
)
from kg.graph.build import graph_of, proven
from kg.graph.difference import Difference
from kg.graph.dump import QUADS, Told, merged, put, sizes_of, told
from kg.graph.parts import Parts, entry_of, separable
from kg.graph.release import DUMP, STORE, Manifest, load, published, release, unchanged, write_store
from kg.graph.rules import Rules
from kg.ontology import Ontology

ROOMS = ("evidence", "graph", "text")
MOST_TABLES = 64


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
    files = made.files or len(evidence.sheets if evidence else ())
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


@uncollected()
def write_all(fresh: Path, data: Path, evidence: Evidence, onto: Ontology, basis: Basis) -> Told:
    """Return what the graph of `evidence` tells, its store and basis written into `fresh`."""
    basis.stays = resolve(evidence)
    parts = Parts(onto, basis.stays)
    whole, shared = set(parts.own), Counter[bytes]()
    for sheet in evidence.sheets:
        digest = digest_of(data / sheet.file)
        basis.files[sheet.file] = {"sha256": digest, "decides": decides(sheet)}
        made = parts.of_sheet(sheet)
        shared.update(whole & made)
        whole |= made
    basis.enter({sheet.file: entry_of(sheet, onto) for sheet in evidence.sheets})
    lines = sorted(whole)
    del whole
    store = ox.Store(str(fresh / STORE))
    load(store, told_by(lines))
    counts = Counter({line: more + 1 for line, more in shared.items()})
    found = finished(store, Draft(parts, basis, counts, lines), (fresh, data))
    settle(store, fresh)
    return found


def told_by(lines: Iterable[bytes]) -> Told:
    """Return what a store tells that holds these quads and their merge."""
    dump = b"".join(lines)
    return Told(dump, merged(dump), {})


class Draft:
    """A graph on its way: its sorted lines, how many files make each, and its basis to be."""

    def __init__(
        self, parts: Parts, basis: Basis, shared: Counter[bytes], lines: list[bytes]
    ) -> None:
        self.parts, self.basis, self.shared, self.lines = parts, basis, shared, lines

    def change(self, by: Mapping[bytes, int]) -> tuple[set[bytes], set[bytes]]:
        """Return the lines that go and come where each is made by so many files more."""
        gone, come = set(), set()
        for line, more in by.items():
            before = self.shared.pop(line, int(begun(self.lines, line)))
            after = before + more
            if after > 1:
                self.shared[line] = after
            if before and not after:
                gone.add(line)
            elif after and not before:
                come.add(line)
        if gone:
            self.lines = [line for line in self.lines if line not in gone]
        self.lines += come
        self.lines.sort()
        return gone, come


def patch(store: ox.Store, gone: Iterable[bytes], come: Iterable[bytes]) -> None:
    """Take lines out of `store` and put others in, in their graphs and in the merge.

    A triple that no graph holds any more leaves the merge.
    """
    cut = [(line, line.rindex(b" ", 0, -3)) for line in gone]
    remove(store, (b"GRAPH %s { %s }" % (line[at:-3], line[:at]) for line, at in cut))
    quads = ox.parse(input=b"".join(line for line, _ in cut), format=QUADS, lenient=True)
    lost = {line[:at] for (line, at), quad in zip(cut, quads, strict=True) if loose(store, quad)}
    remove(store, (triple + b" ." for triple in lost))
    put(store, b"".join(come))


def remove(store: ox.Store, parts: Iterable[bytes]) -> None:
    """Take quads, as parts of an update, out of `store`."""
    text = b" ".join(parts).decode()
    if text:
        store.update(f"DELETE DATA {{ {text} }}")


def loose(store: ox.Store, quad: ox.Quad) -> bool:
    """Return whether the triple of `quad` stands in no graph of `store` but the merge."""
    alike = store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
    return all(isinstance(other.graph_name, ox.DefaultGraph) for other in alike)


def begun(lines: Sequence[bytes], start: bytes) -> bool:
    """Return whether one of the sorted `lines` begins with `start`."""
    at = bisect_left(lines, start)
    return at < len(lines) and lines[at].startswith(start)


def balance_of(
    store: ox.Store, parts: Parts, old: Basis, changed: Changes
) -> tuple[Counter[bytes], bool]:
    """Return by how many files more each line is made now, and whether more is to be ruled.

    `store` is the graph before. Where the rules for the whole graph may find something else,
    what they found before is taken for gone.
    """
    gone = map(parts.of_sheet, changed.before.values())
    by = balance(gone, map(parts.of_sheet, changed.now.values()))
    quads = ox.parse(input=b"".join(by), format=QUADS, lenient=True)
    seen, texts = Difference(store, quads).seen, parts.rules.texts
    if all(seen(texts[path]) == {} for path in parts.rules.whole):
        return by, False
    by.subtract(old.list(RULED).splitlines(keepends=True))
    return Counter({line: more for line, more in by.items() if more}), True


def rule(store: ox.Store, parts: Parts) -> set[bytes]:
    """Return what the rules for the whole graph find in `store`, which has it then.

    What the rules for rows make of it comes with it.
    """
    found = b""
    for path in parts.rules.whole:
        new = ox.serialize(parts.rules.found(store, path, merged=True), format=QUADS) or b""
        put(store, new)
        found += new
    ruled = parts.of_lines(found) if found else set()
    put(store, b"".join(ruled.difference(found.splitlines(keepends=True))))
    return ruled


def finished(
    store: ox.Store, draft: Draft, folders: tuple[Path, Path], *, again: bool = True
) -> Told:
    """Return what the graph in `store` tells, its basis written.

    With `again` the rules for the whole graph are run, else the basis has what they found. The
    `folders` are the new one and that of the tables.
    """
    basis = draft.basis
    if again:
        ruled = rule(store, draft.parts)
        draft.change(Counter(ruled))
        basis.lists[RULED] = b"".join(sorted(ruled))
    basis.shared = {line.decode(): count for line, count in sorted(draft.shared.items())}
    basis.write(*folders)
    return Told(b"".join(draft.lines), b"", sizes_of(draft.lines))


def write_changes(
    fresh: Path, before: Path, data: Path, changed: Changes, draft: tuple[Basis, Ontology]
) -> Told:
    """Return what the graph in the folder `before` tells after the changes, written to `fresh`."""
    old, onto = draft
    parts = Parts(onto, old.stays)
    copy_store(before / STORE, fresh / STORE)
    lines = (before / DUMP).read_bytes().splitlines(keepends=True)
    shared = Counter({line.encode(): count for line, count in old.shared.items()})
    store = ox.Store(str(fresh / STORE))
    by, again = balance_of(store, parts, old, changed)
    basis = Basis(old.key, old.stays, changed.files, folder=old.folder)
    basis.enter(changed.entries, {name.encode() for name in changed.before})
    new = Draft(parts, basis, shared, lines)
    patch(store, *new.change(by))
    found = finished(store, new, (fresh, data), again=again)
    settle(store, fresh, MOST_TABLES)
    return found


def settle(store: ox.Store, folder: Path, most: int = 0) -> None:
    """Write `store` to its disk; its tables are made few if there are more than `most`."""
    store.flush()
    if len(list((folder / STORE).glob("*.sst"))) > most:
        store.optimize()  # whoever asks a store opens each of its tables


def copy_store(old: Path, new: Path, *, scratch: bool = False) -> None:
    """Copy a store; its tables, which are never written again, are linked where that works.

    A `scratch` copy, which does not outlive the other, may always be linked by name.
    """
    new.mkdir()
    for path in old.iterdir():
        if path.suffix == ".sst":
            try:
                os.link(path, new / path.name)
                continue
            except OSError:
                if scratch:
                    (new / path.name).symlink_to(path.resolve())
                    continue
        shutil.copyfile(path, new / path.name)
