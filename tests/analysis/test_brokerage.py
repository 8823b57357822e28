"""Brokerage: structural holes as NetworkX, roles as Gould and Fernandez drew them."""

from __future__ import annotations

import math
from collections.abc import Callable

import networkx as nx
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kg.analysis.brokerage import (
    ROLES,
    bridges,
    broker_roles,
    brokerage,
    cut_nodes,
)
from kg.analysis.card import Background
from kg.analysis.triangles import effective_size
from kg.errors import NotComputableError, TooFewNodesError
from kg.network.network import Network
from tests.analysis.conftest import graph_of

Builder = Callable[..., Network]
ARCS = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 8), st.sampled_from([0.5, 1.0, 3.0])), min_size=1
)
SIDES = {"n0000": "a", "n0001": "a", "n0002": "b", "n0003": "b", "n0004": "c"}


def counted(network: Network, name: str, sides: dict[str, str] = SIDES) -> tuple:
    for row in broker_roles(network, sides).records():
        if row["label"] == name:
            return tuple(row[role] for role in ROLES)
    return (0,) * 5


@settings(deadline=None)
@given(arcs=ARCS)
def test_constraint_and_effective_size_equal_networkx(world: Builder, arcs: list) -> None:
    assume(any(a != b for a, b, _ in arcs))
    network = world(9, arcs)
    graph = graph_of(network)
    sizes = nx.effective_size(graph, nodes=range(9), weight="weight")
    held = nx.constraint(graph, nodes=range(9), weight="weight")
    tied = [node for node in graph if graph.degree(node)]
    rows = {int(str(row["id"])[1:]): row for row in brokerage(network).records()}
    assert sorted(rows) == tied
    for node in tied:
        assert rows[node]["effective_size"] == pytest.approx(sizes[node], abs=1e-9)
        assert rows[node]["constraint"] == pytest.approx(held[node], abs=1e-9)
        efficiency = sizes[node] / graph.degree(node)
        assert rows[node]["efficiency_of_ties"] == pytest.approx(efficiency, abs=1e-9)
    assert all(math.isnan(sizes[node]) for node in range(9) if node not in tied)


def test_structural_holes_of_a_worked_example(world: Builder) -> None:
    """Borgatti (1997), Structural holes: unpacking Burt's redundancy measures: of G's six
    contacts four pairs are tied, so its effective size is 6 - 2*4/6 = 4.67; constraint 0.400."""
    pairs = ["ab", "af", "ag", "ae", "eg", "fg", "bg", "bd", "dg", "gc"]
    network = world(7, [("abcdefg".index(x), "abcdefg".index(y), 1.0) for x, y in pairs])
    assert effective_size(network)[6] == pytest.approx(4.67, abs=0.005)
    rows = {row["label"]: row for row in brokerage(network).records()}
    assert rows["N6"]["constraint"] == pytest.approx(0.400, abs=0.0005)
    assert rows["N0"]["constraint"] == pytest.approx(0.595, abs=0.0005)
    assert rows["N2"]["effective_size"] == 1.0


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("aaa", "coordinator"),
        ("aba", "consultant"),
        ("abb", "gatekeeper"),
        ("aab", "representative"),
        ("abc", "liaison"),
    ],
)
def test_the_five_roles_are_those_of_gould_and_fernandez(
    world: Builder, path: str, role: str
) -> None:
    """Gould & Fernandez (1989), figure 1: one directed path a - broker - c for each role."""
    network = world(4, [(0, 1, 1.0), (1, 2, 1.0)], directed=True)
    sides = {f"n000{i}": side for i, side in enumerate(path)} | {"n0003": "z"}
    assert counted(network, "N1", sides) == tuple(int(role == other) for other in ROLES)


def test_a_closed_path_is_not_brokered(world: Builder) -> None:
    arcs = [(0, 1, 1.0), (1, 2, 1.0)]
    back = world(5, [*arcs, (2, 0, 1.0)], directed=True)
    assert counted(back, "N1") == (0, 0, 0, 1, 0)
    closed = world(5, [*arcs, (0, 2, 1.0)], directed=True)
    assert counted(closed, "N1") == (0,) * 5


