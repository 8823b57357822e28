"""Blocks: which values of the whole may be listed in a part of a query, and told by it."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.graph.blocks import Block, Listed, Pattern
from kg.graph.reading import read

A, B, G = (ox.NamedNode(f"x:{name}") for name in "abg")


def block_with(query: str, variable: str) -> Block:
    """Return the innermost block with a pattern that ends in a variable."""
    found = read(query)
    assert found
    return next(g for g in found.blocks if any(p.object == variable for p in g.own))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("{ ?v ?p ?x }", (True, True)),
        ("{ ?v ?p ?o { ?v ?p ?x } UNION { ?v ?q ?y } }", (True, True)),
        ("{ ?v ?p ?o OPTIONAL { ?v ?q ?x } }", (True, True)),
        ("{ ?v ?p ?o MINUS { GRAPH ?g { ?v ?q ?x } } }", (True, True)),
        ("{ OPTIONAL { ?v ?q ?x } ?v ?p ?o }", (True, False)),
        ("{ ?s ?p ?o OPTIONAL { ?s ?p ?q OPTIONAL { ?v ?q ?x } } ?v ?p ?o }", (False, False)),
        ("{ { ?s ?p ?o OPTIONAL { ?v ?q ?x } } ?v ?p ?o }", (False, False)),
        ("{ ?v ?p ?o FILTER EXISTS { ?v ?q ?x } }", (False, True)),
        ("{ ?v ?p ?o FILTER EXISTS { ?o ?q ?x } }", (False, True)),
        ("{ ?v ?p ?o { SELECT ?v { ?v ?q ?x } } }", (False, False)),
    ],
)
def test_values_are_listed_and_told_where_they_hold(query: str, found: tuple[bool, bool]) -> None:
    block = block_with(f"SELECT * {query}", "x")
    assert (block.carries("v"), block.tells("v")) == found


def test_a_pattern_finds_quads_by_what_is_known() -> None:
    store, other = ox.Store(), ox.Quad(A, B, ox.Literal("1"), G)
    store.extend([other, ox.Quad(A, A, B, G), ox.Quad(A, B, ox.Literal("1"))])
    pattern = Pattern("s", (A, B), "o", "g")
    assert set(pattern.found(store, {})) == {other, ox.Quad(A, A, B, G)}
    assert list(pattern.found(store, {"o": B})) == [ox.Quad(A, A, B, G)]
    assert list(pattern.found(store, {"s": ox.Literal("1")})) == []
    assert list(Pattern("s", ("p",), None).found(store, {"p": ox.Literal("1")})) == []
    assert pattern.values(other) == {"s": A, "o": ox.Literal("1"), "g": G}
    assert not pattern.possible([store], {"s": B})
    assert Pattern("s", (A,), "o", single=False).possible([ox.Store()], {})


def test_a_listed_variable_has_one_of_its_values() -> None:
    listed = Listed("s", frozenset({A}))
    assert listed.possible((), {"s": A, "o": B})
    assert listed.possible((), {"o": B})
    assert not listed.possible((), {"s": B})
