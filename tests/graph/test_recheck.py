"""Recheck: of changed tables it finds just what a full check finds."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import StoreError
from kg.graph import near, recheck
from kg.graph.build import build_graph, merge_graphs
from kg.graph.check import check_graph, run_rule
from kg.graph.dump import named_lines
from kg.graph.make import checked, make
from kg.graph.recheck import Changed, check_changed, check_rule
from kg.graph.staged import Tables
from kg.ontology import Ontology
from kg.text.names import PREFIXES
from tests.built import copied_tables, spoil
from tests.graph.test_check import FAULTS
from tests.ontology.test_checks import CASES, FILES

HERE = Path(__file__).parents[1]
MORE = [
    "INSERT DATA { GRAPH gig:t1 { gid:acme gi:leads gid:ann } }",
    "INSERT DATA { GRAPH gig:x { gid:testnation gi:isPartOf gid:east-city } }",
    "INSERT DATA { GRAPH gig:t1 { gid:acme gi:isMadeUp gid:ann } }",
    "INSERT DATA { GRAPH gig:t1 { gid:c1 gi:validFrom '20x4' } }",
    "DELETE WHERE { GRAPH ?g { gid:t1 a gi:SourceDocument } }",
    "DELETE WHERE { GRAPH ?g { gid:t1 gi:hasSourceKind ?kind } }",
    "DELETE WHERE { GRAPH ?g { ?o gi:isFigure ?figure } }",
    "DELETE WHERE { GRAPH ?g { ?c rdf:predicate gi:hasRoleKind } }",
    "DELETE WHERE { GRAPH ?g { ?role gi:isSupportedBy ?claim } }",
    "DELETE WHERE { GRAPH ?g { ?o a gi:Observation } }",
]


@pytest.fixture(scope="session")
def bare(onto: Ontology, tmp_path_factory: pytest.TempPathFactory) -> Ontology:
    """The ontology without its questions, which are about the shipped data."""
    folder = tmp_path_factory.mktemp("bare") / "ontology"
    shutil.copytree(onto.folder, folder, ignore=shutil.ignore_patterns("questions"))
    return Ontology(folder)


def changed(store: ox.Store, before: set[bytes]) -> Changed:
    now = named_lines(store)
    return Changed(store, before ^ now)


Plant = Callable[[str], Changed]


@pytest.fixture(scope="session")
def quads(bare: Ontology) -> list[ox.Quad]:
    return list(build_graph(HERE / "world", bare))


@pytest.fixture
def planted(quads: list[ox.Quad]) -> Plant:
    """Return the small world after an update."""

    def plant(update: str) -> Changed:
        store = ox.Store()
        store.extend(quads)
        before = named_lines(store)
        store.update(update, prefixes=dict(PREFIXES))
        merge_graphs(store)
        return changed(store, before)

    return plant


@pytest.mark.parametrize("update", [*FAULTS, *MORE])
def test_of_a_changed_graph_all_is_found(planted: Plant, bare: Ontology, update: str) -> None:
    pytest.importorskip("shacl")
    graph = planted(update)
    found = check_changed(graph, bare, fast=True)
    assert found.rows == check_graph(graph.store, bare, fast=True).rows != ()


def test_the_reference_for_shapes_finds_it_too(planted: Plant, bare: Ontology) -> None:
    graph = planted(FAULTS[0])
    assert check_changed(graph, bare).rows == check_graph(graph.store, bare).rows != ()


def merged(trig: str) -> ox.Store:
    head = "".join(f"PREFIX {prefix}: <{base}>\n" for prefix, base in PREFIXES.items())
    store = ox.Store()
    store.load((head + trig).encode(), format=ox.RdfFormat.TRIG)
    for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph()):
        store.add(ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode("x:graph")))
    merge_graphs(store)
    return store


@pytest.mark.parametrize("name", FILES)
def test_a_rule_finds_of_the_changes_what_it_finds_of_all(name: str) -> None:
    sound, words, fault = CASES[name]
    graph = changed(merged(sound.replace(words, fault)), named_lines(merged(sound)))
    found = set(run_rule(graph.store, name, FILES[name]))
    assert set(check_rule(graph, name, FILES[name]) or ()) == found != set()


@pytest.fixture
def asking(bare: Ontology, tmp_path: Path) -> Ontology:
    """The ontology with one question on the small world."""
    folder = Path(shutil.copytree(bare.folder, tmp_path / "asking"))
    (folder / "questions").mkdir()
    query = "# graph: t1\nSELECT ?kind { gid:t1 gi:hasSourceKind ?kind }\n"
    (folder / "questions" / "Q1.rq").write_text(query, "utf-8")
    (folder / "questions" / "Q1.csv").write_text("kind\ngic:press-report\n", "utf-8")
    return Ontology(folder)


@pytest.mark.parametrize(
    ("update", "asked"),
    [
        ("DELETE WHERE { GRAPH ?g { gid:t1 gi:hasSourceKind ?kind } }", 1),
        ("INSERT DATA { GRAPH gig:x { gid:t1 gi:hasSourceKind gic:law } }", 1),
        ("INSERT DATA { GRAPH gig:t1 { gid:t2 gi:hasSourceKind gic:law } }", 0),
        ("INSERT DATA { GRAPH gig:t1 { gid:acme gi:leads gid:ann } }", 0),
        ("INSERT DATA { GRAPH gig:x { gid:acme gi:leads gid:ann } }", 1),
    ],
)
def test_questions_are_asked_that_may_have_another_answer(
    planted: Plant, asking: Ontology, update: str, asked: int
) -> None:
    pytest.importorskip("shacl")
    graph = planted(update)
    found = check_changed(graph, asking, fast=True)
    assert f" and {asked} of 1 questions were run" in found.notes[0]
    assert found.rows == check_graph(graph.store, asking, fast=True).rows


def test_rules_that_cannot_read_what_changed_are_not_run(planted: Plant, bare: Ontology) -> None:
    pytest.importorskip("shacl")
    found = check_changed(planted(FAULTS[1]), bare, fast=True)
    ran, of, *_ = found.notes[0].split(" of ")
    assert 0 < int(ran) < int(of.split()[0]) / 2


@pytest.fixture
def built(tmp_path: Path, bare: Ontology) -> tuple[Tables, Path]:
    """Tables, and the graph that was built of them."""
    tables = copied_tables(tmp_path)
    make(tables, bare.folder, None, tmp_path / "graph")
    return Tables(tables, bare), tmp_path / "graph"


def rows_of(folder: Path) -> list[tuple[Path, int]]:
    files = [path for path in sorted(folder.rglob("*.csv")) if path.name != "identities.csv"]
    return [
        (path, number)
        for path in files
        for number in range(1, len(path.read_text("utf-8").splitlines()))
    ]


def test_of_tables_without_any_row_all_is_found(built: tuple[Tables, Path]) -> None:
    pytest.importorskip("shacl")
    tables, graph = built
    compared = 0
    for path, number in rows_of(tables.folder)[::7]:
        text = path.read_text("utf-8")
        lines = text.splitlines(keepends=True)
        path.write_text("".join(lines[:number] + lines[number + 1 :]), "utf-8")
        found = recheck.recheck(tables, graph, fast=True)
        if found is not None:
            compared += 1
            whole = checked(tables.folder, tables.onto.folder, None, None, fast=True)
            assert found.rows == whole.rows
            assert found.notes[0].startswith("1 of ")
        path.write_text(text, "utf-8")
    assert compared > 3


def test_the_same_tables_need_no_check(built: tuple[Tables, Path]) -> None:
    found = recheck.recheck(*built)
    assert found is not None
    assert found.notes[1] == "nothing else is said"


def test_a_faulty_cell_needs_a_full_check(built: tuple[Tables, Path]) -> None:
    spoil(built[0].folder / "claims" / "t1.csv", "supports", "suports")
    assert recheck.recheck(*built) is None


def test_where_no_graph_is_nothing_is_compared(built: tuple[Tables, Path], tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holds no built graph"):
        recheck.recheck(built[0], tmp_path / "nowhere")


def test_of_many_changes_all_is_checked(
    planted: Plant, bare: Ontology, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("shacl")
    graph = planted(MORE[0])
    assert graph.small
    monkeypatch.setattr(recheck, "MOST", 1)
    assert not graph.small
    found = check_changed(graph, bare, fast=True)
    assert found.notes[0].endswith("on all things")
    assert found.rows == check_graph(graph.store, bare, fast=True).rows


def test_shapes_that_see_further_are_checked_whole(bare: Ontology, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(bare.folder, tmp_path / "ontology"))
    store = build_graph(HERE / "world", bare)
    ann = ox.NamedNode(PREFIXES["gid"] + "ann")
    assert near.around(store, bare, {ann}, {ann}) is not None
    with (folder / "shapes.ttl").open("a", encoding="utf-8") as stream:
        stream.write(
            "\ngis:Far a sh:NodeShape ; sh:targetClass gi:Claim ;"
            " sh:property [ sh:path ( rdf:subject rdf:type ) ; sh:minCount 1 ] .\n"
        )
    assert near.around(store, Ontology(folder), {ann}, {ann}) is None
