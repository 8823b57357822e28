"""Core: who belongs to the core, in which layer, and whether the well tied tie together."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kg.analysis.card import NOTHING_KNOWN, Background, refuse_if_thin, word
from kg.analysis.chance import Sampling, spread
from kg.analysis.finding import Finding, about, listed, refusal, slot_notes
from kg.network.network import Network
from kg.text.table import Cell, Table

if TYPE_CHECKING:
    import numpy as np

USUAL = Sampling(0, 20)
SWAPS_PER_TIE = 10
LEAST_TIES = 5
Pairs = list[tuple[int, int]]


def cores(
    network: Network,
    top: int | None = None,
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
) -> Table:
    """Return core number and onion layer of each node, the innermost first, ties by name.

    Nodes of one core differ by layer: the higher it is, the later the node is peeled off.

    Raises
    ------
    TooFewNodesError
        If the network has fewer than three nodes or no tie.

    >>> from kg.network.network import Node, Tie
    >>> from kg.text.header import Header
    >>> nodes = tuple(Node(name, {}, "") for name in "abcd")
    >>> ties = (Tie(0, 1, "r"), Tie(0, 2, "r"), Tie(1, 2, "r"), Tie(2, 3, "r"))
    >>> [row[:3] for row in cores(Network("v", Header(), False, nodes, ties)).rows]
    [(2, 2, 'a'), (2, 2, 'b'), (2, 2, 'c'), (1, 1, 'd')]
    """
    from kg.analysis.scores import degree, peeled  # heavy: only who computes pays

    refuse_if_thin(network, "cores")
    matrix = network.csr()
    (number, layer), degrees = peeled(matrix), degree(matrix)
    order = sorted(
        (-number[i], -layer[i], network.nodes[i].label(lang), network.nodes[i].id, i)
        for i in listed(network, known)
    )
    rows: list[tuple[Cell, ...]] = [
        (int(number[i]), int(layer[i]), *about(network, i, lang, known), int(degrees[i]), iri)
        for *_, iri, i in order[:top]
    ]
    inner = int(number.max())
    note = word("innermost", lang, k=inner, count=int((number == inner).sum()))
    keys = ("core_number", "onion_layer", "label", "kind", "degree", "id")
    more = (note, *slot_notes(network, known, lang))
    return Finding("cores", keys, rows, more=more).table(network, lang)


def rich_club(
    network: Network,
    sampling: Sampling = USUAL,
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
) -> Table:
    """Return, for each degree k, how densely the nodes of higher degree are tied.

    `phi` is the share of their pairs that is tied, in [0, 1]; beside it mean and interval over
    random networks in which each node has the same degree, and `rho`, phi over that mean: a
    rich club where it is above 1 and phi above the interval. Degrees that fewer than two nodes
    exceed are left out; so is `rho` where no random network has such a tie.

    Raises
    ------
    TooFewNodesError
        If the network has fewer than three nodes or no tie.
    NotComputableError
        If it has fewer than five tied pairs, or degrees that leave no other network.
    """
    refuse_if_thin(network, "rich club")
    pairs = [(first, second) for first, second, _ in network.pairs()]
    if len(pairs) < LEAST_TIES:
        raise refusal("rich club", network.name, f"{LEAST_TIES} tied pairs", len(pairs))
    count = len(network.nodes)
    swapped = [rewired(pairs, draw) for draw in sampling.draws()]
    if all(sorted(other) == pairs for other in swapped):
        needs = "degrees that some other network has too"
        raise refusal("rich club", network.name, needs, "only this one")
    found = club(pairs, count)
    chance = [club(other, count) for other in swapped]
    rows: list[tuple[Cell, ...]] = []
    for k, (size, phi) in found.items():
        mean, low, high = spread([other[k][1] for other in chance])
        rho = phi / mean if mean else None
        verdict = "above" if phi > high else "below" if phi < low else "inside"
        rows.append((k, size, phi, mean, low, high, rho, word(f"{verdict}_chance", lang)))
    finding = Finding(
        "rich_club",
        ("above_degree", "size", "phi", "phi_chance", "low", "high", "rho", "verdict"),
        rows,
        chosen=word("random_networks", lang, count=sampling.samples),
        seed=str(sampling.seed),
        more=slot_notes(network, known, lang),
    )
    return finding.table(network, lang)


def club(pairs: Pairs, count: int) -> dict[int, tuple[int, float]]:
    """Return for each k how many nodes have a higher degree, and the share of their pairs tied.

    As networkx.rich_club_coefficient without normalisation, as far as two nodes are left.

    >>> club([(0, 1), (0, 2), (1, 2), (2, 3)], 4)
    {0: (4, 0.6666666666666666), 1: (3, 1.0)}
    """
    degrees = [0] * count
    for pair in pairs:
        for end in pair:
            degrees[end] += 1
    nodes, lower = Counter(degrees), Counter(min(degrees[a], degrees[b]) for a, b in pairs)
    size, tied, found = count, len(pairs), {}
    for k in range(max(degrees)):
        size, tied = size - nodes[k], tied - lower[k]
        if size > 1:
            found[k] = size, 2 * tied / (size * (size - 1))
    return found


def rewired(pairs: Pairs, draw: np.random.Generator) -> Pairs:
    """Return the pairs after ten tried double edge swaps per pair; each degree is kept.

    A swap that would tie a node to itself or a pair twice is left out but counts as tried, so
    that all simple networks of these degrees become equally likely (Fosdick et al. 2018).
    """
    tries = SWAPS_PER_TIE * len(pairs)
    chosen = draw.integers(len(pairs), size=(tries, 2)).tolist()
    turned = draw.integers(2, size=tries).tolist()
    ties, present = list(pairs), set(pairs)
    for (one, other), turn in zip(chosen, turned, strict=True):
        (a, b), (c, d) = ties[one], ties[other][:: -1 if turn else 1]
        first, second = (min(a, d), max(a, d)), (min(c, b), max(c, b))
        whole = one != other and a != d and c != b and first != second
        if whole and first not in present and second not in present:
            present -= {ties[one], ties[other]}
            present |= {first, second}
            ties[one], ties[other] = first, second
    return ties
