"""Build: records and ontology become quads, rules add what follows from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import DataError
from kg.evidence.identities import resolve
from kg.evidence.ingest import read_evidence
from kg.evidence.record import Evidence, Record, sheet_of
from kg.evidence.sources import check_corpus
from kg.graph.dump import QUADS, canonical_dump, merge_graphs
from kg.graph.lines import Lines, quads
from kg.graph.rules import ONTOLOGY, Rules
from kg.ontology import Ontology

__all__ = [
    "add_evidence",
    "apply_rules",
    "build_graph",
    "canonical_dump",
    "merge_graphs",
    "ontology_quads",
    "record_quads",
]
GENID = "https://w3id.org/.well-known/genid/green-industry-"


def build_graph(data: Path, onto: Ontology, corpus: Path | None = None) -> ox.Store:
    """Return the graph of the tables in `data` as a store in memory, rules applied.

    With `corpus`, every passage is compared with its text first.

    Raises
    ------
    DataError
        If the tables have any fault, or a passage is not what its hash says.
    """
    return graph_of(proven(data, onto, corpus), onto)


def graph_of(evidence: Evidence, onto: Ontology) -> ox.Store:
    """Return the graph of records as a store in memory, rules applied."""
    store = ox.Store()
    store.extend(ontology_quads(onto))
    add_evidence(store, evidence)
    apply_rules(store, onto)
    merge_graphs(store)
    return store


def proven(data: Path, onto: Ontology, corpus: Path | None) -> Evidence:
    """Return the records in `data`; with `corpus`, each passage was compared with its text.

    It raises as `build_graph` does.
    """
    evidence = read_evidence(data, onto)
    problems = check_corpus(evidence, corpus) if corpus else []
    if problems:
        raise DataError(problems)
    return evidence


def ontology_quads(onto: Ontology) -> list[ox.Quad]:
    """Return the triples of the ontology in their graph, blank nodes skolemised (RDF 1.1, 3.5).

    Their names come from RDFC-1.0, so that equal ontologies give equal bytes.
    """
    dataset = ox.Dataset(onto.store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)

    def named(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Any:
        return ox.NamedNode(GENID + term.value) if isinstance(term, ox.BlankNode) else term

    return [ox.Quad(named(q.subject), q.predicate, named(q.object), ONTOLOGY) for q in dataset]


def add_evidence(store: ox.Store, evidence: Evidence) -> None:
    """Add the quads of all rows to `store`, merged things under the name that stays."""
    lines = Lines(resolve(evidence))
    for sheet in evidence.sheets:
        store.load("".join(lines.of(sheet)).encode(), QUADS, lenient=True)


def record_quads(record: Record, stays: Mapping[str, str]) -> Iterator[ox.Quad]:
    """Yield the quads of one record in the graph of its table or of its source."""
    return quads(Lines(stays).of(sheet_of([record])))


def apply_rules(store: ox.Store, onto: Ontology) -> None:
    """Add what the rules in `rules/` say, see `kg.graph.rules.Rules`.

    A `.ru` file is a SPARQL update; a `.rq` file is a CONSTRUCT over the union of
    all graphs, whose triples go into the graph of derived facts.

    Raises
    ------
    StoreError
        If a rule is not SPARQL of its kind, or would read from elsewhere.
    """
    Rules(onto).apply(store)
