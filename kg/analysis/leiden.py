"""The Leiden algorithm on arrays, and the qualities that it maximises; loads numpy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import graspologic_native
import numpy as np

from kg.analysis.paths import Matrix
from kg.analysis.scores import strength
from kg.errors import NotComputableError

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

ITERATIONS = 10
RANDOMNESS = 0.001


def numbered(labels: Sequence[int]) -> tuple[int, ...]:
    """Return the labels as 0, 1, ...: the largest part first, ties by the first node.

    >>> numbered([7, 4, 4, 2])
    (1, 0, 0, 2)
    """
    sizes = Counter(labels)
    order = sorted(sizes, key=lambda label: -sizes[label])  # equal ones stay as they came
    number = {label: place for place, label in enumerate(order)}
    return tuple(number[label] for label in labels)


def density(matrix: Matrix) -> float:
    """Return the weight per pair of nodes."""
    count = matrix.shape[0]
    return float(matrix.sum()) / (count * (count - 1))


def weight_within(matrix: Matrix, labels: Sequence[int]) -> list[float]:
    """Return the weight of each node's ties with the other nodes of its own part."""
    part = np.asarray(labels)
    rows = np.repeat(np.arange(len(part)), np.diff(matrix.indptr))
    inside = part[rows] == part[matrix.indices]
    found = np.bincount(rows[inside], weights=matrix.data[inside], minlength=len(part))
    return [float(value) for value in found]


def weight_inside(matrix: Matrix, labels: Sequence[int]) -> list[float]:
    """Return the weight of the ties inside each part, by its number."""
    found = np.bincount(np.asarray(labels), weights=weight_within(matrix, labels))
    return [float(value) / 2 for value in found]


def modularity(matrix: Matrix, labels: Sequence[int], resolution: float = 1.0) -> float:
    """Return the modularity of a partition, in [-1/2, 1] at resolution 1."""
    whole = float(matrix.sum()) / 2
    ends = np.bincount(np.asarray(labels), weights=strength(matrix))
    shares = (ends / (2 * whole)) ** 2
    return float(np.sum(np.asarray(weight_inside(matrix, labels)) / whole - resolution * shares))


def constant_potts(matrix: Matrix, labels: Sequence[int], resolution: float) -> float:
    """Return the quality of a partition in the constant Potts model, in units of weight."""
    sizes = np.bincount(np.asarray(labels))
    pairs = sizes * (sizes - 1) / 2
    return float(np.sum(np.asarray(weight_inside(matrix, labels)) - resolution * pairs))


QUALITIES = {"modularity": modularity, "cpm": constant_potts}


def runs(
    pool: Executor, matrix: Matrix, quality: str, resolution: float, seeds: Iterable[int]
) -> list[Future[tuple[int, ...]]]:
    """Return one partition per seed, to be waited for; numbered, nodes without ties stay alone.

    The seeds run in the threads of `pool` and leave the interpreter to others: each depends on
    itself only.

    Raises
    ------
    NotComputableError
        By each that is waited for, if the resolution is not above 0.
    """
    tied = np.flatnonzero(np.diff(matrix.indptr))
    core = matrix[tied][:, tied].tocsr()
    core.sort_indices()
    ties = core.indptr.astype(np.int64), core.indices.astype(np.int32), core.data

    def run(seed: int) -> tuple[int, ...]:
        try:
            _, parts = graspologic_native.leiden_csr(
                *ties,
                len(tied),
                resolution=resolution,
                randomness=RANDOMNESS,
                iterations=ITERATIONS,
                use_modularity=quality == "modularity",
                seed=seed,
            )
        except graspologic_native.ParameterRangeError as error:
            message = f"clusters are not computable: resolution {resolution}: {error}"
            raise NotComputableError(message) from None
        labels = [-1 - node for node in range(matrix.shape[0])]
        for place, node in enumerate(tied.tolist()):
            labels[node] = parts[place]
        return numbered(labels)

    return [pool.submit(run, seed) for seed in seeds]


def best_of(
    matrix: Matrix, partitions: Sequence[tuple[int, ...]], quality: str, resolution: float
) -> tuple[tuple[int, ...], float]:
    """Return the partition of highest quality and that quality, ties by the order of labels."""
    value = {p: QUALITIES[quality](matrix, p, resolution) for p in set(partitions)}
    best = min(value, key=lambda p: (-float(f"{value[p]:.12g}"), p))
    return best, value[best]
