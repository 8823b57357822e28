"""The ten queries, in SPARQL for graphs and in SQL for equal tables."""

# ruff: noqa: E501  queries are read whole

from __future__ import annotations

from typing import NamedTuple


class Query(NamedTuple):
    """One question: what it asks, in SPARQL, in SQL, and whether it scans most of the data."""

    what: str
    sparql: str
    sql: str
    scan: bool = False


BASE = "https://w3id.org/green-industry/"
PREFIXES = {
    "gi": f"{BASE}ontology/",
    "gic": f"{BASE}concept/",
    "gid": f"{BASE}id/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
ANCHOR = "enterprise-5"
"""Stands for the firm that the queries from one thing start at."""
SUPPLY = """SELECT ?source ?target ?relation ?claim {
 VALUES ?relation { gi:hasSegment gi:isUpstreamOf gi:suppliesTo gi:operatesIn gi:reliesOn gi:produces
  gi:includes gi:operates gi:isPartOf }
 ?claim rdf:subject ?source ; rdf:predicate ?relation ; rdf:object ?target }"""
"""The ties of the supply view; in a world, what can be its source needs no further test."""

QUERIES = {
    "q01": Query(
        "one-hop",
        "SELECT ?o { gid:enterprise-5 gi:suppliesTo ?o }",
        "SELECT DISTINCT object FROM facts WHERE subject = 'enterprise-5' AND predicate = 'suppliesTo'",
    ),
    "q02": Query(
        "region, park, firm",
        "SELECT ?firm ?park { ?county gi:isPartOf gid:prefecture-0 . ?park gi:isLocatedIn ?county ;"
        " a gi:Park . ?firm gi:isInPark ?park }",
        "SELECT DISTINCT f.subject, p.subject FROM divisions d"
        " JOIN facts p ON p.predicate = 'isLocatedIn' AND p.object = d.id"
        " JOIN entities e ON e.id = p.subject AND e.class = 'Park'"
        " JOIN facts f ON f.predicate = 'isInPark' AND f.object = p.subject"
        " WHERE d.parent = 'prefecture-0'",
    ),
    "q03": Query(
        "part-of path, forward",
        "SELECT ?firm { ?firm a gi:Enterprise ; gi:isLocatedIn ?place . ?place gi:isPartOf* gid:province-1 }",
        "WITH RECURSIVE part(id) AS (SELECT 'province-1' UNION ALL"
        " SELECT d.id FROM divisions d JOIN part ON d.parent = part.id)"
        " SELECT DISTINCT f.subject FROM facts f JOIN part ON f.object = part.id"
        " JOIN entities e ON e.id = f.subject AND e.class = 'Enterprise'"
        " WHERE f.predicate = 'isLocatedIn'",
    ),
    "q04": Query(
        "firms per province",
        "SELECT ?province (COUNT(?firm) AS ?n) { ?firm a gi:Enterprise ;"
        " gi:isLocatedIn/gi:isPartOf/gi:isPartOf ?province } GROUP BY ?province",
        "SELECT b.parent, COUNT(*) FROM (SELECT DISTINCT subject, object FROM facts"
        " WHERE predicate = 'isLocatedIn') f JOIN entities e ON e.id = f.subject AND e.class = 'Enterprise'"
        " JOIN divisions a ON a.id = f.object JOIN divisions b ON b.id = a.parent GROUP BY b.parent",
        scan=True,
    ),
    "q05": Query(
        "twenty firms with most customers",
        "SELECT ?firm (COUNT(?o) AS ?n) { ?firm gi:suppliesTo ?o }"
        " GROUP BY ?firm ORDER BY DESC(?n) ?firm LIMIT 20",
        "SELECT subject, COUNT(DISTINCT object) AS n FROM facts WHERE predicate = 'suppliesTo'"
        " GROUP BY subject ORDER BY n DESC, subject LIMIT 20",
        scan=True,
    ),
    "q06": Query(
        "label search with place",
        'SELECT ?x ?name ?place { ?x skos:prefLabel ?name . FILTER(LANG(?name) = "en" &&'
        ' CONTAINS(LCASE(STR(?name)), "circular economy park")) OPTIONAL { ?x gi:isLocatedIn ?place } }',
        "SELECT DISTINCT l.id, l.en, f.object FROM labels l"
        " LEFT JOIN facts f ON f.subject = l.id AND f.predicate = 'isLocatedIn'"
        " WHERE contains(lower(l.en), 'circular economy park')",
        scan=True,
    ),
    "q07": Query(
        "claims with source and place of the passage",
        "SELECT ?claim ?s ?o ?source ?start { ?claim rdf:predicate gi:suppliesTo ; rdf:subject ?s ;"
        " rdf:object ?o ; gi:hasCertainty gic:medium ; gi:isStatedIn ?source ; gi:passageStart ?start }",
        "SELECT id, subject, object, source, start FROM claims"
        " WHERE predicate = 'suppliesTo' AND certainty = 'medium'",
        scan=True,
    ),
    "q08": Query(
        "policy, target and baseline",
        "SELECT ?policy ?target ?value ?base { ?policy a gi:Plan . ?target gi:isSetBy ?policy ;"
        " gi:numericValue ?value ; gi:hasBaseline ?from . ?from gi:numericValue ?base }",
        "SELECT o.policy, o.id, o.value, b.value FROM observations o"
        " JOIN observations b ON b.id = o.baseline"
        " JOIN entities e ON e.id = o.policy AND e.class = 'Plan'",
        scan=True,
    ),
    "q09": Query(
        "ties within three steps",
        "SELECT DISTINCT ?a ?b { { SELECT DISTINCT ?a { { BIND(gid:enterprise-5 AS ?a) } UNION"
        " { gid:enterprise-5 gi:suppliesTo ?a } UNION { gid:enterprise-5 gi:suppliesTo/gi:suppliesTo ?a } } }"
        " ?a gi:suppliesTo ?b }",
        "WITH RECURSIVE near(id, step) AS (SELECT 'enterprise-5', 0 UNION"
        " SELECT f.object, step + 1 FROM facts f JOIN near ON f.subject = near.id"
        " WHERE f.predicate = 'suppliesTo' AND step < 2)"
        " SELECT DISTINCT f.subject, f.object FROM facts f JOIN near ON f.subject = near.id"
        " WHERE f.predicate = 'suppliesTo'",
    ),
    "q10": Query(
        "pattern on labels",
        'SELECT ?x ?name { ?x skos:prefLabel ?name . FILTER(REGEX(STR(?name), "^[A-C].*Co\\\\., Ltd\\\\.$")) }',
        "SELECT DISTINCT id, en FROM labels WHERE regexp_matches(en, '^[A-C].*Co\\., Ltd\\.$')",
        scan=True,
    ),
}
CLOSURE = (
    "SELECT ?firm { ?firm a gi:Enterprise ; gi:isLocatedIn ?place . ?place gi:isPartOf* gid:province-1 }",
    "SELECT ?firm { gid:province-1 ^gi:isPartOf*/^gi:isLocatedIn ?firm . ?firm a gi:Enterprise }",
)
"""Firms below a province: asked forward, and from the bound end."""


class Report(NamedTuple):
    """A named query of the product that scans: its parameters, and the same in SQL."""

    name: str
    params: dict[str, str]
    sql: str


REPORTS = {
    "q04": Report(
        "things-by-region",
        {"level": "Province", "lang": "en"},
        "WITH RECURSIVE up(id, top) AS (SELECT id, id FROM divisions WHERE class = 'Province'"
        " UNION ALL SELECT d.id, up.top FROM divisions d JOIN up ON d.parent = up.id)"
        " SELECT p.en, w.label, COUNT(DISTINCT f.subject), up.top FROM facts f JOIN up ON f.object = up.id"
        " JOIN divisions p ON p.id = up.top JOIN entities e ON e.id = f.subject"
        " JOIN words w ON w.id = e.class WHERE f.predicate = 'isLocatedIn'"
        " GROUP BY p.en, w.label, up.top",
    ),
    "q05": Report(
        "most-tied",
        {"relation": "suppliesTo", "lang": "en"},
        "WITH most AS (SELECT subject, COUNT(DISTINCT object) AS n FROM facts"
        " WHERE predicate = 'suppliesTo' GROUP BY subject ORDER BY n DESC, subject LIMIT 20)"
        " SELECT e.en, w.label, n, subject FROM most JOIN entities e ON e.id = subject"
        " JOIN words w ON w.id = e.class",
    ),
    "q06": Report(
        "names-containing",
        {"text": "circular economy park", "lang": "en"},
        "SELECT DISTINCT l.en, p.en, l.id FROM labels l"
        " LEFT JOIN facts f ON f.subject = l.id AND f.predicate = 'isLocatedIn'"
        " LEFT JOIN divisions p ON p.id = f.object"
        " WHERE contains(lower(l.en), 'circular economy park') OR contains(lower(l.zh), 'circular economy park')",
    ),
    "q07": Report(
        "claims-where",
        {"relation": "suppliesTo", "trust": "medium", "lang": "en"},
        "SELECT says, m.label, t.label, start, c.id, source FROM claims c"
        " JOIN words m ON m.id = modality JOIN words t ON t.id = certainty"
        " WHERE predicate = 'suppliesTo' AND certainty = 'medium'",
    ),
    "q08": Report(
        "policy-targets",
        {"lang": "en"},
        "SELECT p.en, s.en, i.en, k.label, o.value, u.label, o.until, b.value, b.until, o.id, o.source"
        " FROM observations o JOIN entities p ON p.id = o.policy JOIN entities s ON s.id = o.subject"
        " JOIN entities i ON i.id = o.indicator JOIN words k ON k.id = o.comparator"
        " JOIN words u ON u.id = o.unit LEFT JOIN observations b ON b.id = o.baseline",
    ),
    "q10": Report(
        "names-matching",
        {"pattern": "^[A-C].*Co\\., Ltd\\.$", "lang": "en"},
        "SELECT DISTINCT en, id FROM labels WHERE regexp_matches(en, '^[A-C].*Co\\., Ltd\\.$')"
        " OR regexp_matches(zh, '^[A-C].*Co\\., Ltd\\.$')",
    ),
}
"""The scan queries as the product's own reports, which also give labels."""
REGION = Report("lying-in", {"region": "province-1", "lang": "en"}, "")
HOW = "all_varchar = true, header = true, delim = ',', quote = '\"', escape = '\"'"
TABLES = """
CREATE TABLE merged AS SELECT "left" AS old, "right" AS new
 FROM read_csv('{data}/identities.csv', {how}) WHERE decision = 'same';
CREATE TABLE claims AS SELECT c.id, source, CAST(start AS INTEGER) AS start,
 coalesce(m.new, subject) AS subject, predicate, object, modality, certainty, paraphrase_en AS says
 FROM read_csv('{data}/claims/*.csv', {how}) c LEFT JOIN merged m ON m.old = subject;
CREATE TABLE facts AS SELECT subject, predicate, object FROM claims WHERE modality = 'fact';
CREATE TABLE entities AS SELECT id, class, en, zh
 FROM read_csv('{data}/entities/*.csv', {how}) WHERE id NOT IN (SELECT old FROM merged);
CREATE TABLE divisions AS SELECT id, parent, class, en, zh
 FROM read_csv('{data}/reference/divisions.csv', {how});
CREATE TABLE labels AS SELECT id, en, zh FROM entities UNION ALL SELECT id, en, zh FROM divisions
 UNION ALL SELECT id, title_en, title_zh FROM read_csv('{data}/sources.csv', {how});
CREATE TABLE observations AS SELECT o.id, policy, baseline, CAST(value AS BIGINT) AS value,
 coalesce(m.new, subject) AS subject, indicator, comparator, unit, "to" AS until, source
 FROM read_csv('{data}/observations/*.csv', {how}) o LEFT JOIN merged m ON m.old = subject;
CREATE TABLE words AS SELECT id, label FROM read_csv('{words}', {how});
"""
