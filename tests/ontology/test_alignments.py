"""Every alignment links a term of ours to a term that exists in the other vocabulary."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import DCTERMS, FOAF, ORG, OWL, PROV, QB, RDFS, SDO, SKOS, TIME, Graph, URIRef
from rdflib.namespace import GEO, DefinedNamespace

from kg.text.names import PREFIXES, shorten

ONTOLOGY = Path(__file__).parents[2] / "ontology"
CLOSED: dict[str, type[DefinedNamespace]] = {
    "dcterms": DCTERMS, "foaf": FOAF, "geo": GEO, "org": ORG, "prov": PROV, "qb": QB,
    "schema": SDO, "skos": SKOS, "time": TIME,
}  # fmt: skip
# rdflib carries no list of these; the terms we link to, from the document named.
LISTED = {
    # https://www.w3.org/TR/annotation-vocab/, sections 2 and 3
    "oa": {"Annotation", "hasBody", "start", "end", "exact"},
    # https://www.qudt.org/doc/DOC_SCHEMA-QUDT.html, QUDT Schema 2.1
    "qudt": {"QuantityKind", "QuantityValue", "hasUnit", "numericValue", "upperBound"},
}
LINKS = {RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, SKOS.closeMatch}
ALIGNMENTS = Graph().parse(ONTOLOGY / "alignments.ttl")
CORE = Graph().parse(ONTOLOGY / "green-industry.ttl")
TERMS = set(CORE.subjects(RDFS.isDefinedBy, URIRef(PREFIXES["gi"])))
ROWS = sorted((str(s), str(p), str(o)) for s, p, o in ALIGNMENTS)


def exists(curie: str) -> bool:
    """Return whether the vocabulary of `curie` has the term."""
    prefix, _, local = curie.partition(":")
    if prefix in LISTED:
        return local in LISTED[prefix]
    return prefix in CLOSED and local in CLOSED[prefix].__annotations__


@pytest.mark.parametrize("vocabulary", sorted(CLOSED))
def test_namespace_of_rdflib_is_ours(vocabulary: str) -> None:
    assert str(CLOSED[vocabulary]._NS) == PREFIXES[vocabulary]


@pytest.mark.parametrize(
    ("ours", "link", "theirs"), ROWS, ids=[f"{shorten(r[0])}-{shorten(r[2])}" for r in ROWS]
)
def test_linked_term_exists(ours: str, link: str, theirs: str) -> None:
    assert URIRef(ours) in TERMS
    assert URIRef(link) in LINKS
    assert exists(shorten(theirs))


@pytest.mark.parametrize("name", ["org:Organisation", "prov:wasSaidBy", "oa:begin", "nowhere:term"])
def test_made_up_term_does_not_exist(name: str) -> None:
    assert not exists(name)


def test_classes_are_linked_to_classes_and_properties_to_properties() -> None:
    for ours, link, theirs in ROWS:
        kinds = {shorten(iri).partition(":")[2][0].isupper() for iri in (ours, theirs)}
        assert len(kinds) == 1, (ours, link, theirs)


def test_every_vocabulary_named_is_used() -> None:
    used = {shorten(theirs).partition(":")[0] for _, _, theirs in ROWS}
    assert used == CLOSED.keys() | LISTED.keys()


def test_core_needs_no_alignment() -> None:
    own = [
        PREFIXES[name]
        for name in ("gi", "gic", "gid", "rdf", "rdfs", "owl", "xsd", "skos", "dcterms")
    ]
    own.append("http://purl.org/vocab/vann/")
    for _, predicate, value in CORE:
        assert str(predicate).startswith(tuple(own))
        if isinstance(value, URIRef) and predicate in {RDFS.subClassOf, RDFS.domain, RDFS.range}:
            assert str(value).startswith(tuple(own))
