"""Spark computes what NetworkX computes, on one session of two threads."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

from kg.analysis import spark
from kg.analysis.engines import LOCAL, by_hand, measured_by, write_ties
from kg.errors import EngineError
from kg.network.network import Network, Node, Tie
from kg.text.header import Header
from tests.built import invoke, run

HERE = all(find_spec(name) for name in ("pyspark", "pyarrow")) and shutil.which("java")
needed = pytest.mark.skipif(
    not HERE and not os.environ.get("CI"), reason="needs the extra spark and Java 17"
)


def web(*, directed: bool) -> Network:
    """Return a network with hubs, parallel ties, loops, parts and a node without a tie.

    The seed is one on which a walk settles after 15 steps, each of which is a job of Spark.
    """
    random = np.random.default_rng(7)
    nodes = tuple(Node(f"n{i:03}", {}, "") for i in range(90))
    ends = np.c_[random.integers(0, 60, 150), random.pareto(1.0, 150).astype(int) % 60]
    ends = np.r_[ends, [[62, 63], [63, 64], [64, 62], [70, 71], [70, 70]]]
    weights = random.integers(1, 9, len(ends)) / 2
    ties = (Tie(a, b, "r", w) for (a, b), w in zip(ends.tolist(), weights.tolist(), strict=True))
    return Network(f"web-{directed}", Header(), directed, nodes, tuple(sorted(set(ties))))


def as_simple(network: Network, graph: Any) -> Any:
    """Return `graph` with the nodes by position and parallel ties summed, loops left out."""
    graph.add_nodes_from(range(len(network.nodes)))
    for tie in network.ties:
        if tie.source != tie.target:
            before = graph.get_edge_data(tie.source, tie.target, {"weight": 0.0})["weight"]
            graph.add_edge(tie.source, tie.target, weight=before + tie.weight)
    return graph


def expected(network: Network) -> dict[str, list[float]]:
    """Return what NetworkX finds, by measure."""
    graph = as_simple(network, nx.Graph())
    walked = as_simple(network, nx.DiGraph()) if network.directed else graph
    parts = {node: min(part) for part in nx.connected_components(graph) for node in part}
    found = {
        "degree": dict(graph.degree()),
        "pagerank": nx.pagerank(walked, tol=1e-14, max_iter=1000),
        "component": parts,
        "coreness": nx.core_number(graph),
        "triangles": nx.triangles(graph),
    }
    return {name: [float(of[i]) for i in range(len(graph))] for name, of in found.items()}


@pytest.mark.parametrize("directed", [True, False])
def test_the_local_forms_are_what_networkx_finds(*, directed: bool) -> None:
    network = web(directed=directed)
    for measure, values in expected(network).items():
        assert LOCAL[measure](network).tolist() == pytest.approx(values, abs=1e-9), measure


def test_labels_spread_as_drawn_by_hand() -> None:
    ends = [(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5), (2, 3)]
    nodes = tuple(Node(name, {}, "") for name in "abcdefg")
    ties = tuple(Tie(a, b, "r") for a, b in sorted(ends))
    two = Network("two", Header(), directed=False, nodes=nodes, ties=ties)
    labels = LOCAL["label_propagation"](two).tolist()
    assert labels[:3] == [labels[0]] * 3
    assert labels[3:6] == [labels[3]] * 3
    assert labels[6] == 6


@pytest.fixture(scope="module", autouse=True)
def quick_java() -> Iterator[None]:
    """Java compiles for seconds of work, not for days: half the time of these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        yield


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    with spark.session("local[2]") as found:
        yield found


@needed
@pytest.mark.timeout(600)
@pytest.mark.parametrize("directed", [True, False])
def test_spark_finds_what_this_machine_finds(
    session: Any, tmp_path: Path, *, directed: bool
) -> None:
    network = web(directed=directed)
    write_ties(network, tmp_path / "ties.parquet")
    ties = spark.read_ties(
        session, tmp_path / "ties.parquet", len(network.nodes), directed=directed
    )
    measures = list(spark.MEASURES) if directed else ["degree"]
    known = by_hand([network], measures)[network.name]
    for measure, values in zip(measures, known, strict=True):
        exact = measure != "pagerank"
        found = spark.values(ties, measure)
        assert found == (values if exact else pytest.approx(values, abs=1e-8)), measure


@needed
@pytest.mark.timeout(600)
def test_a_master_that_starts_no_session_is_named() -> None:
    asked = ("measure", "three-chains", "--engine", "spark", "--master", "local[0]")
    done = run(*asked)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(b"Error: no Spark session on 'local[0]': ")


@needed
@pytest.mark.timeout(600)
def test_the_command_prints_the_same_by_either_engine(session: Any) -> None:
    asked = ("measure", "three-chains", "--measure", "coreness", "--format", "csv", "--engine")
    there, here = invoke(*asked, "spark"), invoke(*asked, "local")
    assert (there.exit_code, here.exit_code) == (0, 0)
    assert there.stdout == here.stdout
    assert session.version


def test_a_missing_package_or_java_is_named_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with (
        pytest.raises(EngineError, match=r"pip install '\.\[spark\]'"),
        spark.session("local"),
    ):
        pass
    assert measured_by("local", [web(directed=True)], ["degree"], "")[0].values


@pytest.mark.parametrize(
    ("master", "words"),
    [
        ("foo", r"'foo' is no Spark master; give one such as local\[2\]"),
        ("local[", "is no Spark master"),
        ("spark://host", "is no Spark master"),
        ("", "is no Spark master"),
        ("spark://127.0.0.1:1", "no Spark master answers at .*127.0.0.1:1'"),
        ("spark://127.0.0.1:1,127.0.0.1:2", "no Spark master answers"),
        ("spark://127.0.0.1:99999", "no Spark master answers"),
    ],
)
def test_a_master_that_cannot_be_is_told_at_once(master: str, words: str) -> None:
    with pytest.raises(EngineError, match=words):
        spark.refuse_deaf(master)


def test_a_master_that_may_be_there_is_tried() -> None:
    for master in ("local", "local[2]", "local[*]", "local[2, 3]", "yarn", "k8s://https://h:1"):
        spark.refuse_deaf(master)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        spark.refuse_deaf(f"spark://127.0.0.1:1,127.0.0.1:{port}")
