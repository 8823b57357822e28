"""Shortest paths: sums over sampled sources as networkx adds them, and errors that are honest."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analysis import paths
from kg.analysis.paths import betweenness, dependencies, fronts, harmonic, nearness, scaled
from kg.network.network import Network
from tests.analysis.conftest import graph_of

Builder = Callable[..., Network]
ARCS = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.just(1.0)), max_size=24)


@pytest.fixture
def small_samples(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Sample 64 sources on any network of more."""
    monkeypatch.setattr(paths, "EXACT_UP_TO", 0)
    monkeypatch.setattr(paths, "SOURCES", 64)
    return None


def heavy(world: Builder, count: int = 300) -> Network:
    graph = nx.barabasi_albert_graph(count, 3, seed=7)
    return world(count, [(int(a), int(b), 1.0) for a, b in graph.edges])


@settings(deadline=None, max_examples=40)
@given(arcs=ARCS, sources=st.sets(st.integers(0, 11), min_size=1))
def test_dependencies_equal_networkx(world: Builder, arcs: list, sources: set[int]) -> None:
    network = world(12, arcs)
    graph = graph_of(network)
    every = list(range(12))
    expected = nx.betweenness_centrality_subset(graph, sorted(sources), every)
    total, squares = dependencies(network.csr(), np.array(sorted(sources)))
    assert total / 2 == pytest.approx([expected[i] for i in every], abs=1e-9)
    alone = [dependencies(network.csr(), np.array([source]))[0] for source in sorted(sources)]
    assert squares == pytest.approx(np.square(alone).sum(axis=0), abs=1e-9)


def test_a_long_ring_and_many_blocks_of_sources_add_up(world: Builder) -> None:
    """In a ring of 2k + 1 nodes each lies inside k (k - 1) / 2 shortest paths."""
    ring = world(101, [(i, (i + 1) % 101, 1.0) for i in range(101)])
    total, _ = dependencies(ring.csr(), np.arange(101))
    assert total / 2 == pytest.approx([50 * 49 / 2] * 101)


def test_all_sources_leave_no_error(world: Builder) -> None:
    network = heavy(world, 60)
    total, squares = dependencies(network.csr(), np.arange(60))
    found = scaled(total, squares, np.arange(60), 1 / (59 * 58))
    exact = nx.betweenness_centrality(graph_of(network))
    assert found.value == pytest.approx([exact[i] for i in range(60)], abs=1e-9)
    assert found.error == pytest.approx(np.zeros(60), abs=1e-9)


@pytest.mark.usefixtures("small_samples")
def test_sampled_betweenness_is_that_of_networkx_from_the_same_nodes(world: Builder) -> None:
    network = heavy(world)
    found = betweenness(network.csr(), seed=3)
    graph = graph_of(network)
    drawn = np.sort(np.random.default_rng(3).choice(300, 64, replace=False)).tolist()
    sums = nx.betweenness_centrality_subset(graph, drawn, list(graph))
    for node in graph:
        others = len(drawn) - (node in drawn)
        expected = 2 * sums[node] / others * 299 / (299 * 298)
        assert found.value[node] == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert found.sources == 64


@pytest.mark.usefixtures("small_samples")
@pytest.mark.parametrize("measure", [betweenness, harmonic])
def test_squared_errors_are_as_large_as_they_are_said_to_be(
    world: Builder, measure: Callable[..., paths.Estimate], monkeypatch: pytest.MonkeyPatch
) -> None:
    matrix = heavy(world).csr()
    estimates = [measure(matrix, seed) for seed in range(24)]
    monkeypatch.setattr(paths, "EXACT_UP_TO", math.inf)
    truth = measure(matrix)
    assert truth.sources == 0
    assert not truth.error.any()
    off = np.mean([(e.value - truth.value) ** 2 for e in estimates], axis=0)
    said = np.mean([e.error**2 for e in estimates], axis=0)
    assert off.sum() / said.sum() == pytest.approx(1, abs=0.25)
    first = np.argsort(-truth.value)[:20]
    inside = [abs(e.value - truth.value)[first] <= 2 * e.error[first] for e in estimates]
    assert np.mean(inside) > 0.85
    whole = np.mean([e.value.sum() for e in estimates])
    assert whole == pytest.approx(truth.value.sum(), rel=0.05)


