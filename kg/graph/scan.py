"""Scan: named queries answered by the columns beside a store, where that is quicker."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.columns.opened import Columns, columns_beside
from kg.columns.steps import steps_of
from kg.columns.terms import IRI, PLAIN
from kg.errors import ColumnsError
from kg.graph.worker import RESULTS
from kg.ontology import Ontology
from kg.text.table import Table

LARGE = 30_000


@dataclass(frozen=True)
class Scan:
    """Columns that may answer; if `strict`, nothing else may."""

    columns: Columns
    strict: bool = False

    def answer(
        self, query: str, params: Mapping[str, str]
    ) -> tuple[list[str], list[list[tuple[str, str] | None]]] | None:
        """Return variables and rows of a query, None if it must be asked as SPARQL.

        Raises
        ------
        ColumnsError
            If only columns may answer, and they cannot.
        """
        from kg.columns.plan import run  # heavy: numpy

        try:
            return run(self.columns, query, params)
        except ColumnsError:
            if self.strict:
                raise
            return None

    def select(self, query: str, params: Mapping[str, str]) -> Table | None:
        """Return the answer as a table of texts, None if it must be asked as SPARQL."""
        found = self.answer(query, params)
        if found is None:
            return None
        return Table.of(found[0], [[cell and cell[0] for cell in row] for row in found[1]])

    def run(self, query: str, wanted: str, params: Mapping[str, str]) -> bytes | None:
        """Return the answer in a format of the standard, None if it must be asked as SPARQL."""
        found = self.answer(query, params) if wanted in RESULTS else None
        if found is None:
            return None
        names, rows = found
        bindings = [
            {name: spelt(*cell) for name, cell in zip(names, row, strict=True) if cell}
            for row in rows
        ]
        answer = json.dumps({"head": {"vars": names}, "results": {"bindings": bindings}})
        solutions = ox.parse_query_results(answer, format=ox.QueryResultsFormat.JSON)
        if not isinstance(solutions, ox.QuerySolutions):
            return None
        done = solutions.serialize(format=RESULTS[wanted]) or b""
        return done.replace(b"\r", b"&#xD;") if wanted == "xml" else done


def spelt(value: str, suffix: str) -> dict[str, str]:
    """Return a term as SPARQL results in JSON spell it.

    >>> spelt("湖北", "@zh")
    {'type': 'literal', 'value': '湖北', 'xml:lang': 'zh'}
    """
    if suffix == IRI:
        return {"type": "uri", "value": value}
    literal = {"type": "literal", "value": value}
    if suffix.startswith("@"):
        return {**literal, "xml:lang": suffix[1:]}
    return literal if suffix == PLAIN else {**literal, "datatype": suffix[2:]}


def scan_of(query: str, store: Path | None, onto: Ontology, engine: str = "auto") -> Scan | None:
    """Return what may answer a named query from the columns beside `store`, None for SPARQL.

    `auto` takes columns where the graph is large, or numpy is there already: both give the
    same rows, and numpy takes longer to start than a small graph to be searched.

    Raises
    ------
    ColumnsError
        If `engine` is `columns`, and there are none, or none of this query.
    """
    if engine == "sparql" or store is None or not steps_of(query):
        found = None
    else:
        found = columns_beside(store, onto)
    if engine == "columns":
        if found is None:
            what = "no columns beside it" if steps_of(query) else "no columns form of this query"
            message = f"the graph has {what}; leave out --engine columns"
            raise ColumnsError(message)
        return Scan(found, strict=True)
    if found is None or not (len(found.terms) >= LARGE or "numpy" in sys.modules):
        return None
    return Scan(found)
