"""Robustness: what breaks when nodes leave, one at a time or one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kg.analysis.brokerage import parted
from kg.analysis.card import NOTHING_KNOWN, Background, refuse_if_thin, word
from kg.analysis.chance import BUDGET, Sampling, spread
from kg.analysis.finding import Finding, about, position_of, ranked, slot_notes
from kg.analysis.rank import steps_of
from kg.errors import TooFewNodesError, UnknownNameError
from kg.network.network import Network
from kg.text.names import near_misses
from kg.text.table import Cell, Table, show

ORDERS = ("degree", "betweenness")
SHOWN_FIRST = 3
AT_A_TIME = 64
"""Nodes from which paths are followed at once where only their lengths are asked for."""


@dataclass(frozen=True)
class Attack:
    """In which orders nodes are removed, and how many random orders stand beside them."""

    orders: tuple[str, ...] = ORDERS
    sampling: Sampling = field(default_factory=Sampling)


USUAL = Attack()


def robustness(
    network: Network,
    attack: Attack = USUAL,
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
) -> Table:
    """Return one row per order of removal, the random one last: R, and when half is lost.

    R is in [0, 1/2], `half` the share of nodes gone when the largest component has lost half of
    its nodes; both are means over the samples where the order is random, with the interval of
    R. The lower R of a targeted order beside the random one, the more hangs on few nodes.

    Raises
    ------
    UnknownNameError
        If an order is neither `degree` nor `betweenness`.
    TooFewNodesError
        If the network has fewer than three nodes or no tie.

    >>> from kg.network.network import Node, Tie
    >>> from kg.text.header import Header
    >>> nodes = tuple(Node(name, {}, "") for name in ("arm", "hub", "leg"))
    >>> star = Network("star", Header(), False, nodes, (Tie(0, 1, "r"), Tie(1, 2, "r")))
    >>> [row[:2] for row in robustness(star, Attack(("degree",))).rows][0]
    ('by degree', 0.2222222222222222)
    """
    from kg.analysis.removal import random_removals, removal  # heavy: only who computes pays

    found = {order: removal(network, order) for order in checked(network, attack)}
    chance = random_removals(network, attack.sampling)
    rows: list[tuple[Cell, ...]] = []
    for order, way in found.items():
        first = [i for i in way.order if network.nodes[i].id not in known.slots][:SHOWN_FIRST]
        names = "; ".join(network.nodes[i].label(lang) for i in first)
        rows.append((word(f"by_{order}", lang), way.r(), None, None, way.half(), names))
    mean, low, high = spread([way.r() for way in chance])
    half = spread([way.half() for way in chance])[0]
    rows.append((word("by_chance", lang), mean, low, high, half, ""))
    keys = ("removal", "r_index", "low", "high", "half_lost", "first_removed")
    finding = Finding("robustness", keys, rows, more=attack_notes(network, attack, lang))
    return attacked(finding, attack, len(chance), lang).table(network, lang)


def curve(
    network: Network,
    attack: Attack = USUAL,
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
) -> Table:
    """Return the largest component's share of all nodes after 0, 1, ..., all removals.

    One column per order of `attack`, then mean and interval of the random orders; shares of all
    nodes, in [0, 1]. Raises as `robustness` does.
    """
    from kg.analysis.removal import random_removals, removal  # heavy: only who computes pays

    count = len(network.nodes)
    found = [removal(network, order) for order in checked(network, attack)]
    chance = random_removals(network, attack.sampling)
    rows = []
    for gone in range(count + 1):
        shares = [way.left[gone] / count for way in found]
        rows.append((gone / count, *shares, *spread([way.left[gone] / count for way in chance])))
    orders = tuple(f"left_{order}" for order in attack.orders)
    keys = ("removed", *orders, "left_chance", "low", "high")
    more = (*attack_notes(network, attack, lang), *slot_notes(network, known, lang))
    finding = Finding("curve", keys, rows, more=more)
    return attacked(finding, attack, len(chance), lang).table(network, lang)


def knock_out(
    network: Network,
    nodes: Sequence[str],
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
) -> Table:
    """Return what the network is like before and after `nodes` leave, a measure a row.

    Raises
    ------
    UnknownNameError
        If a node is not in the network.
    TooFewNodesError
        If the network has fewer than three nodes or no tie, or fewer than two nodes stay.
    """
    from kg.analysis.removal import State, state  # heavy: only who computes pays

    refuse_if_thin(network, "knock-out")
    gone = {position_of(network, name) for name in nodes}
    stay = [i for i in range(len(network.nodes)) if i not in gone]
    if len(stay) < 2:  # noqa: PLR2004  an efficiency needs a pair
        message = f"knock-out of {len(gone)} nodes is not computable: needs 2 nodes that stay"
        raise TooFewNodesError(message)
    matrix = network.csr()
    before, after = state(matrix), state(matrix[stay][:, stay].tocsr())
    rows: list[tuple[Cell, ...]] = []
    measures = [name for name in State.__dataclass_fields__ if name != "error"]
    for measure in measures:
        was, now = getattr(before, measure), getattr(after, measure)
        rows.append((word(measure, lang), was, now, now - was))
    names = "; ".join(network.nodes[i].label(lang) for i in sorted(gone))
    error = max(before.error, after.error)
    note = (word("sampled_efficiency", lang, error=show(error)),) if error else ()
    more = (word("knocked_out", lang, names=names), *note, *slot_notes(network, known, lang))
    keys = ("measure", "before", "after", "change")
    meta = {"nodes": " ".join(network.nodes[i].id for i in sorted(gone))}
    return Finding("knock_out", keys, rows, more=more, meta=meta).table(network, lang)


def knock_outs(
    network: Network,
    top: int | None = None,
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
) -> Table:
    """Rank the nodes by how many pairs of others are parted when the node alone leaves.

    Pairs are unordered; the pairs that the node itself was part of do not count. `change` is
    that of the global efficiency of the nodes that stay; it can be above 0. Raises as
    `robustness` does.
    """
    from kg.analysis.cuts import cuts  # heavy: only who computes pays

    refuse_if_thin(network, "knock-outs")
    matrix = network.csr()
    found = cuts(matrix)
    sizes = Counter(network.components)
    largest = [size for _, size in sorted(sizes.items())]
    rest = [max([0, *largest[1:2]]) if own == 0 else largest[0] for own in network.components]
    parts = [found.parts.get(i, [whole - 1]) for i, whole in enumerate(found.whole)]
    cut = tuple(parted(sizes) for sizes in parts)
    changes = efficiency_changes(network)
    rows = [
        (
            place,
            shared,
            *about(network, i, lang, known),
            int(cut[i]),
            max(rest[i], *parts[i]) - largest[0],
            changes[i] if changes else None,
            network.nodes[i].id,
        )
        for place, shared, i in ranked(network, cut, lang, known)[:top]
    ]
    keys = ("rank", "tied", "label", "kind", "pairs_parted", "largest_change")
    note = () if changes else (word("no_efficiency", lang, count=len(network.nodes)),)
    more = (*note, *slot_notes(network, known, lang))
    finding = Finding("knock_outs", (*keys, "efficiency_change", "id"), rows, more=more)
    return finding.table(network, lang)


def efficiency_changes(network: Network) -> list[float]:
    """Return the change of global efficiency when each node leaves; nothing if it takes too long.

    The efficiency without a node cannot be had from that with it: each node costs all paths.
    """
    from kg.analysis.removal import state, without_each  # heavy: only who computes pays

    count = len(network.nodes)
    if count * steps_of(network, "harmonic") > AT_A_TIME * BUDGET:
        return []
    matrix = network.csr()
    before = state(matrix).efficiency
    return [state(rest).efficiency - before for rest in without_each(matrix)]


def attack_notes(network: Network, attack: Attack, lang: str) -> tuple[str, ...]:
    """Return the footnote that says that betweenness is not computed after each removal, if so."""
    from kg.analysis.removal import together  # heavy: only who computes pays

    some = together(network) if "betweenness" in attack.orders else 1
    return (word("recomputed", lang, count=some),) if some > 1 else ()


def attacked(finding: Finding, attack: Attack, samples: int, lang: str) -> Finding:
    """Return the finding with the parameters of its attack and the samples that were drawn."""
    chosen = word("random_orders", lang, count=samples)
    return replace(finding, chosen=chosen, seed=str(attack.sampling.seed))


def checked(network: Network, attack: Attack) -> tuple[str, ...]:
    """Return the orders of `attack`.

    Raises
    ------
    UnknownNameError
        If an order is not known.
    TooFewNodesError
        If the network is too small.
    """
    for order in attack.orders:
        if order not in ORDERS:
            near = near_misses(order, ORDERS)
            raise UnknownNameError("order", order, near, f"one of {', '.join(ORDERS)}")
    refuse_if_thin(network, "robustness")
    return attack.orders
