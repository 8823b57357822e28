"""Likeness of nodes that are not tied, on arrays; loads numpy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kg.analysis.paths import Floats, Matrix
from kg.errors import NotComputableError

WAYS = ("common_neighbours", "adamic_adar", "resource_allocation", "katz")
MOST_NODES = 4000


@dataclass(frozen=True)
class Trial:
    """How well scores find ties that were held out: AUC, and precision among the first."""

    auc: float
    precision: float


def unweighted(matrix: Matrix) -> Floats:
    """Return a symmetric matrix as ones and zeros, not sparse."""
    return np.asarray(matrix.toarray() > 0, dtype=np.float64)


def scores_of(ties: Floats, way: str, beta: float) -> Floats:
    """Return the score of each pair of nodes; `ties` is symmetric, of ones and zeros."""
    if way == "katz":
        return katz(ties, beta)
    degrees = ties.sum(axis=0)
    weights = np.ones(len(ties))
    if way == "adamic_adar":
        weights = np.divide(1.0, np.log(np.maximum(degrees, 2.0)))
    elif way == "resource_allocation":
        weights = np.divide(1.0, np.maximum(degrees, 1.0))
    found: Floats = (ties * weights) @ ties
    return found


def katz(ties: Floats, beta: float) -> Floats:
    """Return the number of walks between each pair, one of length l counting beta^l."""
    one = np.eye(len(ties))
    found: Floats = np.linalg.inv(one - beta * ties) - one
    return found


def attenuation(ties: Floats, beta: float | None) -> float:
    """Return `beta`, without one half of one over the largest eigenvalue.

    Networks with fewer ties have no larger eigenvalue: the same beta will do for them.

    Raises
    ------
    NotComputableError
        If `beta` is not above 0 and below one over the largest eigenvalue: Katz' sum would not
        end.
    """
    largest = float(np.linalg.eigvalsh(ties)[-1])
    if beta is not None and not 0 < beta * largest < 1:
        limit = f"beta between 0 and {1 / largest:.4g}"
        message = f"katz is not computable: needs {limit}, found {beta:.4g}"
        raise NotComputableError(message)
    return 0.5 / largest if beta is None else beta


def trial(scores: Floats, missing: npt.NDArray[np.bool_], known: npt.NDArray[np.bool_]) -> Trial:
    """Return how well `scores` set the `missing` ties above pairs that were never tied.

    `known` are the ties that the scores were made from. AUC is the chance that a missing tie
    has a higher score than a pair without a tie, equal ones count half. Precision is the share
    of missing ties among the first pairs, as many as are missing; of pairs of equal score at
    the end of that list the expected share counts.
    """
    upper = np.triu(np.ones(scores.shape, dtype=bool), 1)
    hits, others = scores[missing & upper], scores[upper & ~missing & ~known]
    order = np.sort(np.round(others, 12))
    hits = np.round(hits, 12)
    below = np.searchsorted(order, hits, side="left")
    equal = np.searchsorted(order, hits, side="right") - below
    auc = float((below + equal / 2).sum() / (len(hits) * len(others)))
    every = np.concatenate([hits, order])
    last = np.sort(every)[::-1][len(hits) - 1]
    sure, even = int((hits > last).sum()), int((every == last).sum())
    room = len(hits) - int((every > last).sum())
    return Trial(auc, (sure + room * int((hits == last).sum()) / even) / len(hits))
