"""Basis: which files changed, what moved in them, and how many make a line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kg.graph.basis import Basis, balance, changes, circular, moved, read_basis
from kg.graph.release import published
from kg.graph.staged import Tables, build_into
from kg.ontology import Ontology
from tests.built import spoil


@pytest.fixture
def graph(world: Path, onto: Ontology, tmp_path: Path) -> Path:
    """The folder of the graph of the world."""
    build_into(tmp_path / "graph", Tables(world, onto))
    return tmp_path / "graph" / published(tmp_path / "graph")


def test_a_basis_is_read_by_its_key_alone(graph: Path, world: Path, onto: Ontology) -> None:
    key = Tables(world, onto).key
    basis = read_basis(graph, key)
    assert basis is not None
    assert set(basis.files) == {p.relative_to(world).as_posix() for p in world.rglob("*.csv")}
    assert basis.stays == {"acme-as-printed": "acme"}
    assert read_basis(graph, "other") is None
    assert read_basis(graph / "nowhere", key) is None


def test_changes_are_the_records_before_and_now(graph: Path, world: Path, onto: Ontology) -> None:
    basis = read_basis(graph, Tables(world, onto).key)
    assert isinstance(basis, Basis)
    nothing = changes(world, onto, basis, graph)
    assert nothing is not None
    assert (nothing.before, nothing.now, nothing.reused) == ({}, {}, len(basis.files))
    spoil(world / "entities" / "actors.csv", "Beta Gas", "Gamma Gas")
    found = changes(world, onto, basis, graph)
    assert found is not None
    (before,), (now,) = found.before.values(), found.now.values()
    different = [
        (a.id, b.id) for a, b in zip(before.records, now.records, strict=True) if a.cells != b.cells
    ]
    assert different == [("beta", "beta")]


def test_decisions_on_identity_need_a_full_reading(
    graph: Path, world: Path, onto: Ontology
) -> None:
    basis = read_basis(graph, Tables(world, onto).key)
    assert isinstance(basis, Basis)
    path = world / "identities.csv"
    path.write_text(path.read_text("utf-8").rstrip("\n").rpartition("\n")[0] + "\n", "utf-8")
    assert changes(world, onto, basis, graph) is None


def test_what_others_learn_anew_has_moved() -> None:
    before = [{"rows": {"a": [2, ["C"], None], "b": [3, ["C"], None], "c": [4, ["C"], None]}}]
    now = [{"rows": {"a": [9, ["C"], None], "b": [3, ["D"], None], "new": [4, ["C"], None]}}]
    assert moved(before, now) == {"b", "c"}


def test_circles_are_found_through_files_and_not_through_properties() -> None:
    one, two = {"edges": [["p", "a", "b"]]}, {"edges": [["p", "b", "a"]]}
    assert circular([one, two])
    assert not circular([one, {"edges": [["q", "b", "a"]]}])


def test_a_line_is_balanced_over_all_files() -> None:
    assert balance([{b"x", b"y"}], [{b"x"}, {b"z"}, {b"z"}]) == Counter({b"y": -1, b"z": 2})
