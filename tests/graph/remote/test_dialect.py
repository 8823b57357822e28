"""What stores do differently comes out the same: queries as sent, answers as read."""

from __future__ import annotations

import json
from email.message import Message

import pyoxigraph as ox
import pytest

from kg.errors import RemoteError, TransientError
from kg.graph.remote import dialect
from kg.graph.remote.dialect import Answer, by_value, joined, read_answer, sent, sorting
from kg.text.names import PREFIXES

MERGED = f"FROM <{dialect.MERGED}>"
NAMED = "FROM NAMED <urn:a> FROM NAMED <urn:b>"
XSD = PREFIXES["xsd"]


def parses(query: str) -> str:
    """Return a query that the engine has understood."""
    ox.Store().query(query)
    return query


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("SELECT ?x WHERE { ?x ?p ?o }", f"SELECT ?x {MERGED} WHERE {{ ?x ?p ?o }}"),
        ("SELECT ?x { ?x ?p ?o }", f"SELECT ?x {MERGED} {{ ?x ?p ?o }}"),
        ("ASK { ?x ?p ?o }", f"ASK {MERGED} {{ ?x ?p ?o }}"),
        (
            "SELECT (EXISTS { ?s ?p 1 } AS ?x) { ?s ?p ?o }",
            f"SELECT (EXISTS {{ ?s ?p 1 }} AS ?x) {MERGED} {{ ?s ?p ?o }}",
        ),
        ("CONSTRUCT { ?x ?p 1 } { ?x ?p ?o }", f"CONSTRUCT {{ ?x ?p 1 }} {MERGED} {{ ?x ?p ?o }}"),
        ("CONSTRUCT WHERE { ?x ?p ?o }", f"CONSTRUCT {MERGED} WHERE {{ ?x ?p ?o }}"),
        ("DESCRIBE <urn:x>", f"DESCRIBE <urn:x> {MERGED}"),
        ("DESCRIBE <urn:x> LIMIT 1", f"DESCRIBE <urn:x> {MERGED} LIMIT 1"),
        ("ASK FROM <urn:g> { ?x ?p ?o }", "ASK FROM <urn:g> { ?x ?p ?o }"),
        (
            "SELECT ?g { GRAPH ?g { ?x ?p ?o } }",
            f"SELECT ?g {MERGED} {NAMED} {{ GRAPH ?g {{ ?x ?p ?o }} }}",
        ),
        ('ASK { ?x ?p "GRAPH { FROM" }', f'ASK {MERGED} {{ ?x ?p "GRAPH {{ FROM" }}'),
    ],
)
def test_a_query_is_asked_of_the_merge_of_what_was_pushed(query: str, wanted: str) -> None:
    assert " ".join(parses(sent(query, ["urn:a", "urn:b"])).split()) == wanted


def test_prefixes_of_ours_are_declared_once_where_they_are_used() -> None:
    asked = "PREFIX skos: <urn:x#> SELECT ?x { ?x a gi:Park ; skos:prefLabel 'gid:x' }"
    text = parses(sent(asked, []))
    assert text.count("PREFIX ") == 2
    assert f"PREFIX gi: <{PREFIXES['gi']}>" in text


def test_comments_do_not_swallow_the_query() -> None:
    text = sent("# title: x\nSELECT ?x # { FROM\nWHERE { ?x ?p <urn:a#b> }", [])
    assert MERGED in parses(text)
    assert "title" not in text


def answer(query: str, *rows: dict[str, tuple[str, ...]]) -> Answer:
    """Return what is read of rows; a cell is a value, with a datatype, or '' and a language."""
    found = []
    for row in rows:
        cells = {}
        for name, (value, *more) in row.items():
            kind = "typed-literal" if more and more[0] else "literal"
            cells[name] = {"type": kind, "value": value}
            cells[name] |= {"datatype": XSD + more[0]} if more and more[0] else {}
            cells[name] |= {"xml:lang": more[1]} if len(more) > 1 else {}
        found.append(cells)
    body = {"head": {"vars": sorted({k for r in rows for k in r})}, "results": {"bindings": found}}
    return read_answer(json.dumps(body).encode(), headers(), query)


def headers(kind: str = "application/sparql-results+json; charset=utf-8", **more: str) -> Message:
    found = Message()
    for name, value in {"Content-Type": kind, **more}.items():
        found[name.replace("_", "-")] = value
    return found


def test_true_and_false_are_words_whatever_the_store_says() -> None:
    rows = answer("SELECT ?x {}", {"x": ("1", "boolean")}, {"x": ("0", "boolean")}).rows
    assert [row["x"]["value"] for row in rows] == ["true", "false"]
    assert {row["x"]["type"] for row in rows} == {"literal"}


def test_what_a_store_computes_as_one_or_nought_is_true_or_false() -> None:
    query = "SELECT ?x (COUNT(?y) AS ?n) { BIND(?y != <urn:a> AS ?x) } GROUP BY ?x"
    (row,) = answer(query, {"x": ("1", "integer"), "n": ("1", "integer")}).rows
    assert row["x"] == {"type": "literal", "value": "true", "datatype": XSD + "boolean"}
    assert row["n"]["value"] == "1"


@pytest.mark.parametrize(("value", "truth"), [("1", True), ("0", False)])
def test_a_yes_or_no_in_a_row_is_a_yes_or_no(value: str, truth: bool) -> None:  # noqa: FBT001
    assert answer("ASK FROM <urn:g> {}", {"__ASK_RETVAL": (value, "integer")}).boolean is truth


