"""The guard: what no query may say, in whatever disguise, and what it may."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import ForbiddenQueryError, KgError, QueryLimitError, QuerySyntaxError
from kg.graph.guard import check_offline, check_query, fill, place

FORBIDDEN = [
    "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }",
    "SELECT * { service <http://x/> { ?s ?p ?o } }",
    "SELECT * { SeRvIcE SILENT <http://x/> { ?s ?p ?o } }",
    "SELECT * { SERVICE?x{ ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<http://x/>{ ?s ?p ?o } }",
    "SELECT * { SERVICEgid:a { ?s ?p ?o } }",
    "SELECT * { SERVICEgid:a#c\n{ ?s ?p ?o } }",
    "SELECT * { SERVICE:a { ?s ?p ?o } }",
    "SELECT * { SERVICESILENTgid:a { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE<http://x/>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE<http://x/>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o .SERVICE<http://x/>{ ?s ?p ?o } }",
    "SELECT * { FILTER(1<2)SERVICE#>\n<http://x/>{ ?s ?p ?o } }",
    "SELECT * { FILTER(1<'>')SERVICE<http://x/>{?s ?p ?o} FILTER(1<'>') }",
    "SELECT * { FILTER(1<2#>'''\n) SERVICE <http://x/> {} #'''\n }",
    "SELECT * { #\rSERVICE <http://x/> { ?s ?p ?o } }",
    "SELECT * { # a\nSERVICE <http://x/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 'a'SERVICE<http://x/>{} }",
    'SELECT * { ?s ?p """a"""SERVICE<http://x/>{} }',
    "SELECT * { ?s ?p '\\'' . SERVICE <http://x/> {} }",
    "LOAD <http://x/>",
    "INSERT DATA { <a:> <b:> <c:> }",
    "DELETE WHERE { ?s ?p ?o }",
    "CLEAR ALL",
    "DROP ALL",
    "CREATE GRAPH <a:>",
    "ADD DEFAULT TO <a:>",
    "MOVE DEFAULT TO <a:>",
    "COPY DEFAULT TO <a:>",
    "WITH <a:> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "PREFIX a: <a:>\nload <file:///etc/passwd>",
]
ALLOWED = [
    "SELECT ?service WHERE { ?service ?load $insert }",
    "SELECT * { ?s ?p 'SERVICE <http://x/> {}' }",
    'SELECT * { ?s ?p "it\'s a SERVICE" }',
    'SELECT * { ?s ?p """a "SERVICE" \n LOAD""" }',
    "SELECT * { ?s ?p 'a\\'SERVICE' }",
    "SELECT * { ?s ?p ?o } # SERVICE, LOAD and DROP",
    "# LOAD\nSELECT * { ?s ?p ?o }",
    "SELECT * { ?s <http://x/SERVICE> <http://x/load#DROP> }",
    "SELECT * { <http://x/a)b#SERVICE> <http://x/o'brien> ?o }",
    "PREFIX service: <http://x/> SELECT * { service:a ?p service:service }",
    "PREFIX load: <http://x/> SELECT * { load:add load:drop load:copy }",
    "PREFIX service: <http://x/> SELECT * { GRAPH service:a { ?s ?p ?o } }",
    "PREFIX : <#> SELECT * { :load ?p ?o }",
    "SELECT * { _:service ?p ?o }",
    "SELECT * { ?s ?p 'a'@en-service }",
    "SELECT * { ?s ?p ?o FILTER(?o<5&&?o>3) }",
    "SELECT * { ?s ?p ?o FILTER(?o<'5' && ?o>'3') }",
    "ASK { ?s ?p ?o }",
    "DESCRIBE <http://x/>",
]


@pytest.mark.parametrize("query", FORBIDDEN)
def test_what_writes_or_opens_a_connection_is_refused(query: str) -> None:
    with pytest.raises((ForbiddenQueryError, QuerySyntaxError)):
        check_query(query)


@pytest.mark.parametrize("query", ALLOWED)
def test_words_are_not_refused_where_they_are_no_keywords(query: str) -> None:
    check_query(query)


def test_the_refusal_names_the_word_and_its_place() -> None:
    with pytest.raises(ForbiddenQueryError, match=r"SERVICE is refused: .*\(line 2, column 3\)"):
        check_query("SELECT * {\n  service <http://x/> {} }")


@pytest.mark.parametrize("query", ["", "   ", "\n", "# only a comment", "{}", "?x"])
def test_a_query_without_a_word_is_empty(query: str) -> None:
    with pytest.raises(QuerySyntaxError, match="it is empty"):
        check_query(query)


@pytest.mark.parametrize("opened", ["{", "(", "[", "{(["])
def test_nesting_has_a_bound(opened: str) -> None:
    levels = 99 // len(opened) * len(opened)
    check_query("SELECT * " + opened * (levels // len(opened)))
    with pytest.raises(QueryLimitError, match=r"nested deeper than 100 levels \(line 1, column"):
        check_query("SELECT * " + opened * 101)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { FILTER(1<" + "(" * 5000 + "1" + ")" * 5000 + "&&2>1) }",
        "SELECT * { FILTER(1<" + "(" * 5000 + ">1) }",
        "SELECT * { FILTER(" + "1<(" * 5000 + ">1) }",
        "SELECT * { ?s <u:)" + ")" * 5000 + "> ?o " + "{" * 5000,
    ],
)
def test_brackets_do_not_hide_in_what_looks_like_an_iri(query: str) -> None:
    with pytest.raises(QueryLimitError, match="nested deeper"):
        check_query(query)


@pytest.mark.parametrize(
    "quoted", ["'{{{{'", '"(((("', "# {{{{\n", "<http://x/((((>", "'''{\n{'''"]
)
def test_brackets_in_strings_comments_and_iris_do_not_nest(quoted: str) -> None:
    check_query("SELECT * { " + quoted * 200 + " }")


def test_a_query_has_a_longest_length() -> None:
    with pytest.raises(QueryLimitError, match="at most 1000000"):
        check_query("SELECT * {}" + " " * 1_000_000)


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "piece",
    ["a.", "a-", "<", "'''", '"', "\\", "ex:a ", "?s?p?o.", "_.", "a" * 50 + ".", "<a", "é."],
)
def test_no_query_keeps_the_guard_itself_busy(piece: str) -> None:
    query = "SELECT " + piece * (400_000 // len(piece))
    start = time.process_time()
    with contextlib.suppress(KgError):
        check_query(query)
    assert time.process_time() - start < 8


@given(st.text(alphabet="{}()[]<>'\"#\\ \n?$@:.aSERVICE1/"))
def test_the_guard_raises_nothing_but_our_errors(query: str) -> None:
    try:
        check_query(query)
    except KgError:
        return


@given(st.text(alphabet="{}()[]<>'\"#\\ \n?$xSELECTWHERE"))
def test_filling_in_nothing_changes_nothing(query: str) -> None:
    assert fill(query, {}) == query


@pytest.mark.parametrize(
    ("query", "filled"),
    [
        ("SELECT ?x WHERE { ?x ?p ?o }", "SELECT (<a:> AS ?x) WHERE { <a:> ?p ?o }"),
        ("SELECT DISTINCT $x { $x ?p 1 }", "SELECT DISTINCT (<a:> AS $x) { <a:> ?p 1 }"),
        ("SELECT (STR(?x) AS ?y) { ?x ?p 1 }", "SELECT (STR(<a:>) AS ?y) { <a:> ?p 1 }"),
        ("ASK { ?x ?p '?x' }", "ASK { <a:> ?p '?x' }"),
        ("ASK { ?x ?p <http://e/?x> }", "ASK { <a:> ?p <http://e/?x> }"),
        ("ASK { ?x ?p 1 } # ?x", "ASK { <a:> ?p 1 } # ?x"),
        ("ASK { ?xy ?p ?x }", "ASK { ?xy ?p <a:> }"),
        ("ASK { FILTER(?o<?x&&?o>1) }", "ASK { FILTER(?o<<a:>&&?o>1) }"),
        (
            "SELECT * { { SELECT ?x { ?x ?p 1 } } }",
            "SELECT * { { SELECT (<a:> AS ?x) { <a:> ?p 1 } } }",
        ),
    ],
)
def test_only_variables_are_filled_in(query: str, filled: str) -> None:
    assert fill(query, {"x": "<a:>"}) == filled


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <http://x/>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://x/> { ?s ?p ?o } }",
        "INSERT { ?s ?p ?o } WHERE { SERVICESILENT<http://x/>{ ?s ?p ?o } }",
        "INSERT { ?s ?p ?o } WHERE { SERVICE:a { ?s ?p ?o } }",
    ],
)
def test_updates_of_ours_may_write_but_not_fetch(update: str) -> None:
    with pytest.raises(ForbiddenQueryError, match="nothing is fetched"):
        check_offline(update)
    check_offline("INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }")


def test_a_place_counts_lines_and_columns_from_one() -> None:
    assert place("abc", 0) == "line 1, column 1"
    assert place("a\nbc", 3) == "line 2, column 2"
