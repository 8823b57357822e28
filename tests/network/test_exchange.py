"""Exchange: what other programs read back is the network that was written."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
import rustworkx

from kg.errors import FormatError
from kg.network.exchange import NETWORK_FORMATS, network_file
from kg.network.network import Network, Node, Tie
from kg.text.header import Header
from tests.built import ROOT, world_graph, world_store

NODES = (
    Node("x:a", {"en": 'A & <"B">', "zh": "甲"}, "k:Body"),
    Node("x:b", {"zh": "乙😀"}, "k:Body"),
    Node("x:c", {"en": "bad\x00\x1b\ud800\ufffe\uffff name"}, ""),
)
TIES = (
    Tie(0, 1, "r:pays", 2.0, "c:fact", "c:high", ("k1", "k2")),
    Tie(0, 1, "r:leads", 0.5, "c:plan", "c:low", ("k3",)),
    Tie(1, 0, "r:pays", 1.0),
    Tie(2, 2, "r:pays", 1.0),
)
NETWORK = Network("demo", Header({"title.en": "Demo"}), directed=True, nodes=NODES, ties=TIES)
LOOSE = replace(NETWORK, directed=False)


def read(network: Network, form: str) -> nx.MultiDiGraph[str]:
    """Return the network as networkx reads it back from a file of the format."""
    raw = network_file(network, form)
    if form == "graphml":
        return nx.read_graphml(io.BytesIO(raw), force_multigraph=True)
    if form == "gexf":
        return nx.read_gexf(io.BytesIO(raw))
    return nx.cytoscape_graph(json.loads(raw))


@pytest.mark.parametrize("form", NETWORK_FORMATS)
def test_networkx_reads_back_every_node_and_every_parallel_tie(form: str) -> None:
    graph = read(NETWORK, form)
    assert graph.is_directed()
    assert graph.is_multigraph()
    assert set(graph.nodes) == {"x:a", "x:b", "x:c"}
    ties = sorted(
        (a, b, d["relation"], d["weight"], d["claims"]) for a, b, d in graph.edges(data=True)
    )
    assert ties == [
        ("x:a", "x:b", "r:leads", 0.5, "k3"),
        ("x:a", "x:b", "r:pays", 2.0, "k1; k2"),
        ("x:b", "x:a", "r:pays", 1.0, ""),
        ("x:c", "x:c", "r:pays", 1.0, ""),
    ]


@pytest.mark.parametrize("form", NETWORK_FORMATS)
def test_labels_in_both_languages_and_kinds_survive(form: str) -> None:
    nodes = dict(read(NETWORK, form).nodes(data=True))
    assert nodes["x:a"]["label"] == 'A & <"B">'
    assert nodes["x:a"]["label_zh"] == "甲"
    assert nodes["x:b"]["label"] == "乙😀"
    assert nodes["x:a"]["kind"] == "k:Body"
    assert nodes["x:c"]["kind"] == ""


@pytest.mark.parametrize("form", NETWORK_FORMATS)
def test_signs_that_xml_forbids_are_left_out(form: str) -> None:
    assert read(NETWORK, form).nodes["x:c"]["label"] == "bad name"


@pytest.mark.parametrize("form", NETWORK_FORMATS)
def test_an_undirected_network_has_no_arrows_and_loses_no_tie(form: str) -> None:
    graph = read(LOOSE, form)
    assert not graph.is_directed()
    assert len(graph.edges) == len(TIES)


@pytest.mark.parametrize("form", NETWORK_FORMATS)
def test_every_attribute_has_one_type_in_all_rows(form: str) -> None:
    graph = read(NETWORK, form)
    for rows in ([d for _, d in graph.nodes(data=True)], [d for *_, d in graph.edges(data=True)]):
        for key in {key for row in rows for key in row}:
            assert len({type(row[key]) for row in rows if key in row}) == 1, key


@pytest.mark.parametrize("form", NETWORK_FORMATS)
def test_a_network_without_ties_is_written_too(form: str) -> None:
    empty = replace(NETWORK, ties=())
    assert set(read(empty, form).nodes) == {"x:a", "x:b", "x:c"}
    assert len(read(replace(empty, nodes=()), form).nodes) == 0


def test_a_reader_of_another_family_reads_the_graphml(tmp_path: Path) -> None:
    path = tmp_path / "n.graphml"
    for network, kind in ((NETWORK, "PyDiGraph"), (LOOSE, "PyGraph")):
        path.write_bytes(network_file(network, "graphml"))
        (graph,) = rustworkx.read_graphml(str(path))
        assert type(graph).__name__ == kind
        assert {node["label_zh"] for node in graph.nodes()} == {"甲", "乙😀", "bad name"}
        assert sorted(edge["weight"] for edge in graph.edges()) == [0.5, 1.0, 1.0, 2.0]


def test_the_xml_is_well_formed_and_its_edges_have_ids_of_their_own() -> None:
    root = ET.fromstring(network_file(NETWORK, "gexf"))  # noqa: S314  our own bytes
    edges = root.findall(".//{*}edge")
    assert [edge.get("id") for edge in edges] == sorted({str(edge.get("id")) for edge in edges})
    assert len(edges) == len(TIES)


def test_cytoscape_shows_the_label_and_not_the_address() -> None:
    elements = json.loads(network_file(NETWORK, "cytoscape"))["elements"]
    assert {node["data"]["name"] for node in elements["nodes"]} == {
        'A & <"B">',
        "乙😀",
        "bad name",
    }
    ids = [edge["data"]["id"] for edge in elements["edges"]]
    assert len(set(ids)) == len(TIES)


def test_no_clock_is_in_the_gexf() -> None:
    raw = network_file(NETWORK, "gexf")
    assert b"lastmodified" not in raw
    assert b"20" + b"2" not in raw.replace(b"1.2draft", b"")


@pytest.mark.parametrize("form", NETWORK_FORMATS)
def test_the_same_network_gives_the_same_bytes_in_any_process(form: str) -> None:
    code = (
        "import sys, kg; from kg.network.exchange import network_file;"
        "network = kg.load(sys.argv[1]).network('overall');"
        "sys.stdout.buffer.write(network_file(network, sys.argv[2]))"
    )
    written = subprocess.run(
        [sys.executable, "-c", code, world_store(), form],
        env={**os.environ, "PYTHONHASHSEED": "77", "TZ": "Asia/Shanghai"},
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    assert written == network_file(world_graph().network("overall"), form)


@pytest.mark.parametrize("form", NETWORK_FORMATS)
def test_writing_leaves_the_network_as_it_was(form: str) -> None:
    before = NETWORK.to_networkx()
    network_file(NETWORK, form)
    assert nx.utils.graphs_equal(NETWORK.to_networkx(), before)


def test_an_unknown_format_is_refused_with_those_there_are() -> None:
    with pytest.raises(FormatError, match="'pajek'; choose one of graphml, gexf, cytoscape"):
        network_file(NETWORK, "pajek")
