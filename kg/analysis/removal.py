"""Removals: nodes that leave a network one after the other, on arrays; loads numpy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import connected_components

from kg.analysis.chance import Sampling
from kg.analysis.scores import Floats, Matrix, betweenness, degree, harmonic
from kg.network.network import Network

Ints: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Removal:
    """Nodes in the order of their removal, and the largest component after each step.

    `left[q]` is its size when q nodes are gone, from all to none.
    """

    order: tuple[int, ...]
    left: tuple[int, ...]

    def r(self) -> float:
        """Return R: the mean share of nodes in the largest component over all removals."""
        return sum(self.left[1:]) / len(self.order) ** 2

    def half(self) -> float:
        """Return the share of nodes gone when half of the largest component is lost."""
        gone = next(q for q, size in enumerate(self.left) if 2 * size <= self.left[0])
        return gone / len(self.order)


@dataclass(frozen=True)
class State:
    """What a network is like at one moment, by the words of its measures."""

    nodes: int
    largest_component: int
    components: int
    isolated: int
    reachable_pairs: int
    efficiency: float


def removal(network: Network, order: str) -> Removal:
    """Return the removal by `order`, recomputed after each step; ties by degree, then by id."""
    matrix = network.csr()
    chosen = by_degree(matrix) if order == "degree" else by_betweenness(matrix)
    return Removal(chosen, largest_left(ends_of(network), chosen))


def random_removals(network: Network, sampling: Sampling) -> list[Removal]:
    """Return one removal in random order per sample."""
    pairs, count = ends_of(network), len(network.nodes)
    orders = [tuple(draw.permutation(count).tolist()) for draw in sampling.draws()]
    return [Removal(order, largest_left(pairs, order)) for order in orders]


def ends_of(network: Network) -> list[tuple[int, int]]:
    """Return the tied pairs without their weights."""
    return [(first, second) for first, second, _ in network.pairs()]


def largest_left(pairs: Iterable[tuple[int, int]], order: Sequence[int]) -> tuple[int, ...]:
    """Return the size of the largest component when 0, 1, ..., all nodes of `order` are gone.

    The nodes come back in reverse, joining components (Newman & Ziff 2000).

    >>> largest_left([(0, 1), (1, 2)], [1, 0, 2])
    (3, 1, 1, 0)
    """
    near: dict[int, list[int]] = {node: [] for node in order}
    for first, second in pairs:
        near[first].append(second)
        near[second].append(first)
    root: dict[int, int] = {}
    size: dict[int, int] = {}
    left = [0]

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for node in reversed(order):
        root[node], size[node] = node, 1
        for other in near[node]:
            if other in root and (a := find(node)) != (b := find(other)):
                root[b] = a
                size[a] += size[b]
        left.append(max(left[-1], size[find(node)]))
    return tuple(reversed(left))


def by_degree(matrix: Matrix) -> tuple[int, ...]:
    """Return the nodes by their degree at the time, highest first, ties by position."""
    degrees = np.diff(matrix.indptr).astype(np.int64)
    order = []
    for _ in range(matrix.shape[0]):
        node = int(np.argmax(degrees))
        order.append(node)
        near = matrix.indices[matrix.indptr[node] : matrix.indptr[node + 1]]
        degrees[near] -= 1
        degrees[node] = -matrix.shape[0]
    return tuple(order)


def by_betweenness(matrix: Matrix) -> tuple[int, ...]:
    """Return the nodes by their betweenness at the time, ties by degree, then by position.

    A removal changes the paths inside its own component only: just that one is recomputed.
    """
    count = matrix.shape[0]
    value, stay, order = through(matrix), np.ones(count, dtype=bool), []
    part = labels_of(matrix)
    for _ in range(count):
        rest = np.flatnonzero(stay)
        best = rest[value[rest] == value[rest].max()]
        node = int(best[np.argmax(degree(matrix[best][:, rest].tocsr()))])
        order.append(node)
        stay[node] = False
        around = np.flatnonzero((part == part[node]) & stay)
        if len(around):
            inside = matrix[around][:, around].tocsr()
            value[around] = through(inside)
            part[around] = labels_of(inside) + part.max() + 1
    return tuple(order)


def through(matrix: Matrix) -> Floats:
    """Return the number of pairs whose shortest paths pass through each node, to six digits."""
    count = matrix.shape[0]
    if count <= 2:  # noqa: PLR2004  nobody lies between two
        return np.zeros(count)
    return np.round(betweenness(matrix) * ((count - 1) * (count - 2) / 2), 6)


def labels_of(matrix: Matrix) -> Ints:
    """Return the number of each node's component."""
    return np.asarray(connected_components(matrix, directed=False)[1], dtype=np.int64)


def state(matrix: Matrix) -> State:
    """Return what the network of a symmetric matrix is like."""
    count = matrix.shape[0]
    sizes = np.bincount(labels_of(matrix))
    return State(
        nodes=count,
        largest_component=int(sizes.max()),
        components=len(sizes),
        isolated=int((degree(matrix) == 0).sum()),
        reachable_pairs=int((sizes * (sizes - 1) // 2).sum()),
        efficiency=float(harmonic(matrix).sum() / (count * (count - 1))),
    )


def without_each(matrix: Matrix) -> Iterator[Matrix]:
    """Return the matrix without its first, second, ... node."""
    every = np.arange(matrix.shape[0])
    for node in every:
        stay = every[every != node]
        yield matrix[stay][:, stay].tocsr()
