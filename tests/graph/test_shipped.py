"""The shipped graph: built once into a cache, and again when the cache is damaged."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kg
from kg.api import Graph
from kg.errors import CheckError, DataError, ParameterError, StoreError
from kg.graph.release import exclusive, read_manifest, store_path, unchanged, verify
from kg.graph.shipped import KEPT, built, cache_folder, folder, forget, inputs_hash
from kg.ontology import Ontology


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder for one test."""
    monkeypatch.setenv("KG_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="module")
def sound(onto: Ontology, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache folder of the small world, built once and only copied."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KG_CACHE", str(tmp_path_factory.mktemp("sound")))
        return built(Path(__file__).parents[1] / "world", onto)


def test_the_shipped_graph_is_of_the_shipped_tables(shipped: Graph) -> None:
    assert len(shipped) > 10_000
    assert verify(shipped.reader.folder)["quads"] == len(shipped)
    table = shipped.query("SELECT ?x WHERE { ?x gi:divisionCode '420000' }")
    assert table.rows == (("https://w3id.org/green-industry/id/hubei",),)


def test_the_cache_is_where_it_is_told_to_be(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert cache_folder() == home
    monkeypatch.delenv("KG_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_folder() == tmp_path / "xdg" / "kg"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == Path.home() / ".cache" / "kg"


def test_a_built_graph_is_used_again(home: Path, world: Path, onto: Ontology) -> None:
    first = built(world, onto)
    stamp = store_path(first).stat().st_mtime_ns
    assert built(world, onto) == first
    assert store_path(first).stat().st_mtime_ns == stamp
    assert first.parent == home


def test_changed_tables_make_another_graph(home: Path, world: Path, onto: Ontology) -> None:
    first = built(world, onto)
    path = world / "entities" / "actors.csv"
    path.write_text(path.read_text("utf-8").replace("Beta Gas", "Gamma Gas"), "utf-8")
    second = built(world, onto)
    assert first != second
    assert home in second.parents
    assert read_manifest(first)["dump_sha256"] != read_manifest(second)["dump_sha256"]


@pytest.mark.parametrize(
    "damage",
    [
        "manifest",
        "no manifest",
        "CURRENT",
        "no CURRENT",
        "no store",
        "no graph",
        "SHA256SUMS",
        "sst",
    ],
)
def test_a_damaged_cache_is_built_again(
    home: Path, sound: Path, world: Path, onto: Ontology, damage: str
) -> None:
    out = Path(shutil.copytree(sound, home / sound.name))
    assert built(world, onto) == out
    graph = store_path(out).parent
    if damage == "manifest":
        (out / "manifest.json").write_text("{}", "utf-8")
    elif damage == "no manifest":
        (out / "manifest.json").unlink()
    elif damage == "CURRENT":
        (graph / "store" / "CURRENT").write_bytes(b"oops\n")
    elif damage == "no CURRENT":
        (graph / "store" / "CURRENT").unlink()
    elif damage == "no store":
        shutil.rmtree(graph / "store")
    elif damage == "no graph":
        shutil.rmtree(graph)
    elif damage == "SHA256SUMS":
        (graph / "SHA256SUMS").write_bytes(b"")
    else:
        path = max((graph / "store").glob("*.sst"), key=lambda p: p.stat().st_size)
        raw = bytearray(path.read_bytes())
        raw[len(raw) // 2] ^= 1
        path.write_bytes(bytes(raw))
    assert built(world, onto) == out
    assert verify(out)
    assert len(kg.load(store=out)) > 1000


def test_two_commands_that_build_at_once_both_get_the_graph(home: Path) -> None:
    code = "import kg; print(len(kg.load(data='{}')))".format(Path(__file__).parents[1] / "world")
    both = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    sizes = [process.communicate(timeout=60)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sizes[0] == sizes[1] != ""
    assert len(list(home.iterdir())) == 1


def test_a_byte_changed_behind_the_back_of_the_clock_is_found_by_verify(
    home: Path, world: Path, onto: Ontology
) -> None:
    out = built(world, onto)
    assert home in out.parents
    path = max((store_path(out)).glob("*.sst"), key=lambda p: p.stat().st_size)
    before = path.stat()
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(bytes(raw))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert built(world, onto) == out
    with pytest.raises(CheckError, match=r"\.sst"):
        verify(out)


def test_a_graph_with_other_times_but_the_same_bytes_is_not_built_again(
    home: Path, world: Path, onto: Ontology
) -> None:
    out = built(world, onto)
    assert home in out.parents
    path = store_path(out) / "CURRENT"
    inode = store_path(out).stat().st_ino
    os.utime(path, (1, 1))
    assert not unchanged(out)
    assert built(world, onto) == out
    assert unchanged(out)
    assert store_path(out).stat().st_ino == inode


def test_the_graphs_used_last_are_kept_and_nothing_else_is_touched(
    home: Path, tmp_path: Path
) -> None:
    names = [f"{n:016x}" for n in range(KEPT + 4)]
    for age, name in enumerate([*names, "mine", "0123"]):
        (home / name).mkdir(parents=True)
        (home / name / "manifest.json").write_text("{}", "utf-8")
        os.utime(home / name, (1_000_000 - age, 1_000_000 - age))
    with exclusive(home / names[-1], wait=False):
        os.utime(home / names[-1], (1, 1))
        forget(home / names[0])
    kept = {path.name for path in home.iterdir()}
    assert kept == {*names[:KEPT], names[-1], "mine", "0123"}
    assert (home / names[-1] / "manifest.json").exists()
    assert tmp_path in home.parents


def test_bad_tables_make_no_graph(home: Path, world: Path, onto: Ontology) -> None:
    (world / "entities" / "x.csv").write_text("oops\n", "utf-8")
    with pytest.raises(DataError, match=r"entities/x\.csv:1"):
        built(world, onto)
    assert not home.exists() or not list(home.rglob("manifest.json"))


def test_a_cache_that_cannot_be_written_is_said(
    world: Path, onto: Ontology, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_CACHE", "/proc/kg")
    with pytest.raises(StoreError, match="cannot write the graph to /proc/kg"):
        built(world, onto)


def test_the_hash_of_inputs_sees_names_and_bytes_and_no_other_files(
    world: Path, onto: Ontology
) -> None:
    before = inputs_hash(world, onto.folder)
    (world / "notes.txt").write_text("x", "utf-8")
    assert inputs_hash(world, onto.folder) == before
    (world / "mentions.csv").rename(world / "mention.csv")
    assert inputs_hash(world, onto.folder) != before


def test_shipped_folders_are_there_and_others_are_not() -> None:
    assert (folder("data") / "sources.csv").is_file()
    assert (folder("ontology") / "tables.json").is_file()
    with pytest.raises(StoreError, match="'oops' is missing"):
        folder("oops")


def test_a_store_and_tables_are_not_both_given(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="not both"):
        kg.load(store=tmp_path, data=tmp_path)
    with pytest.raises(StoreError, match="holds no built graph"):
        kg.load(store=tmp_path)
