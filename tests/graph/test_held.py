"""A graph in memory is asked where the fewest quads stand in the way; the answers are the same."""

import pytest

from kg.graph.held import Held
from kg.graph.store import read_query, solutions
from kg.ontology import Ontology
from tests.built import world_store

PATTERN = "SELECT ?s ?p ?o { ?s ?p ?o }"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * { graph<x:g>{ ?s ?p ?o } }",
        "SELECT * { ?s ?p 1GRAPH ?g { ?s ?p ?o } }",
        "SELECT * { \\u0047RAPH ?g { ?s ?p ?o } }",
        "SELECT * FROM <x:g> { ?s ?p ?o }",
        "SELECT * FrOm NAMED <x:g> { ?s ?p ?o }",
        'SELECT * { ?s ?p "a paragraph" }',
    ],
)
def test_what_may_name_a_graph_is_asked_of_all_graphs(query: str) -> None:
    held = Held(world_store())
    assert held.asked(query) is held.whole


def test_the_merge_stands_alone_until_a_graph_is_named() -> None:
    held = Held(world_store())
    assert held.asked(PATTERN) is held.merge
    assert "whole" not in vars(held)
    assert list(held.merge.named_graphs()) == []
    triples = {str(quad.triple) for quad in held.whole}
    assert {str(quad.triple) for quad in held.merge} == triples
    assert len(held.merge) == len(triples) < len(held.whole)


def test_every_query_of_the_ontology_gives_the_same_rows_in_both(onto: Ontology) -> None:
    held = Held(world_store())
    queries = {name: read_query(path) for name, path in onto.files("api").items()}
    apart = 0
    for name, query in queries.items():
        if "LIMIT" in query:  # any rows will do
            continue
        store = held.asked(query)
        apart += store is held.merge
        rows = [sorted(map(str, map(list, solutions(s, query)[1]))) for s in (store, held.whole)]
        assert rows[0] == rows[1], name
    assert apart
