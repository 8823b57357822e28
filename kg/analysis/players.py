"""Key players: the few whose loss parts the network most, or who reach the most of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.analysis.card import NOTHING_KNOWN, Background, refuse_if_thin, word
from kg.analysis.finding import Finding, about, refusal, slot_notes
from kg.network.network import Network
from kg.text.table import Cell, Table

if TYPE_CHECKING:
    from kg.analysis.paths import Floats, Ints, Matrix

Steps = list[tuple[int, float | None]]


def key_players(
    network: Network,
    k: int = 3,
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
) -> Table:
    """Return the sets of 1, 2, ..., `k` players by three methods, one player more a row.

    `fragmentation` and `reach` are greedy: each step adds the node that raises the value of the
    set most, ties by degree, then by id; `value` is that of the set so far, in [0, 1]. VoteRank
    has no value of a set. Unnamed members stay in the network but are not chosen.

    Raises
    ------
    TooFewNodesError
        If the network has fewer than three nodes or no tie.
    NotComputableError
        If `k` is not between 1 and the number of nodes less two.

    >>> from kg.network.network import Node, Tie
    >>> from kg.text.header import Header
    >>> nodes = tuple(Node(name, {}, "") for name in ("arm", "hub", "leg"))
    >>> star = Network("star", Header(), False, nodes, (Tie(0, 1, "r"), Tie(1, 2, "r")))
    >>> [row[2:5:2] for row in key_players(star, 1).rows]
    [('hub', 1.0), ('hub', 1.0), ('hub', None)]
    """
    refuse_if_thin(network, "key players")
    free = [i for i, node in enumerate(network.nodes) if node.id not in known.slots]
    most = min(len(network.nodes) - 2, len(free))
    if not 1 <= k <= most:
        raise refusal("key players", network.name, f"k between 1 and {most}", k)
    matrix = network.csr()
    ways = {
        "by_fragmentation": fragmenting(matrix, free, k),
        "by_reach": reaching(matrix, free, k),
        "by_votes": voted(network, free, k),
    }
    rows: list[tuple[Cell, ...]] = []
    for way, steps in ways.items():
        for number, (i, value) in enumerate(steps, start=1):
            cells = (word(way, lang), number, *about(network, i, lang, known))
            rows.append((*cells, value, network.nodes[i].id))
    keys = ("way", "step", "label", "kind", "value", "id")
    targets = some_of(matrix)
    note = (
        (word("sampled_reach", lang, count=len(targets)),)
        if len(targets) < len(matrix.indptr) - 1
        else ()
    )
    more = (*note, *slot_notes(network, known, lang))
    return Finding("key_players", keys, rows, chosen=f"k = {k}", more=more).table(network, lang)


def fragmentation(joined: int, count: int) -> float:
    """Return the share of ordered pairs of `count` nodes that no path joins, in [0, 1].

    >>> fragmentation(joins([3, 2]), 5)
    0.6
    """
    return 1 - joined / (count * (count - 1))


def joins(sizes: Iterable[int]) -> int:
    """Return the number of ordered pairs that lie in one component, by their sizes."""
    return sum(size * (size - 1) for size in sizes)


def fragmenting(matrix: Matrix, free: list[int], k: int) -> Steps:
    """Return the `k` nodes whose removal parts the rest most, with the fragmentation after.

    Fragmentation is the share of pairs of nodes that no path joins, in [0, 1].
    """
    import numpy as np  # heavy: only who computes pays

    from kg.analysis.cuts import cuts
    from kg.analysis.scores import degree

    degrees, steps = degree(matrix), Steps()
    stay, free = np.arange(matrix.shape[0]), list(free)
    for _ in range(k):
        found = cuts(matrix[stay][:, stay].tocsr())
        joined, values = sum(size - 1 for size in found.whole), {}
        for at, node in enumerate(stay.tolist()):
            size = found.whole[at]
            left = joined - size * (size - 1) + joins(found.parts.get(at, [size - 1]))
            values[node] = fragmentation(left, len(stay) - 1)
        best = min(free, key=lambda node: (-round(values[node], 12), -degrees[node], node))
        steps.append((best, values[best]))
        stay = stay[stay != best]
        free.remove(best)
    return steps


def some_of(matrix: Matrix) -> Ints:
    """Return the nodes that reach is computed to: all, of very many some, drawn with seed 0."""
    import numpy as np  # heavy: only who computes pays

    from kg.analysis.paths import sampled

    count = matrix.shape[0]
    drawn = sampled(count, count * matrix.nnz // 2, seed=0)
    return np.arange(count) if drawn is None else drawn


def reaching(matrix: Matrix, free: list[int], k: int) -> Steps:
    """Return the `k` nodes that are nearest to all, with the distance-weighted reach so far."""
    import numpy as np  # heavy: only who computes pays

    from kg.analysis.paths import nearness
    from kg.analysis.scores import degree

    near, degrees = nearness(matrix, some_of(matrix)), degree(matrix)
    candidates = np.asarray(free)
    reached: Floats = np.zeros(near.shape[1])
    steps: Steps = []
    for _ in range(k):
        values = np.maximum(near[candidates], reached).mean(axis=1)
        order = np.lexsort((candidates, -degrees[candidates], -np.round(values, 12)))
        best = int(candidates[order[0]])
        reached = np.maximum(reached, near[best])
        candidates = candidates[candidates != best]
        steps.append((best, float(reached.mean())))
    return steps


def voted(network: Network, free: list[int], k: int) -> Steps:
    """Return the first `k` nodes that VoteRank elects; it may elect fewer."""
    import networkx as nx  # heavy: only who computes pays

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(network.nodes)))
    graph.add_edges_from((first, second) for first, second, _ in network.pairs())
    named = set(free)
    enough = k + len(network.nodes) - len(named)
    elected = [int(node) for node in nx.voterank(graph, enough) if node in named]
    return [(node, None) for node in elected[:k]]
