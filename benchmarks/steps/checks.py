"""Engines that check and derive: SHACL shapes over a graph, and the rules of the ontology."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.child import Say
from benchmarks.queries import PREFIXES
from benchmarks.steps.rdf import loaded, once

SH = "http://www.w3.org/ns/shacl#"


def pyshacl(say: Say, turtle: str, shapes: str) -> None:
    """Graph.parse and pyshacl.validate."""
    from pyshacl import validate
    from rdflib import RDF, Graph, URIRef

    def check() -> Any:
        data = Graph().parse(turtle, format="turtle")
        found = Graph().parse(shapes, format="turtle")
        return validate(data, shacl_graph=found, advanced=False, inplace=True)[1]

    result = URIRef(f"{SH}ValidationResult")
    loaded(say, check, lambda report: len(list(report.subjects(RDF.type, result))))


def shacl(say: Say, turtle: str, shapes: str) -> None:
    """The SHACL engine in Rust, on the same files."""
    import shacl as engine

    def check() -> Any:
        return engine.validate(turtle, shapes)

    loaded(say, check, lambda report: len(report.results))


def kg_shapes(say: Say, dump: str) -> None:
    """The product's shapes on a published graph, as `kg check --fast --store`; parsing included."""
    from kg.graph.check import run_shapes_fast
    from kg.graph.make import ontology_of

    onto = ontology_of(None)
    loaded(say, lambda: list(run_shapes_fast(Path(dump), onto)), len)


def kg_rules(say: Say, nquads: str) -> None:
    """The product's rules on a store that has none of their triples yet."""
    import pyoxigraph as ox

    from kg.graph.build import apply_rules
    from kg.graph.make import ontology_of

    onto, store = ontology_of(None), ox.Store()
    store.bulk_load(path=nquads, format=ox.RdfFormat.N_QUADS)
    before = len(store)
    once(say, lambda: apply_rules(store, onto), lambda _: len(store) - before)


def pyoxigraph_rules(say: Say, nquads: str, rules: str) -> None:
    """The same rules as bare updates of the engine."""
    import pyoxigraph as ox

    store = ox.Store()
    store.bulk_load(path=nquads, format=ox.RdfFormat.N_QUADS)
    texts = [path.read_text("utf-8") for path in sorted(Path(rules).iterdir())]
    derived = ox.NamedNode("https://w3id.org/green-industry/graph/derived")
    before = len(store)

    def run() -> None:
        for text in texts:
            if "INSERT" in text:
                store.update(text, prefixes=WIDE)
                continue
            found = store.query(text, prefixes=WIDE, use_default_graph_as_union=True)
            store.extend([ox.Quad(t.subject, t.predicate, t.object, derived) for t in found])

    once(say, run, lambda _: len(store) - before)


WIDE = PREFIXES | {
    "gig": "https://w3id.org/green-industry/graph/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcterms": "http://purl.org/dc/terms/",
}


def owlrl(say: Say, turtle: str) -> None:
    """The RDFS closure of owlrl; parsing is not counted."""
    import owlrl as engine
    from rdflib import Graph

    graph = Graph().parse(turtle, format="turtle")
    before = len(graph)
    closure = engine.DeductiveClosure(engine.RDFS_Semantics)
    once(say, lambda: closure.expand(graph), lambda _: len(graph) - before)


def reasonable(say: Say, turtle: str) -> None:
    """The OWL RL closure of reasonable; reading the file is not counted."""
    import reasonable as engine

    reasoner = engine.PyReasoner()
    reasoner.load_file(turtle)
    once(say, reasoner.reason, len)
