"""Position: who stands up the stream and who down, and who sits in the bow-tie's knot."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kg.analysis.card import NOTHING_KNOWN, Background, word
from kg.analysis.finding import Finding, about, listed, refuse_undirected, slot_notes
from kg.errors import NotComputableError
from kg.network.network import Network
from kg.text.names import local_name
from kg.text.table import Cell, Table, show

if TYPE_CHECKING:
    from kg.analysis.paths import Floats, Matrix

CLASSES = ("core", "into_core", "out_of_core", "tube", "tendril", "elsewhere")
LEAST_CORE = 2
FACTORED_UP_TO = 2000


def levels(network: Network, lang: str = "en", known: Background = NOTHING_KNOWN) -> Table:
    """Return the trophic level of each node, component by component, the lowest first.

    Levels are numbers of steps along the ties, the lowest of each component 0; they compare
    inside a component only. Nodes without ties have none. The incoherence F0, in [0, 1], is in
    the notes: 0 where every tie rises by one level, 1 where ties lead nowhere on balance.

    Raises
    ------
    TooFewNodesError
        If the network has fewer than three nodes or no tie.
    NotComputableError
        If the view is undirected.

    >>> from kg.network.network import Node, Tie
    >>> from kg.text.header import Header
    >>> nodes = tuple(Node(name, {}, "") for name in ("mill", "mine", "shop"))
    >>> chain = Network("chain", Header(), True, nodes, (Tie(0, 2, "r"), Tie(1, 0, "r")))
    >>> [row[1:3] for row in levels(chain).rows]
    [(0.0, 'mine'), (1.0, 'mill'), (2.0, 'shop')]
    """
    matrix = directed_matrix(network, "trophic levels")
    level = trophic_levels(matrix)
    rows: list[tuple[Cell, ...]] = []
    for i in listed(network, known):
        if level[i] == level[i]:  # not a number where a node has no ties
            name, kind = about(network, i, lang, known)
            part = network.components[i] + 1
            rows.append((part, round(float(level[i]), 10) + 0.0, name, kind, network.nodes[i].id))
    rows.sort(key=lambda row: (row[0], row[1], row[2], row[4]))
    keys = ("component", "level", "label", "kind", "id")
    note = word("incoherence", lang, value=show(incoherence(matrix, level)))
    more = (note, *slot_notes(network, known, lang))
    return Finding("levels", keys, rows, more=more).table(network, lang)


def jumps(network: Network, lang: str = "en", known: Background = NOTHING_KNOWN) -> Table:
    """Return the ties that do not rise by about one level, the furthest from it first.

    `rise` is the level of the end less that of the start; listed are ties that rise by less
    than 1/2 (level or backward) or by more than 3/2 (over a stage). Raises as `levels` does.
    """
    level = trophic_levels(directed_matrix(network, "jumps"))
    found = []
    for tie in network.ties:
        rise = round(float(level[tie.target] - level[tie.source]), 10) + 0.0
        if tie.source != tie.target and not 1 / 2 <= rise <= 3 / 2:
            ends = network.nodes[tie.source], network.nodes[tie.target]
            names = (ends[0].label(lang), ends[1].label(lang))
            kind = known.kinds.get(tie.relation) or local_name(tie.relation)
            found.append((-abs(rise - 1), ends[0].id, ends[1].id, tie.relation, names, kind, rise))
    rows: list[tuple[Cell, ...]] = [
        (names[0], kind, names[1], rise, first, second)
        for _, first, second, _, names, kind, rise in sorted(found)
    ]
    keys = ("from", "relation", "to", "rise", "from_id", "to_id")
    return Finding("jumps", keys, rows).table(network, lang)


def directed_matrix(network: Network, what: str) -> Matrix:
    """Return the directed matrix of the network.

    Raises
    ------
    TooFewNodesError
        If the network has fewer than three nodes or no tie.
    NotComputableError
        If the view is undirected.
    """
    refuse_undirected(network, what)
    return network.csr(directed=True)


def trophic_levels(matrix: Matrix) -> Floats:
    """Return the trophic level of each node (MacKay, Johnson & Sansom 2020).

    They solve (diag(u) - W - W') h = v, with u the weight into and out of a node and v the
    weight into less out of it; one node of each component is held and then the lowest moved
    to 0. Not a number for nodes without ties.
    """
    import numpy as np  # heavy: only who computes pays
    from scipy.sparse import diags_array
    from scipy.sparse.csgraph import connected_components

    into: Floats = np.asarray(matrix.sum(axis=0), dtype=np.float64)
    out: Floats = np.asarray(matrix.sum(axis=1), dtype=np.float64)
    laplacian = (diags_array(into + out) - matrix - matrix.T).tocsr()
    parts = connected_components(matrix, directed=True, connection="weak")[1]
    tied = np.flatnonzero(into + out)
    first = np.full(parts.max(initial=-1) + 1, len(parts))
    np.minimum.at(first, parts[tied], tied)
    free = tied[first[parts[tied]] != tied]
    level = np.full(matrix.shape[0], np.nan)
    level[first[np.unique(parts[tied])]] = 0.0
    level[free] = solved(laplacian[free][:, free].tocsr(), (into - out)[free])
    lowest = np.zeros(len(first))
    np.minimum.at(lowest, parts[tied], level[tied])
    return level - lowest[parts]


def solved(matrix: Matrix, right: Floats) -> Floats:
    """Return x with matrix x = right; the matrix is symmetric and positive definite.

    A factorisation fills up where many nodes are tied crosswise: large ones are solved by
    conjugate gradients, scaled by the diagonal.

    Raises
    ------
    NotComputableError
        If these do not settle.
    """
    from scipy.sparse import diags_array  # heavy: only who computes pays
    from scipy.sparse.linalg import cg, spsolve

    if matrix.shape[0] <= FACTORED_UP_TO:
        return spsolve(matrix.tocsc(), right) if matrix.shape[0] else right
    scale = diags_array(1.0 / matrix.diagonal())
    found, failed = cg(matrix, right, rtol=1e-12, maxiter=10_000, M=scale)
    if failed:
        message = "trophic levels are not computable: conjugate gradients did not settle"
        raise NotComputableError(message)
    return found


def incoherence(matrix: Matrix, level: Floats) -> float:
    """Return F0: the mean of (rise - 1)^2 over all ties by weight, in [0, 1]."""
    import numpy as np  # heavy: only who computes pays

    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    rise = level[matrix.indices] - level[rows]
    return float((matrix.data * (rise - 1) ** 2).sum() / matrix.data.sum())


def bow_tie(network: Network, lang: str = "en", known: Background = NOTHING_KNOWN) -> Table:
    """Return the class of each node in the bow-tie, class by class, then by name.

    Where no two nodes reach each other there is no core: the table is empty and its notes say
    so. Raises as `levels` does.

    >>> from kg.network.network import Node, Tie
    >>> from kg.text.header import Header
    >>> nodes = tuple(Node(name, {}, "") for name in "abcd")
    >>> ties = (Tie(0, 1, "r"), Tie(1, 2, "r"), Tie(2, 1, "r"), Tie(2, 3, "r"))
    >>> [row[:2] for row in bow_tie(Network("v", Header(), True, nodes, ties)).rows]
    [('core (SCC)', 'b'), ('core (SCC)', 'c'), ('IN', 'a'), ('OUT', 'd')]
    """
    directed_matrix(network, "bow-tie")
    core, rivals = largest_core(network)
    rows: list[tuple[Cell, ...]] = []
    if len(core) < LEAST_CORE:
        notes = [word("no_core", lang)]
    else:
        found = bow_tie_classes(network, core)
        counts = Counter(found)
        sizes = "; ".join(f"{word(name, lang)} {counts[name]}" for name in CLASSES)
        notes = [word("bow_tie_sizes", lang, sizes=sizes, rivals=rivals)]
        order = sorted(
            (CLASSES.index(found[i]), network.nodes[i].label(lang), network.nodes[i].id, i)
            for i in listed(network, known)
        )
        rows = [
            (word(CLASSES[number], lang), *about(network, i, lang, known), iri)
            for number, _, iri, i in order
        ]
    keys = ("bow_tie_class", "label", "kind", "id")
    more = (*notes, *slot_notes(network, known, lang))
    return Finding("bow_tie", keys, rows, more=more).table(network, lang)


def largest_core(network: Network) -> tuple[set[int], int]:
    """Return the largest strongly connected part, the first by id, and how many are as large."""
    from scipy.sparse.csgraph import connected_components  # heavy: only who computes pays

    parts = connected_components(network.csr(directed=True), connection="strong")[1].tolist()
    sizes = Counter(parts)
    most = max(sizes.values())
    chosen = next(part for part in parts if sizes[part] == most)
    rivals = sum(size == most for size in sizes.values()) - 1
    return {i for i, part in enumerate(parts) if part == chosen}, rivals


def bow_tie_classes(network: Network, core: set[int]) -> list[str]:
    """Return the class of each node around the strongly connected part `core`."""
    ahead: list[set[int]] = [set() for _ in network.nodes]
    behind: list[set[int]] = [set() for _ in network.nodes]
    for source, target in zip(*(ends.tolist() for ends in network.arcs[:2]), strict=True):
        ahead[source].add(target)
        behind[target].add(source)
    into, out = closure(behind, core) - core, closure(ahead, core) - core
    after, before = closure(ahead, into), closure(behind, out)
    found = []
    for node in range(len(network.nodes)):
        if node in core:
            found.append("core")
        elif node in into:
            found.append("into_core")
        elif node in out:
            found.append("out_of_core")
        elif node in after and node in before:
            found.append("tube")
        else:
            found.append("tendril" if node in after or node in before else "elsewhere")
    return found


def closure(near: list[set[int]], start: set[int]) -> set[int]:
    """Return all nodes that can be reached from `start`, itself too."""
    seen, open_ends = set(start), list(start)
    while open_ends:
        for other in near[open_ends.pop()] - seen:
            seen.add(other)
            open_ends.append(other)
    return seen
