"""Every hygiene check keeps silent on a sound graph and fires on the same graph with one fault."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from kg.text.names import PREFIXES

CHECKS = Path(__file__).parents[2] / "ontology" / "checks"
FILES = {path.stem: path for path in sorted(CHECKS.glob("*.rq"))}


class Case(NamedTuple):
    """A sound graph in TriG, words of it, and what to write instead to break it."""

    sound: str
    words: str
    fault: str


TERM = """GRAPH gig:ontology {
  gi:Fund a owl:Class ; rdfs:isDefinedBy gi: ;
    skos:prefLabel "fund"@en , "基金"@zh ;
    skos:definition "Sum of money kept for a purpose."@en , "为某一目的留存的资金。"@zh ;
    skos:example "A green one."@en , "绿色的。"@zh ;
    dcterms:source <https://example.org/> ;
    gi:drawnInColor "#111111" ; gi:drawnInDarkColor "#eeeeee" ; gi:drawnAsShape "dot" .
}
"""
CONCEPT = """GRAPH gig:ontology {
  gic:colour a skos:ConceptScheme ; skos:prefLabel "colour"@en , "颜色"@zh ;
    skos:definition "What light looks like."@en , "光的样子。"@zh .
  gic:red a skos:Concept ; skos:inScheme gic:colour ; skos:prefLabel "red"@en , "红"@zh ;
    skos:definition "Like blood."@en , "如血。"@zh .
}
"""
SOURCE = """GRAPH gig:sources {
  gid:s1 a gi:SourceDocument ; gi:corpusFile "s1.txt" ; gi:latestDate "2024" .
}
GRAPH gig:ontology { gi:leads a owl:ObjectProperty ; rdfs:isDefinedBy gi: }
"""
CLAIM = (
    SOURCE
    + """GRAPH gig:s1 {
  gid:c1 a gi:Claim ; rdf:subject gid:ann ; rdf:predicate gi:leads ; rdf:object gid:acme ;
    gi:hasModality gic:fact ; gi:isStatedIn gid:s1 ; gi:passageStart 0 ; gi:passageEnd 9 ;
    gi:passageDigest "0f" ; gi:paraphrase "Ann leads Acme."@en , "安领导阿克米。"@zh .
  gid:ann gi:leads gid:acme .
}
"""
)
FIGURE = (
    SOURCE
    + """GRAPH gig:s1 {
  gid:o1 a gi:Observation ; rdf:subject gid:acme ; gi:hasIndicator gid:income ; gi:isFigure gid:f1 ;
    gi:numericValue 5 ; gi:hasUnit gic:CNY ; gi:hasComparator gic:eq ; gi:hasModality gic:target ;
    gi:isStatedIn gid:s1 ; gi:passageStart 0 ; gi:validFrom "2024" ; gi:validUntil "2025" .
}
"""
)
GROUP = """GRAPH gig:s1 {
  gid:c1 rdf:subject gid:pair ; rdf:predicate gi:declaredSize ; rdf:object 2 .
  gid:c2 rdf:subject gid:pair ; rdf:predicate gi:hasMember ; rdf:object gid:ann ;
    gi:hasModality gic:fact ; gi:hasCertainty gic:high .
  gid:c3 rdf:subject gid:pair ; rdf:predicate gi:hasMember ; rdf:object gid:bob ;
    gi:hasModality gic:fact ; gi:hasCertainty gic:high .
}
"""
TOWN = """GRAPH gig:divisions {
  gid:oldtown gi:divisionCode "420600" ; gi:validUntil "2010" .
  gid:newtown gi:divisionCode "420699" ; gi:validFrom "2010-12" .
}
GRAPH gig:s1 {
  gid:c1 rdf:subject gid:acme ; rdf:object gid:oldtown ; gi:hasModality gic:fact ;
    gi:isStatedIn gid:s1 ; gi:validFrom "2010-05" .
}
"""
MERGED = """GRAPH gig:identities {
  gid:i1 gi:hasLeft gid:acme-as-printed ; gi:hasRight gid:acme ; gi:hasDecision gic:same ;
    gi:hasCertainty gic:medium ; gi:editorialNote "No list names both." ;
    gi:decisionBasis "Both make the same filters in one town." .
}
GRAPH gig:derived { gid:acme-as-printed dcterms:isReplacedBy gid:acme }
GRAPH gig:entities {
  gid:acme skos:prefLabel "Acme"@en ; skos:altLabel "Summit Works"@en .
  gid:other skos:prefLabel "Other"@en .
}
"""
COLOURED = """GRAPH gig:ontology {
  gi:hasColour gi:conceptScheme gic:colour . gic:red skos:inScheme gic:colour .
}
GRAPH gig:s1 { gid:acme gi:hasColour gic:red }
"""

CASES = {
    "claim-cites-registered-source": Case(CLAIM, "a gi:SourceDocument ;", ""),
    "claim-has-passage-where-source-has-text": Case(CLAIM, "gi:passageEnd 9 ;", ""),
    "claim-stands-once-in-a-source": Case(
        CLAIM
        + """GRAPH gig:s1 {
  gid:c2 rdf:subject gid:ann ; rdf:predicate gi:leads ; rdf:object gid:acme ;
    gi:hasModality gic:fact ; gi:isStatedIn gid:s1 ; gi:passageStart 40 .
}""",
        "gi:passageStart 40 .",
        "gi:passageStart 0 .",
    ),
    "class-has-style": Case(TERM, 'gi:drawnInDarkColor "#eeeeee" ;', ""),
    "concept-has-scheme-and-texts": Case(CONCEPT, "skos:inScheme gic:colour ;", ""),
    "definition-says-more-than-label": Case(
        TERM, '"Sum of money kept for a purpose."@en', '"A fund, for a purpose."@en'
    ),
    "division-code-is-one-place-at-a-time": Case(
        """GRAPH gig:divisions {
  gid:a gi:divisionCode "420600" ; gi:validUntil "2010" .
  gid:b gi:divisionCode "420600" ; gi:validFrom "2010" .
}""",
        'gi:validUntil "2010"',
        'gi:validUntil "2012"',
    ),
    "division-exists-when-it-is-spoken-of": Case(TOWN, '"2010-05"', '"2011-05"'),
    "fact-rests-on-claim": Case(CLAIM, "gi:hasModality gic:fact", "gi:hasModality gic:plan"),
    "figure-has-one-value": Case(
        FIGURE + "GRAPH gig:s1 { gid:o2 gi:isFigure gid:f1 ; gi:numericValue 5 }",
        "gi:numericValue 5 }",
        "gi:numericValue 6 }",
    ),
    "group-has-room-for-its-members": Case(GROUP, "rdf:object 2 .", "rdf:object 1 ."),
    "identity-below-high-gives-reasons": Case(
        MERGED, 'gi:editorialNote "No list names both." ;', ""
    ),
    "merged-name-is-no-label": Case(MERGED, '"Other"@en', '"Summit Works"@en'),
    "name-in-use-is-declared": Case(
        "GRAPH gig:ontology { gi:Fund rdfs:isDefinedBy gi: } GRAPH gig:s1 { gid:a a gi:Fund }",
        "a gi:Fund",
        "a gi:Fond",
    ),
    "observation-has-number-or-says-so": Case(FIGURE, "gi:numericValue 5 ;", ""),
    "observation-number-has-unit": Case(FIGURE, "gi:hasUnit gic:CNY ;", ""),
    "observation-stands-once-in-a-source": Case(
        FIGURE
        + "GRAPH gig:s1 { gid:o2 gi:isFigure gid:f1 ; gi:isStatedIn gid:s1 ; gi:passageStart 7 }",
        "gi:passageStart 7 }",
        "gi:passageStart 0 }",
    ),
    "paraphrase-is-bilingual": Case(CLAIM, ' , "安领导阿克米。"@zh', ""),
    "part-has-no-circle": Case(
        "gid:a gi:isPartOf gid:b . gid:b gi:isPartOf gid:c . gid:c gi:isPartOf gid:d .",
        "gid:c gi:isPartOf gid:d",
        "gid:c gi:isPartOf gid:a",
    ),
    "period-runs-forward": Case(FIGURE, '"2025"', '"2023-06"'),
    "property-has-domain-and-range": Case(
        """GRAPH gig:ontology {
  gi:leads a owl:ObjectProperty ; rdfs:isDefinedBy gi: ; rdfs:domain gi:A ; rdfs:range gi:B .
}""",
        "rdfs:range gi:B",
        'rdfs:label "leads"',
    ),
    "replaced-name-is-not-used": Case(
        MERGED + "GRAPH gig:s1 { gid:c1 rdf:object gid:acme }",
        "rdf:object gid:acme",
        "rdf:object gid:acme-as-printed",
    ),
    "role-rests-on-claim": Case(
        """GRAPH gig:derived { gid:role-1 a gi:RoleAssignment ; gi:isSupportedBy gid:c1 }
