"""The store: few things are asked for one by one, many at once; foreign queries fetch nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.errors import ForbiddenQueryError, ParameterError, StoreError
from kg.graph.store import FEW, Answers, Reader, open_reader
from kg.ontology import Ontology
from kg.text.names import PREFIXES
from tests.built import world_store

GID, GI = PREFIXES["gid"], PREFIXES["gi"]


@pytest.fixture
def reader(onto: Ontology) -> Reader:
    return Reader(world_store(), onto)


def test_labels_of_one_thing_are_those_of_the_whole_mapping(reader: Reader) -> None:
    for mapping in (reader.labels, reader.kinds):
        assert isinstance(mapping, Answers)
        whole = mapping.ask()
        assert len(whole) > 20
        for iri in sorted(whole)[:20]:
            assert mapping[iri] == whole[iri]
        assert "everything" not in vars(mapping)
        assert dict(mapping) == whole


def test_a_thing_that_the_graph_does_not_know_has_no_label(reader: Reader) -> None:
    for name in (GID + "nobody", "no iri", "", "x:> . ?s ?p <y:"):
        assert name not in reader.labels
        assert reader.kinds.get(name) is None
    assert reader.label(GID + "nobody", "en") == "nobody"


def test_in_memory_there_is_every_quad_of_the_store(reader: Reader, onto: Ontology) -> None:
    held = Reader(world_store(), onto, memory=True)
    assert set(held.store) == set(reader.store)
    assert len(held.store) == len(reader.store) > 1000
    for name in ("statements", "names"):
        assert sorted(map(str, held.api(name))) == sorted(map(str, reader.api(name)))


def test_a_dump_that_was_changed_is_not_read_into_memory(tmp_path: Path, onto: Ontology) -> None:
    folder = Path(shutil.copytree(world_store(), tmp_path / "graph"))
    dump = next(folder.glob("graph-*/dump.nq"))
    dump.write_bytes(dump.read_bytes().replace(b"Acme", b"Acne"))
    with pytest.raises(StoreError, match=r"dump\.nq is not as it was built"):
        Reader(folder, onto, memory=True)
    dump.unlink()
    with pytest.raises(StoreError, match=r"dump\.nq is not as it was built"):
        Reader(folder, onto, memory=True)


def test_a_remote_graph_is_not_read_into_memory(onto: Ontology) -> None:
    with pytest.raises(ParameterError, match="cannot be held in memory here; give a folder"):
        open_reader("http://localhost:1/query", onto, memory=True)


def test_when_many_are_asked_for_all_are_loaded_once() -> None:
    asked = []

    def ask(**thing: str) -> dict[str, str]:
        asked.append(thing)
        return {"x:0": "zero", "x:1": "one"}

    answers = Answers(ask)
    assert [f"x:{n}" in answers for n in range(FEW + 50)] == [True, True] + [False] * (FEW + 48)
    assert len(asked) == FEW + 1
    assert asked[-1] == {}
    assert len(answers) == 2


@pytest.mark.parametrize("name", ["labels", "kinds", "statements"])
def test_a_query_of_a_foreign_ontology_opens_no_connection(
    tmp_path: Path, onto: Ontology, name: str
) -> None:
    folder = Path(shutil.copytree(onto.folder, tmp_path / "onto"))
    query = folder / "api" / f"{name}.rq"
    query.write_text("SELECT * { SERVICE <http://127.0.0.1:9/> { ?thing ?p ?label } }", "utf-8")
    reader = Reader(world_store(), Ontology(folder))
    with pytest.raises(ForbiddenQueryError, match="nothing is fetched"):
        _ = reader.labels[GID + "acme"], reader.kinds[GID + "acme"], list(reader.api(name))
