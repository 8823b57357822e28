"""Projection: networks of columns equal those of rows, on every view and any made-up rows."""

from __future__ import annotations

import contextlib
import shutil
from functools import partial
from pathlib import Path

import numpy as np
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analysis.reading import network_of_view
from kg.columns.opened import Columns
from kg.columns.write import write_columns
from kg.errors import ColumnsError, KgError
from kg.graph.lookup import Asking, find, holds
from kg.graph.store import Reader, listed
from kg.network.projection import order_of, projected
from kg.network.view import network_of
from kg.ontology import Ontology
from kg.text.header import Header
from kg.text.names import expand
from tests.built import ROOT, world_store
from tests.columns.worlds import ONTO, WORLDS, beside, columns, graph

HEADER = Header({"direction": "undirected"})
NAMES = ("source", "target", "relation", "claim", "weight", "modality", "certainty")
RANKING = ["urn:m1", "urn:m0", "urn:c0", "urn:c1"]
ROW = st.tuples(
    *(st.sampled_from(ends) for ends in ("abc", "abc", "rs", "klm")),
    st.sampled_from(["", "1", "1.0", "0.1", "0.2", "2"]),
    st.sampled_from(["", "m0", "m1", "m2"]),
    st.sampled_from(["", "c0", "c1"]),
)


class InMemory(Reader):
    """A reader of a graph in memory, with or without its columns."""

    def __init__(self, store: ox.Store, columns: Columns | None) -> None:
        self.store, self.onto, self.answers = store, ONTO, {}
        self.columns, self.held = columns, None


@pytest.mark.parametrize("as_of", ["", "2023", "2024-05-01"])
@pytest.mark.parametrize("world", WORLDS)
def test_every_view_is_the_same_network_by_rows_and_by_columns(world: str, as_of: str) -> None:
    rows, coded = InMemory(graph(world), None), InMemory(graph(world), columns(world))
    ties = 0
    for view in ONTO.files("views"):
        expected = network_of_view(rows, view, as_of)
        assert network_of_view(coded, view, as_of) == expected, view
        ties += len(expected.ties)
    assert ties


def test_networks_come_of_columns_where_there_are_some(tmp_path: Path) -> None:
    nothing = InMemory(ox.Store(), columns("small"))
    assert network_of_view(nothing, "space").ties
    place = Path(shutil.copytree(beside("small"), tmp_path / "columns"))
    (place / "view-space.npy").write_bytes(b"")
    damaged = InMemory(graph("small"), Columns(place, ONTO))
    expected = network_of_view(InMemory(graph("small"), None), "space")
    assert network_of_view(damaged, "space") == expected


@settings(max_examples=30, deadline=None)
@given(st.lists(ROW, max_size=12), st.sampled_from(["directed", "undirected"]))
def test_any_rows_make_the_same_network(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]], direction: str
) -> None:
    folder = tmp_path_factory.mktemp("view")
    lines = " ".join(f"({' '.join(map(spelt, NAMES, row))})" for row in rows)
    heads = " ".join(f"?{name}" for name in NAMES)
    onto = made_ontology(folder, f"SELECT {heads} {{ VALUES ({heads}) {{ {lines} }} }}")
    write_columns(ox.Store(), b"", onto, folder / "columns")
    header = Header({"direction": direction})
    cells = [dict(zip(NAMES, map(told, NAMES, row), strict=True)) for row in rows]
    found = projected(Columns(folder / "columns", onto), "made", header, RANKING)
    assert found == network_of("made", header, cells, {}, RANKING)


def told(name: str, value: str) -> str:
    return value if name == "weight" or not value else f"urn:{value}"


def spelt(name: str, value: str) -> str:
    if not value:
        return "UNDEF"
    return value if name == "weight" else f"<urn:{value}>"


def made_ontology(folder: Path, query: str) -> Ontology:
    """Return an ontology with one view and the column queries that a projection needs."""
    onto = folder / "ontology"
    shutil.copytree(ROOT / "ontology" / "columns", onto / "columns")
    (onto / "views").mkdir()
    (onto / "views" / "made.rq").write_text(query, "utf-8")
    (onto / "tables.json").write_text('{"tables": []}', "utf-8")
    return Ontology(onto)


