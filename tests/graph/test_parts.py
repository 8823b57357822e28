"""Parts: a file beside the ontology, and what others ask of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.evidence.identities import resolve
from kg.evidence.ingest import read_evidence
from kg.evidence.references import known_of
from kg.graph.parts import Parts, entry_of, file_of, known_in, separable
from kg.graph.rules import Rules
from kg.ontology import Ontology
from kg.text.names import PREFIXES


def test_a_file_leaves_nothing_behind_for_the_next(world: Path, onto: Ontology) -> None:
    evidence = read_evidence(world, onto)
    parts = Parts(onto, resolve(evidence))
    (claims,) = [sheet for sheet in evidence.sheets if sheet.file == "claims/t1.csv"]
    first = parts.of_sheet(claims)
    assert first
    assert not first & parts.own
    assert parts.of_lines(b"") == set()
    assert parts.of_sheet(claims) == first
    parts.renew()
    assert parts.of_sheet(claims) == first


def test_a_store_that_many_quads_were_removed_from_is_given_up(
    world: Path, onto: Ontology, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.graph.parts.MOST_REMOVED", 5)
    evidence = read_evidence(world, onto)
    parts = Parts(onto, resolve(evidence))
    before = parts.store
    first = [parts.of_sheet(sheet) for sheet in evidence.sheets]
    assert parts.store is not before
    assert [parts.of_sheet(sheet) for sheet in evidence.sheets] == first


def test_an_entry_tells_what_the_records_tell(world: Path, onto: Ontology) -> None:
    evidence = read_evidence(world, onto)
    for sheet in evidence.sheets:
        entry = entry_of(sheet, onto)
        assert list(map(known_in, entry.rows)) == [
            known for name, known in zip(sheet.ids, known_of(sheet), strict=True) if name
        ]
        assert {file_of(line) for line in (*entry.rows, *entry.names)} <= {sheet.file.encode()}
    (divisions,) = [s for s in evidence.sheets if s.file == "reference/divisions.csv"]
    entry = entry_of(divisions, onto)
    part = PREFIXES["gi"] + "isPartOf"
    assert f"{part}\ttestland\ttestnation\t{divisions.file}\n".encode() in entry.edges
    assert f"testnation\t{divisions.file}\n".encode() in entry.names


def test_a_statement_merged_into_another_needs_the_whole(world: Path, onto: Ontology) -> None:
    evidence, rules = read_evidence(world, onto), Rules(onto)
    assert separable(evidence, resolve(evidence), rules)
    assert not separable(evidence, {"c1": "c4"}, rules)
