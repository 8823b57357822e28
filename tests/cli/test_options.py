"""What all commands share: languages, days, formats, and where the answer goes."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.built import (
    KG,
    ask_world,
    assert_one_line,
    copied_tables,
    invoke,
    names_in,
    run,
    spoil,
    world_ontology,
    world_store,
)

FORMATS = ["text", "md", "html", "json", "csv", "tsv"]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "asked", [("find", "acme"), ("show", "acme"), ("evidence", "o2"), ("rank",), ("clusters",)]
)
def test_every_table_is_written_in_every_format(asked: tuple[str, ...], form: str) -> None:
    found = ask_world(*asked, "--format", form)
    assert found.exit_code == 0
    assert found.stderr == ""
    assert found.stdout.endswith("\n")
    assert any(word in found.stdout for word in ("Acme", "East Park", "yuan"))


def test_the_formats_hold_the_same_rows() -> None:
    as_json = json.loads(ask_world("show", "testland", "--format", "json").stdout)
    as_csv = list(
        csv.DictReader(io.StringIO(ask_world("show", "testland", "--format", "csv").stdout))
    )
    as_tsv = ask_world("show", "testland", "--format", "tsv").stdout.splitlines()
    assert as_json["rows"] == as_csv
    assert [line.split("\t")[-1] for line in as_tsv[1:]] == [row["claim"] for row in as_csv]


def test_an_unknown_format_is_wrong_usage_that_lists_the_known_ones() -> None:
    found = ask_world("rank", "--format", "xlsx")
    assert found.exit_code == 2
    assert all(f"'{form}'" in found.stderr for form in FORMATS)


def test_a_file_holds_what_would_have_been_printed(tmp_path: Path) -> None:
    printed = run("show", "testland", "--lang", "zh", "--store", world_store())
    written = run(
        "show", "testland", "--lang", "zh", "--store", world_store(), "-o", "t.txt", cwd=tmp_path
    )
    assert (written.returncode, written.stdout) == (0, b"")
    assert written.stderr == b"wrote t.txt\n"
    assert (tmp_path / "t.txt").read_bytes() == printed.stdout


@pytest.mark.parametrize("place", ["-", "/dev/stdout"])
def test_a_dash_stands_for_standard_output(place: str, tmp_path: Path) -> None:
    done = run("find", "acme", "--store", world_store(), "-o", place, cwd=tmp_path)
    assert done.stdout.startswith(b"Things called 'acme'")
    assert done.stderr == b""
    assert list(tmp_path.iterdir()) == []


def test_an_answer_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    old = tmp_path / "old.html"
    old.write_text("old", "utf-8")
    for asked in (("rank", "nosuch"), ("draw", "nosuch"), ("show", "nobody"), ("query", "nosuch")):
        assert ask_world(*asked, "-o", old).exit_code == 1
    assert old.read_text("utf-8") == "old"
    assert names_in(tmp_path) == ["old.html"]


@pytest.mark.parametrize("place", ["folder", "file/x.html", "none/x.html", ".", "/"])
def test_a_place_that_cannot_be_written_is_told_in_one_line(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("old", "utf-8")
    for command in ("draw", "rank"):
        found = ask_world(command, "three-chains", "-o", place)
        assert (found.exit_code, found.stdout) == (1, "")
        assert_one_line(found.stderr, f"cannot write {place}: ")
    assert names_in(tmp_path) == ["file", "folder"]
    assert names_in(tmp_path / "folder") == []
    assert not any(".part" in name for name in names_in(tmp_path.parent) + names_in(Path("/")))


def test_a_device_is_written_to_and_stays_a_device(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = subprocess.Popen([KG, "find", "acme", "--store", world_store(), "-o", pipe])
    assert pipe.read_bytes().startswith(b"Things called 'acme'")
    assert writer.wait(timeout=60) == 0
    assert pipe.is_fifo()


def test_a_link_stays_and_the_file_it_names_is_written(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    link = tmp_path / "link.txt"
    link.symlink_to(tmp_path / "far" / "real.txt")
    assert ask_world("find", "acme", "-o", link).exit_code == 0
    assert link.is_symlink()
    assert (tmp_path / "far" / "real.txt").read_text("utf-8").startswith("Things called 'acme'")
    assert names_in(tmp_path / "far") == ["real.txt"]


def test_several_files_need_a_folder_and_say_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for more in ((), ("-o", "-")):
        found = ask_world("export", "--format", "csv", *more)
        assert found.exit_code == 2
        assert "give -o FOLDER: nodes.csv, edges.csv" in found.stderr
    done = run("export", "--format", "csv", "--store", world_store(), "-o", "file", cwd=tmp_path)
    assert done.returncode == 1
    assert_one_line(done.stderr.decode(), "file: File exists")


def test_findings_are_printed_before_the_command_fails(tmp_path: Path) -> None:
    tables = copied_tables(tmp_path)
    spoil(tables / "claims" / "t1.csv", "c3,t1,", "c3,nosource,")
    found = invoke("check", "--data", tables, "--ontology", world_ontology())
    assert found.exit_code == 3
    assert "claims/t1.csv:4:source" in found.stdout
    assert found.stderr == "Error: 1 error found\n"
