"""What a push leaves behind: the whole graph once, whatever was there and however it was cut."""

from __future__ import annotations

import os
import subprocess
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.errors import CheckError, ParameterError, RemoteError
from kg.graph.make import make
from kg.graph.release import store_path
from kg.graph.remote import dialect
from kg.graph.remote.push import Destination, Push, push, target_of
from tests.built import (
    KG,
    SCRATCH,
    assert_one_line,
    copied_tables,
    invoke,
    run,
    world_graph,
    world_store,
)
from tests.servers import misbehaving, says


def pushed(server: str, folder: Path | None = None) -> Push:
    """Return what a push of the world into an Oxigraph server did."""
    return push(folder or world_store(), target_of(f"{server}/query"), str)


def total(server: str) -> int:
    """Return how many triples a server holds, but those of the record."""
    count = (
        f"SELECT (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <{dialect.RECORD}>) }}"
    )
    return int(target_of(f"{server}/query").rows(count)[0]["n"]["value"])


def test_a_pushed_graph_is_there_once_with_its_merge(empty: str) -> None:
    heard: list[str] = []
    done = push(world_store(), target_of(f"{empty}/query"), heard.append)
    assert (done.sent, done.removed) == (total(empty), 0)
    assert sum(n for name, (n, _) in done.graphs.items() if name != dialect.MERGED) == len(
        world_graph()
    )
    assert [line.partition(":")[0] for line in heard][-1] == "merged"
    remote = kg.load(f"{empty}/query")
    assert remote.reader.digest == world_graph().reader.digest
    assert len(remote) == len(world_graph())


def test_pushing_again_sends_nothing(empty: str) -> None:
    first, again = pushed(empty), pushed(empty)
    assert (again.sent, again.removed) == (0, 0)
    assert again.graphs == first.graphs


def test_what_was_lost_altered_or_added_is_mended_and_nothing_else_sent(empty: str) -> None:
    whole = pushed(empty).sent
    target = target_of(f"{empty}/query")
    (graph,) = [name for name in pushed(empty).graphs if name.endswith("/t1")]
    target.change(f"DELETE WHERE {{ GRAPH <{graph}> {{ <{thing('c1')}> ?p ?o }} }}")
    target.insert(graph, [f'<{thing("c2")}> <urn:p> "too much" .'])
    lost = whole - total(empty) + 1
    assert lost > 1
    done = pushed(empty)
    assert (done.sent, done.removed, total(empty)) == (lost, 1, whole)


def thing(name: str) -> str:
    return f"https://w3id.org/green-industry/id/{name}"


@cache
def store_without_a_claim() -> Path:
    """Return the folder of the built world without the claim c16."""
    tables = copied_tables(SCRATCH / "without")
    rows = (tables / "claims" / "t1.csv").read_text("utf-8").splitlines(keepends=True)
    kept = [row for row in rows if not row.startswith("c16,")]
    assert len(kept) == len(rows) - 1
    (tables / "claims" / "t1.csv").write_text("".join(kept), "utf-8")
    make(tables, None, None, SCRATCH / "without" / "graph")
    return SCRATCH / "without" / "graph"


def quads(folder: Path) -> set[ox.Quad]:
    """Return the quads of a built graph, those of its merge in the default graph."""
    return set(ox.Store.read_only(str(store_path(folder))))


