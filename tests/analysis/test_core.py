"""Core: layers and rich club as NetworkX, and a null that keeps every degree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kg.analysis.card import Background
from kg.analysis.chance import Sampling
from kg.analysis.core import club, cores, rewired, rich_club
from kg.analysis.scores import peeled
from kg.errors import NotComputableError, TooFewNodesError
from kg.network.network import Network

Builder = Callable[..., Network]
ARCS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.just(1.0)), min_size=1)
FEW = Sampling(0, 5)


def graph_of(network: Network) -> nx.Graph[int]:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(network.nodes)))
    graph.add_edges_from((a, b) for a, b, _ in network.pairs())
    return graph


@settings(deadline=None)
@given(ARCS)
def test_layers_and_cores_equal_networkx(world: Builder, arcs: list) -> None:
    assume(any(a != b for a, b, _ in arcs))
    network = world(11, arcs)
    graph = graph_of(network)
    layers, numbers = nx.onion_layers(graph), nx.core_number(graph)
    for row in cores(network).records():
        node = int(str(row["id"])[1:])
        assert row["onion_layer"] == layers[node]
        assert row["core_number"] == numbers[node]
        assert row["degree"] == graph.degree(node)


def test_layers_of_the_karate_club_equal_networkx(karate: Network) -> None:
    layers = nx.onion_layers(graph_of(karate))
    assert peeled(karate.csr())[1].tolist() == [layers[i] for i in range(34)]
    table = cores(karate)
    assert table.column("core_number")[0] == 4
    assert any(note == "Innermost core: k = 4, nodes: 10." for note in table.notes)


@settings(deadline=None)
@given(ARCS)
def test_the_share_of_tied_pairs_equals_networkx(world: Builder, arcs: list) -> None:
    assume(any(a != b for a, b, _ in arcs))
    network = world(10, arcs)
    graph = graph_of(network)
    found = club([(a, b) for a, b, _ in network.pairs()], 10)
    theirs = nx.rich_club_coefficient(graph, normalized=False)
    assert {k: phi for k, (_, phi) in found.items()} == pytest.approx(theirs, abs=1e-9)


def test_swaps_keep_every_degree_and_make_no_double(karate: Network) -> None:
    pairs = [(a, b) for a, b, _ in karate.pairs()]
    other = rewired(pairs, np.random.default_rng(0))
    assert len(set(other)) == len(pairs)
    assert all(a < b for a, b in other)
    assert Counter(sum(other, ())) == Counter(sum(pairs, ()))
    assert len(set(other) & set(pairs)) < 50


def test_swaps_reach_all_networks_of_the_same_degrees_alike() -> None:
    """A perfect matching of four nodes is one of three, each as likely."""
    draws = Sampling(0, 600).draws()
    seen = Counter(frozenset(rewired([(0, 1), (2, 3)], draw)) for draw in draws)
    assert len(seen) == 3
    assert min(seen.values()) > 150


def test_a_clique_among_hubs_is_a_rich_club(world: Builder) -> None:
    hubs = [(a, b, 1.0) for a in range(6) for b in range(a)]
    rim = [(hub, 6 + 8 * hub + i, 1.0) for hub in range(6) for i in range(8)]
    further = [(6 + i, 54 + i, 1.0) for i in range(40)]
    table = rich_club(world(100, [*hubs, *rim, *further]), Sampling(0, 20))
    row = next(row for row in table.records() if row["above_degree"] == 5)
    assert (row["size"], row["phi"], row["verdict"]) == (6, 1.0, "above")
    assert float(str(row["rho"])) > 1.5
    assert "random networks 20; seed: 0." in next(n for n in table.notes if "seed" in n)


def test_the_same_seed_gives_the_same_table(karate: Network) -> None:
    assert rich_club(karate, FEW) == rich_club(karate, FEW)
    assert rich_club(karate, FEW) != rich_club(karate, Sampling(1, 5))


def test_unnamed_members_are_not_listed(world: Builder) -> None:
    known = Background(slots=frozenset({"n0001"}))
    table = cores(world(3, [(0, 1, 1.0)]), known=known)
    assert table.column("label") == ["N0", "N2"]


def test_too_little_is_refused(world: Builder) -> None:
    with pytest.raises(TooFewNodesError):
        cores(world(3, []))
    with pytest.raises(NotComputableError, match="needs 5 tied pairs, found 2"):
        rich_club(world(3, [(0, 1, 1.0), (1, 2, 1.0)]))
    with pytest.raises(NotComputableError, match="some other network has too, found only this"):
        rich_club(world(7, [(0, i, 1.0) for i in range(1, 7)]))


def test_the_tables_speak_chinese(karate: Network) -> None:
    assert cores(karate, 1, "zh").title == "核心与边缘：世界"
    assert rich_club(karate, FEW, "zh").fields[-1].heading == "与随机相比"
