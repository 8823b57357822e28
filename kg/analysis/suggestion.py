"""Suggestion: who is not tied but resembles those who are, and how far to believe it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.analysis.card import NOTHING_KNOWN, Background, refuse_if_thin, word
from kg.analysis.chance import Sampling, spread
from kg.analysis.finding import Finding, listed, refusal, slot_notes
from kg.analysis.places import places, tidy
from kg.errors import UnknownNameError
from kg.network.network import Network
from kg.text.names import near_misses
from kg.text.table import Cell, Table, show

if TYPE_CHECKING:
    from kg.analysis.likeness import Trial
    from kg.analysis.paths import Floats

LEAST_TIES = 30
LEAST_HELD_OUT = 5
SHOWN_SHARED = 5
NO_BETTER = 0.5


@dataclass(frozen=True)
class Search:
    """How to look for missing ties: what ranks them, Katz' beta, and how it is tried out.

    `kinds` limits both ends to nodes of these kinds (IRIs); empty allows all. In each sample
    the share `held_out` of the tied pairs is hidden. Without `beta` it is half of one over the
    largest eigenvalue.
    """

    way: str = "adamic_adar"
    beta: float | None = None
    held_out: float = 0.1
    kinds: frozenset[str] = frozenset()
    sampling: Sampling = field(default_factory=lambda: Sampling(0, 20))


USUAL = Search()


def suggestions(
    network: Network,
    search: Search = USUAL,
    top: int | None = 20,
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
) -> Table:
    """Rank the pairs that are not tied by `search.way`, with every term beside.

    Only pairs with a common neighbour or, by Katz, a path; unnamed members are not suggested.
    The notes say how well the way found ties that were hidden from it: read them first.

    Raises
    ------
    UnknownNameError
        If the way is none of those in `likeness.WAYS`.
    TooFewNodesError
        If the network has fewer than three nodes or no tie.
    NotComputableError
        If there are fewer than 30 tied pairs or 5 to hide, too many nodes, or a beta that
        Katz cannot take: whether to believe a suggestion could not be said.
    """
    from kg.analysis.likeness import WAYS, scores_of  # heavy: only who computes pays

    ties, beta = prepared(network, search)
    tried = trials(network, search, ties, beta)
    terms = {way: scores_of(ties, way, beta) for way in WAYS}
    pairs = open_pairs(network, ties, search, known)
    values = tuple(float(terms[search.way][pair]) for pair in pairs)
    kept = [n for n, value in enumerate(tidy(values)) if value]
    place = places(tidy(values), kept, lowest=False)
    order = sorted((place[n] or 0, ids_of(network, pairs[n]), n) for n in kept)
    rows: list[tuple[Cell, ...]] = []
    for number, ids, n in order[:top]:
        one, other = pairs[n]
        names = (network.nodes[one].label(lang), network.nodes[other].label(lang))
        cells: tuple[Cell, ...] = (int(terms["common_neighbours"][pairs[n]]),)
        cells += tuple(float(terms[way][pairs[n]]) for way in WAYS[1:])
        shared = [i for i in range(len(ties)) if ties[one, i] and ties[other, i]]
        via = "; ".join(network.nodes[i].label(lang) for i in shared[:SHOWN_SHARED])
        via += "; …" if len(shared) > SHOWN_SHARED else ""
        rows.append((number, *names, *cells, via, *ids))
    keys = ("rank", "one_end", "other_end", *WAYS, "shared", "one_id", "other_id")
    more = (*trial_notes(tried, search, lang), word("pairs_scored", lang, count=len(kept)))
    finding = Finding(
        "suggestions",
        keys,
        rows,
        chosen=chosen_of(search, beta, lang),
        seed=str(search.sampling.seed),
        more=(*more, *slot_notes(network, known, lang)),
        meta={"method": search.way},
    )
    return finding.table(network, lang)


def hold_out(
    network: Network,
    search: Search = USUAL,
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
) -> Table:
    """Return AUC and precision of each way and of chance on ties hidden from them.

    Means and intervals over the samples; both in [0, 1]; by chance AUC is 1/2. `precision` is
    the share of hidden ties among as many first pairs as are hidden. Raises as `suggestions`.
    """
    ties, beta = prepared(network, search)
    rows: list[tuple[Cell, ...]] = []
    for way, tried in trials(network, search, ties, beta).items():
        auc = spread([one.auc for one in tried])
        precision = spread([one.precision for one in tried])
        rows.append((word(way, lang), *auc, *precision))
    keys = ("way", "auc", "low", "high", "precision", "precision_low", "precision_high")
    finding = Finding(
        "hold_out",
        keys,
        rows,
        chosen=chosen_of(search, beta, lang),
        seed=str(search.sampling.seed),
        more=slot_notes(network, known, lang),
    )
    return finding.table(network, lang)


def prepared(network: Network, search: Search) -> tuple[Floats, float]:
    """Return the ties as ones and zeros, and Katz' beta.

    Raises as `suggestions` does.
    """
    from kg.analysis.likeness import attenuation, unweighted  # heavy: only who computes pays

    hidden_count(network, search)
    ties = unweighted(network.csr())
    return ties, attenuation(ties, search.beta)


def trials(network: Network, search: Search, ties: Floats, beta: float) -> dict[str, list[Trial]]:
    """Return the trials of each way and of random scores, one per sample."""
    import numpy as np  # heavy: only who computes pays

    from kg.analysis.likeness import WAYS, scores_of, trial

    hidden = hidden_count(network, search)
    pairs = np.asarray([pair[:2] for pair in network.pairs()])
    found: dict[str, list[Trial]] = {way: [] for way in (*WAYS, "by_random_score")}
    for draw in search.sampling.draws():
        chosen = pairs[draw.choice(len(pairs), hidden, replace=False)]
        missing = np.zeros(ties.shape, dtype=bool)
        missing[chosen[:, 0], chosen[:, 1]] = missing[chosen[:, 1], chosen[:, 0]] = True
        left = np.where(missing, 0.0, ties)
        for way in WAYS:
            found[way].append(trial(scores_of(left, way, beta), missing, left > 0))
        found["by_random_score"].append(trial(draw.random(ties.shape), missing, left > 0))
    return found


def hidden_count(network: Network, search: Search) -> int:
    """Return how many tied pairs are hidden in each sample.

    Raises as `suggestions` does.
    """
    from kg.analysis.likeness import MOST_NODES, WAYS  # heavy: only who computes pays

    if search.way not in WAYS:
        near = near_misses(search.way, WAYS)
        raise UnknownNameError("way", search.way, near, f"one of {', '.join(WAYS)}")
    refuse_if_thin(network, "suggestions")
    what, count = "suggestions", len(network.pairs())
    hidden = round(search.held_out * count)
    open_count = len(network.nodes) * (len(network.nodes) - 1) // 2 - count
    if count < LEAST_TIES:
        raise refusal(what, network.name, f"{LEAST_TIES} tied pairs", count)
    if not LEAST_HELD_OUT <= hidden < count:
        needs = f"{LEAST_HELD_OUT} tied pairs or more, but not all, to hide"
        raise refusal(what, network.name, needs, hidden)
    if not open_count:
        raise refusal(what, network.name, "a pair that is not tied", 0)
    if len(network.nodes) > MOST_NODES:
        raise refusal(what, network.name, f"{MOST_NODES} nodes or fewer", len(network.nodes))
    return hidden


def open_pairs(
    network: Network, ties: Floats, search: Search, known: Background
) -> list[tuple[int, int]]:
    """Return the pairs that may be suggested: not tied, both named, both of the right kind."""
    allowed = [
        i
        for i in listed(network, known)
        if not search.kinds or network.nodes[i].kind in search.kinds
    ]
    return [(i, j) for i in allowed for j in allowed if i < j and not ties[i, j]]


def ids_of(network: Network, pair: tuple[int, int]) -> tuple[str, str]:
    """Return the ids of both ends."""
    return network.nodes[pair[0]].id, network.nodes[pair[1]].id


def chosen_of(search: Search, beta: float, lang: str) -> str:
    """Return the parameters of a search in words."""
    samples, share = search.sampling.samples, show(search.held_out)
    way = word(search.way, lang)
    return word("searched", lang, way=way, beta=show(beta), share=share, samples=samples)


def trial_notes(tried: dict[str, list[Trial]], search: Search, lang: str) -> tuple[str, ...]:
    """Return the footnotes on how well the way did on hidden ties, beside chance."""
    parts = {}
    for name, way in (("", search.way), ("chance_", "by_random_score")):
        for what in ("auc", "precision"):
            figures = spread([getattr(one, what) for one in tried[way]])
            mean, low, high = (show(value) for value in figures)
            parts[f"{name}{what}"] = f"{mean} ({low}–{high})"
    notes = [word("tried", lang, way=word(search.way, lang), **parts)]
    if spread([one.auc for one in tried[search.way]])[1] <= NO_BETTER:
        notes.append(word("no_better", lang))
    return tuple(notes)
