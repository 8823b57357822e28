"""Lines: records as lines of N-Quads, written without a detour through terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import pyoxigraph as ox

from kg.evidence.record import Node, Record, Text
from kg.ontology import Column, TableShape
from kg.text.names import PREFIXES, expand, local_name

TYPE = f"<{expand('rdf:type')}>"
THING, GRAPH = PREFIXES["gid"], PREFIXES["gig"]
Steps = tuple[tuple[str, str, bool], ...]


class Lines:
    """The lines of records, things that were merged under the name that stays.

    >>> Lines({"acme-ltd": "acme"}).thing("acme-ltd")
    '<https://w3id.org/green-industry/id/acme>'
    """

    def __init__(self, stays: Mapping[str, str]) -> None:
        self.stays = stays
        self.plans: dict[tuple[int, bool], tuple[TableShape, Steps]] = {}

    def thing(self, name: str) -> str:
        """Return the term of the thing called `name`."""
        return f"<{THING}{self.stays.get(name, name)}>"

    def plan(self, shape: TableShape, *, merged: bool) -> Steps:
        """Return name, predicate and whether names are kept of each column that makes quads."""
        key = (id(shape), merged)
        if key not in self.plans:
            named = [(c, predicate_of(c, merged=merged)) for c in shape.columns]
            plan = tuple((c.name, f"<{iri}>", c.keeps_identity) for c, iri in named if iri)
            self.plans[key] = shape, plan  # the shape is held: another may not get its id
        return self.plans[key][1]

    def term(self, node: Node, *, kept: bool) -> str:
        """Return a node of a record as a term; with `kept` under its own name."""
        if isinstance(node, Text):
            return literal(node)
        if not kept and self.stays and node.value.startswith(THING):
            return self.thing(node.value[len(THING) :])
        return f"<{node.value}>"

    def of(self, record: Record) -> Iterator[str]:
        """Yield the quads of one record in the graph of its table or of its source."""
        shape = record.shape
        subject = self.thing(record.id)
        name = local_name(record.first(shape.graph_column)) if shape.graph_column else shape.graph
        end = f" <{GRAPH}{name}> .\n"
        if shape.row_class:
            yield f"{subject} {TYPE} <{shape.row_class}>{end}"
        for column, predicate, kept in self.plan(shape, merged=record.id in self.stays):
            for node in record.cells[column]:
                yield f"{subject} {predicate} {self.term(node, kept=kept)}{end}"


def predicate_of(column: Column, *, merged: bool) -> str:
    """Return the property of `column`, another or none for a thing merged into another."""
    name = column.when_merged if merged and column.when_merged != "" else column.predicate
    return expand(name) if name else ""


@lru_cache(maxsize=65_536)
def literal(text: Text) -> str:
    r"""Return a literal as the engine writes it.

    >>> literal(Text('"', "", "en"))
    '"\\""@en'
    """
    if text.lang:
        return str(ox.Literal(text.value, language=text.lang))
    if text.datatype:
        return str(ox.Literal(text.value, datatype=ox.NamedNode(text.datatype)))
    return str(ox.Literal(text.value))


def quads(lines: Iterable[str]) -> Iterator[ox.Quad]:
    """Yield the quads that lines of N-Quads stand for, in their order."""
    return ox.parse(input="".join(lines).encode(), format=ox.RdfFormat.N_QUADS, lenient=True)
