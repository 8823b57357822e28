"""Ways from a table of claims to a store in memory: thirteen triples a row."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.child import Say
from benchmarks.queries import BASE
from benchmarks.steps.rdf import loaded

GI = f"{BASE}ontology/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = f"{RDF}type"
CLAIM = f"{GI}Claim"
COLUMNS = {
    "source": (f"{GI}isStatedIn", "iri"),
    "start": (f"{GI}passageStart", "number"),
    "end": (f"{GI}passageEnd", "number"),
    "sha256": (f"{GI}passageDigest", "text"),
    "about": (f"{RDF}subject", "iri"),
    "relation": (f"{RDF}predicate", "iri"),
    "value": (f"{RDF}object", "iri"),
    "modality": (f"{GI}hasModality", "iri"),
    "certainty": (f"{GI}hasCertainty", "iri"),
    "derivation": (f"{GI}hasDerivation", "iri"),
    "paraphrase_en": (f"{GI}paraphrase", "en"),
    "paraphrase_zh": (f"{GI}paraphrase", "zh"),
}
"""The columns that every claim has: property, and how a cell is read."""
PRINTED = {"about": "subject", "relation": "predicate", "value": "object"}
"""The names of columns in our tables, where a tool keeps these names for itself."""
IN_NAMESPACE = {
    "relation": "ontology",
    "modality": "concept",
    "certainty": "concept",
    "derivation": "concept",
}
LITERALS = {"declaredSize", "issueDate"}
CONCEPTS = {"hasPosition", "hasParkKind", "hasRoleKind", "hasPolicyKind"}


def flatten(data: Path, out: Path) -> int:
    """Write the claims about things into one file with whole IRIs; return how many."""
    count = 0
    with out.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ["id", *COLUMNS], lineterminator="\n")
        writer.writeheader()
        for path in sorted((data / "claims").glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as rows:
                for row in csv.DictReader(rows):
                    if row["predicate"] not in LITERALS:
                        writer.writerow(whole(row))
                        count += 1
    return count


def whole(row: dict[str, str]) -> dict[str, str]:
    """Return the cells of `COLUMNS`, names as IRIs."""
    found = {"id": f"{BASE}id/{row['id']}"}
    for column, (_, kind) in COLUMNS.items():
        space = IN_NAMESPACE.get(column, "id")
        if column == "value" and row["predicate"] in CONCEPTS:
            space = "concept"
        cell = row[PRINTED.get(column, column)]
        found[column] = f"{BASE}{space}/{cell}" if kind == "iri" else cell
    return found


def rows_of(table: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file."""
    with Path(table).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def triples(table: str, iri: Callable[[str], Any], literal: Callable[..., Any]) -> Iterator[Any]:
    """Yield the triples of all rows, terms made by the tool."""
    columns = [(name, iri(property_), kind) for name, (property_, kind) in COLUMNS.items()]
    type_, claim = iri(TYPE), iri(CLAIM)
    for row in rows_of(table):
        subject = iri(row["id"])
        yield subject, type_, claim
        for name, property_, kind in columns:
            yield subject, property_, iri(row[name]) if kind == "iri" else literal(row[name], kind)


def pyoxigraph(say: Say, table: str) -> None:
    """Quads with cached names, added one by one."""
    from functools import lru_cache

    import pyoxigraph as ox

    iri = lru_cache(maxsize=None)(ox.NamedNode)
    number = ox.NamedNode(f"{XSD}nonNegativeInteger")

    def literal(text: str, kind: str) -> Any:
        if kind == "number":
            return ox.Literal(text, datatype=number)
        return ox.Literal(text) if kind == "text" else ox.Literal(text, language=kind)

    def load() -> Any:
        store = ox.Store()
        for triple in triples(table, iri, literal):
            store.add(ox.Quad(*triple))
        return store

    loaded(say, load, len)


def rdflib(say: Say, table: str) -> None:
    """Graph.add, one by one."""
    from rdflib import Graph

    loaded(say, lambda: filled(table, Graph()), len)


def kglab(say: Say, table: str) -> None:
    """KnowledgeGraph.add, one by one."""
    import kglab as lab

    loaded(say, lambda: filled(table, lab.KnowledgeGraph()), lambda graph: len(graph.rdf_graph()))


