"""Triple helix: how university, industry and government come together, and their synergy."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import combinations

from kg.analysis.card import NOTHING_KNOWN, Background, refuse_if_thin, word
from kg.analysis.concentration import reach
from kg.analysis.finding import Finding, refusal
from kg.errors import UnknownNameError
from kg.network.network import Network
from kg.text.names import near_misses
from kg.text.table import Cell, Table

SPHERES = ("university", "industry", "government")
LEAST_OCCASIONS = 10
LETTERS = dict(zip(SPHERES, "UIG", strict=True))
MIXES = tuple(mix for size in (1, 2, 3) for mix in combinations(SPHERES, size))
Occasions = Mapping[str, Collection[str]]
Presence = dict[str, frozenset[str]]


def helix(
    network: Network,
    spheres: Mapping[str, str],
    occasions: Occasions | None = None,
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
) -> Table:
    """Return how many occasions each mix of spheres has, alone, in pairs, or all three.

    `spheres` gives the sphere of a kind's IRI. `occasions` gives the ids of the members of each
    occasion; without it every node of no sphere (a project, a platform, a policy) is the
    occasion that its neighbours share. Shares are of all occasions with a member of a sphere,
    in [0, 1].

    Raises
    ------
    UnknownNameError
        If a sphere is none of those in `SPHERES`.
    TooFewNodesError
        If the network has fewer than three nodes or no tie.
    NotComputableError
        If fewer than ten occasions have a member of a sphere.
    """
    present = presence(network, spheres, occasions, known)
    counts = Counter(present.values())
    rows: list[tuple[Cell, ...]] = [
        (mix_name(mix, lang), counts[frozenset(mix)], counts[frozenset(mix)] / len(present))
        for mix in MIXES
    ]
    more = word("occasions", lang, count=len(present), **mixed_shares(present))
    finding = Finding("helix", ("mix", "occasion_count", "share"), rows, more=(more,))
    return finding.table(network, lang)


def synergy(
    network: Network,
    spheres: Mapping[str, str],
    occasions: Occasions | None = None,
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
) -> Table:
    """Return the entropies of the three spheres, their mutual information and T(uig), in bits.

    T(uig) below 0 is read as synergy, above 0 as redundancy. `low` and `high` are the least and
    greatest value when one occasion is left out, `hangs_on` the one that moves it most. Raises
    as `helix` does, also if a sphere is present on no occasion or on every one.
    """
    present = presence(network, spheres, occasions, known)
    for sphere in SPHERES:
        count = sum(sphere in mix for mix in present.values())
        if not 0 < count < len(present):
            needs = f"{sphere} on some occasions but not on all"
            raise refusal("synergy", network.name, needs, f"{count} of {len(present)}")
    found = information(present.values())
    without: dict[str, dict[str, float]] = {
        left: information(mix for name, mix in present.items() if name != left) for left in present
    }
    rows: list[tuple[Cell, ...]] = [
        (name, value, *reach(value, {left: values[name] for left, values in without.items()}))
        for name, value in found.items()
    ]
    more = word("occasions", lang, count=len(present), **mixed_shares(present))
    keys = ("measure", "bits", "low", "high", "hangs_on_occasion")
    return Finding("synergy", keys, rows, more=(more,)).table(network, lang)


def helix_ties(
    network: Network,
    spheres: Mapping[str, str],
    lang: str = "en",
    known: Background = NOTHING_KNOWN,
) -> Table:
    """Return how many tied pairs lie in each sphere and between each two of them.

    `share` is that of all pairs tied inside or between spheres, `possible` the share that such
    pairs would have if all were tied, both in [0, 1]. The notes count the triples of one node
    from each sphere that are all tied to each other.

    Raises
    ------
    UnknownNameError
        If a sphere is none of those in `SPHERES`.
    TooFewNodesError
        If the network has fewer than three nodes or no tie.
    NotComputableError
        If no two nodes of the spheres are tied.
    """
    refuse_if_thin(network, "ties of the helix")
    on = spheres_of(network, spheres, known)
    sizes = Counter(sphere for sphere in on if sphere)
    near: dict[int, set[int]] = {}
    counts: Counter[tuple[str, ...]] = Counter()
    for first, second, _ in network.pairs():
        if on[first] and on[second]:
            counts[tuple(sorted((on[first], on[second]), key=SPHERES.index))] += 1
            near.setdefault(first, set()).add(second)
            near.setdefault(second, set()).add(first)
    whole = counts.total()
    if not whole:
        raise refusal("ties of the helix", network.name, "two tied nodes of the spheres", 0)
    every = sum(sizes.values()) * (sum(sizes.values()) - 1) / 2
    rows: list[tuple[Cell, ...]] = []
    for mix in (*((sphere, sphere) for sphere in SPHERES), *combinations(SPHERES, 2)):
        alike = mix[0] == mix[1]
        room = sizes[mix[0]] * (sizes[mix[1]] - 1) / 2 if alike else sizes[mix[0]] * sizes[mix[1]]
        rows.append((mix_name(mix, lang), counts[mix], counts[mix] / whole, room / every))
    sizes_said = ", ".join(f"{word(sphere, lang)} {sizes[sphere]}" for sphere in SPHERES)
    more = word("helix_nodes", lang, sizes=sizes_said, triples=triples(near, on))
    keys = ("mix", "tied_pairs", "share", "possible")
    return Finding("helix_ties", keys, rows, more=(more,)).table(network, lang)


def spheres_of(network: Network, spheres: Mapping[str, str], known: Background) -> list[str]:
    """Return the sphere of each node, empty for those of none and for unnamed members.

    Raises
    ------
    UnknownNameError
        If a sphere is none of those in `SPHERES`.
    """
    for sphere in sorted(set(spheres.values())):
        if sphere not in SPHERES:
            near = near_misses(sphere, SPHERES)
            raise UnknownNameError("sphere", sphere, near, f"one of {', '.join(SPHERES)}")
    return ["" if node.id in known.slots else spheres.get(node.kind, "") for node in network.nodes]


def presence(
    network: Network,
    spheres: Mapping[str, str],
    occasions: Occasions | None,
    known: Background,
) -> Presence:
    """Return the spheres that are present on each occasion, by its name.

    Raises as `helix` does.
    """
    refuse_if_thin(network, "triple helix")
    on = spheres_of(network, spheres, known)
    side = {node.id: sphere for node, sphere in zip(network.nodes, on, strict=True) if sphere}
    shared = hubs(network, on, known) if occasions is None else occasions
    found: Presence = {}
    for name, members in sorted(shared.items()):
        mix = frozenset(side[member] for member in members if member in side)
        if mix:
            found[name] = mix
    if len(found) < LEAST_OCCASIONS:
        needs = f"{LEAST_OCCASIONS} occasions with a member of a sphere"
        raise refusal("triple helix", network.name, needs, len(found))
    return found


def hubs(network: Network, on: list[str], known: Background) -> dict[str, set[str]]:
    """Return the neighbours of each named node that is of no sphere, by id."""
    found: dict[str, set[str]] = {}
    for first, second, _ in network.pairs():
        for hub, member in ((first, second), (second, first)):
            iri = network.nodes[hub].id
            if not on[hub] and iri not in known.slots:
                found.setdefault(iri, set()).add(network.nodes[member].id)
    return found


def information(present: Iterable[frozenset[str]]) -> dict[str, float]:
    """Return H and T of each sphere, each two, and all three, in bits.

    >>> odd = [frozenset(), frozenset(SPHERES[:2]), frozenset(SPHERES[1:])]
    >>> odd += [frozenset(SPHERES[::2])]
    >>> information(odd)["T(uig)"]
    -1.0
    """
    mixes = list(present)
    held = {
        mix: entropy(Counter(tuple(sphere in one for sphere in mix) for one in mixes))
        for mix in MIXES
    }
    found = {f"H({short(mix).lower()})": value for mix, value in held.items()}
    for one, other in combinations(SPHERES, 2):
        shared = held[(one,)] + held[(other,)] - held[(one, other)]
        found[f"T({short((one, other)).lower()})"] = shared
    signs = {1: 1, 2: -1, 3: 1}
    found["T(uig)"] = math.fsum(signs[len(mix)] * value for mix, value in held.items())
    return found


def entropy(counts: Counter[tuple[bool, ...]]) -> float:
    """Return the entropy of a distribution, in bits.

    >>> entropy(Counter({(True,): 3, (False,): 3}))
    1.0
    """
    whole = counts.total()
    return math.fsum(n / whole * math.log2(whole / n) for n in counts.values())


def mixed_shares(present: Presence) -> dict[str, str]:
    """Return the shares of occasions with two and with three spheres, in words."""
    sizes = Counter(len(mix) for mix in present.values())
    return {
        name: f"{sizes[size] / len(present):.1%}"
        for name, size in (("bilateral", 2), ("trilateral", 3))
    }


def triples(near: Mapping[int, set[int]], on: list[str]) -> int:
    """Return the number of triples of one node from each sphere that are all tied."""
    return sum(
        on[second] == SPHERES[1] and on[third] == SPHERES[2]
        for first in near
        if on[first] == SPHERES[0]
        for second in near[first]
        for third in near[first] & near[second]
    )


def short(mix: Iterable[str]) -> str:
    """Return the letters of the spheres of a mix.

    >>> short(("university", "government"))
    'UG'
    """
    return "".join(LETTERS[sphere] for sphere in mix)


def mix_name(mix: Iterable[str], lang: str) -> str:
    """Return letters and names of the spheres of a mix."""
    names = tuple(mix)
    return f"{short(names)} ({', '.join(word(sphere, lang) for sphere in names)})"
