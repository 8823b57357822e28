"""Make: from folders to a built, checked or verified graph."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import DataError, ParameterError, StoreError
from kg.graph.make import checked, make, verified
from kg.graph.release import verify
from tests.built import (
    ROOT,
    WORLD,
    WORLD_CORPUS,
    copied_tables,
    spoil,
    world_ontology,
    world_store,
)


def test_what_was_made_is_verified_and_names_its_inputs(tmp_path: Path) -> None:
    manifest = make(WORLD, None, WORLD_CORPUS, tmp_path / "graph")
    assert verify(tmp_path / "graph") == manifest
    again = make(copied_tables(tmp_path), ROOT / "ontology", None, tmp_path / "again")
    assert again["inputs_sha256"] == manifest["inputs_sha256"]
    assert again["dump_sha256"] == manifest["dump_sha256"]


def test_other_tables_have_other_inputs_and_another_graph(tmp_path: Path) -> None:
    tables = copied_tables(tmp_path)
    spoil(tables / "entities" / "actors.csv", "Beta Gas", "Gamma Gas")
    manifest = make(tables, None, None, tmp_path / "graph")
    other = verify(world_store())
    assert manifest["inputs_sha256"] != other["inputs_sha256"]
    assert manifest["dump_sha256"] != other["dump_sha256"]


def test_faulty_tables_make_nothing(tmp_path: Path) -> None:
    tables = copied_tables(tmp_path)
    spoil(tables / "claims" / "t1.csv", "supports", "suports")
    with pytest.raises(DataError, match=r"claims/t1.csv:2:predicate: unknown term 'suports'"):
        make(tables, None, None, tmp_path / "graph")
    assert not (tmp_path / "graph").exists()


def test_sound_tables_give_an_empty_table_that_says_what_was_run() -> None:
    table = checked(WORLD, world_ontology(), None, WORLD_CORPUS)
    assert (len(table), table.title) == (0, "No error found")
    assert any("rules" in note and "shapes" in note for note in table.notes)
    assert table.notes[-1] == "25 of 25 passages compared with their texts"


def test_faults_of_cells_are_rows_and_no_exception(tmp_path: Path) -> None:
    tables = copied_tables(tmp_path)
    spoil(tables / "claims" / "t1.csv", "supports", "suports")
    spoil(tables / "observations" / "t1.csv", ",1000,", ",many,")
    table = checked(tables, world_ontology(), None, None)
    assert table.column("thing") == ["claims/t1.csv:2:predicate", "observations/t1.csv:2:value"]
    assert set(table.column("check")) == {"tables"}


def test_faults_of_passages_are_rows_where_the_texts_are_at_hand(tmp_path: Path) -> None:
    tables = copied_tables(tmp_path)
    spoil(tables / "claims" / "t1.csv", "c1,t1,35,96,", "c1,t1,35,95,")
    assert len(checked(tables, world_ontology(), None, None)) == 0
    table = checked(tables, world_ontology(), None, WORLD_CORPUS)
    assert table.column("thing") == ["claims/t1.csv:2:sha256"]


def test_a_store_is_checked_as_it_is() -> None:
    assert len(checked(None, world_ontology(), world_store(), None)) == 0


def test_tables_and_a_store_at_once_are_refused() -> None:
    with pytest.raises(ParameterError, match="not both"):
        checked(WORLD, None, world_store(), None)


def test_folders_that_are_missing_are_told(tmp_path: Path) -> None:
    none = tmp_path / "none"
    for call in (
        lambda: make(none, None, None, tmp_path / "graph"),
        lambda: make(WORLD, none, None, tmp_path / "graph"),
        lambda: make(WORLD, None, none, tmp_path / "graph"),
        lambda: checked(none, None, None, None),
        lambda: checked(None, None, none, None),
        lambda: checked(WORLD, None, None, none),
        lambda: verified(none),
    ):
        with pytest.raises(StoreError, match="none"):
            call()


def test_the_shipped_graph_is_verified_unless_a_store_is_named() -> None:
    shipped = verified(None)
    assert shipped["dump_sha256"] != verified(world_store())["dump_sha256"]
    assert "d001" in shipped["graphs"]
