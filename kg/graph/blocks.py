"""Blocks: what the groups of a query look for, and how they are tied to each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pyoxigraph as ox

JOINED, ASIDE, ASKED, ALONE = "joined", "aside", "asked", "alone"
Known = Mapping[str, Any]


class Way(NamedTuple):
    """What stands between subject and object: see `Pattern`."""

    steps: tuple[Any, ...]
    single: bool
    loose: bool


@dataclass(frozen=True)
class Pattern:
    """Triples that a query looks for: each place a term, the name of a variable, or None for any.

    Of a path the `steps` are the predicates that it may take; `single` is what one triple
    matches, `loose` a path that matches without any.
    """

    subject: Any
    steps: tuple[Any, ...]
    object: Any
    graph: Any = None
    single: bool = True
    loose: bool = False

    @property
    def names(self) -> list[str]:
        """Return the variables that it surely binds, the one for the subject first."""
        places = () if self.loose else (self.subject, self.object, *self.steps, self.graph)
        return [place for place in places if isinstance(place, str)]

    def found(self, store: ox.Store, known: Known) -> Iterator[ox.Quad]:
        """Yield the quads of `store` that match where the values of variables are `known`."""
        start, end, graph = (filled(p, known) for p in (self.subject, self.object, self.graph))
        steps = [filled(step, known) for step in self.steps]
        if not self.single:
            start = end = None
        if isinstance(start, ox.Literal) or not isinstance(graph, ox.NamedNode | None):
            return
        quads = (
            quad
            for step in steps
            if isinstance(step, ox.NamedNode | None)
            for quad in store.quads_for_pattern(start, step, end, graph)
        )
        merged = self.graph is None
        yield from (q for q in quads if merged or q.graph_name != ox.DefaultGraph())

    def values(self, quad: ox.Quad) -> Known:
        """Return the values of its variables where it matches `quad`."""
        ends = [(self.subject, quad.subject), (self.object, quad.object)]
        ends += [(step, quad.predicate) for step in self.steps]
        pairs = [*(ends if self.single else ()), (self.graph, quad.graph_name)]
        return {name: term for name, term in pairs if isinstance(name, str)}

    def possible(self, stores: Iterable[ox.Store], known: Known) -> bool:
        """Return whether one of `stores` may hold a match where variables are `known`."""
        return not self.single or any(next(self.found(s, known), None) for s in stores)


def filled(place: Any, known: Known) -> Any:
    """Return the term at a place of a pattern, None for any."""
    return known.get(place) if isinstance(place, str) else place


@dataclass(frozen=True)
class Listed:
    """The values that VALUES gives to a variable."""

    name: str
    terms: frozenset[Any]

    def possible(self, _: Iterable[ox.Store], known: Known) -> bool:
        """Return whether the value is one of them, if it is `known`."""
        return self.name not in known or known[self.name] in self.terms


@dataclass
class Block:
    """A group of a query: where it starts, what it looks for, and the block around it.

    `edge` tells how it is tied to that one: joined with it, aside of it (OPTIONAL, MINUS), asked
    in an expression, or alone as a query of its own. Each of its solutions matches what it
    looks for itself and what it `must`, and binds `names`. In front of it, the block around
    has `before`, and binds `shared`.
    """

    start: int
    edge: str = ALONE
    above: Block | None = None
    own: list[Pattern] = field(default_factory=list)
    must: list[Pattern | Listed] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    before: tuple[Pattern | Listed, ...] = ()
    shared: frozenset[str] = frozenset()

    @property
    def joined(self) -> bool:
        """Return whether it is only joined with others up to the outermost block."""
        return not self.above or (self.edge == JOINED and self.above.joined)

    def tells(self, variable: str) -> bool:
        """Return whether each row that a match here changes has its value for `variable`.

        That is for a variable which each row has a value for.
        """
        first = self
        while first.above and first.edge == JOINED:
            first = first.above
        tied = first.edge != ALONE and first.above and first.above.joined
        return not first.above or bool(tied and variable in first.shared)

    def carries(self, variable: str) -> bool:
        """Return whether values of the whole for `variable` may be listed here too.

        What they shut out here would be joined with nothing, or set aside, anyhow.
        """
        named = any(variable in pattern.names for pattern in self.own)
        return not self.above or (named and self.reached(variable))

    def reached(self, variable: str) -> bool:
        """Return whether it is at most one step aside of a block with the values."""
        if not self.above or self.edge == JOINED:
            return not self.above or self.above.reached(variable)
        return self.edge == ASIDE and self.above.joined and self.above.carries(variable)
