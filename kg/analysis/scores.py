"""Scores: one number per node and measure, on arrays; importing this loads numpy and scipy."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from kg.analysis.paths import Estimate, Floats, Ints, Matrix, betweenness, ends, harmonic
from kg.analysis.triangles import constraint, local_clustering
from kg.errors import NotComputableError
from kg.network.network import Network

ALPHA = 0.85
SETTLED = 1e-14
SAME_EIGENVALUE = 1e-9
DENSE_UP_TO = 300


def degree(matrix: Matrix) -> Floats:
    """Return the number of neighbours of each node."""
    return np.diff(matrix.indptr).astype(np.float64)


def strength(matrix: Matrix) -> Floats:
    """Return the sum of the weights of each node's ties."""
    return np.asarray(matrix.sum(axis=1), dtype=np.float64)


def coreness(matrix: Matrix) -> Floats:
    """Return the core number of each node."""
    return peeled(matrix)[0]


def peeled(matrix: Matrix) -> tuple[Floats, Floats]:
    """Return core number and onion layer of each node, as networkx.core_number and onion_layers.

    All nodes whose degree is not above the current core are peeled off at once; where none is
    left, the current core rises to the least degree there is. Only the neighbours of what was
    peeled are looked at, so that the work is that of the ties, however many layers there are.
    Hébert-Dufresne, L., Grochow, J. A., Allard, A. (2016). Scientific Reports 6, 31708.
    """
    degrees = np.diff(matrix.indptr).astype(np.int64)
    core, layer = np.zeros(len(degrees)), np.zeros(len(degrees))
    layer[degrees == 0] = 1
    number, current = 0, int((degrees == 0).any())
    left = np.flatnonzero(degrees)
    off = np.empty(0, dtype=np.int64)
    while len(off) or len(left := left[layer[left] == 0]):
        if not len(off):
            number = max(number, int(degrees[left].min()))
            off = left[degrees[left] <= number]
        current += 1
        core[off], layer[off] = number, current
        near = ends(matrix, off)
        np.subtract.at(degrees, near, 1)
        off = np.unique(near[(degrees[near] <= number) & (layer[near] == 0)])
    return core, layer


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


def heaviest(matrix: Matrix, components: tuple[int, ...]) -> Ints:
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
    values, vectors = largest_two(matrix)
    largest, second = np.argsort(values)[::-1][:2]
    if values[largest] - values[second] < SAME_EIGENVALUE * values[largest]:
        message = "eigenvector is not computable: the two largest eigenvalues are equal"
        raise NotComputableError(message)
    vector: Floats = np.abs(vectors[:, largest])
    return vector


def largest_two(matrix: Matrix) -> tuple[Floats, Floats]:
    """Return the largest eigenvalues, at least two, and their vectors.

    Raises
    ------
    NotComputableError
        If none is found.
    """
    count = matrix.shape[0]
    if count <= DENSE_UP_TO:
        values, vectors = np.linalg.eigh(matrix.toarray())
        return values, vectors
    from scipy.sparse.linalg import ArpackError, eigsh  # heavy: small networks do without

    try:
        values, vectors = eigsh(matrix, k=2, which="LA", v0=np.ones(count))
    except ArpackError as error:
        message = f"eigenvector is not computable: {error}"
        raise NotComputableError(message) from None
    return values, vectors


EXACT: Mapping[str, Callable[[Matrix], Floats]] = {
    "degree": degree,
    "strength": strength,
    "coreness": coreness,
}
ON_TRIANGLES: Mapping[str, Callable[[Network], Floats]] = {
    "clustering": local_clustering,
    "constraint": constraint,
}
SAMPLED: Mapping[str, Callable[[Matrix, int], Estimate]] = {
    "betweenness": betweenness,
    "harmonic": harmonic,
}


def estimate_of(network: Network, measure: str, seed: int = 0) -> Estimate:
    """Return the score of each node as arrays; not a number where it has none.

    `seed` draws the sources of those in `SAMPLED` on a large network.
    """
    count = len(network.nodes)
    if measure in SAMPLED:
        return SAMPLED[measure](network.csr(), seed)
    if measure == "pagerank":
        found = pagerank(network.csr(directed=network.directed))
    elif measure == "eigenvector":
        matrix = network.csr()
        inside = heaviest(matrix, network.components)
        found = np.full(count, np.nan)
        found[inside] = eigenvector(matrix[inside][:, inside].tocsr())
    elif measure in ON_TRIANGLES:
        found = ON_TRIANGLES[measure](network)
    else:
        found = EXACT[measure](network.csr())
    return Estimate(found, np.zeros(count))
