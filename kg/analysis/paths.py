"""Shortest paths: betweenness and harmonic closeness, exact or from sampled sources; on arrays."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from os import cpu_count, environ
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

if TYPE_CHECKING:
    import rustworkx as rx

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Bits: TypeAlias = npt.NDArray[np.uint64]
Matrix: TypeAlias = csr_array[np.float64, tuple[int, int]]
Rows: TypeAlias = Ints | slice
Level: TypeAlias = tuple[Rows, Floats]

EXACT_UP_TO = 10**8
"""Nodes times ties up to which the paths of all nodes are followed."""
SOURCES = 256
BLOCK, WIDE, WIDE_UP_TO = 16, 32, 8192
"""Sources at once on any network, and on one of fewer nodes; a block should stay in the cache."""
EVERY = slice(None)
BLOCKS_FROM, SHALLOW = 10**6, 24
"""Nodes times ties, and depth, of networks on which blocks of sources beat one at a time."""
IGRAPH_FROM = 10**7
"""Nodes times ties from which the time that igraph saves is more than its import takes."""
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


def upper(matrix: Matrix) -> list[tuple[int, int]]:
    """Return each tie of a symmetric matrix once, as (smaller, larger)."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    once = rows < matrix.indices
    return list(zip(rows[once].tolist(), matrix.indices[once].tolist(), strict=True))


def as_graph(matrix: Matrix) -> rx.PyGraph[None, None]:
    """Return the matrix as a rustworkx graph without weights."""
    import rustworkx as rx  # heavy: only who computes pays

    graph: rx.PyGraph[None, None] = rx.PyGraph(multigraph=False)
    graph.add_nodes_from([None] * matrix.shape[0])
    graph.add_edges_from_no_data(upper(matrix))
    return graph


def sampled(count: int, work: int, seed: int) -> Ints | None:
    """Return the sources to follow paths from, sorted, or None where `work` allows all."""
    if work <= EXACT_UP_TO or count <= SOURCES:
        return None
    return np.sort(np.random.default_rng(seed).choice(count, SOURCES, replace=False))


def betweenness(matrix: Matrix, seed: int = 0, times: int = 1) -> Estimate:
    """Return the normalised betweenness of each node, in [0, 1].

    Exact up to `EXACT_UP_TO` nodes times ties, above from `SOURCES` nodes drawn with `seed`
    (Brandes & Pich 2007), scaled to all other nodes as networkx scales. Threads do not change
    the last digit: what they find is added in the order of the sources. `times` says how often
    networks of this size will be asked for, which may make a heavier engine worth its import.
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
    one_by_one = by_igraph if igraph_pays(work * times) else by_rustworkx
    return Estimate(one_by_one(matrix), np.zeros(count))


def igraph_pays(work: int) -> bool:
    """Return whether igraph is installed, not declined by `KG_ENGINE=core`, and worth loading."""
    wanted = work >= IGRAPH_FROM and environ.get("KG_ENGINE") != "core"
    return wanted and find_spec("igraph") is not None


def by_igraph(matrix: Matrix) -> Floats:
    """Return the exact betweenness by igraph, which is quicker and comes with the extra `fast`."""
    import igraph

    count = matrix.shape[0]
    found = igraph.Graph(n=count, edges=upper(matrix)).betweenness()
    return np.array(found) / max((count - 1) * (count - 2) / 2, 1)


def by_rustworkx(matrix: Matrix) -> Floats:
    """Return the exact betweenness by rustworkx, on one thread to add in one order."""
    import rustworkx as rx  # heavy: only who computes pays

    found = rx.graph_betweenness_centrality(as_graph(matrix), parallel_threshold=ONE_THREAD)
    return np.array([found[node] for node in range(matrix.shape[0])])


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

    Brandes, U. (2001). Journal of Mathematical Sociology 25, 163-177, for a block of sources
    at once: one column each of a dense matrix that the ties multiply. The best tied nodes lie
    together in memory. Blocks are added in their order, whoever ends first.
    """
    order = np.argsort(-np.diff(matrix.indptr), kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    ties = matrix[order][:, order].tocsr()
    ties.data = np.ones_like(ties.data)
    ties.sort_indices()
    width = WIDE if len(order) <= WIDE_UP_TO else BLOCK
    blocks = [place[sources[i : i + width]] for i in range(0, len(sources), width)]
    total, squares = np.zeros(len(order)), np.zeros(len(order))
    with ThreadPoolExecutor(cpu_count()) as pool:
        for found in pool.map(lambda block: block_dependencies(ties, block), blocks):
            total += found.sum(axis=1)
            squares += (found**2).sum(axis=1)
    return total[place], squares[place]


def block_dependencies(ties: Matrix, sources: Ints) -> Floats:
    """Return the dependency of each of `sources` (a column each) on each node (a row each)."""
    found = np.zeros((ties.shape[0], len(sources)))
    share = np.zeros_like(found)
    *levels, (rows, ways) = levels_from(ties, sources)
    own = np.zeros_like(ways)
    for near, before in reversed(levels):
        own += 1
        own /= np.where(ways > 0, ways, np.inf)
        if not isinstance(rows, slice):
            share[rows] = own
        passed = np.asarray(rows_of(ties, near) @ (own if isinstance(rows, slice) else share))
        share[rows] = 0
        rows, ways, own = near, before, passed * before
        found[rows] += own
    found[sources, np.arange(len(sources))] = 0
    return found


def levels_from(ties: Matrix, sources: Ints) -> list[Level]:
    """Return the rows of the nodes at distance 0, 1, ... from any source, the sources' own first.

    Beside them, for each source, how many shortest paths lead there; 0 at another distance.
    """
    count, width = ties.shape[0], len(sources)
    ways = np.zeros((count, width))
    ways[sources, np.arange(width)] = 1
    rows: Rows = np.sort(sources)
    levels = [(rows, ways[rows])]
    front = ways.copy()
    while True:
        near = neighbours(ties, rows)
        step = rows_of(ties, near) @ front
        step *= ways[near] == 0
        new = np.flatnonzero(step.any(axis=1))
        if not len(new):
            return levels
        front[rows] = 0
        rows = near
        if not isinstance(near, slice) or 2 * len(new) < count:
            rows = new if isinstance(near, slice) else near[new]
            step = step[new]
        front[rows] = step
        ways[rows] += step
        levels.append((rows, step))


def neighbours(ties: Matrix, rows: Rows) -> Rows:
    """Return the neighbours of the nodes `rows`, sorted; of many, all nodes."""
    if isinstance(rows, slice) or 4 * len(rows) > ties.shape[0]:
        return EVERY
    near = np.zeros(ties.shape[0], dtype=np.bool_)
    near[ends(ties, rows)] = True
    return np.flatnonzero(near)


def ends(ties: Matrix, rows: Ints) -> Ints:
    """Return where the ties of `rows`, at least one node, end: node by node, in their order.

    >>> ends(csr_array(np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])), np.array([2, 1])).tolist()
    [1, 0, 2]
    """
    starts = ties.indptr[rows]
    counts = ties.indptr[rows + 1] - starts
    done = np.cumsum(counts)
    found: Ints = ties.indices[np.repeat(starts - done + counts, counts) + np.arange(done[-1])]
    return found


def rows_of(ties: Matrix, rows: Rows) -> Matrix:
    """Return the matrix of `rows` only."""
    return ties if isinstance(rows, slice) else ties[rows]
