"""Parts: the quads that one file of the tables makes, with what follows from its rows alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyoxigraph as ox

from kg.evidence.record import Evidence, Sheet
from kg.evidence.references import Known, known_of, references, transitive_edges
from kg.graph.build import ontology_quads
from kg.graph.dump import QUADS, named_lines
from kg.graph.lines import Lines
from kg.graph.rules import ONTOLOGY, Rules
from kg.ontology import Ontology

MOST_REMOVED = 20_000  # the engine passes over all that a store ever held, also what was removed


class Parts:
    """How files become lines of N-Quads, each file by itself beside the ontology."""

    def __init__(self, onto: Ontology, stays: Mapping[str, str]) -> None:
        self.rules, self.writing = Rules(onto), Lines(stays)
        self.ontology = ox.serialize(ontology_quads(onto), format=QUADS) or b""
        self.renew()
        self.own = named_lines(self.store)
        self.own |= self.of_lines(b"")

    def renew(self) -> None:
        """Begin a store that holds the ontology alone."""
        self.store, self.removed = ox.Store(), 0
        self.store.load(self.ontology, QUADS, lenient=True)

    def of_sheet(self, sheet: Sheet) -> set[bytes]:
        """Return the lines of one file, with what the rules for rows add to them."""
        return self.of_lines("".join(self.writing.of(sheet)).encode())

    def of_lines(self, lines: bytes) -> set[bytes]:
        """Return lines of N-Quads, with what the rules for rows add to them."""
        if self.removed > MOST_REMOVED:
            self.renew()
        self.store.load(lines, QUADS, lenient=True)
        for path in self.rules.row:
            self.rules.run(self.store, path)
        graphs = [graph for graph in self.store.named_graphs() if graph != ONTOLOGY]
        found = named_lines(self.store, graphs) - self.own
        for graph in graphs:
            self.store.remove_graph(graph)
        self.removed += len(found)
        return found


def separable(evidence: Evidence, stays: Mapping[str, str], rules: Rules) -> bool:
    """Return whether each file makes its quads by itself, and only queries add to the whole.

    A statement that was merged into another one has its quads in two rows.
    """
    stated = (name for s in evidence.sheets if s.shape.row_class for name in s.ids)
    return stays.keys().isdisjoint(stated) and all(p.suffix == ".rq" for p in rules.whole)


def entry_of(sheet: Sheet, onto: Ontology) -> dict[str, Any]:
    """Return what other files ask of one file: its rows, what it names, its transitive edges."""
    known = zip(sheet.ids, known_of(sheet), strict=True)
    return {
        "rows": {name: [row, sorted(own), text] for name, (_, row, own, text) in known},
        "names": sorted(references(sheet)),
        "edges": [edge for _, *edge in transitive_edges(sheet, onto)],
        "decides": bool(sheet.shape.identity and sheet.ids),
    }


def known_in(file: str, entry: Mapping[str, Any]) -> dict[str, Known]:
    """Return what other rows ask of the rows of one file, by identifier."""
    return {
        name: Known(file, row, frozenset(classes), text)
        for name, (row, classes, text) in entry["rows"].items()
    }
