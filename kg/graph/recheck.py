"""Recheck: the faults that changed tables bring into a graph that had none."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from kg.graph.basis import Basis, Changes, balance, changes
from kg.graph.check import (
    Finding,
    questions_on,
    rule_rows,
    run_question,
    run_shapes,
    run_shapes_fast,
    table_of,
)
from kg.graph.dump import QUADS
from kg.graph.guard import tokens
from kg.graph.near import around
from kg.graph.parts import Parts
from kg.graph.release import STORE, read_manifest
from kg.graph.rules import ONTOLOGY
from kg.graph.staged import Tables, basis_of, copy_store, put
from kg.ontology import Ontology
from kg.text.header import read_header
from kg.text.table import Table

MOST = 2_000  # things: of more, all are checked


class Changed:
    """A graph after its tables changed: the lines that went and came, and what they are about."""

    def __init__(self, store: ox.Store, gone: set[bytes], come: set[bytes]) -> None:
        self.store, self.lines = store, gone | come

    @cached_property
    def subjects(self) -> set[ox.NamedNode]:
        """Return the things that something else is said of now."""
        return {quad.subject for quad in self.quads if isinstance(quad.subject, ox.NamedNode)}

    @cached_property
    def quads(self) -> list[ox.Quad]:
        """Return the quads that went or came."""
        return list(ox.parse(input=b"".join(self.lines), format=QUADS, lenient=True))

    @cached_property
    def said(self) -> list[ox.Quad]:
        """Return all that is said of them now."""
        return [q for s in self.subjects for q in self.store.quads_for_pattern(s, None, None)]

    @cached_property
    def things(self) -> set[ox.NamedNode]:
        """Return those things and all that they name, or named before."""
        named = (quad.object for quad in [*self.quads, *self.said])
        return self.subjects | {term for term in named if isinstance(term, ox.NamedNode)}

    @property
    def small(self) -> bool:
        """Return whether so little changed that to look at it alone is worth it."""
        return len(self.subjects) <= MOST and len(self.things) <= MOST

    @cached_property
    def alone(self) -> ox.Store:
        """Return what is said of them now beside the ontology."""
        store = ox.Store()
        put(store, serialized(self.store.quads_for_pattern(None, None, None, ONTOLOGY)))
        store.extend(self.said)
        return store


def recheck(tables: Tables, since: Path, *, fast: bool = False) -> Table | None:
    """Return the errors in `tables` that the graph published in `since` has not, a row each.

    What that graph has wrong itself is not looked for. None is returned where only a full
    check tells: the graph is of another ontology or code, or was changed; a cell has a fault;
    decisions on identity changed; or most files are new.

    Raises
    ------
    StoreError
        If `since` holds no built graph.
    """
    read_manifest(since)
    before = basis_of(since, tables)
    changed = changes(tables.folder, tables.onto, before[1], before[0]) if before else None
    if not (before and changed):
        return None
    with tempfile.TemporaryDirectory() as folder:
        copy_store(before[0] / STORE, Path(folder) / STORE)
        store = ox.Store(str(Path(folder) / STORE))
        found = check_changed(
            changed_graph(store, tables.onto, before[1], changed), tables.onto, fast=fast
        )
        del store
    note = f"{len(changed.now)} of {len(changed.files)} files differ from those of {since}"
    return Table(found.fields, found.rows, found.title, (note, *found.notes))


def changed_graph(store: ox.Store, onto: Ontology, old: Basis, changed: Changes) -> Changed:
    """Return the graph in `store`, built of the files before, after the changes to them."""
    parts = Parts(onto, old.stays)
    before = map(parts.of_sheet, changed.before.values())
    now = map(parts.of_sheet, changed.now.values())
    ruled = {line.encode() for line in old.ruled}
    by = balance([*before, ruled], now)
    gone, come = set[bytes](), set[bytes]()
    quads = ox.parse(input=b"".join(by), format=QUADS, lenient=True)
    for (line, more), quad in zip(by.items(), quads, strict=True):
        held = old.shared.get(line.decode()) or int(quad in store)
        if bool(held) != bool(held + more):
            (gone if held else come).add(line)
    forget(store, gone)
    put(store, b"".join(come))
    found = b""
    for path in parts.rules.whole:
        new = serialized(parts.rules.found(store, path, merged=True))
        put(store, new)
        found += new
    again = parts.of_lines(found) if found else set()
    put(store, b"".join(again))
    return Changed(store, gone - again, (come | again) - gone - ruled)


def forget(store: ox.Store, gone: set[bytes]) -> None:
    """Take lines out of `store`, and out of the merge what no other graph says."""
    for quad in ox.parse(input=b"".join(gone), format=QUADS, lenient=True):
        store.remove(quad)
        alike = store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        if all(isinstance(other.graph_name, ox.DefaultGraph) for other in alike):
            store.remove(ox.Quad(quad.subject, quad.predicate, quad.object))


def serialized(quads: Iterable[ox.Quad]) -> bytes:
    """Return quads as lines of N-Quads."""
    return ox.serialize(quads, format=QUADS) or b""


def check_changed(graph: Changed, onto: Ontology, *, fast: bool = False) -> Table:
    """Return the errors that the changes brought into `graph`, a row each.

    Questions are asked of all; of rules and shapes see `check_rule` and `around`.
    """
    store, rules = graph.store, onto.files("checks")
    if not graph.lines:
        return table_of((), "nothing else is said")
    findings = [f for name, path in rules.items() for f in check_rule(graph, name, path)]
    questions = questions_on(store, onto)
    findings += (f for name, path in questions.items() for f in run_question(store, name, path))
    near = around(store, onto, graph.subjects, graph.things) if graph.small else None
    run = run_shapes_fast if fast else run_shapes
    findings += run(store, onto) if near is None else near.only(run(near.store, onto))
    seen = "all things" if near is None else f"{len(near.focus)} things"
    note = f"{len(rules)} rules and {len(questions)} questions were run, the SHACL shapes on {seen}"
    return table_of(findings, note)


def check_rule(graph: Changed, name: str, path: Path) -> Iterator[Finding]:
    """Yield what a rule finds of the changes, or of all if its header does not say how.

    With `about: a b` each row has values for `?a` and `?b`, and rests on the ontology and on
    what is said of one of them, or of a thing that names one of them. With `scope: row` it
    finds in all rows together just what it finds in each row with the ontology.
    """
    query = path.read_text("utf-8")
    notes = read_header(query).notes if graph.small else {}
    if notes.get("scope") == "row":
        yield from rule_rows(graph.alone, name, path, query)
    elif "about" in notes:
        for variable in notes["about"].split():
            yield from rule_rows(graph.store, name, path, bound(query, variable, graph.things))
    else:
        yield from rule_rows(graph.store, name, path, query)


def bound(query: str, variable: str, things: set[ox.NamedNode]) -> str:
    """Return a SELECT query whose `variable` is one of `things`.

    >>> bound("SELECT ?s { ?s ?p ?o }", "s", {ox.NamedNode("x:a")})
    'SELECT ?s { VALUES ?s { <x:a> } ?s ?p ?o }'
    """
    start = next(position for kind, text, position in tokens(query) if text == "{") + 1
    terms = " ".join(sorted(str(thing) for thing in things))
    return f"{query[:start]} VALUES ?{variable} {{ {terms} }}{query[start:]}"
