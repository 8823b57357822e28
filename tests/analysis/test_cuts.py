"""Cuts: articulation points and bridges as networkx finds them, and what they part."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analysis.cuts import Walk, cuts
from kg.network.network import Network
from tests.analysis.conftest import graph_of

Builder = Callable[..., Network]
ARCS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.just(1.0)), max_size=16)


@settings(deadline=None, max_examples=40)
@given(arcs=ARCS)
def test_cut_nodes_and_what_they_part_equal_networkx(world: Builder, arcs: list) -> None:
    network = world(10, arcs)
    graph, found = graph_of(network), cuts(network.csr())
    assert set(found.parts) == set(nx.articulation_points(graph))
    for node, sizes in found.parts.items():
        rest = graph.subgraph(nx.node_connected_component(graph, node) - {node})
        assert sizes == sorted(len(part) for part in nx.connected_components(rest))
    assert found.whole == [len(nx.node_connected_component(graph, node)) for node in range(10)]


@settings(deadline=None, max_examples=40)
@given(arcs=ARCS)
def test_bridges_and_their_sides_equal_networkx(world: Builder, arcs: list) -> None:
    network = world(10, arcs)
    graph, found = graph_of(network), cuts(network.csr())
    assert list(found.sides) == sorted((min(b), max(b)) for b in nx.bridges(graph))
    for (one, other), sides in found.sides.items():
        rest = graph.copy()
        rest.remove_edge(one, other)
        near = [len(nx.node_connected_component(rest, end)) for end in (one, other)]
        assert list(sides) == near


def test_a_network_without_nodes_has_no_cuts(world: Builder) -> None:
    assert cuts(world(0, []).csr()).whole == []


def test_a_long_path_is_walked_without_recursion(world: Builder) -> None:
    path = world(5000, [(i, i + 1, 1.0) for i in range(4999)])
    assert cuts(path.csr()).parts[2500] == [2499, 2500]


@pytest.mark.parametrize("count", [200, 400, 800])
def test_the_neighbours_of_each_node_are_read_once(
    world: Builder, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    near = Walk.near
    monkeypatch.setattr(Walk, "near", lambda walk, node: read.append(node) or near(walk, node))
    cuts(world(count, [(i, i // 2, 1.0) for i in range(1, count)]).csr())
    assert sorted(read) == list(range(count))
