"""Scores: each one equal to NetworkX, or to what can be worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kg.analysis import scores
from kg.analysis.paths import ends, harmonic
from kg.analysis.rank import RANKED_BY, score
from kg.analysis.scores import coreness, degree, peeled, strength
from kg.analysis.triangles import constraint
from kg.errors import NotComputableError
from kg.network.network import Network

Builder = Callable[..., Network]
ARCS = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 8), st.sampled_from([0.5, 1.0, 2.0, 3.0])),
    min_size=1,
    max_size=20,
)


def simple(network: Network, kind: type[nx.Graph[int]] = nx.Graph) -> nx.Graph[int]:
    """Return the simple projection, made by NetworkX from the public graph."""
    graph = kind()
    graph.add_nodes_from(range(len(network.nodes)))
    for source, end, weight in network.to_networkx().edges(data="weight"):
        a, b = int(source[1:]), int(end[1:])
        if a != b:
            before = graph.get_edge_data(a, b, {"weight": 0.0})["weight"]
            graph.add_edge(a, b, weight=before + weight)
    return graph


def eigenvector(graph: nx.Graph[int]) -> dict[int, float | None]:
    """Return NetworkX' eigenvector centrality of the largest (heaviest, first) component."""
    part = min(
        nx.connected_components(graph),
        key=lambda c: (-len(c), -graph.subgraph(c).size("weight"), min(c)),
    )
    inside = graph.subgraph(part)
    if len(part) > 3:
        return nx.eigenvector_centrality_numpy(inside, weight="weight")
    return nx.eigenvector_centrality(inside, weight="weight", max_iter=10000, tol=1e-15)


def pagerank(network: Network) -> dict[int, float]:
    flow = simple(network, nx.DiGraph) if network.directed else simple(network)
    return nx.pagerank(flow, alpha=0.85, tol=1e-14, max_iter=5000)


REFERENCES: dict[str, Callable[[Network], Mapping[int, float | None]]] = {
    "degree": lambda network: dict(simple(network).degree()),
    "strength": lambda network: dict(simple(network).degree(weight="weight")),
    "betweenness": lambda network: nx.betweenness_centrality(simple(network)),
    "harmonic": lambda network: nx.harmonic_centrality(simple(network)),
    "pagerank": pagerank,
    "eigenvector": lambda network: eigenvector(simple(network)),
    "constraint": lambda network: nx.constraint(
        simple(network), nodes=range(len(network.nodes)), weight="weight"
    ),
    "coreness": lambda network: nx.core_number(simple(network)),
}


@pytest.mark.parametrize("measure", RANKED_BY)
@given(arcs=ARCS, directed=st.booleans(), isolated=st.integers(0, 2))
def test_scores_equal_networkx(
    world: Builder, measure: str, arcs: list, *, directed: bool, isolated: int
) -> None:
    assume(any(a != b for a, b, _ in arcs))
    network = world(9 + isolated, arcs, directed=directed)
    expected = REFERENCES[measure](network)
    for node, mine in enumerate(score(network, measure)):
        theirs = expected.get(node)
        if theirs is None or math.isnan(theirs):
            assert mine is None
        else:
            assert mine == pytest.approx(theirs, rel=1e-9, abs=1e-9)


def test_betweenness_of_the_kite_is_krackhardts(kite: Network) -> None:
    found = score(kite, "betweenness")
    assert found[7] == pytest.approx(14 / 36)
    assert max(range(10), key=lambda i: found[i] or 0) == 7


def test_degree_of_the_kite_is_krackhardts(kite: Network) -> None:
    assert score(kite, "degree") == (4, 4, 3, 6, 3, 5, 5, 3, 2, 1)


def test_harmonic_closeness_of_the_kite_by_hand(kite: Network) -> None:
    found = score(kite, "harmonic")
    assert found[9] == pytest.approx(1 + 1 / 2 + 2 / 3 + 5 / 4 + 0)
    assert found[7] == pytest.approx(3 + 6 / 2)


