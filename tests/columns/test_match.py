"""Match: what is joined from lines is what the engine answers, row by row, or it is refused."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.columns.answers import asked
from kg.columns.match import Matches
from kg.columns.pattern import pattern_of, predicates_of
from kg.columns.quads import Codes, Quads
from kg.columns.terms import parsed
from kg.errors import ColumnsError
from kg.graph.dump import merge_graphs, told
from kg.text.names import PREFIXES as ALL

PREFIXES = dict(ALL)
THINGS = [f"gid:{name}" for name in "abc"]
ENDS = st.sampled_from([*THINGS, '"x"', '"x"@en', '"y z"@zh', "5", "1.5", "gi:Group"])
QUADS = st.lists(
    st.tuples(
        st.sampled_from(THINGS),
        st.sampled_from(["a", "gi:leads", "gi:isPartOf", "gi:uses", "skos:prefLabel"]),
        ENDS,
        st.sampled_from(["gig:one", "gig:two", "gig:ontology"]),
    ),
    max_size=14,
)
ANSWERED = [
    "?s ?o { ?s gi:leads ?o }",
    "?s ?o ?p { ?s gi:leads ?o . ?s gi:isPartOf ?p }",
    "?s ?o { ?s gi:leads ?o ; gi:isPartOf ?o }",
    "?s ?o { ?s gi:leads|gi:isPartOf ?o }",
    "?s ?o { ?s ^gi:leads ?o }",
    "?s ?o { ?s (gi:leads|gi:isPartOf)+ ?o }",
    "?s ?o { ?s ^(gi:leads|gi:isPartOf)+ ?o . ?o a gi:Group }",
    "?s { ?s gi:leads gid:a , gid:b }",
    "?s ?g ?o { GRAPH ?g { ?s gi:leads ?o ; gi:isPartOf ?p } }",
    "?s ?o { GRAPH gig:one { ?s gi:leads ?o FILTER(?s != ?o) } ?o a ?kind }",
    "DISTINCT ?s { ?s gi:leads|gi:isPartOf ?o }",
    "?s ?o ?l { ?s gi:leads ?o OPTIONAL { ?s skos:prefLabel ?l . ?s gi:isPartOf ?o } }",
    "?s ?l ?m { { ?s skos:prefLabel ?l } UNION { ?s gi:leads ?m } UNION { ?s a ?m ; gi:uses ?l } }",
    "?s ?o { ?s gi:leads ?o FILTER NOT EXISTS { ?s a gi:Group } FILTER EXISTS { ?o a ?x } }",
    "?s ?o { ?s gi:leads ?o FILTER EXISTS { VALUES ?k { gid:c } { ?s a ?k } UNION { ?o a ?k } } }",
    "?s ?o { ?s gi:leads ?o MINUS { { ?s a ?o } UNION { ?x gi:uses ?o } UNION { ?x a ?k } } }",
    "?s ?o { VALUES ?s { gid:a gid:c gid:c gid:unknown } ?s gi:leads ?o FILTER(ISIRI(?o)) }",
    "?s ?lang { ?s skos:prefLabel ?l BIND(LANG(?l) AS ?lang) }",
    '?s ?n { ?s gi:leads ?o BIND(CONCAT(STRAFTER(STR(?s), "/id/"), " (", STR(?o), ")") AS ?n) }',
    "?s ?w { ?s gi:leads ?o BIND(1.0 / ?o AS ?w) FILTER(BOUND(?w) || ?s NOT IN (gid:a, gid:b)) }",
    "?s ?w { ?s gi:leads ?o OPTIONAL { ?s skos:prefLabel ?l } BIND(STRLEN(?l) AS ?w) }",
    "?s ?w { { SELECT ?s (COUNT(DISTINCT ?o) AS ?n) { ?s a ?o } GROUP BY ?s } BIND(1 / ?n AS ?w) }",
    "?s ?w { BIND(gid:a AS ?w) ?s gi:leads ?o }",
    "?s ?o { { SELECT DISTINCT ?s { ?s gi:isPartOf ?x } } ?s gi:leads ?o BIND(?s AS ?t) ?t a ?k }",
]
BEYOND = [
    "?s ?o { ?s gi:leads ?o } ORDER BY ?s",
    "?s { ?s ?p ?o }",
    "?s { ?s gi:leads ?s }",
    "?s { ?s gi:leads* ?o }",
    "?s { GRAPH ?g { ?s gi:leads+ ?o } }",
    "?s { ?s gi:leads [] }",
    "?s { ?s gi:leads 'x' }",
    "?s { ?s gi:leads ?o . ?p gi:leads ?q }",
    "?s { ?s gi:leads ?o FILTER(?o = 1 || EXISTS { ?s a ?k }) }",
    "?s { ?s gi:leads ?o FILTER(BOUND(?nothing)) }",
    "?s ?nothing { ?s gi:leads ?o }",
    "?s (COUNT(DISTINCT ?nothing) AS ?n) { ?s gi:leads ?o } GROUP BY ?s",
    "?s { ?s gi:leads ?o FILTER EXISTS { ?s a ?k FILTER(?k = ?o) } }",
    "?s { ?s gi:leads ?o FILTER NOT EXISTS { ?s a ?k MINUS { ?o a ?k } } }",
    "?s (COUNT(?o) AS ?n) { ?s gi:leads ?o } GROUP BY ?s",
]


def store_of(quads: list[tuple[str, str, str, str]]) -> ox.Store:
    """Return a store of quads and their merge."""
    store = ox.Store()
    for subject, predicate, end, graph in quads:
        store.update(
            f"INSERT DATA {{ GRAPH {graph} {{ {subject} {predicate} {end} }} }}", prefixes=PREFIXES
        )
    merge_graphs(store)
    return store


def matched(lines: bytes, query: str) -> Counter[tuple[tuple[str, str] | None, ...]]:
    """Return how often each row stands in what is joined."""
    codes, pattern = Codes(), pattern_of(query)
    frame = Matches(Quads(lines, predicates_of((pattern,)), codes)).select(pattern)
    return rows(codes, [column.tolist() for column in frame.values()])


def rows(codes: Codes, cells: list[list[int]]) -> Counter[tuple[tuple[str, str] | None, ...]]:
    terms = [*parsed(codes), None]
    return Counter(tuple(terms[code] for code in row) for row in zip(*cells, strict=True))


@pytest.mark.parametrize("query", ANSWERED)
@settings(max_examples=25, deadline=None)
@given(QUADS)
def test_rows_are_those_of_the_engine(query: str, quads: list[tuple[str, str, str, str]]) -> None:
    store, codes = store_of(quads), Codes()
    _, cells = asked(store, f"SELECT {query}", codes)
    try:
        found = matched(told(store).dump, f"SELECT {query}")
    except ColumnsError:
        assert "OPTIONAL" in query or "BIND" in query  # what may be unbound is not joined
        return
    assert found == rows(codes, cells.tolist())


@pytest.mark.parametrize("query", BEYOND)
def test_what_is_beyond_is_refused(query: str) -> None:
    store = store_of([("gid:a", "gi:leads", "gid:b", "gig:one")])
    store.query(f"SELECT {query}", prefixes=PREFIXES)
    with pytest.raises(ColumnsError, match="columns are not"):
        matched(told(store).dump, f"SELECT {query}")


def test_an_unbound_cell_is_never_joined() -> None:
    store = store_of(
        [("gid:a", "gi:leads", "gid:b", "gig:one"), ("gid:c", "a", "gid:k", "gig:one")]
    )
    query = "SELECT ?s ?o { { ?s gi:leads ?o } UNION { ?s a ?k } ?o skos:prefLabel ?l }"
    with pytest.raises(ColumnsError, match="unbound"):
        matched(told(store).dump, query)
