"""Position: levels of the paper, equal to the older ones where both apply; the bow-tie."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kg.analysis.card import Background
from kg.analysis.position import (
    bow_tie,
    bow_tie_classes,
    incoherence,
    jumps,
    largest_core,
    levels,
    trophic_levels,
)
from kg.errors import NotComputableError, TooFewNodesError
from kg.network.network import Network

Builder = Callable[..., Network]
ARCS = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 8), st.sampled_from([0.5, 1.0, 3.0])), min_size=1
)


def digraph(arcs: list, count: int) -> nx.DiGraph[int]:
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from((a, b) for a, b, _ in arcs if a != b)
    return graph


def measured(world: Builder, count: int, arcs: list) -> tuple[list[float], float]:
    matrix = world(count, arcs, directed=True).csr(directed=True)
    level = trophic_levels(matrix)
    return level.tolist(), incoherence(matrix, level)


def test_a_chain_is_coherent_and_a_circle_is_not(world: Builder) -> None:
    """MacKay, Johnson & Sansom (2020): F0 = 0 in a perfect order, 1 in a directed cycle."""
    assert measured(world, 4, [(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0)]) == (
        pytest.approx([0, 1, 2, 3]),
        pytest.approx(0.0, abs=1e-12),
    )
    assert measured(world, 3, [(0, 1, 1.0), (1, 2, 1.0), (2, 0, 1.0)]) == (
        pytest.approx([0, 0, 0]),
        pytest.approx(1.0),
    )


def test_a_feed_forward_triangle_by_hand(world: Builder) -> None:
    """0 to 1, 1 to 2 and 0 to 2: 2h1 = h0 + h2, so h = 0, 2/3, 4/3 and F0 = 1/9."""
    level, f0 = measured(world, 3, [(0, 1, 1.0), (1, 2, 1.0), (0, 2, 1.0)])
    assert level == pytest.approx([0, 2 / 3, 4 / 3])
    assert f0 == pytest.approx(1 / 9)


@settings(deadline=None)
@given(ARCS)
def test_levels_solve_the_equation_and_minimise_incoherence(world: Builder, arcs: list) -> None:
    assume(any(a != b for a, b, _ in arcs))
    matrix = world(9, arcs, directed=True).csr(directed=True)
    level = trophic_levels(matrix)
    weight = matrix.toarray()
    into, out = weight.sum(axis=0), weight.sum(axis=1)
    assert (np.isnan(level) == (into + out == 0)).all()
    known = np.nan_to_num(level)
    equation = (np.diag(into + out) - weight - weight.T) @ known
    assert equation == pytest.approx(into - out, abs=1e-9)
    f0 = incoherence(matrix, level)
    assert -1e-9 <= f0 <= 1 + 1e-9
    for moved in range(9):
        other = known.copy()
        other[moved] += 0.1
        assert incoherence(matrix, other) >= f0 - 1e-9
    for part in nx.weakly_connected_components(digraph(arcs, 9)):
        if len(part) > 1:
            assert min(level[i] for i in part) == pytest.approx(0, abs=1e-12)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1))
def test_in_strict_layers_they_are_the_older_levels_less_one(world: Builder, steps: list) -> None:
    """networkx.trophic_levels are those of Levine (1980): the basal nodes have level 1."""
    arcs = [(3 * layer + a, 3 * (layer + 1) + b, 1.0) for layer in (0, 1) for a, b in steps]
    graph = digraph(arcs, 9)
    graph.remove_nodes_from(list(nx.isolates(graph)))
    assume(nx.is_weakly_connected(graph))
    assume(all(node < 3 for node in graph if not graph.in_degree(node)))
    level, f0 = measured(world, 9, arcs)
    older = nx.trophic_levels(graph)
    assert [level[i] + 1 for i in graph] == pytest.approx([older[i] for i in graph], abs=1e-9)
    assert f0 == pytest.approx(nx.trophic_incoherence_parameter(graph), abs=1e-9)


def test_the_table_goes_from_source_to_end_by_component(world: Builder) -> None:
    arcs = [(2, 1, 1.0), (1, 0, 1.0), (4, 3, 1.0)]
    table = levels(world(6, arcs, directed=True))
    assert [row[:3] for row in table.rows] == [
        (1, 0.0, "N2"), (1, 1.0, "N1"), (1, 2.0, "N0"), (2, 0.0, "N4"), (2, 1.0, "N3"),
    ]  # fmt: skip
    assert any(note.startswith("Incoherence F0: ") for note in table.notes)


def test_jumps_are_ties_backward_and_over_a_stage(world: Builder) -> None:
    chain = [(i, i + 1, 9.0) for i in range(5)]
    table = jumps(world(6, [*chain, (4, 1, 0.1), (0, 3, 0.1)], directed=True))
    assert [row[:3] for row in table.rows] == [("N4", "r", "N1"), ("N0", "r", "N3")]
    assert [float(str(rise)) for rise in table.column("rise")] == pytest.approx([-3, 3], abs=0.2)
    assert len(jumps(world(6, chain, directed=True))) == 0


def classes(world: Builder, count: int, arcs: list) -> list[str]:
    network = world(count, [(a, b, 1.0) for a, b in arcs], directed=True)
    return bow_tie_classes(network, largest_core(network)[0])


def test_the_bow_tie_of_broder(world: Builder) -> None:
    """Broder et al. (2000), the bow-tie: each of the kinds of regions, drawn once."""
    arcs = [(0, 1), (1, 2), (2, 1), (2, 3), (0, 4), (4, 3), (0, 5), (6, 3), (7, 5)]
    assert classes(world, 9, arcs) == [
        "into_core", "core", "core", "out_of_core", "tube", "tendril", "tendril", "elsewhere",
        "elsewhere",
    ]  # fmt: skip


@settings(deadline=None)
@given(ARCS)
def test_classes_follow_from_reachability(world: Builder, arcs: list) -> None:
    assume(any(a != b for a, b, _ in arcs))
    graph = digraph(arcs, 9)
    network = world(9, arcs, directed=True)
    core, _ = largest_core(network)
    assert core == min(nx.strongly_connected_components(graph), key=lambda c: (-len(c), min(c)))
    down = {i: nx.descendants(graph, i) for i in graph}
    into = {i for i in graph if down[i] & core} - core
    out = set().union(*(down[i] for i in core)) - core
    for node, found in enumerate(bow_tie_classes(network, core)):
        after = any(node in down[i] for i in into)
        before = bool(down[node] & out)
        expected = "tube" if after and before else "tendril" if after or before else "elsewhere"
        for name, region in (("out_of_core", out), ("into_core", into), ("core", core)):
            expected = name if node in region else expected
        assert found == expected


def test_the_table_counts_the_classes(world: Builder) -> None:
    network = world(4, [(0, 1, 1.0), (1, 0, 1.0), (1, 2, 1.0)], directed=True)
    table = bow_tie(network, known=Background(slots=frozenset({"n0000"})))
    assert [row[:2] for row in table.rows] == [
        ("core (SCC)", "N1"), ("OUT", "N2"), ("elsewhere", "N3"),
    ]  # fmt: skip
    assert any("core (SCC) 2; IN 0; OUT 1; tube 0;" in note for note in table.notes)


def test_without_a_circle_there_is_no_core(world: Builder) -> None:
    table = bow_tie(world(4, [(0, 1, 1.0), (1, 2, 1.0)], directed=True))
    assert len(table) == 0
    assert any(note.startswith("No core: ") for note in table.notes)


@pytest.mark.parametrize("analysis", [levels, jumps, bow_tie])
def test_undirected_or_thin_views_are_refused(world: Builder, analysis: Callable) -> None:
    with pytest.raises(NotComputableError, match="needs a directed view"):
        analysis(world(3, [(0, 1, 1.0)]))
    with pytest.raises(TooFewNodesError, match="is not computable: needs 3 nodes"):
        analysis(world(3, [], directed=True))


def test_the_tables_speak_chinese(world: Builder) -> None:
    network = world(4, [(0, 1, 1.0), (1, 0, 1.0)], directed=True)
    assert bow_tie(network, "zh").column("bow_tie_class")[0] == "核心（SCC）"
    assert levels(network, "zh").title == "链上位置：世界"


def test_large_networks_take_the_iterative_way_to_the_same_levels(
    world: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = nx.gnp_random_graph(120, 0.03, seed=4, directed=True)
    matrix = world(120, [(a, b, 1.0) for a, b in graph.edges], directed=True).csr(directed=True)
    factored = trophic_levels(matrix)
    monkeypatch.setattr("kg.analysis.position.FACTORED_UP_TO", 0)
    assert trophic_levels(matrix) == pytest.approx(factored, abs=1e-8, nan_ok=True)