def test_constraint_of_star_and_triangle_by_hand(world: Builder) -> None:
    star = world(4, [(0, i, 1.0) for i in (1, 2, 3)])
    assert score(star, "constraint") == pytest.approx((1 / 3, 1.0, 1.0, 1.0))
    triangle = world(3, [(0, 1, 1.0), (1, 2, 1.0), (0, 2, 1.0)])
    assert score(triangle, "constraint") == pytest.approx((1.125,) * 3)


def test_eigenvector_is_of_the_largest_component_only(world: Builder) -> None:
    found = score(world(5, [(0, 1, 9.0), (2, 3, 1.0), (3, 4, 1.0)]), "eigenvector")
    assert found[:2] == (None, None)
    assert found[2:] == pytest.approx((0.5, math.sqrt(0.5), 0.5))


def test_of_equal_components_the_heavier_has_the_eigenvector(world: Builder) -> None:
    found = score(world(4, [(0, 1, 1.0), (2, 3, 2.0)]), "eigenvector")
    assert found[:2] == (None, None)


def test_an_ambiguous_eigenvector_is_refused(world: Builder) -> None:
    halves = [(0, 1, 1.0), (1, 2, 1.0), (0, 2, 1.0), (3, 4, 1.0), (4, 5, 1.0), (3, 5, 1.0)]
    with pytest.raises(NotComputableError, match="two largest eigenvalues are equal"):
        score(world(6, [*halves, (2, 3, 1e-13)]), "eigenvector")


@pytest.mark.parametrize("measure", ["eigenvector", "betweenness", "pagerank"])
def test_larger_networks_take_the_sparse_way_to_the_same_scores(
    world: Builder, measure: str
) -> None:
    graph = nx.barabasi_albert_graph(320, 3, seed=7)
    network = world(320, [(int(a), int(b), 1.0) for a, b in graph.edges])
    expected = REFERENCES[measure](network)
    assert score(network, measure) == pytest.approx([expected[i] for i in range(320)], abs=1e-9)


def test_harmonic_closeness_goes_on_past_one_block_of_sources(world: Builder) -> None:
    ring = world(1301, [(i, (i + 1) % 1301, 1.0) for i in range(1301)])
    by_hand = 2 * math.fsum(1 / d for d in range(1, 651))
    assert score(ring, "harmonic") == pytest.approx((by_hand,) * 1301)


def test_a_walk_that_does_not_settle_is_refused(
    world: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.analysis.scores.SETTLED", -1.0)
    with pytest.raises(NotComputableError, match="did not settle"):
        score(world(3, [(0, 1, 1.0)]), "pagerank")


def test_a_node_alone_and_nobody_have_scores_of_their_own(world: Builder) -> None:
    alone = world(1, [])
    lone, nobody = alone.csr(), world(0, []).csr()
    for measure in (degree, strength, coreness, lambda m: harmonic(m).value):
        assert measure(lone).tolist() == [0.0]
        assert measure(nobody).tolist() == []
    assert scores.pagerank(lone).tolist() == [1.0]
    assert np.isnan(constraint(alone)).tolist() == [True]


@pytest.mark.parametrize("count", [200, 400, 800])
def test_peeling_a_path_looks_at_each_tie_as_often_however_long_it_is(
    world: Builder, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path is peeled from both ends: half as many layers as nodes, two nodes at a time."""
    matrix = world(count, [(i, i + 1, 1.0) for i in range(count - 1)]).csr()
    looked_at: list[int] = []

    def counted(ties: Any, rows: Any) -> Any:
        found = ends(ties, rows)
        looked_at.append(len(found))
        return found

    monkeypatch.setattr("kg.analysis.scores.ends", counted)
    core, layer = peeled(matrix)
    assert layer.max() == count / 2
    assert set(core) == {1.0}
    assert sum(looked_at) == 2 * (count - 1)


@given(arcs=ARCS)
def test_layers_equal_networkx(world: Builder, arcs: list) -> None:
    network = world(9, arcs)
    graph = simple(network)
    _, layer = peeled(network.csr())
    expected = nx.onion_layers(graph)
    assert layer.tolist() == [expected[i] for i in range(9)]
