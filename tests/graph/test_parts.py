"""Parts: a file beside the ontology, and what others ask of it."""

from __future__ import annotations

import json
from pathlib import Path

from kg.evidence.identities import resolve
from kg.evidence.ingest import read_evidence
from kg.evidence.references import known_of
from kg.graph.parts import Parts, entry_of, known_in, separable
from kg.graph.rules import Rules
from kg.ontology import Ontology
from kg.text.names import PREFIXES


def test_a_file_leaves_nothing_behind_for_the_next(world: Path, onto: Ontology) -> None:
    evidence = read_evidence(world, onto)
    parts = Parts(onto, resolve(evidence))
    claims = [r for r in evidence.records if r.file == "claims/t1.csv"]
    first = parts.of_records(claims)
    assert first
    assert not first & parts.own
    assert parts.of_records(()) == set()
    assert parts.of_records(claims) == first


def test_an_entry_tells_after_json_what_the_records_tell(world: Path, onto: Ontology) -> None:
    evidence = read_evidence(world, onto)
    for file in {record.file for record in evidence.records}:
        records = [record for record in evidence.records if record.file == file]
        entry = json.loads(json.dumps(entry_of(records, onto)))
        assert known_in(file, entry) == {r.id: known_of(r) for r in records}
        assert entry["decides"] == (file == "identities.csv")
    entry = entry_of([r for r in evidence.records if r.file == "reference/divisions.csv"], onto)
    part = PREFIXES["gi"] + "isPartOf"
    assert (part, "testland", "testnation") in entry["edges"]
    assert "testnation" in entry["names"]


def test_a_statement_merged_into_another_needs_the_whole(world: Path, onto: Ontology) -> None:
    evidence, rules = read_evidence(world, onto), Rules(onto)
    assert separable(evidence, resolve(evidence), rules)
    assert not separable(evidence, {"c1": "c4"}, rules)
