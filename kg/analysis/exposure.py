"""Exposure: which nodes lie downstream of one, and how far a shock would have to travel."""

from __future__ import annotations

from collections import Counter, deque
from itertools import pairwise

from kg.analysis.card import NOTHING_KNOWN, Background, word
from kg.analysis.finding import (
    Finding,
    about,
    position_of,
    ranked,
    refusal,
    refuse_undirected,
    slot_notes,
)
from kg.network.network import Network
from kg.text.table import Cell, Table

MOST_STEPS = 10**11


def exposed(
    network: Network,
    node: str,
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
    *,
    against: bool = False,
) -> Table:
    """Return the nodes that a directed path reaches from `node`, the nearest first.

    `distance` counts ties, `via` is the node before on one shortest path (the first by id).
    With `against` paths run against the direction of the ties, as a shock does where the tie
    says that its source relies on its end.

    Raises
    ------
    UnknownNameError
        If the node is not in the network.
    TooFewNodesError
        If the network has fewer than three nodes or no tie.
    NotComputableError
        If the view is undirected: it has no downstream.
    """
    start = position_of(network, node)
    found = reached(arcs(network, against=against), start)
    rows: list[tuple[Cell, ...]] = []
    order = sorted((distance, i) for i, (distance, _) in found.items() if i != start)
    for distance, i in order:
        if network.nodes[i].id not in known.slots:
            before = network.nodes[found[i][1]].label(lang)
            rows.append((distance, *about(network, i, lang, known), before, network.nodes[i].id))
    steps = Counter(distance for distance, _ in order)
    by_step = ", ".join(f"{distance}: {count}" for distance, count in sorted(steps.items()))
    name = network.nodes[start].label(lang)
    note = word("exposed_from", lang, name=name, count=len(order), steps=by_step or "-")
    finding = Finding(
        "exposed",
        ("distance", "label", "kind", "via", "id"),
        rows,
        chosen=way(lang, against=against),
        more=(note, *slot_notes(network, known, lang)),
        meta={"node": network.nodes[start].id},
    )
    return finding.table(network, lang)


def exposures(
    network: Network,
    top: int | None = None,
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
    *,
    against: bool = False,
) -> Table:
    """Rank the nodes by how many others lie downstream of them, with the longest distance.

    Raises as `exposed` does, and refuses a network on which it would take too long: exact
    counts cost the paths from all nodes.
    """
    found, furthest = downstream(network, against=against)
    scores = tuple(float(count) for count in found)
    rows: list[tuple[Cell, ...]] = [
        (
            place,
            shared,
            *about(network, i, lang, known),
            found[i],
            furthest[i],
            network.nodes[i].id,
        )
        for place, shared, i in ranked(network, scores, lang, known)[:top]
    ]
    finding = Finding(
        "exposures",
        ("rank", "tied", "label", "kind", "downstream", "furthest", "id"),
        rows,
        chosen=way(lang, against=against),
        more=slot_notes(network, known, lang),
    )
    return finding.table(network, lang)


def downstream(network: Network, *, against: bool) -> tuple[list[int], list[int]]:
    """Return how many others each node reaches, and how far the furthest of them is."""
    import numpy as np  # heavy: only who computes pays

    from kg.analysis.paths import fronts

    refuse_undirected(network, "exposure")
    matrix = network.csr(directed=True)
    matrix = matrix.T.tocsr() if against else matrix
    count = matrix.shape[0]
    if count * matrix.nnz > MOST_STEPS:
        needs, steps = f"nodes times ties up to {MOST_STEPS:.0e}", f"{count * matrix.nnz:.0e}"
        raise refusal("exposure", network.name, needs, steps)
    found, furthest = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    for _, distance, front in fronts(matrix, np.arange(count)):
        new = np.bitwise_count(front).sum(axis=1, dtype=np.int64)
        found += new
        furthest[new > 0] = np.maximum(furthest[new > 0], distance)
    return found.tolist(), furthest.tolist()


def way(lang: str, *, against: bool) -> str:
    """Return in words along which direction paths run."""
    return word("against_ties" if against else "along_ties", lang)


def arcs(network: Network, *, against: bool) -> list[list[int]]:
    """Return the nodes next downstream of each node, sorted. Raises as `refuse_undirected` does."""
    refuse_undirected(network, "exposure")
    matrix = network.csr(directed=True)
    matrix = matrix.T.tocsr() if against else matrix
    matrix.sort_indices()
    starts, near = matrix.indptr.tolist(), matrix.indices.tolist()
    return [near[first:last] for first, last in pairwise(starts)]


def reached(near: list[list[int]], start: int) -> dict[int, tuple[int, int]]:
    """Return distance and node before of all that can be reached from `start`, itself too.

    >>> reached([[1, 2], [3], [3], []], 0)
    {0: (0, 0), 1: (1, 0), 2: (1, 0), 3: (2, 1)}
    """
    found = {start: (0, start)}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for other in near[node]:
            if other not in found:
                found[other] = found[node][0] + 1, node
                queue.append(other)
    return found
