"""Answers: the rows that become columns, in numbers of terms that are in no order yet."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
import pyoxigraph as ox
from numpy.typing import NDArray

from kg.columns.match import Matches
from kg.columns.pattern import pattern_of, predicates_of
from kg.columns.quads import Codes, Quads
from kg.errors import ColumnsError, StoreError
from kg.text.names import PREFIXES

Answer: TypeAlias = tuple[list[str], NDArray[np.int32]]


def answers(
    store: ox.Store, lines: bytes, queries: Mapping[str, str], codes: Codes
) -> dict[str, Answer]:
    """Return columns and rows of the answer to each query, every row of an array a column.

    `lines` are the quads of the graph in `store`, sorted: what can be joined from them is
    not asked of it, which takes several times as long.

    Raises
    ------
    StoreError
        If one is no SELECT query.
    """
    patterns = {}
    for name, query in queries.items():
        solutions(ox.Store(), query)  # what the engine refuses is refused, whoever answers
        with contextlib.suppress(ColumnsError):
            patterns[name] = pattern_of(query)
    found: dict[str, Answer] = {}
    with contextlib.suppress(ColumnsError):
        matches = Matches(Quads(lines, predicates_of(tuple(patterns.values())), codes))
        for name, pattern in patterns.items():
            with contextlib.suppress(ColumnsError):
                frame = matches.select(pattern)
                found[name] = [variable[1:] for variable in frame], np.array([*frame.values()])
    return {name: found.get(name) or asked(store, query, codes) for name, query in queries.items()}


def asked(store: ox.Store, query: str, codes: Codes) -> Answer:
    """Return the answer of `store` to a query."""
    raw = solutions(store, query).serialize(format=ox.QueryResultsFormat.TSV) or b""
    head, _, body = raw.partition(b"\n")
    columns = [name.lstrip("?") for name in head.decode().split("\t")]
    cells = body.replace(b"\n", b"\t").split(b"\t")[:-1]
    numbers = {cell: codes[cell] if cell else -1 for cell in dict.fromkeys(cells)}
    numbered = np.fromiter(map(numbers.__getitem__, cells), np.int32, len(cells))
    return columns, numbered.reshape(-1, len(columns)).T


def solutions(store: ox.Store, query: str) -> ox.QuerySolutions:
    """Return the solutions of a SELECT query."""
    found = store.query(query, prefixes=dict(PREFIXES))
    if not isinstance(found, ox.QuerySolutions):
        message = "columns are made of SELECT queries"
        raise StoreError(message)
    return found
