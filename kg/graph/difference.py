"""Difference: what a query may find only after a change, told without asking it of everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import pyoxigraph as ox

from kg.graph.blocks import Block, Known, Pattern
from kg.graph.guard import tokens
from kg.graph.reading import read

MOST = 2_000  # quads: more are not looked through
MANY = 1_000  # values: more are not listed


class Difference:
    """The quads that went or came in a graph, which `store` holds as it was before or is now."""

    def __init__(self, store: ox.Store, quads: Iterable[ox.Quad]) -> None:
        self.turned = ox.Store()
        self.turned.extend(quads)
        self.stores = (self.turned, store)
        self.large = len(self.turned) > MOST

    def seen(self, query: str) -> dict[str, set[Any]] | None:
        """Return variables, and values one of which each row has that `query` finds only now.

        It finds nothing new if there are none: where no quad of the change is part of any
        match the same matches give the same answer, whatever is made of them. A quad is part
        of none where the others that would have to be beside it are neither in the graph nor
        in the change. None is returned where any row may be new.
        """
        reading = None if self.large else read(query)
        if not reading:
            return None
        found: dict[str, set[Any]] = {}
        for block in reading.blocks:
            told = {name: use for name, use in reading.sure.items() if block.tells(name)}
            for known in (known for pattern in block.own for known in self.among(pattern, block)):
                name, values = self.values(block, known, told)
                if not name:
                    return None
                found.setdefault(name, set()).update(values)
        return found if all(map(listable, found.values())) else None

    def among(self, pattern: Pattern, block: Block) -> Iterator[Known]:
        """Yield the values of variables where a quad of the change may be part of a match."""
        beside = [*(m for m in block.must if m is not pattern), *block.before]
        for quad in pattern.found(self.turned, {}):
            known = pattern.values(quad)
            if all(m.possible(self.stores, known) for m in beside):
                yield known

    def values(
        self, block: Block, known: Known, told: Mapping[str, tuple[int, int]]
    ) -> tuple[str, set[Any]]:
        """Return the most useful of the variables `told`, and its values where others are `known`.

        Of equally useful ones it is one that is known; another is looked up in what has to be
        beside it. The variable is empty if there is none, or of too many values.
        """
        beside = [m for m in block.must if isinstance(m, Pattern) and m.single]

        def rank(name: str) -> tuple[int, int, bool, str]:
            blocks, starts = told[name]
            return -blocks, -starts, name not in known, name

        for name in sorted(told, key=rank):
            if name in known:
                return name, {known[name]}
            for pattern in beside:
                if name in pattern.names and not known.keys().isdisjoint(pattern.names):
                    quads = (q for store in self.stores for q in pattern.found(store, known))
                    values = {pattern.values(quad)[name] for quad in islice(quads, MANY + 1)}
                    if len(values) <= MANY:
                        return name, values
        return "", set()


def listable(values: set[Any]) -> bool:
    """Return whether a query may list these values."""
    return len(values) <= MANY and all(isinstance(v, ox.NamedNode | ox.Literal) for v in values)


def bound(query: str, variable: str, values: Iterable[Any]) -> str:
    """Return a SELECT query that has one of `values` for a variable in each row.

    They are listed wherever the engine would else begin with everything.

    >>> bound("SELECT ?s { ?s ?p ?o }", "s", {ox.NamedNode("x:a")})
    'SELECT ?s { VALUES ?s { <x:a> } ?s ?p ?o }'
    """
    reading = read(query)
    first = next(position for kind, text, position in tokens(query) if text == "{") + 1
    blocks = reading.blocks if reading else ()
    starts = {first, *(block.start for block in blocks if block.carries(variable))}
    listed = f" VALUES ?{variable} {{ {' '.join(sorted(map(str, values)))} }}"
    for start in sorted(starts, reverse=True):
        query = query[:start] + listed + query[start:]
    return query