@pytest.mark.parametrize(
    "row", ['"a" <urn:b> 1', "UNDEF <urn:b> 1", "<urn:a> <urn:b> 0", '<urn:a> <urn:b> "x"']
)
def test_rows_with_a_fault_are_left_to_who_tells_it(tmp_path: Path, row: str) -> None:
    query = (
        "SELECT ?source ?target ?weight ?relation ?claim ?modality ?certainty"
        f" {{ VALUES (?source ?target ?weight) {{ ({row}) }}"
        " BIND(<urn:r> AS ?relation) BIND(<urn:c> AS ?claim) }"
    )
    onto = made_ontology(tmp_path, query)
    write_columns(ox.Store(), b"", onto, tmp_path / "columns")
    with pytest.raises(ColumnsError):
        projected(Columns(tmp_path / "columns", onto), "made", HEADER, [])


def test_a_view_that_lacks_a_column_is_left_to_who_tells_it(tmp_path: Path) -> None:
    onto = made_ontology(tmp_path, "SELECT ?source ?target { ?source ?p ?target }")
    write_columns(ox.Store(), b"", onto, tmp_path / "columns")
    with pytest.raises(ColumnsError):
        projected(Columns(tmp_path / "columns", onto), "made", HEADER, [])


def test_claims_of_other_days_are_left_out() -> None:
    opened = columns("shipped")
    header = Header({"direction": "directed"})
    then = projected(opened, "governance", header, [], partial(holds, as_of="1990"))
    now = projected(opened, "governance", header, [])
    assert 0 < len(then.ties) < len(now.ties)


def test_no_tie_is_decoded_before_it_is_asked_for() -> None:
    network = projected(columns("synthetic"), "supply", Header({"direction": "directed"}), [])
    assert network.columns.words is not None
    assert isinstance(network.columns.source, np.ndarray)
    assert expand("gi:suppliesTo") in {tie.relation for tie in network.ties}


@pytest.mark.parametrize("view", ["supply", "overall"])
def test_codes_are_wide_enough_to_be_counted_with(view: str) -> None:
    made = network_of_view(InMemory(graph("small"), columns("small")), view).columns
    whole = (made.source, made.target, made.relation, made.modality, made.certainty)
    assert {column.dtype for column in (*whole, made.starts, made.claims)} == {np.dtype(np.int64)}


def test_a_network_of_columns_needs_no_store() -> None:
    reader = Reader(world_store(), ONTO)
    network = network_of_view(reader, "supply")
    assert "store" not in vars(reader)
    assert network == network_of_view(InMemory(reader.store, None), "supply")
    assert list(listed(ONTO, "ranking")) == list(reader.api("ranking"))


def test_rows_are_in_the_order_of_ties_claims_and_weights() -> None:
    rows = np.random.default_rng(0).integers(0, 3, (5, 200))
    source, target, relation, claim, weight = rows
    order = order_of([source, target, relation], claim, weight.astype(float))
    assert order.tolist() == np.lexsort(rows[[4, 3, 2, 1, 0]]).tolist()
    once = np.unique(rows[:4], axis=1)
    assert order_of([*once[:3]], once[3], np.zeros(once.shape[1])).tolist() == [
        *range(once.shape[1])
    ]


@pytest.mark.parametrize("fill", [b"\xff\xff\xff\xff", b"\x07\x00\x00\x70"])
@pytest.mark.parametrize(
    "name",
    [
        "view-space.npy",
        "terms.utf8",
        "terms.npy",
        "suffixes.npy",
        "labels.npy",
        "kinds.npy",
        "times.npy",
    ],
)
def test_spoilt_columns_raise_nothing_but_errors_of_ours(
    tmp_path: Path, name: str, fill: bytes
) -> None:
    place = Path(shutil.copytree(beside("small"), tmp_path / "columns"))
    raw = (place / name).read_bytes()
    head = 128 if name.endswith(".npy") else 0
    (place / name).write_bytes(raw[:head] + (fill * len(raw))[: len(raw) - head])
    for as_of in ("", "2024"):
        with contextlib.suppress(KgError):
            network = network_of_view(
                InMemory(graph("small"), Columns(place, ONTO)), "space", as_of
            )
            list(network.ties)
            list(network.nodes)
    with contextlib.suppress(KgError):
        find(InMemory(graph("small"), Columns(place, ONTO)), "a", Asking())
