"""Clusters: found where they can be seen, judged as the literature does, connected."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import networkx as nx
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kg.analysis.agreement import adjusted_rand, agreement, stability
from kg.analysis.card import Background
from kg.analysis.clusters import (
    USUAL,
    Settings,
    begun,
    clustering,
    clusters,
    distinctive,
    members,
    partition,
)
from kg.analysis.leiden import best_of, constant_potts, modularity, runs
from kg.analysis.rank import RANKED_BY, score
from kg.errors import NotComputableError, TooFewNodesError, UnknownNameError
from kg.network.network import Network
from tests.analysis.conftest import graph_of

Builder = Callable[..., Network]
TRIANGLES = [(a + s, b + s, 1.0) for s in (0, 3) for a, b in ((0, 1), (1, 2), (0, 2))]
JOINED = [*TRIANGLES, (2, 3, 1.0)]
ARCS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from([0.5, 1.0, 3.0])),
    min_size=1,
    max_size=30,
)


def parts_of(labels: tuple[int, ...]) -> list[set[int]]:
    return [{i for i, own in enumerate(labels) if own == label} for label in sorted(set(labels))]


def test_two_triangles_are_two_clusters(world: Builder) -> None:
    assert partition(world(6, JOINED)) == (0, 0, 0, 1, 1, 1)


def test_the_larger_cluster_is_first_and_the_lonely_last(world: Builder) -> None:
    arcs = [(1, 2, 1.0), (3, 4, 1.0), (4, 5, 1.0), (3, 5, 1.0)]
    assert partition(world(7, arcs)) == (2, 1, 1, 0, 0, 0, 3)


def test_the_karate_club_reaches_its_best_known_modularity(karate: Network) -> None:
    found = clustering(karate)
    theirs = nx.community.modularity(graph_of(karate), parts_of(found.labels))
    assert found.modularity == pytest.approx(theirs, abs=1e-12)
    assert round(theirs, 4) == 0.4198


@pytest.mark.parametrize("resolution", [0.5, 1.0, 2.0])
@given(arcs=ARCS, labels=st.lists(st.integers(0, 3), min_size=10, max_size=10))
def test_modularity_equals_networkx(
    world: Builder, resolution: float, arcs: list, labels: list[int]
) -> None:
    assume(any(a != b for a, b, _ in arcs))
    network = world(10, arcs)
    mine = modularity(network.csr(), tuple(labels), resolution)
    parts = parts_of(tuple(labels))
    theirs = nx.community.modularity(graph_of(network), parts, resolution=resolution)
    assert mine == pytest.approx(theirs, abs=1e-9)


def test_the_constant_potts_quality_by_hand(world: Builder) -> None:
    matrix = world(6, JOINED).csr()
    assert constant_potts(matrix, (0, 0, 0, 1, 1, 1), 0.5) == pytest.approx(2 * (3 - 0.5 * 3))
    assert constant_potts(matrix, (0,) * 6, 0.5) == pytest.approx(7 - 0.5 * 15)


def test_a_higher_resolution_of_the_potts_model_splits_more(karate: Network) -> None:
    counts = [
        len(set(partition(karate, Settings("cpm", resolution, seeds=3))))
        for resolution in (0.01, 0.1, 0.5, 1.5)
    ]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (1, 34)


@pytest.mark.parametrize("quality", ["modularity", "cpm"])
@pytest.mark.parametrize("seed", range(4))
def test_every_cluster_of_every_seed_is_connected(world: Builder, quality: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  a test world, no secret
    graph = nx.gnm_random_graph(120, 200 + 60 * seed, seed=seed)
    network = world(120, [(int(a), int(b), chance.choice([0.5, 1.0, 4.0])) for a, b in graph.edges])
    for labels in clustering(network, Settings(quality, seeds=5)).runs:
        for part in parts_of(labels):
            assert nx.is_connected(graph.subgraph(part))


@given(ARCS)
def test_no_seed_is_better_than_the_chosen_partition(world: Builder, arcs: list) -> None:
    assume(any(a != b for a, b, _ in arcs))
    network = world(10, arcs)
    found = clustering(network, Settings(seeds=4))
    matrix = network.csr()
    values = [modularity(matrix, run) for run in found.runs]
    assert found.value == pytest.approx(max(values), abs=1e-12)
    assert found.labels in found.runs


def test_clusters_found_beside_other_measures_are_those_found_alone(karate: Network) -> None:
    """Whatever runs beside changes nothing to the last digit, in the clusters or in it."""
    alone = clustering(replace(karate)), [score(replace(karate), name) for name in RANKED_BY]
    network = replace(karate)
    with begun(network):
        scores = [score(network, name) for name in RANKED_BY]
        assert (clustering(network), scores) == alone
    assert clustering(network) is clustering(network)
    assert ("seeds", USUAL) not in network.computed


@pytest.mark.parametrize("threads", [1, 2, 7])
def test_partitions_come_in_the_order_of_their_seeds(karate: Network, threads: int) -> None:
    with ThreadPoolExecutor(threads) as pool:
        begun_here = runs(pool, karate.csr(), "modularity", 1.0, range(20))
        assert tuple(run.result() for run in begun_here) == clustering(karate).runs


def test_what_nobody_asks_for_or_fails_beside_leaves_nothing_behind(karate: Network) -> None:
    network = replace(karate)
    with begun(network):
        pass
    message = "beside"
    with pytest.raises(ValueError, match=message), begun(network):
        raise ValueError(message)
    assert network.computed == {}
    assert clustering(network) == clustering(karate)


def test_without_clusters_only_who_asks_for_them_is_refused(world: Builder) -> None:
    thin = world(2, [(0, 1, 1.0)])
    with begun(thin), pytest.raises(TooFewNodesError):
        clustering(thin)
    network = world(6, JOINED)
    with begun(network, Settings(resolution=-1.0)):
        assert score(network, "degree")
        with pytest.raises(NotComputableError, match=r"resolution -1\.0"):
            clustering(network, Settings(resolution=-1.0))
    with pytest.raises(UnknownNameError), begun(network, Settings("modulrity")):
        pass


def test_of_equal_partitions_the_first_by_labels_is_taken(world: Builder) -> None:
    matrix = world(3, [(0, 1, 1.0), (1, 2, 1.0)]).csr()
    either = [(0, 1, 1), (0, 0, 1)]
    assert best_of(matrix, either, "modularity", 1.0)[0] == (0, 0, 1)
    assert best_of(matrix, either[::-1], "modularity", 1.0)[0] == (0, 0, 1)


def test_the_adjusted_rand_index_of_a_worked_example() -> None:
    """The contingency table of Yeung and Ruzzo (2001): 1 1 0 / 1 2 1 / 0 0 4 gives 0.313."""
    classes = [0, 0, 1, 1, 1, 1, 2, 2, 2, 2]
    found = [0, 1, 0, 1, 1, 2, 2, 2, 2, 2]
    assert round(adjusted_rand(classes, found), 3) == 0.313


def test_the_adjusted_rand_index_at_its_ends() -> None:
    assert adjusted_rand([0, 0, 1, 1], [5, 5, 3, 3]) == 1.0
    assert adjusted_rand([0, 0, 0], [0, 0, 0]) == 1.0
    assert adjusted_rand([0, 0, 0, 0], [0, 1, 2, 3]) == 0.0
    assert adjusted_rand([0, 0, 1, 1], [0, 1, 0, 1]) == -0.5


def test_agreement_is_over_all_pairs_of_seeds() -> None:
    same, other = (0, 0, 1, 1), (0, 1, 0, 1)
    assert agreement([same, same, other]) == ((1 - 0.5 - 0.5) / 3, -0.5)
    assert agreement([same]) is None


def test_stability_is_the_mean_best_jaccard_index() -> None:
    assert stability((0, 0, 0, 1, 1), [(0, 0, 1, 1, 1), (0, 0, 0, 1, 1)]) == pytest.approx(
        {0: (2 / 3 + 1) / 2, 1: (2 / 3 + 1) / 2}
    )
    assert stability((0, 0, 1), []) == {}


def test_the_table_shows_size_members_inner_share_and_stability(world: Builder) -> None:
    table = clusters(world(7, JOINED))
    assert len(table) == 2
    assert next(table.records()) == {
        "cluster": 1,
        "size": 3,
        "members": "N0; N1; N2",
        "inner": pytest.approx(6 / 7),
        "stability": 1.0,
        "about": "",
    }
    text = "\n".join(table.notes)
    assert "clusters of two or more nodes: 2; nodes alone: 1" in text
    assert "Agreement of 20 seeds: adjusted Rand index 1 on average" in text
    assert "seed: 0–19." in text
    assert "components: 2" in text
    assert table.meta["resolution"] == "1.0"


def test_one_seed_tells_no_stability(world: Builder) -> None:
    table = clusters(world(6, JOINED), Settings(seeds=1))
    assert table.column("stability") == [None, None]
    assert not any("Agreement" in note for note in table.notes)


def test_what_sets_a_cluster_apart_is_shown_with_counts(world: Builder) -> None:
    traits = {"n0000": ["north"], "n0001": ["north"], "n0002": ["south"], "n0003": ["south"]}
    table = clusters(world(6, JOINED), known=Background(traits=traits))
    assert table.column("about")[0] == "north 2/3 (2/6)"


def test_what_holds_everywhere_or_for_one_only_sets_nothing_apart() -> None:
    words = [frozenset({"all", "one"}), *[frozenset({"all"})] * 4]
    assert distinctive(words[:3], {"all": 5, "one": 1}, 5) == []


def test_the_rarer_word_outside_sets_more_apart() -> None:
    words = [frozenset({"a", "b"}), frozenset({"a", "b"}), frozenset({"a"}), frozenset()]
    assert distinctive(words[:2], {"a": 3, "b": 2}, 4) == ["b 2/2 (2/4)", "a 2/2 (3/4)"]


def test_members_are_listed_by_strength_inside(world: Builder) -> None:
    arcs = [(0, 1, 1.0), (0, 2, 5.0), (1, 2, 1.0), (2, 3, 0.1), (3, 4, 1.0)]
    table = members(world(5, arcs), known=Background(slots=frozenset({"n0000"})))
    assert table.column("label") == ["N2", "N1", "N3", "N4"]
    assert table.column("cluster") == [1, 1, 2, 2]
    assert table.column("weight_inside") == [6.0, 2.0, 1.0, 1.0]
    assert any(note.startswith("Unnamed members: 1") for note in table.notes)


def test_a_long_list_of_members_is_cut(world: Builder) -> None:
    table = clusters(world(8, [(a, b, 1.0) for a in range(8) for b in range(a)]))
    assert table.column("members") == ["N0; N1; N2; N3; N4; …"]


def test_the_tables_speak_chinese(world: Builder) -> None:
    table = clusters(world(6, JOINED), lang="zh")
    assert table.title == "聚类（Leiden 算法，模块度）：世界"
    assert table.fields[1].heading == "节点数 (个)"


def test_too_little_is_refused(world: Builder) -> None:
    with pytest.raises(TooFewNodesError, match=r"clusters \(modularity\) .* is not computable"):
        clusters(world(3, []))


def test_an_unknown_quality_is_refused(kite: Network) -> None:
    with pytest.raises(UnknownNameError, match="did you mean modularity"):
        clusters(kite, Settings("modularty"))


def test_a_resolution_of_nothing_is_refused(kite: Network) -> None:
    with pytest.raises(NotComputableError, match=r"resolution -1\.0"):
        clusters(kite, Settings(resolution=-1.0))
