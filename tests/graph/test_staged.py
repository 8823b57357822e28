"""Staged builds: whatever was edited, the patched graph has the bytes of one built from nothing."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import DataError
from kg.graph.basis import RULED, changes, read_basis
from kg.graph.build import build_graph
from kg.graph.dump import put, told
from kg.graph.parts import Parts
from kg.graph.release import published, verify
from kg.graph.staged import Made, Tables, balance_of, build_into, copy_store, patch
from kg.ontology import Ontology
from tests.built import spoil

Rows = list[dict[str, str]]
Change = Callable[[Path], None]
CLAIMS, ACTORS = "claims/t1.csv", "entities/actors.csv"
DIVISIONS = "reference/divisions.csv"


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write(path: Path, rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def built(world: Path, onto: Ontology, out: Path) -> Made:
    """Return the graph of `world` in `out`, which has the bytes of a build in memory."""
    made = build_into(out, Tables(world, onto))
    dump = (out / made.manifest["graph"] / "dump.nq").read_bytes()
    assert dump == told(build_graph(world, onto)).dump
    assert verify(out) == made.manifest
    return made


def claim_added(world: Path) -> None:
    rows = read(world / CLAIMS)
    write(world / CLAIMS, [*rows, {**rows[0], "id": "c-new", "object": "hydrogen-chain"}])


def claim_removed(world: Path) -> None:
    write(world / CLAIMS, [row for row in read(world / CLAIMS) if row["id"] != "c8"])


def claim_stated_twice(world: Path) -> None:
    rows = read(world / CLAIMS)
    (world / "claims" / "again.csv").write_bytes((world / CLAIMS).read_bytes())
    write(world / "claims" / "again.csv", [{**row, "id": f"{row['id']}-again"} for row in rows])


def claim_changed(world: Path) -> None:
    spoil(world / CLAIMS, ",fact,", ",plan,")


def entity_renamed(world: Path) -> None:
    spoil(world / ACTORS, "Beta Gas", "Gamma Gas")


def entity_added(world: Path) -> None:
    rows = read(world / ACTORS)
    write(world / ACTORS, [*rows, {**rows[0], "id": "newcomer", "en": "Newcomer", "zh": "新来者"}])


def file_renamed(world: Path) -> None:
    (world / CLAIMS).rename(world / "claims" / "other.csv")


def file_split(world: Path) -> None:
    rows = read(world / CLAIMS)
    write(world / CLAIMS, rows[:5])
    write(world / "claims" / "rest.csv", rows[5:])


def member_removed(world: Path) -> None:
    rows = read(world / CLAIMS)
    write(world / CLAIMS, [row for row in rows if row["predicate"] != "hasMember"])


def size_changed(world: Path) -> None:
    rows = read(world / CLAIMS)
    sized = [row for row in rows if row["predicate"] == "declaredSize"]
    assert sized
    sized[0]["object"] = "7"
    write(world / CLAIMS, rows)


def decision_taken_back(world: Path) -> None:
    rows = read(world / "identities.csv")
    write(world / "identities.csv", [row for row in rows if row["id"] != "i2"])


CHANGES = [
    claim_added,
    claim_removed,
    claim_stated_twice,
    claim_changed,
    entity_renamed,
    entity_added,
    size_changed,
    member_removed,
    decision_taken_back,
    file_split,
    file_renamed,
]


@pytest.mark.no_cover
def test_after_each_edit_the_patched_graph_has_the_bytes_of_a_new_one(
    world: Path, onto: Ontology, tmp_path: Path
) -> None:
    before = {path: path.read_bytes() for path in world.rglob("*.csv")}
    first = built(world, onto, tmp_path / "graph")
    for change in CHANGES:
        change(world)
        assert built(world, onto, tmp_path / "graph").reused or change is decision_taken_back
    for path in world.rglob("*.csv"):
        if path not in before:
            path.unlink()
    for path, content in before.items():
        path.write_bytes(content)
    assert built(world, onto, tmp_path / "graph").manifest == first.manifest


@pytest.mark.no_cover
def test_random_edits_one_after_another_never_drift(
    world: Path, onto: Ontology, tmp_path: Path
) -> None:
    chance = random.Random(11)  # noqa: S311  a repeatable choice, no secret
    build_into(tmp_path / "graph", Tables(world, onto))
    for step in range(5):
        for _ in range(3):
            edit_at_random(world / "claims", f"added-{step}", chance)
        assert built(world, onto, tmp_path / "graph").reused > 0


def edit_at_random(folder: Path, name: str, chance: random.Random) -> None:
    """Remove, add or change a claim of some file."""
    path = chance.choice(sorted(folder.glob("*.csv")))
    rows = read(path)
    row, how = chance.choice(rows), chance.randrange(3)
    if how == 0 and len(rows) > 2:
        rows.remove(row)
    elif how == 1:
        rows.append({**row, "id": f"{name}-{chance.randrange(10**9)}"})
    else:
        row["certainty"] = chance.choice(["high", "medium", "low"])
        row["modality"] = chance.choice(["fact", "plan", "opinion"])
    write(path, rows)


def test_only_what_changed_and_what_names_it_is_read_again(
    world: Path, onto: Ontology, tmp_path: Path
) -> None:
    files = len(list(world.rglob("*.csv")))
    first = build_into(tmp_path / "graph", Tables(world, onto))
    assert (first.reused, first.files) == (0, files)
    same = build_into(tmp_path / "graph", Tables(world, onto))
    assert (same.reused, same.manifest) == (files, first.manifest)
    claim_changed(world)
    assert build_into(tmp_path / "graph", Tables(world, onto)).reused == files - 1
    entity_renamed(world)
    assert build_into(tmp_path / "graph", Tables(world, onto)).reused == files - 1
    rows = read(world / ACTORS)
    next(row for row in rows if row["id"] == "beta")["class"] = "University"
    write(world / ACTORS, rows)
    assert build_into(tmp_path / "graph", Tables(world, onto)).reused < files - 1


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        ((ACTORS, "beta,Enterprise", "alpha,Enterprise"), "'beta' is defined in no table"),
        ((ACTORS, "beta,Enterprise", "acme,Enterprise"), "'acme' is already used"),
        ((DIVISIONS, "east-city,Prefecture", "east-city,Enterprise"), "the object of isLocatedIn"),
    ],
)
def test_a_fault_that_shows_in_an_unchanged_file_stops_the_build(
    world: Path, onto: Ontology, tmp_path: Path, edit: tuple[str, str, str], fault: str
) -> None:
    first = build_into(tmp_path / "graph", Tables(world, onto))
    spoil(world / edit[0], *edit[1:])
    with pytest.raises(DataError) as fresh:
        build_graph(world, onto)
    with pytest.raises(DataError, match=fault) as patched:
        build_into(tmp_path / "graph", Tables(world, onto))
    assert str(patched.value) == str(fresh.value)
    assert verify(tmp_path / "graph") == first.manifest


def test_a_circle_through_an_unchanged_file_stops_the_build(
    world: Path, onto: Ontology, tmp_path: Path
) -> None:
    rows = read(world / "claims" / "t2.csv")
    part = {**rows[0], "source": "codes", "start": "", "end": "", "sha256": "", "modality": "fact"}
    for name, subject, whole in (("one", "acme", "beta"), ("two", "beta", "acme")):
        row = {**part, "id": name, "subject": subject, "predicate": "isPartOf", "object": whole}
        write(world / "claims" / f"{name}.csv", [row])
        if name == "one":
            build_into(tmp_path / "graph", Tables(world, onto))
    with pytest.raises(DataError, match="isPartOf goes in a circle"):
        build_into(tmp_path / "graph", Tables(world, onto))


@pytest.mark.parametrize("damage", ["index", "no index", "tables", "key", "store"])
def test_a_damaged_basis_is_not_built_upon(
    world: Path, onto: Ontology, tmp_path: Path, damage: str
) -> None:
    out = tmp_path / "graph"
    build_into(out, Tables(world, onto))
    folder = out / published(out)
    index = folder / "basis" / "index.json"
    if damage == "index":
        index.write_text("{}", "utf-8")
    elif damage == "no index":
        index.unlink()
    elif damage == "tables":
        (folder / "basis" / "tables.zip").write_bytes(b"PK oops")
    elif damage == "key":
        index.write_text(json.dumps({**json.loads(index.read_bytes()), "key": "x"}), "utf-8")
    else:
        (folder / "store" / "CURRENT").unlink()
    claim_changed(world)
    assert built(world, onto, out).reused == 0


def test_a_triple_that_another_graph_holds_stays_in_the_merge() -> None:
    one, two = (b'<x:s> <x:p> "a <x:one> ." <x:%s> .\n' % name for name in (b"one", b"two"))
    longer = b'<x:s> <x:p> "a <x:one> ."@en <x:one> .\n'
    store = ox.Store()
    put(store, one + two + longer)
    patch(store, [one], [])
    assert len(list(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))) == 2
    patch(store, [two], [])
    again = ox.Store()
    put(again, longer)
    assert set(store) == set(again)


def test_the_graph_before_keeps_every_byte(world: Path, onto: Ontology, tmp_path: Path) -> None:
    out = tmp_path / "graph"
    build_into(out, Tables(world, onto))
    folder = out / published(out)
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    claim_changed(world)
    build_into(out, Tables(world, onto))
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


def test_a_store_is_copied_where_it_cannot_be_linked(
    world: Path, onto: Ontology, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_into(tmp_path / "graph", Tables(world, onto))
    old = tmp_path / "graph" / published(tmp_path / "graph") / "store"

    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("os.link", refuse)
    for name in ("copy", "scratch"):
        copy_store(old, tmp_path / name, scratch=name == "scratch")
        copied = list((tmp_path / name).iterdir())
        assert {p.name: p.read_bytes() for p in old.iterdir()} == {
            p.name: p.read_bytes() for p in copied
        }
        assert any(path.is_symlink() for path in copied) == (name == "scratch")
    store = ox.Store(str(tmp_path / "scratch"))
    assert len(store) == len(ox.Store.read_only(str(old)))
    store.clear()
    store.optimize()
    assert len(ox.Store.read_only(str(old))) > 0


def test_rules_for_the_whole_run_again_where_they_may_read_what_changed(
    world: Path, onto: Ontology, tmp_path: Path
) -> None:
    build_into(tmp_path / "graph", Tables(world, onto))
    graph = tmp_path / "graph" / published(tmp_path / "graph")
    old = read_basis(graph, Tables(world, onto).key)
    assert old is not None
    assert old.list(RULED)
    store, parts = ox.Store.read_only(str(graph / "store")), Parts(onto, old.stays)

    def ruled() -> bool:
        found = changes(world, onto, old, graph)
        assert found is not None
        return balance_of(store, parts, old, found)[1]

    rows = read(world / CLAIMS)
    write(world / CLAIMS, [{**row, "paraphrase_en": "In other words."} for row in rows])
    assert not ruled()
    write(world / CLAIMS, [row for row in rows if row["predicate"] != "hasMember"])
    assert ruled()
