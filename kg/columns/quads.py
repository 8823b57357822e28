"""Quads: the lines of a graph read once, its triples as numbers by predicate."""

from __future__ import annotations

import re
from collections.abc import Collection
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from kg.columns.frame import told_apart
from kg.errors import ColumnsError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]

NAME = re.compile(rb"<[^<>\" ]*>")


class Codes(dict[bytes, int]):
    """Numbers for terms as they are spelt, in the order in which they are first met."""

    def __missing__(self, cell: bytes) -> int:
        number = self[cell] = len(self)
        return number


class Places(dict[bytes, int]):
    """The numbers of graphs; what is not the name of one is refused."""

    def __init__(self, codes: Codes) -> None:
        super().__init__()
        self.codes = codes

    def __missing__(self, cell: bytes) -> int:
        if not NAME.fullmatch(cell):
            raise beyond("lines without a graph, or with one that has no name")
        number = self[cell] = self.codes[cell]
        return number


class Quads:
    """The triples of `predicates` in lines of N-Quads, their terms numbered by `codes`.

    Raises
    ------
    ColumnsError
        If a line has no graph, or there are blank nodes: in a store they have other names.
    """

    def __init__(self, lines: bytes, predicates: Collection[str], codes: Codes) -> None:
        self.codes, self.kept = codes, dict[tuple[str, bool], "Ints"]()
        self.found: dict[bytes, list[int]] = {name.encode(): [] for name in predicates}
        try:
            self.read(lines)
        except ValueError:
            raise beyond("lines without a graph") from None
        if any(cell.startswith(b"_:") for cell in codes):
            raise beyond("blank nodes")

    def read(self, lines: bytes) -> None:
        """Take in the triples of the wanted predicates."""
        codes, found, places = self.codes, self.found, Places(self.codes)
        for line in BytesIO(lines):  # never all lines at once
            subject, predicate, rest = line.split(b" ", 2)
            if predicate in found:
                end, graph, _ = rest.rsplit(b" ", 2)
                found[predicate] += (codes[subject], codes[end], places[graph])

    def triples(self, predicates: Collection[str], graph: str) -> tuple[Ints, Ints, Ints]:
        """Return subjects, objects and graphs of the triples of `predicates` in `graph`.

        No graph is the merge of all, where each triple stands once; a variable is any graph.
        Over several predicates an end is reached once, as the engine has it.
        """
        cells = np.concatenate([self.rows(n, merged=not graph) for n in predicates], axis=1)
        if graph and not graph.startswith("?"):
            cells = cells[:, cells[2] == self.codes[graph.encode()]]
        if len(predicates) > 1:
            cells = once(cells, 3 if graph else 2)
        subject, end, place = cells
        return subject, end, place

    def rows(self, predicate: str, *, merged: bool) -> Ints:
        """Return subjects, objects and graphs of the triples of one predicate."""
        key = predicate, merged
        if key not in self.kept:
            cells = np.array(self.found[predicate.encode()], np.int32).reshape(-1, 3).T
            self.kept[key] = once(cells, 2) if merged else cells
        return self.kept[key]


def once(cells: Ints, rows: int) -> Ints:
    """Return one column of `cells` of all that are alike in the first `rows`."""
    return cells.take(told_apart([*cells[:rows]])[0], axis=1)


def beyond(what: str) -> ColumnsError:
    """Return the error that says that columns are asked of the store instead."""
    return ColumnsError(f"columns are not joined from {what}")
