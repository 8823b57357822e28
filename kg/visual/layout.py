"""Places for the nodes of a picture: connected parts side by side, lone nodes in a grid below."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import rustworkx as rx

Point = tuple[float, float]
Block = dict[int, Point]

WIDE, HIGH = 132.0, 76.0
"""The least distance of two nodes in pixels, across and down: names are wider than high."""
GAP = 110.0
ASPECT = 1.7
SPREADS = 80
GATHER = 0.72
TOUCHING = 1e-6
FULL_TURN = 2 * math.pi


def place(count: int, pairs: Sequence[tuple[int, int]], seed: int) -> list[Point]:
    """Return a point in pixels for each of `count` nodes, centred on (0, 0), no two alike.

    The order and the direction of `pairs` do not matter; the same input gives the same points.

    Raises
    ------
    IndexError
        If a pair names a node outside 0 to `count` - 1: it would be drawn to nowhere.

    >>> place(2, [], seed=1)
    [(-66.0, 0.0), (66.0, 0.0)]
    """
    links = sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
    if any(low < 0 or high >= count for low, high in links):
        raise IndexError(f"a pair names a node outside 0 to {count - 1}")
    parts = _components(count, links)
    blocks = [_part(part, links, seed) for part in parts if len(part) > 1]
    packed = _pack(blocks)
    lone = [part[0] for part in parts if len(part) == 1]
    packed.update(_grid(lone, packed))
    return _centred([packed[node] for node in range(count)])


def _components(count: int, links: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the connected parts, largest first, ties by their first node."""
    graph: rx.PyGraph[int, None] = rx.PyGraph()
    graph.add_nodes_from(list(range(count)))
    graph.add_edges_from_no_data(list(links))
    parts = [sorted(part) for part in rx.connected_components(graph)]
    return sorted(parts, key=lambda part: (-len(part), part))


