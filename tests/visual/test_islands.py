"""Each cluster of a large picture lies in a disc of its own."""

from __future__ import annotations

import random

import numpy as np
import pytest

from kg.visual import islands as module
from kg.visual.islands import islands
from kg.visual.layout import Point

SIZES = (40, 25, 9, 3)


def world(seed: int = 1) -> tuple[list[tuple[int, int]], list[int | None]]:
    """Return lines and clusters: rings with chords, a few lines between them, three lone nodes."""
    chance = random.Random(seed)  # noqa: S311 - a world to lay out
    clusters: list[int | None] = [n + 1 for n, size in enumerate(SIZES) for _ in range(size)]
    pairs, first = [], 0
    for size in SIZES:
        pairs += [(first + n, first + (n + 1) % size) for n in range(size)]
        pairs.append((first, chance.randrange(sum(SIZES))))
        first += size
    return pairs, [*clusters, None, None, None]


def discs(spots: list[Point], clusters: list[int | None]) -> list[tuple[float, float, float]]:
    """Return for each cluster the middle of its box and the distance of its farthest node."""
    found = []
    for cluster in sorted({one or 0 for one in clusters}):
        own = np.array([s for s, c in zip(spots, clusters, strict=True) if (c or 0) == cluster])
        middle = (own.max(axis=0) + own.min(axis=0)) / 2
        found.append((*middle.tolist(), float(np.hypot(*(own - middle).T).max())))
    return found


def test_no_two_clusters_overlap() -> None:
    pairs, clusters = world()
    lying = discs(islands(len(clusters), pairs, clusters, 0), clusters)
    for n, (ax, ay, ar) in enumerate(lying):
        for bx, by, br in lying[n + 1 :]:
            assert np.hypot(ax - bx, ay - by) > 0.9 * (ar + br)


def test_the_same_input_gives_the_same_points_and_a_seed_others() -> None:
    pairs, clusters = world()
    first = islands(len(clusters), pairs, clusters, 0)
    assert first == islands(len(clusters), list(reversed(pairs)), clusters, 0)
    assert first != islands(len(clusters), pairs, clusters, 1)
    assert len(set(first)) == len(clusters)


def test_clusters_that_are_tied_lie_nearer_than_those_that_are_not() -> None:
    clusters: list[int | None] = [n // 10 for n in range(80)]
    inside = [(10 * c + n, 10 * c + (n + 1) % 10) for c in range(8) for n in range(10)]
    across = [(n, 70 + n) for n in range(10)]
    lying = discs(islands(80, inside + across, clusters, 0), clusters)
    far = [np.hypot(x - lying[0][0], y - lying[0][1]) for x, y, _ in lying]
    assert far[7] < np.median(far[1:])


def test_more_islands_than_can_be_moved_still_find_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOVED", 5)
    clusters: list[int | None] = [n // 2 for n in range(60)]
    spots = islands(60, [(n, n + 1) for n in range(0, 60, 2)], clusters, 0)
    assert len(set(spots)) == 60
    assert np.isfinite(spots).all()


def test_no_nodes_give_no_points() -> None:
    assert islands(0, [], [], 0) == []


def test_a_line_to_nowhere_is_refused() -> None:
    with pytest.raises(IndexError, match="outside 0 to 1"):
        islands(2, [(0, 2)], [None, None], 0)
