"""`kg scenario` as a process: the example works, and the graph itself is never written to."""

from __future__ import annotations

from pathlib import Path

from tests.built import ROOT, assert_one_line, names_in, run, world_store

EXAMPLE = ROOT / "docs" / "examples" / "scenario.toml"


def test_the_example_prints_assumptions_and_changes_and_builds_a_graph(tmp_path: Path) -> None:
    out = tmp_path / "third-master"
    found = run("scenario", EXAMPLE, "--out", out, "--lang", "zh")
    assert found.returncode == 0, found.stderr
    assert "湖北公布第三家链主" in found.stdout.decode("utf-8")
    assert "manifest.json" in names_in(out)


def test_a_file_that_does_not_fit_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text('id = "x"\n', "utf-8")
    found = run("scenario", path, "--out", tmp_path / "out", "--store", world_store())
    assert found.returncode == 1
    assert found.stderr.decode("utf-8").startswith("Error: ")
    assert names_in(tmp_path) == ["bad.toml"]


def test_the_folder_of_the_graph_itself_is_refused() -> None:
    found = run("scenario", EXAMPLE, "--out", world_store(), "--store", world_store())
    assert found.returncode == 1
    assert found.stderr.decode("utf-8").startswith("Error: ")


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    found = run("scenario", tmp_path / "none.toml", "--out", tmp_path / "out")
    assert found.returncode == 1
    assert_one_line(found.stderr.decode("utf-8"), "none.toml")
