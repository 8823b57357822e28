"""`kg verify`: any byte that changed is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.built import assert_one_line, copied_store, invoke, run, world_store


def flip(path: Path) -> None:
    """Change one bit in the middle of a file."""
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


def test_a_store_as_it_was_built_is_verified_with_its_hash() -> None:
    done = run("verify", "--store", world_store())
    assert (done.returncode, done.stderr) == (0, b"")
    dump = next(world_store().glob("graph-*/dump.nq")).read_bytes()
    count = sum(
        " <https://w3id.org/green-industry/graph/" in line for line in dump.decode().splitlines()
    )
    assert done.stdout.startswith(f"{count} quads as built, SHA-256 ".encode())


def test_a_flipped_bit_in_any_file_of_the_graph_is_found(tmp_path: Path) -> None:
    whole = copied_store(tmp_path)
    names = [p for p in whole.glob("graph-*/**/*") if p.is_file() and p.stat().st_size]
    assert len(names) > 5
    for path in names:
        kept = path.read_bytes()
        flip(path)
        found = invoke("verify", "--store", whole)
        assert found.exit_code == 3, path
        assert_one_line(found.stderr, "is not as it was built: ", "build it again")
        path.write_bytes(kept)
    assert invoke("verify", "--store", whole).exit_code == 0


def test_a_process_of_its_own_exits_with_3_and_prints_no_traceback(tmp_path: Path) -> None:
    store = copied_store(tmp_path)
    flip(next(store.glob("graph-*/dump.nq")))
    done = run("verify", "--store", store)
    assert (done.returncode, done.stdout) == (3, b"")
    assert_one_line(done.stderr.decode(), "dump.nq")


@pytest.mark.parametrize("change", ["lost", "added", "grown"])
def test_a_file_that_is_lost_added_or_grown_is_found(change: str, tmp_path: Path) -> None:
    store = copied_store(tmp_path)
    dump = next(store.glob("graph-*/dump.nq"))
    if change == "lost":
        dump.unlink()
    elif change == "added":
        (dump.parent / "store" / "more").write_text("", "utf-8")
    else:
        dump.write_bytes(dump.read_bytes() + b"\n")
    found = invoke("verify", "--store", store)
    assert found.exit_code == 3
    assert_one_line(found.stderr, "more" if change == "added" else "dump.nq")


def test_a_graph_that_is_gone_is_found(tmp_path: Path) -> None:
    store = copied_store(tmp_path)
    folder = next(store.glob("graph-*"))
    folder.rename(tmp_path / "elsewhere")
    found = invoke("verify", "--store", store)
    assert found.exit_code == 3
    assert_one_line(found.stderr)


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"graph": "../x"}', "not json", "\x00"])
def test_a_manifest_that_is_none_is_told_in_one_line(text: str, tmp_path: Path) -> None:
    store = copied_store(tmp_path)
    (store / "manifest.json").write_text(text, "utf-8")
    found = invoke("verify", "--store", store)
    assert found.exit_code in (1, 3)
    assert_one_line(found.stderr, "manifest.json", "build")


def test_a_manifest_with_another_number_is_found(tmp_path: Path) -> None:
    store = copied_store(tmp_path)
    manifest = store / "manifest.json"
    text = manifest.read_text("utf-8")
    manifest.write_text(text.replace('"quads": ', '"quads": 1'), "utf-8")
    found = invoke("verify", "--store", store)
    assert found.exit_code in (1, 3)
    assert_one_line(found.stderr, "manifest.json was changed")
