"""Clusters: which nodes belong together, how surely, and what sets them apart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from os import cpu_count
from typing import TYPE_CHECKING

from kg.analysis.agreement import agreement, stability
from kg.analysis.card import (
    NOTHING_KNOWN,
    Background,
    captioned,
    card_notes,
    card_of,
    kind_label,
    refuse_if_thin,
    word,
)
from kg.errors import TooFewNodesError, UnknownNameError
from kg.network.network import Network
from kg.text.names import near_misses
from kg.text.table import Cell, Table, show

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

QUALITIES = ("modularity", "cpm")
SHOWN_MEMBERS = 5
SHOWN_TRAITS = 3


@dataclass(frozen=True)
class Settings:
    """How to look for clusters: the quality to maximise, its resolution, and the seeds.

    Without a resolution it is 1 for modularity and the weighted density for the constant
    Potts model (`cpm`). The seeds are `seed`, `seed` + 1, ..., as many as `seeds`.
    """

    quality: str = "modularity"
    resolution: float | None = None
    seed: int = 0
    seeds: int = 20


USUAL = Settings()


@dataclass(frozen=True)
class Clustering:
    """The chosen partition, the one of each seed, and what it was chosen by."""

    labels: tuple[int, ...]
    runs: tuple[tuple[int, ...], ...]
    resolution: float
    value: float
    modularity: float
    inside: tuple[float, ...]
    pull: tuple[float, ...]
    strength: tuple[float, ...]

    def members(self) -> dict[int, list[int]]:
        """Return the positions of the nodes in each cluster, those most tied inside first."""
        found: dict[int, list[int]] = {}
        for node, label in enumerate(self.labels):
            found.setdefault(label, []).append(node)
        return {
            label: sorted(nodes, key=lambda node: (-round(self.pull[node], 9), node))
            for label, nodes in sorted(found.items())
        }


def clustering(network: Network, settings: Settings = USUAL) -> Clustering:
    """Return the best partition over all seeds, and what is needed to judge it.

    It is computed once for a network.

    Raises
    ------
    UnknownNameError
        If the quality is neither `modularity` nor `cpm`.
    TooFewNodesError
        If the network has fewer than three nodes or no tie.
    NotComputableError
        If the resolution is not above 0.
    """
    key = ("clustering", settings)
    if key not in network.computed:
        resolution = resolution_of(network, settings)
        with begun(network, settings):
            runs = [seed.result() for seed in network.computed["seeds", settings]]
        network.computed[key] = best(network, settings.quality, resolution, runs)
    found: Clustering = network.computed[key]
    return found


def resolution_of(network: Network, settings: Settings) -> float:
    """Return the resolution to use on a network; raises as `clustering` does, but for its value."""
    quality = settings.quality
    if quality not in QUALITIES:
        near = near_misses(quality, QUALITIES)
        raise UnknownNameError("quality", quality, near, f"one of {', '.join(QUALITIES)}")
    refuse_if_thin(network, f"clusters ({quality})")
    from kg.analysis import leiden  # heavy: only who computes pays

    usual = 1.0 if quality == "modularity" else leiden.density(network.csr())
    return usual if settings.resolution is None else settings.resolution


@contextmanager
def begun(network: Network, settings: Settings = USUAL) -> Iterator[None]:
    """Let the seeds run beside what the block computes; `clustering` in the block waits for them.

    They run in threads that leave the interpreter to the block, and each depends on itself only:
    who ends first changes nothing. What nobody has asked for by the end of the block is dropped.

    Raises
    ------
    UnknownNameError
        If the quality is neither `modularity` nor `cpm`.
    """
    seeds = ("seeds", settings)
    if seeds in network.computed or ("clustering", settings) in network.computed:
        yield
        return
    from concurrent.futures import ThreadPoolExecutor  # loads logging: only who computes pays

    with ThreadPoolExecutor(cpu_count()) as pool:
        try:
            with suppress(TooFewNodesError):  # who asks for the clusters hears of it
                network.computed[seeds] = runs_of(pool, network, settings)
            yield
        finally:
            network.computed.pop(seeds, None)
            pool.shutdown(wait=False, cancel_futures=True)


def runs_of(pool: Executor, network: Network, settings: Settings) -> list[Future[tuple[int, ...]]]:
    """Return the partition of each seed, to be waited for; raises as `resolution_of` does."""
    resolution = resolution_of(network, settings)
    from kg.analysis import leiden  # heavy: only who computes pays

    numbers = range(settings.seed, settings.seed + max(settings.seeds, 1))
    return leiden.runs(pool, network.csr(), settings.quality, resolution, numbers)


def best(
    network: Network, quality: str, resolution: float, runs: Sequence[tuple[int, ...]]
) -> Clustering:
    """Return the partition of highest quality among `runs`, and what is needed to judge it."""
    from kg.analysis import leiden, scores  # heavy: only who computes pays

    matrix = network.csr()
    labels, value = leiden.best_of(matrix, runs, quality, resolution)
    return Clustering(
        labels=labels,
        runs=tuple(runs),
        resolution=resolution,
        value=value,
        modularity=leiden.modularity(matrix, labels),
        inside=tuple(leiden.weight_inside(matrix, labels)),
        pull=tuple(leiden.weight_within(matrix, labels)),
        strength=tuple(scores.strength(matrix).tolist()),
    )


def partition(network: Network, settings: Settings = USUAL) -> tuple[int, ...]:
    """Return the cluster of each node in the order of `network.nodes`; 0 is the largest.

    Nodes without ties are alone and come last. Raises as `clustering` does.

    >>> from kg.network.network import Node, Tie
    >>> from kg.text.header import Header
    >>> nodes = tuple(Node(name, {}, "") for name in "abcd")
    >>> ties = (Tie(0, 1, "r"), Tie(2, 3, "r"))
    >>> partition(Network("pairs", Header(), False, nodes, ties))
    (0, 0, 1, 1)
    """
    return clustering(network, settings).labels


def clusters(
    network: Network,
    settings: Settings = USUAL,
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
) -> Table:
    """Return one row per cluster of two or more nodes, the largest first, numbered from 1.

    `size` counts nodes; `inner` is the share of the weight of the members' ties that stays
    inside, `stability` the mean best Jaccard index over the other seeds, both in [0, 1];
    `about` names kinds and traits (`known.traits`) that set the cluster apart. Raises as
    `clustering` does.
    """
    found = clustering(network, settings)
    sure = stability(found.labels, others_of(found))
    words = [words_of(network, node, known) for node in range(len(network.nodes))]
    overall = Counter(said for own in words for said in own)
    rows = []
    for label, nodes in found.members().items():
        if len(nodes) > 1:
            named = [network.nodes[i] for i in nodes if network.nodes[i].id not in known.slots]
            members = "; ".join(node.label(lang) for node in named[:SHOWN_MEMBERS])
            members += "; …" if len(named) > SHOWN_MEMBERS else ""
            inner = 2 * found.inside[label] / sum(found.strength[i] for i in nodes)
            about = "; ".join(distinctive([words[i] for i in nodes], overall, len(words)))
            rows.append((label + 1, len(nodes), members, inner, sure.get(label), about))
    card = card_of(settings.quality, lang)
    units = {"size": "size_unit", "inner": "inner_unit", "stability": "stability_unit"}
    keys = ("cluster", "size", "members", "inner", "stability", "about")
    return Table(
        fields=captioned(keys, lang, **{key: word(unit, lang) for key, unit in units.items()}),
        rows=tuple(rows),
        title=word("title", lang, what=card.title, view=network.title(lang)),
        notes=cluster_notes(network, settings, found, lang, known),
        method=f"{card.method} {card.reference}",
        meta=meta_of("clusters", network, settings, found),
    )


def members(
    network: Network,
    settings: Settings = USUAL,
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
) -> Table:
    """Return one row per node in a cluster of two or more, by cluster, then by strength inside.

    The strength inside is in units of weight. Unnamed members (`known.slots`) are not listed.
    Raises as `clustering` does.
    """
    found = clustering(network, settings)
    rows: list[tuple[Cell, ...]] = []
    for label, nodes in found.members().items():
        if len(nodes) > 1:
            rows += [
                (label + 1, node.label(lang), kind_label(node, known), found.pull[i], node.id)
                for i in nodes
                if (node := network.nodes[i]).id not in known.slots
            ]
    card = card_of(settings.quality, lang)
    keys = ("cluster", "label", "kind", "weight_inside", "id")
    return Table(
        fields=captioned(keys, lang),
        rows=tuple(rows),
        title=word("title", lang, what=word("members_title", lang), view=network.title(lang)),
        notes=cluster_notes(network, settings, found, lang, known),
        method=f"{card.method} {card.reference}",
        meta=meta_of("members", network, settings, found),
    )


def meta_of(
    analysis: str, network: Network, settings: Settings, found: Clustering
) -> dict[str, str]:
    """Return how to run the analysis again, for machines."""
    return {
        "analysis": analysis,
        "method": settings.quality,
        "view": network.name,
        "resolution": repr(found.resolution),
        "seed": str(settings.seed),
        "seeds": str(len(found.runs)),
    }


def others_of(found: Clustering) -> list[tuple[int, ...]]:
    """Return the partitions of all seeds but the one that was chosen."""
    others = list(found.runs)
    others.remove(found.labels)
    return others


def words_of(network: Network, position: int, known: Background) -> frozenset[str]:
    """Return what is said of a node: its kind and its traits."""
    node = network.nodes[position]
    kind = kind_label(node, known)
    return frozenset(known.traits.get(node.id, ())) | ({kind} if kind else frozenset())


def distinctive(
    members: Sequence[frozenset[str]], overall: Mapping[str, int], count: int
) -> list[str]:
    """Return the up to three words that set `members` apart, as `word a/b (c/d)`.

    The word holds for a of the b members and, by `overall`, for c of all `count` = d nodes.
    The highest log-odds against the other nodes come first (each count raised by 1/2), ties by
    word; only words of at least two members that are more frequent inside than outside.

    >>> distinctive([frozenset({"fish"}), frozenset({"fish"})], {"fish": 2, "fowl": 1}, 3)
    ['fish 2/2 (2/3)']
    """
    within = Counter(said for own in members for said in own)
    size, rest = len(members), count - len(members)
    odds = {}
    for said, inside in within.items():
        outside = overall[said] - inside
        odds[said] = math.log((inside + 0.5) / (size - inside + 0.5))
        odds[said] -= math.log((outside + 0.5) / (rest - outside + 0.5))
    best = sorted(
        (s for s in odds if within[s] > 1 and within[s] * count > overall[s] * size),
        key=lambda said: (-odds[said], said),
    )
    return [
        f"{said} {within[said]}/{size} ({overall[said]}/{count})" for said in best[:SHOWN_TRAITS]
    ]


def cluster_notes(
    network: Network, settings: Settings, found: Clustering, lang: str, known: Background
) -> tuple[str, ...]:
    """Return the footnotes: view, card, quality, agreement of the seeds, how to read it."""
    card = card_of(settings.quality, lang)
    last = settings.seed + len(found.runs) - 1
    seeds = f"{settings.seed}–{last}" if last > settings.seed else str(last)
    chosen = f"gamma = {show(found.resolution)}"
    sizes = Counter(found.labels)
    single = sum(size == 1 for size in sizes.values())
    figures = {
        "quality": settings.quality,
        "value": show(found.value),
        "resolution": show(found.resolution),
        "modularity": show(found.modularity),
    }
    notes = [*card_notes(card, network, lang, chosen, seeds)]
    notes.append(word("found", lang, count=len(sizes) - single, single=single, **figures))
    agreed = agreement(found.runs)
    if agreed:
        mean, least = (show(value) for value in agreed)
        notes.append(word("agreement", lang, seeds=len(found.runs), mean=mean, least=least))
        notes.append(word("stable", lang))
    notes += [word("inside", lang), word("distinct", lang)]
    slots = sum(node.id in known.slots for node in network.nodes)
    if slots:
        notes.append(word("slots_clusters", lang, count=slots))
    return tuple(notes)
