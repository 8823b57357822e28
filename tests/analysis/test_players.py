"""Key players: greedy sets by the measures of the paper, VoteRank as NetworkX elects."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from kg.analysis.card import Background
from kg.analysis.paths import nearness
from kg.analysis.players import fragmentation, key_players
from kg.errors import NotComputableError, TooFewNodesError
from kg.network.network import Network

Builder = Callable[..., Network]


def chosen(network: Network, way: str, k: int = 3, **how: Background) -> list[tuple]:
    rows = key_players(network, k, **how).rows
    return [(row[2], row[4]) for row in rows if row[0] == way]


def test_fragmentation_is_one_minus_the_share_of_joined_pairs(world: Builder) -> None:
    """Borgatti (2006), equation for F: components of 3 and 2 nodes leave 1 - (6 + 2)/20."""
    assert fragmentation(3 * 2 + 2 * 1, 5) == pytest.approx(0.6)
    parts = world(6, [(0, 1, 1.0), (1, 2, 1.0), (2, 5, 1.0), (3, 4, 1.0)])
    assert chosen(parts, "fragmentation (KPP-Neg)", 1) == [("N1", pytest.approx(0.8))]


def test_the_kite_is_parted_by_its_tail_not_by_its_hub(kite: Network) -> None:
    """Borgatti (2006): the most central node need not part the network most."""
    assert chosen(kite, "fragmentation (KPP-Neg)", 1) == [("N7", pytest.approx(1 - 44 / 72))]


def test_each_greedy_step_is_the_best_one(karate: Network) -> None:
    graph = nx.karate_club_graph()
    steps = chosen(karate, "fragmentation (KPP-Neg)", 4)
    gone: list[int] = []
    for name, value in steps:
        best = 0.0
        for node in set(graph) - set(gone):
            rest = graph.subgraph(set(graph) - {*gone, node})
            joined = sum(nx.has_path(rest, a, b) for a, b in combinations(rest, 2))
            best = max(best, 1 - joined / (len(rest) * (len(rest) - 1) / 2))
        gone.append(int(name[1:]))
        assert value == pytest.approx(best, abs=1e-9)


def test_reach_is_the_mean_nearness_to_the_set(karate: Network) -> None:
    distance = dict(nx.all_pairs_shortest_path_length(nx.karate_club_graph()))
    steps = chosen(karate, "reach (KPP-Pos)", 3)
    team = [int(name[1:]) for name, _ in steps]
    for size, (_, value) in enumerate(steps, start=1):
        near = [1 / max(min(distance[j][i] for i in team[:size]), 1) for j in range(34)]
        assert value == pytest.approx(sum(near) / 34, abs=1e-9)
    assert team[0] == 33


def test_reach_of_a_hub_is_whole(world: Builder) -> None:
    """Borgatti (2006): 1 where every node is in the set or adjacent to one of it."""
    star = world(5, [(0, i, 1.0) for i in (1, 2, 3, 4)])
    assert chosen(star, "reach (KPP-Pos)", 1) == [("N0", 1.0)]
    lone = world(5, [(0, i, 1.0) for i in (1, 2, 3)])
    assert chosen(lone, "reach (KPP-Pos)", 2) == [("N0", 0.8), ("N4", 1.0)]
    assert nearness(lone.csr(), np.arange(5))[0, 4] == 0.0


def test_votes_are_those_of_networkx(karate: Network) -> None:
    elected = [f"N{i}" for i in nx.voterank(nx.Graph(list(nx.karate_club_graph().edges)), 4)]
    assert [name for name, _ in chosen(karate, "VoteRank", 4)] == elected


def test_unnamed_members_are_not_chosen(kite: Network) -> None:
    known = Background(slots=frozenset({"n0007", "n0003"}))
    names = key_players(kite, 3, known=known).column("label")
    assert not {"N7", "N3"} & set(names)


def test_too_many_or_too_few_players_are_refused(world: Builder, kite: Network) -> None:
    for k in (0, 9):
        with pytest.raises(NotComputableError, match="needs k between 1 and 8, found"):
            key_players(kite, k)
    with pytest.raises(TooFewNodesError):
        key_players(world(2, [(0, 1, 1.0)]), 1)


def test_reach_of_a_large_network_is_an_estimate_and_says_so(
    karate: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.analysis.paths.EXACT_UP_TO", 0)
    monkeypatch.setattr("kg.analysis.paths.SOURCES", 20)
    table = key_players(karate, 2)
    assert any("distances to 20 nodes drawn at random" in note for note in table.notes)
    assert chosen(karate, "reach (KPP-Pos)", 1)[0][0] in {"N0", "N33"}
