"""`kg export`: every format is read back by another program and holds the whole graph."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib

from kg.cli.export import FORMATS
from kg.graph.export import RDF
from kg.network.exchange import NETWORK_FORMATS
from tests.built import ask_world, names_in, run, world_graph, world_store

PARSERS = {
    "nt": "nt",
    "nq": "nquads",
    "ttl": "turtle",
    "trig": "trig",
    "jsonld": "json-ld",
    "rdfxml": "xml",
}


def dump() -> list[ox.Quad]:
    return list(world_graph().reader.store)


def test_every_format_there_is_may_be_asked_for() -> None:
    assert set(FORMATS) == {*RDF, "nq", *NETWORK_FORMATS, "csv"}


@pytest.mark.parametrize("form", ["nq", "trig", "jsonld"])
def test_formats_with_graphs_hold_every_quad(form: str) -> None:
    text = ask_world("export", "--format", form).stdout
    read = rdflib.Dataset()
    read.parse(data=text, format=PARSERS[form])
    assert len(list(read.quads())) == len([q for q in dump() if q.graph_name != ox.DefaultGraph()])


@pytest.mark.parametrize("form", ["nt", "ttl", "rdfxml"])
def test_formats_without_graphs_hold_every_triple(form: str) -> None:
    text = ask_world("export", "--format", form).stdout
    read = rdflib.Graph().parse(data=text, format=PARSERS[form])
    assert len(read) == len({quad.triple for quad in dump()})


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "csv"])
def test_the_same_graph_gives_the_same_bytes_in_any_process(form: str) -> None:
    asked = ("export", "--format", form, "--store", world_store())
    (ours,) = world_graph().export(form).values()
    assert run(*asked, PYTHONHASHSEED="2", TZ="Asia/Shanghai", LC_ALL="C").stdout == ours


def test_csv_is_two_files_that_fit_each_other(tmp_path: Path) -> None:
    done = run("export", "--format", "csv", "--store", world_store(), "-o", tmp_path / "out")
    assert done.returncode == 0
    assert names_in(tmp_path / "out") == ["edges.csv", "nodes.csv"]
    texts = {p.stem: p.read_text("utf-8") for p in (tmp_path / "out").iterdir()}
    nodes = list(csv.DictReader(io.StringIO(texts["nodes"])))
    edges = list(csv.DictReader(io.StringIO(texts["edges"])))
    acme = next(node for node in nodes if node["id"] == "acme")
    assert (acme["class"], acme["zh"], acme["en"]) == ("Enterprise", "阿克米公司", "Acme")
    assert {edge["source_node"] for edge in edges} <= {node["id"] for node in nodes}
    assert {edge["claim"] for edge in edges} >= {"c1", "c4", "c20"}


def test_a_network_format_holds_the_view_asked_for(tmp_path: Path) -> None:
    done = run(
        *("export", "--format", "graphml", "--view", "three-chains", "-o", "n.graphml"),
        *("--store", world_store()),
        cwd=tmp_path,
    )
    assert done.stderr == b"wrote n.graphml\n"
    network = world_graph().network("three-chains")
    read = nx.read_graphml(tmp_path / "n.graphml")
    assert (len(read.nodes), len(read.edges)) == (len(network.nodes), len(network.ties))


def test_cytoscape_json_is_json() -> None:
    found = json.loads(ask_world("export", "--format", "cytoscape").stdout)
    assert {node["data"]["name"] for node in found["elements"]["nodes"]} >= {"Acme"}


def test_a_format_must_be_named() -> None:
    found = ask_world("export")
    assert found.exit_code == 2
    assert "Missing option '--format'" in found.stderr
