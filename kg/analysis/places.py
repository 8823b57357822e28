"""Places in a ranking: shared ranks, and how they move when a source is left out."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from kg.network.network import Network

Scores = tuple[float | None, ...]
Places = tuple[int | None, ...]

DIGITS = 10


def tidy(scores: Iterable[float | None]) -> Scores:
    """Return the scores to ten digits of the largest, so that noise breaks no tie.

    >>> tidy([0.1 + 0.2, 0.3, None])
    (0.3, 0.3, None)
    """
    kept = tuple(scores)
    largest = max((abs(value) for value in kept if value is not None), default=0.0)
    if not largest:
        return kept
    digits = DIGITS - math.ceil(math.log10(largest))
    return tuple(None if value is None else round(value, digits) + 0.0 for value in kept)


def places(scores: Sequence[float | None], listed: Collection[int], *, lowest: bool) -> Places:
    """Return the rank of each of the `listed` positions, highest score first; 1, 2, 2, 4.

    With `lowest` the lowest score is first. Positions without a score, or not listed, have no
    rank.

    >>> places([5, 9, 5, None, 1], range(5), lowest=False)
    (2, 1, 2, None, 4)
    """
    sign = 1 if lowest else -1
    keys = {i: sign * value for i in listed if (value := scores[i]) is not None}
    first: dict[float, int] = {}
    for place, key in enumerate(sorted(keys.values()), start=1):
        first.setdefault(key, place)
    return tuple(first[keys[i]] if i in keys else None for i in range(len(scores)))


def told_by(network: Network, sources: Mapping[str, str]) -> dict[str, set[str]]:
    """Return the claims behind the network by their source, sources and claims in order.

    `sources` gives the source of a claim; claims that it does not know are always believed.
    """
    told: dict[str, set[str]] = {}
    for claim in network.columns.claim_codes if sources else ():
        if claim in sources:
            told.setdefault(sources[claim], set()).add(claim)
    return dict(sorted(told.items()))


def without_claims(
    network: Network, claims: set[str], place: Callable[[Network], Places]
) -> Places:
    """Return the places without `claims`; a node that loses all its ties has no place."""
    return tied_only(network.without(claims), network, place)


def tied_only(rest: Network, network: Network, place: Callable[[Network], Places]) -> Places:
    """Return the places in `rest`, None for nodes that had ties in `network` only."""
    tied = ends(rest)
    if not tied:
        return (None,) * len(rest.nodes)
    lost = ends(network) - tied
    return tuple(None if i in lost else p for i, p in enumerate(place(rest)))


def ends(network: Network) -> set[int]:
    """Return the positions of the nodes that are tied to another one."""
    return {*network.links.first.tolist(), *network.links.second.tolist()}


def movement(place: int, without: Mapping[str, int | None], none: str) -> tuple[str, str]:
    """Return the interval of the places, and the source whose absence changes it most.

    Having no place at all (said as `none`) is the largest change; equal changes are settled by
    the name of the source; where nothing changes no source is named.

    >>> movement(2, {"s1": 2, "s2": 5}, "none"), movement(1, {"s1": None}, "none")
    (('2–5', 's2'), ('1–none', 's1'))
    """
    change = {
        source: math.inf if other is None else abs(other - place)
        for source, other in without.items()
    }
    most = min(change, key=lambda source: (-change[source], source), default="")
    all_places = [place, *(other for other in without.values() if other is not None)]
    best, worst = min(all_places), str(max(all_places))
    if None in without.values():
        worst = none
    interval = str(best) if worst == str(best) else f"{best}–{worst}"
    return interval, most if change.get(most) else ""
