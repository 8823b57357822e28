"""Scan: `kg query` gives the same bytes by columns and by SPARQL, and falls back in silence."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.columns.opened import Columns
from kg.errors import ColumnsError
from kg.graph import scan, sparql
from kg.graph.scan import Scan, scan_of
from tests.built import KG, world_store
from tests.columns.worlds import ONTO, beside

QUERY = ONTO.file("queries", "claims-where").read_text("utf-8")
PLAIN = ONTO.file("queries", "overview").read_text("utf-8")
PARAMS = {
    "lang": '"en"',
    "relation": "<https://w3id.org/green-industry/ontology/any>",
    "mode": "<https://w3id.org/green-industry/concept/any>",
    "trust": "<https://w3id.org/green-industry/concept/any>",
    "document": "<https://w3id.org/green-industry/id/any>",
}


def store() -> Path:
    return next(world_store().glob("graph-*")) / "store"


def origin(scanned: Scan | None) -> sparql.Origin:
    return sparql.Origin(store=store(), scan=scanned)


@pytest.mark.parametrize("form", sparql.RESULT_FORMATS)
def test_both_engines_write_the_same_bytes(form: str) -> None:
    coded = Scan(Columns(beside("small"), ONTO), strict=True)
    limits = sparql.Limits()
    expected = sparql.run(QUERY, origin(None), form, PARAMS, limits)
    assert sparql.run(QUERY, origin(coded), form, PARAMS, limits) == expected
    assert expected.count(b"\n") > 5 or form in ("json", "xml")


def test_both_engines_give_the_same_table() -> None:
    coded = Scan(Columns(beside("small"), ONTO), strict=True)
    found = sparql.select(QUERY, origin(coded), PARAMS)
    assert found == sparql.select(QUERY, origin(None), PARAMS)
    assert len(found)


def test_damaged_columns_are_passed_over_or_told(tmp_path: Path) -> None:
    place = Path(shutil.copytree(beside("small"), tmp_path / "columns"))
    (place / "claims.npy").write_bytes(b"")
    opened = Columns(place, ONTO)
    expected = sparql.select(QUERY, origin(None), PARAMS)
    assert sparql.select(QUERY, origin(Scan(opened)), PARAMS) == expected
    with pytest.raises(ColumnsError, match="claims cannot be read"):
        sparql.select(QUERY, origin(Scan(opened, strict=True)), PARAMS)


def test_the_engine_is_chosen_by_size(monkeypatch: pytest.MonkeyPatch) -> None:
    place = beside("small").with_name("store")
    monkeypatch.delitem(sys.modules, "numpy", raising=False)
    assert scan_of(QUERY, place, ONTO) is None
    monkeypatch.setattr(scan, "LARGE", 1)
    assert scan_of(QUERY, place, ONTO) is not None
    assert scan_of(QUERY, place, ONTO, "sparql") is None
    assert scan_of(PLAIN, place, ONTO) is None
    assert scan_of(QUERY, None, ONTO) is None


def test_columns_that_are_not_there_are_told(tmp_path: Path) -> None:
    with pytest.raises(ColumnsError, match="no columns beside it"):
        scan_of(QUERY, tmp_path / "store", ONTO, "columns")
    with pytest.raises(ColumnsError, match="no columns form of this query"):
        scan_of(PLAIN, beside("small").with_name("store"), ONTO, "columns")


def test_a_small_graph_is_asked_without_numpy() -> None:
    code = (
        "import sys; from kg.cli.main import main;"
        f"words = ['query', 'class-counts', '--store', {str(world_store())!r}];"
        "main(words, standalone_mode=False);"
        "print('numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "False"


def test_a_query_of_ones_own_has_no_columns_form(tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text(QUERY, "utf-8")
    command = [KG, "query", path, "--engine", "columns", "--store", world_store()]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "no columns form" in done.stderr


def test_the_command_prints_the_same_by_either_engine() -> None:
    def printed(engine: str) -> bytes:
        options = ["--store", world_store(), "--param", "text=city", "--engine", engine]
        done = subprocess.run(
            [KG, "query", "names-containing", *options], check=True, capture_output=True
        )
        return done.stdout

    assert printed("columns") == printed("sparql")
    assert printed("columns").count(b"\n") > 1