@settings(deadline=None)
@given(arcs=ARCS, directed=st.booleans())
def test_roles_are_counted_over_all_open_paths(
    world: Builder, arcs: list, *, directed: bool
) -> None:
    assume(any(a != b for a, b, _ in arcs))
    network = world(9, arcs, directed=directed)
    kind = nx.DiGraph if directed else nx.Graph
    graph = kind([(a, b) for a, b, _ in arcs if a != b])
    side = {i: SIDES.get(f"n{i:04}") for i in range(9)}
    for b in range(5):
        paths = [
            (side[a], side[b], side[c])
            for a in range(5)
            for c in range(5)
            if len({a, b, c}) == 3
            and graph.has_edge(a, b)
            and graph.has_edge(b, c)
            and not graph.has_edge(a, c)
        ]
        expected = (
            sum(x == y == z for x, y, z in paths),
            sum(x == z != y for x, y, z in paths),
            sum(x != y == z for x, y, z in paths),
            sum(x == y != z for x, y, z in paths),
            sum(len({x, y, z}) == 3 for x, y, z in paths),
        )
        assert counted(network, f"N{b}") == expected


def test_the_notes_say_whose_side_is_unknown(world: Builder) -> None:
    table = broker_roles(world(7, [(0, 1, 1.0), (1, 2, 1.0)]), SIDES)
    assert table.rows[0][2:10] == ("N1", "a", 2, 0, 0, 1, 1, 0)
    assert "Sides: 3; nodes of no known side, left out: 2." in table.notes
    assert any("counts in both directions" in note for note in table.notes)


@settings(deadline=None)
@given(arcs=ARCS)
def test_cut_nodes_and_bridges_equal_networkx(world: Builder, arcs: list) -> None:
    assume(any(a != b for a, b, _ in arcs))
    network = world(9, arcs)
    graph = graph_of(network)
    cuts = {int(str(row["id"])[1:]): row["parts"] for row in cut_nodes(network).records()}
    assert set(cuts) == set(nx.articulation_points(graph))
    for node, parts in cuts.items():
        rest = graph.copy()
        rest.remove_node(node)
        more = nx.number_connected_components(rest) - nx.number_connected_components(graph)
        assert parts == more + 1
    found = {(row["one_id"], row["other_id"]): row for row in bridges(network).records()}
    assert set(found) == {tuple(f"n{i:04}" for i in sorted(pair)) for pair in nx.bridges(graph)}
    for (one, other), row in found.items():
        rest = graph.copy()
        rest.remove_edge(int(one[1:]), int(other[1:]))
        sides = [len(nx.node_connected_component(rest, int(end[1:]))) for end in (one, other)]
        assert [row["one_side"], row["other_side"]] == sides
        assert row["pairs_parted"] == sides[0] * sides[1]


def test_pairs_parted_by_a_cut_node(kite: Network) -> None:
    table = cut_nodes(kite)
    assert [row[2:6] for row in table.rows] == [("N7", "kind", 2, 14), ("N8", "kind", 2, 8)]


def test_a_bridge_tells_how_many_sources_it_has(world: Builder) -> None:
    network = world(3, [(0, 1, 1.0), (0, 1, 2.0), (1, 2, 1.0)])
    assert bridges(network).column("sources") == [2, 1]
    known = Background(sources=dict.fromkeys(("c0", "c1", "c2"), "s"))
    assert bridges(network, known=known).column("sources") == [1, 1]


def test_unnamed_members_are_not_listed(world: Builder) -> None:
    known = Background(slots=frozenset({"n0001"}))
    network = world(5, [(0, 1, 1.0), (1, 2, 1.0)])
    assert brokerage(network, known=known).column("label") == ["N0", "N2"]
    assert len(cut_nodes(network, known=known)) == 0
    assert len(broker_roles(network, SIDES, known=known)) == 0


def test_too_little_is_refused(world: Builder) -> None:
    with pytest.raises(TooFewNodesError, match="brokerage of view"):
        brokerage(world(3, []))
    with pytest.raises(NotComputableError, match="needs nodes of 2 sides or more, found 1"):
        broker_roles(world(3, [(0, 1, 1.0)]), {"n0000": "a"})


def test_the_tables_speak_chinese(kite: Network) -> None:
    assert brokerage(kite, lang="zh").title == "中介位置（结构洞）：世界"
    assert bridges(kite, "zh").fields[0].heading == "一端"
