"""Build: records and ontology become quads, rules add what follows from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import DataError, ForbiddenQueryError, StoreError
from kg.evidence.identities import resolve
from kg.evidence.ingest import read_evidence
from kg.evidence.record import Evidence, Iri, Node, Record, Text
from kg.evidence.sources import check_corpus
from kg.graph.guard import check_offline
from kg.graph.worker import MERGE
from kg.ontology import Column, Ontology
from kg.text.names import PREFIXES, expand, local_name

TYPE = ox.NamedNode(expand("rdf:type"))
GENID = "https://w3id.org/.well-known/genid/green-industry-"


def build_graph(data: Path, onto: Ontology, corpus: Path | None = None) -> ox.Store:
    """Return the graph of the tables in `data` as a store in memory, rules applied.

    With `corpus`, every passage is compared with its text first.

    Raises
    ------
    DataError
        If the tables have any fault, or a passage is not what its hash says.
    """
    evidence = read_evidence(data, onto)
    problems = check_corpus(evidence, corpus) if corpus else []
    if problems:
        raise DataError(problems)
    store = ox.Store()
    store.extend(ontology_quads(onto))
    store.extend(evidence_quads(evidence))
    apply_rules(store, onto)
    merge_graphs(store)
    return store


def merge_graphs(store: ox.Store) -> None:
    """Make the default graph the merge of all others: each of their triples once.

    The engine's own union of graphs repeats a triple for each graph that holds it
    (SPARQL 1.1, 13.1 asks for an RDF merge), and every count over it would be wrong.
    """
    store.clear_graph(ox.DefaultGraph())
    store.update(MERGE)


def ontology_quads(onto: Ontology) -> list[ox.Quad]:
    """Return the triples of the ontology in their graph, blank nodes skolemised (RDF 1.1, 3.5).

    Their names come from RDFC-1.0, so that equal ontologies give equal bytes.
    """
    graph = ox.NamedNode(PREFIXES["gig"] + "ontology")
    dataset = ox.Dataset(onto.store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)

    def named(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Any:
        return ox.NamedNode(GENID + term.value) if isinstance(term, ox.BlankNode) else term

    return [ox.Quad(named(q.subject), q.predicate, named(q.object), graph) for q in dataset]


def evidence_quads(evidence: Evidence) -> Iterator[ox.Quad]:
    """Yield the quads of all records, merged things under the name that stays."""
    stays = resolve(evidence)
    for record in evidence.records:
        yield from record_quads(record, stays)


def record_quads(record: Record, stays: Mapping[str, str]) -> Iterator[ox.Quad]:
    """Yield the quads of one record in the graph of its table or of its source."""
    shape = record.shape
    merged = record.id in stays
    subject = ox.NamedNode(PREFIXES["gid"] + stays.get(record.id, record.id))
    name = local_name(record.first(shape.graph_column)) if shape.graph_column else shape.graph
    graph = ox.NamedNode(PREFIXES["gig"] + name)
    if shape.row_class:
        yield ox.Quad(subject, TYPE, ox.NamedNode(shape.row_class), graph)
    for column in shape.columns:
        predicate = predicate_of(column, merged=merged)
        if predicate is None:
            continue
        for node in record.cells[column.name]:
            kept = {} if column.keeps_identity else stays
            yield ox.Quad(subject, predicate, term_of(node, kept), graph)


def predicate_of(column: Column, *, merged: bool) -> ox.NamedNode | None:
    """Return the property of `column`, another or none for a thing merged into another."""
    name = column.when_merged if merged and column.when_merged != "" else column.predicate
    return ox.NamedNode(expand(name)) if name else None


def term_of(node: Node, stays: Mapping[str, str]) -> ox.NamedNode | ox.Literal:
    """Return the RDF term of a cell, a merged thing under the name that stays."""
    if isinstance(node, Iri):
        name = node.value.removeprefix(PREFIXES["gid"])
        return ox.NamedNode(PREFIXES["gid"] + stays[name] if name in stays else node.value)
    return literal_of(node)


def literal_of(text: Text) -> ox.Literal:
    """Return the RDF literal of a text."""
    if text.lang:
        return ox.Literal(text.value, language=text.lang)
    if text.datatype:
        return ox.Literal(text.value, datatype=ox.NamedNode(text.datatype))
    return ox.Literal(text.value)


def apply_rules(store: ox.Store, onto: Ontology) -> None:
    """Add what the rules in `rules/` say, in the order of their names.

    A `.ru` file is a SPARQL update; a `.rq` file is a CONSTRUCT over the union of
    all graphs, whose triples go into the graph of derived facts.

    Raises
    ------
    StoreError
        If a rule is not SPARQL of its kind, or would read from elsewhere.
    """
    derived = ox.NamedNode(PREFIXES["gig"] + "derived")
    for path in onto.files("rules").values():
        text = path.read_text("utf-8")
        try:
            check_offline(text)
            if path.suffix == ".ru":
                store.update(text, prefixes=dict(PREFIXES))
            else:
                store.extend(constructed(store, text, derived))
        except (SyntaxError, ValueError, OSError, ForbiddenQueryError) as error:
            message = f"rules/{path.name}: {error}"
            raise StoreError(message) from None


def constructed(store: ox.Store, query: str, graph: ox.NamedNode) -> list[ox.Quad]:
    """Return what a CONSTRUCT query finds in the union of all graphs, as quads of `graph`."""
    found = store.query(query, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
    if not isinstance(found, ox.QueryTriples):
        message = "is no CONSTRUCT query"
        raise ValueError(message)  # noqa: TRY004  the rule is wrong, no argument
    return [ox.Quad(t.subject, t.predicate, t.object, graph) for t in found]


def canonical_dump(store: ox.Store) -> bytes:
    """Return all quads as N-Quads, sorted by line: equal graphs give equal bytes."""
    dumped = store.dump(format=ox.RdfFormat.N_QUADS)
    lines = sorted(set((dumped or b"").splitlines()))
    return b"".join(line + b"\n" for line in lines)
