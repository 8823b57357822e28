"""Parts: the quads that one file of the tables makes, with what follows from its rows alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from kg.evidence.record import Evidence, Record
from kg.evidence.references import Known, known_of, references, transitive_edges
from kg.graph.build import ONTOLOGY, ontology_quads
from kg.graph.dump import named_lines
from kg.graph.lines import Lines, quads
from kg.graph.rules import Rules
from kg.ontology import Ontology

Edge = tuple[str, str, str]


class Parts:
    """How files become lines of N-Quads, each file by itself beside the ontology."""

    def __init__(self, onto: Ontology, stays: Mapping[str, str]) -> None:
        self.rules, self.writing = Rules(onto), Lines(stays)
        self.store = ox.Store()
        self.store.extend(ontology_quads(onto))
        self.own = named_lines(self.store)
        self.own |= self.of_quads(())

    def of_records(self, records: Iterable[Record]) -> set[bytes]:
        """Return the lines of one file, with what the rules for rows add to them."""
        return self.of_quads(quads(line for record in records for line in self.writing.of(record)))

    def of_quads(self, found: Iterable[ox.Quad]) -> set[bytes]:
        """Return quads as lines, with what the rules for rows add to them."""
        self.store.extend(found)
        for path in self.rules.row:
            self.rules.run(self.store, path)
        graphs = [graph for graph in self.store.named_graphs() if graph != ONTOLOGY]
        lines = named_lines(self.store, graphs) - self.own
        for graph in graphs:
            self.store.remove_graph(graph)
        return lines


def separable(evidence: Evidence, stays: Mapping[str, str], rules: Rules) -> bool:
    """Return whether each file makes its quads by itself, and only queries add to the whole.

    A statement that was merged into another one has its quads in two rows.
    """
    stated = (r for r in evidence.records if r.shape.row_class and r.id in stays)
    return not any(True for _ in stated) and all(path.suffix == ".rq" for path in rules.whole)


def entry_of(records: Iterable[Record], onto: Ontology) -> dict[str, Any]:
    """Return what other files ask of one file: its rows, what it names, its transitive edges."""
    rows: dict[str, Any] = {}
    names: set[str] = set()
    edges: list[Edge] = []
    decides = False
    for record in records:
        _, row, classes, text = known_of(record)
        rows[record.id] = [row, sorted(classes), text]
        names.update(name for _, name in references(record))
        edges += transitive_edges(record, onto)
        decides |= bool(record.shape.identity)
    return {"rows": rows, "names": sorted(names), "edges": edges, "decides": decides}


def known_in(file: str, entry: Mapping[str, Any]) -> dict[str, Known]:
    """Return what other rows ask of the rows of one file, by identifier."""
    return {
        name: Known(file, row, frozenset(classes), text)
        for name, (row, classes, text) in entry["rows"].items()
    }
