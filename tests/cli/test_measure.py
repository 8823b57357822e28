"""`kg measure`: prints the measures, and writes them only when told to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.built import answer, assert_one_line, names_in, world_store


def test_measures_are_printed_and_nothing_is_written(tmp_path: Path) -> None:
    asked = ("measure", "overall", "--store", world_store(), "--format", "json")
    found = answer(*asked, cwd=tmp_path)
    rows = json.loads(found.stdout)["rows"]
    assert found.returncode == 0
    assert {row["view"] for row in rows} == {"overall"}
    assert any(row["rank"] == 1 for row in rows)
    assert names_in(tmp_path) == []


def test_written_measures_make_a_graph_that_can_be_asked(tmp_path: Path) -> None:
    out = tmp_path / "measured"
    done = answer("measure", "overall", "--write", "--out", out, "--store", world_store())
    assert done.returncode == 0, done.stderr
    assert "measures.nq" in names_in(out)
    assert answer("verify", "--store", out).returncode == 0


@pytest.mark.parametrize("half", [("--write",), ("--out", "x")])
def test_writing_needs_a_folder_and_a_folder_needs_writing(half: tuple[str, ...]) -> None:
    found = answer("measure", *half, "--store", world_store())
    assert found.returncode == 2
    assert "--write and --out FOLDER go together" in found.stderr.decode("utf-8")


def test_an_unknown_view_names_those_near() -> None:
    found = answer("measure", "overal", "--store", world_store())
    assert found.returncode == 1
    assert_one_line(found.stderr.decode("utf-8"), "overall")


@pytest.mark.parametrize("engine", [(), ("--engine", "local")])
def test_an_unknown_measure_names_those_near(engine: tuple[str, ...]) -> None:
    found = answer("measure", "overall", "--measure", "degre", *engine, "--store", world_store())
    assert found.returncode == 1
    assert_one_line(found.stderr.decode("utf-8"), "'degre'; did you mean degree?")


@pytest.mark.parametrize("engine", [(), ("--engine", "local")])
def test_where_spark_runs_is_told_to_spark_only(engine: tuple[str, ...]) -> None:
    found = answer("measure", "--master", "local[2]", *engine, "--store", world_store())
    assert found.returncode == 2
    assert "--master goes with --engine spark" in found.stderr.decode("utf-8")