GRAPH gig:s1 { gid:c1 rdf:predicate gi:hasMember }""",
        "gi:isSupportedBy gid:c1",
        "gi:isHeldBy gid:ann",
    ),
    "source-carries-something": Case(CLAIM, "gi:isStatedIn gid:s1 ;", ""),
    "target-has-deadline": Case(FIGURE, '; gi:validUntil "2025"', ""),
    "target-is-no-fact": Case(CLAIM, "gi:hasModality gic:fact", "gi:hasModality gic:target"),
    "term-has-source": Case(TERM, "dcterms:source <https://example.org/> ;", ""),
    "term-has-texts": Case(TERM, ' , "绿色的。"@zh', ""),
    "term-label-is-its-own": Case(
        TERM + 'GRAPH gig:ontology { gi:Pot rdfs:isDefinedBy gi: ; skos:prefLabel "pot"@en }',
        '"pot"@en }',
        '"fund"@en }',
    ),
    "term-name-shows-its-kind": Case(TERM, "gi:Fund", "gi:fund"),
    "thing-is-in-one-branch": Case(
        """GRAPH gig:ontology { [] a owl:AllDisjointClasses ; owl:members ( gi:Fund gi:Person ) }
GRAPH gig:entities { gid:ann a gi:Person }""",
        "a gi:Person",
        "a gi:Person , gi:Fund",
    ),
    "thing-is-spoken-of": Case(
        CLAIM + 'GRAPH gig:entities { gid:ann skos:prefLabel "Ann"@en }',
        "gid:ann skos",
        "gid:bob skos",
    ),
    "value-is-from-its-scheme": Case(COLOURED, "gi:hasColour gic:red", "gi:hasColour gic:loud"),
}


def run(name: str, trig: str) -> list[tuple[str, str]]:
    """Return subject and error of each row that the check `name` finds in `trig`, sorted."""
    head = "".join(f"PREFIX {prefix}: <{base}>\n" for prefix, base in PREFIXES.items())
    store = ox.Store()
    store.load((head + trig).encode(), format=ox.RdfFormat.TRIG)
    text = FILES[name].read_text("utf-8")
    rows = store.query(text, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    return sorted((row["subject"].value, row["error"].value) for row in rows)


def test_every_check_has_a_case_and_every_case_a_check() -> None:
    assert sorted(CASES) == sorted(FILES)
    assert len(FILES) >= 20


@pytest.mark.parametrize("name", FILES)
def test_check_keeps_silent_on_a_sound_graph(name: str) -> None:
    assert run(name, CASES[name].sound) == []


@pytest.mark.parametrize("name", FILES)
def test_check_fires_on_a_fault(name: str) -> None:
    sound, words, fault = CASES[name]
    assert words in sound
    found = run(name, sound.replace(words, fault))
    assert found
    assert all(error for _, error in found)


@pytest.mark.parametrize("name", FILES)
def test_check_starts_with_one_line_that_says_the_rule(name: str) -> None:
    first, *rest = FILES[name].read_text("utf-8").splitlines()
    assert re.fullmatch(r"# [A-Z].{10,150}\.", first)
    code = rest[1] if rest[0] == "# scope: row" else rest[0]
    assert code.startswith("SELECT DISTINCT ?subject (")
