"""Brokerage: who stands between others, in which role, and where the network would break."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from kg.analysis.card import NOTHING_KNOWN, Background, refuse_if_thin, word
from kg.analysis.finding import Finding, about, ranked, refusal, slot_notes
from kg.network.network import Network
from kg.text.table import Cell, Table

ROLES = ("coordinator", "consultant", "gatekeeper", "representative", "liaison")
LEAST_SIDES = 2


def brokerage(
    network: Network,
    top: int | None = None,
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
) -> Table:
    """Rank the nodes by constraint, lowest first, with effective size and efficiency beside.

    Effective size is in neighbours, from 1 to the degree; efficiency is its share of the
    degree, in (0, 1]. Nodes without ties have none of the three and are not ranked.

    Raises
    ------
    TooFewNodesError
        If the network has fewer than three nodes or no tie.

    >>> from kg.network.network import Node, Tie
    >>> from kg.text.header import Header
    >>> nodes = tuple(Node(name, {}, "") for name in ("arm", "hub", "leg"))
    >>> star = Network("star", Header(), False, nodes, (Tie(0, 1, "r"), Tie(1, 2, "r")))
    >>> [row[2:8] for row in brokerage(star, 1).rows]
    [('hub', '', 2, 2.0, 1.0, 0.5)]
    """
    from kg.analysis.cuts import cuts
    from kg.analysis.scores import degree  # heavy: only who computes pays
    from kg.analysis.triangles import constraint, effective_size

    refuse_if_thin(network, "brokerage")
    matrix = network.csr()
    degrees, size, held = degree(matrix), effective_size(network), constraint(network)
    scores = tuple(float(held[i]) if degrees[i] else None for i in range(len(held)))
    cutting = cuts(matrix).parts
    rows: list[tuple[Cell, ...]] = [
        (
            place,
            shared,
            *about(network, i, lang, known),
            int(degrees[i]),
            float(size[i]),
            float(size[i] / degrees[i]),
            float(held[i]),
            i in cutting,
            network.nodes[i].id,
        )
        for place, shared, i in ranked(network, scores, lang, known, lowest=True)[:top]
    ]
    keys = ("rank", "tied", "label", "kind", "degree", "effective_size", "efficiency_of_ties")
    alone = scores.count(None)
    more = (word("unscored", lang, count=alone),) if alone else ()
    finding = Finding(
        "brokerage",
        (*keys, "constraint", "cut_node", "id"),
        rows,
        more=(*more, *slot_notes(network, known, lang)),
    )
    return finding.table(network, lang)


def broker_roles(
    network: Network,
    sides: Mapping[str, str],
    top: int | None = None,
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
) -> Table:
    """Rank the nodes by how many open paths of two ties they broker, counted by role.

    `sides` gives the side, such as region or sphere, of a node's id; paths with a node of no
    known side do not count, nor do nodes that broker nothing. Along directed ties a path runs
    from a over the broker to c; in an undirected view each counts once in both directions.

    Raises
    ------
    TooFewNodesError
        If the network has fewer than three nodes or no tie.
    NotComputableError
        If the nodes are of fewer than two sides.
    """
    refuse_if_thin(network, "brokerage roles")
    on = [sides.get(node.id) for node in network.nodes]
    named = sorted({side for side in on if side is not None})
    if len(named) < LEAST_SIDES:
        raise refusal("brokerage roles", network.name, "nodes of 2 sides or more", len(named))
    counts = roles_of(network, on)
    scores = tuple(float(found.total()) if found.total() else None for found in counts)
    rows: list[tuple[Cell, ...]] = [
        (
            place,
            shared,
            network.nodes[i].label(lang),
            on[i],
            counts[i].total(),
            *(counts[i][role] for role in ROLES),
            network.nodes[i].id,
        )
        for place, shared, i in ranked(network, scores, lang, known)[:top]
    ]
    more = [word("sides", lang, count=len(named), unknown=on.count(None))]
    more += [] if network.directed else [word("both_ways", lang)]
    finding = Finding(
        "broker_roles",
        ("rank", "tied", "label", "side", "brokered", *ROLES, "id"),
        rows,
        more=(*more, *slot_notes(network, known, lang)),
    )
    return finding.table(network, lang)


def roles_of(network: Network, on: list[str | None]) -> list[Counter[str]]:
    """Return how often each node brokers in each role; `on` is the side of each node."""
    ahead: list[set[int]] = [set() for _ in network.nodes]
    behind: list[set[int]] = [set() for _ in network.nodes]
    matrix = network.csr(directed=network.directed).tocoo()
    for first, second in zip(*(ends.tolist() for ends in matrix.coords), strict=True):
        if None not in (on[first], on[second]):
            ahead[first].add(second)
            behind[second].add(first)
    found: list[Counter[str]] = [Counter() for _ in network.nodes]
    for broker, side in enumerate(on):
        for first in behind[broker]:
            for last in ahead[broker] - ahead[first] - {first}:
                found[broker][role_of(on[first], side, on[last])] += 1
    return found


def role_of(first: str | None, broker: str | None, last: str | None) -> str:
    """Return the role of a broker by the sides of the three on the path.

    >>> role_of("west", "west", "east"), role_of("west", "north", "east")
    ('representative', 'liaison')
    """
    if first == last:
        return "coordinator" if first == broker else "consultant"
    if broker == last:
        return "gatekeeper"
    return "representative" if broker == first else "liaison"


def cut_nodes(network: Network, lang: str = "en", known: Background = NOTHING_KNOWN) -> Table:
    """Rank the articulation points by how many pairs of others only they hold together.

    `parts` is the number of components that the node's own falls into when it leaves.
    Raises as `brokerage` does.
    """
    from kg.analysis.cuts import cuts

    refuse_if_thin(network, "cut nodes")
    parts = cuts(network.csr()).parts
    scores = [parted(parts[i]) if i in parts else None for i in range(len(network.nodes))]
    rows: list[tuple[Cell, ...]] = [
        (
            place,
            shared,
            *about(network, i, lang, known),
            len(parts[i]),
            int(parted(parts[i])),
            network.nodes[i].id,
        )
        for place, shared, i in ranked(network, tuple(scores), lang, known)
    ]
    keys = ("rank", "tied", "label", "kind", "parts", "pairs_parted", "id")
    more = slot_notes(network, known, lang)
    return Finding("cut_nodes", keys, rows, more=more).table(network, lang)


def bridges(network: Network, lang: str = "en", known: Background = NOTHING_KNOWN) -> Table:
    """Return the bridges, those that part the most pairs first, with the sources behind them.

    `sources` counts the sources (without `known.sources` the claims) that report the bridge:
    one that hangs on a single source may be an artefact of it. Raises as `brokerage` does.
    """
    from kg.analysis.cuts import cuts

    refuse_if_thin(network, "bridges")
    found = cuts(network.csr()).sides
    told: dict[tuple[int, int], set[str]] = {}
    for tie in network.ties:
        pair = min(tie.source, tie.target), max(tie.source, tie.target)
        if pair in found:
            told.setdefault(pair, set()).update(known.sources.get(c, c) for c in tie.claims)
    rows: list[tuple[Cell, ...]] = []
    for pair, (side, other) in found.items():
        names = (network.nodes[i].label(lang) for i in pair)
        ids = (network.nodes[i].id for i in pair)
        rows.append((*names, side * other, side, other, len(told[pair]), *ids))
    rows.sort(key=lambda row: (-int(row[2] or 0), str(row[6]), str(row[7])))
    keys = ("one_end", "other_end", "pairs_parted", "one_side", "other_side", "sources")
    finding = Finding("bridges", (*keys, "one_id", "other_id"), rows)
    return finding.table(network, lang)


def parted(sizes: list[int]) -> float:
    """Return the number of pairs of nodes in different parts.

    >>> parted([1, 2, 3])
    11.0
    """
    return (sum(sizes) ** 2 - sum(size**2 for size in sizes)) / 2
