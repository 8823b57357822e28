"""A view's answer as a network: rows, one claim's tie each, become nodes and ties."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.errors import FormatError
from kg.network.network import Network, Node, Tie
from kg.text.header import Header

Row = Mapping[str, str | float | None]
Description = tuple[Mapping[str, str], str]

NEEDED = ("source", "target", "relation", "claim")
OPTIONAL = ("weight", "modality", "certainty")
COLUMNS = frozenset(NEEDED + OPTIONAL)
DIRECTIONS = ("directed", "undirected")


@dataclass(frozen=True, order=True)
class Strand:
    """What one claim adds to a tie."""

    source: str
    target: str
    relation: str
    claim: str
    weight: float
    modality: str
    certainty: str


def network_of(
    name: str,
    header: Header,
    rows: Iterable[Row],
    describe: Mapping[str, Description],
    ranking: Sequence[str] = (),
) -> Network:
    """Return the network of a view's `rows`; `describe` gives labels and kind of each node.

    Rows with the same source, target and relation are one tie: its weight is the sum of theirs
    (an unbound weight is 1), its claims are all of them, its modality and certainty those of
    the strongest claim. `ranking` lists modalities and certainties, strongest first; modality
    counts before certainty, values not listed come last. In an undirected view the two ends
    are sorted first. Rows of one claim with the same weight add it once: a query that joins a
    second label or certainty doubles no tie.

    Raises
    ------
    FormatError
        If the header names no direction, a column is missing or unknown, a cell that a tie
        cannot do without is unbound, or a weight is not a positive number.

    >>> row = {"source": "b", "target": "a", "relation": "x", "claim": "c1"}
    >>> row |= {"weight": None, "modality": None, "certainty": None}
    >>> network = network_of("demo", Header({"direction": "undirected"}), [row], {})
    >>> [node.id for node in network.nodes], network.ties[0].claims
    (['a', 'b'], ('c1',))
    """
    directed = read_direction(name, header)
    strands = {read_row(name, number, row) for number, row in enumerate(rows, start=1)}
    if not directed:
        strands = {turned(strand) for strand in strands}
    ids = sorted({end for strand in strands for end in (strand.source, strand.target)})
    place = {iri: position for position, iri in enumerate(ids)}
    groups: dict[tuple[int, int, str], list[Strand]] = {}
    for strand in sorted(strands):
        key = place[strand.source], place[strand.target], strand.relation
        groups.setdefault(key, []).append(strand)
    order = {value: strength for strength, value in enumerate(ranking)}
    nodes = (Node(iri, *describe.get(iri, ({}, ""))) for iri in ids)
    ties = (make_tie(key, group, order) for key, group in groups.items())
    return Network(name, header, directed, tuple(nodes), tuple(sorted(ties)))


def read_direction(name: str, header: Header) -> bool:
    """Return whether the header says `direction: directed`.

    Raises
    ------
    FormatError
        If it says neither `directed` nor `undirected`: a guess would change every score.
    """
    direction = header.notes.get("direction", "")
    if direction not in DIRECTIONS:
        message = f"view {name!r}: its header needs '# direction: directed' or 'undirected'"
        raise FormatError(message)
    return direction == DIRECTIONS[0]


def read_row(name: str, number: int, row: Row) -> Strand:
    """Return what row `number` (the first is 1) says.

    Raises
    ------
    FormatError
        If the row cannot be a claim's tie; the message names view, row and column.
    """
    where = f"view {name!r}, row {number}"
    missing, unknown = sorted(COLUMNS - row.keys()), sorted(row.keys() - COLUMNS)
    if missing or unknown:
        parts = [f"has no column ?{', ?'.join(missing)}"] if missing else []
        parts += [f"has an unknown column ?{', ?'.join(unknown)}"] if unknown else []
        message = f"view {name!r} {' and '.join(parts)}; it needs ?{' ?'.join(NEEDED + OPTIONAL)}"
        raise FormatError(message)
    for column in NEEDED:
        if not row[column]:
            message = f"{where}: ?{column} is unbound; only ?{', ?'.join(OPTIONAL)} may be"
            raise FormatError(message)
    source, target, relation, claim = (str(row[column]) for column in NEEDED)
    weight = read_weight(where, row["weight"])
    modality, certainty = str(row["modality"] or ""), str(row["certainty"] or "")
    return Strand(source, target, relation, claim, weight, modality, certainty)


def read_weight(where: str, value: str | float | None) -> float:
    """Return the weight as a number; nothing stands for 1.

    Raises
    ------
    FormatError
        If it is not a number above 0: scores on such weights mean nothing.

    >>> read_weight("here", None), read_weight("here", "2.5")
    (1.0, 2.5)
    """
    if value is None or value == "":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        weight = math.nan
    if not (math.isfinite(weight) and weight > 0):
        message = f"{where}: ?weight is {value!r}, not a number above 0"
        raise FormatError(message)
    return weight


def turned(strand: Strand) -> Strand:
    """Return the strand with its two ends sorted."""
    first, second = sorted((strand.source, strand.target))
    return Strand(
        first,
        second,
        strand.relation,
        strand.claim,
        strand.weight,
        strand.modality,
        strand.certainty,
    )


def make_tie(key: tuple[int, int, str], strands: Sequence[Strand], order: Mapping[str, int]) -> Tie:
    """Return the tie that `strands` make together; a claim on several rows counts once."""
    last = len(order)
    best = min(
        strands,
        key=lambda s: (
            (order.get(s.modality, last), not s.modality, s.modality),
            (order.get(s.certainty, last), not s.certainty, s.certainty),
        ),
    )
    adds: dict[str, float] = {}
    for claim, weight in sorted({(strand.claim, strand.weight) for strand in strands}):
        adds[claim] = adds.get(claim, 0.0) + weight
    claims = tuple(sorted(adds))
    weights = tuple(adds[claim] for claim in claims)
    total = math.fsum(weights)
    return Tie(*key, total, best.modality, best.certainty, claims, weights)
