"""Robustness: targeted beside random, and knock-outs equal to NetworkX."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kg.analysis.card import Background
from kg.analysis.chance import Sampling
from kg.analysis.removal import state
from kg.analysis.robustness import Attack, curve, knock_out, knock_outs, robustness
from kg.errors import TooFewNodesError, UnknownNameError
from kg.network.network import Network

Builder = Callable[..., Network]
ARCS = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), st.just(1.0)), min_size=1)
FEW = Attack(sampling=Sampling(0, 5))


def graph_of(network: Network) -> nx.Graph[int]:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(network.nodes)))
    graph.add_edges_from((a, b) for a, b, _ in network.pairs())
    return graph


def test_the_table_sets_targeted_beside_random(karate: Network) -> None:
    table = robustness(karate, FEW)
    assert table.column("removal") == ["by degree", "by betweenness", "at random, mean"]
    targeted, _, chance = (float(str(r)) for r in table.column("r_index"))
    assert targeted < chance
    low, high = table.rows[2][2:4]
    assert float(str(low)) <= chance <= float(str(high))
    assert table.column("half_lost")[0] == pytest.approx(4 / 34)
    assert str(table.column("first_removed")[0]).startswith("N33; N0; ")
    assert "random orders 5; seed: 0." in table.notes[-1]


def test_the_curve_begins_at_the_largest_component_and_ends_at_nothing(karate: Network) -> None:
    table = curve(karate, FEW)
    assert len(table) == 35
    assert table.rows[0][1:] == (1.0,) * 5
    assert table.rows[-1][1:] == (0.0,) * 5
    assert [f.name for f in table.fields][1:4] == [
        "left_degree",
        "left_betweenness",
        "left_chance",
    ]


def test_the_same_seed_gives_the_same_curve(karate: Network) -> None:
    assert curve(karate, FEW) == curve(karate, FEW)
    assert curve(karate, FEW) != curve(karate, Attack(sampling=Sampling(1, 5)))


@settings(deadline=None)
@given(arcs=ARCS, gone=st.integers(0, 8))
def test_the_state_after_a_knock_out_equals_networkx(world: Builder, arcs: list, gone: int) -> None:
    assume(any(a != b for a, b, _ in arcs))
    network = world(9, arcs)
    table = knock_out(network, [f"n{gone:04}"])
    after = dict(zip(table.column("measure"), table.column("after"), strict=True))
    graph = graph_of(network)
    graph.remove_node(gone)
    parts = [len(part) for part in nx.connected_components(graph)]
    assert after == {
        "nodes": 8,
        "largest component": max(parts),
        "components": len(parts),
        "nodes without ties": len(list(nx.isolates(graph))),
        "pairs joined by a path": sum(n * (n - 1) // 2 for n in parts),
        "global efficiency": pytest.approx(nx.global_efficiency(graph), abs=1e-9),
    }


@settings(deadline=None)
@given(arcs=ARCS)
def test_pairs_parted_are_those_that_no_longer_reach_each_other(world: Builder, arcs: list) -> None:
    assume(any(a != b for a, b, _ in arcs))
    network = world(9, arcs)
    graph = graph_of(network)
    table = knock_outs(network)
    for row in table.records():
        gone = int(str(row["id"])[1:])
        rest = graph.copy()
        rest.remove_node(gone)
        parted = sum(
            nx.has_path(graph, a, b) and not nx.has_path(rest, a, b)
            for a in rest
            for b in rest
            if a < b
        )
        assert row["pairs_parted"] == parted
        change = nx.global_efficiency(rest) - nx.global_efficiency(graph)
        assert row["efficiency_change"] == pytest.approx(change, abs=1e-9)


def test_two_may_leave_together(kite: Network) -> None:
    table = knock_out(kite, ["n0005", "n0006"])
    assert table.column("change")[:3] == [-2, -5, 1]
    assert any(note == "Leaving: N5; N6." for note in table.notes)


def test_the_hub_of_a_star_leaves_nodes_without_ties(world: Builder) -> None:
    star = world(4, [(0, i, 1.0) for i in (1, 2, 3)])
    assert knock_outs(star, 1).rows[0][4:7] == (3, -3, -0.75)
    assert state(star.csr()[[1, 2]][:, [1, 2]].tocsr()).efficiency == 0.0


def test_unnamed_members_are_not_listed(world: Builder) -> None:
    known = Background(slots=frozenset({"n0000"}))
    star = world(4, [(0, i, 1.0) for i in (1, 2, 3)])
    assert knock_outs(star, known=known).column("label") == ["N1", "N2", "N3"]
    assert "N0" not in str(robustness(star, FEW, known=known).column("first_removed"))


def test_what_is_unknown_or_too_small_is_refused(world: Builder, kite: Network) -> None:
    with pytest.raises(UnknownNameError, match="did you mean degree"):
        robustness(kite, Attack(("degre",)))
    with pytest.raises(UnknownNameError, match=r"unknown node 'n0019'; did you mean n0009"):
        knock_out(kite, ["n0019"])
    with pytest.raises(TooFewNodesError, match="not computable: needs 2 nodes that stay"):
        knock_out(world(3, [(0, 1, 1.0)]), ["n0000", "n0001"])
    with pytest.raises(TooFewNodesError, match=r"robustness .* is not computable: needs 3 nodes"):
        curve(world(3, []))


def test_the_tables_speak_chinese(kite: Network) -> None:
    assert robustness(kite, FEW, "zh").title == "稳健性：世界"
    assert knock_out(kite, ["n0007"], "zh").column("measure")[-1] == "全局效率"


def test_a_large_network_is_attacked_some_nodes_at_a_time(
    karate: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = robustness(karate, FEW)
    monkeypatch.setattr("kg.analysis.removal.BUDGET", 34 * 34 * 78 // 5 + 1)
    some = robustness(karate, FEW)
    note = "For the network is large, betweenness is recomputed after every 5 removals only."
    assert note in some.notes
    assert note not in whole.notes
    assert some.rows[0] == whole.rows[0]


def test_of_a_large_network_the_change_of_efficiency_is_left_out(
    karate: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = knock_outs(karate)
    monkeypatch.setattr("kg.analysis.robustness.BUDGET", 1)
    table = knock_outs(karate)
    assert set(table.column("efficiency_change")) == {None}
    assert table.column("pairs_parted") == whole.column("pairs_parted")
    assert any("not computed for a network of 34 nodes" in note for note in table.notes)


def test_an_estimated_efficiency_says_its_error(
    karate: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = knock_out(karate, ["n0000"]).column("before")[-1]
    monkeypatch.setattr("kg.analysis.paths.EXACT_UP_TO", 0)
    monkeypatch.setattr("kg.analysis.paths.SOURCES", 20)
    found = state(karate.csr())
    assert found.error > 0
    assert abs(found.efficiency - exact) < 3 * found.error
    table = knock_out(karate, ["n0000"])
    assert any("standard error at most" in note for note in table.notes)
