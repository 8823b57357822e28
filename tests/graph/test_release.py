"""Release: the old graph or the new one, never half of one, and every changed byte is found."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.columns.opened import columns_beside
from kg.errors import CheckError, KgError, StoreError
from kg.graph.build import canonical_dump
from kg.graph.release import (
    intact,
    publish,
    read_manifest,
    seal,
    store_path,
    text_of,
    verify,
)
from kg.graph.shipped import folder
from kg.graph.store import Reader
from kg.ontology import Ontology

X = "http://example.org/"


def store_of(*names: str) -> ox.Store:
    """Return a graph of one triple for each name."""
    store = ox.Store()
    for name in names:
        quad = ox.Quad(ox.NamedNode(X + name), ox.NamedNode(X + "p"), ox.Literal(name))
        store.add(ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(X + "g")))
    return store


def values(out: Path) -> set[str]:
    """Return what the graph published in `out` says, read by a reader of its own."""
    store = ox.Store.read_only(str(store_path(out)))
    return {quad.object.value for quad in store}  # type: ignore[union-attr]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    publish(store_of("old"), tmp_path / "out", "hash")
    return tmp_path / "out"


def test_what_is_published_is_read(out: Path) -> None:
    assert values(out) == {"old"}
    assert verify(out)["quads"] == 1


def test_the_manifest_is_the_same_for_the_same_graph(out: Path, tmp_path: Path) -> None:
    publish(store_of("old"), tmp_path / "again", "hash")
    assert (tmp_path / "again" / "manifest.json").read_bytes() == (
        out / "manifest.json"
    ).read_bytes()
    assert read_manifest(out)["graphs"] == {"g": 1}
    digest = hashlib.sha256(canonical_dump(store_of("old"))).hexdigest()
    assert read_manifest(out)["dump_sha256"] == digest


def test_publishing_again_replaces_the_graph(out: Path) -> None:
    publish(store_of("new"), out)
    assert values(out) == {"new"}
    verify(out)


def test_publishing_the_same_graph_never_leaves_readers_without_one(out: Path) -> None:
    before = store_path(out).stat().st_ino
    publish(store_of("old"), out, "other")
    assert store_path(out).stat().st_ino == before
    assert read_manifest(out)["inputs_sha256"] == "other"


def test_columns_are_those_of_the_ontology_published_last(out: Path, tmp_path: Path) -> None:
    onto = Ontology(Path(shutil.copytree(folder("ontology"), tmp_path / "ontology")))
    view = onto.file("views", "supply")
    for query in (view.read_text("utf-8"), "SELECT ?source { ?source a gi:Fund }"):
        view.write_text(query, "utf-8")
        publish(store_of("old"), out, onto=onto)
        columns = columns_beside(store_path(out), Ontology(onto.folder))
        assert columns is not None
        assert columns.rows("view-supply").count == 0
    assert verify(out)["quads"] == 1


def test_a_damaged_graph_is_replaced_by_publishing_it_again(out: Path) -> None:
    (store_path(out) / "CURRENT").write_bytes(b"oops")
    publish(store_of("old"), out, "hash")
    assert verify(out)["quads"] == 1


def test_the_graph_before_stays_for_its_readers_and_the_one_before_that_goes(out: Path) -> None:
    reader = ox.Store.read_only(str(store_path(out)))
    first, path = store_path(out).parent.name, store_path(out)
    publish(store_of("new"), out)
    assert {quad.object.value for quad in reader} == {"old"}  # type: ignore[union-attr]
    assert len(ox.Store.read_only(str(path))) == 2  # the quad, and its triple in the merge
    publish(store_of("newer"), out)
    assert not (out / first).exists()
    assert len([path for path in out.iterdir() if path.name.startswith("graph-")]) == 2


def test_only_what_a_build_made_is_swept_away(out: Path) -> None:
    mine = [".config-of-mine", ".pre-commit-config.yaml", "graph-data", "graph-notes.txt", "a-b"]
    for name in mine:
        (out / name).mkdir()
        (out / name / "precious").write_text("x", "utf-8")
    theirs = [".building-99999", ".replaced-99999", "graph-0123456789abcdef"]
    for name in theirs:
        (out / name).mkdir()
    (out / ".manifest.json-99999").write_text("{", "utf-8")
    publish(store_of("new"), out)
    assert all((out / name / "precious").exists() for name in mine)
    assert not any((out / name).exists() for name in theirs)
    assert not (out / ".manifest.json-99999").exists()


# ---- changed bytes -------------------------------------------------------------------------------


def test_a_flipped_byte_in_any_file_is_found(out: Path) -> None:
    chance = random.Random(7)  # noqa: S311  a repeatable choice, no secret
    folder = out / read_manifest(out)["graph"]
    paths = [out / "manifest.json", *(path for path in folder.rglob("*") if path.is_file())]
    assert len(paths) > 8
    for path in paths:
        sound = path.read_bytes()
        if not sound:
            continue
        for _ in range(3):
            broken = bytearray(sound)
            broken[chance.randrange(len(sound))] ^= 1 << chance.randrange(8)
            path.write_bytes(bytes(broken))
            with pytest.raises((CheckError, StoreError)):
                verify(out)
        path.write_bytes(sound)
    verify(out)


def test_every_byte_of_the_manifest_counts(out: Path) -> None:
    path = out / "manifest.json"
    sound = path.read_bytes()
    for place in range(len(sound)):
        other = b"\t" if sound[place : place + 1].isspace() else b"~"
        path.write_bytes(sound[:place] + other + sound[place + 1 :])
        with pytest.raises(StoreError, match=r"manifest\.json (is damaged|was changed)"):
            read_manifest(out)


@pytest.mark.parametrize("name", ["extra.sst", "SHA256SUMS", "sub/file"])
def test_an_added_file_is_found(out: Path, name: str) -> None:
    path = store_path(out) / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("x", "utf-8")
    with pytest.raises(CheckError, match=name):
        verify(out)


def test_a_lost_file_is_named(out: Path) -> None:
    (out / read_manifest(out)["graph"] / "dump.nq").unlink()
    with pytest.raises(CheckError, match=r"not as it was built: dump\.nq"):
        verify(out)


def test_another_graph_with_sums_of_its_own_is_found(out: Path, tmp_path: Path) -> None:
    publish(store_of("evil"), tmp_path / "evil")
    evil = tmp_path / "evil" / read_manifest(tmp_path / "evil")["graph"]
    good = out / read_manifest(out)["graph"]
    shutil.rmtree(good)
    shutil.copytree(evil, good)
    with pytest.raises(CheckError, match="holds another graph than its manifest says"):
        verify(out)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b'{"seal": 1}',
        b"[" * 100_000,
        b'"' + b"a" * 10,
        b"1e999",
    ],
)
def test_a_manifest_that_is_none_is_a_store_error(out: Path, content: bytes) -> None:
    (out / "manifest.json").write_bytes(content)
    with pytest.raises(StoreError, match="build the graph again"):
        store_path(out)


def test_a_folder_without_a_graph_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"holds no built graph; run: kg build --out"):
        store_path(tmp_path)


def test_a_missing_store_is_said(out: Path) -> None:
    shutil.rmtree(store_path(out))
    with pytest.raises(StoreError, match=r"store is missing; build the graph again"):
        store_path(out)


def test_whether_a_graph_is_intact_and_of_these_inputs(out: Path, tmp_path: Path) -> None:
    assert intact(out, "hash")
    assert not intact(out, "other")
    assert not intact(tmp_path / "nowhere", "hash")
    (store_path(out) / "CURRENT").unlink()
    assert not intact(out, "hash")


def test_the_seal_is_over_all_but_itself() -> None:
    manifest = {"a": 1, "seal": "x"}
    assert seal(manifest) == seal({"a": 1})
    assert seal(manifest) != seal({"a": 2})
    assert json.loads(text_of(manifest)) == manifest


# ---- locks, kills and full disks -----------------------------------------------------------------

BUILDER = """
import sys, pyoxigraph as ox
from pathlib import Path
from kg.graph.release import publish
store = ox.Store()
for n in range(int(sys.argv[2])):
    store.add(ox.Quad(ox.NamedNode(f"http://x/{n}"), ox.NamedNode("http://x/p"), ox.Literal("new")))
