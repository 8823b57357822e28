"""Scores: one number per node and measure, on arrays; importing this loads numpy and scipy."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TypeAlias, cast

import numpy as np
import numpy.typing as npt
import rustworkx as rx
from scipy.sparse import csr_array
from scipy.sparse.linalg import ArpackError, eigsh

from kg.errors import NotComputableError
from kg.network.network import Network

Floats: TypeAlias = npt.NDArray[np.float64]
Matrix: TypeAlias = csr_array[np.float64, tuple[int, int]]

ALPHA = 0.85
SETTLED = 1e-14
SAME_EIGENVALUE = 1e-9
DENSE_UP_TO = 300
BLOCK = 1024
ONE_THREAD = 2**31


def degree(matrix: Matrix) -> Floats:
    """Return the number of neighbours of each node."""
    return np.diff(matrix.indptr).astype(np.float64)


def strength(matrix: Matrix) -> Floats:
    """Return the sum of the weights of each node's ties."""
    return np.asarray(matrix.sum(axis=1), dtype=np.float64)


def as_graph(matrix: Matrix) -> rx.PyGraph[None, None]:
    """Return the matrix as a rustworkx graph without weights."""
    count = matrix.shape[0]
    graph: rx.PyGraph[None, None] = rx.PyGraph(multigraph=False)
    graph.add_nodes_from([None] * count)
    rows = np.repeat(np.arange(count), np.diff(matrix.indptr))
    upper = rows < matrix.indices
    ends = zip(rows[upper].tolist(), matrix.indices[upper].tolist(), strict=True)
    graph.add_edges_from_no_data(list(ends))
    return graph


def betweenness(matrix: Matrix) -> Floats:
    """Return the normalised betweenness of each node, in [0, 1].

    One thread adds up, so that the last digit does not depend on who came first.
    """
    found = rx.graph_betweenness_centrality(as_graph(matrix), parallel_threshold=ONE_THREAD)
    return np.array([found[node] for node in range(matrix.shape[0])])


def coreness(matrix: Matrix) -> Floats:
    """Return the core number of each node."""
    found = cast("Mapping[int, int]", rx.graph_core_number(as_graph(matrix)))  # its stub says int
    return np.array([found[node] for node in range(matrix.shape[0])], dtype=np.float64)


def harmonic(matrix: Matrix) -> Floats:
    """Return the sum of 1/distance from each node to all others.

    Breadth-first search from 1,024 sources at once: bit s of a node's row says whether source
    s has reached it; one sweep over the ties takes all of them a step further.
    """
    count = matrix.shape[0]
    total = np.zeros(count)
    tied = np.flatnonzero(np.diff(matrix.indptr))
    starts = matrix.indptr[tied]
    for first in range(0, count, BLOCK):
        sources = np.arange(first, min(first + BLOCK, count))
        front = np.zeros((count, -(-len(sources) // 64)), dtype=np.uint64)
        bit = sources - first
        front[sources, bit // 64] = np.uint64(1) << (bit % 64).astype(np.uint64)
        seen, distance = front.copy(), 0
        while front.any():
            step = np.zeros_like(front)
            step[tied] = np.bitwise_or.reduceat(front[matrix.indices], starts, axis=0)
            front = step & ~seen
            seen |= front
            distance += 1
            total += np.bitwise_count(front).sum(axis=1) / distance
    return total


def pagerank(matrix: Matrix) -> Floats:
    """Return the PageRank of each node along the ties of `matrix`; they sum to 1.

    Raises
    ------
    NotComputableError
        If the walk does not settle.
    """
    count = matrix.shape[0]
    out = np.asarray(matrix.sum(axis=1), dtype=np.float64)
    dangling = out == 0
    scale = np.divide(1.0, out, out=np.zeros(count), where=~dangling)
    flow = matrix.T.tocsr()
    walk = np.full(count, 1.0 / count)
    for _ in range(2000):
        spread = (ALPHA * walk[dangling].sum() + 1 - ALPHA) / count
        after = ALPHA * (flow @ (walk * scale)) + spread
        after /= after.sum()
        if np.abs(after - walk).sum() < SETTLED:
            return np.asarray(after)
        walk = after
    message = "pagerank is not computable: the walk did not settle"
    raise NotComputableError(message)


def heaviest(matrix: Matrix, components: tuple[int, ...]) -> npt.NDArray[np.intp]:
    """Return the nodes of the largest component, of equal ones that with the most weight."""
    part = np.asarray(components)
    sizes = np.bincount(part)
    weights = np.bincount(part, weights=strength(matrix))
    best = min(range(len(sizes)), key=lambda c: (-sizes[c], -weights[c], c))
    return np.flatnonzero(part == best)


def eigenvector(matrix: Matrix) -> Floats:
    """Return the principal eigenvector of a connected matrix, of length 1, all above 0.

    Raises
    ------
    NotComputableError
        If the two largest eigenvalues are equal to nine digits, or none is found: any mixture
        of their vectors would do.
    """
    count = matrix.shape[0]
    try:
        if count <= DENSE_UP_TO:
            values, vectors = np.linalg.eigh(matrix.toarray())
        else:
            values, vectors = eigsh(matrix, k=2, which="LA", v0=np.ones(count))
    except (np.linalg.LinAlgError, ArpackError) as error:
        message = f"eigenvector is not computable: {error}"
        raise NotComputableError(message) from None
    largest, second = np.argsort(values)[::-1][:2]
    if values[largest] - values[second] < SAME_EIGENVALUE * values[largest]:
        message = "eigenvector is not computable: the two largest eigenvalues are equal"
        raise NotComputableError(message)
    vector: Floats = np.abs(vectors[:, largest])
    return vector


def constraint(matrix: Matrix) -> Floats:
    """Return Burt's constraint of each node; not a number for nodes without ties."""
    total = strength(matrix)
    scale = np.divide(1.0, total, out=np.zeros(len(total)), where=total > 0)
    share = matrix.multiply(scale[:, np.newaxis]).tocsr()
    mask = matrix.copy()
    mask.data = np.ones_like(mask.data)
    both = (share + (share @ share).multiply(mask)).tocsr()
    found = np.asarray(both.multiply(both).sum(axis=1), dtype=np.float64)
    return np.where(total > 0, found, np.nan)


UNDIRECTED: Mapping[str, Callable[[Matrix], Floats]] = {
    "degree": degree,
    "strength": strength,
    "betweenness": betweenness,
    "harmonic": harmonic,
    "constraint": constraint,
    "coreness": coreness,
}


def score_of(network: Network, measure: str) -> tuple[float | None, ...]:
    """Return the score of each node in the order of `network.nodes`; None where it has none."""
    if measure == "pagerank":
        found = pagerank(network.csr(directed=network.directed))
    elif measure == "eigenvector":
        matrix = network.csr()
        inside = heaviest(matrix, network.components)
        found = np.full(len(network.nodes), np.nan)
        found[inside] = eigenvector(matrix[inside][:, inside].tocsr())
    else:
        found = UNDIRECTED[measure](network.csr())
    return tuple(None if math.isnan(value) else value for value in found.tolist())
