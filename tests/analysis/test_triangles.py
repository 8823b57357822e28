"""Triangles: each found once, and what rests on them as networkx counts it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analysis.triangles import (
    constraint,
    effective_size,
    local_clustering,
    paths,
    triangles,
)
from kg.network.network import Network
from tests.analysis.conftest import graph_of

Builder = Callable[..., Network]
ARCS = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 8), st.sampled_from([0.5, 1.0, 3.0])), max_size=24
)


@settings(deadline=None, max_examples=40)
@given(arcs=ARCS)
def test_each_triangle_is_found_once_with_its_sides(world: Builder, arcs: list) -> None:
    network = world(9, arcs)
    graph, found = graph_of(network), triangles(network.csr())
    mine = sorted(tuple(sorted(corners)) for corners in found.corners.T.tolist())
    assert mine == [
        three
        for three in combinations(range(9), 3)
        if all(graph.has_edge(a, b) for a, b in combinations(three, 2))
    ]
    for corners, sides in zip(found.corners.T, found.sides.T, strict=True):
        for corner, side in zip(corners, sides, strict=True):
            ends = {int(found.low[side]), int(found.high[side])}
            assert ends == set(corners.tolist()) - {int(corner)}
            assert found.weight[side] == graph.edges[tuple(ends)]["weight"]


@settings(deadline=None, max_examples=40)
@given(arcs=ARCS)
def test_clustering_constraint_and_effective_size_equal_networkx(
    world: Builder, arcs: list
) -> None:
    network = world(9, arcs)
    graph = graph_of(network)
    by_node = [nx.clustering(graph, node) for node in range(9)]
    assert local_clustering(network) == pytest.approx(by_node, abs=1e-9)
    tied = [node for node in graph if graph.degree(node)]
    held = nx.constraint(graph, nodes=range(9), weight="weight")
    sizes = nx.effective_size(graph, nodes=range(9), weight="weight")
    assert constraint(network)[tied] == pytest.approx([held[i] for i in tied], abs=1e-9)
    assert effective_size(network)[tied] == pytest.approx([sizes[i] for i in tied], abs=1e-9)
    assert np.isnan(constraint(network)).sum() == 9 - len(tied)


def test_a_larger_network_has_the_values_of_networkx(world: Builder) -> None:
    graph = nx.powerlaw_cluster_graph(80, 4, 0.4, seed=5)
    network = world(80, [(int(a), int(b), 1.0 + (a + b) % 3) for a, b in graph.edges])
    graph = graph_of(network)
    held = nx.constraint(graph, nodes=range(80), weight="weight")
    by_node = [nx.clustering(graph, node) for node in range(80)]
    assert constraint(network) == pytest.approx([held[i] for i in range(80)], rel=1e-9)
    assert local_clustering(network) == pytest.approx(by_node, rel=1e-9)


def test_all_measures_of_a_network_rest_on_triangles_found_once(
    karate: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(
        "kg.analysis.triangles.triangles", lambda matrix: asked.append(1) or triangles(matrix)
    )
    network = replace(karate)
    first = [measure(network).tolist() for measure in (constraint, local_clustering)]
    assert [measure(network).tolist() for measure in (constraint, local_clustering)] == first
    assert len(asked) == 1
    monkeypatch.setattr("kg.analysis.triangles.AT_ONCE", 1)
    other = replace(karate)
    assert [measure(other).tolist() for measure in (constraint, local_clustering)] == first
    assert len(asked) == 3


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_nodes_for_a_triangle_have_none(world: Builder, count: int) -> None:
    network = world(count, [(0, 1, 1.0)][: count - 1])
    assert triangles(network.csr()).corners.shape == (3, 0)
    assert local_clustering(network).tolist() == [0.0] * count


def test_paths_come_in_parts_and_none_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    low, high = np.array([(a, b) for a in range(12) for b in range(a + 1, 12)]).T
    whole = next(paths(low, high))
    monkeypatch.setattr("kg.analysis.triangles.AT_ONCE", 7)
    parts = list(paths(low, high))
    assert len(parts) > 10
    assert [np.concatenate(ends).tolist() for ends in zip(*parts, strict=True)] == [
        ends.tolist() for ends in whole
    ]


@pytest.mark.parametrize("count", [100, 200, 400])
def test_a_hub_does_not_make_the_paths_quadratic(world: Builder, count: int) -> None:
    """A wheel: a hub tied to all of a ring has n^2/2 pairs of neighbours; 3 n paths are enough."""
    ring = [(i, i % count + 1, 1.0) for i in range(1, count + 1)]
    matrix = world(count + 1, [*ring, *((0, i, 1.0) for i in range(1, count + 1))]).csr()
    found = triangles(matrix)
    order = np.argsort(np.diff(matrix.indptr), kind="stable")
    place = np.argsort(order)
    keys = np.stack((place[found.low], place[found.high]))
    followed = sum(len(one) for one, _ in paths(*keys[:, np.lexsort(keys[::-1])]))
    assert found.corners.shape[1] == count
    assert followed <= 3 * count
