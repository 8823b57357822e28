"""Checks: a sound graph passes, and each planted fault is found by name."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import ForbiddenQueryError, StoreError
from kg.graph.build import build_graph, merge_graphs
from kg.graph.check import (
    check_graph,
    run_question,
    run_rule,
    run_shapes,
    run_shapes_fast,
)
from kg.ontology import Ontology
from kg.text.names import PREFIXES

HERE = Path(__file__).parents[1]
Plant = Callable[[str], list[str]]


@pytest.fixture(scope="session")
def quads(onto: Ontology) -> list[ox.Quad]:
    return list(build_graph(HERE / "world", onto))


@pytest.fixture
def graph(quads: list[ox.Quad]) -> ox.Store:
    """Return the small world, which a test may change."""
    store = ox.Store()
    store.extend(quads)
    return store


@pytest.fixture(scope="session")
def bare(onto: Ontology, tmp_path_factory: pytest.TempPathFactory) -> Ontology:
    """The ontology without its questions, which are about the shipped data."""
    folder = tmp_path_factory.mktemp("bare") / "ontology"
    shutil.copytree(onto.folder, folder, ignore=shutil.ignore_patterns("questions"))
    return Ontology(folder)


@pytest.fixture
def question(tmp_path: Path, graph: ox.Store) -> Callable[[str, str | None], list[str]]:
    """Return what is found wrong with a question and its expected answer."""

    def run(query: str, expected: str | None) -> list[str]:
        (tmp_path / "q.rq").write_text(query, "utf-8")
        if expected is not None:
            (tmp_path / "q.csv").write_text(expected, "utf-8")
        return [what for _, _, what in run_question(graph, "q", tmp_path / "q.rq")]

    return run


def test_the_small_world_is_sound(graph: ox.Store, bare: Ontology) -> None:
    table = check_graph(graph, bare)
    assert table.rows == ()
    assert table.title == "No error found"
    assert "rules" in table.notes[0]


@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("update", "check"),
    [
        ("INSERT DATA { GRAPH gig:t1 { gid:acme gi:leads gid:ann } }", "fact-rests-on-claim"),
        ("DELETE WHERE { GRAPH ?g { gid:c1 gi:hasCertainty ?c } }", "shapes"),
        ("DELETE WHERE { GRAPH ?g { gid:ann skos:prefLabel ?n } }", "shapes"),
        ("DELETE WHERE { GRAPH ?g { gid:c1 gi:passageStart ?n } }", "claim-has-passage"),
        ("INSERT DATA { GRAPH gig:x { gid:testnation gi:isPartOf gid:east-city } }", "part-has-no"),
    ],
)
def test_a_planted_fault_is_found(graph: ox.Store, bare: Ontology, update: str, check: str) -> None:
    graph.update(update, prefixes=dict(PREFIXES))
    merge_graphs(graph)
    table = check_graph(graph, bare)
    assert table.title == "Errors found"
    assert any(str(name).startswith(check) for name in table.column("check"))


def test_findings_name_the_thing_and_are_sorted(graph: ox.Store, bare: Ontology) -> None:
    graph.update(
        "DELETE WHERE { GRAPH ?g { gid:ann skos:prefLabel ?n } } ;"
        "DELETE WHERE { GRAPH ?g { gid:c1 gi:hasCertainty ?c } }",
        prefixes=dict(PREFIXES),
    )
    merge_graphs(graph)
    table = check_graph(graph, bare)
    assert {"gid:ann", "gid:c1"} <= set(table.column("thing"))
    assert list(table.rows) == sorted(set(table.rows))  # type: ignore[type-var]


def test_a_question_with_the_right_answer_finds_nothing(
    question: Callable[[str, str | None], list[str]],
) -> None:
    query = "SELECT ?who { gid:chain-leaders gi:hasMember ?who }"
    assert question(query, "who\ngid:ann\n") == []


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ("who\n", "missing: nothing. Not expected: gid:ann"),
        ("who\ngid:acme\n", "missing: gid:acme. Not expected: gid:ann"),
        ("who\ngid:ann\ngid:acme\n", "missing: gid:acme. Not expected: nothing"),
        ("whom\ngid:ann\n", "columns are who; expected whom"),
        ("", "columns are who; expected none: q.csv is empty"),
        (None, "q.csv with the expected answer is missing"),
    ],
)
def test_a_question_with_a_wrong_answer_is_found(
    question: Callable[[str, str | None], list[str]], expected: str | None, message: str
) -> None:
    query = "SELECT ?who { gid:chain-leaders gi:hasMember ?who }"
    assert question(query, expected) == [message]


def test_a_question_that_is_no_select_query_is_refused(
    question: Callable[[str, str | None], list[str]],
) -> None:
    with pytest.raises(StoreError, match="a question is a SELECT query"):
        question("ASK {}", "x\n")


def test_a_rule_that_is_no_sparql_or_fetches_is_refused(graph: ox.Store, tmp_path: Path) -> None:
    path = tmp_path / "r.rq"
    path.write_text("SELECT oops", "utf-8")
    with pytest.raises(StoreError, match=r"r\.rq"):
        list(run_rule(graph, "r", path))
    path.write_text("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", "utf-8")
    with pytest.raises(ForbiddenQueryError):
        list(run_rule(graph, "r", path))


FAULTS = [
    "DELETE WHERE { GRAPH ?g { gid:c1 gi:hasCertainty ?c } }",
    "DELETE WHERE { GRAPH ?g { gid:ann skos:prefLabel ?n } }",
    "DELETE WHERE { GRAPH ?g { gid:c1 gi:passageStart ?n } }",
    "INSERT DATA { GRAPH gig:t1 { gid:o1 gi:upperValue 1 } }",
    "INSERT DATA { GRAPH gig:t1 { gid:o1 gi:hasUnit gid:acme ; gi:numericValue 'x' } }",
    "INSERT DATA { GRAPH gig:t1 { gid:c3 gi:paraphrase 'eins'@de, 'one'@en } }",
]


@pytest.mark.no_cover
def test_fast_shapes_find_what_the_reference_finds(graph: ox.Store, onto: Ontology) -> None:
    pytest.importorskip("shacl")
    assert list(run_shapes_fast(graph, onto)) == []
    for fault in FAULTS:
        graph.update(fault, prefixes=dict(PREFIXES))
        merge_graphs(graph)
        assert set(run_shapes_fast(graph, onto)) == set(run_shapes(graph, onto)) != set()


def test_fast_shapes_without_their_package_say_what_to_install(
    graph: ox.Store, onto: Ontology, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "shacl", None)
    with pytest.raises(StoreError, match=r"pip install '\.\[fast\]'"):
        list(run_shapes_fast(graph, onto))
