"""Likeness: terms equal to NetworkX, AUC and precision worked out by hand."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analysis.likeness import katz, scores_of, trial, unweighted
from kg.network.network import Network

NETWORKX = {
    "adamic_adar": nx.adamic_adar_index,
    "resource_allocation": nx.resource_allocation_index,
}


@pytest.mark.parametrize("way", ["adamic_adar", "resource_allocation"])
def test_terms_equal_networkx(karate: Network, way: str) -> None:
    ties = unweighted(karate.csr())
    mine = scores_of(ties, way, 0.1)
    for one, other, value in NETWORKX[way](nx.karate_club_graph()):
        assert mine[one, other] == pytest.approx(value, abs=1e-9)


def test_common_neighbours_equal_networkx(karate: Network) -> None:
    graph = nx.karate_club_graph()
    mine = scores_of(unweighted(karate.csr()), "common_neighbours", 0.1)
    for one, other in nx.non_edges(graph):
        assert mine[one, other] == len(list(nx.common_neighbors(graph, one, other)))


def test_katz_counts_walks_of_every_length(kite: Network) -> None:
    ties = unweighted(kite.csr())
    step, total = np.eye(10), np.zeros((10, 10))
    for _ in range(200):
        step = step @ ties * 0.1
        total += step
    assert katz(ties, 0.1) == pytest.approx(total, abs=1e-9)


def test_auc_and_precision_by_hand() -> None:
    """Two hidden ties score 3 and 1; four other pairs score 2, 1, 0, 0."""
    scores = np.zeros((4, 4))
    for (one, other), value in zip(
        [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)], [3, 1, 2, 1, 0, 0], strict=True
    ):
        scores[one, other] = scores[other, one] = value
    missing = np.zeros((4, 4), dtype=bool)
    missing[0, 1] = missing[0, 2] = True
    found = trial(scores, missing, np.zeros((4, 4), dtype=bool))
    assert found.auc == pytest.approx((4 + 2 + 0.5) / 8)
    assert found.precision == 0.5


def test_equal_scores_at_the_end_of_the_list_count_as_expected() -> None:
    missing = np.zeros((4, 4), dtype=bool)
    missing[0, 1] = missing[0, 2] = True
    found = trial(np.ones((4, 4)), missing, np.zeros((4, 4), dtype=bool))
    assert (found.auc, found.precision) == (0.5, pytest.approx(2 / 6))


@settings(deadline=None)
@given(st.lists(st.integers(0, 4), min_size=10, max_size=10), st.integers(1, 9))
def test_auc_is_the_share_of_pairs_won(values: list[int], hidden: int) -> None:
    upper = [(a, b) for a in range(5) for b in range(a + 1, 5)]
    scores, missing = np.zeros((5, 5)), np.zeros((5, 5), dtype=bool)
    for pair, value in zip(upper, values, strict=True):
        scores[pair] = value
    for pair in upper[:hidden]:
        missing[pair] = True
    wins = [(h > o) + 0.5 * (h == o) for h in values[:hidden] for o in values[hidden:]]
    found = trial(scores, missing, np.zeros((5, 5), dtype=bool))
    assert found.auc == pytest.approx(sum(wins) / len(wins))
    assert 0 <= found.precision <= 1
