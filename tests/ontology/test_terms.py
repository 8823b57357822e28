"""Every class and property is complete, and every tool reads the same ontology."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, Graph, URIRef
from rdflib.compare import isomorphic

from kg.ontology import Ontology
from kg.text.names import PREFIXES

ONTOLOGY = Path(__file__).parents[2] / "ontology"
FILES = {path.name: path for path in sorted(ONTOLOGY.glob("*.ttl"))}
HYGIENE = (
    "term-has-texts", "term-has-source", "term-label-is-its-own", "term-name-shows-its-kind",
    "definition-says-more-than-label", "concept-has-scheme-and-texts", "class-has-style",
    "name-in-use-is-declared", "property-has-domain-and-range",
)  # fmt: skip


@pytest.fixture(scope="module")
def onto() -> Ontology:
    return Ontology(ONTOLOGY)


def rows(store: ox.Store, text: str) -> list[list[str]]:
    """Return the rows of a SELECT query as strings, sorted."""
    found = store.query(text, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return sorted([cell.value if cell else "" for cell in row] for row in found)


@pytest.mark.parametrize("check", HYGIENE)
def test_ontology_passes_hygiene(onto: Ontology, check: str) -> None:
    assert rows(onto.store, onto.file("checks", check).read_text("utf-8")) == []


@pytest.mark.parametrize("name", FILES)
def test_file_reads_alike_in_rdflib_and_oxigraph(name: str) -> None:
    store = ox.Store()
    store.load(path=str(FILES[name]), format=ox.RdfFormat.TURTLE)
    dumped = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    assert dumped
    ours = Graph().parse(FILES[name], format="turtle")
    assert len(ours) == len(store)
    assert isomorphic(ours, Graph().parse(data=dumped, format="nt"))


@pytest.mark.parametrize("name", FILES)
def test_prefixes_agree_with_those_of_the_code(name: str) -> None:
    lines = FILES[name].read_text("utf-8").splitlines()
    declared = [line.split() for line in lines if line.startswith("@prefix")]
    assert declared
    for _, prefix, iri, _ in declared:
        if prefix.rstrip(":") not in {"gis", "vann"}:
            assert PREFIXES[prefix.rstrip(":")] == iri.strip("<>")


def test_definitions_are_one_sentence_each(onto: Ontology) -> None:
    query = "SELECT ?t ?d (LANG(?d) AS ?l) WHERE { ?t rdfs:isDefinedBy gi: ; skos:definition ?d }"
    for term, text, lang in rows(onto.store, query):
        assert text.endswith("。" if lang == "zh" else "."), term
        assert text.count("。") == (lang == "zh"), term


def test_terms_stand_sorted_by_name_within_their_kind() -> None:
    text = FILES["green-industry.ttl"].read_text("utf-8")
    for kind in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty"):
        heads = [line for line in text.splitlines() if line.startswith("gi:")]
        names = [line.split()[0] for line in heads if f" a owl:{kind}" in line]
        assert names
        assert names == sorted(names)


def test_every_class_hangs_below_a_root(onto: Ontology) -> None:
    roots = {
        iri for iri, term in onto.terms.items() if term.kind == "class" and not parents(onto, iri)
    }
    assert roots == {
        PREFIXES["gi"] + name
        for name in ("Thing", "Claim", "Figure", "Mention", "IdentityDecision")
    }


def parents(onto: Ontology, iri: str) -> set[str]:
    """Return the superclasses of `iri` that are ours."""
    return {parent for parent in onto.terms[iri].parents if parent in onto.terms}


def test_every_term_is_of_one_kind() -> None:
    graph = Graph()
    for path in FILES.values():
        graph.parse(path)
    kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
    for term in set(graph.subjects(RDFS.isDefinedBy, URIRef(PREFIXES["gi"]))):
        assert len(kinds & set(graph.objects(term, RDF.type))) == 1, term
