"""Places for the nodes of a picture: connected parts side by side, lone nodes in a grid below."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import rustworkx as rx

from kg.network.network import roots_of
from kg.visual.forces import Ints, Points, parted, spring

Point = tuple[float, float]
Block = tuple[Ints, Points]

WIDE, HIGH = 132.0, 76.0
"""The least distance of two nodes in pixels, across and down: names are wider than high."""
GAP = 110.0
ASPECT = 1.7
SPREADS, FEW_SPREADS = 80, 16
FEW = 300
GATHER = 0.72


def place(count: int, pairs: Sequence[tuple[int, int]], seed: int) -> list[Point]:
    """Return a point in pixels for each of `count` nodes, centred on (0, 0), no two alike.

    The order and the direction of `pairs` do not matter; the same input gives the same points.
    `pairs` may be an array of two columns.

    Raises
    ------
    IndexError
        If a pair names a node outside 0 to `count` - 1: it would be drawn to nowhere.

    >>> place(2, [], seed=1)
    [(-66.0, 0.0), (66.0, 0.0)]
    """
    ends = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    if len(ends) and (ends.min() < 0 or ends.max() >= count):
        raise IndexError(f"a pair names a node outside 0 to {count - 1}")
    links = np.unique(np.sort(ends[ends[:, 0] != ends[:, 1]], axis=1), axis=0)
    points = np.zeros((count, 2))
    parts = list(_parts(count, links))
    blocks = [(nodes, _part(len(nodes), own, seed)) for nodes, own in parts if len(nodes) > 1]
    _pack(blocks, points)
    lone = np.array([nodes[0] for nodes, _ in parts if len(nodes) == 1], dtype=np.int64)
    tied = np.setdiff1d(np.arange(count), lone)
    points[lone] = _grid(len(lone), points[tied])
    return _centred(points)


def _parts(count: int, links: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Return nodes and links of the connected parts, largest first, ties by their first node.

    The ends of links are numbered inside their part.
    """
    root = roots_of(count, links[:, 0], links[:, 1])
    order = np.argsort(root, kind="stable")
    sizes, ties = (
        np.bincount(root, minlength=count),
        np.bincount(root[links[:, 0]], minlength=count),
    )
    starts, firsts = np.cumsum(sizes) - sizes, np.cumsum(ties) - ties
    inside = np.empty(count, dtype=np.int64)
    inside[order] = np.arange(count) - starts[root[order]]
    sorted_links = inside[links[np.argsort(root[links[:, 0]], kind="stable")]]
    for part in np.lexsort((np.arange(count), -sizes)).tolist():
        if sizes[part]:
            nodes = order[starts[part] : starts[part] + sizes[part]]
            yield nodes, sorted_links[firsts[part] : firsts[part] + ties[part]]


def _part(count: int, links: Ints, seed: int) -> Points:
    """Return points for one connected part, its long side across, names hardly overlapping."""
    if count > FEW:
        even = _evened(_turned(spring(count, links, seed)))
        return parted(_scaled(even), FEW_SPREADS) * (WIDE, HIGH)
    return parted(_scaled(_gathered(_turned(_small(count, links, seed)))), SPREADS) * (WIDE, HIGH)


def _small(count: int, links: Ints, seed: int) -> Points:
    """Return points for a part of few nodes: each pushes each other off, many rounds."""
    graph: rx.PyGraph[None, None] = rx.PyGraph()
    graph.add_nodes_from([None] * count)
    graph.add_edges_from_no_data([(one, other) for one, other in links.tolist()])
    rounds = max(60, min(600, 120_000 // count))
    found = rx.spring_layout(graph, k=1.6 / math.sqrt(count), num_iter=rounds, seed=seed % 2**32)
    return np.array([found[node] for node in range(count)], dtype=np.float64)


def _turned(points: Points) -> Points:
    """Return the points turned about their middle so that they vary most across."""
    moved = points - points.mean(axis=0)
    (across, both), (_, down) = moved.T @ moved
    angle = 0.5 * math.atan2(2 * both, across - down)
    cos, sin = math.cos(angle), math.sin(angle)
    return np.asarray(moved @ np.array([[cos, -sin], [sin, cos]]))


def _gathered(points: Points) -> Points:
    """Return the points about (0, 0) with far ones drawn in, so that long arms take less room."""
    far = np.hypot(*points.T)
    share = np.where(far > 0, far, 1.0) / (far.max() or 1.0)
    return points * (share ** (GATHER - 1))[:, None]


def _evened(points: Points) -> Points:
    """Return the points at the same angles, as many on each equal share of a disc."""
    far = np.hypot(*points.T)
    rank = np.empty(len(far))
    rank[np.argsort(far, kind="stable")] = np.arange(1, len(far) + 1)
    return points * (np.sqrt(rank / len(far)) / np.where(far > 0, far, 1.0))[:, None]


def _scaled(points: Points) -> Points:
    """Return the points in units of (WIDE, HIGH) on an area that grows with their count."""
    side = 1.25 * math.sqrt(len(points))
    size = np.ptp(points, axis=0)
    return points / np.where(size > 0, size, 1.0) * (max(1.0, side * 0.95), max(0.6, side))


def _box(points: Points) -> tuple[float, float, float, float]:
    """Return left, top, width and height of the points, with room for names around them."""
    left, top = points.min(axis=0).tolist()
    right, low = points.max(axis=0).tolist()
    return left - WIDE / 2, top - HIGH / 2, right - left + WIDE, low - top + HIGH


def _pack(blocks: list[Block], placed: Points) -> None:
    """Put all blocks on one plane: the first at the left, the others in columns beside it."""
    boxes = [_box(points) for _, points in blocks]
    area = sum((width + GAP) * (height + GAP) for _, _, width, height in boxes)
    tall = max([math.sqrt(area / ASPECT), *(height for *_, height in boxes)], default=0.0)
    x = y = widest = 0.0
    both = enumerate(zip(blocks, boxes, strict=True))
    for number, ((nodes, points), (left, top, width, height)) in both:
        if number and y + height > tall:
            x, y, widest = x + widest + GAP, 0.0, 0.0
        # a block that stands alone in its column is centred on the height of all
        drop = (tall - height) / 2 if not number and height > tall * 0.6 else 0.0
        placed[nodes] = points + np.array([x - left, y - top + drop])
        y += height + GAP + drop
        widest = max(widest, width)


def _grid(count: int, packed: Points) -> Points:
    """Return the places of lone nodes row by row under what is packed, in their order."""
    if not count:
        return np.empty((0, 2))
    left, top, width, height = _box(packed) if len(packed) else (0.0, 0.0, 0.0, -GAP / 2)
    square = math.ceil(math.sqrt(count * ASPECT * HIGH / WIDE))
    columns = min(count, max(square, round(width / WIDE)))
    row, column = np.divmod(np.arange(count), columns)
    indent = left + (width - columns * WIDE) / 2 + WIDE / 2
    start = top + height + GAP / 2 + HIGH / 2
    return np.stack((indent + column * WIDE, start + row * HIGH), axis=1)


def _centred(points: Points) -> list[Point]:
    """Return the points about (0, 0), to a tenth of a pixel, any two that coincide set apart."""
    if not len(points):
        return []
    middle = (points.max(axis=0) + points.min(axis=0)) / 2
    taken: set[Point] = set()
    result: list[Point] = []
    for x, y in (np.round(points - middle, 1) + 0.0).tolist():
        point = (x, y)
        while point in taken:
            point = (round(point[0] + 1.0, 1), y)
        taken.add(point)
        result.append(point)
    return result
