"""Removals: nodes that leave a network one after the other, on arrays; loads numpy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import islice

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

from kg.analysis.chance import BUDGET, Sampling, affordable
from kg.analysis.paths import Floats, Ints, Matrix, betweenness, harmonic, nearness, sampled
from kg.analysis.rank import steps_of
from kg.analysis.scores import degree
from kg.network.network import Network


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
    """What a network is like at one moment, by the words of its measures.

    `error` is the standard error of the efficiency, 0 where it is exact.
    """

    nodes: int
    largest_component: int
    components: int
    isolated: int
    reachable_pairs: int
    efficiency: float
    error: float


def removal(network: Network, order: str) -> Removal:
    """Return the removal by `order`, recomputed as one goes; ties by degree, then by id.

    The degree is recomputed after each step, the betweenness as `together` says.
    """
    matrix = network.csr()
    by_degrees = order == "degree"
    chosen = by_degree(matrix) if by_degrees else by_betweenness(matrix, together(network))
    return Removal(chosen, largest_left(ends_of(network), chosen))


def together(network: Network) -> int:
    """Return how many nodes leave before the betweenness is computed anew: 1 if time allows."""
    count = len(network.nodes)
    return max(1, -(-count * steps_of(network, "betweenness") // BUDGET))


def random_removals(network: Network, sampling: Sampling) -> list[Removal]:
    """Return one removal in random order per sample, of a large network fewer."""
    pairs, count = ends_of(network), len(network.nodes)
    most = affordable(steps_of(network, "degree"), max(sampling.samples, 1))
    orders = [draw.permutation(count).tolist() for draw in islice(sampling.draws(), most)]
    return [Removal(tuple(order), largest_left(pairs, order)) for order in orders]


def ends_of(network: Network) -> Ints:
    """Return the tied pairs, a row each, without their weights."""
    return np.stack(network.links[:2], axis=1)


def largest_left(pairs: Ints, order: Sequence[int]) -> tuple[int, ...]:
    """Return the size of the largest component when 0, 1, ..., all nodes of `order` are gone.

    The nodes come back in reverse, joining components (Newman & Ziff 2000); ties that come
    back inside a component join nothing, so that those of a tree of the earliest ties do.

    >>> largest_left(np.array([(0, 1), (1, 2)]), [1, 0, 2])
    (3, 1, 1, 0)
    """
    count = len(order)
    back = np.empty(count, dtype=np.int64)
    back[np.asarray(order)] = np.arange(count, 0, -1)
    first, second = pairs.T
    times = np.maximum(back[first], back[second]).astype(np.float64)
    tree = minimum_spanning_tree(csr_array((times, (first, second)), shape=(count, count))).tocoo()
    soonest = np.argsort(tree.data, kind="stable")
    columns = (*(ends[soonest].tolist() for ends in tree.coords), tree.data[soonest].tolist())
    root, size = list(range(count)), [1] * count
    most = np.minimum(np.arange(count + 1), 1)

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for one, other, time in zip(*columns, strict=True):
        a, b = find(one), find(other)
        a, b = (a, b) if size[a] >= size[b] else (b, a)
        root[b] = a
        size[a] += size[b]
        most[int(time)] = max(most[int(time)], size[a])
    return tuple(np.maximum.accumulate(most)[::-1].tolist())


def by_degree(matrix: Matrix) -> tuple[int, ...]:
    """Return the nodes by their degree at the time, highest first, ties by position."""
    degrees = np.diff(matrix.indptr).tolist()
    starts, ends = matrix.indptr.tolist(), matrix.indices.tolist()
    waiting = [(-found, node) for node, found in enumerate(degrees)]
    heapify(waiting)
    order: list[int] = []
    while waiting:
        found, node = heappop(waiting)
        if -found == degrees[node]:
            order.append(node)
            degrees[node] = -1
            for other in ends[starts[node] : starts[node + 1]]:
                if degrees[other] >= 0:
                    degrees[other] -= 1
                    heappush(waiting, (-degrees[other], other))
    return tuple(order)


def by_betweenness(matrix: Matrix, some: int = 1) -> tuple[int, ...]:
    """Return the nodes by their betweenness at the time, ties by degree, then by position.

    `some` nodes leave at a time. A removal changes the paths inside its own component only:
    just those are recomputed.
    """
    count = matrix.shape[0]
    times = -(-count // some)
    value, stay, order = through(matrix, times), np.ones(count, dtype=bool), []
    part = labels_of(matrix)
    while stay.any():
        rest = np.flatnonzero(stay)
        near = degree(matrix[rest][:, rest].tocsr())
        gone = rest[np.lexsort((rest, -near, -value[rest]))[:some]]
        order += gone.tolist()
        stay[gone] = False
        for changed in np.unique(part[gone]).tolist():
            around = np.flatnonzero((part == changed) & stay)
            if len(around):
                inside = matrix[around][:, around].tocsr()
                value[around] = through(inside, times)
                part[around] = labels_of(inside) + part.max() + 1
    return tuple(order)


def through(matrix: Matrix, times: int = 1) -> Floats:
    """Return the number of pairs whose shortest paths pass through each node, to six digits.

    `times` is that of `betweenness`.
    """
    count = matrix.shape[0]
    if count <= 2:  # noqa: PLR2004  nobody lies between two
        return np.zeros(count)
    return np.round(betweenness(matrix, times=times).value * ((count - 1) * (count - 2) / 2), 6)


def labels_of(matrix: Matrix) -> Ints:
    """Return the number of each node's component."""
    return np.asarray(connected_components(matrix, directed=False)[1], dtype=np.int64)


def state(matrix: Matrix) -> State:
    """Return what the network of a symmetric matrix is like."""
    count = matrix.shape[0]
    sizes = np.bincount(labels_of(matrix))
    targets = sampled(count, count * matrix.nnz // 2, seed=0)
    if targets is None:
        near, share = harmonic(matrix).value, 0.0
    else:
        near, share = nearness(matrix, targets).sum(axis=0) - 1, 1 - len(targets) / count
    return State(
        nodes=count,
        largest_component=int(sizes.max()),
        components=len(sizes),
        isolated=int((degree(matrix) == 0).sum()),
        reachable_pairs=int((sizes * (sizes - 1) // 2).sum()),
        efficiency=float(near.mean() / (count - 1)),
        error=float(near.std() / (count - 1) * (share / len(near)) ** 0.5),
    )


def without_each(matrix: Matrix) -> Iterator[Matrix]:
    """Return the matrix without its first, second, ... node."""
    every = np.arange(matrix.shape[0])
    for node in every:
        stay = every[every != node]
        yield matrix[stay][:, stay].tocsr()
