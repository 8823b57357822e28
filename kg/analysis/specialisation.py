"""Specialisation: what a place has more of than others, and what lies near to that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.analysis.card import word
from kg.analysis.concentration import Columns, holdings
from kg.analysis.finding import Finding, refusal
from kg.text.table import Cell, Table

if TYPE_CHECKING:
    from kg.analysis.paths import Floats

LEAST = 3
SAME_EIGENVALUE = 1e-9


@dataclass(frozen=True)
class Grid:
    """The columns of a table that say which place has how much of which branch."""

    place: str = "place"
    branch: str = "branch"
    amount: str = "amount"


USUAL = Grid()


@dataclass(frozen=True)
class Shares:
    """Places and branches, sorted, the amounts, and their location quotients."""

    title: str
    places: tuple[str, ...]
    branches: tuple[str, ...]
    amounts: Floats
    quotients: Floats

    def has(self) -> Floats:
        """Return 1 where a place has its fair share of a branch or more, else 0."""
        import numpy as np  # heavy: only who computes pays

        return np.asarray(np.round(self.quotients, 12) >= 1, dtype=np.float64)


def specialisation(table: Table, grid: Grid = USUAL, lang: str = "en") -> Table:
    """Return the location quotient of each place and branch, with density, by place and branch.

    The quotient (LQ, also RCA) is the branch's share in the place over its share in all
    places, 0 or more; `specialised` where it is 1 or more. Density, in [0, 1], is the share of
    the proximity to other branches that the place already has. Beside them diversity (branches
    the place is specialised in) and ubiquity (places specialised in the branch), of which
    density is mostly made. Density is empty for a branch that is near to no other.

    Raises
    ------
    FormatError
        If the table has no such columns, or an amount is not a number.
    NotComputableError
        If an amount is below 0, or there are fewer than three places or branches.
    """
    found = shares_of(table, grid)
    has = found.has()
    near = proximities(has)
    density = densities(has, near)
    diversity, ubiquity = has.sum(axis=1), has.sum(axis=0)
    rows: list[tuple[Cell, ...]] = [
        (
            place,
            branch,
            float(found.amounts[p, b]),
            float(found.quotients[p, b]),
            bool(has[p, b]),
            None if density[p, b] != density[p, b] else float(density[p, b]),
            int(diversity[p]),
            int(ubiquity[b]),
        )
        for p, place in enumerate(found.places)
        for b, branch in enumerate(found.branches)
    ]
    keys = ("place", "branch", "amount", "lq", "specialised", "density", "diversity", "ubiquity")
    return Finding("specialisation", keys, rows, more=sizes(found, lang)).table(found.title, lang)


def proximity(table: Table, grid: Grid = USUAL, lang: str = "en") -> Table:
    """Return the proximity of each two branches above 0, the nearest first, ties by name.

    The smaller of the two chances that a place specialised in the one is so in the other, in
    (0, 1]; `places_with_both` says on how many places it rests. Raises as `specialisation`.
    """
    import numpy as np  # heavy: only who computes pays

    found = shares_of(table, grid)
    has = found.has()
    near, both = proximities(has), has.T @ has
    rows: list[tuple[Cell, ...]] = []
    for one, other in np.argwhere(np.triu(near, 1) > 0).tolist():
        names = (found.branches[one], found.branches[other])
        rows.append((*names, float(near[one, other]), int(both[one, other])))
    rows.sort(key=lambda row: (-float(row[2] or 0), str(row[0]), str(row[1])))
    keys = ("branch", "other_branch", "phi", "places_with_both")
    return Finding("proximity", keys, rows, more=sizes(found, lang)).table(found.title, lang)


def complexity(table: Table, grid: Grid = USUAL, lang: str = "en") -> Table:
    """Rank the places by ECI, then the branches by PCI, with diversity and ubiquity beside.

    Both indices have mean 0 and standard deviation 1 over places or branches. Places and
    branches without any specialisation are left out. Raises as `specialisation` does, also if
    fewer than three of either are left, their matrix has a rank below three, or the second
    eigenvalue is not single: then any mixture of vectors would do.
    """
    import numpy as np  # heavy: only who computes pays

    found = shares_of(table, grid)
    has = found.has()
    rows_kept, columns_kept = np.flatnonzero(has.sum(axis=1)), np.flatnonzero(has.sum(axis=0))
    kept = has[rows_kept][:, columns_kept]
    eci, pci = indices(kept, found.title)
    rows: list[tuple[Cell, ...]] = []
    for kind, names, index, count in (
        ("place", [found.places[i] for i in rows_kept], eci, kept.sum(axis=1)),
        ("branch", [found.branches[i] for i in columns_kept], pci, kept.sum(axis=0)),
    ):
        order = sorted((-round(float(index[i]), 10), name, i) for i, name in enumerate(names))
        for rank, (_, name, i) in enumerate(order, start=1):
            counts = (int(count[i]), None) if kind == "place" else (None, int(count[i]))
            rows.append((word(kind, lang), rank, name, float(index[i]), *counts))
    keys = ("indexed", "rank", "label", "index", "diversity", "ubiquity")
    with_diversity = float(np.corrcoef(eci, kept.sum(axis=1))[0, 1])
    note = word("eci_diversity", lang, value=f"{with_diversity:.2f}")
    more = (*sizes(found, lang), note)
    return Finding("complexity", keys, rows, more=more).table(found.title, lang)


def shares_of(table: Table, grid: Grid) -> Shares:
    """Return the matrix of amounts of `table` and its location quotients.

    Amounts of the same place and branch are added up. Raises as `specialisation` does.
    """
    import numpy as np  # heavy: only who computes pays

    held, _ = holdings(table, Columns(grid.place, grid.amount, grid.branch))
    some = [one for one in held if one.amount > 0]
    places = tuple(sorted({one.holder for one in some}))
    branches = tuple(sorted({one.source for one in some}))
    title = table.title or grid.amount
    if min(len(places), len(branches)) < LEAST:
        needs = f"{LEAST} places and {LEAST} branches with an amount"
        raise refusal("specialisation", title, needs, f"{len(places)} and {len(branches)}")
    amounts = np.zeros((len(places), len(branches)))
    for one in some:
        amounts[places.index(one.holder), branches.index(one.source)] += one.amount
    inside = amounts / amounts.sum(axis=1, keepdims=True)
    overall = amounts.sum(axis=0) / amounts.sum()
    return Shares(title, places, branches, amounts, inside / overall)


def proximities(has: Floats) -> Floats:
    """Return the proximity of the branches, 0 of a branch with itself and with one nobody has."""
    import numpy as np  # heavy: only who computes pays

    ubiquity = has.sum(axis=0)
    larger = np.maximum(np.maximum.outer(ubiquity, ubiquity), 1.0)
    near: Floats = (has.T @ has) / larger
    np.fill_diagonal(near, 0.0)
    return near


def densities(has: Floats, near: Floats) -> Floats:
    """Return the density of each place and branch; not a number where a branch is near none."""
    import numpy as np  # heavy: only who computes pays

    whole = near.sum(axis=0)
    found: Floats = np.full(has.shape, np.nan)
    np.divide(has @ near, whole, out=found, where=np.broadcast_to(whole > 0, has.shape))
    return found


def indices(has: Floats, title: str) -> tuple[Floats, Floats]:
    """Return ECI of the rows and PCI of the columns, each with mean 0 and deviation 1.

    ECI is the second eigenvector of the matrix of shared branches, each weighted by diversity
    and ubiquity; its sign makes it rise with diversity. PCI is the mean ECI of who has it.

    Raises
    ------
    NotComputableError
        If the matrix is too small, of too low a rank, or falls apart.
    """
    import numpy as np  # heavy: only who computes pays

    if min(has.shape) < LEAST or (rank := int(np.linalg.matrix_rank(has))) < LEAST:
        found = f"{has.shape[0]} by {has.shape[1]}"
        found += f" of rank {rank}" if min(has.shape) >= LEAST else ""
        needs = f"a matrix of specialisations of rank {LEAST} or more"
        raise refusal("complexity", title, needs, found)
    diversity, ubiquity = has.sum(axis=1), has.sum(axis=0)
    half = has / np.sqrt(diversity)[:, np.newaxis]
    values, vectors = np.linalg.eigh((half / ubiquity) @ half.T)
    gaps = np.diff(values)
    if gaps[-1] < SAME_EIGENVALUE or gaps[-2] < SAME_EIGENVALUE:
        needs = "a second eigenvalue of its own"
        raise refusal("complexity", title, needs, "one that is equal to its neighbour")
    eci = vectors[:, -2] / np.sqrt(diversity)
    eci = eci * signed(eci, diversity)
    return standard(eci), standard((has.T @ eci) / ubiquity)


def signed(eci: Floats, diversity: Floats) -> float:
    """Return the sign with which `eci` rises with diversity; if it does neither, the first's."""
    import numpy as np  # heavy: only who computes pays

    slope = float(((eci - eci.mean()) * (diversity - diversity.mean())).sum())
    if abs(slope) < SAME_EIGENVALUE:
        slope = float(eci[int(np.argmax(np.abs(np.round(eci, 10))))])
    return 1.0 if slope > 0 else -1.0


def standard(values: Floats) -> Floats:
    """Return the values with mean 0 and standard deviation 1."""
    found: Floats = (values - values.mean()) / values.std()
    return found


def sizes(found: Shares, lang: str) -> tuple[str, ...]:
    """Return the footnote on the size of the matrix and how much of it is filled."""
    filled = float((found.amounts > 0).mean())
    counts = {"places": len(found.places), "branches": len(found.branches)}
    return (word("grid", lang, **counts, filled=f"{filled:.0%}"),)
