"""Reading: what a query looks for, and that more than is understood is looked for anywhere."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.graph.blocks import ALONE, ASIDE, ASKED, JOINED, Way
from kg.graph.reading import Reading, read
from kg.ontology import Ontology

A, B = ox.NamedNode("x:a"), ox.NamedNode("x:b")


def reading(query: str) -> Reading:
    found = read(query)
    assert found is not None, query
    return found


def test_every_rule_check_and_question_is_understood(onto: Ontology) -> None:
    for folder in ("checks", "rules", "questions", "queries"):
        for path in onto.files(folder).values():
            assert path.suffix == ".ru" or read(path.read_text("utf-8")), path


@pytest.mark.parametrize(
    ("verb", "way"),
    [
        ("?p", Way(("p",), single=True, loose=False)),
        ("<x:a>", Way((A,), single=True, loose=False)),
        ("<x:a>|<x:b>", Way((A, B), single=True, loose=False)),
        ("<x:a>/<x:b>", Way((A, B), single=False, loose=False)),
        ("^<x:a>", Way((A,), single=False, loose=False)),
        ("<x:a>+", Way((A,), single=False, loose=False)),
        ("<x:a>*", Way((A,), single=False, loose=True)),
        ("<x:a>?", Way((A,), single=False, loose=True)),
        ("(<x:a>*)/(<x:b>?)", Way((A, B), single=False, loose=True)),
        ("<x:a>*/<x:b>", Way((A, B), single=False, loose=False)),
        ("(<x:a>|<x:b>*)+", Way((A, B), single=False, loose=True)),
        ("!(<x:a>|^<x:b>)", Way((None,), single=False, loose=False)),
        ("!^<x:a>", Way((None,), single=False, loose=False)),
    ],
)
def test_a_path_may_take_its_steps(verb: str, way: Way) -> None:
    (block,) = reading(f"SELECT * {{ <x:s> {verb} ?o . ?o <x:b> 1 }}").blocks
    path = block.own[0]
    assert (path.steps, path.single, path.loose) == way


def test_lists_of_predicates_and_objects_are_patterns_of_one_subject() -> None:
    query = 'SELECT * { ?s a ?c , <x:a> ; <x:b> "t"@en , "1"^^<x:a> , true , 5 ; . _:b <x:b> ?o. }'
    found = reading(query)
    (block,) = found.blocks
    ends = [(pattern.subject, pattern.object) for pattern in block.own]
    assert ends == [("s", "c"), ("s", A), *[("s", None)] * 4, ("_:b", "o")]
    assert block.names == {"s", "c", "_:b", "o"}
    assert set(found.sure) == {"s", "c", "o"}


def test_groups_are_tied_to_the_one_around() -> None:
    query = """PREFIX y: <x:>
        SELECT ?s (COUNT(?o) AS ?n) WHERE {
          ?s y:a ?o OPTIONAL { ?s y:b ?p } { ?s y:a ?u } UNION { ?s y:a ?v }
          MINUS { ?s y:b ?q FILTER NOT EXISTS { ?q y:a ?s } }
          { SELECT ?s { ?s ?any ?thing } } BIND(EXISTS { ?s y:a ?s } AS ?is) GRAPH ?g { ?s y:a 1 }
        } GROUP BY ?s HAVING(EXISTS { ?x y:a ?y })"""
    found = reading(query)
    edges = [block.edge for block in found.blocks[:-1]]
    assert edges == [ASIDE, JOINED, JOINED, ASKED, ASIDE, ALONE, ALONE, ASKED, JOINED, ALONE]
    assert found.sure == {}


def test_sure_are_the_variables_that_each_row_has() -> None:
    query = """SELECT (?o AS ?x) { ?s <x:a> ?o . { ?u <x:a> ?v } UNION { ?u <x:a> ?w }
        OPTIONAL { ?s <x:a> ?z } GRAPH ?g { ?s <x:a> ?y } BIND(1 AS ?g) }"""
    assert set(reading(query).sure) == {"s", "o", "u", "y"}


@pytest.mark.parametrize(
    "query",
    [
        "DESCRIBE <x:a>",
        "SELECT * FROM <x:a> { ?s ?p ?o }",
        "BASE <x:a> SELECT * { ?s ?p ?o }",
        "SELECT * { ?s ?p ?o FILTER(?o < NOW()) }",
        "SELECT * { ?s <x:a>* ?o }",
        "SELECT * { ?s <x:a>? ?o . GRAPH <x:b> { ?s ?p ?q } }",
        "SELECT * { GRAPH ?g { } }",
        "SELECT * { GRAPH ?g { <x:a> <x:b>* ?o } }",
        "SELECT * { [ <x:a> ?o ] <x:b> ?p }",
        "SELECT * { (1 2) <x:b> ?p }",
        "SELECT * { << ?s ?p ?o >> <x:b> ?p }",
        "SELECT * { ?s other:name ?o }",
        "SELECT * { ?s <x:a> 0.5 . ?t ?p ?o }",
        "SELECT * { ?s ?p ?o } VALUES ?s { <x:a> }",
        "SELECT * { ?s \\u0061 ?o }",
        "SELECT * { ?s ?p ?o",
        "SELECT * { ?s ?p ?o } }",
        "INSERT DATA { <x:a> <x:b> 1 }",
    ],
)
def test_what_says_more_than_is_understood_may_look_for_anything(query: str) -> None:
    assert read(query) is None