@pytest.mark.usefixtures("small_samples")
def test_the_seed_draws_the_sources(world: Builder) -> None:
    matrix = heavy(world).csr()
    assert (betweenness(matrix, 1).value == betweenness(matrix, 1).value).all()
    assert (betweenness(matrix, 1).value != betweenness(matrix, 2).value).any()


@pytest.mark.parametrize("shallow", [0, 24])
def test_blocks_of_sources_and_one_at_a_time_find_the_same(
    world: Builder, monkeypatch: pytest.MonkeyPatch, shallow: int
) -> None:
    network = heavy(world, 80)
    monkeypatch.setattr(paths, "BLOCKS_FROM", 0)
    monkeypatch.setattr(paths, "SHALLOW", shallow)
    exact = nx.betweenness_centrality(graph_of(network))
    found = betweenness(network.csr())
    assert found.value == pytest.approx([exact[i] for i in range(80)], abs=1e-12)
    assert not found.error.any()


@settings(deadline=None, max_examples=40)
@given(arcs=ARCS)
def test_every_engine_finds_the_betweenness_of_networkx(world: Builder, arcs: list) -> None:
    network = world(12, arcs)
    found = nx.betweenness_centrality(graph_of(network))
    expected = pytest.approx([found[i] for i in range(12)], rel=1e-9, abs=1e-12)
    for engine in (paths.by_rustworkx, paths.by_igraph):
        assert engine(network.csr()) == expected


def test_engines_agree_where_nobody_lies_between_two(world: Builder) -> None:
    pair = world(2, [(0, 1, 1.0)]).csr()
    assert [*paths.by_igraph(pair), *paths.by_rustworkx(pair)] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("asked", "times", "installed", "engine"),
    [
        ("", 10**7, True, "igraph"),
        ("", 1, True, "rustworkx"),
        ("", 10**7, False, "rustworkx"),
        ("core", 10**7, True, "rustworkx"),
    ],
)
def test_igraph_is_used_where_it_pays_and_is_not_declined(
    world: Builder,
    monkeypatch: pytest.MonkeyPatch,
    asked: str,
    times: int,
    *,
    installed: bool,
    engine: str,
) -> None:
    used: list[str] = []
    for name in ("igraph", "rustworkx"):
        run = getattr(paths, f"by_{name}")
        monkeypatch.setattr(paths, f"by_{name}", lambda m, n=name, r=run: used.append(n) or r(m))
    monkeypatch.setenv("KG_ENGINE", asked)
    monkeypatch.setattr(paths, "find_spec", lambda _: object() if installed else None)
    betweenness(heavy(world, 30).csr(), times=times)
    assert used == [engine]


def test_threads_change_no_digit(world: Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    matrix, sources = heavy(world).csr(), np.arange(100)
    many = dependencies(matrix, sources)[0]
    monkeypatch.setattr(paths, "cpu_count", lambda: 1)
    assert many.tobytes() == dependencies(matrix, sources)[0].tobytes()


@settings(deadline=None, max_examples=40)
@given(arcs=ARCS)
def test_nearness_is_one_over_distance(world: Builder, arcs: list) -> None:
    network = world(12, arcs)
    near = nearness(network.csr(), np.arange(12))
    lengths = dict(nx.all_pairs_shortest_path_length(graph_of(network)))
    expected = [[1 / max(lengths[i].get(j, math.inf), 1) for j in range(12)] for i in range(12)]
    assert near.tolist() == [pytest.approx(row) for row in expected]


def test_targets_past_one_block_are_followed_too(
    world: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    matrix = heavy(world, 100).csr()
    whole = nearness(matrix, np.arange(100))
    monkeypatch.setattr(paths, "TOGETHER", 64)
    assert (nearness(matrix, np.arange(100)) == whole).all()


@pytest.mark.parametrize("count", [512, 1024, 2048])
def test_steps_are_the_depth_and_not_the_nodes(world: Builder, count: int) -> None:
    """A tree of two branches a node, doubled, is one step deeper and needs no more sweeps."""
    tree = world(count, [(i, i // 2, 1.0) for i in range(1, count)])
    swept = list(fronts(tree.csr(), np.arange(64)))
    assert len(swept) <= 2 * math.log2(count)
