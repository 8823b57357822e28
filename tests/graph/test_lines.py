"""Lines: the text of a record is what the engine itself would write."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.evidence.identities import resolve
from kg.evidence.ingest import read_evidence
from kg.evidence.record import Text
from kg.graph.build import evidence_quads
from kg.graph.dump import canonical_dump
from kg.graph.lines import Lines, literal, quads
from kg.ontology import Ontology
from kg.text.names import PREFIXES


@pytest.mark.parametrize("value", ['"', "\\", "a\nb\r\tc", "湖北", "<x> .", "", "\u00a0", "\u2028"])
def test_a_literal_is_read_back_as_it_was(value: str) -> None:
    for text in (Text(value), Text(value, "", "zh"), Text(value, "http://x/type")):
        line = f"<x:s> <x:p> {literal(text)} <x:g> .\n"
        (quad,) = quads([line])
        assert isinstance(quad.object, ox.Literal)
        assert quad.object.value == value
        assert (quad.object.language or "") == text.lang
        store = ox.Store()
        store.add(quad)
        assert canonical_dump(store).decode() == line


def test_every_cell_of_the_world_becomes_a_quad(world: Path, onto: Ontology) -> None:
    evidence = read_evidence(world, onto)
    lines = Lines(resolve(evidence))
    found = [line for record in evidence.records for line in lines.of(record)]
    assert list(quads(found)) == list(evidence_quads(evidence))
    claim = next(r for r in evidence.records if r.id == "c1")
    cells = sum(len(claim.cells[c.name]) for c in claim.shape.columns if c.predicate)
    assert len(list(lines.of(claim))) == cells + 1


def test_a_merged_thing_is_written_under_the_name_that_stays(world: Path, onto: Ontology) -> None:
    evidence = read_evidence(world, onto)
    lines = Lines(resolve(evidence))
    old = f"<{PREFIXES['gid']}acme-as-printed>"
    naming = [
        line for r in evidence.records for line in lines.of(r) if old in line and "i1" not in r.id
    ]
    assert naming == []
