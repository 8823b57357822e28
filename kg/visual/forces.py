"""Forces: points for the nodes of a connected network, near where tied, apart elsewhere."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Points: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Spectra: TypeAlias = tuple[npt.NDArray[np.complex128], npt.NDArray[np.complex128]]

PIVOTS = 16
ROUNDS = 60
HOT, COLD = 0.125, 0.02
SOFT = 0.25
ROOM = 3
NEAR, TOUCHING = 0.999, 1e-6


def spring(count: int, links: Ints, seed: int) -> Points:
    """Return a point for each of `count` nodes of a connected network, about one apart.

    `links` are the tied pairs, a row each, each once.

    Fruchterman, T., Reingold, E. (1991). Software: Practice and Experience 21, 1129-1164: ties
    pull with d^2, all nodes push each other off with 1/d, in steps that grow shorter. The start
    is that of Brandes & Pich (2007, Graph Drawing, LNCS 4372, 42-53), classical scaling by the
    distances to a few pivots. The push of all on all is read off a grid on which it is a
    convolution (Hockney & Eastwood 1988, Computer Simulation Using Particles): a round takes
    steps as the ties and n log n, not n^2.
    """
    draw, (first, second) = np.random.default_rng(seed % 2**63), links.T
    points = scaled_by_pivots(distances(count, first, second, draw))
    points *= math.sqrt(count) / 4 / (np.abs(points).std() or 1.0)
    points += draw.normal(size=points.shape) / 2
    side = math.ceil(math.sqrt(count)) + ROOM
    push = spectra(2 * side)
    for heat in np.geomspace(HOT * math.sqrt(count), COLD, ROUNDS):
        force = pushes(points, side, push) + pulls(points, first, second)
        length = np.hypot(*force.T)
        points += force * (np.minimum(length, heat) / np.maximum(length, 1e-9))[:, None]
    return points


def distances(count: int, first: Ints, second: Ints, draw: np.random.Generator) -> Points:
    """Return the distance of each node (a row) from some nodes drawn at random (a column each).

    Bit p of a node's number says whether pivot p has reached it: all are followed at once.
    """
    rows, columns = np.concatenate((first, second)), np.concatenate((second, first))
    ends = columns[np.argsort(rows, kind="stable")]
    starts = np.searchsorted(np.sort(rows), np.arange(count))
    pivots = draw.choice(count, min(PIVOTS, count), replace=False)
    bits = np.uint64(1) << np.arange(len(pivots), dtype=np.uint64)
    front = np.zeros(count, dtype=np.uint64)
    front[pivots] = bits
    seen, found, distance = front.copy(), np.zeros((count, len(pivots))), 0
    while front.any():
        front = np.bitwise_or.reduceat(front[ends], starts) & ~seen
        seen |= front
        distance += 1
        found[(front[:, None] & bits) > 0] = distance
    return found


def scaled_by_pivots(found: Points) -> Points:
    """Return two numbers per node that keep its distances to the pivots best."""
    squares = found**2
    middle = squares.mean(axis=0) + squares.mean(axis=1)[:, None] - squares.mean()
    centred = squares - middle
    return np.asarray(centred @ np.linalg.eigh(centred.T @ centred)[1][:, -2:])


def spectra(size: int) -> Spectra:
    """Return the Fourier transforms of the push of one node, across and down."""
    along = np.fft.fftfreq(size, 1 / size)
    across, down = along[:, None], along[None, :]
    far = across**2 + down**2 + SOFT
    return np.fft.rfft2(across / far), np.fft.rfft2(down / far)


def pushes(points: Points, side: int, push: Spectra) -> Points:
    """Return how all nodes together push each: spread on a grid of `side` cells, read off it.

    Each node is shared out to the four corners of its cell by nearness (cloud in cell). Half of
    the grid stays empty, for a Fourier transform goes round in a circle.
    """
    low = points.min(axis=0)
    cell = float((points.max(axis=0) - low).max()) / (side - 2) or 1.0
    corner = np.floor((points - low) / cell).astype(np.int64)
    (right, lower), (left, upper) = (part := (points - low) / cell - corner).T, (1 - part).T
    width, (column, row) = 2 * side, corner.T
    at = np.concatenate([(column + i) * width + row + j for i in (0, 1) for j in (0, 1)])
    share = np.concatenate((left * upper, left * lower, right * upper, right * lower))
    crowd = np.fft.rfft2(np.bincount(at, share, width**2).reshape(width, width))
    found = [np.fft.irfft2(crowd * one, s=(width, width)).ravel()[at] * share for one in push]
    return np.stack([one.reshape(4, -1).sum(axis=0) for one in found], axis=1) / cell


def pulls(points: Points, first: Ints, second: Ints) -> Points:
    """Return how the ties pull each node."""
    along = points[second] - points[first]
    along *= np.hypot(*along.T)[:, None]
    count = len(points)
    drawn = [np.bincount(first, a, count) - np.bincount(second, a, count) for a in along.T]
    return np.stack(drawn, axis=1)


def parted(points: Points, rounds: int) -> Points:
    """Return the points pushed off each other until they are one apart, or `rounds` are over."""
    points = points.copy()
    for _ in range(rounds):
        one, other = close(points)
        along = points[other] - points[one]
        length = np.hypot(*along.T)
        short = length < NEAR
        if not short.any():
            break
        one, other, along, length = one[short], other[short], along[short], length[short]
        same = length < TOUCHING  # then any direction will do, but always the same one
        turn = 2 * math.pi * ((one * 7 + other * 13) % 64) / 64
        along[same] = np.stack((np.cos(turn), np.sin(turn)), axis=1)[same]
        length[same] = 1.0
        step = along * ((1.0 - np.where(same, 0.0, length)) / 2 / length + 0.005)[:, None]
        for axis in (0, 1):
            ends = np.concatenate((one, other)), np.concatenate((-step[:, axis], step[:, axis]))
            points[:, axis] += np.bincount(*ends, minlength=len(points))
    return points


def close(points: Points) -> tuple[Ints, Ints]:
    """Return the pairs of points that lie in the same or in adjoining cells of size one.

    >>> [ends.tolist() for ends in close(np.array([[0.1, 0.1], [0.9, 0.2], [5.0, 5.0]]))]
    [[0], [1]]
    """
    column, row = np.floor(points - points.min(axis=0)).astype(np.int64).T
    width = int(row.max()) + 3
    cell = column * width + row
    order = np.argsort(cell, kind="stable")
    found = cell[order]
    here = np.arange(len(points))
    ranges = (
        (here + 1, np.searchsorted(found, found + 1, side="right")),
        (
            np.searchsorted(found, found + width - 1),
            np.searchsorted(found, found + width + 1, side="right"),
        ),
    )
    one, other = [], []
    for start, end in ranges:
        counts = end - start
        one.append(np.repeat(here, counts))
        skip = np.repeat(start - (np.cumsum(counts) - counts), counts)
        other.append(np.arange(len(skip)) + skip)
    return order[np.concatenate(one)], order[np.concatenate(other)]
