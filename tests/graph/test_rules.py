"""Rules: those whose scope is a row find in each file what they find in all of them."""

from __future__ import annotations

import shutil
from itertools import groupby
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import StoreError
from kg.evidence.identities import resolve
from kg.evidence.ingest import read_evidence
from kg.graph.build import evidence_quads, ontology_quads
from kg.graph.dump import named_lines
from kg.graph.parts import Parts
from kg.graph.rules import Rules
from kg.ontology import Ontology


@pytest.mark.parametrize("tables", ["tests/world", "data"])
def test_rules_for_rows_find_in_files_what_they_find_in_all(onto: Ontology, tables: str) -> None:
    evidence = read_evidence(onto.folder.parent / tables, onto)
    rules = Rules(onto)
    assert len(rules.row) > len(rules.whole) > 0
    whole = ox.Store()
    whole.extend(ontology_quads(onto))
    whole.extend(evidence_quads(evidence))
    for path in rules.row:
        rules.run(whole, path)
    parts = Parts(onto, resolve(evidence))
    found = set(parts.own)
    for _, records in groupby(evidence.records, key=lambda record: record.file):
        found |= parts.of_records(records)
    assert found == named_lines(whole)


def test_a_rule_without_a_scope_needs_the_whole_graph(tmp_path: Path, onto: Ontology) -> None:
    folder = Path(shutil.copytree(onto.folder, tmp_path / "onto"))
    (folder / "rules" / "05-own.rq").write_text("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "utf-8")
    rules = Rules(Ontology(folder))
    assert rules.whole[0].name == "05-own.rq"
    assert {path.name for path in rules.row} == {path.name for path in Rules(onto).row}


def test_a_merged_store_is_not_united_with_its_merge(onto: Ontology) -> None:
    store, rules = ox.Store(), Rules(onto)
    quad = ox.Quad(ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.NamedNode("x:o"))
    store.add(quad)
    (path,) = (p for p in rules.whole if p.name.startswith("40"))
    assert rules.found(store, path, merged=True) == []


@pytest.mark.parametrize("text", ["SELECT * {}", "CONSTRUCT oops", "ASK {}"])
def test_a_rule_that_is_no_construct_query_is_named(
    tmp_path: Path, onto: Ontology, text: str
) -> None:
    folder = Path(shutil.copytree(onto.folder, tmp_path / "onto"))
    (folder / "rules" / "99-bad.rq").write_text(text, "utf-8")
    with pytest.raises(StoreError, match=r"rules/99-bad\.rq"):
        Rules(Ontology(folder)).apply(ox.Store())
