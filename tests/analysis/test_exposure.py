"""Exposure: everyone downstream, as near as NetworkX says."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kg.analysis.card import Background
from kg.analysis.exposure import exposed, exposures
from kg.errors import NotComputableError
from kg.network.network import Network

Builder = Callable[..., Network]
ARCS = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.just(1.0)), min_size=1)
CHAIN = [(0, 1, 1.0), (1, 2, 1.0), (3, 1, 1.0)]


@settings(deadline=None)
@given(arcs=ARCS, start=st.integers(0, 8), against=st.booleans())
def test_distances_equal_networkx(world: Builder, arcs: list, start: int, *, against: bool) -> None:
    assume(any(a != b for a, b, _ in arcs))
    network = world(9, arcs, directed=True)
    graph = nx.DiGraph([(b, a) if against else (a, b) for a, b, _ in arcs])
    graph.add_nodes_from(range(9))
    expected = nx.single_source_shortest_path_length(graph, start)
    table = exposed(network, f"n{start:04}", against=against)
    found = {int(str(row["id"])[1:]): row["distance"] for row in table.records()}
    assert found == {node: d for node, d in expected.items() if node != start}
    every = exposures(network, against=against).records()
    counts = {row["id"]: row["downstream"] for row in every}
    assert counts[f"n{start:04}"] == len(expected) - 1


def test_the_way_is_shown(world: Builder) -> None:
    table = exposed(world(5, CHAIN, directed=True), "n0000")
    assert [row[:4] for row in table.rows] == [(1, "N1", "kind", "N0"), (2, "N2", "kind", "N1")]
    assert "Downstream of N0: 2 nodes; by distance 1: 1, 2: 1." in table.notes


def test_against_the_ties_the_suppliers_are_exposed(world: Builder) -> None:
    table = exposed(world(5, CHAIN, directed=True), "n0002", against=True)
    assert table.column("label") == ["N1", "N0", "N3"]
    assert any("against the direction" in note for note in table.notes)


def test_the_furthest_is_told(world: Builder) -> None:
    table = exposures(world(5, CHAIN, directed=True), top=2)
    assert [row[:6] for row in table.rows] == [
        (1, True, "N0", "kind", 2, 2),
        (1, True, "N3", "kind", 2, 2),
    ]


def test_unnamed_members_count_but_are_not_listed(world: Builder) -> None:
    known = Background(slots=frozenset({"n0001"}))
    table = exposed(world(5, CHAIN, directed=True), "n0000", known=known)
    assert table.column("label") == ["N2"]
    assert any("2 nodes" in note for note in table.notes)


def test_an_undirected_view_is_refused(kite: Network) -> None:
    with pytest.raises(NotComputableError, match="needs a directed view, found an undirected one"):
        exposed(kite, "n0000")


@settings(deadline=None, max_examples=40)
@given(arcs=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.just(1.0)), min_size=1))
def test_counts_and_longest_distances_equal_networkx(world: Builder, arcs: list) -> None:
    assume(any(a != b for a, b, _ in arcs))
    network = world(9, arcs, directed=True)
    graph = nx.DiGraph([(a, b) for a, b, _ in arcs])
    for against in (False, True):
        way = graph.reverse() if against else graph
        for row in exposures(network, against=against).records():
            node = int(str(row["id"])[1:])
            lengths = nx.single_source_shortest_path_length(way, node) if node in way else {node: 0}
            assert row["downstream"] == len(lengths) - 1
            assert row["furthest"] == max(lengths.values())


def test_what_would_take_too_long_is_refused(
    world: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.analysis.exposure.MOST_STEPS", 1)
    with pytest.raises(NotComputableError, match="needs nodes times ties up to 1e\\+00"):
        exposures(world(3, [(0, 1, 1.0)], directed=True))
