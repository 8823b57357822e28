"""Small networks for the tests of the analyses."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import networkx as nx
import pytest

from kg.network.network import Network, Node, Tie
from kg.text.header import Header

Arc = tuple[int, int, float]
Builder = Callable[..., Network]


def build(count: int, arcs: Iterable[Arc], *, directed: bool = False) -> Network:
    """Return a network of `count` nodes n000, n001, ... with one claim `c<i>` per tie."""
    nodes = tuple(Node(f"n{i:04}", {"en": f"N{i}", "zh": f"点{i}"}, "x/kind") for i in range(count))
    ties = (Tie(s, t, "r", w, claims=(f"c{i}",)) for i, (s, t, w) in enumerate(arcs))
    header = Header({"title.en": "The world", "title.zh": "世界", "weight.en": "Claims."})
    return Network("world", header, directed, nodes, tuple(sorted(ties)))


def graph_of(network: Network) -> nx.Graph[int]:
    """Return the undirected simple projection for NetworkX, its nodes by position."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(network.nodes)))
    graph.add_weighted_edges_from(network.pairs())
    return graph


def printed_by(code: str, seed: str) -> str:
    """Return what `code` prints in a process of its own under a seed of the hash."""
    here = Path(__file__).parent
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{here}:{here.parents[1]}"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.fixture(scope="session")
def world() -> Builder:
    return build


@pytest.fixture(scope="session")
def karate() -> Network:
    graph = nx.karate_club_graph()
    return build(34, [(int(a), int(b), 1.0) for a, b in graph.edges])


@pytest.fixture(scope="session")
def kite() -> Network:
    graph = nx.krackhardt_kite_graph()
    return build(10, [(int(a), int(b), 1.0) for a, b in graph.edges])