def sizes_seen(target: Destination, graph: str, patch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that will hold the size of a graph after every change of the server."""
    change, seen = Destination.change, [target.count(graph)]

    def watched(there: Destination, update: str) -> None:
        change(there, update)
        seen.append(target.count(graph))

    patch.setattr(Destination, "change", watched)
    return seen


@pytest.mark.timeout(300)
def test_the_push_of_a_change_sends_and_takes_out_what_differs(
    writable: Destination, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, less = quads(world_store()), quads(store_without_a_claim())
    push(world_store(), writable, str)
    seen = sizes_seen(writable, dialect.MERGED, monkeypatch)
    away = push(store_without_a_claim(), writable, str)
    back = push(world_store(), writable, str)
    assert (away.sent, away.removed) == (len(less - whole), len(whole - less))
    assert (back.sent, back.removed) == (away.removed, away.sent)
    assert 0 < away.removed < len(whole) / 100
    kept = sum(quad.graph_name == ox.DefaultGraph() for quad in whole & less)
    assert min(seen) >= kept  # whoever asks meanwhile finds all that stays


@pytest.mark.timeout(300)
def test_whatever_else_a_graph_says_goes_and_nothing_is_sent(
    writable: Destination, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.graph.remote.push.LISTED", 20)
    first = push(world_store(), writable, str)
    extra = [f"<urn:stranger:{n}> <urn:p> {n} , 2.50 , '谷'@en-US ." for n in range(50)]
    known = thing("c1")
    extra += ["<urn:谷城> a <urn:x> .", "_:s a <urn:x> .", f"<{known}> a <urn:x> , _:o ."]
    for graph in (dialect.MERGED, next(name for name in first.graphs if name.endswith("/t1"))):
        joined = "\n".join(extra)
        writable.change(f"INSERT {{ GRAPH <{graph}> {{ {joined} }} }} WHERE {{}}")
    done = push(world_store(), writable, str)
    assert (done.sent, done.removed) == (0, 2 * (3 * 50 + 4))
    assert done.graphs == first.graphs


def test_a_push_that_was_cut_while_taking_out_goes_on(
    empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pushed(empty)
    forget = Destination.forget

    def cut(target: Destination, graph: str, subjects: list[str]) -> None:
        forget(target, graph, subjects)
        raise RemoteError("the line is dead")

    with monkeypatch.context() as patch:
        patch.setattr(Destination, "forget", cut)
        with pytest.raises(RemoteError, match="the line is dead"):
            pushed(empty, store_without_a_claim())
    with pytest.raises(RemoteError, match="holds no whole graph; run: kg push"):
        len(kg.load(f"{empty}/query"))
    there, less = total(empty), quads(store_without_a_claim())
    done = pushed(empty, store_without_a_claim())
    assert there + done.sent - done.removed == total(empty) == len(less)
    assert 0 < done.removed < len(quads(world_store()) - less)
    assert len(kg.load(f"{empty}/query")) == len(kg.load(store_without_a_claim()))


def test_a_push_that_was_killed_goes_on_where_it_was(empty: str) -> None:
    command = [KG, "push", f"{empty}/query", "--store", world_store()]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=os.environ.copy()) as child:
        assert child.stderr is not None
        assert b" sent" in child.stderr.readline()
        child.kill()
    there = total(empty)
    assert there > 0
    with pytest.raises(RemoteError, match="holds no whole graph; run: kg push"):
        len(kg.load(f"{empty}/query"))
    done = pushed(empty)
    assert done.sent == total(empty) - there
    assert len(kg.load(f"{empty}/query")) == len(world_graph())


def test_the_graph_store_protocol_leaves_the_same(empty: str) -> None:
    target = target_of(f"{empty}/query", graph_store=f"{empty}/store")
    done = push(world_store(), target, str)
    assert done.sent == total(empty)
    assert pushed(empty).sent == 0


def test_what_is_elsewhere_in_the_store_stays_and_is_not_asked(empty: str) -> None:
    target = target_of(f"{empty}/query")
    target.insert("urn:others", ["<urn:a> a <urn:b> ."])
    pushed(empty)
    assert target.count("urn:others") == 1
    remote = kg.load(f"{empty}/query")
    for pattern in ("<urn:a> ?p ?o", "GRAPH ?g { <urn:a> ?p ?o }"):
        assert remote.query(f"ASK {{ {pattern} }}").rows == ((False,),)


def test_a_store_that_keeps_something_else_is_told(
    empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert = Destination.insert

    def forgetful(target: Destination, graph: str, lines: list[str]) -> None:
        insert(target, graph, [line for line in lines if "/acme>" not in line])

    monkeypatch.setattr(Destination, "insert", forgetful)
    with pytest.raises(CheckError, match=r"does not keep .* as it was sent"):
        pushed(empty)
    with pytest.raises(RemoteError, match="holds no whole graph"):
        len(kg.load(f"{empty}/query"))


def test_an_address_for_updates_is_checked_before_anything_is_sent() -> None:
    with misbehaving(says(500)) as server:
        for more in ({"update": "ftp://a.example/"}, {"graph_store": "store"}):
            with pytest.raises(ParameterError, match="is no http or https address"):
                target_of(server.url, **more)
    assert server.heard == []


def test_the_command_says_what_it_did(empty: str) -> None:
    asked = ("push", f"{empty}/query", "--store", world_store())
    done = invoke(*asked)
    assert done.exit_code == 0
    graphs = len(done.stderr.splitlines())
    assert done.stdout == (
        f"{empty}/query holds {graphs} graphs, compared: {total(empty)} sent, 0 taken out\n"
    )
    assert ": 0 sent, 0 taken out" in invoke(*asked).stdout


def test_a_refused_push_is_one_line() -> None:
    with misbehaving(says(403)) as server:
        done = run("push", server.url, "--store", world_store())
    assert done.returncode == 1
    assert_one_line(done.stderr.decode(), "refuses access (403)")
