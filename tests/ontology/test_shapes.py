"""The SHACL shapes accept a sound graph and name each fault in it, in two languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, SH, Graph

from kg.text.names import PREFIXES

ONTOLOGY = Path(__file__).parents[2] / "ontology"
DIGEST = "0123456789abcdef" * 4
SOUND = f"""
gid:s1 a gi:SourceDocument , gi:Thing ; skos:prefLabel "Report"@en , "报告"@zh ;
  gi:hasSourceKind gic:press-report ; gi:corpusFile "s1.txt" ; gi:corpusDigest "{DIGEST}" ;
  gi:earliestDate "2024-08"^^xsd:gYearMonth ; gi:latestDate "2024-09-30"^^xsd:date .
gid:pair a gi:RoleGroup , gi:Group , gi:Thing ; skos:prefLabel "Pair"@en , "两家"@zh ;
  gi:isStatedIn gid:s1 ; gi:declaredSize 2 .
gid:acme a gi:Thing ; skos:prefLabel "Acme"@en , "阿克米"@zh ; gi:isStatedIn gid:s1 .
gid:bolt a gi:Thing ; skos:prefLabel "Bolt"@en , "博尔特"@zh ; gi:isStatedIn gid:s1 .
gid:income a gi:Indicator , gi:Thing ; skos:prefLabel "Income"@en , "收入"@zh ;
  gi:isStatedIn gid:s1 .
gid:town a gi:Region , gi:Thing ; skos:prefLabel "Town"@en , "镇"@zh ; gi:isStatedIn gid:s1 ;
  gi:divisionCode "420600" .
gid:c1 a gi:Claim ; rdf:subject gid:pair ; rdf:predicate gi:declaredSize ; rdf:object 2 ;
  gi:hasModality gic:fact ; gi:hasCertainty gic:high ; gi:hasDerivation gic:stated ;
  gi:isStatedIn gid:s1 ; gi:paraphrase "There are two."@en ;
  gi:passageStart 3 ; gi:passageEnd 9 ; gi:passageDigest "{DIGEST}" .
gid:c2 a gi:Claim ; rdf:subject gid:pair ; rdf:predicate gi:hasRoleKind ;
  rdf:object gic:chain-master ; gi:hasModality gic:plan ; gi:hasCertainty gic:high ;
  gi:hasDerivation gic:stated ; gi:isStatedIn gid:s1 ; gi:paraphrase "They lead."@en .
gid:c3 a gi:Claim ; rdf:subject gid:pair ; rdf:predicate gi:hasMember ; rdf:object gid:acme ;
  gi:hasModality gic:fact ; gi:hasCertainty gic:high ; gi:hasDerivation gic:stated ;
  gi:isStatedIn gid:s1 ; gi:paraphrase "Acme is one."@en .
gid:c4 a gi:Claim ; rdf:subject gid:pair ; rdf:predicate gi:hasMember ; rdf:object gid:bolt ;
  gi:hasModality gic:fact ; gi:hasCertainty gic:high ; gi:hasDerivation gic:stated ;
  gi:isStatedIn gid:s1 ; gi:paraphrase "Bolt is the other."@en .
gid:o1 a gi:Observation , gi:Target , gi:Claim ; rdf:subject gid:acme ; gi:hasIndicator gid:income ;
  gi:hasUnit gic:CNY ; gi:hasComparator gic:between ; gi:numericValue 5.0 ; gi:upperValue 7.0 ;
  gi:validUntil "2025"^^xsd:gYear ; gi:hasModality gic:target ; gi:hasCertainty gic:low ;
  gi:hasDerivation gic:inferred ; gi:isStatedIn gid:s1 ; gi:paraphrase "Income of 5 to 7."@en .
gid:m1 a gi:Mention ; gi:isStatedIn gid:s1 ; gi:passageStart 1 ; gi:passageEnd 4 ;
  gi:passageDigest "{DIGEST}" ; gi:printedForm "Akme" ; gi:refersTo gid:acme .
gid:i1 a gi:IdentityDecision ; gi:hasLeft gid:akme ; gi:hasRight gid:acme ;
  gi:hasDecision gic:same ; gi:hasCertainty gic:high ; gi:decisionBasis "One name, spelt twice." ;
  gi:decidedBy "editor" ; gi:decidedOn "2026-11-22"^^xsd:date .
gid:role-1 a gi:RoleAssignment , gi:Thing ; skos:prefLabel "Acme: master"@en , "阿克米：链主"@zh ;
  gi:isHeldBy gid:acme ; gi:hasRoleKind gic:chain-master ; gi:isRoleIn gid:pair ;
  gi:isSupportedBy gid:c3 .
