"""E-I index: whether ties keep inside given sides, and whether clusters are these sides."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from kg.analysis.agreement import adjusted_rand
from kg.analysis.card import NOTHING_KNOWN, Background, refuse_if_thin, word
from kg.analysis.chance import Sampling, spread
from kg.analysis.clusters import USUAL, Settings, clustering
from kg.analysis.finding import Finding, refusal, slot_notes
from kg.network.network import Network
from kg.text.table import Cell, Table

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

LEAST_SIDES = 2
PERMUTED = Sampling(0, 1000)


def ei_index(
    network: Network,
    sides: Mapping[str, str],
    sampling: Sampling = PERMUTED,
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
) -> Table:
    """Return the E-I index of the whole network, then of each side, by name.

    (E - I) / (E + I), E the tied pairs between sides, I those inside: -1 where all ties are
    inside, 1 where all go out. `sides` gives the side, such as region or sphere, of a node's
    id; ties of nodes of no known side do not count. Beside it mean and interval over
    permutations of the sides among the nodes, and `p`, the share of permutations at least as
    far from their mean. A side without ties has no index.

    Raises
    ------
    TooFewNodesError
        If the network has fewer than three nodes or no tie.
    NotComputableError
        If tied nodes are of fewer than two sides.

    >>> from kg.network.network import Node, Tie
    >>> from kg.text.header import Header
    >>> nodes = tuple(Node(name, {}, "") for name in "abcd")
    >>> ties = (Tie(0, 1, "r"), Tie(1, 2, "r"), Tie(2, 3, "r"), Tie(1, 3, "r"))
    >>> square = Network("v", Header(), False, nodes, ties)
    >>> [row[:5] for row in ei_index(square, {"a": "x", "b": "x", "c": "y", "d": "y"}).rows]
    [('all', 4, 2, 2, 0.0), ('x', 2, 1, 2, 0.3333333333333333), ('y', 2, 1, 2, 0.3333333333333333)]
    """
    import numpy as np  # heavy: only who computes pays

    ends, labels, names = sided(network, sides)
    inside, outside = counted(ends, labels, len(names))
    found = index_of(inside, outside)
    mixed = (draw.permutation(labels) for draw in sampling.draws())
    chance = np.asarray([index_of(*counted(ends, run, len(names))) for run in mixed])
    sizes = np.bincount(labels, minlength=len(names)).tolist()
    rows: list[tuple[Cell, ...]] = []
    for column, (name, size) in enumerate(
        zip((word("all_sides", lang), *names), (len(labels), *sizes), strict=True)
    ):
        tied = (int(inside[column]), int(outside[column]))
        cells: tuple[Cell, ...] = (None,) * 5
        if sum(tied):
            drawn = chance[:, column]
            drawn = drawn[~np.isnan(drawn)]
            value = float(found[column])
            cells = (value, *spread(drawn.tolist()), p_value(value, drawn.tolist()))
        rows.append((name, size, *tied, *cells))
    unknown = len(network.nodes) - len(labels)
    counts = word("sides", lang, count=len(names), unknown=unknown)
    keys = ("side", "size", "inside_ties", "outside_ties", "ei", "ei_chance", "low", "high", "p")
    finding = Finding(
        "ei_index",
        keys,
        rows,
        chosen=word("permutations", lang, count=sampling.samples),
        seed=str(sampling.seed),
        more=(counts, *slot_notes(network, known, lang)),
    )
    return finding.table(network, lang)


def clusters_against_sides(
    network: Network,
    sides: Mapping[str, str],
    settings: Settings = USUAL,
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
) -> Table:
    """Return how far the clusters of the network are the given sides: ARI and NMI.

    Both are 1 where the two are the same; ARI is 0 by chance, NMI is not: mean and interval
    over 1,000 permutations of the sides stand beside. Over nodes of known side only. Raises as
    `ei_index` and `clusters.clustering` do.
    """
    ends, labels, names = sided(network, sides)
    del ends  # only who is on which side counts here
    found = clustering(network, settings).labels
    own = [found[i] for i, node in enumerate(network.nodes) if node.id in sides]
    given = labels.tolist()
    sampling = Sampling(settings.seed, PERMUTED.samples)
    runs = [draw.permutation(labels).tolist() for draw in sampling.draws()]
    rows: list[tuple[Cell, ...]] = []
    for key, measure in (("ari", adjusted_rand), ("nmi", mutual_share)):
        value = measure(own, given)
        chance = [measure(own, run) for run in runs]
        rows.append((word(key, lang), value, *spread(chance), p_value(value, chance)))
    unknown = len(network.nodes) - len(labels)
    counts = word("sides", lang, count=len(names), unknown=unknown)
    finding = Finding(
        "clusters_against_sides",
        ("measure", "value", "value_chance", "low", "high", "p"),
        rows,
        chosen=f"{settings.quality}; {word('permutations', lang, count=sampling.samples)}",
        seed=str(settings.seed),
        more=(counts, *slot_notes(network, known, lang)),
    )
    return finding.table(network, lang)


def sided(
    network: Network, sides: Mapping[str, str]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], list[str]]:
    """Return tied pairs and side of the nodes of known side, both as numbers, and the sides.

    Raises as `ei_index` does.
    """
    import numpy as np  # heavy: only who computes pays

    refuse_if_thin(network, "E-I index")
    kept = [i for i, node in enumerate(network.nodes) if node.id in sides]
    place = {i: number for number, i in enumerate(kept)}
    names = sorted({sides[network.nodes[i].id] for i in kept})
    ends = [
        (place[first], place[second])
        for first, second, _ in network.pairs()
        if first in place and second in place
    ]
    if len(names) < LEAST_SIDES or not ends:
        needs = "tied nodes of 2 sides or more"
        raise refusal("E-I index", network.name, needs, f"{len(names)} sides, {len(ends)} ties")
    labels = [names.index(sides[network.nodes[i].id]) for i in kept]
    return np.asarray(ends, dtype=np.int64), np.asarray(labels, dtype=np.int64), names


def counted(
    ends: npt.NDArray[np.int64], labels: npt.NDArray[np.int64], count: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the tied pairs inside and going out: of the whole, then of each side."""
    import numpy as np  # heavy: only who computes pays

    one, other = labels[ends[:, 0]], labels[ends[:, 1]]
    same = one == other
    inside = np.bincount(one[same], minlength=count)
    outside = np.bincount(one[~same], minlength=count)
    outside += np.bincount(other[~same], minlength=count)
    whole = [same.sum()], [(~same).sum()]
    return np.concatenate([whole[0], inside]), np.concatenate([whole[1], outside])


