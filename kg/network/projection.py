"""Projection: the network of a view from its columns, equal to that of its rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from kg.columns.opened import Columns, Firsts, Labels, Rows, reading
from kg.columns.terms import IRI
from kg.errors import ColumnsError, FormatError
from kg.network.columns import Columns as TieColumns
from kg.network.columns import Node, Nodes, Ties
from kg.network.network import Network
from kg.network.view import COLUMNS, NEEDED, read_direction, read_weight
from kg.text.header import Header

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Codes = NDArray[np.integer]
    Cells = Mapping[str, Codes]

Holds = Callable[[Mapping[str, str]], bool]


def projected(
    columns: Columns, view: str, header: Header, ranking: Sequence[str], holds: Holds | None = None
) -> Network:
    """Return the network of the view called `view`, equal to what `network_of` makes of its rows.

    `ranking` lists modalities and certainties, strongest first. Claims whose stated time is
    not one for which `holds` is true are left out.

    Raises
    ------
    ColumnsError
        If the columns are missing or damaged, or hold what only the rows can tell the fault of.
    """
    with reading(columns.folder):
        rows = columns.rows(f"view-{view}")
        cells = cells_of(columns, rows)
        if holds is not None:
            kept = ~np.isin(cells["claim"], outdated(columns, holds))
            cells = {name: column[kept] for name, column in cells.items()}
        directed = read_direction(view, header)
        if not directed:
            ends = np.sort([cells["source"], cells["target"]], axis=0)
            cells = {**cells, "source": ends[0], "target": ends[1]}
        weight = weights_of(columns, cells["weight"])
        ids, ends = places_of(np.array([cells["source"], cells["target"]]))
        labels, kinds = Labels(columns), Firsts(columns, "kinds")

        def make(position: int) -> Node:
            code = int(ids[position])
            return Node(columns.terms[code], labels.of(code), kinds.of(code))

        ties = tied(columns, cells, ends, weight, ranking)
        return Network(view, header, directed, Nodes(len(ids), make), Ties(ties))


def cells_of(columns: Columns, rows: Rows) -> Cells:
    """Return the codes of a view by column; all that a tie needs must be bound, and be an IRI."""
    if set(rows.columns) != COLUMNS:
        raise ColumnsError(", ".join(rows.columns))
    cells = {name: rows.array(name) for name in rows.columns}
    suffixes = np.frombuffer(columns.terms.marks, np.int16)
    iris = np.array([suffix == IRI for suffix in columns.terms.suffixes], bool)
    for name in COLUMNS - {"weight"}:
        told = cells[name] if name in NEEDED else cells[name][cells[name] >= 0]
        inside = not told.size or 0 <= told.min() <= told.max() < len(suffixes)
        if not (inside and iris[suffixes[told]].all()):
            raise ColumnsError(name)
    return cells


def outdated(columns: Columns, holds: Holds) -> Ints:
    """Return the claims with a stated time for which `holds` is false."""
    rows = columns.rows("times")
    claim, *limits = (rows.array(name) for name in rows.columns)
    pairs, place = np.unique(np.array(limits), axis=1, return_inverse=True)
    told = [
        {
            key: columns.terms[code]
            for key, code in zip(rows.columns[1:], pair, strict=True)
            if code >= 0
        }
        for pair in pairs.T.tolist()
    ]
    over = np.array([not holds(row) for row in told], bool)[place.reshape(-1)]
    return np.asarray(claim[over], np.int64)


def weights_of(columns: Columns, codes: Codes) -> Floats:
    """Return the numbers that weights stand for; an unbound one is 1."""
    known, place = places_of(codes)
    try:
        texts = [columns.terms[code] if code >= 0 else None for code in known.tolist()]
        return np.array([read_weight("columns", text) for text in texts], np.float64)[place]
    except (FormatError, IndexError) as error:
        raise ColumnsError(str(error)) from None


def tied(
    columns: Columns, cells: Cells, ends: Ints, weight: Floats, ranking: Sequence[str]
) -> TieColumns:
    """Return rows of one source, target and relation as one tie each, in the order of these."""
    modality, modalities = ranks(columns, cells["modality"], ranking)
    certainty, certainties = ranks(columns, cells["certainty"], ranking)
    strength = modality * len(certainties) + certainty
    order = order_of([*ends, cells["relation"]], cells["claim"], weight)
    (source, target), weight, strength = ends[:, order], weight[order], strength[order]
    relation, claim = cells["relation"][order], cells["claim"][order]
    first = starts_of(source, target, relation)
    begin, tie = np.flatnonzero(first), np.cumsum(first) - 1
    head = np.flatnonzero(starts_of(tie, claim))
    parts = weight
    if len(head) < len(weight):  # a claim on several rows counts once
        once = np.where(starts_of(tie, claim, weight), weight, 0.0)
        parts = np.add.reduceat(once, head)
    best = np.minimum.reduceat(strength, begin) if len(begin) else strength
    starts = np.append(np.flatnonzero(first[head]), len(head))
    return TieColumns(
        source[begin],
        target[begin],
        sums(parts, starts),
        relation[begin].astype(np.int64),
        modalities[best // max(len(certainties), 1)],
        certainties[best % max(len(certainties), 1)],
        starts,
        claim[head].astype(np.int64),
        parts,
        columns.terms,
    )


def ranks(columns: Columns, codes: Codes, ranking: Sequence[str]) -> tuple[Ints, Ints]:
    """Return the rank of each code, 0 for the strongest, and the codes by rank; unbound is last."""
    order = {text: place for place, text in enumerate(ranking)}
    known, place = places_of(codes)

    def strength(at: int) -> tuple[int, bool, str]:
        text = columns.terms[known[at]] if known[at] >= 0 else ""
        return order.get(text, len(order)), not text, text

    ranked = np.array(sorted(range(len(known)), key=strength), np.int64)
    return np.argsort(ranked)[place], known[ranked]


def places_of(codes: Codes) -> tuple[Ints, Ints]:
    """Return each code once, in order, and for each of `codes` its place there.

    >>> [found.tolist() for found in places_of(np.array([7, -1, 7]))]
    [[-1, 7], [1, 0, 1]]
    """
    if not codes.size:
        return np.zeros(0, np.int64), codes.astype(np.int64)
    low = codes.min()
    told = np.zeros(codes.max() - low + 1, bool)
    told[codes - low] = True
    known = np.flatnonzero(told)
    place = np.empty(len(told), np.int64)  # most of it is never touched
    place[known] = np.arange(len(known))
    return known + low, place[codes - low]


def order_of(ties: Sequence[Codes], claim: Codes, weight: Floats) -> Ints:
    """Return the order of rows by the columns `ties`, then claim, then weight.

    Views are in the order of their ties as they come, of which one pass makes sure, and few
    have a claim twice: a sort by all columns at once takes several times as long.
    """
    key = ties[0]
    for column in ties[1:]:
        known, place = places_of(column)
        key = key * len(known) + place
    order = np.argsort(key, kind="stable")
    key = (np.cumsum(starts_of(key[order])) - 1) * (claim.max(initial=0) + 1) + claim[order]
    then = np.argsort(key, kind="stable")
    if starts_of(key[then]).all():
        return np.asarray(order[then])
    return np.asarray(order[np.lexsort((weight[order], key))])


def starts_of(*keys: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Return where a row differs from the one before it in any of the sorted `keys`.

    >>> starts_of(np.array([1, 1, 2])).tolist()
    [True, False, True]
    """
    first = np.ones(len(keys[0]), bool)
    first[1:] = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    return first


def sums(parts: Floats, starts: Ints) -> Floats:
    """Return the exactly rounded sum of each run of `parts`.

    >>> sums(np.array([0.1, 0.2, 1.0]), np.array([0, 2, 3])).tolist()
    [0.30000000000000004, 1.0]
    """
    if not len(parts):
        return parts
    total = np.add.reduceat(parts, starts[:-1])
    broken = np.floor(parts) != parts  # sums of whole numbers are exact
    touched = np.logical_or.reduceat(broken, starts[:-1]) if broken.any() else broken
    for tie in np.flatnonzero(touched).tolist():
        total[tie] = math.fsum(parts[starts[tie] : starts[tie + 1]].tolist())
    return total
