"""Recheck: the faults that changed tables bring into a graph that had none."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from kg.graph.basis import Basis, Changes, changes
from kg.graph.check import (
    Finding,
    questions_on,
    rule_rows,
    run_question,
    run_shapes,
    run_shapes_fast,
    table_of,
)
from kg.graph.difference import Difference, bound
from kg.graph.dump import QUADS, named, put
from kg.graph.near import around
from kg.graph.parts import Parts
from kg.graph.release import STORE, read_manifest
from kg.graph.rules import ONTOLOGY
from kg.graph.staged import Tables, balance_of, basis_of, copy_store, patch, rule
from kg.ontology import Ontology
from kg.text.header import read_header
from kg.text.table import Table

MOST = 2_000  # things: of more, all are checked


class Changed:
    """A graph after its tables changed: the lines that went and came, and what they are about."""

    def __init__(self, store: ox.Store, lines: Iterable[bytes]) -> None:
        self.store = store
        self.quads = list(ox.parse(input=b"".join(lines), format=QUADS, lenient=True))

    @cached_property
    def difference(self) -> Difference:
        """Return the quads that went or came, beside the graph."""
        return Difference(self.store, self.quads)

    @cached_property
    def subjects(self) -> set[ox.NamedNode]:
        """Return the things that something else is said of now."""
        return {quad.subject for quad in self.quads if isinstance(quad.subject, ox.NamedNode)}

    @property
    def begun(self) -> bool:
        """Return whether one of the named graphs may be new."""
        come, names = set(self.quads), {quad.graph_name for quad in self.quads}
        return any(
            all(quad in come for quad in self.store.quads_for_pattern(None, None, None, name))
            for name in names
        )

    @cached_property
    def said(self) -> list[ox.Quad]:
        """Return all that is said of them now."""
        return [q for s in self.subjects for q in self.store.quads_for_pattern(s, None, None)]

    @cached_property
    def things(self) -> set[ox.NamedNode]:
        """Return those things and all that they name, or named before."""
        ends = (quad.object for quad in [*self.quads, *self.said])
        return self.subjects | {term for term in ends if isinstance(term, ox.NamedNode)}

    @property
    def small(self) -> bool:
        """Return whether so little changed that to look at it alone is worth it."""
        return len(self.subjects) <= MOST and len(self.things) <= MOST

    @cached_property
    def alone(self) -> ox.Store:
        """Return what is said of them now beside the ontology."""
        store = ox.Store()
        put(store, named(self.store, ONTOLOGY))
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
        copy_store(before[0] / STORE, Path(folder) / STORE, scratch=True)
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
    by, again = balance_of(store, parts, old, changed)
    gone, come = set[bytes](), set[bytes]()
    quads = ox.parse(input=b"".join(by), format=QUADS, lenient=True)
    for (line, more), quad in zip(by.items(), quads, strict=True):
        held = old.shared.get(line.decode()) or int(quad in store)
        if bool(held) != bool(held + more):
            (gone if held else come).add(line)
    patch(store, gone, come)
    ruled = rule(store, parts) if again else set()
    return Changed(store, come | gone ^ ruled)


def check_changed(graph: Changed, onto: Ontology, *, fast: bool = False) -> Table:
    """Return the errors that the changes brought into `graph`, a row each.

    Rules and questions that may read nothing of the changes find what they found before; of
    the other rules and of shapes see `check_rule` and `around`.
    """
    if not graph.quads:
        return table_of((), "nothing else is said")
    store, rules, asked = graph.store, onto.files("checks"), questions_on(graph.store, onto)
    found = [check_rule(graph, name, path) for name, path in rules.items()]
    ran = [rows for rows in found if rows is not None]
    questions = asked if graph.begun else touched(graph, asked)
    findings = [*chain(*ran)]
    findings += (f for name, path in questions.items() for f in run_question(store, name, path))
    near = around(store, onto, graph.subjects, graph.things) if graph.small else None
    run = run_shapes_fast if fast else run_shapes
    findings += run(store, onto) if near is None else near.only(run(near.store, onto))
    seen = "all things" if near is None else f"{len(near.focus)} things"
    counts = f"{len(ran)} of {len(rules)} rules and {len(questions)} of {len(asked)} questions"
    return table_of(findings, f"{counts} were run, the SHACL shapes on {seen}")


def touched(graph: Changed, queries: Mapping[str, Path]) -> dict[str, Path]:
    """Return the queries that may answer something else now."""
    seen = graph.difference.seen
    return {name: path for name, path in queries.items() if seen(path.read_text("utf-8")) != {}}


def check_rule(graph: Changed, name: str, path: Path) -> Iterable[Finding] | None:
    """Return what a rule may find only now, None if nothing can be new.

    A rule with `scope: row` in its header finds in all rows together just what it finds in
    each row with the ontology.
    """
    query = path.read_text("utf-8")
    seen = graph.difference.seen(query)
    if seen == {}:
        return None
    if read_header(query).notes.get("scope") == "row" and graph.small:
        return rule_rows(graph.alone, name, path, query)
    parts = [query] if seen is None else [bound(query, *values) for values in seen.items()]
    return chain(*(rule_rows(graph.store, name, path, part) for part in parts))
