"""Removals: the best of what is left goes first; R is that of the paper."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kg.analysis import paths
from kg.analysis import removal as removal_module
from kg.analysis.removal import by_betweenness, by_degree, largest_left, removal
from kg.network.network import Network

Builder = Callable[..., Network]
ARCS = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.just(1.0)), min_size=1)


def graph_of(network: Network) -> nx.Graph[int]:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(network.nodes)))
    graph.add_edges_from((a, b) for a, b, _ in network.pairs())
    return graph


def left_by_networkx(graph: nx.Graph[int], order: tuple[int, ...]) -> list[int]:
    graph = graph.copy()
    sizes = [max(map(len, nx.connected_components(graph)))]
    for node in order:
        graph.remove_node(node)
        sizes.append(max(map(len, nx.connected_components(graph)), default=0))
    return sizes


@pytest.mark.parametrize("order", ["degree", "betweenness"])
def test_r_of_star_and_complete_network_is_that_of_the_paper(world: Builder, order: str) -> None:
    """Schneider et al. (2011): R is 1/N in the limit for a star and 0.5 where all are tied."""
    star = world(50, [(0, i, 1.0) for i in range(1, 50)])
    assert removal(star, order).r() == pytest.approx(49 / 50**2)
    full = world(20, [(a, b, 1.0) for a in range(20) for b in range(a)])
    assert removal(full, order).r() == pytest.approx(19 / 40)


@pytest.mark.parametrize("order", ["degree", "betweenness"])
@settings(deadline=None)
@given(arcs=ARCS)
def test_each_removal_takes_the_best_of_what_is_left(
    world: Builder, order: str, arcs: list
) -> None:
    assume(any(a != b for a, b, _ in arcs))
    network = world(9, arcs)
    graph = graph_of(network)
    found = removal(network, order)
    assert list(found.left) == left_by_networkx(graph, found.order)
    for node in found.order:
        scores = dict(graph.degree())
        if order == "betweenness":
            scores = nx.betweenness_centrality(graph, normalized=False)
        best = max(graph, key=lambda i: (round(scores[i], 6), graph.degree(i), -i))
        assert node == best
        graph.remove_node(node)


def test_the_curve_of_a_random_order_equals_networkx(karate: Network) -> None:
    graph = graph_of(karate)
    order = tuple(range(33, -1, -1))
    assert list(largest_left(np.array(graph.edges), order)) == left_by_networkx(graph, order)


def test_every_engine_lets_them_leave_in_the_same_order(
    world: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = nx.barabasi_albert_graph(120, 2, seed=3)
    matrix = world(120, [(int(a), int(b), 1.0) for a, b in graph.edges]).csr()
    monkeypatch.setattr(paths, "IGRAPH_FROM", 0)
    with_igraph = by_betweenness(matrix)
    monkeypatch.setenv("KG_ENGINE", "core")
    assert by_betweenness(matrix) == with_igraph


def test_several_may_leave_before_all_is_recomputed(karate: Network) -> None:
    one, some = by_betweenness(karate.csr()), by_betweenness(karate.csr(), 4)
    assert sorted(some) == list(range(34))
    assert some[0] == one[0]
    assert some != one


@pytest.mark.parametrize("count", [500, 1000, 2000])
def test_leaving_by_degree_asks_for_each_tie_twice(
    world: Builder, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushed: list[tuple[int, int]] = []
    push = removal_module.heappush
    monkeypatch.setattr(
        removal_module, "heappush", lambda heap, item: pushed.append(item) or push(heap, item)
    )
    by_degree(world(count, [(i, i // 2, 1.0) for i in range(1, count)]).csr())
    assert len(pushed) == count - 1


def test_the_curve_of_nobody_tied_falls_from_one() -> None:
    assert largest_left(np.empty((0, 2), dtype=int), [0, 1, 2]) == (1, 1, 1, 0)
