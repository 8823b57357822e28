"""Patterns: queries are read as a tree, and refused where they say more than it holds."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.columns.pattern import (
    TYPE,
    Beside,
    Edges,
    Either,
    Listed,
    Only,
    Select,
    Told,
    pattern_of,
    predicates_of,
)
from kg.columns.write import definitions
from kg.errors import ColumnsError
from kg.text.names import expand
from tests.columns.worlds import ONTO

WORDS = ["SELECT", "?a", "{", "}", "(", ")", "gi:p", "a", ".", ";", ",", "+", "^", "BIND", "AS"]


def iri(name: str) -> str:
    return f"<{expand(name)}>"


def test_each_part_of_a_query_has_its_place_in_the_tree() -> None:
    query = """# a comment
    SELECT DISTINCT ?a ?n WHERE {
      VALUES ?a { gid:x } ?a a gi:Claim ; gi:leads ?b , ?c .
      OPTIONAL { GRAPH gig:one { ?b ^(gi:uses|gi:owns)+ ?d } }
      { ?a gi:leads ?b } UNION { SELECT ?a { ?a gi:uses ?b } }
      FILTER NOT EXISTS { ?a gi:owns ?e } FILTER(?a != <urn:x#y> && ISIRI(?a))
      BIND(CONCAT("# ?x (", STR(?a)) AS ?n)
    }"""
    edge = Edges("?a", (iri("gi:leads"),), "?b")
    inner = Select(("?a",), distinct=False, group=(Edges("?a", (iri("gi:uses"),), "?b"),))
    uses = iri("gi:uses"), iri("gi:owns")
    assert pattern_of(query) == Select(
        ("?a", "?n"),
        distinct=True,
        group=(
            Listed("?a", (iri("gid:x"),)),
            Edges("?a", (TYPE,), iri("gi:Claim")),
            edge,
            Edges("?a", (iri("gi:leads"),), "?c"),
            Beside((Edges("?d", uses, "?b", iri("gig:one"), closed=True),)),
            Either(((edge,), (inner,))),
            Only("NOT EXISTS", (Edges("?a", (iri("gi:owns"),), "?e"),)),
            Told("?a != <urn:x#y> && ISIRI( ?a )", ("?a",)),
            Told('CONCAT( "# ?x (" , STR( ?a ) )', ("?a",), "?n"),
        ),
    )


def test_every_shipped_view_and_column_query_is_read() -> None:
    for name, query in definitions(ONTO).items():
        found = pattern_of(query)
        assert predicates_of((found,)), name


@given(st.lists(st.sampled_from(WORDS)))
def test_any_words_are_read_or_refused(words: list[str]) -> None:
    with contextlib.suppress(ColumnsError):
        assert pattern_of(" ".join(words)).names


@pytest.mark.parametrize("query", ["", "SELECT", "ASK { ?a gi:p ?b }", "SELECT * { ?a gi:p ?b }"])
def test_what_is_no_such_query_is_refused(query: str) -> None:
    with pytest.raises(ColumnsError, match="in this place"):
        pattern_of(query)
