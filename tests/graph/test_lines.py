"""Lines: the text of a record is what the engine itself would write."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.evidence.identities import resolve
from kg.evidence.ingest import read_evidence
from kg.evidence.record import Text, sheet_of
from kg.graph.build import add_evidence
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


@given(value=st.text(), lang=st.sampled_from(["", "en", "zh"]))
def test_a_literal_is_written_as_the_engine_writes_it(value: str, lang: str) -> None:
    whole = ox.Literal(value, language=lang) if lang else ox.Literal(value)
    assert literal(Text(value, "", lang)) == str(whole)


def test_every_cell_of_the_world_becomes_a_quad(world: Path, onto: Ontology) -> None:
    evidence = read_evidence(world, onto)
    lines = Lines(resolve(evidence))
    store, again = ox.Store(), ox.Store()
    add_evidence(store, evidence)
    again.extend(quads(line for sheet in evidence.sheets for line in lines.of(sheet)))
    assert canonical_dump(store) == canonical_dump(again)
    claim = next(r for r in evidence.records if r.id == "c1")
    cells = sum(len(claim.cells[c.name]) for c in claim.shape.columns if c.predicate)
    assert len(list(lines.of(sheet_of([claim])))) == cells + 1


def test_rows_written_together_are_those_written_one_by_one(world: Path, onto: Ontology) -> None:
    evidence = read_evidence(world, onto)
    lines = Lines(resolve(evidence))
    for sheet in evidence.sheets:
        alone = [line for record in sheet.records for line in lines.of(sheet_of([record]))]
        assert sorted(lines.of(sheet)) == sorted(alone)


def test_a_merged_thing_is_written_under_the_name_that_stays(world: Path, onto: Ontology) -> None:
    evidence = read_evidence(world, onto)
    lines = Lines(resolve(evidence))
    old = f"<{PREFIXES['gid']}acme-as-printed>"
    written = [line for sheet in evidence.sheets for line in lines.of(sheet) if old in line]
    (kept,) = [c for s in onto.shapes for c in s.columns if c.keeps_identity and c.name == "left"]
    assert all(f" <{kept.predicate}> " in line for line in written)
