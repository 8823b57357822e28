"""Ranking: who comes first in which sense, and on which source that hangs."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

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
from kg.analysis.chance import affordable
from kg.analysis.places import Places, Scores, movement, places, tidy, told_by, without_claims
from kg.errors import NotComputableError, UnknownNameError
from kg.network.network import Network
from kg.text.names import near_misses
from kg.text.table import Cell, Table, show

if TYPE_CHECKING:
    from kg.analysis.paths import Estimate

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
FOLLOW_PATHS = frozenset({"betweenness", "harmonic"})
ROUNDS = 32


class Measure(NamedTuple):
    """What to rank by; `seed` draws the nodes from which paths are followed where not all are."""

    name: str
    seed: int = 0


@dataclass(frozen=True)
class Ranking:
    """Scores and places by position of the node; `without` are the places by source left out.

    `sharing` counts the nodes at each place, `told` the sources there are; `errors` are the
    standard errors of scores that come from `sampled` nodes, if that is not 0.
    """

    scores: Scores
    places: Places
    without: dict[str, Places]
    sharing: Counter[int | None]
    told: int = 0
    errors: tuple[float, ...] = ()
    sampled: int = 0


def rank(
    network: Network,
    measure: str | Measure,
    top: int | None = None,
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
) -> Table:
    """Rank the nodes by `measure`, highest first (lowest for constraint), ties by name.

    Equal scores (to ten digits of the highest) share the better rank: 1, 2, 2, 4. Unnamed
    members (`known.slots`) stay in the network, but are neither listed nor ranked, nor are
    nodes without a score. With `known.sources` each row says between which ranks the node
    moves when one source after the other is left out, and which one moves it most. The score's
    unit stands above its column; definition and reference are in the notes. On a large network
    betweenness and harmonic closeness are estimated from sampled nodes: each row then gives the
    standard error, and the notes say how many nodes and which seed.

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
    asked = asked_for(measure)
    ranking = ranking_of(network, asked, known)
    names = [node.label(lang) for node in network.nodes]
    order = sorted(
        (place, names[i], network.nodes[i].id, i)
        for i, place in enumerate(ranking.places)
        if place is not None
    )
    shown = [i for *_, i in order[:top]]
    card = card_of(asked.name, lang)
    keys = ["rank", "tied", "label", "kind", "score"]
    keys += ["standard_error"] if ranking.sampled else []
    keys += ["interval", "hangs_on", "id"] if known.sources else ["id"]
    notes = card_notes(card, network, lang, "", str(asked.seed) if ranking.sampled else "-")
    return Table(
        fields=captioned(keys, lang, score=card.unit),
        rows=tuple(row_of(network, ranking, i, lang, known) for i in shown),
        title=word("title", lang, what=card.title, view=network.title(lang)),
        notes=notes + rank_notes(network, ranking, shown, lang, known),
        method=f"{card.method} {card.reference}",
        meta={"analysis": "rank", "method": asked.name, "view": network.name},
    )


def asked_for(measure: str | Measure) -> Measure:
    """Return the measure by its name, or as it is.

    Raises
    ------
    UnknownNameError
        If there is no such measure.
    """
    asked = Measure(measure) if isinstance(measure, str) else measure
    if asked.name not in RANKED_BY:
        near = near_misses(asked.name, RANKED_BY)
        raise UnknownNameError("method", asked.name, near, f"one of {', '.join(RANKED_BY)}")
    return asked


def score(network: Network, measure: str | Measure) -> Scores:
    """Return the score of each node in the order of `network.nodes`, None where it has none.

    Raises as `rank` does.

    >>> from kg.network.network import Node, Tie
    >>> from kg.text.header import Header
    >>> nodes = tuple(Node(name, {}, "") for name in ("arm", "hub", "leg"))
    >>> star = Network("star", Header(), False, nodes, (Tie(0, 1, "r"), Tie(1, 2, "r")))
    >>> score(star, "betweenness")
    (0.0, 1.0, 0.0)
    """
    found = estimate(network, asked_for(measure)).value.tolist()
    return tuple(None if value != value else value for value in found)  # noqa: PLR0124  no number