print("go", flush=True)
publish(store, Path(sys.argv[1]))
"""
HOLDER = """
import sys, time
from pathlib import Path
from kg.graph.release import exclusive
with exclusive(Path(sys.argv[1]), wait=False):
    print("held", flush=True)
    time.sleep(60)
"""


def started(code: str, *args: str) -> subprocess.Popen[str]:
    """Return a Python process that has printed its first line."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *args], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline()
    return process


def test_a_second_build_is_refused_and_told_who_builds(out: Path) -> None:
    holder = started(HOLDER, str(out))
    try:
        with pytest.raises(StoreError, match=rf"process {holder.pid} is building into"):
            publish(store_of("new"), out)
        assert values(out) == {"old"}
        assert verify(out)
    finally:
        holder.kill()
        holder.wait()
    publish(store_of("new"), out)
    assert values(out) == {"new"}


def test_a_build_that_waits_goes_on_when_the_other_is_done(out: Path) -> None:
    holder = started(HOLDER, str(out))
    code = BUILDER.replace("sys.argv[1]))", "sys.argv[1]), wait=True)")
    waiting = started(code, str(out), "5")
    time.sleep(0.3)
    assert waiting.poll() is None
    holder.kill()
    holder.wait()
    assert waiting.wait(30) == 0
    assert values(out) == {"new"}


