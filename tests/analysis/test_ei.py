"""E-I index: by hand, beside permutations; partitions compared as the literature does."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from math import log2

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analysis.agreement import adjusted_rand
from kg.analysis.chance import Sampling
from kg.analysis.clusters import partition
from kg.analysis.ei import clusters_against_sides, ei_index, mutual_share, p_value
from kg.errors import NotComputableError, TooFewNodesError
from kg.network.network import Network

Builder = Callable[..., Network]
FEW = Sampling(0, 50)
CLUB = {f"n{i:04}": "hi" if club == "Mr. Hi" else "officer"
        for i, club in nx.karate_club_graph().nodes(data="club")}  # fmt: skip
LABELS = st.lists(st.integers(0, 3), min_size=6, max_size=6)


def test_the_index_of_the_karate_club_by_hand(karate: Network) -> None:
    """11 of the 78 friendships of Zachary (1977) cross the two factions after the split."""
    table = ei_index(karate, CLUB, FEW)
    crossing = sum(CLUB[f"n{a:04}"] != CLUB[f"n{b:04}"] for a, b, _ in karate.pairs())
    row = next(table.records())
    assert (row["outside_ties"], row["inside_ties"]) == (crossing, 78 - crossing)
    assert row["ei"] == pytest.approx((2 * crossing - 78) / 78)
    assert float(str(row["high"])) > float(str(row["ei"])) < float(str(row["low"]))
    assert row["p"] == pytest.approx(1 / 51)


def test_all_inside_is_minus_1_all_outside_is_1(world: Builder) -> None:
    sides = {"n0000": "a", "n0001": "a", "n0002": "b", "n0003": "b"}
    inside = ei_index(world(4, [(0, 1, 1.0), (2, 3, 1.0)]), sides, FEW)
    assert inside.column("ei") == [-1.0, -1.0, -1.0]
    outside = ei_index(world(4, [(0, 2, 1.0), (1, 3, 1.0)]), sides, FEW)
    assert outside.column("ei") == [1.0, 1.0, 1.0]


def test_the_permutations_have_the_mean_of_all_permutations(world: Builder) -> None:
    arcs = [(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0), (1, 3, 1.0)]
    every = []
    for order in set(permutations("aabb")):
        out = sum(order[a] != order[b] for a, b, _ in arcs)
        every.append((2 * out - 4) / 4)
    sides = dict(zip(("n0000", "n0001", "n0002", "n0003"), "aabb", strict=True))
    table = ei_index(world(4, arcs), sides, Sampling(0, 4000))
    assert table.column("ei_chance")[0] == pytest.approx(sum(every) / len(every), abs=0.03)


def test_nodes_of_no_side_and_sides_without_ties_have_no_index(world: Builder) -> None:
    sides = {"n0000": "a", "n0001": "b", "n0002": "c"}
    table = ei_index(world(4, [(0, 1, 1.0), (0, 3, 1.0)]), sides, FEW)
    assert table.column("ei") == [1.0, 1.0, 1.0, None]
    assert "Sides: 3; nodes of no known side, left out: 1." in table.notes


def test_p_is_never_nothing() -> None:
    assert p_value(9.0, [0.0] * 99) == 0.01
    assert p_value(0.0, [0.0] * 9) == 1.0


def test_mutual_information_by_hand() -> None:
    """Danon et al. (2005), with parts 2 and 2 against 1 and 3: I = H1 + H2 - H12."""
    second = 0.25 * log2(4) + 0.75 * log2(4 / 3)
    both = 0.25 * log2(4) * 2 + 0.5
    expected = 2 * (1 + second - both) / (1 + second)
    assert mutual_share([0, 0, 1, 1], [0, 1, 1, 1]) == pytest.approx(expected)


@settings(deadline=None)
@given(LABELS, LABELS)
def test_mutual_information_is_symmetric_and_in_range(one: list[int], other: list[int]) -> None:
    assert mutual_share(one, other) == pytest.approx(mutual_share(other, one))
    assert 0 <= mutual_share(one, other) <= 1
    assert mutual_share(one, one) == pytest.approx(1)


def test_clusters_are_set_beside_the_factions(karate: Network) -> None:
    table = clusters_against_sides(karate, CLUB)
    own = partition(karate)
    given_sides = [CLUB[node.id] == "hi" for node in karate.nodes]
    assert table.rows[0][1] == pytest.approx(adjusted_rand(own, [int(s) for s in given_sides]))
    for row in table.records():
        assert float(str(row["value"])) > float(str(row["high"]))
        assert float(str(row["p"])) < 0.05
    assert table.column("value_chance")[0] == pytest.approx(0, abs=0.02)


def test_the_same_seed_gives_the_same_table(karate: Network) -> None:
    assert ei_index(karate, CLUB, FEW) == ei_index(karate, CLUB, FEW)
    assert ei_index(karate, CLUB, FEW) != ei_index(karate, CLUB, Sampling(1, 50))


def test_too_little_is_refused(world: Builder) -> None:
    network = world(3, [(0, 1, 1.0)])
    with pytest.raises(NotComputableError, match="needs tied nodes of 2 sides or more, found 1"):
        ei_index(network, {"n0000": "a", "n0001": "a"})
    with pytest.raises(NotComputableError, match="found 2 sides, 0 ties"):
        clusters_against_sides(network, {"n0000": "a", "n0002": "b"})
    with pytest.raises(TooFewNodesError):
        ei_index(world(3, []), {})


def test_the_tables_speak_chinese(karate: Network) -> None:
    assert ei_index(karate, CLUB, FEW, "zh").column("side")[0] == "全部"
