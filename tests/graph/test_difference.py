"""Difference: whatever changed, a query finds anew just what is looked for."""

from __future__ import annotations

import random
from functools import reduce
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.graph import difference
from kg.graph.build import build_graph
from kg.graph.difference import Difference, bound
from kg.graph.staged import patch
from kg.ontology import Ontology
from kg.text.names import PREFIXES

HERE = Path(__file__).parents[1]
Quads = set[ox.Quad]


def term(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"x:{name}")


def quad(subject: str, predicate: str, end: str, graph: str = "g") -> ox.Quad:
    return ox.Quad(*map(term, (subject, predicate, end, graph)))


BEFORE = [quad("c1", "subject", "a"), quad("c1", "kind", "plan"), quad("a", "type", "firm")]


def seen(where: str, *come: ox.Quad, head: str = "SELECT *") -> dict[str, set[Any]] | None:
    store = ox.Store()
    store.extend([*BEFORE, *come])
    return Difference(store, come).seen(f"PREFIX : <x:> {head} {{ {where} }}")


def test_a_query_of_other_predicates_finds_what_it_found() -> None:
    new = quad("c1", "note", "n")
    assert seen("?c :subject ?s ; :kind :plan", new) == {}
    assert seen("?c :subject ?s MINUS { ?c :remark ?n }", new) == {}
    assert seen("VALUES ?p { :kind :subject } ?c ?p ?o", new) == {}
    assert seen("GRAPH :other { ?c :note ?n }", new) == {}
    assert seen("?c :note ?n", new) == {"c": {term("c1")}}


def test_a_quad_without_what_has_to_be_beside_it_is_part_of_nothing() -> None:
    new = quad("b", "type", "firm")
    assert seen("?s :type :firm . ?c :subject ?s", new) == {}
    assert seen("?c :subject ?s FILTER NOT EXISTS { ?s :type :firm }", new) == {}
    assert seen("?s :type :firm . ?c :subject ?s", new, quad("c2", "subject", "b")) is not None
    assert seen("?s :type :firm FILTER NOT EXISTS { ?c :subject ?s }", new) == {"s": {term("b")}}


def test_a_variable_that_is_not_in_the_quad_is_looked_up_beside_it() -> None:
    where = "?s :type :firm . MINUS { ?c :subject ?s ; :kind ?k }"
    assert seen(where, quad("c1", "kind", "fact")) == {"s": {term("a")}}


@pytest.mark.parametrize(
    ("head", "where"),
    [
        ("SELECT (COUNT(?c) AS ?n)", "?c :note ?n"),
        ("SELECT *", "{ SELECT ?c { ?c :note ?n } }"),
        ("SELECT *", "?c ^:note ?n"),
        ("SELECT *", "OPTIONAL { ?c :note ?n }"),
        ("SELECT *", "?c :note ?n FILTER(RAND() > 0)"),
    ],
)
def test_where_any_row_may_be_new_all_is_asked(head: str, where: str) -> None:
    assert seen(where, quad("c1", "note", "n"), head=head) is None


def test_too_much_is_not_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [quad(f"c{number}", "note", "n") for number in range(6)]
    monkeypatch.setattr(difference, "MANY", 5)
    assert seen("?c :note ?n", *many) is None
    monkeypatch.setattr(difference, "MOST", 5)
    assert seen("?c :subject ?s", *many) is None


def test_a_variable_is_bound_in_each_group_that_would_begin_with_everything() -> None:
    query = (
        "# { \nSELECT (STR(?a) AS ?b) { { ?a ?p ?o } OPTIONAL { ?o ?p ?a OPTIONAL { ?a ?p 1 } } }"
    )
    listed = "VALUES ?a { <x:a> }"
    assert bound(query, "a", {term("a")}) == (
        f"# {{ \nSELECT (STR(?a) AS ?b) {{ {listed} {{ {listed} ?a ?p ?o }} "
        f"OPTIONAL {{ {listed} ?o ?p ?a OPTIONAL {{ ?a ?p 1 }} }} }}"
    )


def answer(store: ox.Store, query: str) -> set[Any]:
    found = store.query(query, prefixes=dict(PREFIXES))
    if isinstance(found, ox.QueryBoolean):
        return {bool(found)}
    return set(found) if isinstance(found, ox.QueryTriples) else {tuple(map(str, r)) for r in found}


def turned(quads: list[ox.Quad], chance: random.Random) -> tuple[Quads, Quads]:
    """Return some quads to take out and others, made of parts of them, to put in."""
    one = chance.choice(quads)
    gone = {q for q in quads if q.subject == one.subject} if chance.random() < 0.3 else {one}
    come = set()
    for _ in range(chance.randrange(4)):
        a, b, c = chance.choices(quads, k=3)
        subject, end = chance.choice([a.subject, b.subject]), chance.choice([a.object, c.object])
        predicate = chance.choice([a.predicate, a.predicate, b.predicate])
        come.add(ox.Quad(subject, predicate, end, chance.choice([a, c]).graph_name))
    return gone, come - set(quads)


def lines(quads: Quads) -> list[bytes]:
    text = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    return text.splitlines(keepends=True)


@pytest.fixture(scope="module")
def texts(onto: Ontology) -> dict[str, str]:
    """Return the queries of the ontology that need no value, and the rules."""
    folders = ("checks", "rules", "questions", "queries")
    files = [path for name in folders for path in onto.files(name).values()]
    found = {str(p.relative_to(onto.folder)): p.read_text("utf-8") for p in files}
    return {n: text for n, text in found.items() if n.endswith(".rq") and "# param" not in text}


@pytest.mark.parametrize("seed", range(8))
def test_after_any_change_what_is_new_is_among_what_is_asked(
    onto: Ontology, texts: dict[str, str], seed: int
) -> None:
    store, chance = build_graph(HERE / "world", onto), random.Random(seed)  # noqa: S311  repeatable
    before = {name: answer(store, text) for name, text in texts.items()}
    quads = sorted((q for q in store if q.graph_name != ox.DefaultGraph()), key=str)
    gone, come = turned(quads, chance)
    patch(store, lines(gone), lines(come))
    change, told = Difference(store, gone | come), 0
    for name, text in texts.items():
        found, now = change.seen(text), answer(store, text)
        if found == {}:
            assert now == before[name], name
            told += 1
        elif found and not name.startswith("rules"):
            rows = [answer(store, bound(text, *values)) for values in found.items()]
            assert now - before[name] <= reduce(set.union, rows) <= now, name
    assert told > len(texts) / 2
