"""Forces: the grid pushes as all nodes together do, and work grows as the network does."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from kg.visual.forces import (
    SOFT,
    Points,
    close,
    distances,
    parted,
    pulls,
    pushes,
    spectra,
    spring,
)


def clustered(count: int) -> tuple[nx.Graph[int], np.ndarray]:
    graph = nx.connected_caveman_graph(count // 10, 10)
    return graph, np.array(sorted((min(e), max(e)) for e in graph.edges))


def longness(points: Points, links: np.ndarray) -> float:
    """Return the mean length of a tie over the mean distance of two nodes: less is better."""
    ties = points[links[:, 0]] - points[links[:, 1]]
    pairs = np.random.default_rng(0).integers(len(points), size=(2, 20000))
    apart = points[pairs[0]] - points[pairs[1]]
    return float(np.hypot(*ties.T).mean() / np.hypot(*apart.T).mean())


def test_the_grid_pushes_nearly_as_each_pair_does() -> None:
    points = np.random.default_rng(1).random((200, 2)) * 60
    side = 60
    found = pushes(points, side, spectra(2 * side))
    apart = points[:, None] - points[None, :]
    cell = float(np.ptp(points, axis=0).max()) / (side - 2)
    far = (apart**2).sum(axis=2) + SOFT * cell**2
    exact = (apart / far[:, :, None]).sum(axis=1)
    assert np.corrcoef(found.ravel(), exact.ravel())[0, 1] > 0.97
    assert np.linalg.norm(found - exact) < 0.25 * np.linalg.norm(exact)


def test_a_tie_pulls_its_ends_together_with_the_square_of_its_length() -> None:
    pull = pulls(np.array([[0.0, 0.0], [3.0, 4.0]]), np.array([0]), np.array([1]))
    assert pull.tolist() == [[15.0, 20.0], [-15.0, -20.0]]


def test_distances_to_pivots_are_those_of_networkx() -> None:
    graph, links = clustered(100)
    found = distances(100, *links.T, np.random.default_rng(5))
    pivots = np.random.default_rng(5).choice(100, found.shape[1], replace=False)
    for column, pivot in enumerate(pivots.tolist()):
        lengths = nx.single_source_shortest_path_length(graph, pivot)
        assert found[:, column].tolist() == [lengths[node] for node in range(100)]


@pytest.mark.parametrize("count", [100, 400])
def test_ties_are_no_longer_than_networkx_makes_them(count: int) -> None:
    graph, links = clustered(count)
    theirs = nx.spring_layout(graph, seed=1)
    mine = longness(spring(count, links, seed=1), links)
    assert mine <= longness(np.array([theirs[i] for i in range(count)]), links)


def test_nodes_do_not_fall_on_each_other() -> None:
    _, links = clustered(1000)
    points = spring(1000, links, seed=1)
    cells = np.unique(np.floor(points / np.ptp(points, axis=0).max() * 20), axis=0)
    assert len(cells) > 100


def test_the_same_seed_gives_the_same_bytes() -> None:
    _, links = clustered(400)
    assert spring(400, links, seed=2).tobytes() == spring(400, links, seed=2).tobytes()
    assert spring(400, links, seed=2).tobytes() != spring(400, links, seed=3).tobytes()


def test_points_are_pushed_one_apart() -> None:
    points = parted(np.zeros((30, 2)), 200)
    apart = np.hypot(*(points[:, None] - points[None, :]).transpose(2, 0, 1))
    assert apart[np.triu_indices(30, 1)].min() > 0.9


def test_close_pairs_are_all_that_are_within_one() -> None:
    points = np.random.default_rng(2).random((300, 2)) * 12
    found = {
        (min(pair), max(pair)) for pair in zip(*map(np.ndarray.tolist, close(points)), strict=True)
    }
    near = np.hypot(*(points[:, None] - points[None, :]).transpose(2, 0, 1)) < 1
    wanted = {(i, j) for i, j in np.argwhere(near).tolist() if i < j}
    assert wanted <= found
    assert len(found) == len(close(points)[0])


def test_twice_the_points_have_about_twice_the_close_pairs() -> None:
    draw = np.random.default_rng(3)
    some, twice = (len(close(draw.random((count, 2)) * count**0.5)[0]) for count in (4000, 8000))
    assert twice < 2.2 * some
