"""Exposure: which nodes lie downstream of one, and how far a shock would have to travel."""

from __future__ import annotations

from collections import Counter, deque

from kg.analysis.card import NOTHING_KNOWN, Background, refuse_if_thin, word
from kg.analysis.finding import Finding, about, position_of, ranked, refusal, slot_notes
from kg.network.network import Network
from kg.text.table import Cell, Table


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

    Raises as `exposed` does.
    """
    ways = arcs(network, against=against)
    found = [reached(ways, start) for start in range(len(network.nodes))]
    scores = tuple(float(len(near) - 1) for near in found)
    rows: list[tuple[Cell, ...]] = [
        (
            place,
            shared,
            *about(network, i, lang, known),
            len(found[i]) - 1,
            max(distance for distance, _ in found[i].values()),
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


def way(lang: str, *, against: bool) -> str:
    """Return in words along which direction paths run."""
    return word("against_ties" if against else "along_ties", lang)


def arcs(network: Network, *, against: bool) -> list[list[int]]:
    """Return the nodes next downstream of each node, sorted.

    Raises
    ------
    TooFewNodesError
        If the network has fewer than three nodes or no tie.
    NotComputableError
        If the view is undirected.
    """
    refuse_if_thin(network, "exposure")
    if not network.directed:
        raise refusal("exposure", network.name, "a directed view", "an undirected one")
    near: list[set[int]] = [set() for _ in network.nodes]
    for tie in network.ties:
        first, second = (tie.target, tie.source) if against else (tie.source, tie.target)
        near[first].add(second)
    return [sorted(ends) for ends in near]


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