def estimate(network: Network, asked: Measure) -> Estimate:
    """Return the scores with their standard errors, computed once for a network."""
    from kg.analysis.scores import estimate_of  # heavy: only who computes pays

    refuse_if_thin(network, asked.name)
    key = ("estimate", asked)
    if key not in network.computed:
        network.computed[key] = estimate_of(network, *asked)
    found: Estimate = network.computed[key]
    return found


def ranking_of(network: Network, measure: str | Measure, known: Background) -> Ranking:
    """Return scores and places of the nodes, and the places without each known source.

    It is computed once for a network and what is known of it. Networks of the same shape are
    computed once: a source that others repeat costs nothing. Where leaving out all sources
    would take too long, those that the most claims rest on are left out.
    """
    asked = asked_for(measure)
    key = ("ranking", asked, frozenset(known.slots), frozenset(known.sources.items()))
    if key not in network.computed:
        network.computed[key] = found_ranking(network, asked, known)
    found: Ranking = network.computed[key]
    return found


def found_ranking(network: Network, asked: Measure, known: Background) -> Ranking:
    """Return what `ranking_of` keeps."""
    listed = [i for i, node in enumerate(network.nodes) if node.id not in known.slots]
    lowest = asked.name in LOWEST_FIRST
    scores = tidy(score(network, asked))
    if asked.name in WHOLE:
        scores = tuple(None if value is None else int(value) for value in scores)
    found = places(scores, listed, lowest=lowest)
    seen = {shape(network, asked.name): found}

    def place(rest: Network) -> Places:
        key = shape(rest, asked.name)
        if key not in seen:
            try:
                seen[key] = places(tidy(score(rest, asked)), listed, lowest=lowest)
            except NotComputableError:
                seen[key] = (None,) * len(rest.nodes)
        return seen[key]

    told = told_by(network, known.sources)
    most = affordable(steps_of(network, asked.name), len(told))
    without = {source: without_claims(network, told[source], place) for source in kept(told, most)}
    made = estimate(network, asked)
    errors = tuple(made.error.tolist()) if made.sources else ()
    return Ranking(scores, found, without, Counter(found), len(told), errors, made.sources)


def kept(told: Mapping[str, Collection[str]], most: int) -> list[str]:
    """Return the names of the `most` sources with the most claims, sorted.

    >>> kept({"s1": ["c1"], "s2": ["c2", "c3"], "s3": ["c4", "c5"]}, 2)
    ['s2', 's3']
    """
    return sorted(sorted(told, key=lambda source: (-len(told[source]), source))[:most])


def steps_of(network: Network, name: str) -> int:
    """Return about how many steps from node to node it takes to compute a measure once."""
    from kg.analysis.paths import EXACT_UP_TO, SOURCES  # heavy: only who computes pays

    count, ties = len(network.nodes), len(network.links.first)
    if name not in FOLLOW_PATHS:
        return ROUNDS * (count + ties)
    return ties * (count if count * ties <= EXACT_UP_TO else SOURCES)


def shape(network: Network, name: str) -> bytes:
    """Return a digest of what a measure sees: two of the same shape have the same scores."""
    columns = network.columns
    seen = columns.source, columns.target, columns.weight
    arrays = network.links[:2] if name in UNWEIGHTED else seen
    return hashlib.sha256(b"".join(array.tobytes() for array in arrays)).digest()


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
    cells += [ranking.errors[position]] if ranking.sampled else []
    if known.sources and place is not None:
        without = {source: other[position] for source, other in ranking.without.items()}
        cells += movement(place, without, word("none", lang))
    return (*cells, node.id)


def rank_notes(
    network: Network, ranking: Ranking, shown: list[int], lang: str, known: Background
) -> tuple[str, ...]:
    """Return the footnotes: what is estimated, what is not listed, how to read the interval."""
    notes = []
    if ranking.sampled:
        worst = max((ranking.errors[i] for i in shown), default=0.0)
        notes.append(word("sampled", lang, count=ranking.sampled, error=show(worst)))
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
    if len(ranking.without) < ranking.told:
        notes.append(word("most_told", lang, count=len(ranking.without), all=ranking.told))
    return tuple(notes)
