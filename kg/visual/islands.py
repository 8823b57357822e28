"""Places for the nodes of a large picture: each cluster a round island, tied islands close."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kg.visual.layout import HIGH, WIDE, Point, place

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROOM = 84.0
"""How far apart nodes of one island lie, about: its area grows with their number."""
SHORE = 60.0
MOVED = 400
"""So many islands are moved by their ties; smaller ones are put around them."""
ROUNDS = 240
GRAVITY = np.array([0.035, 0.1])
"""How strongly all is drawn to the middle, across and down: screens are wider than high."""
GOLDEN = np.pi * (3 - 5**0.5)
SHARE = 0.7
"""How far the points of an island are drawn to even density: 0 as laid out, 1 evenly."""


def islands(
    count: int, pairs: Sequence[tuple[int, int]], clusters: Sequence[int | None], seed: int
) -> list[Point]:
    """Return a point in pixels for each of `count` nodes, centred on (0, 0).

    Nodes of one cluster lie in a disc of their own, no two discs overlap, and discs with many
    lines between them lie near each other. Nodes without a cluster share one disc. The same
    input gives the same points.

    Raises
    ------
    IndexError
        If a pair names a node outside 0 to `count` - 1: it would be drawn to nowhere.

    >>> islands(1, [], [None], seed=1)
    [(0.0, 0.0)]
    """
    if not count:
        return []
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    if len(ends) and (ends.min() < 0 or ends.max() >= count):
        raise IndexError(f"a pair names a node outside 0 to {count - 1}")
    named = np.array([0 if cluster is None else cluster for cluster in clusters], dtype=np.int64)
    _, island = np.unique(named, return_inverse=True)
    members = np.split(np.argsort(island, kind="stable"), np.cumsum(np.bincount(island))[:-1])
    inner = ends[island[ends[:, 0]] == island[ends[:, 1]]]
    lines = np.split(
        inner[np.argsort(island[inner[:, 0]], kind="stable")],
        np.cumsum(np.bincount(island[inner[:, 0]], minlength=len(members)))[:-1],
    )
    spots = np.zeros((count, 2))
    radii = np.zeros(len(members))
    for n, (nodes, own) in enumerate(zip(members, lines, strict=True)):
        local = _island(np.searchsorted(nodes, own), len(nodes), seed)
        spots[nodes] = local
        radii[n] = np.hypot(*local.T).max(initial=0.0) + SHORE
    spots += _centres(radii, island[ends], seed)[island]
    spots -= (spots.max(axis=0) + spots.min(axis=0)) / 2
    return [(x, y) for x, y in (spots.round(1) + 0.0).tolist()]


def _island(lines: Ints, count: int, seed: int) -> Floats:
    """Return points about (0, 0) for the nodes of one island, in a disc of even density."""
    reach = ROOM * np.sqrt(np.arange(count) + 0.5) / 2
    if not len(lines):
        turn = np.arange(count) * GOLDEN
        return np.stack([reach * np.cos(turn), reach * np.sin(turn)], axis=1) * (count > 1)
    laid = np.array(place(count, [(int(a), int(b)) for a, b in lines], seed)) / (WIDE, HIGH)
    laid -= np.median(laid, axis=0)
    far = np.hypot(*laid.T)
    order = np.argsort(far, kind="stable")
    even = np.empty(count)
    even[order] = reach
    wanted = far * (reach[-1] / max(far.max(), 1e-9)) * (1 - SHARE) + even * SHARE
    drawn: Floats = laid * (wanted / np.maximum(far, 1e-9))[:, None]
    return drawn


def _centres(radii: Floats, ties: Ints, seed: int) -> Floats:
    """Return where the middles of the islands lie: those moved by ties, then the rest around."""
    count = len(radii)
    order = np.lexsort((np.arange(count), -radii))
    rank = np.empty(count, dtype=np.int64)
    rank[order] = np.arange(count)
    moved = min(MOVED, count)
    across = rank[ties]
    across = across[(across[:, 0] != across[:, 1]) & (across.max(axis=1, initial=0) < moved)]
    pull = np.zeros((moved, moved))
    np.add.at(pull, (across[:, 0], across[:, 1]), 1.0)
    found = _settled(radii[order[:moved]], pull + pull.T, seed)
    centres = np.zeros((count, 2))
    centres[order[:moved]] = found
    centres[order[moved:]] = _around(found, radii[order])[: count - moved]
    return centres


def _settled(radii: Floats, pull: Floats, seed: int) -> Floats:
    """Return middles of discs that do not overlap, near to those that pull at them."""
    count = len(radii)
    size = float(np.sqrt((radii**2).sum()))
    turn = np.arange(count) * GOLDEN + seed
    spots = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    spots *= (size * np.sqrt((np.arange(count) + 0.5) / count))[:, None]
    share = np.log1p(pull) / max(float(np.log1p(pull).sum(axis=1).max(initial=0.0)), 1.0)
    for step in range(ROUNDS):
        cool = 1 - step / ROUNDS
        spots += cool * 0.5 * (share @ spots - share.sum(axis=1)[:, None] * spots)
        spots -= cool * GRAVITY * spots
        spots = _apart(spots, radii, 1)
    return _apart(_turned(spots, radii), radii, ROUNDS)


def _turned(spots: Floats, radii: Floats) -> Floats:
    """Return the middles turned so that the discs lie widest across."""
    weight = radii**2 / (radii**2).sum()
    moved = spots - weight @ spots
    _, axes = np.linalg.eigh((moved * weight[:, None]).T @ moved)
    across, down = axes[:, 1], axes[:, 0]
    signs = [axis * (1 if axis[np.abs(axis).argmax()] > 0 else -1) for axis in (across, down)]
    turned: Floats = moved @ np.stack(signs, axis=1)
    return turned


def _apart(spots: Floats, radii: Floats, rounds: int) -> Floats:
    """Return the discs pushed off each other, the smaller one further, until none overlap."""
    reach = radii[:, None] + radii[None, :]
    np.fill_diagonal(reach, 0.0)
    mass = radii**2
    give = mass[None, :] / (mass[:, None] + mass[None, :])
    for _ in range(rounds):
        gap = spots[:, None, :] - spots[None, :, :]
        far = np.sqrt((gap**2).sum(axis=2))
        lap = np.maximum(reach - far, 0.0)
        if lap.max(initial=0.0) < 1.0:
            break
        push = (lap * give / np.maximum(far, 1e-6))[:, :, None] * gap
        spots = spots + push.sum(axis=1) * 0.6
    return spots


def _around(found: Floats, radii: Floats) -> Floats:
    """Return middles for the small discs that are left: rings about all that is placed."""
    moved = len(found)
    small = radii[moved:]
    if not len(small):
        return np.zeros((0, 2))
    edge = float((np.hypot(*found.T) + radii[:moved]).max())
    step = 2 * float(small[0])
    rings: list[Floats] = []
    while sum(len(ring) for ring in rings) < len(small):
        reach = edge + step * (len(rings) + 0.5)
        turn = np.arange(int(2 * np.pi * reach / step)) * step / reach
        rings.append(np.stack([reach * np.cos(turn), reach * np.sin(turn)], axis=1))
    return np.concatenate(rings)
