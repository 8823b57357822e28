"""The synthetic world: it builds, it is the same each time, and its ties have a heavy tail."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from benchmarks.make_world import SIZES, main, make_world
from kg.evidence.ingest import read_evidence
from kg.evidence.sources import check_corpus, proved
from kg.graph.make import checked, make
from kg.graph.shipped import folder
from kg.ontology import Ontology


def rows_of(world: Path, pattern: str) -> list[dict[str, str]]:
    """Return the rows of all files of a kind."""
    found = []
    for path in sorted(world.glob(pattern)):
        with path.open(encoding="utf-8", newline="") as stream:
            found += list(csv.DictReader(stream))
    return found


def bytes_of(world: Path) -> dict[str, bytes]:
    """Return the bytes of every file of a world."""
    return {
        path.relative_to(world).as_posix(): path.read_bytes()
        for path in sorted(world.rglob("*"))
        if path.is_file()
    }


def ties_in(world: Path) -> list[int]:
    """Return how many ties point at each firm that has any, most first."""
    rows = rows_of(world, "claims/*.csv")
    ends = Counter(row["object"] for row in rows if row["predicate"] == "suppliesTo")
    return sorted(ends.values(), reverse=True)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the tables and texts of size S."""
    out = tmp_path_factory.mktemp("world")
    make_world(SIZES["S"], 0, out / "tables", out / "texts")
    return out


def test_the_small_world_passes_every_check_with_its_passages_proved(small: Path) -> None:
    assert not checked(small / "tables", None, None, small / "texts").rows
    evidence = read_evidence(small / "tables", Ontology(folder("ontology")))
    assert check_corpus(evidence, small / "texts") == []
    compared, passages = proved(evidence, small / "texts")
    assert compared == passages > SIZES["S"]


def test_the_small_world_has_the_size_that_its_name_says(small: Path, tmp_path: Path) -> None:
    assert len(rows_of(small / "tables", "claims/*.csv")) == SIZES["S"]
    manifest = make(small / "tables", None, None, tmp_path)
    triples = manifest["quads"] - manifest["graphs"]["ontology"]
    assert 10_000 < triples < 12_000
    assert manifest["graphs"]["w00000"] > 100


def test_equal_seeds_make_equal_bytes_and_others_do_not(small: Path, tmp_path: Path) -> None:
    make_world(SIZES["S"], 0, tmp_path / "same")
    make_world(SIZES["S"], 1, tmp_path / "other")
    assert bytes_of(tmp_path / "same") == bytes_of(small / "tables")
    other = bytes_of(tmp_path / "other")["claims/w00000.csv"]
    assert other != bytes_of(small / "tables")["claims/w00000.csv"]


def test_the_largest_degree_grows_with_the_world_and_the_mean_does_not(tmp_path: Path) -> None:
    make_world(800, 0, tmp_path / "one")
    make_world(6400, 0, tmp_path / "eight")
    one, eight = ties_in(tmp_path / "one"), ties_in(tmp_path / "eight")
    mean = sum(eight) / len(eight)
    assert mean == pytest.approx(sum(one) / len(one), rel=0.35)
    assert eight[0] > 2.5 * one[0]
    assert eight[0] > 10 * mean
    assert sum(eight[: len(eight) // 10]) > 0.35 * sum(eight)


def test_the_turtle_file_holds_the_merge_of_all_graphs(tmp_path: Path) -> None:
    out, turtle = tmp_path / "tables", tmp_path / "world.ttl"
    args = ["--claims", "200", "--out", str(out), "--turtle", str(turtle)]
    assert CliRunner().invoke(main, args, catch_exceptions=False).exit_code == 0
    store = ox.Store()
    store.load(path=str(turtle), format=ox.RdfFormat.TURTLE)
    manifest = make(out, None, None, tmp_path / "graph")
    graph = ox.Store.read_only(str(tmp_path / "graph" / manifest["graph"] / "store"))
    merged = {quad.triple for quad in graph.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    assert {quad.triple for quad in store} == merged


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "either"),
        (["--claims", "300", "--size", "S"], "either"),
        (["--size", "S"], "not empty"),
    ],
)
def test_a_wrong_call_is_refused_before_anything_is_written(
    args: list[str], message: str, tmp_path: Path
) -> None:
    (tmp_path / "kept").write_text("mine", "utf-8")
    done = CliRunner().invoke(main, [*args, "--out", str(tmp_path)])
    assert done.exit_code == 2
    assert message in done.output
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