def test_an_empty_group_concat_is_unbound_and_other_empty_texts_stay() -> None:
    query = "SELECT (GROUP_CONCAT(DISTINCT STR(?y); separator=' ') AS ?x) ?z {} GROUP BY ?z"
    assert answer(query, {"x": ("",), "z": ("",)}).rows == (
        {"z": {"type": "literal", "value": ""}},
    )
    assert joined("SELECT (CONCAT(GROUP_CONCAT(?y), 'a') AS ?x) {}") == set()


def order(query: str, *rows: dict[str, tuple[str, ...]]) -> list[int]:
    """Return the numbers of the rows in the order that the query wants."""
    found = ox.Store().query(sorting(query, answer(query, *rows)))
    assert isinstance(found, ox.QuerySolutions)
    return [int(place.value) for (place,) in found]


def test_rows_are_sorted_again_as_the_local_engine_does() -> None:
    long = "Optimize and adjust the "
    rows = [{"x": (long + "raw",)}, {"x": (long + "product",)}, {}]
    assert order("SELECT ?x {} ORDER BY ?x", *rows) == [2, 1, 0]
    assert order("SELECT ?x {} ORDER BY DESC(STR(?x)) LIMIT 3", *rows) == [0, 1, 2]
    numbers = [{"n": ("10", "integer")}, {"n": ("9", "integer")}]
    assert order("SELECT ?n { { SELECT ?n {} ORDER BY DESC(?n) } } ORDER BY ?n", *numbers) == [1, 0]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?x {}",
        "SELECT ?x { { SELECT ?x {} ORDER BY ?x } }",
        "SELECT ?x {} GROUP BY ?x ORDER BY COUNT(?y)",
        "SELECT ?x {} ORDER BY ?y",
    ],
)
def test_what_cannot_be_sorted_here_stays_as_it_came(query: str) -> None:
    assert sorting(query, answer(query, {"x": ("b",)}, {"x": ("a",)})) == ""


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("SELECT ?x { ?x ?y ?z } ORDER BY ?x DESC(?z) ?y", ["y", "z"]),
        ("SELECT (STR(?y) AS ?x) { ?w ?y ?v BIND(1 AS ?z) } ORDER BY ?x ?z", ["z"]),
        ("SELECT * { ?x ?y ?z } ORDER BY ?z", []),
        ("SELECT ?x { ?x ?y ?z } ORDER BY ?z LIMIT 2", []),
        ("ASK { ?x ?y ?z }", []),
    ],
)
def test_what_a_query_orders_by_is_asked_for_too(query: str, names: list[str]) -> None:
    assert dialect.hidden(query)[0] == names
    parses(dialect.widened(query))


def test_columns_asked_for_the_order_alone_are_dropped_and_repeats_with_them() -> None:
    rows = ({"x": ("a",), "z": ("1",)}, {"x": ("a",), "z": ("2",)})
    for head, left in (("SELECT DISTINCT", 1), ("SELECT", 2)):
        query = f"{head} ?x {{ ?x ?y ?z }} ORDER BY ?z"
        found = dialect.narrowed(query, answer(query, *rows))
        assert (found.columns, len(found.rows)) == (("x",), left)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ox.Literal(value="true", datatype=ox.NamedNode(XSD + "boolean")), ("1", "boolean")),
        (ox.Literal("007", datatype=ox.NamedNode(XSD + "integer")), ("7", "integer")),
        (ox.Literal("2.50", datatype=ox.NamedNode(XSD + "decimal")), ("2.5", "decimal")),
        (ox.Literal("100.0", datatype=ox.NamedNode(XSD + "decimal")), ("100", "decimal")),
        (ox.Literal("绿色", language="zh-Hans"), ("绿色", "", "zh-hans")),
        (ox.Literal("2023", datatype=ox.NamedNode(XSD + "gYear")), ("2023", "gYear")),
        (ox.Literal("text"), ("text", "string")),
    ],
)
def test_equal_values_are_equal_lines(one: ox.Literal, other: tuple[str, ...]) -> None:
    (row,) = answer("", {"o": other}).rows
    node = {"type": "uri", "value": "urn:a"}
    triple = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:a"), one)
    assert by_value(triple) == dialect.line_of({"s": node, "p": node, **row})


@pytest.mark.parametrize(
    ("one", "other"),
    [("10", "100"), ("1.0", "1.01"), ("-1", "1"), ("0.10", "0.01")],
)
def test_unequal_values_are_unequal_lines(one: str, other: str) -> None:
    kind = ox.NamedNode(XSD + "decimal")
    first, second = (ox.Literal(text, datatype=kind) for text in (one, other))
    assert dialect.plain_value(first) != dialect.plain_value(second)


def test_a_page_is_no_answer_and_a_part_of_the_rows_neither() -> None:
    with pytest.raises(TransientError, match="text/html instead of SPARQL results"):
        read_answer(b"<html>", headers("text/html"), "")
    body = b'{"head": {"vars": ["x"]}, "results": {"bindings": [{}, {}]}}'
    assert len(read_answer(body, headers(X_SPARQL_MaxRows="3"), "").rows) == 2
    with pytest.raises(RemoteError, match="only the first 2 rows"):
        read_answer(body, headers(X_SPARQL_MaxRows="2"), "")
