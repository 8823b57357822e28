"""Basis: which files changed, what moved in them, and how many make a line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from kg.evidence.ingest import read_evidence
from kg.evidence.record import Sheet
from kg.evidence.references import known_of, references
from kg.graph.basis import (
    Basis,
    Others,
    balance,
    beginning,
    changes,
    circular,
    moved,
    naming,
    read_basis,
)
from kg.graph.parts import entry_of
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


def test_what_others_learn_anew_has_moved(world: Path, onto: Ontology) -> None:
    def sheets() -> list[Sheet]:
        return list(read_evidence(world, onto).sheets)

    before = sheets()
    spoil(world / "entities" / "actors.csv", "Beta Gas", "Gamma Gas")
    assert moved(before, sheets()) == set()
    assert moved(before, [s for s in sheets() if "actors" not in s.file]) >= {"beta", "ann"}


def test_circles_are_found_through_files_and_not_through_properties() -> None:
    basis = Basis("key", lists={"edges": b"p\ta\tb\tone\nq\tb\tc\ttwo\n"})
    assert circular(basis, [b"p\tb\ta\tnew\n"])
    assert not circular(basis, [b"p\tb\ta\tnew\n"], ["one"])
    assert not circular(basis, [b"q\tb\ta\tnew\n"])
    assert not circular(basis, [b"p\ta\tb\tnew\n"])


def test_of_other_files_rows_are_looked_up_by_identifier(world: Path, onto: Ontology) -> None:
    evidence = read_evidence(world, onto)
    basis = Basis("key")
    basis.enter({sheet.file: entry_of(sheet, onto) for sheet in evidence.sheets})
    known = {n: k for s in evidence.sheets for n, k in zip(s.ids, known_of(s), strict=True) if n}
    assert dict(Others(basis, ())) == known
    others = Others(basis, {known["beta"].file})
    assert "beta" not in others
    assert dict(others) == {n: k for n, k in known.items() if k.file != known["beta"].file}
    assert naming(basis, ["beta"]) == {s.file for s in evidence.sheets if "beta" in references(s)}


@pytest.mark.parametrize("count", range(5))
def test_sorted_lines_are_found_by_how_they_begin(count: int) -> None:
    lines = [b"%d %d\n" % (key, part) for key in range(1, 9, 2) for part in range(count)]
    for key in range(10):
        start = b"%d " % key
        assert list(beginning(b"".join(lines), start)) == [n for n in lines if n.startswith(start)]


def test_a_line_is_balanced_over_all_files() -> None:
    assert balance([{b"x", b"y"}], [{b"x"}, {b"z"}, {b"z"}]) == Counter({b"y": -1, b"z": 2})
