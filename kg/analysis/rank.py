"""Ranking: who comes first in which sense, and on which source that hangs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

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
from kg.analysis.places import Places, Scores, left_out, movement, places, tidy
from kg.errors import NotComputableError, UnknownNameError
from kg.network.network import Network
from kg.text.names import near_misses
from kg.text.table import Cell, Table

RANKED_BY = (
    "degree",
    "strength",
    "betweenness",
    "harmonic",
    "pagerank",
    "eigenvector",
    "constraint",
    "coreness",
)
WHOLE = frozenset({"degree", "coreness"})
LOWEST_FIRST = frozenset({"constraint"})
UNWEIGHTED = frozenset({"degree", "betweenness", "harmonic", "coreness"})


@dataclass(frozen=True)
class Ranking:
    """Scores and places by position of the node; `without` are the places by source left out.

    `sharing` counts the nodes at each place.
    """

    scores: Scores
    places: Places
    without: dict[str, Places]
    sharing: Counter[int | None]


def rank(
    network: Network,
    measure: str,
    top: int | None = None,
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
) -> Table:
    """Rank the nodes by `measure`, highest first (lowest for constraint), ties by name.

    Equal scores (to ten digits of the highest) share the better rank: 1, 2, 2, 4. Unnamed
    members (`known.slots`) stay in the network, but are neither listed nor ranked, nor are
    nodes without a score. With `known.sources` each row says between which ranks the node
    moves when one source after the other is left out, and which one moves it most. The score's
    unit stands above its column; definition and reference are in the notes.

    Raises
    ------
    UnknownNameError
        If `measure` is none of those in `RANKED_BY`.
    TooFewNodesError
        If the network has fewer than three nodes or no tie.
    NotComputableError
        If the score is not defined on this network, such as an ambiguous eigenvector.

    >>> from kg.network.network import Node, Tie
    >>> from kg.text.header import Header
    >>> nodes = tuple(Node(name, {}, "") for name in ("arm", "hub", "leg"))
    >>> star = Network("star", Header(), False, nodes, (Tie(0, 1, "r"), Tie(1, 2, "r")))
    >>> [row[:5] for row in rank(star, "degree").rows]
    [(1, False, 'hub', '', 2), (2, True, 'arm', '', 1), (2, True, 'leg', '', 1)]
    """
    ranking = ranking_of(network, measure, known)
    names = [node.label(lang) for node in network.nodes]
    order = sorted(
        (place, names[i], network.nodes[i].id, i)
        for i, place in enumerate(ranking.places)
        if place is not None
    )
    shown = [i for *_, i in order[:top]]
    card = card_of(measure, lang)
    extra = ("interval", "hangs_on") if known.sources else ()
    keys = ("rank", "tied", "label", "kind", "score", *extra, "id")
    notes = card_notes(card, network, lang, "", "-")
    return Table(
        fields=captioned(keys, lang, score=card.unit),
        rows=tuple(row_of(network, ranking, i, lang, known) for i in shown),
        title=word("title", lang, what=card.title, view=network.title(lang)),
        notes=notes + rank_notes(network, ranking, shown, lang, known),
        method=f"{card.method} {card.reference}",
        meta={"analysis": "rank", "method": measure, "view": network.name},
    )


def score(network: Network, measure: str) -> Scores:
    """Return the score of each node in the order of `network.nodes`, None where it has none.

    Raises as `rank` does.

    >>> from kg.network.network import Node, Tie
    >>> from kg.text.header import Header
    >>> nodes = tuple(Node(name, {}, "") for name in ("arm", "hub", "leg"))
    >>> star = Network("star", Header(), False, nodes, (Tie(0, 1, "r"), Tie(1, 2, "r")))
    >>> score(star, "betweenness")
    (0.0, 1.0, 0.0)
    """
    from kg.analysis.scores import score_of  # heavy: only who computes pays

    if measure not in RANKED_BY:
        near = near_misses(measure, RANKED_BY)
        raise UnknownNameError("method", measure, near, f"one of {', '.join(RANKED_BY)}")
    refuse_if_thin(network, measure)
    return score_of(network, measure)


def ranking_of(network: Network, measure: str, known: Background) -> Ranking:
    """Return scores and places of the nodes, and the places without each known source.

    Networks of the same shape are computed once: a source that others repeat costs nothing.
    """
    listed = [i for i, node in enumerate(network.nodes) if node.id not in known.slots]
    lowest = measure in LOWEST_FIRST
    scores = tidy(score(network, measure))
    if measure in WHOLE:
        scores = tuple(None if value is None else int(value) for value in scores)
    found = places(scores, listed, lowest=lowest)
    seen = {shape(network, measure): found}

    def place(rest: Network) -> Places:
        key = shape(rest, measure)
        if key not in seen:
            try:
                seen[key] = places(tidy(score(rest, measure)), listed, lowest=lowest)
            except NotComputableError:
                seen[key] = (None,) * len(rest.nodes)
        return seen[key]

    without = left_out(network, known.sources, place) if known.sources else {}
    return Ranking(scores, found, without, Counter(found))


def shape(network: Network, measure: str) -> tuple[tuple[int, int, float], ...]:
    """Return what `measure` sees of the network: two of the same shape have the same scores."""
    if measure in UNWEIGHTED:
        return tuple((first, second, 1.0) for first, second, _ in network.pairs())
    return tuple((tie.source, tie.target, tie.weight) for tie in network.ties)


def row_of(
    network: Network, ranking: Ranking, position: int, lang: str, known: Background
) -> tuple[Cell, ...]:
    """Return the row of the node at `position`, which has a place."""
    node, place = network.nodes[position], ranking.places[position]
    cells: list[Cell] = [
        place,
        ranking.sharing[place] > 1,
        node.label(lang),
        kind_label(node, known),
    ]
    cells.append(ranking.scores[position])
    if known.sources and place is not None:
        without = {source: other[position] for source, other in ranking.without.items()}
        cells += movement(place, without, word("none", lang))
    return (*cells, node.id)


def rank_notes(
    network: Network, ranking: Ranking, shown: list[int], lang: str, known: Background
) -> tuple[str, ...]:
    """Return the footnotes on what is not in the list, and on how to read the interval."""
    notes = []
    slots = sum(node.id in known.slots for node in network.nodes)
    if slots:
        notes.append(word("slots", lang, count=slots))
    unscored = ranking.scores.count(None)
    if unscored:
        notes.append(word("unscored", lang, count=unscored))
    last = ranking.places[shown[-1]] if shown else None
    hidden = ranking.sharing[last] - sum(ranking.places[i] == last for i in shown)
    if last is not None and hidden:
        notes.append(word("cut", lang, count=hidden, rank=last))
    if known.sources:
        notes.append(word("intervals", lang, count=len(ranking.without)))
    return tuple(notes)
