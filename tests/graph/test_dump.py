"""Dump: equal graphs give equal lines, and the merge is each triple of the named graphs."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.graph.dump import (
    QUADS,
    canonical_dump,
    merge_graphs,
    merged,
    named_lines,
    sizes_of,
    told,
    triples_of_default,
)

ODD = ["a <x:g> .", 'say "it"', "line\nbreak\r\t", "back\\slash", "湖北", "<s> <p> <o> ."]


@pytest.fixture
def store() -> ox.Store:
    """A store with odd literals, two graphs that share triples, and no merge."""
    found = ox.Store()
    for graph in ("x:one", "x:two"):
        for n, text in enumerate(ODD):
            s, p, g = ox.NamedNode(f"x:s{n}"), ox.NamedNode("x:p"), ox.NamedNode(graph)
            found.add(ox.Quad(s, p, ox.Literal(text), g))
            found.add(ox.Quad(s, p, ox.NamedNode(f"x:o-{graph[2:]}"), g))
    return found


def test_the_merge_holds_each_triple_once(store: ox.Store) -> None:
    quads = list(store)
    merge_graphs(store)
    triples = {ox.Quad(q.subject, q.predicate, q.object) for q in quads}
    assert {q for q in store if q.graph_name == ox.DefaultGraph()} == triples
    assert len(triples) == 3 * len(ODD)
    merge_graphs(store)
    assert len(store) == len(quads) + len(triples)


def test_what_is_told_is_the_same_with_the_merge_and_without(store: ox.Store) -> None:
    before = told(store)
    assert before.dump == canonical_dump(store)
    assert before.sizes == {"x:one": 2 * len(ODD), "x:two": 2 * len(ODD)}
    merge_graphs(store)
    assert told(store).dump == before.dump
    assert set(before.merge.splitlines(keepends=True)) == triples_of_default(store)


def test_a_triple_of_the_default_graph_alone_is_told(store: ox.Store) -> None:
    lone = ox.Quad(ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.NamedNode("x:lone"))
    store.add(lone)
    found = told(store)
    assert b"<x:s> <x:p> <x:lone> .\n" in found.dump
    assert b"<x:s> <x:p> <x:lone> .\n" in found.merge
    again = ox.Store()
    again.load(input=found.dump, format=QUADS)
    assert set(again) == set(store)


def test_lines_of_named_graphs_are_counted_and_read_back(store: ox.Store) -> None:
    lines = named_lines(store)
    assert sizes_of(lines) == told(store).sizes
    one = named_lines(store, [ox.NamedNode("x:one")])
    assert {q.graph_name for q in ox.parse(input=b"".join(one), format=QUADS)} == {
        ox.NamedNode("x:one")
    }
    assert merged(b"".join(one)).count(b"\n") == len(one)
