"""`kg build`: whole and verified, or nothing, with every fault at its place."""

from __future__ import annotations

from pathlib import Path

from tests.built import (
    WORLD,
    WORLD_CORPUS,
    assert_one_line,
    copied_store,
    copied_tables,
    invoke,
    run,
    spoil,
)


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "LOCK")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_a_build_says_what_it_built_and_where_and_can_be_verified(tmp_path: Path) -> None:
    done = run("build", "--data", WORLD, "--corpus", WORLD_CORPUS, cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr == b""
    assert done.stdout.startswith(b"built ")
    assert b" quads into build/graph (" in done.stdout
    assert run("verify", "--store", "build/graph", cwd=tmp_path).returncode == 0


def test_two_builds_of_equal_tables_are_equal(tmp_path: Path) -> None:
    first = invoke("build", "--data", WORLD, "--out", tmp_path / "a").stdout
    second = invoke("build", "--data", copied_tables(tmp_path), "--out", tmp_path / "b").stdout
    assert first.replace("/a (", "/b (") == second
    dumps = [next((tmp_path / name).glob("graph-*/dump.nq")).read_bytes() for name in "ab"]
    assert dumps[0] == dumps[1]


def test_bad_tables_are_all_listed_and_nothing_is_written(tmp_path: Path) -> None:
    tables = copied_tables(tmp_path)
    spoil(tables / "claims" / "t1.csv", "supports", "suports")
    spoil(tables / "observations" / "t2.csv", ",1000,", ',"1,000",')
    spoil(tables / "entities" / "actors.csv", "beta,Enterprise", "beta,Entreprise")
    done = run("build", "--data", tables, "--out", tmp_path / "graph")
    errors = done.stderr.decode("utf-8")
    assert (done.returncode, done.stdout) == (1, b"")
    assert "claims/t1.csv:2:predicate: unknown term 'suports'; did you mean supports" in errors
    assert "observations/t2.csv:2:value: not a plain decimal number" in errors
    assert "entities/actors.csv:4:class: unknown term 'Entreprise'" in errors
    assert errors.endswith("nothing was written\n")
    assert "Traceback" not in errors
    assert not (tmp_path / "graph").exists()


def test_a_failed_build_keeps_the_old_graph(tmp_path: Path) -> None:
    store = copied_store(tmp_path)
    before = contents(store)
    tables = copied_tables(tmp_path)
    spoil(tables / "claims" / "t1.csv", "supports", "suports")
    assert invoke("build", "--data", tables, "--out", store).exit_code == 1
    assert contents(store) == before
    assert invoke("find", "acme", "--store", store).exit_code == 0


def test_a_new_build_takes_the_place_of_the_old_graph(tmp_path: Path) -> None:
    store = copied_store(tmp_path)
    tables = copied_tables(tmp_path)
    for old, new in (("Beta Gas", "Gamma Gas"), ("Gamma Gas", "Delta Gas")):
        spoil(tables / "entities" / "actors.csv", old, new)
        assert invoke("build", "--data", tables, "--out", store).exit_code == 0
        assert new in invoke("show", "beta", "--store", store).stdout
    assert len(list(store.glob("graph-*"))) <= 2


def test_a_passage_that_is_not_in_its_text_stops_the_build(tmp_path: Path) -> None:
    tables = copied_tables(tmp_path)
    spoil(tables / "claims" / "t1.csv", "c1,t1,35,96,", "c1,t1,36,96,")
    done = run("build", "--data", tables, "--corpus", WORLD_CORPUS, "--out", tmp_path / "graph")
    assert done.returncode == 1
    assert b"claims/t1.csv:2:sha256: the passage at this place has another hash" in done.stderr
    assert not (tmp_path / "graph").exists()


def test_folders_that_are_not_what_they_should_be_are_told(tmp_path: Path) -> None:
    empty, file = tmp_path / "empty", tmp_path / "file"
    empty.mkdir()
    file.touch()
    out = ("--out", tmp_path / "graph")
    cases = [
        (("--data", tmp_path / "none", *out), 1, "is no folder"),
        (("--data", empty, *out), 1, "holds no tables; expected are sources.csv"),
        (("--data", WORLD, "--ontology", empty, *out), 1, "has no tables.json"),
        (("--data", WORLD, "--corpus", tmp_path / "none", *out), 1, "is no folder"),
        (("--data", WORLD, "--out", file / "graph"), 1, "cannot write the graph to"),
        (("--data", WORLD, "--out", file), 2, "is a file"),
    ]
    for arguments, code, words in cases:
        found = invoke("build", *arguments)
        assert (found.exit_code, words in found.stderr) == (code, True), found.stderr
        if code == 1:
            assert_one_line(found.stderr)
    assert not (tmp_path / "graph").exists()


def test_what_else_is_in_the_folder_stays(tmp_path: Path) -> None:
    out = tmp_path / "mine"
    (out / "graph-drafts").mkdir(parents=True)
    (out / ".pre-commit-config.yaml").write_text("mine", "utf-8")
    (out / "graph-drafts" / "notes.txt").write_text("mine", "utf-8")
    assert invoke("build", "--data", WORLD, "--out", out).exit_code == 0
    assert (out / ".pre-commit-config.yaml").read_text("utf-8") == "mine"
    assert (out / "graph-drafts" / "notes.txt").read_text("utf-8") == "mine"


def test_a_graph_is_not_built_into_its_tables(tmp_path: Path) -> None:
    tables = copied_tables(tmp_path)
    before = contents(tables)
    done = run("build", "--data", tables, "--out", tables / ".." / tables.name)
    assert done.returncode == 1
    assert_one_line(done.stderr.decode("utf-8"), "holds what the graph is built of")
    assert contents(tables) == before
