"""Shortest paths: betweenness and harmonic closeness, exact or from sampled sources; on arrays."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

if TYPE_CHECKING:
    import rustworkx as rx

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Bits: TypeAlias = npt.NDArray[np.uint64]
Mask: TypeAlias = npt.NDArray[np.bool_]
Matrix: TypeAlias = csr_array[np.float64, tuple[int, int]]
Level: TypeAlias = tuple[Ints, Mask]

EXACT_UP_TO = 10**8
"""Nodes times ties up to which the paths of all nodes are followed."""
SOURCES = 256
BLOCK = 16
BLOCKS_FROM, SHALLOW = 10**6, 24
"""Nodes times ties, and depth, of networks on which blocks of sources beat one at a time."""
TOGETHER = 1024
ONE_THREAD = 2**31


@dataclass(frozen=True)
class Estimate:
    """A value per node; where `sources` is not 0, from that many sampled ones, with its error.

    `error` is the standard error of each value: sampled sources are drawn without return, so
    that it falls to 0 as they become all nodes. Its square is right on average; where few of
    all sources make up most of a low value, most samples miss them and show too low an error.
    """

    value: Floats
    error: Floats
    sources: int = 0


def as_graph(matrix: Matrix) -> rx.PyGraph[None, None]:
    """Return the matrix as a rustworkx graph without weights."""
    import rustworkx as rx  # heavy: only who computes pays

    count = matrix.shape[0]
    graph: rx.PyGraph[None, None] = rx.PyGraph(multigraph=False)
    graph.add_nodes_from([None] * count)
    rows = np.repeat(np.arange(count), np.diff(matrix.indptr))
    upper = rows < matrix.indices
    ends = zip(rows[upper].tolist(), matrix.indices[upper].tolist(), strict=True)
    graph.add_edges_from_no_data(list(ends))
    return graph


def sampled(count: int, work: int, seed: int) -> Ints | None:
    """Return the sources to follow paths from, sorted, or None where `work` allows all."""
    if work <= EXACT_UP_TO or count <= SOURCES:
        return None
    return np.sort(np.random.default_rng(seed).choice(count, SOURCES, replace=False))


def betweenness(matrix: Matrix, seed: int = 0) -> Estimate:
    """Return the normalised betweenness of each node, in [0, 1].

    Exact up to `EXACT_UP_TO` nodes times ties, above from `SOURCES` nodes drawn with `seed`
    (Brandes & Pich 2007), scaled to all other nodes as networkx scales. Threads do not change
    the last digit: what they find is added in the order of the sources.
    """
    count = matrix.shape[0]
    work = count * matrix.nnz // 2
    sources = sampled(count, work, seed)
    if sources is not None:
        total, squares = dependencies(matrix, sources)
        return scaled(total, squares, sources, 1.0 / ((count - 1) * (count - 2)))
    if work > BLOCKS_FROM and depth(matrix) <= SHALLOW:
        total, _ = dependencies(matrix, np.arange(count))
        return Estimate(total / ((count - 1) * (count - 2)), np.zeros(count))
    import rustworkx as rx  # heavy: only who computes pays

    found = rx.graph_betweenness_centrality(as_graph(matrix), parallel_threshold=ONE_THREAD)
    return Estimate(np.array([found[node] for node in range(count)]), np.zeros(count))


def depth(matrix: Matrix) -> int:
    """Return the distance from the node with the most neighbours to the furthest that it reaches.

    >>> depth(csr_array(np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])))
    1
    """
    hub = np.array([np.argmax(np.diff(matrix.indptr))])
    return max((distance for _, distance, _ in fronts(matrix, hub)), default=0)


def scaled(total: Floats, squares: Floats, sources: Ints, unit: float) -> Estimate:
    """Return what sums over sampled sources say of sums over all other nodes, in `unit`.

    A sampled node is no source for itself: it has one source less, and one less to find.
    """
    count, others = len(total), len(total) - 1
    drawn = np.full(count, float(len(sources)))
    drawn[sources] -= 1
    mean = total / drawn
    variance = np.maximum(squares / drawn - mean**2, 0.0) * drawn / (drawn - 1)
    error = others * np.sqrt(variance / drawn * (1 - drawn / others))
    return Estimate(mean * others * unit, error * unit, len(sources))


def harmonic(matrix: Matrix, seed: int = 0) -> Estimate:
    """Return the sum of 1/distance from each node to all others.

    Exact or from sampled sources as `betweenness`.
    """
    count = matrix.shape[0]
    sources = sampled(count, count * matrix.nnz // 2, seed)
    total, squares = np.zeros(count), np.zeros(count)
    for _, distance, front in fronts(matrix, np.arange(count) if sources is None else sources):
        found = np.bitwise_count(front).sum(axis=1, dtype=np.int64)
        total += found / distance
        squares += found / distance**2
    if sources is None:
        return Estimate(total, np.zeros(count))
    return scaled(total, squares, sources, 1.0)


def nearness(matrix: Matrix, targets: Ints) -> Floats:
    """Return 1/distance of each node (a row) to each of `targets` (a column each).

    1 to itself, 0 where no path goes.
    """
    near = np.zeros((matrix.shape[0], len(targets)))
    near[targets, np.arange(len(targets))] = 1.0
    for first, distance, front in fronts(matrix, targets):
        width = min(TOGETHER, len(targets) - first)
        here = np.unpackbits(front.view(np.uint8), axis=1, count=width, bitorder="little")
        near[:, first : first + width] += here / distance
    return near


def fronts(matrix: Matrix, targets: Ints) -> Iterator[tuple[int, int, Bits]]:
    """Return (first, distance, front) until all nodes had their turn, distances from 1.

    Breadth-first search to 1,024 targets at once: bit t of a node's row says that the node is
    at this distance from target `first` + t; one sweep over the ties takes all of them a step
    further, from the end of a tie to its start where the matrix has a direction.
    """
    count = matrix.shape[0]
    tied = np.flatnonzero(np.diff(matrix.indptr))
    starts = matrix.indptr[tied]
    for first in range(0, len(targets), TOGETHER):
        some = targets[first : first + TOGETHER]
        bit = np.arange(len(some))
        front = np.zeros((count, -(-len(some) // 64)), dtype=np.uint64)
        front[some, bit // 64] = np.uint64(1) << (bit % 64).astype(np.uint64)
        seen, distance = front.copy(), 0
        while True:
            step = np.zeros_like(front)
            step[tied] = np.bitwise_or.reduceat(front[matrix.indices], starts, axis=0)
            front = step & ~seen
            if not front.any():
                break
            seen |= front
            distance += 1
            yield first, distance, front


def dependencies(matrix: Matrix, sources: Ints) -> tuple[Floats, Floats]:
    """Return the sum over `sources` of their dependencies on each node, and that of the squares.

    Brandes, U. (2001). Journal of Mathematical Sociology 25, 163-177, for `BLOCK` sources at
    once: one column each of a dense matrix that the ties multiply. The best tied nodes lie
    together in memory. Blocks are added in their order, whoever ends first.
    """
    order = np.argsort(-np.diff(matrix.indptr), kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    ties = matrix[order][:, order].tocsr()
    ties.data = np.ones_like(ties.data)
    ties.sort_indices()
    blocks = [place[sources[i : i + BLOCK]] for i in range(0, len(sources), BLOCK)]
    total, squares = np.zeros(len(order)), np.zeros(len(order))
    with ThreadPoolExecutor(cpu_count()) as pool:
        for found in pool.map(lambda block: block_dependencies(ties, block), blocks):
            total += found.sum(axis=1)
            squares += (found**2).sum(axis=1)
    return total[place], squares[place]


def block_dependencies(ties: Matrix, sources: Ints) -> Floats:
    """Return the dependency of each of `sources` (a column each) on each node (a row each)."""
    ways, levels = ways_from(ties, sources)
    share = np.zeros_like(ways)
    found = np.zeros_like(ways)
    for (near, before), (rows, here) in zip(levels[-2::-1], levels[:0:-1], strict=True):
        share[rows] = np.divide(1 + found[rows], ways[rows], out=np.zeros(here.shape), where=here)
        found[near] += np.asarray(rows_of(ties, near) @ share) * ways[near] * before
        share[rows] = 0
    found[sources, np.arange(len(sources))] = 0
    return found


def ways_from(ties: Matrix, sources: Ints) -> tuple[Floats, list[Level]]:
    """Return how many shortest paths lead from each source to each node, and the levels.

    A level is the rows of the nodes at one distance from any source, and for which source.
    """
    count, width = ties.shape[0], len(sources)
    ways = np.zeros((count, width))
    ways[sources, np.arange(width)] = 1
    front = ways.copy()
    rows = np.sort(sources)
    levels = [(rows, front[rows] > 0)]
    while len(rows):
        near = neighbours(ties, rows)
        step = rows_of(ties, near) @ front
        step *= ways[near] == 0
        front[rows] = 0
        new = step.any(axis=1)
        rows, step = near[new], step[new]
        front[rows] = step
        ways[rows] += step
        levels.append((rows, step > 0))
    return ways, levels[:-1]


def neighbours(ties: Matrix, rows: Ints) -> Ints:
    """Return the neighbours of the nodes `rows`, sorted; of many, all nodes."""
    if 4 * len(rows) > ties.shape[0]:
        return np.arange(ties.shape[0])
    return np.unique(ties[rows].indices).astype(np.int64)


def rows_of(ties: Matrix, rows: Ints) -> Matrix:
    """Return the matrix of `rows` only."""
    return ties if len(rows) == ties.shape[0] else ties[rows]
