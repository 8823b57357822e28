"""Layers: who is tied in many kinds of relation, and who in one only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt

from kg.analysis.card import NOTHING_KNOWN, Background, refuse_if_thin, word
from kg.analysis.finding import Finding, about, ranked, refusal, slot_notes
from kg.errors import FormatError
from kg.network.network import Network, Node, Tie
from kg.text.names import local_name
from kg.text.table import Cell, Table

FOCUSED_UP_TO = 1 / 3
MIXED_UP_TO = 2 / 3
HUB_FROM = 2.0
"""The classes of participation and the hubs are those of Battiston, Nicosia & Latora (2014)."""
LEAST_LAYERS = 2


def layers_of(network: Network) -> tuple[Network, ...]:
    """Return one layer per kind of relation, by name; all have all nodes of the network.

    >>> from kg.text.header import Header
    >>> two = (Node("a", {}, ""), Node("b", {}, ""))
    >>> both = Network("v", Header(), True, two, (Tie(0, 1, "x/aids"), Tie(0, 1, "x/pays")))
    >>> [layer.name for layer in layers_of(both)]
    ['aids', 'pays']
    """
    import numpy as np  # heavy: only who computes pays

    columns = network.columns
    kinds = sorted((columns.text(code), code) for code in np.unique(columns.relation).tolist())
    return tuple(
        replace(
            network.of(columns.take(np.flatnonzero(columns.relation == code))),
            name=local_name(kind),
        )
        for kind, code in kinds
    )


def multiplex(
    layers: Sequence[Network],
    top: int | None = None,
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
) -> Table:
    """Rank the nodes by overlap, with the share of their ties in each layer.

    Overlap o is the sum of a node's degrees over the layers, `participation` P in [0, 1] how
    evenly they lie: 0 where all ties are in one layer. The class is focused (P up to 1/3),
    mixed (up to 2/3) or multiplex; `hub` says that the overlap is two standard deviations
    above the mean or more. Nodes without ties are not ranked.

    Raises
    ------
    TooFewNodesError
        If all layers together have fewer than three nodes or no tie.
    NotComputableError
        If fewer than two layers have ties.
    FormatError
        If two layers have the same name.

    >>> from kg.text.header import Header
    >>> three = tuple(Node(name, {}, "") for name in "abc")
    >>> ties = (Tie(0, 1, "aids"), Tie(0, 1, "pays"), Tie(1, 2, "aids"))
    >>> both = Network("v", Header(), False, three, ties)
    >>> [row[2:6] for row in multiplex(layers_of(both)).rows]
    [('b', '', 3, 0.8888888888888888), ('a', '', 2, 1.0), ('c', '', 1, 0.0)]
    """
    whole = together(layers)
    refuse_if_thin(whole, "multiplex participation")
    tied = [layer for layer in layers if layer.pairs()]
    if len(tied) < LEAST_LAYERS:
        raise refusal("multiplex participation", whole.name, "2 layers with ties", len(tied))
    degrees = [degrees_in(layer, whole) for layer in tied]
    overlap = [sum(counts) for counts in zip(*degrees, strict=True)]
    high = deviations(overlap)
    scores = tuple(float(count) if count else None for count in overlap)
    rows: list[tuple[Cell, ...]] = []
    for place, shared, i in ranked(whole, scores, lang, known)[:top]:
        counts = [layer[i] for layer in degrees]
        even = participation(counts)
        about_it = (place, shared, *about(whole, i, lang, known), overlap[i], even)
        classes = (word(class_of(even), lang), high[i] >= HUB_FROM)
        rows.append((*about_it, *classes, shares(tied, counts), whole.nodes[i].id))
    names = "; ".join(f"{layer.name} ({len(layer.pairs())})" for layer in tied)
    empty = "; ".join(layer.name for layer in layers if layer not in tied) or "-"
    keys = ("rank", "tied", "label", "kind", "overlap", "participation", "breadth", "hub")
    finding = Finding(
        "multiplex",
        (*keys, "by_layer", "id"),
        rows,
        more=(word("layers", lang, names=names, empty=empty), *slot_notes(whole, known, lang)),
        meta={"layers": " ".join(layer.name for layer in tied)},
    )
    return finding.table(whole, lang)


def together(layers: Sequence[Network]) -> Network:
    """Return the nodes and ties of all layers as one network, named after all of them.

    Raises
    ------
    FormatError
        If there is no layer, or two have the same name.
    """
    names = [layer.name for layer in layers]
    if not names or len(set(names)) < len(names):
        message = f"layers {', '.join(names) or '(none)'}: each needs a name of its own"
        raise FormatError(message)
    nodes: dict[str, Node] = {node.id: node for layer in layers for node in layer.nodes}
    place = {iri: position for position, iri in enumerate(sorted(nodes))}
    ties: list[Tie] = []
    for layer in layers:
        at = [place[node.id] for node in layer.nodes]
        ties += [replace(tie, source=at[tie.source], target=at[tie.target]) for tie in layer.ties]
    first = layers[0]
    return Network(
        name=" + ".join(names),
        header=replace(first.header, notes={}),
        directed=any(layer.directed for layer in layers),
        nodes=tuple(nodes[iri] for iri in sorted(nodes)),
        ties=tuple(sorted(ties)),
    )


def degrees_in(layer: Network, whole: Network) -> list[int]:
    """Return the number of neighbours in `layer` of each node of `whole`."""
    import numpy as np  # heavy: only who computes pays

    ends = np.bincount(np.concatenate(layer.links[:2]), minlength=len(layer.nodes)).tolist()
    counts = {node.id: found for node, found in zip(layer.nodes, ends, strict=True)}
    return [counts.get(node.id, 0) for node in whole.nodes]


def participation(counts: Sequence[int]) -> float:
    """Return how evenly a node's ties lie over the layers, in [0, 1].

    >>> participation([2, 2]), participation([4, 0]), participation([1, 1, 0])
    (1.0, 0.0, 0.75)
    """
    whole, layers = sum(counts), len(counts)
    return layers / (layers - 1) * (1 - sum((count / whole) ** 2 for count in counts))


def class_of(value: float) -> str:
    """Return the class of a participation: focused, mixed or multiplex.

    >>> class_of(0.2), class_of(0.5), class_of(0.9)
    ('focused', 'mixed', 'multiplex')
    """
    if value <= FOCUSED_UP_TO:
        return "focused"
    return "mixed" if value <= MIXED_UP_TO else "multiplex"


def deviations(values: Sequence[int]) -> list[float]:
    """Return by how many standard deviations each value is above the mean; 0 if all are equal.

    >>> deviations([1, 3])
    [-1.0, 1.0]
    """
    mean = sum(values) / len(values)
    width = sqrt(sum((value - mean) ** 2 for value in values) / len(values))
    return [(value - mean) / width if width else 0.0 for value in values]


def shares(layers: Sequence[Network], counts: Sequence[int]) -> str:
    """Return the number of neighbours in each layer where there are any, the most first."""
    found = sorted((-count, layer.name) for layer, count in zip(layers, counts, strict=True))
    return "; ".join(f"{name} {-count}" for count, name in found if count)
