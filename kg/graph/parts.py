"""Parts: the quads that one file of the tables makes, with what follows from its rows alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

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


class Entry(NamedTuple):
    """What other files ask of one file, as lines of fields behind tabs, the last one the file.

    `rows` are its identifiers with row, classes and whether a text is registered, `names` the
    things that it names, `edges` its transitive edges: property, start and end.
    """

    rows: tuple[bytes, ...]
    names: tuple[bytes, ...]
    edges: tuple[bytes, ...]


def entry_of(sheet: Sheet, onto: Ontology) -> Entry:
    """Return what other files ask of one file."""
    known = [(name, row) for name, row in zip(sheet.ids, known_of(sheet), strict=True) if name]
    rows = [(name, str(k.row), " ".join(sorted(k.classes)), str(k.text)) for name, k in known]
    names = [(name,) for name in references(sheet)]
    edges = {tuple(edge) for _, *edge in transitive_edges(sheet, onto)}
    tables = ([*map("\t".join, lines)] for lines in (rows, names, edges))
    return Entry(*(tuple(f"{line}\t{sheet.file}\n".encode() for line in table) for table in tables))


def file_of(line: bytes) -> bytes:
    """Return the file that a line of an entry is of."""
    return line[line.rindex(b"\t") + 1 : -1]


def known_in(line: bytes) -> Known:
    """Return what a line of an entry tells of its row."""
    _, row, classes, text, file = line.decode().removesuffix("\n").split("\t")
    registered = None if text == str(None) else text == str(True)
    return Known(file, int(row), frozenset(classes.split()), registered)
