"""Two independent servers give the answers of the local store: queries, questions, reports."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

import kg
from kg.api import Graph
from kg.graph.sparql import bind
from kg.report.catalog import KINDS
from kg.report.report import write
from kg.text.header import read_header
from kg.text.names import shorten
from tests.built import ROOT, invoke
from tests.ontology.test_queries import NEEDED

HEADERS = {
    path.stem: read_header(path.read_text("utf-8"))
    for path in sorted((ROOT / "ontology" / "queries").glob("*.rq"))
}
QUERIES = [name for name, header in HEADERS.items() if "needs" not in header.notes]
pytestmark = pytest.mark.timeout(600)  # the first test waits until a server is filled
QUESTIONS = sorted((ROOT / "ontology" / "questions").glob("*.rq"))
VIEWS = sorted(path.stem for path in (ROOT / "ontology" / "views").glob("*.rq"))
ON = {
    "policy": ["hubei-action-plan-2023"],
    "region": ["hubei"],
    "entity": ["gem"],
    "path": ["hubei", "camel-group"],
    "compare": ["hubei", "guangdong"],
}


@pytest.fixture(params=["oxigraph", "virtuoso"])
def remote(request: pytest.FixtureRequest) -> Graph:
    """The shipped graph in one server after the other."""
    return opened(request.getfixturevalue(request.param))


@cache
def opened(url: str) -> Graph:
    return kg.load(url)


def test_the_graph_says_what_it_is(remote: Graph, shipped: Graph) -> None:
    assert len(remote) == len(shipped)
    assert remote.reader.digest == shipped.reader.digest
    assert repr(remote) == repr(shipped)


@pytest.mark.parametrize("name", QUERIES)
def test_a_named_query_has_the_same_rows_in_the_same_order(
    remote: Graph, shipped: Graph, name: str
) -> None:
    text = shipped.onto.file("queries", name).read_text("utf-8")
    terms = bind(NEEDED.get(name, {}), HEADERS[name])
    there, here = remote.reader.table(text, terms), shipped.reader.table(text, terms)
    assert there.fields == here.fields
    assert there.rows == here.rows


@pytest.mark.no_cover
@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_a_question_has_the_expected_answer(remote: Graph, path: Path) -> None:
    names, rows = remote.reader.solutions(path.read_text("utf-8"))
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as stream:
        expected = [tuple(row) for row in csv.reader(stream)]
    assert tuple(names) == expected[0]
    found = {tuple("" if cell is None else shorten(cell.value) for cell in row) for row in rows}
    assert found == set(expected[1:])


@cache
def local_report(name: str) -> str:
    return write(kg.load().report(name, *ON.get(name, ())), "text")


@pytest.mark.no_cover
@pytest.mark.parametrize("name", KINDS)
def test_a_report_is_the_same_text(remote: Graph, name: str) -> None:
    assert write(remote.report(name, *ON.get(name, ())), "text") == local_report(name)


@pytest.mark.no_cover
@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_the_same_network(remote: Graph, shipped: Graph, view: str) -> None:
    there, here = remote.network(view), shipped.network(view)
    assert there.nodes == here.nodes
    assert len(there.ties) == len(here.ties)
    for one, other in zip(there.ties, here.ties, strict=True):
        assert one.weight == pytest.approx(other.weight, rel=1e-12)


@cache
def said_here(*asked: str) -> str:
    return invoke(*asked).stdout


@pytest.mark.no_cover
def test_the_commands_print_the_same(remote: Graph) -> None:
    url = remote.reader.endpoint.url
    for asked in (
        ("find", "湖北"),
        ("show", "hubei-chain-masters", "--lang", "zh"),
        ("evidence", "c001-001"),
        ("rank", "governance"),
        ("clusters", "policy", "--top", "3"),
        ("measure", "three-chains"),
        ("query", "three-chains", "--format", "csv"),
        ("query", "-e", "ASK { gid:hubei ?p ?o }", "--format", "json"),
        (
            "query",
            "-e",
            "CONSTRUCT { gid:hubei skos:prefLabel ?o } { gid:hubei skos:prefLabel ?o }",
        ),
        ("draw", "money", "-o", "-"),
    ):
        there = invoke(*asked, "--endpoint", url)
        assert there.stderr == "", asked
        assert (there.exit_code, there.stdout) == (0, said_here(*asked)), asked


def test_a_fault_in_a_query_is_told_as_it_is_locally(remote: Graph) -> None:
    url = remote.reader.endpoint.url
    for query in ("SELECT ?x { ?x ?y }", "SELECT ?x { ?x my:p ?y }", "CLEAR ALL"):
        there, here = invoke("query", "-e", query, "--endpoint", url), invoke("query", "-e", query)
        assert there.exit_code == here.exit_code == 1
        assert there.stderr == here.stderr