"""
# Words of the sound graph, what stands there instead, and a part of the message that follows.
FAULTS = {
    "claim without subject": ("c1 a gi:Claim ; rdf:subject gid:pair", "c1 a gi:Claim", "subject"),
    "claim without object": ("rdf:object 2 ;", "", "one predicate and one object"),
    "claim without predicate": ("rdf:predicate gi:hasRoleKind ;", "", "one predicate"),
    "claim with two modalities": ("gic:plan", "gic:plan , gic:fact", "one modality"),
    "claim without certainty": ("gi:hasCertainty gic:low ;", "", "one certainty"),
    "claim without derivation": ("gi:hasDerivation gic:inferred ;", "", "one derivation"),
    "claim without source": (
        'gi:isStatedIn gid:s1 ; gi:paraphrase "They',
        'gi:paraphrase "They',
        "one source",
    ),
    "claim with Chinese only": ('"They lead."@en', '"它们带头。"@zh', "no paraphrase in English"),
    "passage without end": ("gi:passageEnd 9 ;", "", "given in part"),
    "passage with a short digest": (
        f'9 ; gi:passageDigest "{DIGEST}',
        '9 ; gi:passageDigest "0f',
        "in part",
    ),
    "passage that runs backwards": ("gi:passageEnd 9", "gi:passageEnd 2", "behind its start"),
    "observation without indicator": ("gi:hasIndicator gid:income ;", "", "one indicator"),
    "observation without unit": ("gi:hasUnit gic:CNY ;", "", "one unit"),
    "observation without comparator": ("gi:hasComparator gic:between ;", "", "one comparator"),
    "observation without number": ("gi:numericValue 5.0 ;", "", "no number"),
    "observation with a number it denies": ("gic:between", "gic:missing", "says that none"),
    "interval without upper number": ("gi:upperValue 7.0 ;", "", "between without"),
    "upper number without interval": ("gic:between", "gic:eq", "without the comparator between"),
    "interval upside down": ("gi:upperValue 7.0", "gi:upperValue 4.0", "not below the upper one"),
    "target without deadline": ('gi:validUntil "2025"^^xsd:gYear ;', "", "no deadline"),
    "date that is none": ('"2025"^^xsd:gYear', '"soon"', "no year, year and month, or day"),
    "mention without form": ('gi:printedForm "Akme" ;', "", "one printed form"),
    "decision with itself": ("gi:hasLeft gid:akme", "gi:hasLeft gid:acme", "with itself"),
    "decision without basis": ('"One name, spelt twice."', '"Same."', "one basis"),
    "source without digest": (f'gi:corpusDigest "{DIGEST}" ;', "", "without digest"),
    "source without kind": ("gi:hasSourceKind gic:press-report ;", "", "one kind of source"),
    "thing without Chinese name": (' , "阿克米"@zh', "", "one name in English and one in Chinese"),
    "thing with two English names": ('"Acme"@en', '"Acme"@en , "ACME"@en', "one name in English"),
    "thing stated nowhere": (' , "博尔特"@zh ; gi:isStatedIn gid:s1', ' , "博"@zh', "in no source"),
    "division with a short code": ('"420600"', '"4206"', "code of six digits"),
    "role group without kind": (
        "predicate gi:hasRoleKind",
        "predicate gi:leads",
        "no kind of role",
    ),
    "role without claim": ("gi:isSupportedBy gid:c3", "gi:isStatedIn gid:s1", "claim to rest on"),
}


@cache
def shapes() -> Graph:
    return Graph().parse(ONTOLOGY / "shapes.ttl")


def graph(turtle: str) -> Graph:
    """Return the concepts and the classes of the ontology together with `turtle`."""
    head = "".join(f"@prefix {prefix}: <{base}> .\n" for prefix, base in PREFIXES.items())
    found = Graph().parse(ONTOLOGY / "concepts.ttl")
    return found.parse(data=head + turtle, format="turtle")


def messages(data: Graph) -> list[tuple[str, str]]:
    """Return the English and the Chinese message of each violation in `data`, sorted."""
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes(), meta_shacl=False)
    assert isinstance(report, Graph)
    found = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        texts = {str(getattr(m, "language", "")): str(m) for m in report[result : SH.resultMessage]}
        found.append((texts["en"], texts["zh"]))
    return sorted(found)


def test_sound_graph_conforms() -> None:
    assert messages(graph(SOUND)) == []


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_named(name: str) -> None:
    words, fault, expected = FAULTS[name]
    assert SOUND.count(words) == 1
    found = messages(graph(SOUND.replace(words, fault)))
    assert any(expected in english for english, _ in found), found


def test_ontology_conforms_to_its_own_shapes() -> None:
    data = Graph()
    for path in sorted(ONTOLOGY.glob("*.ttl")):
        data.parse(path)
    assert messages(data) == []


@pytest.mark.parametrize(
    "lost", ["skos:definition", "skos:example", "dcterms:source", "rdfs:label"]
)
def test_term_without_text_or_source_is_named(lost: str) -> None:
    parts = {
        "skos:prefLabel": '"fund"@en , "基金"@zh',
        "rdfs:label": '"fund"@en , "基金"@zh',
        "skos:definition": '"Sum of money."@en , "资金。"@zh',
        "skos:example": '"A green one."@en , "绿色基金。"@zh',
        "dcterms:source": "<https://example.org/>",
    }
    whole = "gi:Fund a owl:Class ; rdfs:isDefinedBy gi: ; {} ."
    sound = whole.format(" ; ".join(f"{name} {value}" for name, value in parts.items()))
    broken = whole.format(
        " ; ".join(f"{name} {value}" for name, value in parts.items() if name != lost)
    )
    assert messages(graph(sound)) == []
    assert len(messages(graph(broken))) == 1


def test_every_shape_has_a_name_in_both_languages() -> None:
    for shape in shapes().subjects(RDF.type, SH.NodeShape):
        assert {getattr(n, "language", "") for n in shapes()[shape : SH.name]} == {"en", "zh"}
