"""A record: one row of a table, its cells read as terms; a sheet: the rows of one file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, repeat
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
Cell = tuple[Node, ...]


@dataclass(frozen=True)
class Record:
    """A row: its identifier, where it stands, and the terms that its cells hold."""

    id: str
    shape: TableShape
    file: str
    row: int
    cells: Mapping[str, Cell]

    def problem(self, column: str, what: str) -> Problem:
        """Return a problem of this row in `column`."""
        return Problem(self.file, self.row, column, what)

    def first(self, column: str) -> str:
        """Return the value of the first term under `column`, empty if there is none."""
        nodes = self.cells.get(column, ())
        return nodes[0].value if nodes else ""


@dataclass(frozen=True)
class Sheet:
    """The rows of one file by column: where each stands, its identifier, and its cells."""

    shape: TableShape
    file: str
    rows: Sequence[int]
    ids: Sequence[str]
    cells: Mapping[str, Sequence[Cell]]

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """Return the rows one by one."""
        return tuple(map(self.record, range(len(self.ids))))

    def record(self, at: int) -> Record:
        """Return the row at place `at`."""
        cells = {column: found[at] for column, found in self.cells.items()}
        return Record(self.ids[at], self.shape, self.file, self.rows[at], cells)

    def column(self, name: str) -> Iterable[Cell]:
        """Return the cells under `name`, top to bottom; they are empty if there is no such."""
        return self.cells.get(name) or repeat((), len(self.ids))

    def firsts(self, name: str) -> list[str]:
        """Return the value of the first term in each cell under `name`, empty if there is none."""
        return [cell[0].value if cell else "" for cell in self.column(name)]

    def picked(self, places: Sequence[int]) -> Sheet:
        """Return the sheet of the rows at `places`."""
        rows, ids = [self.rows[at] for at in places], [self.ids[at] for at in places]
        cells = {name: [found[at] for at in places] for name, found in self.cells.items()}
        return Sheet(self.shape, self.file, rows, ids, cells)


def sheet_of(records: Sequence[Record]) -> Sheet:
    """Return records of one table and file, at least one, as a sheet."""
    first = records[0]
    cells = {name: [record.cells[name] for record in records] for name in first.cells}
    return Sheet(first.shape, first.file, [r.row for r in records], [r.id for r in records], cells)


def sheets_of(records: Iterable[Record]) -> Iterator[Sheet]:
    """Yield records as sheets, in their order."""
    for _, alike in groupby(records, key=lambda record: (id(record.shape), record.file)):
        yield sheet_of(list(alike))


@dataclass(frozen=True)
class Evidence:
    """All files of a data folder, in the order of tables and files."""

    sheets: tuple[Sheet, ...]

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """Return the rows of all files, in their order."""
        return tuple(record for sheet in self.sheets for record in sheet.records)

    def of(self, url: str) -> tuple[Record, ...]:
        """Return the records of the table with this `url`."""
        return tuple(r for s in self.sheets if s.shape.url == url for r in s.records)
