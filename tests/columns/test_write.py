"""Writing: equal graphs give equal bytes, and every row of every query is there once coded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pyoxigraph as ox
import pytest

from kg.columns.write import definitions, write_columns
from kg.errors import StoreError
from kg.ontology import Ontology
from kg.text.names import PREFIXES
from tests.built import ROOT
from tests.columns.worlds import ONTO, WORLDS, beside, columns, graph


@pytest.mark.parametrize("world", WORLDS)
def test_tables_hold_the_rows_of_their_queries(world: str) -> None:
    opened = columns(world)
    for name, query in definitions(ONTO).items():
        found = graph(world).query(query, prefixes=dict(PREFIXES))
        assert isinstance(found, ox.QuerySolutions)
        rows, terms = opened.rows(name), opened.terms
        assert list(rows.columns) == [variable.value for variable in found.variables]
        told = [tuple(cell.value if cell is not None else "" for cell in row) for row in found]
        cells = [rows.column(column) for column in rows.columns]
        ours = [tuple(terms[c] if c >= 0 else "" for c in row) for row in zip(*cells, strict=True)]
        assert sorted(ours) == sorted(told), name
        codes = list(zip(*cells, strict=True))
        assert codes == sorted(codes), name


def test_equal_graphs_give_equal_bytes_under_any_hash_seed(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from kg.graph.build import build_graph;"
        "from kg.columns.write import write_columns; from kg.ontology import Ontology;"
        "from kg.graph.dump import told;"
        f"onto = Ontology(Path({str(ROOT / 'ontology')!r}));"
        "store = build_graph(Path(sys.argv[1]), onto);"
        "write_columns(store, told(store).dump, onto, Path(sys.argv[2]))"
    )
    there = tmp_path / "columns"
    command = [sys.executable, "-c", code, str(ROOT / "tests" / "world"), str(there)]
    subprocess.run(command, check=True, env={"PYTHONHASHSEED": "7"}, cwd=ROOT)
    ours = {path.name: path.read_bytes() for path in beside("small").iterdir()}
    assert {path.name: path.read_bytes() for path in there.iterdir()} == ours


@pytest.mark.parametrize("world", WORLDS)
def test_columns_of_lines_are_those_that_the_store_answers(tmp_path: Path, world: str) -> None:
    there = tmp_path / "columns"
    write_columns(graph(world), b"no lines", ONTO, there)
    ours = {path.name: path.read_bytes() for path in beside(world).iterdir()}
    assert {path.name: path.read_bytes() for path in there.iterdir()} == ours


def test_arrays_can_be_read_by_numpy_without_pickle() -> None:
    for path in beside("small").glob("*.npy"):
        assert np.load(path, mmap_mode="r", allow_pickle=False).dtype.kind == "i"


def test_an_empty_graph_has_empty_columns(tmp_path: Path) -> None:
    write_columns(ox.Store(), b"", ONTO, tmp_path / "columns")
    assert np.load(tmp_path / "columns" / "claims.npy").shape == (11, 0)


def test_a_column_query_that_is_no_select_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "ontology"
    (folder / "columns").mkdir(parents=True)
    (folder / "tables.json").write_text('{"tables": []}', "utf-8")
    (folder / "columns" / "x.rq").write_text("ASK { ?s ?p ?o }", "utf-8")
    with pytest.raises(StoreError, match="SELECT"):
        write_columns(ox.Store(), b"", Ontology(folder), tmp_path / "columns")
