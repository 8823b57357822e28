"""Concentration: how much of a whole few holders have, and which source that hangs on."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.analysis.card import NOTHING_KNOWN, Background, word
from kg.analysis.finding import Finding, refusal, refuse_undirected
from kg.errors import FormatError
from kg.network.network import Network
from kg.text.names import local_name
from kg.text.table import Cell, Table

LEAST_HOLDERS = 2
LARGEST = 4


@dataclass(frozen=True)
class Columns:
    """The columns of a table that say who holds how much, and, if any, by which source."""

    holder: str = "holder"
    amount: str = "amount"
    source: str = ""


USUAL = Columns()


@dataclass(frozen=True, order=True)
class Holding:
    """An amount that a source says a holder has."""

    holder: str
    amount: float
    source: str = ""


def concentration(table: Table, columns: Columns = USUAL, lang: str = "en") -> Table:
    """Return HHI, CR4, entropy and the Gini index of the holders' shares of the whole.

    Amounts of a holder are added up. HHI is in [1/n, 1], CR4 in (0, 1], entropy in bits and,
    divided by the most that n holders can have, in [0, 1], Gini in [0, 1]. With a source column
    each value has the least and the greatest when one source is left out, and the source whose
    absence changes it most.

    Raises
    ------
    FormatError
        If the table has no such columns, or an amount is not a number.
    NotComputableError
        If an amount is below 0, or fewer than two holders have more than nothing.

    >>> sales = Table.of(["holder", "amount"], [["a", 30], ["b", 30], ["c", 20], ["d", 20]])
    >>> concentration(sales).rows[0][:2]
    ('HHI', 0.26)
    """
    held, unknown = holdings(table, columns)
    found = measures(shares(held, table.title))
    sources = sorted({one.source for one in held if one.source})
    without: dict[str, dict[str, float]] = {}
    for source in sources:
        rest = [one for one in held if one.source != source]
        if len({one.holder for one in rest if one.amount}) >= LEAST_HOLDERS:
            without[source] = measures(shares(rest, table.title))
    rows: list[tuple[Cell, ...]] = []
    for key, value in found.items():
        others = {source: values[key] for source, values in without.items()}
        cells = reach(value, others) if sources else ()
        rows.append((word(key, lang), value, *cells))
    keys = ("measure", "value", *(("low", "high", "hangs_on") if sources else ()))
    more = [word("holders", lang, count=len(shares(held, "")), unknown=unknown)]
    if sources:
        lost = "; ".join(source for source in sources if source not in without) or "-"
        more.append(word("source_interval", lang, count=len(sources), lost=lost))
    finding = Finding("concentration", keys, rows, more=tuple(more))
    return finding.table(table.title or columns.amount, lang)


def lorenz(table: Table, columns: Columns = USUAL, lang: str = "en") -> Table:
    """Return the Lorenz points: the share of the whole that the least holders have together.

    The first point is (0, 0), the last (1, 1); both shares are in [0, 1]. Raises as
    `concentration` does.

    >>> owned = Table.of(["holder", "amount"], [["a", 3], ["b", 1]])
    >>> lorenz(owned).rows
    ((0.0, 0.0, ''), (0.5, 0.25, 'b'), (1.0, 1.0, 'a'))
    """
    held, unknown = holdings(table, columns)
    found = sorted(shares(held, table.title).items(), key=lambda item: (item[1], item[0]))
    rows: list[tuple[Cell, ...]] = [(0.0, 0.0, "")]
    for number, (holder, _) in enumerate(found, start=1):
        together = math.fsum(share for _, share in found[:number])
        rows.append((number / len(found), min(together, 1.0), holder))
    more = (word("holders", lang, count=len(found), unknown=unknown),)
    finding = Finding("lorenz", ("share_of_holders", "share_of_whole", "holder"), rows, more=more)
    return finding.table(table.title or columns.amount, lang)


def received(network: Network, lang: str = "en", known: Background = NOTHING_KNOWN) -> Table:
    """Return what each node of a view receives: one row per tie and claim, for `concentration`.

    Holder is the node that a tie of a directed view goes to, amount the weight that a claim
    adds, source that of the claim (the claim itself where `known.sources` has none). Nodes of
    one name are told apart by their ids, unnamed members too.

    Raises
    ------
    TooFewNodesError
        If the network has fewer than three nodes or no tie.
    NotComputableError
        If the view is undirected.
    """
    refuse_undirected(network, "concentration of what is received")
    names = [node.label(lang) for node in network.nodes]
    often = Counter(names)
    rows: list[tuple[Cell, ...]] = []
    for tie in network.ties:
        name, iri = names[tie.target], network.nodes[tie.target].id
        if often[name] > 1 or iri in known.slots:
            name = f"{name} ({local_name(iri)})"
        parts = tie.weights or (tie.weight / max(len(tie.claims), 1),) * max(len(tie.claims), 1)
        rows += [
            (name, weight, known.sources.get(claim, claim))
            for claim, weight in zip(tie.claims or ("",), parts, strict=True)
        ]
    title = word("received_by", lang, view=network.title(lang))
    return Table.of(["holder", "amount", "source"], rows, title)


def holdings(table: Table, columns: Columns) -> tuple[list[Holding], int]:
    """Return the rows of `table` as holdings, and how many have no amount.

    Raises
    ------
    FormatError
        If a column is missing, or an amount is not a number.
    NotComputableError
        If an amount is below 0.
    """
    names = [field.name for field in table.fields]
    wanted = [name for name in (columns.holder, columns.amount, columns.source) if name]
    missing = [name for name in wanted if name not in names]
    if missing:
        message = f"table {table.title!r} has no column {', '.join(missing)}; it has {names}"
        raise FormatError(message)
    found, unknown = [], 0
    for number, row in enumerate(table.records(), start=1):
        amount = row[columns.amount]
        if amount is None or amount == "":
            unknown += 1
            continue
        value = number_of(table.title, number, amount)
        source = str(row[columns.source] or "") if columns.source else ""
        found.append(Holding(str(row[columns.holder]), value, source))
    return sorted(found), unknown


def number_of(title: str, row: int, cell: Cell) -> float:
    """Return an amount as a number.

    Raises
    ------
    FormatError
        If it is not a number.
    NotComputableError
        If it is below 0: shares of a whole would mean nothing.
    """
    try:
        value = float(cell) if cell is not None else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        message = f"table {title!r}, row {row}: amount {cell!r} is not a number"
        raise FormatError(message)
    if value < 0:
        raise refusal("concentration", title, "amounts of 0 or more", f"{value} in row {row}")
    return value


def shares(held: Iterable[Holding], title: str) -> dict[str, float]:
    """Return each holder's share of the whole, by holder; those of nothing are left out.

    Raises
    ------
    NotComputableError
        If fewer than two holders have more than nothing.
    """
    amounts: dict[str, list[float]] = {}
    for one in held:
        amounts.setdefault(one.holder, []).append(one.amount)
    sums = {holder: math.fsum(parts) for holder, parts in sorted(amounts.items())}
    kept = {holder: amount for holder, amount in sums.items() if amount > 0}
    if len(kept) < LEAST_HOLDERS:
        raise refusal("concentration", title, "2 holders of more than nothing", len(kept))
    whole = math.fsum(kept.values())
    return {holder: amount / whole for holder, amount in kept.items()}


def measures(share: dict[str, float]) -> dict[str, float]:
    """Return the measures of concentration of shares that sum to 1.

    >>> {key: round(value, 4) for key, value in measures({"a": 0.5, "b": 0.5}).items()}
    {'hhi': 0.5, 'cr4': 1.0, 'entropy': 1.0, 'evenness': 1.0, 'gini': 0.0}
    """
    sizes: Sequence[float] = sorted(share.values(), reverse=True)
    count = len(sizes)
    entropy = -math.fsum(size * math.log2(size) for size in sizes)
    ranks = math.fsum(rank * size for rank, size in enumerate(sizes, start=1))
    return {
        "hhi": math.fsum(size**2 for size in sizes),
        "cr4": min(math.fsum(sizes[:LARGEST]), 1.0),
        "entropy": entropy,
        "evenness": entropy / math.log2(count),
        "gini": max((count + 1 - 2 * ranks) / count, 0.0),
    }


def reach(value: float, without: dict[str, float]) -> tuple[float, float, str]:
    """Return least and greatest value when one source is left out, and the one that moves most.

    Equal changes are settled by the name of the source; where nothing changes none is named.

    >>> reach(0.5, {"s1": 0.6, "s2": 0.2}), reach(0.5, {})
    ((0.2, 0.6, 's2'), (0.5, 0.5, ''))
    """
    change = {source: round(abs(other - value), 12) for source, other in without.items()}
    most = min(change, key=lambda source: (-change[source], source), default="")
    every = [value, *without.values()]
    return min(every), max(every), most if change.get(most) else ""
