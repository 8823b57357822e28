"""`kg scenario`: the example works, and the graph itself is never written to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.built import ROOT, answer, assert_one_line, names_in, world_store
from tests.cli.test_main import examples

EXAMPLE = ROOT / "docs" / "examples" / "scenario.toml"


@pytest.mark.no_cover
def test_the_example_in_the_help_prints_what_changes_and_builds_a_graph(tmp_path: Path) -> None:
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    (arguments,) = examples("scenario")
    found = answer(*arguments, "--lang", "zh", "--format", "json", cwd=tmp_path)
    assert (found.returncode, found.stderr) == (0, b"")
    report = json.loads(found.stdout)
    tables = [section["table"] for section in report["sections"]]
    assert report["title"] == "假设：湖北公布第三家链主"
    assert [len(table["rows"]) > 0 for table in tables] == [True] * 5
    assert any("8 · 3 · 5" in str(row) for row in tables[4]["rows"])
    assert "manifest.json" in names_in(tmp_path / "build" / "third-master")


def test_a_file_that_does_not_fit_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text('id = "x"\n', "utf-8")
    found = answer("scenario", path, "--out", tmp_path / "out", "--store", world_store())
    assert found.returncode == 1
    assert found.stderr.decode("utf-8").startswith("Error: ")
    assert names_in(tmp_path) == ["bad.toml"]


def test_the_folder_of_the_graph_itself_is_refused() -> None:
    found = answer("scenario", EXAMPLE, "--out", world_store(), "--store", world_store())
    assert found.returncode == 1
    assert found.stderr.decode("utf-8").startswith("Error: ")


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    found = answer("scenario", tmp_path / "none.toml", "--out", tmp_path / "out")
    assert found.returncode == 1
    assert_one_line(found.stderr.decode("utf-8"), "none.toml")
