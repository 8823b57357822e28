"""A record: one row of a table, its cells read as terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kg.errors import Problem
from kg.ontology import TableShape


class Iri(NamedTuple):
    """The name of a thing, a term, or a concept."""

    value: str


class Text(NamedTuple):
    """A literal: its characters, datatype (an IRI, empty for a string), and language."""

    value: str
    datatype: str = ""
    lang: str = ""


Node = Iri | Text


@dataclass(frozen=True)
class Record:
    """A row: its identifier, where it stands, the raw cells, and the terms they hold."""

    id: str
    shape: TableShape
    file: str
    row: int
    raw: Mapping[str, str]
    cells: Mapping[str, tuple[Node, ...]]

    def problem(self, column: str, what: str) -> Problem:
        """Return a problem of this row in `column`."""
        return Problem(self.file, self.row, column, what)

    def first(self, column: str) -> str:
        """Return the value of the first term under `column`, empty if there is none."""
        nodes = self.cells.get(column, ())
        return nodes[0].value if nodes else ""


@dataclass(frozen=True)
class Evidence:
    """All records of a data folder, in the order of tables, files and rows."""

    records: tuple[Record, ...]

    def of(self, url: str) -> tuple[Record, ...]:
        """Return the records of the table with this `url`."""
        return tuple(r for r in self.records if r.shape.url == url)
