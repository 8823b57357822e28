"""`kg demo`: the whole way on the shipped data, by one command."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.built import assert_one_line, invoke, run


@pytest.mark.parametrize(("lang", "word"), [("en", "Three chains"), ("zh", "湖北")])
def test_the_demo_asks_ranks_and_draws(lang: str, word: str, tmp_path: Path) -> None:
    done = run("demo", "--out", "out/demo", "--lang", lang, cwd=tmp_path)
    shown = done.stdout.decode("utf-8")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "$ kg query -e '" in shown
    assert "$ kg evidence " in shown
    assert "out/demo/three-chains.html" in shown.splitlines()[-1]
    page = (tmp_path / "out" / "demo" / "three-chains.html").read_text("utf-8")
    assert f'<html lang="{lang}' in page
    assert word in shown


def test_a_place_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    found = invoke("demo", "--out", tmp_path / "file" / "demo")
    assert found.exit_code == 1
    assert_one_line(found.stderr, "file/demo: Not a directory")


def test_texts_that_are_not_at_hand_do_not_stop_the_demo(tmp_path: Path) -> None:
    asked = ("demo", "--out", tmp_path / "demo", "--corpus", tmp_path / "none")
    assert invoke(*asked).exit_code == 0