@pytest.mark.parametrize("delay", [0.0, 0.01, 0.02, 0.04, 0.06, 0.09, 0.13, 0.18, 0.25, 0.4])
def test_a_killed_build_leaves_the_old_graph_and_the_next_one_works(
    out: Path, delay: float
) -> None:
    builder = started(BUILDER, str(out), "6000")
    time.sleep(delay)
    builder.send_signal(signal.SIGKILL)
    builder.wait()
    assert values(out) in ({"old"}, {"new"})
    assert verify(out)
    publish(store_of("next"), out)
    assert values(out) == {"next"}
    assert not [name for name in os.listdir(out) if name.startswith(".")]  # noqa: PTH208


LIMITED = """
import resource, sys, pyoxigraph as ox
from pathlib import Path
from kg.errors import StoreError
from kg.graph.release import publish
store = ox.Store()
for n in range(3000):
    store.add(ox.Quad(ox.NamedNode(f"http://x/{n}"), ox.NamedNode("http://x/p"), ox.Literal("new")))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    publish(store, Path(sys.argv[1]))
except StoreError as error:
    print(error)
    sys.exit(7)
"""


@pytest.mark.parametrize("room", [1, 1000, 40_000, 100_000])
def test_a_disk_without_room_is_said_and_changes_nothing(out: Path, room: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(out), str(room)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 7, done.stderr
    assert f"cannot write the graph to {out}: " in done.stdout
    assert "nothing was changed" in done.stdout
    assert values(out) == {"old"}
    assert verify(out)
    publish(store_of("next"), out)
    assert values(out) == {"next"}


@pytest.mark.parametrize("place", ["/proc/kg", "/sys/kg", "{}/file", "{}/file/below", "/dev/null"])
def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(StoreError, match="cannot write the graph to"):
        publish(store_of("a"), Path(place.format(tmp_path)))


def test_readers_go_on_while_graphs_are_published(out: Path, onto: Ontology) -> None:
    code = BUILDER.replace(
        "publish(store, Path(sys.argv[1]))",
        "\nfor n in range(8):\n    store.add(ox.Quad(ox.NamedNode(f'http://y/{n}'),"
        " ox.NamedNode('http://x/p'), ox.Literal('new')))\n    publish(store, Path(sys.argv[1]))",
    )
    builder = started(code, str(out), "50")
    seen = 0
    while builder.poll() is None:
        try:
            quads = Reader(out, onto).store
            assert {quad.object.value for quad in quads} in ({"old"}, {"new"})  # type: ignore[union-attr]
            seen += 1
        except KgError as error:  # pragma: no cover  a reader must always find a graph
            builder.kill()
            pytest.fail(str(error))
    assert builder.wait() == 0
    assert seen > 3
