"""Reading: the network of a view of the graph, and what is known beyond it."""

from __future__ import annotations

import contextlib
from functools import partial
from weakref import WeakKeyDictionary

from kg.analysis.card import Background
from kg.errors import ColumnsError
from kg.graph.lookup import bounds_of, holds
from kg.graph.store import Reader, listed
from kg.network.network import Network
from kg.network.view import network_of
from kg.text.header import read_header
from kg.text.names import local_name

KEPT: WeakKeyDictionary[Reader, dict[tuple[str, str, str], Network]] = WeakKeyDictionary()
"""The networks read so far: a published graph does not change while it is open."""


def network_of_view(reader: Reader, view: str, as_of: str = "") -> Network:
    """Return the network of the view called `view`; claims of other days than `as_of` left out.

    Raises
    ------
    kg.errors.UnknownNameError
        If there is no such view; near misses are named.
    """
    text = reader.onto.file("views", view).read_text("utf-8")
    kept = KEPT.setdefault(reader, {})
    key = view, text, as_of
    if key not in kept:
        kept[key] = read_view(reader, view, text, as_of)
    return kept[key]


def read_view(reader: Reader, view: str, text: str, as_of: str) -> Network:
    """Return the network of a view, read from the columns beside the store or asked of it."""
    places = sorted((int(row["place"]), row["concept"]) for row in listed(reader.onto, "ranking"))
    ranking = [iri for _, iri in places]
    if as_of:
        bounds_of(as_of)
    if reader.columns is not None:
        with contextlib.suppress(ColumnsError):
            from kg.network.projection import projected  # heavy: numpy

            when = partial(holds, as_of=as_of) if as_of else None
            return projected(reader.columns, view, read_header(text), ranking, when)
    gone = not_then(reader, as_of)
    columns = ("source", "target", "relation", "weight", "modality", "certainty", "claim")
    rows = [
        {column: row.get(column) for column in columns}
        for row in reader.ask(text)
        if row["claim"] not in gone
    ]
    ends = {str(row[end]) for row in rows for end in ("source", "target")}
    describe = {iri: (reader.labels.get(iri, {}), reader.kinds.get(iri, "")) for iri in ends}
    return network_of(view, read_header(text), rows, describe, ranking)


def not_then(reader: Reader, as_of: str) -> set[str]:
    """Return the claims whose time leaves out the day `as_of`; no claim without a day.

    Raises
    ------
    kg.errors.ParameterError
        If `as_of` is no partial date.
    """
    if not as_of:
        return set()
    bounds_of(as_of)
    return {row["claim"] for row in reader.api("claim-times") if not holds(row, as_of)}


def background(reader: Reader, lang: str) -> Background:
    """Return what rankings and clusters may know beyond the network."""
    return Background(
        kinds={iri: reader.label(iri, lang) for iri in reader.onto.terms},
        slots=frozenset(row["slot"] for row in reader.api("slots")),
        sources={row["claim"]: local_name(row["source"]) for row in reader.api("claim-sources")},
    )
