"""Near: as much of a graph as the shapes can see from the things that changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.graph.check import Finding
from kg.ontology import Ontology
from kg.text.names import PREFIXES, expand, shorten

SUBCLASS = ox.NamedNode(expand("rdfs:subClassOf"))
INNER = (
    "(sh:property|sh:node|sh:qualifiedValueShape|sh:not|(sh:or|sh:and|sh:xone)/rdf:rest*/rdf:first)"
)
FAR = f"""ASK {{
  {{ ?shape sh:sparql|sh:target|sh:parameter|sh:js|sh:expression|sh:rule ?any }} UNION {{
    ?shape sh:path ?path FILTER(!ISIRI(?path))
    FILTER NOT EXISTS {{ ?path sh:inversePath ?back FILTER(ISIRI(?back)) }}
  }} UNION {{
    ?shape sh:path ?first . ?shape {INNER}+ ?inner . ?inner sh:path ?second
    FILTER(!ISIRI(?second) || EXISTS {{ ?inner sh:class|{INNER} ?any }})
  }}
}}"""
"""Whether a shape sees further than its values and what is said of them."""
DEEP = (
    f"SELECT DISTINCT ?path {{ ?shape sh:path ?path ; sh:class|{INNER} ?any FILTER(ISIRI(?path)) }}"
)
BACK = "SELECT DISTINCT ?path { ?shape sh:path/sh:inversePath ?path }"
MOST = 100_000  # things: of more, all are checked
DEFAULT = ox.DefaultGraph()


@dataclass(frozen=True)
class Near:
    """A part of a graph that is enough to check the things in `focus`."""

    store: ox.Store
    focus: frozenset[str]

    def only(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield the findings but those on things of which the part holds too little."""
        ends = {end for quad in self.store for end in (quad.subject, quad.object)}
        others = {end.value for end in ends if isinstance(end, ox.NamedNode)} - self.focus
        names = {shorten(iri) for iri in others}
        yield from (finding for finding in findings if finding[1] not in names)


def around(
    store: ox.Store,
    onto: Ontology,
    subjects: Iterable[ox.NamedNode],
    things: Iterable[ox.NamedNode],
) -> Near | None:
    """Return what the shapes need to check all that may have been touched.

    `subjects` are the things of which something else is said now, `things` also all that they
    name or named. Touched are these, and what names one of the subjects by a path behind which
    a shape looks further. None is returned where shapes see further, or it is too much.
    """
    shapes, path = ox.Store(), onto.folder / "shapes.ttl"
    if path.is_file():
        shapes.load(path=str(path), format=ox.RdfFormat.TURTLE)
    if shapes.query(FAR, prefixes=dict(PREFIXES)):
        return None
    deep, back = paths(shapes, DEEP), paths(shapes, BACK)
    focus = {*things, *(name for thing in subjects for name in naming(store, thing, deep))}
    values = set(focus)
    for thing in focus:
        values.update(naming(store, thing, back))
        values.update(q.object for q in said_of(store, thing) if isinstance(q.object, ox.NamedNode))
        if len(values) > MOST:
            return None
    part = ox.Store()
    part.extend(store.quads_for_pattern(None, SUBCLASS, None, DEFAULT))
    part.extend(quad for value in values for quad in said_of(store, value))
    return Near(part, frozenset(thing.value for thing in focus))


def said_of(store: ox.Store, thing: ox.NamedNode) -> Iterator[ox.Quad]:
    """Yield the quads whose subject is `thing`."""
    return store.quads_for_pattern(thing, None, None, DEFAULT)


def naming(
    store: ox.Store, thing: ox.NamedNode, by: Iterable[ox.NamedNode]
) -> Iterator[ox.NamedNode]:
    """Yield what names `thing` by one of the properties `by`."""
    for predicate in by:
        for quad in store.quads_for_pattern(None, predicate, thing, DEFAULT):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject


def paths(shapes: ox.Store, query: str) -> list[ox.NamedNode]:
    """Return the properties that a query over shapes finds."""
    found = shapes.query(query, prefixes=dict(PREFIXES))
    return [row["path"] for row in found] if isinstance(found, ox.QuerySolutions) else []
