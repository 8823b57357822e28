"""Exports: each format holds the same graph, the same bytes twice, and no formula."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.errors import FormatError
from kg.graph.build import build_graph, canonical_dump
from kg.graph.export import RDF, export_csv, export_rdf, separated, to_rdflib, write_whole
from kg.graph.release import publish
from kg.graph.store import Reader
from kg.ontology import Ontology

HERE = Path(__file__).parents[1]
Edit = Callable[[str, str, str, str], None]
ODD = '=1+1 <b>&amp;\r\n\u202e\t"q" ]]> 😀 \\u0041'


@pytest.fixture(scope="module")
def graph(onto: Ontology) -> ox.Store:
    return build_graph(HERE / "world", onto)


@pytest.fixture
def odd(world: Path, onto: Ontology, edit: Edit) -> ox.Store:
    """The graph of the small world, a firm of which has an odd name."""
    edit("entities/actors.csv", "beta", "en", ODD)
    return build_graph(world, onto)


def triples(store: ox.Store) -> set[str]:
    """Return all triples of a store, graphs forgotten."""
    return {str(quad.triple) for quad in store}


@pytest.mark.parametrize("form", RDF)
def test_each_format_is_read_back_to_the_same_triples(odd: ox.Store, form: str) -> None:
    kind = RDF[form]
    parsed = list(ox.parse(export_rdf(odd, form), format=kind))
    assert {str(quad.triple) for quad in parsed} == triples(odd)
    if kind.supports_datasets:
        named = {str(quad) for quad in odd if isinstance(quad.graph_name, ox.NamedNode)}
        assert {str(quad) for quad in parsed} == named


@pytest.mark.parametrize(("form", "name"), [("ttl", "turtle"), ("rdfxml", "xml"), ("nt", "nt")])
def test_another_library_reads_the_same_triples(odd: ox.Store, form: str, name: str) -> None:
    found = rdflib.Graph().parse(data=export_rdf(odd, form), format=name)
    assert len(found) == len(triples(odd))
    assert any(str(o) == ODD for o in found.objects())


@pytest.mark.parametrize("form", RDF)
def test_each_format_is_the_same_bytes_twice(graph: ox.Store, onto: Ontology, form: str) -> None:
    assert export_rdf(graph, form) == export_rdf(build_graph(HERE / "world", onto), form)


def test_exports_do_not_depend_on_the_hash_seed() -> None:
    code = (
        "import hashlib,sys;from pathlib import Path;from kg.ontology import Ontology;"
        "from kg.graph.build import build_graph;from kg.graph.export import export_rdf,RDF;"
        "g=build_graph(Path(sys.argv[1]),Ontology(Path(sys.argv[2])));"
        "print([hashlib.sha256(export_rdf(g,f)).hexdigest() for f in RDF])"
    )
    args = [sys.executable, "-c", code, str(HERE / "world"), str(HERE.parent / "ontology")]
    found = {
        subprocess.run(
            args, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1


def test_an_unknown_format_is_refused_with_those_there_are(graph: ox.Store) -> None:
    with pytest.raises(FormatError, match="unknown format 'docx'; choose one of nt, ttl"):
        export_rdf(graph, "docx")


def test_rdflib_gets_the_union_and_the_graphs(graph: ox.Store) -> None:
    dataset = to_rdflib(graph)
    assert len(set(dataset.triples((None, None, None)))) == len(triples(graph))
    name = rdflib.URIRef("https://w3id.org/green-industry/graph/t1")
    assert len(dataset.graph(name)) > 10


def test_nodes_and_edges_are_tables_of_what_is_claimed(graph_folder: Path, onto: Ontology) -> None:
    tables = export_csv(Reader(graph_folder, onto))
    assert set(tables) == {"nodes.csv", "edges.csv"}
    nodes = list(csv.DictReader(io.StringIO(tables["nodes.csv"], newline="")))
    (acme,) = [node for node in nodes if node["id"] == "acme"]
    assert acme == {"id": "acme", "class": "Enterprise", "zh": "阿克米公司", "en": "Acme"}
    edges = {edge["claim"]: edge for edge in csv.DictReader(io.StringIO(tables["edges.csv"]))}
    assert edges["c12"]["modality"] == "proposal"
    assert edges["c8"]["target_node"] == "acme"
    assert {edge["source_node"] for edge in edges.values()} <= {node["id"] for node in nodes}
    assert export_csv(Reader(graph_folder, onto)) == tables


def test_names_are_no_formulas_for_a_spreadsheet(
    odd: ox.Store, onto: Ontology, tmp_path: Path
) -> None:
    publish(odd, tmp_path / "out")
    tables = export_csv(Reader(tmp_path / "out", onto))
    nodes = list(csv.DictReader(io.StringIO(tables["nodes.csv"], newline="")))
    assert [node["en"] for node in nodes if node["id"] == "beta"] == ["'" + ODD]


@pytest.mark.parametrize("cell", ["=1", "+a", "-a", "@a", "\ta", "\ra", "\na", " =1", "＝1"])
def test_a_cell_that_a_spreadsheet_would_run_is_made_inert(cell: str) -> None:
    text = separated(["a", "b"], [[cell, "x"]])
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["a", "b"], ["'" + cell, "x"]]


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert [p.name for p in tmp_path.iterdir()] == ["a.ttl"]


@pytest.mark.parametrize("name", ["missing/a.ttl", "folder", "a" * 300])
def test_a_place_that_cannot_be_written_is_said_and_leaves_nothing(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "full").write_text("x", "utf-8")
    with pytest.raises(FormatError, match="cannot write"):
        write_whole(tmp_path / name, b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["folder"]


def test_the_export_of_quads_tells_each_triple_in_its_own_graphs_only(graph: ox.Store) -> None:
    lines = export_rdf(graph, "nq").splitlines()
    merged = graph.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""
    assert sorted({*lines, *merged.splitlines()}) == canonical_dump(graph).splitlines()
    assert not set(lines) & set(merged.splitlines())


def test_a_triple_in_no_named_graph_is_exported_too() -> None:
    store = ox.Store()
    store.load(input=b"<x:a> <x:b> <x:c> .", format=ox.RdfFormat.N_TRIPLES)
    assert export_rdf(store, "nq") == b"<x:a> <x:b> <x:c> .\n"