def _part(part: list[int], links: Iterable[tuple[int, int]], seed: int) -> Block:
    """Return points for one connected part, its long side across, names hardly overlapping."""
    index = {node: number for number, node in enumerate(part)}
    graph: rx.PyGraph[int, None] = rx.PyGraph()
    graph.add_nodes_from(part)
    graph.add_edges_from_no_data([(index[a], index[b]) for a, b in links if a in index])
    rounds = max(60, min(600, 120_000 // len(part)))
    found = rx.spring_layout(
        graph, k=1.6 / math.sqrt(len(part)), num_iter=rounds, seed=seed % 2**32
    )
    points = _turned([(float(found[n][0]), float(found[n][1])) for n in range(len(part))])
    return dict(zip(part, _spread(_scaled(_gathered(points))), strict=True))


def _turned(points: list[Point]) -> list[Point]:
    """Return the points turned about their middle so that they vary most across."""
    cx = sum(x for x, _ in points) / len(points)
    cy = sum(y for _, y in points) / len(points)
    moved = [(x - cx, y - cy) for x, y in points]
    across = sum(x * x for x, _ in moved)
    down = sum(y * y for _, y in moved)
    both = sum(x * y for x, y in moved)
    angle = -0.5 * math.atan2(2 * both, across - down)
    cos, sin = math.cos(angle), math.sin(angle)
    return [(x * cos - y * sin, x * sin + y * cos) for x, y in moved]


def _gathered(points: list[Point]) -> list[Point]:
    """Return the points about (0, 0) with far ones drawn in, so that long arms take less room."""
    far = max(math.hypot(x, y) for x, y in points) or 1.0
    factors = [(math.hypot(x, y) / far or 1.0) ** (GATHER - 1) for x, y in points]
    return [(x * by, y * by) for (x, y), by in zip(points, factors, strict=True)]


def _scaled(points: list[Point]) -> list[Point]:
    """Return the points in units of (WIDE, HIGH) on an area that grows with their count."""
    width = max(x for x, _ in points) - min(x for x, _ in points) or 1.0
    height = max(y for _, y in points) - min(y for _, y in points) or 1.0
    side = 1.25 * math.sqrt(len(points))
    across, down = max(1.0, side * 0.95), max(0.6, side)
    return [(x / width * across, y / height * down) for x, y in points]


def _spread(points: list[Point]) -> list[Point]:
    """Return the points in pixels, pushed apart until they are (WIDE, HIGH) from each other."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    for _ in range(SPREADS):
        if not _push(xs, ys):
            break
    return [(x * WIDE, y * HIGH) for x, y in zip(xs, ys, strict=True)]


def _push(xs: list[float], ys: list[float]) -> bool:
    """Move each pair nearer than one unit half of what is missing; return whether any was."""
    cells: dict[tuple[int, int], list[int]] = {}
    for node, (x, y) in enumerate(zip(xs, ys, strict=True)):
        cells.setdefault((math.floor(x), math.floor(y)), []).append(node)
    near = [
        (a, b)
        for (column, row), members in sorted(cells.items())
        for a in members
        for dx in (-1, 0, 1)
        for dy in (-1, 0, 1)
        for b in cells.get((column + dx, row + dy), ())
        if a < b
    ]
    moved = False
    for a, b in near:
        dx, dy = xs[b] - xs[a], ys[b] - ys[a]
        far = math.hypot(dx, dy)
        if far >= 1.0:
            continue
        turn = math.atan2(dy, dx) if far > TOUCHING else FULL_TURN * ((a * 7 + b * 13) % 64) / 64
        step = (1.0 - far) / 2 + 0.005
        moved = True
        for node, sign in ((a, -1), (b, 1)):
            xs[node] += sign * step * math.cos(turn)
            ys[node] += sign * step * math.sin(turn)
    return moved


def _box(block: Block) -> tuple[float, float, float, float]:
    """Return left, top, width and height of the block, with room for names around it."""
    left = min(x for x, _ in block.values()) - WIDE / 2
    top = min(y for _, y in block.values()) - HIGH / 2
    right = max(x for x, _ in block.values()) + WIDE / 2
    bottom = max(y for _, y in block.values()) + HIGH / 2
    return left, top, right - left, bottom - top


def _pack(blocks: list[Block]) -> Block:
    """Return all blocks on one plane: the first at the left, the others in columns beside it."""
    boxes = [_box(block) for block in blocks]
    area = sum((width + GAP) * (height + GAP) for _, _, width, height in boxes)
    tall = max([math.sqrt(area / ASPECT), *(height for *_, height in boxes)], default=0.0)
    placed: Block = {}
    x = y = widest = 0.0
    for number, (block, (left, top, width, height)) in enumerate(zip(blocks, boxes, strict=True)):
        if number and y + height > tall:
            x, y, widest = x + widest + GAP, 0.0, 0.0
        # a block that stands alone in its column is centred on the height of all
        drop = (tall - height) / 2 if not number and height > tall * 0.6 else 0.0
        placed.update({n: (px - left + x, py - top + y + drop) for n, (px, py) in block.items()})
        y += height + GAP + drop
        widest = max(widest, width)
    return placed


def _grid(lone: list[int], packed: Block) -> Block:
    """Return the lone nodes row by row under what is packed, in their order."""
    if not lone:
        return {}
    left, top, width, height = _box(packed) if packed else (0.0, 0.0, 0.0, -GAP / 2)
    square = math.ceil(math.sqrt(len(lone) * ASPECT * HIGH / WIDE))
    columns = min(len(lone), max(square, round(width / WIDE)))
    indent = left + (width - columns * WIDE) / 2 + WIDE / 2
    start = top + height + GAP / 2 + HIGH / 2
    return {
        node: (indent + number % columns * WIDE, start + number // columns * HIGH)
        for number, node in enumerate(lone)
    }


def _centred(points: list[Point]) -> list[Point]:
    """Return the points about (0, 0), to a tenth of a pixel, any two that coincide set apart."""
    if not points:
        return []
    middle_x = (max(x for x, _ in points) + min(x for x, _ in points)) / 2
    middle_y = (max(y for _, y in points) + min(y for _, y in points)) / 2
    taken: set[Point] = set()
    result: list[Point] = []
    for x, y in points:
        point = (round(x - middle_x, 1) + 0.0, round(y - middle_y, 1) + 0.0)
        while point in taken:
            point = (round(point[0] + 1.0, 1), point[1])
        taken.add(point)
        result.append(point)
    return result