def index_of(
    inside: npt.NDArray[np.int64], outside: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Return (E - I) / (E + I), not a number where there are no ties."""
    import numpy as np  # heavy: only who computes pays

    ties = (inside + outside).astype(np.float64)
    found: npt.NDArray[np.float64] = np.full(len(ties), np.nan)
    np.divide(outside - inside, ties, out=found, where=ties > 0)
    return found


def p_value(value: float, chance: Sequence[float]) -> float:
    """Return the share of permutations at least as far from their mean, counting the value.

    >>> p_value(1.0, [0.0, 0.1, -0.1])
    0.25
    """
    mean = math.fsum(chance) / len(chance)
    far = sum(abs(other - mean) >= abs(value - mean) - 1e-12 for other in chance)
    return (1 + far) / (1 + len(chance))


def mutual_share(first: Sequence[int], second: Sequence[int]) -> float:
    """Return the normalised mutual information of two partitions, in [0, 1].

    The mutual information over the mean of the two entropies; two partitions that are both
    whole agree wholly.

    >>> mutual_share([0, 0, 1, 1], [1, 1, 0, 0]), mutual_share([0, 0, 1, 1], [0, 1, 0, 1])
    (1.0, 0.0)
    """
    one, other = uncertainty(Counter(first).values()), uncertainty(Counter(second).values())
    both = uncertainty(Counter(zip(first, second, strict=True)).values())
    if not one + other:
        return 1.0
    return min(max(2 * (one + other - both) / (one + other), 0.0), 1.0)


def uncertainty(sizes: Collection[int]) -> float:
    """Return the entropy of parts of these sizes, in bits.

    >>> uncertainty([2, 2])
    1.0
    """
    whole = sum(sizes)
    return math.fsum(size / whole * math.log2(whole / size) for size in sizes)
