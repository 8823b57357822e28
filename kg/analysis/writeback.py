"""Writing back: measures as observations in a graph of their own, so that SPARQL can join them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.analysis.card import card_of, word
from kg.analysis.places import movement
from kg.analysis.rank import asked_for, ranking_of
from kg.analysis.reading import background, network_of_view
from kg.errors import NotComputableError, StoreError, TooFewNodesError
from kg.evidence.record import Iri, Node, Record, Text
from kg.graph.build import merge_graphs, record_quads
from kg.graph.lookup import Asking
from kg.graph.release import Manifest, publish
from kg.graph.store import Reader
from kg.network.network import Network
from kg.ontology import TableShape, read_shape
from kg.text.names import PREFIXES, local_name

LAYOUT = "measures.json"
NAME = "measures"
USUAL_VIEWS = ("overall", "three-chains")
USUAL_MEASURES = ("degree", "betweenness", "constraint")
CLUSTER = "modularity"
DOUBLE = PREFIXES["xsd"] + "double"
INTEGER = PREFIXES["xsd"] + "integer"


@dataclass(frozen=True)
class Value:
    """What one measure gives for one node: number, rank, span of ranks, and the source behind."""

    node: str
    number: float
    rank: int | None = None
    best: int | None = None
    worst: int | None = None
    hangs_on: str = ""


@dataclass(frozen=True)
class Measured:
    """One measure on one view: its values, its settings, or why there are none."""

    view: str
    measure: str
    settings: str
    values: tuple[Value, ...]
    refused: str = ""


def measured(
    reader: Reader,
    asking: Asking,
    views: Sequence[str] = USUAL_VIEWS,
    measures: Sequence[str] = USUAL_MEASURES,
) -> list[Measured]:
    """Return each measure on each view, and the clusters of each; a refusal has no values.

    Raises
    ------
    UnknownNameError
        If there is no such view or measure.
    """
    from kg.analysis.clusters import begun  # heavy: only who computes pays

    found = []
    for view in views:
        network = network_of_view(reader, view, asking.as_of)
        with begun(network):
            found += [ranked(reader, network, measure, asking) for measure in measures]
            found.append(clustered(network, asking))
    return found


def ranked(reader: Reader, network: Network, measure: str, asking: Asking) -> Measured:
    """Return the values of one measure with the span of ranks when a source is left out."""
    settings = settings_of(asked_for(measure).name, asking, "-")
    try:
        ranking = ranking_of(network, measure, background(reader, asking.lang))
    except (TooFewNodesError, NotComputableError) as error:
        return Measured(network.name, measure, settings, (), str(error))
    values = []
    for i, node in enumerate(network.nodes):
        number, place = ranking.scores[i], ranking.places[i]
        if number is None or place is None:
            continue
        without = {source: other[i] for source, other in ranking.without.items()}
        known = [place, *(rank for rank in without.values() if rank is not None)]
        worst = None if None in without.values() else max(known)
        most = movement(place, without, "")[1]
        values.append(Value(node.id, float(number), place, min(known), worst, most))
    return Measured(network.name, measure, settings, tuple(values))


def clustered(network: Network, asking: Asking) -> Measured:
    """Return the number of the cluster of each node, the largest cluster first; 1 is the first."""
    from kg.analysis.clusters import USUAL, partition  # heavy: only who computes pays

    settings = settings_of(CLUSTER, asking, str(USUAL.seed))
    try:
        labels = partition(network)
    except (TooFewNodesError, NotComputableError) as error:
        return Measured(network.name, CLUSTER, settings, (), str(error))
    values = (
        Value(node.id, float(label + 1)) for node, label in zip(network.nodes, labels, strict=True)
    )
    return Measured(network.name, CLUSTER, settings, tuple(values))


def settings_of(measure: str, asking: Asking, seed: str) -> str:
    """Return the parameters of a measure as its card tells them, and the day that counts."""
    chosen = card_of(measure, "en").parameters
    day = f"; as of {asking.as_of}" if asking.as_of else ""
    return word("parameters", "en", text=chosen + day, seed=seed).strip()


def measure_quads(reader: Reader, found: Iterable[Measured]) -> Iterator[ox.Quad]:
    """Yield the quads of measures: a set for each measure on a view, an observation a node."""
    sets, observations = shapes_of(reader)
    sources = {local_name(row["source"]): row["source"] for row in reader.api("claim-sources")}
    for one in found:
        if not one.values:
            continue
        card = card_of(one.measure, "en")
        name = f"{NAME}-{one.view}-{one.measure}"
        texts = {
            "measure": one.measure,
            "view": one.view,
            "settings": one.settings,
            "digest": reader.digest,
            "title": f"{card.title} ({one.view})",
            "method": f"{card.method} {card.reference}",
        }
        yield from quads(sets, name, {key: Text(text) for key, text in texts.items()})
        for value in one.values:
            own = hashlib.sha256(f"{name} {value.node}".encode()).hexdigest()[:16]
            cells = dict(cells_of(value, sources))
            cells["set"] = Iri(PREFIXES["gid"] + name)
            yield from quads(observations, f"{NAME}-{own}", cells)


def cells_of(value: Value, sources: Mapping[str, str]) -> Iterator[tuple[str, Node]]:
    """Yield the cells of one value that have something in them."""
    yield "node", Iri(value.node)
    yield "value", Text(repr(value.number), DOUBLE)
    for key, rank in (("rank", value.rank), ("best", value.best), ("worst", value.worst)):
        if rank is not None:
            yield key, Text(str(rank), INTEGER)
    if value.hangs_on in sources:
        yield "hangs_on", Iri(sources[value.hangs_on])


def quads(shape: TableShape, name: str, cells: Mapping[str, Node]) -> Iterator[ox.Quad]:
    """Yield the quads of one row of a table of measures."""
    full = {c.name: (cells[c.name],) if c.name in cells else () for c in shape.columns}
    return record_quads(Record(name, shape, NAME, 0, full), {})


def shapes_of(reader: Reader) -> tuple[TableShape, TableShape]:
    """Return the tables of sets and of observations, as the ontology lays them out."""
    path = reader.onto.folder / LAYOUT
    try:
        first, second = json.loads(path.read_text("utf-8"))["tables"]
    except (OSError, ValueError, KeyError) as error:
        message = f"{path} does not say how measures are written: {error}"
        raise StoreError(message) from None
    return read_shape(first), read_shape(second)


def writeback(
    reader: Reader, out: Path, asking: Asking, views: Sequence[str] = USUAL_VIEWS
) -> tuple[Manifest, list[Measured]]:
    """Return the manifest of the graph with its measures, published in `out`, and the measures.

    `out` becomes a folder like that of any graph; `measures.nq` beside it holds the new quads
    alone. Older ones that were there before are replaced. What cannot be computed is left out,
    and its `refused` says why.

    Raises
    ------
    UnknownNameError
        If there is no such view.
    NotComputableError
        If nothing at all can be computed.
    StoreError
        If `out` is the folder of the graph itself, or cannot be written.
    """
    if out.resolve() == reader.folder.resolve():
        message = f"{out} holds the graph itself; give another folder for the measures"
        raise StoreError(message)
    found = measured(reader, asking, views)
    if not any(one.values for one in found):
        message = f"not computable: {'; '.join(one.refused for one in found)}"
        raise NotComputableError(message)
    graph = ox.NamedNode(PREFIXES["gig"] + NAME)
    store = ox.Store()
    old = (graph, ox.DefaultGraph())
    store.extend(quad for quad in reader.store if quad.graph_name not in old)
    store.extend(measure_quads(reader, found))
    merge_graphs(store)
    told = f"{reader.digest} {sorted(views)} {asking.as_of}"
    manifest = publish(store, out, hashlib.sha256(told.encode()).hexdigest())
    lines = sorted(f"{quad} ." for quad in store.quads_for_pattern(None, None, None, graph))
    (out / f"{NAME}.nq").write_text("".join(line + "\n" for line in lines), "utf-8")
    return manifest, found
