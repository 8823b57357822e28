"""Triangles: three nodes that are all tied, and what rests on them; loads numpy and scipy."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kg.analysis.paths import Floats, Ints, Matrix
from kg.network.network import Network

AT_ONCE = 1 << 21
ROOM, SPREAD = 16, 0x1E3779B97F4A7C15
"""Places of a sieve per tie, and the odd number that spreads ties over it."""
CORNERS = (0, 1, 2)


class Triangles(NamedTuple):
    """Each triangle once: its `corners` and the `sides` opposite to them, three rows each.

    A side is the number of a tie, which runs from `low` to `high` with `weight`.
    """

    low: Ints
    high: Ints
    weight: Floats
    corners: Ints
    sides: Ints


def triangles_of(network: Network) -> Triangles:
    """Return the triangles of the symmetric matrix, found once for all measures of a network."""
    found: Triangles = network.computed.get("triangles") or triangles(network.csr())
    if found.corners.shape[1] <= AT_ONCE:  # more would hold memory for as long as the network
        network.computed["triangles"] = found
    return found


def triangles(matrix: Matrix) -> Triangles:
    """Return the triangles of a symmetric matrix.

    Each tie points to its end with more neighbours; a triangle is then a path of two ties with
    a third one from start to end. No node points to more than sqrt(2 m) others, so that there
    are at most m sqrt(2 m) paths. Chiba, N., Nishizeki, T. (1985). SIAM J. Comput. 14, 210-223.
    """
    count = max(matrix.shape[0], 1)
    order = np.argsort(np.diff(matrix.indptr), kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    rows = np.repeat(place, np.diff(matrix.indptr))
    keys = rows * count + place[matrix.indices]
    upward = np.flatnonzero(rows < place[matrix.indices])
    upward = upward[np.argsort(keys[upward])]
    tied = keys[upward]
    low, high = np.divmod(tied, count)
    sieve = np.zeros(1 << (ROOM * len(tied)).bit_length(), dtype=np.bool_)
    sieve[slots(tied, sieve)] = True
    found = [np.empty((3, 0), dtype=np.int64)]
    for first, second in paths(low, high):
        wanted = low[first] * count + high[second]
        maybe = np.flatnonzero(sieve[slots(wanted, sieve)])  # few: only these are worth a search
        one, two, wanted = first[maybe], second[maybe], wanted[maybe]
        over = np.searchsorted(tied, wanted)
        over[over == len(tied)] = 0
        real = tied[over] == wanted
        found.append(np.stack((two, over, one))[:, real])
    sides = np.concatenate(found, axis=1)
    corners = order[np.stack((low[sides[2]], high[sides[2]], high[sides[0]]))]
    return Triangles(order[low], order[high], matrix.data[upward], corners, sides)


def slots(keys: Ints, sieve: npt.NDArray[np.bool_]) -> Ints:
    """Return the place of each key in a sieve, whose length is a power of two; some share one."""
    return (keys * SPREAD >> 24) & (len(sieve) - 1)


def paths(low: Ints, high: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Return the first and the second tie of all paths along sorted ties, about 2 million a time.

    >>> [[ties.tolist() for ties in both] for both in paths(np.array([0, 1]), np.array([1, 2]))]
    [[[0], [1]]]
    """
    begun = np.bincount(low, minlength=int(high.max(initial=-1)) + 1)
    starts, steps = (np.cumsum(begun) - begun)[high], begun[high]
    ends = np.cumsum(steps)
    first = 0
    while first < len(low):
        done = ends[first] - steps[first]
        last = max(int(np.searchsorted(ends, done + AT_ONCE, side="right")), first + 1)
        counts = steps[first:last]
        one = np.repeat(np.arange(first, last), counts)
        skip = np.repeat(starts[first:last] - (ends[first:last] - counts - done), counts)
        yield one, np.arange(len(one)) + skip
        first = last


def local_clustering(network: Network) -> Floats:
    """Return the share of each node's pairs of neighbours that are tied, in [0, 1].

    0 for nodes with fewer than two neighbours, as networkx.clustering without weights.
    """
    degrees = np.diff(network.csr().indptr).astype(np.float64)
    pairs = degrees * (degrees - 1) / 2
    tied = np.bincount(triangles_of(network).corners.ravel(), minlength=len(degrees))
    return np.divide(tied, pairs, out=np.zeros(len(degrees)), where=pairs > 0)


def constraint(network: Network) -> Floats:
    """Return Burt's constraint of each node; not a number for nodes without ties."""
    matrix, count = network.csr(), len(network.nodes)
    found, total = triangles_of(network), np.asarray(matrix.sum(axis=1), dtype=np.float64)
    ties = len(found.low)
    own = np.concatenate((found.low, found.high))
    share = np.tile(found.weight, 2) / total[own]
    for i, j, q in permutations(CORNERS):
        corner, via = found.corners[i], found.corners[q]
        both = found.weight[found.sides[j]] * found.weight[found.sides[i]]
        slot = found.sides[q] + ties * (found.low[found.sides[q]] != corner)
        share += np.bincount(slot, both / (total[corner] * total[via]), minlength=2 * ties)
    held = np.bincount(own, share**2, minlength=count)
    return np.where(total > 0, held, np.nan)


def effective_size(network: Network) -> Floats:
    """Return Burt's effective size of each node; 0 for nodes without ties."""
    matrix, count = network.csr(), len(network.nodes)
    found, total = triangles_of(network), np.asarray(matrix.sum(axis=1), dtype=np.float64)
    strongest = np.asarray(matrix.max(axis=1).toarray(), dtype=np.float64).ravel()
    size = np.diff(matrix.indptr).astype(np.float64)
    for i, j, _ in permutations(CORNERS):
        corner, other = found.corners[i], found.corners[j]
        both = found.weight[found.sides[j]] * found.weight[found.sides[i]]
        size -= np.bincount(corner, both / (total[corner] * strongest[other]), minlength=count)
    return size
