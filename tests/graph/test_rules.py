"""Rules: those whose scope is a row find in each file what they find in all of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import StoreError
from kg.evidence.identities import resolve
from kg.evidence.ingest import read_evidence
from kg.graph.build import add_evidence, ontology_quads
from kg.graph.dump import canonical_dump, named_lines
from kg.graph.parts import Parts
from kg.graph.rules import Rules
from kg.ontology import Ontology
from kg.text.names import PREFIXES


@pytest.mark.parametrize("tables", ["tests/world", "data"])
def test_rules_for_rows_find_in_files_what_they_find_in_all(onto: Ontology, tables: str) -> None:
    evidence = read_evidence(onto.folder.parent / tables, onto)
    rules = Rules(onto)
    assert len(rules.row) > len(rules.whole) > 0
    whole = ox.Store()
    whole.extend(ontology_quads(onto))
    add_evidence(whole, evidence)
    for path in rules.row:
        rules.run(whole, path)
    parts = Parts(onto, resolve(evidence))
    found = set(parts.own)
    for sheet in evidence.sheets:
        found |= parts.of_sheet(sheet)
    assert found == named_lines(whole)


def said(tables: Path, onto: Ontology) -> ox.Store:
    store = ox.Store()
    store.extend(ontology_quads(onto))
    add_evidence(store, read_evidence(tables, onto))
    return store


@pytest.mark.parametrize("tables", ["tests/world", "data"])
def test_rules_for_rows_follow_what_the_others_added(onto: Ontology, tables: str) -> None:
    store, rules = said(onto.folder.parent / tables, onto), Rules(onto)
    again = said(onto.folder.parent / tables, onto)
    rules.apply(store)
    for path in (*rules.row, *rules.whole, *rules.row):
        if path.suffix == ".ru":
            again.update(rules.texts[path], prefixes=dict(PREFIXES))
        else:
            again.extend(rules.found(again, path))
    assert canonical_dump(store) == canonical_dump(again)


def test_rules_for_rows_follow_an_update_of_the_whole(tmp_path: Path, onto: Ontology) -> None:
    folder = Path(shutil.copytree(onto.folder, tmp_path / "onto"))
    update = "INSERT { GRAPH gig:more { gid:more skos:prefLabel 'more'@en } } WHERE {}"
    (folder / "rules" / "45-more.ru").write_text(update, "utf-8")
    store = ox.Store()
    Rules(Ontology(folder)).apply(store)
    label = ox.NamedNode(PREFIXES["rdfs"] + "label")
    assert [q.object for q in store.quads_for_pattern(None, label, None)] == [
        ox.Literal("more", language="en")
    ]


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
