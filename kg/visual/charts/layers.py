"""Layers: an order with few crossings and heights for a layered drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SWEEPS = 24
SETTLING = 40


@dataclass(frozen=True)
class Link:
    """What runs from one item to another of the next layer; `flow` is the whole it is a part of."""

    source: int
    target: int
    value: float
    flow: int


@dataclass(frozen=True)
class Layered:
    """Items with their layer, heights and slots, and the links between neighbouring layers.

    A slot is the height an item takes with its name.
    """

    layer: Sequence[int]
    heights: Sequence[float]
    slots: Sequence[float]
    links: Sequence[Link]

    def by_layer(self) -> list[list[int]]:
        """Return the items of each layer in their order."""
        found: list[list[int]] = [[] for _ in range(max(self.layer, default=-1) + 1)]
        for item, layer in enumerate(self.layer):
            found[layer].append(item)
        return found


def stretched(
    layer: Sequence[int], flows: Sequence[tuple[int, int, float]]
) -> tuple[list[int], list[Link]]:
    """Return layers and links such that every link runs to the next layer.

    A flow past a layer is led through an item of its own there, numbered after the given ones.
    """
    layers, links = list(layer), []
    for number, (source, target, value) in enumerate(flows):
        here = source
        for between in range(layer[source] + 1, layer[target]):
            layers.append(between)
            links.append(Link(here, len(layers) - 1, value, number))
            here = len(layers) - 1
        links.append(Link(here, target, value, number))
    return layers, links


def ordered(drawing: Layered) -> list[list[int]]:
    """Return the items of each layer in an order with few crossings, by barycentres.

    Layers are swept to and fro (Sugiyama, Tagawa and Toda 1981); the best order seen is taken.
    """
    order = drawing.by_layer()
    best, least = [list(row) for row in order], crossings(order, drawing.links)
    for sweep in range(SWEEPS):
        ahead = sweep % 2 == 0
        numbers = range(1, len(order)) if ahead else range(len(order) - 2, -1, -1)
        for number in numbers:
            other = order[number - 1 if ahead else number + 1]
            place = {item: n for n, item in enumerate(other)}
            own = {item: n for n, item in enumerate(order[number])}
            pulls = _pulls(drawing.links, place, own, ahead=ahead)
            order[number] = sorted(order[number], key=lambda i: (pulls.get(i, own[i]), own[i]))
        found = crossings(order, drawing.links)
        if found < least:
            best, least = [list(row) for row in order], found
    return best


def _pulls(
    links: Sequence[Link], place: dict[int, int], own: dict[int, int], *, ahead: bool
) -> dict[int, float]:
    """Return the mean place of each item's neighbours, weighted, in the place of the layer."""
    sums: dict[int, tuple[float, float]] = {}
    scale = max(1, len(own)) / max(1, len(place))
    for link in links:
        here, there = (link.target, link.source) if ahead else (link.source, link.target)
        if here in own and there in place:
            total, weight = sums.get(here, (0.0, 0.0))
            sums[here] = (total + place[there] * scale * link.value, weight + link.value)
    return {item: total / weight for item, (total, weight) in sums.items() if weight}


def crossings(order: Sequence[Sequence[int]], links: Sequence[Link]) -> int:
    """Return how many pairs of links cross.

    >>> crossings([[0, 1], [2, 3]], [Link(0, 3, 1, 0), Link(1, 2, 1, 1)])
    1
    """
    place = {item: n for row in order for n, item in enumerate(row)}
    count = 0
    for upper in order:
        inside = set(upper)
        pairs = sorted((place[k.source], place[k.target]) for k in links if k.source in inside)
        for n, (a, b) in enumerate(pairs):
            count += sum(1 for c, d in pairs[n + 1 :] if c > a and d < b)
    return count


def settled(drawing: Layered, order: Sequence[Sequence[int]], height: float) -> list[float]:
    """Return the middle of each item in 0 to `height`: near its neighbours, none over another.

    `height` must hold the slots of the fullest layer.
    """
    middles = [0.0] * len(drawing.layer)
    for row in order:
        free = height - sum(drawing.slots[i] for i in row)
        y = free / 2 if len(row) == 1 else 0.0
        gap = 0.0 if len(row) == 1 else free / (len(row) - 1)
        for item in row:
            middles[item] = y + drawing.slots[item] / 2
            y += drawing.slots[item] + gap
    near: list[list[tuple[int, float]]] = [[] for _ in drawing.layer]
    for link in drawing.links:
        near[link.source].append((link.target, link.value))
        near[link.target].append((link.source, link.value))
    for turn in range(SETTLING):
        rows = order if turn % 2 == 0 else list(reversed(order))
        for row in rows:
            wanted = [_mean(near[i], middles, middles[i]) for i in row]
            found = _packed(wanted, [drawing.slots[i] for i in row], height)
            for item, y in zip(row, found, strict=True):
                middles[item] = y
    return middles


def _mean(near: Sequence[tuple[int, float]], middles: Sequence[float], own: float) -> float:
    """Return the weighted mean of the neighbours' middles, or `own` where there are none."""
    weight = sum(value for _, value in near)
    return sum(middles[i] * value for i, value in near) / weight if weight else own


def _packed(wanted: Sequence[float], slots: Sequence[float], height: float) -> list[float]:
    """Return middles near those wanted, in order, the slots one after another in 0 to `height`."""
    found, edge = [], 0.0
    for y, slot in zip(wanted, slots, strict=True):
        found.append(max(y, edge + slot / 2))
        edge = found[-1] + slot / 2
    edge = height
    for n in range(len(found) - 1, -1, -1):
        found[n] = min(found[n], edge - slots[n] / 2)
        edge = found[n] - slots[n] / 2
    return found
