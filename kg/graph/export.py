"""Export: the graph in the formats that other tools read."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import FormatError
from kg.graph.build import canonical_dump
from kg.graph.store import Reader
from kg.text import table
from kg.text.names import PREFIXES, inert, local_name, shorten

if TYPE_CHECKING:
    import rdflib

RDF = {
    "nt": ox.RdfFormat.N_TRIPLES,
    "ttl": ox.RdfFormat.TURTLE,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}


def export_rdf(store: ox.Store, form: str) -> bytes:
    """Return all quads, or all triples where `form` has no graphs, sorted: same graph, same bytes.

    Raises
    ------
    FormatError
        If `form` is no RDF format of ours.
    """
    if form not in RDF:
        message = f"unknown format {form!r}; choose one of {', '.join(RDF)}"
        raise FormatError(message)
    quads, kind = told(store), RDF[form]
    if kind.supports_datasets:
        written = ox.serialize(quads, format=kind, prefixes=dict(PREFIXES))
    else:
        triples = dict.fromkeys(quad.triple for quad in quads)
        ordered = sorted(triples, key=str)
        written = ox.serialize(ordered, format=kind, prefixes=dict(PREFIXES))
    if form == "rdfxml" and written:
        return written.replace(b"\r", b"&#xD;")  # XML parsers drop a bare carriage return
    return written or b""


def told(store: ox.Store) -> list[ox.Quad]:
    """Return all quads, sorted, each triple of the default graph only if no other graph has it.

    The default graph of a store holds the merge of all graphs: written out, it
    would tell everything twice.
    """
    quads = list(ox.parse(canonical_dump(store), format=ox.RdfFormat.N_QUADS))
    named = {quad.triple for quad in quads if isinstance(quad.graph_name, ox.NamedNode)}
    return [
        quad
        for quad in quads
        if isinstance(quad.graph_name, ox.NamedNode) or quad.triple not in named
    ]


def to_rdflib(store: ox.Store) -> rdflib.Dataset:
    """Return a copy of the store as an rdflib Dataset whose default graph is the union."""
    import rdflib

    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=export_rdf(store, "nq").decode("utf-8"), format="nquads")
    for prefix, base in PREFIXES.items():
        dataset.bind(prefix, base, replace=True)
    return dataset


def export_csv(reader: Reader) -> Mapping[str, str]:
    """Return nodes.csv and edges.csv of all relation claims, names in zh and en, by file name."""
    edges = [
        [local_name(row[key]) for key in ("claim", "subject", "relation")]
        + [short(row["value"])]
        + [local_name(row[key]) for key in ("modality", "certainty", "source")]
        for row in reader.api("relations")
    ]
    nodes = [
        [
            local_name(iri),
            local_name(reader.kinds[iri]),
            reader.label(iri, "zh"),
            reader.label(iri, "en"),
        ]
        for iri in sorted(reader.kinds)
    ]
    heads = (
        ["id", "class", "zh", "en"],
        ["claim", "source_node", "relation", "target_node", "modality", "certainty", "source"],
    )
    return {
        "nodes.csv": separated(heads[0], sorted(nodes)),
        "edges.csv": separated(heads[1], sorted(edges)),
    }


def short(value: str) -> str:
    """Return a thing as its id, anything else as it is."""
    return local_name(value) if shorten(value).startswith(("gid:", "gic:")) else value


def separated(head: list[str], rows: list[list[str]]) -> str:
    """Return rows as CSV; text that a spreadsheet would run is made inert."""
    return table.separated([head, *([inert(cell) for cell in row] for row in rows)])


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path` by one atomic replacement: a reader never sees half a file.

    Raises
    ------
    FormatError
        If the place cannot be written.
    """
    whole = path.resolve()  # what a link points to is written, the link stays
    fresh = whole.parent / f".{whole.name}-{os.getpid()}.part"
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(content)  # a device or a pipe is no file to be replaced
            return
        fresh.write_bytes(content)
        fresh.replace(whole)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink()
        message = f"cannot write {path}: {error.strerror or error}"
        raise FormatError(message) from None