def filled(table: str, graph: Any) -> Any:
    """Return a graph of rdflib's terms with all triples added."""
    from rdflib import Literal, URIRef

    def literal(text: str, kind: str) -> Any:
        if kind == "number":
            return Literal(text, datatype=URIRef(f"{XSD}nonNegativeInteger"))
        return Literal(text) if kind == "text" else Literal(text, lang=kind)

    for subject, property_, value in triples(table, URIRef, literal):
        if hasattr(graph, "rdf_graph"):
            graph.add(subject, property_, value)
        else:
            graph.add((subject, property_, value))
    return graph


RML = """@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> . @prefix ql: <http://semweb.mmlab.be/ns/ql#> .
<urn:claims> a rr:TriplesMap ;
 rml:logicalSource [ rml:source "{table}" ; rml:referenceFormulation ql:CSV ] ;
 rr:subjectMap [ rml:reference "id" ; rr:class <{claim}> ] ;
 {maps} ."""
KINDS = {
    "iri": " ; rr:termType rr:IRI",
    "number": f" ; rr:datatype <{XSD}nonNegativeInteger>",
    "text": "",
    "en": ' ; rr:language "en"',
    "zh": ' ; rr:language "zh"',
}


def morph_kgc(say: Say, table: str) -> None:
    """RML to an Oxigraph store."""
    import tempfile

    import morph_kgc as morph

    maps = " ;\n ".join(
        f"rr:predicateObjectMap [ rr:predicate <{property_}> ;"
        f' rr:objectMap [ rml:reference "{name}"{KINDS[kind]} ] ]'
        for name, (property_, kind) in COLUMNS.items()
    )
    with tempfile.TemporaryDirectory() as folder:
        mapping = Path(folder, "map.ttl")
        mapping.write_text(RML.format(table=table, claim=CLAIM, maps=maps), "utf-8")
        config = f"[CONFIGURATION]\nlogging_level: ERROR\n[claims]\nmappings: {mapping}\n"
        loaded(say, lambda: morph.materialize_oxigraph(config), len)


def maplib(say: Say, table: str) -> None:
    """A template over a frame of Polars."""
    import polars as pl
    from maplib import Model

    kinds = {"iri": "ottr:IRI", "number": "xsd:nonNegativeInteger"}
    names = {name: f"?{name.replace('_', '')}" for name in COLUMNS}
    arguments = ", ".join(
        f"{kinds.get(kind, 'xsd:string')} {names[name]}" for name, (_, kind) in COLUMNS.items()
    )
    parts = ", ".join(
        f"ottr:Triple(?id, <{property_}>, {names[name]})"
        for name, (property_, _) in COLUMNS.items()
    )
    template = (
        f"@prefix ottr: <http://ns.ottr.xyz/0.4/> . @prefix xsd: <{XSD}> . @prefix ex: <urn:x#> .\n"
        f"ex:Claim [ottr:IRI ?id, {arguments}] ::"
        f" {{ ottr:Triple(?id, <{TYPE}>, <{CLAIM}>), {parts} }} ."
    )

    def load() -> Any:
        frame = pl.read_csv(table, infer_schema_length=0)
        frame = frame.rename({name: variable[1:] for name, variable in names.items()})
        frame = frame.with_columns(pl.col("start").cast(pl.UInt32), pl.col("end").cast(pl.UInt32))
        model = Model()
        model.add_template(template)
        model.map("urn:x#Claim", frame)
        return model

    loaded(say, load, lambda model: model.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").item())


def kg(say: Say, data: str) -> None:
    """The product: every cell checked, references too, a named graph a source, names merged."""
    import pyoxigraph as ox

    from kg.evidence.ingest import read_evidence
    from kg.graph.build import add_evidence
    from kg.graph.make import ontology_of

    onto = ontology_of(None)

    def load() -> Any:
        store = ox.Store()
        add_evidence(store, read_evidence(Path(data), onto))
        return store

    store = loaded(say, load, compared)
    say("quads", 0.0, len(store))


def compared(store: Any) -> int:
    """Return how many triples of the store are those that the other ways make."""
    import pyoxigraph as ox

    properties = {property_ for property_, _ in COLUMNS.values()} | {TYPE}
    claims = {
        quad.subject
        for quad in store.quads_for_pattern(None, ox.NamedNode(f"{RDF}object"), None)
        if isinstance(quad.object, ox.NamedNode)
    }
    return sum(quad.subject in claims and quad.predicate.value in properties for quad in store)
